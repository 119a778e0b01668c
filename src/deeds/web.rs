//! Routes of deeds: what everybody reads of them, and where officers draft and prepare them.
//! [`reading`]: what their form says.

mod reading;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use serde::Deserialize;
use uuid::Uuid;

use super::model::{Act, Terms};
use super::store::{self, Deed, DeedError, Subject};
use super::views::{ActsPage, DeedPage, FormPage, ListPage, RoomPage};
use crate::bodies::{MinuteKeeper, Office, Officer};
use crate::db::Connection;
use crate::registry::store::cases;
use crate::seal::canonical::Value;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// Routes of deeds.
pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/deeds", web::get().to(list))
        .route("/deeds/{number}", web::get().to(show))
        .route("/room/registry/{number}/deeds/new", web::get().to(acts))
        .route(
            "/room/registry/{number}/deeds/new/{act}",
            web::get().to(draft),
        )
        .route("/room/registry/{number}/deeds", web::post().to(propose))
        .route("/room/deeds/{number}", web::get().to(room))
        .route("/room/deeds/{number}/withdrawal", web::post().to(withdraw))
        .route("/room/deeds/{number}/execution", web::post().to(prepare));
}

/// The most characters of why a deed is proposed.
const REASON_CHARS: usize = 2000;

async fn found(conn: &mut Connection, number: i64) -> Result<Deed, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn subject(conn: &mut Connection, number: i64) -> Result<Subject, WebError> {
    store::subject(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

#[derive(Deserialize)]
struct Of {
    /// The number of an asset.
    asset: Option<i64>,
}

async fn list(
    frame: Frame,
    asked: Query<Of>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let deeds = store::all(&mut conn, asked.asset)
        .await
        .map_err(WebError::internal)?;
    let page = ListPage {
        frame,
        deeds,
        asset: asked.asset,
    };
    html(StatusCode::OK, &page)
}

async fn show(
    frame: Frame,
    number: Path<i64>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let deed = found(&mut conn, *number).await?;
    let conditions = store::conditions(&mut conn, deed.id)
        .await
        .map_err(WebError::internal)?;
    let about = store::about(&mut conn, &deed)
        .await
        .map_err(WebError::internal)?;
    let alleged = store::alleged(&mut conn, deed.id)
        .await
        .map_err(WebError::internal)?;
    let page = DeedPage::new(frame, deed, conditions, about, alleged);
    html(StatusCode::OK, &page)
}

async fn acts(
    frame: Frame,
    _: Officer,
    number: Path<i64>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let subject = subject(&mut conn, *number).await?;
    html(StatusCode::OK, &ActsPage { frame, subject })
}

async fn draft(
    frame: Frame,
    _: Officer,
    asked: Path<(i64, String)>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let (number, act) = asked.into_inner();
    let act = Act::parse(&act).ok_or(WebError::NotFound)?;
    let mut conn = app.connection().await?;
    let subject = subject(&mut conn, number).await?;
    let fields = current(&subject);
    let page = form(&mut conn, frame, subject, act, fields).await?;
    html(StatusCode::OK, &page)
}

/// The fields of a form as the asset is now.
fn current(subject: &Subject) -> Fields {
    let mut fields = vec![
        ("form".to_owned(), Uuid::new_v4().to_string()),
        ("title".to_owned(), subject.title.clone()),
        ("holding".to_owned(), subject.holding.clone()),
    ];
    for (key, value) in identifiers(&subject.identifiers) {
        fields.push((format!("id_{key}"), value));
    }
    fields.into_iter().collect()
}

fn identifiers(text: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(map)) = Value::parse(text.as_bytes()) else {
        return Vec::new();
    };
    map.into_iter()
        .filter_map(|(key, value)| match value {
            Value::Text(text) => Some((key, text)),
            _ => None,
        })
        .collect()
}

async fn form(
    conn: &mut Connection,
    frame: Frame,
    subject: Subject,
    act: Act,
    fields: Fields,
) -> Result<FormPage, WebError> {
    let choices = store::choices(conn, act, subject.asset)
        .await
        .map_err(WebError::internal)?;
    let cases = match act {
        Act::Case => cases::of_asset(conn, subject.asset)
            .await
            .map_err(WebError::internal)?,
        Act::Transfer
        | Act::State
        | Act::Unprotect
        | Act::Identify
        | Act::Surrender
        | Act::Encumber
        | Act::Licence
        | Act::Custody => Vec::new(),
    };
    Ok(FormPage {
        identifiers: identifiers(&subject.identifiers)
            .into_iter()
            .map(|(key, _)| key)
            .collect(),
        frame,
        subject,
        act,
        choices,
        cases,
        fields,
        faults: Vec::new(),
        refusal: String::new(),
    })
}

async fn propose(
    frame: Frame,
    officer: Officer,
    number: Path<i64>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let subject = subject(&mut conn, *number).await?;
    let act = Act::parse(fields.get("act")).ok_or(WebError::NotFound)?;
    let deed = fields
        .get("form")
        .parse::<Uuid>()
        .unwrap_or_else(|_| Uuid::new_v4());
    let reason = fields.get("reason").replace('\r', "").trim().to_owned();
    let mut page = form(&mut conn, frame, subject, act, fields).await?;
    if reason.is_empty() || reason.chars().count() > REASON_CHARS {
        page.faults.push((
            "reason".to_owned(),
            "Say why, within 2,000 characters: board and members read it.".to_owned(),
        ));
    }
    let to = reading::read(&mut page);
    if !page.faults.is_empty() || !page.refusal.is_empty() {
        return unprocessable(&page);
    }
    let terms = Terms {
        act,
        asset: page.subject.number,
        deed,
        version: page.subject.version,
        to,
    };
    match store::propose(
        &mut conn,
        page.subject.asset,
        &terms,
        &reason,
        officer.person,
    )
    .await
    {
        Ok(made) => Ok(see_other(&format!("/room/deeds/{made}"))),
        Err(DeedError::Database(fault)) => Err(WebError::internal(fault)),
        Err(refusal) => {
            page.refusal = refusal.to_string();
            unprocessable(&page)
        }
    }
}

async fn room_page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    number: i64,
) -> Result<RoomPage, WebError> {
    let deed = found(conn, number).await?;
    let conditions = store::conditions(conn, deed.id)
        .await
        .map_err(WebError::internal)?;
    let about = store::about(conn, &deed)
        .await
        .map_err(WebError::internal)?;
    let alleged = store::alleged(conn, deed.id)
        .await
        .map_err(WebError::internal)?;
    Ok(RoomPage {
        inner: DeedPage::new(frame.clone(), deed, conditions, about, alleged),
        brings: MinuteKeeper::is(officer) || officer.offices.contains(&Office::Director),
        frame,
        reason: String::new(),
        faults: Vec::new(),
        refusal: String::new(),
    })
}

async fn room(
    frame: Frame,
    officer: Officer,
    number: Path<i64>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let page = room_page(&mut conn, frame, &officer, *number).await?;
    html(StatusCode::OK, &page)
}

async fn withdraw(
    frame: Frame,
    officer: Officer,
    number: Path<i64>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let mut page = room_page(&mut conn, frame, &officer, *number).await?;
    let reason: Vec<&str> = fields.get("reason").split_whitespace().collect();
    page.reason = reason.join(" ");
    if page.reason.is_empty() || page.reason.chars().count() > 500 {
        page.faults.push((
            "reason".to_owned(),
            "Say why it is withdrawn, within 500 characters.".to_owned(),
        ));
        return unprocessable(&page);
    }
    let id = page.inner.deed.id;
    match store::withdraw(&mut conn, id, &page.reason, officer.person).await {
        Ok(()) => Ok(see_other(&format!("/room/deeds/{number}"))),
        Err(DeedError::Database(fault)) => Err(WebError::internal(fault)),
        Err(refusal) => {
            page.refusal = refusal.to_string();
            unprocessable(&page)
        }
    }
}

async fn prepare(
    frame: Frame,
    officer: Officer,
    number: Path<i64>,
    app: Data<AppState>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let mut page = room_page(&mut conn, frame, &officer, *number).await?;
    if !page.inner.is_ready() {
        page.refusal =
            "It cannot be carried out: what is missing stands below, each with its rule. Bring it about first."
                .to_owned();
        return unprocessable(&page);
    }
    match store::prepare(&mut conn, &page.inner.deed, officer.person).await {
        Ok(act) => Ok(see_other(&format!("/room/acts/{act}"))),
        Err(DeedError::Database(fault)) => Err(WebError::internal(fault)),
        Err(refusal) => {
            page.refusal = refusal.to_string();
            unprocessable(&page)
        }
    }
}
