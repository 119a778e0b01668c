//! How organisations are registered, their domains, postal addresses.

use diesel_async::SimpleAsyncConnection;

use super::{NORDLICHT, QUIET, day, party};
use crate::acts::room::{founded, refuses, text};

/// An identity without a name is found by nobody, and its form could not be sent again.
#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_is_recorded_with_its_name_or_not_at_all() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let form = chi
        .get("/room/parties")
        .await
        .forms()
        .into_iter()
        .find(|form| form.names.iter().any(|control| control == "name"))
        .unwrap()
        .with("name", "Quay Works")
        .with("country", "DE");
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(
            "ALTER TABLE party_names ADD CONSTRAINT not_today CHECK (name <> 'Quay Works')",
        )
        .await
        .unwrap();
    let failed = chi.send(&form).await;
    assert_eq!(failed.status, 500, "{}", failed.text());
    administrator
        .batch_execute("ALTER TABLE party_names DROP CONSTRAINT not_today")
        .await
        .unwrap();
    refuses(&chi.send(&form).await, 200, "Quay Works");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_corrected_by_a_later_one_and_both_stay() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let page = party(chi, NORDLICHT).await;
    refuses(&page, 200, "nothing recorded for this day");
    let from = day(&foundation, -500).to_string();
    let wrong = [
        ("legal_name", "Nordlicht Hosting GmbH"),
        ("registration_number", "HRB 1"),
        ("jurisdiction", "Germany"),
        ("record_from", &from),
    ];
    let refused = chi.submit(&page, "/records", &wrong).await;
    refuses(&refused, 422, "Give the country by its two letters");
    assert_eq!(
        refused.form("/records").value("legal_name"),
        Some("Nordlicht Hosting GmbH")
    );
    let page = chi
        .submit(&refused, "/records", &[("jurisdiction", "de")])
        .await;
    refuses(&page, 200, "Registered as HRB 1, DE");
    let form = page.form("/records");
    let record = page
        .html
        .split("name=\"corrects\"")
        .nth(1)
        .and_then(|rest| rest.split("value=\"").nth(2))
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    let form = form
        .with("legal_name", "Nordlicht Hosting GmbH")
        .with("registration_number", "HRB 10042")
        .with("jurisdiction", "DE")
        .with("record_from", &from)
        .with("corrects", &record);
    let page = chi.send(&form).await;
    refuses(&page, 200, "Registered as HRB 10042, DE");
    refuses(&page, 200, "HRB 1, DE) from");
    refuses(&page, 200, "Corrected since.");
    // Sent twice it is one; another correction of the same is none.
    assert_eq!(chi.send(&form).await.status, 200);
    let page = party(chi, NORDLICHT).await;
    let late = page
        .form("/records")
        .with("legal_name", "Nordlicht")
        .with("record_from", &from);
    let mut late = late;
    for (name, value) in &mut late.fields {
        if name == "corrects" {
            value.clone_from(&record);
        }
    }
    refuses(&chi.send(&late).await, 422, "corrected already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_is_one_organisation_s_at_a_time() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let page = party(chi, NORDLICHT).await;
    let from = day(&foundation, -100).to_string();
    let no_domain = [
        ("domain", "https://nordlicht.example"),
        ("domain_from", &from),
    ];
    refuses(
        &chi.submit(&page, "/domains", &no_domain).await,
        422,
        "Give the domain alone",
    );
    let form = page
        .form("/domains")
        .with("domain", "Nordlicht.Example")
        .with("domain_from", &from);
    refuses(&chi.send(&form).await, 200, "Domains nordlicht.example");
    assert_eq!(chi.send(&form).await.status, 200);
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM domain_claims").await,
        "1"
    );
    let other = party(chi, QUIET).await;
    let claim = [("domain", "nordlicht.example"), ("domain_from", &from)];
    refuses(
        &chi.submit(&other, "/domains", &claim).await,
        422,
        "a domain is one organisation’s at a time",
    );
    let page = party(chi, NORDLICHT).await;
    let release = page.form("/release");
    let field = release
        .names
        .iter()
        .find(|name| name.starts_with("ends_on-"))
        .unwrap()
        .clone();
    let before = day(&foundation, -101).to_string();
    refuses(
        &chi.send(&release.clone().with(&field, &before)).await,
        422,
        "It began later.",
    );
    let today = day(&foundation, 0).to_string();
    let page = chi.send(&release.with(&field, &today)).await;
    refuses(&page, 200, "Domains none");
    let earlier = [("domain", "nordlicht.example"), ("domain_from", &from)];
    refuses(
        &chi.submit(&other, "/domains", &earlier).await,
        422,
        "claimed for then or later",
    );
    let later = [("domain", "nordlicht.example"), ("domain_from", &today)];
    let page = chi.submit(&other, "/domains", &later).await;
    refuses(&page, 200, "Domains nordlicht.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn keepers_alone_read_postal_addresses() {
    let (_app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let page = party(chi, "Kim Abara").await;
    let values = [
        ("postal", "Lindenstraße 4\n10969 Berlin"),
        ("postal_country", "Deutschland"),
        ("postal_from", "2026-01-01"),
    ];
    let refused = chi.submit(&page, "/address", &values).await;
    refuses(&refused, 422, "code of two letters");
    let kept = chi
        .submit(&refused, "/address", &[("postal_country", "DE")])
        .await;
    refuses(&kept, 200, "Lindenstraße 4");
    refuses(&kept, 200, "10969 Berlin");
    let seen = ada.get(&kept.path).await;
    refuses(&seen, 200, "A person");
    assert!(!seen.text().contains("Lindenstraße"), "{}", seen.text());
}
