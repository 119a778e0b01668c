//! Routes of renewals: who was reminded and reached, and the record dates.

mod dates;
mod room;

use actix_web::web::{self, ServiceConfig};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/record-dates", web::get().to(dates::list))
        .route("/room/record-dates", web::post().to(dates::announce))
        .route("/room/record-dates/{number}", web::get().to(dates::show))
        .route("/room/renewals", web::get().to(room::list))
        .route("/room/renewals/{number}", web::get().to(room::show))
        .route(
            "/room/renewals/{number}/contacts",
            web::post().to(room::record),
        );
}
