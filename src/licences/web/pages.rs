//! What is read of licences.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{find, keeps};
use crate::bodies::{self, CodeDue, Officer};
use crate::db::Connection;
use crate::licences::model::Direction;
use crate::licences::store::{self, Falls, Licence};
use crate::licences::views::{LicencePage, ListPage, PublicPage, Stretch};
use crate::web::answer::html;
use crate::web::form::Faults;
use crate::web::{AppState, Fields, Frame, WebError};

/// Licences of each direction on a page.
const PER_PAGE: usize = 50;
/// One more than that is read, to know whether there are more.
const AT_MOST: i64 = 51;

/// Which licences are read: the newest of both directions, or those of one from a number
/// down.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Shelf {
    direction: String,
    before: Option<i64>,
}

/// Those that do not count only with `uncounted`, for officers.
async fn stretches(
    conn: &mut Connection,
    shelf: &Shelf,
    uncounted: bool,
) -> Result<Vec<Stretch>, WebError> {
    let before = shelf.before;
    let only = Direction::parse(&shelf.direction).filter(|_| before.is_some());
    let mut stretches = Vec::new();
    for direction in [Direction::Out, Direction::In] {
        if only.is_some_and(|only| only != direction) {
            continue;
        }
        let before = before.filter(|_| only.is_some());
        let mut licences = store::page(conn, direction, (before, uncounted), AT_MOST)
            .await
            .map_err(WebError::internal)?;
        let more = licences.len() > PER_PAGE;
        licences.truncate(PER_PAGE);
        stretches.push(Stretch {
            direction,
            is_later: only.is_some(),
            next: licences.last().filter(|_| more).map(|last| last.number),
            licences,
        });
    }
    Ok(stretches)
}

pub(super) async fn public(
    frame: Frame,
    state: Data<AppState>,
    shelf: Query<Shelf>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let today = bodies::today(&mut conn).await?.day;
    let stretches = stretches(&mut conn, &shelf, false).await?;
    html(
        StatusCode::OK,
        &PublicPage {
            frame,
            stretches,
            today,
        },
    )
}

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    shelf: Query<Shelf>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let today = bodies::today(&mut conn).await?.day;
    let stretches = stretches(&mut conn, &shelf, true).await?;
    html(
        StatusCode::OK,
        &ListPage {
            frame,
            stretches,
            today,
            keeps: keeps(&officer),
        },
    )
}

pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    licence: Licence,
    typed: (Fields, Faults),
) -> Result<LicencePage, WebError> {
    let today = bodies::today(conn).await?.day;
    let assets = store::assets_of(conn, licence.id)
        .await
        .map_err(WebError::internal)?;
    let reviewed = store::reviews(conn, licence.id)
        .await
        .map_err(WebError::internal)?;
    let falls = match licence.direction {
        Direction::Out => Falls::default(),
        Direction::In => store::falls(conn, licence.id, today)
            .await
            .map_err(WebError::internal)?,
    };
    Ok(LicencePage::new(
        frame,
        (licence, assets),
        reviewed,
        falls,
        (today, officer.person.0, keeps(officer)),
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let licence = find(&mut conn, *number).await?;
    let typed = (Fields::default(), Faults::new());
    let mut page = page(&mut conn, frame, &officer, licence, typed).await?;
    page.code_due = code.0;
    html(StatusCode::OK, &page)
}

/// The terms, whose digest a deed names.
pub(super) async fn terms(
    _: Officer,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let licence = find(&mut conn, *number).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"licence-{number}.json\""),
        ))
        .body(licence.terms))
}

/// A document of a review, to save: what it is nobody here knows.
pub(super) async fn document(
    _: Officer,
    state: Data<AppState>,
    path: Path<(i64, i64, i32)>,
) -> Result<HttpResponse, WebError> {
    let (number, record, place) = path.into_inner();
    let mut conn = state.connection().await?;
    let licence = find(&mut conn, number).await?;
    let (_, bytes) = store::document(&mut conn, licence.id, record, place)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"review-{record}-{place}\""),
        ))
        .body(bytes))
}
