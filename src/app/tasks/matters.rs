//! Days that bind in matters: near, or missed.

use chrono::Days;

use super::end_of;
use crate::db::Connection;
use crate::matters::model::{DateStanding, NEAR_DAYS};
use crate::matters::store::{self, privilege};
use crate::tasks::work::Fault;
use crate::tasks::{Answer, Item, Reader, Work};

/// Whether somebody may work on any matter at all: most members never do.
async fn works(conn: &mut Connection, reader: &Reader) -> Result<bool, Fault> {
    Ok(!reader.offices.is_empty() || store::is_counsel_anywhere(conn, reader.person).await?)
}

/// What binds soon, for everybody who works on the matter: officers, and its counsel.
pub(super) struct BindingDays;

impl Work for BindingDays {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !works(conn, reader).await? {
                return Ok(Vec::new());
            }
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let ahead = Days::new(NEAR_DAYS.unsigned_abs());
            let Some(until) = today.checked_add_days(ahead) else {
                return Ok(Vec::new());
            };
            let dates = store::dates_until(conn, until, reader.person).await?;
            let items = dates.into_iter().map(|date| {
                let (number, title) = &date.matter;
                let missed = date.standing(today) == DateStanding::Missed;
                let kind = date.kind.said();
                Item {
                    due: end_of(date.due_on, reader.zone),
                    since: Some(date.at),
                    // A day that binds is nobody's to put off.
                    can_wait: false,
                    ..Item::of_office(
                        format!("matter:{number}:date:{}", date.record),
                        if missed {
                            format!("{kind} in matter M-{number}, “{title}”: missed. Say what became of it.")
                        } else {
                            format!("{kind} in matter M-{number}, “{title}”.")
                        },
                        format!("/room/matters/{number}"),
                    )
                }
            });
            Ok(items.collect())
        })
    }
}

/// Privileged notes of others, for whom they are and who has not read them.
pub(super) struct UnreadNotes;

impl Work for UnreadNotes {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !works(conn, reader).await? {
                return Ok(Vec::new());
            }
            let unread = privilege::unread(conn, reader.person).await?;
            let items = unread.into_iter().map(|matter| {
                let (number, title) = (matter.number, matter.title);
                let notes = match matter.notes {
                    1 => "A privileged note waits".to_owned(),
                    many => format!("{many} privileged notes wait"),
                };
                Item {
                    since: Some(matter.since),
                    ..Item::of_office(
                        format!("matter:{number}:notes:{}", matter.since.timestamp()),
                        format!("{notes} for you in matter M-{number}, “{title}”."),
                        format!("/room/matters/{number}/privileged"),
                    )
                }
            });
            Ok(items.collect())
        })
    }
}
