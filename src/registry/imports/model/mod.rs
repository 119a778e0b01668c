//! What a file says about assets, and how that differs from what the register holds. Pure.
//!
//! [`st96`], [`rdap`] and [`rows`] read a file of their format to [`Found`] records, or
//! refuse it whole with every fault; [`tree`] is the bounded XML beneath the first. What an
//! office calls an event itself, [`offices`] offers under the docket's code as well.
//! [`differ`] holds what was found against what is [`held`] and says of each difference
//! whether a person may take it over, or whether it needs a deed; [`ticks`] reads what they
//! ticked.

mod days;
pub mod differ;
pub mod field;
pub mod found;
pub mod held;
pub mod offices;
pub mod rdap;
pub mod rows;
pub mod st96;
pub mod ticks;
pub mod tree;
pub mod values;

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::registry::model::event::ahead;

pub use field::{CaseField, Field};
pub use found::{Class, Found, Handle, Happened};
pub use values::{
    BASES, CASE_STATES, HOLDINGS, KINDS, Office, ROUTES, STATES, day, edition_of, event_code,
    fits_as_edition, fits_as_event, nice_class, value, word_of,
};
pub(crate) use values::{one_line, plain, quoted};

/// The largest file taken: a case of TSDR with a long history is well under one.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// How many assets or cases one file may speak of.
pub const MAX_RECORDS: usize = 500;
/// How many rows a CSV may have, below its header.
pub const MAX_ROWS: usize = 20_000;
/// How many events of one case are read.
pub const MAX_EVENTS: usize = 1_000;
/// How many faults are listed; a file with more is refused all the same.
pub const MAX_FAULTS: usize = 50;
/// The longest value in characters, but for goods and services.
pub const MAX_VALUE_CHARS: usize = 1_000;
/// The longest number or code of an office, in characters.
pub const MAX_NUMBER_CHARS: usize = 40;
/// The longest list of goods and services of one class that is read, in characters.
pub const MAX_GOODS_CHARS: usize = 20_000;

/// What kinds of file are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// WIPO ST.96 XML as TSDR gives it.
    St96,
    /// RDAP JSON of a domain (RFC 9083).
    Rdap,
    /// Comma-separated values (RFC 4180) with the columns of [`rows::COLUMNS`].
    Csv,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::St96, Self::Rdap, Self::Csv];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::St96 => "st96",
            Self::Rdap => "rdap",
            Self::Csv => "csv",
        }
    }

    /// How it is called on pages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::St96 => "WIPO ST.96 XML (TSDR)",
            Self::Rdap => "RDAP JSON (a domain)",
            Self::Csv => "CSV (any assets)",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// Reads a file of this format as if every day in it had come: every record, or every
    /// fault.
    ///
    /// # Errors
    /// The faults, in the order of the file. With one of them nothing is taken.
    pub fn read(self, bytes: &[u8]) -> Result<Vec<Found>, Vec<Fault>> {
        self.read_by(bytes, NaiveDate::MAX)
    }

    /// Reads a file of this format by the latest day that has come anywhere: every record, or
    /// every fault. An event that a file names on a later day is one; one that only follows
    /// from its other days is left out until it has happened.
    ///
    /// # Errors
    /// The faults, in the order of the file. With one of them nothing is taken.
    pub fn read_by(self, bytes: &[u8], latest: NaiveDate) -> Result<Vec<Found>, Vec<Fault>> {
        if bytes.is_empty() {
            return Err(vec![Fault::whole("The file is empty. Choose another.")]);
        }
        if bytes.len() > MAX_BYTES {
            return Err(vec![Fault::whole(
                "The file is larger than 4 MB. Split it, or bring the cases one by one.",
            )]);
        }
        let mut found = match self {
            Self::St96 => st96::read(bytes, latest),
            Self::Rdap => rdap::read(bytes),
            Self::Csv => rows::read(bytes, latest),
        }
        .and_then(once_each)
        .map_err(|mut faults| {
            faults.truncate(MAX_FAULTS);
            faults
        })?;
        for record in &mut found {
            record
                .events
                .retain(|event| ahead(&event.code, event.on, latest).is_none());
        }
        if found.is_empty() {
            return Err(vec![Fault::whole(
                "The file speaks of no asset. Choose another.",
            )]);
        }
        Ok(found)
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line of a CSV or the number of the case, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// The column or element it concerns; empty for none.
    pub column: String,
    pub sentence: String,
}

impl Fault {
    #[must_use]
    pub fn whole(sentence: impl Into<String>) -> Self {
        Self {
            line: 0,
            column: String::new(),
            sentence: sentence.into(),
        }
    }

    #[must_use]
    pub fn at(line: usize, column: &str, sentence: impl Into<String>) -> Self {
        Self {
            line,
            column: plain(column),
            sentence: sentence.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}: ", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, "{}: ", self.column)?;
        }
        f.write_str(&self.sentence)
    }
}

/// Refuses a file that speaks of one asset in two records with facts of their own.
fn once_each(found: Vec<Found>) -> Result<Vec<Found>, Vec<Fault>> {
    let mut seen: BTreeMap<(&'static str, &str, String), usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for record in &found {
        let first = record
            .handle
            .keys()
            .into_iter()
            .filter_map(|key| seen.insert(key, record.line))
            .next();
        if let Some(first) = first.filter(|first| *first != record.line) {
            faults.push(Fault::at(
                record.line,
                "",
                format!("This speaks of the same asset as {first}. Bring each only once."),
            ));
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests;
