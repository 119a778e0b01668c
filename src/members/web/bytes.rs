//! The very bytes of a file of members, for the officers by whose hands it goes: what was brought
//! is compared with what it rests on, and its SHA-256 with the one on its page.

use std::io;

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpResponse, HttpResponseBuilder};
use data_encoding::HEXLOWER;
use futures_util::stream::try_unfold;
use uuid::Uuid;

use super::import::{entitled, hash_of, refusal_of};
use crate::bodies::Officer;
use crate::members::store::intake::{self, FileHash, IntakeError};
use crate::members::store::stages::{self, State};
use crate::web::{AppState, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route(
            "/room/members/import/large/{id}/file",
            web::get().to(of_large),
        )
        .route("/room/members/import/{hash}/file", web::get().to(of_small));
}

/// An answer under the name that the file's hash gives it.
fn named(hash: FileHash) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!(
                "attachment; filename=\"members-{}.csv\"",
                HEXLOWER.encode(&hash.0)
            ),
        ));
    answer
}

async fn of_small(
    officer: Officer,
    state: Data<AppState>,
    hash: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let hash = hash_of(&hash)?;
    let mut conn = state.connection().await?;
    let (file, _) = intake::draft(&mut conn, hash)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| refusal_of(IntakeError::NoDraft))?;
    Ok(named(hash).body(file))
}

/// A large file leaves as it is kept: a piece of it is in memory at a time.
async fn of_large(
    officer: Officer,
    state: Data<AppState>,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let id = id.into_inner();
    let stage = {
        let mut conn = state.connection().await?;
        stages::stage(&mut conn, id)
            .await
            .map_err(WebError::internal)?
            .ok_or(WebError::NotFound)?
    };
    // Of one that was taken the pieces are gone: that it was here stays.
    let hash = stage
        .hash()
        .filter(|_| stage.state != State::Taken)
        .ok_or_else(|| refusal_of(IntakeError::NoDraft))?;
    let pieces = try_unfold((0, stage.file_bytes), move |(place, left)| {
        let state = state.clone();
        async move {
            let piece = piece(&state, id, place).await.map_err(|error| {
                tracing::error!(error = %error.cause(), file = %id, "a file of members was cut off");
                io::Error::other(error.to_string())
            })?;
            match piece {
                Some(bytes) => {
                    let left = left - i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                    Ok(Some((Bytes::from(bytes), (place + 1, left))))
                }
                None if left == 0 => Ok(None),
                // It was taken or discarded meanwhile: what was sent is cut off there, so that
                // nothing half looks whole.
                None => Err(io::Error::other("a file of members ended early")),
            }
        }
    });
    Ok(named(hash).streaming(Box::pin(pieces)))
}

/// The next piece of a large file; however slowly it is read, it holds a connection to the
/// database for as long as a piece is fetched.
async fn piece(state: &AppState, id: Uuid, place: i32) -> Result<Option<Vec<u8>>, WebError> {
    let mut conn = state.connection().await?;
    stages::chunk(&mut conn, id, place)
        .await
        .map_err(WebError::internal)
}
