//! After the close: envelopes out, statements and reveals in, the count kept.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Closing, Poll, refused_by};
use crate::db::Connection;
use crate::rolls;
use crate::seal::ballot::parse_ballots;
use crate::seal::envelope::Envelope;
use crate::seal::envelopes::{Disclosed, Export, Exported, OpenCell};
use crate::seal::hash::{
    Commitment, Digest, EntitlementId, EnvelopeId, RollId, Salt, Weight, sha256,
};
use crate::seal::lot::{self, RevealFile};
use crate::seal::manifest::{Manifest, SmallCells};
use crate::seal::roll::Leaves;
use crate::seal::statement::SignedStatement;

/// Why an upload was refused, in a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("{0}")]
    Refused(String),
    #[error("This officer's files are here already. A second opening comes from another officer.")]
    Twice,
    #[error("The poll is not closed yet.")]
    NotClosed,
    #[error("The count has been made: an opening that comes now is no part of it.")]
    Counted,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl UploadError {
    fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }

    fn of(error: diesel::result::Error) -> Self {
        match refused_by(&error) {
            Some("poll_is_closed") => Self::NotClosed,
            Some("opening_comes_before_the_count") => Self::Counted,
            Some("officer_opens_once" | "poll_reveals_pkey") => Self::Twice,
            _ => Self::Database(error),
        }
    }
}

#[derive(QueryableByName)]
struct EnvelopeRow {
    #[diesel(sql_type = Bytea)]
    envelope_id: Vec<u8>,
    #[diesel(sql_type = Int4)]
    weight: i32,
    #[diesel(sql_type = Bytea)]
    enc: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    ct: Vec<u8>,
    #[diesel(sql_type = Bool)]
    small: bool,
    #[diesel(sql_type = Bytea)]
    entitlement: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    commitment: Vec<u8>,
    #[diesel(sql_type = Nullable<Text>)]
    subject: Option<String>,
    #[diesel(sql_type = Nullable<Bytea>)]
    salt: Option<Vec<u8>>,
}

/// The live envelopes as officers take them to their own machine: without
/// members, except in cells that the manifest declares open.
///
/// # Errors
/// Those of the database; a damaged record counts as one.
pub async fn envelopes(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    leaves: Leaves,
    manifest: &Manifest,
) -> QueryResult<Export> {
    let k = i64::try_from(manifest.terms().k).unwrap_or(i64::MAX);
    let rows: Vec<EnvelopeRow> = sql_query(
        "SELECT DISTINCT ON (s.entitlement) s.envelope_id, s.weight, s.enc, s.ct, e.entitlement, e.commitment,
                (SELECT count(*) FROM roll_entitlements same
                 WHERE same.roll_id = $2 AND same.votes = e.votes) < $3 AS small,
                CASE WHEN r.disclosed THEN o.subject END AS subject, CASE WHEN r.disclosed THEN o.salt END AS salt
         FROM envelopes s
         JOIN roll_entitlements e ON e.roll_id = $2 AND e.entitlement = s.entitlement
         JOIN memberships m ON m.id = e.membership_id
         JOIN LATERAL (SELECT disclosed FROM party_records r
                       WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1) r ON true
         LEFT JOIN roll_openings o ON o.roll_id = e.roll_id AND o.entitlement = e.entitlement
         WHERE s.poll_id = $1
         ORDER BY s.entitlement, s.seq DESC",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(roll)
    .bind::<diesel::sql_types::BigInt, _>(k)
    .load(conn)
    .await?;
    let eid = manifest.eid();
    // Where winners only are shown, nobody is named beside an envelope.
    let hidden = manifest.shows_winners_only(&leaves.cells());
    let exported = rows
        .into_iter()
        .map(|row| {
            let id = EnvelopeId::from_bytes(exact(&row.envelope_id)?);
            let weight = u64::try_from(row.weight)
                .map_err(damage)
                .and_then(|votes| Weight::new(votes).map_err(damage))?;
            let open = if row.small && !hidden {
                let disclosed = match (row.subject, row.salt) {
                    (Some(subject), Some(salt)) => Some(Disclosed {
                        subject,
                        salt: Salt::from_bytes(exact(&salt)?),
                    }),
                    _ => None,
                };
                Some(OpenCell {
                    c: Commitment::from_bytes(exact(&row.commitment)?),
                    entitlement: EntitlementId::from_bytes(exact(&row.entitlement)?),
                    disclosed,
                })
            } else {
                None
            };
            Ok(Exported {
                envelope: Envelope::from_parts(&eid, id, weight, row.enc, row.ct),
                open,
            })
        })
        .collect::<QueryResult<Vec<_>>>()?;
    let set_aside = super::set_aside(conn, poll).await?;
    let extended = super::extended_entries(conn, manifest).await?;
    Export::new(eid, RollId::from_bytes(roll.into_bytes()), leaves, exported)
        .and_then(|export| export.set_aside(set_aside))
        .map(|export| export.extended(extended))
        .map_err(damage)
}

pub(super) fn damage(error: impl std::fmt::Display) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(error.to_string().into())
}

pub(super) fn exact<const N: usize>(bytes: &[u8]) -> QueryResult<[u8; N]> {
    <[u8; N]>::try_from(bytes).map_err(|_| damage("a stored value has the wrong length"))
}

/// The files that `officer open` wrote, as they were uploaded.
#[derive(Clone, Debug)]
pub struct OpenedFiles {
    pub statement: Vec<u8>,
    pub ballots: Vec<u8>,
    pub open: Vec<u8>,
    pub reveal: Vec<u8>,
}

/// Takes in what an officer opened: the signed statement is checked against the
/// closing set, the ballots against the statement, line by line.
///
/// # Errors
/// A sentence about the first thing that does not fit; nothing is kept then.
pub async fn add_unsealing(
    conn: &mut Connection,
    poll: Uuid,
    manifest: &Manifest,
    closing: &Closing,
    officer: Uuid,
    files: &OpenedFiles,
) -> Result<(), UploadError> {
    let live_root = Digest::from_bytes(exact(&closing.live_root)?);
    let signed = SignedStatement::parse(&files.statement).map_err(UploadError::refused)?;
    signed
        .check(manifest, &live_root)
        .map_err(UploadError::refused)?;
    let statement = &signed.statement;
    if sha256(&files.ballots) != statement.ballots {
        return Err(UploadError::Refused(
            "These ballots are not those of the statement.".into(),
        ));
    }
    if sha256(&files.open) != statement.open {
        return Err(UploadError::Refused(
            "This open.jsonl is not that of the statement.".into(),
        ));
    }
    let lines =
        parse_ballots(&files.ballots, manifest.ballot_rules()).map_err(UploadError::refused)?;
    let votes: u64 = lines.iter().map(|line| line.weight.votes()).sum();
    let live = u64::try_from(closing.live).unwrap_or(0);
    let counted = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    let aside = super::set_aside(conn, poll).await?;
    let aside = u64::try_from(aside.len()).unwrap_or(u64::MAX);
    if counted != statement.lines
        || votes != statement.votes
        || counted + signed.hindered() + aside != live
    {
        return Err(UploadError::Refused(format!(
            "The statement and its ballots do not add up to the closing set: {counted} lines, {} envelopes that could not be counted and {aside} that are set aside, but {live} are live.",
            signed.hindered()
        )));
    }
    let reveal = RevealFile::parse(&files.reveal).map_err(UploadError::refused)?;
    reveal.check(manifest).map_err(UploadError::refused)?;
    if reveal.by != statement.officer {
        return Err(UploadError::Refused(format!(
            "The reveal is {}'s, the statement {}'s.",
            reveal.by, statement.officer
        )));
    }
    let key = manifest
        .officer_by_name(&statement.officer)
        .ok_or_else(|| UploadError::Refused("The manifest does not name this officer.".into()))?
        .key;
    conn.transaction(async |conn| {
        sql_query(
            "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(poll)
        .bind::<Bytea, _>(key.as_bytes().as_slice())
        .bind::<Text, _>(text(&files.statement)?)
        .bind::<Text, _>(text(&files.ballots)?)
        .bind::<Text, _>(text(&files.open)?)
        .bind::<SqlUuid, _>(officer)
        .execute(conn)
        .await
        .map_err(UploadError::of)?;
        insert_reveal(conn, poll, key.as_bytes(), &reveal, officer).await
    })
    .await
}

fn text(bytes: &[u8]) -> Result<&str, UploadError> {
    std::str::from_utf8(bytes).map_err(UploadError::refused)
}

/// Takes in an officer's share of the lot without an opening of their own.
///
/// # Errors
/// When it is not the value the officer committed to.
pub async fn add_reveal(
    conn: &mut Connection,
    poll: Uuid,
    manifest: &Manifest,
    officer: Uuid,
    reveal: &[u8],
) -> Result<(), UploadError> {
    let reveal = RevealFile::parse(reveal).map_err(UploadError::refused)?;
    reveal.check(manifest).map_err(UploadError::refused)?;
    let key = manifest
        .officer_by_name(&reveal.by)
        .ok_or_else(|| UploadError::Refused("The manifest does not name this officer.".into()))?
        .key;
    insert_reveal(conn, poll, key.as_bytes(), &reveal, officer).await
}

async fn insert_reveal(
    conn: &mut Connection,
    poll: Uuid,
    key: &[u8],
    reveal: &RevealFile,
    officer: Uuid,
) -> Result<(), UploadError> {
    sql_query(
        "INSERT INTO poll_reveals (poll_id, officer_key, reveal, uploaded_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (poll_id, officer_key) DO NOTHING",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<Bytea, _>(key)
    .bind::<Bytea, _>(reveal.reveal.as_bytes().as_slice())
    .bind::<SqlUuid, _>(officer)
    .execute(conn)
    .await
    .map_err(UploadError::of)?;
    Ok(())
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
