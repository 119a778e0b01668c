//! Custody: by two, attested, never a code.

use super::{enters, fills};
use crate::acts::room::{founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::lock::{Lock, RECUSAL, rule};
use crate::minutes::decide;
use crate::parties::{NORDLICHT, day, employs, party};
use crate::rulebook::{adopts, saves};
use crate::support::election::{ADA, BEN, CHI};
use crate::support::{Page, Visitor};

async fn gives(chi: &Visitor, room: &str, address: &str, duty: &str, place: &str) -> Page {
    let values = [
        ("address", address),
        ("duty", duty),
        ("factor", "hardware_key"),
        ("place", place),
        ("since", "2024-01-02"),
    ];
    fills(chi, &format!("{room}/do/custody"), &values).await
}

/// A custodian says that their access works.
async fn attests(custodian: &Visitor) {
    let own = custodian.get("/custody").await;
    let form = own
        .forms()
        .into_iter()
        .find(|form| form.action.starts_with("/custody/"))
        .unwrap_or_default();
    refuses(&custodian.send(&form.with("note", "")).await, 200, "✓ good");
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
    refuses(&page, 200, "Ben Lindqvist : Backup");
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
        attests(keeper).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn two_of_one_group_are_not_enough_where_the_rules_ask_for_different_ones() {
    let (_app, foundation) = founded().await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    let different = rule("registry.custody.groups", "\"different\"");
    let saved = saves(chi, RECUSAL, &format!("{different}{RECUSAL}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    // Whoever named all custodians ends the custody of none: Ben will.
    let treasurer = [("address", BEN.1), ("office", "treasurer")];
    decide(chi, &foundation.ada, "/room/offices/new", &treasurer).await;
    let from = day(&foundation, -50).to_string();
    for person in ["Kim Abara", "Lou Bekker"] {
        let page = employs(chi, NORDLICHT, person, &from).await;
        refuses(&page, 200, &format!("{person} : employee, since"));
    }
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("reason", "Entered from the registrar's page."),
    ];
    let room = enters(chi, "domain", &domain).await.path;
    for (address, duty) in [
        ("kim@mail.example", "primary"),
        ("lou@mail.example", "backup"),
    ] {
        let page = gives(chi, &room, address, duty, "").await;
        assert_eq!(page.status, 200, "{}", page.text());
    }

    const ASKED: &str = "Name another custodian of A-1 tamarack.example: it is protected and kept by one related group alone";
    const LISTED: &str = "custodians of one related group";
    const GROUP: &str = "A protected asset is kept by two whom no related group holds both";
    let all = "/room/registry/custody";
    let page = chi.get(all).await;
    refuses(
        &page,
        200,
        "Custodians of a protected asset are of different related groups",
    );
    refuses(&page, 200, "! protected 2 custodians of one group");
    refuses(&chi.get("/tasks").await, 200, ASKED);
    let reader = foundation.place.visitor();
    let public = reader.get("/registry/1").await;
    refuses(&public, 200, "2 persons keep access to it.");
    for page in [public, chi.get(&room).await] {
        refuses(&page, 200, GROUP);
    }
    let list = reader.get("/registry").await;
    refuses(&list, 200, LISTED);
    let german = foundation.place.visitor();
    let form = german.get("/registry").await.form("/language");
    german.send(&form.with("language", "de")).await;
    let list = german.get("/registry").await;
    refuses(&list, 200, "Verwahrer aus einer verbundenen Gruppe");

    // With somebody of another group it is kept as it should be.
    let page = gives(chi, &room, "max@mail.example", "backup", "").await;
    refuses(&page, 200, "Max Celik : Backup");
    let nothing = "Nothing: two persons keep every asset in use.";
    refuses(&chi.get(all).await, 200, nothing);
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains("Name another custodian"), "{tasks}");
    let public = reader.get("/registry/1").await.text();
    assert!(!public.contains(GROUP), "{public}");
    let list = reader.get("/registry").await.text();
    assert!(!list.contains(LISTED), "{list}");
    let page = gives(chi, &room, "nia@mail.example", "recovery", "").await;
    refuses(&page, 200, "Nia Dossou : Recovery");
    // Two of one group have said that it works; Max, who makes the pair with either, has not.
    for address in ["kim@mail.example", "lou@mail.example"] {
        attests(&foundation.place.sign_in(address).await).await;
    }
    const TWO: &str = "two custodians must remain, of different related groups where the rule registry.custody.groups says so";
    let left = [("ends_on", "2026-11-01"), ("reason", "Handed over.")];
    let end = ben.get(&room).await.link("End custody of Nia Dossou");
    refuses(&fills(ben, &end, &left).await, 422, TWO);
    attests(&foundation.place.sign_in("max@mail.example").await).await;
    let page = fills(ben, &end, &left).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let end = ben.get(&room).await.link("End custody of Max Celik");
    refuses(&fills(ben, &end, &left).await, 422, TWO);

    // Once Lou is employed there no longer, both are of groups of their own.
    let page = party(chi, "Lou Bekker").await;
    let form = page.form("/end");
    let field = form
        .names
        .iter()
        .find(|name| name.starts_with("ends_on-"))
        .unwrap()
        .clone();
    let today = day(&foundation, 0).to_string();
    let page = chi.send(&form.with(&field, &today)).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = fills(ben, &end, &left).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(
        !page.text().contains("Max Celik : Backup"),
        "{}",
        page.text()
    );
    refuses(&chi.get(all).await, 200, nothing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_who_is_a_custodian_does_not_end_everybody_elses_custody() {
    const KIM: &str = "kim@mail.example";
    const LOU: &str = "lou@mail.example";
    let (_app, foundation) = founded().await;
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    let treasurer = [("address", BEN.1), ("office", "treasurer")];
    decide(chi, ada, "/room/offices/new", &treasurer).await;
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("registrar", "Larch Names AG"),
        ("reason", "Entered from the registrar's page."),
    ];
    let room = enters(chi, "domain", &domain).await.path;
    let safe = "Safe of the office in Berlin, envelope 7";
    // Ben named Chi, Ada and Kim; Chi names Lou.
    for (by, address, duty) in [
        (ben, CHI.1, "primary"),
        (ben, ADA.1, "backup"),
        (ben, KIM, "backup"),
        (chi, LOU, "recovery"),
    ] {
        let page = gives(by, &room, address, duty, safe).await;
        assert_eq!(page.status, 200, "{address}: {}", page.text());
    }
    let (kim, lou) = (
        foundation.place.sign_in(KIM).await,
        foundation.place.sign_in(LOU).await,
    );
    for custodian in [chi, ada, &kim, &lou] {
        attests(custodian).await;
    }
    let left = [("ends_on", "2026-11-01"), ("reason", "Handed over.")];
    // Kim would stay, whom Ben named.
    let end = chi.get(&room).await.link("End custody of Ada Okafor");
    let page = fills(chi, &end, &left).await;
    assert_eq!(page.status, 200, "{}", page.text());
    // Nobody would but Chi, whom Ben named too, and Lou: that takes Ben.
    let end = chi.get(&room).await.link("End custody of Kim Abara");
    refuses(
        &fills(chi, &end, &left).await,
        422,
        "beside yourself nobody would stay but those whom you named",
    );
    let page = fills(ben, &end, &left).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stays_has_said_so_within_the_days_of_the_rule() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    // Kim and Lou keep the mark as the secretary named them; Ben will end what others keep beside.
    lock.enters_assets().await;
    let treasurer = [("address", BEN.1), ("office", "treasurer")];
    decide(
        lock.chi(),
        &lock.foundation.ada,
        "/room/offices/new",
        &treasurer,
    )
    .await;
    let room = "/room/registry/1";
    for (address, duty) in [
        ("max@mail.example", "backup"),
        ("nia@mail.example", "recovery"),
    ] {
        let page = gives(lock.chi(), room, address, duty, "").await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    for custodian in &lock.directors[..2] {
        attests(custodian).await;
    }

    // To the last of 92 days their word is good.
    lock.at("2027-04-06 12:00:00").await;
    let ben = &lock.foundation.ben;
    let end = ben.get(room).await.link("End custody of Nia Dossou");
    let left = [("ends_on", "2027-04-06"), ("reason", "Handed over.")];
    let page = fills(ben, &end, &left).await;
    assert_eq!(page.status, 200, "{}", page.text());
    lock.at("2027-04-07 12:00:00").await;
    let ben = &lock.foundation.ben;
    let end = ben.get(room).await.link("End custody of Max Celik");
    const OLD: &str = "no longer ago than the rule registry.attestation.days says";
    refuses(&fills(ben, &end, &left).await, 422, OLD);
    attests(&lock.directors[0]).await;
    refuses(&fills(ben, &end, &left).await, 422, OLD);
    attests(&lock.directors[1]).await;
    let page = fills(ben, &end, &left).await;
    assert_eq!(page.status, 200, "{}", page.text());
}
