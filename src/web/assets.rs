//! Stylesheet, scripts and pictures: compiled in, cached for long under a versioned address.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, http::header};

use super::WebError;

const ASSETS: &[(&str, &str, &str)] = &[(
    "commonhold.css",
    "text/css; charset=utf-8",
    include_str!("../../static/commonhold.css"),
)];

pub fn routes(service: &mut ServiceConfig) {
    service.route("/static/{name}", web::get().to(asset));
}

async fn asset(name: web::Path<String>) -> Result<HttpResponse, WebError> {
    let (_, kind, body) = ASSETS
        .iter()
        .find(|(known, _, _)| *known == name.as_str())
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, *kind))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(*body))
}
