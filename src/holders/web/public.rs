//! The public figures, and each as a file.

use std::sync::{Arc, RwLock};

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

use crate::book::model::LEAST_K;
use crate::book::store::cell_min;
use crate::db::Connection;
use crate::holders::model::report::Report;
use crate::holders::store::facts;
use crate::holders::views::{FIGURES, HoldersPage, section};
use crate::web::{AppState, Frame, WebError};

/// What a report was made of: the day, what else makes it anew, and the fewest a figure
/// is about.
type Of = (NaiveDate, String, u32);

/// The last report that was made.
#[derive(Default)]
pub struct Reports(RwLock<Option<(Of, Arc<Report>)>>);

impl Reports {
    fn get(&self, of: &Of) -> Option<Arc<Report>> {
        let last = self.0.read().ok()?;
        let (known, report) = last.as_ref()?;
        (known == of).then(|| Arc::clone(report))
    }

    fn keep(&self, of: Of, report: &Arc<Report>) {
        if let Ok(mut last) = self.0.write() {
            *last = Some((of, Arc::clone(report)));
        }
    }
}

/// The report of today, made once.
async fn report(
    conn: &mut Connection,
    frame: &Frame,
    reports: &Reports,
) -> Result<Arc<Report>, WebError> {
    let (now, zone) = super::now(conn, frame).await?;
    let day = now.with_timezone(&zone).date_naive();
    let (least, _) = cell_min(conn, now).await.map_err(WebError::internal)?;
    let mark = facts::mark(conn).await.map_err(WebError::internal)?;
    let of = (day, mark, least);
    if let Some(report) = reports.get(&of) {
        return Ok(report);
    }
    let facts = facts::facts(conn, now, zone)
        .await
        .map_err(WebError::internal)?;
    let report = Arc::new(Report::of(&facts, day, u64::from(least).max(LEAST_K)));
    reports.keep(of, &report);
    Ok(report)
}

pub(super) async fn show(
    frame: Frame,
    state: Data<AppState>,
    reports: Data<Reports>,
) -> Result<HoldersPage, WebError> {
    let mut conn = state.connection().await?;
    let report = report(&mut conn, &frame, &reports).await?;
    let sections = FIGURES
        .iter()
        .filter_map(|(name, ..)| section(&frame.t, &report, name))
        .collect();
    Ok(HoldersPage {
        frame,
        report,
        sections,
    })
}

pub(super) async fn file(
    frame: Frame,
    file: Path<String>,
    state: Data<AppState>,
    reports: Data<Reports>,
) -> Result<HttpResponse, WebError> {
    let (name, kind) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let is_known = FIGURES.iter().any(|(known, ..)| *known == name);
    if !is_known || !["csv", "json"].contains(&kind) {
        return Err(WebError::NotFound);
    }
    let mut conn = state.connection().await?;
    let report = report(&mut conn, &frame, &reports).await?;
    let section = section(&frame.t, &report, name).ok_or(WebError::NotFound)?;
    let (of, bytes) = if kind == "csv" {
        let file = section.table.csv(report.day, &section.method);
        ("text/csv; charset=utf-8", file.map_err(WebError::internal)?)
    } else {
        let file = section
            .table
            .json(name, report.day, &section.method, &report.rules, report.k);
        ("application/json", file.into_bytes())
    };
    let day = report.day;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, of))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"holders-{name}-{day}.{kind}\""),
        ))
        .body(bytes))
}
