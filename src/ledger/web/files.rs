//! The static files of the log, and proofs made from them. Nothing here asks
//! the database.

use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Data, Path, ServiceConfig};

use crate::ledger::folder::LogFolder;
use crate::tlog::tile::TilePath;
use crate::web::{AppState, WebError};

/// A checkpoint is replaced whenever the log grows.
const BRIEFLY: &str = "public, max-age=1";
/// A full tile never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A partial tile does not change either, and goes when it has become full.
const WHILE_IT_IS_THERE: &str = "public, max-age=60";

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/log/checkpoint", web::get().to(checkpoint))
        .route("/log/tile/{path:.+}", web::get().to(tile))
        .route("/log/proof/{index}.tlog-proof", web::get().to(proof));
}

/// Reads files on a thread that may wait for them.
pub(super) async fn read<T: Send + 'static>(
    app: &AppState,
    act: impl FnOnce(&LogFolder) -> io::Result<T> + Send + 'static,
) -> Result<T, WebError> {
    let folder = LogFolder::of(&app.config.data);
    web::block(move || act(&folder))
        .await
        .map_err(WebError::internal)?
        .map_err(WebError::internal)
}

async fn checkpoint(app: Data<AppState>) -> Result<HttpResponse, WebError> {
    let bytes = read(&app, LogFolder::checkpoint_bytes)
        .await?
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, BRIEFLY))
        .body(bytes))
}

async fn tile(path: Path<String>, app: Data<AppState>) -> Result<HttpResponse, WebError> {
    // Only what is spelt as a tile is looked for: no path leads elsewhere.
    let path: TilePath = format!("tile/{path}")
        .parse()
        .map_err(|_| WebError::NotFound)?;
    let bytes = read(&app, move |folder| folder.tile(&path))
        .await?
        .ok_or(WebError::NotFound)?;
    let keep = if path.is_full() {
        FOR_EVER
    } else {
        WHILE_IT_IS_THERE
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((CACHE_CONTROL, keep))
        .body(bytes))
}

async fn proof(index: Path<u64>, app: Data<AppState>) -> Result<HttpResponse, WebError> {
    let index = index.into_inner();
    let proof = read(&app, move |folder| folder.proof(index))
        .await?
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{index}.tlog-proof\""),
        ))
        .insert_header((CACHE_CONTROL, BRIEFLY))
        .body(proof.to_string()))
}
