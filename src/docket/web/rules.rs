//! The packs of rules: to read, and to take up a new one.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::reading::keeps;
use super::refused;
use crate::bodies::Officer;
use crate::db::Connection;
use crate::docket::model::PackFault;
use crate::docket::model::pack::SUPPLIED;
use crate::docket::store::{DocketError, packs, recompute};
use crate::docket::views::RulesPage;
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

/// The largest file that is taken as a pack.
const MOST_BYTES: usize = 1024 * 1024;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    version: String,
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    version: &str,
) -> Result<RulesPage, WebError> {
    recompute::refresh(conn).await.map_err(refused)?;
    let taken_up = packs::all(conn).await.map_err(WebError::internal)?;
    let read = if version.is_empty() {
        taken_up.first()
    } else {
        taken_up.iter().find(|pack| pack.version == version)
    };
    let read = read.ok_or(WebError::NotFound)?;
    let pack = read.read().map_err(refused)?;
    let supplied = packs::supplied().map_err(refused)?;
    let is_known = taken_up.iter().any(|pack| pack.version == supplied.version);
    Ok(RulesPage {
        version: read.version.clone(),
        pack,
        supplied: (!is_known).then_some(supplied.version),
        keeps: keeps(officer),
        typed: String::new(),
        faults: Vec::new(),
        taken_up,
        frame,
    })
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    search: Query<Search>,
) -> Result<RulesPage, WebError> {
    let mut conn = state.connection().await?;
    page(&mut conn, frame, &officer, &search.version).await
}

pub(super) async fn file(
    _: Officer,
    state: Data<AppState>,
    version: Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let pack = packs::find(&mut conn, &version)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/toml; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"deadlines-{}.toml\"", pack.version),
        ))
        .body(pack.pack))
}

pub(super) async fn take_up(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut page = page(&mut conn, frame, &officer, "").await?;
    let bytes = upload.file("pack");
    if bytes.is_empty() || bytes.len() > MOST_BYTES {
        page.faults = vec![(
            "pack".to_owned(),
            "Choose the file of the pack: TOML, at most 1 MiB.".to_owned(),
        )];
        return unprocessable(&page);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        page.faults = vec![(
            "pack".to_owned(),
            "The file is not UTF-8 text, so it is no pack of rules. Save it as UTF-8, then bring it again.".to_owned(),
        )];
        return unprocessable(&page);
    };
    answer(&mut conn, page, &officer, text).await
}

pub(super) async fn take_up_supplied(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let page = page(&mut conn, frame, &officer, "").await?;
    answer(&mut conn, page, &officer, SUPPLIED).await
}

async fn answer(
    conn: &mut Connection,
    mut page: RulesPage,
    officer: &Officer,
    text: &str,
) -> Result<HttpResponse, WebError> {
    // A null character is text, and no text that the database keeps.
    if text.contains('\0') {
        page.faults = vec![(
            "pack".to_owned(),
            "The file holds a null character. Take it out, then bring it again.".to_owned(),
        )];
        return unprocessable(&page);
    }
    match packs::take_up(conn, text, officer.person).await {
        Ok(_) => Ok(see_other("/room/docket/rules")),
        Err(DocketError::Pack(faults)) => {
            page.faults = faults
                .iter()
                .map(PackFault::to_string)
                .map(|said| ("pack".to_owned(), said))
                .collect();
            unprocessable(&page)
        }
        Err(DocketError::Refused(sentence)) => {
            page.faults = vec![("pack".to_owned(), sentence.to_owned())];
            unprocessable(&page)
        }
        Err(error) => Err(refused(error)),
    }
}
