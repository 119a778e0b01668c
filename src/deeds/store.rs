//! All SQL of deeds: read here, with their conditions; [`acting`]: drafted, withdrawn, their
//! act prepared and carried out; [`alleged`]: who entered that a mark is used.

mod acting;
mod alleged;

pub use acting::{execute, prepare, propose, withdraw};
pub use alleged::{Alleged, alleged};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::{Act, Condition, hex_of};
use crate::db::{Connection, read_from_words, sql_query};
use crate::registry::store::RegistryError;
use crate::seal::fields::Refusal;

read_from_words!(Act);

/// Why nothing was done with a deed: a sentence for whoever asked.
#[derive(Debug, Error)]
pub enum DeedError {
    #[error("{0}")]
    Refused(String),
    #[error("{0}. Open the page again; if it is refused once more, tell whoever runs the server.")]
    Malformed(#[from] Refusal),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for DeedError {
    /// What a guard refuses is a sentence: one of deeds, or of the register that a deed changes.
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        if let Some(sentence) = about.constraint_name().and_then(sentence) {
            return Self::Refused(sentence.to_owned());
        }
        match RegistryError::from(error) {
            RegistryError::Refused(sentence) | RegistryError::Locked(sentence) => {
                Self::Refused(sentence.to_owned())
            }
            RegistryError::Database(error) => Self::Database(error),
        }
    }
}

/// What a guard of deeds says.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "deed_is_of_a_protected_asset" => {
            "This asset is not protected, or was changed meanwhile: open the page again."
        }
        "deed_by_officer" => {
            "Whoever keeps the register proposes deeds (the secretary, the chair, the treasurer, or a deputy), or a director. Ask one of them."
        }
        "deed_terms_are_whole" | "asset_deeds_terms" => {
            "The terms leave something out, are too long, or name what is not of this asset. Open the page again, and propose the deed anew."
        }
        "deed_can_be_done" => {
            "The register could not take this up once board and members have decided it: what is given up is over already, a registration has no day yet, the case cannot have this basis, something is too long, or the asset would be known by nothing. Put that right, and propose the deed anew."
        }
        "deed_is_withdrawn_in_time" => {
            "It is carried out already, the members have authorised it, or it is not yours to withdraw. Open its page again: it says how it stands."
        }
        "asset_deeds_pkey" => {
            "This deed was proposed a moment ago. Open the page of the asset: it stands there."
        }
        "asset_deed_withdrawals_pkey" => "It is withdrawn already. Nothing is left to do.",
        "asset_deeds_reason" => "Say why, within 2,000 characters.",
        "execution_is_an_act" => {
            "What was signed is not this deed on the decisions that authorise it, the act was taken back or its time is over, or an officer signed with a key that another has replaced. Prepare the act anew."
        }
        "deed_has_its_authority" => {
            "Something that this deed needs is not there any more: its page says what, each with its rule. Bring it about, and prepare the act anew."
        }
        "asset_is_entered_once" => {
            "Another asset of the register is known by this name or number already. Look that one up, and propose a deed with what is right."
        }
        "identity_is_in_a_deed" => {
            "Another deed is to give this name or number to an asset, and was neither withdrawn nor carried out. Look at the deeds under way, and propose another name, or this one once that deed is withdrawn."
        }
        _ => return None,
    })
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
    act: Act,
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
    /// The place of that act in the public log.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub entry: Option<i64>,
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
        self.act
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
           CASE WHEN x.deed IS NOT NULL THEN (\
               SELECT l.index FROM log_entries g JOIN log_leaves l ON l.entry_id = g.id \
               WHERE g.kind = 'asset.executed' AND convert_from(g.leaf, 'UTF8')::jsonb ->> 'deed' = d.number::text \
               ORDER BY g.id LIMIT 1) END AS entry, \
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

/// Which case, class or custody a deed is about, as everybody may read it; its terms name an
/// identity alone.
#[derive(Clone, Debug, QueryableByName)]
pub struct About {
    /// Office and number of a case, office, class and goods, or the name of a custodian; of a
    /// custodian who holds no office empty.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The word of the duty, of a custody.
    #[diesel(sql_type = Text)]
    pub duty: String,
    /// Since when, of a custody.
    #[diesel(sql_type = Nullable<Date>)]
    pub since: Option<NaiveDate>,
}

/// What a deed is about beside its asset, as it was when the deed was written down; none where
/// that is nothing, or where the details of the asset are not public.
///
/// # Errors
/// Those of the database.
pub async fn about(conn: &mut Connection, deed: &Deed) -> QueryResult<Option<About>> {
    let sql = match deed.act() {
        Act::Case => {
            "SELECT concat_ws(' ', c.office, coalesce(nullif(w.registration_no, ''), nullif(w.application_no, ''))) AS name, \
                    '' AS duty, NULL::date AS since \
             FROM asset_deeds d JOIN asset_now a ON a.asset = d.asset AND a.open \
             JOIN mark_cases c ON c.id::text = d.terms::jsonb #>> '{to,mark_case}' \
             JOIN mark_case_versions w ON w.mark_case = c.id AND w.recorded_at <= d.recorded_at \
             WHERE d.id = $1 ORDER BY w.version DESC LIMIT 1"
        }
        Act::Surrender => {
            "SELECT c.office || ' ' || n.class_no || ': ' || n.goods AS name, '' AS duty, NULL::date AS since \
             FROM asset_deeds d JOIN asset_now a ON a.asset = d.asset AND a.open \
             JOIN nice_classes n ON n.id::text = d.terms::jsonb #>> '{to,class}' \
             JOIN mark_cases c ON c.id = n.mark_case WHERE d.id = $1"
        }
        // Custodians in office everybody knows by name, as on the page of the asset.
        Act::Custody => {
            "SELECT CASE WHEN EXISTS (SELECT FROM offices_held(c.party, clock_timestamp())) THEN p.name ELSE '' END AS name, \
                    c.duty, c.since \
             FROM asset_deeds d JOIN custody c ON c.id::text = d.terms::jsonb #>> '{to,custody}' \
             JOIN LATERAL (SELECT n.name FROM party_records n WHERE n.party = c.party ORDER BY n.record DESC LIMIT 1) p ON true \
             WHERE d.id = $1"
        }
        Act::Transfer
        | Act::State
        | Act::Unprotect
        | Act::Identify
        | Act::Encumber
        | Act::Licence => return Ok(None),
    };
    sql_query(sql)
        .bind::<SqlUuid, _>(deed.id)
        .get_result(conn)
        .await
        .optional()
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
