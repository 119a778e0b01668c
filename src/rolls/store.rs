//! All SQL of rolls: which there are and who stands on them, and how one is proposed.
//! [`certifying`] computes one again and fixes it; [`late`] counts what was recorded after its
//! record date was known.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bytea, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::challenge::Obstacle;
use super::model::{self, MemberOfRecord};
use crate::db::{Connection, patience, sql_query};
use crate::members::store::MembersError;
use crate::members::store::history::{Line, history_as_known, settle};
use crate::parties::Kind;
use crate::rulebook::store::RulebookError;
use crate::seal::fields::Refusal;
use crate::seal::hash::{MembershipId, RollId, sha256};
use crate::seal::roll::write_roll;
use crate::web::times::day_said;

mod certifying;
pub mod challenges;
pub mod corrections;
mod late;
mod reading;

pub use certifying::{fix, prepare};
pub use late::{Late, recorded_late};
pub use reading::{
    Class, RollVoter, casters, cells, classes, leaves, memberships, opening, stands_on, voters,
};

/// Why a roll could not be proposed or certified.
#[derive(Debug, Error)]
pub enum RollError {
    #[error(
        "Nobody with a vote was a member on {0}. Import the members first, or choose another record date."
    )]
    Empty(NaiveDate),
    #[error("You proposed this roll: another election officer computes it again and certifies it.")]
    SameOfficer,
    #[error("This roll is certified already. Nothing is left to do.")]
    Certified,
    #[error(
        "Computed again, the roll differs from its proposal. Nothing was certified; propose it anew and tell the administrator."
    )]
    Differs,
    #[error("A line of the roll cannot stand: {0}. Put the record right that it comes from.")]
    Line(#[from] Refusal),
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    #[error(
        "This roll is open to challenges, or one of them is not answered (rule roll.challenge.days). Wait for the end of the window, and answer each."
    )]
    Unheard,
    #[error("Only a certified roll is corrected: propose this one anew.")]
    CorrectsProposal,
    #[error("Another roll took the place of this one already. Correct that one.")]
    CorrectedAlready,
    #[error(transparent)]
    Rulebook(#[from] RulebookError),
    #[error(transparent)]
    Members(#[from] MembersError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// A roll as proposed and, perhaps, certified.
#[derive(Clone, Debug, QueryableByName)]
pub struct Roll {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Date)]
    pub record_date: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub known_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposer: String,
    #[diesel(sql_type = Bytea)]
    pub file_sha256: Vec<u8>,
    #[diesel(sql_type = Int4)]
    pub leaves: i32,
    #[diesel(sql_type = BigInt)]
    pub votes: i64,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub root: Option<Vec<u8>>,
    /// The ids of the classes it is of; empty where it is of all.
    #[diesel(sql_type = Array<Text>)]
    pub classes: Vec<String>,
    /// Their names, in the order in which pages list classes.
    #[diesel(sql_type = Array<Text>)]
    pub class_names: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub certifier: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub certified_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl Roll {
    #[must_use]
    pub fn is_certified(&self) -> bool {
        self.root.is_some()
    }

    /// Whether members of this class can stand on it.
    #[must_use]
    pub fn is_of(&self, class: &str) -> bool {
        model::is_of(&self.classes, class)
    }

    /// What officers call it: its number, its record date, and whose it is if not of all.
    #[must_use]
    pub fn label(&self) -> String {
        let day = day_said(&self.record_date);
        let label = format!("Roll {} of record date {day}", self.number);
        match self.class_names.as_slice() {
            [] => label,
            names => format!("{label}, of the class {}", names.join(", ")),
        }
    }

    #[must_use]
    pub fn roll_id(&self) -> RollId {
        RollId::from_bytes(self.id.into_bytes())
    }
}

const ROLL: &str = "
    SELECT r.id, r.number, r.record_date, r.known_at, r.proposed_by, p.name AS proposer, r.file_sha256,
           r.leaves, r.votes, r.recorded_at, c.root,
           ARRAY(SELECT s.class FROM roll_classes s WHERE s.roll = r.id ORDER BY s.class) AS classes,
           ARRAY(SELECT k.name FROM roll_classes s JOIN member_classes k ON k.id = s.class
                 WHERE s.roll = r.id ORDER BY k.position, k.name) AS class_names, q.name AS certifier, c.recorded_at AS certified_at,
           clock_timestamp() AS now
    FROM rolls r
    LEFT JOIN roll_certifications c ON c.roll_id = r.id
    JOIN LATERAL (SELECT name FROM party_records n WHERE n.party = r.proposed_by ORDER BY n.record DESC LIMIT 1) p ON true
    LEFT JOIN LATERAL (SELECT name FROM party_records n WHERE n.party = c.certified_by ORDER BY n.record DESC LIMIT 1) q ON true";

/// All rolls, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Roll>> {
    sql_query(format!("{ROLL} ORDER BY r.number DESC"))
        .load(conn)
        .await
}

/// The roll with this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<Roll>> {
    sql_query(format!("{ROLL} WHERE r.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// The roll with this id.
///
/// # Errors
/// Those of the database.
pub async fn by_id(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Roll>> {
    sql_query(format!("{ROLL} WHERE r.id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()
}

/// Everyone who stands on a roll of this date and of these classes (of all, if there are none),
/// from what was known then.
///
/// # Errors
/// Those of the database.
pub async fn members(
    conn: &mut Connection,
    record_date: NaiveDate,
    known_at: DateTime<Utc>,
    classes: &[String],
) -> Result<Vec<MemberOfRecord>, MembersError> {
    let lines = history_as_known(conn, record_date, known_at).await?;
    let members = lines.iter().filter_map(of_record);
    Ok(members
        .filter(|member| model::is_of(classes, &member.class))
        .collect())
}

fn of_record(line: &Line) -> Option<MemberOfRecord> {
    line.votes_on_roll().map(|votes| MemberOfRecord {
        membership: MembershipId::from_bytes(line.membership.0.into_bytes()),
        number: line.number,
        name: line.name.clone(),
        is_organisation: line.kind == Kind::Organisation,
        class: line.class.as_str().to_owned(),
        class_name: line.class_name.clone(),
        votes: u64::from(votes),
    })
}

/// Computes a roll as of the end of a record date, of these classes or of all, and proposes it;
/// returns its number.
///
/// # Errors
/// When nobody would stand on it.
pub async fn propose(
    conn: &mut Connection,
    officer: Uuid,
    record_date: NaiveDate,
    classes: &[String],
) -> Result<i32, RollError> {
    propose_in_place(conn, officer, record_date, classes, None).await
}

/// Computes the roll of the same record date from what is known now, and
/// proposes it as the correction of a certified one; returns its number.
///
/// # Errors
/// When the other is not certified, or was corrected already.
pub async fn correct(
    conn: &mut Connection,
    officer: Uuid,
    roll: &Roll,
    reason: &str,
) -> Result<i32, RollError> {
    let corrects = Some((roll.id, reason));
    propose_in_place(conn, officer, roll.record_date, &roll.classes, corrects).await
}

/// Proposes a roll, perhaps in the place of another and for a reason.
async fn propose_in_place(
    conn: &mut Connection,
    officer: Uuid,
    record_date: NaiveDate,
    classes: &[String],
    corrects: Option<(Uuid, &str)>,
) -> Result<i32, RollError> {
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        let known_at = settle(conn).await?;
        let members = members(conn, record_date, known_at, classes).await?;
        if members.is_empty() {
            return Err(RollError::Empty(record_date));
        }
        let id = Uuid::from_bytes(rand::random());
        let lines = model::lines(&RollId::from_bytes(id.into_bytes()), &members)?;
        let file = write_roll(&lines);
        let votes: u64 = members.iter().map(|member| member.votes).sum();
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = Int4)]
            number: i32,
        }
        let number: Number = sql_query(
            "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING number",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<Date, _>(record_date)
        .bind::<Timestamptz, _>(known_at)
        .bind::<SqlUuid, _>(officer)
        .bind::<Bytea, _>(sha256(&file).as_bytes().as_slice())
        .bind::<Int4, _>(i32::try_from(lines.len()).unwrap_or(i32::MAX))
        .bind::<BigInt, _>(i64::try_from(votes).unwrap_or(i64::MAX))
        .get_result(conn)
        .await?;
        if !classes.is_empty() {
            sql_query("INSERT INTO roll_classes (roll, class) SELECT $1, * FROM unnest($2)")
                .bind::<SqlUuid, _>(id)
                .bind::<Array<Text>, _>(classes)
                .execute(conn)
                .await?;
        }
        if let Some((other, reason)) = corrects {
            corrections::record(conn, id, other, reason, officer)
                .await
                .map_err(refusal)?;
        }
        Ok(number.number)
    })
    .await
}

/// The roll's file, computed again from history.
///
/// # Errors
/// Those of the database.
pub async fn file(conn: &mut Connection, roll: &Roll) -> Result<Vec<u8>, RollError> {
    let members = members(conn, roll.record_date, roll.known_at, &roll.classes).await?;
    Ok(write_roll(&model::lines(&roll.roll_id(), &members)?))
}

fn refusal(error: diesel::result::Error) -> RollError {
    if let diesel::result::Error::DatabaseError(_, information) = &error {
        match information.constraint_name() {
            Some("roll_takes_two") => return RollError::SameOfficer,
            Some("roll_is_fixed" | "roll_certifications_pkey" | "roll_entitlements_pkey") => {
                return RollError::Certified;
            }
            Some("roll_is_complete" | "roll_is_of_its_classes") => return RollError::Differs,
            Some("roll_was_published" | "roll_window_is_over" | "roll_challenges_are_answered") => {
                return RollError::Unheard;
            }
            Some("roll_correction_is_of_a_certified_roll") => return RollError::CorrectsProposal,
            Some("roll_is_corrected_once") => return RollError::CorrectedAlready,
            _ => {}
        }
    }
    RollError::Database(error)
}
