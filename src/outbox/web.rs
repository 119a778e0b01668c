//! Pages about letters: is this one ours, and the demonstration's mail.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::demo;
use super::model::Code;
use super::store;
use super::views::{LettersPage, MailPage};
use crate::web::answer::html;
use crate::web::limits::{self, Limit};
use crate::web::{AppState, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/letters", web::get().to(look_up))
        .route("/letters/{code}", web::get().to(look_up_path))
        .route("/demo/mail", web::get().to(mail));
}

#[derive(Deserialize)]
struct Asked {
    code: Option<String>,
}

async fn look_up(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
    asked: Query<Asked>,
) -> Result<HttpResponse, WebError> {
    match &asked.code {
        Some(code) => answer(frame, &state, &request, code).await,
        None => html(StatusCode::OK, &LettersPage::blank(frame)),
    }
}

async fn look_up_path(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, WebError> {
    answer(frame, &state, &request, &code).await
}

/// Says of a code what anyone may know, and counts how often a network asks:
/// codes are short.
async fn answer(
    frame: Frame,
    state: &AppState,
    request: &HttpRequest,
    typed: &str,
) -> Result<HttpResponse, WebError> {
    let Some(code) = Code::parse(typed) else {
        let page = LettersPage::wrong(frame, typed);
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let mut conn = state.db.get().await.map_err(WebError::internal)?;
    let limit = Limit::per_quarter_hour("letters", state.config.limit_address);
    let network = limits::network_of(request, state);
    limits::take(&conn, limit, &network, || {
        frame.t.say("problem-too-many-sentence")
    })
    .await?;
    let known = store::by_code(&mut conn, &code)
        .await
        .map_err(WebError::internal)?;
    let status = if known.is_empty() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    html(status, &LettersPage::answer(frame, &code, &known))
}

#[derive(Deserialize)]
struct MailQuery {
    #[serde(default)]
    to: String,
}

/// The mail folder as a page, in the demonstration only.
async fn mail(
    frame: Frame,
    state: Data<AppState>,
    query: Query<MailQuery>,
) -> Result<HttpResponse, WebError> {
    if !state.config.demo || state.config.smtp_url.is_some() {
        return Err(WebError::NotFound);
    }
    let folder = state.config.mail_folder();
    let wanted = query.into_inner().to;
    let filter = wanted.clone();
    let mails = web::block(move || demo::latest(&folder, &filter))
        .await
        .map_err(WebError::internal)?
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &MailPage::new(frame, wanted, mails))
}
