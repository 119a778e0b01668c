//! `open.jsonl`: the ballots that are published with the commitments of those who cast them.

use std::collections::BTreeMap;

use super::canonical::{Value, split_lines};
use super::fields::{Fields, Refusal};
use super::open_cell::OpenCell;
use super::tracker::Tracker;

/// One line of `open.jsonl`: an open cell's commitment and the tracker of its ballot.
///
/// ```text
/// {"c":hex32,"entitlement":hex16,"salt":hex32,"subject":text,"t":tracker}
/// ```
///
/// `salt` and `subject` are absent for a member who is not disclosed. Ascending by `c`, each
/// ended by LF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLine {
    /// Whose ballot it is.
    pub cell: OpenCell,
    /// The ballot's tracker.
    pub tracker: Tracker,
}

impl OpenLine {
    /// The line without LF.
    pub fn encode(&self) -> String {
        let mut map = BTreeMap::from([("t".to_owned(), Value::text(&self.tracker))]);
        self.cell.write(&mut map);
        Value::Object(map).encode()
    }

    /// Reads `open.jsonl`.
    ///
    /// # Errors
    /// The first line that is not canonical or does not ascend. A commitment that stands in two
    /// lines is left to the reader.
    pub fn parse_file(bytes: &[u8]) -> Result<Vec<Self>, Refusal> {
        let split = split_lines(bytes).map_err(|e| Refusal::malformed("open.jsonl", e))?;
        let mut lines: Vec<Self> = Vec::with_capacity(split.len());
        for (i, line) in split.iter().enumerate() {
            let mut fields = Fields::parse(format!("open.jsonl, line {}", i + 1), line)?;
            let cell = OpenCell::read(&mut fields)?;
            let tracker = fields.parsed("t")?;
            if lines.last().is_some_and(|last| last.cell.c > cell.c) {
                return Err(fields.refuse("the commitments do not ascend"));
            }
            fields.end()?;
            lines.push(Self { cell, tracker });
        }
        Ok(lines)
    }
}
