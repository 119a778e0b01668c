//! Acts out of the ordinary: envelopes set aside, a poll ended.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};

use super::close::closed;
use super::find;
use super::page::refused;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::polls::ReceiptKey;
use crate::polls::store::{self, Poll};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn set_aside(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    let (digests, reason) = (fields.get("digests"), fields.get("reason"));
    let by = officer.0.person.0;
    let prepared = store::prepare_set_aside(&mut conn, &poll, &manifest, digests, reason, by).await;
    decided(&mut conn, frame, &officer.0, &poll, &receipt_key, prepared).await
}

pub(super) async fn void(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let manifest = store::manifest(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| {
            WebError::Refused(
                "This poll is a draft: there is nothing to end. Leave it as it is.".into(),
            )
        })?;
    let (reason, by) = (fields.get("reason"), officer.0.person.0);
    let prepared = store::prepare_voiding(&mut conn, &poll, &manifest, reason, by).await;
    decided(&mut conn, frame, &officer.0, &poll, &receipt_key, prepared).await
}

/// To the act that was prepared, or back to the room with the sentence.
pub(super) async fn decided(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    prepared: Result<i32, store::DecisionError>,
) -> Result<HttpResponse, WebError> {
    match prepared {
        Ok(act) => Ok(see_other(&format!("/room/acts/{act}"))),
        Err(store::DecisionError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => refused(conn, frame, officer, poll, receipt_key, refusal.to_string()).await,
    }
}
