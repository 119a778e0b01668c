//! A matter from its opening to its end, with counsel, a director who is adverse, and every
//! door behind which something privileged might be found.

use commonhold::db::pool;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::acts::room::refuses;
use crate::auditor::appointed_by;
use crate::auditor::export::{finds, member, taken};
use crate::lock::Lock;
use crate::support::{Page, Visitor};

/// What nobody reads who is not to: words of a note and of its document.
const ADVICE: &str = "Canary advice 7311: concede class 42 & keep class 9.";
const OPINION: &[u8] = b"%PDF-1.7 canary opinion 7312";
const COUNSEL: &str = "pia@mail.example";
/// Who takes the registers away: no director, and nobody who has to do with the matter.
pub(super) const OUTSIDE_AUDITOR: &str = "tom@mail.example";
/// What the text of each motion about a matter says, and its title does not.
const WORDS: &str = "It takes a roll call with yes";

pub(super) async fn does(by: &Visitor, action: &str, values: &[(&str, &str)]) -> Page {
    let page = by.get("/room/matters/1").await;
    assert_eq!(page.status, 200, "{}", page.text());
    by.submit(&page, action, values).await
}

async fn proposes(by: &Visitor, kind: &str, address: &str) -> Page {
    let values = [
        ("kind", kind),
        ("address", address),
        ("reason", "As the board was told."),
    ];
    does(by, "/proposals", &values).await
}

/// Where the motion on what was proposed last is drafted.
async fn motion_on(lock: &Lock) -> String {
    let page = lock.directors[0].get("/room/matters/1").await;
    page.link("Bring it before the board")
}

/// The board adopts what was proposed last by these votes; the matter as the secretary sees it.
async fn adopts(lock: &Lock, votes: &str) -> Page {
    let adopted = lock.board_decides_on(&motion_on(lock).await, votes).await;
    assert!(
        adopted.text().contains("It became resolution"),
        "{}",
        adopted.text()
    );
    lock.chi().get("/room/matters/1").await
}

async fn refused_sql(conn: &mut AsyncPgConnection, statement: &str, wanted: &str) {
    let _ = conn.batch_execute("ROLLBACK").await;
    let error = match conn.batch_execute(statement).await {
        Ok(()) => panic!("went through: {statement}"),
        Err(diesel::result::Error::DatabaseError(_, about)) => format!(
            "{} {}",
            about.message(),
            about.constraint_name().unwrap_or_default()
        ),
        Err(error) => error.to_string(),
    };
    assert!(
        error.contains(wanted),
        "{wanted:?}, not {error:?}: {statement}"
    );
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    many: i64,
}

/// How many notes the database hands to the latest session of somebody.
async fn handed_to(lock: &Lock, address: &str) -> i64 {
    let mut conn = lock.connect("commonhold_app").await;
    let row: Count = diesel::sql_query(format!(
        "SELECT count(*) AS many FROM privileged_notes((SELECT id FROM matters WHERE number = 1), \
            (SELECT s.id FROM sessions s JOIN accounts a ON a.id = s.account \
             WHERE a.address_key = '{address}' AND s.ended_at IS NULL ORDER BY s.opened_at DESC LIMIT 1))"
    ))
    .get_result(&mut conn)
    .await
    .unwrap();
    row.many
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_privileged_is_between_counsel_and_the_directors_who_are_not_adverse() {
    let Some(lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let (chi, kim, lou) = (lock.chi(), &lock.directors[0], &lock.directors[1]);
    let place = &lock.foundation.place;
    let pia = place.sign_in(COUNSEL).await;
    refuses(
        &pia.get("/room/matters").await,
        403,
        "Counsel is retained by a decision of the board.",
    );

    // Opened by an officer; what is wrong is said, and the form comes back filled.
    let form = chi.get("/room/matters/new").await;
    let wrong = chi
        .submit(
            &form,
            "/room/matters",
            &[
                ("title", "Look-alike downloads"),
                ("venue", "udrp"),
                ("asset", "A-99"),
            ],
        )
        .await;
    refuses(
        &wrong,
        422,
        "There is no asset or no report of this number.",
    );
    let values = [("asset", "A-2"), ("opponent", "Zedling Software GmbH")];
    let page = chi.submit(&wrong, "/room/matters", &values).await;
    assert_eq!(page.path, "/room/matters/1", "{}", page.text());
    refuses(&page, 200, "tamarack.example");
    // To whom matters are closed, one that there is not looks like one that there is.
    assert_eq!(pia.get("/room/matters/1").await.status, 403);
    assert_eq!(pia.get("/room/matters/7").await.status, 403);

    // Counsel is retained by the board, and by nothing less.
    refuses(
        &proposes(chi, "retain", "nobody@mail.example").await,
        422,
        "Nobody has an account with this address.",
    );
    proposes(chi, "retain", COUNSEL).await;
    let early = chi.get("/room/matters/1").await;
    refuses(&early, 200, "not adopted");
    // Each state has its sign beside colour and word.
    assert_eq!(
        early.html.matches("class=\"mark").count(),
        early.html.matches("class=\"sign\"").count(),
        "{}",
        early.html
    );
    // The motion is closed to others, whatever its form says.
    let form = lock.directors[0]
        .get(&motion_on(&lock).await)
        .await
        .form("/motions")
        .with("confidential", "");
    refuses(
        &lock.directors[0].upload(&form, &[]).await,
        422,
        "A motion about a matter is closed to others",
    );
    let page = adopts(&lock, "yes yes yes yes no").await;
    refuses(&page, 200, "Pia Farkas counsel");
    let label = page.link("-B-");
    let stranger = place.visitor();
    for path in [label.as_str(), "/resolutions", "/resolutions?q=Farkas"] {
        let told = stranger.get(path).await.text();
        assert!(!told.contains("Farkas is retained"), "{path}: {told}");
    }

    // Counsel writes in confidence; the secretary, who is no director, reads that they did.
    let room = pia.get("/room/matters/1/privileged").await;
    assert_eq!(room.status, 200, "{}", room.text());
    let note = room
        .form("/privileged")
        .with("kind", "advice")
        .with("words", ADVICE)
        .with("document_name", "opinion.pdf");
    let long = note.clone().with("document_name", &"w".repeat(121));
    let kept = pia.upload(&long, &[("document", OPINION)]).await;
    refuses(&kept, 422, "Keep it within 120 characters.");
    let written = pia.upload(&note, &[("document", OPINION)]).await;
    refuses(&written, 200, "Canary advice 7311");
    // The same form twice is one note.
    pia.upload(&note, &[("document", OPINION)]).await;
    let page = chi.get("/room/matters/1").await;
    refuses(&page, 200, "One privileged note is withheld from you.");
    refuses(&page, 200, "Advice, withheld: privileged");
    refuses(
        &chi.get("/room/matters/1/privileged").await,
        403,
        "What is privileged in a matter is for its counsel",
    );
    let read = lou.get("/room/matters/1/privileged").await;
    refuses(&read, 200, "concede class 42 & keep class 9");
    let document = lou.get("/room/matters/1/privileged/1/document").await;
    assert_eq!(document.html.as_bytes(), OPINION);
    let log = kim.get("/room/matters/1/privileged").await.text();
    assert!(
        log.contains("Lou Bekker took the document of note 1")
            && log.contains("Lou Bekker read one note"),
        "{log}"
    );

    // Who is adverse has no say in whether they are: two of four others are no more than
    // half, however many say yes beside them, and whoever keeps out.
    proposes(chi, "adverse", "lou@mail.example").await;
    let page = adopts(&lock, "yes yes yes no no").await;
    refuses(&page, 200, "adopted, and does not count");
    assert_eq!(handed_to(&lock, "lou@mail.example").await, 1);
    // Nor does their no keep it from counting.
    let page = adopts(&lock, "yes no yes yes no").await;
    refuses(
        &page,
        200,
        "Lou Bekker adverse as the disinterested directors determined",
    );

    // Of the motions about it they read that there are such, and how they stand.
    withheld(&lock, lou).await;

    // From then on it is withheld from them, and counted.
    let page = lou.get("/room/matters/1").await;
    refuses(
        &page,
        200,
        "One privileged note is withheld from you. You are adverse",
    );
    assert!(!page.html.contains("/entries"), "{}", page.text());
    for path in ["privileged", "privileged/1/document"] {
        refuses(
            &lou.get(&format!("/room/matters/1/{path}")).await,
            403,
            "what is privileged in it is withheld from you",
        );
    }
    assert_eq!(handed_to(&lock, "lou@mail.example").await, 0);
    assert_eq!(handed_to(&lock, "chi@tamarack.example").await, 0);
    assert_eq!(handed_to(&lock, "kim@mail.example").await, 1);
    // Nor do they enter anything, past the page.
    let own = lou.get("/room/matters/1").await;
    let csrf = own.forms()[0].value("csrf").unwrap().to_owned();
    let mut form = chi
        .get("/room/matters/1")
        .await
        .form("/room/matters/1/entries")
        .with("step", "note")
        .with("happened_on", "2027-01-04")
        .with("words", "All is well.");
    form.fields.retain(|(name, _)| name != "csrf");
    form.fields.push(("csrf".to_owned(), csrf));
    refuses(&lou.send(&form).await, 422, "nobody who is adverse in it");

    past_the_pages(&lock).await;
    in_no_export(&lock, &pia).await;

    // Somebody who says so of themselves is out at once; counsel steps down.
    let declared = [
        ("says", "adverse"),
        ("declared", "My employer is the other side."),
    ];
    refuses(
        &does(kim, "/declarations", &declared).await,
        200,
        "as they declared",
    );
    assert_eq!(kim.get("/room/matters/1/privileged").await.status, 403);
    does(
        &pia,
        "/declarations",
        &[
            ("says", "steps_down"),
            ("declared", "The firm has a conflict."),
        ],
    )
    .await;
    assert_eq!(pia.get("/room/matters/1").await.status, 403);
    assert_eq!(handed_to(&lock, COUNSEL).await, 0);
    // The disinterested are three by now: Kim and Lou take no part in it.
    proposes(chi, "readmit", "lou@mail.example").await;
    let page = adopts(&lock, "- - yes yes yes").await;
    assert!(
        !page.text().contains("Lou Bekker adverse"),
        "{}",
        page.text()
    );
    refuses(
        &lou.get("/room/matters/1/privileged").await,
        200,
        "Canary advice 7311",
    );

    finds(
        &place.sign_in(OUTSIDE_AUDITOR).await,
        &[
            (
                "matter-declarations",
                r#""person":"Kim Abara","says":"adverse","reason":"My employer is the other side.""#,
            ),
            (
                "matter-declarations",
                r#""person":"Pia Farkas","says":"steps_down","reason":"The firm has a conflict.""#,
            ),
        ],
    )
    .await;
    assert!(!lock.world.log().contains("Canary"), "a note is in the log");
}

/// Motions about the matter, and what became of them: title and state for whoever is adverse and
/// for an auditor, words, debate and resolution for the other directors.
async fn withheld(lock: &Lock, adverse: &Visitor) {
    const AUDITOR: &str = "sol@mail.example";
    appointed_by(&lock.foundation, lock.chi(), &lock.foundation.ada, AUDITOR).await;
    let auditor = lock.foundation.place.sign_in(AUDITOR).await;
    let motion = lock
        .said("SELECT '/motions/' || min(number) AS it FROM motions WHERE effect LIKE '%M-1/%'")
        .await;
    let label = lock
        .said(
            "SELECT '/resolutions/' || min(r.year || '-B-' || lpad(r.number::text, 3, '0')) AS it \
             FROM resolutions r JOIN motions m ON m.id = r.motion WHERE m.effect LIKE '%M-1/%'",
        )
        .await;
    let kim = &lock.directors[0];
    let read = kim.get(&motion).await;
    refuses(&read, 200, WORDS);
    refuses(&read, 200, "Its body, officers and auditors read it");
    refuses(&kim.get(&label).await, 200, WORDS);
    for reader in [adverse, &auditor] {
        refuses(&reader.get(&motion).await, 403, "withheld from you");
        let posts = reader.get(&format!("{motion}/posts")).await;
        assert_eq!(posts.status, 404, "{}", posts.text());
        let resolution = reader.get(&label).await.text();
        assert!(!resolution.contains(WORDS), "{resolution}");
        let list = reader.get("/motions").await;
        assert!(
            list.html.contains(&format!("\"{motion}\"")),
            "{}",
            list.text()
        );
    }
}

/// The application, the auditor, the certifier and a superuser with its triggers of
/// replication off.
async fn past_the_pages(lock: &Lock) {
    const DENIED: &str = "permission denied";
    for role in [
        "commonhold_app",
        "commonhold_auditor",
        "commonhold_certifier",
    ] {
        let mut conn = lock.connect(role).await;
        // Rights are what refuses, and not that an auditor only reads.
        let _ = conn
            .batch_execute("SET default_transaction_read_only = off")
            .await;
        for statement in [
            "SELECT words FROM matter_notes",
            "SELECT n FROM matter_notes n",
            "SELECT document FROM matter_notes",
            "COPY matter_notes TO STDOUT",
            "INSERT INTO matter_readings (matter, reader, notes) SELECT m.id, m.opened_by, 1 FROM matters m",
        ] {
            refused_sql(&mut conn, statement, DENIED).await;
        }
    }
    let mut auditor = lock.connect("commonhold_auditor").await;
    refused_sql(
        &mut auditor,
        "SELECT * FROM privileged_notes((SELECT id FROM matters), gen_random_uuid())",
        DENIED,
    )
    .await;
    let mut app = lock.connect("commonhold_app").await;
    let mut superuser = pool::connect_as_administrator(&lock.world.administrator())
        .await
        .unwrap();
    superuser
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    let lou = "(SELECT party FROM party_records WHERE name = 'Lou Bekker' LIMIT 1)";
    let chi = "(SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1)";
    for (statement, wanted) in [
        (
            format!(
                "INSERT INTO matter_notes (id, matter, place, kind, words, written_by) SELECT gen_random_uuid(), id, 9, 'advice', 'x', {lou} FROM matters"
            ),
            "privilege_is_shared",
        ),
        (
            format!(
                "INSERT INTO matter_proposals (id, matter, place, kind, person, reason, sha256, proposed_by) SELECT gen_random_uuid(), id, 9, 'readmit', {lou}, 'x', '', {lou} FROM matters"
            ),
            "matter_is_worked_on",
        ),
        (
            "INSERT INTO matter_determinations (proposal, decision) \
                SELECT p.id, d.id FROM matter_proposals p, recorded_decisions d WHERE p.place = 2 LIMIT 1"
                .to_owned(),
            "matter_decision_stands",
        ),
        (
            format!(
                "WITH p AS (INSERT INTO matter_proposals (id, matter, place, kind, person, reason, sha256, proposed_by) \
                SELECT gen_random_uuid(), id, 9, 'readmit', {lou}, 'x', '', {chi} FROM matters RETURNING id) \
                INSERT INTO matter_determinations (proposal, decision) \
                SELECT p.id, (SELECT max(decision::text)::uuid FROM authority_uses) FROM p"
            ),
            "matter_decision_stands",
        ),
        (
            format!(
                "INSERT INTO matter_declarations (id, matter, person, says, reason) SELECT gen_random_uuid(), id, {lou}, 'steps_down', 'x' FROM matters"
            ),
            "matter_proposal_fits",
        ),
        ("DELETE FROM matter_determinations".to_owned(), "denied"),
        (
            "TRUNCATE matter_determinations CASCADE".to_owned(),
            "denied",
        ),
    ] {
        let (as_superuser, as_app) = match wanted {
            "denied" => ("history", DENIED),
            // The application may not insert it at all.
            "matter_decision_stands" => (wanted, DENIED),
            wanted => (wanted, wanted),
        };
        refused_sql(&mut superuser, &statement, as_superuser).await;
        refused_sql(&mut app, &statement, as_app).await;
    }
}

/// What people take away: the auditor everything that is a register, counsel what is held
/// about them.
async fn in_no_export(lock: &Lock, pia: &Visitor) {
    appointed_by(
        &lock.foundation,
        lock.chi(),
        &lock.foundation.ada,
        OUTSIDE_AUDITOR,
    )
    .await;
    let auditor = lock.foundation.place.sign_in(OUTSIDE_AUDITOR).await;
    assert_eq!(auditor.get("/room/matters/1").await.status, 403);
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("registers.zip");
    std::fs::write(&zip, taken(&auditor).await).unwrap();
    for (register, words) in [
        ("matters", "Zedling Software GmbH"),
        ("matters", "\"privileged\":1"),
        ("matter-proposals", "\"kind\":\"adverse\""),
        ("matter-privileged", "\"kind\":\"advice\""),
        ("matter-readings", "Lou Bekker"),
        ("motion-texts", "\"withheld\":true"),
        ("decisions", "\"withheld\":true"),
    ] {
        let held = member(&zip, &format!("{register}.jsonl"));
        assert!(
            held.lines().any(|row| row.contains(words)),
            "{register}: {words:?} is not in: {held}"
        );
    }
    assert_eq!(member(&zip, "matter-privileged.jsonl").lines().count(), 1);
    // What motions about a matter say is counted, and no more.
    for register in ["motion-texts", "decisions"] {
        let held = member(&zip, &format!("{register}.jsonl"));
        for row in held.lines().filter(|row| row.contains("\"withheld\":true")) {
            assert!(!row.contains(WORDS), "{register}: {row}");
        }
    }
    let script = "import sys, zipfile\narchive = zipfile.ZipFile(sys.argv[1])\n\
         print([name for name in archive.namelist() if b'anary' in archive.read(name)])";
    let found = std::process::Command::new("python3")
        .args(["-c", script])
        .arg(&zip)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), "[]");
    let held = pia.get("/me/data/data.json").await;
    assert!(
        held.html.contains("withheld: privileged") && !held.html.contains("anary"),
        "{}",
        held.html
    );
}
