//! How whoever asked follows their request, at its secret address.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{count, refusal, token};
use crate::bodies;
use crate::db::Connection;
use crate::permits::store::requests::Request;
use crate::permits::store::{deciding, register, requests};
use crate::permits::views::following::RequestPage;
use crate::typed::words_of;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const WORDS_CHARS: usize = 4000;

async fn find(conn: &mut Connection, secret: &str) -> Result<Request, WebError> {
    requests::by_token(conn, &token(secret)?)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    secret: String,
    request: Request,
    typed: (Fields, Faults),
) -> Result<RequestPage, WebError> {
    let today = bodies::today(conn).await?.day;
    let images = requests::images(conn, request.id)
        .await
        .map_err(WebError::internal)?;
    let said = requests::said(conn, request.id)
        .await
        .map_err(WebError::internal)?;
    let decision = deciding::of_request(conn, request.id)
        .await
        .map_err(WebError::internal)?;
    let permission = match request.permission {
        None => None,
        Some(number) => register::by_number(conn, number)
            .await
            .map_err(WebError::internal)?,
    };
    Ok(RequestPage::new(
        frame,
        secret,
        request,
        (images, said),
        (decision, permission),
        today,
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    state: Data<AppState>,
    secret: Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let request = find(&mut conn, &secret).await?;
    let typed = (Fields::default(), Faults::new());
    let page = page(&mut conn, frame, secret.into_inner(), request, typed).await?;
    html(StatusCode::OK, &page)
}

async fn say(
    frame: Frame,
    state: &AppState,
    request: &HttpRequest,
    secret: String,
    fields: Fields,
    (step, words): (&str, Option<String>),
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    count(&mut conn, state, request, &frame, "permit-answer").await?;
    let asked = find(&mut conn, &secret).await?;
    let mut faults = Faults::new();
    match words {
        None => faults.push(("words".to_owned(), frame.t.say("permit-fault-answer"))),
        Some(words) => {
            let id = fields.form_id();
            let said = requests::say(&mut conn, id, asked.id, (step, &words), None).await;
            if let Err(error) = said {
                faults.push((String::new(), frame.t.say(refusal(error)?)));
            }
        }
    }
    if faults.is_empty() {
        return Ok(see_other(&format!("/may-i-use/requests/{secret}")));
    }
    let page = page(&mut conn, frame, secret, asked, (fields, faults)).await?;
    unprocessable(&page)
}

pub(super) async fn answer(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
    secret: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let words = words_of(fields.get("words"), WORDS_CHARS);
    say(
        frame,
        &state,
        &request,
        secret.into_inner(),
        fields,
        ("answer", words),
    )
    .await
}

pub(super) async fn withdraw(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
    secret: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    say(
        frame,
        &state,
        &request,
        secret.into_inner(),
        fields,
        ("withdraw", Some(String::new())),
    )
    .await
}
