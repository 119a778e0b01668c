//! Each kind of asset through its form, each right by which one is had; a party and a class
//! that end.

use std::collections::BTreeSet;

use commonhold::registry::model::fields::{self, Control, Field};
use commonhold::registry::model::{Holding, Kind};
use diesel_async::SimpleAsyncConnection;

use super::{a_case, a_mark, enters, fills};
use crate::acts::room::{founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::support::{Page, Visitor};

/// Each kind: what an asset of it is called, by which right it is had, whether its entry
/// protects it, what its room page says in the words of its form, and its public page in those
/// of the catalogue.
const KINDS: [(Kind, Holding, bool, &str, &str); 9] = [
    (
        Kind::Trademark,
        Holding::Unregistered,
        true,
        "Individual, collective or certification mark (551) Certification mark",
        "Kind of mark (550) other",
    ),
    (
        Kind::Domain,
        Holding::HeldInTrust,
        true,
        "Domain name tamarack.example",
        "Expires at the registrar Monday 15 March 2027",
    ),
    (
        Kind::Copyright,
        Holding::LicensedIn,
        false,
        "Licence given to everybody copyright-licence",
        "Year of first publication copyright-year",
    ),
    (
        Kind::Terms,
        Holding::Owned,
        false,
        "In effect from 15 March 2027",
        "Version terms-edition",
    ),
    (
        Kind::SigningKey,
        Holding::Owned,
        true,
        "How many it takes to sign signing_key-quorum",
        "Fingerprint signing_key-fingerprint",
    ),
    (
        Kind::Certificate,
        Holding::Owned,
        false,
        "Names it covers certificate-names",
        "Valid from Monday 15 March 2027",
    ),
    (
        Kind::Account,
        Holding::Owned,
        false,
        "Contact at the service account-contact",
        "Name of the account account-name",
    ),
    (
        Kind::Repository,
        Holding::Owned,
        false,
        "What it holds repository-purpose",
        "Who runs it repository-host",
    ),
    (
        Kind::Contract,
        Holding::Owned,
        false,
        "Notice to end it contract-notice",
        "With whom contract-counterparty",
    ),
];

/// What is typed into a field of a kind.
fn typed(kind: Kind, field: &Field) -> String {
    match field.control {
        Control::Day => "2027-03-15".to_owned(),
        Control::Choice(choices) => choices.last().unwrap().0.to_owned(),
        Control::Line | Control::Long if field.key == "fqdn" => "tamarack.example".to_owned(),
        Control::Line | Control::Long => format!("{}-{}", kind.word(), field.key),
    }
}

/// How officers read what was typed into it.
fn said(kind: Kind, field: &Field) -> String {
    match field.control {
        Control::Day => "15 March 2027".to_owned(),
        Control::Choice(choices) => choices.last().unwrap().1.to_owned(),
        Control::Line | Control::Long => typed(kind, field),
    }
}

/// How everybody reads by which right an asset is had.
fn held(holding: Holding) -> &'static str {
    match holding {
        Holding::Owned => "Held owned",
        Holding::LicensedIn => "Held licensed to us",
        Holding::HeldInTrust => "Held held in trust for us",
        Holding::Unregistered => "Held claimed by use, unregistered",
    }
}

/// A form of this kind without what it needs is refused by name, and keeps what was typed.
async fn is_refused_bare(chi: &Visitor, kind: Kind) {
    let needed: Vec<&Field> = fields::of(kind)
        .iter()
        .filter(|field| field.needed && field.control == Control::Line)
        .collect();
    if needed.is_empty() {
        return;
    }
    let values = [("title", kind.said()), ("reason", "Entered.")];
    let bare = enters(chi, kind.word(), &values).await;
    for field in needed {
        refuses(&bare, 422, &format!("Say “{}”.", field.label));
    }
    let form = bare.form(&format!("/room/registry/new/{}", kind.word()));
    assert_eq!(form.value("title"), Some(kind.said()));
}

/// Enters an asset of this kind with every field of its form.
async fn enters_whole(chi: &Visitor, kind: Kind, holding: Holding) -> Page {
    let typed: Vec<(&str, String)> = fields::of(kind)
        .iter()
        .map(|field| (field.key, typed(kind, field)))
        .collect();
    let mut values: Vec<(&str, &str)> = typed
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    values.extend([
        ("title", kind.said()),
        ("holding", holding.word()),
        ("reason", "Entered from its papers."),
    ]);
    enters(chi, kind.word(), &values).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_and_every_right_is_entered_by_its_form_and_read() {
    assert_eq!(KINDS.map(|(kind, ..)| kind).as_slice(), Kind::ALL);
    let rights: BTreeSet<Holding> = KINDS.iter().map(|(_, holding, ..)| *holding).collect();
    assert_eq!(rights.len(), Holding::ALL.len());
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let reader = foundation.place.visitor();
    for (number, (kind, holding, protected, in_room, in_public)) in (1..).zip(KINDS) {
        is_refused_bare(chi, kind).await;
        let room = enters_whole(chi, kind, holding).await;
        assert_eq!(
            room.path,
            format!("/room/registry/{number}"),
            "{}",
            room.text()
        );
        let lock = if protected {
            "✓ protected"
        } else {
            "○ not protected"
        };
        let stands = format!("{lock} {}, Active, version 1.", kind.said());
        refuses(&room, 200, &stands);
        refuses(&room, 200, &format!("Held {}", holding.said()));
        refuses(&room, 200, in_room);
        for field in fields::of(kind) {
            let line = format!("{} {}", field.labelled(), said(kind, field));
            refuses(&room, 200, &line);
        }

        let public = reader.get(&format!("/registry/{number}")).await;
        refuses(&public, 200, &format!("A-{number} : {}", kind.said()));
        refuses(&public, 200, &format!("Kind {}", kind.said()));
        refuses(&public, 200, held(holding));
        refuses(&public, 200, in_public);
        for field in fields::of(kind) {
            if matches!(field.control, Control::Line | Control::Long) {
                refuses(&public, 200, &typed(kind, field));
            }
        }
        // Every label and every word of a list is in the catalogue.
        let public = public.text();
        assert!(!public.contains("registry-"), "{public}");

        let found = reader.get(&format!("/registry?kind={}", kind.word())).await;
        let listed: Vec<String> = found
            .links()
            .into_iter()
            .map(|(_, to)| to)
            .filter(|to| {
                to.starts_with("/registry/") && !to.contains('.') && to != "/registry/paper"
            })
            .collect();
        assert_eq!(listed, [format!("/registry/{number}")], "{}", found.text());
    }
    let csv = reader.get("/registry/register.csv").await.html;
    for (number, (kind, holding, protected, ..)) in (1..).zip(KINDS) {
        let line = format!(
            "A-{number},{},{},{},Tamarack OS Foundation,active,{protected},1,",
            kind.word(),
            kind.said(),
            holding.word()
        );
        assert!(csv.contains(&line), "{line} is not in: {csv}");
    }
    reads_back(
        &foundation,
        &[
            ("assets", "\"signing_key\""),
            ("asset-versions", "held_in_trust"),
            ("asset-versions", "contract-counterparty"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_ends_and_the_same_goods_stand_under_a_later_edition() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let reader = foundation.place.visitor();
    let room = a_mark(chi).await;
    for (role, name) in [
        ("representative", "Alder & Finch LLP"),
        ("counsel", "Quill Chambers"),
    ] {
        let values = [("role", role), ("name", name), ("since", "2021-01-01")];
        let page = fills(chi, &format!("{room}/do/role"), &values).await;
        refuses(&page, 200, name);
    }
    // Who advises the foundation is no business of everybody's.
    let public = reader.get("/registry/1").await;
    refuses(&public, 200, "Representative (740) Alder & Finch LLP");
    assert!(!public.text().contains("Quill"), "{}", public.text());

    let end = chi
        .get(&room)
        .await
        .link("No longer: Representative (740), Alder & Finch LLP");
    let early = [("ends_on", "2020-12-31"), ("reason", "They left.")];
    let early = fills(chi, &end, &early).await;
    refuses(
        &early,
        422,
        "It began on 1 January 2021. Give that day or a later one.",
    );
    assert_eq!(
        early.form("/do/role-end").value("reason"),
        Some("They left.")
    );
    let silent = fills(chi, &end, &[("ends_on", "2026-10-31")]).await;
    refuses(&silent, 422, "Say why.");
    is_done_once(
        chi,
        &end,
        &room,
        &[
            ("ends_on", "2026-10-31"),
            ("reason", "They took no more work."),
        ],
    )
    .await;
    let page = chi.get(&room).await;
    refuses(&page, 200, "Counsel: Quill Chambers");
    assert!(!page.text().contains("Alder"), "{}", page.text());
    let public = reader.get("/registry/1").await;
    refuses(&public, 200, "A party no longer");
    assert!(!public.text().contains("Alder"), "{}", public.text());

    // A class with its edition, then other goods, then the same under a later edition.
    let class = a_case(chi, &room, &[]).await.link("Add a class to US");
    let goods = "Downloadable operating system software.";
    let adds = async |edition: &str, goods: &str| {
        let values = [("class_no", "9"), ("edition", edition), ("goods", goods)];
        fills(chi, &class, &values).await
    };
    let page = adds("11-2021", goods).await;
    refuses(&page, 200, &format!("Class 9 (511) {goods} 11-2021"));
    let end = page.link("End class 9");
    refuses(
        &adds("13-2026", "Pencil cases.").await,
        200,
        "Pencil cases.",
    );
    let given_up = fills(chi, &end, &[("reason", "Worded anew.")]).await;
    refuses(&given_up, 422, "This takes a deed.");
    refuses(
        &given_up,
        422,
        "The same goods under another edition take none: enter them first",
    );
    let page = adds("13-2026", goods).await;
    refuses(&page, 200, &format!("Class 9 (511) {goods} 13-2026"));
    is_done_once(
        chi,
        &end,
        &room,
        &[("reason", "Edition 13-2026 took its place.")],
    )
    .await;
    for (page, line) in [
        (chi.get(&room).await, format!("{goods} 13-2026")),
        (
            reader.get("/registry/1").await,
            format!("{goods} Nice Classification 13-2026"),
        ),
    ] {
        refuses(&page, 200, &format!("Class 9 (511) {line}"));
        assert!(!page.text().contains("11-2021"), "{}", page.text());
    }
    refuses(&reader.get("/registry/1").await, 200, "A class is ended");

    // The log was told of each once.
    let told = "SELECT string_agg(convert_from(s.statement, 'UTF8')::jsonb ->> 'what', ' ' ORDER BY s.record) AS it \
                FROM registry_statements s";
    assert_eq!(
        text(&app, told).await,
        "version role role role_ended case class class class class_ended"
    );
    reads_back(
        &foundation,
        &[
            ("asset-role-ends", "They took no more work."),
            ("nice-class-ends", "Edition 13-2026 took its place."),
        ],
    )
    .await;
}

/// Deadlines of the United States go by the basis: none is counted by the law of another.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_in_the_united_states_has_a_basis() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    let blank = a_case(chi, &room, &[("basis", "")]).await;
    refuses(&blank, 422, "15 U.S.C. 1051, 1126, 1141f");
    let bureau = [
        ("office", "WO"),
        ("route", "madrid_ir"),
        ("basis", ""),
        ("register", ""),
        ("application_no", ""),
        ("filed_on", ""),
        ("registration_no", "1612345"),
    ];
    let page = a_case(chi, &room, &bureau).await;
    let change = page.link("Change case WO 1612345");
    let parent = change.split_once("of=").map_or("", |(_, of)| of);
    let mut designation = [
        ("route", "madrid_designation"),
        ("parent", parent),
        ("basis", "1(a)"),
        ("application_no", "79000001"),
        ("registration_no", "7900001"),
    ];
    let wrong = a_case(chi, &room, &designation).await;
    refuses(&wrong, 422, "66(a) is the basis of a designation");
    designation[2].1 = "";
    let page = a_case(chi, &room, &designation).await;
    refuses(&page, 200, "US 7900001");
    let basis = "SELECT basis AS it FROM mark_case_now WHERE office = 'US'";
    assert_eq!(text(&app, basis).await, "66(a)");

    let change = page.link("Change case US 7900001");
    let case = change.split_once("of=").map_or("", |(_, of)| of);
    let registered = [
        ("code", "REGISTRATION"),
        ("mark_case", case),
        ("happened_on", "2021-06-08"),
    ];
    let event = format!("{room}/do/event");
    assert_eq!(fills(chi, &event, &registered).await.status, 200);
    let docket = chi.get("/room/docket/assets/1").await;
    refuses(&docket, 200, "Section 71 declaration of use, first");
    assert!(!docket.text().contains("Section 8"), "{}", docket.text());

    // What was entered without one before it was asked for may be an intent to use.
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(
            "BEGIN;
             ALTER TABLE mark_case_versions DISABLE TRIGGER guard_us_basis;
             WITH c AS (INSERT INTO mark_cases (id, asset, office, route, opened_by)
                        SELECT gen_random_uuid(), asset, 'US', 'national', opened_by FROM mark_cases LIMIT 1 RETURNING id, opened_by)
             INSERT INTO mark_case_versions (mark_case, version, basis, application_no, registration_no, register, state, status_code,
                                             entered_by, reason)
             SELECT id, 1, '', '99000003', '', 'principal', 'filed', '', opened_by, 'Entered.' FROM c;
             ALTER TABLE mark_case_versions ENABLE ALWAYS TRIGGER guard_us_basis;
             COMMIT",
        )
        .await
        .unwrap();
    let held = "SELECT is_on_intent(mark_case)::text AS it FROM mark_case_now WHERE application_no = '99000003'";
    assert_eq!(text(&app, held).await, "true");
}

/// What is not filed yet has no basis: nobody guesses one, which a deed alone would change.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_in_preparation_waits_for_its_basis() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    let mut early = vec![
        ("basis", ""),
        ("application_no", ""),
        ("filed_on", ""),
        ("registration_no", ""),
        ("registered_on", ""),
        ("case_state", "clearance"),
    ];
    let page = a_case(chi, &room, &early).await;
    refuses(&page, 200, "Clearance search");
    let change = page.link("Change case US");
    // Further on it says its basis.
    let published = [("case_state", "published"), ("reason", "Published.")];
    let page = fills(chi, &change, &published).await;
    refuses(&page, 422, "15 U.S.C. 1051, 1126, 1141f");
    let filed = [
        ("basis", "44(d)"),
        ("application_no", "99000004"),
        ("filed_on", "2026-10-01"),
        ("case_state", "filed"),
        ("reason", "Filed with the priority of Germany."),
    ];
    let page = fills(chi, &change, &filed).await;
    refuses(&page, 200, "US 99000004");
    let basis = "SELECT basis AS it FROM mark_case_now WHERE office = 'US'";
    assert_eq!(text(&app, basis).await, "44(d)");
    // An application without one is entered as it is.
    early[1].1 = "99000005";
    early[2].1 = "2026-10-02";
    early[5].1 = "filed";
    refuses(&a_case(chi, &room, &early).await, 200, "US 99000005");
}

/// Sends what ends something, and sends it again: both lead to the asset.
async fn is_done_once(chi: &Visitor, end: &str, room: &str, values: &[(&str, &str)]) {
    let action = end.split('?').next().unwrap();
    let mut form = chi.get(end).await.form(action);
    for (name, value) in values {
        form = form.with(name, value);
    }
    for _ in 0..2 {
        let page = chi.upload(&form, &[]).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(page.path, room);
    }
}
