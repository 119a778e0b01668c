//! Complaints about a poll in the officers' room: read, answered on record, one by one.

use actix_web::web::{self, Data};
use actix_web::{HttpResponse, Responder};

use super::find;
use crate::acts;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::evidence::leaf::PollSetAside;
use crate::polls::complaint::{self, Waiting};
use crate::polls::complaint_views::{AnswerForm, RoomComplaints};
use crate::polls::store::{self, ComplaintError, NewAnswer, Poll};
use crate::polls::web::complaints::line;
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::Moment;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// What the certification waits for; empty where it waits for nothing.
pub(super) fn waits_for(frame: &Frame, poll: &Poll, waiting: &Waiting) -> String {
    if poll.facts.certifications > 0 || poll.facts.voided {
        return String::new();
    }
    let mut said = Vec::new();
    if let Some(until) = waiting.until.filter(|until| poll.now < *until) {
        said.push(format!(
            "Members can complain until {}; the count is not certified before.",
            Moment::on_page(frame, until, poll.now).full
        ));
    }
    match waiting.unanswered {
        0 => {}
        1 => said.push("One complaint waits for an answer.".to_owned()),
        n => said.push(format!("{n} complaints wait for an answer.")),
    }
    said.join(" ")
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    form: AnswerForm,
) -> Result<RoomComplaints, WebError> {
    let waiting = store::complaints_waiting(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let found = store::complaints(conn, poll.id, None)
        .await
        .map_err(WebError::internal)?;
    let acts = acts::store::about(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .filter(|act| act.kind == PollSetAside::KIND)
        .map(|act| act.number)
        .collect();
    let answers = ElectionOfficer::is(officer) && poll.facts.certifications == 0;
    let lines = found
        .into_iter()
        .map(|found| {
            let own = found.0.person == officer.person.0;
            let mut line = line(&frame, poll, found);
            line.answerable = answers && !own;
            line
        })
        .collect();
    Ok(RoomComplaints {
        number: poll.number,
        question: poll.draft.title().to_owned(),
        waiting: waits_for(&frame, poll, &waiting),
        lines,
        acts,
        answers,
        form,
        frame,
    })
}

pub(super) async fn show(
    officer: Officer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    page(&mut conn, frame, &officer, &poll, AnswerForm::default()).await
}

pub(super) async fn answer(
    officer: ElectionOfficer,
    frame: Frame,
    path: web::Path<(i32, i32)>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (number, complaint) = path.into_inner();
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, number).await?;
    let text = fields.get("text").replace('\r', "").trim().to_owned();
    let typed_act = fields.get("act").trim().to_owned();
    let act = typed_act.parse::<i32>().ok();
    let refusal = match complaint::text_fault(&text) {
        Some(complaint::Fault::Tracker) => ComplaintError::Tracker.to_string(),
        Some(complaint::Fault::Text | complaint::Fault::Receipt) => {
            format!("Answer in 1 to {} characters.", complaint::TEXT_CHARS)
        }
        None if act.is_none() && !typed_act.is_empty() => ComplaintError::NoSetAside.to_string(),
        None => {
            let new = NewAnswer {
                form: fields.form_id(),
                number: complaint,
                text: &text,
                act,
                officer: officer.0.person,
            };
            match store::answer_complaint(&mut conn, &poll, &new).await {
                Ok(()) => {
                    return Ok(see_other(&format!(
                        "/room/polls/{}/complaints",
                        poll.number
                    )));
                }
                Err(ComplaintError::Database(error)) => return Err(WebError::internal(error)),
                Err(ComplaintError::NotFound) => return Err(WebError::NotFound),
                Err(refusal) => refusal.to_string(),
            }
        }
    };
    let form = AnswerForm {
        number: complaint,
        text,
        act: typed_act,
        refusal,
    };
    let page = page(&mut conn, frame, &officer.0, &poll, form).await?;
    unprocessable(&page)
}
