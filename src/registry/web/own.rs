//! What a person keeps: they say here that access works and is in their hands alone.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::with_due;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::registry::model::custody::looks_secret;
use crate::registry::model::{Faults, reading};
use crate::registry::store::RegistryError;
use crate::registry::store::keeping;
use crate::registry::views::own::{OwnLine, OwnPage};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    person: PartyId,
    note: String,
    faults: Faults,
) -> Result<OwnPage, WebError> {
    let kept = keeping::of_person(conn, person)
        .await
        .map_err(WebError::internal)?;
    let (lines, days, citation) = with_due(conn, kept).await?;
    Ok(OwnPage {
        lines: lines
            .into_iter()
            .map(|line| OwnLine {
                kept: line.kept,
                due_on: line.due_on,
                overdue: line.overdue,
            })
            .collect(),
        days,
        citation,
        note,
        faults,
        frame,
    })
}

pub(super) async fn show(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let page = page(
        &mut conn,
        frame,
        PartyId(account.person),
        String::new(),
        Faults::new(),
    )
    .await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn attest(
    account: SignedIn,
    frame: Frame,
    custody: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let kept = keeping::of_person(&mut conn, person)
        .await
        .map_err(WebError::internal)?;
    let kept = kept
        .into_iter()
        .find(|kept| kept.custody == *custody)
        .ok_or(WebError::NotFound)?;
    let get = |name: &str| fields.get(name).to_owned();
    let read = reading::read(&get, |reading| {
        Some(reading.line("note", "how you know", 500, false))
    });
    let note = match read {
        Ok(note) if !looks_secret(&note) => note,
        Ok(_) | Err(_) => {
            let faults = vec![("note".to_owned(), frame.t.say("registry-own-no-codes"))];
            let page = page(&mut conn, frame, person, get("note"), faults).await?;
            return unprocessable(&page);
        }
    };
    match keeping::attest(&mut conn, &kept, &note, person).await {
        Ok(()) => Ok(see_other("/custody")),
        Err(RegistryError::Refused(sentence) | RegistryError::Locked(sentence)) => {
            Err(WebError::Refused(sentence.to_owned()))
        }
        Err(RegistryError::Database(error)) => Err(WebError::internal(error)),
    }
}
