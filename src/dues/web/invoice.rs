//! One invoice: what it owes, what came, what is taken off, what is reversed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::{Desk, refusal};
use crate::bodies::Treasurer;
use crate::db::Connection;
use crate::dues::model::account::{Account, Invoice, Target};
use crate::dues::model::draft::{Faults, PaymentForm};
use crate::dues::model::money::Money;
use crate::dues::store::posting::Act;
use crate::dues::store::reading::Payer;
use crate::dues::store::{PostError, posting, reading};
use crate::dues::views::invoice::InvoicePage;
use crate::dues::views::sheet::SheetPage;
use crate::typed::line_or;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// An invoice with the account it stands in.
pub(super) struct Found {
    pub payer: Payer,
    pub account: Account,
    pub invoice: Invoice,
}

pub(super) async fn find(conn: &mut Connection, number: &str) -> Result<Found, WebError> {
    let payer = reading::payer_of_invoice(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let account = reading::account(conn, payer.party()).await?;
    let invoice = account.numbered(number).cloned();
    Ok(Found {
        invoice: invoice.ok_or(WebError::NotFound)?,
        payer,
        account,
    })
}

pub(super) async fn show(
    frame: Frame,
    _treasurer: Treasurer,
    number: Path<String>,
    state: Data<AppState>,
) -> Result<InvoicePage, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = find(&mut conn, &number).await?;
    let fields = Fields::default();
    Ok(page(frame, found, desk, fields, Faults::new()))
}

fn page(frame: Frame, found: Found, desk: Desk, fields: Fields, faults: Faults) -> InvoicePage {
    InvoicePage::new(
        frame,
        found.payer.name,
        found.account,
        found.invoice,
        desk.today,
        (fields, faults),
    )
}

pub(super) async fn sheet(
    frame: Frame,
    _treasurer: Treasurer,
    number: Path<String>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = find(&mut conn, &number).await?;
    let page = SheetPage::new(
        frame,
        found.payer.name,
        found.account,
        found.invoice,
        desk.today,
        true,
    );
    html(StatusCode::OK, &page)
}

fn act(fields: &Fields, found: &Found, desk: &Desk, treasurer: &Treasurer) -> Act {
    Act {
        form: fields.form_id(),
        payer: found.payer.party(),
        by: treasurer.0.person,
        today: desk.today,
    }
}

/// The invoice after an act, or the form again with what is wrong.
fn answer(
    (frame, found, desk, fields): (Frame, Found, Desk, Fields),
    done: Result<Result<(), PostError>, Faults>,
) -> Result<HttpResponse, WebError> {
    let faults = match done {
        Ok(Ok(())) => {
            let number = &found.invoice.number;
            return Ok(see_other(&format!("/room/dues/invoices/{number}")));
        }
        Ok(Err(error)) => vec![(String::new(), refusal(error)?)],
        Err(faults) => faults,
    };
    unprocessable(&page(frame, found, desk, fields, faults))
}

pub(super) async fn pay(
    frame: Frame,
    treasurer: Treasurer,
    number: Path<String>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = find(&mut conn, &number).await?;
    let get = |name: &str| fields.get(name).to_owned();
    let form = PaymentForm {
        method: get("method"),
        reference: get("reference"),
        received_on: get("received_on"),
        amount: get("amount"),
        currency: get("currency"),
    };
    let act = act(&fields, &found, &desk, &treasurer);
    let done = match form.parse(desk.today) {
        Ok(draft) => Ok(posting::pay(&mut conn, act, &draft, found.invoice.id).await),
        Err(faults) => Err(faults),
    };
    answer((frame, found, desk, fields), done)
}

pub(super) async fn credit(
    frame: Frame,
    treasurer: Treasurer,
    number: Path<String>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = find(&mut conn, &number).await?;
    let amount = Money::parse_positive(fields.get("credit_amount"), found.invoice.currency);
    let reason = line_or(fields.get("credit_reason"), 300, "Say why it is taken off.");
    let act = act(&fields, &found, &desk, &treasurer);
    let done = match (amount, reason) {
        (Ok(amount), Ok(reason)) => {
            let invoice = found.invoice.id;
            Ok(posting::credit(&mut conn, act, invoice, amount.minor, &reason).await)
        }
        (amount, reason) => {
            let amount = amount
                .err()
                .map(|fault| ("credit_amount".to_owned(), fault));
            let reason = reason
                .err()
                .map(|fault| ("credit_reason".to_owned(), fault));
            Err(amount.into_iter().chain(reason).collect())
        }
    };
    answer((frame, found, desk, fields), done)
}

pub(super) async fn reverse(
    frame: Frame,
    treasurer: Treasurer,
    number: Path<String>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = find(&mut conn, &number).await?;
    let target = Target::parse(fields.get("target"));
    let reason = line_or(fields.get("reason"), 300, "Say why it is reversed.");
    let act = act(&fields, &found, &desk, &treasurer);
    let done = match (target, reason) {
        (Some(target), Ok(reason)) => Ok(posting::reverse(&mut conn, act, target, &reason).await),
        (target, reason) => {
            let missing = "Choose what is reversed.".to_owned();
            let target = target.is_none().then_some(("target".to_owned(), missing));
            let reason = reason.err().map(|fault| ("reason".to_owned(), fault));
            Err(target.into_iter().chain(reason).collect())
        }
    };
    answer((frame, found, desk, fields), done)
}
