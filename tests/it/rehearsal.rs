//! A rehearsal of an election: a foundation of its own, taken from a running one,
//! under a log of its own, in which nothing counts.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command as Program, Output};

use chrono::TimeDelta;
use commonhold::db::address::Address;
use commonhold::db::cluster::ADMINISTRATOR;
use commonhold::db::pool;
use commonhold::evidence::bundle::archive;
use commonhold::seal::manifest::Manifest;
use commonhold::tlog::checkpoint::SignedCheckpoint;
use commonhold::tlog::policy::{Policy, Unapproved};
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::process::Command;

use crate::board::events::sits_for;
use crate::bundle::policy_of;
use crate::elections::{appoint, makes};
use crate::minutes::decide;
use crate::parties::{NORDLICHT, employs};
use crate::support::election::{ADA, BEN, CHI, Foundation, Place, Plan, Poll, StandingKey};
use crate::support::server::Process;
use crate::support::{MailFolder, Visitor, World, eventually, program};

#[derive(diesel::QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    it: String,
}

async fn told(conn: &mut AsyncPgConnection, sql: &str) -> Vec<String> {
    let rows: Vec<Told> = diesel::sql_query(sql).load(conn).await.unwrap();
    rows.into_iter().map(|row| row.it).collect()
}

/// A digest of every table but those that change while nobody does anything.
async fn digests(world: &World) -> BTreeMap<String, String> {
    let mut conn = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let tables = told(
        &mut conn,
        "SELECT c.relname::text AS it FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname !~ '^(outbox|session|log)'
         ORDER BY 1",
    )
    .await;
    let mut digests = BTreeMap::new();
    for table in tables {
        let sql = format!(
            "SELECT count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) AS it FROM {table} x"
        );
        let digest = told(&mut conn, &sql).await.remove(0);
        digests.insert(table, digest);
    }
    digests
}

/// `commonhold rehearse` under the world's clock.
fn rehearse(world: &World, data: &Path, port: u16) -> Command {
    let mut command = Command::new(program());
    command
        .args(["rehearse", "--supervised", "--election", "1", "--port"])
        .arg(port.to_string())
        .arg("--of")
        .arg(world.data())
        .arg("--data")
        .arg(data)
        .env_remove("DATABASE_URL")
        .env("COMMONHOLD_LIMIT_ACCOUNT", "1000000")
        .env("COMMONHOLD_LIMIT_ADDRESS", "1000000")
        .envs(world.clock.environment());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Lines and votes of a roll that this officer proposes.
async fn roll_of(officer: &Visitor, day: &str) -> (String, String) {
    let page = officer.get("/room/rolls").await;
    let roll = officer
        .submit(&page, "/room/rolls", &[("record_date", day)])
        .await;
    assert!(roll.path.starts_with("/room/rolls/"), "{}", roll.text());
    let list = officer.get("/room/rolls").await.html;
    let cell = |label: &str| {
        let marked = format!(r#"data-label="{label}" class="num">"#);
        let (_, rest) = list.split_once(&marked).unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    (cell("Members"), cell("Votes"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_election_is_rehearsed_in_a_foundation_of_its_own() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let real = Foundation::found(Place::of_world(&mut world).await).await;
    appoint(&real).await;
    makes(&real).await;
    let before = digests(&world).await;

    let data = world.root().join("rehearsal");
    let port = free_port();
    let log = world.root().join("rehearsal.log");
    let mut process = Process::start(rehearse(&world, &data, port), &log);
    let base_url = process.serves().await;
    let printed = process.said().join("\n");
    assert!(
        printed.contains("nothing decided in it counts"),
        "{printed}"
    );
    assert!(printed.contains("rehearsal/mail"), "{printed}");
    assert!(!printed.contains("Not taken"), "{printed}");
    assert_eq!(digests(&world).await, before);

    // Everybody comes in by their own address; the letter lies in the folder.
    let mail = MailFolder::new(data.join("mail"));
    let place = Place::of_server(&base_url, mail, world.now());
    let chi = place.sign_in(CHI.1).await;
    let letter = place.mail().to(CHI.1).remove(0);
    assert!(
        letter.subject.starts_with("Rehearsal: "),
        "{}",
        letter.subject
    );
    let ada = place.sign_in(ADA.1).await;
    for path in ["/", "/room", "/people", "/nowhere"] {
        let page = chi.get(path).await;
        let text = page.text();
        assert!(
            text.contains("This is a rehearsal: nothing decided here counts."),
            "{path}: {text}"
        );
        assert!(text.contains("Rehearsal: Tamarack OS Foundation"), "{text}");
        let marked = r#"<body class="rehearsal" data-mark="Rehearsal">"#;
        assert!(page.html.contains(marked), "{path}");
    }
    assert!(!real.chi.get("/room").await.html.contains("data-mark"));

    // The same members, the same roll, the same election with its poll's draft.
    let book = chi.get("/room/members.csv").await.html;
    assert_eq!(book, real.chi.get("/room/members.csv").await.html);
    let yesterday = world.now().date_naive() - TimeDelta::days(1);
    let day = yesterday.to_string();
    assert_eq!(roll_of(&ada, &day).await, roll_of(&real.ada, &day).await);
    let room = ada.get("/room/elections/1").await.text();
    assert!(room.contains("Election of the board 2027"), "{room}");
    assert!(room.contains("2 members in good standing sit"), "{room}");
    let draft = ada.get("/room/polls/1").await.text();
    assert!(draft.contains("Election of the board 2027"), "{draft}");

    // Officers practise with keys of their own, and the log is told from the real one.
    let key = StandingKey::generate(ADA.0);
    let page = ada.get("/room/key").await;
    assert!(!page.text().contains("(you)"), "{}", page.text());
    let brought = ada
        .upload(&page.form("/room/key"), &[("part", &key.public())])
        .await;
    assert_eq!(brought.status, 200, "{}", brought.text());
    let note = eventually("a checkpoint of the rehearsal", async || {
        let page = ada.try_get("/log/checkpoint").await?;
        let signed = SignedCheckpoint::from_bytes(page.html.as_bytes()).ok()?;
        (signed.checkpoint().size() > 0).then_some(page.html)
    })
    .await;
    let signed = SignedCheckpoint::from_bytes(note.as_bytes()).unwrap();
    let origins = format!("{}/rehearsal/", real_host(&world));
    assert!(signed.checkpoint().origin().starts_with(&origins), "{note}");
    let vkey = real_key(&world, &real.ada).await;
    let policy = Policy::parse(format!("log {vkey}\nquorum none\n").as_bytes()).unwrap();
    match policy.check(&signed) {
        Err(Unapproved::UnknownOrigin(origin)) => assert!(origin.starts_with(&origins)),
        other => panic!("{other:?}"),
    }

    // The real room is told by that checkpoint, and by no other.
    let election = real.ada.get("/room/elections/1").await;
    assert!(
        election.text().contains("No rehearsal is recorded"),
        "{}",
        election.text()
    );
    let form = election.form("/rehearsals");
    let own = real.ada.get("/log/checkpoint").await.html;
    for wrong in ["7 entries", own.as_str()] {
        let refused = real.ada.send(&form.clone().with("note", wrong)).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    }
    for _ in 0..2 {
        let recorded = real.ada.send(&form.clone().with("note", &note)).await;
        assert_eq!(recorded.path, "/room/elections/1", "{}", recorded.text());
        let text = recorded.text();
        assert!(text.contains(signed.checkpoint().origin()), "{text}");
        assert!(text.contains("recorded by Ada"), "{text}");
    }

    // It stays a rehearsal, whoever starts it; no letter of it leaves by a mail server.
    drop(process);
    let start = |smtp: Option<&str>| {
        let mut command = Program::new(program());
        command
            .args(["serve", "--supervised", "--port", "0", "--data"])
            .arg(&data)
            .env_remove("DATABASE_URL")
            .envs(world.clock.environment());
        if let Some(url) = smtp {
            command.env("COMMONHOLD_SMTP_URL", url);
        }
        command
    };
    let mut again = Command::new(program());
    again
        .args(["run", "--supervised", "--port"])
        .arg(port.to_string())
        .arg("--data")
        .arg(&data)
        .env_remove("DATABASE_URL")
        .envs(world.clock.environment());
    let mut process = Process::start(again, &log);
    let base_url = process.serves().await;
    let front = Visitor::new(&base_url).get("/").await;
    assert!(front.text().contains("nothing decided here counts"));
    let refused = start(Some("smtp://127.0.0.1:25")).output().unwrap();
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("This is a rehearsal"),
        "{refused:?}"
    );

    let twice = Program::new(program())
        .args(["rehearse", "--of"])
        .arg(world.data())
        .arg("--data")
        .arg(&data)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    assert!(
        said(&twice).contains("holds a database already"),
        "{twice:?}"
    );

    // The row stays: nobody removes it, and no other database takes one.
    let read = |name: &str| std::fs::read_to_string(data.join(name)).unwrap();
    let server: Address = read("server").trim().parse().unwrap();
    let address = server.with_role(ADMINISTRATOR, &read(&format!("roles/{ADMINISTRATOR}")));
    let mut superuser = pool::connect_as_administrator(&address).await.unwrap();
    for sql in [
        "DELETE FROM rehearsals",
        "UPDATE rehearsals SET of_name = 'x'",
    ] {
        assert!(
            diesel::sql_query(sql)
                .execute(&mut superuser)
                .await
                .is_err()
        );
    }
    let mut superuser = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let sql =
        "INSERT INTO rehearsals (of_name, of_log_origin) VALUES ('x', 'vote.example.org/log')";
    let refused = diesel::sql_query(sql).execute(&mut superuser).await;
    assert!(refused.unwrap_err().to_string().contains("no rehearsal"));
}

/// Host and port of the real foundation, as its log's origin begins.
fn real_host(world: &World) -> String {
    world.base_url().trim_start_matches("http://").to_owned()
}

fn free_port() -> u16 {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    free.local_addr().unwrap().port()
}

/// The key of the real log, as its page shows it.
async fn real_key(world: &World, officer: &Visitor) -> String {
    let origin = format!("{}/log+", real_host(world));
    let shown = officer.get("/log").await.text();
    let vkey = shown
        .split_whitespace()
        .find(|word| word.starts_with(&origin));
    vkey.unwrap_or_else(|| panic!("{shown}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_vote_of_a_rehearsal_is_told_from_one_of_the_foundation() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let real = Foundation::found(Place::of_world(&mut world).await).await;
    let (ada, chi) = (&real.ada, &real.chi);
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", "kim@mail.example"),
        ("cohort_1", "A"),
        ("last_day_1", "2030-09-30"),
        ("address_2", "lou@mail.example"),
        ("cohort_2", "B"),
        ("last_day_2", "2031-09-30"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let employed = employs(chi, NORDLICHT, "Kim Abara", "2026-01-01").await;
    assert_eq!(employed.status, 200, "{}", employed.text());
    sits_for(&world, chi, "Kim Abara", NORDLICHT).await;

    // Of somebody no country is known, as of many who applied.
    let mut superuser = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let sql = "INSERT INTO party_records (party, name, country, disclosed)
        SELECT party, name, '', disclosed FROM party_records WHERE name IN ('Max Celik', 'Nordlicht Hosting')";
    diesel::sql_query(sql)
        .execute(&mut superuser)
        .await
        .unwrap();

    let data = world.root().join("rehearsal");
    let log = world.root().join("rehearsal.log");
    let mut command = Command::new(program());
    command
        .args(["rehearse", "--supervised", "--port"])
        .arg(free_port().to_string())
        .arg("--of")
        .arg(world.data())
        .arg("--data")
        .arg(&data)
        .env_remove("DATABASE_URL")
        .env("COMMONHOLD_LIMIT_ACCOUNT", "1000000")
        .env("COMMONHOLD_LIMIT_ADDRESS", "1000000")
        .envs(world.clock.environment());
    let mut process = Process::start(command, &log);
    let base_url = process.serves().await;
    let printed = process.said().join("\n");
    assert!(printed.contains("2 seats taken"), "{printed}");
    assert!(printed.contains("1 ties"), "{printed}");
    assert!(!printed.contains("Not taken"), "{printed}");

    let mail = MailFolder::new(data.join("mail"));
    let place = Place::of_server(&base_url, mail, world.now());
    let (ada, ben, chi) = (
        place.sign_in(ADA.1).await,
        place.sign_in(BEN.1).await,
        place.sign_in(CHI.1).await,
    );
    let seats = chi.get("/room/board").await.text();
    for words in ["Kim Abara", "30 September 2030", NORDLICHT, "Lou Bekker"] {
        assert!(seats.contains(words), "{words}: {seats}");
    }
    let book = chi.get("/room/members.csv").await.html;
    assert!(!book.contains("AQ"), "{book}");
    assert_eq!(book, real.chi.get("/room/members.csv").await.html);
    let mut foundation = Foundation {
        place,
        ada,
        ben,
        chi,
        keys: [StandingKey::generate(ADA.0), StandingKey::generate(BEN.0)],
    };
    foundation.bring_keys().await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    foundation.place.now = world.now();
    let soon = Plan {
        closes: TimeDelta::seconds(12),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    poll.certified(&foundation).await;
    let address = kim.address(&format!("/polls/{}/bundle.zip", poll.number));
    let bytes = eventually("the bundle", async || {
        let answer = kim.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    let bundle = world.root().join("bundle.zip");
    std::fs::write(&bundle, &bytes).unwrap();
    let files = archive::read(&bytes).unwrap();
    let manifest = String::from_utf8_lossy(&files["manifest.json"]).into_owned();
    let origin = Manifest::parse(manifest.as_bytes())
        .unwrap()
        .terms()
        .origin
        .clone();
    let origins = format!("{}/rehearsal/", real_host(&world));
    assert!(origin.starts_with(&origins), "{origin}");

    // By itself it holds; whoever trusts the foundation's log is not taken in.
    let verify = |policy: Option<&Path>| {
        let mut command = Program::new(program());
        command.arg("verify").arg(&bundle);
        if let Some(policy) = policy {
            command.arg("--policy").arg(policy);
        }
        command.output().unwrap()
    };
    let alone = verify(None);
    assert!(alone.status.success(), "{alone:?}");
    let own = policy_of(&files["manifest.json"], &files["log/key"]);
    let trusted = world.root().join("rehearsal.policy");
    std::fs::write(&trusted, &own).unwrap();
    assert!(verify(Some(&trusted)).status.success());
    // The same policy, but for the log: the foundation's.
    let keys: Vec<&str> = own
        .lines()
        .filter(|line| !line.starts_with("log "))
        .collect();
    let real_policy = format!(
        "log {}\n{}\n",
        real_key(&world, &real.ada).await,
        keys.join("\n")
    );
    std::fs::write(&trusted, real_policy).unwrap();
    let refused = verify(Some(&trusted));
    let text = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(!refused.status.success(), "{text}");
    assert!(text.contains(&format!("for {origin}")), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_is_not_made_over_anything() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = folder.path().join("nothing");
    let rehearse = |of: &Path, data: &Path, variable: (&str, &str)| {
        let mut command = Program::new(program());
        command.arg("rehearse").arg("--of").arg(of).arg("--data");
        command.arg(data).env_remove("DATABASE_URL");
        command.env(variable.0, variable.1).output().unwrap()
    };
    let none = ("LANG", "C");
    let refused = rehearse(&nothing, &folder.path().join("new"), none);
    assert!(said(&refused).contains("no data folder"), "{refused:?}");
    assert!(!nothing.exists());
    for (variable, words) in [
        ("COMMONHOLD_APP_URL", "names another database"),
        ("DATABASE_URL", "names another database"),
        ("COMMONHOLD_SMTP_URL", "no mail server"),
    ] {
        let refused = rehearse(&nothing, &folder.path().join("new"), (variable, "x"));
        assert_eq!(refused.status.code(), Some(1));
        assert!(said(&refused).contains(words), "{refused:?}");
    }
    let real = folder.path().join("real");
    std::fs::create_dir(&real).unwrap();
    std::fs::write(real.join("commonhold-data"), "").unwrap();
    std::fs::write(real.join("server"), "postgresql://127.0.0.1:1/commonhold").unwrap();
    let refused = rehearse(&real, &folder.path().join("new"), none);
    let without_password = said(&refused);
    assert!(
        without_password.contains("roles/commonhold_app does not exist. Name with --of"),
        "{refused:?}"
    );
    let refused = rehearse(&real, &real.join("rehearsal"), none);
    assert!(
        said(&refused).contains("outside the real one"),
        "{refused:?}"
    );
}
