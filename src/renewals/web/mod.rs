//! Routes of renewals: who was reminded and reached, and the record dates.

mod dates;
mod room;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::bodies;
use crate::db::{Connection, Pool};
use crate::web::{Fields, WebError};

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

/// The identity that came with the form; a form without one is an act of its own.
fn form_id(fields: &Fields) -> Uuid {
    Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
}

/// One line of text of at most so many characters, or the sentence for the form.
fn line(raw: &str, chars: usize, missing: &str) -> Result<String, String> {
    let text = raw.trim();
    match text.chars().count() {
        0 => Err(missing.to_owned()),
        _ if text.chars().any(char::is_control) => {
            Err("Keep it on one line, without control characters.".to_owned())
        }
        count if count <= chars => Ok(text.to_owned()),
        _ => Err(format!("Keep it within {chars} characters.")),
    }
}
