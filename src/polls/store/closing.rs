//! The close: the poll row first, then the live set, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::{Connection, patience, sql_query};
use crate::ledger;
use crate::outbox::{self, Letter, Recipient, RollLine, Wording};
use crate::polls::draft::Draft;
use crate::rolls;
use crate::seal::hash::{Commitment, Digest, Eid, Weight};
use crate::seal::live::{LiveSet, Participation};

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

#[derive(QueryableByName)]
struct LiveRow {
    #[diesel(sql_type = Bytea)]
    digest: Vec<u8>,
    #[diesel(sql_type = Int4)]
    weight: i32,
    #[diesel(sql_type = Bytea)]
    commitment: Vec<u8>,
}

/// Closes a poll whose time has come, enters in the log what is to be entered by
/// then, and tells everyone on its roll what the record says. Returns whether there was something to close.
///
/// # Errors
/// Those of the database; a record that contradicts itself counts as one.
pub async fn close(conn: &mut Connection, poll: Uuid) -> QueryResult<bool> {
    let damaged = |sentence: String| diesel::result::Error::DeserializationError(sentence.into());
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
        let eid = <[u8; 32]>::try_from(facts.eid.as_slice())
            .map(Eid::from_bytes)
            .map_err(|_| damaged("an eid is not 32 bytes long".into()))?;
        let cast: Count = sql_query("SELECT count(*) AS count FROM envelopes WHERE poll_id = $1")
            .bind::<SqlUuid, _>(poll)
            .get_result(conn)
            .await?;
        let rows: Vec<LiveRow> = sql_query(
            "SELECT DISTINCT ON (s.entitlement) s.digest, s.weight, e.commitment
             FROM envelopes s JOIN roll_entitlements e ON e.roll_id = $2 AND e.entitlement = s.entitlement
             WHERE s.poll_id = $1 ORDER BY s.entitlement, s.seq DESC",
        )
        .bind::<SqlUuid, _>(poll)
        .bind::<SqlUuid, _>(facts.roll_id)
        .load(conn)
        .await?;
        let leaves = rolls::store::leaves(conn, facts.roll_id).await?;
        let positions: BTreeMap<Commitment, u64> = leaves
            .as_slice()
            .iter()
            .zip(0_u64..)
            .map(|(leaf, position)| (leaf.c, position))
            .collect();
        let mut live = Vec::with_capacity(rows.len());
        let mut voted = Vec::with_capacity(rows.len());
        for row in &rows {
            let digest = <[u8; 32]>::try_from(row.digest.as_slice()).map(Digest::from_bytes);
            let commitment = <[u8; 32]>::try_from(row.commitment.as_slice()).map(Commitment::from_bytes);
            let weight = u64::try_from(row.weight).map_or(Err(()), |votes| Weight::new(votes).map_err(|_| ()));
            match (digest, commitment, weight) {
                (Ok(digest), Ok(commitment), Ok(weight)) => {
                    live.push((digest, weight));
                    voted.push(*positions.get(&commitment).ok_or_else(|| {
                        damaged("a voter's commitment is not among the leaves of the roll".into())
                    })?);
                }
                _ => return Err(damaged("an envelope's digest or weight is malformed".into())),
            }
        }
        let live = LiveSet::new(live).map_err(|error| damaged(error.to_string()))?;
        let participation = Participation::new(eid, voted).map_err(|error| damaged(error.to_string()))?;
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|error| damaged(error.to_string()));
        let live_count = i32::try_from(live.ballots()).map_err(|error| damaged(error.to_string()))?;
        let cast_count = i32::try_from(cast.count).map_err(|error| damaged(error.to_string()))?;
        sql_query(
            "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind::<SqlUuid, _>(poll)
        .bind::<Int4, _>(cast_count)
        .bind::<Int4, _>(cast_count - live_count)
        .bind::<Int4, _>(live_count)
        .bind::<BigInt, _>(i64::try_from(live.votes()).map_err(|error| damaged(error.to_string()))?)
        .bind::<Bytea, _>(live.root().as_bytes().as_slice())
        .bind::<Text, _>(text(live.to_jsonl())?)
        .bind::<Text, _>(text(participation.encode())?)
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

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
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
