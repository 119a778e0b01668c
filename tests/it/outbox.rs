//! Letters on their way: signed, chosen or not, through mail servers that
//! misbehave, and past sudden death.

mod choosing;
mod conversations;
mod death;
mod signed;
mod texts;

use crate::support::election::Foundation;
use crate::support::{Page, Visitor};

/// Tells every member something that no rule asks for; returns the page on which
/// officers follow it.
async fn announces(officer: &Visitor, title: &str) -> Page {
    let page = officer.get("/room/notices/new?kind=general").await;
    let form = page.form("/room/notices").with("title", title);
    let draft = officer.send(&form).await;
    let given = officer.submit(&draft, "/giving", &[]).await;
    assert!(!given.path.contains("drafts"), "{}", given.text());
    given
}

/// A foundation of persons, so many, each with an address of their own.
async fn of_persons(place: crate::support::election::Place, number: usize) -> Foundation {
    let mut csv = String::from(
        "name,email,member_class,kind,representative,member_since,term_start,term_end,country,disclosed,employer\n",
    );
    let today = place.now.date_naive();
    let (start, end) = (
        today - chrono::TimeDelta::days(300),
        today + chrono::TimeDelta::days(300),
    );
    for at in 0..number {
        csv.push_str(&format!(
            "Person {at},person{at}@mail.example,Individual,person,,{start},{start},{end},DE,no,\n"
        ));
    }
    Foundation::found_with(place, &csv).await
}
