//! The auditors' room: the list of registers, each register page by page, everything to take
//! away, and what auditors looked at.
//!
//! What is asked for is recorded before it is shown. All but that record is read through
//! [`Sight`], as the database's auditor.

use std::io;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{self, Bytes, Data, Path, Query, ServiceConfig};
use futures_util::stream::try_unfold;
use serde::Deserialize;
use tokio::sync::{mpsc, oneshot};

use super::export::{self, ExportError};
use super::looked::{self, Look};
use super::reading;
use super::registers::{self, After};
use super::room_views::{RegisterPage, RoomPage, ViewsPage};
use super::sight::{Sight, SightError};
use crate::bodies::{Auditor, Officer};
use crate::db::Connection;
use crate::web::answer::html;
use crate::web::{AppState, Frame, WebError};

/// Pieces of an export that may wait for a slow reader.
const PIECES: usize = 4;
/// The longest an export may take: so long the database keeps the state that it shows.
const EXPORT_TIME: Duration = Duration::from_secs(1800);
/// Records on a page of what was looked at.
const VIEWS: i64 = 100;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/audit", web::get().to(room))
        .route("/audit/views", web::get().to(views))
        .route("/audit/registers.zip", web::get().to(everything))
        .route("/audit/{register}", web::get().to(register));
}

impl From<SightError> for WebError {
    fn from(error: SightError) -> Self {
        match error {
            SightError::NotSignedIn(_) => {
                tracing::warn!(%error, "the auditors' room is closed");
                Self::Unavailable(error.to_string())
            }
            SightError::NoConnection(none) => Self::NoConnection(none),
            SightError::Database(_) | SightError::Interrupted => Self::internal(error),
        }
    }
}

async fn record(app: &Data<AppState>, auditor: &Auditor, look: Look<'_>) -> Result<i64, WebError> {
    let mut conn = app.connection().await?;
    looked::record(&mut conn, auditor.person, look)
        .await
        .map_err(WebError::internal)
}

async fn room(
    auditor: Auditor,
    frame: Frame,
    app: Data<AppState>,
    sight: Data<Sight>,
) -> Result<HttpResponse, WebError> {
    record(&app, &auditor, Look::Room).await?;
    let look = async |conn: &mut Connection| {
        let now = reading::instant(conn).await?;
        let mut counted = Vec::new();
        for register in registers::all() {
            counted.push((register, reading::count(conn, register).await?));
        }
        Ok((now, counted))
    };
    let (now, counted) = sight.look(look).await?;
    html(
        StatusCode::OK,
        &RoomPage::new(frame, auditor.name, counted, now),
    )
}

#[derive(Deserialize)]
struct Start {
    after: Option<String>,
}

async fn register(
    auditor: Auditor,
    frame: Frame,
    name: Path<String>,
    from: Query<Start>,
    app: Data<AppState>,
    sight: Data<Sight>,
) -> Result<HttpResponse, WebError> {
    let register = registers::find(&name).ok_or(WebError::NotFound)?;
    let after = match from.after.as_deref() {
        None => None,
        Some(raw) => {
            let unreadable =
                "This address names no row of the register. Begin with its first page.";
            let after = After::parse(register, raw);
            Some(after.ok_or_else(|| WebError::Unreadable(unreadable.to_owned()))?)
        }
    };
    record(&app, &auditor, Look::Register(register, after.as_ref())).await?;
    let look = async |conn: &mut Connection| reading::page(conn, register, after.as_ref()).await;
    let (rows, more) = sight.look(look).await?;
    let page = RegisterPage::new(frame, register, &rows, more, after.is_none());
    html(StatusCode::OK, &page)
}

#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

/// For auditors, and for the officers whom they audit.
async fn views(
    auditor: Result<Auditor, WebError>,
    officer: Result<Officer, WebError>,
    frame: Frame,
    from: Query<Before>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    match (&auditor, officer) {
        (Ok(auditor), _) => {
            record(&app, auditor, Look::Views).await?;
        }
        (Err(_), officer) => {
            officer?;
        }
    }
    let mut conn = app.connection().await?;
    let now = reading::instant(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let found = looked::latest(&mut conn, from.before, VIEWS)
        .await
        .map_err(WebError::internal)?;
    let more = i64::try_from(found.len()).is_ok_and(|found| found == VIEWS);
    let page = ViewsPage::new(frame, auditor.is_ok(), &found, more, now);
    html(StatusCode::OK, &page)
}

/// Hands the export on while it is made. When it cannot be made whole, the connection is cut:
/// nothing that ends in order is half an export.
async fn everything(
    auditor: Auditor,
    app: Data<AppState>,
    sight: Data<Sight>,
) -> Result<HttpResponse, WebError> {
    let permit = sight.may_export().ok_or_else(|| {
        WebError::Unavailable(
            "Other auditors are taking the registers away just now. Try again in a few minutes."
                .to_owned(),
        )
    })?;
    let number = record(&app, &auditor, Look::Export).await?;
    let mut conn = sight
        .pool()
        .await?
        .get()
        .await
        .map_err(WebError::internal)?;
    let now = reading::instant(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let (to, pieces) = mpsc::channel(PIECES);
    let (at_the_end, end) = oneshot::channel();
    let db = app.db.clone();
    sight.runtime().spawn(async move {
        let _permit = permit;
        let by = format!("{}, auditor, {}", auditor.name, auditor.person.0);
        let make = async {
            let whole = export::make(&mut conn, &by, &to).await?;
            let recorded = async {
                let mut conn = db.get().await.map_err(io::Error::other)?;
                let manifest = whole.manifest.as_bytes();
                looked::record_whole(&mut conn, auditor.person, number, manifest)
                    .await
                    .map_err(io::Error::other)
            };
            recorded.await?;
            Ok::<_, ExportError>(whole.end)
        };
        match tokio::time::timeout(EXPORT_TIME, make).await {
            // Whoever waits for it may have gone.
            Ok(Ok(end)) => drop(at_the_end.send(Bytes::from(end))),
            Ok(Err(ExportError::Gone)) => tracing::info!(number, "an auditor left an export"),
            Ok(Err(error)) => tracing::error!(number, %error, "an export was cut off"),
            Err(_) => tracing::error!(number, "an export took too long and was cut off"),
        }
    });
    let rest = try_unfold((pieces, Some(end)), async |(mut pieces, end)| {
        if let Some(piece) = pieces.recv().await {
            return Ok(Some((piece, (pieces, end))));
        }
        let Some(end) = end else {
            return Ok(None);
        };
        let cut = |_| io::Error::other("the export was cut off");
        Ok::<_, io::Error>(Some((end.await.map_err(cut)?, (pieces, None))))
    });
    let name = format!(
        "attachment; filename=\"registers-{}.zip\"",
        now.format("%Y%m%dT%H%M%SZ")
    );
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(Box::pin(rest)))
}
