//! The pages of the book, and its files.

mod book;
mod lists;
mod report;

use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};

use crate::bodies;
use crate::db::Connection;
use crate::web::{Frame, WebError};

pub use report::Reports;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/book", web::get().to(book::show))
        .route("/room/book.csv", web::get().to(book::file))
        .route("/room/rolls/{number}/list", web::get().to(lists::roll))
        .route(
            "/room/rolls/{number}/list.csv",
            web::get().to(lists::roll_file),
        )
        .route("/members", web::get().to(lists::members))
        .route("/participation", web::get().to(report::show));
}

/// Now, and the legal day.
async fn now(
    conn: &mut Connection,
    frame: &Frame,
) -> Result<(DateTime<Utc>, NaiveDate, chrono_tz::Tz), WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.zone();
    Ok((now, now.with_timezone(&zone).date_naive(), zone))
}
