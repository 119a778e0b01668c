//! All SQL of rolls: propose, recompute, certify, read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bytea, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::challenge::Obstacle;
use super::model::{self, MemberOfRecord};
use crate::acts;
use crate::bodies;
use crate::db::Connection;
use crate::evidence::act::Act;
use crate::evidence::leaf::{RollCertified, Signatures};
use crate::members::store::MembersError;
use crate::members::store::history::{Line, history_as_known, settle};
use crate::parties::Kind;
use crate::rulebook::store::RulebookError;
use crate::seal::fields::Refusal;
use crate::seal::hash::{Digest, MembershipId, RollId, Salt, sha256};
use crate::seal::roll::{Leaf, Leaves, RollLine, commitment, write_roll};

pub mod challenges;
pub mod corrections;
mod reading;

pub use reading::{
    Class, RollVoter, cells, classes, leaves, memberships, opening, stands_on, voters,
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
    #[error("This roll is certified already.")]
    Certified,
    #[error(
        "Computed again, the roll differs from its proposal. Nothing was certified; propose it anew and tell the administrator."
    )]
    Differs,
    #[error("A line of the roll cannot stand: {0}")]
    Line(#[from] Refusal),
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    #[error("This roll is open to challenges, or one of them is not answered.")]
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
        let label = format!("Roll {} of record date {}", self.number, self.record_date);
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

/// Computes the roll again, compares it byte for byte with its proposal, makes
/// its commitments, and prepares the act that two officers sign; returns the
/// act's number.
///
/// # Errors
/// When the officer proposed it, it is certified or differs, or is not heard.
pub async fn prepare(conn: &mut Connection, roll: &Roll, officer: Uuid) -> Result<i32, RollError> {
    if roll.proposed_by == officer {
        return Err(RollError::SameOfficer);
    }
    if roll.is_certified() {
        return Err(RollError::Certified);
    }
    conn.transaction(async |conn| {
        acts::store::take_turns(conn, roll.id).await?;
        must_be_heard(conn, roll).await?;
        if let Some(act) = acts::store::waiting_about(conn, roll.id, RollCertified::KIND).await? {
            return Ok(act.number);
        }
        let (members, lines) = computed_again(conn, roll).await?;
        // An act that was refused leaves its lines: commitments are made once.
        let made = leaves(conn, roll.id).await?;
        let made = if made.as_slice().is_empty() {
            commit_to(conn, roll, &members, &lines).await?
        } else {
            made
        };
        let leaf = certification(roll, &made, bodies::store::now(conn).await?)?;
        let act = Act::new(leaf.into(), None)?;
        Ok(acts::store::propose(conn, roll.id, &act, officer).await?)
    })
    .await
}

/// Refuses a roll that is open to challenges, or of which one is not answered.
async fn must_be_heard(conn: &mut Connection, roll: &Roll) -> Result<(), RollError> {
    let hearing = challenges::hearing(conn, roll).await?;
    match hearing.obstacle(bodies::store::now(conn).await?) {
        Some(obstacle) => Err(obstacle.into()),
        None => Ok(()),
    }
}

/// Members and lines of the roll from history, if they are those of its proposal.
async fn computed_again(
    conn: &mut Connection,
    roll: &Roll,
) -> Result<(Vec<MemberOfRecord>, Vec<RollLine>), RollError> {
    let members = members(conn, roll.record_date, roll.known_at, &roll.classes).await?;
    let lines = model::lines(&roll.roll_id(), &members)?;
    if sha256(&write_roll(&lines)).as_bytes().as_slice() != roll.file_sha256 {
        return Err(RollError::Differs);
    }
    Ok((members, lines))
}

/// Stores the lines of a roll, with a commitment each.
async fn commit_to(
    conn: &mut Connection,
    roll: &Roll,
    members: &[MemberOfRecord],
    lines: &[RollLine],
) -> Result<Leaves, RollError> {
    let mut entitlements = Vec::new();
    let mut memberships = Vec::new();
    let mut classes = Vec::new();
    let mut votes = Vec::new();
    let mut commitments = Vec::new();
    let mut subjects = Vec::new();
    let mut salts = Vec::new();
    let mut leaves = Vec::new();
    for (member, line) in members.iter().zip(lines) {
        let subject = member.subject();
        let salt = Salt::random(&mut rand::rng());
        let c = commitment(&roll.roll_id(), &line.entitlement, &subject, &salt);
        leaves.push(Leaf {
            c,
            class: line.class.clone(),
            votes: line.votes,
        });
        entitlements.push(line.entitlement.as_bytes().to_vec());
        memberships.push(Uuid::from_bytes(*member.membership.as_bytes()));
        classes.push(member.class.clone());
        votes.push(i32::try_from(member.votes).unwrap_or(i32::MAX));
        commitments.push(c.as_bytes().to_vec());
        subjects.push(subject);
        salts.push(salt.as_bytes().to_vec());
    }
    sql_query(
        "INSERT INTO roll_entitlements (roll_id, entitlement, membership_id, class_id, votes, commitment)
         SELECT $1, * FROM unnest($2, $3, $4, $5, $6)",
    )
    .bind::<SqlUuid, _>(roll.id)
    .bind::<Array<Bytea>, _>(&entitlements)
    .bind::<Array<SqlUuid>, _>(memberships)
    .bind::<Array<Text>, _>(classes)
    .bind::<Array<Int4>, _>(votes)
    .bind::<Array<Bytea>, _>(commitments)
    .execute(conn)
    .await
    .map_err(refusal)?;
    sql_query(
        "INSERT INTO roll_openings (roll_id, entitlement, subject, salt) SELECT $1, * FROM unnest($2, $3, $4)",
    )
    .bind::<SqlUuid, _>(roll.id)
    .bind::<Array<Bytea>, _>(&entitlements)
    .bind::<Array<Text>, _>(subjects)
    .bind::<Array<Bytea>, _>(salts)
    .execute(conn)
    .await?;
    Ok(Leaves::new(leaves)?)
}

/// The entry of the log that certifies this roll, yet without signatures.
fn certification(
    roll: &Roll,
    leaves: &Leaves,
    now: DateTime<Utc>,
) -> Result<RollCertified, RollError> {
    let file = <[u8; 32]>::try_from(roll.file_sha256.as_slice())
        .map(Digest::from_bytes)
        .map_err(|_| RollError::Differs)?;
    Ok(RollCertified {
        at: u64::try_from(now.timestamp()).unwrap_or(0),
        file,
        leaves: u64::try_from(roll.leaves).unwrap_or(0),
        record_date: roll.record_date,
        roll: roll.roll_id(),
        root: leaves.root(),
        sigs: Signatures::default(),
        votes: u64::try_from(roll.votes).unwrap_or(0),
    })
}

/// Fixes a roll by an act that officers signed: the certifier's part. The roll
/// is computed again from history and held against every line that was
/// committed to.
///
/// # Errors
/// When roll, lines or act differ, or none of the `signers` is another officer
/// than the one who proposed it.
pub async fn fix(
    conn: &mut Connection,
    roll: &Roll,
    act: &RollCertified,
    signers: &[Uuid],
) -> Result<(), RollError> {
    let Some(second) = signers.iter().find(|signer| **signer != roll.proposed_by) else {
        return Err(RollError::SameOfficer);
    };
    must_be_heard(conn, roll).await?;
    let (members, lines) = computed_again(conn, roll).await?;
    let leaves = leaves(conn, roll.id).await?;
    let expected = RollCertified {
        at: act.at,
        sigs: act.sigs.clone(),
        ..certification(roll, &leaves, Utc::now())?
    };
    if *act != expected || !stored_as_computed(conn, roll.id, &members, &lines).await? {
        return Err(RollError::Differs);
    }
    sql_query("INSERT INTO roll_certifications (roll_id, certified_by, root) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(roll.id)
        .bind::<SqlUuid, _>(second)
        .bind::<Bytea, _>(leaves.root().as_bytes().as_slice())
        .execute(conn)
        .await
        .map_err(refusal)?;
    Ok(())
}

/// Whether the stored lines have the entitlements, members, classes and votes that history
/// gives: a line under another member would let somebody else cast for it.
async fn stored_as_computed(
    conn: &mut Connection,
    roll: Uuid,
    members: &[MemberOfRecord],
    lines: &[RollLine],
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        entitlement: Vec<u8>,
        #[diesel(sql_type = SqlUuid)]
        membership_id: Uuid,
        #[diesel(sql_type = Text)]
        class_id: String,
        #[diesel(sql_type = Int4)]
        votes: i32,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT entitlement, membership_id, class_id, votes FROM roll_entitlements WHERE roll_id = $1 ORDER BY entitlement",
    )
    .bind::<SqlUuid, _>(roll)
    .load(conn)
    .await?;
    let mut computed: Vec<(&[u8], Uuid, String, Option<i32>)> = members
        .iter()
        .zip(lines)
        .map(|(member, line)| {
            let votes = i32::try_from(line.votes.votes()).ok();
            (
                line.entitlement.as_bytes().as_slice(),
                Uuid::from_bytes(*member.membership.as_bytes()),
                line.class.to_string(),
                votes,
            )
        })
        .collect();
    computed.sort_unstable();
    let stored = rows.iter().map(|row| {
        (
            row.entitlement.as_slice(),
            row.membership_id,
            row.class_id.clone(),
            Some(row.votes),
        )
    });
    Ok(stored.eq(computed))
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
