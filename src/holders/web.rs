//! Routes of who holds the foundation: the public figures and their files, the hand-over
//! programme, and the officers' pages.

mod dependence;
mod handover;
mod public;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::bodies;
use crate::db::Connection;
use crate::web::{Frame, WebError};

pub use public::Reports;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/holders", web::get().to(public::show))
        .route("/holders/handover", web::get().to(handover::public))
        .route("/holders/{file}", web::get().to(public::file))
        .route("/room/handover", web::get().to(handover::room))
        .route("/room/handover", web::post().to(handover::add))
        .route("/room/handover/{number}", web::get().to(handover::item))
        .route(
            "/room/handover/{number}/record",
            web::post().to(handover::record),
        )
        .route(
            "/room/handover/{number}/confirmation",
            web::post().to(handover::confirm),
        )
        .route(
            "/room/handover/{number}/withdrawal",
            web::post().to(handover::withdraw),
        )
        .route("/room/dependence", web::get().to(dependence::list))
        .route("/room/dependence/{party}", web::get().to(dependence::show));
}

/// Now, and the foundation's zone.
async fn now(conn: &mut Connection, frame: &Frame) -> Result<(DateTime<Utc>, Tz), WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.zone();
    Ok((now, zone))
}
