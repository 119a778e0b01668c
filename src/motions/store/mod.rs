//! Motions, their texts, steps and parts.

mod interests;
mod merging;
mod reading;
mod referendum;
mod voting;

pub use interests::{Answer, Interest, Suggestion, answer, interests, suggestions};
pub use merging::{pending_merge, take_in};
pub use reading::{
    Document, Filter, Link, Motion, PAGE, Question, StepRow, Text, amendments, by_id, by_number,
    document, documents, entry_of, keeps, links, may_read, readable, resolution_labelled, speaks,
    speaks_anywhere, steps, texts, took,
};
pub use referendum::{NewReferendum, carry_out, put_to_members};
pub use voting::{
    Cast, Declared, MembersAhead, MembersDecided, NewVote, Outcome, ahead, ahead_of_members,
    ballots, call_the_roll, decided_at, declare, declared, demand, demands, of_members, put,
    question, question_votes, vote,
};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Date, Int4, Nullable, Text as SqlText, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::{Kind, Relation, Step};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::store::BodiesError;
use crate::bodies::store::decisions::DecisionError;
use crate::db::Connection;
use crate::parties::PartyId;

/// Why something was not done with a motion.
#[derive(Debug, Error)]
pub enum MotionError {
    /// A sentence for whoever tried.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Bodies(#[from] BodiesError),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<DecisionError> for MotionError {
    fn from(error: DecisionError) -> Self {
        match error {
            DecisionError::Refused(sentence) => Self::Refused(sentence),
            DecisionError::Database(error) => Self::from(error),
        }
    }
}

impl From<diesel::result::Error> for MotionError {
    fn from(error: diesel::result::Error) -> Self {
        let constraint = match &error {
            diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
            _ => None,
        };
        match constraint.and_then(refused) {
            Some(sentence) => Self::Refused(sentence.to_owned()),
            None => Self::Database(error),
        }
    }
}

/// What the database refused, as a sentence; none for what nobody can cause.
fn refused(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "motion_by_the_body" => {
            "Motions are drafted by whoever sits on the body or keeps its minutes."
        }
        "amendment_is_in_time" => {
            "An amendment is moved while its motion is before the same body, and not to an amendment."
        }
        "kind_fits_effect" => {
            "A motion of this kind does not do that: choose the kind that fits what it does. The kind fixes how many must agree."
        }
        "motions_kind" => {
            "Choose one of the kinds of motions. One that fits no kind is an ordinary question."
        }
        "effect_is_plain" => "Days are written like 2027-07-31, and digests as 64 hex digits.",
        "body_is_competent" => {
            "The charter of this body does not give it the power to decide this."
        }
        "authority_is_named" => {
            "An authority says for what it is given, and is of a kind that can be."
        }
        "rulebook_is_named" => "A rulebook is named by its digest and the day it takes effect.",
        "motion_text_is_next" | "motion_texts_pkey" | "motion_texts_amendment_once" => {
            "Somebody wrote another version meanwhile. Read it, and write yours again."
        }
        "motion_text_stands" => "A motion that was moved changes by amendments alone.",
        "amendment_is_adopted" => "A text takes in an amendment of this motion that was adopted.",
        "motion_step_is_allowed" => {
            "The motion has moved on meanwhile: that step is not open to it as it stands."
        }
        "motion_step_is_theirs" => "That step is not yours to take.",
        "motion_is_seconded" => "A motion is seconded before it is debated (rule motions.second).",
        "motion_is_seconded_by_another" => "You moved it. Another of the body seconds it.",
        "reconsidered_by_the_prevailing_side" => {
            "Only somebody who voted with the side that prevailed asks to reconsider (rule motions.reconsider)."
        }
        "question_is_recalled_in_time" => {
            "What came of the vote is entered already, or its poll was opened. Withdraw the entry, or end the poll, first."
        }
        "motion_is_whole" => "What belongs to a motion is added before it is moved.",
        "interest_is_said_before" => "Interests are said before the decision.",
        "interest_is_theirs" => {
            "An interest is declared by whoever has it, or recorded with the reason as the body found it."
        }
        "question_is_put_in_order" => {
            "A motion in debate is put to the vote, by the secretary, the chair, or a deputy."
        }
        "question_is_on_the_latest_text" => {
            "The text has changed since you opened the page. Read it, and put that to the vote."
        }
        "amendments_come_first" => {
            "Amendments are decided, and taken into the text, before the motion itself is put to the vote."
        }
        "members_vote_by_poll" => "The members vote by a poll, and no other body does.",
        "form_fits_matter" => {
            "A reserved matter is voted on by name, and a kind that the rule motions.secret names by secret ballot."
        }
        "majority_is_disinterested" => {
            "Most of the body keep out of this. Refer it to a committee of at least two who have no interest in it."
        }
        "vote_is_on_the_text" => {
            "The text was changed and put anew since you opened the page. Read it before you vote."
        }
        "vote_is_in_time" => "The vote is over: what came of it is entered.",
        "vote_of_one_in_office" => "Only whoever sits on the body and is not suspended votes.",
        "vote_of_one_who_takes_part" => "Whoever keeps out of a matter does not vote on it.",
        "vote_is_theirs" => {
            "You vote for yourself; the secretary or the chair writes down how others vote."
        }
        "secret_ballot_has_no_names" => "Of a secret ballot it is only written down who was there.",
        "demand_is_in_time" => "The result is final: no division can be asked for any more.",
        "demand_is_theirs" => "Whoever takes part in the vote can ask for that.",
        "motion_demands_pkey" => "That is noted already.",
        "question_is_declared_once" => {
            "What came of this vote is entered already. Another officer confirms it, or it is withdrawn."
        }
        "declaration_is_of_the_motion" => {
            "What is declared is the motion that was put, as it was put."
        }
        "division_was_asked_for" => {
            "Somebody objected, or asked for a division: withdraw the entry, and take a roll call."
        }
        "votes_are_those_given" => {
            "Votes or interests have changed since the result was entered. Withdraw the entry, and declare it anew."
        }
        "ballots_are_of_those_there" => {
            "Tellers count at most as many ballots as people were there."
        }
        "rules_are_those_of_the_day" => {
            "The rules have changed since the result was entered. Withdraw it, and declare it anew."
        }
        "votes_meet_the_threshold" => "The votes do not say what the entry says.",
        "motion_questions_round" => "The question was put by somebody else meanwhile.",
        "motion_questions_poll_key" => "This poll is about another motion.",
        "poll_is_on_the_text" => {
            "The question of this poll does not name the text that was put. Keep the question as it was drafted from the motion."
        }
        "motion_is_the_petition" => {
            "A petition that was delivered is put as it was signed: with its own title, text and kind, by whoever keeps the minutes."
        }
        "motion_petitions_petition_key" => "This petition is before the members already.",
        "motions_forum" => "Give the address of the forum as it begins with https://.",
        _ => return None,
    })
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
        Some(effect) => Some(effect.encode().ok_or_else(|| {
            MotionError::Refused("A field holds a line break or another control character.".into())
        })?),
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
