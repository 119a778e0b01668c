//! Record dates: announced, corrected, and how ready the foundation is for each.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use crate::bodies::{self, DateAnnouncer, Office, Officer};
use crate::db::Connection;
use crate::dues;
use crate::joining;
use crate::members;
use crate::renewals::chore::days_by;
use crate::renewals::model::{Announced, Bound, Purpose, faults};
use crate::renewals::store::dates::{self, AnnounceError, NewDate, RecordDate};
use crate::renewals::store::reading;
use crate::renewals::views::{DatePage, DatesPage, EndingRow, Readiness};
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::typed::line_or;
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const TITLE_CHARS: usize = 120;
const REASON_CHARS: usize = 500;

/// How many open invoices are looked through.
const INVOICES: i64 = 10_000;

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    corrects: Option<i32>,
}

async fn bound(
    conn: &mut Connection,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<Bound>, WebError> {
    let rule = rulebook::find(conn, key, now)
        .await
        .map_err(WebError::internal)?;
    Ok(rule.and_then(|rule| {
        Some(Bound {
            days: rule.value.parse().ok()?,
            citation: rule.citation,
        })
    }))
}

async fn bounds(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(Option<Bound>, Option<Bound>), WebError> {
    Ok((
        bound(conn, keys::RECORD_DATE_MIN_DAYS, now).await?,
        bound(conn, keys::RECORD_DATE_MAX_DAYS, now).await?,
    ))
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    typed: (Fields, Faults),
) -> Result<DatesPage, WebError> {
    let now = bodies::today(conn).await?.now;
    let all = dates::all(conn).await.map_err(WebError::internal)?;
    let decisions = dates::decisions(conn).await.map_err(WebError::internal)?;
    let bounds = bounds(conn, now).await?;
    let announces = DateAnnouncer::is(officer);
    Ok(DatesPage::new(
        frame,
        (all, decisions),
        &bounds,
        announces,
        typed,
    ))
}

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    asked: Query<Asked>,
    state: Data<AppState>,
) -> Result<DatesPage, WebError> {
    let mut conn = state.connection().await?;
    let mut typed = Fields::default();
    if let Some(number) = asked.corrects {
        let date = find(&mut conn, number).await?;
        typed = [
            ("corrects", date.number.to_string()),
            ("purpose", date.purpose().word().to_owned()),
            ("title", date.title.clone()),
            ("record_date", date.record_date.to_string()),
            ("opens_on", date.opens_on.to_string()),
            ("closes_on", date.closes_on.to_string()),
            ("decision", date.decision.to_string()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    }
    page(&mut conn, frame, &officer, (typed, Vec::new())).await
}

async fn find(conn: &mut Connection, number: i32) -> Result<RecordDate, WebError> {
    dates::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// What was typed of a record date.
struct Typed {
    purpose: Purpose,
    title: String,
    record_date: NaiveDate,
    opens_on: NaiveDate,
    closes_on: NaiveDate,
    /// The number of the decision.
    decision: i64,
    reason: String,
}

fn read(fields: &Fields) -> Result<Typed, Vec<(String, String)>> {
    let mut wrong = Vec::new();
    let mut fault =
        |field: &str, sentence: &str| wrong.push((field.to_owned(), sentence.to_owned()));
    let purpose = Purpose::parse(fields.get("purpose"));
    if purpose.is_none() {
        fault("purpose", "Choose what is fixed on this day.");
    }
    let title = line_or(
        fields.get("title"),
        TITLE_CHARS,
        "Say for what it is: Election of the board 2027.",
    )
    .map_err(|sentence| fault("title", &sentence))
    .ok();
    let mut day = |field: &str| {
        let read = parse_day(fields.get(field));
        if read.is_none() {
            fault(field, "Give a date like 2026-07-31.");
        }
        read
    };
    let (record_date, opens_on, closes_on) =
        (day("record_date"), day("opens_on"), day("closes_on"));
    let decision = fields.get("decision").parse().ok();
    if decision.is_none() {
        fault(
            "decision",
            "Choose the decision that fixes the day. It is entered and confirmed under Decisions.",
        );
    }
    let reason = if fields.get("corrects").is_empty() {
        Some(String::new())
    } else {
        let missing = "Say what was wrong with the one in whose place this stands.";
        line_or(fields.get("reason"), REASON_CHARS, missing)
            .map_err(|sentence| fault("reason", &sentence))
            .ok()
    };
    match (
        purpose,
        title,
        record_date,
        opens_on,
        closes_on,
        decision,
        reason,
    ) {
        (
            Some(purpose),
            Some(title),
            Some(record_date),
            Some(opens_on),
            Some(closes_on),
            Some(decision),
            Some(reason),
        ) => Ok(Typed {
            purpose,
            title,
            record_date,
            opens_on,
            closes_on,
            decision,
            reason,
        }),
        _ => Err(wrong),
    }
}

/// Announces what was typed and returns its number, or says what is wrong.
async fn keep(
    conn: &mut Connection,
    officer: &Officer,
    fields: &Fields,
    typed: &Typed,
) -> Result<Result<i32, Vec<(String, String)>>, WebError> {
    let refused = |field: &str, sentence: String| Ok(Err(vec![(field.to_owned(), sentence)]));
    let decisions = dates::decisions(conn).await.map_err(WebError::internal)?;
    let chosen = decisions
        .iter()
        .find(|decision| decision.number == typed.decision);
    let Some(decision) = chosen else {
        return refused("decision", AnnounceError::NotDecided.to_string());
    };
    let corrects = match fields.get("corrects") {
        "" => None,
        number => match number.parse() {
            Ok(number) => Some(find(conn, number).await?.id),
            Err(_) => return Err(WebError::NotFound),
        },
    };
    let now = bodies::today(conn).await?.now;
    let (min, max) = bounds(conn, now).await?;
    let announced = Announced {
        record_date: typed.record_date,
        opens_on: typed.opens_on,
        closes_on: typed.closes_on,
        decided_on: decision.recorded_on,
    };
    let wrong = faults(announced, min.as_ref(), max.as_ref());
    if !wrong.is_empty() {
        return Ok(Err(wrong
            .into_iter()
            .map(|(field, sentence)| (field.to_owned(), sentence))
            .collect()));
    }
    let new = NewDate {
        id: fields.form_id(),
        purpose: typed.purpose,
        title: &typed.title,
        record_date: typed.record_date,
        opens_on: typed.opens_on,
        closes_on: typed.closes_on,
        decision: decision.id,
        corrects: corrects.map(|id| (id, typed.reason.as_str())),
        by: officer.person,
    };
    match dates::announce(conn, &new).await {
        Ok(number) => Ok(Ok(number)),
        Err(AnnounceError::Database(error)) => Err(WebError::internal(error)),
        Err(error @ AnnounceError::NotDecided) => refused("decision", error.to_string()),
        Err(error @ AnnounceError::BeforeDecision) => refused("record_date", error.to_string()),
        Err(error @ AnnounceError::OutsideRules) => refused("opens_on", error.to_string()),
        Err(error @ AnnounceError::Corrected) => refused("", error.to_string()),
    }
}

pub(super) async fn announce(
    frame: Frame,
    announcer: DateAnnouncer,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let faults = match read(&fields) {
        Err(faults) => faults,
        Ok(typed) => match keep(&mut conn, &announcer.0, &fields, &typed).await? {
            Ok(number) => return Ok(see_other(&format!("/room/record-dates/{number}"))),
            Err(faults) => faults,
        },
    };
    unprocessable(&page(&mut conn, frame, &announcer.0, (fields, faults)).await?)
}

/// How things stand for a record date by what is recorded now.
async fn readiness(
    conn: &mut Connection,
    frame: &Frame,
    officer: &Officer,
    date: &RecordDate,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> Result<Readiness, WebError> {
    let lines = members::store::history_as_known(conn, date.record_date, now)
        .await
        .map_err(WebError::internal)?;
    let votes: Vec<u32> = lines
        .iter()
        .filter_map(members::store::Line::votes_on_roll)
        .collect();
    let grace = days_by(conn, keys::MEMBERSHIP_GRACE_DAYS, now)
        .await
        .map_err(WebError::internal)?;
    let grace = Days::new(u64::from(grace.unwrap_or(0)));
    let span = (
        today.checked_sub_days(grace).unwrap_or(today),
        date.record_date,
    );
    let lapsing = reading::ending(conn, span, today, reading::MOST)
        .await
        .map_err(WebError::internal)?;
    let unreached = reading::unreached(conn, span, today)
        .await
        .map_err(WebError::internal)?;
    let applications = joining::store::reading::pending(conn)
        .await
        .map_err(WebError::internal)?;
    let agreements = joining::store::agreements::behind(conn, date.record_date)
        .await
        .map_err(WebError::internal)?;
    let overdue = dues::store::lists::open(conn, now, INVOICES)
        .await
        .map_err(WebError::internal)?
        .iter()
        .filter(|invoice| invoice.due_on < date.record_date)
        .count();
    Ok(Readiness {
        members: votes.len(),
        votes: votes.iter().map(|votes| u64::from(*votes)).sum(),
        lapsing: lapsing
            .iter()
            .map(|ending| EndingRow::new(frame, ending))
            .collect(),
        unreached: unreached.len(),
        applications: applications.len(),
        agreements,
        overdue,
        keeps_dues: officer.holds(Office::Treasurer),
    })
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<DatePage, WebError> {
    let mut conn = state.connection().await?;
    let date = find(&mut conn, *number).await?;
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(&mut conn).await?;
    let readiness = readiness(&mut conn, &frame, &officer, &date, (now, today)).await?;
    let announces = DateAnnouncer::is(&officer);
    Ok(DatePage::new(frame, date, readiness, announces, now))
}
