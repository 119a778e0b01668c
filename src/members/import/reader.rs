//! Comma-separated values as RFC 4180 writes them, read strictly.
//!
//! A cell is plain, or stands in double quotes and may then hold commas, line
//! ends and doubled quotes. Lines end in LF or CRLF; a byte-order mark is
//! skipped; blank lines are skipped but counted. A quote that is never closed,
//! a quote inside a plain cell and text behind a closing quote are faults:
//! lenient readers join such lines in silence.

use super::{MAX_BYTES, MAX_CELLS, MAX_FAULTS, MAX_RECORDS, Place, Remark};

/// One record of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its first line, counted from 1.
    pub line: usize,
    /// Its place among the records: the header is 0, rows count from 1.
    pub row: usize,
    pub cells: Vec<String>,
}

/// Reads the whole file: its records in order, and the faults of its form.
///
/// After an unclosed quote reading goes on in the next line, so that later
/// faults are found as well; the damaged line itself gives no record.
///
/// With [`MAX_FAULTS`] faults it ends, and the last of them says so.
///
/// # Errors
/// When nothing can be read at all: an empty file, one that is too large, with more than
/// [`MAX_RECORDS`] records, or bytes that are not UTF-8.
pub fn read(bytes: &[u8]) -> Result<(Vec<Record>, Vec<Remark>), Remark> {
    if bytes.len() > MAX_BYTES {
        return Err(Remark::new(
            Place::File,
            "",
            "The file is larger than 4 MB. Split it into several files.",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes
            .iter()
            .take(error.valid_up_to())
            .filter(|byte| **byte == b'\n')
            .count();
        Remark::new(
            Place::Line(line),
            "",
            "This line holds characters that are not UTF-8. Save the file as UTF-8 and try again.",
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = Vec::new();
    let mut faults = Vec::new();
    let mut rest = text;
    let mut line = 1;
    let mut row = 0;
    while !rest.is_empty() {
        let (step, after) = record(rest);
        let consumed = rest.len() - after.len();
        match step {
            Step::Blank => {}
            Step::Cells(cells) => {
                if records.len() == MAX_RECORDS {
                    return Err(Remark::new(Place::File, "", MANY));
                }
                records.push(Record { line, row, cells });
                row += 1;
            }
            Step::Fault {
                lines_down,
                sentence,
            } => {
                let place = Place::of(line + lines_down, row);
                faults.push(Remark::new(place, "", sentence));
                row += 1;
                if faults.len() == MAX_FAULTS {
                    faults.push(Remark::new(place, "", ENOUGH));
                    break;
                }
            }
        }
        line += rest
            .bytes()
            .take(consumed)
            .filter(|byte| *byte == b'\n')
            .count();
        rest = after;
    }
    if records.is_empty() && faults.is_empty() {
        return Err(Remark::new(
            Place::File,
            "",
            "The file is empty. Choose another.",
        ));
    }
    Ok((records, faults))
}

/// The longest record of a file that is read in pieces.
pub const MAX_RECORD_BYTES: usize = 64 * 1024;

const LONG: &str = "From this line on a record goes on for more than 64 KB. Perhaps a quotation mark is never closed. Close it.";

/// What a piece of a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Record(Record),
    Fault(Remark),
}

/// A file read in pieces of any length: the same records and faults as [`read`]
/// gives for the whole, however many they are, but that no record is longer than
/// [`MAX_RECORD_BYTES`].
#[derive(Debug)]
pub struct Pieces {
    /// What has come and does not end a record yet.
    held: Vec<u8>,
    line: usize,
    row: usize,
    begun: bool,
    /// The rest of the line belongs to a record that was too long.
    skipping: bool,
}

impl Default for Pieces {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            line: 1,
            row: 0,
            begun: false,
            skipping: false,
        }
    }
}

impl Pieces {
    /// Reads on; `last` when nothing follows.
    ///
    /// # Errors
    /// At bytes that are not UTF-8: nothing behind them is read.
    pub fn push(&mut self, bytes: &[u8], last: bool) -> Result<Vec<Found>, Remark> {
        let mut held = std::mem::take(&mut self.held);
        held.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&held) {
            Ok(_) => held.len(),
            Err(error) if error.error_len().is_none() && !last => error.valid_up_to(),
            Err(error) => {
                let before = held.iter().take(error.valid_up_to());
                let line = self.line + before.filter(|byte| **byte == b'\n').count();
                return Err(Remark::new(
                    Place::Line(line),
                    "",
                    "This line holds characters that are not UTF-8. Save the file as UTF-8 and try again.",
                ));
            }
        };
        let (text, broken) = held
            .split_at_checked(whole)
            .unwrap_or((held.as_slice(), &[]));
        let text = std::str::from_utf8(text).unwrap_or("");
        let mut rest = text;
        if !self.begun && (last || !rest.is_empty()) {
            self.begun = true;
            rest = rest.strip_prefix('\u{feff}').unwrap_or(rest);
        }
        let mut found = Vec::new();
        while !rest.is_empty() {
            let Some(after) = self.next(rest, last, &mut found) else {
                break;
            };
            self.line += newlines(rest, after);
            rest = after;
        }
        let mut kept = rest.as_bytes().to_vec();
        kept.extend_from_slice(broken);
        self.held = kept;
        Ok(found)
    }

    /// Reads one record; what follows it, or none when more has to come first.
    fn next<'a>(&mut self, rest: &'a str, last: bool, found: &mut Vec<Found>) -> Option<&'a str> {
        if self.skipping {
            self.skipping = !rest.contains('\n');
            return Some(next_line(rest));
        }
        let (step, after) = record(rest);
        let consumed = rest.len() - after.len();
        let unclosed = matches!(&step, Step::Fault { sentence, .. } if *sentence == UNCLOSED);
        let ended = last || (!unclosed && (!after.is_empty() || rest.ends_with('\n')));
        let length = if unclosed { rest.len() } else { consumed };
        if length > MAX_RECORD_BYTES {
            self.skipping = !rest.contains('\n');
            found.push(Found::Fault(Remark::new(
                Place::of(self.line, self.row),
                "",
                LONG,
            )));
            self.row += 1;
            return Some(next_line(rest));
        }
        if !ended {
            return None;
        }
        match step {
            Step::Blank => {}
            Step::Cells(cells) => {
                let (line, row) = (self.line, self.row);
                found.push(Found::Record(Record { line, row, cells }));
                self.row += 1;
            }
            Step::Fault {
                lines_down,
                sentence,
            } => {
                let place = Place::of(self.line + lines_down, self.row);
                found.push(Found::Fault(Remark::new(place, "", sentence)));
                self.row += 1;
            }
        }
        Some(after)
    }
}

enum Step {
    Blank,
    Cells(Vec<String>),
    Fault {
        /// Lines between the record's first and the one at fault.
        lines_down: usize,
        sentence: &'static str,
    },
}

const UNCLOSED: &str = "This line has a quotation mark that is never closed. Close it.";
const STRAY: &str = "This line has a quotation mark inside a cell that does not begin with one. A cell with quotation marks stands in quotation marks, and each inner one is doubled.";
const WIDE: &str = "This line has more than a thousand cells. Take some out.";
const MANY: &str = "The file has more than 100,000 lines. Split it into several files.";
/// Behind the last fault that is listed.
pub(super) const ENOUGH: &str = "With this line a thousand faults are listed. What follows was not read: put these right, and bring the file again.";
const BEHIND: &str = "This line has text behind a closing quotation mark. A quotation mark inside a quoted cell is doubled.";

/// Reads one record from the start of `text`; what follows it is returned.
fn record(text: &str) -> (Step, &str) {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let cell = match rest.strip_prefix('"') {
            Some(inside) => match quoted_cell(inside) {
                Some((cell, after)) => {
                    rest = after;
                    cell
                }
                None => {
                    let lines_down = newlines(text, rest);
                    return (
                        Step::Fault {
                            lines_down,
                            sentence: UNCLOSED,
                        },
                        next_line(rest),
                    );
                }
            },
            None => {
                let end = rest.find([',', '\n']).unwrap_or(rest.len());
                let (cell, after) = rest.split_at(end);
                let cell = if after.starts_with('\n') || after.is_empty() {
                    cell.strip_suffix('\r').unwrap_or(cell)
                } else {
                    cell
                };
                if cell.contains('"') {
                    let lines_down = newlines(text, rest);
                    return (
                        Step::Fault {
                            lines_down,
                            sentence: STRAY,
                        },
                        next_line(rest),
                    );
                }
                rest = after;
                cell.to_owned()
            }
        };
        cells.push(cell);
        if let Some(after) = rest.strip_prefix(',') {
            if cells.len() == MAX_CELLS {
                return (
                    Step::Fault {
                        lines_down: newlines(text, rest),
                        sentence: WIDE,
                    },
                    next_line(rest),
                );
            }
            rest = after;
            continue;
        }
        let after = rest
            .strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix('\n'));
        return match after {
            _ if rest.is_empty() => (blank_or(cells), rest),
            Some(after) => (blank_or(cells), after),
            None => (
                Step::Fault {
                    lines_down: newlines(text, rest),
                    sentence: BEHIND,
                },
                next_line(rest),
            ),
        };
    }
}

/// Reads a quoted cell behind its opening quote; none when it is never closed.
fn quoted_cell(inside: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = inside;
    loop {
        let (text, after) = rest.split_once('"')?;
        cell.push_str(text);
        match after.strip_prefix('"') {
            Some(doubled) => {
                cell.push('"');
                rest = doubled;
            }
            None => return Some((cell, after)),
        }
    }
}

fn blank_or(cells: Vec<String>) -> Step {
    if cells.len() == 1 && cells.iter().all(|cell| cell.trim().is_empty()) {
        Step::Blank
    } else {
        Step::Cells(cells)
    }
}

fn newlines(from: &str, to: &str) -> usize {
    from.bytes()
        .take(from.len() - to.len())
        .filter(|byte| *byte == b'\n')
        .count()
}

fn next_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, after)| after)
}

#[cfg(test)]
mod tests;
