//! Participation in figures, for everybody.

use std::sync::{Arc, RwLock};

use actix_web::web::Data;
use chrono::NaiveDate;

use crate::book::store;
use crate::book::views::{ParticipationPage, Report};
use crate::web::{AppState, Frame, WebError};

/// What a report was made of: it is made once a day, and when a vote is over.
type Of = (NaiveDate, i32, u32);

/// The last report that was made. Who reads it often sees no single member come.
#[derive(Default)]
pub struct Reports(RwLock<Option<(Of, Arc<Report>)>>);

impl Reports {
    fn get(&self, of: Of) -> Option<Arc<Report>> {
        let last = self.0.read().ok()?;
        let (known, report) = last.as_ref()?;
        (*known == of).then(|| Arc::clone(report))
    }

    fn keep(&self, of: Of, report: &Arc<Report>) {
        if let Ok(mut last) = self.0.write() {
            *last = Some((of, Arc::clone(report)));
        }
    }
}

pub(super) async fn show(
    frame: Frame,
    app: Data<AppState>,
    reports: Data<Reports>,
) -> Result<ParticipationPage, WebError> {
    let mut conn = app.connection().await?;
    let (now, today, zone) = super::now(&mut conn, &frame).await?;
    let (least, rule) = store::cell_min(&mut conn, now)
        .await
        .map_err(WebError::internal)?;
    let over = store::votes_over(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let of = (today, over, least);
    let report = match reports.get(of) {
        Some(report) => report,
        None => {
            let figures = store::figures(&mut conn, today, zone)
                .await
                .map_err(WebError::internal)?;
            let report = Arc::new(Report::new(&figures, least));
            reports.keep(of, &report);
            report
        }
    };
    Ok(ParticipationPage {
        frame,
        report,
        citation: rule.map(|rule| rule.citation).unwrap_or_default(),
    })
}
