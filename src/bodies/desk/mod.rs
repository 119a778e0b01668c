//! What officers do at the accounts' and the outbox's side: changes of mail
//! addresses, and letters that did not arrive. Their rules and SQL stand with
//! accounts and outbox, which know no offices.

mod addresses;
mod letters;
mod texts;
mod views;

use actix_web::web::{self, Data, ServiceConfig};
use diesel_async::pooled_connection::deadpool::Object;

use crate::db::Connection;
use crate::web::{AppState, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/addresses", web::get().to(addresses::list))
        .route("/room/addresses/{account}", web::get().to(addresses::form))
        .route(
            "/room/addresses/{account}",
            web::post().to(addresses::propose),
        )
        .route(
            "/room/addresses/{account}/sessions",
            web::post().to(addresses::end_sessions),
        )
        .route(
            "/room/address-changes/{change}/approval",
            web::post().to(addresses::approve),
        )
        .route(
            "/room/address-changes/{change}/renewal",
            web::get().to(addresses::renewal),
        )
        .route(
            "/room/address-changes/{change}/renewal",
            web::post().to(addresses::renew),
        )
        .route(
            "/room/address-changes/{change}/stop",
            web::post().to(addresses::stop),
        )
        .route("/room/letters", web::get().to(letters::list))
        .route("/room/letters/texts", web::get().to(texts::list))
        .route(
            "/room/letters/texts/{letter}/{locale}",
            web::get().to(texts::show),
        )
        .route(
            "/room/letters/texts/{letter}/{locale}",
            web::post().to(texts::save),
        )
        .route(
            "/room/letters/texts/{letter}/{locale}/confirmation",
            web::post().to(texts::confirm),
        )
        .route(
            "/room/letters/{letter}/again",
            web::post().to(letters::again),
        );
}

async fn connection(state: &Data<AppState>) -> Result<Object<Connection>, WebError> {
    state.connection().await
}
