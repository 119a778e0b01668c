//! Files about assets: upload, differences, what a person takes over.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use uuid::Uuid;

use super::model::{Fault, Format, differ};
use super::store::{self, Draft, NewDraft, TakeError};
use super::views::{BringPage, RowsPage, TakenPage};
use crate::bodies::{Office, Officer};
use crate::db::Connection;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

/// Where files are brought, and the list of them.
pub const PATH: &str = "/room/registry/import";

pub fn routes(service: &mut ServiceConfig) {
    service
        .route(PATH, web::get().to(bring))
        .route(PATH, web::post().to(upload))
        .route("/room/registry/import/{id}", web::get().to(rows))
        .route(
            "/room/registry/import/{id}/acceptance",
            web::post().to(accept),
        );
}

/// Whether this officer keeps the register, as `keeps_registry` in the database has it.
fn keeps(officer: &Officer) -> bool {
    [Office::Secretary, Office::Chair, Office::Treasurer]
        .iter()
        .any(|office| officer.holds(*office))
}

/// # Errors
/// For an officer who does not keep the register.
fn keeper(officer: Officer) -> Result<Officer, WebError> {
    if keeps(&officer) {
        return Ok(officer);
    }
    Err(WebError::Forbidden(
        "The register of assets is kept by the secretary, the chair, the treasurer, or a deputy. You hold another office. Ask one of them."
            .into(),
    ))
}

async fn page(conn: &mut Connection, frame: Frame) -> Result<BringPage, WebError> {
    Ok(BringPage {
        frame,
        waiting: store::waiting(conn).await.map_err(WebError::internal)?,
        imports: store::latest(conn).await.map_err(WebError::internal)?,
        format: String::new(),
        asset: String::new(),
        faults: Vec::new(),
        refusal: Vec::new(),
    })
}

async fn bring(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<BringPage, WebError> {
    keeper(officer)?;
    let mut conn = state.connection().await?;
    page(&mut conn, frame).await
}

/// The name a file gets: what was typed, or that of its format.
fn name_of(typed: &str, format: Format) -> String {
    let name: String = typed
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|letter| !letter.is_control())
        .take(120)
        .collect();
    let name = name.trim();
    if name.is_empty() {
        format!("a file of {}", format.label())
    } else {
        name.to_owned()
    }
}

/// The number of an asset as it is typed: `A-12`, `12`, or nothing.
fn number_of(typed: &str) -> Result<Option<i64>, ()> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    typed
        .strip_prefix("A-")
        .or_else(|| typed.strip_prefix("a-"))
        .unwrap_or(typed)
        .parse::<i64>()
        .ok()
        .filter(|number| *number > 0)
        .map(Some)
        .ok_or(())
}

async fn upload(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let officer = keeper(officer)?;
    let mut conn = state.connection().await?;
    let fields = upload.fields_beside(&["file"]);
    let mut page = page(&mut conn, frame).await?;
    page.format = fields.get("format").to_owned();
    page.asset = fields.get("asset").trim().to_owned();
    let format = Format::parse(&page.format);
    if format.is_none() {
        page.fault("format", "Choose what kind of file it is.");
    }
    let asset = number_of(&page.asset);
    if asset.is_err() {
        page.fault(
            "asset",
            "Give the asset’s number, as A-12, or leave it empty.",
        );
    }
    let file = upload.file("file");
    if file.is_empty() {
        page.fault("file", "Choose a file that is not empty.");
    }
    let (Some(format), Ok(asset), true) = (format, asset, page.faults.is_empty()) else {
        return unprocessable(&page);
    };
    let read = store::read(&mut conn, format, file)
        .await
        .map_err(WebError::internal)?;
    let found = match read {
        Ok(found) => found,
        Err(faults) => {
            page.refusal = faults;
            return unprocessable(&page);
        }
    };
    let held = store::held(&mut conn, &found, asset)
        .await
        .map_err(WebError::internal)?;
    if let Err(faults) = differ::compare(&found, asset, &held) {
        page.refusal = faults;
        return unprocessable(&page);
    }
    let name = name_of(fields.get("name"), format);
    let kept = store::keep_draft(
        &mut conn,
        &NewDraft {
            format,
            name: &name,
            asset,
            file,
            by: officer.person,
        },
    )
    .await
    .map_err(WebError::internal)?;
    match kept {
        Some(id) => Ok(see_other(&format!("{PATH}/{id}"))),
        None => {
            page.fault(
                "asset",
                "The register has no asset of this number. Look it up in the register.",
            );
            unprocessable(&page)
        }
    }
}

/// The rows of a file that waits, or why it fits the register no more.
async fn rows_of(
    conn: &mut Connection,
    draft: &Draft,
) -> Result<Result<Vec<differ::Comparison>, Vec<Fault>>, WebError> {
    let format = Format::parse(&draft.format)
        .ok_or_else(|| WebError::internal_message("a draft of an unknown format"))?;
    let read = store::read(conn, format, &draft.file)
        .await
        .map_err(WebError::internal)?;
    let found = match read {
        Ok(found) => found,
        Err(faults) => return Ok(Err(faults)),
    };
    let held = store::held(conn, &found, draft.asset)
        .await
        .map_err(WebError::internal)?;
    Ok(differ::compare(&found, draft.asset, &held))
}

/// The page of a file: its rows while it waits, what was taken over afterwards.
async fn shown(
    conn: &mut Connection,
    frame: Frame,
    id: Uuid,
    status: StatusCode,
    sentence: String,
    ticks: Option<BTreeSet<String>>,
) -> Result<HttpResponse, WebError> {
    let Some(draft) = store::draft(conn, id).await.map_err(WebError::internal)? else {
        let import = store::import(conn, id)
            .await
            .map_err(WebError::internal)?
            .ok_or(WebError::NotFound)?;
        return html(status, &TakenPage::of(frame, import, sentence));
    };
    let (comparisons, refusal) = match rows_of(conn, &draft).await? {
        Ok(comparisons) => (comparisons, Vec::new()),
        Err(refusal) => (Vec::new(), refusal),
    };
    let page = RowsPage {
        frame,
        draft,
        seen: store::seen(&comparisons),
        comparisons,
        refusal,
        sentence,
        ticks,
    };
    html(status, &page)
}

async fn rows(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    id: Path<String>,
) -> Result<HttpResponse, WebError> {
    keeper(officer)?;
    let id = Uuid::parse_str(&id).map_err(|_| WebError::NotFound)?;
    let mut conn = state.connection().await?;
    shown(&mut conn, frame, id, StatusCode::OK, String::new(), None).await
}

async fn accept(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    id: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let officer = keeper(officer)?;
    let id = Uuid::parse_str(&id).map_err(|_| WebError::NotFound)?;
    let mut conn = state.connection().await?;
    if fields.get("act") == "discard" {
        store::discard(&mut conn, id)
            .await
            .map_err(WebError::internal)?;
        return Ok(see_other(PATH));
    }
    let ticks: BTreeSet<String> = fields.all("t").map(str::to_owned).collect();
    match store::take(&mut conn, id, fields.get("seen"), &ticks, officer.person).await {
        // Sent twice, the first answer holds.
        Ok(()) | Err(TakeError::TakenAlready) => Ok(see_other(&format!("{PATH}/{id}"))),
        Err(TakeError::NoDraft) => Err(WebError::NotFound),
        Err(TakeError::Database(error)) => Err(WebError::internal(error)),
        // The rows are not those that were ticked: none is ticked any more.
        Err(error @ (TakeError::Changed | TakeError::Faults(_))) => {
            shown(
                &mut conn,
                frame,
                id,
                StatusCode::UNPROCESSABLE_ENTITY,
                error.to_string(),
                Some(BTreeSet::new()),
            )
            .await
        }
        Err(error @ (TakeError::Ticks(_) | TakeError::Refused(_))) => {
            shown(
                &mut conn,
                frame,
                id,
                StatusCode::UNPROCESSABLE_ENTITY,
                error.to_string(),
                Some(ticks),
            )
            .await
        }
    }
}
