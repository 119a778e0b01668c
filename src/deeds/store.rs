//! All SQL of deeds: drafted, their conditions asked, their act prepared and carried out.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error::DatabaseError;
use diesel::sql_types::{Array, BigInt, Bool, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::{Act, Condition, Terms, hex_of};
use crate::acts;
use crate::db::Connection;
use crate::evidence::act::Act as SignedAct;
use crate::evidence::leaf::{AssetExecuted, Signatures};
use crate::parties::PartyId;
use crate::seal::fields::Refusal;
use crate::seal::hash::Digest;

/// Why nothing was done with a deed: a sentence for whoever asked.
#[derive(Debug, Error)]
pub enum DeedError {
    #[error("{0}")]
    Refused(String),
    #[error("{0}.")]
    Malformed(#[from] Refusal),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for DeedError {
    /// What a guard refuses is a sentence.
    fn from(error: diesel::result::Error) -> Self {
        match &error {
            DatabaseError(_, info) if info.constraint_name().is_some() => Self::Refused(said(
                info.constraint_name().unwrap_or_default(),
                info.message(),
            )),
            _ => Self::Database(error),
        }
    }
}

fn said(constraint: &str, message: &str) -> String {
    match constraint {
        "deed_is_of_a_protected_asset" => {
            "This asset is not protected, or was changed meanwhile: open the page again."
        }
        "deed_by_officer" => "Whoever keeps the register proposes deeds: the secretary, the chair, the treasurer, or a deputy.",
        "deed_is_withdrawn_in_time" => {
            "It is carried out already, the members have authorised it, or it is not yours to withdraw."
        }
        "asset_deed_withdrawals_pkey" => "It is withdrawn already.",
        "asset_deeds_reason" => "Say why, within 2,000 characters.",
        _ => return format!("The database refuses it: {message}."),
    }
    .to_owned()
}

/// The asset that a deed is about, as it is now.
#[derive(Clone, Debug, QueryableByName)]
pub struct Subject {
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Int4)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub holding: String,
    #[diesel(sql_type = Text)]
    pub owner: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
    /// Canonical JSON.
    #[diesel(sql_type = Text)]
    pub identifiers: String,
}

/// The asset of this number.
///
/// # Errors
/// Those of the database.
pub async fn subject(conn: &mut Connection, number: i64) -> QueryResult<Option<Subject>> {
    sql_query(
        "SELECT asset, number, kind, version, title, holding, owner, state, protected, identifiers \
         FROM asset_now WHERE number = $1",
    )
    .bind::<BigInt, _>(number)
    .get_result(conn)
    .await
    .optional()
}

/// A deed as it is written down.
#[derive(Clone, Debug, QueryableByName)]
pub struct Deed {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = BigInt)]
    pub asset: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    act: String,
    #[diesel(sql_type = Text)]
    pub terms: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Text)]
    pub proposed_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub executed_at: Option<DateTime<Utc>>,
    /// The number of the act that officers signed.
    #[diesel(sql_type = Nullable<Int4>)]
    pub executed_by: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub withdrawn: Option<String>,
    /// The labels of the resolutions that authorise it, `2027-B-004`.
    #[diesel(sql_type = Nullable<Text>)]
    pub board: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub members: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl Deed {
    #[must_use]
    pub fn act(&self) -> Act {
        // The database knows no other word.
        Act::parse(&self.act).unwrap_or(Act::Transfer)
    }

    /// The SHA-256 of the terms, which board and members decide of.
    #[must_use]
    pub fn hex(&self) -> String {
        hex_of(&self.terms)
    }

    #[must_use]
    pub fn label(&self) -> String {
        format!("D-{}", self.number)
    }
}

const DEED: &str = "\
    SELECT d.id, d.number, a.number AS asset, a.title, d.act, d.terms, d.reason, p.name AS proposed_by, d.recorded_at, \
           x.recorded_at AS executed_at, t.number AS executed_by, w.reason AS withdrawn, \
           (SELECT r.year || '-B-' || lpad(r.number::text, 3, '0') FROM resolutions r WHERE r.decision = deed_decision(d.id, 'board')) AS board, \
           (SELECT r.year || '-M-' || lpad(r.number::text, 3, '0') FROM resolutions r WHERE r.decision = deed_decision(d.id, 'members')) AS members, \
           clock_timestamp() AS now \
    FROM asset_deeds d \
    JOIN asset_now a ON a.asset = d.asset \
    LEFT JOIN asset_executions x ON x.deed = d.id \
    LEFT JOIN acts t ON t.id = x.act \
    LEFT JOIN asset_deed_withdrawals w ON w.deed = d.id \
    JOIN LATERAL (SELECT n.name FROM party_records n WHERE n.party = d.proposed_by ORDER BY n.record DESC LIMIT 1) p ON true";

/// The deed of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Deed>> {
    sql_query(format!("{DEED} WHERE d.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// The deed of this identity.
///
/// # Errors
/// Those of the database.
pub async fn by_id(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Deed>> {
    sql_query(format!("{DEED} WHERE d.id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()
}

/// All deeds, or those of one asset, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection, of_asset: Option<i64>) -> QueryResult<Vec<Deed>> {
    sql_query(format!(
        "{DEED} WHERE $1::bigint IS NULL OR a.number = $1 ORDER BY d.number DESC LIMIT 500"
    ))
    .bind::<Nullable<BigInt>, _>(of_asset)
    .load(conn)
    .await
}

/// What a deed needs before it is carried out, and what of it is there; nobody has signed yet.
///
/// # Errors
/// Those of the database.
pub async fn conditions(conn: &mut Connection, deed: Uuid) -> QueryResult<Vec<Condition>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        condition: String,
        #[diesel(sql_type = Bool)]
        met: bool,
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT c.condition, c.met, c.detail FROM deed_conditions($1, \
             coalesce((SELECT x.officers FROM asset_executions x WHERE x.deed = $1), '{}'), clock_timestamp()) c ORDER BY c.place",
    )
    .bind::<SqlUuid, _>(deed)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Condition {
            word: row.condition,
            met: row.met,
            detail: row.detail,
        })
        .collect())
}

/// What somebody can choose in the form of a deed: an identity and what it is called.
#[derive(Clone, Debug, QueryableByName)]
pub struct Choice {
    #[diesel(sql_type = Text)]
    pub id: String,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// Of an asset the cases, classes or custodies that a deed of this act can name.
///
/// # Errors
/// Those of the database.
pub async fn choices(conn: &mut Connection, act: Act, asset: Uuid) -> QueryResult<Vec<Choice>> {
    let sql = match act {
        Act::Case => {
            "SELECT c.mark_case::text AS id, c.office || ', ' || c.route || ', application ' || c.application_no || ', registration ' || c.registration_no AS name \
             FROM mark_case_now c WHERE c.asset = $1 ORDER BY c.office, c.mark_case"
        }
        Act::Surrender => {
            "SELECT n.id::text AS id, c.office || ', class ' || n.class_no || ': ' || left(n.goods, 80) AS name \
             FROM nice_classes n JOIN mark_cases c ON c.id = n.mark_case \
             WHERE c.asset = $1 AND NOT EXISTS (SELECT FROM nice_class_ends e WHERE e.class = n.id) ORDER BY c.office, n.class_no"
        }
        Act::Custody => {
            "SELECT c.custody::text AS id, p.name || ', ' || c.duty AS name FROM asset_custodians c \
             JOIN LATERAL (SELECT n.name FROM party_records n WHERE n.party = c.party ORDER BY n.record DESC LIMIT 1) p ON true \
             WHERE c.asset = $1 ORDER BY p.name, c.custody"
        }
        Act::Transfer
        | Act::State
        | Act::Unprotect
        | Act::Identify
        | Act::Encumber
        | Act::Licence => return Ok(Vec::new()),
    };
    sql_query(sql).bind::<SqlUuid, _>(asset).load(conn).await
}

/// Writes a deed down; returns its number. The identity is the form's, so that a form that
/// is sent twice is one deed.
///
/// # Errors
/// What the database refuses.
pub async fn propose(
    conn: &mut Connection,
    asset: Uuid,
    terms: &Terms,
    reason: &str,
    by: PartyId,
) -> Result<i64, DeedError> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let Some(text) = terms.encode() else {
        return Err(DeedError::Refused(
            "A field holds a line break or another character that is not written.".to_owned(),
        ));
    };
    conn.transaction(async |conn| {
        let before: Option<Number> =
            sql_query("SELECT number FROM asset_deeds WHERE id = $1 AND proposed_by = $2")
                .bind::<SqlUuid, _>(terms.deed)
                .bind::<SqlUuid, _>(by.0)
                .get_result(conn)
                .await
                .optional()?;
        if let Some(before) = before {
            return Ok(before.number);
        }
        let made: Number = sql_query(
            "INSERT INTO asset_deeds (id, asset, version, act, terms, sha256, reason, proposed_by) \
             VALUES ($1, $2, $3, $4, $5, '', $6, $7) RETURNING number",
        )
        .bind::<SqlUuid, _>(terms.deed)
        .bind::<SqlUuid, _>(asset)
        .bind::<Int4, _>(terms.version)
        .bind::<Text, _>(terms.act.word())
        .bind::<Text, _>(&text)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(by.0)
        .get_result(conn)
        .await?;
        // Everybody can read a deed from its first hour on: the log is told of its terms.
        sql_query("SELECT log_registry('asset_deed', $1, convert_to($2, 'UTF8'))")
            .bind::<SqlUuid, _>(terms.deed)
            .bind::<Text, _>(&text)
            .execute(conn)
            .await?;
        Ok(made.number)
    })
    .await
}

/// Withdraws a deed.
///
/// # Errors
/// What the database refuses.
pub async fn withdraw(
    conn: &mut Connection,
    deed: Uuid,
    reason: &str,
    by: PartyId,
) -> Result<(), DeedError> {
    sql_query(
        "INSERT INTO asset_deed_withdrawals (deed, reason, withdrawn_by) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(deed)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

fn leaf(deed: &Deed) -> Result<AssetExecuted, DeedError> {
    let (Some(board), Some(members)) = (deed.board.clone(), deed.members.clone()) else {
        return Err(DeedError::Refused(
            "Board and members have not authorised it yet.".to_owned(),
        ));
    };
    let digest: Digest = deed
        .hex()
        .parse()
        .map_err(|_| DeedError::Refused("Its terms cannot be read.".to_owned()))?;
    Ok(AssetExecuted {
        asset: u64::try_from(deed.asset).unwrap_or(0),
        at: u64::try_from(deed.now.timestamp()).unwrap_or(0),
        board,
        deed: u64::try_from(deed.number).unwrap_or(0),
        members,
        sigs: Signatures::default(),
        terms: digest,
    })
}

/// Prepares the act that carries a deed out; returns its number.
///
/// # Errors
/// A sentence about what is missing.
pub async fn prepare(
    conn: &mut Connection,
    deed: &Deed,
    officer: PartyId,
) -> Result<i32, DeedError> {
    conn.transaction(async |conn| {
        acts::store::take_turns(conn, deed.id).await?;
        if let Some(waiting) =
            acts::store::waiting_about(conn, deed.id, AssetExecuted::KIND).await?
        {
            return Ok(waiting.number);
        }
        let act = SignedAct::new(leaf(deed)?.into(), None)?;
        Ok(acts::store::propose(conn, deed.id, &act, officer.0).await?)
    })
    .await
}

/// Carries a deed out in the certifier's transaction.
///
/// # Errors
/// A sentence about what is missing, or what was signed and is not the deed.
pub async fn execute(
    conn: &mut Connection,
    act: Uuid,
    of: Uuid,
    signed: &AssetExecuted,
    officers: &[Uuid],
) -> Result<Deed, DeedError> {
    let deed = by_id(conn, of)
        .await?
        .ok_or_else(|| DeedError::Refused("There is no such deed.".to_owned()))?;
    let expected = AssetExecuted {
        at: signed.at,
        sigs: signed.sigs.clone(),
        ..leaf(&deed)?
    };
    if *signed != expected {
        return Err(DeedError::Refused(
            "What was signed is not the deed as board and members authorised it.".to_owned(),
        ));
    }
    sql_query(
        "INSERT INTO asset_executions (deed, act, board_decision, members_decision, officers) \
         VALUES ($1, $2, deed_decision($1, 'board'), deed_decision($1, 'members'), $3)",
    )
    .bind::<SqlUuid, _>(of)
    .bind::<SqlUuid, _>(act)
    .bind::<Array<SqlUuid>, _>(officers)
    .execute(conn)
    .await?;
    Ok(deed)
}
