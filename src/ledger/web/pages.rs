//! Pages of the log, for people.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::Deserialize;

use super::files::read;
use crate::evidence::leaf::Leaf;
use crate::ledger::folder::LogFolder;
use crate::ledger::model::{Finding, typed_digest};
use crate::ledger::publisher::Health;
use crate::ledger::store;
use crate::ledger::views::{EntryPage, FindPage, Line, LogPage, Shown};
use crate::web::answer::html;
use crate::web::times::Moment;
use crate::web::{AppState, Frame, WebError};

/// Entries on one page of the list.
const ON_A_PAGE: u32 = 25;
/// More than the longest that can be found: the file of a receipt.
const TYPED_MAX_CHARS: usize = 600;

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/log", web::get().to(log))
        .route("/log/find", web::get().to(find))
        .route("/log/entries/{index}", web::get().to(entry));
}

#[derive(Deserialize)]
struct Shelf {
    before: Option<u64>,
}

async fn log(
    frame: Frame,
    shelf: Query<Shelf>,
    app: Data<AppState>,
    health: Data<Health>,
) -> Result<HttpResponse, WebError> {
    let served = read(&app, LogFolder::checkpoint).await?;
    let mut conn = app.connection().await?;
    let state = store::state(&mut conn).await.map_err(WebError::internal)?;
    let origin = store::origin(&mut conn).await.map_err(WebError::internal)?;
    let start = store::start(&mut conn).await.map_err(WebError::internal)?;
    let vkey = start.and_then(|leaf| match Leaf::parse(&leaf) {
        Ok(Leaf::LogStart(start)) => Some(start.key),
        Ok(_) | Err(_) => None,
    });
    let shown = match served {
        None => None,
        Some(signed) => {
            let checkpoint = signed.checkpoint();
            let kept = store::checkpoint_of(&mut conn, checkpoint.size())
                .await
                .map_err(WebError::internal)?;
            let now = seconds(store::now(&mut conn).await.map_err(WebError::internal)?);
            Some(Shown {
                size: checkpoint.size(),
                root: HEXLOWER.encode(&checkpoint.root()),
                signed: kept.map(|kept| {
                    Moment::on_page(&frame, kept.recorded_at, now.unwrap_or(kept.recorded_at))
                }),
            })
        }
    };
    let size = shown.as_ref().map_or(0, |shown| shown.size);
    let before = shelf.before.filter(|before| *before < size);
    let entries = store::entries_before(&mut conn, before.unwrap_or(size), ON_A_PAGE)
        .await
        .map_err(WebError::internal)?;
    let page = LogPage {
        origin: origin.unwrap_or_default(),
        vkey,
        shown,
        stands: state.fault.is_some() || health.fault().is_some(),
        older: entries
            .last()
            .map(|entry| entry.index)
            .filter(|oldest| *oldest > 0),
        entries: entries
            .iter()
            .map(|entry| Line::of(&frame, entry))
            .collect(),
        before,
        frame,
    };
    html(StatusCode::OK, &page)
}

fn seconds(unix: u64) -> Option<DateTime<Utc>> {
    i64::try_from(unix)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
}

async fn entry(
    frame: Frame,
    index: Path<u64>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let served = read(&app, LogFolder::checkpoint).await?;
    let served = served.map_or(0, |signed| signed.checkpoint().size());
    let mut conn = app.connection().await?;
    let entry = store::entry(&mut conn, *index)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    html(StatusCode::OK, &EntryPage::of(frame, &entry, served))
}

#[derive(Deserialize)]
struct Asked {
    digest: Option<String>,
}

async fn find(
    frame: Frame,
    asked: Query<Asked>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut page = FindPage {
        frame,
        typed: String::new(),
        error: String::new(),
        finding: None,
    };
    let Some(typed) = &asked.digest else {
        return html(StatusCode::OK, &page);
    };
    page.typed = typed.chars().take(TYPED_MAX_CHARS).collect();
    let Some(digest) = typed_digest(&page.typed) else {
        page.error = page.frame.t.say("log-find-wrong");
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let mut conn = app.connection().await?;
    let finding = store::find(&mut conn, &digest)
        .await
        .map_err(WebError::internal)?;
    page.typed = HEXLOWER.encode(&digest);
    let status = if finding == Finding::Unknown {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    page.finding = Some(finding);
    html(status, &page)
}
