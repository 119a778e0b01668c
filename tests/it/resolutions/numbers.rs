//! Numbers: given with the adoption, one after the other, by the database alone.

use commonhold::db::Role;
use futures_util::future::join_all;

use super::{WITHOUT_A_GAP, entered, resolves};
use crate::acts::room::{bare, founded, refuses, text};
use crate::minutes::{confirms, enters_voting};
use crate::motion_rows::{Rows, person};
use crate::support::World;
use crate::support::election::{CHI, Foundation, Place};
use commonhold::parties::PartyId;

const FORM: &str = "/room/decisions/new?body=founders";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_adopted_gets_the_next_number_and_what_is_lost_none() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    resolves(chi, ada, "Mirror budget", "The mirrors get 900 euros.").await;
    let lost = [("title", "Lost"), ("outcome", "lost")];
    let entry = enters_voting(chi, FORM, "no", &lost).await;
    refuses(&confirms(ada, &entry.path).await, 200, "✕ lost");
    resolves(chi, ada, "Second", "Another thing is done.").await;
    // A committee counts for itself.
    let seats = [
        ("target", "membership-committee"),
        ("basis", "appointment"),
        ("address_1", "kim@mail.example"),
    ];
    crate::minutes::decide(chi, ada, "/room/decisions/new?act=seat", &seats).await;
    let committee = [("title", "Guide"), ("decision", "The guide is adopted.")];
    crate::minutes::decide(
        chi,
        ada,
        "/room/decisions/new?body=membership-committee",
        &committee,
    )
    .await;

    let year = chrono::Utc::now().format("%Y");
    let reader = foundation.place.visitor();
    for (address, title) in [
        (format!("/resolutions/{year}-F-001"), "Mirror budget"),
        (format!("/resolutions/{year}-F-002"), "Second"),
        (
            format!("/resolutions/{year}-MEMBERSHIP-COMMITTEE-001"),
            "Guide",
        ),
    ] {
        let page = reader.get(&address).await;
        refuses(&page, 200, title);
        refuses(&page, 200, "✓ in force");
    }
    // The seats were a resolution too: of three there is no fourth.
    let missing = reader.get(&format!("/resolutions/{year}-F-004")).await;
    assert_eq!(missing.status, 404);
    assert_eq!(text(&app, WITHOUT_A_GAP).await, "3 1 3 3");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_numbers_nothing_itself() {
    let (app, foundation) = founded().await;
    resolves(
        &foundation.chi,
        &foundation.ada,
        "One",
        "One thing is done.",
    )
    .await;
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let values = "(id, decision, body, year, number, effective_on, confidential, words)";
    let decision = "(SELECT id FROM recorded_decisions WHERE entry IS NOT NULL LIMIT 1)";
    let chi = person(CHI.1);
    for sql in [
        format!(
            "INSERT INTO resolutions {values} VALUES (gen_random_uuid(), {decision}, 'founders', 2026, 2, current_date, '', '')"
        ),
        format!(
            "INSERT INTO resolutions {values} SELECT gen_random_uuid(), decision, body, year, number + 1, effective_on, confidential, words FROM resolutions"
        ),
        "UPDATE resolutions SET number = 7".to_owned(),
        "DELETE FROM resolutions".to_owned(),
        "TRUNCATE resolutions CASCADE".to_owned(),
        format!(
            "SELECT register_decision(d, '') FROM recorded_decisions d WHERE d.id = {decision}"
        ),
        "MERGE INTO resolutions r USING (SELECT 1) x ON false WHEN NOT MATCHED THEN INSERT VALUES \
         (gen_random_uuid(), NULL, 'founders', 2026, 2, NULL, current_date, '', '', now())"
            .to_owned(),
        format!("INSERT INTO authority_uses (decision, act, subject) VALUES ({decision}, 'x', '')"),
        format!(
            "INSERT INTO recorded_decisions (id, title, decision, decided_by, decided_on, citation, body, adopted, confirmed_by) \
             VALUES (gen_random_uuid(), 'x', 'x', 'x', current_date, '', 'founders', true, {chi})"
        ),
    ] {
        let why = rows.refused(&sql).await;
        assert!(!why.is_empty(), "{sql}");
    }
    assert_eq!(text(&app, WITHOUT_A_GAP).await, "1 1 1 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_confirmed_at_once_are_numbered_without_a_gap() {
    let (app, foundation) = founded().await;
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let chi = format!("SELECT {}::text AS it", person(CHI.1));
    let chi = PartyId(rows.said(&chi).await.parse().unwrap());
    let pages = entered(&mut rows.db, chi, 100).await;
    let ada = &foundation.ada;
    let first = ada.get(&pages[0]).await;
    let forms: Vec<_> = pages
        .iter()
        .map(|page| bare(&first, &format!("{page}/confirmation")))
        .collect();
    // A crowd may be asked to come back: what was not done is sent again.
    for _ in 0..5 {
        join_all(forms.iter().map(|form| ada.try_send(form))).await;
        if text(&app, WITHOUT_A_GAP).await.starts_with("100 ") {
            break;
        }
    }
    assert_eq!(text(&app, WITHOUT_A_GAP).await, "100 1 100 100");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_year_begins_with_one() {
    let Some(mut world) = World::start_unlimited("2026-12-31 23:00:00").await else {
        return;
    };
    let foundation = Foundation::without_keys(Place::of_world(&mut world).await).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    resolves(chi, ada, "The last of the old year", "It ends.").await;
    world.set_time("2027-01-01 00:10:00");
    resolves(chi, ada, "The first of the new year", "It begins.").await;
    resolves(chi, ada, "And another", "It goes on.").await;
    let reader = foundation.place.visitor();
    for (label, title) in [
        ("2026-F-001", "The last of the old year"),
        ("2027-F-001", "The first of the new year"),
        ("2027-F-002", "And another"),
    ] {
        let page = reader.get(&format!("/resolutions/{label}")).await;
        refuses(&page, 200, title);
    }
    let of_year = reader.get("/resolutions?year=2026").await;
    refuses(&of_year, 200, "1 resolution.");
    assert!(!of_year.text().contains("And another"));
}
