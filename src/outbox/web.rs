//! Pages about letters: is this one ours, and the demonstration's mail.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use uuid::Uuid;

use super::model::Code;
use super::views::{ChoicesPage, LettersPage, MailPage, UnsubscribePage};
use super::{Letter, Post, demo, store};
use crate::web::answer::{html, see_other};
use crate::web::limits::{self, Limit};
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/letters", web::get().to(look_up))
        .route("/letters/{code}", web::get().to(look_up_path))
        .route("/demo/mail", web::get().to(mail))
        .route("/unsubscribe/{token}", web::get().to(unsubscribing))
        .route("/unsubscribe/{token}", web::post().to(unsubscribe))
        .route("/account/letters", web::get().to(choices))
        .route("/account/letters", web::post().to(choose));
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
    let mut conn = state.connection().await?;
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

/// The account and kind of an address by which somebody unsubscribes.
fn read_token(post: &Post, token: &str) -> Result<(Uuid, String), WebError> {
    post.unsubscribing().read(token).ok_or(WebError::NotFound)
}

async fn unsubscribing(
    frame: Frame,
    post: Data<Post>,
    token: Path<String>,
) -> Result<HttpResponse, WebError> {
    let (_, kind) = read_token(&post, &token)?;
    let page = UnsubscribePage::new(frame, token.into_inner(), &kind, false);
    html(StatusCode::OK, &page)
}

/// One press, on the page or in a mail program (RFC 8058): no session, no form
/// token. The address itself is the permission.
async fn unsubscribe(
    frame: Frame,
    state: Data<AppState>,
    post: Data<Post>,
    token: Path<String>,
) -> Result<HttpResponse, WebError> {
    let (account, kind) = read_token(&post, &token)?;
    let mut conn = state.connection().await?;
    store::choose(&mut conn, account, &kind, false)
        .await
        .map_err(WebError::internal)?;
    let page = UnsubscribePage::new(frame, token.into_inner(), &kind, true);
    html(StatusCode::OK, &page)
}

async fn choices(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let chosen = store::choices(&mut conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &ChoicesPage::new(frame, &chosen))
}

async fn choose(
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    for kind in Letter::OPTIONAL {
        let wanted = !form.get(kind).is_empty();
        store::choose(&mut conn, reader.account, kind, wanted)
            .await
            .map_err(WebError::internal)?;
    }
    Ok(see_other("/account/letters"))
}
