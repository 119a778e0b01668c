//! A new invoice for a member.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::Deserialize;

use super::{Desk, refusal};
use crate::bodies::Treasurer;
use crate::db::Connection;
use crate::dues::model::draft::{Faults, InvoiceForm, LINES, LineForm};
use crate::dues::model::price::price_on;
use crate::dues::store::issuing::NewInvoice;
use crate::dues::store::{in_kind, issuing, prices, years};
use crate::dues::views::issuing::{NewInvoicePage, Prepared, WhosePage};
use crate::members::model::Standing;
use crate::members::store::{Line, dossier};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// How many days after its issue an invoice is proposed to be due.
const PROPOSED_DAYS: i64 = 30;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    member: String,
}

/// The membership of this number as it stands.
pub(super) async fn member(
    conn: &mut Connection,
    desk: &Desk,
    number: &str,
) -> Result<Option<Line>, WebError> {
    let Ok(number) = number.trim().parse() else {
        return Ok(None);
    };
    let found = dossier::of_number(conn, number, desk.today, desk.now)
        .await
        .map_err(WebError::internal)?;
    Ok(found.map(|dossier| dossier.line))
}

const NOBODY: &str = "No membership has this number. Look it up under Members.";

pub(super) async fn new(
    frame: Frame,
    _treasurer: Treasurer,
    asked: Query<Asked>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    if asked.member.trim().is_empty() {
        let page = WhosePage {
            frame,
            number: String::new(),
            fault: "",
        };
        return html(StatusCode::OK, &page);
    }
    let desk = Desk::of(&mut conn).await?;
    let Some(member) = member(&mut conn, &desk, &asked.member).await? else {
        let page = WhosePage {
            frame,
            number: asked.member.clone(),
            fault: NOBODY,
        };
        return unprocessable(&page);
    };
    let form = proposed(&mut conn, &desk, &member).await?;
    let prepared = prepared(&mut conn, &desk, &member).await?;
    let page = NewInvoicePage::new(frame, member, form, prepared, Faults::new(), None);
    html(StatusCode::OK, &page)
}

/// The period of the present term, or the calendar year.
fn period(member: &Line, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    match member.standing {
        Standing::Current(term) => {
            let last = term.ends_on().pred_opt().unwrap_or(term.ends_on());
            (term.starts_on(), last)
        }
        Standing::Suspended(_)
        | Standing::NotYet(_)
        | Standing::Grace { .. }
        | Standing::Lapsed(_)
        | Standing::Ended(_)
        | Standing::NoTerm => {
            let day = |month, day| NaiveDate::from_ymd_opt(today.year(), month, day);
            (day(1, 1).unwrap_or(today), day(12, 31).unwrap_or(today))
        }
    }
}

async fn proposed(
    conn: &mut Connection,
    desk: &Desk,
    member: &Line,
) -> Result<InvoiceForm, WebError> {
    let list = prices::list(conn).await?;
    let (from, to) = period(member, desk.today);
    let price = price_on(&list, member.class.as_str(), from)
        .or_else(|| price_on(&list, member.class.as_str(), desk.today));
    let mut lines = vec![LineForm::default(); LINES];
    if let (Some(first), Some(price)) = (lines.first_mut(), price) {
        first.kind = "dues".to_owned();
        first.amount = price.amount.grouped();
        first.text = format!("Dues, {}, {}", member.class_name, price.citation);
    }
    Ok(InvoiceForm {
        covers_from: from.to_string(),
        covers_to: to.to_string(),
        issued_on: desk.today.to_string(),
        due_on: (desk.today + TimeDelta::days(PROPOSED_DAYS)).to_string(),
        currency: price.map_or_else(String::new, |price| price.amount.currency.to_string()),
        lines,
    })
}

/// What stands beside the form.
async fn prepared(conn: &mut Connection, desk: &Desk, member: &Line) -> Result<Prepared, WebError> {
    let list = prices::list(conn).await?;
    let estimate = years::estimate(conn, desk.today.year())
        .await
        .map_err(WebError::internal)?;
    Ok(Prepared {
        price: price_on(&list, member.class.as_str(), desk.today).cloned(),
        commitments: in_kind::list(conn, Some(member.membership)).await?,
        year: desk.today.year(),
        share: estimate.map(|estimate| estimate.share),
    })
}

fn read(fields: &Fields) -> InvoiceForm {
    let get = |name: &str| fields.get(name).to_owned();
    InvoiceForm {
        covers_from: get("covers_from"),
        covers_to: get("covers_to"),
        issued_on: get("issued_on"),
        due_on: get("due_on"),
        currency: get("currency"),
        lines: (1..=LINES)
            .map(|at| LineForm {
                kind: get(&format!("kind-{at}")),
                amount: get(&format!("amount-{at}")),
                text: get(&format!("text-{at}")),
                commitment: get(&format!("commitment-{at}")),
            })
            .collect(),
    }
}

pub(super) async fn issue(
    frame: Frame,
    treasurer: Treasurer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let Some(member) = member(&mut conn, &desk, fields.get("member")).await? else {
        let page = WhosePage {
            frame,
            number: fields.get("member").to_owned(),
            fault: NOBODY,
        };
        return unprocessable(&page);
    };
    let form = read(&fields);
    let id = fields.form_id();
    let faults = match form.parse(desk.today) {
        Err(faults) => faults,
        Ok(draft) => {
            let new = NewInvoice {
                id,
                member: &member,
                draft: &draft,
                by: treasurer.0.person,
            };
            match issuing::issue(&mut conn, &desk.foundation, &new).await {
                Ok(number) => return Ok(see_other(&format!("/room/dues/invoices/{number}"))),
                Err(error) => vec![(String::new(), refusal(error)?)],
            }
        }
    };
    let prepared = prepared(&mut conn, &desk, &member).await?;
    unprocessable(&NewInvoicePage::new(
        frame,
        member,
        form,
        prepared,
        faults,
        Some(id),
    ))
}
