//! Proxies: a member grants and revokes them; the secretary records them from
//! paper, a second officer confirms those, and the secretary revokes on a written request.

mod own;
mod room;

use actix_web::web::{self, ServiceConfig};
use uuid::Uuid;

use super::model::{INSTRUCTIONS_CHARS, last_day, words};
use super::store::{self, OpenVote, ProxyError};
use super::views::Offered;
use crate::bodies;
use crate::db::Connection;
use crate::web::{Fields, Frame, WebError};

/// Routes of proxies.
pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/me/proxies", web::get().to(own::show))
        .route("/me/proxies", web::post().to(own::grant))
        .route(
            "/me/proxies/{number}/revocation",
            web::post().to(own::revoke),
        )
        .route("/room/proxies", web::get().to(room::show))
        .route("/room/proxies", web::post().to(room::record))
        .route(
            "/room/proxies/{number}/confirmation",
            web::post().to(room::confirm),
        )
        .route(
            "/room/proxies/{number}/revocation",
            web::post().to(room::revoke),
        )
        .route("/room/proxies/{number}/paper", web::get().to(room::paper));
}

/// What may be granted now.
async fn offered(conn: &mut Connection, frame: &Frame) -> Result<Offered, WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.site.as_ref().ok_or(WebError::NotFound)?.zone;
    let today = now.with_timezone(&zone).date_naive();
    let rules = store::rules(conn, now).await.map_err(WebError::internal)?;
    let offer = rules.offer();
    let months = offer.as_ref().map_or(0, |offer| offer.months);
    let votes = store::open_votes(conn).await.map_err(WebError::internal)?;
    Ok(Offered {
        rules,
        offer,
        last_day: last_day(today, months),
        votes,
    })
}

/// The scope that a form names: all votes, or one of those on offer.
fn scope(fields: &Fields, votes: &[OpenVote]) -> Option<Option<Uuid>> {
    match fields.get("scope") {
        "general" => Some(None),
        typed => {
            let poll = Uuid::parse_str(typed).ok()?;
            votes
                .iter()
                .any(|vote| vote.poll == poll)
                .then_some(Some(poll))
        }
    }
}

fn instructions(fields: &Fields) -> Option<String> {
    words(fields.get("instructions"), INSTRUCTIONS_CHARS)
}

/// The field that a refusal of the database is about.
fn field_of(refusal: &ProxyError) -> &'static str {
    match refusal {
        ProxyError::NotYours => "membership",
        ProxyError::NoHolder | ProxyError::TooMany => "holder",
        ProxyError::TooLong => "last_day",
        ProxyError::PollOver => "scope",
        ProxyError::NotAllowed
        | ProxyError::NotSecretary
        | ProxyError::Over
        | ProxyError::NotRevoking
        | ProxyError::NotWaiting
        | ProxyError::OwnRecord
        | ProxyError::NotConfirming
        | ProxyError::NoGrantor
        | ProxyError::TooManyMeanwhile
        | ProxyError::Database(_) => "",
    }
}
