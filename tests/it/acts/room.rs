//! The officers' room as these tests meet it.

use commonhold::evidence::act::Act;
use commonhold::evidence::leaf::Leaf;
use diesel_async::RunQueryDsl;

use crate::minutes::decide;
use crate::support::election::{Foundation, NO_LIMITS, Place, StandingKey};
use crate::support::{Codes, Form, Page, TestApp, Visitor, eventually};

pub const KIM: (&str, &str) = ("Kim Abara", "kim@mail.example");

/// A foundation with members and the keys of two election officers.
pub async fn founded() -> (TestApp, Foundation) {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    (app, foundation)
}

/// Asserts that a page refuses with this status and this sentence.
#[track_caller]
pub fn refuses(page: &Page, status: u16, sentence: &str) {
    let text = page.text();
    assert_eq!(page.status.as_u16(), status, "{sentence:?} wanted: {text}");
    assert!(text.contains(sentence), "{sentence:?} is not in: {text}");
}

/// A form that a page does not offer, with the token of one that it does.
pub fn bare(page: &Page, action: &str) -> Form {
    page.bare(action)
}

/// The same with values for fields that the page does not offer either.
pub fn bare_with(page: &Page, action: &str, values: &[(&str, &str)]) -> Form {
    let mut form = bare(page, action);
    let values = values.iter();
    form.fields
        .extend(values.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

/// The act on a page, as an officer downloads it.
pub async fn download(officer: &Visitor, act: &str) -> Act {
    let file = officer.get(&format!("{act}/act.json")).await;
    assert_eq!(file.status, 200, "{}", file.text());
    Act::parse(file.html.as_bytes()).unwrap()
}

/// Hands a file in as a signature of an act, by the form or without one.
pub async fn hand_in(officer: &Visitor, act: &str, file: &[u8]) -> Page {
    let page = officer.get(act).await;
    let form = bare(&page, &format!("{act}/signatures"));
    let answer = officer.upload(&form, &[("signature", file)]).await;
    if !Codes::are_asked(&answer) {
        return answer;
    }
    officer.gives_a_code().await;
    officer.upload(&form, &[("signature", file)]).await
}

/// Uploads a file as the public half of an officer's key.
pub async fn bring(officer: &Visitor, part: &[u8]) -> Page {
    let page = officer.get("/room/key").await;
    let form = page.form("/room/key");
    officer.upload(&form, &[("part", part)]).await
}

/// Waits until the certifier has said what becomes of an act; returns its page.
pub async fn judged(officer: &Visitor, act: &str) -> Page {
    eventually("the certifier's word", async || {
        let page = officer.get(act).await;
        let text = page.text();
        (text.contains("✓ done") || text.contains("✕ refused")).then_some(page)
    })
    .await
}

/// Ada proposes a roll and Ben prepares the act that certifies it; paths of both.
pub async fn roll_to_sign(foundation: &Foundation) -> (String, String) {
    let roll = foundation.propose_roll().await;
    let page = foundation.ben.get(&roll).await;
    let act = foundation.ben.submit(&page, "/certification", &[]).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    (roll, act.path)
}

/// The secretary enters and Ada confirms that somebody is an election officer from now on.
pub async fn appoints(foundation: &Foundation, address: &str) {
    let values = [("address", address), ("office", "election_officer")];
    decide(
        &foundation.chi,
        &foundation.ada,
        "/room/offices/new",
        &values,
    )
    .await;
}

/// The secretary enters and Ada confirms that this person's office has ended.
pub async fn dismisses(foundation: &Foundation, app: &TestApp, address: &str) {
    let term = text(
        app,
        &format!(
            "SELECT t.id::text AS it FROM office_terms t JOIN accounts a ON a.person = t.person WHERE a.address = '{address}'"
        ),
    )
    .await;
    let end = format!("/room/offices/{term}/end");
    decide(&foundation.chi, &foundation.ada, &end, &[]).await;
}

/// A third election officer, signed in, whose key two others have taken up.
pub async fn third_officer(foundation: &Foundation) -> (Visitor, StandingKey) {
    appoints(foundation, KIM.1).await;
    let kim = foundation.place.sign_in(KIM.1).await;
    let key = StandingKey::generate(KIM.0);
    let brought = bring(&kim, &key.public()).await;
    let act = kim.get(&brought.link("act ")).await;
    let done = foundation.sign(&act).await;
    refuses(&done, 200, "The key of Kim Abara counts from now on.");
    (kim, key)
}

/// One text, as the administrator finds it under the name `it`.
pub async fn text(app: &TestApp, sql: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        it: String,
    }
    let mut administrator = app.database.administrator().await;
    let row: Row = diesel::sql_query(sql)
        .get_result(&mut administrator)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    row.it
}

/// How many rows of everything that officers' acts bring about there are, and
/// of what is kept of them.
pub async fn standing(app: &TestApp) -> String {
    let tables = [
        "officer_key_uploads",
        "officer_keys",
        "acts",
        "act_signatures",
        "act_outcomes",
        "roll_entitlements",
        "roll_certifications",
        "poll_openings",
        "poll_voidings",
        "log_entries",
        "outbox_letters",
    ];
    let counts = tables.map(|table| format!("'{table} ' || (SELECT count(*) FROM {table})"));
    text(
        app,
        &format!("SELECT concat_ws(', ', {}) AS it", counts.join(", ")),
    )
    .await
}

/// The entries of a kind in the log, the oldest first.
pub async fn entries(app: &TestApp, kind: &str) -> Vec<Leaf> {
    let leaves = text(
        app,
        &format!(
            "SELECT coalesce(string_agg(convert_from(leaf, 'UTF8'), E'\\n' ORDER BY id), '') AS it
             FROM log_entries WHERE kind = '{kind}'"
        ),
    )
    .await;
    leaves
        .lines()
        .map(|leaf| Leaf::parse(leaf.as_bytes()).unwrap())
        .collect()
}
