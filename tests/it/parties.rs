//! Persons and organisations: ties, control, mergers, two records of one.

mod affiliations;
mod alike;
mod mergers;
mod records;
mod refusals;
mod verdicts;

use chrono::{NaiveDate, TimeDelta};

use crate::support::election::Foundation;
use crate::support::{Page, Visitor};

/// The organisations that every foundation of these tests has as members.
pub const NORDLICHT: &str = "Nordlicht Hosting";
pub const QUIET: &str = "Quiet Works";

/// The page of the party of this name, by the search.
pub async fn party(officer: &Visitor, name: &str) -> Page {
    let found = officer
        .get(&format!("/room/parties?q={}", name.replace(' ', "+")))
        .await;
    assert_eq!(found.status, 200, "{}", found.text());
    officer.get(&found.link(name)).await
}

/// The day of the test, so many days on.
pub fn day(foundation: &Foundation, offset: i64) -> NaiveDate {
    foundation.place.now.date_naive() + TimeDelta::days(offset)
}

/// A keeper of the members records that this person is employed there.
pub async fn employs(officer: &Visitor, organisation: &str, person: &str, from: &str) -> Page {
    let page = party(officer, organisation).await;
    let values = [
        ("tie_with", person),
        ("tie_kind", "employee"),
        ("tie_from", from),
        ("tie_source", "employer"),
    ];
    officer.submit(&page, "/ties", &values).await
}

/// A keeper records an organisation that is no member; returns its page.
pub async fn records(officer: &Visitor, name: &str) -> Page {
    let page = officer.get("/room/parties").await;
    let forms = page.forms();
    let form = forms
        .iter()
        .find(|form| form.names.iter().any(|control| control == "name"))
        .unwrap();
    let form = form.clone().with("name", name).with("country", "DE");
    officer.send(&form).await
}
