//! The account of a payer, with everything in it.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{DuesError, currency, name_of};
use crate::db::Connection;
use crate::dues::model::account::{
    Account, Allocation, Credit, Invoice, Line, LineKind, Method, Payment, Reversal,
};
use crate::dues::model::money::Money;
use crate::dues::model::{InvoiceId, PaymentId};
use crate::parties::PartyId;

/// Who pays, and by which name.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Payer {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
}

impl Payer {
    #[must_use]
    pub fn party(&self) -> PartyId {
        PartyId(self.id)
    }
}

/// To whom the invoice of this number is.
///
/// # Errors
/// Those of the database.
pub async fn payer_of_invoice(conn: &mut Connection, number: &str) -> QueryResult<Option<Payer>> {
    crate::db::sql_query(concat!(
        "SELECT i.payer AS id, ",
        name_of!("i.payer"),
        " AS name FROM dues_invoices i WHERE i.number = $1"
    ))
    .bind::<Text, _>(number)
    .get_result(conn)
    .await
    .optional()
}

/// Whose this payment is.
///
/// # Errors
/// Those of the database.
pub async fn payer_of_payment(conn: &mut Connection, payment: Uuid) -> QueryResult<Option<Payer>> {
    crate::db::sql_query(concat!(
        "SELECT p.payer AS id, ",
        name_of!("p.payer"),
        " AS name FROM dues_payments p WHERE p.id = $1"
    ))
    .bind::<SqlUuid, _>(payment)
    .get_result(conn)
    .await
    .optional()
}

#[derive(QueryableByName)]
struct Undone {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    undone: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    undone_reason: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    undone_on: Option<NaiveDate>,
}

impl From<Undone> for Option<Reversal> {
    fn from(row: Undone) -> Self {
        let reason = row.undone_reason.zip(row.undone_on);
        row.undone
            .zip(reason)
            .map(|(id, (reason, booked_on))| Reversal {
                id,
                reason,
                booked_on,
            })
    }
}

/// The columns of [`Undone`], of a reversal joined as `r`.
macro_rules! undone {
    () => {
        "r.id AS undone, r.reason AS undone_reason, r.booked_on AS undone_on "
    };
}

#[derive(QueryableByName)]
struct InvoiceRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = BigInt)]
    membership: i64,
    #[diesel(sql_type = Date)]
    covers_from: NaiveDate,
    #[diesel(sql_type = Date)]
    covers_to: NaiveDate,
    #[diesel(sql_type = Date)]
    issued_on: NaiveDate,
    #[diesel(sql_type = Date)]
    due_on: NaiveDate,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Text)]
    statement: String,
    #[diesel(sql_type = Nullable<Text>)]
    notice: Option<String>,
    #[diesel(embed)]
    undone: Undone,
}

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(sql_type = SqlUuid)]
    invoice: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct PaymentRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    method: String,
    #[diesel(sql_type = Text)]
    reference: String,
    #[diesel(sql_type = Date)]
    received_on: NaiveDate,
    #[diesel(sql_type = Date)]
    booked_on: NaiveDate,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(embed)]
    undone: Undone,
}

#[derive(QueryableByName)]
struct AllocationRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    payment: Uuid,
    #[diesel(sql_type = SqlUuid)]
    invoice: Uuid,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Date)]
    booked_on: NaiveDate,
    #[diesel(embed)]
    undone: Undone,
}

#[derive(QueryableByName)]
struct CreditRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    invoice: Uuid,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Date)]
    booked_on: NaiveDate,
    #[diesel(embed)]
    undone: Undone,
}

/// Everything in the account of a payer.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn account(conn: &mut Connection, payer: PartyId) -> Result<Account, DuesError> {
    let invoices: Vec<InvoiceRow> = crate::db::sql_query(concat!(
        "SELECT i.id, i.number, m.number AS membership, i.covers_from, i.covers_to, i.issued_on, i.due_on, \
                i.currency, i.statement, n.words AS notice, ",
        undone!(),
        "FROM dues_invoices i JOIN memberships m ON m.id = i.membership \
         LEFT JOIN dues_lobbying_notices n ON n.invoice = i.id LEFT JOIN dues_reversals r ON r.invoice = i.id \
         WHERE i.payer = $1 ORDER BY i.year, i.serial"
    ))
    .bind::<SqlUuid, _>(payer.0)
    .load(conn)
    .await?;
    let lines: Vec<LineRow> = crate::db::sql_query(
        "SELECT l.invoice, l.kind, l.amount, l.text FROM dues_invoice_lines l JOIN dues_invoices i ON i.id = l.invoice \
         WHERE i.payer = $1 ORDER BY l.invoice, l.line",
    )
    .bind::<SqlUuid, _>(payer.0)
    .load(conn)
    .await?;
    let payments: Vec<PaymentRow> = crate::db::sql_query(concat!(
        "SELECT p.id, p.method, p.reference, p.received_on, p.booked_on, p.amount, p.currency, ",
        undone!(),
        "FROM dues_payments p LEFT JOIN dues_reversals r ON r.payment = p.id \
         WHERE p.payer = $1 ORDER BY p.recorded_at, p.id"
    ))
    .bind::<SqlUuid, _>(payer.0)
    .load(conn)
    .await?;
    let allocations: Vec<AllocationRow> = crate::db::sql_query(concat!(
        "SELECT a.id, a.payment, a.invoice, a.amount, a.booked_on, ",
        undone!(),
        "FROM dues_allocations a JOIN dues_payments p ON p.id = a.payment LEFT JOIN dues_reversals r ON r.allocation = a.id \
         WHERE p.payer = $1 ORDER BY a.recorded_at, a.id"
    ))
    .bind::<SqlUuid, _>(payer.0)
    .load(conn)
    .await?;
    let credits: Vec<CreditRow> = crate::db::sql_query(concat!(
        "SELECT c.id, c.invoice, c.amount, c.reason, c.booked_on, ",
        undone!(),
        "FROM dues_credits c JOIN dues_invoices i ON i.id = c.invoice LEFT JOIN dues_reversals r ON r.credit = c.id \
         WHERE i.payer = $1 ORDER BY c.recorded_at, c.id"
    ))
    .bind::<SqlUuid, _>(payer.0)
    .load(conn)
    .await?;
    let invoices: Result<Vec<Invoice>, DuesError> = invoices
        .into_iter()
        .map(|row| {
            let of_it = lines.iter().filter(|line| line.invoice == row.id);
            Ok(Invoice {
                lines: of_it.map(line).collect::<Result<_, _>>()?,
                id: InvoiceId(row.id),
                number: row.number,
                membership: row.membership,
                covers_from: row.covers_from,
                covers_to: row.covers_to,
                issued_on: row.issued_on,
                due_on: row.due_on,
                currency: currency(&row.currency)?,
                statement: row.statement,
                notice: row.notice,
                reversal: row.undone.into(),
            })
        })
        .collect();
    let payments: Result<Vec<Payment>, DuesError> = payments
        .into_iter()
        .map(|row| {
            let method = Method::parse(&row.method);
            Ok(Payment {
                method: method.ok_or_else(|| DuesError::unknown("a method", &row.method))?,
                id: PaymentId(row.id),
                reference: row.reference,
                received_on: row.received_on,
                booked_on: row.booked_on,
                amount: Money::new(row.amount, currency(&row.currency)?),
                reversal: row.undone.into(),
            })
        })
        .collect();
    let allocation = |row: AllocationRow| Allocation {
        id: row.id,
        payment: PaymentId(row.payment),
        invoice: InvoiceId(row.invoice),
        amount: row.amount,
        booked_on: row.booked_on,
        reversal: row.undone.into(),
    };
    let credit = |row: CreditRow| Credit {
        id: row.id,
        invoice: InvoiceId(row.invoice),
        amount: row.amount,
        reason: row.reason,
        booked_on: row.booked_on,
        reversal: row.undone.into(),
    };
    Ok(Account {
        invoices: invoices?,
        payments: payments?,
        allocations: allocations.into_iter().map(allocation).collect(),
        credits: credits.into_iter().map(credit).collect(),
    })
}

fn line(row: &LineRow) -> Result<Line, DuesError> {
    let kind = LineKind::parse(&row.kind);
    Ok(Line {
        kind: kind.ok_or_else(|| DuesError::unknown("a kind of line", &row.kind))?,
        amount: row.amount,
        text: row.text.clone(),
    })
}
