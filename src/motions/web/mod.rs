//! Routes of motions: what everybody of a body reads and does, and what whoever keeps the
//! minutes does.

mod deciding;
mod drafting;
mod reading;

use actix_web::web::{self, ServiceConfig};

use super::store::{self, Motion, MotionError};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::{Frame, WebError};

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
            web::post().to(deciding::interest),
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
