//! What somebody keeps is handed over when their seat or their job ends.

use super::handover::person_of;
use super::instruments::contract;
use crate::acts::room::{refuses, text};
use crate::minutes::decide;
use crate::parties::{NORDLICHT, day, employs};
use crate::registry::fills;
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place};

const CUSTODY: &str = "/room/registry/custody";

/// Somebody keeps an asset since so many days ago, and has said that it works.
async fn keeps(app: &TestApp, asset: &str, name: &str, days: i32) -> String {
    let who = person_of(app, name).await;
    let custody = format!(
        "INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by) \
         SELECT gen_random_uuid(), '{asset}', '{who}', 'primary', 'totp', '', current_date - {days}, r.party \
         FROM party_records r WHERE r.name = 'Chi Moreau' LIMIT 1 RETURNING id::text AS it"
    );
    let custody = text(app, &custody).await;
    says(app, &custody, &who).await;
    custody
}

/// A custodian says that the access works.
async fn says(app: &TestApp, custody: &str, who: &str) {
    let word = format!(
        "INSERT INTO attestations (custody, attested_by, note) VALUES ('{custody}', '{who}', '') RETURNING 'said' AS it"
    );
    assert_eq!(text(app, &word).await, "said");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_keeps_is_handed_over_when_their_seat_or_job_ends() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let board = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", "kim@mail.example"),
        ("address_2", "lou@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let from = day(&foundation, -60).to_string();
    employs(chi, NORDLICHT, "Nia Dossou", &from).await;
    let us = "Tamarack OS Foundation";
    let printing = contract(&app, "Printing", us).await;
    let posters = contract(&app, "Posters", us).await;
    keeps(&app, &printing, "Kim Abara", 0).await;
    let nia = keeps(&app, &posters, "Nia Dossou", 30).await;
    // Whoever never had an office has nothing to hand over by that.
    keeps(&app, &posters, "Tom Gallo", 30).await;
    for page in [chi.get("/tasks").await, chi.get(CUSTODY).await] {
        assert!(!page.text().contains("Hand over what"), "{}", page.text());
        assert!(!page.text().contains("To be handed over"));
    }

    // A seat ends by a decision, a job by what is recorded of it.
    let term = "SELECT i.id::text AS it FROM seat_incumbencies i JOIN party_records r ON r.party = i.person WHERE r.name = 'Kim Abara' LIMIT 1";
    let leaves = format!(
        "/room/decisions/new?act=unseat&of={}",
        text(&app, term).await
    );
    let why = [("reason", "They moved away"), ("matter", "reserved")];
    decide(chi, ada, &leaves, &why).await;
    let tasks = chi.get("/tasks").await;
    refuses(
        &tasks,
        200,
        "Hand over what Kim Abara keeps: their seat ended",
    );
    assert!(!tasks.text().contains("Hand over what Nia Dossou"));
    let ended = "INSERT INTO tie_ends (id, tie, ends_on, recorded_by) \
                 SELECT gen_random_uuid(), t.id, current_date, t.recorded_by FROM ties t \
                 JOIN party_records r ON r.party = t.person WHERE r.name = 'Nia Dossou' LIMIT 1 RETURNING 'done' AS it";
    assert_eq!(text(&app, ended).await, "done");
    let tasks = chi.get("/tasks").await;
    refuses(
        &tasks,
        200,
        "Hand over what Nia Dossou keeps: their job ended",
    );
    assert!(!tasks.text().contains("Hand over what Tom Gallo"));
    // Whoever does not keep the register is not asked.
    let other = foundation.ben.get("/tasks").await;
    assert!(!other.text().contains("Hand over what"));

    // Step by step: Posters has another custodian, Printing gets one.
    let page = chi.get(&tasks.link("Hand over what Kim Abara keeps")).await;
    for said in [
        "Kim Abara A-1: Printing seat ended on",
        "○ next custodian named: to do; ○ their word that it works: to do; ○ custody ended: to do",
        "Nia Dossou A-2: Posters job ended on",
        "✓ next custodian named; ✓ their word that it works; ○ custody ended: to do",
    ] {
        refuses(&page, 200, said);
    }
    keeps(&app, &printing, "Max Celik", 0).await;
    let page = chi.get(CUSTODY).await;
    assert!(!page.text().contains("○ next custodian named"));

    // The custody ends, and the task is gone; whoever keeps it on says so again.
    let today = day(&foundation, 0).to_string();
    let end = chi
        .get("/room/registry/1")
        .await
        .link("End custody of Kim Abara");
    let values = [("ends_on", &*today), ("reason", "Handed over")];
    let page = fills(chi, &end, &values).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains("Hand over what Kim Abara"), "{tasks}");
    assert!(tasks.contains("Hand over what Nia Dossou"), "{tasks}");
    says(&app, &nia, &person_of(&app, "Nia Dossou").await).await;
    for page in [chi.get("/tasks").await, chi.get(CUSTODY).await] {
        assert!(!page.text().contains("Hand over what"), "{}", page.text());
        assert!(!page.text().contains("To be handed over"));
    }
}
