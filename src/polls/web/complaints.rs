//! A member's complaints about a poll, after its close.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::pages::{find, question};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::polls::complaint;
use crate::polls::complaint_views::{AnswerLine, ComplaintForm, ComplaintLine, ComplaintsPage};
use crate::polls::store::{self, ComplaintAnswer, ComplaintError, ComplaintRow, Poll};
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::Moment;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/polls/{number}/complaints", web::get().to(show))
        .route("/polls/{number}/complaints", web::post().to(complain));
}

/// A complaint with its answers as a page shows them.
pub(in crate::polls) fn line(
    frame: &Frame,
    poll: &Poll,
    (row, answers): (ComplaintRow, Vec<ComplaintAnswer>),
) -> ComplaintLine {
    ComplaintLine {
        number: row.number,
        name: row.name,
        receipt: row
            .receipt
            .map(|receipt| HEXLOWER.encode(&receipt))
            .unwrap_or_default(),
        text: row.text,
        when: Moment::on_page(frame, row.at, poll.now),
        answers: answers
            .into_iter()
            .map(|answer| AnswerLine {
                text: answer.text,
                act: answer.act,
                by: answer.by,
                when: Moment::on_page(frame, answer.at, poll.now),
            })
            .collect(),
        answerable: false,
    }
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    person: Uuid,
    poll: &Poll,
    form: ComplaintForm,
) -> Result<ComplaintsPage, WebError> {
    let waiting = store::complaints_waiting(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let own = store::complaints(conn, poll.id, Some(PartyId(person)))
        .await
        .map_err(WebError::internal)?;
    let on_roll = match poll.roll {
        Some(roll) => !store::entitlements(conn, poll.id, roll, person)
            .await
            .map_err(WebError::internal)?
            .is_empty(),
        None => false,
    };
    let manifest = store::manifest(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| WebError::internal_message("an opened poll has no manifest"))?;
    let officers = manifest.terms().officers.iter();
    let officers: Vec<&str> = officers.map(|officer| officer.name.as_str()).collect();
    let takes = poll.facts.closed && !poll.facts.voided && poll.facts.certifications == 0;
    Ok(ComplaintsPage {
        number: poll.number,
        question: question(&poll.draft, &frame.t),
        until: waiting
            .until
            .map(|until| Moment::on_page(&frame, until, poll.now)),
        is_open: takes && waiting.is_open(poll.now),
        on_roll,
        officers: officers.join(", "),
        own: own
            .into_iter()
            .map(|found| line(&frame, poll, found))
            .collect(),
        form,
        frame,
    })
}

async fn show(
    account: SignedIn,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let form = ComplaintForm::default();
    page(&mut conn, frame, account.person, &poll, form).await
}

async fn complain(
    account: SignedIn,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let mut form = ComplaintForm {
        form: Uuid::parse_str(fields.get("form")).ok(),
        text: fields.get("text").to_owned(),
        receipt: fields.get("receipt").to_owned(),
        ..ComplaintForm::default()
    };
    let say = |fault: Option<complaint::Fault>| {
        fault.map_or_else(String::new, |fault| frame.t.say(fault.key()))
    };
    match complaint::read(&form.text, &form.receipt) {
        Err([text, receipt]) => {
            form.text_error = say(text);
            form.receipt_error = say(receipt);
        }
        Ok(complaint) => {
            let id = form.form.unwrap_or_else(Uuid::new_v4);
            let person = PartyId(account.person);
            let key = match store::complain(&mut conn, &poll, id, person, &complaint).await {
                Ok(_) => return Ok(see_other(&format!("/polls/{}/complaints", poll.number))),
                Err(ComplaintError::Database(error)) => return Err(WebError::internal(error)),
                Err(ComplaintError::TooMany) => "complaint-too-many",
                Err(ComplaintError::NotOnRoll) => "complaint-not-on-roll",
                Err(ComplaintError::Tracker) => complaint::Fault::Tracker.key(),
                Err(
                    ComplaintError::NotOpen
                    | ComplaintError::Own
                    | ComplaintError::NotFound
                    | ComplaintError::Certified
                    | ComplaintError::NoSetAside,
                ) => "complaint-not-open",
            };
            form.refusal = frame.t.say(key);
        }
    }
    let page = page(&mut conn, frame, account.person, &poll, form).await?;
    unprocessable(&page)
}
