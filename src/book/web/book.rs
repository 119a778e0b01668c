//! The membership book as of any day, as known at any instant.

use std::io;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::stream::try_unfold;
use serde::Deserialize;

use crate::bodies::Officer;
use crate::book::JoinedAddresses;
use crate::book::views::{AsOf, BookPage, Row};
use crate::db::Connection;
use crate::members::store::{book, history};
use crate::parties::model::harmless_cell;
use crate::web::answer::{html, unprocessable};
use crate::web::times::day_said;
use crate::web::times::{Moment, parse_day, parse_local};
use crate::web::{AppState, Frame, WebError};

/// Memberships on one page, and in one piece of the file.
const PAGE_ROWS: i64 = 500;

/// What is asked for, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The legal day; today where it is empty.
    day: String,
    /// The instant, in the foundation's zone; now where it is empty.
    known: String,
    /// The number after which the page begins.
    after: String,
}

/// The day and the instant that are meant.
struct Meant {
    day: NaiveDate,
    known_at: DateTime<Utc>,
    now: DateTime<Utc>,
    zone: chrono_tz::Tz,
}

impl Meant {
    /// The instant as the form takes it, to the second that holds it whole.
    fn known(&self) -> String {
        self.known_at
            .with_timezone(&self.zone)
            .format("%Y-%m-%dT%H:%M:%S%.6f")
            .to_string()
    }
}

/// Reads what is asked; what cannot be read is said in the form, and the book is
/// that of now.
async fn read(
    conn: &mut Connection,
    frame: &Frame,
    asked: &Asked,
) -> Result<(Meant, AsOf), WebError> {
    let (_, today, zone) = super::now(conn, frame).await?;
    // Until here every fact is committed, so that what is asked for again is the same.
    let now = history::settle(conn).await.map_err(WebError::internal)?;
    let mut form = AsOf {
        day: asked.day.trim().to_owned(),
        known: asked.known.trim().to_owned(),
        ..AsOf::default()
    };
    let mut meant = Meant {
        day: today,
        known_at: now,
        now,
        zone,
    };
    if !form.day.is_empty() {
        match parse_day(&form.day) {
            Some(day) => meant.day = day,
            None => form.day_error = "Give the day like 2026-07-31.".to_owned(),
        }
    }
    if !form.known.is_empty() {
        let exact = form.known.split_once('.');
        let whole = exact.map_or(form.known.as_str(), |(whole, _)| whole);
        let micros = exact.and_then(|(_, fraction)| {
            (fraction.len() == 6)
                .then(|| fraction.parse::<u32>().ok())
                .flatten()
        });
        match parse_local("state of knowledge", whole, zone) {
            Ok(at) => {
                let at = at + chrono::TimeDelta::microseconds(i64::from(micros.unwrap_or(0)));
                if at > now {
                    form.known_error =
                        "What will be recorded is not known yet. Give an instant that has passed."
                            .to_owned();
                } else {
                    meant.known_at = at;
                }
            }
            Err(sentence) => form.known_error = sentence,
        }
    }
    if form.day.is_empty() {
        form.day = meant.day.to_string();
    }
    Ok((meant, form))
}

/// A stretch of the book, with addresses; and after which number the next begins.
async fn rows(
    conn: &mut Connection,
    addresses: &JoinedAddresses,
    (day, known_at): (NaiveDate, DateTime<Utc>),
    after: i64,
) -> Result<Option<(i64, Vec<Row>)>, WebError> {
    let page = book::page(conn, day, known_at, after, PAGE_ROWS)
        .await
        .map_err(WebError::internal)?;
    let Some((last, lines)) = page else {
        return Ok(None);
    };
    let parties: Vec<_> = lines.iter().map(|book| book.line.party.0).collect();
    let known = addresses
        .of(conn, &parties, day, known_at)
        .await
        .map_err(WebError::internal)?;
    let rows = lines
        .iter()
        .map(|book| Row::new(book, known.get(&book.line.party.0)))
        .collect();
    Ok(Some((last, rows)))
}

pub(super) async fn show(
    frame: Frame,
    _: Officer,
    app: Data<AppState>,
    addresses: Data<JoinedAddresses>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (meant, form) = read(&mut conn, &frame, &asked).await?;
    let after = asked.after.parse().unwrap_or(0);
    let as_of = (meant.day, meant.known_at);
    let (last, rows) = rows(&mut conn, &addresses, as_of, after)
        .await?
        .map_or((None, Vec::new()), |(last, rows)| (Some(last), rows));
    let next = match last {
        Some(last) => book::page(&mut conn, meant.day, meant.known_at, last, 1)
            .await
            .map_err(WebError::internal)?
            .map(|_| last),
        None => None,
    };
    let faulty = form.is_faulty();
    let page = BookPage {
        asked: form,
        zone: format!("In {}. Empty: as known now.", meant.zone),
        day: day_said(&meant.day),
        known: Moment::on_page(&frame, meant.known_at, meant.now),
        query: format!("day={}&known={}", meant.day, meant.known()),
        rows,
        next,
        first_page: after == 0,
        frame,
    };
    if faulty {
        return unprocessable(&page);
    }
    html(StatusCode::OK, &page)
}

fn csv_of<'a>(rows: impl Iterator<Item = &'a [String]>) -> Result<Bytes, WebError> {
    let mut table = csv::Writer::from_writer(Vec::new());
    for cells in rows {
        table
            .write_record(cells.iter().map(|cell| harmless_cell(cell)))
            .map_err(WebError::internal)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| WebError::internal(error.into_error()))?;
    Ok(Bytes::from(bytes))
}

/// The lines of the file after a number, and the last number among them.
async fn piece(
    app: &AppState,
    addresses: &JoinedAddresses,
    as_of: (NaiveDate, DateTime<Utc>),
    after: i64,
) -> Result<Option<(i64, Bytes)>, WebError> {
    let mut conn = app.connection().await?;
    let Some((last, rows)) = rows(&mut conn, addresses, as_of, after).await? else {
        return Ok(None);
    };
    let cells: Vec<_> = rows.iter().map(Row::cells).collect();
    let bytes = csv_of(cells.iter().map(<[String; 13]>::as_slice))?;
    Ok(Some((last, bytes)))
}

/// The whole book, made while it is read: a stretch of it is in memory at a time.
pub(super) async fn file(
    frame: Frame,
    _: Officer,
    app: Data<AppState>,
    addresses: Data<JoinedAddresses>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let (meant, form) = {
        let mut conn = app.connection().await?;
        read(&mut conn, &frame, &asked).await?
    };
    if form.is_faulty() {
        return Err(WebError::Refused(
            format!("{} {}", form.day_error, form.known_error)
                .trim()
                .to_owned(),
        ));
    }
    let as_of = (meant.day, meant.known_at);
    let head = csv_of(std::iter::once(Row::COLUMNS.map(str::to_owned).as_slice()))?;
    let pieces = try_unfold((Some(head), 0_i64), move |(head, after)| {
        let (app, addresses) = (app.clone(), addresses.clone());
        async move {
            if let Some(head) = head {
                return Ok(Some((head, (None, after))));
            }
            let piece = piece(&app, &addresses, as_of, after).await;
            // What was sent is cut off there, so that nothing half looks whole.
            let piece = piece.map_err(|error| io::Error::other(error.to_string()))?;
            Ok::<_, io::Error>(piece.map(|(last, bytes)| (bytes, (None, last))))
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"membership-book-{}.csv\"", meant.day),
        ))
        .streaming(Box::pin(pieces)))
}
