//! What the auditors' room shows.

use askama::Template;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

use super::export::lines::words;
use super::looked::Looked;
use super::reading::Cells;
use super::registers::{After, Column, Kind, Register, WITHHELD, find};
use crate::web::Frame;
use crate::web::error::encode_path;
use crate::web::times::Moment;

/// How much of a cell a page shows; the export has all of it.
const CELL_CHARS: usize = 160;

/// `/audit`
#[derive(Template)]
#[template(path = "audit/room.html")]
pub(super) struct RoomPage {
    frame: Frame,
    auditor: String,
    registers: Vec<(&'static Register, i64)>,
    withheld: [(&'static str, &'static str); WITHHELD.len()],
    now: Moment,
}

impl RoomPage {
    pub(super) fn new(
        frame: Frame,
        auditor: String,
        registers: Vec<(&'static Register, i64)>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            now: Moment::on_page(&frame, now, now),
            frame,
            auditor,
            registers,
            withheld: WITHHELD,
        }
    }
}

/// `/audit/{register}`
#[derive(Template)]
#[template(path = "audit/register.html")]
pub(super) struct RegisterPage {
    frame: Frame,
    register: &'static Register,
    rows: Vec<Vec<Cell>>,
    /// The query of the page that follows.
    next: Option<String>,
    first: bool,
}

impl RegisterPage {
    pub(super) fn new(
        frame: Frame,
        register: &'static Register,
        rows: &[Cells],
        more: bool,
        first: bool,
    ) -> Self {
        let last = rows.last().filter(|_| more);
        let next = last
            .and_then(|row| After::of_row(register, row))
            .map(|after| format!("after={}", encode_path(&after.to_json())));
        let line = |row: &Cells| {
            let cells = register.columns.iter().zip(row);
            cells
                .map(|(column, cell)| Cell::of(column, cell.as_deref()))
                .collect()
        };
        Self {
            rows: rows.iter().map(line).collect(),
            frame,
            register,
            next,
            first,
        }
    }
}

/// A cell as a page shows it.
struct Cell {
    text: String,
    /// How it is set.
    class: &'static str,
}

impl Cell {
    fn of(column: &Column, cell: Option<&str>) -> Self {
        let class = match column.kind {
            Kind::Number => "num",
            Kind::Id | Kind::Day | Kind::Instant | Kind::Bytes => "whole",
            Kind::Flag | Kind::Text | Kind::Words | Kind::Json => "",
        };
        let text = cell.map(|cell| shown(column.kind, cell));
        Self {
            text: text.unwrap_or_default(),
            class,
        }
    }
}

fn shown(kind: Kind, cell: &str) -> String {
    let text = match kind {
        Kind::Words => words(cell).unwrap_or_else(str::to_owned),
        Kind::Flag => match cell {
            "true" => "yes".to_owned(),
            _ => "no".to_owned(),
        },
        Kind::Instant => cell
            .parse::<DateTime<Utc>>()
            .map_or_else(|_| cell.to_owned(), |at| at.format("%F %T UTC").to_string()),
        Kind::Id | Kind::Number | Kind::Text | Kind::Day | Kind::Bytes | Kind::Json => {
            cell.to_owned()
        }
    };
    match text.char_indices().nth(CELL_CHARS) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

struct ViewLine {
    number: i64,
    name: String,
    what: String,
    when: Moment,
    manifest: Option<String>,
}

/// `/audit/views`
#[derive(Template)]
#[template(path = "audit/views.html")]
pub(super) struct ViewsPage {
    frame: Frame,
    is_auditor: bool,
    lines: Vec<ViewLine>,
    /// The number before which the next page begins.
    earlier: Option<i64>,
}

impl ViewsPage {
    pub(super) fn new(
        frame: Frame,
        is_auditor: bool,
        found: &[Looked],
        more: bool,
        now: DateTime<Utc>,
    ) -> Self {
        let line = |looked: &Looked| ViewLine {
            number: looked.number,
            name: looked.name.clone(),
            what: what(looked),
            when: Moment::on_page(&frame, looked.recorded_at, now),
            manifest: looked
                .manifest_sha256
                .as_deref()
                .map(|hash| HEXLOWER.encode(hash)),
        };
        Self {
            lines: found.iter().map(line).collect(),
            earlier: found.last().filter(|_| more).map(|last| last.number),
            frame,
            is_auditor,
        }
    }
}

/// What was asked for, in words.
fn what(looked: &Looked) -> String {
    let register = looked.register.as_deref().unwrap_or_default();
    let title = find(register).map_or(register, |register| register.title);
    match (looked.what.as_str(), looked.export, &looked.after_row) {
        ("room", ..) => "The list of registers".to_owned(),
        ("register", _, None) => title.to_owned(),
        ("register", _, Some(after)) => format!("{title}, after {after}"),
        ("views", ..) => "What auditors looked at".to_owned(),
        ("export", ..) => "Took everything away: begun".to_owned(),
        ("exported", Some(begun), _) => format!("Took everything away: whole, begun as {begun}"),
        (other, ..) => other.to_owned(),
    }
}
