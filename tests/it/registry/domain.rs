//! A domain with what its registry says of it: statuses and locks, word by word.

use super::{enters, fills};
use crate::acts::room::{founded, refuses, text};
use crate::auditor::export::reads_back;

#[tokio::test(flavor = "multi_thread")]
async fn statuses_and_locks_of_a_domain_are_kept_and_read() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "TAMARACK.example"),
        ("registrar", "Larch Names AG"),
        ("expires_on", "2028-05-01"),
        ("registrar_expires_on", "2028-04-01"),
        ("auto_renew", "yes"),
        (
            "statuses",
            "clientTransferProhibited, clientDeleteProhibited",
        ),
        ("transfer_lock_until", "2027-02-03"),
        ("nameservers", "ns1.larch.example, ns2.larch.example"),
        ("dnssec", "signed"),
        ("reason", "Entered from the registrar's page."),
    ];
    let page = enters(chi, "domain", &domain).await;
    let room = page.path.clone();
    let reader = foundation.place.visitor();
    for page in [&page, &reader.get("/registry/1").await] {
        for said in [
            "Domain name tamarack.example",
            "EPP statuses clientTransferProhibited, clientDeleteProhibited",
            "Locked against transfer until",
            "3 February 2027",
            "1 May 2028",
            "Renews by itself",
            "DNSSEC signed",
        ] {
            refuses(page, 200, said);
        }
    }

    // A day that is entered is no event: it says so until one is recorded.
    let silent = "Its last day is entered as 1 May 2028, and no event “Domain expires on this day” says so: no deadline follows from it.";
    let task = "Record the event “Domain expires on this day” of A-1 tamarack.example";
    refuses(&page, 200, silent);
    refuses(&chi.get("/tasks").await, 200, task);
    let recorded = fills(chi, &page.link("Record the event"), &[]).await;
    refuses(&recorded, 200, "Domain expires on this day, 1 May 2028");
    refuses(&recorded, 200, "Renewal of the domain");
    assert!(!recorded.text().contains(silent), "{}", recorded.text());
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains("Record the event"), "{tasks}");

    // What the registry says changes without a deed, which name it is does not.
    let change = format!("{room}/do/change");
    let unlocked = [
        ("statuses", "ok"),
        ("transfer_lock_until", ""),
        ("reason", "The registrar took its lock away."),
    ];
    let changed = fills(chi, &change, &unlocked).await;
    refuses(&changed, 200, "EPP statuses ok");
    assert!(
        !changed.text().contains("Locked against transfer"),
        "{}",
        changed.text()
    );
    refuses(&changed, 200, "version 2");
    let renamed = [("fqdn", "tamarak.example"), ("reason", "A typo.")];
    let refused = fills(chi, &change, &renamed).await;
    refuses(&refused, 422, "This takes a deed.");
    let wrong = [("transfer_lock_until", "soon"), ("reason", "Locked again.")];
    let refused = fills(chi, &change, &wrong).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(
        refused.form("/do/change").value("transfer_lock_until"),
        Some("soon")
    );
    // A nearer end takes the place of the event that is there; a later one stands beside it.
    let nearer = [
        ("expires_on", "2028-02-01"),
        ("reason", "The registrar took a year back."),
    ];
    let page = fills(chi, &change, &nearer).await;
    refuses(
        &page,
        200,
        "says 1 May 2028: deadlines follow from the event alone.",
    );
    refuses(&chi.get("/tasks").await, 200, task);
    let corrected = fills(chi, &page.link("Record the event"), &[]).await;
    refuses(
        &corrected,
        200,
        "Domain expires on this day, 1 February 2028",
    );
    let said = corrected.text();
    assert!(
        !said.contains("Domain expires on this day, 1 May 2028"),
        "{said}"
    );
    let later = [
        ("expires_on", "2029-02-01"),
        ("reason", "It was renewed for a year."),
    ];
    let page = fills(chi, &change, &later).await;
    let renewed = fills(chi, &page.link("Record the event"), &[]).await;
    for on in ["1 February 2028", "1 February 2029"] {
        refuses(&renewed, 200, &format!("Domain expires on this day, {on}"));
    }
    // What was recorded is not there to be recorded again.
    let gone = chi.get(&page.link("Record the event")).await;
    assert_eq!(gone.status, 404);
    let entered = text(
        &app,
        "SELECT format('{\"number\":1,\"asset\":\"%s\",\"kind\":\"domain\"', id) AS it FROM assets",
    )
    .await;
    reads_back(
        &foundation,
        &[
            ("asset-events", "DOMAIN_EXPIRY"),
            ("assets", &entered),
            (
                "asset-versions",
                "\"asset\":1,\"version\":1,\"title\":\"tamarack.example\"",
            ),
            ("asset-versions", "clientTransferProhibited"),
        ],
    )
    .await;
}
