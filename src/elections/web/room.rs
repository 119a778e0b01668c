//! The officers' room: the list of elections, one with its dates and waivers, how ready it
//! is, and the draft of its poll.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::typed_dates::{judged, read_dates, written};
use super::{fault, find, now, ready};
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::elections::model::calendar::WAIVABLE;
use crate::elections::model::line;
use crate::elections::store::ElectionsError;
use crate::elections::store::drafting::{self, NewDraft};
use crate::elections::store::elections::{self, Election, NewWaiver};
use crate::elections::views::room::{DatesPage, RoomListPage, RoomPage};
use crate::tally::Method;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const REASON_CHARS: usize = 500;

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<RoomListPage, WebError> {
    let mut conn = state.connection().await?;
    let now = now(&mut conn).await?;
    let all = elections::all(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let mut rows = Vec::new();
    for election in all {
        let open = ready::checks(&mut conn, &election, now)
            .await?
            .iter()
            .filter(|check| check.is_open())
            .count();
        rows.push((election, open));
    }
    Ok(RoomListPage::new(frame, rows, ready::makes(&officer), now))
}

pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    election: Election,
    typed: (Fields, Faults),
) -> Result<RoomPage, WebError> {
    let now = now(conn).await?;
    let readiness = ready::readiness(conn, &election, now).await?;
    let decisions = elections::waiving(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let choices = decisions
        .iter()
        .map(|one| {
            (
                one.number.to_string(),
                format!("{}. {}", one.number, one.title),
            )
        })
        .collect();
    let waivable = readiness
        .checks
        .iter()
        .filter(|check| check.can_be_waived())
        .map(|check| (check.key.to_owned(), check.sentence.clone()))
        .collect();
    Ok(RoomPage::new(
        frame,
        (election, now),
        readiness.lines,
        (readiness.nominees, readiness.refused, readiness.acts),
        (readiness.poll, readiness.unranked),
        (ready::makes(officer), choices, waivable),
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let typed = (Fields::default(), Faults::new());
    let page = page(&mut conn, frame, &officer, election, typed).await?;
    html(StatusCode::OK, &page)
}

async fn dates_page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    election: Election,
    typed: Option<(Fields, Faults)>,
) -> Result<DatesPage, WebError> {
    let now = now(conn).await?;
    let versions = elections::calendars(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let (fields, faults) = typed.unwrap_or_else(|| {
        let mut fields = written(&election.calendar.dates(), now);
        fields.push(("base".to_owned(), election.calendar.version.to_string()));
        (fields.into_iter().collect(), Faults::new())
    });
    let checks = if faults.is_empty() {
        ready::checks(conn, &election, now).await?
    } else {
        judged(conn, &fields, now).await?
    };
    Ok(DatesPage::new(
        frame,
        (election, now),
        versions,
        (checks, ready::makes(officer)),
        (fields, faults),
    ))
}

pub(super) async fn dates(
    frame: Frame,
    officer: Officer,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let page = dates_page(&mut conn, frame, &officer, election, None).await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn set_dates(
    frame: Frame,
    officer: ElectionOfficer,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let mut faults = Faults::new();
    let reason = line(
        fields.get("reason"),
        REASON_CHARS,
        "Say why the dates change: members read it.",
    )
    .map_err(|sentence| faults.extend(fault("reason", sentence)))
    .unwrap_or_default();
    let dates = read_dates(&fields, now).map_err(|wrong| faults.extend(wrong));
    if let (Ok(dates), true) = (dates, faults.is_empty()) {
        let base = fields.get("base").parse().unwrap_or(0);
        let form = (fields.form_id(), base);
        let set = elections::set_dates(
            &mut conn,
            &election,
            form,
            &dates,
            &reason,
            officer.0.person,
        );
        match set.await {
            Ok(()) => {
                return Ok(see_other(&format!(
                    "/room/elections/{}/dates",
                    election.number
                )));
            }
            Err(ElectionsError::Refused(sentence)) => faults.extend(fault("", sentence)),
            Err(error) => return Err(error.into()),
        }
    }
    let typed = Some((fields, faults));
    let page = dates_page(&mut conn, frame, &officer.0, election, typed).await?;
    unprocessable(&page)
}

pub(super) async fn waive(
    frame: Frame,
    officer: ElectionOfficer,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let mut faults = Faults::new();
    let checks = ready::checks(&mut conn, &election, now).await?;
    let check = checks
        .iter()
        .find(|check| check.can_be_waived() && check.key == fields.get("rule"));
    if check.is_none() {
        let sentence = if WAIVABLE.contains(&fields.get("rule")) {
            "This rule is kept, or waived already. Nothing is left to do."
        } else {
            "No decision waives this rule: set other dates."
        };
        faults.extend(fault("rule", sentence));
    }
    let reason = line(
        fields.get("reason"),
        REASON_CHARS,
        "Say why: whoever asks later reads it.",
    )
    .map_err(|sentence| faults.extend(fault("reason", sentence)))
    .unwrap_or_default();
    let decision = elections::waiving(&mut conn, election.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|one| one.number.to_string() == fields.get("decision"));
    if decision.is_none() {
        faults.extend(fault(
            "decision",
            "Choose the decision by which the board waives it. It is entered and confirmed under Decisions.",
        ));
    }
    if let (Some(check), Some(decision), true) = (check, decision, faults.is_empty()) {
        let new = NewWaiver {
            id: fields.form_id(),
            election: election.id,
            key: check.key,
            days: i32::try_from(check.found.max(0)).unwrap_or(0),
            decision: decision.id,
            reason: &reason,
            by: officer.0.person,
        };
        match elections::waive(&mut conn, &new).await {
            Ok(()) => return Ok(see_other(&format!("/room/elections/{}", election.number))),
            Err(ElectionsError::Refused(sentence)) => faults.extend(fault("decision", sentence)),
            Err(error) => return Err(error.into()),
        }
    }
    let page = page(&mut conn, frame, &officer.0, election, (fields, faults)).await?;
    unprocessable(&page)
}

pub(super) async fn draft(
    frame: Frame,
    officer: ElectionOfficer,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let method = fields
        .get("method")
        .parse::<Method>()
        .ok()
        .filter(|one| *one != Method::Motion1);
    // Asked here as well as by the guard, so that a refused draft takes no number.
    let open = ready::checks(&mut conn, &election, now)
        .await?
        .iter()
        .any(|check| check.is_open());
    let faults = match method {
        None => fault("method", "Choose how the ballots are counted."),
        Some(_) if open => fault(
            "method",
            "The dates have errors that are neither mended nor waived. Mend them, or have them waived.",
        ),
        Some(method) => {
            let new = NewDraft {
                id: fields.form_id(),
                method,
                by: officer.0.person,
            };
            match drafting::draft(&mut conn, &election, &new, now).await {
                Ok(number) => return Ok(see_other(&format!("/room/polls/{number}"))),
                Err(ElectionsError::Refused(sentence)) => fault("method", sentence),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let page = page(&mut conn, frame, &officer.0, election, (fields, faults)).await?;
    unprocessable(&page)
}
