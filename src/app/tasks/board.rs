//! Seats of the board to be filled, and clocks of what ends a seat.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::board::store::events;
use crate::bodies::Office;
use crate::bodies::model::BodyId;
use crate::bodies::model::ending::Clock;
use crate::bodies::model::vacancies::{Why, vacancies};
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};

/// Who sees to seats.
const SEES: [Office; 3] = [Office::Secretary, Office::Chair, Office::ElectionOfficer];
/// Who enters that a seat is over.
const ENTERS: [Office; 2] = [Office::Secretary, Office::Chair];

/// The midnight at which a legal day begins.
fn begin_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let begin = zone
        .from_local_datetime(&day.and_hms_opt(0, 0, 0)?)
        .earliest()?;
    Some(begin.with_timezone(&Utc))
}

pub(super) struct Vacancies;

impl Work for Vacancies {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&SEES) {
                return Ok(Vec::new());
            }
            let chairs = seats::chairs(conn).await?;
            let holdover = seats::holdover(conn, reader.now).await?;
            let open = vacancies(&chairs, &BodyId::board(), reader.now, reader.zone, holdover);
            if open.is_empty() {
                return Ok(Vec::new());
            }
            let rule = rulebook::find(conn, keys::BOARD_VACANCY, reader.now).await?;
            Ok(open
                .into_iter()
                .map(|vacancy| {
                    let what = match vacancy.why {
                        Why::NeverTaken | Why::TermOver | Why::EndedEarly => "is vacant",
                        Why::HeldOver => "is held beyond its term",
                    };
                    let sentence =
                        format!("{} of the board {what}: see who fills it.", vacancy.name);
                    Item {
                        since: begin_of(vacancy.since, reader.zone),
                        rule: rule.clone(),
                        shared: reader.shared(&SEES),
                        ..Item::of_office(
                            format!("board:{}:{}", vacancy.seat, vacancy.since),
                            sentence,
                            "/room/board#vacancies".to_owned(),
                        )
                    }
                })
                .collect())
        })
    }
}

pub(super) struct Clocks;

impl Work for Clocks {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if reader.offices.iter().all(|held| *held == Office::Auditor) {
                return Ok(Vec::new());
            }
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let rule = rulebook::find(conn, keys::SEAT_CURE_DAYS, reader.now).await?;
            let mut items = Vec::new();
            for event in events::all(conn).await? {
                if event.person == reader.person.0 {
                    continue;
                }
                let keeps = reader.holds_one_of(&ENTERS);
                let who = format!("{} ({})", event.name, event.seat);
                let (step, sentence) = match event.clock(today) {
                    Clock::Cured | Clock::Ended | Clock::PutRight => continue,
                    Clock::Runs(_) if keeps => (
                        "cure",
                        format!("Have it put right that would end the seat of {who}."),
                    ),
                    Clock::Runs(_) => continue,
                    Clock::Over => match event.proposed_by {
                        None if keeps => ("end", format!("Enter that the seat of {who} is over.")),
                        Some(by) if by != reader.person.0 => (
                            "confirmation",
                            format!("Confirm that the seat of {who} is over."),
                        ),
                        None | Some(_) => continue,
                    },
                };
                let due = match event.clock(today) {
                    Clock::Runs(last) => last
                        .checked_add_days(Days::new(1))
                        .and_then(|day| begin_of(day, reader.zone)),
                    Clock::Cured | Clock::Ended | Clock::PutRight | Clock::Over => None,
                };
                items.push(Item {
                    due,
                    since: Some(event.recorded_at),
                    rule: rule.clone(),
                    shared: reader.shared(&ENTERS),
                    ..Item::of_office(
                        format!("board:event-{}:{step}", event.id),
                        sentence,
                        format!("/room/board#event-{}", event.id),
                    )
                });
            }
            Ok(items)
        })
    }
}
