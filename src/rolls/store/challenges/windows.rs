//! The window in which a roll is open to challenges: the rule, the publishing, and how far its
//! hearing is. What was asked and answered is read elsewhere.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::ChallengeError;
use crate::db::{Connection, read_from_words, sql_query};
use crate::parties::PartyId;
use crate::rolls::model::challenge::{Hearing, Verdict, WindowRule};
use crate::rolls::store::Roll;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;

read_from_words!(Verdict);

/// The time in which a roll is open to challenges.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Window {
    #[diesel(sql_type = Timestamptz)]
    pub opens_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub closes_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub opened_by: String,
}

impl Window {
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        now < self.closes_at
    }
}

/// The window of a roll; none where it was not published.
///
/// # Errors
/// Those of the database.
pub async fn window(conn: &mut Connection, roll: Uuid) -> QueryResult<Option<Window>> {
    sql_query(
        "SELECT w.recorded_at AS opens_at, w.closes_at, n.name AS opened_by FROM roll_windows w \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = w.opened_by \
                       ORDER BY record DESC LIMIT 1) n ON true \
         WHERE w.roll = $1",
    )
    .bind::<SqlUuid, _>(roll)
    .get_result(conn)
    .await
    .optional()
}

/// The rule on challenges in force when the roll was proposed; none where no document says.
///
/// # Errors
/// Those of the database, and a rule that is no number.
pub async fn rule(
    conn: &mut Connection,
    roll: &Roll,
) -> Result<Option<WindowRule>, rulebook::RulebookError> {
    let rule = rulebook::find(conn, keys::ROLL_CHALLENGE_DAYS, roll.recorded_at).await?;
    match rule {
        Some(rule) => Ok(Some(WindowRule {
            days: rule.count()?,
            citation: rule.citation,
        })),
        None => Ok(None),
    }
}

/// Publishes a roll for challenges until `closes_at`.
///
/// # Errors
/// When it is certified or was published, or the rule asks for more days.
pub async fn publish(
    conn: &mut Connection,
    roll: Uuid,
    closes_at: DateTime<Utc>,
    officer: PartyId,
) -> Result<(), ChallengeError> {
    sql_query("INSERT INTO roll_windows (roll, closes_at, opened_by) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(roll)
        .bind::<Timestamptz, _>(closes_at)
        .bind::<SqlUuid, _>(officer.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Everything that decides whether a roll can be certified.
///
/// # Errors
/// Those of the database, and a rule that is no number.
pub async fn hearing(
    conn: &mut Connection,
    roll: &Roll,
) -> Result<Hearing, rulebook::RulebookError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        verdict: Option<Verdict>,
    }
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let rule = rule(conn, roll).await?;
    let window = window(conn, roll.id).await?;
    let rows: Vec<Row> = sql_query(
        "SELECT (SELECT a.verdict FROM roll_answers a WHERE a.challenge = c.id \
                 ORDER BY a.record DESC LIMIT 1) AS verdict \
         FROM roll_challenges c WHERE c.roll = $1",
    )
    .bind::<SqlUuid, _>(roll.id)
    .load(conn)
    .await?;
    let other: Option<Number> = sql_query(
        "SELECT r.number FROM roll_corrections c JOIN rolls r ON r.id = c.corrects \
         WHERE c.roll = $1 AND certified_correction(c.corrects) <> $1",
    )
    .bind::<SqlUuid, _>(roll.id)
    .get_result(conn)
    .await
    .optional()?;
    Ok(Hearing {
        rule,
        closes_at: window.map(|window| window.closes_at),
        verdicts: rows.into_iter().map(|row| row.verdict).collect(),
        corrected_already: other.map(|row| row.number),
    })
}
