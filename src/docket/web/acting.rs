//! What is done with a deadline: officers see it and say what became of it; they and counsel
//! confirm its days.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

use super::entering::{Reader, opened};
use super::reading::{found, page};
use super::refused;
use crate::bodies::Officer;
use crate::docket::store::DocketError;
use crate::docket::store::acting::{self, Act, NewAct};
use crate::typed::script_fault;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, SignedIn, WebError};

/// The largest file that is taken as evidence.
const MOST_BYTES: usize = 1024 * 1024;

/// Of a reminder that somebody acknowledged meanwhile nothing is left to say.
pub(super) async fn acknowledge(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<String>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let deadline = found(&mut conn, &number).await?;
    let reader = Reader::of_officer(&mut conn, &officer).await?;
    let page = page(&mut conn, frame, &reader, deadline).await?;
    if let Some(rung) = page.rung {
        acting::acknowledge(&mut conn, page.deadline.id, rung, officer.person)
            .await
            .map_err(refused)?;
    }
    Ok(see_other(&format!("/room/docket/{}", page.deadline.number)))
}

pub(super) async fn confirm(
    officer: Result<Officer, WebError>,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<String>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (reader, deadline) = opened(&mut conn, officer, &account, &number).await?;
    acting::confirm(&mut conn, deadline.id, reader.person)
        .await
        .map_err(refused)?;
    Ok(see_other(&format!("/room/docket/{}", deadline.number)))
}

pub(super) async fn record(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<String>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let deadline = found(&mut conn, &number).await?;
    let reader = Reader::of_officer(&mut conn, &officer).await?;
    let mut page = page(&mut conn, frame, &reader, deadline).await?;
    let fields = upload.fields_beside(&["document"]);
    let line = |name: &str| {
        fields
            .get(name)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    page.typed.act = fields.get("act").to_owned();
    page.typed.happened_on = line("happened_on");
    page.typed.note = line("note");
    page.typed.name = line("name")
        .chars()
        .filter(|letter| !letter.is_control())
        .take(120)
        .collect();
    let mut faults = Vec::new();
    let mut fault = |field: &str, said: &str| faults.push((field.to_owned(), said.to_owned()));
    let on = page
        .typed
        .happened_on
        .parse::<NaiveDate>()
        .ok()
        .filter(|day| (1800..=2200).contains(&chrono::Datelike::year(day)));
    let act = match page.typed.act.as_str() {
        "met" => on.map(Act::Met),
        "waived" => Some(Act::Waived),
        "reopened" => Some(Act::Reopened),
        _ => {
            fault("act", "Choose what became of it.");
            None
        }
    };
    if page.typed.act == "met" && act.is_none() {
        fault(
            "happened_on",
            "Say on which day it was done, like 2028-02-01.",
        );
    }
    let letters = page.typed.note.chars().count();
    if letters == 0 || letters > 500 {
        fault(
            "note",
            "Say in a sentence or two, within 500 characters, what shows it or why.",
        );
    }
    let document = upload.file("document");
    if document.len() > MOST_BYTES {
        fault(
            "document",
            "The file is larger than 1 MiB. Choose a smaller one.",
        );
    } else if let Some(sentence) = script_fault(document, &page.typed.name) {
        fault("document", sentence);
    }
    let (Some(act), true) = (act, faults.is_empty()) else {
        page.faults = faults;
        return unprocessable(&page);
    };
    let name = if page.typed.name.is_empty() {
        "document"
    } else {
        page.typed.name.as_str()
    };
    let new = NewAct {
        deadline: page.deadline.id,
        act,
        note: &page.typed.note,
        document: (!document.is_empty()).then_some((name, document)),
        by: officer.person,
    };
    match acting::record(&mut conn, &new).await {
        Ok(()) => Ok(see_other(&format!("/room/docket/{}", page.deadline.number))),
        Err(DocketError::Refused(sentence)) => {
            let field = if matches!(act, Act::Met(_)) {
                "happened_on"
            } else {
                "act"
            };
            page.faults = vec![(field.to_owned(), sentence.to_owned())];
            unprocessable(&page)
        }
        Err(error) => Err(refused(error)),
    }
}
