//! Routes of offices, bodies, decisions, and of the page that names who holds them.

mod deciding;
mod entering;
mod people;
mod reading;
mod rooms;
mod sheet;

use actix_web::web::{self, ServiceConfig};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/offices", web::get().to(rooms::offices))
        .route("/room/offices/new", web::get().to(entering::appointment))
        .route(
            "/room/offices/{term}/end",
            web::get().to(entering::office_end),
        )
        .route("/room/decisions", web::get().to(deciding::list))
        .route("/room/decisions", web::post().to(entering::enter))
        .route("/room/decisions/new", web::get().to(entering::new))
        .route("/room/decisions/{number}", web::get().to(deciding::show))
        .route(
            "/room/decisions/{number}/document",
            web::get().to(deciding::document),
        )
        .route(
            "/room/decisions/{number}/confirmation",
            web::post().to(deciding::confirm),
        )
        .route(
            "/room/decisions/{number}/withdrawal",
            web::post().to(deciding::withdraw),
        )
        .route("/room/bodies", web::get().to(rooms::bodies))
        .route("/room/bodies/{id}", web::get().to(rooms::body))
        .route("/people", web::get().to(people::show));
}
