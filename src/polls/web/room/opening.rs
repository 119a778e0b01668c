//! Keys brought to a draft, and the act that opens it.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};

use super::{find, site};
use crate::acts;
use crate::bodies::{Afresh, ElectionOfficer, Officer};
use crate::db::Connection;
use crate::polls::readiness::readiness;
use crate::polls::store::{self, KeyRow, Poll};
use crate::polls::{ReceiptKey, assemble};
use crate::seal::hash::{PollId, PublicKey};
use crate::seal::keys::{PublicPart, SharedPart};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

use super::page::{opening_rules, refused, roll_facts};
use super::shares::key_readiness;

pub(super) async fn upload_key(
    officer: ElectionOfficer,
    _: Afresh,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let counting = acts::store::keys(&mut conn)
        .await
        .map_err(WebError::internal)?;
    if let Ok(PublicPart::Shared(part)) = PublicPart::parse(upload.file("part")) {
        return upload_shared(&mut conn, frame, &officer.0, &poll, &receipt_key, &part).await;
    }
    let row = match key_row(&poll, &officer.0, &counting, upload.file("part")) {
        Ok(row) => row,
        Err(sentence) => {
            return refused(&mut conn, frame, &officer.0, &poll, &receipt_key, sentence).await;
        }
    };
    match store::add_key(&mut conn, poll.id, &row).await {
        Ok(()) => Ok(see_other(&format!("/room/polls/{}", poll.number))),
        Err(store::SaveError::Database(error)) => Err(WebError::internal(error)),
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

/// Takes in the public part of a key that was split: it is the poll's sealing key from now on.
async fn upload_shared(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    part: &SharedPart,
) -> Result<HttpResponse, WebError> {
    let refusal = if part.seal().poll == PollId::from_bytes(*poll.id.as_bytes()) {
        let by = officer.person.0;
        match store::add_ceremony(conn, poll.id, part, by, &officer.name).await {
            Ok(()) => return Ok(see_other(&format!("/room/polls/{}", poll.number))),
            Err(store::SaveError::Database(error)) => return Err(WebError::internal(error)),
            Err(refusal) => refusal.to_string(),
        }
    } else {
        format!(
            "This key was split for the poll {}. Split one with the poll’s id that stands here.",
            part.seal().poll
        )
    };
    refused(conn, frame, officer, poll, receipt_key, refusal).await
}

/// What an uploaded public half says, if it is of this poll and this officer.
fn key_row(
    poll: &Poll,
    officer: &Officer,
    counting: &[acts::store::KeyRow],
    file: &[u8],
) -> Result<KeyRow, String> {
    if file.is_empty() {
        return Err("Choose the file that ends in .pub.".into());
    }
    let this = PollId::from_bytes(*poll.id.as_bytes());
    let part = PublicPart::parse(file).map_err(|refusal| {
        format!(
            "This is not the public half of a key: {refusal}. Choose the file that ends in .pub."
        )
    })?;
    let fingerprint = part.fingerprint();
    match part {
        PublicPart::Seal(part) if part.poll != this => Err(
            "This key was made for another poll. Make one with the poll’s id that stands here."
                .into(),
        ),
        PublicPart::Seal(part) => Ok(KeyRow {
            person_id: officer.person.0,
            kind: "seal".into(),
            name: officer.name.clone(),
            key: part.key.to_bytes(),
            reveal: None,
            fingerprint,
        }),
        PublicPart::Shared(_) => Err("This key was split: it is taken in as such. Upload it once more.".into()),
        PublicPart::Sign(part) if part.poll().is_some_and(|poll| poll != this) => Err(
            "This key was made for another poll. Make one with the poll’s id that stands here."
                .into(),
        ),
        PublicPart::Sign(part) if part.name() != officer.name => Err(format!(
            "This key bears the name “{}”, but you are signed in as “{}”. Make one with --name \"{}\".",
            part.name(),
            officer.name,
            officer.name
        )),
        PublicPart::Sign(part) if part.poll().is_none() => Err(
            "This is your standing key, which serves every poll. Its share of this poll’s lot is made with commonhold officer share, as it stands here."
                .into(),
        ),
        PublicPart::Sign(part)
            if counting
                .iter()
                .all(|key| key.person_id != officer.person.0 || key.key != part.key().as_bytes()) =>
        {
            Err("This is not your key that counts. Upload its public half under Your key first.".into())
        }
        PublicPart::Sign(part) => Ok(KeyRow {
            person_id: officer.person.0,
            kind: "sign".into(),
            name: officer.name.clone(),
            key: PublicKey::as_bytes(&part.key()).to_vec(),
            reveal: Some(part.reveal().as_bytes().to_vec()),
            fingerprint,
        }),
    }
}

pub(super) async fn open(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let zone = site(&frame)?.zone;
    let keys = store::keys(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let roll = roll_facts(&mut conn, &poll).await?;
    let rules = opening_rules(&mut conn, &poll).await?;
    let signers = keys.iter().filter(|key| key.kind == "sign").count();
    let sealed = keys.iter().any(|key| key.kind == "seal");
    let mut gaps = readiness(
        &poll.draft,
        roll.as_ref(),
        sealed,
        signers,
        &rules,
        zone,
        poll.now,
    );
    let (key_gaps, _) = key_readiness(&mut conn, &poll, sealed).await?;
    gaps.extend(key_gaps);
    let sentence = if poll.facts.opened {
        Some("This poll is open already. Nothing is left to do.".to_owned())
    } else if fields.get("version") != poll.version.to_string() {
        Some(store::OpenError::Changed.to_string())
    } else {
        gaps.into_iter()
            .find(|item| !item.ready)
            .map(|item| item.sentence)
    };
    if let Some(sentence) = sentence {
        return refused(&mut conn, frame, &officer.0, &poll, &receipt_key, sentence).await;
    }
    let manifest = match assemble(&mut conn, &poll, receipt_key.public())
        .await
        .map_err(WebError::internal)?
    {
        Ok(manifest) => manifest,
        Err(refusal) => {
            return refused(
                &mut conn,
                frame,
                &officer.0,
                &poll,
                &receipt_key,
                refusal.to_string(),
            )
            .await;
        }
    };
    match store::prepare_opening(&mut conn, &poll, &manifest, officer.0.person.0).await {
        Ok(act) => Ok(see_other(&format!("/room/acts/{act}"))),
        Err(store::OpenError::Database(error)) => Err(WebError::internal(error)),
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
