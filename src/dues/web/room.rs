//! The treasurer's room: what is open, overdue, or waits to be allocated.

use actix_web::web::Data;

use super::Desk;
use crate::bodies::Treasurer;
use crate::dues::store::{lists, years};
use crate::dues::views::room::RoomPage;
use crate::web::{AppState, Frame, WebError};

/// How many open invoices the page shows.
const SHOWN: i64 = 500;

pub(super) async fn show(
    frame: Frame,
    _treasurer: Treasurer,
    state: Data<AppState>,
) -> Result<RoomPage, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let open = lists::open(&mut conn, desk.now, SHOWN)
        .await
        .map_err(WebError::internal)?;
    let left = lists::left(&mut conn, desk.now)
        .await
        .map_err(WebError::internal)?;
    let years = years::all(&mut conn, chrono::Datelike::year(&desk.today)).await?;
    Ok(RoomPage::new(frame, open, left, years, desk.today))
}
