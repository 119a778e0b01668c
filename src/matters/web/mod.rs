//! Routes of matters.

mod acting;
mod privileged;
mod reading;

use actix_web::web::{self, ServiceConfig};

use super::store::{self, Matter, MattersError, Standing};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::{SignedIn, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/matters", web::get().to(reading::list))
        .route("/room/matters", web::post().to(acting::open))
        .route("/room/matters/new", web::get().to(acting::form))
        .route("/room/matters/{number}", web::get().to(reading::show))
        .route(
            "/room/matters/{number}/entries",
            web::post().to(acting::enter),
        )
        .route(
            "/room/matters/{number}/dates",
            web::post().to(acting::bind_day),
        )
        .route(
            "/room/matters/{number}/dates/{record}/end",
            web::post().to(acting::end_day),
        )
        .route(
            "/room/matters/{number}/proposals",
            web::post().to(acting::propose),
        )
        .route(
            "/room/matters/{number}/declarations",
            web::post().to(acting::declare),
        )
        .route(
            "/room/matters/{number}/privileged",
            web::get().to(privileged::show),
        )
        .route(
            "/room/matters/{number}/privileged",
            web::post().to(privileged::write),
        )
        .route(
            "/room/matters/{number}/privileged/{place}/document",
            web::get().to(privileged::document),
        );
}

/// A matter as it is opened by who may: officers, and its counsel.
///
/// # Errors
/// No such matter, or a refusal.
async fn enters(
    conn: &mut Connection,
    account: &SignedIn,
    number: i64,
) -> Result<(Matter, Standing), WebError> {
    let found = store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?;
    // To whom matters are closed, one that there is not looks like one that there is.
    let Some(matter) = found else {
        return Err(if account.officer {
            WebError::NotFound
        } else {
            closed(account)
        });
    };
    let standing = store::standing(conn, matter.id, PartyId(account.person))
        .await
        .map_err(WebError::internal)?;
    if account.officer || standing.counsel && !standing.adverse {
        Ok((matter, standing))
    } else {
        Err(closed(account))
    }
}

fn closed(account: &SignedIn) -> WebError {
    WebError::Forbidden(if account.auditor {
        "Matters are for officers who act and the counsel of each. You are an auditor: you read, in the auditors’ room.".into()
    } else {
        "Matters are for officers and the counsel of each. Counsel is retained by a decision of the board. Ask the secretary.".into()
    })
}

/// A guard's refusal as a sentence; anything else is a fault of the house.
fn refusal(error: MattersError) -> Result<String, WebError> {
    match error {
        MattersError::Refused(sentence) => Ok(sentence.to_owned()),
        MattersError::Database(error) => Err(WebError::internal(error)),
    }
}
