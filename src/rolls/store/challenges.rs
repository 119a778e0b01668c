//! What is asked of rolls that are published for challenges, and how it is answered;
//! [`windows`]: from when and until when.

mod windows;

pub use windows::{Window, hearing, publish, rule, window};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::Roll;
use crate::accounts;
use crate::db::{Connection, sql_query};
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::rolls::model::challenge::{ChallengeKind, Verdict};

/// Why a window, a challenge or an answer was not recorded.
#[derive(Debug, Error)]
pub enum ChallengeError {
    #[error(
        "This roll is certified. What was wrong in it is answered by a correction. Propose one."
    )]
    Certified,
    #[error("This roll was published for challenges already. Nothing is left to do.")]
    Published,
    #[error(
        "The window closes too early: the rule roll.challenge.days asks for more days. Give a later close."
    )]
    TooShort,
    #[error(
        "This roll is not open to challenges now (rule roll.challenge.days). Write to its officers."
    )]
    NotOpen,
    #[error("You asked ten times of this roll already. Write to its officers.")]
    TooMany,
    #[error("You do not act for this membership. Choose one that you act for.")]
    NotYours,
    #[error("You asked this yourself: another officer answers it.")]
    Own,
    #[error("There is no such challenge of this roll. Open the page again.")]
    NotFound,
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for ChallengeError {
    fn from(error: Error) -> Self {
        let Error::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name() {
            Some("roll_is_preliminary") => Self::Certified,
            Some("roll_windows_pkey") => Self::Published,
            Some("roll_window_is_long_enough") => Self::TooShort,
            Some("roll_window_is_open" | "roll_challenges_roll_fkey") => Self::NotOpen,
            Some("roll_challenges_are_few") => Self::TooMany,
            Some("roll_challenge_is_of_its_member") => Self::NotYours,
            Some("roll_answer_is_another_s") => Self::Own,
            Some("roll_answers_challenge") => Self::NotFound,
            _ => Self::Database(error),
        }
    }
}

/// A challenge as its form brings it. `id` is the form's: sent twice it is one.
pub struct NewChallenge<'a> {
    pub id: Uuid,
    pub roll: Uuid,
    pub membership: Option<Uuid>,
    pub person: PartyId,
    pub kind: ChallengeKind,
    pub text: &'a str,
}

/// Records what somebody asks of a roll.
///
/// # Errors
/// When the roll is not open to challenges, or the membership is not theirs.
pub async fn challenge(
    conn: &mut Connection,
    new: &NewChallenge<'_>,
) -> Result<(), ChallengeError> {
    if is_recorded(
        conn,
        "SELECT 1 AS one FROM roll_challenges WHERE id = $1",
        new.id,
    )
    .await?
    {
        return Ok(());
    }
    sql_query(
        "INSERT INTO roll_challenges (id, roll, membership, person, kind, text) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.roll)
    .bind::<Nullable<SqlUuid>, _>(new.membership)
    .bind::<SqlUuid, _>(new.person.0)
    .bind::<Text, _>(new.kind.word())
    .bind::<Text, _>(new.text)
    .execute(conn)
    .await?;
    Ok(())
}

async fn is_recorded(conn: &mut Connection, sql: &'static str, id: Uuid) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        #[expect(dead_code, reason = "that there is a row is the answer")]
        one: i32,
    }
    let row: Option<Row> = sql_query(sql)
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.is_some())
}

/// An answer of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub verdict: Verdict,
    pub text: String,
    pub citation: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// A challenge with every answer to it, the first one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub id: Uuid,
    pub number: i32,
    pub roll: Uuid,
    pub person: PartyId,
    pub name: String,
    /// The membership's number, where one is named.
    pub membership: Option<i64>,
    pub kind: ChallengeKind,
    pub text: String,
    pub at: DateTime<Utc>,
    pub answers: Vec<Answer>,
}

impl Challenge {
    /// The answer that rules.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answers.last()
    }
}

/// What was asked of a roll, in order; of one person alone where one is given.
///
/// # Errors
/// Those of the database; a word it does not know counts as one.
pub async fn challenges(
    conn: &mut Connection,
    roll: Uuid,
    person: Option<PartyId>,
) -> QueryResult<Vec<Challenge>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Int4)]
        number: i32,
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Nullable<BigInt>)]
        membership: Option<i64>,
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = Text)]
        text: String,
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
    }
    #[derive(QueryableByName)]
    struct AnswerRow {
        #[diesel(sql_type = SqlUuid)]
        challenge: Uuid,
        #[diesel(sql_type = Text)]
        verdict: String,
        #[diesel(sql_type = Text)]
        text: String,
        #[diesel(sql_type = Text)]
        citation: String,
        #[diesel(sql_type = Text)]
        by: String,
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
    }
    let damage = |what: String| Error::DeserializationError(what.into());
    let rows: Vec<Row> = sql_query(
        "SELECT c.id, c.number, c.person, n.name, m.number AS membership, c.kind, c.text, c.recorded_at AS at \
         FROM roll_challenges c LEFT JOIN memberships m ON m.id = c.membership \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = c.person \
                       ORDER BY record DESC LIMIT 1) n ON true \
         WHERE c.roll = $1 AND ($2 IS NULL OR c.person = $2) ORDER BY c.number",
    )
    .bind::<SqlUuid, _>(roll)
    .bind::<Nullable<SqlUuid>, _>(person.map(|person| person.0))
    .load(conn)
    .await?;
    let answers: Vec<AnswerRow> = sql_query(
        "SELECT a.challenge, a.verdict, a.text, a.citation, n.name AS by, a.recorded_at AS at \
         FROM roll_answers a \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = a.answered_by \
                       ORDER BY record DESC LIMIT 1) n ON true \
         WHERE a.roll = $1 ORDER BY a.record",
    )
    .bind::<SqlUuid, _>(roll)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let answers = answers
                .iter()
                .filter(|answer| answer.challenge == row.id)
                .map(|answer| {
                    Ok(Answer {
                        verdict: Verdict::parse(&answer.verdict)
                            .ok_or_else(|| damage(format!("verdict {}", answer.verdict)))?,
                        text: answer.text.clone(),
                        citation: answer.citation.clone(),
                        by: answer.by.clone(),
                        at: answer.at,
                    })
                })
                .collect::<QueryResult<Vec<_>>>()?;
            Ok(Challenge {
                id: row.id,
                number: row.number,
                roll,
                person: PartyId(row.person),
                name: row.name,
                membership: row.membership,
                kind: ChallengeKind::parse(&row.kind)
                    .ok_or_else(|| damage(format!("challenge {}", row.kind)))?,
                text: row.text,
                at: row.at,
                answers,
            })
        })
        .collect()
}

/// An answer as its form brings it. `id` is the form's: sent twice it is one.
pub struct NewAnswer<'a> {
    pub id: Uuid,
    pub verdict: Verdict,
    pub text: &'a str,
    pub citation: &'a str,
    pub officer: PartyId,
}

/// Records an answer, and writes it to whoever asked, in one transaction.
///
/// # Errors
/// When the roll is certified, or the officer asked this.
pub async fn answer(
    conn: &mut Connection,
    roll: &Roll,
    challenge: &Challenge,
    new: &NewAnswer<'_>,
) -> Result<(), ChallengeError> {
    conn.transaction(async |conn| {
        if is_recorded(
            conn,
            "SELECT 1 AS one FROM roll_answers WHERE id = $1",
            new.id,
        )
        .await?
        {
            return Ok(());
        }
        let recorded = sql_query(
            "INSERT INTO roll_answers (id, challenge, roll, verdict, text, citation, answered_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(challenge.id)
        .bind::<SqlUuid, _>(roll.id)
        .bind::<Text, _>(new.verdict.word())
        .bind::<Text, _>(new.text)
        .bind::<Text, _>(new.citation)
        .bind::<SqlUuid, _>(new.officer.0)
        .execute(conn)
        .await?;
        if recorded == 0 {
            return Ok(());
        }
        let letter = Letter::RollAnswered {
            roll: roll.number,
            upheld: new.verdict == Verdict::Upheld,
            answer: new.text.to_owned(),
            citation: new.citation.to_owned(),
            path: format!("/me/rolls/{}", roll.number),
        };
        for account in accounts::store::of_persons(conn, &[challenge.person.0]).await? {
            outbox::store::queue(conn, &Recipient::Account(account.id), &letter).await?;
        }
        Ok(())
    })
    .await
}

/// A roll that is published for challenges.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Published {
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Date)]
    pub record_date: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub closes_at: DateTime<Utc>,
}

/// The rolls that are open to challenges now, by the end of their windows.
///
/// # Errors
/// Those of the database.
pub async fn open_now(conn: &mut Connection) -> QueryResult<Vec<Published>> {
    sql_query(
        "SELECT r.number, r.record_date, w.closes_at FROM roll_windows w JOIN rolls r ON r.id = w.roll \
         WHERE clock_timestamp() < w.closes_at \
           AND NOT EXISTS (SELECT FROM roll_certifications c WHERE c.roll_id = r.id) \
         ORDER BY w.closes_at, r.number",
    )
    .load(conn)
    .await
}

/// A challenge that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Waiting {
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Int4)]
    pub roll: i32,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub closes_at: DateTime<Utc>,
}

/// The challenges without an answer of rolls that are not certified, in order.
///
/// # Errors
/// Those of the database.
pub async fn unanswered(conn: &mut Connection) -> QueryResult<Vec<Waiting>> {
    sql_query(
        "SELECT c.number, r.number AS roll, c.person, c.recorded_at AS at, w.closes_at \
         FROM roll_challenges c JOIN rolls r ON r.id = c.roll JOIN roll_windows w ON w.roll = r.id \
         WHERE NOT EXISTS (SELECT FROM roll_answers a WHERE a.challenge = c.id) \
           AND NOT EXISTS (SELECT FROM roll_certifications d WHERE d.roll_id = r.id) \
         ORDER BY c.number",
    )
    .load(conn)
    .await
}
