//! Deadlines reckoned, and what every question about them shares: the pack supplied, events,
//! threads, and any of them that may be.

mod calendar;
mod changing;
mod entered;
mod ladder;
mod packs;
mod plain;
mod reckoned;
mod vectors;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::Strategy;
use uuid::Uuid;

use super::pack::SUPPLIED;
use super::{Dates, Event, Pack, Thread, lines};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn supplied() -> Pack {
    Pack::parse(SUPPLIED).expect("the pack supplied")
}

fn event(n: u128, code: &str, on: NaiveDate) -> Event {
    Event {
        id: Uuid::from_u128(n),
        code: code.to_owned(),
        on,
    }
}

fn case(office: &str, basis: &str, events: Vec<Event>) -> Thread {
    Thread {
        asset: Uuid::from_u128(1),
        case: Some(Uuid::from_u128(2)),
        right: "trademark".to_owned(),
        office: office.to_owned(),
        basis: basis.to_owned(),
        register: "principal".to_owned(),
        events,
    }
}

/// The days of every deadline, by rule and occurrence.
fn dates(pack: &Pack, thread: &Thread, until: &str) -> BTreeMap<(String, u32), Dates> {
    lines(pack, thread, day(until))
        .into_iter()
        .map(|line| ((line.rule.id.clone(), line.occurrence), line.reckoned.dates))
        .collect()
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1990_i32..=2060, 1_u32..=366)
        .prop_filter_map("a day", |(year, day)| NaiveDate::from_yo_opt(year, day))
}

const CODES: [&str; 11] = [
    "FILING",
    "PUBLICATION",
    "REGISTRATION",
    "OFFICE_ACTION",
    "OA_EXTENSION",
    "RESPONSE_FILED",
    "SECTION_8_FILED",
    "RENEWED",
    "NOTICE_OF_ALLOWANCE",
    "SOU_EXTENSION",
    "STATEMENT_OF_USE",
];

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec((0..CODES.len(), any_day()), 1..9).prop_map(|picked| {
        picked
            .into_iter()
            .zip(1_u128..)
            .map(|((code, on), n)| event(n, CODES[code], on))
            .collect()
    })
}

/// What is wrong with a pack.
fn faults(text: &str) -> Vec<String> {
    Pack::parse(text)
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}
