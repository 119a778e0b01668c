//! Routes of the officers' page of the board over time (`page`, of `lines`), and of the steps
//! taken on it (`steps`). Holds no rule.

mod lines;
mod page;
mod steps;

use actix_web::web::{self, ServiceConfig};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/board", web::get().to(page::show))
        .route(
            "/room/board/sponsors",
            web::post().to(steps::record_sponsor),
        )
        .route("/room/board/events", web::post().to(steps::record_found))
        .route(
            "/room/board/events/{event}/cure",
            web::post().to(steps::cure),
        )
        .route(
            "/room/board/events/{event}/end",
            web::post().to(steps::enter_end),
        )
        .route(
            "/room/board/events/{event}/confirmation",
            web::post().to(steps::confirm_end),
        );
}
