//! The page of the watch.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};

use super::store::list;
use super::views::WatchPage;
use crate::bodies::{self, Officer, RegistryKeeper};
use crate::web::answer::html;
use crate::web::{AppState, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service.route("/room/registry/watch", web::get().to(show));
}

async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let lines = list::all(&mut conn).await.map_err(WebError::internal)?;
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let keeps = RegistryKeeper::is(&officer);
    let page = WatchPage::of(frame, keeps, &state.config.watch, lines, now);
    html(StatusCode::OK, &page)
}
