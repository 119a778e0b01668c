//! The list of work: to read, to put something off, to take it up again.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, ServiceConfig};

use super::model::PutOff;
use super::store;
use super::views::{TasksPage, lines, put_off};
use super::work::{Joined, agenda_of};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/tasks", web::get().to(list))
        .route("/tasks/{item}/snooze", web::post().to(snooze))
        .route("/tasks/{item}/return", web::post().to(take_up));
}

async fn list(
    _: SignedIn,
    mut frame: Frame,
    state: Data<AppState>,
    joined: Data<Joined>,
) -> Result<TasksPage, WebError> {
    let mut conn = state.connection().await?;
    let agenda = agenda_of(&mut conn, &joined, &mut frame)
        .await?
        .ok_or(WebError::NotFound)?;
    Ok(TasksPage {
        waiting: lines(&frame, &agenda.waiting, agenda.now),
        put_off: put_off(&frame, &agenda.put_off, agenda.now),
        frame,
    })
}

/// Puts off one of the reader's own items, if it may be so far. What waits no
/// more needs no putting off.
async fn snooze(
    reader: SignedIn,
    mut frame: Frame,
    state: Data<AppState>,
    joined: Data<Joined>,
    item: Path<String>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let agenda = agenda_of(&mut conn, &joined, &mut frame)
        .await?
        .ok_or(WebError::NotFound)?;
    let zone = frame.site.as_ref().ok_or(WebError::NotFound)?.zone;
    let put_off = agenda.put_off.iter().map(|(item, _)| item);
    let mut items = agenda.waiting.iter().chain(put_off);
    if let Some(found) = items.find(|known| known.key == *item) {
        let until = PutOff::parse(form.get("for"))
            .filter(|_| found.can_wait)
            .and_then(|choice| choice.until(agenda.now, found.due, zone))
            .ok_or_else(|| WebError::Refused(frame.t.say("tasks-too-late")))?;
        store::snooze(&mut conn, reader.account, &found.key, until)
            .await
            .map_err(WebError::internal)?;
    }
    Ok(see_other("/tasks"))
}

async fn take_up(
    reader: SignedIn,
    state: Data<AppState>,
    item: Path<String>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    store::take_up(&mut conn, reader.account, &item)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/tasks"))
}
