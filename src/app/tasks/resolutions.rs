//! Resolutions that somebody is to carry out by a day.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::bodies::Office;
use crate::db::Connection;
use crate::resolutions::store;
use crate::tasks::{Answer, Item, Reader, Work};

/// The midnight at which a legal day is over.
fn end_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?;
    let end = zone.from_local_datetime(&next).earliest()?;
    Some(end.with_timezone(&Utc))
}

pub(super) struct ToCarryOut;

impl Work for ToCarryOut {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            // Who acts as no officer brings what shows it to one who does.
            let acts = reader.offices.iter().any(|held| *held != Office::Auditor);
            let open = store::open_of(conn, reader.person).await?;
            Ok(open
                .into_iter()
                .map(|task| {
                    let number = task.label.to_string();
                    Item {
                        key: format!("resolution:{number}:task"),
                        sentence: reader.t.say2(
                            "task-resolution",
                            "number",
                            number,
                            "title",
                            task.title,
                        ),
                        english: false,
                        path: if acts {
                            task.label.room_path()
                        } else {
                            task.label.path()
                        },
                        due: end_of(task.due_on, reader.zone),
                        since: Some(task.since),
                        rule: None,
                        shared: String::new(),
                        can_wait: true,
                    }
                })
                .collect())
        })
    }
}
