//! Who is reminded until they say that they saw it, who confirms, and that the docket is
//! tried each day.

use std::time::Duration;

use commonhold::db::{Role, pool};
use commonhold::docket::store::canary;
use diesel_async::SimpleAsyncConnection;
use uuid::Uuid;

use super::{Register, deadline, months_ago, today};
use crate::acts::room::{bare, founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::licences::story::a_second_keeper;
use crate::motion_rows::person;
use crate::support::election::CHI;
use crate::support::eventually;

const SECTION_8: &str = "Section 8 declaration of use, first";

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_waits_until_it_is_seen_and_a_second_person_confirms() {
    let (app, foundation) = founded().await;
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    a_second_keeper(&foundation).await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let event = register
        .happened(&mark, "REGISTRATION", months_ago(64))
        .await;
    let page = deadline(chi, "/room/docket", SECTION_8).await;
    let reminder = "of TAMARACK (US) is due on";
    refuses(&page, 200, "The reminder “12 months” waits");
    refuses(&chi.get("/tasks").await, 200, reminder);
    let others = ada.get("/tasks").await.text();
    assert!(!others.contains(reminder), "{others}");
    for _ in 0..2 {
        let seen = chi.submit(&page, "/acknowledgements", &[]).await;
        refuses(&seen, 200, "saw the reminder “12 months”");
        assert_eq!(seen.text().matches("saw the reminder").count(), 1);
    }
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains(reminder), "{tasks}");

    // Chi entered the event.
    let own = chi.get(&page.path).await;
    refuses(&own, 200, "Whoever entered the event does not confirm");
    let form = bare(&own, &format!("{}/confirmations", page.path));
    refuses(&chi.send(&form).await, 409, "You entered the event");
    // An election officer keeps no register, and is neither offered it nor let.
    let theirs = ada.get(&page.path).await;
    assert!(!theirs.html.contains("/confirmations"), "{}", theirs.text());
    let form = bare(&theirs, &format!("{}/confirmations", page.path));
    refuses(
        &ada.send(&form).await,
        409,
        "The days of a deadline are confirmed by the secretary",
    );
    // The second keeper is asked to from the opening on, and whoever entered the event is not.
    let task = format!("Hold the days of “{SECTION_8}” of TAMARACK (US) against the papers");
    refuses(&ben.get("/tasks").await, 200, &task);
    for officer in [chi, ada] {
        let tasks = officer.get("/tasks").await.text();
        assert!(!tasks.contains(&task), "{tasks}");
    }
    let second = ben.get(&page.path).await;
    for _ in 0..2 {
        let confirmed = ben.submit(&second, "/confirmations", &[]).await;
        refuses(&confirmed, 200, "confirmed the days as second person");
        assert_eq!(confirmed.text().matches("confirmed the days").count(), 1);
    }
    refuses(&chi.get("/room/docket").await, 200, "confirmed");
    let tasks = ben.get("/tasks").await.text();
    assert!(!tasks.contains(&task), "{tasks}");
    // Nor does she say what became of it.
    assert!(
        theirs
            .forms()
            .iter()
            .all(|form| !form.action.ends_with("/acts"))
    );
    let mut form = bare(&theirs, &format!("{}/acts", page.path));
    for (name, value) in [("act", "waived"), ("note", "Nobody needs it.")] {
        form.fields.push((name.to_owned(), value.to_owned()));
    }
    refuses(
        &ada.upload(&form, &[]).await,
        422,
        "is recorded by the secretary",
    );

    // Who holds no office does none of it, and is not told what there is.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    for path in ["/room/docket", "/room/docket/rules", page.path.as_str()] {
        assert_eq!(kim.get(path).await.status, 403, "{path}");
    }
    let me = kim.get("/me").await;
    for end in ["acknowledgements", "confirmations"] {
        for path in [page.path.as_str(), "/room/docket/999"] {
            let form = bare(&me, &format!("{path}/{end}"));
            assert_eq!(kim.send(&form).await.status, 403, "{path}/{end}");
        }
    }

    // The same as rows, past every page.
    let deadline = register
        .rows
        .said("SELECT deadline::text AS it FROM docket_now WHERE rule = 'us-s8-first' AND state = 'running'")
        .await;
    let (chi_is, ada_is) = (person(CHI.1), person(crate::support::election::ADA.1));
    let tomorrow = today().succ_opt().and_then(|day| day.succ_opt()).unwrap();
    let other = register.mark("LARCH", "US", "1(a)").await;
    let fresh = Uuid::new_v4();
    for (sql, refusal) in [
        (
            format!("INSERT INTO deadline_confirmations (deadline, person) VALUES ('{deadline}', {chi_is})"),
            "confirmed_by_a_second_person",
        ),
        (
            format!("INSERT INTO deadline_confirmations (deadline, person) VALUES ('{deadline}', {ada_is})"),
            "confirmed_by_keeper_or_counsel",
        ),
        (
            format!("INSERT INTO deadline_acknowledgements (deadline, rung, rung_on, person) VALUES ('{deadline}', 'x', '{tomorrow}', {chi_is})"),
            "acknowledged_by_an_officer",
        ),
        (
            format!("INSERT INTO deadline_acts (deadline, act, note, person) VALUES ('{deadline}', 'waived', 'x', {ada_is})"),
            "deadline_act_by_its_keepers",
        ),
        (
            format!("INSERT INTO deadline_acts (deadline, act, happened_on, note, person) VALUES ('{deadline}', 'met', '{}', 'x', {chi_is})", months_ago(30)),
            "deadline_met_in_its_window",
        ),
        (
            format!(
                "INSERT INTO deadlines (id, asset, mark_case, pack, rule, title, kind, source, event, occurrence, anchor, opens_nominal, opens, due, due_actionable)
                 VALUES ('{fresh}', '{}', '{}', '2026-12', 'x', 'x', 'mandatory', '{event}', '{event}', 1, '{}', '2999-01-01', '2999-01-01', '2999-01-01', '2999-01-01')",
                other.asset, other.case, months_ago(64)
            ),
            "deadline_is_of_its_event",
        ),
        (
            format!("INSERT INTO deadline_outcomes (deadline, outcome) VALUES ('{deadline}', 'none'), ('{fresh}', 'none')"),
            "record_is_of_a_deadline",
        ),
        (
            "INSERT INTO rule_packs (version, title, pack, sha256, rules) VALUES ('x', 'x', 'x', sha256('x'), 1)".to_owned(),
            "pack_by_its_keepers",
        ),
        (
            "UPDATE docket_now SET state = 'met'".to_owned(),
            "permission denied for table docket_now",
        ),
        (
            format!("DELETE FROM deadlines WHERE id = '{deadline}'"),
            "permission denied for table deadlines",
        ),
    ] {
        assert_eq!(register.rows.refused(&sql).await, refusal, "{sql}");
    }
    reads_back(
        &foundation,
        &[
            ("deadline-acknowledgements", "12 months"),
            ("deadline-confirmations", "Ben Lindqvist"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_docket_is_tried_each_day_and_says_when_it_was_not() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let page = eventually("the trial", async || {
        let page = chi.get("/room/docket").await;
        page.text().contains("Tried last on").then_some(page)
    })
    .await;
    refuses(&page, 200, "The known deadline came out right");
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    register.happened(&mark, "REGISTRATION", today()).await;
    assert!(!page.text().contains("Nobody can rely"), "{}", page.text());
    // The next is not due for a day.
    let count = "SELECT count(*)::text AS it FROM docket_canaries";
    assert_eq!(text(&app, count).await, "1");
    text(
        &app,
        "INSERT INTO docket_canaries (pack, passed, said) VALUES ('2026-12', false, 'It came out wrong.') RETURNING said AS it",
    )
    .await;
    refuses(
        &chi.get("/room/docket").await,
        200,
        "Nobody can rely on this list now.",
    );
    refuses(&chi.get("/room/docket").await, 200, "It came out wrong.");
    refuses(
        &chi.get("/tasks").await,
        200,
        "The docket failed its daily trial",
    );
    reads_back(&foundation, &[("docket-trials", "It came out wrong.")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_of_37_hours_ago_proves_nothing() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    register.happened(&mark, "REGISTRATION", today()).await;
    eventually("the trial", async || {
        let page = chi.get("/room/docket").await;
        page.text().contains("Tried last on").then_some(())
    })
    .await;
    // Until this is let go of no server tries again.
    let mut holder = app.database.administrator().await;
    holder
        .batch_execute(
            "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('commonhold/docket', 0))",
        )
        .await
        .unwrap();
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(
            "BEGIN;
             ALTER TABLE docket_canaries DISABLE TRIGGER recorded_at;
             INSERT INTO docket_canaries (pack, passed, said, recorded_at)
                 VALUES ('2026-12', true, 'It came out right.', now() - interval '37 hours');
             ALTER TABLE docket_canaries ENABLE ALWAYS TRIGGER recorded_at;
             COMMIT",
        )
        .await
        .unwrap();
    let page = chi.get("/room/docket").await;
    refuses(&page, 200, "Nobody can rely on this list now.");
    refuses(&page, 200, "older than 36 hours");
    refuses(
        &chi.get("/tasks").await,
        200,
        "The docket was not tried for 36 hours",
    );
    holder.batch_execute("COMMIT").await.unwrap();
}

/// It works everything out anew, which grows with the register.
#[tokio::test(flavor = "multi_thread")]
async fn the_daily_trial_waits_longer_than_a_request() {
    let (app, _foundation) = founded().await;
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(
            "BEGIN;
             ALTER TABLE docket_canaries DISABLE TRIGGER recorded_at;
             INSERT INTO docket_canaries (pack, passed, said, recorded_at)
                 VALUES ('2026-12', false, 'It came out wrong.', now() - interval '2 hours');
             ALTER TABLE docket_canaries ENABLE ALWAYS TRIGGER recorded_at;
             COMMIT;
             BEGIN;
             SELECT pg_advisory_xact_lock(hashtextextended('commonhold/docket', 0))",
        )
        .await
        .unwrap();
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    server
        .batch_execute("SET lock_timeout = '50ms'")
        .await
        .unwrap();
    let (tried, ()) = tokio::join!(canary::fly(&mut server), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        administrator.batch_execute("COMMIT").await.unwrap();
    });
    tried.unwrap();
    // The server may have been faster, with the same patience.
    eventually("a trial that passed", async || {
        let last = canary::latest(&mut server).await.unwrap()?;
        last.passed.then_some(())
    })
    .await;
}
