//! The second keeper of the register: a licence of a protected asset is confirmed, or taken back.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{find, refusal, require_keeping};
use crate::bodies::{Afresh, Officer};
use crate::licences::store::{self, LicencesError};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, WebError};

fn refused(error: LicencesError) -> WebError {
    match refusal(error) {
        Ok(sentence) => WebError::Refused(sentence),
        Err(fault) => fault,
    }
}

pub(super) async fn confirm(
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_keeping(&officer)?;
    let mut conn = state.connection().await?;
    let licence = find(&mut conn, *number).await?;
    store::confirm(&mut conn, &licence, officer.person)
        .await
        .map_err(refused)?;
    Ok(see_other(&format!("/room/licences/{number}")))
}

pub(super) async fn retract(
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_keeping(&officer)?;
    let mut conn = state.connection().await?;
    let licence = find(&mut conn, *number).await?;
    store::retract(&mut conn, &licence, officer.person)
        .await
        .map_err(refused)?;
    Ok(see_other(&format!("/room/licences/{number}")))
}
