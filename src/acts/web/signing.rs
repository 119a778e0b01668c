//! A signature brought to an act or taken back, and an act withdrawn by whoever prepared it.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};

use super::page::{Tried, page};
use super::{Joined, find};
use crate::acts::store::{self, RetractionError, SignatureError, WithdrawalError};
use crate::bodies::{Afresh, ElectionOfficer, Officer};
use crate::factors::Fresh;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

pub(super) async fn sign(
    officer: ElectionOfficer,
    _: Fresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    subjects: Data<Joined>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let row = find(&mut conn, *number).await?;
    let keys = subjects
        .keys(&mut conn, &row.kind, row.subject_id)
        .await
        .map_err(WebError::internal)?;
    let (by, file) = (officer.0.person.0, upload.file("signature"));
    match store::add_signature(&mut conn, &row, &keys, by, file).await {
        Ok(()) => Ok(see_other(&format!("/room/acts/{}", row.number))),
        Err(SignatureError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let tried = Tried {
                refusal: Some(refusal.to_string()),
                ..Tried::default()
            };
            // As it stands now: it may be over since.
            let row = find(&mut conn, *number).await?;
            unprocessable(&page(&mut conn, frame, &officer.0, &subjects, &row, tried).await?)
        }
    }
}

pub(super) async fn retract(
    officer: Officer,
    _: Afresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    subjects: Data<Joined>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let row = find(&mut conn, *number).await?;
    let reason = fields.get("reason");
    match store::retract(&mut conn, &row, reason, officer.person.0).await {
        Ok(()) => Ok(see_other(&format!("/room/acts/{}", row.number))),
        Err(RetractionError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let tried = Tried {
                refusal: Some(refusal.to_string()),
                retraction: Some(reason.to_owned()),
                ..Tried::default()
            };
            // As it stands now: it may be over since.
            let row = find(&mut conn, *number).await?;
            unprocessable(&page(&mut conn, frame, &officer, &subjects, &row, tried).await?)
        }
    }
}

pub(super) async fn withdraw(
    officer: Officer,
    _: Afresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    subjects: Data<Joined>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let row = find(&mut conn, *number).await?;
    let reason = fields.get("reason");
    match store::withdraw(&mut conn, &row, reason, officer.person.0).await {
        Ok(()) => Ok(see_other(&format!("/room/acts/{}", row.number))),
        Err(WithdrawalError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let tried = Tried {
                refusal: Some(refusal.to_string()),
                withdrawal: Some(reason.to_owned()),
                ..Tried::default()
            };
            // As it stands now: it may be over since.
            let row = find(&mut conn, *number).await?;
            unprocessable(&page(&mut conn, frame, &officer, &subjects, &row, tried).await?)
        }
    }
}
