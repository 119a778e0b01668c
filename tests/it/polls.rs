//! A vote held: from the draft to the certified count, and everything that is
//! refused on the way.

use chrono::TimeDelta;
use commonhold::db::{Role, pool};
use commonhold::evidence::count::count_ballots;
use commonhold::seal::envelopes::Export;
use commonhold::seal::hash::{Digest, PollId, sha256};
use commonhold::seal::keys::PublicPart;
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::lot::{self, RevealFile};
use commonhold::seal::opening::OpenLine;
use commonhold::seal::roll::{Leaves, parse_roll};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use reqwest::StatusCode;
use tokio::process::Command;

use crate::support::election::{
    ADA, Files, Foundation, NO_LIMITS, OfficerKey, Place, Plan, Poll, ROLL_MEMBERS, ROLL_VOTES,
    Slip, filled, with_fresh_key,
};
use crate::support::{Form, Page, TestApp, Visitor, World, program};

/// A form that a page does not offer, with the token of one that it does.
fn bare(page: &Page, action: &str) -> Form {
    let token = page.forms()[0].value("csrf").unwrap().to_owned();
    Form {
        action: action.to_owned(),
        fields: vec![("csrf".to_owned(), token)],
        ..Form::default()
    }
}

/// Asserts that a page refuses with this status and this sentence.
fn refuses(page: &Page, status: u16, sentence: &str) {
    let text = page.text();
    assert_eq!(page.status.as_u16(), status, "{sentence:?} wanted: {text}");
    assert!(text.contains(sentence), "{sentence:?} is not in: {text}");
}

async fn count(conn: &mut AsyncPgConnection, table: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let row: Row = diesel::sql_query(format!("SELECT count(*) AS count FROM {table}"))
        .get_result(conn)
        .await
        .unwrap();
    row.count
}

async fn founded(app: &TestApp) -> Foundation {
    Foundation::found(Place::of_app(app)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_takes_two_and_stays_what_it_was() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let page = ada.get("/room/rolls").await;
    for (date, sentence) in [
        ("31 July", "Give the record date as a day"),
        ("2990-01-01", "A record date is a day that is over"),
        (
            "1990-01-01",
            "Nobody with a vote was a member on 1990-01-01",
        ),
    ] {
        let refused = ada
            .submit(&page, "/room/rolls", &[("record_date", date)])
            .await;
        refuses(&refused, 422, sentence);
        let kept = refused.form("/room/rolls");
        assert_eq!(kept.value("record_date"), Some(date));
    }

    let roll = foundation.propose_roll().await;
    let page = ada.get(&roll).await;
    assert!(
        page.text()
            .contains("Another election officer computes it again")
    );
    let own = ada
        .send(&bare(&page, &format!("{roll}/certification")))
        .await;
    refuses(&own, 422, "You proposed this roll");
    let secretary = foundation.chi.get(&roll).await;
    let secretary = foundation
        .chi
        .send(&bare(&secretary, &format!("{roll}/certification")))
        .await;
    assert_eq!(secretary.status, StatusCode::FORBIDDEN);

    let proposed = ada.get(&format!("{roll}/roll.jsonl")).await.html;
    let lines = parse_roll(proposed.as_bytes()).unwrap();
    assert_eq!(lines.len(), ROLL_MEMBERS);
    let votes: u64 = lines.iter().map(|line| line.votes.votes()).sum();
    assert_eq!(votes, ROLL_VOTES);
    for name in ["Kim", "Nordlicht", "Pia", "Tom"] {
        assert!(!proposed.contains(name), "a roll names nobody");
    }

    // What is recorded later does not reach the roll, before or after it is certified.
    let chi = &foundation.chi;
    let list = chi.get("/room/members?q=Ola").await;
    let ola = chi.get(&list.link("Ola Eide")).await;
    let since = (foundation.record_date() - TimeDelta::days(30)).to_string();
    let ended = chi
        .submit(&ola, "/end", &[("ends_on", &since), ("reason", "resigned")])
        .await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text());
    let act = ben
        .submit(&ben.get(&roll).await, "/certification", &[])
        .await;
    let waiting = ben.get(&roll).await;
    assert!(
        waiting
            .text()
            .contains("waits for two officers’ signatures")
    );
    foundation.sign(&act).await;
    let certified = ben.get(&roll).await;
    assert!(certified.text().contains("Certified by Ben Lindqvist"));
    let again = ben
        .send(&bare(&certified, &format!("{roll}/certification")))
        .await;
    refuses(&again, 422, "This roll is certified already");
    let kept = ben.get(&format!("{roll}/roll.jsonl")).await.html;
    assert_eq!(kept, proposed, "byte for byte");
    let digest = sha256(kept.as_bytes()).to_string();
    assert!(certified.text().replace(' ', "").contains(&digest));
    let anew = foundation.propose_roll().await;
    let anew = ada.get(&format!("{anew}/roll.jsonl")).await.html;
    assert_eq!(parse_roll(anew.as_bytes()).unwrap().len(), ROLL_MEMBERS - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_comes_back_with_its_faults_and_two_officers_open_it() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    foundation.certify_roll().await;
    let plan = Plan::default();

    let page = ada.get("/room/polls/new").await;
    let wrong = plan
        .fill(&foundation, &page)
        .with("question", " ")
        .with("options", "Ines\nines")
        .with("seats", "many")
        .with("opens", "tomorrow")
        .with("roll", "none");
    let refused = ada.send(&wrong).await;
    for sentence in [
        "Write the question the members answer.",
        "“ines” is named twice.",
        "Say how many seats there are, as a number.",
        "Give day and time of the opening, such as 2026-10-02T17:00 (UTC).",
        "Choose one of the certified rolls.",
    ] {
        refuses(&refused, 422, sentence);
    }
    let kept = refused.form("/room/polls");
    for control in ["options", "seats", "opens", "closes"] {
        assert_eq!(kept.value(control), wrong.value(control), "{control}");
    }
    let crossed = plan.fill(&foundation, &page);
    let opens = crossed.value("opens").unwrap().to_owned();
    let crossed = ada.send(&crossed.with("closes", &opens)).await;
    refuses(&crossed, 422, "The close comes after the opening.");

    let poll = Poll::draft(&foundation, &plan).await;
    let nobody_sees = app.visitor().get("/polls/1").await;
    assert_eq!(nobody_sees.status, StatusCode::NOT_FOUND);
    let secretary = foundation.chi.get(&poll.room()).await;
    assert!(secretary.text().contains("No sealing key is uploaded"));

    let elsewhere = PollId::from_bytes([7; 16]);
    let other_name = OfficerKey::generate("Eve Imposter");
    let unknown = OfficerKey::generate("Ada Okafor");
    let mut altered = poll.ada.part(poll.id);
    let place = altered.len() / 2;
    altered[place] ^= 1;
    for (part, sentence) in [
        (Vec::new(), "Choose the file that ends in .pub."),
        (b"no key".to_vec(), ""),
        (altered, ""),
        (poll.ada.part(elsewhere), "made for another poll"),
        (other_name.part(poll.id), "bears the name “Eve Imposter”"),
        (poll.ben.part(poll.id), "you are signed in as “Ada Okafor”"),
        (
            foundation.keys[0].public(),
            "your standing key, which serves every poll",
        ),
        (unknown.part(poll.id), "This is not your key that counts."),
    ] {
        let refused = poll.upload_part(ada, &part).await;
        refuses(&refused, 422, sentence);
        assert!(refused.text().contains("0 of at least 2 officers"));
    }
    let page = ben.get(&poll.room()).await;
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/opening"))
    );

    poll.upload_keys(&foundation).await;
    let opening = format!("{}/opening", poll.room());
    let page = ada.get(&poll.room()).await;
    assert!(page.text().contains("You saved the latest version."));
    let mut own = bare(&page, &opening);
    own.fields.push(("version".to_owned(), "1".to_owned()));
    refuses(
        &ada.send(&own).await,
        422,
        "another election officer opens the poll",
    );

    // Ben reads version 1; Ada saves version 2 meanwhile.
    let read = ben.get(&poll.room()).await;
    assert!(read.text().contains("Ada Okafor saved this version."));
    let edit = ada.get(&format!("{}/draft", poll.room())).await;
    let saved = ada.submit(&edit, "/draft", &[("seats", "1")]).await;
    assert_eq!(saved.path, poll.room(), "{}", saved.text());
    let late = ben.submit(&read, "/opening", &[]).await;
    refuses(&late, 422, "The draft has changed since you read it.");
    let read = ben.get(&poll.room()).await;
    let act = ben.submit(&read, "/opening", &[]).await;
    foundation.sign(&act).await;
    let opened = ben.get(&poll.room()).await;
    assert!(opened.text().contains("What was fixed at the opening"));
    assert_eq!(poll.manifest(ben).await.terms().seats, 1);

    let again = ben.submit(&read, "/opening", &[]).await;
    refuses(&again, 422, "This poll is open already.");
    let edit = ada.get(&format!("{}/draft", poll.room())).await;
    refuses(&edit, 409, "nothing in it changes any more");
    let part = PublicPart::parse(&poll.ada.part(poll.id)).unwrap().encode();
    let late_key = bare(&edit, &format!("{}/keys", poll.room()));
    let late_key = ada.upload(&late_key, &[("part", &part)]).await;
    assert_eq!(late_key.status, StatusCode::UNPROCESSABLE_ENTITY);
    let early = ada.get(&format!("{}/envelopes.jsonl", poll.room())).await;
    refuses(&early, 409, "This poll is not closed yet");
}

/// The order in which a ballot lists its candidates.
fn listed(ballot: &Form) -> Vec<String> {
    let ranks = ballot.names.iter().filter(|name| name.starts_with('r'));
    ranks.cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_with_a_fault_comes_back_and_changes_nothing() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let addresses = [
        "kim@mail.example",
        "lou@mail.example",
        "max@mail.example",
        "nia@mail.example",
        "pia@mail.example",
        "tom@mail.example",
    ];
    let voters = foundation.sign_in_all(&addresses).await;
    let [kim, lou, max, nia, pia, tom] = voters.as_slice() else {
        panic!("six signed in")
    };
    let mut conn = app.database.administrator().await;

    // Shuffled for each voter, and for each the same every time.
    let form = poll.ballot(kim, "Kim Abara").await;
    let mut orders = vec![listed(&form)];
    assert_eq!(orders[0], listed(&poll.ballot(kim, "Kim Abara").await));
    for (voter, member) in [(lou, "Lou"), (max, "Max"), (nia, "Nia")] {
        orders.push(listed(&poll.ballot(voter, member).await));
    }
    assert!(orders.iter().any(|order| *order != orders[0]), "{orders:?}");

    let mut foreign = filled(form.clone(), &[("r1", "01")]);
    foreign.fields.push(("r5".to_owned(), "02".to_owned()));
    let faults = [
        (
            filled(form.clone(), &[("r1", "01"), ("r2", "01")]),
            "Ines Wójcik and Kaito García-López both have the 1st rank.",
        ),
        (
            filled(form.clone(), &[("r1", "01"), ("r2", "03")]),
            "Nobody has the 2nd rank",
        ),
        (
            filled(form.clone(), &[("r1", "02")]),
            "Nobody has the 1st rank",
        ),
        (foreign, "holds a value that this ballot does not have"),
        (
            filled(form.clone(), &[("r1", "05")]),
            "holds a value that this ballot does not have",
        ),
        (
            filled(form.clone(), &[("r1", "1")]),
            "holds a value that this ballot does not have",
        ),
        (
            filled(form.clone(), &[("blank", "2")]),
            "holds a value that this ballot does not have",
        ),
        (
            filled(form.clone(), &[("r1", "01"), ("blank", "1")]),
            "You chose options and also said that you leave the ballot blank.",
        ),
        (form.clone(), "Nothing is chosen yet."),
        (
            filled(form.clone(), &[("r1", "01"), ("own", "ABC1")]),
            "Your own mark has exactly six characters",
        ),
    ];
    for (wrong, sentence) in &faults {
        let refused = kim.send(wrong).await;
        refuses(&refused, 422, sentence);
        let kept = refused.form(&form.action);
        for control in ["r2", "r3", "r4", "own"] {
            assert_eq!(kept.value(control), wrong.value(control), "{control}");
        }
        assert_ne!(
            kept.value("key"),
            wrong.value("key"),
            "a key serves one form"
        );
        assert!(
            refused.html.contains("data-focus"),
            "the summary takes the focus"
        );
        let mended = filled(kept, &[("blank", "0"), ("own", "aaaaaa")]);
        assert_eq!(mended.value("own"), Some("aaaaaa"));
    }

    let good = filled(form.clone(), &[("r3", "01"), ("r1", "02")]);
    for (control, value, status, sentence) in [
        ("key", "00", 400, "was not made by this site"),
        ("key", &"G".repeat(64), 400, "was not made by this site"),
        ("csrf", &"0".repeat(64), 403, ""),
        ("csrf", "", 403, ""),
    ] {
        refuses(
            &kim.send(&good.clone().with(control, value)).await,
            status,
            sentence,
        );
    }
    let raw = |body: Vec<u8>| {
        kim.client()
            .post(kim.address(&form.action))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
    };
    let token = good.value("csrf").unwrap();
    let mut body = format!("csrf={token}&own=%FF%FE%FF%FE%FF%FE&r1=01").into_bytes();
    let not_text = raw(body.clone()).await.unwrap();
    assert_eq!(not_text.status(), StatusCode::BAD_REQUEST);
    assert!(not_text.text().await.unwrap().contains("not valid UTF-8"));
    body.resize(10 * 1024 * 1024, b'a');
    let huge = raw(body).await.unwrap();
    assert_eq!(huge.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let as_json = kim.client().post(kim.address(&form.action));
    let as_json = as_json
        .header("content-type", "application/json")
        .body("{}");
    let as_json = as_json.send().await.unwrap();
    assert_eq!(as_json.status(), StatusCode::BAD_REQUEST);

    // Somebody else's ballot, a ballot that nobody has, nobody's browser.
    refuses(
        &lou.get(&form.action).await,
        403,
        "You have no ballot with this number",
    );
    let token = poll.ballot(lou, "Lou Bekker").await;
    let theirs = good.clone().with("csrf", token.value("csrf").unwrap());
    refuses(
        &lou.send(&theirs).await,
        403,
        "You have no ballot with this number",
    );
    let unknown = format!("/polls/{}/ballot/999", poll.number);
    refuses(
        &kim.get(&unknown).await,
        403,
        "You have no ballot with this number",
    );
    let stranger = app.visitor().get(&form.action).await;
    assert!(
        stranger.path.starts_with("/sign-in?next="),
        "{}",
        stranger.path
    );
    let stranger = app.visitor();
    let page = stranger.get("/").await;
    let token = page.forms()[0].value("csrf").unwrap().to_owned();
    let sent = stranger.send(&good.clone().with("csrf", &token)).await;
    assert!(
        sent.path.starts_with("/sign-in"),
        "{} {}",
        sent.path,
        sent.text()
    );

    // Who is not on the roll is told why.
    for (voter, sentence) in [(pia, "the term ran out"), (tom, "the term began only on")] {
        let page = voter.get(&format!("/polls/{}", poll.number)).await;
        refuses(&page, 200, "You have no ballot in this vote.");
        refuses(&page, 200, sentence);
    }
    refuses(
        &kim.get(&format!("/polls/{}", poll.number)).await,
        200,
        "On the roll of",
    );
    assert_eq!(count(&mut conn, "envelopes").await, 0);
    assert_eq!(count(&mut conn, "cast_receipts").await, 0);

    // The first answer stands for the form, whatever comes later under its key.
    let first = Slip::read(&kim.send(&good).await);
    let manifest = poll.manifest(kim).await;
    let receipt_key = manifest.terms().receipt_key;
    first
        .receipt
        .verify(&receipt_key, &first.signature)
        .unwrap();
    assert_eq!(first.receipt.eid, manifest.eid());
    assert!(first.tracker.ends_with(good.value("own").unwrap()));
    assert_eq!(Slip::read(&kim.send(&good).await), first);
    let other_body = kim.send(&good.clone().with("r4", "03")).await;
    refuses(&other_body, 409, "sent before with another content");
    let other_own = kim.send(&good.clone().with("own", "zzzzzz")).await;
    refuses(&other_own, 409, "sent before with another content");
    let elsewhere = foundation.place.sign_in("kim@mail.example").await;
    let fresh = poll.ballot(&elsewhere, "Kim Abara").await;
    let taken_along = good.clone().with("csrf", fresh.value("csrf").unwrap());
    refuses(
        &elsewhere.send(&taken_along).await,
        409,
        "sent before with another content",
    );
    let other_voter = poll.ballot(lou, "Lou Bekker").await;
    let borrowed = filled(other_voter, &[("r3", "01"), ("r1", "02")])
        .with("own", good.value("own").unwrap())
        .with("key", good.value("key").unwrap());
    refuses(
        &lou.send(&borrowed).await,
        409,
        "sent before with another content",
    );
    assert_eq!(count(&mut conn, "envelopes").await, 1);
    assert_eq!(count(&mut conn, "cast_receipts").await, 1);

    // Voting again replaces; the page says that a ballot is in.
    let again = Slip::read(&kim.send(&with_fresh_key(&good)).await);
    assert_ne!(again.digest(), first.digest());
    assert_eq!(count(&mut conn, "envelopes").await, 2);
    assert_eq!(
        Slip::read(&kim.send(&good).await),
        first,
        "an old form still gets its answer"
    );
    refuses(&kim.get("/me").await, 200, "Who joins the board?");
    let page = kim.get(&format!("/polls/{}", poll.number)).await;
    assert!(page.link("Change the ballot of").ends_with(&form.action));
    let confirmed = app
        .mail()
        .arrives("kim@mail.example", "Ballot received: Who joins the board?")
        .await;
    for secret in [
        &again.tracker,
        &first.tracker,
        &first.digest(),
        &again.digest(),
    ] {
        assert!(
            !confirmed.body.contains(secret.as_str()),
            "{}",
            confirmed.body
        );
    }
    for name in ["Ines", "Kaito", "Farah", "Dee"] {
        assert!(!confirmed.body.contains(name), "{}", confirmed.body);
    }
}

/// Runs SQL that must be refused, by a guard's name or for want of a right.
async fn refused(conn: &mut AsyncPgConnection, sql: &str, by: &str) {
    match conn.batch_execute(sql).await {
        Ok(()) => panic!("{sql} was not refused"),
        Err(diesel::result::Error::DatabaseError(_, information)) => {
            let constraint = information.constraint_name().unwrap_or_default();
            let message = information.message();
            assert!(
                constraint == by || message.contains(by),
                "{sql} was refused by {constraint:?} ({message}), not {by}"
            );
        }
        Err(error) => panic!("{sql}: {error}"),
    }
}

/// The tables that are history, as the database knows them, each with a column.
async fn history(conn: &mut AsyncPgConnection) -> Vec<(String, String)> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        column: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT t.tgrelid::regclass::text AS name,
                (SELECT a.attname::text FROM pg_attribute a
                 WHERE a.attrelid = t.tgrelid AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.attidentity = '' AND a.attgenerated = ''
                 ORDER BY a.attnum LIMIT 1) AS column
         FROM pg_trigger t WHERE t.tgname = 'append_only' AND t.tgenabled = 'A' ORDER BY 1",
    )
    .load(conn)
    .await
    .unwrap();
    rows.into_iter().map(|row| (row.name, row.column)).collect()
}

const DENIED: &str = "permission denied";

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_what_the_bylaws_forbid() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let draft = Poll::draft(&foundation, &Plan::default()).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    let connect = async |role| pool::connect(&app.database.address(role)).await.unwrap();
    let (mut server, mut owner) = (connect(Role::App).await, connect(Role::Owner).await);

    let tables = history(&mut owner).await;
    for expected in [
        "envelopes",
        "digests_to_log",
        "cast_receipts",
        "poll_drafts",
        "poll_keys",
        "poll_openings",
        "poll_closings",
        "poll_unsealings",
        "poll_reveals",
        "poll_results",
        "poll_certifications",
        "rolls",
        "roll_entitlements",
        "roll_certifications",
        "memberships",
    ] {
        assert!(
            tables.iter().any(|(name, _)| name == expected),
            "{expected}"
        );
    }
    for (table, column) in &tables {
        for sql in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
        ] {
            refused(&mut server, &sql, DENIED).await;
            refused(&mut owner, &sql, "history_is_append_only").await;
        }
    }

    // The poll moves by its functions only, and those ask for what is due.
    let (id, drafted) = (poll.id.to_string(), draft.id.to_string());
    for sql in [
        "UPDATE polls SET state = 'closed', closed_at = now()".to_owned(),
        "UPDATE polls SET closes_at = closes_at + interval '1 day'".to_owned(),
        "DELETE FROM polls".to_owned(),
        "INSERT INTO polls (id, created_by, state) SELECT gen_random_uuid(), created_by, 'open' FROM polls".to_owned(),
        "INSERT INTO digests_to_log SELECT poll_id, digest FROM envelopes".to_owned(),
        "INSERT INTO poll_openings SELECT * FROM poll_openings".to_owned(),
        "SET session_replication_role = replica".to_owned(),
        "ALTER TABLE envelopes DISABLE TRIGGER ALL".to_owned(),
        "CREATE TABLE mine (x int)".to_owned(),
        "CREATE TEMP TABLE mine (x int)".to_owned(),
    ] {
        let why = if sql.starts_with("ALTER") {
            "must be owner"
        } else {
            DENIED
        };
        refused(&mut server, &sql, why).await;
    }
    refused(&mut owner, "SET session_replication_role = replica", DENIED).await;
    server
        .batch_execute(&format!("SELECT close_poll('{id}')"))
        .await
        .unwrap();
    let page = kim.get(&format!("/polls/{}", poll.number)).await;
    assert!(
        page.text().contains("A ballot is in."),
        "before its time nothing closes"
    );
    let open_again = format!(
        "SELECT open_poll('{drafted}', 1, 'x', sha256('x'), o.roll_id, now(), now() + interval '1 day', d.drafted_by)
         FROM polls o, poll_drafts d WHERE o.id = '{id}' AND d.poll_id = '{drafted}'"
    );
    // Not by the application; nor by the certifier, where the records say otherwise.
    refused(&mut server, &open_again, DENIED).await;
    let mut certifier = connect(Role::Certifier).await;
    refused(&mut certifier, &open_again, "poll_takes_two").await;
    let other = open_again.replace("d.drafted_by)", "c.certified_by)");
    let other = other.replace("poll_drafts d", "poll_drafts d, roll_certifications c");
    for (sql, guard) in [
        (other.replace(", 1, ", ", 2, "), "poll_draft_is_current"),
        (
            other.replace("now() + interval '1 day'", "now() - interval '1 day'"),
            "poll_closes_later",
        ),
        (
            other.replace("o.roll_id", "gen_random_uuid()"),
            "poll_roll_is_certified",
        ),
    ] {
        refused(&mut certifier, &sql, guard).await;
    }
    let opened = format!(
        "INSERT INTO poll_drafts SELECT poll_id, version + 1, content, drafted_by FROM poll_drafts WHERE poll_id = '{id}'"
    );
    refused(&mut server, &opened, "poll_is_fixed").await;

    // An envelope needs an open poll and an entitlement of its roll with its weight.
    let envelope = |poll: &str, entitlement: &str, weight: &str| {
        format!(
            "INSERT INTO envelopes (poll_id, entitlement, seq, envelope_id, weight, enc, ct, digest)
             SELECT '{poll}', {entitlement}, 7, substr(sha256(random()::text::bytea), 1, 16), {weight}, 'e', 'c',
                    sha256(random()::text::bytea)
             FROM roll_entitlements e WHERE e.votes = 50"
        )
    };
    refused(
        &mut server,
        &envelope(&drafted, "e.entitlement", "50"),
        "poll_is_open",
    )
    .await;
    refused(
        &mut server,
        &envelope(&id, "e.entitlement", "1"),
        "envelope_is_entitled",
    )
    .await;
    refused(
        &mut server,
        &envelope(&id, "e.entitlement", "51"),
        "envelope_is_entitled",
    )
    .await;
    let foreign = "substr(sha256('foreign'), 1, 16)";
    refused(
        &mut server,
        &envelope(&id, foreign, "50"),
        "envelope_is_entitled",
    )
    .await;
    let nowhere = "00000000-0000-0000-0000-000000000000";
    refused(
        &mut server,
        &envelope(nowhere, "e.entitlement", "50"),
        "poll_is_open",
    )
    .await;
    // An old snapshot would show the guard a poll that is long closed.
    let snapshot = format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ; {}; COMMIT",
        envelope(&id, "e.entitlement", "50")
    );
    refused(&mut server, &snapshot, "guard_sees_what_is").await;
    server.batch_execute("ROLLBACK").await.unwrap();
    server
        .batch_execute(&envelope(&id, "e.entitlement", "50"))
        .await
        .expect("the same envelope with everything right");

    // An answer is for an envelope that is there, with its digest; no poll goes.
    for (envelope_id, digest) in [
        ("substr(sha256('none'), 1, 16)", "digest"),
        ("envelope_id", "sha256('other')"),
    ] {
        let receipt = format!(
            "INSERT INTO cast_receipts (cast_key, poll_id, entitlement, session, envelope_id, digest, signature, body_mac)
             SELECT sha256('key'), poll_id, entitlement, 's', {envelope_id}, {digest}, sha512('s'), sha256('m')
             FROM envelopes LIMIT 1"
        );
        refused(&mut server, &receipt, "receipt_is_of_an_envelope").await;
    }
    for sql in ["DELETE FROM polls", "TRUNCATE polls CASCADE"] {
        refused(&mut owner, sql, "history_is_append_only").await;
    }

    // After the close only.
    for sql in [
        format!("INSERT INTO poll_closings SELECT '{id}', 0, 0, 0, 0, sha256(''), '', ''"),
        format!(
            "INSERT INTO poll_reveals SELECT '{id}', sha256(''), sha256(''), created_by FROM polls LIMIT 1"
        ),
        format!(
            "INSERT INTO poll_unsealings SELECT '{id}', sha256(''), '', '', '', created_by FROM polls LIMIT 1"
        ),
    ] {
        refused(&mut server, &sql, "poll_is_closed").await;
    }
    let certified = format!(
        "INSERT INTO poll_certifications SELECT '{id}', created_by, sha256('') FROM polls LIMIT 1"
    );
    refused(&mut server, &certified, DENIED).await;
    refused(&mut certifier, &certified, "certification_is_of_the_count").await;
    let result = format!("INSERT INTO poll_results SELECT '{id}', '', '', ''");
    refused(&mut server, &result, DENIED).await;
    refused(&mut certifier, &result, "poll_is_closed").await;

    // A certified roll is whole, and a roll takes two.
    for (sql, guard) in [
        (
            "INSERT INTO roll_entitlements SELECT roll_id, substr(sha256('x'), 1, 16), m.id, class_id, votes, commitment
             FROM roll_entitlements e, memberships m WHERE m.id NOT IN (SELECT membership_id FROM roll_entitlements)
             LIMIT 1",
            "roll_is_fixed",
        ),
        (
            "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes)
             SELECT gen_random_uuid(), record_date, now() + interval '1 day', proposed_by, file_sha256, leaves, votes
             FROM rolls LIMIT 1",
            "roll_is_known_now",
        ),
    ] {
        refused(&mut server, sql, guard).await;
    }
    let second = "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes)
                  SELECT gen_random_uuid(), record_date, clock_timestamp(), proposed_by, file_sha256, 2, 2 FROM rolls LIMIT 1";
    server.batch_execute(second).await.unwrap();
    let certify = |by: &str| {
        format!(
            "INSERT INTO roll_certifications (roll_id, certified_by, root)
             SELECT r.id, {by}, sha256('') FROM rolls r, roll_certifications c WHERE r.leaves = 2"
        )
    };
    refused(&mut server, &certify("c.certified_by"), DENIED).await;
    for (by, guard) in [
        ("r.proposed_by", "roll_takes_two"),
        ("c.certified_by", "roll_is_complete"),
    ] {
        refused(&mut certifier, &certify(by), guard).await;
    }
}

/// The polls of [`a_vote_from_the_draft_to_the_certified_result`], by question.
const APPROVAL: Plan = Plan {
    question: "Which colours may the flag have?",
    method: "approval-1",
    options: "Blue\nGreen\nRed",
    seats: "1",
    opens: TimeDelta::hours(-1),
    closes: TimeDelta::hours(1),
};
const PLURALITY: Plan = Plan {
    question: "Where do we meet?",
    method: "plurality-1",
    ..APPROVAL
};
const MOTION: Plan = Plan {
    question: "Shall we adopt the code of conduct?",
    method: "motion-1",
    options: "",
    ..APPROVAL
};

/// The voters of that test.
struct Voters {
    ravi: Visitor,
    sol: Visitor,
    kim: Visitor,
    lou: Visitor,
    max: Visitor,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_from_the_draft_to_the_certified_result() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let board_plan = Plan {
        closes: TimeDelta::hours(1),
        ..Plan::default()
    };
    let later = Plan {
        question: "Who joins later?",
        opens: TimeDelta::hours(30),
        closes: TimeDelta::hours(40),
        ..Plan::default()
    };
    let board = Poll::open(&foundation, &board_plan).await;
    let approval = Poll::open(&foundation, &APPROVAL).await;
    let plurality = Poll::open(&foundation, &PLURALITY).await;
    let motion = Poll::open(&foundation, &MOTION).await;
    let later = Poll::open(&foundation, &later).await;
    let addresses = [
        "ravi@mail.example",
        "sol@mail.example",
        "kim@mail.example",
        "lou@mail.example",
        "max@mail.example",
    ];
    let signed_in = foundation.sign_in_all(&addresses).await;
    let [ravi, sol, kim, lou, max] = signed_in.try_into().ok().unwrap();
    let voters = Voters {
        ravi,
        sol,
        kim,
        lou,
        max,
    };
    let opened = world
        .mail()
        .arrives("ravi@mail.example", "Your vote: Who joins the board?")
        .await;
    assert!(opened.links().iter().any(|link| link.ends_with("/polls/1")));
    let told = world.mail().to("ravi@mail.example");
    let told = told
        .iter()
        .filter(|letter| letter.subject == opened.subject);
    assert_eq!(
        told.count(),
        1,
        "one letter a person, though they cast two ballots"
    );
    assert!(world.mail().to("pia@mail.example").is_empty());

    let path = board.ballot_path(&voters.kim, "Kim Abara").await;
    let early = path.replace("/polls/1/", &format!("/polls/{}/", later.number));
    refuses(
        &voters.kim.get(&early).await,
        409,
        "This vote is not open yet. It opens",
    );

    let superseded = cast_the_board(&board, &voters).await;
    cast_the_others(&approval, &plurality, &motion, &voters).await;
    let late = filled(board.ballot(&voters.kim, "Kim").await, &[("r1", "01")]);
    world.advance(
        TimeDelta::hours(1) - (world.now() - foundation.place.now) + TimeDelta::seconds(1),
    );
    let late = voters.kim.send(&late).await;
    refuses(&late, 409, "This vote closed");
    refuses(
        &late,
        409,
        "Nothing was recorded; a ballot you cast before stands as it is.",
    );
    refuses(&voters.kim.get(&path).await, 409, "This vote closed");
    board.closes(&voters.kim).await;
    refuses(&voters.kim.get(&path).await, 409, "This vote closed");

    check_the_closing_set(&board, &foundation, &voters, &superseded).await;
    guards_after_the_close(&world, &board).await;
    open_count_certify(&board, &foundation).await;
    check_the_result(
        &board,
        &foundation,
        &[
            ("Ines Wójcik", "ines-w-jcik"),
            ("Kaito García-López", "kaito-garc-a-l-pez"),
        ],
    )
    .await;
    for (poll, expected) in [
        (&approval, r#""elected":["red"]"#),
        (&plurality, r#""elected":["green"]"#),
        (&motion, r#""verdict":"adopted""#),
    ] {
        poll.closes(&voters.kim).await;
        let manifest = poll.manifest(&foundation.ada).await;
        let opening = poll.opened(&foundation.ada).await;
        let files = poll.opened_files(&manifest, &opening, &poll.ada);
        let handed_in = poll.hand_in(&foundation.ada, &files).await;
        assert!(
            handed_in.text().contains("Still to come: Ben Lindqvist"),
            "{}",
            handed_in.text()
        );
        let share = poll.reveal(&manifest, &poll.ben);
        poll.hand_in_share(&foundation.ben, &share).await;
        poll.counted(&voters.kim).await;
        let counted = foundation.ben.get(&poll.room()).await;
        assert!(
            counted.text().contains("Certify the count"),
            "{}",
            counted.text()
        );
        let result = poll.file(&voters.kim, "result.json").await;
        assert!(result.contains(expected), "{result}");
    }

    let record = "The record of the vote: Who joins the board?";
    for (address, says) in [
        ("lou@mail.example", "a ballot was cast for you"),
        ("max@mail.example", "no ballot was cast for you"),
    ] {
        let letter = world.mail().arrives(address, record).await;
        let words: Vec<&str> = letter.body.split_whitespace().collect();
        assert!(words.join(" ").contains(says), "{}", letter.body);
    }
    let page = voters.max.get(&format!("/polls/{}", board.number)).await;
    assert!(
        page.text().contains("Max Celik, Individual member no."),
        "{}",
        page.text()
    );
}

/// Casts the ballots of the election; returns the digest that was replaced.
async fn cast_the_board(board: &Poll, voters: &Voters) -> Vec<Slip> {
    let ines_then_kaito = [("r1", "01"), ("r2", "02")];
    let kaito_then_ines = [("r2", "01"), ("r1", "02")];
    let big = board
        .cast(&voters.ravi, "Nordlicht Hosting", &ines_then_kaito)
        .await;
    assert_eq!(big.receipt.weight.votes(), 50);
    let own = board
        .cast(&voters.ravi, "Ravi Menon", &[("r4", "01")])
        .await;
    assert_eq!(own.receipt.weight.votes(), 1);
    board
        .cast(&voters.sol, "Quiet Works", &kaito_then_ines)
        .await;
    let first = board.cast(&voters.kim, "Kim Abara", &[("r4", "01")]).await;
    board.cast(&voters.kim, "Kim Abara", &[("r3", "01")]).await;
    board
        .cast(&voters.lou, "Lou Bekker", &[("blank", "1")])
        .await;
    vec![first]
}

async fn cast_the_others(approval: &Poll, plurality: &Poll, motion: &Poll, voters: &Voters) {
    let Voters {
        ravi,
        kim,
        lou,
        max,
        ..
    } = voters;
    approval.cast(kim, "Kim", &[("a1", "1"), ("a3", "1")]).await;
    approval.cast(lou, "Lou", &[("a3", "1")]).await;
    approval.cast(max, "Max", &[("blank", "1")]).await;
    approval.cast(ravi, "Nordlicht", &[("a3", "1")]).await;
    let nothing = approval.ballot(max, "Max").await;
    refuses(&max.send(&nothing).await, 422, "Nothing is chosen yet.");
    let both = filled(nothing, &[("a2", "1"), ("blank", "1")]);
    refuses(&max.send(&both).await, 422, "You chose options and also");

    plurality.cast(kim, "Kim", &[("a2", "1")]).await;
    plurality.cast(lou, "Lou", &[("a2", "1")]).await;
    plurality.cast(max, "Max", &[("a1", "1")]).await;
    plurality.cast(ravi, "Nordlicht", &[("a2", "1")]).await;
    let two = filled(
        plurality.ballot(max, "Max").await,
        &[("a1", "1"), ("a2", "1")],
    );
    let refused = max.send(&two).await;
    refuses(
        &refused,
        422,
        "You marked 2 options; at most 1 can be marked.",
    );
    assert_eq!(refused.form(&two.action).value("a2"), Some("1"));

    motion.cast(ravi, "Nordlicht", &[("motion", "1")]).await;
    motion.cast(kim, "Kim", &[("motion", "2")]).await;
    motion.cast(lou, "Lou", &[("motion", "3")]).await;
    motion.cast(max, "Max", &[("motion", "4")]).await;
    let nothing = motion.ballot(max, "Max").await;
    refuses(&max.send(&nothing).await, 422, "Nothing is chosen yet.");
    let fifth = nothing.with("motion", "5");
    refuses(
        &max.send(&fifth).await,
        422,
        "holds a value that this ballot does not have",
    );
}

/// What was fixed at the close, as anyone and as officers download it.
async fn check_the_closing_set(
    board: &Poll,
    foundation: &Foundation,
    voters: &Voters,
    superseded: &[Slip],
) {
    let manifest = board.manifest(&voters.kim).await;
    let live = board.file(&voters.kim, "live.jsonl").await;
    let live = LiveSet::parse_jsonl(live.as_bytes()).unwrap();
    assert_eq!((live.ballots(), live.votes()), (5, 68));
    for slip in superseded {
        assert!(
            live.as_slice()
                .iter()
                .all(|(digest, _)| *digest != slip.receipt.digest)
        );
    }
    let roll = board.file(&voters.kim, "roll.jsonl").await;
    let roll = Leaves::parse_jsonl(roll.as_bytes()).unwrap();
    assert_eq!(roll.root(), manifest.terms().roll_root);
    assert_eq!(roll.votes(), ROLL_VOTES);
    let participation = board.file(&voters.kim, "participation.json").await;
    let participation = Participation::parse(participation.as_bytes()).unwrap();
    assert_eq!(participation.voted().len(), 5);

    let path = format!("{}/envelopes.jsonl", board.room());
    let file = foundation.ben.get(&path).await.html;
    let export = Export::parse(file.as_bytes()).unwrap();
    export.check(&manifest).unwrap();
    assert_eq!(export.live_root(), live.root());
    assert_eq!(export.envelopes().len(), 5);
    for exported in export.envelopes() {
        let small = exported.envelope.weight.votes() > 1;
        assert_eq!(
            exported.open.is_some(),
            small,
            "members stand beside open cells only"
        );
        let named = exported
            .open
            .as_ref()
            .and_then(|cell| cell.disclosed.as_ref());
        let subject = named.map(|disclosed| disclosed.subject.as_str());
        let expected = (exported.envelope.weight.votes() == 50)
            .then_some("Nordlicht Hosting (organisation), Platinum member no. ");
        let shown = subject.map(|subject| subject.trim_end_matches(|c: char| c.is_ascii_digit()));
        assert_eq!(shown, expected, "only who is disclosed is named");
    }
    for secret in [
        "Kim Abara",
        "Lou Bekker",
        "Ravi Menon",
        "Quiet Works",
        "mail.example",
    ] {
        assert!(!file.contains(secret), "{secret} is in envelopes.jsonl");
    }
    assert_eq!(file.matches("\"entitlement\"").count(), 2);
    for name in ["ballots.jsonl", "open.jsonl", "result.json"] {
        let page = voters
            .kim
            .get(&format!("/polls/{}/{name}", board.number))
            .await;
        assert_eq!(
            page.status,
            StatusCode::NOT_FOUND,
            "{name} before the count"
        );
    }
    let member = voters.kim.get(&path).await;
    assert_eq!(member.status, StatusCode::FORBIDDEN);
}

/// A closed poll takes no envelope, whoever asks, and does not open again.
async fn guards_after_the_close(world: &World, board: &Poll) {
    let mut server = pool::connect(&world.address("commonhold_app"))
        .await
        .unwrap();
    let again = format!(
        "INSERT INTO envelopes (poll_id, entitlement, seq, envelope_id, weight, enc, ct, digest)
         SELECT poll_id, entitlement, 0, substr(sha256('late'), 1, 16), weight, enc, ct, sha256('late')
         FROM envelopes WHERE poll_id = '{}' LIMIT 1",
        board.id
    );
    refused(&mut server, &again, "poll_is_open").await;
    let by_function = format!(
        "SELECT cast_envelope('{}', entitlement, weight, substr(sha256('late'), 1, 16), enc, ct, sha256('late'),
                sha256('key'), 's', repeat('s', 64)::bytea, sha256('mac'))
         FROM envelopes WHERE poll_id = '{0}' LIMIT 1",
        board.id
    );
    refused(&mut server, &by_function, "poll_is_open").await;
    let second = format!(
        "INSERT INTO poll_closings SELECT poll_id, 0, 0, 0, 0, live_root, '', '' FROM poll_closings WHERE poll_id = '{}'",
        board.id
    );
    refused(&mut server, &second, "closing_is_what_was_cast").await;
    let second = second.replace("0, 0, 0, 0", "cast_count, superseded, live, votes");
    refused(&mut server, &second, "poll_closings_pkey").await;
}

/// Ada and Ben open the election apart, it is counted, and both certify.
async fn open_count_certify(board: &Poll, foundation: &Foundation) {
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let manifest = board.manifest(ada).await;
    let opening = board.opened(ada).await;
    assert!(opening.is_clean());
    let right = board.opened_files(&manifest, &opening, &board.ada);

    let forged_key = OfficerKey {
        name: ADA.0,
        key: board.ben.key.clone(),
        reveal: board.ada.reveal.clone(),
    };
    let stranger = OfficerKey::generate("Eve Imposter");
    let mut edited_ballots = String::from_utf8(right.ballots.clone()).unwrap();
    edited_ballots = edited_ballots.replacen("[[1],[2]]", "[[2],[1]]", 1);
    assert_ne!(edited_ballots.as_bytes(), right.ballots);
    let one_line_less = {
        let first_line_end = right
            .ballots
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap()
            + 1;
        let fewer = right.ballots[first_line_end..].to_vec();
        let lines =
            commonhold::seal::ballot::parse_ballots(&fewer, manifest.ballot_rules()).unwrap();
        let mut statement = opening
            .statement(board.ada.name, &board.ada.key, 1)
            .unwrap()
            .statement;
        statement.ballots = sha256(&fewer);
        statement.lines = 4;
        statement.votes = lines.iter().map(|line| line.weight.votes()).sum();
        (statement.sign(&board.ada.key).unwrap().encode(), fewer)
    };
    let other_set = {
        let mut statement = opening
            .statement(board.ada.name, &board.ada.key, 1)
            .unwrap()
            .statement;
        statement.live_root = Digest::from_bytes([7; 32]);
        statement.sign(&board.ada.key).unwrap().encode()
    };
    let other_poll = {
        let mut statement = opening
            .statement(board.ada.name, &board.ada.key, 1)
            .unwrap()
            .statement;
        statement.eid = commonhold::seal::hash::Eid::from_bytes([7; 32]);
        statement.sign(&board.ada.key).unwrap().encode()
    };
    let with = |change: &dyn Fn(&mut Files)| {
        let mut files = right.clone();
        change(&mut files);
        files
    };
    let cases = [
        (with(&|files| files.statement.clear()), ""),
        (with(&|files| files.statement = b"{}".to_vec()), ""),
        (
            board.opened_files(&manifest, &opening, &forged_key),
            "the signature is not Ada Okafor's",
        ),
        (
            Files {
                statement: board.opened_files(&manifest, &opening, &stranger).statement,
                ..right.clone()
            },
            "Eve Imposter is no officer of this poll",
        ),
        (
            with(&|files| files.statement.clone_from(&other_set)),
            "it is about another set of envelopes",
        ),
        (
            with(&|files| files.statement.clone_from(&other_poll)),
            "it is about another poll",
        ),
        (
            with(&|files| files.ballots = edited_ballots.clone().into_bytes()),
            "These ballots are not those of the statement.",
        ),
        (
            with(&|files| files.ballots.clear()),
            "These ballots are not those of the statement.",
        ),
        (
            with(&|files| files.open.clear()),
            "This open.jsonl is not that of the statement.",
        ),
        (
            with(&|files| {
                files.statement.clone_from(&one_line_less.0);
                files.ballots.clone_from(&one_line_less.1);
            }),
            "do not add up to the closing set",
        ),
        (
            with(&|files| files.reveal = board.reveal(&manifest, &board.ben)),
            "The reveal is Ben Lindqvist's, the statement Ada Okafor's.",
        ),
        (
            with(&|files| files.reveal = board.reveal(&manifest, &stranger)),
            "",
        ),
        (with(&|files| files.reveal = b"{".to_vec()), ""),
    ];
    for (files, sentence) in &cases {
        let refused = board.hand_in(ada, files).await;
        // The page escapes nothing that a reader would see otherwise.
        refuses(&refused, 422, sentence);
        assert!(
            refused.text().contains("Ada Okafor, Ben Lindqvist"),
            "nothing was kept"
        );
    }
    let first = board.hand_in(ada, &right).await;
    assert!(
        first.text().contains("Opened by Ada Okafor"),
        "{}",
        first.text()
    );
    assert!(first.text().contains("Still to come: Ben Lindqvist."));
    assert!(first.text().contains("One opening, unchecked"));
    refuses(
        &board.hand_in(ada, &right).await,
        422,
        "This officer's files are here already.",
    );
    let early = ada
        .send(&bare(&first, &format!("{}/certification", board.room())))
        .await;
    refuses(&early, 422, "There is no count to certify yet.");
    let wrong_share = board
        .hand_in_share(ben, &board.reveal(&manifest, &stranger))
        .await;
    assert_eq!(wrong_share.status, StatusCode::UNPROCESSABLE_ENTITY);
    let counted = board
        .hand_in(ben, &board.opened_files(&manifest, &opening, &board.ben))
        .await;
    assert!(
        counted.text().contains("Opened by Ben Lindqvist"),
        "{}",
        counted.text()
    );

    board.counted(ada).await;
    let counted = ben.get(&board.room()).await;
    let path = format!("{}/certification", board.room());
    let chi = foundation.chi.get(&board.room()).await;
    let chi = foundation.chi.send(&bare(&chi, &path)).await;
    assert_eq!(chi.status, StatusCode::FORBIDDEN);
    let act = ben.submit(&counted, "/certification", &[]).await;
    let same = ada.send(&bare(&ada.get(&act.path).await, &path)).await;
    assert_eq!(same.path, act.path, "one act, whoever asks for it");
    let alone = foundation
        .sign_alone(ada, &foundation.keys[0], &act.path)
        .await;
    assert!(
        alone.text().contains("You have signed it."),
        "{}",
        alone.text()
    );
    let not_yet = ben.get(&board.room()).await;
    assert!(not_yet.text().contains("waits for officers’ signatures"));
    let done = foundation.sign(&ben.get(&act.path).await).await;
    assert!(
        done.text().contains("The count of poll 1 is certified."),
        "{}",
        done.text()
    );
    let certified = ben.get(&board.room()).await;
    assert!(
        certified
            .forms()
            .iter()
            .all(|form| !form.action.ends_with("/certification"))
    );
    assert!(
        certified.text().contains("Ben Lindqvist,"),
        "{}",
        certified.text()
    );
    let again = ben.send(&bare(&ben.get(&act.path).await, &path)).await;
    refuses(&again, 422, "This count is certified already.");
}

/// The published files agree with a count of one's own, and with the command's.
async fn check_the_result(board: &Poll, foundation: &Foundation, elected: &[(&str, &str)]) {
    let reader = foundation.place.visitor();
    let manifest = board.manifest(&reader).await;
    let ballots = board.file(&reader, "ballots.jsonl").await;
    let result = board.file(&reader, "result.json").await;
    let live = board.file(&reader, "live.jsonl").await;
    let live = LiveSet::parse_jsonl(live.as_bytes()).unwrap();
    let reveals = [&board.ada, &board.ben].map(|officer| RevealFile {
        by: officer.name.to_owned(),
        eid: manifest.eid(),
        reveal: officer.reveal.clone(),
    });
    let beacon = lot::beacon_from_reveals(&manifest, &reveals).unwrap();
    let own = count_ballots(
        &manifest,
        &live.root(),
        &beacon,
        ballots.as_bytes(),
        &[],
        true,
    )
    .unwrap();
    assert_eq!(own.result, result, "byte for byte");
    let ids: Vec<String> = elected.iter().map(|(_, id)| format!("\"{id}\"")).collect();
    let list = format!("\"elected\":[{}]", ids.join(","));
    assert!(result.contains(&list), "{result}");

    let open = board.file(&reader, "open.jsonl").await;
    let open = OpenLine::parse_file(open.as_bytes()).unwrap();
    assert_eq!(open.len(), 2);
    for line in &open {
        assert!(ballots.contains(line.tracker.as_str()));
    }

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let seed = lot::seed(&manifest.eid(), &live.root(), &beacon);
    let lot = format!("{{\"lot\":{:?}}}", lot::order(&seed, 4));
    let output = Command::new(program())
        .arg("count")
        .arg(write("ballots.jsonl", &ballots))
        .arg("--manifest")
        .arg(write(
            "manifest.json",
            std::str::from_utf8(manifest.bytes()).unwrap(),
        ))
        .args(["--method", "meek-prf-1", "--json", "--parameters", &lot])
        .output()
        .await
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let names: Vec<String> = elected
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let list = format!("\"elected\":[{}]", names.join(","));
    assert!(
        printed.contains(&list),
        "{printed} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
