//! The key of a vote split among holders: rehearsed before it opens, reported as lost, opened by
//! three of five on a machine without the database, destroyed with the envelopes in the end.

use std::process::{Command, Output, Stdio};

use chrono::{TimeDelta, Utc};
use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tempfile::TempDir;

use crate::auditor::export::reads_back;
use crate::rulebook::{adopts, saves};
use crate::support::election::{ADA, BEN, Files, Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{Page, TestApp, Visitor, eventually, program};

const HOLDERS: [&str; 5] = ["Ada", "Ben", "Chi", "Dag", "Eva"];

/// A machine of officers, without the database and the environment of the server.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        for (number, holder) in (1..).zip(HOLDERS) {
            let passphrase = format!("the passphrase of {holder}\n");
            machine.write(&format!("pass-{number}"), passphrase.as_bytes());
        }
        machine
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    fn officer(&self, arguments: &str) -> Output {
        Command::new(program())
            .arg("officer")
            .args(arguments.split_whitespace())
            .env_clear()
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs the officer and asserts the exit code; gives what was said.
    #[track_caller]
    fn exits(&self, code: i32, arguments: &str) -> String {
        let output = self.officer(arguments);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}\n{said}");
        said
    }

    /// Splits the key of a poll three of five into a folder.
    fn splits(&self, poll: &Poll, out: &str) {
        let mut arguments = format!("split --poll {} --threshold 3 --out {out}", poll.id);
        for (number, holder) in (1..).zip(HOLDERS) {
            arguments.push_str(&format!(
                " --holder {holder} --passphrase-file pass-{number}"
            ));
        }
        self.exits(0, &arguments);
    }
}

fn with_shares(arguments: &str, folder: &str, shares: &[u8]) -> String {
    let mut arguments = arguments.to_owned();
    for x in shares {
        arguments.push_str(&format!(
            " --share {folder}/share-{x} --share-passphrase-file pass-{x}"
        ));
    }
    arguments
}

async fn room(officer: &Visitor, poll: &Poll) -> Page {
    officer.get(&poll.room()).await
}

#[track_caller]
fn says(page: &Page, words: &str) {
    let text = page.text();
    assert!(text.contains(words), "{words:?} is not in {text}");
}

/// Uploads the public part of a split key, and both officers' shares of the lot.
async fn uploads(foundation: &Foundation, poll: &Poll, part: &[u8]) {
    for (officer, part) in [
        (&foundation.ada, part.to_vec()),
        (&foundation.ada, poll.ada.part(poll.id)),
        (&foundation.ben, poll.ben.part(poll.id)),
    ] {
        let page = poll.upload_part(officer, &part).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
}

/// `commonhold destroy`, as the owner of the database.
fn destroy(app: &TestApp, poll: &Poll) -> (Option<i32>, String) {
    let output = Command::new(program())
        .args(["destroy", &poll.number.to_string(), "--data"])
        .arg(app.folder("owner"))
        .env_remove("DATABASE_URL")
        .env(
            "COMMONHOLD_OWNER_URL",
            app.database.address(Role::Owner).url_with_credentials(),
        )
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code(), said)
}

/// Asserts that a statement is refused, by this constraint or in these words.
async fn is_refused(conn: &mut AsyncPgConnection, sql: &str, by: &str) {
    match conn.batch_execute(sql).await {
        Err(diesel::result::Error::DatabaseError(_, information)) => {
            let constraint = information.constraint_name().unwrap_or_default();
            let message = information.message();
            assert!(constraint == by || message.contains(by), "{sql}: {message}");
        }
        other => panic!("{sql}: {other:?}"),
    }
}

/// How many envelopes still hold what was sealed in them.
async fn sealed(app: &TestApp) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let mut conn = app.database.administrator().await;
    let count: Count = diesel_async::RunQueryDsl::get_result(
        diesel::sql_query("SELECT count(*) AS n FROM envelopes WHERE octet_length(ct) > 0"),
        &mut conn,
    )
    .await
    .unwrap();
    count.n
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r06_three_of_five_officers_open_a_vote_and_destroy_it_in_the_end() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(60),
        ..Plan::default()
    };
    let poll = Poll::draft(&foundation, &soon).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let machine = Machine::new();
    machine.splits(&poll, "shares");

    // A key of another poll is refused by name.
    let other = Poll::draft(&foundation, &Plan::default()).await;
    let page = other
        .upload_part(ada, &machine.read("shares/seal.pub"))
        .await;
    assert_eq!(page.status, 422);
    says(
        &page,
        &format!("This key was split for the poll {}", poll.id),
    );

    // What is not rehearsed does not open.
    uploads(&foundation, &poll, &machine.read("shares/seal.pub")).await;
    let page = room(ben, &poll).await;
    says(&page, "Any 3 of 5 holders open the ballots together");
    says(
        &page,
        "The shares are not rehearsed since the key was split",
    );
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/opening"))
    );

    // Rehearsed with three; the answer of another key is none.
    let path = format!("{}/rehearsal.json", poll.room());
    machine.write("rehearsal.json", ada.get(&path).await.html.as_bytes());
    let rehearse = "rehearse --challenge rehearsal.json --out answer.json";
    let said = machine.exits(2, &with_shares(rehearse, "shares", &[1, 2]));
    assert!(said.contains("2 are here: 1 is missing"), "{said}");
    machine.exits(0, &with_shares(rehearse, "shares", &[1, 2, 5]));
    let answer = machine.read("answer.json");
    let form = room(ada, &poll).await.form("/rehearsal");
    let refused = ada.upload(&form, &[("answer", b"{}")]).await;
    assert_eq!(refused.status, 422);
    let page = ada.upload(&form, &[("answer", &answer)]).await;
    says(
        &page,
        "with the shares of Ada, Ben, Eva; handed in by Ada Okafor",
    );
    let again = ada.upload(&form, &[("answer", &answer)]).await;
    says(&again, "This rehearsal stands here already.");

    // A share is lost: it is rehearsed anew.
    let lost = [("share", "5"), ("reason", "A bag was stolen.")];
    let page = ada.submit(&page, "/share-loss", &lost).await;
    says(&page, "4 shares are known to be left");
    says(&page, "A share was reported as lost since: rehearse again.");
    machine.write("rehearsal.json", ada.get(&path).await.html.as_bytes());
    let rehearse = rehearse.replace("answer.json", "second.json");
    machine.exits(0, &with_shares(&rehearse, "shares", &[2, 3, 4]));
    let form = room(ada, &poll).await.form("/rehearsal");
    ada.upload(&form, &[("answer", &machine.read("second.json"))])
        .await;
    let page = room(ben, &poll).await;
    let act = ben.submit(&page, "/opening", &[]).await;
    foundation.sign(&act).await;
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    says(
        &kim.get(&format!("/polls/{}", poll.number)).await,
        "is split among 5 holders: Ada, Ben, Chi, Dag, Eva. Any 3 of them open it together",
    );

    // Fewer than three left: the vote is void, and its page says so beforehand.
    for x in ["3", "4"] {
        let page = room(ada, &poll).await;
        let lost = [("share", x), ("reason", "Nobody finds it.")];
        ada.submit(&page, "/share-loss", &lost).await;
    }
    says(
        &room(ada, &poll).await,
        "Unless a lost share is found, this poll is void",
    );
    says(
        &kim.get(&format!("/polls/{}", poll.number)).await,
        "Only 2 shares of that key are known to be left, and 3 open it. Unless a lost share is found, this vote will be void",
    );

    // Who has the mail, the passwords and the server has no share.
    poll.closes(ada).await;
    let stolen = foundation.place.sign_in(ADA.1).await;
    let envelopes = stolen
        .get(&format!("{}/envelopes.jsonl", poll.room()))
        .await;
    assert_eq!(envelopes.status, 200, "an administrator can have these");
    machine.write("envelopes.jsonl", envelopes.html.as_bytes());
    let manifest = poll.manifest(ada).await;
    machine.write("manifest.json", manifest.bytes());
    machine.write("pass", b"a long passphrase\n");
    machine.exits(
        0,
        &format!(
            "keygen --sign --name Mallory --poll {} --out sign.key --passphrase-file pass",
            poll.id
        ),
    );
    let open = "open --envelopes envelopes.jsonl --manifest manifest.json --sign sign.key --out opened \
                --passphrase-file pass";
    let said = machine.exits(2, &with_shares(open, "shares", &[1, 3]));
    assert!(said.contains("2 are here: 1 is missing"), "{said}");
    machine.splits(&other, "elsewhere");
    let mixed = with_shares(open, "shares", &[1, 3])
        + " --share elsewhere/share-2 --share-passphrase-file pass-2";
    let said = machine.exits(2, &mixed);
    assert!(
        said.contains(&format!(
            "the share of Ben belongs to the poll {}, and this is the poll {}",
            other.id, poll.id
        )),
        "{said}"
    );

    // A lost share was found after all: three open, each officer with their own key.
    for (officer, key) in [(ada, &poll.ada), (ben, &poll.ben)] {
        let files = opened_on(&machine, &poll, key, officer).await;
        let page = poll.hand_in(officer, &files).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    poll.counted(ada).await;
    poll.certify(&foundation).await;
    let bundle = bundle(&app, &poll).await;

    // Until officers say so, the envelopes stay, whoever asks.
    let (code, said) = destroy(&app, &poll);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("keeps its envelopes"), "{said}");
    assert_eq!(sealed(&app).await, 1);
    let page = room(ben, &poll).await;
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/destruction"))
    );
    for x in 1..=5 {
        let page = room(ada, &poll).await;
        let page = ada
            .submit(&page, "/share-end", &[("share", &x.to_string())])
            .await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    let page = room(ben, &poll).await;
    let act = ben.submit(&page, "/destruction", &[]).await;
    let done = foundation.sign(&act).await;
    says(&done, &format!("commonhold destroy {}", poll.number));
    let (code, said) = destroy(&app, &poll);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 envelopes"), "{said}");
    assert_eq!(sealed(&app).await, 0);
    says(
        &room(ada, &poll).await,
        "5 of 5 shares of the key are said to be destroyed",
    );
    says(&room(ada, &poll).await, "The envelopes were emptied");
    let page = kim.get(&format!("/polls/{}", poll.number)).await;
    says(&page, "5 shares of the key are said to be destroyed");
    says(&page, "The envelopes were emptied on");
    // The guards are on again, and evidence holds.
    let mut owner = pool::connect(&app.database.address(Role::Owner))
        .await
        .unwrap();
    for sql in ["DELETE FROM envelopes", "UPDATE envelopes SET ct = ''"] {
        is_refused(&mut owner, sql, "history_is_append_only").await;
    }
    verifies(&bundle);
    verifies(&self::bundle(&app, &poll).await);
    reads_back(
        &foundation,
        &[
            ("key-ceremonies", ""),
            ("key-holders", ""),
            ("key-rehearsals", ""),
            ("share-destructions", ""),
            ("destructions", ""),
        ],
    )
    .await;
}

/// What `officer open` writes with three shares on a machine that holds this officer's key.
async fn opened_on(
    machine: &Machine,
    poll: &Poll,
    key: &crate::support::election::OfficerKey,
    officer: &Visitor,
) -> Files {
    use commonhold::seal::keyfile::{Passphrase, Secret, lock};
    use commonhold::seal::keys::PublicPart;
    let PublicPart::Sign(public) = PublicPart::parse(&key.part(poll.id)).unwrap() else {
        panic!("a signing key");
    };
    let secret = Secret::Sign {
        key: key.key.clone(),
        reveal: key.reveal.clone(),
        public,
    };
    let passphrase = Passphrase::parse("a long passphrase".to_owned().into()).unwrap();
    let file = lock(&mut rand::rng(), &secret, &passphrase).unwrap();
    let name = key.name.split(' ').next().unwrap();
    machine.write(&format!("{name}.key"), &file);
    let export = officer
        .get(&format!("{}/envelopes.jsonl", poll.room()))
        .await;
    machine.write("envelopes.jsonl", export.html.as_bytes());
    let open = format!(
        "open --envelopes envelopes.jsonl --manifest manifest.json --sign {name}.key --out by-{name} \
         --passphrase-file pass"
    );
    machine.exits(0, &with_shares(&open, "shares", &[4, 2, 1]));
    let file = |of: &str| machine.read(&format!("by-{name}/{of}"));
    Files {
        statement: file("statement.json"),
        ballots: file("ballots.jsonl"),
        open: file("open.jsonl"),
        reveal: file("reveal.json"),
    }
}

async fn bundle(app: &TestApp, poll: &Poll) -> Vec<u8> {
    let visitor = app.visitor();
    let address = visitor.address(&format!("/polls/{}/bundle.zip", poll.number));
    eventually("the bundle", async || {
        let answer = visitor.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await
}

#[track_caller]
fn verifies(bundle: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundle.zip");
    std::fs::write(&path, bundle).unwrap();
    let output = Command::new(program())
        .arg("verify")
        .arg(&path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_of_destruction_comes_after_the_certification() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    foundation.place.now = Utc::now();
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let ben = foundation.place.sign_in(BEN.1).await;
    ben.gives_a_code().await;
    let page = room(&ben, &poll).await;
    for action in ["share-end", "destruction"] {
        let mut form = page.form("/voiding");
        form.action = format!("{}/{action}", poll.room());
        form.fields.push(("share".to_owned(), "1".to_owned()));
        let refused = ben.send(&form).await;
        assert_eq!(refused.status, 422);
        says(&refused, "This poll is neither certified nor ended");
    }
    // A poll that was ended: the key that was not split, and the envelopes, of which there are none.
    let act = ben
        .submit(&page, "/voiding", &[("reason", "A rehearsal.")])
        .await;
    foundation.sign(&act).await;
    let page = room(&ben, &poll).await;
    let page = ben.submit(&page, "/share-end", &[]).await;
    says(&page, "recorded by Ben Lindqvist");
    let act = ben.submit(&page, "/destruction", &[]).await;
    let done = foundation.sign(&act).await;
    says(&done, "The end of the envelopes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_power_of_the_database_destroys_an_envelope_or_a_rehearsal_without_an_act() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    foundation.place.now = Utc::now();
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    let draft = Poll::draft(&foundation, &Plan::default()).await;
    let machine = Machine::new();
    machine.splits(&draft, "shares");
    uploads(&foundation, &draft, &machine.read("shares/seal.pub")).await;
    let connect = async |role| pool::connect(&app.database.address(role)).await.unwrap();
    let (mut server, mut certifier) = (connect(Role::App).await, connect(Role::Certifier).await);
    let mut owner = connect(Role::Owner).await;
    let id = &poll.id;
    let destroy = format!("SELECT destroy_envelopes('{id}')");
    is_refused(&mut server, &destroy, "permission denied").await;
    is_refused(&mut certifier, &destroy, "permission denied").await;
    is_refused(&mut owner, &destroy, "destruction_is_an_act").await;
    let keep = format!(
        "INSERT INTO poll_destructions (poll_id, act_id, envelopes, shares)
         SELECT '{id}', a.id, 1, 0 FROM acts a WHERE a.kind = 'poll.opened'"
    );
    is_refused(&mut server, &keep, "permission denied").await;
    is_refused(&mut certifier, &keep, "destruction_is_an_act").await;
    is_refused(&mut owner, &keep, "destruction_is_an_act").await;
    let said = format!(
        "INSERT INTO key_share_destructions (poll_id, x, stated_by) SELECT id, 1, created_by FROM polls WHERE id = '{id}'"
    );
    is_refused(&mut server, &said, "poll_is_over").await;
    let rehearsed = "INSERT INTO key_rehearsals (challenge, ceremony, value, holders, recorded_by)
         SELECT c.id, c.ceremony, sha256('guessed'), '{Ada,Ben,Chi}', c.made_for FROM key_challenges c";
    is_refused(&mut server, rehearsed, "rehearsal_is_opened").await;
    assert_eq!(sealed(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r06_where_the_rulebook_asks_for_shares_a_whole_key_opens_no_vote() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    let next = "[[rule]]\nkey = \"cells.k\"";
    let mut rules = String::new();
    for (key, value, text) in [
        ("threshold", "3", "Three holders of the key open a vote."),
        ("holders", "5", "Five hold a share of the key."),
        ("rehearsal", "true", "They rehearse before a vote opens."),
    ] {
        rules.push_str(&format!(
            "[[rule]]\nkey = \"keys.{key}\"\nvalue = {value}\ndocument = \"election-rules\"\nsection = \"12\"\n\
             text = \"{text}\"\nsource = \"Decided by the founders.\"\ncounsel = false\n\n"
        ));
    }
    let saved = saves(&foundation.chi, next, &format!("{rules}{next}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    foundation.certify_roll().await;
    foundation.place.now = Utc::now();

    let poll = Poll::draft(&foundation, &Plan::default()).await;
    poll.upload_keys(&foundation).await;
    let page = room(&foundation.ben, &poll).await;
    says(
        &page,
        "The sealing key is whole, and is to be split: shares that open, at least 3",
    );
    says(&page, "§ 12");
    let closed = |page: &Page| {
        let mut forms = page.forms().into_iter();
        forms.all(|form| !form.action.ends_with("/opening"))
    };
    assert!(closed(&page));

    let machine = Machine::new();
    machine.exits(
        0,
        &format!(
            "split --poll {} --threshold 2 --holder Ada --holder Ben --holder Chi --out few --passphrase-file pass-1",
            poll.id
        ),
    );
    uploads(&foundation, &poll, &machine.read("few/seal.pub")).await;
    let page = room(&foundation.ben, &poll).await;
    says(
        &page,
        "Shares that open the sealing key: 2; at least 3 are asked for",
    );
    says(&page, "Holders of its shares: 3; at least 5 are asked for");

    machine.splits(&poll, "shares");
    uploads(&foundation, &poll, &machine.read("shares/seal.pub")).await;
    let path = format!("{}/rehearsal.json", poll.room());
    let ada = &foundation.ada;
    machine.write("rehearsal.json", ada.get(&path).await.html.as_bytes());
    let rehearse = "rehearse --challenge rehearsal.json --out answer.json";
    machine.exits(0, &with_shares(rehearse, "shares", &[1, 2, 3]));
    assert!(closed(&room(&foundation.ben, &poll).await));
    let form = room(ada, &poll).await.form("/rehearsal");
    ada.upload(&form, &[("answer", &machine.read("answer.json"))])
        .await;
    let page = room(&foundation.ben, &poll).await;
    let act = foundation.ben.submit(&page, "/opening", &[]).await;
    foundation.sign(&act).await;
    // What officers signed says how many open.
    let manifest = poll.manifest(ada).await;
    let rule = |key: &str| {
        let rules = &manifest.terms().rules;
        rules
            .iter()
            .find(|rule| rule.key == key)
            .map(|rule| rule.value.clone())
    };
    assert_eq!(rule("keys.threshold").as_deref(), Some("3"));
    assert_eq!(rule("keys.holders").as_deref(), Some("5"));
    let page = app.visitor().get(&format!("/polls/{}", poll.number)).await;
    says(
        &page,
        "It takes at least 3 of the holders of the key to open the ballots.",
    );
}
