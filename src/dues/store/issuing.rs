//! Issuing an invoice: its number, its lines, its notice and its letter at once.

use chrono::Datelike;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{PostError, lock, years};
use crate::accounts;
use crate::bodies::Foundation;
use crate::db::Connection;
use crate::dues::model::draft::InvoiceDraft;
use crate::dues::model::lobbying::{charity_statement, notice_words};
use crate::dues::model::money::Money;
use crate::members::store::Line;
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;

/// An invoice to be issued. `id` comes with the form: sent twice it is one.
pub struct NewInvoice<'a> {
    pub id: Uuid,
    pub member: &'a Line,
    pub draft: &'a InvoiceDraft,
    pub by: PartyId,
}

#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = Text)]
    number: String,
}

/// Issues an invoice and has its letter sent to who acts for the membership;
/// returns its number.
///
/// # Errors
/// When its year is closed, its day is before the last invoice's, or an offset in
/// kind is beyond its commitment.
pub async fn issue(
    conn: &mut Connection,
    foundation: &Foundation,
    new: &NewInvoice<'_>,
) -> Result<String, PostError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        let issued: Option<Numbered> =
            crate::db::sql_query("SELECT number FROM dues_invoices WHERE id = $1")
                .bind::<SqlUuid, _>(new.id)
                .get_result(conn)
                .await
                .optional()?;
        if let Some(issued) = issued {
            return Ok(issued.number);
        }
        let number = insert(conn, foundation, new).await?;
        let year = new.draft.issued_on.year();
        let estimate = years::estimate(conn, year).await?;
        if let Some(estimate) = &estimate {
            let words = notice_words(&foundation.name, year, estimate.share);
            give_notice(conn, new.id, estimate.id, &words, new.by).await?;
        }
        let letter = Letter::DuesInvoice {
            number: number.clone(),
            amount: Money::new(new.draft.total(), new.draft.currency).plain(),
            currency: new.draft.currency.code().to_owned(),
            due_on: new.draft.due_on,
            lobbying: estimate.map(|estimate| estimate.share.percent()),
            year,
            path: format!("/me/dues/{number}"),
        };
        send(conn, new.member, &letter).await?;
        Ok(number)
    })
    .await
}

async fn insert(
    conn: &mut Connection,
    foundation: &Foundation,
    new: &NewInvoice<'_>,
) -> Result<String, PostError> {
    let draft = new.draft;
    // The database's guard numbers it and finds its payer.
    let issued: Numbered = crate::db::sql_query(
        "INSERT INTO dues_invoices (id, membership, covers_from, covers_to, issued_on, due_on, currency, statement, issued_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING number",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.member.membership.0)
    .bind::<Date, _>(draft.covers_from)
    .bind::<Date, _>(draft.covers_to)
    .bind::<Date, _>(draft.issued_on)
    .bind::<Date, _>(draft.due_on)
    .bind::<Text, _>(draft.currency.code())
    .bind::<Text, _>(charity_statement(&foundation.name))
    .bind::<SqlUuid, _>(new.by.0)
    .get_result(conn)
    .await?;
    let lines: Vec<i32> = (1..).zip(&draft.lines).map(|(line, _)| line).collect();
    let kinds: Vec<&str> = draft.lines.iter().map(|line| line.kind.word()).collect();
    let amounts: Vec<i64> = draft.lines.iter().map(|line| line.amount).collect();
    let texts: Vec<&str> = draft.lines.iter().map(|line| line.text.as_str()).collect();
    let commitments: Vec<Option<i32>> = draft.lines.iter().map(|line| line.commitment).collect();
    crate::db::sql_query(
        "INSERT INTO dues_invoice_lines (invoice, line, kind, amount, text, commitment) \
         SELECT $1, l.line, l.kind, l.amount, l.text, \
                CASE WHEN l.commitment IS NOT NULL THEN coalesce( \
                    (SELECT c.id FROM dues_in_kind_commitments c WHERE c.number = l.commitment), gen_random_uuid()) END \
         FROM unnest($2, $3, $4, $5, $6) AS l (line, kind, amount, text, commitment) ORDER BY l.line",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<Array<Int4>, _>(lines)
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<BigInt>, _>(amounts)
    .bind::<Array<Text>, _>(texts)
    .bind::<Array<Nullable<Int4>>, _>(commitments)
    .execute(conn)
    .await?;
    Ok(issued.number)
}

/// Records what an invoice says of lobbying.
pub(super) async fn give_notice(
    conn: &mut Connection,
    invoice: Uuid,
    estimate: Uuid,
    words: &str,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO dues_lobbying_notices (invoice, estimate, words, given_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(invoice)
    .bind::<SqlUuid, _>(estimate)
    .bind::<Text, _>(words)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Queues a letter to the account of who acts for a membership, if there is one.
pub(super) async fn send(conn: &mut Connection, member: &Line, letter: &Letter) -> QueryResult<()> {
    let Some(voter) = &member.voter else {
        return Ok(());
    };
    for account in accounts::store::of_persons(conn, &[voter.person.0]).await? {
        outbox::store::queue(conn, &Recipient::Account(account.id), letter).await?;
    }
    Ok(())
}
