//! Days that are entered and from which nothing is counted, as officers read of them.

use crate::registry::model::event;
use crate::registry::model::uncounted::{PutOff, Uncounted};
use crate::registry::store::Asset;
use crate::web::times::day_said;

/// What is so, in a sentence.
#[must_use]
pub fn said(day: &Uncounted) -> String {
    let what = match day.code {
        "FILING" => "filing date",
        "PUBLICATION" => "day of publication",
        "REGISTRATION" | "INTERNATIONAL_REGISTRATION" => "registration date",
        _ => "last day",
    };
    let (on, event) = (day_said(&day.on), event::title(day.code));
    match &day.other {
        None => format!(
            "Its {what} is entered as {on}, and no event “{event}” says so: no deadline follows from it."
        ),
        Some(other) => format!(
            "Its {what} is entered as {on}, and the event “{event}” says {}: deadlines follow from the event alone.",
            day_said(other)
        ),
    }
}

/// What is so of an end that was put off.
#[must_use]
pub fn put_off_said(found: &PutOff) -> String {
    format!(
        "“{}” is recorded on {}, and no last day after {}: no deadline follows any more. Enter the new last day among the details, then record its event. Where it has no last day any more, withdraw the event of the old one.",
        event::title(found.by),
        day_said(&found.renewed_on),
        day_said(&found.ended_on)
    )
}

/// What becomes of the events when the day is recorded.
#[must_use]
pub fn leads(day: &Uncounted) -> Vec<String> {
    let mut leads = vec![
        said(day),
        format!(
            "Recorded is “{}” on {}, as it is entered. Where that day is wrong, change it first.",
            event::title(day.code),
            day_said(&day.on)
        ),
    ];
    match (&day.corrects, &day.other) {
        (Some(_), _) => leads.push(
            "It takes the place of the event that is there, which stays in the register’s history; deadlines are computed anew.".to_owned(),
        ),
        (None, Some(_)) => leads.push(
            "It stands beside the event that is there: the later day says that it was put off.".to_owned(),
        ),
        (None, None) => {}
    }
    leads
}

/// Where its event is recorded.
#[must_use]
pub fn path(asset: &Asset, day: &Uncounted) -> String {
    format!("{}/do/event-entered?of={}", asset.room_path(), day.key())
}
