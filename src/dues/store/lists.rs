//! What is open: invoices that owe something, payments that have something left.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{name_of, owed};
use crate::db::Connection;
use crate::parties::PartyId;

/// An invoice that owes something.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Open {
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = BigInt)]
    pub membership: i64,
    #[diesel(sql_type = Date)]
    pub issued_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub owed: i64,
    #[diesel(sql_type = Text)]
    pub currency: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

const COLUMNS: &str = concat!(
    "SELECT b.number, ",
    name_of!("b.payer"),
    " AS member, m.number AS membership, b.issued_on, b.due_on, b.owed, b.currency, b.recorded_at \
     FROM balances b JOIN memberships m ON m.id = b.membership WHERE b.owed > 0 \
     ORDER BY b.due_on, b.year, b.serial"
);

/// Invoices that owe something now, the first due first, at most `most` of them.
///
/// # Errors
/// Those of the database.
pub async fn open(conn: &mut Connection, now: DateTime<Utc>, most: i64) -> QueryResult<Vec<Open>> {
    crate::db::sql_query(format!("{} {COLUMNS} LIMIT $3", owed::owed("true")))
        .bind::<Timestamptz, _>(now)
        .bind::<Date, _>(far())
        .bind::<BigInt, _>(most)
        .load(conn)
        .await
}

/// The same of these parties alone.
///
/// # Errors
/// Those of the database.
pub async fn open_of(
    conn: &mut Connection,
    payers: &[PartyId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Open>> {
    let payers: Vec<Uuid> = payers.iter().map(|payer| payer.0).collect();
    crate::db::sql_query(format!("{} {COLUMNS}", owed::owed("x.payer = ANY ($3)")))
        .bind::<Timestamptz, _>(now)
        .bind::<Date, _>(far())
        .bind::<Array<SqlUuid>, _>(payers)
        .load(conn)
        .await
}

/// A day after all that can have been received.
fn far() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// A payment with something left.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Left {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub payer: String,
    #[diesel(sql_type = Text)]
    pub reference: String,
    #[diesel(sql_type = Date)]
    pub received_on: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub rest: i64,
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// Whether its payer owes something in its currency.
    #[diesel(sql_type = Bool)]
    pub waits: bool,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Standing payments of which something is not allocated, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn left(conn: &mut Connection, now: DateTime<Utc>) -> QueryResult<Vec<Left>> {
    crate::db::sql_query(concat!(
        "SELECT l.id, ",
        name_of!("l.payer"),
        " AS payer, l.reference, l.received_on, l.rest, l.currency, l.recorded_at, \
          EXISTS (SELECT FROM dues_invoices i WHERE i.payer = l.payer AND i.currency = l.currency AND dues_owed(i.id, $1) > 0) AS waits \
         FROM (SELECT p.*, (p.amount - coalesce((SELECT sum(a.amount) FROM dues_allocations a WHERE a.payment = p.id \
                              AND NOT EXISTS (SELECT FROM dues_reversals r WHERE r.allocation = a.id)), 0))::bigint AS rest \
               FROM dues_payments p WHERE NOT EXISTS (SELECT FROM dues_reversals r WHERE r.payment = p.id)) l \
         WHERE l.rest > 0 ORDER BY l.received_on, l.recorded_at, l.id LIMIT 1000"
    ))
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}
