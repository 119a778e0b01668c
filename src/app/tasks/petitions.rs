//! Petitions: a special meeting that members asked for and nobody answered.

use chrono::{Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::bodies::Office;
use crate::db::Connection;
use crate::petitions::model::{Purpose, State};
use crate::petitions::store;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};

/// Who calls the meeting, and who records its day.
const CALLS: [Office; 3] = [Office::Secretary, Office::Chair, Office::Director];

/// The midnight with which a legal day is over.
fn midnight_after(day: NaiveDate, zone: Tz) -> Option<chrono::DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?;
    let begin = zone.from_local_datetime(&next.and_hms_opt(0, 0, 0)?);
    Some(begin.earliest()?.with_timezone(&Utc))
}

pub(super) struct Undated;

impl Work for Undated {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&CALLS) {
                return Ok(Vec::new());
            }
            let waiting: Vec<_> = store::delivered(conn)
                .await?
                .into_iter()
                .filter(|petition| {
                    petition.purpose == Purpose::Meeting && petition.state == State::Delivered
                })
                .collect();
            if waiting.is_empty() {
                return Ok(Vec::new());
            }
            let rule = rulebook::find(conn, keys::PETITION_NOTICE_DAYS, reader.now).await?;
            let items = waiting.into_iter().filter_map(|petition| {
                let delivery = petition.delivery?;
                let number = petition.number;
                let sentence = format!(
                    "Fix the day of the special meeting that petition {number} asks for: {}",
                    petition.title
                );
                let notice_by = delivery.clocks.notice_by.map(|mark| mark.day);
                Some(Item {
                    due: notice_by.and_then(|day| midnight_after(day, reader.zone)),
                    since: Some(delivery.at),
                    rule: rule.clone(),
                    shared: reader.shared(&CALLS),
                    ..Item::of_office(
                        format!("petition:{number}:meeting"),
                        sentence,
                        format!("/room/petitions/{number}"),
                    )
                })
            });
            Ok(items.collect())
        })
    }
}
