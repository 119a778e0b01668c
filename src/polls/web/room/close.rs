//! What happens after the close: envelopes out, statements and shares in, certification.

use actix_web::web::{self, Data};
use actix_web::{HttpResponse, Responder};
use uuid::Uuid;

use super::find;
use crate::bodies::{Afresh, ElectionOfficer};
use crate::db::Connection;
use crate::factors::Fresh;
use crate::polls::ReceiptKey;
use crate::polls::model::Phase;
use crate::polls::store::{self, OpenedFiles, Poll};
use crate::rolls;
use crate::seal::manifest::Manifest;
use crate::web::answer::see_other;
use crate::web::upload::LARGE_MIB;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

use super::page::refused;

/// A closed poll with its manifest and roll, for what happens after the close.
pub(super) async fn closed(
    conn: &mut Connection,
    number: i32,
) -> Result<(Poll, Manifest, Uuid), WebError> {
    let poll = find(conn, number).await?;
    if poll.facts.voided {
        return Err(WebError::Refused(
            "This poll was ended without a result: nothing in it is opened or counted. Nothing is left to do.".into(),
        ));
    }
    if !poll.facts.closed {
        return Err(WebError::Refused(match poll.phase() {
            Phase::Draft => "This poll is a draft: there is nothing to open. Open it first.".into(),
            _ => "This poll is not closed yet: its envelopes stay where they are. Wait for its close.".into(),
        }));
    }
    let manifest = store::manifest(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    match (manifest, poll.roll) {
        (Some(manifest), Some(roll)) => Ok((poll, manifest, roll)),
        _ => Err(WebError::internal_message(
            "a closed poll has no manifest or no roll",
        )),
    }
}

pub(super) async fn envelopes(
    _: ElectionOfficer,
    _: Fresh,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let (poll, manifest, roll) = closed(&mut conn, *number).await?;
    let destruction = store::destruction(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    if destruction.is_some_and(|done| done.emptied_at.is_some()) {
        return Err(WebError::Refused(
            "The envelopes of this poll were destroyed: there is nothing to open any more. Nothing is left to do.".into(),
        ));
    }
    let leaves = rolls::store::leaves(&mut conn, roll)
        .await
        .map_err(WebError::internal)?;
    let export = store::envelopes(&mut conn, poll.id, roll, leaves, &manifest)
        .await
        .map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/jsonl")
        .insert_header((
            "content-disposition",
            "attachment; filename=\"envelopes.jsonl\"",
        ))
        .body(export.encode()))
}

pub(super) async fn unseal(
    officer: ElectionOfficer,
    _: Fresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    upload: CheckedUpload<LARGE_MIB>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    let closing = store::closing(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| WebError::internal_message("a closed poll has no closing set"))?;
    let files = OpenedFiles {
        statement: upload.file("statement").to_vec(),
        ballots: upload.file("ballots").to_vec(),
        open: upload.file("open").to_vec(),
        reveal: upload.file("reveal").to_vec(),
    };
    match store::add_unsealing(
        &mut conn,
        poll.id,
        &manifest,
        &closing,
        officer.0.person.0,
        &files,
    )
    .await
    {
        Ok(()) => Ok(see_other(&format!("/room/polls/{}", poll.number))),
        Err(store::UploadError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}

pub(super) async fn reveal(
    officer: ElectionOfficer,
    _: Afresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    upload: CheckedUpload<LARGE_MIB>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    let file = upload.file("reveal");
    match store::add_reveal(&mut conn, poll.id, &manifest, officer.0.person.0, file).await {
        Ok(()) => Ok(see_other(&format!("/room/polls/{}", poll.number))),
        Err(store::UploadError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}

pub(super) async fn certify(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (poll, manifest, _) = closed(&mut conn, *number).await?;
    match store::prepare_certification(&mut conn, &poll, &manifest, officer.0.person.0).await {
        Ok(act) => Ok(see_other(&format!("/room/acts/{act}"))),
        Err(store::CountError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await
        }
    }
}
