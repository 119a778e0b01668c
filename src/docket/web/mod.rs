//! Routes of the docket, in the officers' room; the deadlines of an asset are counsel's too, who is
//! retained in an open matter about it.

mod acting;
mod entering;
mod reading;
mod rules;

use actix_web::web::{self, ServiceConfig};

use super::store::DocketError;
use crate::web::WebError;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/docket", web::get().to(reading::list))
        .route("/room/docket/rules", web::get().to(rules::show))
        .route("/room/docket/rules", web::post().to(rules::take_up))
        .route(
            "/room/docket/rules/supplied",
            web::post().to(rules::take_up_supplied),
        )
        .route(
            "/room/docket/rules/{version}/pack.toml",
            web::get().to(rules::file),
        )
        .route(
            "/room/docket/assets/{number}",
            web::get().to(reading::of_asset),
        )
        .route("/room/docket/{number}", web::get().to(reading::show))
        .route(
            "/room/docket/{number}/acknowledgements",
            web::post().to(acting::acknowledge),
        )
        .route(
            "/room/docket/{number}/confirmations",
            web::post().to(acting::confirm),
        )
        .route("/room/docket/{number}/acts", web::post().to(acting::record))
        .route(
            "/room/docket/{number}/acts/{record}",
            web::get().to(reading::document),
        );
}

fn refused(error: DocketError) -> WebError {
    match error {
        DocketError::Refused(sentence) => WebError::Refused(sentence.to_owned()),
        DocketError::Pack(_) | DocketError::Unknown(_) | DocketError::Database(_) => {
            WebError::internal(error)
        }
    }
}
