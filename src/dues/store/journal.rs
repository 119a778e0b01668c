//! Everything posted in a year, for the accountant.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Text};
use diesel_async::RunQueryDsl;

use super::{DuesError, currency, name_of};
use crate::db::Connection;
use crate::dues::model::journal::{Fact, Kind};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    member: String,
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = Text)]
    detail: String,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Bool)]
    reverses: bool,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Text)]
    text: String,
}

/// Each entry with what it is, and each again where it was reversed.
const FACTS: &str = concat!(
    "WITH entries AS ( \
         SELECT i.issued_on AS day, i.number, i.payer, 'line' AS word, l.kind AS detail, l.amount, i.currency, l.text, \
                i.recorded_at, r.booked_on AS undone_on, r.reason, r.recorded_at AS undone_at, l.line \
         FROM dues_invoices i JOIN dues_invoice_lines l ON l.invoice = i.id LEFT JOIN dues_reversals r ON r.invoice = i.id \
         UNION ALL \
         SELECT p.booked_on, p.reference, p.payer, 'payment', p.method, p.amount, p.currency, '', p.recorded_at, r.booked_on, r.reason, r.recorded_at, 0 \
         FROM dues_payments p LEFT JOIN dues_reversals r ON r.payment = p.id \
         UNION ALL \
         SELECT a.booked_on, i.number, i.payer, 'allocation', '', a.amount, i.currency, 'from payment ' || p.reference, a.recorded_at, r.booked_on, r.reason, r.recorded_at, 0 \
         FROM dues_allocations a JOIN dues_invoices i ON i.id = a.invoice JOIN dues_payments p ON p.id = a.payment \
         LEFT JOIN dues_reversals r ON r.allocation = a.id \
         UNION ALL \
         SELECT c.booked_on, i.number, i.payer, 'credit', '', c.amount, i.currency, c.reason, c.recorded_at, r.booked_on, r.reason, r.recorded_at, 0 \
         FROM dues_credits c JOIN dues_invoices i ON i.id = c.invoice LEFT JOIN dues_reversals r ON r.credit = c.id \
     ), posted AS ( \
         SELECT e.day, e.number, e.payer, e.word, e.detail, e.amount, false AS reverses, e.currency, e.text, e.recorded_at, e.line FROM entries e \
         UNION ALL \
         SELECT e.undone_on, e.number, e.payer, e.word, e.detail, e.amount, true, e.currency, e.reason, e.undone_at, e.line \
         FROM entries e WHERE e.undone_on IS NOT NULL \
     ) SELECT p.day, p.number, ",
    name_of!("p.payer"),
    " AS member, p.word, p.detail, p.amount, p.reverses, p.currency, p.text FROM posted p \
     WHERE extract(year FROM p.day) = $1 ORDER BY p.day, p.recorded_at, p.number, p.line"
);

/// Everything posted in a year, by day.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn of_year(conn: &mut Connection, year: i32) -> Result<Vec<Fact>, DuesError> {
    let rows: Vec<Row> = crate::db::sql_query(FACTS)
        .bind::<Int4, _>(year)
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let kind = Kind::parse(&row.word, &row.detail);
            Ok(Fact {
                kind: kind.ok_or_else(|| DuesError::unknown("a kind of entry", &row.detail))?,
                currency: currency(&row.currency)?,
                day: row.day,
                number: row.number,
                member: row.member,
                amount: row.amount,
                reverses: row.reverses,
                text: row.text,
            })
        })
        .collect()
}
