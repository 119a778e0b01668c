//! Routes of motions: what everybody of a body reads and does, and what whoever keeps the
//! minutes does.

mod deciding;
mod drafting;
mod interests;
mod reading;

use std::str::FromStr;

use actix_web::web::{self, ServiceConfig};

use super::store::{self, Motion, MotionError};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::words::Speaker;
use crate::web::{Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/motions", web::get().to(reading::list))
        .route("/motions", web::post().to(drafting::create))
        .route("/motions/new", web::get().to(drafting::new))
        .route("/motions/{number}", web::get().to(reading::show))
        .route("/motions/{number}/compare", web::get().to(reading::compare))
        .route(
            "/motions/{number}/documents/{sha256}",
            web::get().to(reading::document),
        )
        .route("/motions/{number}/texts", web::post().to(drafting::rewrite))
        .route("/motions/{number}/steps", web::post().to(deciding::step))
        .route(
            "/motions/{number}/interests",
            web::post().to(interests::declared),
        )
        .route(
            "/motions/{number}/findings",
            web::post().to(interests::found),
        )
        .route("/motions/{number}/questions", web::post().to(deciding::put))
        .route(
            "/motions/{number}/referendum",
            web::post().to(deciding::referendum),
        )
        .route("/motions/{number}/votes", web::post().to(deciding::vote))
        .route("/motions/{number}/roll", web::post().to(deciding::roll))
        .route(
            "/motions/{number}/demands",
            web::post().to(deciding::demand),
        )
        .route(
            "/motions/{number}/declaration",
            web::post().to(deciding::declare),
        )
        .route(
            "/motions/{number}/confirmation",
            web::post().to(deciding::confirm),
        )
        .route("/motions/{number}/merge", web::post().to(deciding::merge));
}

impl From<MotionError> for WebError {
    fn from(error: MotionError) -> Self {
        match error {
            refused @ MotionError::Refused(_) => Self::internal(refused),
            MotionError::Bodies(error) => Self::internal(error),
            MotionError::Database(error) => Self::internal(error),
        }
    }
}

/// A motion that whoever reads this may read; for everybody else there is none.
async fn find(conn: &mut Connection, frame: &Frame, number: i64) -> Result<Motion, WebError> {
    let motion = store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let reader = frame
        .account
        .as_ref()
        .map(|account| PartyId(account.person));
    let may = store::may_read(conn, &motion, reader)
        .await
        .map_err(WebError::internal)?;
    if may {
        return Ok(motion);
    }
    let withheld = store::withholds(conn, &motion, reader)
        .await
        .map_err(WebError::internal)?;
    if withheld {
        return Err(WebError::Forbidden(frame.t.say("motion-withheld")));
    }
    Err(WebError::NotFound)
}

/// Bytes from the lower-case hex of a form.
fn digest(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// What a form carries and nobody types, such as whom it is about; none where the field is empty.
///
/// # Errors
/// What cannot be read: in its place nothing is taken for meant, and nothing is recorded.
fn carried<T: FromStr>(t: &Speaker, fields: &Fields, name: &str) -> Result<Option<T>, WebError> {
    match fields.get(name).trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| unreadable(t)),
    }
}

/// A form that is not as the page made it.
fn unreadable(t: &Speaker) -> WebError {
    WebError::Unreadable(t.say("motion-fault-unreadable"))
}

/// A typed line, its blanks single.
fn line(fields: &Fields, name: &str) -> String {
    let words: Vec<&str> = fields.get(name).split_whitespace().collect();
    words.join(" ")
}

/// What is wrong with a typed line: it is not there, which has the sentence of the key `missing`,
/// or has more characters than the record takes. It is never cut.
fn wrong(t: &Speaker, line: &str, most: usize, missing: &str) -> Option<String> {
    if line.is_empty() && !missing.is_empty() {
        return Some(t.say(missing));
    }
    (line.chars().count() > most).then(|| t.say1("motion-fault-within", "n", most))
}
