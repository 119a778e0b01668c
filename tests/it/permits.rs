//! "May I use it?": answers with their clause, requests of strangers, the public register
//! of permissions, reports of misuse, and what the database refuses.

mod ended;
mod guards;
mod misuse;
mod officers;
mod paging;
mod requests;
mod unknown;
mod wizard;

use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::support::election::Foundation;
use crate::support::{Page, TestApp, Visitor};

/// An asset of this kind comes into the register, held so; the first one is A-1.
pub async fn asset(app: &TestApp, kind: &str, title: &str, holding: &str) {
    let identifiers = match kind {
        "domain" => format!(r#"{{"fqdn":"{title}"}}"#),
        _ => format!(r#"{{"feature":"word","verbal_element":"{title}"}}"#),
    };
    let mut conn = app.database.administrator().await;
    conn.batch_execute(&format!(
        "WITH a AS (INSERT INTO assets (id, kind) VALUES (gen_random_uuid(), '{kind}') RETURNING id) \
         INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
         SELECT a.id, 1, '{title}', '{holding}', 'Tamarack OS Foundation', 'active', true, true, '{identifiers}', '{{}}', \
                (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1), 'Entered' FROM a"
    ))
    .await
    .unwrap();
}

/// A version of the policy on A-1, entered by the secretary.
async fn enters(chi: &Visitor, usage: &str, answer: &str, clause: &str) -> Page {
    let page = chi.get("/room/permits/policy").await;
    chi.submit(
        &page,
        "/room/permits/policy",
        &[
            ("mark", "1"),
            ("use", usage),
            ("answer", answer),
            ("clause", clause),
            ("words", "What the policy says of it."),
            ("conditions", "Name us.\nChange nothing."),
        ],
    )
    .await
}

/// The same, confirmed by an election officer.
pub async fn ruled(foundation: &Foundation, usage: &str, answer: &str, clause: &str) {
    let page = enters(&foundation.chi, usage, answer, clause).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = foundation.ada.get("/room/permits/policy").await;
    let done = foundation.ada.submit(&page, "/confirmation", &[]).await;
    assert_eq!(done.status, 200, "{}", done.text());
}

/// A session as the application's role.
pub async fn as_application(app: &TestApp) -> AsyncPgConnection {
    pool::connect(&app.database.address(Role::App))
        .await
        .unwrap()
}
