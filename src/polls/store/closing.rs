//! The close: the poll row first, then the live set, in one transaction.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::closing_set::closing_set;
use super::counting::exact;
use crate::db::{Connection, patience, sql_query};
use crate::ledger;
use crate::outbox::{self, Letter, Recipient, RollLine, Wording};
use crate::polls::draft::Draft;
use crate::rolls;
use crate::seal::hash::Eid;

/// The polls whose time is over and that nobody has closed yet.
///
/// # Errors
/// Those of the database.
pub async fn due(conn: &mut Connection) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Due {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let rows: Vec<Due> =
        sql_query("SELECT id FROM polls WHERE state = 'open' AND closes_at <= clock_timestamp() ORDER BY closes_at")
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The polls, by number, that are still open more than a minute after their close. The close itself
/// may take longer where a roll is very long; beyond that somebody has to look.
///
/// # Errors
/// Those of the database.
pub async fn overdue(conn: &mut Connection) -> QueryResult<Vec<i32>> {
    #[derive(QueryableByName)]
    struct Overdue {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let rows: Vec<Overdue> = sql_query(
        "SELECT number FROM polls
         WHERE state = 'open' AND closes_at < clock_timestamp() - interval '1 minute' ORDER BY number",
    )
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// Closes a poll whose time has come, enters in the log what is to be entered by
/// then, and tells everyone on its roll what the record says. Returns whether there was something to close.
///
/// # Errors
/// Those of the database; a record that contradicts itself counts as one.
pub async fn close(conn: &mut Connection, poll: Uuid) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        let closed: ClosedAt = sql_query("SELECT close_poll($1) AS closed_at")
            .bind::<SqlUuid, _>(poll)
            .get_result(conn)
            .await?;
        if closed.closed_at.is_none() {
            return Ok(false);
        }
        let facts: PollFacts = sql_query("SELECT number, roll_id, eid FROM polls WHERE id = $1")
            .bind::<SqlUuid, _>(poll)
            .get_result(conn)
            .await?;
        let eid = Eid::from_bytes(exact(&facts.eid)?);
        let closing = closing_set(conn, poll, facts.roll_id, eid).await?.closing;
        sql_query(
            "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind::<SqlUuid, _>(poll)
        .bind::<Int4, _>(closing.cast_count)
        .bind::<Int4, _>(closing.superseded)
        .bind::<Int4, _>(closing.live)
        .bind::<BigInt, _>(closing.votes)
        .bind::<Bytea, _>(closing.live_root)
        .bind::<Text, _>(closing.live_lines)
        .bind::<Text, _>(closing.participation)
        .execute(conn)
        .await?;
        ledger::store::log_close(conn, poll).await?;
        // Everyone was told when officers ended it; of a result nobody is to be told any more.
        if super::voided(conn, poll).await?.is_none() {
            tell_the_roll(conn, poll, facts.number, facts.roll_id).await?;
        }
        Ok(true)
    })
    .await
}

/// Queues, for everyone on the roll who can be reached, what the record says.
async fn tell_the_roll(
    conn: &mut Connection,
    poll: Uuid,
    number: i32,
    roll: Uuid,
) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Voted {
        #[diesel(sql_type = Bytea)]
        entitlement: Vec<u8>,
    }
    let voted: Vec<Voted> =
        sql_query("SELECT DISTINCT entitlement FROM envelopes WHERE poll_id = $1")
            .bind::<SqlUuid, _>(poll)
            .load(conn)
            .await?;
    let voted: BTreeSet<Vec<u8>> = voted.into_iter().map(|row| row.entitlement).collect();
    let title = wording(conn, poll).await?;
    let voters = rolls::store::casters(conn, roll, poll).await?;
    let letters = voters.into_iter().map(|voter| {
        let letter = Letter::RecordSays {
            title: title.clone(),
            path: format!("/polls/{number}"),
            complain_path: format!("/polls/{number}#complaint"),
            voted: voted.contains(&voter.entitlement),
            line: RollLine {
                roll,
                entitlement: HEXLOWER.encode(&voter.entitlement),
            },
        };
        (Recipient::Account(voter.account), letter)
    });
    outbox::store::queue_all(conn, letters).await
}

/// The question of a poll in every language it was written in.
pub(super) async fn wording(conn: &mut Connection, poll: Uuid) -> QueryResult<Wording> {
    #[derive(QueryableByName)]
    struct Content {
        #[diesel(sql_type = diesel::sql_types::Jsonb)]
        content: serde_json::Value,
    }
    let row: Content = sql_query(
        "SELECT content FROM poll_drafts WHERE poll_id = $1 ORDER BY version DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await?;
    let draft: Draft = serde_json::from_value(row.content)
        .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
    Ok(draft.wording())
}

#[derive(QueryableByName)]
struct ClosedAt {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    closed_at: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(QueryableByName)]
struct PollFacts {
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = SqlUuid)]
    roll_id: Uuid,
    #[diesel(sql_type = Bytea)]
    eid: Vec<u8>,
}

/// The closing set of a poll as it was fixed.
#[derive(Clone, Debug, QueryableByName)]
pub struct Closing {
    #[diesel(sql_type = Int4)]
    pub cast_count: i32,
    #[diesel(sql_type = Int4)]
    pub superseded: i32,
    #[diesel(sql_type = Int4)]
    pub live: i32,
    #[diesel(sql_type = BigInt)]
    pub votes: i64,
    #[diesel(sql_type = Bytea)]
    pub live_root: Vec<u8>,
    /// `live.jsonl`
    #[diesel(sql_type = Text)]
    pub live_lines: String,
    /// `participation.json`
    #[diesel(sql_type = Text)]
    pub participation: String,
}

/// The closing set of a poll; none before the close.
///
/// # Errors
/// Those of the database.
pub async fn closing(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<Closing>> {
    sql_query(
        "SELECT cast_count, superseded, live, votes, live_root, live_lines, participation
         FROM poll_closings WHERE poll_id = $1",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await
    .optional()
}
