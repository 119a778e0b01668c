//! Routes of petitions: what everybody reads, what members do, and the officers' room.

mod members;
mod opening;
mod room;

use actix_web::web::{self, ServiceConfig};

use super::store::{self, Petition, PetitionsError};
use crate::db::Connection;
use crate::web::WebError;
use crate::web::form::Faults;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/petitions", web::get().to(members::list))
        .route("/petitions", web::post().to(opening::open))
        .route("/petitions/new", web::get().to(opening::new))
        .route("/petitions/{number}", web::get().to(members::show))
        .route(
            "/petitions/{number}/signatures",
            web::post().to(members::sign),
        )
        .route(
            "/petitions/{number}/withdrawals",
            web::post().to(members::withdraw),
        )
        .route(
            "/petitions/{number}/delivery",
            web::post().to(members::deliver),
        )
        .route("/room/petitions/{number}", web::get().to(room::show))
        .route(
            "/room/petitions/{number}/meeting",
            web::post().to(room::date),
        )
        .route(
            "/room/petitions/{number}/refusal",
            web::post().to(room::refuse),
        );
}

async fn find(conn: &mut Connection, number: i32) -> Result<Petition, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// Text of several lines, of at most so many characters; none where it is anything else.
fn text(raw: &str, chars: usize) -> Option<String> {
    let text = raw.replace('\r', "").trim().to_owned();
    let unseen = |c: char| c.is_control() && c != '\n' && c != '\t';
    let fits = (1..=chars).contains(&text.chars().count()) && !text.contains(unseen);
    fits.then_some(text)
}

/// The key of the sentence by which a guard refused; anything else is a fault of the house.
fn refusal(error: PetitionsError) -> Result<&'static str, WebError> {
    match error {
        PetitionsError::Refused(key) => Ok(key),
        PetitionsError::Bodies(error) => Err(WebError::internal(error)),
        PetitionsError::Database(error) => Err(WebError::internal(error)),
    }
}

fn fault(field: &str, sentence: impl Into<String>) -> Faults {
    vec![(field.to_owned(), sentence.into())]
}
