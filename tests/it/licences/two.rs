//! A licence of a protected asset takes two who keep the register.

use diesel_async::SimpleAsyncConnection;

use super::story::{a_second_keeper, confirms, controlled, form};
use crate::acts::room::{bare, bare_with, founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::lock::Lock;
use crate::minutes::decide;
use crate::permits::{as_application, asset};
use crate::support::TestApp;

async fn told(app: &TestApp) -> String {
    text(
        app,
        "SELECT count(*)::text AS it FROM registry_statements s WHERE s.subject_kind = 'licence'",
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_keeper_of_the_register_licenses_no_protected_mark() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    let reader = foundation.place.visitor();
    let began = foundation.place.now.date_naive().to_string();
    let sent = controlled(form(chi, &began).await).with("sublicensable", "1");
    let waits = chi.send(&sent).await;
    refuses(&waits, 200, "○ a second officer is awaited");
    refuses(&waits, 200, "it counts once another officer who keeps");
    // Nobody is told, and nothing can be done with it but one of two.
    assert_eq!(told(&app).await, "0");
    assert!(!reader.get("/licences").await.text().contains("Juniper"));
    for missing in ["confirmation", "reviews", "end"] {
        let form = format!("\"/room/licences/1/{missing}\"");
        assert!(!waits.html.contains(&form), "{missing}");
    }
    let pack = chi.get("/room/licences/1/evidence.zip").await;
    assert_eq!(pack.status, 404);
    let confirmation = "/room/licences/1/confirmation";
    refuses(
        &chi.send(&bare(&waits, confirmation)).await,
        409,
        "entered by one officer who keeps the register and confirmed by another",
    );
    let end = [("ends_on", began.as_str()), ("reason", "Over.")];
    let ended = bare_with(&waits, "/room/licences/1/end", &end);
    refuses(&chi.send(&ended).await, 422, "This licence does not count");
    // An election officer keeps no register.
    let theirs = bare(&ada.get("/room/licences").await, confirmation);
    assert_eq!(ada.send(&theirs).await.status, 403);

    a_second_keeper(&foundation).await;
    refuses(
        &ben.get("/tasks").await,
        200,
        "Confirm licence 1, “Computers”, to Juniper Desktops",
    );
    let taken_back = ben
        .submit(&ben.get("/room/licences/1").await, "/retraction", &[])
        .await;
    refuses(&taken_back, 200, "✕ taken back");
    refuses(
        &ben.send(&bare(&taken_back, confirmation)).await,
        409,
        "confirmed or taken back meanwhile",
    );
    let again = chi.send(&controlled(form(chi, &began).await)).await;
    assert_eq!(again.path, "/room/licences/2", "{}", again.text());
    let counts = confirms(ben, &again.path).await;
    refuses(&counts, 200, "✓ in order");
    refuses(&counts, 200, "by Chi Moreau; confirmed by Ben Lindqvist");
    assert_eq!(told(&app).await, "1");
    refuses(
        &reader.get("/licences").await,
        200,
        "TAMARACK : Juniper Desktops",
    );
    reads_back(
        &foundation,
        &[
            (
                "licences",
                r#""entered_by":"Chi Moreau","takes_two":true,"confirmed_by":"Ben Lindqvist""#,
            ),
            ("licences", r#""retracted_by":"Ben Lindqvist""#),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_application_makes_no_licence_count_alone() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    a_second_keeper(&foundation).await;
    let chi = &foundation.chi;
    let began = foundation.place.now.date_naive().to_string();
    chi.send(&controlled(form(chi, &began).await)).await;
    let mut db = as_application(&app).await;
    let office = |office: &str| {
        format!("(SELECT person FROM office_terms WHERE office = '{office}' LIMIT 1)")
    };
    let (secretary, treasurer, ada) = (
        office("secretary"),
        office("treasurer"),
        "(SELECT party FROM party_records WHERE name = 'Ada Okafor' LIMIT 1)",
    );
    let copied = |quality: &str, by: &str| {
        format!(
            "INSERT INTO licences (id, number, direction, counterparty, title, assets, scope, territory, field_of_use, exclusive, \
                sublicensable, starts_on, quality, inspection, termination, governing_law, review_months, takes_two, terms, entered_by) \
             SELECT gen_random_uuid(), number + 1, direction, counterparty, title, assets, scope, territory, field_of_use, exclusive, \
                sublicensable, starts_on, {quality}, inspection, termination, governing_law, review_months, false, \
                convert_to((convert_from(terms, 'UTF8')::jsonb || jsonb_build_object('quality', to_jsonb(array_remove(ARRAY[{quality}], ''))))::text, 'UTF8'), {by} \
             FROM licences"
        )
    };
    let statement = "SELECT log_registry('licence', id, convert_to(format('{\"direction\":\"out\",\"kind\":\"licence\",\"licence\":%s,\"terms\":\"%s\",\"v\":1}', number, encode(sha256, 'hex')), 'UTF8')) FROM licences";
    for (attempt, wanted) in [
        (
            format!(
                "INSERT INTO licence_confirmations (licence, confirmed_by) SELECT id, {secretary} FROM licences"
            ),
            "confirmed by another",
        ),
        (
            format!(
                "INSERT INTO licence_confirmations (licence, confirmed_by) SELECT id, {ada} FROM licences"
            ),
            "confirmed by another",
        ),
        (
            format!(
                "INSERT INTO licence_retractions (licence, retracted_by) SELECT id, {ada} FROM licences"
            ),
            "confirmed by another",
        ),
        (copied("''", &treasurer), "names the standard of quality"),
        (
            statement.to_owned(),
            "the log is told of what this transaction",
        ),
        // In one transaction with the licence it is not told either, since that waits.
        (
            format!("BEGIN; {}; {statement}", copied("'Good.'", &treasurer)),
            "the log is told of what this transaction",
        ),
        (
            "ROLLBACK; UPDATE licences SET takes_two = false".to_owned(),
            "permission denied",
        ),
    ] {
        let refused = db.batch_execute(&attempt).await.unwrap_err().to_string();
        assert!(refused.contains(wanted), "{attempt}: {refused}");
    }
    assert_eq!(
        text(
            &app,
            "SELECT string_agg(licence_counts(id)::text, ' ') AS it FROM licences"
        )
        .await,
        "false"
    );
    assert_eq!(told(&app).await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_licence_waits_for_its_second_keeper_for_14_days() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    a_second_keeper(&lock.foundation).await;
    let sent = controlled(form(lock.chi(), "2027-01-04").await);
    let waits = lock.chi().send(&sent).await;
    refuses(&waits, 200, "○ a second officer is awaited");
    refuses(&waits, 200, "It waits until 18 January 2027");

    lock.at("2027-01-19 09:00:00").await;
    let ben = &lock.foundation.ben;
    ben.gives_a_code().await;
    let over = ben.get(&waits.path).await;
    refuses(&over, 200, "✕ not confirmed in time");
    assert!(!over.html.contains("/confirmation\""), "{}", over.text());
    let tasks = ben.get("/tasks").await.text();
    assert!(!tasks.contains("Confirm licence"), "{tasks}");
    refuses(
        &ben.send(&bare(&over, &format!("{}/confirmation", waits.path)))
            .await,
        409,
        "14 days, and those are over",
    );
    lock.chi().gives_a_code().await;
    let again = controlled(form(lock.chi(), "2027-01-19").await);
    let again = lock.chi().send(&again).await;
    refuses(&confirms(ben, &again.path).await, 200, "✓ in order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_licence_is_confirmed_while_whoever_entered_it_keeps_the_register() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    a_second_keeper(&foundation).await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    let began = foundation.place.now.date_naive().to_string();
    let waits = ben.send(&controlled(form(ben, &began).await)).await;
    refuses(&waits, 200, "○ a second officer is awaited");
    let term = text(
        &app,
        "SELECT id::text AS it FROM office_terms WHERE office = 'treasurer'",
    )
    .await;
    let end = format!("/room/offices/{term}/end");
    decide(chi, &foundation.ada, &end, &[]).await;
    refuses(
        &confirms(chi, &waits.path).await,
        409,
        "confirmed while whoever entered it keeps the register",
    );
    let page = chi.get(&waits.path).await;
    refuses(
        &chi.submit(&page, "/retraction", &[]).await,
        200,
        "✕ taken back",
    );
    assert_eq!(told(&app).await, "0");
}
