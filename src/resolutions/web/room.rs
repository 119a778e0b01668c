//! Where officers say who carries a resolution out, and what shows that it was done.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::found;
use crate::bodies::Officer;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::resolutions::store::{self, EvidenceError, NewEvidence, Resolution, Sight};
use crate::resolutions::views::RoomPage;
use crate::typed::file_name;
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

/// The largest file that is taken as evidence.
const MOST_BYTES: usize = 1024 * 1024;

/// The resolution at this address, as an officer sees it: everything, but what is withheld from
/// them of a matter in which they are adverse.
async fn seen(
    conn: &mut Connection,
    officer: &Officer,
    label: &str,
) -> Result<Resolution, WebError> {
    let sight = Sight {
        all: true,
        bodies: Vec::new(),
        reader: Some(officer.person),
    };
    let resolution = found(conn, label, &sight).await?;
    if resolution.closed {
        return Err(WebError::NotFound);
    }
    Ok(resolution)
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    resolution: Resolution,
) -> Result<RoomPage, WebError> {
    let (task, evidence) = store::evidence_of(conn, resolution.id)
        .await
        .map_err(WebError::internal)?;
    let persons = store::persons(conn).await.map_err(WebError::internal)?;
    let due_on = task.as_ref().and_then(|task| task.due_on);
    Ok(RoomPage {
        responsible: task
            .as_ref()
            .map_or_else(String::new, |task| task.responsible.to_string()),
        due_on: due_on.map_or_else(String::new, |day| day.to_string()),
        persons: persons
            .into_iter()
            .map(|(person, name)| (person.to_string(), name))
            .collect(),
        frame,
        resolution,
        task,
        evidence,
        note: String::new(),
        called: String::new(),
        completes: false,
        faults: Vec::new(),
    })
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    label: Path<String>,
) -> Result<RoomPage, WebError> {
    let mut conn = state.connection().await?;
    let resolution = seen(&mut conn, &officer, &label).await?;
    page(&mut conn, frame, resolution).await
}

fn refused(error: EvidenceError) -> WebError {
    match error {
        EvidenceError::Refused(sentence) => WebError::Refused(sentence.to_owned()),
        EvidenceError::Database(error) => WebError::internal(error),
    }
}

pub(super) async fn set_task(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    label: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let resolution = seen(&mut conn, &officer, &label).await?;
    let mut page = page(&mut conn, frame, resolution).await?;
    page.responsible = fields.get("responsible").to_owned();
    page.due_on = fields.get("due_on").trim().to_owned();
    let chosen = page
        .persons
        .iter()
        .find(|(person, _)| *person == page.responsible)
        .and_then(|(person, _)| Uuid::parse_str(person).ok());
    if chosen.is_none() {
        page.faults.push((
            "responsible".to_owned(),
            "Choose who carries it out: somebody who holds an office or a seat.".to_owned(),
        ));
    }
    let due_on = match page.due_on.as_str() {
        "" => Ok(None),
        typed => parse_day(typed)
            .map(Some)
            .ok_or("Give a day like 2027-07-31, or leave it empty."),
    };
    if let Err(sentence) = due_on {
        page.faults.push(("due_on".to_owned(), sentence.to_owned()));
    }
    let (Some(chosen), Ok(due_on)) = (chosen, due_on) else {
        return unprocessable(&page);
    };
    let id = page.resolution.id;
    store::set_task(&mut conn, id, PartyId(chosen), due_on, officer.person)
        .await
        .map_err(refused)?;
    Ok(see_other(&page.resolution.label.room_path()))
}

pub(super) async fn add_evidence(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    label: Path<String>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let resolution = seen(&mut conn, &officer, &label).await?;
    let mut page = page(&mut conn, frame, resolution).await?;
    let fields = upload.fields_beside(&["document"]);
    page.note = fields
        .get("note")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    page.completes = fields.get("completes") == "1";
    let letters = page.note.chars().count();
    if letters == 0 || letters > 500 {
        page.faults.push((
            "note".to_owned(),
            "Say in a sentence or two, within 500 characters, what shows it.".to_owned(),
        ));
    }
    let document = upload.file("document");
    if document.len() > MOST_BYTES {
        page.faults.push((
            "document".to_owned(),
            "The file is larger than 1 MiB. Choose a smaller one.".to_owned(),
        ));
    }
    page.called = fields.get("name").trim().to_owned();
    let name = file_name(&page.called, "document");
    if let Err(sentence) = &name {
        page.faults.push(("name".to_owned(), sentence.clone()));
    }
    let (Ok(name), true) = (name, page.faults.is_empty()) else {
        return unprocessable(&page);
    };
    let new = NewEvidence {
        resolution: page.resolution.id,
        note: &page.note,
        document: (!document.is_empty()).then_some((name.as_str(), document)),
        completes: page.completes,
        by: officer.person,
    };
    store::add_evidence(&mut conn, &new)
        .await
        .map_err(refused)?;
    Ok(see_other(&page.resolution.label.room_path()))
}

pub(super) async fn document(
    officer: Officer,
    state: Data<AppState>,
    path: Path<(String, i64)>,
) -> Result<HttpResponse, WebError> {
    let (label, record) = path.into_inner();
    let mut conn = state.connection().await?;
    let resolution = seen(&mut conn, &officer, &label).await?;
    let (_, bytes) = store::evidence_document(&mut conn, resolution.id, record)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    // What it is nobody here knows: it is saved, never shown.
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}-{record}\"", resolution.label),
        ))
        .body(bytes))
}
