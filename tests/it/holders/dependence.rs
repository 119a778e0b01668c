//! What would fall if a sponsor left, for officers.

use super::handover::person_of;
use crate::acts::room::{refuses, text};
use crate::dues::Treasury;
use crate::parties::{NORDLICHT, day, employs};
use crate::permits::asset;
use crate::registry::enters;

/// An asset of the register, entered by the secretary; its id.
pub async fn registered(treasury: &Treasury, kind: &str, title: &str) -> String {
    let app = &treasury.app;
    let asset = text(
        app,
        &format!("INSERT INTO assets (id, kind) VALUES (gen_random_uuid(), '{kind}') RETURNING id::text AS it"),
    )
    .await;
    let version = format!(
        "INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
         SELECT '{asset}', 1, '{title}', 'owned', 'Tamarack OS Foundation', 'active', true, false, \
                '{{\"service\":\"forge\",\"name\":\"{title}\"}}', '{{}}', r.party, 'Entered' \
         FROM party_records r WHERE r.name = 'Chi Moreau' LIMIT 1 RETURNING 'done' AS it"
    );
    assert_eq!(text(app, &version).await, "done");
    // Two custodians whom nothing here lets go.
    for name in ["Max Celik", "Nia Dossou"] {
        let who = text(
            app,
            &format!("SELECT party::text AS it FROM party_records WHERE name = '{name}' LIMIT 1"),
        )
        .await;
        let by = text(
            app,
            "SELECT party::text AS it FROM party_records WHERE name = 'Chi Moreau' LIMIT 1",
        )
        .await;
        keeps(treasury, &asset, &who, &by).await;
    }
    asset
}

/// Somebody has custody of an asset; its id.
pub async fn keeps(treasury: &Treasury, asset: &str, who: &str, by: &str) -> String {
    let sql = format!(
        "INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by) \
         VALUES (gen_random_uuid(), '{asset}', '{who}', 'primary', 'totp', '', current_date, '{by}') RETURNING id::text AS it"
    );
    let kept = text(&treasury.app, &sql).await;
    // Whoever keeps it has said that the access works.
    let word = format!(
        "INSERT INTO attestations (custody, attested_by, note) VALUES ('{kept}', '{who}', '') RETURNING 'said' AS it"
    );
    assert_eq!(text(&treasury.app, &word).await, "said");
    kept
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn officers_read_what_would_fall_with_a_sponsor() {
    let treasury = Treasury::open().await;
    let foundation = &treasury.foundation;
    let chi = &foundation.chi;
    // Max sits on the board and keeps the account, and works for Nordlicht.
    let from = day(foundation, -30).to_string();
    employs(chi, NORDLICHT, "Max Celik", &from).await;
    registered(&treasury, "account", "The forge").await;
    let room = chi.get("/room").await;
    let list = chi.get(&room.link("If a sponsor left")).await;
    refuses(&list, 200, "Nordlicht Hosting Platinum, 50 votes");
    refuses(&list, 200, "Quiet Works Gold, 15 votes");
    let page = chi.get(&list.link(NORDLICHT)).await;
    for said in [
        "If Nordlicht Hosting left",
        "50 of 72 (69.4 %)",
        "1 of 9",
        "Max Celik director, one of 3",
        "× too few",
        "Max Celik would leave; 1 of 2 custodians stay",
        "No vote of all members is certified yet",
        "Officers who enter and confirm decisions: 4 now, 4 without them; 2 are needed.",
    ] {
        refuses(&page, 200, said);
    }
    let other = chi.get(&list.link("Quiet Works")).await;
    refuses(&other, 200, "Nobody affiliated with them keeps an asset.");

    // What the register and the docket have of what they keep and license, and their dues.
    for (class, amount) in [("platinum", "50,000.00"), ("individual", "50.00")] {
        let today = day(foundation, 0).to_string();
        let price = [
            ("class", class),
            ("amount", amount),
            ("currency", "USD"),
            ("starts_on", &*today),
            ("citation", "Board, decision 3"),
        ];
        let prices = treasury.lou.get("/room/dues/prices").await;
        let set = treasury.lou.submit(&prices, "/prices", &price).await;
        assert_eq!(set.status, 200, "{}", set.text());
    }
    let max = person_of(&treasury.app, "Max Celik").await;
    let secretary = person_of(&treasury.app, "Chi Moreau").await;
    for name in ["tamarack.example", "tamarack.test"] {
        let domain = [
            ("title", name),
            ("fqdn", name),
            ("expires_on", "2091-05-01"),
            ("reason", "Entered from the registrar's page."),
        ];
        let entered = enters(chi, "domain", &domain).await;
        assert_eq!(entered.status, 200, "{}", entered.text());
        let sql = format!("SELECT asset::text AS it FROM asset_now WHERE title = '{name}'");
        let domain = text(&treasury.app, &sql).await;
        keeps(&treasury, &domain, &max, &secretary).await;
    }
    // Of one the registry’s own day was entered as an event, from which a deadline follows.
    let event = format!(
        "INSERT INTO asset_events (id, asset, code, happened_on, source, note, withdrawn, entered_by) \
         SELECT gen_random_uuid(), n.asset, 'DOMAIN_EXPIRY', '2091-03-02', 'manual', '', false, '{secretary}' \
         FROM asset_now n WHERE n.title = 'tamarack.example' RETURNING 'done' AS it"
    );
    assert_eq!(text(&treasury.app, &event).await, "done");
    asset(&treasury.app, "trademark", "HORNBEAM", "licensed_in").await;
    let number = "SELECT number::text AS it FROM asset_now WHERE title = 'HORNBEAM'";
    let number = text(&treasury.app, number).await;
    let today = day(foundation, 0).to_string();
    let licence = chi.get("/room/licences/new").await;
    let licence = licence
        .form("/room/licences")
        .with("direction", "in")
        .with("asset", &number)
        .with("counterparty", NORDLICHT)
        .with("title", "The mark")
        .with("scope", "To name the system by it.")
        .with("territory", "worldwide")
        .with("starts_on", &today);
    let licence = chi.send(&licence).await;
    assert_eq!(licence.status, 200, "{}", licence.text());
    let page = chi.get(&page.path).await;
    // Seven persons pay 50.
    for said in [
        "50,000.00 USD of 50,350.00 USD",
        "tamarack.example Max Celik would leave; 0 of 1 custodians stay next day: 2 March 2091, Renewal of the domain",
        "tamarack.test Max Celik would leave; 0 of 1 custodians stay next day: 1 May 2091, It expires",
        "HORNBEAM Nordlicht Hosting: licenses it to us by licence 1, The mark",
    ] {
        refuses(&page, 200, said);
    }

    let unknown = "/room/dependence/00000000-0000-4000-8000-000000000001";
    assert_eq!(chi.get(unknown).await.status, 404);
    let member = foundation.place.sign_in("tom@mail.example").await;
    assert_eq!(member.get(&page.path).await.status, 403);
    assert_eq!(member.get("/room/dependence").await.status, 403);
    assert_ne!(treasury.app.visitor().get(&page.path).await.path, page.path);
}
