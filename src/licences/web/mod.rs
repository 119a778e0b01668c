//! Routes of licences.

mod entering;
mod pages;
mod reviewing;

use actix_web::web::{self, ServiceConfig};
use chrono::NaiveDate;
use uuid::Uuid;

use super::store::{self, Licence, LicencesError};
use crate::bodies::{self, Foundation, Office, Officer};
use crate::db::{Connection, Pool};
use crate::web::{Fields, WebError};

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
            "/room/licences/{number}/reviews",
            web::post().to(reviewing::review),
        )
        .route(
            "/room/licences/{number}/end",
            web::post().to(reviewing::end),
        );
}

async fn connect(
    db: &Pool,
) -> Result<impl std::ops::DerefMut<Target = Connection> + use<>, WebError> {
    db.get().await.map_err(WebError::internal)
}

/// The foundation and the legal day.
async fn today(conn: &mut Connection) -> Result<(Foundation, NaiveDate), WebError> {
    let foundation = bodies::store::foundation(conn)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let day = foundation.day(now);
    Ok((foundation, day))
}

async fn find(conn: &mut Connection, number: i64) -> Result<Licence, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

fn form_id(fields: &Fields) -> Uuid {
    Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
}

/// A day, of a year that the database and its readers can take.
fn day(raw: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(raw.trim(), "%Y-%m-%d")
        .ok()
        .filter(|day| (1800..=2200).contains(&chrono::Datelike::year(day)))
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
        "Only the secretary, the treasurer, the chair or a deputy of theirs may do this. Offices are given by a recorded decision.".into(),
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
