//! The list of a roll for inspection, and the members who may be named in public.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Data, Path};
use serde::Deserialize;

use crate::bodies::Officer;
use crate::book::JoinedAddresses;
use crate::book::views::{Listed, MembersPage, RollListPage};
use crate::db::Connection;
use crate::members::store::{book, history_as_known};
use crate::parties::model::harmless_cell;
use crate::rolls;
use crate::web::times::Moment;
use crate::web::times::day_said;
use crate::web::{AppState, Frame, WebError};

const PAGE_ROWS: usize = 500;
const PUBLIC_ROWS: i64 = 100;
/// Beyond it there is no page of the public list.
const MOST_PAGES: i64 = 100_000;

/// The page that is asked for, from 1.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// Every member of record on a roll, in order of name.
async fn listed(
    conn: &mut Connection,
    addresses: &JoinedAddresses,
    number: i32,
) -> Result<(rolls::store::Roll, Vec<Listed>), WebError> {
    let roll = rolls::store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let mut lines = history_as_known(conn, roll.record_date, roll.known_at)
        .await
        .map_err(WebError::internal)?;
    lines.retain(|line| line.votes_on_roll().is_some() && roll.is_of(line.class.as_str()));
    lines.sort_by_cached_key(|line| (line.name.to_lowercase(), line.number));
    let parties: Vec<_> = lines.iter().map(|line| line.party.0).collect();
    let known = addresses
        .of(conn, &parties, roll.record_date, roll.known_at)
        .await
        .map_err(WebError::internal)?;
    let rows = lines
        .iter()
        .filter_map(|line| {
            let votes = line.votes_on_roll()?;
            Some(Listed::new(line, votes, known.get(&line.party.0)))
        })
        .collect();
    Ok((roll, rows))
}

pub(super) async fn roll(
    frame: Frame,
    _: Officer,
    number: Path<i32>,
    app: Data<AppState>,
    addresses: Data<JoinedAddresses>,
    asked: web::Query<Asked>,
) -> Result<RollListPage, WebError> {
    let mut conn = app.connection().await?;
    let (roll, rows) = listed(&mut conn, &addresses, *number).await?;
    let members = rows.len();
    let pages = members.div_ceil(PAGE_ROWS).max(1);
    let page = asked.page.parse().unwrap_or(1).clamp(1, pages);
    Ok(RollListPage {
        number: roll.number,
        record_date: day_said(&roll.record_date),
        classes: roll.class_names.join(", "),
        known: Moment::on_page(&frame, roll.known_at, roll.now),
        certified: roll.is_certified(),
        members,
        rows: rows
            .into_iter()
            .skip((page - 1) * PAGE_ROWS)
            .take(PAGE_ROWS)
            .collect(),
        page,
        pages,
        frame,
    })
}

pub(super) async fn roll_file(
    _: Officer,
    number: Path<i32>,
    app: Data<AppState>,
    addresses: Data<JoinedAddresses>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (roll, rows) = listed(&mut conn, &addresses, *number).await?;
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record(["name", "number", "class", "votes", "address"])
        .map_err(WebError::internal)?;
    for row in rows {
        let cells = [
            row.name,
            row.number.to_string(),
            row.class_name,
            row.votes.to_string(),
            row.address.replace('\n', ", "),
        ];
        table
            .write_record(cells.map(|cell| harmless_cell(&cell)))
            .map_err(WebError::internal)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| WebError::internal(error.into_error()))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"roll-{}-list.csv\"", roll.number),
        ))
        .body(bytes))
}

pub(super) async fn members(
    frame: Frame,
    app: Data<AppState>,
    asked: web::Query<Asked>,
) -> Result<MembersPage, WebError> {
    let mut conn = app.connection().await?;
    let (_, today, _) = super::now(&mut conn, &frame).await?;
    let page = asked.page.parse().unwrap_or(1).clamp(1, MOST_PAGES);
    let mut rows = book::named(&mut conn, today, (page - 1) * PUBLIC_ROWS, PUBLIC_ROWS + 1)
        .await
        .map_err(WebError::internal)?;
    let most = usize::try_from(PUBLIC_ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    Ok(MembersPage {
        frame,
        rows,
        page,
        more,
    })
}
