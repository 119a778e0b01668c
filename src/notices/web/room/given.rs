//! A notice that was given: who has it, who does not, and what is done about it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::bodies::{self, NoticeGiver};
use crate::db::Connection;
use crate::notices::model::record::StepKind;
use crate::notices::store::certificates;
use crate::notices::store::reading::{self, Notice};
use crate::notices::store::steps::{self, NewStep, StepError};
use crate::notices::views::given::{GivenPage, StepForm};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::times::parse_local;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const EVIDENCE_CHARS: usize = 500;

pub(super) async fn find(conn: &mut Connection, number: i32) -> Result<Notice, WebError> {
    reading::by_number(conn, number)
        .await?
        .ok_or(WebError::NotFound)
}

pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    notice: Notice,
    form: StepForm,
    refused: String,
) -> Result<GivenPage, WebError> {
    let zone = bodies::foundation(conn).await?.zone;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let lines = reading::lines(conn, &notice).await?;
    let certificates = certificates::of_notice(conn, notice.id)
        .await
        .map_err(WebError::internal)?;
    Ok(GivenPage::new(
        frame,
        notice,
        (lines, certificates),
        zone,
        now,
        (form, refused),
    ))
}

pub(in crate::notices::web) async fn show(
    frame: Frame,
    _giver: NoticeGiver,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let notice = find(&mut conn, *number).await?;
    let page = page(&mut conn, frame, notice, StepForm::default(), String::new()).await?;
    html(StatusCode::OK, &page)
}

/// What an officer typed about how a notice reached recipients.
struct Reached {
    lines: Vec<i32>,
    kind: StepKind,
    at: DateTime<Utc>,
    evidence: String,
}

fn read(
    form: &StepForm,
    zone: chrono_tz::Tz,
    given_at: DateTime<Utc>,
) -> Result<Reached, (&'static str, String)> {
    if form.lines.is_empty() {
        return Err(("lines", "Tick whom it reached.".to_owned()));
    }
    let kind = StepKind::parse(&form.kind)
        .filter(|kind| StepKind::BY_HAND.contains(kind))
        .ok_or_else(|| ("kind", "Choose how it reached them.".to_owned()))?;
    let at =
        parse_local("hour at which it did", &form.at, zone).map_err(|sentence| ("at", sentence))?;
    // Forms know minutes: within the one in which it was given, it was given before.
    let same_minute = at < given_at && given_at < at + TimeDelta::minutes(1);
    let at = if same_minute { given_at } else { at };
    let evidence = form.evidence.trim().to_owned();
    match evidence.chars().count() {
        0 if kind != StepKind::Waived => {
            return Err((
                "evidence",
                "Say what shows it: the number of the consignment, where the signed paper lies."
                    .to_owned(),
            ));
        }
        0..=EVIDENCE_CHARS if !evidence.chars().any(char::is_control) => {}
        _ => {
            return Err((
                "evidence",
                "Keep it within 500 characters, on one line.".to_owned(),
            ));
        }
    }
    Ok(Reached {
        lines: form.lines.clone(),
        kind,
        at,
        evidence,
    })
}

pub(in crate::notices::web) async fn record(
    frame: Frame,
    giver: NoticeGiver,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let notice = find(&mut conn, *number).await?;
    let zone = bodies::foundation(&mut conn).await?.zone;
    let mut form = StepForm {
        form: fields.form_id(),
        lines: fields
            .all("line")
            .filter_map(|line| line.parse().ok())
            .collect(),
        kind: fields.get("kind").to_owned(),
        at: fields.get("at").to_owned(),
        evidence: fields.get("evidence").to_owned(),
        fault: None,
    };
    let fault = match read(&form, zone, notice.given_at) {
        Err(fault) => fault,
        Ok(reached) => match keep(&mut conn, notice.id, form.form, &reached, &giver).await {
            Ok(()) => return Ok(see_other(&format!("/room/notices/{}", notice.number))),
            Err(StepError::Database(error)) => return Err(WebError::internal(error)),
            Err(error @ StepError::NotFound) => ("lines", error.to_string()),
            Err(error @ (StepError::Ahead | StepError::Before)) => ("at", error.to_string()),
        },
    };
    form.fault = Some(fault);
    let page = page(&mut conn, frame, notice, form, String::new()).await?;
    unprocessable(&page)
}

/// Records the step of every ticked line, all or none.
async fn keep(
    conn: &mut Connection,
    notice: Uuid,
    form: Uuid,
    reached: &Reached,
    giver: &NoticeGiver,
) -> Result<(), StepError> {
    use diesel_async::AsyncConnection;
    conn.transaction(async |conn| {
        for line in &reached.lines {
            let step = NewStep {
                id: of_form(form, *line),
                notice,
                line: *line,
                kind: reached.kind,
                at: reached.at,
                evidence: &reached.evidence,
                by: giver.0.person,
            };
            steps::record(conn, &step).await?;
        }
        Ok(())
    })
    .await
}

/// The identity of the step that a form records of a line: the same form sent
/// again records it once.
fn of_form(form: Uuid, line: i32) -> Uuid {
    let mut bytes = Vec::from(form.into_bytes());
    bytes.extend(line.to_be_bytes());
    let digest = crate::seal::hash::sha256(&bytes);
    let mut id = [0; 16];
    id.copy_from_slice(&digest.as_bytes()[..16]);
    uuid::Builder::from_random_bytes(id).into_uuid()
}
