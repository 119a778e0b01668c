//! One payment: what it paid, and what is left of it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{Desk, refusal};
use crate::bodies::Treasurer;
use crate::db::Connection;
use crate::dues::model::PaymentId;
use crate::dues::model::account::{Account, Payment, Target};
use crate::dues::model::draft::Faults;
use crate::dues::model::money::Money;
use crate::dues::store::posting::Act;
use crate::dues::store::reading::Payer;
use crate::dues::store::{PostError, posting, reading};
use crate::dues::views::payment::PaymentPage;
use crate::typed::line_or;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

struct Found {
    payer: Payer,
    account: Account,
    payment: Payment,
}

async fn find(conn: &mut Connection, id: Uuid) -> Result<Found, WebError> {
    let payer = reading::payer_of_payment(conn, id)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let account = reading::account(conn, payer.party()).await?;
    let payment = account.payment(PaymentId(id)).cloned();
    Ok(Found {
        payment: payment.ok_or(WebError::NotFound)?,
        payer,
        account,
    })
}

fn page(frame: Frame, found: Found, fields: Fields, faults: Faults) -> PaymentPage {
    PaymentPage::new(
        frame,
        found.payer.name,
        found.account,
        found.payment,
        (fields, faults),
    )
}

pub(super) async fn show(
    frame: Frame,
    _treasurer: Treasurer,
    id: Path<Uuid>,
    state: Data<AppState>,
) -> Result<PaymentPage, WebError> {
    let mut conn = state.connection().await?;
    let found = find(&mut conn, *id).await?;
    Ok(page(frame, found, Fields::default(), Faults::new()))
}

fn answer(
    (frame, found, fields): (Frame, Found, Fields),
    done: Result<Result<(), PostError>, Faults>,
) -> Result<HttpResponse, WebError> {
    let faults = match done {
        Ok(Ok(())) => {
            let id = found.payment.id.0;
            return Ok(see_other(&format!("/room/dues/payments/{id}")));
        }
        Ok(Err(error)) => vec![(String::new(), refusal(error)?)],
        Err(faults) => faults,
    };
    unprocessable(&page(frame, found, fields, faults))
}

pub(super) async fn allocate(
    frame: Frame,
    treasurer: Treasurer,
    id: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = find(&mut conn, *id).await?;
    let amount = Money::parse_positive(fields.get("amount"), found.payment.amount.currency);
    let act = act(&fields, &found, &desk, &treasurer);
    let payment = found.payment.id;
    let number = fields.get("invoice");
    let done = match amount {
        Ok(_) if number.is_empty() => {
            let sentence = "Choose the invoice that it pays.".to_owned();
            Err(vec![("invoice".to_owned(), sentence)])
        }
        Ok(amount) => Ok(posting::allocate(&mut conn, act, payment, number, amount.minor).await),
        Err(fault) => Err(vec![("amount".to_owned(), fault)]),
    };
    answer((frame, found, fields), done)
}

pub(super) async fn reverse(
    frame: Frame,
    treasurer: Treasurer,
    id: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = find(&mut conn, *id).await?;
    let target = Target::parse(fields.get("target")).unwrap_or(Target::Payment(found.payment.id));
    let act = act(&fields, &found, &desk, &treasurer);
    let done = match line_or(fields.get("reason"), 300, "Say why it is reversed.") {
        Ok(reason) => Ok(posting::reverse(&mut conn, act, target, &reason).await),
        Err(fault) => Err(vec![("reason".to_owned(), fault)]),
    };
    answer((frame, found, fields), done)
}

fn act(fields: &Fields, found: &Found, desk: &Desk, treasurer: &Treasurer) -> Act {
    Act {
        form: fields.form_id(),
        payer: found.payer.party(),
        by: treasurer.0.person,
        today: desk.today,
    }
}
