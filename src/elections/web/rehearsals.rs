//! An officer records that an election was rehearsed, and readiness tells it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{fault, find, room};
use crate::bodies;
use crate::bodies::ElectionOfficer;
use crate::db::Connection;
use crate::elections::model::ready::{Light, Ready};
use crate::elections::model::rehearsal;
use crate::elections::store::ElectionsError;
use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::elections::store::rehearsals;
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::day_said;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

async fn log_origin(conn: &mut Connection) -> Result<String, WebError> {
    let foundation = bodies::foundation(conn).await?;
    Ok(foundation.log_origin)
}

/// Whether it was rehearsed, from the latest record.
pub(super) async fn line(
    conn: &mut Connection,
    election: &Election,
    now: Now,
) -> Result<Ready, WebError> {
    const WHAT: &str = "Rehearsed";
    let recorded = rehearsals::of(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let origin = log_origin(conn).await?;
    let told = recorded.first().and_then(|recorded| {
        let told = rehearsal::read(&recorded.note, &origin).ok()?;
        Some((recorded, told))
    });
    Ok(match told {
        Some((recorded, told)) => Ready::new(
            Light::Green,
            WHAT,
            format!(
                "In the log {}, {} entries, root {}; recorded by {} on {}.",
                told.origin,
                told.size,
                told.root,
                recorded.recorded_by,
                day_said(&recorded.recorded_at.with_timezone(&now.zone).date_naive())
            ),
            "#rehearsal",
        ),
        None => Ready::new(
            Light::Yellow,
            WHAT,
            "No rehearsal is recorded. The operator starts one with commonhold rehearse; its checkpoint is recorded below.",
            "#rehearsal",
        ),
    })
}

pub(super) async fn record(
    frame: Frame,
    officer: ElectionOfficer,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let origin = log_origin(&mut conn).await?;
    let faults = match rehearsal::read(fields.get("note"), &origin) {
        Err(sentence) => fault("note", sentence),
        Ok(told) => {
            let (form, by) = (fields.form_id(), officer.0.person);
            let recorded = rehearsals::record(&mut conn, election.id, form, &told.note, by).await;
            match recorded {
                Ok(()) => {
                    return Ok(see_other(&format!("/room/elections/{}", election.number)));
                }
                Err(ElectionsError::Refused(sentence)) => fault("note", sentence),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let typed = (fields, faults);
    let page = room::page(&mut conn, frame, &officer.0, election, typed).await?;
    unprocessable(&page)
}
