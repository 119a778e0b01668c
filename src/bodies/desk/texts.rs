//! The words of letters, as officers write them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::connection;
use super::views::{TextPage, TextsPage};
use crate::bodies::{Afresh, CodeDue, NoticeGiver};
use crate::outbox::store::{self, ConfirmTextError, SaveTextError};
use crate::outbox::texts::{self, Editable, Text};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::words::Locale;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn list(
    frame: Frame,
    _giver: NoticeGiver,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state).await?;
    let newest = store::newest_texts(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let counting = store::governing_texts(&mut conn)
        .await
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &TextsPage::new(frame, &newest, &counting))
}

/// The letter and language of an address.
fn which(path: &(String, String)) -> Result<(Editable, Locale), WebError> {
    let kind = Editable::parse(&path.0).ok_or(WebError::NotFound)?;
    let locale = Locale::parse(&path.1)
        .filter(|locale| *locale != Locale::PseudoRtl)
        .ok_or(WebError::NotFound)?;
    Ok((kind, locale))
}

/// The program's own words.
fn own(state: &AppState, kind: Editable, locale: Locale) -> Result<Text, WebError> {
    kind.own_words(&state.words.speaker(locale))
        .map_err(|fault| WebError::internal_message(&fault))
}

/// Where letters lead: this site, and nowhere else.
fn origin(frame: &Frame) -> Result<String, WebError> {
    let site = frame.site.as_ref().ok_or(WebError::NotFound)?;
    Ok(site.public_origin.clone())
}

pub(super) async fn show(
    frame: Frame,
    giver: NoticeGiver,
    code: CodeDue,
    path: Path<(String, String)>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let (kind, locale) = which(&path)?;
    let mut conn = connection(&state).await?;
    let history = store::text_history(&mut conn, kind, locale)
        .await
        .map_err(WebError::internal)?;
    let own = own(&state, kind, locale)?;
    let newest = history.first();
    let typed = newest.and_then(store::SavedText::text).unwrap_or(own);
    let base = newest.map_or(0, |saved| saved.revision);
    let mut page = TextPage::new(frame, &state.words, (kind, locale), base, typed, &history);
    page.code_due = code.0;
    page.confirms = newest.is_some_and(|saved| saved.waits_for(giver.0.person.0));
    html(StatusCode::OK, &page)
}

/// Another officer than who wrote the newest words confirms them.
pub(super) async fn confirm(
    giver: NoticeGiver,
    _: Afresh,
    path: Path<(String, String)>,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let which = which(&path)?;
    let revision: i32 = form.get("revision").parse().map_err(|_| {
        WebError::Unreadable("Open the words again, and confirm them from there.".into())
    })?;
    let mut conn = connection(&state).await?;
    match store::confirm_text(&mut conn, which, revision, giver.0.person.0).await {
        Ok(()) => Ok(see_other("/room/letters/texts")),
        Err(ConfirmTextError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => Err(WebError::Refused(refusal.to_string())),
    }
}

pub(super) async fn save(
    frame: Frame,
    giver: NoticeGiver,
    path: Path<(String, String)>,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (kind, locale) = which(&path)?;
    let base: i32 = form.get("revision").parse().map_err(|_| {
        WebError::Unreadable("Open the words again, and save them from there.".into())
    })?;
    let typed = Text {
        subject: form.get("subject").trim().to_owned(),
        body: form.get("body").replace("\r\n", "\n").trim().to_owned(),
    };
    let mut conn = connection(&state).await?;
    let origin = origin(&frame)?;
    let back = form.get("act") == "own";
    let own = own(&state, kind, locale)?;
    // Words that are the program's own need no keeping.
    let text = (!back && typed != own).then_some(&typed);
    let fault = match text.map_or(Ok(()), |text| texts::check(kind, text, &origin)) {
        Err(fault) => Some(fault),
        Ok(()) if form.get("act") == "preview" => None,
        Ok(()) => {
            let by = giver.0.person.0;
            match store::save_text(&mut conn, (kind, locale), base, text, by).await {
                Ok(()) => return Ok(see_other("/room/letters/texts")),
                Err(error @ SaveTextError::Changed) => Some(("body", error.to_string())),
                Err(SaveTextError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
    };
    let history = store::text_history(&mut conn, kind, locale)
        .await
        .map_err(WebError::internal)?;
    let newest = history.first().map_or(0, |saved| saved.revision);
    let mut page = TextPage::new(frame, &state.words, (kind, locale), newest, typed, &history);
    match fault {
        None => html(StatusCode::OK, &page),
        Some(fault) => {
            page.fault = Some(fault);
            unprocessable(&page)
        }
    }
}
