//! Acts that end before they are done: withdrawn by whoever prepared them, or left waiting for 14
//! days.

use chrono::TimeDelta;
use commonhold::db::{Role, pool};
use diesel::result::Error::DatabaseError;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::room::{
    bare_with, download, entries, founded, hand_in, judged, refuses, roll_to_sign, text,
};
use crate::auditor::export::reads_back;
use crate::support::election::{ADA, BEN, Foundation, Place};
use crate::support::{Page, TestApp, Visitor, World};

const WHY: &str = "The alarm was false.";

fn offers_withdrawal(page: &Page) -> bool {
    let forms = page.forms();
    forms
        .iter()
        .any(|form| form.action.ends_with("/withdrawal"))
}

async fn withdraws(officer: &Visitor, act: &str, why: &str) -> Page {
    let page = officer.get(act).await;
    officer
        .submit(&page, "/withdrawal", &[("reason", why)])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_preparer_withdrew_is_not_done_by_another_alone() {
    let (app, foundation) = founded().await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let [adas, bens] = &foundation.keys;
    let (roll, act) = roll_to_sign(&foundation).await;

    // Whoever did not prepare it is not offered to, and is refused, also once they have signed.
    foundation.sign_alone(ada, adas, &act).await;
    let withdrawal = format!("{act}/withdrawal");
    for officer in [ada, chi] {
        let read = officer.get(&act).await;
        assert!(!offers_withdrawal(&read), "{}", read.text());
        let form = bare_with(&read, &withdrawal, &[("reason", WHY)]);
        let refused = officer.send(&form).await;
        refuses(&refused, 422, "Whoever prepared an act withdraws it.");
    }
    assert!(offers_withdrawal(&ben.get(&act).await), "he prepared it");

    let long = "x".repeat(1001);
    for (why, typed) in [(" ", ""), (long.as_str(), long.as_str())] {
        let refused = withdraws(ben, &act, why).await;
        refuses(&refused, 422, "Say in at most 1,000 characters why");
        let form = refused.form("/withdrawal");
        assert_eq!(form.value("reason").unwrap().trim(), typed);
    }
    let form = ben.get(&act).await.form("/withdrawal");
    let done = ben.send(&form.clone().with("reason", WHY)).await;
    refuses(&done, 200, "By Ben Lindqvist");
    refuses(&done, 200, WHY);
    // Sent twice it is one withdrawal.
    let twice = ben.send(&form.with("reason", WHY)).await;
    refuses(&twice, 200, "By Ben Lindqvist");
    let page = judged(ben, &act).await;
    refuses(&page, 200, "It was withdrawn. Prepare it anew");
    refuses(&page, 200, WHY);
    assert!(!offers_withdrawal(&page), "{}", page.text());
    refuses(&ben.get("/room/acts").await, 200, "✕ refused");

    // With Ada's signature, which is still there, Ben's is one.
    let file = download(ben, &act).await;
    refuses(
        &hand_in(ben, &act, &bens.sign(&file)).await,
        422,
        "This act is over",
    );
    // Whoever withdrew it is told what stands.
    let late = bare_with(&page, &withdrawal, &[("reason", "Too late.")]);
    let late = ben.send(&late).await;
    refuses(&late, 200, WHY);
    assert!(!late.text().contains("Too late."), "{}", late.text());
    assert!(entries(&app, "roll.certified").await.is_empty());

    // Prepared anew it is another act, which both sign.
    let page = ben.get(&roll).await;
    let anew = ben.submit(&page, "/certification", &[]).await;
    assert_ne!(anew.path, act);
    let done = foundation.sign(&anew).await;
    refuses(&done, 200, "Roll 1 is certified.");
    reads_back(&foundation, &[("act-withdrawals", WHY)]).await;
}

/// Both signatures are there, and the certifier was away: it finds the act withdrawn.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_comes_before_what_the_certifier_has_not_done_yet() {
    let (app, mut foundation) = founded().await;
    foundation.place.certifier = None;
    let (roll, act) = roll_to_sign(&foundation).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let [adas, bens] = &foundation.keys;
    foundation.sign_alone(ada, adas, &act).await;
    foundation.sign_alone(ben, bens, &act).await;
    refuses(
        &ada.get(&act).await,
        200,
        "Signed; the certifier is checking it.",
    );
    let over = withdraws(ben, &act, WHY).await;
    refuses(&over, 200, "It was withdrawn; the certifier concludes it.");
    refuses(&ada.get("/room/acts").await, 200, "✕ over");
    refuses(&ben.get(&roll).await, 200, "Certify this roll");

    // The database holds to it, whoever signs in as whom.
    let at = "(SELECT id FROM acts WHERE kind = 'roll.certified')";
    let mut certifier = session(&app, Role::Certifier).await;
    let done =
        format!("INSERT INTO act_outcomes (act_id, done, sentence) VALUES ({at}, true, 'x')");
    is_refused(&mut certifier, &done, "act_is_done_while_it_waits").await;
    let mut server = session(&app, Role::App).await;
    for (sql, by) in [
        (
            format!(
                "INSERT INTO act_signatures (act_id, name, signature, uploaded_by)
                 SELECT {at}, name, sha256('a') || sha256('b'), uploaded_by FROM act_signatures LIMIT 1"
            ),
            "act_is_open",
        ),
        (
            "DELETE FROM act_withdrawals".to_owned(),
            "permission denied",
        ),
    ] {
        is_refused(&mut server, &sql, by).await;
    }

    foundation.place.certifier = Some(app.certifier());
    let page = judged(&foundation.ada, &act).await;
    refuses(&page, 200, "It was withdrawn. Prepare it anew");
    assert!(entries(&app, "roll.certified").await.is_empty());
    let certified = "SELECT count(*)::text AS it FROM roll_certifications";
    assert_eq!(text(&app, certified).await, "0");
    // Of an act that waits the database asks who takes it back.
    let page = foundation.ben.get(&roll).await;
    let anew = foundation.ben.submit(&page, "/certification", &[]).await;
    let number = anew.path.rsplit('/').next().unwrap();
    let by_another = format!(
        "INSERT INTO act_withdrawals (act_id, withdrawn_by, reason)
         SELECT a.id, t.person, 'x' FROM acts a, office_terms t WHERE a.number = {number} AND t.office = 'secretary'"
    );
    is_refused(&mut server, &by_another, "act_is_withdrawn_by_its_own").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_waited_for_14_days_is_refused_whoever_signs_then() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let mut foundation = Foundation::found(Place::of_world(&mut world).await).await;
    let (roll, act) = roll_to_sign(&foundation).await;
    foundation
        .sign_alone(&foundation.ada, &foundation.keys[0], &act)
        .await;
    let file = download(&foundation.ben, &act).await;
    refuses(
        &foundation.ada.get(&act).await,
        200,
        "It waits until Thursday 3 September 2026",
    );
    world.advance(TimeDelta::days(14));
    foundation.ada = foundation.place.sign_in(ADA.1).await;
    foundation.ben = foundation.place.sign_in(BEN.1).await;
    let page = judged(&foundation.ada, &act).await;
    refuses(&page, 200, "It was waiting for longer than 14 days.");
    let late = foundation.keys[1].sign(&file);
    refuses(
        &hand_in(&foundation.ben, &act, &late).await,
        422,
        "This act is over",
    );

    let page = foundation.ben.get(&roll).await;
    let anew = foundation.ben.submit(&page, "/certification", &[]).await;
    assert_ne!(anew.path, act);
    let done = foundation.sign(&anew).await;
    refuses(&done, 200, "Roll 1 is certified.");
}

async fn session(app: &TestApp, role: Role) -> AsyncPgConnection {
    pool::connect(&app.database.address(role)).await.unwrap()
}

async fn is_refused(conn: &mut AsyncPgConnection, sql: &str, by: &str) {
    match conn.batch_execute(sql).await {
        Err(DatabaseError(_, about)) => {
            let said = about.constraint_name().unwrap_or(about.message());
            assert!(said.contains(by), "{sql}: {said}");
        }
        other => panic!("{sql}: {other:?}"),
    }
}
