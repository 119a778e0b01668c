//! The steps taken on the page: for whom somebody sits, what the records give, an event put
//! right, the end of a seat. Decides none of them; one that is refused brings the page back
//! with the reason.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::lines::Ground;
use super::page::page;
use crate::board::store;
use crate::board::store::events::{self, Event, EventError};
use crate::board::views::SponsorForm;
use crate::bodies::{Afresh, CodeDue, MinuteKeeper, Officer};
use crate::db::Connection;
use crate::members;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// After a step about an event: the page, or the page with why it was not taken.
async fn after(
    conn: &mut Connection,
    frame: Frame,
    reader: (&Officer, CodeDue),
    taken: Result<(), EventError>,
) -> Result<HttpResponse, WebError> {
    match taken {
        Ok(()) => Ok(see_other("/room/board#events")),
        Err(EventError::Database(error)) => Err(WebError::internal(error)),
        Err(EventError::Refused(sentence)) => {
            let page = page(
                conn,
                frame,
                reader,
                SponsorForm::default(),
                sentence.to_owned(),
            )
            .await?;
            html(StatusCode::CONFLICT, &page)
        }
    }
}

pub(super) async fn record_sponsor(
    frame: Frame,
    keeper: MinuteKeeper,
    code: CodeDue,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let reader = keeper.0;
    let mut form = SponsorForm {
        incumbency: fields.get("incumbency").to_owned(),
        membership: fields.get("membership").trim().to_owned(),
        fault: String::new(),
    };
    let organisation = match (form.membership.is_empty(), form.membership.parse()) {
        (true, _) => None,
        (false, Ok(number)) => members::store::kin::organisation_of(&mut conn, number)
            .await
            .map_err(WebError::internal)?,
        (false, Err(_)) => None,
    };
    if organisation.is_none() && !form.membership.is_empty() {
        form.fault = "Give the number of a membership of an organisation.".to_owned();
    }
    let id = fields.form_id();
    match Uuid::parse_str(&form.incumbency) {
        Err(_) => form.fault = "Choose the director.".to_owned(),
        Ok(incumbency) if form.fault.is_empty() => {
            let kept =
                store::record_sponsor(&mut conn, id, incumbency, organisation, reader.person).await;
            match kept.map_err(EventError::from) {
                Ok(()) => return Ok(see_other("/room/board#directors")),
                Err(EventError::Refused(sentence)) => form.fault = sentence.to_owned(),
                Err(EventError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
        Ok(_) => {}
    }
    let page = page(&mut conn, frame, (&reader, code), form, String::new()).await?;
    unprocessable(&page)
}

pub(super) async fn record_found(
    keeper: MinuteKeeper,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let ground = Ground::of(&mut conn).await?;
    let by = Some(keeper.0.person);
    events::record_found(&mut conn, by, ground.now, ground.zone)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/room/board#events"))
}

pub(super) async fn cure(
    frame: Frame,
    keeper: MinuteKeeper,
    code: CodeDue,
    event: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let note = find(&mut conn, *event).await?.said().1;
    let note = format!("The records say so: {note}");
    let taken = events::cure(&mut conn, *event, &note, Some(keeper.0.person)).await;
    after(&mut conn, frame, (&keeper.0, code), taken).await
}

async fn find(conn: &mut Connection, event: Uuid) -> Result<Event, WebError> {
    let all = events::all(conn).await.map_err(WebError::internal)?;
    all.into_iter()
        .find(|known| known.id == event)
        .ok_or(WebError::NotFound)
}

pub(super) async fn enter_end(
    frame: Frame,
    keeper: MinuteKeeper,
    code: CodeDue,
    event: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let reason = find(&mut conn, *event).await?.said().0;
    let taken = events::enter_end(&mut conn, *event, &reason, keeper.0.person).await;
    after(&mut conn, frame, (&keeper.0, code), taken).await
}

pub(super) async fn confirm_end(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    event: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    find(&mut conn, *event).await?;
    let taken = events::confirm_end(&mut conn, *event, officer.person).await;
    // They gave a code, or none is asked of them.
    after(&mut conn, frame, (&officer, CodeDue(false)), taken).await
}
