//! Routes of notices: the board, a person's own, and the officers' room.

mod board;
mod own;
mod room;

use actix_web::web::{self, ServiceConfig};

use super::store::NoticesError;
use crate::web::WebError;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/notices", web::get().to(board::list))
        .route("/notices/{number}", web::get().to(board::show))
        .route("/notices/{number}/notice.json", web::get().to(board::file))
        .route("/notices/{number}/waiver", web::post().to(own::waive))
        .route("/me/notices", web::get().to(own::list))
        .route("/me/notices/objection", web::post().to(own::object))
        .route("/room/notices", web::get().to(room::list))
        .route("/room/notices", web::post().to(room::drafts::save))
        .route("/room/notices/new", web::get().to(room::drafts::new))
        .route(
            "/room/notices/drafts/{id}",
            web::get().to(room::drafts::show),
        )
        .route(
            "/room/notices/drafts/{id}/edit",
            web::get().to(room::drafts::edit),
        )
        .route(
            "/room/notices/drafts/{id}/giving",
            web::post().to(room::drafts::give),
        )
        .route("/room/notices/returned", web::get().to(room::returned))
        .route("/room/notices/objections", web::post().to(room::object))
        .route("/room/notices/{number}", web::get().to(room::given::show))
        .route(
            "/room/notices/{number}/steps",
            web::post().to(room::given::record),
        )
        .route(
            "/room/notices/{number}/certificates",
            web::post().to(room::certificates::make),
        )
        .route(
            "/room/notices/{number}/certificates/{certificate}",
            web::get().to(room::certificates::show),
        )
        .route(
            "/room/notices/{number}/certificates/{certificate}/certificate.json",
            web::get().to(room::certificates::file),
        );
}

impl From<NoticesError> for WebError {
    fn from(error: NoticesError) -> Self {
        Self::internal(error)
    }
}
