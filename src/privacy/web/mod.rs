//! Pages of privacy: erasures in the officers' room, and a person's own data.

mod data;
mod erasure;

use actix_web::web::{self, ServiceConfig};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/me/data", web::get().to(data::show))
        .route("/me/data/data.json", web::get().to(data::file))
        .route("/room/erasures", web::get().to(erasure::list))
        .route(
            "/room/erasures/{proposal}/confirmation",
            web::post().to(erasure::confirm),
        )
        .route(
            "/room/erasures/{proposal}/withdrawal",
            web::post().to(erasure::withdraw),
        )
        .route(
            "/room/parties/{party}/erasure",
            web::get().to(erasure::show),
        )
        .route(
            "/room/parties/{party}/erasure",
            web::post().to(erasure::propose),
        );
}
