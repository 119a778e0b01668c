//! By which rules a motion is decided, what its votes come to under them, and the
//! declaration of what came of it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text as SqlText, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::reading::{Question, texts};
use super::voting::{Cast, question_votes};
use super::{Motion, MotionError, Refusal};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::{
    Counts, Matter, MemberCounts, RuleLine, Tally, Verdict, Vote, judge, judge_as_taken,
};
use crate::bodies::store::decisions::{self, Ballots, DecisionError, NamedVote, NewEntry};
use crate::db::{Connection, sql_query};
use crate::motions::model::{Form, Kind};
use crate::parties::PartyId;
use crate::rulebook;
use crate::rulebook::model::keys;

/// The votes as the rules count them.
#[must_use]
pub fn tally_of(casts: &[Cast], ballots: Option<Ballots>) -> Counts {
    let mut counts: Counts = casts.iter().map(Cast::vote).collect();
    if let Some(ballots) = ballots {
        let cast = u64::from(ballots.yes) + u64::from(ballots.no) + u64::from(ballots.abstain);
        counts.yes = u64::from(ballots.yes);
        counts.no = u64::from(ballots.no);
        counts.abstain = u64::from(ballots.abstain);
        counts.not_voting = counts.not_voting.saturating_sub(cast);
    }
    counts
}

/// What came of a question.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub matter: Matter,
    pub rules: [RuleLine; 3],
    pub counts: Counts,
    pub verdict: Verdict,
    /// The rule on deciding in writing, where it is decided so.
    pub consent: Option<RuleLine>,
    /// The rule that gave the chair another vote.
    pub casting: Option<RuleLine>,
}

/// The matter of a motion for its body at an instant; nobody chooses it.
///
/// # Errors
/// Those of the database.
pub async fn matter(
    conn: &mut Connection,
    motion: &Motion,
    at: DateTime<Utc>,
) -> QueryResult<Matter> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlText)]
        matter: Matter,
    }
    let row: Row = sql_query("SELECT motion_matter($1, $2, $3) AS matter")
        .bind::<SqlText, _>(&motion.body)
        .bind::<SqlText, _>(motion.kind().word())
        .bind::<Timestamptz, _>(at)
        .get_result(conn)
        .await?;
    Ok(row.matter)
}

/// The three rules by which a motion is decided at an instant.
///
/// # Errors
/// The rule that is missing; those of the database.
pub async fn rules_for(
    conn: &mut Connection,
    motion: &Motion,
    body: &BodyId,
    at: DateTime<Utc>,
) -> Result<[RuleLine; 3], DecisionError> {
    let matter = matter(conn, motion, at).await?;
    decisions::rules_for(conn, body, matter, motion.kind() == Kind::Bylaws, at).await
}

/// The rule by which the body of a motion decides in writing; none of one that does not.
///
/// # Errors
/// That no rule is in force; those of the database.
pub async fn consent(
    conn: &mut Connection,
    motion: &Motion,
    at: DateTime<Utc>,
) -> Result<Option<RuleLine>, MotionError> {
    Ok(decisions::consent_for(conn, &body_of(motion)?, at).await?)
}

/// Holds votes against the rules in force, with the chair's casting vote where a rule gives one;
/// in writing by the rule on that as well, and without a casting vote.
///
/// # Errors
/// A rule that is missing or cannot be read; those of the database.
pub async fn declared(
    conn: &mut Connection,
    motion: &Motion,
    casts: &[Cast],
    ballots: Option<Ballots>,
    in_writing: bool,
    at: DateTime<Utc>,
) -> Result<Outcome, MotionError> {
    let matter = matter(conn, motion, at).await?;
    let body = body_of(motion)?;
    let rules = rules_for(conn, motion, &body, at).await?;
    let consent = match in_writing {
        true => Some(
            consent(conn, motion, at)
                .await?
                .ok_or_else(|| MotionError::refused("motion-refused-writing"))?,
        ),
        false => None,
    };
    let mut counts = tally_of(casts, ballots);
    let mut casting = None;
    if body.is_board() && consent.is_none() && ballots.is_none() && counts.yes == counts.no {
        let rule = rulebook::store::find(conn, keys::BOARD_CASTING_VOTE, at).await?;
        if let Some(rule) = rule.filter(|rule| rule.value == "chair") {
            let for_it: Vec<Uuid> = casts
                .iter()
                .filter(|cast| cast.vote() == Vote::Yes)
                .filter_map(|cast| cast.person)
                .collect();
            if chairs(conn, &for_it, at).await? {
                counts.casting = 1;
                casting = Some(RuleLine {
                    key: rule.key,
                    value: rule.value,
                    citation: rule.citation,
                });
            }
        }
    }
    let judged = judge_as_taken(&Tally::ByName(counts), &rules, consent.as_ref());
    let verdict = judged.map_err(|rule| {
        MotionError::refused_with(
            "motion-refused-rule-value",
            vec![
                ("rule", rule.key),
                ("citation", rule.citation),
                ("value", rule.value),
            ],
        )
    })?;
    Ok(Outcome {
        matter,
        rules,
        counts,
        verdict,
        consent,
        casting,
    })
}

async fn chairs(conn: &mut Connection, persons: &[Uuid], at: DateTime<Utc>) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        chairs: bool,
    }
    let row: Row = sql_query(
        "SELECT EXISTS (SELECT FROM unnest($1) p, LATERAL offices_held(p, $2) o WHERE o = 'chair') AS chairs",
    )
    .bind::<diesel::sql_types::Array<SqlUuid>, _>(persons)
    .bind::<Timestamptz, _>(at)
    .get_result(conn)
    .await?;
    Ok(row.chairs)
}

pub(super) fn body_of(motion: &Motion) -> Result<BodyId, MotionError> {
    BodyId::parse(&motion.body).ok_or_else(|| MotionError::refused("motion-refused-no-body"))
}

/// What whoever keeps the minutes declares.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// The form's identity.
    pub id: Uuid,
    /// Of a voice vote what the chair heard; else the votes say it.
    pub heard: Option<bool>,
    /// Of a secret ballot what two tellers counted.
    pub ballots: Option<Ballots>,
    /// Without a meeting, by signing.
    pub in_writing: bool,
    pub today: NaiveDate,
    pub by: PartyId,
}

/// Enters what came of a question as a decision that others confirm; returns its number.
///
/// # Errors
/// What the rules or the database refuse.
pub async fn declare(
    conn: &mut Connection,
    motion: &Motion,
    question: &Question,
    new: Declared,
) -> Result<i64, MotionError> {
    let body = body_of(motion)?;
    let effect = match motion.effect.as_deref().map(Effect::parse) {
        Some(None) => {
            return Err(MotionError::refused("motion-refused-unreadable"));
        }
        read => read.flatten(),
    };
    conn.transaction(async |conn| {
        decisions::take_turns(conn).await?;
        if let Some(number) = decisions::entered_before(conn, new.id, new.by).await? {
            return Ok(number);
        }
        let at = crate::bodies::store::seats::entry_instant(conn, new.today).await?;
        let heard = match question.form {
            Form::Consent => Some(true),
            Form::Voice => Some(
                new.heard
                    .ok_or_else(|| MotionError::refused("motion-refused-heard"))?,
            ),
            Form::RollCall | Form::Secret | Form::Poll => None,
        };
        let casts = question_votes(conn, question.id, heard.unwrap_or(true), at).await?;
        if new.in_writing && question.put_as != Form::RollCall {
            return Err(MotionError::refused("motion-refused-writing"));
        }
        let outcome = declared(conn, motion, &casts, new.ballots, new.in_writing, at).await?;
        let adopted = outcome.verdict.adopted;
        if heard == Some(true) && !adopted {
            return Err(MotionError::Refused(Refusal::NotCarried(Box::new(
                outcome.verdict,
            ))));
        }
        if heard == Some(false) && adopted {
            return Err(MotionError::refused("motion-refused-carried"));
        }
        let text = texts(conn, motion.id)
            .await?
            .into_iter()
            .find(|text| text.version == question.version)
            .ok_or_else(|| MotionError::refused("motion-refused-no-text"))?;
        let mut citation = format!("Motion {}", motion.number);
        if let Some(rule) = &outcome.casting {
            citation = format!("{citation}; casting vote of the chair: {}", rule.citation);
        }
        let entry = NewEntry {
            id: new.id,
            body,
            decided_on: new.today,
            title: motion.title.clone(),
            decision: text.text,
            citation,
            matter: outcome.matter,
            adopted,
            effect: effect.filter(|_| adopted),
            document: None,
            votes: casts
                .iter()
                .map(|cast| NamedVote {
                    seat: cast.seat,
                    person: cast.person.map(PartyId),
                    vote: cast.vote(),
                })
                .collect(),
            numbers: None,
            rules: outcome.rules,
            consent: outcome.consent,
            question: Some(question.id),
            ballots: new.ballots,
            entered_by: new.by,
        };
        Ok(decisions::enter(conn, &entry).await?)
    })
    .await
}

/// What would be needed, were everybody who takes part there and for it.
///
/// # Errors
/// Those of the database; none is said where the rules do not answer.
pub async fn ahead(conn: &mut Connection, motion: &Motion) -> QueryResult<Option<Outcome>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlText)]
        vote: Vote,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT CASE WHEN r.standing <> 'in office' THEN r.standing WHEN is_recused($2, r.person) THEN 'recused' ELSE 'yes' END AS vote \
         FROM roster($1, clock_timestamp()) r",
    )
    .bind::<SqlText, _>(&motion.body)
    .bind::<SqlUuid, _>(motion.id)
    .load(conn)
    .await?;
    let casts: Vec<Cast> = rows
        .into_iter()
        .map(|row| Cast {
            seat: None,
            person: None,
            name: String::new(),
            vote: row.vote,
            is_written: true,
        })
        .collect();
    match declared(conn, motion, &casts, None, false, motion.now).await {
        Ok(outcome) => Ok(Some(outcome)),
        Err(MotionError::Database(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// By which rules the members decide a motion.
#[derive(Clone, Debug)]
pub struct MembersAhead {
    pub rules: [RuleLine; 3],
    pub turnout: Option<RuleLine>,
}

/// By which rules the members would decide; none is said where they do not answer.
///
/// # Errors
/// Those of the database.
pub async fn ahead_of_members(
    conn: &mut Connection,
    motion: &Motion,
) -> Result<Option<MembersAhead>, MotionError> {
    let rules = match rules_for(conn, motion, &BodyId::members(), motion.now).await {
        Ok(rules) => rules,
        Err(DecisionError::Database(error)) => return Err(error.into()),
        Err(DecisionError::Refused(_)) => return Ok(None),
    };
    let turnout = rulebook::store::find(conn, keys::REFERENDUM_TURNOUT, motion.now).await?;
    Ok(Some(MembersAhead {
        rules,
        turnout: turnout.map(|rule| RuleLine {
            key: rule.key,
            value: rule.value,
            citation: rule.citation,
        }),
    }))
}

/// What the members decided by a poll.
#[derive(Clone, Debug)]
pub struct MembersDecided {
    pub adopted: bool,
    pub numbers: MemberCounts,
    pub verdict: Verdict,
}

/// What the members decided of a question; none before its count is certified.
///
/// # Errors
/// Those of the database.
pub async fn of_members(
    conn: &mut Connection,
    question: Uuid,
) -> Result<Option<MembersDecided>, MotionError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Bool)]
        adopted: bool,
        #[diesel(sql_type = SqlText)]
        matter: Matter,
    }
    let row: Option<Row> = sql_query(
        "SELECT e.id, e.adopted, e.matter FROM decision_entries e WHERE e.id = declared_by($1) \
         AND EXISTS (SELECT FROM recorded_decisions d WHERE d.entry = e.id)",
    )
    .bind::<SqlUuid, _>(question)
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    let Some(numbers) = decisions::numbers_of(conn, row.id).await? else {
        return Ok(None);
    };
    let rules = decisions::rules_of(conn, row.id, &BodyId::members(), row.matter).await?;
    let verdict = rules.and_then(|rules| judge(&Tally::ByNumber(numbers), &rules).ok());
    Ok(verdict.map(|verdict| MembersDecided {
        adopted: row.adopted,
        numbers,
        verdict,
    }))
}

/// As of when roster and rules of a decided question were taken.
///
/// # Errors
/// Those of the database.
pub async fn decided_at(
    conn: &mut Connection,
    question: Uuid,
) -> QueryResult<Option<DateTime<Utc>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
    }
    let row: Option<Row> = sql_query(
        "SELECT entry_instant(e.decided_on, e.recorded_at) AS at FROM decision_entries e WHERE e.id = declared_by($1)",
    )
    .bind::<SqlUuid, _>(question)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.at))
}
