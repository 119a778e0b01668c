//! All SQL of feeds: the addresses of calendars, and what was given out.

use std::error::Error;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::event::{self, Given};
use super::{JoinedDates, Reader};
use crate::accounts::secret::Token;
use crate::db::{Connection, sql_query};

/// Why a calendar could not be read.
#[derive(Debug, Error)]
pub enum CalendarError {
    #[error("a date that was given out cannot be read any more: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("a subject could not say its dates: {0}")]
    Dates(#[from] Box<dyn Error + Send + Sync>),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

#[derive(QueryableByName)]
struct MadeRow {
    #[diesel(sql_type = Timestamptz)]
    made_at: DateTime<Utc>,
}

/// Since when the account's calendar has the address that opens; none without one.
///
/// # Errors
/// Those of the database.
pub async fn address_since(
    conn: &mut Connection,
    account: Uuid,
) -> QueryResult<Option<DateTime<Utc>>> {
    let row: Option<MadeRow> = sql_query(
        "SELECT made_at FROM calendar_addresses WHERE account = $1 AND revoked_at IS NULL",
    )
    .bind::<SqlUuid, _>(account)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.made_at))
}

/// What became of a wish for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// The address opens: made now, or by the same form before.
    Opens,
    /// The account's address is another than the one this was to replace.
    Outdated,
}

/// Makes an address for the account's calendar in place of the one it has had
/// `since` then, which opens no more.
///
/// # Errors
/// Those of the database.
pub async fn make_address(
    conn: &mut Connection,
    account: Uuid,
    token: &Token,
    since: Option<DateTime<Utc>>,
) -> QueryResult<Made> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        opens: bool,
    }
    let hash = token.hash();
    conn.transaction(async |conn| {
        take_turns(conn, account).await?;
        let same: Option<Row> = sql_query(
            "SELECT revoked_at IS NULL AS opens FROM calendar_addresses WHERE token_hash = $1 AND account = $2",
        )
        .bind::<Bytea, _>(hash.as_slice())
        .bind::<SqlUuid, _>(account)
        .get_result(conn)
        .await
        .optional()?;
        match same {
            Some(row) if row.opens => return Ok(Made::Opens),
            Some(_) => return Ok(Made::Outdated),
            None => {}
        }
        if address_since(conn, account).await? != since {
            return Ok(Made::Outdated);
        }
        revoke(conn, account).await?;
        sql_query(
            "DELETE FROM calendar_addresses WHERE account = $1 AND revoked_at < clock_timestamp() - interval '30 days'",
        )
        .bind::<SqlUuid, _>(account)
        .execute(conn)
        .await?;
        sql_query("INSERT INTO calendar_addresses (token_hash, account) VALUES ($1, $2)")
            .bind::<Bytea, _>(hash.as_slice())
            .bind::<SqlUuid, _>(account)
            .execute(conn)
            .await?;
        Ok(Made::Opens)
    })
    .await
}

/// Ends the address of the account's calendar, if it has one.
///
/// # Errors
/// Those of the database.
pub async fn revoke(conn: &mut Connection, account: Uuid) -> QueryResult<()> {
    sql_query(
        "UPDATE calendar_addresses SET revoked_at = clock_timestamp() WHERE account = $1 AND revoked_at IS NULL",
    )
    .bind::<SqlUuid, _>(account)
    .execute(conn)
    .await?;
    Ok(())
}

/// The account whose calendar an address with this SHA-256 opens.
///
/// # Errors
/// Those of the database.
pub async fn account_behind(conn: &mut Connection, hash: [u8; 32]) -> QueryResult<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        account: Uuid,
    }
    let row: Option<Row> = sql_query(
        "SELECT account FROM calendar_addresses WHERE token_hash = $1 AND revoked_at IS NULL",
    )
    .bind::<Bytea, _>(hash.as_slice())
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.account))
}

/// One at a time for an account.
async fn take_turns(conn: &mut Connection, account: Uuid) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/calendar/' || $1, 0))")
        .bind::<Text, _>(account.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct GivenRow {
    #[diesel(sql_type = Jsonb)]
    form: serde_json::Value,
    #[diesel(sql_type = Int4)]
    sequence: i32,
    #[diesel(sql_type = Timestamptz)]
    changed_at: DateTime<Utc>,
}

/// What the account's calendar gives out now; keeps what is new or changed in it.
///
/// # Errors
/// Those of the database and of the subjects.
pub async fn read(
    conn: &mut Connection,
    account: Uuid,
    dates: &JoinedDates,
    reader: &Reader,
) -> Result<Vec<Given>, CalendarError> {
    conn.transaction(async |conn| {
        take_turns(conn, account).await?;
        let mut said = Vec::new();
        for subject in &dates.0 {
            said.extend(subject.dates(conn, reader).await?);
        }
        let rows: Vec<GivenRow> =
            sql_query("SELECT form, sequence, changed_at FROM feed_events WHERE account = $1")
                .bind::<SqlUuid, _>(account)
                .load(conn)
                .await?;
        let kept = rows
            .into_iter()
            .map(|row| {
                Ok(Given {
                    event: serde_json::from_value(row.form)?,
                    sequence: row.sequence,
                    changed_at: row.changed_at,
                })
            })
            .collect::<Result<_, serde_json::Error>>()?;
        let reading = event::read(kept, said, reader.now);
        for given in &reading.changed {
            sql_query(
                "INSERT INTO feed_events (account, event, form, sequence, changed_at) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (account, event) DO UPDATE \
                 SET form = excluded.form, sequence = excluded.sequence, changed_at = excluded.changed_at",
            )
            .bind::<SqlUuid, _>(account)
            .bind::<Text, _>(&given.event.id)
            .bind::<Jsonb, _>(serde_json::to_value(&given.event)?)
            .bind::<Int4, _>(given.sequence)
            .bind::<Timestamptz, _>(given.changed_at)
            .execute(conn)
            .await?;
        }
        Ok(reading.given)
    })
    .await
}
