//! A file of members: read, judged whole, and turned into what it would add. Pure.
//!
//! [`reader`] splits the bytes into cells and keeps line numbers; [`row`] reads
//! the cells of one line; [`plan`] judges the rows together and against what the
//! foundation knows already; [`leaf`] is a page of them, for whoever records them. Every fault is listed, not only the first: a file
//! with any fault is refused whole.

pub mod leaf;
pub mod plan;
pub mod reader;
pub mod row;

use std::fmt;

use crate::typed::shown;

/// The largest file taken: thirty thousand members and more.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The most records of such a file: the shortest that is a member has some fifty bytes.
pub const MAX_RECORDS: usize = 100_000;
/// The most cells of a record.
pub const MAX_CELLS: usize = 1_000;
/// With so many faults nothing more is read: they are enough to go on with.
pub const MAX_FAULTS: usize = 1_000;

/// Where in the file something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of the file, counted from 1, that is not a row of members.
    Line(usize),
    /// A row of members: its first line in the file, counted from 1, and its
    /// number, counted from 1 after the header.
    Row { line: usize, row: usize },
}

impl Place {
    /// The place of a record that starts on this line; row 0 is the header.
    pub(crate) fn of(line: usize, row: usize) -> Self {
        if row == 0 {
            Self::Line(line)
        } else {
            Self::Row { line, row }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => write!(f, "The file"),
            Self::Line(line) => write!(f, "Line {line}"),
            Self::Row { line, row } => write!(f, "Line {line} (row {row})"),
        }
    }
}

/// Something wrong with the file, or worth a look before it is taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    pub place: Place,
    /// The column it concerns, by its name in the header; empty for none.
    pub column: &'static str,
    pub sentence: String,
}

impl Remark {
    pub(crate) fn new(place: Place, column: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            place,
            column,
            sentence: sentence.into(),
        }
    }
}

/// A piece of the file as a sentence quotes it: shortened, and what is not seen made visible.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    let visible: String = shown(text).chars().take(SHOWN_CHARS).collect();
    if text.chars().count() > SHOWN_CHARS {
        format!("“{visible}…”")
    } else {
        format!("“{visible}”")
    }
}
