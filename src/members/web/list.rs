//! The list of members: searched, by pages, and as a file.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Data, ServiceConfig};
use chrono::NaiveDate;

use crate::bodies::{self, MemberKeeper, Officer};
use crate::db::Connection;
use crate::members::model::steps::Search;
use crate::members::store;
use crate::members::store::files;
use crate::members::store::listing::{self, Sought};
use crate::members::views::{MembersPage, standing_said};
use crate::parties::model::harmless_cell;
use crate::web::times::parse_day;
use crate::web::{AppState, Frame, WebError};

/// Memberships on one page of the list.
const PER_PAGE: usize = 50;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/members", web::get().to(list))
        .route("/room/members.csv", web::get().to(file));
}

/// The legal day on which this request is answered.
pub(super) async fn today(frame: &Frame, conn: &mut Connection) -> Result<NaiveDate, WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.zone();
    Ok(now.with_timezone(&zone).date_naive())
}

/// What is searched for, as of its day and as known now.
async fn sought(frame: &Frame, conn: &mut Connection, search: &Search) -> Result<Sought, WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let day = match parse_day(&search.day) {
        Some(day) => day,
        None => today(frame, conn).await?,
    };
    Ok(Sought {
        day,
        known_at: now,
        text: search.q.clone(),
        class: search.class.clone(),
        standing: search.standing.clone(),
    })
}

async fn list(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    search: web::Query<Search>,
) -> Result<MembersPage, WebError> {
    let mut conn = state.connection().await?;
    let search = search.into_inner();
    let sought = sought(&frame, &mut conn, &search).await?;
    let now = sought.known_at;
    let recorded = listing::recorded(&mut conn, now)
        .await
        .map_err(WebError::internal)?;
    let wanted = search.page.parse().unwrap_or(1);
    let listing::Page {
        found,
        page,
        pages,
        lines,
    } = listing::page(&mut conn, &sought, wanted, PER_PAGE)
        .await
        .map_err(WebError::internal)?;
    let classes = store::classes::all(&mut conn, now)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|class| (class.id.as_str().to_owned(), class.name))
        .collect();
    let waiting = if super::import::seconds(&officer) {
        files::waiting(&mut conn)
            .await
            .map_err(WebError::internal)?
    } else {
        Vec::new()
    };
    Ok(MembersPage {
        frame,
        keeps_members: MemberKeeper::is(&officer),
        day: sought.day,
        recorded,
        found,
        lines,
        waiting,
        classes,
        search,
        page,
        pages,
    })
}

/// The members as a spreadsheet opens them: no cell is taken for a formula.
async fn file(
    frame: Frame,
    _officer: Officer,
    state: Data<AppState>,
    search: web::Query<Search>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let sought = sought(&frame, &mut conn, &search).await?;
    let day = sought.day;
    let lines = listing::all(&mut conn, &sought)
        .await
        .map_err(WebError::internal)?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: &[String]| {
        table
            .write_record(cells.iter().map(|cell| harmless_cell(cell)))
            .map_err(WebError::internal)
    };
    write(
        &[
            "number",
            "name",
            "kind",
            "class",
            "votes",
            "voter",
            "member_since",
            "standing",
            "country",
            "disclosed",
        ]
        .map(str::to_owned),
    )?;
    for line in &lines {
        write(&[
            line.number.to_string(),
            line.name.clone(),
            line.kind.word().to_owned(),
            line.class_name.clone(),
            line.votes_on_roll().unwrap_or(0).to_string(),
            line.voter
                .as_ref()
                .map_or_else(String::new, |voter| voter.name.clone()),
            line.member_since.to_string(),
            standing_said(line.standing),
            line.country.clone(),
            if line.disclosed { "yes" } else { "no" }.to_owned(),
        ])?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| WebError::internal(error.into_error()))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"members-{day}.csv\""),
        ))
        .body(bytes))
}
