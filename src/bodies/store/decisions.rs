//! Decisions: entered by one officer, confirmed by others or withdrawn, and read again.

mod confirming;
mod reading;
mod refusals;
mod votes;

pub use confirming::{Needed, confirm, officers_needed, withdraw};
pub use reading::{Decision, Stage, Withdrawal, adopting, all, by_number, document, is_withheld};
pub use votes::{consent_of, counts, numbers_of, rules_of, votes};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Int4, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error as ThisError;
use uuid::Uuid;

use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::{Counts, Matter, MemberCounts, RuleLine, Tally, Vote, rule_keys};
use crate::db::Connection;
use crate::db::schema::bodies::{
    decision_documents, decision_entries, decision_numbers, decision_rules, decision_votes,
};
use crate::parties::PartyId;
use crate::rulebook;
use crate::rulebook::keys;

/// How one of a roster voted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedVote {
    pub seat: Option<Uuid>,
    pub person: Option<PartyId>,
    pub vote: Vote,
}

/// What tellers counted of a secret ballot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ballots {
    pub yes: u32,
    pub no: u32,
    pub abstain: u32,
}

/// A decision to be entered.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Drawn with the form, so that a form that is sent twice is entered once.
    pub id: Uuid,
    pub body: BodyId,
    pub decided_on: NaiveDate,
    pub title: String,
    /// What was decided, in full sentences.
    pub decision: String,
    /// Minutes it stands in; may be empty.
    pub citation: String,
    pub matter: Matter,
    pub adopted: bool,
    /// Only of what was adopted.
    pub effect: Option<Effect>,
    /// Name and bytes.
    pub document: Option<(String, Vec<u8>)>,
    /// The whole roster; empty for the members.
    pub votes: Vec<NamedVote>,
    /// Of the members alone.
    pub numbers: Option<MemberCounts>,
    pub rules: [RuleLine; 3],
    /// The rule on deciding in writing, of what was decided so.
    pub consent: Option<RuleLine>,
    /// The question of a motion whose outcome it declares.
    pub question: Option<Uuid>,
    /// Of a secret ballot what tellers counted; by name it is only known who was there.
    pub ballots: Option<Ballots>,
    pub entered_by: PartyId,
}

impl NewEntry {
    /// Who voted how.
    #[must_use]
    pub fn tally(&self) -> Tally {
        match self.numbers {
            Some(numbers) => Tally::ByNumber(numbers),
            None => Tally::ByName(self.votes.iter().map(|vote| vote.vote).collect::<Counts>()),
        }
    }
}

/// Why a decision was not entered, confirmed or withdrawn.
#[derive(Debug, ThisError)]
pub enum DecisionError {
    /// A sentence for the officer.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for DecisionError {
    fn from(error: Error) -> Self {
        let said = match &error {
            Error::DatabaseError(_, info) => refusals::sentence(info.as_ref()),
            _ => None,
        };
        said.map_or_else(
            || Self::Database(error),
            |said| Self::Refused(said.to_owned()),
        )
    }
}

/// The three rules for a body's decision at an instant; `amends` where it changes the
/// bylaws, for which the board may have a rule of its own.
///
/// # Errors
/// The key under which no rule is in force, and those of the database.
pub async fn rules_for(
    conn: &mut Connection,
    body: &BodyId,
    matter: Matter,
    amends: bool,
    at: DateTime<Utc>,
) -> Result<[RuleLine; 3], DecisionError> {
    let [first, second, mut third] = rule_keys(body, matter);
    let own = match matter {
        Matter::Reserved if body.is_members() => Some(keys::MEMBERS_SUPER_MAJORITY),
        Matter::Reserved if amends && (body.is_board() || body.is_founders()) => {
            Some(keys::BYLAWS_AMENDMENT)
        }
        Matter::Reserved | Matter::Ordinary => None,
    };
    if let Some(own) = own
        && rulebook::store::find(conn, own, at).await?.is_some()
    {
        third = own;
    }
    Ok([
        rule_line(conn, first, at).await?,
        rule_line(conn, second, at).await?,
        rule_line(conn, third, at).await?,
    ])
}

/// The rule on deciding in writing at an instant; none for a body that decides at meetings alone.
///
/// # Errors
/// The key under which no rule is in force, and those of the database.
pub async fn consent_for(
    conn: &mut Connection,
    body: &BodyId,
    at: DateTime<Utc>,
) -> Result<Option<RuleLine>, DecisionError> {
    if !body.decides_in_writing() {
        return Ok(None);
    }
    rule_line(conn, keys::BOARD_CONSENT, at).await.map(Some)
}

async fn rule_line(
    conn: &mut Connection,
    key: &str,
    at: DateTime<Utc>,
) -> Result<RuleLine, DecisionError> {
    let rule = rulebook::store::find(conn, key, at).await?.ok_or_else(|| {
        DecisionError::Refused(format!(
            "No rule “{key}” was in force that day, so nothing can be held against it. Give another day, or have a rule adopted."
        ))
    })?;
    Ok(RuleLine {
        key: rule.key,
        value: rule.value,
        citation: rule.citation,
    })
}

/// Lets whoever enters, confirms or declares meanwhile wait for the end of this transaction: the
/// roster that is read in it is the one that the database judges by.
///
/// # Errors
/// Those of the database.
pub async fn take_turns(conn: &mut Connection) -> QueryResult<()> {
    crate::db::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0))")
        .execute(conn)
        .await
        .map(|_| ())
}

/// The number of the entry that this person made with this form, if it was sent before.
///
/// # Errors
/// Those of the database.
pub async fn entered_before(
    conn: &mut Connection,
    id: Uuid,
    by: PartyId,
) -> QueryResult<Option<i64>> {
    decision_entries::table
        .filter(decision_entries::id.eq(id))
        .filter(decision_entries::entered_by.eq(by.0))
        .select(decision_entries::number)
        .first(conn)
        .await
        .optional()
}

/// Enters a decision whole; returns its number. It does nothing yet.
///
/// # Errors
/// What the database refuses.
pub async fn enter(conn: &mut Connection, new: &NewEntry) -> Result<i64, DecisionError> {
    let effect = match &new.effect {
        None => None,
        Some(effect) => Some(effect.encode().ok_or_else(|| {
            DecisionError::Refused(
                "A field holds a line break or another control character. Take it out.".into(),
            )
        })?),
    };
    conn.transaction(async |conn| {
        let id = new.id;
        let number: i64 = diesel::insert_into(decision_entries::table)
            .values((
                decision_entries::id.eq(id),
                decision_entries::body.eq(new.body.as_str()),
                decision_entries::decided_on.eq(new.decided_on),
                decision_entries::title.eq(&new.title),
                decision_entries::decision.eq(&new.decision),
                decision_entries::citation.eq(&new.citation),
                decision_entries::matter.eq(new.matter.word()),
                decision_entries::adopted.eq(new.adopted),
                decision_entries::effect.eq(effect),
                decision_entries::question.eq(new.question),
                decision_entries::in_writing.eq(new.consent.is_some()),
                decision_entries::entered_by.eq(new.entered_by.0),
            ))
            .returning(decision_entries::number)
            .get_result(conn)
            .await?;
        if let Some((name, bytes)) = &new.document {
            diesel::insert_into(decision_documents::table)
                .values((
                    decision_documents::entry.eq(id),
                    decision_documents::name.eq(name),
                    decision_documents::document.eq(bytes),
                ))
                .execute(conn)
                .await?;
        }
        if let Some(numbers) = &new.numbers {
            insert_numbers(conn, id, numbers).await?;
        }
        if let Some(ballots) = &new.ballots {
            insert_ballots(conn, id, *ballots).await?;
        }
        let votes: Vec<_> = new
            .votes
            .iter()
            .map(|vote| {
                (
                    decision_votes::entry.eq(id),
                    decision_votes::seat.eq(vote.seat),
                    decision_votes::person.eq(vote.person.map(|person| person.0)),
                    decision_votes::vote.eq(vote.vote.word()),
                )
            })
            .collect();
        diesel::insert_into(decision_votes::table)
            .values(votes)
            .execute(conn)
            .await?;
        let rules: Vec<_> = new
            .rules
            .iter()
            .chain(&new.consent)
            .map(|rule| {
                (
                    decision_rules::entry.eq(id),
                    decision_rules::key.eq(&rule.key),
                    decision_rules::value.eq(&rule.value),
                    decision_rules::citation.eq(&rule.citation),
                )
            })
            .collect();
        diesel::insert_into(decision_rules::table)
            .values(rules)
            .execute(conn)
            .await?;
        Ok(number)
    })
    .await
}

async fn insert_numbers(
    conn: &mut Connection,
    entry: Uuid,
    numbers: &MemberCounts,
) -> QueryResult<()> {
    let votes = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let heads = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    diesel::insert_into(decision_numbers::table)
        .values((
            decision_numbers::entry.eq(entry),
            decision_numbers::members_entitled.eq(heads(numbers.members_entitled)),
            decision_numbers::members_present.eq(heads(numbers.members_present)),
            decision_numbers::votes_entitled.eq(votes(numbers.votes_entitled)),
            decision_numbers::votes_present.eq(votes(numbers.votes_present)),
            decision_numbers::votes_yes.eq(votes(numbers.yes)),
            decision_numbers::votes_no.eq(votes(numbers.no)),
            decision_numbers::votes_abstain.eq(votes(numbers.abstain)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

async fn insert_ballots(conn: &mut Connection, entry: Uuid, ballots: Ballots) -> QueryResult<()> {
    let small = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    crate::db::sql_query(
        "INSERT INTO decision_ballots (entry, votes_yes, votes_no, votes_abstain) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(entry)
    .bind::<Int4, _>(small(ballots.yes))
    .bind::<Int4, _>(small(ballots.no))
    .bind::<Int4, _>(small(ballots.abstain))
    .execute(conn)
    .await
    .map(|_| ())
}
