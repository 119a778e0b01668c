//! All SQL of officers' keys and of acts with their signatures and outcomes.

mod keys;
mod retractions;
mod signatures;
mod withdrawals;

pub use keys::{
    KeyError, KeyRow, UploadedKey, VOUCHERS, awaiting, keys, keys_ever, upload_key, uploaded_keys,
};
pub use retractions::{RetractionError, RetractionRow, retract, retractions};
pub use signatures::{SignatureError, SignatureRow, add_signature, signatures};
pub use withdrawals::{WithdrawalError, WithdrawalRow, withdraw, withdrawal};

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, sql_query};
use crate::evidence::act::Act;
use crate::evidence::leaf::Leaf;
use crate::seal::fields::Refusal;
use crate::seal::manifest::Manifest;

fn damage(what: impl std::fmt::Display) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(what.to_string().into())
}

/// The name of the constraint that refused, if a guard or a constraint did.
fn refused_by(error: &diesel::result::Error) -> Option<&str> {
    match error {
        diesel::result::Error::DatabaseError(_, information) => information.constraint_name(),
        _ => None,
    }
}

/// How an act stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for signatures, or for the certifier.
    Waiting,
    /// It was withdrawn or its time is over, and the certifier has yet to conclude it.
    Ended,
    /// It was done.
    Done(String),
    /// The certifier refused it, and says why.
    Refused(String),
}

/// What whoever signs an act has to know of its subject, and the bytes they sign do not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// It opens a poll that has another sealing key now than the one it was prepared under.
    OtherSealingKey,
    /// It ends a poll without a result whose count was certified at this instant.
    Certified(DateTime<Utc>),
}

/// An act as prepared.
#[derive(Clone, Debug, QueryableByName)]
pub struct ActRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The roll or poll it is about, or the officer.
    #[diesel(sql_type = SqlUuid)]
    pub subject_id: Uuid,
    #[diesel(sql_type = Bytea)]
    statement: Vec<u8>,
    #[diesel(sql_type = Nullable<Bytea>)]
    manifest: Option<Vec<u8>>,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposer: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Bool>)]
    done: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    sentence: Option<String>,
    /// Whoever prepared it has taken it back.
    #[diesel(sql_type = Bool)]
    pub withdrawn: bool,
    /// Until when it waits, if nothing comes of it before.
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl ActRow {
    /// What is signed.
    ///
    /// # Errors
    /// When what is stored is no act.
    pub fn act(&self) -> Result<Act, Refusal> {
        let manifest = self.manifest.as_deref().map(Manifest::parse).transpose()?;
        Act::new(Leaf::parse_act(&self.statement)?, manifest)
    }

    /// Whether it was left waiting until its time was over.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.ends_at <= self.now
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (self.done, self.sentence.clone().unwrap_or_default()) {
            (None, _) if self.withdrawn || self.is_late() => Standing::Ended,
            (None, _) => Standing::Waiting,
            (Some(true), sentence) => Standing::Done(sentence),
            (Some(false), sentence) => Standing::Refused(sentence),
        }
    }
}

const ACT: &str = "
    SELECT a.id, a.number, a.kind, a.subject_id, a.statement, a.manifest, a.proposed_by, p.name AS proposer,
           a.recorded_at, o.done, o.sentence, w.act_id IS NOT NULL AS withdrawn,
           act_ends_at(a.recorded_at) AS ends_at, clock_timestamp() AS now
    FROM acts a
    LEFT JOIN act_outcomes o ON o.act_id = a.id
    LEFT JOIN act_withdrawals w ON w.act_id = a.id
    JOIN LATERAL (SELECT name FROM party_records n WHERE n.party = a.proposed_by ORDER BY n.record DESC LIMIT 1) p ON true";

/// All acts, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<ActRow>> {
    sql_query(format!("{ACT} ORDER BY a.number DESC"))
        .load(conn)
        .await
}

/// The acts that have no outcome yet, the oldest first; also those that were withdrawn, or
/// whose time is over, which the certifier has to conclude.
///
/// # Errors
/// Those of the database.
pub async fn without_outcome(conn: &mut Connection) -> QueryResult<Vec<ActRow>> {
    sql_query(format!("{ACT} WHERE o.act_id IS NULL ORDER BY a.number"))
        .load(conn)
        .await
}

/// What makes an act one that waits, as [`Standing::Waiting`] says.
const WAITS: &str =
    "o.act_id IS NULL AND w.act_id IS NULL AND clock_timestamp() < act_ends_at(a.recorded_at)";

/// The acts that wait for signatures or for the certifier, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Connection) -> QueryResult<Vec<ActRow>> {
    sql_query(format!("{ACT} WHERE {WAITS} ORDER BY a.number"))
        .load(conn)
        .await
}

/// The act with this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<ActRow>> {
    sql_query(format!("{ACT} WHERE a.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// The acts about one roll, poll or officer, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn about(conn: &mut Connection, subject: Uuid) -> QueryResult<Vec<ActRow>> {
    sql_query(format!(
        "{ACT} WHERE a.subject_id = $1 ORDER BY a.number DESC"
    ))
    .bind::<SqlUuid, _>(subject)
    .load(conn)
    .await
}

/// The act of this kind about a subject that waits; none where a signature of it was taken back,
/// so that it keeps nobody from preparing another.
///
/// # Errors
/// Those of the database.
pub async fn waiting_about(
    conn: &mut Connection,
    subject: Uuid,
    kind: &str,
) -> QueryResult<Option<ActRow>> {
    sql_query(format!(
        "{ACT} WHERE a.subject_id = $1 AND a.kind = $2 AND {WAITS} AND NOT EXISTS (SELECT FROM act_signature_retractions r WHERE r.act_id = a.id)
         ORDER BY a.number DESC LIMIT 1"
    ))
    .bind::<SqlUuid, _>(subject)
    .bind::<Text, _>(kind)
    .get_result(conn)
    .await
    .optional()
}

/// Lets one transaction at a time prepare acts about a subject, until it ends:
/// so that two who ask at once find one act.
///
/// # Errors
/// Those of the database.
pub async fn take_turns(conn: &mut Connection, subject: Uuid) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended('acts about ' || $1::text, 0))")
        .bind::<SqlUuid, _>(subject)
        .execute(conn)
        .await?;
    Ok(())
}

/// Holds the lock of an act until the caller's transaction ends: nobody withdraws it or takes a
/// signature of it back meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn take_the_act(conn: &mut Connection, act: Uuid) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended('act ' || $1::text, 0))")
        .bind::<SqlUuid, _>(act)
        .execute(conn)
        .await?;
    Ok(())
}

/// Prepares an act in the caller's transaction; returns its number.
///
/// An act is known by its bytes, and its time is in whole seconds: where one that was
/// refused said the same in this second, this one waits for the next.
///
/// # Errors
/// Those of the database.
pub async fn propose(
    conn: &mut Connection,
    subject: Uuid,
    act: &Act,
    officer: Uuid,
) -> QueryResult<i32> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let later;
    let act = if is_taken(conn, act).await? {
        later = act.made_at(next_second(conn).await?).map_err(damage)?;
        &later
    } else {
        act
    };
    let row: Number = sql_query(
        "INSERT INTO acts (id, kind, subject_id, statement, manifest, proposed_by)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING number",
    )
    .bind::<SqlUuid, _>(Uuid::from_bytes(rand::random()))
    .bind::<Text, _>(act.leaf().kind())
    .bind::<SqlUuid, _>(subject)
    .bind::<Bytea, _>(act.leaf().signed_bytes())
    .bind::<Nullable<Bytea>, _>(act.manifest().map(Manifest::bytes))
    .bind::<SqlUuid, _>(officer)
    .get_result(conn)
    .await?;
    Ok(row.number)
}

/// Whether an act of these bytes was prepared before.
async fn is_taken(conn: &mut Connection, act: &Act) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Row = sql_query("SELECT EXISTS (SELECT FROM acts WHERE digest = sha256($1)) AS it")
        .bind::<Bytea, _>(act.leaf().signed_bytes())
        .get_result(conn)
        .await?;
    Ok(row.it)
}

/// Waits until another second has begun, and tells which.
async fn next_second(conn: &mut Connection) -> QueryResult<u64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        it: DateTime<Utc>,
    }
    sql_query(
        "SELECT pg_sleep(1.001 - extract(microseconds FROM clock_timestamp()) % 1000000 / 1e6)",
    )
    .execute(conn)
    .await?;
    let row: Row = sql_query("SELECT clock_timestamp() AS it")
        .get_result(conn)
        .await?;
    u64::try_from(row.it.timestamp()).map_err(damage)
}
