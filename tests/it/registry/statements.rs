//! What the public log is told of the register, by whoever writes SQL with the rights that the
//! application has: nothing that was not recorded.

use diesel_async::SimpleAsyncConnection;

use crate::acts::room::{founded, text};
use crate::permits::{as_application, asset};

/// What one row each tells of, with the parts beside the asset.
const OF_AN_ASSET: [(&str, &str); 20] = [
    ("version", "{}"),
    (
        "case",
        r#"{"office":"US","case_state":"registered","application_no":"1","registration_no":"2"}"#,
    ),
    ("class", r#"{"office":"US","class":"9"}"#),
    ("class_ended", r#"{"office":"US","class":"9"}"#),
    (
        "event",
        r#"{"code":"REGISTRATION","happened_on":"2022-03-15"}"#,
    ),
    (
        "event_corrected",
        r#"{"code":"REGISTRATION","happened_on":"2022-03-15"}"#,
    ),
    (
        "event_withdrawn",
        r#"{"code":"REGISTRATION","happened_on":"2022-03-15"}"#,
    ),
    (
        "conveyance",
        r#"{"conveyance":"assignment","effective_on":"2026-11-01"}"#,
    ),
    (
        "recordal",
        r#"{"conveyance":"assignment","office":"USPTO","recorded_on":"2026-11-01"}"#,
    ),
    ("custody", r#"{"custodians":"0"}"#),
    ("custody_ended", r#"{"custodians":"0"}"#),
    ("attested", r#"{"custodians":"0"}"#),
    ("role", r#"{"role":"licensee"}"#),
    ("role_ended", r#"{"role":"licensee"}"#),
    ("document", "{}"),
    ("incident_reported", "{}"),
    ("incident_end_reported", "{}"),
    (
        "incident",
        r#"{"incident":"seizure","happened_on":"2026-11-01"}"#,
    ),
    ("incident_ended", r#"{"incident":"seizure"}"#),
    ("whatever", "{}"),
];

/// Statements of other kinds, as they would stand there.
const OTHERS: [(&str, &str); 7] = [
    (
        "asset_deed",
        r#"{"act":"transfer","asset":"A-1","deed":"00000000-0000-4000-8000-0000000000b1","to":{"owner":"Mallory"},"version":1}"#,
    ),
    (
        "permission",
        r#"{"asset":"A-1","kind":"permission","permission":1,"use":"goods","v":1}"#,
    ),
    (
        "permission_revocation",
        r#"{"ends":"2026-11-01","kind":"permission-revocation","permission":1,"reason":["x"],"v":1}"#,
    ),
    (
        "licence",
        r#"{"direction":"out","kind":"licence","licence":1,"terms":"aa","v":1}"#,
    ),
    (
        "licence_end",
        r#"{"ends":"2026-11-01","kind":"licence-end","licence":1,"v":1}"#,
    ),
    (
        "licence_review",
        r#"{"documents":[],"due":"2026-11-01","findings":"aa","kind":"licence-review","licence":1,"outcome":"pass","performed":"2026-11-01","v":1}"#,
    ),
    ("anything", r#"{"kind":"anything","v":1}"#),
];

/// A statement about A-1 as the program would make it, with these parts beside or instead.
fn of_asset(what: &str, further: &str) -> String {
    format!(
        "SELECT log_registry('asset', n.asset, convert_to((jsonb_build_object('asset', 'A-' || n.number, 'kind', n.kind, \
            'title', n.title, 'holding', n.holding, 'owner', n.owner, 'protected', 'yes', 'state', n.state, 'version', n.version, \
            'what', '{what}', 'record', repeat('a', 64)) || '{further}')::text, 'UTF8')) FROM asset_now n WHERE n.number = 1"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_told_of_nothing_that_was_not_recorded() {
    const REFUSED: &str = "the log is told of what this transaction recorded";
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let mut db = as_application(&app).await;
    let others = OTHERS.map(|(kind, statement)| {
        format!(
            "SELECT log_registry('{kind}', n.asset, convert_to('{statement}', 'UTF8')) FROM asset_now n WHERE n.number = 1"
        )
    });
    // The asset is there, and was recorded before: that is told in its own transaction.
    let of_assets = OF_AN_ASSET.map(|(what, further)| of_asset(what, further));
    for statement in of_assets.iter().chain(&others) {
        let refused = db.batch_execute(statement).await.unwrap_err().to_string();
        assert!(refused.contains(REFUSED), "{statement}: {refused}");
    }
    assert_eq!(
        text(
            &app,
            "SELECT count(*)::text AS it FROM registry_statements s \
             JOIN log_entries e ON e.id = s.entry AND e.kind = 'registry.recorded'"
        )
        .await,
        "0"
    );

    // With its row, in a savepoint too, it is taken as it is recorded and in no other words.
    let added = "SAVEPOINT added; \
         INSERT INTO asset_documents (asset, name, document, added_by) \
         SELECT n.asset, 'Certificate', 'abc', (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1) \
         FROM asset_now n WHERE n.number = 1; RELEASE added";
    for otherwise in [
        of_asset("document", r#"{"owner":"Mallory"}"#),
        of_asset("document", r#"{"note":"sold"}"#),
        of_asset(
            "conveyance",
            r#"{"conveyance":"assignment","effective_on":"2026-11-01"}"#,
        ),
        // A part that stands twice would be read in two ways.
        of_asset("document", "{}")
            .replace("convert_to((", "convert_to(replace((")
            .replace(", 'UTF8'", r#", '{', '{"owner": "Mallory", '), 'UTF8'"#),
    ] {
        let refused = db
            .batch_execute(&format!("BEGIN; {added}; {otherwise}"))
            .await;
        assert!(refused.is_err(), "{otherwise}");
        db.batch_execute("ROLLBACK").await.unwrap();
    }
    db.batch_execute(&format!(
        "BEGIN; {added}; {}; COMMIT",
        of_asset("document", "{}")
    ))
    .await
    .unwrap();
    let again = db.batch_execute(&of_asset("document", "{}")).await;
    assert!(again.is_err(), "told after its transaction");
    assert_eq!(
        text(
            &app,
            "SELECT string_agg(convert_from(s.statement, 'UTF8')::jsonb ->> 'what', ' ') AS it FROM registry_statements s"
        )
        .await,
        "document"
    );
    // What an asset's page lists is what was told.
    let page = foundation.place.visitor().get("/registry/1").await;
    assert!(!page.text().contains("Mallory"), "{}", page.text());
}
