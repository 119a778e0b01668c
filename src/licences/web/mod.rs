//! Routes of licences.

mod confirming;
mod entering;
mod pages;
mod reviewing;

use actix_web::web::{self, ServiceConfig};

use super::store::{self, Licence, LicencesError};
use crate::bodies::{Office, Officer};
use crate::db::Connection;
use crate::web::WebError;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/licences", web::get().to(pages::public))
        .route("/room/licences", web::get().to(pages::list))
        .route("/room/licences", web::post().to(entering::enter))
        .route("/room/licences/new", web::get().to(entering::form))
        .route("/room/licences/{number}", web::get().to(pages::show))
        .route(
            "/room/licences/{number}/terms.json",
            web::get().to(pages::terms),
        )
        .route(
            "/room/licences/{number}/reviews/{record}/{place}",
            web::get().to(pages::document),
        )
        .route(
            "/room/licences/{number}/confirmation",
            web::post().to(confirming::confirm),
        )
        .route(
            "/room/licences/{number}/retraction",
            web::post().to(confirming::retract),
        )
        .route(
            "/room/licences/{number}/reviews",
            web::post().to(reviewing::review),
        )
        .route(
            "/room/licences/{number}/end",
            web::post().to(reviewing::end),
        );
}

async fn find(conn: &mut Connection, number: i64) -> Result<Licence, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// The offices that keep licences; the database insists on the same.
const KEEPS: [Office; 3] = [Office::Secretary, Office::Treasurer, Office::Chair];

fn keeps(officer: &Officer) -> bool {
    KEEPS.iter().any(|office| officer.holds(*office))
}

/// # Errors
/// A refusal for officers who do not keep licences.
fn require_keeping(officer: &Officer) -> Result<(), WebError> {
    if keeps(officer) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "Only the secretary, the treasurer, the chair or a deputy of theirs may do this. Offices are given by a recorded decision. Ask somebody who holds one.".into(),
    ))
}

/// The sentence by which a guard refused; anything else is a fault of the house.
fn refusal(error: LicencesError) -> Result<String, WebError> {
    match error {
        LicencesError::Refused(sentence) => Ok(sentence.to_owned()),
        LicencesError::Terms(error) => Err(WebError::internal(error)),
        LicencesError::Database(error) => Err(WebError::internal(error)),
    }
}
