//! The two answers of most handlers: a page with its status, and the way on.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use askama::Template;

use super::WebError;

/// A page under this status.
///
/// # Errors
/// When the template cannot be drawn.
pub fn html(status: StatusCode, page: &impl Template) -> Result<HttpResponse, WebError> {
    let body = page.render().map_err(WebError::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(body))
}

/// A form that comes back filled, with what is wrong in it.
///
/// # Errors
/// When the template cannot be drawn.
pub fn unprocessable(page: &impl Template) -> Result<HttpResponse, WebError> {
    html(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// After a POST that was done: the page to read next. `path` is one of ours.
#[must_use]
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, path))
        .finish()
}
