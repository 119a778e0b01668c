//! Reminds members that their term ends, so many days before as the rule says,
//! and warns those who would lapse inside an announced vote; nobody where no rule
//! does.
//!
//! What is due follows from the day, the rules and what was sent: after an outage
//! only the newest step is, once.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncConnection;

use super::model::{warns_from, windows};
use super::store::{dates, due};
use crate::bodies;
use crate::db::Connection;
use crate::rulebook::keys;
use crate::rulebook::model::clock::{DaysBefore, Hours};
use crate::rulebook::store as rulebook;
use crate::tasks::store::elected;
use crate::tasks::work::Fault;
use crate::tasks::worker::{Chore, Round};

/// The reminders of all memberships.
pub struct Renewals;

impl Chore for Renewals {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(async move {
            while conn.transaction(batch).await? {}
            Ok(())
        })
    }
}

/// One transaction's letters; whether there may be more.
async fn batch(conn: &mut Connection) -> Result<bool, Fault> {
    let Some(foundation) = bodies::store::foundation(conn).await? else {
        return Ok(false);
    };
    if !elected(conn, "reminders of renewals").await? {
        return Ok(false);
    }
    let now = bodies::store::now(conn).await?;
    let quiet = rulebook::find(conn, keys::REMINDERS_QUIET, now).await?;
    let begin = quiet
        .and_then(|rule| Hours::parse(&rule.value))
        .and_then(|hours| hours.end_of(now, foundation.zone));
    let today = foundation.day(now);
    if remind(conn, today, now, begin).await? {
        return Ok(true);
    }
    warn(conn, today, now, begin).await
}

async fn remind(
    conn: &mut Connection,
    today: NaiveDate,
    now: DateTime<Utc>,
    begin: Option<DateTime<Utc>>,
) -> Result<bool, Fault> {
    let rule = rulebook::find(conn, keys::RENEWALS_REMINDER_DAYS, now).await?;
    let Some(steps) = rule.and_then(|rule| DaysBefore::parse(&rule.value)) else {
        return Ok(false);
    };
    for window in windows(steps.days(), today) {
        if due::remind(conn, window, today, begin).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn warn(
    conn: &mut Connection,
    today: NaiveDate,
    now: DateTime<Utc>,
    begin: Option<DateTime<Utc>>,
) -> Result<bool, Fault> {
    let Some(days) = days_by(conn, keys::RENEWALS_WARNING_DAYS, now).await? else {
        return Ok(false);
    };
    let grace = days_by(conn, keys::MEMBERSHIP_GRACE_DAYS, now).await?;
    for date in dates::ahead(conn, today).await? {
        if warns_from(date.record_date, days) <= today
            && due::warn(conn, &date, today, grace.unwrap_or(0), begin).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The number of days that a rule says; none where the rulebook is silent.
///
/// # Errors
/// Those of the database.
pub async fn days_by(
    conn: &mut Connection,
    key: &str,
    now: DateTime<Utc>,
) -> diesel::QueryResult<Option<u32>> {
    let rule = rulebook::find(conn, key, now).await?;
    Ok(rule.and_then(|rule| rule.value.parse().ok()))
}
