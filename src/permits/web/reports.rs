//! What officers do about reports of misuse.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};

use super::{AT_MOST, Shelf, next_page, refusal};
use crate::bodies::Officer;
use crate::db::Connection;
use crate::permits::model::misuse::Step;
use crate::permits::store::misuse::{self, Report};
use crate::permits::views::reports::{ListPage, ReportPage};
use crate::typed::{lines, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn list(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
    shelf: Query<Shelf>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut reports = misuse::page(&mut conn, shelf.before, AT_MOST)
        .await
        .map_err(WebError::internal)?;
    let next = next_page(&mut reports, |report| report.number);
    let page = ListPage {
        frame,
        is_later: shelf.before.is_some(),
        next,
        reports,
    };
    html(StatusCode::OK, &page)
}

async fn find(conn: &mut Connection, number: i64) -> Result<Report, WebError> {
    misuse::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    report: Report,
    typed: (Fields, Faults),
) -> Result<ReportPage, WebError> {
    let steps = misuse::steps(conn, report.id)
        .await
        .map_err(WebError::internal)?;
    Ok(ReportPage::new(frame, report, steps, typed))
}

pub(super) async fn show(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let report = find(&mut conn, *number).await?;
    let typed = (Fields::default(), Faults::new());
    html(
        StatusCode::OK,
        &page(&mut conn, frame, report, typed).await?,
    )
}

pub(super) async fn step(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let report = find(&mut conn, *number).await?;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let step = Step::parse(fields.get("step"));
    if step.is_none() {
        fault("step", "Choose what was done.");
    }
    let words = words_of(fields.get("words"), 4000);
    if words.is_none() {
        fault(
            "words",
            "Say in a few words what was done and what shows it, within 4,000 characters.",
        );
    }
    let told = lines(fields.get("told"), 1000);
    if told.is_none() {
        fault(
            "told",
            "Keep what the reporter is told within 1,000 characters.",
        );
    }
    if let (Some(step), Some(words), Some(told)) = (step, words, told) {
        let id = fields.form_id();
        let taken = misuse::take(
            &mut conn,
            id,
            report.id,
            (step, &words, &told),
            officer.person,
        );
        match taken.await {
            Ok(()) => return Ok(see_other(&format!("/room/misuse/{number}"))),
            Err(error) => faults.push((String::new(), frame.t.say(refusal(error)?))),
        }
    }
    unprocessable(&page(&mut conn, frame, report, (fields, faults)).await?)
}
