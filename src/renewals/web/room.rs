//! Whose term ends, what became of the letters about it, and how else somebody
//! was reached.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::bodies::{self, MemberKeeper, Officer};
use crate::db::Connection;
use crate::renewals::chore::days_by;
use crate::renewals::model::How;
use crate::renewals::store::reading::{self, NewContact};
use crate::renewals::views::{EndingRow, EndingsPage, RenewalPage};
use crate::rulebook::keys;
use crate::typed::line_or;
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// How far ahead the list looks.
const AHEAD: Days = Days::new(200);

const EVIDENCE_CHARS: usize = 500;

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    show: String,
}

/// The first days without a term that the list is about: from those that can still
/// be renewed to those far ahead.
async fn span(
    conn: &mut Connection,
    now: chrono::DateTime<chrono::Utc>,
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), WebError> {
    let grace = days_by(conn, keys::MEMBERSHIP_GRACE_DAYS, now)
        .await
        .map_err(WebError::internal)?;
    let grace = Days::new(u64::from(grace.unwrap_or(0)));
    Ok((
        today.checked_sub_days(grace).unwrap_or(today),
        today.checked_add_days(AHEAD).unwrap_or(today),
    ))
}

pub(super) async fn list(
    frame: Frame,
    _officer: Officer,
    asked: Query<Asked>,
    state: Data<AppState>,
) -> Result<EndingsPage, WebError> {
    let mut conn = state.connection().await?;
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(&mut conn).await?;
    let span = span(&mut conn, now, today).await?;
    let failed = asked.show == "did-not-arrive";
    let endings = if failed {
        reading::unreached(&mut conn, span, today).await
    } else {
        reading::ending(&mut conn, span, today, reading::MOST).await
    }
    .map_err(WebError::internal)?;
    let rows = endings
        .iter()
        .map(|ending| EndingRow::new(&frame, ending))
        .collect();
    Ok(EndingsPage {
        frame,
        rows,
        failed,
        most: reading::MOST,
    })
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    number: i64,
    typed: (Fields, Faults),
) -> Result<RenewalPage, WebError> {
    let today = bodies::today(conn).await?.day;
    let ending = reading::of_number(conn, number, today)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let records = MemberKeeper::is(officer);
    Ok(RenewalPage::new(frame, &ending, records, typed))
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    number: Path<i64>,
    state: Data<AppState>,
) -> Result<RenewalPage, WebError> {
    let mut conn = state.connection().await?;
    let typed = (Fields::default(), Vec::new());
    page(&mut conn, frame, &officer, *number, typed).await
}

pub(super) async fn record(
    frame: Frame,
    keeper: MemberKeeper,
    number: Path<i64>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut faults = Vec::new();
    let how = How::parse(fields.get("how"));
    if how.is_none() {
        faults.push(("how".to_owned(), "Choose how they were reached.".to_owned()));
    }
    let missing = "Say what shows it: who answered when, the number of the consignment.";
    let evidence = line_or(fields.get("evidence"), EVIDENCE_CHARS, missing)
        .map_err(|sentence| faults.push(("evidence".to_owned(), sentence)))
        .ok();
    let ends_on = parse_day(fields.get("ends_on"));
    if let (Some(how), Some(evidence), Some(ends_on)) = (how, evidence, ends_on) {
        let new = NewContact {
            id: fields.form_id(),
            number: *number,
            ends_on,
            how,
            evidence: &evidence,
            by: keeper.0.person,
        };
        if reading::record_contact(&mut conn, &new)
            .await
            .map_err(WebError::internal)?
        {
            return Ok(see_other(&format!("/room/renewals/{number}")));
        }
    }
    if faults.is_empty() {
        let sentence = "This term is no longer the one on record. Look at what is said now.";
        faults.push((String::new(), sentence.to_owned()));
    }
    let page = page(&mut conn, frame, &keeper.0, *number, (fields, faults)).await?;
    unprocessable(&page)
}
