//! What invoices owe, computed from the ledger as known at an instant.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::members::model::MembershipId;
use crate::parties::PartyId;

/// An invoice that was overdue.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Overdue {
    #[diesel(sql_type = SqlUuid)]
    pub membership: Uuid,
    /// The invoice's number: `2026-0014`.
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    /// In minor units of the currency.
    #[diesel(sql_type = BigInt)]
    pub owed: i64,
    #[diesel(sql_type = Text)]
    pub currency: String,
}

/// What standing invoices of a selection owe (condition over `x`, a row of
/// `dues_invoices`), as known at $1: of payments, what was received until $2.
pub(super) fn owed(selection: &str) -> String {
    format!(
        "WITH chosen AS ( \
             SELECT x.* FROM dues_invoices x WHERE x.recorded_at <= $1 AND {selection} \
               AND NOT EXISTS (SELECT FROM dues_reversals r WHERE r.invoice = x.id AND r.recorded_at <= $1) \
         ), asked AS ( \
             SELECT l.invoice, sum(CASE WHEN l.kind IN ('in_kind_offset', 'credit') THEN -l.amount ELSE l.amount END) AS amount \
             FROM dues_invoice_lines l JOIN chosen i ON i.id = l.invoice GROUP BY l.invoice \
         ), paid AS ( \
             SELECT a.invoice, sum(a.amount) AS amount \
             FROM dues_allocations a JOIN chosen i ON i.id = a.invoice JOIN dues_payments p ON p.id = a.payment \
             WHERE a.recorded_at <= $1 AND p.received_on <= $2 \
               AND NOT EXISTS (SELECT FROM dues_reversals r WHERE r.allocation = a.id AND r.recorded_at <= $1) \
             GROUP BY a.invoice \
         ), credited AS ( \
             SELECT c.invoice, sum(c.amount) AS amount FROM dues_credits c JOIN chosen i ON i.id = c.invoice \
             WHERE c.recorded_at <= $1 AND c.booked_on <= $2 \
               AND NOT EXISTS (SELECT FROM dues_reversals r WHERE r.credit = c.id AND r.recorded_at <= $1) \
             GROUP BY c.invoice \
         ), balances AS ( \
             SELECT i.id, i.number, i.year, i.serial, i.membership, i.payer, i.issued_on, i.due_on, i.currency, i.recorded_at, \
                    (asked.amount - coalesce(paid.amount, 0) - coalesce(credited.amount, 0))::bigint AS owed \
             FROM chosen i JOIN asked ON asked.invoice = i.id \
             LEFT JOIN paid ON paid.invoice = i.id LEFT JOIN credited ON credited.invoice = i.id \
         ) "
    )
}

/// The invoices of these memberships that were overdue on a day, as known at an
/// instant, by membership: due before the day, and not paid by what had come
/// until then. Computed only from what was recorded until `known_at`.
///
/// # Errors
/// Those of the database.
pub async fn overdue_of_memberships(
    conn: &mut Connection,
    memberships: &[MembershipId],
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<BTreeMap<MembershipId, Vec<Overdue>>> {
    let ids: Vec<Uuid> = memberships.iter().map(|id| id.0).collect();
    let found: Vec<Overdue> = crate::db::sql_query(format!(
        "{} SELECT membership, number, due_on, owed, currency FROM balances WHERE owed > 0 ORDER BY due_on, year, serial",
        owed("x.membership = ANY ($3) AND x.due_on < $2")
    ))
    .bind::<Timestamptz, _>(known_at)
    .bind::<Date, _>(day)
    .bind::<Array<SqlUuid>, _>(ids)
    .load(conn)
    .await?;
    let mut by_membership: BTreeMap<MembershipId, Vec<Overdue>> = BTreeMap::new();
    for each in found {
        by_membership
            .entry(MembershipId(each.membership))
            .or_default()
            .push(each);
    }
    Ok(by_membership)
}

/// The same for all invoices to one party, the longest overdue first.
///
/// # Errors
/// Those of the database.
pub async fn overdue(
    conn: &mut Connection,
    party: PartyId,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Overdue>> {
    crate::db::sql_query(format!(
        "{} SELECT membership, number, due_on, owed, currency FROM balances WHERE owed > 0 ORDER BY due_on, year, serial",
        owed("x.payer = $3 AND x.due_on < $2")
    ))
    .bind::<Timestamptz, _>(known_at)
    .bind::<Date, _>(day)
    .bind::<SqlUuid, _>(party.0)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Covered {
    #[diesel(sql_type = Bool)]
    covered: bool,
}

/// Whether the dues of a membership for a day are paid, or covered in kind.
///
/// # Errors
/// Those of the database.
pub async fn covered(
    conn: &mut Connection,
    membership: MembershipId,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<bool> {
    let row: Covered = crate::db::sql_query("SELECT dues_covered($1, $2, $3) AS covered")
        .bind::<SqlUuid, _>(membership.0)
        .bind::<Date, _>(day)
        .bind::<Timestamptz, _>(known_at)
        .get_result(conn)
        .await?;
    Ok(row.covered)
}
