//! What is privileged in a matter, for whom it is.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{enters, refusal};
use crate::db::Connection;
use crate::matters::model::NoteKind;
use crate::matters::store::privilege::{self, NewNote};
use crate::matters::store::{Matter, Standing};
use crate::matters::views::PrivilegedPage;
use crate::parties::PartyId;
use crate::typed::{file_name, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedUpload, Fields, Frame, SignedIn, WebError};

/// How many readings the page shows.
const MOST_READINGS: i64 = 50;
/// The largest document: 5 MiB.
const MOST_BYTES: usize = 5 * 1024 * 1024;
const NOTE_CHARS: usize = 20_000;

/// # Errors
/// A refusal for whom it is not for; the database gives them nothing either.
fn require(standing: Standing) -> Result<(), WebError> {
    if standing.privileged {
        return Ok(());
    }
    Err(WebError::Forbidden(if standing.adverse {
        "You are adverse to the foundation in this matter, so what is privileged in it is withheld from you. The board can decide otherwise. Ask the board.".into()
    } else {
        "What is privileged in a matter is for its counsel and the directors who are not adverse in it. Ask one of them.".into()
    }))
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    matter: Matter,
    session: Uuid,
    (typed, faults): (Fields, Faults),
) -> Result<PrivilegedPage, WebError> {
    let notes = privilege::notes(conn, matter.id, session)
        .await
        .map_err(WebError::internal)?;
    let readings = privilege::readings(conn, matter.id, MOST_READINGS)
        .await
        .map_err(WebError::internal)?;
    Ok(PrivilegedPage {
        form: typed.form_id(),
        frame,
        matter,
        notes,
        readings,
        typed,
        faults,
    })
}

pub(super) async fn show(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (matter, standing) = enters(&mut conn, &account, *number).await?;
    require(standing)?;
    let typed = (Fields::default(), Faults::new());
    html(
        StatusCode::OK,
        &page(&mut conn, frame, matter, account.session, typed).await?,
    )
}

pub(super) async fn write(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (matter, standing) = enters(&mut conn, &account, *number).await?;
    require(standing)?;
    let typed = upload.fields_beside(&["document"]);
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let kind = NoteKind::parse(typed.get("kind"));
    if kind.is_none() {
        fault("kind", "Choose what it is.");
    }
    let words = words_of(typed.get("words"), NOTE_CHARS);
    if words.is_none() {
        fault("words", "Write the note, within 20,000 characters.");
    }
    let bytes = upload.file("document");
    if bytes.len() > MOST_BYTES {
        fault(
            "document",
            "This file is larger than 5 MB. Make it smaller, then choose it again.",
        );
    }
    let name = file_name(typed.get("document_name"), "document");
    if let Err(sentence) = &name {
        fault("document_name", sentence);
    }
    if let (true, Some(kind), Some(words), Ok(name)) = (faults.is_empty(), kind, words, name) {
        let new = NewNote {
            id: typed.form_id(),
            kind,
            words: &words,
            document: (!bytes.is_empty()).then_some((name.as_str(), bytes)),
        };
        match privilege::write(&mut conn, matter.id, &new, PartyId(account.person)).await {
            Ok(()) => return Ok(see_other(&format!("/room/matters/{number}/privileged"))),
            Err(error) => faults.push((String::new(), refusal(error)?)),
        }
    }
    unprocessable(&page(&mut conn, frame, matter, account.session, (typed, faults)).await?)
}

/// The document of a note, to save: what it is nobody here knows.
pub(super) async fn document(
    account: SignedIn,
    state: Data<AppState>,
    path: Path<(i64, i32)>,
) -> Result<HttpResponse, WebError> {
    let (number, place) = path.into_inner();
    let mut conn = state.connection().await?;
    let (matter, standing) = enters(&mut conn, &account, number).await?;
    require(standing)?;
    let (_, bytes) = privilege::document(&mut conn, (matter.id, place), account.session)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"M-{number}-note-{place}\""),
        ))
        .body(bytes))
}
