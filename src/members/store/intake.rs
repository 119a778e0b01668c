//! A file of members taken whole: the draft, the judgement, the one transaction; [`adding`]:
//! what it adds.

mod adding;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use super::{MembersError, classes, files};
use crate::accounts::store::CreateError;
use crate::bodies;
use crate::db::schema::members::{membership_import_drafts, membership_imports};
use crate::db::{Connection, patience};
use crate::members::import::plan::{Known, KnownPerson, Refusal, judge};
use crate::parties::PartyId;
use crate::web::times::day_said;

/// How long a draft waits for its confirmation.
const DRAFT_HOURS: i64 = 24;

/// The SHA-256 of a file, by which its draft and its import are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    #[must_use]
    pub fn of(file: &[u8]) -> Self {
        Self(Sha256::digest(file).into())
    }
}

/// Why a file is not taken.
#[derive(Debug, Error)]
pub enum IntakeError {
    #[error("This file was taken on {} already. Nothing was changed. Choose another file.", day_said(&.0.date_naive()))]
    TakenAlready(DateTime<Utc>),
    #[error("There is no draft of this file. Upload it again.")]
    NoDraft,
    #[error("The file has faults. Mend them, then upload it again.")]
    Refused(Refusal),
    #[error(
        "Since the first roll was certified a file of members takes two: another officer than the one who brought it has its members recorded. Ask one who keeps members, or an election officer."
    )]
    SecondOfficer,
    #[error(
        "Whoever brought this file keeps the list of members no more. Discard it, and bring it yourself."
    )]
    NotKeeping,
    #[error(transparent)]
    Members(#[from] MembersError),
    #[error(transparent)]
    Account(#[from] CreateError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// What was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub memberships: usize,
    /// Persons who had no account before.
    pub accounts: usize,
}

/// What the foundation knows that a file is judged against.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn known(conn: &mut Connection) -> Result<Known, MembersError> {
    #[derive(QueryableByName)]
    struct PersonRow {
        #[diesel(sql_type = Text)]
        address_key: String,
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Nullable<BigInt>)]
        own_membership: Option<i64>,
    }
    #[derive(QueryableByName)]
    struct OrganisationRow {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let now = bodies::store::now(conn).await?;
    let classes = classes::known(conn, now).await?;
    let persons: Vec<PersonRow> = crate::db::sql_query(
        "SELECT a.address_key, a.person, r.name, \
                (SELECT min(m.number) FROM memberships m WHERE m.party = a.person \
                 AND NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id)) \
                AS own_membership \
         FROM accounts a \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = a.person \
                       ORDER BY record DESC LIMIT 1) r ON true",
    )
    .load(conn)
    .await?;
    let organisations: Vec<OrganisationRow> = crate::db::sql_query(
        "SELECT r.name, m.number FROM memberships m \
         JOIN parties p ON p.id = m.party AND p.kind = 'organisation' \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = m.party \
                       ORDER BY record DESC LIMIT 1) r ON true \
         WHERE NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id)",
    )
    .load(conn)
    .await?;
    Ok(Known {
        classes,
        persons: persons
            .into_iter()
            .map(|row| {
                let person = KnownPerson {
                    person: PartyId(row.person),
                    name: row.name,
                    own_membership: row.own_membership,
                };
                (row.address_key, person)
            })
            .collect(),
        organisations: organisations
            .into_iter()
            .map(|row| (row.name.to_lowercase(), row.number))
            .collect(),
    })
}

/// When this file was taken, if it was.
///
/// # Errors
/// Those of the database.
pub async fn taken_at(conn: &mut Connection, hash: FileHash) -> QueryResult<Option<DateTime<Utc>>> {
    membership_imports::table
        .filter(membership_imports::file_sha256.eq(hash.0.as_slice()))
        .select(membership_imports::recorded_at)
        .first(conn)
        .await
        .optional()
}

/// Keeps a file until its confirmation; drafts older than a day are erased.
///
/// # Errors
/// Those of the database.
pub async fn keep_draft(
    conn: &mut Connection,
    file: &[u8],
    uploaded_by: PartyId,
) -> QueryResult<FileHash> {
    use membership_import_drafts as drafts;

    let stale = bodies::store::now(conn).await? - Duration::hours(DRAFT_HOURS);
    diesel::delete(drafts::table.filter(drafts::uploaded_at.lt(stale)))
        .execute(conn)
        .await?;
    let hash = FileHash::of(file);
    diesel::insert_into(drafts::table)
        .values((
            drafts::file_sha256.eq(hash.0.as_slice()),
            drafts::file.eq(file),
            drafts::uploaded_by.eq(uploaded_by.0),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(hash)
}

/// The file kept under this hash, and who brought it.
///
/// # Errors
/// Those of the database.
pub async fn draft(
    conn: &mut Connection,
    hash: FileHash,
) -> QueryResult<Option<(Vec<u8>, PartyId)>> {
    let found: Option<(Vec<u8>, Uuid)> = membership_import_drafts::table
        .find(hash.0.as_slice())
        .select((
            membership_import_drafts::file,
            membership_import_drafts::uploaded_by,
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(file, brought_by)| (file, PartyId(brought_by))))
}

/// Erases a draft; one that is not there is no fault.
///
/// # Errors
/// Those of the database.
pub async fn discard_draft(conn: &mut Connection, hash: FileHash) -> QueryResult<()> {
    diesel::delete(membership_import_drafts::table.find(hash.0.as_slice()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the drafted file: judged again against what is known now, and added
/// whole in one transaction, or not at all. Every person gets an account. Since the first
/// roll was certified `by` is another than who brought it.
///
/// # Errors
/// When it was taken before, has no draft, takes two, or has faults by now.
pub async fn take(
    conn: &mut Connection,
    hash: FileHash,
    by: PartyId,
) -> Result<Taken, IntakeError> {
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        // One file at a time: numbers are given in order.
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/member-intake', 0))",
        )
        .execute(conn)
        .await?;
        if let Some(at) = taken_at(conn, hash).await? {
            return Err(IntakeError::TakenAlready(at));
        }
        let (file, brought_by) = draft(conn, hash).await?.ok_or(IntakeError::NoDraft)?;
        let hands = files::hands(conn, brought_by, by).await?;
        let known = known(conn).await?;
        let plan = judge(&file, &known).map_err(IntakeError::Refused)?;
        let taken = adding::add(conn, &plan, &known, hash, hands).await?;
        discard_draft(conn, hash).await?;
        Ok(taken)
    })
    .await
}
