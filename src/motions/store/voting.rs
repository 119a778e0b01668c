//! A motion put to the vote of a body with seats: votes and objections.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{
    Bool, Bytea, Int4, Nullable, Text as SqlText, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::reading::Question;
use super::{Motion, MotionError};
use crate::bodies::model::votes::Vote;
use crate::bodies::store::decisions::Ballots;
use crate::db::{Connection, sql_query};
use crate::motions::model::Form;
use crate::parties::PartyId;

/// Puts the latest text of a motion to the vote.
///
/// # Errors
/// What the database refuses: the text has changed, amendments wait, most of the body keep out.
pub async fn put(
    conn: &mut Connection,
    motion: &Motion,
    form: Form,
    version: i32,
    sha256: &[u8],
    by: PartyId,
) -> Result<(), MotionError> {
    insert_question(
        conn,
        Uuid::new_v4(),
        motion,
        form,
        (version, sha256),
        None,
        by,
    )
    .await
}

pub(super) async fn insert_question(
    conn: &mut Connection,
    id: Uuid,
    motion: &Motion,
    form: Form,
    (version, sha256): (i32, &[u8]),
    poll: Option<Uuid>,
    by: PartyId,
) -> Result<(), MotionError> {
    sql_query(
        "INSERT INTO motion_questions (id, motion, round, form, version, sha256, poll, put_by) \
         SELECT $1, $2, coalesce(max(q.round), 0) + 1, $3, $4, $5, $6, $7 FROM motion_questions q WHERE q.motion = $2",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(motion.id)
    .bind::<SqlText, _>(form.word())
    .bind::<Int4, _>(version)
    .bind::<Bytea, _>(sha256)
    .bind::<Nullable<SqlUuid>, _>(poll)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The latest question of a motion.
///
/// # Errors
/// Those of the database.
pub async fn question(conn: &mut Connection, motion: Uuid) -> QueryResult<Option<Question>> {
    sql_query(
        "SELECT q.id, q.round, question_form(q.id) AS form, q.form AS put_as, q.version, q.sha256, p.number AS poll, \
                question_is_open(q.id) AS is_open, e.number AS entry, e.entered_by, \
                e.adopted AS declared, e.recorded_at AS entered_at, \
                coalesce(e.in_writing, false) AS in_writing, \
                EXISTS (SELECT FROM recorded_decisions d WHERE d.entry = e.id) AS is_final, \
                EXISTS (SELECT FROM poll_openings o WHERE o.poll_id = q.poll) AS poll_opened, q.recorded_at \
         FROM motion_questions q LEFT JOIN polls p ON p.id = q.poll \
         LEFT JOIN decision_entries e ON e.id = declared_by(q.id) \
         WHERE q.motion = $1 ORDER BY q.round DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(motion)
    .get_result(conn)
    .await
    .optional()
}

/// A vote to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewVote {
    pub question: Uuid,
    pub person: PartyId,
    pub vote: Vote,
    pub by: PartyId,
}

/// Writes down how somebody votes, on the text they saw.
///
/// # Errors
/// What the database refuses: the vote is over, on another text, or not theirs.
pub async fn vote(conn: &mut Connection, new: NewVote, sha256: &[u8]) -> Result<(), MotionError> {
    sql_query(
        "INSERT INTO motion_votes (question, person, vote, sha256, recorded_by) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<SqlUuid, _>(new.question)
    .bind::<SqlUuid, _>(new.person.0)
    .bind::<SqlText, _>(new.vote.word())
    .bind::<Bytea, _>(sha256)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that somebody objects, or asks for a division.
///
/// # Errors
/// What the database refuses: the result is final, or they take no part.
pub async fn demand(
    conn: &mut Connection,
    question: Uuid,
    person: PartyId,
    by: PartyId,
) -> Result<(), MotionError> {
    sql_query("INSERT INTO motion_demands (question, person, recorded_by) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(question)
        .bind::<SqlUuid, _>(person.0)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Who objected, or asked for a division.
///
/// # Errors
/// Those of the database.
pub async fn demands(conn: &mut Connection, question: Uuid) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlText)]
        name: String,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT coalesce(n.name, '') AS name FROM motion_demands d \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = d.person ORDER BY x.record DESC LIMIT 1) n ON true \
         WHERE d.question = $1 ORDER BY d.recorded_at",
    )
    .bind::<SqlUuid, _>(question)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// One of a body with how they voted so far.
#[derive(Clone, Debug, QueryableByName)]
pub struct Cast {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub seat: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub person: Option<Uuid>,
    #[diesel(sql_type = SqlText)]
    pub name: String,
    #[diesel(sql_type = SqlText)]
    pub(super) vote: Vote,
    /// Somebody wrote it down; else they count as absent.
    #[diesel(sql_type = Bool)]
    pub is_written: bool,
}

impl Cast {
    #[must_use]
    pub fn vote(&self) -> Vote {
        self.vote
    }
}

/// How everybody of a body voted on a question, as it would count with this result.
///
/// # Errors
/// Those of the database.
pub async fn question_votes(
    conn: &mut Connection,
    question: Uuid,
    adopted: bool,
    at: DateTime<Utc>,
) -> QueryResult<Vec<Cast>> {
    sql_query(
        "SELECT v.seat, v.person, coalesce(n.name, '') AS name, v.vote, \
                EXISTS (SELECT FROM motion_votes w WHERE w.question = $1 AND w.person = v.person) AS is_written \
         FROM question_votes($1, $2, $3) v LEFT JOIN seats s ON s.id = v.seat \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = v.person ORDER BY x.record DESC LIMIT 1) n ON true \
         ORDER BY s.cohort, s.recorded_at, s.name, n.name, v.person",
    )
    .bind::<SqlUuid, _>(question)
    .bind::<Bool, _>(adopted)
    .bind::<Timestamptz, _>(at)
    .load(conn)
    .await
}

/// Writes down a whole roll, or nothing of it.
///
/// # Errors
/// What the database refuses of any of them.
pub async fn call_the_roll(
    conn: &mut Connection,
    question: Uuid,
    heard: &[(PartyId, Vote)],
    sha256: &[u8],
    by: PartyId,
) -> Result<(), MotionError> {
    conn.transaction(async |conn| {
        for (person, heard) in heard {
            let new = NewVote {
                question,
                person: *person,
                vote: *heard,
                by,
            };
            vote(conn, new, sha256).await?;
        }
        Ok(())
    })
    .await
}

/// What tellers counted of a question by secret ballot, once it is declared.
///
/// # Errors
/// Those of the database.
pub async fn ballots(conn: &mut Connection, question: Uuid) -> QueryResult<Option<Ballots>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        votes_yes: i32,
        #[diesel(sql_type = Int4)]
        votes_no: i32,
        #[diesel(sql_type = Int4)]
        votes_abstain: i32,
    }
    let row: Option<Row> = sql_query(
        "SELECT b.votes_yes, b.votes_no, b.votes_abstain FROM decision_ballots b WHERE b.entry = declared_by($1)",
    )
    .bind::<SqlUuid, _>(question)
    .get_result(conn)
    .await
    .optional()?;
    let small = |count: i32| u32::try_from(count).unwrap_or(0);
    Ok(row.map(|row| Ballots {
        yes: small(row.votes_yes),
        no: small(row.votes_no),
        abstain: small(row.votes_abstain),
    }))
}
