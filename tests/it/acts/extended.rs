//! The close of an open poll put off by an act, and everything that goes by the new close.

use chrono::{DateTime, TimeDelta, Utc};
use commonhold::db::{Role, pool};
use commonhold::evidence::leaf::Leaf;
use diesel_async::SimpleAsyncConnection;

use super::machine::Machine;
use super::room::{KIM, bare, entries, judged, refuses, text};
use super::verifiers::both;
use crate::auditor::export::reads_back;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{Page, TestApp, World, eventually};

const WHY: &str = "The quorum is not reached yet.";

/// Submits the room's form that puts a close off.
async fn puts_off(foundation: &Foundation, poll: &Poll, closes: DateTime<Utc>, why: &str) -> Page {
    let room = foundation.ben.get(&poll.room()).await;
    let closes = closes.format("%Y-%m-%dT%H:%M:%S").to_string();
    let mut form = bare(&room, &format!("{}/extension", poll.room()));
    for (name, value) in [("closes", closes.as_str()), ("reason", why)] {
        form.fields.push((name.to_owned(), value.to_owned()));
    }
    foundation.ben.send(&form).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r16_officers_put_a_close_off_together_and_everything_goes_by_the_new_one() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let voters = foundation.sign_in_all(&[KIM.1, "ravi@mail.example"]).await;
    let [kim, ravi] = voters.as_slice() else {
        panic!("two came in");
    };
    foundation.place.now = Utc::now();
    let first = foundation.place.now + TimeDelta::seconds(40);
    let soon = Plan {
        closes: TimeDelta::seconds(40),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    let kims = poll.cast(kim, KIM.0, &[("r1", "01")]).await;
    // The page of the ballot is kept by the node, and has to learn of the new close.
    poll.ballot(ravi, "Nordlicht Hosting").await;

    for (closes, why, sentence) in [
        (first + TimeDelta::days(15), WHY, "by 14 days in all"),
        (
            first - TimeDelta::seconds(1),
            WHY,
            "a close is only put off",
        ),
        (
            first + TimeDelta::seconds(30),
            " ",
            "Say in a sentence why.",
        ),
    ] {
        refuses(
            &puts_off(&foundation, &poll, closes, why).await,
            422,
            sentence,
        );
    }
    let second = first + TimeDelta::seconds(30);
    let act = puts_off(&foundation, &poll, second, WHY).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    let machines = foundation.keys.each_ref().map(Machine::of);
    for (machine, officer) in machines.iter().zip([&foundation.ada, &foundation.ben]) {
        // One officer alone puts nothing off.
        assert_eq!(entries(&app, "poll.extended").await, []);
        let (said, answer) = machine.signs(officer, &act.path).await;
        assert!(
            said.contains("is put off to") && said.contains(WHY),
            "{said}"
        );
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    refuses(&judged(&foundation.ada, &act.path).await, 200, "closes on");
    let logged = entries(&app, "poll.extended").await;
    let [Leaf::PollExtended(leaf)] = logged.as_slice() else {
        panic!("{logged:?}");
    };
    assert_eq!(i64::try_from(leaf.closes).unwrap(), second.timestamp());

    // Everybody on the roll is told, and every page says so.
    let letters = "SELECT count(*)::text AS it FROM outbox_letters WHERE kind = 'poll_extended'";
    assert_eq!(text(&app, letters).await, "7");
    let ballot = poll.ballot_path(kim, KIM.0).await;
    for page in [
        kim.get(&format!("/polls/{}", poll.number)).await,
        kim.get(&ballot).await,
        foundation.ada.get(&poll.room()).await,
    ] {
        refuses(&page, 200, "The close was put off from");
        refuses(&page, 200, WHY);
    }
    let again = puts_off(&foundation, &poll, second + TimeDelta::seconds(60), WHY).await;
    refuses(&again, 422, "1 times at most");

    // Neither the server nor an officer's machine goes by the old close.
    let wait = first - Utc::now() + TimeDelta::seconds(1);
    tokio::time::sleep(wait.to_std().unwrap_or_default()).await;
    let ravis = poll.cast(ravi, "Nordlicht Hosting", &[("r2", "01")]).await;
    let manifest = poll.file(kim, "manifest.json").await;
    let extended = poll.file(kim, "extended.jsonl").await;
    let machine = &machines[0];
    machine.write("manifest.json", manifest.as_bytes());
    machine.write("extended.jsonl", extended.as_bytes());
    let reveals = "reveal --sign sign.key --manifest manifest.json";
    let early = machine.officer(&format!("{reveals} --extended extended.jsonl"));
    assert_eq!(early.status.code(), Some(2), "{early:?}");
    let said = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(said.contains("has not reached"), "{said}");
    let closed = "SELECT count(*)::text AS it FROM polls WHERE state = 'closed'";
    assert_eq!(text(&app, closed).await, "0");

    for machine in &machines {
        machine.holds_seal_of(&poll);
    }
    poll.closes(kim).await;
    assert!(Utc::now().timestamp() >= second.timestamp());
    let (code, said, _) = machine.opens(&foundation.ada, &poll, "opened").await;
    assert_eq!(code, 0, "{said}");
    poll.certified(&foundation).await;
    let visitor = app.visitor();
    let address = visitor.address(&format!("/polls/{}/bundle.zip", poll.number));
    let bundle = eventually("the bundle", async || {
        let answer = visitor.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    let [ours, second_verifier] = both(&bundle, &[&kims, &ravis]);
    for word in [&ours, &second_verifier] {
        assert_eq!(word.code, 0, "{}", word.said);
    }
    let opening = ours.line("06 opening ok");
    assert!(opening.contains("put off once"), "{opening}");

    // The result is mailed, once, to everybody on the roll.
    let results = "SELECT count(*)::text AS it FROM outbox_letters WHERE kind = 'poll_result'";
    assert_eq!(text(&app, results).await, "7");
    reads_back(&foundation, &[("extensions", "")]).await;
}

/// Signed in time by one officer, and too late by the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_that_is_signed_after_the_close_is_refused() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let plan = Plan {
        closes: TimeDelta::hours(1),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let later = foundation.place.now + TimeDelta::hours(5);
    let act = puts_off(&foundation, &poll, later, WHY).await;
    let signed = foundation
        .sign_alone(&foundation.ada, &foundation.keys[0], &act.path)
        .await;
    assert_eq!(signed.status, 200, "{}", signed.text());
    world.advance(TimeDelta::hours(1));
    poll.closes(&foundation.ada).await;
    let signed = foundation
        .sign_alone(&foundation.ben, &foundation.keys[1], &act.path)
        .await;
    assert_eq!(signed.status, 200, "{}", signed.text());
    let page = judged(&foundation.ada, &act.path).await;
    refuses(&page, 200, "The close of this poll has passed");
    let late = puts_off(&foundation, &poll, later, WHY).await;
    refuses(&late, 422, "The close of this poll has passed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r01_nothing_but_the_end_can_be_edited_after_opening() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    foundation.place.now = Utc::now();
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let before = poll.file(&foundation.ada, "manifest.json").await;

    // By page: the draft's form is offered no more, and whatever is sent to it is refused.
    let draft = format!("{}/draft", poll.room());
    refuses(
        &foundation.ada.get(&draft).await,
        409,
        "nothing in it changes any more",
    );
    let room = foundation.ada.get(&poll.room()).await;
    let closes = (foundation.place.now + TimeDelta::days(3))
        .format("%Y-%m-%dT%H:%M")
        .to_string();
    for (name, value) in [
        ("question", "Who leaves the board?"),
        ("language", "de"),
        ("method", "approval-1"),
        ("options", "Somebody else\nAnd another"),
        ("seats", "1"),
        ("majority", "2/3"),
        ("opens", "2026-01-01T09:00"),
        ("closes", closes.as_str()),
        ("roll", "00000000-0000-0000-0000-000000000000"),
        ("small_cells", "winners-only"),
        ("statement-ines-w-jcik", "Another statement"),
        ("question-de", "Eine andere Frage?"),
    ] {
        let mut form = bare(&room, &draft);
        for (field, plain) in [
            ("question", "Who joins the board?"),
            ("method", "meek-prf-1"),
            (
                "options",
                "Ines Wójcik\nKaito García-López\nFarah Lindqvist\nDee Ek",
            ),
            ("seats", "2"),
            ("opens", "2026-01-01T10:00"),
            ("closes", closes.as_str()),
        ] {
            let value = if field == name { value } else { plain };
            form.fields.push((field.to_owned(), value.to_owned()));
        }
        if !form.fields.iter().any(|(field, _)| field == name) {
            form.fields.push((name.to_owned(), value.to_owned()));
        }
        let page = foundation.ada.send(&form).await;
        assert!(
            matches!(page.status.as_u16(), 409 | 422),
            "{name}: {}",
            page.text()
        );
    }
    let part = foundation.keys[0].for_poll(poll.id).part(poll.id);
    let form = bare(&room, &format!("{}/keys", poll.room()));
    let page = foundation.ada.upload(&form, &[("part", &part)]).await;
    assert!(page.status.as_u16() >= 400, "{}", page.text());

    // By SQL: every column of the poll, of its draft, its keys and its opening, as the roles of the
    // program and as the administrator.
    let changes = [
        ("id", "gen_random_uuid()"),
        ("number", "number + 1"),
        ("state", "'draft'"),
        ("roll_id", "NULL"),
        ("eid", "sha256('x')"),
        ("opens_at", "opens_at - interval '1 day'"),
        ("closes_at", "closes_at + interval '1 day'"),
        ("closed_at", "now()"),
        (
            "created_by",
            "(SELECT id FROM parties WHERE id <> created_by LIMIT 1)",
        ),
        ("recorded_at", "now()"),
    ];
    let columns =
        "SELECT count(*)::text AS it FROM information_schema.columns WHERE table_name = 'polls'";
    assert_eq!(text(&app, columns).await, changes.len().to_string());
    let mut statements: Vec<String> = changes
        .iter()
        .map(|(column, value)| format!("UPDATE polls SET {column} = {value}"))
        .collect();
    for (table, column) in [
        ("poll_drafts", "content = '{}'"),
        ("poll_keys", "name = 'x'"),
        ("poll_openings", "manifest = 'x'"),
        ("roll_entitlements", "votes = 9"),
    ] {
        statements.push(format!("UPDATE {table} SET {column}"));
        statements.push(format!("DELETE FROM {table}"));
    }
    statements.push(format!(
        "INSERT INTO poll_extensions (act_id, poll_id, closed_at, closes_at, reason)
         SELECT gen_random_uuid(), id, closes_at, closes_at + interval '1 day', 'x' FROM polls WHERE number = {}",
        poll.number
    ));
    let mut sessions = vec![app.database.administrator().await];
    for role in [Role::App, Role::Certifier] {
        let address = app.database.address(role);
        sessions.push(pool::connect(&address).await.unwrap());
    }
    for session in &mut sessions {
        for statement in &statements {
            let refused = session.batch_execute(statement).await;
            assert!(refused.is_err(), "{statement} was done");
        }
    }
    assert_eq!(poll.file(&foundation.ada, "manifest.json").await, before);
}
