//! An election made: its dates are proposed by the rules, or repeat those of an earlier one.
//! What becomes of it afterwards is done in its room.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono::NaiveTime;
use serde::Deserialize;

use super::typed_dates::{judged, read_dates, written};
use super::{fault, find, now};
use crate::bodies::ElectionOfficer;
use crate::bodies::model::body::{BodyId, Charter};
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::elections::model::calendar::{self, Dates};
use crate::elections::model::line;
use crate::elections::store::ElectionsError;
use crate::elections::store::elections::{self, NewElection};
use crate::elections::store::facts::Now;
use crate::elections::views::room::NewPage;
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const TITLE_CHARS: usize = 120;

/// The committee that an election has where none is named.
const COMMITTEE: &str = "election-committee";

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
    let mut conn = state.connection().await?;
    let now = now(&mut conn).await?;
    let rules = elections::date_rules(&mut conn, now.at)
        .await
        .map_err(WebError::internal)?;
    let lead = rules.open_days.as_ref().map_or(45, |rule| rule.value);
    let soonest = now
        .day
        .checked_add_signed(chrono::TimeDelta::days(lead.saturating_add(7)))
        .unwrap_or(now.day);
    let opens = asked.opens.as_deref().and_then(parse_day);
    let mut fields: Vec<(String, String)> = vec![
        ("committee".to_owned(), COMMITTEE.to_owned()),
        ("body".to_owned(), BodyId::board().as_str().to_owned()),
    ];
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
    let charters = charters(&mut conn, now).await?;
    let typed = (fields, Faults::new());
    Ok(NewPage::new(frame, typed, checks, charters))
}

/// The bodies there are, by their charters in force.
async fn charters(conn: &mut Connection, now: Now) -> Result<Vec<Charter>, WebError> {
    seats::charters_at(conn, now.at)
        .await
        .map_err(WebError::internal)
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
        faults.extend(fault("body", "Choose a body that has seats."));
    }
    let committee = BodyId::parse(fields.get("committee").trim()).filter(BodyId::has_seats);
    if committee.is_none() {
        faults.extend(fault("committee", "Choose the committee that runs it."));
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
    let mut conn = state.connection().await?;
    let now = now(&mut conn).await?;
    let repeats = match fields.get("repeats").parse() {
        Ok(number) => Some(find(&mut conn, number).await?.id),
        Err(_) => None,
    };
    let faults = match read(&fields, now) {
        Err(faults) => faults,
        Ok(typed) => {
            let new = NewElection {
                id: fields.form_id(),
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
    let charters = charters(&mut conn, now).await?;
    unprocessable(&NewPage::new(frame, (fields, faults), checks, charters))
}
