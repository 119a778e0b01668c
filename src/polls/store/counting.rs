//! After the openings came: what can be counted, and the count kept.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::Poll;
use crate::db::{Connection, sql_query};
use crate::rolls;
use crate::seal::hash::sha256;
use crate::seal::lot::{self, RevealFile};
use crate::seal::manifest::{Manifest, SmallCells};
use crate::seal::statement::SignedStatement;

pub(super) fn damage(error: impl std::fmt::Display) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(error.to_string().into())
}

pub(super) fn exact<const N: usize>(bytes: &[u8]) -> QueryResult<[u8; N]> {
    <[u8; N]>::try_from(bytes).map_err(|_| damage("a stored value has the wrong length"))
}

/// What a count rests on, once an opening and every share of the lot are here.
#[derive(Clone, Debug)]
pub struct Countable {
    /// The openings, which agree.
    pub openings: Vec<Unsealing>,
    /// The bytes of the lot's beacon.
    pub beacon: Vec<u8>,
}

/// Holds back openings of a poll until the transaction ends; their guard takes the same lock.
///
/// # Errors
/// Those of the database.
pub async fn hold_openings(conn: &mut Connection, poll: Uuid) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended('unsealing ' || $1::text, 0))")
        .bind::<SqlUuid, _>(poll)
        .execute(conn)
        .await?;
    Ok(())
}

/// What can be counted of a closed poll; none while a share is missing, the
/// openings disagree, an envelope hinders them, or fewer than [`openings_due`]
/// are here.
///
/// # Errors
/// Those of the database.
pub async fn countable(
    conn: &mut Connection,
    poll: Uuid,
    manifest: &Manifest,
) -> QueryResult<Option<Countable>> {
    let openings = unsealings(conn, poll).await?;
    let agree = openings.windows(2).all(|pair| {
        (&pair[0].ballots, &pair[0].open_lines) == (&pair[1].ballots, &pair[1].open_lines)
    });
    if openings.is_empty() || !agree || openings.iter().any(|opening| opening.hindered() > 0) {
        return Ok(None);
    }
    if openings.len() < openings_due(conn, poll).await? {
        return Ok(None);
    }
    let reveals = reveals(conn, poll, manifest).await?;
    let beacon = lot::beacon_from_reveals(manifest, &reveals).ok();
    Ok(beacon.map(|beacon| Countable { openings, beacon }))
}

/// A count as it is kept.
#[derive(Clone, Copy, Debug)]
pub struct KeptResult<'a> {
    /// `result.json`
    pub result: &'a str,
    /// `as-cast.json`, where an option was excluded.
    pub as_cast: Option<&'a str>,
    /// `ballots.jsonl`
    pub ballots: &'a [u8],
    /// Of the lot.
    pub beacon: &'a [u8],
}

/// Keeps a count: the certifier's part, in one transaction with its entry in the log.
///
/// # Errors
/// Those of the database.
pub async fn keep_result(
    conn: &mut Connection,
    poll: Uuid,
    kept: &KeptResult<'_>,
) -> QueryResult<()> {
    sql_query(
        "INSERT INTO poll_results (poll_id, result, as_cast, ballots_sha256, beacon)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<Text, _>(kept.result)
    .bind::<Nullable<Text>, _>(kept.as_cast)
    .bind::<Bytea, _>(sha256(kept.ballots).as_bytes().as_slice())
    .bind::<Bytea, _>(kept.beacon)
    .execute(conn)
    .await?;
    Ok(())
}

/// An officer's opening as stored.
#[derive(Clone, Debug, QueryableByName)]
pub struct Unsealing {
    #[diesel(sql_type = Text)]
    pub statement: String,
    /// `ballots.jsonl`
    #[diesel(sql_type = Text)]
    pub ballots: String,
    /// `open.jsonl`
    #[diesel(sql_type = Text)]
    pub open_lines: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: chrono::DateTime<chrono::Utc>,
}

impl Unsealing {
    /// The statement; it was checked when it came in.
    #[must_use]
    pub fn signed(&self) -> Option<SignedStatement> {
        SignedStatement::parse(self.statement.as_bytes()).ok()
    }

    /// Envelopes that could not be counted.
    #[must_use]
    pub fn hindered(&self) -> u64 {
        self.signed().map_or(0, |signed| signed.hindered())
    }
}

/// The openings of a poll, the first uploaded first: those of the envelopes as
/// they are to be opened, that is, since the last were set aside.
///
/// # Errors
/// Those of the database.
pub async fn unsealings(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<Unsealing>> {
    sql_query(
        "SELECT statement, ballots, open_lines, recorded_at FROM poll_unsealings u WHERE u.poll_id = $1
             AND u.recorded_at > coalesce((SELECT max(s.recorded_at) FROM poll_set_asides s
                                           WHERE s.poll_id = $1), '-infinity')
         ORDER BY u.recorded_at",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// Whether of this poll neither ballots nor figures are published: they stay out of everything
/// that anybody but who counts can read.
///
/// # Errors
/// Those of the database.
pub async fn shows_winners_only(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
) -> QueryResult<bool> {
    match (manifest.terms().small_cells, poll.roll) {
        (SmallCells::Open, _) | (SmallCells::WinnersOnly, None) => Ok(false),
        (SmallCells::WinnersOnly, Some(roll)) => {
            let leaves = rolls::store::leaves(conn, roll).await?;
            Ok(manifest.shows_winners_only(&leaves.cells()))
        }
    }
}

/// How many officers open before anything is counted: whoever opened envelopes
/// of which some were set aside since opens the others anew, two of them if
/// two or more did. Their shares of the lot are known by then and hold the
/// count back no longer, so one alone could say what was in the envelopes.
///
/// # Errors
/// Those of the database.
pub async fn openings_due(conn: &mut Connection, poll: Uuid) -> QueryResult<usize> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        officers: i64,
    }
    let row: Row = sql_query(
        "SELECT count(DISTINCT officer_key) AS officers FROM poll_unsealings WHERE poll_id = $1",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await?;
    Ok(usize::try_from(row.officers).map_err(damage)?.min(2))
}

/// The shares of the lot that have been revealed.
///
/// # Errors
/// Those of the database.
pub async fn reveals(
    conn: &mut Connection,
    poll: Uuid,
    manifest: &Manifest,
) -> QueryResult<Vec<RevealFile>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        officer_key: Vec<u8>,
        #[diesel(sql_type = Bytea)]
        reveal: Vec<u8>,
    }
    let rows: Vec<Row> =
        sql_query("SELECT officer_key, reveal FROM poll_reveals WHERE poll_id = $1")
            .bind::<SqlUuid, _>(poll)
            .load(conn)
            .await?;
    rows.into_iter()
        .map(|row| {
            let key = crate::seal::hash::PublicKey::from_bytes(exact(&row.officer_key)?);
            let officer = manifest
                .officer_by_key(&key)
                .ok_or_else(|| damage("a reveal is of no officer of the manifest"))?;
            Ok(RevealFile {
                eid: manifest.eid(),
                by: officer.name.clone(),
                reveal: crate::seal::hash::Reveal::from_bytes(exact(&row.reveal)?),
            })
        })
        .collect()
}

/// The count of a poll as stored.
#[derive(Clone, Debug, QueryableByName)]
pub struct ResultRow {
    /// `result.json`
    #[diesel(sql_type = Text)]
    pub result: String,
    /// `as-cast.json`, where an option was excluded.
    #[diesel(sql_type = Nullable<Text>)]
    pub as_cast: Option<String>,
    #[diesel(sql_type = Bytea)]
    pub ballots_sha256: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    pub beacon: Vec<u8>,
}

/// The count of a poll; none before there is one.
///
/// # Errors
/// Those of the database.
pub async fn result(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<ResultRow>> {
    sql_query("SELECT result, as_cast, ballots_sha256, beacon FROM poll_results WHERE poll_id = $1")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await
        .optional()
}
