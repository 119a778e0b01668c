//! Routes of petitions: what everybody reads, what members do, and the officers' room.

mod members;
mod opening;
mod room;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::store::{self, Petition, PetitionsError};
use super::views::Faults;
use crate::bodies;
use crate::db::{Connection, Pool};
use crate::web::{Fields, WebError};

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

async fn connect(
    db: &Pool,
) -> Result<impl std::ops::DerefMut<Target = Connection> + use<>, WebError> {
    db.get().await.map_err(WebError::internal)
}

/// The instant and the legal day of it.
async fn today(conn: &mut Connection) -> Result<(DateTime<Utc>, NaiveDate), WebError> {
    let foundation = bodies::store::foundation(conn)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    Ok((now, foundation.day(now)))
}

async fn find(conn: &mut Connection, number: i32) -> Result<Petition, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// The identity that came with the form; a form without one is an act of its own.
fn form_id(fields: &Fields) -> Uuid {
    Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
}

/// One line of text of at most so many characters; none where it is anything else.
fn line(raw: &str, chars: usize) -> Option<String> {
    let text = raw.trim();
    let fits = (1..=chars).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Text of several lines, of at most so many characters; none where it is anything else.
fn text(raw: &str, chars: usize) -> Option<String> {
    let text = raw.replace('\r', "").trim().to_owned();
    let unseen = |c: char| c.is_control() && c != '\n' && c != '\t';
    let fits = (1..=chars).contains(&text.chars().count()) && !text.contains(unseen);
    fits.then_some(text)
}

fn day(raw: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(raw.trim(), "%Y-%m-%d").ok()
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
