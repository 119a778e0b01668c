//! Reminders of deadlines until somebody acknowledges them, days that wait for a second person,
//! and a docket that was not tried.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{begin_of, end_of};
use crate::bodies::Office;
use crate::db::Connection;
use crate::docket::model::{Clock, Kind, Status, ladder};
use crate::docket::store::list::{Counts, Line};
use crate::docket::store::{canary, clock, confirming, list};
use crate::matters;
use crate::tasks::{Answer, Item, Reader, Work};
use crate::web::times::day_said;

/// Who is reminded first.
const FIRST: [Office; 1] = [Office::Secretary];
/// Who is, when nobody acknowledged a reminder by the rung fourteen days before.
const ESCALATED: [Office; 2] = [Office::Secretary, Office::Chair];

/// Who keeps the register.
const KEEPS: [Office; 3] = [Office::Secretary, Office::Treasurer, Office::Chair];

/// Reminders that stand on a list one by one; the docket has them all.
const MOST: usize = 25;

pub(super) struct Deadlines;

impl Work for Deadlines {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&ESCALATED) {
                return Ok(Vec::new());
            }
            let clock = clock(conn).await?;
            let (lines, missed) = list::to_remind(conn, clock.day()).await?;
            let mut items: Vec<Item> = lines
                .iter()
                .filter_map(|line| reminder(line, &clock, reader))
                .collect();
            let not_yet = lines
                .iter()
                .filter(|line| is_missed_here_alone(line, &clock));
            let missed = missed - i64::try_from(not_yet.count()).unwrap_or_default();
            let more = items.len().saturating_sub(MOST);
            items.truncate(MOST);
            if more > 0 {
                items.push(Item::of_office(
                    "docket:more".to_owned(),
                    format!("{more} more deadlines come: see the docket."),
                    "/room/docket".to_owned(),
                ));
            }
            if missed > 0 {
                let missed = Counts::said(missed);
                items.push(Item {
                    shared: reader.shared(&ESCALATED),
                    ..Item::of_office(
                        "docket:missed".to_owned(),
                        format!("Deadlines that were missed and nobody looked at: {missed}."),
                        "/room/docket?show=missed".to_owned(),
                    )
                });
            }
            Ok(items)
        })
    }
}

/// When a day is over for whoever is to act on it: at the midnight of the office or of the
/// foundation, whichever comes first.
fn over(day: NaiveDate, office: Tz, foundation: Tz) -> Option<DateTime<Utc>> {
    [end_of(day, office), end_of(day, foundation)]
        .into_iter()
        .flatten()
        .min()
}

/// The office of a deadline in brackets, with a blank before it; empty where there is none.
fn office_said(line: &Line) -> String {
    if line.office.is_empty() {
        String::new()
    } else {
        format!(" ({})", line.office)
    }
}

/// Whether the day of the foundation is beyond the last one.
fn is_over_here(line: &Line, clock: &Clock) -> bool {
    line.dates.last().is_some_and(|last| last < clock.day())
}

/// Whether a deadline is among those that were missed and that nobody looked at by the
/// foundation's day, while it can still be met at its office.
fn is_missed_here_alone(line: &Line, clock: &Clock) -> bool {
    line.kind == Kind::Mandatory
        && is_over_here(line, clock)
        && line.acknowledged <= line.dates.last()
        && line.status(clock.day_at(&line.office)) != Status::Missed
}

/// The reminder of a deadline that waits for this reader; none of one that is over, which is
/// among those that were missed.
fn reminder(line: &Line, clock: &Clock, reader: &Reader) -> Option<Item> {
    let is_over_here = is_over_here(line, clock);
    let today = clock.day_at(&line.office);
    if is_over_here && line.status(today) == Status::Missed {
        return None;
    }
    let day = clock.reminds_on(&line.office, line.dates.last());
    let rung = ladder::waiting(line.kind, &line.dates, line.acknowledged, day)?;
    let escalates = ladder::escalates(&line.dates, line.acknowledged, day);
    let asked: &[Office] = if escalates { &ESCALATED } else { &FIRST };
    if !reader.holds_one_of(asked) {
        return None;
    }
    let due = line.dates.due?;
    let office = office_said(line);
    let last = line
        .dates
        .last()
        .map_or_else(String::new, |day| day_said(&day));
    let when = if line.status(today) == Status::Missed {
        format!("was to be done by {last}, and was missed")
    } else if today > due {
        format!(
            "was due on {}, and can be done until {last}",
            day_said(&due)
        )
    } else {
        format!("is due on {}", day_said(&due))
    };
    let ends_on = line.dates.last().filter(|_| today > due).unwrap_or(due);
    let office_zone = clock.zone_at(&line.office);
    Some(Item {
        // Where the foundation's midnight is behind, the office's is left.
        due: if is_over_here {
            end_of(ends_on, office_zone)
        } else {
            over(ends_on, office_zone, reader.zone)
        },
        since: begin_of(rung.on, reader.zone),
        shared: reader.shared(asked),
        // From the chair's rung on it waits for nobody.
        can_wait: !escalates,
        ..Item::of_office(
            format!("docket:{}:{}", line.number, rung.on),
            format!(
                "{} of {}{office} {when}: acknowledge the reminder.",
                line.title, line.asset_title
            ),
            format!("/room/docket/{}", line.number),
        )
    })
}

/// Days that nobody held against the papers yet, from the opening of the window on: for whoever
/// keeps the register and did not enter the event, and for counsel about the asset.
pub(super) struct ToConfirm;

impl Work for ToConfirm {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let keeps = reader.holds_one_of(&KEEPS);
            if !keeps && !matters::store::is_counsel_anywhere(conn, reader.person).await? {
                return Ok(Vec::new());
            }
            let clock = clock(conn).await?;
            let mut lines =
                confirming::waiting(conn, (reader.person, keeps), clock.day(), MOST + 1).await?;
            let more = lines.len() > MOST;
            lines.truncate(MOST);
            let mut items: Vec<Item> = lines
                .iter()
                .map(|line| confirmation(line, &clock, reader))
                .collect();
            if more {
                let (where_all_are, path) = if keeps {
                    ("the docket", "/room/docket")
                } else {
                    ("your matters", "/room/matters")
                };
                items.push(Item::of_office(
                    "docket:confirmation:more".to_owned(),
                    format!(
                        "The days of more deadlines wait for a second person: see {where_all_are}."
                    ),
                    path.to_owned(),
                ));
            }
            Ok(items)
        })
    }
}

/// The task of a second person.
fn confirmation(line: &Line, clock: &Clock, reader: &Reader) -> Item {
    let opened = line.dates.opens.unwrap_or(line.dates.anchor);
    let last = line.dates.due;
    Item {
        due: last.and_then(|day| over(day, clock.zone_at(&line.office), reader.zone)),
        since: begin_of(opened, reader.zone),
        shared: "Whoever keeps the register may do it, or is counsel about the asset, and did not enter the event.".to_owned(),
        ..Item::of_office(
            format!("docket:{}:confirmation", line.number),
            format!(
                "Hold the days of “{}” of {}{} against the papers, and confirm them.",
                line.title,
                line.asset_title,
                office_said(line)
            ),
            format!("/room/docket/{}", line.number),
        )
    }
}

pub(super) struct Trial;

impl Work for Trial {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&FIRST) {
                return Ok(Vec::new());
            }
            // Before the first a server has only just begun.
            let Some(last) = canary::latest(conn).await? else {
                return Ok(Vec::new());
            };
            if last.sings() || !last.watches {
                return Ok(Vec::new());
            }
            let what = if last.passed {
                "was not tried for 36 hours"
            } else {
                "failed its daily trial"
            };
            Ok(vec![Item {
                since: Some(last.recorded_at),
                shared: reader.shared(&FIRST),
                can_wait: false,
                ..Item::of_office(
                    "docket:trial".to_owned(),
                    format!("The docket {what}: have whoever runs the server look."),
                    "/room/docket".to_owned(),
                )
            }])
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::America::New_York;
    use chrono_tz::Asia::Tokyo;
    use chrono_tz::Europe::Madrid;

    use super::over;

    #[test]
    fn a_day_is_over_at_the_earlier_of_both_midnights() {
        let day: NaiveDate = "2027-03-15".parse().unwrap();
        for (office, foundation, end) in [
            (Madrid, New_York, "2027-03-15T23:00:00Z"),
            (New_York, Madrid, "2027-03-15T23:00:00Z"),
            (New_York, Tokyo, "2027-03-15T15:00:00Z"),
            (New_York, New_York, "2027-03-16T04:00:00Z"),
        ] {
            assert_eq!(over(day, office, foundation), end.parse().ok());
        }
    }
}
