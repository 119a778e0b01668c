//! Comma-separated values as RFC 4180 writes them, read strictly.
//!
//! A cell is plain, or stands in double quotes and may then hold commas, line
//! ends and doubled quotes. Lines end in LF or CRLF; a byte-order mark is
//! skipped; blank lines are skipped but counted. A quote that is never closed,
//! a quote inside a plain cell and text behind a closing quote are faults:
//! lenient readers join such lines in silence.

use super::{MAX_BYTES, Place, Remark};

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
/// # Errors
/// When nothing can be read at all: an empty file, one that is too large, or
/// bytes that are not UTF-8.
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
        return Err(Remark::new(Place::File, "", "The file is empty."));
    }
    Ok((records, faults))
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

const UNCLOSED: &str = "This line has a quotation mark that is never closed.";
const STRAY: &str = "This line has a quotation mark inside a cell that does not begin with one. A cell with quotation marks stands in quotation marks, and each inner one is doubled.";
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
mod tests {
    use super::{Record, read};

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let (records, faults) = read(text.as_bytes()).expect("a readable file");
        assert!(faults.is_empty(), "{faults:?}");
        records
            .into_iter()
            .map(|Record { line, cells, .. }| (line, cells))
            .collect()
    }

    fn faults(text: &str) -> Vec<String> {
        let (_, faults) = read(text.as_bytes()).expect("a readable file");
        faults
            .iter()
            .map(|fault| format!("{} {}", fault.place, fault.sentence))
            .collect()
    }

    #[test]
    fn cells_quotes_and_line_ends() {
        for (text, expected) in [
            ("a,b\nc,d\n", vec![(1, vec!["a", "b"]), (2, vec!["c", "d"])]),
            (
                "\u{feff}a,b\r\nc,d",
                vec![(1, vec!["a", "b"]), (2, vec!["c", "d"])],
            ),
            (
                "\"a,1\",\"say \"\"hi\"\"\"\n",
                vec![(1, vec!["a,1", "say \"hi\""])],
            ),
            (
                "\"two\nlines\",b\n\nc,d",
                vec![(1, vec!["two\nlines", "b"]), (4, vec!["c", "d"])],
            ),
            (",\n", vec![(1, vec!["", ""])]),
            ("\"\",x", vec![(1, vec!["", "x"])]),
        ] {
            let expected: Vec<(usize, Vec<String>)> = expected
                .into_iter()
                .map(|(line, cells)| (line, cells.into_iter().map(str::to_owned).collect()))
                .collect();
            assert_eq!(cells(text), expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_that_do_not_pair_are_named_by_line() {
        let unclosed = faults("a,b\n\"c,d\ne,f\n");
        assert_eq!(unclosed.len(), 1);
        assert!(unclosed[0].starts_with("Line 2 "), "{unclosed:?}");
        assert!(faults("a\nb \"c\"\n")[0].starts_with("Line 2 "));
        assert!(faults("a\n\"b\"c\n")[0].starts_with("Line 2 "));
        assert!(faults("\"a\nb\",\"c\n")[0].starts_with("Line 2 "));
    }

    #[test]
    fn reading_goes_on_behind_an_unclosed_quote() {
        let (records, faults) = read(b"a\n\"b\nc\n").expect("a readable file");
        assert_eq!(faults.len(), 1);
        assert_eq!(records.len(), 2);
        assert_eq!((records[1].line, records[1].row), (3, 2));
    }

    #[test]
    fn what_cannot_be_read_at_all() {
        assert!(read(b"").is_err());
        assert!(read(b"\xef\xbb\xbf\r\n\n").is_err());
        let bad = read(b"a\nb\xff\n").expect_err("not UTF-8");
        assert_eq!(bad.place.to_string(), "Line 2");
        assert!(read(&vec![b'a'; super::MAX_BYTES + 1]).is_err());
    }
}
