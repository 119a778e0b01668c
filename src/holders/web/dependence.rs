//! What would fall if a sponsor left: officers read it.

use actix_web::web::{Data, Path};
use uuid::Uuid;

use crate::bodies::Officer;
use crate::docket;
use crate::holders::store::dependence;
use crate::holders::views::{DependencePage, DependencesPage};
use crate::parties::PartyId;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn list(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
) -> Result<DependencesPage, WebError> {
    let mut conn = state.connection().await?;
    let (now, zone) = super::now(&mut conn, &frame).await?;
    let sponsors = dependence::sponsors(&mut conn, now, zone)
        .await
        .map_err(WebError::internal)?;
    Ok(DependencesPage { frame, sponsors })
}

pub(super) async fn show(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
    party: Path<Uuid>,
) -> Result<DependencePage, WebError> {
    let mut conn = state.connection().await?;
    let (now, zone) = super::now(&mut conn, &frame).await?;
    // What was recorded a moment ago has its deadlines already.
    docket::store::recompute::refresh(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let report = dependence::report(&mut conn, PartyId(*party), now, zone)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok(DependencePage { frame, report })
}
