//! Shares of the sealing key: rehearsed, reported as lost, destroyed in the end.

use actix_web::web::{self, Data};
use actix_web::{HttpResponse, Responder};

use super::find;
use super::page::refused;
use crate::bodies::{Afresh, ElectionOfficer, Officer};
use crate::db::Connection;
use crate::polls::ReceiptKey;
use crate::polls::key_shares::{Ceremony, key_items};
use crate::polls::model::Phase;
use crate::polls::readiness::Item;
use crate::polls::store::{self, Poll};
use crate::polls::views::{
    DestroyedLine, EndLine, EndsView, HolderLine, RehearsalLine, SharesView,
};
use crate::web::answer::see_other;
use crate::web::times::Moment;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

/// What stands between the poll's key and its opening, and the key if it was split.
pub(super) async fn key_readiness(
    conn: &mut Connection,
    poll: &Poll,
    sealed: bool,
) -> Result<(Vec<Item>, Option<Ceremony>), WebError> {
    let rules = store::key_rules(conn, poll.now)
        .await
        .map_err(WebError::internal)?;
    let ceremony = store::ceremony(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    Ok((key_items(ceremony.as_ref(), sealed, &rules), ceremony))
}

pub(super) fn shares_view(frame: &Frame, poll: &Poll, ceremony: &Ceremony) -> SharesView {
    let when = |at| Moment::on_page(frame, at, poll.now);
    SharesView {
        threshold: ceremony.threshold,
        of: ceremony.holders.len(),
        left: ceremony.left(),
        holders: ceremony
            .holders
            .iter()
            .map(|holder| HolderLine {
                x: holder.x,
                name: holder.name.clone(),
                lost: holder
                    .lost
                    .as_ref()
                    .map(|(at, reason)| (when(*at), reason.clone())),
            })
            .collect(),
        rehearsed: ceremony.rehearsed.as_ref().map(|rehearsal| RehearsalLine {
            when: when(rehearsal.at),
            holders: rehearsal.holders.join(", "),
            recorded_by: rehearsal.recorded_by.clone(),
        }),
        current: ceremony.is_rehearsed(),
    }
}

pub(super) async fn ends_view(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Poll,
) -> Result<Option<EndsView>, WebError> {
    if !matches!(poll.phase(), Phase::Certified | Phase::Voided) {
        return Ok(None);
    }
    let when = |at| Moment::on_page(frame, at, poll.now);
    let shares = store::share_ends(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|end| EndLine {
            x: end.x,
            holder: end.holder,
            destroyed: end.destroyed.map(|(by, at)| (by, when(at))),
        })
        .collect();
    let destroyed = store::destruction(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .map(|done| DestroyedLine {
            act: done.act,
            envelopes: done.envelopes,
            shares: done.shares,
            signers: done.signers,
            decided: when(done.decided_at),
            emptied: done.emptied_at.map(when),
        });
    Ok(Some(EndsView { shares, destroyed }))
}

pub(super) async fn challenge(
    _: ElectionOfficer,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    match store::challenge(&mut conn, poll.id).await {
        Ok(file) => Ok(HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((
                "content-disposition",
                "attachment; filename=\"rehearsal.json\"",
            ))
            .body(file)),
        Err(store::ShareError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => Err(WebError::Refused(refusal.to_string())),
    }
}

pub(super) async fn rehearsal(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let by = officer.0.person.0;
    let done = store::add_rehearsal(&mut conn, poll.id, upload.file("answer"), by).await;
    recorded(&mut conn, frame, &officer.0, &poll, &receipt_key, done).await
}

/// The place of the share that a form is about.
fn place(fields: &Fields) -> i32 {
    fields.get("share").parse().unwrap_or(0)
}

pub(super) async fn loss(
    officer: ElectionOfficer,
    _: Afresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let (reason, by) = (fields.get("reason"), officer.0.person.0);
    let done = store::report_loss(&mut conn, poll.id, place(&fields), reason, by).await;
    recorded(&mut conn, frame, &officer.0, &poll, &receipt_key, done).await
}

async fn recorded(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    done: Result<(), store::ShareError>,
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(()) => Ok(see_other(&format!("/room/polls/{}", poll.number))),
        Err(store::ShareError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => refused(conn, frame, officer, poll, receipt_key, refusal.to_string()).await,
    }
}

pub(super) async fn end(
    officer: ElectionOfficer,
    _: Afresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let by = officer.0.person.0;
    let done = store::state_destroyed(&mut conn, &poll, place(&fields), by)
        .await
        .map(|()| format!("/room/polls/{}", poll.number));
    ended(&mut conn, frame, &officer.0, &poll, &receipt_key, done).await
}

pub(super) async fn destruction(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let manifest = store::manifest(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| {
            WebError::Refused(
                "This poll is a draft: there is nothing to destroy. Leave it as it is.".into(),
            )
        })?;
    let done = store::prepare_destruction(&mut conn, &poll, &manifest, officer.0.person.0)
        .await
        .map(|act| format!("/room/acts/{act}"));
    ended(&mut conn, frame, &officer.0, &poll, &receipt_key, done).await
}

/// To what follows, or back to the room with the sentence.
async fn ended(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    done: Result<String, store::DestroyError>,
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(address) => Ok(see_other(&address)),
        Err(
            store::DestroyError::Database(error)
            | store::DestroyError::Decision(store::DecisionError::Database(error)),
        ) => Err(WebError::internal(error)),
        Err(refusal) => refused(conn, frame, officer, poll, receipt_key, refusal.to_string()).await,
    }
}
