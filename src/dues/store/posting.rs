//! Payments, allocations, credits and reversals: each judged by the account as it
//! stands, and posted under the ledger's lock.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{PostError, lock, reading, years};
use crate::db::Connection;
use crate::dues::model::account::{
    Account, Allocation, Credit, Entry, Invoice, Payment, Refusal, Reversal, Target,
};
use crate::dues::model::draft::PaymentDraft;
use crate::dues::model::{InvoiceId, PaymentId};
use crate::parties::PartyId;

/// Into whose account something is posted, by whom, on which legal day. `form`
/// names the entry, and comes with the form: sent twice it is one.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    pub form: Uuid,
    pub payer: PartyId,
    pub by: PartyId,
    pub today: NaiveDate,
}

/// The day under which something is booked that happened on another: that day, or
/// today where its year is closed.
async fn booking_day(
    conn: &mut Connection,
    day: NaiveDate,
    today: NaiveDate,
) -> QueryResult<NaiveDate> {
    let closed = years::closed_through(conn).await?;
    Ok(match closed {
        Some(year) if day.year() <= year => today,
        Some(_) | None => day,
    })
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// Whether an entry of this identity stands in one of the tables.
async fn is_posted(conn: &mut Connection, table: &str, id: Uuid) -> QueryResult<bool> {
    let row: Found = crate::db::sql_query(format!(
        "SELECT EXISTS (SELECT FROM {table} WHERE id = $1) AS found"
    ))
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await?;
    Ok(row.found)
}

/// Records a payment, and lets it pay what this invoice owes, as far as it goes.
/// The rest stands as the payer's credit.
///
/// # Errors
/// When a standing payment has its reference.
pub async fn pay(
    conn: &mut Connection,
    act: Act,
    draft: &PaymentDraft,
    invoice: InvoiceId,
) -> Result<(), PostError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_posted(conn, "dues_payments", act.form).await? {
            return Ok(());
        }
        let mut account = reading::account(conn, act.payer).await?;
        let payment = Payment {
            id: PaymentId(act.form),
            method: draft.method,
            reference: draft.reference.clone(),
            received_on: draft.received_on,
            booked_on: booking_day(conn, draft.received_on, act.today).await?,
            amount: draft.amount,
            reversal: None,
        };
        account.post(Entry::Payment(payment.clone()))?;
        insert_payment(conn, act, &payment).await?;
        let invoice = account.invoice(invoice).ok_or(Refusal::NotFound)?;
        let fits = account.fitting(&payment, invoice);
        if fits > 0 {
            let (payment, invoice) = (payment.clone(), invoice.clone());
            let act = Act {
                form: Uuid::new_v4(),
                ..act
            };
            post_allocation(conn, act, &account, (&payment, &invoice), fits).await?;
        }
        Ok(())
    })
    .await
}

async fn insert_payment(conn: &mut Connection, act: Act, payment: &Payment) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO dues_payments (id, payer, method, reference, received_on, booked_on, amount, currency, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind::<SqlUuid, _>(payment.id.0)
    .bind::<SqlUuid, _>(act.payer.0)
    .bind::<Text, _>(payment.method.word())
    .bind::<Text, _>(&payment.reference)
    .bind::<Date, _>(payment.received_on)
    .bind::<Date, _>(payment.booked_on)
    .bind::<BigInt, _>(payment.amount.minor)
    .bind::<Text, _>(payment.amount.currency.code())
    .bind::<SqlUuid, _>(act.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

async fn post_allocation(
    conn: &mut Connection,
    act: Act,
    account: &Account,
    (payment, invoice): (&Payment, &Invoice),
    amount: i64,
) -> Result<(), PostError> {
    let day = payment.booked_on.max(invoice.issued_on);
    let booked_on = booking_day(conn, day, act.today).await?;
    let allocation = Allocation {
        id: act.form,
        payment: payment.id,
        invoice: invoice.id,
        amount,
        booked_on,
        reversal: None,
    };
    account.judge(&Entry::Allocation(allocation))?;
    crate::db::sql_query(
        "INSERT INTO dues_allocations (id, payment, invoice, amount, booked_on, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<SqlUuid, _>(act.form)
    .bind::<SqlUuid, _>(payment.id.0)
    .bind::<SqlUuid, _>(invoice.id.0)
    .bind::<BigInt, _>(amount)
    .bind::<Date, _>(booked_on)
    .bind::<SqlUuid, _>(act.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets a payment pay so much of an invoice.
///
/// # Errors
/// When that is more than the one has or the other owes.
pub async fn allocate(
    conn: &mut Connection,
    act: Act,
    payment: PaymentId,
    number: &str,
    amount: i64,
) -> Result<(), PostError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_posted(conn, "dues_allocations", act.form).await? {
            return Ok(());
        }
        let account = reading::account(conn, act.payer).await?;
        let payment = account.payment(payment).ok_or(Refusal::NotFound)?;
        let invoice = account.numbered(number).ok_or(Refusal::NotFound)?;
        post_allocation(conn, act, &account, (payment, invoice), amount).await
    })
    .await
}

/// Takes something off an invoice that is issued.
///
/// # Errors
/// When that is more than it owes.
pub async fn credit(
    conn: &mut Connection,
    act: Act,
    invoice: InvoiceId,
    amount: i64,
    reason: &str,
) -> Result<(), PostError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_posted(conn, "dues_credits", act.form).await? {
            return Ok(());
        }
        let account = reading::account(conn, act.payer).await?;
        account.judge(&Entry::Credit(Credit {
            id: act.form,
            invoice,
            amount,
            reason: reason.to_owned(),
            booked_on: act.today,
            reversal: None,
        }))?;
        crate::db::sql_query(
            "INSERT INTO dues_credits (id, invoice, amount, reason, booked_on, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(act.form)
        .bind::<SqlUuid, _>(invoice.0)
        .bind::<BigInt, _>(amount)
        .bind::<Text, _>(reason)
        .bind::<Date, _>(act.today)
        .bind::<SqlUuid, _>(act.by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Reverses an entry, and before it what stands on it: allocations of a payment,
/// allocations and credits of an invoice. Money that had paid stands as credit again.
///
/// # Errors
/// When it was reversed already.
pub async fn reverse(
    conn: &mut Connection,
    act: Act,
    target: Target,
    reason: &str,
) -> Result<(), PostError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        if is_posted(conn, "dues_reversals", act.form).await? {
            return Ok(());
        }
        let mut account = reading::account(conn, act.payer).await?;
        for each in account.undoing(target) {
            let reversal = Reversal {
                id: if each == target {
                    act.form
                } else {
                    Uuid::new_v4()
                },
                reason: reason.to_owned(),
                booked_on: act.today,
            };
            let amount = amount_of(&account, each).ok_or(Refusal::NotFound)?;
            account.post(Entry::Reversal(each, reversal.clone()))?;
            insert_reversal(conn, act, each, &reversal, -amount).await?;
        }
        Ok(())
    })
    .await
}

/// What an entry says.
fn amount_of(account: &Account, target: Target) -> Option<i64> {
    match target {
        Target::Invoice(id) => account.invoice(id).map(Invoice::total),
        Target::Payment(id) => account.payment(id).map(|payment| payment.amount.minor),
        Target::Allocation(id) => {
            let mut all = account.allocations.iter();
            all.find(|entry| entry.id == id).map(|entry| entry.amount)
        }
        Target::Credit(id) => {
            let mut all = account.credits.iter();
            all.find(|entry| entry.id == id).map(|entry| entry.amount)
        }
    }
}

async fn insert_reversal(
    conn: &mut Connection,
    act: Act,
    target: Target,
    reversal: &Reversal,
    amount: i64,
) -> QueryResult<()> {
    let [mut invoice, mut payment, mut allocation, mut credit] = [None; 4];
    match target {
        Target::Invoice(id) => invoice = Some(id.0),
        Target::Payment(id) => payment = Some(id.0),
        Target::Allocation(id) => allocation = Some(id),
        Target::Credit(id) => credit = Some(id),
    }
    crate::db::sql_query(
        "INSERT INTO dues_reversals (id, invoice, payment, allocation, credit, amount, reason, booked_on, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind::<SqlUuid, _>(reversal.id)
    .bind::<Nullable<SqlUuid>, _>(invoice)
    .bind::<Nullable<SqlUuid>, _>(payment)
    .bind::<Nullable<SqlUuid>, _>(allocation)
    .bind::<Nullable<SqlUuid>, _>(credit)
    .bind::<BigInt, _>(amount)
    .bind::<Text, _>(&reversal.reason)
    .bind::<Date, _>(reversal.booked_on)
    .bind::<SqlUuid, _>(act.by.0)
    .execute(conn)
    .await?;
    Ok(())
}
