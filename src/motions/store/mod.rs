//! Motions, their texts, steps and parts.

mod interests;
mod judging;
mod merging;
mod readers;
mod reading;
mod referendum;
mod refusals;
mod voting;

pub use interests::{
    Answer, Interest, Sitting, Suggestion, answer, interests, sitting, suggestions,
};
pub use judging::{
    Declared, MembersAhead, MembersDecided, Outcome, ahead, ahead_of_members, consent, decided_at,
    declare, declared, of_members,
};
pub use merging::{pending_merge, take_in};
pub use readers::{
    Filter, PAGE, keeps, may_read, readable, speaks, speaks_anywhere, took, withholds,
};
pub use reading::{
    Document, Link, Motion, Question, StepRow, Text, amendments, by_id, by_number, document,
    documents, entry_of, links, resolution_labelled, steps, texts,
};
pub use referendum::{NewReferendum, carry_out, put_to_members};
pub use refusals::Refusal;
pub use voting::{
    Cast, NewVote, ballots, call_the_roll, demand, demands, put, question, question_votes, vote,
};

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Date, Int4, Nullable, Text as SqlText, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::{Kind, Relation, Step};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::store::BodiesError;
use crate::db::{Connection, sql_query};
use crate::parties::PartyId;

/// Why something was not done with a motion.
#[derive(Debug, Error)]
pub enum MotionError {
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error(transparent)]
    Bodies(#[from] BodiesError),
    #[error(transparent)]
    Database(diesel::result::Error),
}

/// A motion to be drafted.
#[derive(Clone, Debug)]
pub struct NewMotion {
    /// Drawn with the form, so that a form that is sent twice is one motion.
    pub id: Uuid,
    pub body: BodyId,
    /// The motion it amends, and the version of its text.
    pub amends: Option<(Uuid, i32)>,
    pub kind: Kind,
    pub title: String,
    pub text: String,
    pub effect: Option<Effect>,
    /// The rule that closes it to others; empty for none.
    pub confidential: String,
    pub effective_on: Option<NaiveDate>,
    /// Where the long talk happens; may be empty.
    pub forum: String,
    pub links: Vec<(Relation, Uuid)>,
    /// Name and bytes of what is attached.
    pub documents: Vec<(String, Vec<u8>)>,
    /// The petition whose question it puts, word by word.
    pub petition: Option<Uuid>,
    pub by: PartyId,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Drafts a motion whole; returns its number.
///
/// # Errors
/// What the database refuses.
pub async fn create(conn: &mut Connection, new: &NewMotion) -> Result<i64, MotionError> {
    let effect = match &new.effect {
        None => None,
        Some(effect) => Some(
            effect
                .encode()
                .ok_or_else(|| MotionError::refused("motion-refused-control"))?,
        ),
    };
    conn.transaction(async |conn| {
        let before: Option<Number> =
            sql_query("SELECT number FROM motions WHERE id = $1 AND opened_by = $2")
                .bind::<SqlUuid, _>(new.id)
                .bind::<SqlUuid, _>(new.by.0)
                .get_result(conn)
                .await
                .optional()?;
        if let Some(before) = before {
            return Ok(before.number);
        }
        let made: Number = sql_query(
            "INSERT INTO motions (id, body, parent, kind, title, effect, confidential, effective_on, forum, opened_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING number",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlText, _>(new.body.as_str())
        .bind::<Nullable<SqlUuid>, _>(new.amends.map(|(parent, _)| parent))
        .bind::<SqlText, _>(new.kind.word())
        .bind::<SqlText, _>(&new.title)
        .bind::<Nullable<SqlText>, _>(effect)
        .bind::<SqlText, _>(&new.confidential)
        .bind::<Nullable<Date>, _>(new.effective_on)
        .bind::<SqlText, _>(&new.forum)
        .bind::<SqlUuid, _>(new.by.0)
        .get_result(conn)
        .await?;
        write(
            conn,
            new.id,
            1,
            &new.text,
            new.amends.map(|(_, base)| base),
            new.by,
        )
        .await?;
        if let Some(petition) = new.petition {
            sql_query(
                "INSERT INTO motion_petitions (motion, petition, brought_by) VALUES ($1, $2, $3)",
            )
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(petition)
            .bind::<SqlUuid, _>(new.by.0)
            .execute(conn)
            .await?;
        }
        for (relation, resolution) in &new.links {
            sql_query(
                "INSERT INTO motion_links (motion, relation, resolution, linked_by) VALUES ($1, $2, $3, $4)",
            )
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlText, _>(relation.word())
            .bind::<SqlUuid, _>(resolution)
            .bind::<SqlUuid, _>(new.by.0)
            .execute(conn)
            .await?;
        }
        for (name, bytes) in &new.documents {
            attach(conn, new.id, name, bytes, new.by).await?;
        }
        Ok(made.number)
    })
    .await
}

/// Writes the next version of a text.
///
/// # Errors
/// What the database refuses: it was moved, or somebody wrote another meanwhile.
pub async fn write(
    conn: &mut Connection,
    motion: Uuid,
    version: i32,
    text: &str,
    base: Option<i32>,
    by: PartyId,
) -> Result<(), MotionError> {
    sql_query(
        "INSERT INTO motion_texts (motion, version, text, sha256, base, written_by) \
         VALUES ($1, $2, $3, '', $4, $5)",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<Int4, _>(version)
    .bind::<SqlText, _>(text)
    .bind::<Nullable<Int4>, _>(base)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Attaches a document to a motion that is not moved yet.
///
/// # Errors
/// What the database refuses.
pub async fn attach(
    conn: &mut Connection,
    motion: Uuid,
    name: &str,
    bytes: &[u8],
    by: PartyId,
) -> Result<(), MotionError> {
    sql_query(
        "INSERT INTO motion_documents (motion, name, document, added_by) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<SqlText, _>(name)
    .bind::<Bytea, _>(bytes)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a step.
///
/// # Errors
/// When it is not open to the motion as it stands, or not to this person.
pub async fn step(
    conn: &mut Connection,
    motion: Uuid,
    step: Step,
    by: PartyId,
    note: &str,
) -> Result<(), MotionError> {
    sql_query(
        "INSERT INTO motion_steps (motion, step, state, person, note) VALUES ($1, $2, '', $3, $4)",
    )
    .bind::<SqlUuid, _>(motion)
    .bind::<SqlText, _>(step.word())
    .bind::<SqlUuid, _>(by.0)
    .bind::<SqlText, _>(note)
    .execute(conn)
    .await?;
    Ok(())
}
