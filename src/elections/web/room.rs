//! The officers' room: elections made, their dates and waivers, how ready they are,
//! and the draft of their poll.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveTime;
use serde::Deserialize;

use super::typed_dates::{day_of, judged, read_dates, written};
use super::{Faults, connect, fault, find, form_id, now, ready};
use crate::bodies::model::body::BodyId;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::elections::model::calendar::{self, Dates, WAIVABLE};
use crate::elections::model::line;
use crate::elections::store::ElectionsError;
use crate::elections::store::drafting::{self, NewDraft};
use crate::elections::store::elections::{self, Election, NewElection, NewWaiver};
use crate::elections::store::facts::Now;
use crate::elections::views::room::{DatesPage, NewPage, RoomListPage, RoomPage};
use crate::polls::draft::PollMethod;
use crate::renewals::store::dates as record_dates;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const TITLE_CHARS: usize = 120;
const REASON_CHARS: usize = 500;

/// The committee that an election has where none is named.
const COMMITTEE: &str = "election-committee";

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<RoomListPage, WebError> {
    let mut conn = connect(&state.db).await?;
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

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    /// The first day of the vote, for which dates are proposed.
    opens: Option<String>,
    /// The election whose dates are repeated.
    repeats: Option<i32>,
}

pub(super) async fn new(
    frame: Frame,
    _officer: ElectionOfficer,
    asked: Query<Asked>,
    state: Data<AppState>,
) -> Result<NewPage, WebError> {
    let mut conn = connect(&state.db).await?;
    let now = now(&mut conn).await?;
    let rules = elections::date_rules(&mut conn, now.at)
        .await
        .map_err(WebError::internal)?;
    let lead = rules.open_days.as_ref().map_or(45, |rule| rule.value);
    let soonest = now
        .day
        .checked_add_signed(chrono::TimeDelta::days(lead.saturating_add(7)))
        .unwrap_or(now.day);
    let opens = asked.opens.as_deref().and_then(day_of);
    let mut fields: Vec<(String, String)> = vec![("committee".to_owned(), COMMITTEE.to_owned())];
    let dates = match asked.repeats {
        Some(number) => {
            let earlier = find(&mut conn, number).await?;
            fields = vec![
                ("committee".to_owned(), earlier.committee.clone()),
                ("repeats".to_owned(), earlier.number.to_string()),
                ("seats".to_owned(), earlier.seats.to_string()),
                ("body".to_owned(), earlier.body.clone()),
            ];
            let again = earlier.calendar.dates();
            let year_later = again
                .opens_at
                .with_timezone(&now.zone)
                .date_naive()
                .checked_add_days(chrono::Days::new(364))
                .unwrap_or(soonest);
            calendar::repeat(&again, opens.unwrap_or(year_later), now.zone)
        }
        None => {
            let hour = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
            calendar::propose(opens.unwrap_or(soonest), hour, &rules, now.zone)
        }
    };
    fields.extend(written(&dates, now));
    let fields: Fields = fields.into_iter().collect();
    let checks = judged(&mut conn, &fields, now).await?;
    Ok(NewPage::new(frame, fields, Faults::new(), checks))
}

/// What was typed of a new election.
struct Typed {
    title: String,
    body: BodyId,
    cohort: String,
    seats: i32,
    committee: BodyId,
    dates: Dates,
}

fn read(fields: &Fields, now: Now) -> Result<Typed, Faults> {
    let mut faults = Faults::new();
    let title = line(
        fields.get("title"),
        TITLE_CHARS,
        "Give it a title: Election of the board 2027.",
    )
    .map_err(|sentence| faults.extend(fault("title", sentence)))
    .unwrap_or_default();
    let body = match fields.get("body").trim() {
        "" => Some(BodyId::board()),
        typed => BodyId::parse(typed).filter(BodyId::has_seats),
    };
    if body.is_none() {
        faults.extend(fault("body", "Name a body that has seats: board."));
    }
    let committee = BodyId::parse(fields.get("committee").trim()).filter(BodyId::has_seats);
    if committee.is_none() {
        faults.extend(fault(
            "committee",
            "Name the committee as its address does: election-committee.",
        ));
    }
    let seats = fields
        .get("seats")
        .trim()
        .parse()
        .ok()
        .filter(|seats| (1..=99).contains(seats));
    if seats.is_none() {
        faults.extend(fault("seats", "Give the number of seats, from 1 to 99."));
    }
    let cohort = fields.get("cohort").trim().to_owned();
    if cohort.chars().count() > 40 || cohort.chars().any(char::is_control) {
        faults.extend(fault("cohort", "Name the cohort as the rulebook does: A."));
    }
    let dates = read_dates(fields, now);
    match (body, committee, seats, dates) {
        (Some(body), Some(committee), Some(seats), Ok(dates)) if faults.is_empty() => Ok(Typed {
            title,
            body,
            cohort,
            seats,
            committee,
            dates,
        }),
        (_, _, _, dates) => {
            faults.extend(dates.err().unwrap_or_default());
            Err(faults)
        }
    }
}

pub(super) async fn create(
    frame: Frame,
    officer: ElectionOfficer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state.db).await?;
    let now = now(&mut conn).await?;
    let repeats = match fields.get("repeats").parse() {
        Ok(number) => Some(find(&mut conn, number).await?.id),
        Err(_) => None,
    };
    let faults = match read(&fields, now) {
        Err(faults) => faults,
        Ok(typed) => {
            let new = NewElection {
                id: form_id(&fields),
                title: &typed.title,
                body: typed.body.as_str(),
                cohort: &typed.cohort,
                seats: typed.seats,
                committee: typed.committee.as_str(),
                repeats,
                dates: typed.dates,
                by: officer.0.person,
            };
            match elections::create(&mut conn, &new).await {
                Ok(number) => return Ok(see_other(&format!("/room/elections/{number}"))),
                Err(ElectionsError::Refused(sentence)) => fault("", sentence),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let checks = judged(&mut conn, &fields, now).await?;
    unprocessable(&NewPage::new(frame, fields, faults, checks))
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
    let decisions = record_dates::decisions(conn)
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
        readiness.poll,
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
    let mut conn = connect(&state.db).await?;
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
    let mut conn = connect(&state.db).await?;
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
    let mut conn = connect(&state.db).await?;
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
        let form = (form_id(&fields), base);
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
    let mut conn = connect(&state.db).await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let mut faults = Faults::new();
    let checks = ready::checks(&mut conn, &election, now).await?;
    let check = checks
        .iter()
        .find(|check| check.can_be_waived() && check.key == fields.get("rule"));
    if check.is_none() {
        let sentence = if WAIVABLE.contains(&fields.get("rule")) {
            "This rule is kept, or waived already."
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
    let decision = record_dates::decisions(&mut conn)
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
            id: form_id(&fields),
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
    let mut conn = connect(&state.db).await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let method = PollMethod::parse(fields.get("method")).filter(|one| *one != PollMethod::Motion);
    // Asked here as well as by the guard, so that a refused draft takes no number.
    let open = ready::checks(&mut conn, &election, now)
        .await?
        .iter()
        .any(|check| check.is_open());
    let faults = match method {
        None => fault("method", "Choose how the ballots are counted."),
        Some(_) if open => fault(
            "method",
            "The dates have errors that are neither mended nor waived.",
        ),
        Some(method) => {
            let new = NewDraft {
                id: form_id(&fields),
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
