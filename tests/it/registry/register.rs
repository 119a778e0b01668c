//! Who does what, what is taken away, and what auditors read back.

use super::{a_case, a_mark, enters, fills, fills_with};
use crate::acts::room::{bare, founded, refuses, text};
use crate::auditor::auditor;
use crate::auditor::export::reads_back;
use crate::support::election::CHI;

#[tokio::test(flavor = "multi_thread")]
async fn members_read_officers_report_and_its_keepers_write() {
    let (_app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let room = a_mark(chi).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let nia = auditor(&foundation).await;
    for reader in [&kim, &nia] {
        refuses(&reader.get("/registry/1").await, 200, "TAMARACK");
        let token = reader.get("/registry").await;
        for path in [
            "/room/registry",
            "/room/registry/custody",
            "/room/registry/watch",
            "/room/registry/new/domain",
            room.as_str(),
        ] {
            assert_eq!(reader.get(path).await.status, 403, "{path}");
        }
        for act in ["change", "incident", "custody"] {
            let form = bare(&token, &format!("{room}/do/{act}"));
            assert_eq!(reader.upload(&form, &[]).await.status, 403, "{act}");
        }
    }
    // An election officer keeps no register, but says what happened.
    let page = ada.get(&room).await;
    assert!(!page.text().contains("Change it"), "{}", page.text());
    for act in ["change", "event", "document"] {
        let form = bare(&page, &format!("{room}/do/{act}"));
        refuses(
            &ada.upload(&form, &[]).await,
            403,
            "The register is kept by the secretary",
        );
    }
    assert_eq!(ada.get("/room/registry/new/domain").await.status, 403);
    assert_eq!(ada.get(&format!("{room}/do/incident")).await.status, 200);
    for nothing in [
        "/registry/99",
        "/registry/1/statements/999",
        "/room/registry/99",
        "/room/registry/new/patent",
    ] {
        assert_eq!(chi.get(nothing).await.status, 404, "{nothing}");
    }
    assert_eq!(chi.get(&format!("{room}/do/theft")).await.status, 404);

    // The same form twice enters one asset; a version that was overtaken is not entered.
    let page = chi.get("/room/registry/new/account").await;
    let form = page
        .form("/room/registry/new/account")
        .with("title", "Code hosting")
        .with("service", "Codeyard")
        .with("name", "tamarack")
        .with("open", "")
        .with("reason", "Ours.");
    let first = chi.upload(&form, &[]).await;
    assert_eq!(chi.upload(&form, &[]).await.path, first.path);
    let change = format!("{}/do/change", first.path);
    let stale = chi
        .get(&change)
        .await
        .form("/do/change")
        .with("purpose", "Source")
        .with("reason", "Told.");
    refuses(&chi.upload(&stale, &[]).await, 200, "Source");
    refuses(
        &chi.upload(&stale, &[]).await,
        422,
        "Somebody changed this while you wrote.",
    );
    // What is not open shows what it is and whose, and no more.
    let public = kim.get("/registry/2").await;
    refuses(&public, 200, "Its details are not shown to everybody.");
    assert!(!public.text().contains("Codeyard"), "{}", public.text());
    // It is not protected, and can be; then it is under the lock.
    let protects = fills(
        chi,
        &change,
        &[("protected", "1"), ("reason", "Too important.")],
    )
    .await;
    refuses(&protects, 200, "✓ protected");
    let other = fills(
        chi,
        &change,
        &[("owner", "Somebody Else"), ("reason", "No.")],
    )
    .await;
    refuses(&other, 422, "This takes a deed.");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_taken_away_and_told_to_the_log() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    let page = a_case(chi, &room, &[]).await;
    let class = [
        ("class_no", "9"),
        ("edition", "11-2021"),
        ("goods", "Operating systems."),
    ];
    fills(chi, &page.link("Add a class"), &class).await;
    let case = page
        .link("Change case")
        .split_once("of=")
        .map_or_else(String::new, |(_, of)| of.to_owned());
    let event = [
        ("code", "REGISTRATION"),
        ("mark_case", case.as_str()),
        ("happened_on", "2021-06-08"),
    ];
    fills(chi, &format!("{room}/do/event"), &event).await;
    let role = [
        ("role", "representative"),
        ("name", "Alder & Finch LLP"),
        ("since", "2021-01-01"),
    ];
    fills(chi, &format!("{room}/do/role"), &role).await;
    let link = [
        ("kind", "merger"),
        ("from_party", "Tamarack Assoc."),
        ("to_party", "Tamarack OS Foundation"),
        ("executed_on", "2021-06-30"),
        ("effective_on", "2021-06-30"),
        ("instrument", "Certificate of merger"),
    ];
    fills(chi, &format!("{room}/do/conveyance"), &link).await;
    fills_with(
        chi,
        &format!("{room}/do/document"),
        &[("document_name", "Certificate.pdf")],
        &[("document", b"abc")],
    )
    .await;
    let custody = [
        ("address", CHI.1),
        ("duty", "primary"),
        ("factor", "paper"),
        ("place", "Safe in Berlin"),
        ("since", "2026-01-02"),
    ];
    fills(chi, &format!("{room}/do/custody"), &custody).await;
    let own = chi.get("/custody").await;
    let form = own
        .forms()
        .into_iter()
        .find(|form| form.action.starts_with("/custody/"))
        .unwrap_or_default();
    chi.send(&form.with("note", "Opened the safe.")).await;
    enters(
        chi,
        "contract",
        &[
            ("title", "=HYPERLINK(1)"),
            ("counterparty", "Northlight"),
            ("reason", "Signed."),
        ],
    )
    .await;

    // Every change stands in the log: as many statements as changes, each with its entry.
    let told = "SELECT count(*) || ' ' || count(*) FILTER (WHERE EXISTS (SELECT FROM log_entries e WHERE e.id = s.entry \
                AND convert_from(e.leaf, 'UTF8')::jsonb ->> 'file' = encode(s.sha256, 'hex'))) AS it FROM registry_statements s";
    assert_eq!(text(&app, told).await, "10 10");
    let leaked = "SELECT count(*)::text AS it FROM registry_statements s \
                  WHERE convert_from(s.statement, 'UTF8') ~ 'Berlin|safe|Alder|merger of|Opened'";
    assert_eq!(text(&app, leaked).await, "0");

    let reader = foundation.place.visitor();
    let csv = reader.get("/registry/register.csv").await;
    assert!(
        csv.html
            .contains("A-1,trademark,TAMARACK,owned,Tamarack OS Foundation,active,true,1,1,0,US"),
        "{}",
        csv.html
    );
    assert!(csv.html.contains("'=HYPERLINK(1)"), "{}", csv.html);
    let json: serde_json::Value =
        serde_json::from_str(&reader.get("/registry/register.json").await.html).unwrap();
    assert_eq!(json["assets"][0]["cases"][0]["classes"][0]["class"], 9);
    assert_eq!(
        json["assets"][0]["conveyances"].as_array().map(Vec::len),
        Some(1),
        "{json}"
    );
    let paper = reader.get("/registry/paper").await;
    refuses(&paper, 200, "A-1 : TAMARACK");
    refuses(&paper, 200, "A-2 : =HYPERLINK(1)");
    for (search, found) in [
        ("kind=contract", "A-2"),
        ("q=tamarack", "A-1"),
        ("q=a-2", "A-2"),
        ("kind=domain", "No asset is found."),
    ] {
        refuses(
            &reader.get(&format!("/registry?{search}")).await,
            200,
            found,
        );
    }
    let held = chi.get("/me/data/data.json").await;
    assert!(
        held.html.contains("Safe in Berlin") && held.html.contains("Opened the safe."),
        "{}",
        held.html
    );
    reads_back(
        &foundation,
        &[
            ("mark-cases", "national"),
            ("mark-case-versions", "6412345"),
            ("nice-classes", "Operating systems."),
            ("asset-events", "REGISTRATION"),
            ("asset-roles", "Alder & Finch LLP"),
            ("conveyances", "Certificate of merger"),
            ("asset-documents", "Certificate.pdf"),
            ("custody", "Safe in Berlin"),
            ("attestations", "Opened the safe."),
            ("registry-statements", "asset"),
        ],
    )
    .await;
}

/// What deadlines are counted from and met by can be recorded: of custody the docket
/// knows by itself.
#[test]
fn every_event_that_the_supplied_rules_name_can_be_recorded() {
    let pack = include_str!("../../../src/docket/packs/2026-12.toml");
    // What offices call it themselves is none of the register's codes.
    let pack: Vec<&str> = pack
        .lines()
        .filter(|line| !line.starts_with("code = ") && !line.starts_with("title = "))
        .collect();
    let pack = pack.join("\n");
    let named = pack
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|word| word.len() > 3 && !word.starts_with("CUSTODY_"))
        .filter(|word| {
            word.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        });
    let unknown: Vec<&str> = named
        .filter(|code| commonhold::registry::model::event::find(code).is_none())
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
