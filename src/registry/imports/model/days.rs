//! What the days in a file say happened: an event for each, since deadlines are counted from
//! events and not from what is entered beside them.

use chrono::NaiveDate;

use super::{CaseField, Field, Found, Happened, MAX_EVENTS, day};
use crate::registry::model::Kind;
use crate::registry::model::uncounted::{CaseDays, Said, of_case, of_details};

/// Adds the events that the days of a record say, but where it names one of the kind
/// itself, and puts all its events in order.
pub(super) fn give(found: &mut Found) {
    for (code, on) in said(found) {
        let is_named = found.events.iter().any(|event| event.code == code);
        if !is_named && found.events.len() < MAX_EVENTS {
            found.events.push(Happened {
                on,
                code: code.to_owned(),
                note: String::new(),
                corrects: None,
            });
        }
    }
    found.events.sort();
}

fn said(found: &Found) -> Vec<Said> {
    let on =
        |field: Field| -> Option<NaiveDate> { found.fact(&field).and_then(|text| day(text).ok()) };
    let detail = |key: &str| on(Field::Detail(key.to_owned()));
    if let Some(office) = found.fact(&Field::Case(CaseField::Office)) {
        return of_case(&CaseDays {
            office,
            route: found
                .fact(&Field::Case(CaseField::Route))
                .unwrap_or_default(),
            filed_on: on(Field::Case(CaseField::FiledOn)),
            published_on: detail("published_on"),
            registered_on: on(Field::Case(CaseField::RegisteredOn)),
        });
    }
    Kind::parse(&found.kind)
        .and_then(|kind| of_details(kind, detail))
        .into_iter()
        .collect()
}
