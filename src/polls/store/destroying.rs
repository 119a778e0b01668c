//! The end of a poll's secrets: shares that are said to be destroyed, and the act of officers
//! after which the operator empties the envelopes.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::deciding::{DecisionError, propose, seconds};
use super::{Poll, refused_by};
use crate::db::{Connection, natural, sql_query};
use crate::evidence::leaf::{PollDestroyed, Signatures};
use crate::polls::model::Phase;
use crate::seal::manifest::Manifest;

/// Why nothing is destroyed, in a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum DestroyError {
    #[error(
        "This poll is neither certified nor ended: its shares and envelopes are kept. Certify or end it first."
    )]
    NotOver,
    #[error(
        "Its shares and envelopes are destroyed already, or an act says so. Nothing is left to do."
    )]
    Already,
    #[error("This share is said to be destroyed already. Nothing is left to do.")]
    SaidAlready,
    #[error("This poll's key has no such share. Choose one of the list.")]
    NoSuchShare,
    #[error("No share of the key is said to be destroyed yet: record first who destroyed theirs.")]
    NoShares,
    #[error("What was signed is not what is there: prepare the act anew.")]
    Changed,
    #[error(transparent)]
    Decision(#[from] DecisionError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// One share (of a key that was not split: the key), and whether it is said to be destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareEnd {
    pub x: i32,
    pub holder: String,
    /// Who recorded it, and when.
    pub destroyed: Option<(String, DateTime<Utc>)>,
}

/// What officers' act says was destroyed, and when the envelopes were.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Destruction {
    #[diesel(sql_type = BigInt)]
    pub envelopes: i64,
    #[diesel(sql_type = BigInt)]
    pub shares: i64,
    #[diesel(sql_type = Int4)]
    pub act: i32,
    #[diesel(sql_type = Timestamptz)]
    pub decided_at: DateTime<Utc>,
    /// When `commonhold destroy` emptied the envelopes.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub emptied_at: Option<DateTime<Utc>>,
    /// The officers who signed.
    #[diesel(sql_type = Text)]
    pub signers: String,
}

/// What was destroyed of this poll; none as long as nothing was.
///
/// # Errors
/// Those of the database.
pub async fn destruction(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<Destruction>> {
    sql_query(
        "SELECT d.envelopes, d.shares, a.number AS act, d.recorded_at AS decided_at, e.recorded_at AS emptied_at,
                coalesce((SELECT string_agg(DISTINCT s.name, ', ') FROM act_signatures s WHERE s.act_id = a.id), '') AS signers
         FROM poll_destructions d JOIN acts a ON a.id = d.act_id
         LEFT JOIN envelope_destructions e ON e.poll_id = d.poll_id
         WHERE d.poll_id = $1",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await
    .optional()
}

/// The shares of a poll's key with what became of them.
///
/// # Errors
/// Those of the database.
pub async fn share_ends(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<ShareEnd>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        x: i32,
        #[diesel(sql_type = SqlUuid)]
        stated_by: Uuid,
        #[diesel(sql_type = Timestamptz)]
        recorded_at: DateTime<Utc>,
    }
    let said: Vec<Row> = sql_query(
        "SELECT x, stated_by, recorded_at FROM key_share_destructions WHERE poll_id = $1",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await?;
    let holders: Vec<(i32, String)> = match super::ceremony(conn, poll).await? {
        Some(ceremony) => ceremony
            .holders
            .into_iter()
            .map(|holder| (holder.x, holder.name))
            .collect(),
        None => super::keys(conn, poll)
            .await?
            .into_iter()
            .filter(|key| key.kind == "seal")
            .map(|key| (1, key.name))
            .collect(),
    };
    let mut ends = Vec::new();
    for (x, holder) in holders {
        let destroyed = match said.iter().find(|row| row.x == x) {
            None => None,
            Some(row) => {
                let by = crate::parties::PartyId(row.stated_by);
                let name = crate::parties::store::name(conn, by).await?;
                Some((name.unwrap_or_default(), row.recorded_at))
            }
        };
        ends.push(ShareEnd {
            x,
            holder,
            destroyed,
        });
    }
    Ok(ends)
}

/// Records that a share, with every copy of it, is destroyed.
///
/// # Errors
/// When the poll goes on, or there is no such share.
pub async fn state_destroyed(
    conn: &mut Connection,
    poll: &Poll,
    x: i32,
    officer: Uuid,
) -> Result<(), DestroyError> {
    may_be_destroyed(poll)?;
    let ends = share_ends(conn, poll.id).await?;
    let Some(end) = ends.iter().find(|end| end.x == x) else {
        return Err(DestroyError::NoSuchShare);
    };
    if end.destroyed.is_some() {
        return Err(DestroyError::SaidAlready);
    }
    sql_query("INSERT INTO key_share_destructions (poll_id, x, stated_by) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(poll.id)
        .bind::<Int4, _>(x)
        .bind::<SqlUuid, _>(officer)
        .execute(conn)
        .await
        .map_err(|error| match refused_by(&error) {
            Some("poll_is_over") => DestroyError::NotOver,
            Some("key_share_destructions_pkey") => DestroyError::SaidAlready,
            _ => DestroyError::Database(error),
        })?;
    Ok(())
}

/// Whether the secrets of this poll may be destroyed now: it is certified, which waits for the
/// end of complaints (`complaints_until`), or ended, and then nobody complains.
fn may_be_destroyed(poll: &Poll) -> Result<(), DestroyError> {
    if matches!(poll.phase(), Phase::Certified | Phase::Voided) {
        Ok(())
    } else {
        Err(DestroyError::NotOver)
    }
}

/// How many envelopes and shares an act would say were destroyed.
async fn numbers(conn: &mut Connection, poll: Uuid) -> QueryResult<(u64, u64)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        envelopes: i64,
        #[diesel(sql_type = BigInt)]
        shares: i64,
    }
    let row: Row = sql_query(
        "SELECT (SELECT count(*) FROM envelopes WHERE poll_id = $1) AS envelopes,
                (SELECT count(*) FROM key_share_destructions WHERE poll_id = $1) AS shares",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await?;
    Ok((natural(row.envelopes)?, natural(row.shares)?))
}

/// Prepares the act that lets the envelopes be destroyed; returns its number.
///
/// # Errors
/// A sentence about what does not fit.
pub async fn prepare_destruction(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    officer: Uuid,
) -> Result<i32, DestroyError> {
    may_be_destroyed(poll)?;
    if destruction(conn, poll.id).await?.is_some() {
        return Err(DestroyError::Already);
    }
    let (envelopes, shares) = numbers(conn, poll.id).await?;
    if shares == 0 {
        return Err(DestroyError::NoShares);
    }
    let leaf = PollDestroyed {
        at: seconds(poll)?,
        eid: manifest.eid(),
        envelopes,
        shares,
        sigs: Signatures::default(),
    };
    Ok(propose(conn, poll, leaf.into(), officer).await?)
}

/// Records that officers let the envelopes be destroyed: the certifier's part, in the transaction
/// of a signed act. The envelopes go by `commonhold destroy`.
///
/// # Errors
/// When the poll goes on, or what is there is not what was signed.
pub async fn keep_destruction(
    conn: &mut Connection,
    poll: &Poll,
    act: Uuid,
    leaf: &PollDestroyed,
) -> Result<(), DestroyError> {
    may_be_destroyed(poll)?;
    if destruction(conn, poll.id).await?.is_some() {
        return Err(DestroyError::Already);
    }
    if numbers(conn, poll.id).await? != (leaf.envelopes, leaf.shares) {
        return Err(DestroyError::Changed);
    }
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    sql_query(
        "INSERT INTO poll_destructions (poll_id, act_id, envelopes, shares) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(poll.id)
    .bind::<SqlUuid, _>(act)
    .bind::<BigInt, _>(number(leaf.envelopes))
    .bind::<BigInt, _>(number(leaf.shares))
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether envelopes were kept for want of an act.
pub fn is_refused_destruction(error: &diesel::result::Error) -> bool {
    refused_by(error) == Some("destruction_is_an_act")
}

/// Empties the envelopes of a poll, as the owner of the database, after the act of its officers;
/// gives how many were emptied.
///
/// # Errors
/// Those of the database; where there is no such act, `destruction_is_an_act`.
pub async fn destroy_envelopes(
    conn: &mut diesel_async::AsyncPgConnection,
    poll: i32,
) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        destroyed: i64,
    }
    let row: Option<Row> =
        sql_query("SELECT destroy_envelopes(p.id) AS destroyed FROM polls p WHERE p.number = $1")
            .bind::<Int4, _>(poll)
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(|row| row.destroyed))
}
