//! Pages of elections.

pub mod committee;
pub mod letter;
pub mod nominee;
pub mod public;
pub mod room;

use chrono::{DateTime, NaiveDate, Utc};

use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::web::times;
use crate::web::{Fields, Frame};

/// What is wrong with a form: field and sentence.
type Faults = Vec<(String, String)>;

fn fault<'a>(faults: &'a [(String, String)], field: &str) -> &'a str {
    faults
        .iter()
        .find(|(faulty, _)| faulty == field)
        .map_or("", |(_, sentence)| sentence)
}

fn listed(faults: &[(String, String)]) -> Vec<(&str, &str)> {
    faults
        .iter()
        .map(|(field, sentence)| (field.as_str(), sentence.as_str()))
        .collect()
}

/// A legal day with its weekday, as officers' pages write it.
fn long(day: NaiveDate) -> String {
    day.format("%A, %-d %B %Y").to_string()
}

fn instant(at: DateTime<Utc>, now: Now) -> String {
    at.with_timezone(&now.zone)
        .format("%A, %-d %B %Y, %H:%M %Z")
        .to_string()
}

/// The dates of an election for its readers: a sentence's key and the day.
fn dates_said(frame: &Frame, election: &Election, now: Now) -> Vec<(String, String)> {
    let dates = election.calendar.dates();
    let day = |day: NaiveDate| times::day(&frame.t, day);
    [
        ("election-record-date", day(dates.record_date)),
        ("election-nominations-open", day(dates.nominations_open)),
        ("election-nominations-close", day(dates.nominations_close)),
        ("election-list-on", day(dates.list_on)),
        ("election-exceptions-end", day(dates.exceptions_end)),
        (
            "election-opens",
            times::full(&frame.t, now.zone, dates.opens_at),
        ),
        (
            "election-closes",
            times::full(&frame.t, now.zone, dates.closes_at),
        ),
    ]
    .into_iter()
    .map(|(key, said)| (frame.t.say(key), said))
    .collect()
}

/// The identity of a form that was not sent yet, or that came back.
fn form_of(fields: &Fields) -> String {
    match fields.get("form") {
        "" => uuid::Uuid::new_v4().to_string(),
        form => form.to_owned(),
    }
}
