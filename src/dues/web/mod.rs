//! Routes of dues: a member's own, and the treasurer's room.

mod export;
mod in_kind;
mod invoice;
mod issuing;
mod own;
mod payment;
mod prices;
mod room;
mod years;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};

use super::store::{DuesError, PostError};
use crate::bodies::{self, Foundation};
use crate::db::Connection;
use crate::web::WebError;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/me/dues", web::get().to(own::list))
        .route("/me/dues/{number}", web::get().to(own::show))
        .route("/room/dues", web::get().to(room::show))
        .route("/room/dues/entries.csv", web::get().to(export::file))
        .route("/room/dues/new", web::get().to(issuing::new))
        .route("/room/dues/invoices", web::post().to(issuing::issue))
        .route("/room/dues/invoices/{number}", web::get().to(invoice::show))
        .route(
            "/room/dues/invoices/{number}/sheet",
            web::get().to(invoice::sheet),
        )
        .route(
            "/room/dues/invoices/{number}/payments",
            web::post().to(invoice::pay),
        )
        .route(
            "/room/dues/invoices/{number}/credits",
            web::post().to(invoice::credit),
        )
        .route(
            "/room/dues/invoices/{number}/reversals",
            web::post().to(invoice::reverse),
        )
        .route("/room/dues/payments/{id}", web::get().to(payment::show))
        .route(
            "/room/dues/payments/{id}/allocations",
            web::post().to(payment::allocate),
        )
        .route(
            "/room/dues/payments/{id}/reversals",
            web::post().to(payment::reverse),
        )
        .route("/room/dues/prices", web::get().to(prices::show))
        .route("/room/dues/prices", web::post().to(prices::set))
        .route("/room/dues/in-kind", web::get().to(in_kind::show))
        .route("/room/dues/in-kind", web::post().to(in_kind::commit))
        .route(
            "/room/dues/in-kind/{number}/deliveries",
            web::post().to(in_kind::deliver),
        )
        .route("/room/dues/years", web::get().to(years::show))
        .route(
            "/room/dues/years/estimates",
            web::post().to(years::estimate),
        )
        .route("/room/dues/years/spends", web::post().to(years::spend))
        .route(
            "/room/dues/years/{year}/notices",
            web::post().to(years::notify),
        )
        .route(
            "/room/dues/years/{year}/close",
            web::post().to(years::close),
        );
}

impl From<DuesError> for WebError {
    fn from(error: DuesError) -> Self {
        Self::internal(error)
    }
}

/// What every page of the treasurer needs to know.
struct Desk {
    foundation: Foundation,
    now: DateTime<Utc>,
    /// The legal day.
    today: NaiveDate,
}

impl Desk {
    async fn of(conn: &mut Connection) -> Result<Self, WebError> {
        let bodies::Today {
            foundation,
            now,
            day: today,
        } = bodies::today(conn).await?;
        Ok(Self {
            foundation,
            now,
            today,
        })
    }
}

/// The sentence of a refusal; what the house did wrong is an error.
fn refusal(error: PostError) -> Result<String, WebError> {
    match error {
        PostError::Dues(_) | PostError::Database(_) => Err(WebError::internal(error)),
        PostError::Refused(_)
        | PostError::YearClosed
        | PostError::DayToCome
        | PostError::OutOfOrder
        | PostError::BeyondCommitment
        | PostError::NotOfTheBoard
        | PostError::AuthorityUsed
        | PostError::SameReference
        | PostError::DeliveryAhead => Ok(error.to_string()),
    }
}
