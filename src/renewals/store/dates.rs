//! Record dates as announced. One in whose place another stands no longer counts.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel::sql_types::{BigInt, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use crate::db::{Connection, read_from_words};
use crate::parties::PartyId;
use crate::renewals::model::Purpose;

read_from_words!(Purpose);

/// A record date as it is announced. The identity is the form's, so that a form
/// sent twice announces one.
pub struct NewDate<'a> {
    pub id: Uuid,
    pub purpose: Purpose,
    pub title: &'a str,
    pub record_date: NaiveDate,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub decision: Uuid,
    /// The one in whose place it stands, with the reason.
    pub corrects: Option<(Uuid, &'a str)>,
    pub by: PartyId,
}

/// Why a record date is not announced.
#[derive(Debug, Error)]
pub enum AnnounceError {
    #[error(
        "A record date is fixed by a decision of a body that was confirmed and adopted. Choose such a decision."
    )]
    NotDecided,
    #[error(
        "A record date is never before the day on which its decision was recorded. Give that day or a later one."
    )]
    BeforeDecision,
    #[error(
        "The rules record_date.min_days and record_date.max_days do not allow this distance to the first day. Give another day."
    )]
    OutsideRules,
    #[error(
        "Another correction stands in the place of this record date already. Correct that one."
    )]
    Corrected,
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for AnnounceError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(kind, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name() {
            Some("record_date_is_decided") => Self::NotDecided,
            Some("record_date_follows_its_decision") => Self::BeforeDecision,
            Some("record_date_lies_within_the_rules") => Self::OutsideRules,
            Some("record_dates_corrects_key")
                if matches!(kind, DatabaseErrorKind::UniqueViolation) =>
            {
                Self::Corrected
            }
            _ => Self::Database(error),
        }
    }
}

/// Announces a record date and returns its number.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn announce(conn: &mut Connection, new: &NewDate<'_>) -> Result<i32, AnnounceError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    conn.transaction(async |conn| {
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/record-dates', 0))",
        )
        .execute(conn)
        .await?;
        crate::db::sql_query(
            "INSERT INTO record_dates (id, number, purpose, title, record_date, opens_on, closes_on, decision, corrects, reason, announced_by) \
             SELECT $1, (SELECT coalesce(max(r.number), 0) + 1 FROM record_dates r), $2, $3, $4, $5, $6, $7, $8, $9, $10 \
             WHERE NOT EXISTS (SELECT FROM record_dates r WHERE r.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<Text, _>(new.purpose.word())
        .bind::<Text, _>(new.title)
        .bind::<Date, _>(new.record_date)
        .bind::<Date, _>(new.opens_on)
        .bind::<Date, _>(new.closes_on)
        .bind::<SqlUuid, _>(new.decision)
        .bind::<Nullable<SqlUuid>, _>(new.corrects.map(|(id, _)| id))
        .bind::<Text, _>(new.corrects.map_or("", |(_, reason)| reason))
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        let row: Row = crate::db::sql_query("SELECT number FROM record_dates WHERE id = $1")
            .bind::<SqlUuid, _>(new.id)
            .get_result(conn)
            .await?;
        Ok(row.number)
    })
    .await
}

/// A record date with the decision it rests on.
#[derive(Clone, Debug, QueryableByName)]
pub struct RecordDate {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    purpose: Purpose,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Date)]
    pub record_date: NaiveDate,
    #[diesel(sql_type = Date)]
    pub opens_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub closes_on: NaiveDate,
    #[diesel(sql_type = SqlUuid)]
    pub decision_id: Uuid,
    /// The number under which the decision is found.
    #[diesel(sql_type = BigInt)]
    pub decision: i64,
    #[diesel(sql_type = Text)]
    pub announced_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    /// The number of the one in whose place it stands, and why.
    #[diesel(sql_type = Nullable<Int4>)]
    pub corrects: Option<i32>,
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// The number of the one that stands in its place.
    #[diesel(sql_type = Nullable<Int4>)]
    pub corrected_by: Option<i32>,
}

impl RecordDate {
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    #[must_use]
    pub fn counts(&self) -> bool {
        self.corrected_by.is_none()
    }
}

const DATES: &str = "\
    SELECT d.id, d.number, d.purpose, d.title, d.record_date, d.opens_on, d.closes_on, d.decision AS decision_id, \
           e.number AS decision, d.recorded_at, d.reason, \
           coalesce((SELECT r.name FROM party_records r WHERE r.party = d.announced_by ORDER BY r.record DESC LIMIT 1), '') AS announced_by, \
           (SELECT o.number FROM record_dates o WHERE o.id = d.corrects) AS corrects, \
           (SELECT c.number FROM record_dates c WHERE c.corrects = d.id) AS corrected_by \
    FROM record_dates d JOIN recorded_decisions x ON x.id = d.decision JOIN decision_entries e ON e.id = x.entry ";

/// Every record date, the latest day first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<RecordDate>> {
    crate::db::sql_query(format!(
        "{DATES} ORDER BY d.record_date DESC, d.number DESC LIMIT 500"
    ))
    .load(conn)
    .await
}

/// The record date of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<RecordDate>> {
    crate::db::sql_query(format!("{DATES} WHERE d.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// Those that count, on or after a day, the next first.
///
/// # Errors
/// Those of the database.
pub async fn ahead(conn: &mut Connection, day: NaiveDate) -> QueryResult<Vec<RecordDate>> {
    crate::db::sql_query(format!(
        "{DATES} WHERE d.record_date >= $1 AND NOT EXISTS (SELECT FROM record_dates c WHERE c.corrects = d.id) \
         ORDER BY d.record_date, d.number"
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await
}

/// The next announced record date on or after a day, with its title.
///
/// # Errors
/// Those of the database.
pub async fn next_cutoff(
    conn: &mut Connection,
    day: NaiveDate,
) -> QueryResult<Option<(NaiveDate, String)>> {
    let next = ahead(conn, day).await?.into_iter().next();
    Ok(next.map(|date| (date.record_date, date.title)))
}

/// A decision on which a record date can rest.
#[derive(Clone, Debug, QueryableByName)]
pub struct Decision {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    /// The legal day on which it was recorded.
    #[diesel(sql_type = Date)]
    pub recorded_on: NaiveDate,
}

/// The adopted decisions of bodies, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn decisions(conn: &mut Connection) -> QueryResult<Vec<Decision>> {
    crate::db::sql_query(
        "SELECT d.id, e.number, e.title, legal_day(d.recorded_at) AS recorded_on \
         FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry WHERE e.adopted \
         ORDER BY e.number DESC LIMIT 200",
    )
    .load(conn)
    .await
}
