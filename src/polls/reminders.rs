//! Reminds those who have not voted, so many days before the close as the rule
//! says, and nobody where no rule does.
//!
//! What is due follows from the clock and from what was sent: after an outage
//! only the newest step is. Whether a ballot is in is asked twice, when a letter
//! is queued and just before it leaves.

use diesel_async::AsyncConnection;

use super::store;
use crate::bodies;
use crate::db::Connection;
use crate::rulebook::keys;
use crate::rulebook::model::clock::{DaysBefore, Hours};
use crate::rulebook::store as rulebook;
use crate::tasks::store::elected;
use crate::tasks::work::Fault;
use crate::tasks::worker::{Chore, Round};

/// The reminders of all open polls.
pub struct Reminders;

impl Chore for Reminders {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(conn.transaction(async |conn| {
            if elected(conn, "reminders of polls").await? {
                store::forget_reminders(conn).await?;
                remind(conn).await?;
            }
            Ok(())
        }))
    }
}

async fn remind(conn: &mut Connection) -> Result<(), Fault> {
    let Some(foundation) = bodies::store::foundation(conn).await? else {
        return Ok(());
    };
    let now = bodies::store::now(conn).await?;
    let Some(rule) = rulebook::find(conn, keys::REMINDERS_POLL_DAYS, now).await? else {
        return Ok(());
    };
    let quiet = rulebook::find(conn, keys::REMINDERS_QUIET, now).await?;
    let begin = quiet
        .and_then(|rule| Hours::parse(&rule.value))
        .and_then(|hours| hours.end_of(now, foundation.zone));
    let Some(days) = DaysBefore::parse(&rule.value) else {
        return Ok(());
    };
    for poll in store::open_now(conn).await? {
        let (Some(opens), Some(closes)) = (poll.facts.opens_at, poll.facts.closes_at) else {
            continue;
        };
        // A letter that may not leave before the close is of no use.
        let in_time = begin.is_none_or(|begin| begin < closes);
        if let Some(step) = days
            .newest(opens, closes, now, foundation.zone)
            .filter(|_| in_time)
        {
            store::remind(conn, &poll, step, begin).await?;
        }
    }
    Ok(())
}
