//! Routes of elections: what everybody reads, what members and nominees do, the
//! committee's table, and the officers' room.

mod campaign;
mod committee;
mod extract;
mod making;
mod members;
mod nominees;
mod ready;
mod ready_poll;
mod rehearsals;
mod room;
mod typed_dates;

use actix_web::web::{self, ServiceConfig};

use super::store::ElectionsError;
use super::store::elections::{self, Election};
use super::store::facts::Now;
use crate::bodies;
use crate::db::Connection;
use crate::web::WebError;
use crate::web::form::Faults;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/elections", web::get().to(members::list))
        .route("/elections/{number}", web::get().to(members::show))
        .route(
            "/elections/{number}/nominate",
            web::get().to(members::nominate),
        )
        .route(
            "/elections/{number}/nominations",
            web::post().to(members::nominated),
        )
        .route(
            "/elections/{number}/nomination",
            web::get().to(nominees::show),
        )
        .route(
            "/elections/{number}/answers",
            web::post().to(nominees::answer),
        )
        .route(
            "/elections/{number}/questions",
            web::post().to(campaign::ask),
        )
        .route(
            "/elections/{number}/questions/{question}/replies",
            web::post().to(campaign::reply),
        )
        .route("/elections/{number}/letter", web::get().to(campaign::write))
        .route(
            "/elections/{number}/letters",
            web::post().to(campaign::send),
        )
        .route(
            "/elections/{number}/committee",
            web::get().to(committee::show),
        )
        .route(
            "/elections/{number}/committee/acts",
            web::post().to(committee::propose),
        )
        .route(
            "/elections/{number}/committee/acts/{act}/confirmation",
            web::post().to(committee::confirm),
        )
        .route("/room/elections", web::get().to(room::list))
        .route("/room/elections", web::post().to(making::create))
        .route("/room/elections/new", web::get().to(making::new))
        .route("/room/elections/{number}", web::get().to(room::show))
        .route("/room/elections/{number}/dates", web::get().to(room::dates))
        .route(
            "/room/elections/{number}/dates",
            web::post().to(room::set_dates),
        )
        .route(
            "/room/elections/{number}/waivers",
            web::post().to(room::waive),
        )
        .route(
            "/room/elections/{number}/rehearsals",
            web::post().to(rehearsals::record),
        )
        .route("/room/elections/{number}/poll", web::post().to(room::draft));
}

impl From<ElectionsError> for WebError {
    fn from(error: ElectionsError) -> Self {
        match error {
            ElectionsError::Refused(sentence) => Self::Refused(sentence),
            ElectionsError::Bodies(error) => Self::internal(error),
            ElectionsError::Members(error) => Self::internal(error),
            ElectionsError::Database(error) => Self::internal(error),
        }
    }
}

async fn now(conn: &mut Connection) -> Result<Now, WebError> {
    let today = bodies::today(conn).await?;
    Ok(Now {
        at: today.now,
        day: today.day,
        zone: today.foundation.zone,
    })
}

async fn find(conn: &mut Connection, number: i32) -> Result<Election, WebError> {
    elections::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

fn fault(field: &str, sentence: impl Into<String>) -> Faults {
    vec![(field.to_owned(), sentence.into())]
}
