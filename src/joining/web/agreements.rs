//! What members agree to: published for everybody, versioned by the secretary.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::{open_classes, refusal};
use crate::bodies::{self, Officer, Secretary};
use crate::db::Connection;
use crate::joining::store::agreements::{self, NewAgreement};
use crate::joining::views::agreements::{AgreementsPage, PublishedPage};
use crate::members::store::cases;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn published(
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let agreements = agreements::all(&mut conn)
        .await
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &PublishedPage { frame, agreements })
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    adds: bool,
    (fields, faults): (Fields, Faults),
) -> Result<AgreementsPage, WebError> {
    let bodies::Today { now, day, .. } = bodies::today(conn).await?;
    let agreements = agreements::all(conn).await.map_err(WebError::internal)?;
    let classes = open_classes(conn, now, day).await?;
    Ok(AgreementsPage {
        frame,
        adds,
        agreements,
        classes,
        form: uuid::Uuid::new_v4(),
        today: day,
        fields,
        faults,
    })
}

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let adds = Secretary::is(&officer);
    let page = page(&mut conn, frame, adds, Default::default()).await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn add(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut faults: Faults = Vec::new();
    let mut wrong = |field: &str, sentence: &str| {
        faults.push((field.to_owned(), sentence.to_owned()));
    };
    let key = fields.get("key").trim();
    let plain = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.len() <= 40
        && !key.ends_with('-')
        && !key.contains("--")
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !plain {
        wrong(
            "key",
            "Give a short name of small letters and hyphens, like code-of-conduct.",
        );
    }
    let title = fields.get("title").trim();
    if title.is_empty() || title.chars().count() > 120 {
        wrong("title", "Give a title of at most 120 characters.");
    }
    let body = fields.get("body").trim().replace("\r\n", "\n");
    if body.is_empty() || body.chars().count() > 100_000 {
        wrong("body", "Give the text, at most 100,000 characters.");
    }
    let read = |field: &str| parse_day(fields.get(field));
    let from = read("in_force_from");
    if from.is_none() {
        wrong("in_force_from", "Give a date like 2026-07-31.");
    }
    let accept_by = read("accept_by");
    if accept_by.is_none() && !fields.get("accept_by").trim().is_empty() {
        wrong(
            "accept_by",
            "Give a date like 2026-07-31, or leave it empty.",
        );
    }
    if accept_by.zip(from).is_some_and(|(by, from)| by < from) {
        wrong(
            "accept_by",
            "It is accepted by a day after it comes into force. Give a later day.",
        );
    }
    let decision = match fields.get("decision").trim().parse() {
        Ok(number) => cases::decision(&mut conn, number)
            .await
            .map_err(WebError::internal)?,
        Err(_) => None,
    };
    if decision.is_none() {
        wrong(
            "decision",
            "Give the number of the decision by which this text was adopted.",
        );
    }
    if let (Some(in_force_from), Some(decision), true) = (from, decision, faults.is_empty()) {
        let new = NewAgreement {
            id: fields.form_id(),
            key,
            title,
            body: &body,
            classes: fields.all("class").map(str::to_owned).collect(),
            in_force_from,
            accept_by,
            decision,
            by: secretary.0.person,
        };
        match agreements::add(&mut conn, &new).await {
            Ok(()) => return Ok(see_other("/room/agreements")),
            Err(error) => faults.push(("in_force_from".to_owned(), refusal(error)?)),
        }
    }
    let page = page(&mut conn, frame, true, (fields, faults)).await?;
    unprocessable(&page)
}
