//! Rows as lines of CSV (RFC 4180, UTF-8) and of JSON Lines.

use std::io;

use csv::{Terminator, WriterBuilder};
use data_encoding::HEXLOWER;

use crate::audit::reading::Cells;
use crate::audit::registers::{Column, Kind, Register};
use crate::parties::model::harmless_cell;

/// What a cell of words says.
///
/// # Errors
/// The digits of bytes that are no text.
pub fn words(hex: &str) -> Result<String, &str> {
    HEXLOWER
        .decode(hex.as_bytes())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(hex)
}

/// The first line of a CSV file: the columns in plain words.
///
/// # Errors
/// Those of the writer.
pub fn csv_head(register: &Register) -> io::Result<Vec<u8>> {
    let titles = register.columns.iter().map(|column| column.title);
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(titles)?;
    writer.into_inner().map_err(|error| error.into_error())
}

/// Rows as lines of CSV.
///
/// # Errors
/// Those of the writer.
pub fn csv(register: &Register, rows: &[Cells]) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(register.columns.iter().zip(row).map(|(column, cell)| {
            cell.as_deref()
                .map_or_else(String::new, |cell| csv_cell(column, cell))
        }))?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

fn csv_cell(column: &Column, cell: &str) -> String {
    let text = match column.kind {
        // A number is no formula, whatever its sign.
        Kind::Number => return cell.to_owned(),
        Kind::Words => words(cell).unwrap_or_else(|hex| format!("hex:{hex}")),
        Kind::Id
        | Kind::Flag
        | Kind::Text
        | Kind::Day
        | Kind::Instant
        | Kind::Bytes
        | Kind::Json => cell.to_owned(),
    };
    harmless_cell(&text)
}

/// Rows as lines of JSON: an object each, with every column, and exactly the value.
///
/// # Errors
/// None but those of the writer.
pub fn json(register: &Register, rows: &[Cells]) -> io::Result<Vec<u8>> {
    let mut lines = String::new();
    for row in rows {
        for (at, (column, cell)) in register.columns.iter().zip(row).enumerate() {
            lines.push_str(if at == 0 { "{\"" } else { ",\"" });
            lines.push_str(column.name);
            lines.push_str("\":");
            match cell {
                None => lines.push_str("null"),
                Some(cell) => lines.push_str(&json_cell(column, cell)?),
            }
        }
        lines.push_str("}\n");
    }
    Ok(lines.into_bytes())
}

fn json_cell(column: &Column, cell: &str) -> io::Result<String> {
    Ok(match column.kind {
        Kind::Number | Kind::Flag | Kind::Json => cell.to_owned(),
        Kind::Words => match words(cell) {
            Ok(text) => serde_json::to_string(&text)?,
            Err(hex) => format!("{{\"hex\":\"{hex}\"}}"),
        },
        Kind::Id | Kind::Text | Kind::Day | Kind::Instant | Kind::Bytes => {
            serde_json::to_string(cell)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{csv, json, words};
    use crate::audit::registers::{Kind, Register, find};

    fn rows(
        register: &Register,
        cell: impl Fn(Kind) -> Option<String>,
    ) -> Vec<Vec<Option<String>>> {
        vec![
            register
                .columns
                .iter()
                .map(|column| cell(column.kind))
                .collect(),
        ]
    }

    #[test]
    fn no_cell_is_a_formula_and_json_keeps_what_it_was() {
        let register = find("decisions").expect("a register");
        for begin in ["=", "+", "-", "@", "\t", "\r", "\n"] {
            let text = format!("{begin}SUM(A1)\",x");
            let rows = rows(register, |kind| match kind {
                Kind::Number => Some("-5".to_owned()),
                Kind::Text => Some(text.clone()),
                _ => None,
            });
            let lines = csv(register, &rows).expect("a line");
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(&lines[..]);
            let read = reader.records().next().expect("a row").expect("a record");
            assert_eq!(&read[2], format!("'{text}"));
            assert_eq!(&read[0], "-5");
            assert!(lines.ends_with(b"\r\n"));
            let lines = json(register, &rows).expect("a line");
            let read: serde_json::Value = serde_json::from_slice(&lines).expect("an object");
            assert_eq!(
                (&read["title"], &read["number"]),
                (&text.into(), &(-5).into())
            );
            assert!(read["decided_on"].is_null());
        }
    }

    #[test]
    fn words_that_are_none_stay_digits() {
        assert_eq!(words("7b7d"), Ok("{}".to_owned()));
        assert_eq!(words("ff"), Err("ff"));
        let register = find("log-entries").expect("a register");
        let rows = rows(register, |kind| {
            (kind == Kind::Words).then(|| "ff".to_owned())
        });
        let line = json(register, &rows).expect("a line");
        let read: serde_json::Value = serde_json::from_slice(&line).expect("an object");
        assert_eq!(read["leaf"]["hex"], "ff");
        let line = String::from_utf8(csv(register, &rows).expect("a line")).expect("text");
        assert!(line.contains("hex:ff"), "{line}");
    }
}
