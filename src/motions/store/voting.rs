//! A motion put to the vote of a body with seats: votes, objections, and what came of it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sql_types::{
    Bool, Bytea, Int4, Nullable, Text as SqlText, Timestamptz, Uuid as SqlUuid,
};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::reading::{Question, texts};
use super::{Motion, MotionError, Refusal};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::{
    Counts, Matter, MemberCounts, RuleLine, Tally, Verdict, Vote, judge,
};
use crate::bodies::store::decisions::{self, Ballots, DecisionError, NamedVote, NewEntry};
use crate::db::Connection;
use crate::motions::model::{Form, Kind};
use crate::parties::PartyId;
use crate::rulebook;
use crate::rulebook::model::keys;

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
                question_is_open(q.id) AS is_open, e.number AS entry, \
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
    vote: String,
    /// Somebody wrote it down; else they count as absent.
    #[diesel(sql_type = Bool)]
    pub is_written: bool,
}

impl Cast {
    #[must_use]
    pub fn vote(&self) -> Vote {
        Vote::parse(&self.vote).unwrap_or(Vote::Absent)
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
        matter: String,
    }
    let row: Row = sql_query("SELECT motion_matter($1, $2, $3) AS matter")
        .bind::<SqlText, _>(&motion.body)
        .bind::<SqlText, _>(motion.kind().word())
        .bind::<Timestamptz, _>(at)
        .get_result(conn)
        .await?;
    Ok(Matter::parse(&row.matter).unwrap_or(Matter::Reserved))
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

/// Holds votes against the rules in force, with the chair's casting vote where a rule gives one.
///
/// # Errors
/// A rule that is missing or cannot be read; those of the database.
pub async fn declared(
    conn: &mut Connection,
    motion: &Motion,
    casts: &[Cast],
    ballots: Option<Ballots>,
    at: DateTime<Utc>,
) -> Result<Outcome, MotionError> {
    let matter = matter(conn, motion, at).await?;
    let body = body_of(motion)?;
    let rules = rules_for(conn, motion, &body, at).await?;
    let mut counts = tally_of(casts, ballots);
    let mut casting = None;
    if body.is_board() && ballots.is_none() && counts.yes == counts.no {
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
    let verdict = judge(&Tally::ByName(counts), &rules).map_err(|rule| {
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
        // Whoever confirms or declares meanwhile waits: what is read here is judged.
        sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0))")
            .execute(conn)
            .await?;
        if let Some(number) = decisions::entered_before(conn, new.id, new.by).await? {
            return Ok(number);
        }
        let at = crate::bodies::store::seats::entry_instant(conn, new.today).await?;
        let heard = match Form::parse(&question.form) {
            Some(Form::Consent) => Some(true),
            Some(Form::Voice) => Some(
                new.heard
                    .ok_or_else(|| MotionError::refused("motion-refused-heard"))?,
            ),
            _ => None,
        };
        let casts = question_votes(conn, question.id, heard.unwrap_or(true), at).await?;
        let outcome = declared(conn, motion, &casts, new.ballots, at).await?;
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
            question: Some(question.id),
            ballots: new.ballots,
            entered_by: new.by,
        };
        Ok(decisions::enter(conn, &entry).await?)
    })
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

/// What would be needed, were everybody who takes part there and for it.
///
/// # Errors
/// Those of the database; none is said where the rules do not answer.
pub async fn ahead(conn: &mut Connection, motion: &Motion) -> QueryResult<Option<Outcome>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlText)]
        vote: String,
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
    match declared(conn, motion, &casts, None, motion.now).await {
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
        matter: String,
        #[diesel(sql_type = Int4)]
        members_entitled: i32,
        #[diesel(sql_type = Int4)]
        members_present: i32,
        #[diesel(sql_type = BigInt)]
        votes_entitled: i64,
        #[diesel(sql_type = BigInt)]
        votes_present: i64,
        #[diesel(sql_type = BigInt)]
        votes_yes: i64,
        #[diesel(sql_type = BigInt)]
        votes_no: i64,
        #[diesel(sql_type = BigInt)]
        votes_abstain: i64,
    }
    let row: Option<Row> = sql_query(
        "SELECT e.id, e.adopted, e.matter, n.members_entitled, n.members_present, n.votes_entitled, n.votes_present, \
                n.votes_yes, n.votes_no, n.votes_abstain \
         FROM decision_entries e JOIN decision_numbers n ON n.entry = e.id WHERE e.id = declared_by($1) \
         AND EXISTS (SELECT FROM recorded_decisions d WHERE d.entry = e.id)",
    )
    .bind::<SqlUuid, _>(question)
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    let (small, large) = (
        |count: i32| u32::try_from(count).unwrap_or(0),
        |count: i64| u64::try_from(count).unwrap_or(0),
    );
    let numbers = MemberCounts {
        members_entitled: small(row.members_entitled),
        members_present: small(row.members_present),
        votes_entitled: large(row.votes_entitled),
        votes_present: large(row.votes_present),
        yes: large(row.votes_yes),
        no: large(row.votes_no),
        abstain: large(row.votes_abstain),
    };
    let matter = Matter::parse(&row.matter).unwrap_or(Matter::Ordinary);
    let rules = decisions::rules_of(conn, row.id, &BodyId::members(), matter).await?;
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
