//! Notices: drafted, held against the rules, given, followed, certified.

mod days;
mod giving;
pub mod reaching;

use chrono::{DateTime, Utc};

use crate::support::{Page, Visitor};

/// An officer drafts a meeting of the members for this hour (on the clock of the
/// foundation) and sees what would become of it.
pub async fn drafts_a_meeting(officer: &Visitor, when: &str) -> Page {
    let page = officer.get("/room/notices/new?kind=members_meeting").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let form = page
        .form("/room/notices")
        .with("when", when)
        .with("place", "https://meet.example.org/members")
        .with("title", "Annual meeting of the members");
    let look = officer.send(&form).await;
    assert!(
        look.path.starts_with("/room/notices/drafts/"),
        "{} {}",
        look.path,
        look.text()
    );
    look
}

/// Gives what is drafted on this page; returns the page on which it is followed.
pub async fn gives(officer: &Visitor, draft: &Page) -> Page {
    let given = officer.submit(draft, "/giving", &[]).await;
    assert_eq!(given.status, 200, "{}", given.text());
    assert!(given.path.starts_with("/room/notices/"), "{}", given.path);
    assert!(!given.path.contains("/drafts/"), "{}", given.text());
    given
}

/// An instant as forms take it, in UTC.
pub fn local(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}
