//! Routes of the rulebook, and handlers of what rules and of its versions; [`drafting`]: the
//! next one's draft.

mod drafting;

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Query, ServiceConfig};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Utc};
use data_encoding::HEXLOWER;
use serde::Deserialize;

use super::store;
use super::views::{ComparePage, Comparison, RulesPage, VersionLine, VersionPage, by_subject};
use crate::bodies::{self, Officer};
use crate::db::Connection;
use crate::rulebook::model::book::Book;
use crate::rulebook::model::compare;
use crate::rulebook::store::{self as rulebook, Version};
use crate::web::times::{self, Moment};
use crate::web::{AppState, Frame, WebError};

/// Routes of the rulebook.
pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/rules", web::get().to(rules))
        .route("/rules/compare", web::get().to(compared))
        .route("/rules/versions/{version}", web::get().to(version))
        .route(
            "/rules/versions/{version}/rulebook.toml",
            web::get().to(version_file),
        )
        .route("/room/rulebook", web::get().to(drafting::draft))
        .route("/room/rulebook", web::post().to(drafting::save))
        .route("/room/rulebook/values", web::post().to(drafting::change))
        .route("/room/rulebook/adoption", web::post().to(drafting::prepare))
        .route(
            "/room/rulebook/rulebook.toml",
            web::get().to(drafting::draft_file),
        );
}

/// Lines shown before and after each that differs.
const AROUND: usize = 3;

/// A moment as the database's clock has it, and the legal day it falls on.
async fn now_and_day(
    conn: &mut Connection,
    frame: &Frame,
) -> Result<(DateTime<Utc>, NaiveDate), WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.zone();
    Ok((now, now.with_timezone(&zone).date_naive()))
}

async fn version_lines(
    conn: &mut Connection,
    frame: &Frame,
    versions: &[Version],
    now: DateTime<Utc>,
) -> Result<Vec<VersionLine>, WebError> {
    let decisions = bodies::store::decisions::all(conn)
        .await
        .map_err(WebError::internal)?;
    let resolutions = store::resolutions(conn).await.map_err(WebError::internal)?;
    let in_force = rulebook::version_at(conn, now)
        .await
        .map_err(WebError::internal)?
        .map(|version| version.version);
    Ok(versions
        .iter()
        .map(|version| VersionLine {
            version: version.version,
            from: version
                .effective_from
                .map(|from| Moment::on_page(frame, from, now)),
            decision: decisions
                .iter()
                .find(|decision| decision.decided == Some(version.decision))
                .map(|decision| (decision.number, decision.title.clone())),
            resolution: resolutions.get(&version.decision).cloned(),
            in_force: in_force == Some(version.version),
        })
        .collect())
}

#[derive(Deserialize)]
struct OnDay {
    #[serde(default)]
    on: String,
}

async fn rules(
    frame: Frame,
    officer: Option<Officer>,
    asked: Query<OnDay>,
    app: Data<AppState>,
) -> Result<RulesPage, WebError> {
    let site = frame.site.as_ref().ok_or(WebError::NotFound)?;
    let zone = site.zone;
    let mut conn = app.connection().await?;
    let (now, today) = now_and_day(&mut conn, &frame).await?;
    let (instant, error) = match asked.on.trim() {
        "" => (now, String::new()),
        on => match NaiveDate::parse_from_str(on, "%Y-%m-%d")
            .ok()
            .filter(|day| (1..=9999).contains(&day.year()))
            .and_then(|day| day.succ_opt())
            .and_then(|next| {
                zone.from_local_datetime(&next.and_time(NaiveTime::MIN))
                    .earliest()
            }) {
            // The end of that day.
            Some(end) => (
                end.with_timezone(&Utc) - chrono::Duration::milliseconds(1),
                String::new(),
            ),
            None => (now, frame.t.say("rules-fault-day")),
        },
    };
    let rules = rulebook::all_as_of(&mut conn, instant)
        .await
        .map_err(WebError::internal)?;
    let versions = rulebook::versions(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let versions = version_lines(&mut conn, &frame, &versions, now).await?;
    Ok(RulesPage {
        on: match asked.on.is_empty() {
            true => today.to_string(),
            false => asked.on.clone(),
        },
        day: times::day(&frame.t, instant.with_timezone(&zone).date_naive()),
        error,
        version: rules.first().map_or(0, |rule| rule.version),
        subjects: by_subject(&frame.t, &rules),
        versions,
        keeps: officer.is_some(),
        frame,
    })
}

async fn find(conn: &mut Connection, number: i32) -> Result<(Vec<Version>, usize), WebError> {
    let versions = rulebook::versions(conn).await.map_err(WebError::internal)?;
    let at = versions
        .iter()
        .position(|version| version.version == number)
        .ok_or(WebError::NotFound)?;
    Ok((versions, at))
}

fn read(version: &Version) -> Result<Book, WebError> {
    version
        .book()
        .map_err(|_| WebError::internal_message("an adopted rulebook cannot be read"))
}

async fn version(
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<VersionPage, WebError> {
    let mut conn = app.connection().await?;
    let (now, _) = now_and_day(&mut conn, &frame).await?;
    let (versions, at) = find(&mut conn, *number).await?;
    let mut lines = version_lines(&mut conn, &frame, &versions, now).await?;
    Ok(VersionPage {
        line: lines.swap_remove(at),
        sha256: HEXLOWER.encode(&versions[at].sha256),
        book: read(&versions[at])?,
        frame,
    })
}

fn toml_file(name: &str, text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/toml; charset=utf-8")
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"{name}\""),
        ))
        .body(text)
}

async fn version_file(
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (versions, at) = find(&mut conn, *number).await?;
    let name = format!("rulebook-{}.toml", *number);
    Ok(toml_file(&name, versions[at].text().into_owned()))
}

#[derive(Deserialize)]
struct Sides {
    before: i32,
    after: i32,
}

async fn compared(
    frame: Frame,
    sides: Query<Sides>,
    app: Data<AppState>,
) -> Result<ComparePage, WebError> {
    let mut conn = app.connection().await?;
    let (_, today) = now_and_day(&mut conn, &frame).await?;
    let (versions, before) = find(&mut conn, sides.before).await?;
    let (_, after) = find(&mut conn, sides.after).await?;
    let (before, after) = (&versions[before], &versions[after]);
    let changes = compare::changes(&read(before)?, &read(after)?, today);
    let lines = compare::lines(&before.text(), &after.text(), AROUND);
    Ok(ComparePage {
        before: before.version,
        after: after.version,
        comparison: Comparison::of(&frame.t, &changes, &lines),
        frame,
    })
}
