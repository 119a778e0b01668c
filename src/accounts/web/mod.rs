//! Pages of signing in, of a person's own account, and the language menu.

mod account;
pub mod cookies;
mod language;
mod sign_in;

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};

use super::model;
use crate::db::Connection;
use crate::web::limits::{self, Limit};
use crate::web::{AppState, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/sign-in", web::get().to(sign_in::form))
        .route("/sign-in", web::post().to(sign_in::ask))
        .route("/sign-in/sent", web::get().to(sign_in::sent))
        .route("/sign-in/link", web::get().to(sign_in::link))
        .route("/sign-in/link", web::post().to(sign_in::spend))
        .route("/sign-in/password", web::get().to(sign_in::password_form))
        .route("/sign-in/password", web::post().to(sign_in::enter))
        .route("/sign-out", web::get().to(sign_in::out_form))
        .route("/sign-out", web::post().to(sign_in::out))
        .route("/language", web::post().to(language::choose))
        .route("/account", web::get().to(account::show))
        .route("/account/password", web::post().to(account::set_password))
        .route(
            "/account/password/replacement",
            web::get().to(account::replacement),
        )
        .route(
            "/account/password/replacement",
            web::post().to(account::replace_password),
        )
        .route(
            "/account/password/removal",
            web::post().to(account::remove_password),
        )
        .route(
            "/account/sessions/end",
            web::post().to(account::end_sessions),
        )
        .route(
            "/account/sessions/{session}/end",
            web::post().to(account::end_session),
        )
        .route(
            "/account/address-change/stop",
            web::post().to(account::stop_change),
        );
}

/// Counts a try to sign in by the network it came from and, where one is known,
/// by the account's key.
pub async fn count_try(
    conn: &mut Connection,
    state: &AppState,
    request: &HttpRequest,
    frame: &Frame,
    what: &'static str,
    account: Option<&str>,
) -> Result<(), WebError> {
    let sentence = || frame.t.say("problem-too-many-sentence");
    let network = limits::network_of(request, state);
    let by_network = Limit::per_quarter_hour("sign-in-network", state.config.limit_address);
    limits::take(conn, by_network, &network, sentence).await?;
    if let Some(account) = account {
        let by_account = Limit::per_quarter_hour(what, state.config.limit_account);
        limits::take(conn, by_account, account, sentence).await?;
    }
    Ok(())
}

/// What the list of sessions will call this browser.
fn device_of(request: &HttpRequest) -> String {
    request
        .headers()
        .get("user-agent")
        .and_then(|value| value.to_str().ok())
        .map_or_else(String::new, model::device)
}
