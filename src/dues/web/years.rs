//! Tax years: estimates, what was spent, notices, the close.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::Datelike;

use super::{Desk, refusal};
use crate::bodies::Treasurer;
use crate::db::Connection;
use crate::dues::model::currency::Currency;
use crate::dues::model::draft::Faults;
use crate::dues::model::lobbying::Share;
use crate::dues::model::money::Money;
use crate::dues::store::years::{self, CloseError, NoticesError};
use crate::dues::views::years::YearsPage;
use crate::typed::line_or;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    fields: Fields,
    faults: Faults,
) -> Result<YearsPage, WebError> {
    let desk = Desk::of(conn).await?;
    let all = years::all(conn, desk.today.year()).await?;
    Ok(YearsPage::new(
        frame,
        all,
        &desk.foundation,
        desk.today,
        (fields, faults),
    ))
}

pub(super) async fn show(
    frame: Frame,
    _treasurer: Treasurer,
    state: Data<AppState>,
) -> Result<YearsPage, WebError> {
    let mut conn = state.connection().await?;
    page(&mut conn, frame, Fields::default(), Faults::new()).await
}

fn year(raw: &str) -> Result<i32, String> {
    raw.trim()
        .parse()
        .ok()
        .filter(|year| (2000..=2200).contains(year))
        .ok_or_else(|| "Give a year like 2026.".to_owned())
}

fn note<T>(faults: &mut Faults, field: &str, read: Result<T, impl Into<String>>) -> Option<T> {
    read.map_err(|sentence| faults.push((field.to_owned(), sentence.into())))
        .ok()
}

pub(super) async fn estimate(
    frame: Frame,
    treasurer: Treasurer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut faults = Faults::new();
    let of = note(
        &mut faults,
        "estimate_year",
        year(fields.get("estimate_year")),
    );
    let share = note(&mut faults, "share", Share::parse(fields.get("share")));
    let missing = "Say what the estimate rests on.";
    let basis = note(
        &mut faults,
        "basis",
        line_or(fields.get("basis"), 500, missing),
    );
    if let (Some(of), Some(share), Some(basis)) = (of, share, basis) {
        let id = fields.form_id();
        let by = treasurer.0.person;
        match years::record_estimate(&mut conn, id, of, (share, &basis), by).await {
            Ok(()) => return Ok(see_other("/room/dues/years")),
            Err(error) => faults.push(("estimate_year".to_owned(), refusal(error)?)),
        }
    }
    unprocessable(&page(&mut conn, frame, fields, faults).await?)
}

pub(super) async fn spend(
    frame: Frame,
    treasurer: Treasurer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut faults = Faults::new();
    let of = note(&mut faults, "spend_year", year(fields.get("spend_year")));
    let currency = Currency::parse(fields.get("currency"));
    let currency = note(&mut faults, "currency", currency);
    if let Some(currency) = currency {
        let spent = Money::parse(fields.get("spent"), currency);
        let spent = note(&mut faults, "spent", spent);
        let received = Money::parse(fields.get("received"), currency);
        let received = note(&mut faults, "received", received);
        if let (Some(of), Some(spent), Some(received)) = (of, spent, received) {
            let id = fields.form_id();
            let by = treasurer.0.person;
            match years::record_spend(&mut conn, id, of, (spent, received), by).await {
                Ok(()) => return Ok(see_other("/room/dues/years")),
                Err(error) => faults.push(("spend_year".to_owned(), refusal(error)?)),
            }
        }
    }
    unprocessable(&page(&mut conn, frame, fields, faults).await?)
}

pub(super) async fn notify(
    frame: Frame,
    treasurer: Treasurer,
    year: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let by = treasurer.0.person;
    let given = years::give_missing_notices(&mut conn, &desk.foundation, *year, by).await;
    let sentence = match given {
        Ok(_) => return Ok(see_other("/room/dues/years")),
        Err(NoticesError::NoEstimate) => NoticesError::NoEstimate.to_string(),
        Err(NoticesError::Post(error)) => refusal(error)?,
    };
    let faults = vec![(String::new(), sentence)];
    unprocessable(&page(&mut conn, frame, fields, faults).await?)
}

pub(super) async fn close(
    frame: Frame,
    treasurer: Treasurer,
    year: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let sentence = match years::close(&mut conn, *year, treasurer.0.person).await {
        Ok(()) => return Ok(see_other("/room/dues/years")),
        Err(error @ (CloseError::Dues(_) | CloseError::Database(_))) => {
            return Err(WebError::internal(error));
        }
        Err(
            refused @ (CloseError::NotOver(_)
            | CloseError::NothingRecorded(_)
            | CloseError::NoticesMissing { .. }
            | CloseError::NotTheTreasurer),
        ) => refused.to_string(),
    };
    let faults = vec![(String::new(), sentence)];
    unprocessable(&page(&mut conn, frame, fields, faults).await?)
}
