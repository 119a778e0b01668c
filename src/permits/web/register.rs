//! The register of permissions, for everybody.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Data, Path, Query};

use super::{AT_MOST, Shelf, next_page};
use crate::bodies;
use crate::permits::store::register::{self, Permission};
use crate::permits::views::register::{ListPage, PermissionPage};
use crate::web::answer::html;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn list(
    frame: Frame,
    state: Data<AppState>,
    shelf: Query<Shelf>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let today = bodies::today(&mut conn).await?.day;
    let mut permissions = register::page(&mut conn, shelf.before, AT_MOST)
        .await
        .map_err(WebError::internal)?;
    let next = next_page(&mut permissions, |permission| permission.number);
    html(
        StatusCode::OK,
        &ListPage {
            frame,
            permissions,
            today,
            next,
        },
    )
}

async fn find(state: &AppState, number: i64) -> Result<Permission, WebError> {
    let mut conn = state.connection().await?;
    register::by_number(&mut conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

pub(super) async fn show(
    frame: Frame,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let permission = find(&state, *number).await?;
    let mut conn = state.connection().await?;
    let today = bodies::today(&mut conn).await?.day;
    html(
        StatusCode::OK,
        &PermissionPage {
            frame,
            permission,
            today,
        },
    )
}

fn download(name: &str, body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(body)
}

pub(super) async fn file(
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let permission = find(&state, *number).await?;
    let name = format!("permission-{}.json", permission.number);
    Ok(download(&name, permission.body))
}

pub(super) async fn revocation(
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let permission = find(&state, *number).await?;
    let revocation = permission.revocation.ok_or(WebError::NotFound)?;
    let name = format!("revocation-{}.json", permission.number);
    Ok(download(&name, revocation.body))
}
