//! Tax years: what of dues goes into lobbying, the notices of it, and the close.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::{DuesError, PostError, currency, issuing, lock, name_of};
use crate::bodies::{self, Foundation};
use crate::db::Connection;
use crate::dues::model::lobbying::{Share, notice_words};
use crate::dues::model::money::Money;
use crate::members::store::history_as_known;
use crate::outbox::Letter;
use crate::parties::PartyId;

/// What of the dues of a year is expected to go into lobbying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    pub id: Uuid,
    pub share: Share,
    pub basis: String,
}

/// What went into lobbying, and the dues that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spend {
    pub id: Uuid,
    pub spent: Money,
    pub received: Money,
}

/// A year as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    pub year: i32,
    pub invoices: i64,
    pub estimate: Option<Estimate>,
    pub spend: Option<Spend>,
    /// Numbers of the standing invoices without a notice of lobbying.
    pub without_notice: Vec<String>,
    /// By whom and when it was closed.
    pub closed: Option<(String, DateTime<Utc>)>,
}

#[derive(QueryableByName)]
struct EstimateRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Int4)]
    share: i32,
    #[diesel(sql_type = Text)]
    basis: String,
}

/// The estimate that governs a year.
///
/// # Errors
/// Those of the database.
pub async fn estimate(conn: &mut Connection, year: i32) -> QueryResult<Option<Estimate>> {
    let row: Option<EstimateRow> = crate::db::sql_query(
        "SELECT id, share, basis FROM dues_lobbying_estimates WHERE year = $1 ORDER BY recorded_at DESC, id LIMIT 1",
    )
    .bind::<Int4, _>(year)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| Estimate {
        id: row.id,
        // The database holds none below zero.
        share: Share(u32::try_from(row.share).unwrap_or_default()),
        basis: row.basis,
    }))
}

#[derive(QueryableByName)]
struct SpendRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    spent: i64,
    #[diesel(sql_type = BigInt)]
    received: i64,
    #[diesel(sql_type = Text)]
    currency: String,
}

async fn spend(conn: &mut Connection, year: i32) -> Result<Option<Spend>, DuesError> {
    let row: Option<SpendRow> = crate::db::sql_query(
        "SELECT id, spent, received, currency FROM dues_lobbying_spends WHERE year = $1 ORDER BY recorded_at DESC, id LIMIT 1",
    )
    .bind::<Int4, _>(year)
    .get_result(conn)
    .await
    .optional()?;
    row.map(|row| {
        let currency = currency(&row.currency)?;
        Ok(Spend {
            id: row.id,
            spent: Money::new(row.spent, currency),
            received: Money::new(row.received, currency),
        })
    })
    .transpose()
}

#[derive(QueryableByName)]
struct Lacking {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = SqlUuid)]
    membership: Uuid,
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Date)]
    due_on: NaiveDate,
}

async fn lacking(conn: &mut Connection, year: i32) -> QueryResult<Vec<Lacking>> {
    crate::db::sql_query(
        "SELECT i.id, i.number, i.membership, dues_total(i.id) AS total, i.currency, i.due_on FROM dues_invoices i \
         WHERE i.year = $1 AND NOT EXISTS (SELECT FROM dues_reversals r WHERE r.invoice = i.id) \
           AND NOT EXISTS (SELECT FROM dues_lobbying_notices n WHERE n.invoice = i.id) ORDER BY i.serial",
    )
    .bind::<Int4, _>(year)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct YearRow {
    #[diesel(sql_type = Int4)]
    year: i32,
    #[diesel(sql_type = BigInt)]
    invoices: i64,
    #[diesel(sql_type = Nullable<Text>)]
    closed_by: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    closed_at: Option<DateTime<Utc>>,
}

/// Every year with something in it, and the present one, the latest first.
///
/// # Errors
/// Those of the database, and a currency that this program does not know.
pub async fn all(conn: &mut Connection, present: i32) -> Result<Vec<Year>, DuesError> {
    let rows: Vec<YearRow> = crate::db::sql_query(concat!(
        "SELECT y.year, (SELECT count(*) FROM dues_invoices i WHERE i.year = y.year) AS invoices, \
                CASE WHEN c.year IS NOT NULL THEN ",
        name_of!("c.closed_by"),
        " END AS closed_by, c.recorded_at AS closed_at \
         FROM (SELECT $1 AS year UNION SELECT year FROM dues_invoices UNION SELECT extract(year FROM booked_on)::int FROM dues_payments \
               UNION SELECT year FROM dues_lobbying_estimates UNION SELECT year FROM dues_lobbying_spends \
               UNION SELECT year FROM dues_year_closes) y \
         LEFT JOIN dues_year_closes c ON c.year = y.year ORDER BY y.year DESC"
    ))
    .bind::<Int4, _>(present)
    .load(conn)
    .await?;
    let mut years = Vec::new();
    for row in rows {
        let lacking = lacking(conn, row.year).await?;
        years.push(Year {
            estimate: estimate(conn, row.year).await?,
            spend: spend(conn, row.year).await?,
            without_notice: lacking.into_iter().map(|each| each.number).collect(),
            year: row.year,
            invoices: row.invoices,
            closed: row.closed_by.zip(row.closed_at),
        });
    }
    Ok(years)
}

/// The last year that is closed.
///
/// # Errors
/// Those of the database.
pub async fn closed_through(conn: &mut Connection) -> QueryResult<Option<i32>> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = Nullable<Int4>)]
        year: Option<i32>,
    }
    let last: Last = crate::db::sql_query("SELECT max(year) AS year FROM dues_year_closes")
        .get_result(conn)
        .await?;
    Ok(last.year)
}

/// Records an estimate. `id` comes with the form: sent twice it is one.
///
/// # Errors
/// When the year is closed.
pub async fn record_estimate(
    conn: &mut Connection,
    id: Uuid,
    year: i32,
    (share, basis): (Share, &str),
    by: PartyId,
) -> Result<(), PostError> {
    crate::db::sql_query(
        "INSERT INTO dues_lobbying_estimates (id, year, share, basis, recorded_by) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Int4, _>(year)
    .bind::<Int4, _>(i32::try_from(share.0).unwrap_or(i32::MAX))
    .bind::<Text, _>(basis)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records what was spent on lobbying and what came in dues. `id` comes with the
/// form: sent twice it is one.
///
/// # Errors
/// When the year is closed.
pub async fn record_spend(
    conn: &mut Connection,
    id: Uuid,
    year: i32,
    (spent, received): (Money, Money),
    by: PartyId,
) -> Result<(), PostError> {
    crate::db::sql_query(
        "INSERT INTO dues_lobbying_spends (id, year, spent, received, currency, recorded_by) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Int4, _>(year)
    .bind::<BigInt, _>(spent.minor)
    .bind::<BigInt, _>(received.minor)
    .bind::<Text, _>(spent.currency.code())
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Why notices were not given.
#[derive(Debug, Error)]
pub enum NoticesError {
    #[error("Record the estimate of the year first: the notice says it.")]
    NoEstimate,
    #[error(transparent)]
    Post(#[from] PostError),
}

/// Gives the notice of lobbying for every standing invoice of a year that lacks
/// it, by letter; returns how many that were.
///
/// # Errors
/// Where there is no estimate, or the year is closed.
pub async fn give_missing_notices(
    conn: &mut Connection,
    foundation: &Foundation,
    year: i32,
    by: PartyId,
) -> Result<usize, NoticesError> {
    let given = conn
        .transaction::<_, PostError, _>(async |conn| {
            lock(conn).await?;
            let Some(estimate) = estimate(conn, year).await? else {
                return Ok(None);
            };
            let lacking = lacking(conn, year).await?;
            let words = notice_words(&foundation.name, year, estimate.share);
            let now = bodies::store::now(conn).await?;
            let lines = history_as_known(conn, foundation.day(now), now).await;
            let members: BTreeMap<Uuid, _> = lines
                .map_err(DuesError::from)?
                .into_iter()
                .map(|line| (line.membership.0, line))
                .collect();
            for each in &lacking {
                issuing::give_notice(conn, each.id, estimate.id, &words, by).await?;
                let letter = Letter::DuesInvoice {
                    number: each.number.clone(),
                    amount: Money::new(each.total, currency(&each.currency)?).plain(),
                    currency: each.currency.clone(),
                    due_on: each.due_on,
                    lobbying: Some(estimate.share.percent()),
                    year,
                    path: format!("/me/dues/{}", each.number),
                };
                if let Some(member) = members.get(&each.membership) {
                    issuing::send(conn, member, &letter).await?;
                }
            }
            Ok(Some(lacking.len()))
        })
        .await?;
    given.ok_or(NoticesError::NoEstimate)
}

/// Why a year was not closed.
#[derive(Debug, Error)]
pub enum CloseError {
    #[error(
        "The year {0} is not over yet, or it is closed already. A year is closed once, when it is over. Choose a year that is over and open."
    )]
    NotOver(i32),
    #[error(
        "Record first what was spent on lobbying in {0} and what came in dues, also where that is nothing."
    )]
    NothingRecorded(i32),
    #[error(
        "In {year} money was spent on lobbying, and these invoices lack the notice that 26 USC 6033(e)(1) asks for: {numbers}. Give the missing notices, then close the year; without them the foundation owes the proxy tax of 6033(e)(2)."
    )]
    NoticesMissing { year: i32, numbers: String },
    #[error("Only the treasurer closes a year. Ask the treasurer.")]
    NotTheTreasurer,
    #[error(transparent)]
    Dues(#[from] DuesError),
    #[error(transparent)]
    Database(DbError),
}

impl CloseError {
    fn of(error: DbError, year: i32, lacking: &[Lacking]) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name() {
            Some("dues_year_is_over") => Self::NotOver(year),
            Some("dues_year_says_what_was_spent") => Self::NothingRecorded(year),
            Some("dues_year_is_closed_by_the_treasurer") => Self::NotTheTreasurer,
            Some("dues_year_has_its_notices") => {
                let numbers: Vec<&str> = lacking.iter().map(|each| each.number.as_str()).collect();
                Self::NoticesMissing {
                    year,
                    numbers: numbers.join(", "),
                }
            }
            _ => Self::Database(error),
        }
    }
}

impl From<DbError> for CloseError {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

/// Closes a year, with all years before it; one that is closed stays closed.
///
/// # Errors
/// When it is not over, or lobbying was paid for and notices are missing.
pub async fn close(conn: &mut Connection, year: i32, by: PartyId) -> Result<(), CloseError> {
    #[derive(QueryableByName)]
    struct Closed {
        #[diesel(sql_type = Bool)]
        closed: bool,
    }
    conn.transaction(async |conn| {
        lock(conn).await?;
        let row: Closed = crate::db::sql_query(
            "SELECT EXISTS (SELECT FROM dues_year_closes WHERE year = $1) AS closed",
        )
        .bind::<Int4, _>(year)
        .get_result(conn)
        .await?;
        if row.closed {
            return Ok(());
        }
        let spend = spend(conn, year).await?;
        let spend = spend.ok_or(CloseError::NothingRecorded(year))?;
        let lacking = lacking(conn, year).await?;
        crate::db::sql_query(
            "INSERT INTO dues_year_closes (year, spend, closed_by) VALUES ($1, $2, $3)",
        )
        .bind::<Int4, _>(year)
        .bind::<SqlUuid, _>(spend.id)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await
        .map_err(|error| CloseError::of(error, year, &lacking))?;
        Ok(())
    })
    .await
}
