//! Routes of the register: its public pages, and where officers say what becomes of
//! a resolution.

mod public;
mod room;

use actix_web::web::{self, ServiceConfig};

use super::model::Label;
use super::store::{self, Resolution, Sight};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::{Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/resolutions", web::get().to(public::list))
        .route("/resolutions/{label}", web::get().to(public::show))
        .route("/room/resolutions/{label}", web::get().to(room::show))
        .route(
            "/room/resolutions/{label}/task",
            web::post().to(room::set_task),
        )
        .route(
            "/room/resolutions/{label}/evidence",
            web::post().to(room::add_evidence),
        )
        .route(
            "/room/resolutions/{label}/evidence/{record}",
            web::get().to(room::document),
        );
}

/// What of confidential resolutions whoever reads this page sees: officers and auditors
/// all of them, others those of the bodies on which they sit.
async fn sight(conn: &mut Connection, frame: &Frame) -> Result<Sight, WebError> {
    let all = frame.is_officer() || frame.is_auditor();
    let reader = frame
        .account
        .as_ref()
        .map(|account| PartyId(account.person));
    Sight::of(conn, all, reader)
        .await
        .map_err(WebError::internal)
}

/// The resolution at this address.
async fn found(conn: &mut Connection, label: &str, sight: &Sight) -> Result<Resolution, WebError> {
    let label = Label::parse(label).ok_or(WebError::NotFound)?;
    store::by_label(conn, &label, sight)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}
