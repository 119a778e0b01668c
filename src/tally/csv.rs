//! Ballots as a table (CSV): a column for each option, or for each rank, or
//! the answers to a motion. `docs/counting/files.md` describes what is read.

use std::collections::BTreeMap;
use std::fmt;

use csv::StringRecord;

use super::answers::{MotionAnswer, MotionVotes};
use super::ballots::{BallotError, Ballots, Folder};
use super::contest::{Contest, ContestError, OptionNo};
use super::method::BallotKind;
use super::scores::{MAX_SCORE, ScoreFolder};

/// What a table of ballots says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The options, in the order of the columns; where columns are ranks, in
    /// ascending order of their names.
    pub contest: Contest,
    /// The ballots, folded.
    pub ballots: Ballots,
}

/// Where a table is not what it should be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// The line, from 1.
    pub line: u64,
    /// The column of the table, from 1; absent where the whole line is meant.
    pub column: Option<usize>,
    /// What is wrong there.
    pub fault: TableFault,
}

impl std::error::Error for TableError {}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, column {column}: {}", self.line, self.fault),
            None => write!(f, "line {}: {}", self.line, self.fault),
        }
    }
}

/// What can be wrong in a table of ballots.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// Not CSV, or not UTF-8.
    #[error("The file cannot be read as CSV in UTF-8: {0}.")]
    NotCsv(String),
    /// A row with more or fewer cells than the first.
    #[error("The row has {found} cells; the first line has {expected}.")]
    Cells {
        /// Cells in this row.
        found: u64,
        /// Cells in the first line.
        expected: u64,
    },
    /// The first column is not the weight.
    #[error("The first line must begin with “weight”, followed by the options.")]
    Header,
    /// The header of a motion.
    #[error("The first line of a motion's votes must be “weight,vote”.")]
    MotionHeader,
    /// Options that are no contest.
    #[error("{0}")]
    Contest(#[from] ContestError),
    /// A column or a cell without a name.
    #[error("An option's name is empty or holds a control character.")]
    Name,
    /// Something that is no weight.
    #[error("The weight must be a whole number from 1; found “{0}”.")]
    Weight(String),
    /// Something that is no rank.
    #[error("A rank is a whole number from 1, or blank; found “{0}”.")]
    Rank(String),
    /// Something that is no mark.
    #[error("A mark is 1, or blank; found “{0}”.")]
    Mark(String),
    /// Something that is no score.
    #[error("A score is a whole number from 0 to {MAX_SCORE}, or blank for 0; found “{0}”.")]
    Score(String),
    /// Something that is no answer.
    #[error("A vote is yes, no, abstain or blank; found “{0}”.")]
    Answer(String),
    /// One option in two places of a ballot.
    #[error("“{0}” stands on the ballot twice.")]
    Twice(String),
    /// A ballot that cannot be counted.
    #[error("The ballot cannot be counted: {0}.")]
    Ballot(#[from] BallotError),
}

/// The word in a cell that spoils this and all later ranks of a ballot.
const OVERVOTE: &str = "overvote";

/// Reads a table of ballots for `seats` seats.
///
/// # Errors
/// The first cell that is not what it should be.
pub fn read(bytes: &[u8], kind: BallotKind, seats: u32) -> Result<Table, TableError> {
    let rows = Rows::read(bytes)?;
    match kind {
        BallotKind::Motion => motion(&rows),
        BallotKind::Scored => scores(&rows, seats),
        BallotKind::Ranked if rows.columns_are_ranks() => by_rank(&rows, seats),
        BallotKind::Ranked => by_option(&rows, seats, kind),
        BallotKind::Marked => by_option(&rows, seats, kind),
    }
}

/// The cells, trimmed, with the line each row began on.
struct Rows {
    header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

impl Rows {
    fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| csv_fault(&error))?;
            let line = record.position().map_or(1, csv::Position::line);
            rows.push((line, record));
        }
        let mut rows = rows.into_iter();
        let (line, header) = rows.next().unwrap_or((1, StringRecord::new()));
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if header.first().is_none_or(|first| first != "weight") || header.len() < 2 {
            return Err(TableError {
                line,
                column: Some(1),
                fault: TableFault::Header,
            });
        }
        Ok(Self {
            header,
            rows: rows.collect(),
        })
    }

    fn columns_are_ranks(&self) -> bool {
        let ranks = self.header[1..].iter().zip(1..);
        ranks
            .into_iter()
            .all(|(name, rank)| *name == format!("rank{rank}"))
    }

    /// Calls `take` with each row's cells (after the weight, with the place of
    /// each column from 1) and weight.
    fn each<'a, F>(&'a self, mut take: F) -> Result<(), TableError>
    where
        F: FnMut(&mut dyn Iterator<Item = (usize, &'a str)>, u64) -> Result<(), Place>,
    {
        for (line, row) in &self.rows {
            let mut cells = (1..).zip(row.iter());
            let text = cells.next().map_or("", |(_, text)| text);
            let fault = |(column, fault)| TableError {
                line: *line,
                column,
                fault,
            };
            let weight = whole_number(text)
                .ok_or_else(|| fault((Some(1), TableFault::Weight(text.to_owned()))))?;
            take(&mut cells, weight).map_err(fault)?;
        }
        Ok(())
    }
}

/// The column of a fault, where it is in one.
type Place = (Option<usize>, TableFault);

fn whole_row(error: BallotError) -> Place {
    (None, TableFault::Ballot(error))
}

/// A whole number in plain digits.
fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// A whole number from 1, in plain digits.
fn whole_number(text: &str) -> Option<u64> {
    digits(text).filter(|number| *number > 0)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

fn motion(rows: &Rows) -> Result<Table, TableError> {
    if rows.header[1..] != ["vote"] {
        return Err(TableError {
            line: 1,
            column: Some(2),
            fault: TableFault::MotionHeader,
        });
    }
    let mut votes = MotionVotes::default();
    rows.each(|cells, weight| {
        for (column, word) in cells {
            // An empty cell is a ballot with nothing on it.
            let word = if word.is_empty() { "blank" } else { word };
            let answer = MotionAnswer::parse(word)
                .ok_or_else(|| (Some(column), TableFault::Answer(word.to_owned())))?;
            votes.add(answer, weight).map_err(whole_row)?;
        }
        Ok(())
    })?;
    Ok(Table {
        contest: Contest::motion(),
        ballots: Ballots::Motion(votes),
    })
}

/// The options that stand in the first line.
fn options(rows: &Rows, seats: u32) -> Result<Contest, TableError> {
    let names = &rows.header[1..];
    if let Some(column) = names.iter().position(|name| !is_name(name)) {
        return Err(TableError {
            line: 1,
            column: Some(column + 2),
            fault: TableFault::Name,
        });
    }
    Contest::of_names(names, seats).map_err(|error| TableError {
        line: 1,
        column: None,
        fault: error.into(),
    })
}

/// A column for each option; cells hold scores.
fn scores(rows: &Rows, seats: u32) -> Result<Table, TableError> {
    let contest = options(rows, seats)?;
    let mut folder = ScoreFolder::new(contest.options().len());
    let mut scores = Vec::new();
    rows.each(|cells, weight| {
        scores.clear();
        for ((column, cell), option) in cells.zip(contest.numbers()) {
            if !cell.is_empty() {
                let score = digits(cell).filter(|score| *score <= MAX_SCORE);
                let fault = || (Some(column), TableFault::Score(cell.to_owned()));
                scores.push((option, score.ok_or_else(fault)?));
            }
        }
        folder.add(&scores, weight).map_err(whole_row)
    })?;
    Ok(Table {
        contest,
        ballots: Ballots::Scored(folder.finish()),
    })
}

/// A column for each option; cells hold ranks, or marks.
fn by_option(rows: &Rows, seats: u32, kind: BallotKind) -> Result<Table, TableError> {
    let contest = options(rows, seats)?;
    let mut folder = Folder::new(contest.options().len());
    let mut by_rank: BTreeMap<u64, Vec<OptionNo>> = BTreeMap::new();
    rows.each(|cells, weight| {
        by_rank.clear();
        for ((column, cell), option) in cells.zip(contest.numbers()) {
            let rank = match (cell, kind) {
                ("", _) => continue,
                ("1", BallotKind::Marked) => 1,
                (_, BallotKind::Marked) => {
                    return Err((Some(column), TableFault::Mark(cell.to_owned())));
                }
                _ => whole_number(cell)
                    .ok_or_else(|| (Some(column), TableFault::Rank(cell.to_owned())))?,
            };
            by_rank.entry(rank).or_default().push(option);
        }
        let ranks: Vec<&[OptionNo]> = by_rank.values().map(Vec::as_slice).collect();
        folder.add(&ranks, weight).map_err(whole_row)
    })?;
    let ballots = match kind {
        BallotKind::Marked => Ballots::Marked(folder.finish()),
        _ => Ballots::Ranked(folder.finish()),
    };
    Ok(Table { contest, ballots })
}

/// A column for each rank; cells hold names.
fn by_rank(rows: &Rows, seats: u32) -> Result<Table, TableError> {
    let mut names: BTreeMap<&str, Option<OptionNo>> = BTreeMap::new();
    rows.each(|cells, _| {
        for (column, cell) in cells {
            for name in cell
                .split('|')
                .map(str::trim)
                .filter(|_| !cell.is_empty() && cell != OVERVOTE)
            {
                if !is_name(name) {
                    return Err((Some(column), TableFault::Name));
                }
                names.insert(name, None);
            }
        }
        Ok(())
    })?;
    let contest = Contest::of_names(names.keys().copied(), seats).map_err(|error| TableError {
        line: 1,
        column: None,
        fault: error.into(),
    })?;
    for (number, option) in contest.numbers().zip(names.values_mut()) {
        *option = Some(number);
    }
    let mut folder = Folder::new(names.len());
    rows.each(|cells, weight| {
        let mut ranks: Vec<Vec<OptionNo>> = Vec::new();
        for (column, cell) in cells {
            if cell == OVERVOTE {
                break;
            }
            let rank = cell
                .split('|')
                .map(str::trim)
                .filter_map(|name| names.get(name).copied().flatten());
            let rank: Vec<OptionNo> = rank.collect();
            for (place, option) in rank.iter().enumerate() {
                let above = ranks.iter().flatten().chain(&rank[..place]);
                if above.into_iter().any(|other| other == option) {
                    let name = contest.name(*option).to_owned();
                    return Err((Some(column), TableFault::Twice(name)));
                }
            }
            ranks.push(rank);
        }
        folder.add(&ranks, weight).map_err(whole_row)
    })?;
    Ok(Table {
        contest,
        ballots: Ballots::Ranked(folder.finish()),
    })
}

fn csv_fault(error: &csv::Error) -> TableError {
    let line = error.position().map_or(1, csv::Position::line);
    let fault = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => TableFault::Cells {
            found: *len,
            expected: *expected_len,
        },
        csv::ErrorKind::Utf8 { .. } => TableFault::NotCsv("it is not valid UTF-8".to_owned()),
        _ => TableFault::NotCsv(error.to_string()),
    };
    TableError {
        line,
        column: None,
        fault,
    }
}
