//! The docket as it is read: the list, one deadline with its arithmetic, evidence.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use serde::Deserialize;

use super::entering::{Reader, opened, reader};
use super::refused;
use crate::bodies::{Office, Officer};
use crate::db::Connection;
use crate::docket::model::reckoning::reckon;
use crate::docket::model::{State, Status, ladder};
use crate::docket::store::list::{self, PAGE, Show};
use crate::docket::store::one::{self, Deadline};
use crate::docket::store::{canary, clock, packs, recompute};
use crate::docket::views::{AssetPage, DeadlinePage, ListLine, ListPage, OfAsset, Trial, Typed};
use crate::web::times::{Moment, parse_day};
use crate::web::{AppState, Frame, SignedIn, WebError};

/// Missed ones that stand above what comes.
const ON_TOP: usize = 20;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
}

/// The day and number of the last line of the page before, like `2028-03-15.12`.
fn place(after: &str) -> Option<(NaiveDate, i64)> {
    let (day, number) = after.split_once('.')?;
    Some((parse_day(day)?, number.parse().ok()?))
}

pub(super) async fn list(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
    search: Query<Search>,
) -> Result<ListPage, WebError> {
    let mut conn = state.connection().await?;
    recompute::refresh(&mut conn).await.map_err(refused)?;
    let clock = clock(&mut conn).await.map_err(refused)?;
    let today = clock.day();
    let show = if search.show.is_empty() {
        Show::default()
    } else {
        Show::parse(&search.show).ok_or(WebError::NotFound)?
    };
    let after = place(&search.after);
    let found = list::page(&mut conn, show, after, today, PAGE + 1)
        .await
        .map_err(WebError::internal)?;
    let next = found.get(PAGE - 1).filter(|_| found.len() > PAGE);
    let after_next = next.map_or_else(String::new, |line| {
        let day = match show {
            Show::Missed => line.dates.last(),
            _ => line.dates.due,
        };
        // Where numbers alone order, any day does.
        format!("{}.{}", day.unwrap_or(today), line.number)
    });
    let missed = if show == Show::Upcoming && after.is_none() {
        list::page(&mut conn, Show::Missed, None, today, ON_TOP + PAGE)
            .await
            .map_err(WebError::internal)?
    } else {
        Vec::new()
    };
    let mut counts = list::counts(&mut conn, today)
        .await
        .map_err(WebError::internal)?;
    let trial = canary::latest(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let now = crate::bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let pack = packs::in_force(&mut conn)
        .await
        .map_err(WebError::internal)?
        .map_or_else(String::new, |(version, _)| version);
    let said = |line: &list::Line| ListLine::new(line, &clock);
    let mut missed: Vec<ListLine> = missed.iter().map(said).collect();
    let mut lines: Vec<ListLine> = found.iter().take(PAGE).map(said).collect();
    if show == Show::Upcoming && after.is_none() {
        // The database goes by the foundation's day, and a deadline ends on its office's.
        // What can still be met there, though the day is over here:
        let mut running: Vec<ListLine> = missed
            .extract_if(.., |line| line.status != Status::Missed)
            .collect();
        // What is over there before the day is over here:
        let over: Vec<ListLine> = lines
            .extract_if(.., |line| line.status == Status::Missed)
            .collect();
        counts.missed += i64::try_from(over.len()).unwrap_or_default();
        counts.missed -= i64::try_from(running.len()).unwrap_or_default();
        missed.truncate(ON_TOP);
        missed.extend(over);
        running.append(&mut lines);
        lines = running;
    }
    if show == Show::Missed {
        let found = lines.len();
        lines.retain(|line| line.status == Status::Missed);
        counts.missed -= i64::try_from(found - lines.len()).unwrap_or_default();
    }
    Ok(ListPage {
        show,
        counts,
        missed,
        lines,
        after: after_next,
        is_later: after.is_some(),
        trial: Trial {
            canary: trial.map(|canary| {
                let moment = Moment::on_page(&frame, canary.recorded_at, now);
                (canary, moment)
            }),
        },
        pack,
        frame,
    })
}

pub(super) async fn of_asset(
    frame: Frame,
    officer: Result<Officer, WebError>,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<String>,
) -> Result<AssetPage, WebError> {
    let mut conn = state.connection().await?;
    let conn: &mut Connection = &mut conn;
    let reader = reader(conn, officer, &account).await?;
    let number = number.parse().map_err(|_| reader.shut())?;
    recompute::refresh(conn).await.map_err(refused)?;
    let clock = clock(conn).await.map_err(refused)?;
    let (asset, title) = list::asset(conn, number)
        .await
        .map_err(WebError::internal)?
        .filter(|(asset, _)| reader.reads(*asset))
        .ok_or_else(|| reader.shut())?;
    let lines = list::of_asset(conn, asset)
        .await
        .map_err(WebError::internal)?;
    Ok(AssetPage {
        frame,
        number,
        title,
        docket: OfAsset::new(&lines, &clock),
        officer: reader.officer,
    })
}

/// The deadline at this address, after what is stale was worked out.
pub(super) async fn found(conn: &mut Connection, number: &str) -> Result<Deadline, WebError> {
    let number = number.parse().map_err(|_| WebError::NotFound)?;
    recompute::refresh(conn).await.map_err(refused)?;
    one::find(conn, number)
        .await
        .map_err(refused)?
        .ok_or(WebError::NotFound)
}

/// The page of a deadline, as this reader sees it.
pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    reader: &Reader,
    deadline: Deadline,
) -> Result<DeadlinePage, WebError> {
    let clock = clock(conn).await.map_err(refused)?;
    let (acts, seen) = one::recorded(conn, deadline.id)
        .await
        .map_err(WebError::internal)?;
    let taken_up = packs::find(conn, &deadline.pack)
        .await
        .map_err(WebError::internal)?;
    let pack = taken_up
        .map(|taken_up| taken_up.read())
        .transpose()
        .map_err(refused)?;
    let rule = pack
        .as_ref()
        .and_then(|pack| Some((pack.rule(&deadline.rule)?, pack)));
    let steps = rule
        .and_then(|(rule, pack)| {
            reckon(
                rule,
                pack.calendar_of(rule),
                deadline.dates.anchor,
                deadline.occurrence,
            )
        })
        .map_or_else(Vec::new, |reckoned| reckoned.steps);
    let calendar = rule.map(|(rule, pack)| pack.calendar_of(rule).clone());
    // Officers see reminders, on days of the foundation as long as they are none too late.
    let rung = (reader.officer && deadline.state == State::Running)
        .then(|| {
            ladder::waiting(
                deadline.kind,
                &deadline.dates,
                deadline.acknowledged,
                clock.reminds_on(&deadline.office, deadline.dates.last()),
            )
        })
        .flatten();
    let did_confirm = seen
        .iter()
        .any(|line| line.confirms && line.person == reader.person.0);
    Ok(DeadlinePage {
        rule: rule.map(|(rule, _)| rule.clone()),
        calendar: calendar.filter(|calendar| calendar.rolls),
        steps,
        rung,
        acts,
        seen,
        can_confirm: !did_confirm
            && deadline.state != State::Superseded
            && deadline.entered_by != Some(reader.person.0)
            && reader.confirms(deadline.asset_id),
        keeps: reader.keeps,
        officer: reader.officer,
        typed: Typed::default(),
        faults: Vec::new(),
        today: clock.day_at(&deadline.office),
        deadline,
        frame,
    })
}

/// Whether somebody keeps the register, as the database asks it.
pub(super) fn keeps(officer: &Officer) -> bool {
    [Office::Secretary, Office::Chair, Office::Treasurer]
        .into_iter()
        .any(|office| officer.holds(office))
}

pub(super) async fn show(
    frame: Frame,
    officer: Result<Officer, WebError>,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<String>,
) -> Result<DeadlinePage, WebError> {
    let mut conn = state.connection().await?;
    let (reader, deadline) = opened(&mut conn, officer, &account, &number).await?;
    page(&mut conn, frame, &reader, deadline).await
}

pub(super) async fn document(
    _: Officer,
    state: Data<AppState>,
    path: Path<(String, i64)>,
) -> Result<HttpResponse, WebError> {
    let (number, record) = path.into_inner();
    let number = number.parse().map_err(|_| WebError::NotFound)?;
    let mut conn = state.connection().await?;
    let bytes = one::document(&mut conn, number, record)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    // What it is nobody here knows: it is saved, never shown.
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"DL-{number}-{record}\""),
        ))
        .body(bytes))
}
