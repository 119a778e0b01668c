//! Bundles to download, and the page `/check` with its copy.

use std::fs::File;
use std::io::{self, Read};

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ETAG, HeaderValue,
};
use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use askama::Template;
use futures_util::stream::try_unfold;

use super::bundles::Bundles;
use super::store::BundleError;
use super::views::{CheckPage, SavedPage};
use crate::polls;
use crate::web::answer::html;
use crate::web::{AppState, Frame, WebError};

/// How much of an archive is held in memory at once.
const PIECE_BYTES: u64 = 64 * 1024;

/// What the page may not do beside what no page may: speak to a server.
const SILENT: &str = "connect-src 'none'";

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/polls/{number}/bundle.zip", web::get().to(bundle))
        .route("/check", web::get().to(check))
        .route("/check.html", web::get().to(saved));
}

async fn bundle(
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    bundles: Data<Bundles>,
) -> Result<HttpResponse, WebError> {
    let poll = {
        let mut conn = app.connection().await?;
        polls::store::by_number(&mut conn, *number)
            .await
            .map_err(WebError::internal)?
            .filter(|poll| poll.facts.opened)
            .ok_or(WebError::NotFound)?
    };
    let made = bundles
        .get(&app.db, &poll)
        .await
        .map_err(|error| match error {
            BundleError::Waits(waits) => WebError::Refused(frame.t.say(waits.key())),
            error => WebError::internal(error),
        })?;
    let file = made.file.clone();
    let file = web::block(move || File::open(file));
    let file = file.await.map_err(WebError::internal)?;
    let file = file.map_err(WebError::internal)?;
    let pieces = try_unfold(file, async |mut file| {
        // A disk is waited for on a thread that may wait.
        let read = web::block(move || {
            let mut piece = Vec::new();
            (&mut file).take(PIECE_BYTES).read_to_end(&mut piece)?;
            Ok::<_, io::Error>((piece, file))
        });
        let (piece, file) = read.await.map_err(io::Error::other)??;
        Ok::<_, io::Error>((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
    });
    let name = format!(
        "attachment; filename=\"poll-{}-{}.zip\"",
        poll.number,
        made.short_id()
    );
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, name))
        // It is the same for ever, unless the vote is declared void.
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((ETAG, format!("\"{}\"", made.id)))
        .body(SizedStream::new(made.bytes, Box::pin(pieces))))
}

async fn check(frame: Frame) -> Result<HttpResponse, WebError> {
    let page = CheckPage::new(frame).map_err(WebError::internal)?;
    let mut response = html(StatusCode::OK, &page)?;
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SILENT));
    Ok(response)
}

async fn saved(frame: Frame) -> Result<HttpResponse, WebError> {
    let page = SavedPage::new(frame).render().map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"check.html\""))
        .body(page))
}
