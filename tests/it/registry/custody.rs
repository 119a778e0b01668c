//! Custody: by two, attested, never a code.

use super::{enters, fills};
use crate::acts::room::{founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::minutes::decide;
use crate::support::Visitor;
use crate::support::election::{ADA, BEN, CHI};

async fn gives(
    chi: &Visitor,
    room: &str,
    address: &str,
    duty: &str,
    place: &str,
) -> crate::support::Page {
    let values = [
        ("address", address),
        ("duty", duty),
        ("factor", "hardware_key"),
        ("place", place),
        ("since", "2024-01-02"),
    ];
    fills(chi, &format!("{room}/do/custody"), &values).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keep_a_protected_asset_and_say_that_it_works() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "Tamarack.example"),
        ("registrar", "Larch Names AG"),
        ("reason", "Entered from the registrar's page."),
    ];
    let page = enters(chi, "domain", &domain).await;
    let room = page.path.clone();
    refuses(
        &chi.get("/tasks").await,
        200,
        "Name another custodian of A-1 tamarack.example",
    );
    for secret in [
        "abandon ability able about above absent absorb abstract absurd abuse access accident",
        "48213-99120",
        "JBSWY3DPEHPK3PXP",
    ] {
        let refused = gives(chi, &room, CHI.1, "primary", secret).await;
        refuses(&refused, 422, "This looks like a code");
    }
    let nobody = gives(chi, &room, "nobody@mail.example", "primary", "").await;
    refuses(&nobody, 422, "Nobody has an account with this address.");
    let safe = "Safe of the office in Berlin, envelope 7";
    refuses(&gives(chi, &room, CHI.1, "primary", safe).await, 200, safe);
    let twice = gives(chi, &room, CHI.1, "primary", safe).await;
    refuses(&twice, 422, "keeps an asset once for each duty");
    let page = gives(chi, &room, BEN.1, "backup", safe).await;
    refuses(&page, 200, "Ben Lindqvist");
    let reader = foundation.place.visitor();
    let public = reader.get("/registry/1").await;
    refuses(&public, 200, "2 persons keep access to it.");
    // Both hold offices, by which everybody knows them; where the codes lie nobody else reads.
    refuses(&public, 200, "Ben Lindqvist, Chi Moreau");
    assert!(!public.text().contains("envelope"), "{}", public.text());

    // Their word was good for 92 days: both are asked again.
    refuses(
        &foundation.ben.get("/tasks").await,
        200,
        "Say that the access you keep works: A-1 tamarack.example",
    );
    let own = foundation.ben.get("/custody").await;
    refuses(&own, 200, "! overdue");
    let form = own
        .forms()
        .into_iter()
        .find(|form| form.action.starts_with("/custody/"));
    let form = form.unwrap_or_default();
    let code = foundation
        .ben
        .send(&form.clone().with("note", "48213-99120"))
        .await;
    refuses(&code, 422, "This looks like a code");
    refuses(
        &foundation
            .ben
            .send(&form.clone().with("note", "Signed in today."))
            .await,
        200,
        "✓ good",
    );
    assert!(
        !foundation
            .ben
            .get("/tasks")
            .await
            .text()
            .contains("Say that the access")
    );
    // Nobody says it of what another keeps.
    let other = foundation.ada.get("/custody").await;
    refuses(&other, 200, "You keep nothing of the foundation’s.");
    let mut forged = crate::acts::room::bare(&other, &form.action);
    forged.fields.push(("note".to_owned(), "Mine.".to_owned()));
    assert_eq!(foundation.ada.send(&forged).await.status, 404);
    refuses(&chi.get("/room/registry/custody").await, 200, "overdue");

    // With two there is nobody to spare; with a third there is.
    let page = chi.get(&room).await;
    let end = page.link("End custody of Ben Lindqvist");
    let left = [("ends_on", "2026-11-01"), ("reason", "Handed over.")];
    refuses(
        &fills(chi, &end, &left).await,
        422,
        "Name the next custodian first.",
    );
    gives(chi, &room, ADA.1, "backup", safe).await;
    refuses(
        &fills(chi, &end, &left).await,
        422,
        "Name the next custodian first.",
    );
    // Both who stay have said by now that their access works.
    for keeper in [chi, &foundation.ada] {
        let own = keeper.get("/custody").await;
        let form = own
            .forms()
            .into_iter()
            .find(|form| form.action.starts_with("/custody/"))
            .unwrap_or_default();
        refuses(&keeper.send(&form.with("note", "")).await, 200, "✓ good");
    }
    // Chi named both who stay: one officer does not change all who keep it for their own.
    refuses(
        &fills(chi, &end, &left).await,
        422,
        "another officer who keeps the register ends this custody",
    );
    let treasurer = [("address", BEN.1), ("office", "treasurer")];
    decide(chi, &foundation.ada, "/room/offices/new", &treasurer).await;
    let page = fills(&foundation.ben, &end, &left).await;
    refuses(&page, 200, "Ada Okafor : Backup");
    assert!(
        !page.text().contains("Ben Lindqvist : Backup"),
        "{}",
        page.text()
    );
    let ended = "SELECT c.id::text AS it FROM custody c JOIN party_records n ON n.party = c.party AND n.name = 'Ben Lindqvist'";
    let ended = text(&app, ended).await;
    let end = r#""ends_on":"2026-11-01","reason":"Handed over.","deed":null,"recorded_by":"Ben Lindqvist""#;
    reads_back(
        &foundation,
        &[
            ("custody", r#""custodian":"Ada Okafor""#),
            ("attestations", "Signed in today."),
            ("custody-ends", &format!("{{\"custody\":\"{ended}\",{end}")),
        ],
    )
    .await;
}
