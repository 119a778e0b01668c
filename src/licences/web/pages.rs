//! What is read of licences.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};

use super::{connect, find, keeps, today};
use crate::bodies::Officer;
use crate::db::Connection;
use crate::licences::model::Direction;
use crate::licences::store::{self, Falls, Licence};
use crate::licences::views::{Faults, LicencePage, ListPage, PublicPage};
use crate::web::answer::html;
use crate::web::{AppState, Fields, Frame, WebError};

pub(super) async fn public(frame: Frame, state: Data<AppState>) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state.db).await?;
    let (_, today) = today(&mut conn).await?;
    let licences = store::all(&mut conn).await.map_err(WebError::internal)?;
    html(
        StatusCode::OK,
        &PublicPage {
            frame,
            licences,
            today,
        },
    )
}

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state.db).await?;
    let (_, today) = today(&mut conn).await?;
    let licences = store::all(&mut conn).await.map_err(WebError::internal)?;
    html(
        StatusCode::OK,
        &ListPage {
            frame,
            licences,
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
    let (_, today) = today(conn).await?;
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
        (today, keeps(officer)),
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state.db).await?;
    let licence = find(&mut conn, *number).await?;
    let typed = (Fields::default(), Faults::new());
    let page = page(&mut conn, frame, &officer, licence, typed).await?;
    html(StatusCode::OK, &page)
}

/// The terms, whose digest a deed names.
pub(super) async fn terms(
    _: Officer,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state.db).await?;
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
    let mut conn = connect(&state.db).await?;
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
