//! Acts that change the course of a poll after its opening: its close put off, an option excluded.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::acts::{Undone, poll_of, refuse};
use crate::acts::store::ActRow;
use crate::bodies;
use crate::db::Connection;
use crate::evidence::leaf::{PollExcluded, PollExtended};
use crate::polls::store::{self as polls, DecisionError, Poll};
use crate::seal::manifest::Manifest;
use crate::web::times::weekday_hour_said;

/// Where the foundation is, and the day there.
async fn place(conn: &mut Connection, poll: &Poll) -> Result<(Tz, NaiveDate), Undone> {
    let zone = bodies::store::foundation(conn)
        .await?
        .map_or(chrono_tz::UTC, |foundation| foundation.zone);
    Ok((zone, poll.now.with_timezone(&zone).date_naive()))
}

async fn manifest_of(conn: &mut Connection, poll: &Poll) -> Result<Manifest, Undone> {
    match polls::manifest(conn, poll.id).await? {
        Some(manifest) => Ok(manifest),
        None => refuse("This poll was never opened. Open it first."),
    }
}

fn refused<T>(error: DecisionError) -> Result<T, Undone> {
    match error {
        DecisionError::Database(fault) => Err(fault.into()),
        refusal => refuse(refusal),
    }
}

/// Puts the close off, if the present one has not passed while officers signed.
pub(super) async fn extend(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &PollExtended,
) -> Result<String, Undone> {
    let poll = poll_of(conn, row, &leaf.clone().into()).await?;
    let manifest = manifest_of(conn, &poll).await?;
    let (zone, today) = place(conn, &poll).await?;
    match polls::extend(conn, &poll, &manifest, row.id, leaf, zone, today).await {
        Ok(closes) => Ok(format!(
            "Poll {} closes on {}.",
            poll.number,
            weekday_hour_said(zone, closes)
        )),
        Err(error) => refused(error),
    }
}

/// Excludes an option, if no opening of envelopes was handed in while officers signed.
pub(super) async fn exclude(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &PollExcluded,
) -> Result<String, Undone> {
    let poll = poll_of(conn, row, &leaf.clone().into()).await?;
    let manifest = manifest_of(conn, &poll).await?;
    let (_, today) = place(conn, &poll).await?;
    match polls::exclude(conn, &poll, &manifest, row.id, leaf, today).await {
        Ok(name) => Ok(format!(
            "{name} is excluded in poll {}: it is counted both as cast and without.",
            poll.number
        )),
        Err(error) => refused(error),
    }
}
