//! Reminders of deadlines until somebody acknowledges them, and a docket that was not
//! tried.

use chrono::NaiveDate;

use super::{begin_of, end_of};
use crate::bodies::Office;
use crate::db::Connection;
use crate::docket::model::ladder;
use crate::docket::store::list::{Counts, Line};
use crate::docket::store::{canary, list, today};
use crate::tasks::{Answer, Item, Reader, Work};
use crate::web::times::day_said;

/// Who is reminded first.
const FIRST: [Office; 1] = [Office::Secretary];
/// Who is, when nobody acknowledged a reminder by the rung fourteen days before.
const ESCALATED: [Office; 2] = [Office::Secretary, Office::Chair];

/// Reminders that stand on a list one by one; the docket has them all.
const MOST: usize = 25;

pub(super) struct Deadlines;

impl Work for Deadlines {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&ESCALATED) {
                return Ok(Vec::new());
            }
            let today = today(conn).await?;
            let (lines, missed) = list::to_remind(conn, today).await?;
            let mut items: Vec<Item> = lines
                .iter()
                .filter_map(|line| reminder(line, today, reader))
                .collect();
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

/// The reminder of a deadline that waits for this reader.
fn reminder(line: &Line, today: NaiveDate, reader: &Reader) -> Option<Item> {
    let rung = ladder::waiting(line.kind, &line.dates, line.acknowledged, today)?;
    let escalates = ladder::escalates(&line.dates, line.acknowledged, today);
    let asked: &[Office] = if escalates { &ESCALATED } else { &FIRST };
    if !reader.holds_one_of(asked) {
        return None;
    }
    let due = line.dates.due?;
    let office = if line.office.is_empty() {
        String::new()
    } else {
        format!(" ({})", line.office)
    };
    let when = if today > due {
        let last = line
            .dates
            .last()
            .map_or_else(String::new, |day| day_said(&day));
        format!(
            "was due on {}, and can be done until {last}",
            day_said(&due)
        )
    } else {
        format!("is due on {}", day_said(&due))
    };
    Some(Item {
        due: end_of(
            line.dates.last().filter(|_| today > due).unwrap_or(due),
            reader.zone,
        ),
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
