//! Routes of the register: what everybody reads and takes away, what custodians say,
//! and the room of those who keep it.

mod acts;
mod doing;
mod entering;
mod files;
mod own;
mod public;
mod room;
mod sheets;

use actix_web::web::{self, ServiceConfig};

use super::model::custody::{day_of, due_on};
use super::store::keeping::{self, Custodian};
use super::store::whole::{self, Whole};
use super::views::custody::KeptLine;
use crate::bodies;
use crate::db::Connection;
use crate::web::WebError;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/registry", web::get().to(public::list))
        .route("/registry/register.csv", web::get().to(files::csv))
        .route("/registry/register.json", web::get().to(files::json))
        .route("/registry/paper", web::get().to(public::paper))
        .route("/registry/{number}", web::get().to(public::show))
        .route(
            "/registry/{number}/statements/{record}",
            web::get().to(files::statement),
        )
        .route("/custody", web::get().to(own::show))
        .route("/custody/{custody}", web::post().to(own::attest))
        .route("/room/registry", web::get().to(room::list))
        .route("/room/registry/custody", web::get().to(room::custody))
        .route("/room/registry/new/{kind}", web::get().to(entering::form))
        .route("/room/registry/new/{kind}", web::post().to(entering::enter))
        .route("/room/registry/{number}", web::get().to(room::show))
        .route(
            "/room/registry/{number}/do/{act}",
            web::get().to(doing::form),
        )
        .route(
            "/room/registry/{number}/do/{act}",
            web::post().to(doing::perform),
        )
        .route(
            "/room/registry/{number}/files/{shelf}/{key}",
            web::get().to(files::document),
        );
}

async fn find(conn: &mut Connection, number: i64) -> Result<Whole, WebError> {
    whole::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// How many assets stand on a page.
const PER_PAGE: usize = 50;

/// Custody with the last day of its keeper's word, the days of the rule and its citation.
async fn with_due(
    conn: &mut Connection,
    kept: Vec<Custodian>,
) -> Result<(Vec<KeptLine>, u64, String), WebError> {
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(conn).await?;
    let zone = bodies::foundation(conn).await?.zone;
    let (days, citation) = keeping::attestation_days(conn, now)
        .await
        .map_err(WebError::internal)?;
    let lines = kept
        .into_iter()
        .map(|kept| {
            let due = due_on(kept.since, day_of(kept.attested_at, zone), days);
            KeptLine {
                overdue: due < today,
                due_on: due,
                kept,
            }
        })
        .collect();
    Ok((lines, days, citation))
}
