//! Petitions that were received and that nobody answered: a special meeting, or a
//! question on the next ballot.

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
                .filter(|petition| petition.state == State::Delivered)
                .collect();
            if waiting.is_empty() {
                return Ok(Vec::new());
            }
            let rule = rulebook::find(conn, keys::PETITION_NOTICE_DAYS, reader.now).await?;
            let items = waiting.into_iter().filter_map(|petition| {
                let delivery = petition.delivery?;
                let number = petition.number;
                let title = &petition.title;
                let item = match petition.purpose {
                    Purpose::Meeting => {
                        let notice_by = delivery.clocks.notice_by.map(|mark| mark.day);
                        Item {
                            due: notice_by.and_then(|day| midnight_after(day, reader.zone)),
                            rule: rule.clone(),
                            ..Item::of_office(
                                format!("petition:{number}:meeting"),
                                format!(
                                    "Fix the day of the special meeting that petition {number} asks for: {title}"
                                ),
                                format!("/room/petitions/{number}"),
                            )
                        }
                    }
                    Purpose::Ballot => Item::of_office(
                        format!("petition:{number}:ballot"),
                        format!("Put on the ballot what petition {number} asks for: {title}"),
                        format!("/room/petitions/{number}"),
                    ),
                };
                Some(Item {
                    since: Some(delivery.at),
                    shared: reader.shared(&CALLS),
                    ..item
                })
            });
            Ok(items.collect())
        })
    }
}
