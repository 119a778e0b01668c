//! Letters that were put off or given up, so that somebody sees it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::connection;
use super::views::LettersPage;
use crate::bodies::Officer;
use crate::outbox::store;
use crate::web::answer::html;
use crate::web::{AppState, Frame, WebError};

/// Letters the page shows.
const SHOWN: i64 = 200;

pub(super) async fn list(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state).await?;
    let counts = store::counts(&mut conn).await.map_err(WebError::internal)?;
    let stuck = store::stuck(&mut conn, SHOWN)
        .await
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &LettersPage::new(frame, counts, &stuck))
}
