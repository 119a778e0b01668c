//! Pages of elections.

pub mod committee;
pub mod letter;
pub mod nominee;
pub mod public;
pub mod room;

use chrono::NaiveDate;

use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::web::Frame;
use crate::web::times;

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
