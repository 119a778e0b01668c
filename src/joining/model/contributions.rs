//! Files of contributions: what a repository's history says of each address, and
//! the CSV by which it is taken in. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use csv::{ReaderBuilder, Trim};

use super::form::is_address;
use crate::typed;

/// The columns of a file of contributions, in order.
pub const COLUMNS: [&str; 8] = [
    "identity",
    "kind",
    "address",
    "summary",
    "captured_at",
    "content_sha256",
    "starts_on",
    "ends_on",
];

/// The kinds of evidence that a file may hold.
pub const KINDS: [&str; 8] = [
    "commits",
    "merged_change",
    "package",
    "bug",
    "documentation",
    "translation",
    "event",
    "mirror_check",
];

/// The largest file taken.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What one author did in a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub commits: u64,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// Adds up a history, one commit a line: address as the mailmap has it, a tab,
/// and the author's day as `git log --use-mailmap --format=%aE%x09%as` prints it.
///
/// # Errors
/// The number of the first line that is no commit.
pub fn add_up(history: &str) -> Result<BTreeMap<String, Work>, usize> {
    let mut work: BTreeMap<String, Work> = BTreeMap::new();
    for (number, line) in (1_usize..).zip(history.lines()) {
        let (address, day) = line.split_once('\t').ok_or(number)?;
        let day = typed::day(day).ok_or(number)?;
        let address = address.trim().to_ascii_lowercase();
        work.entry(address)
            .and_modify(|known| {
                known.commits += 1;
                known.first = known.first.min(day);
                known.last = known.last.max(day);
            })
            .or_insert(Work {
                commits: 1,
                first: day,
                last: day,
            });
    }
    Ok(work)
}

/// One row of a file of contributions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where in the file, counted from 1.
    pub line: u64,
    pub identity: String,
    pub kind: &'static str,
    pub address: String,
    pub summary: String,
    pub captured_at: DateTime<Utc>,
    pub content_sha256: Option<[u8; 32]>,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// Reads a file whole.
///
/// # Errors
/// Every fault, with the line where it stands: then nothing of the file is taken.
pub fn read(file: &[u8], now: DateTime<Utc>) -> Result<Vec<Row>, Vec<(u64, String)>> {
    let mut reader = ReaderBuilder::new()
        .trim(Trim::All)
        .flexible(true)
        .from_reader(file);
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_ascii_lowercase).collect(),
        Err(_) => {
            return Err(vec![(
                1,
                "The file is not UTF-8 text. Save it as UTF-8, then bring it again.".to_owned(),
            )]);
        }
    };
    if header != COLUMNS {
        return Err(vec![(
            1,
            format!("The header is not: {}. Write it so.", COLUMNS.join(",")),
        )]);
    }
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push((
                    line,
                    "This line is not UTF-8 text. Save the file as UTF-8, then bring it again."
                        .to_owned(),
                ));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        match row(line, &record, now) {
            Ok(row) => rows.push(row),
            Err(sentences) => {
                faults.extend(sentences.into_iter().map(|sentence| (line, sentence)));
            }
        }
    }
    if faults.is_empty() {
        Ok(rows)
    } else {
        Err(faults)
    }
}

fn row(line: u64, record: &csv::StringRecord, now: DateTime<Utc>) -> Result<Row, Vec<String>> {
    let cell = |at: usize| record.get(at).unwrap_or_default();
    let mut faults = Vec::new();
    if record.len() != COLUMNS.len() {
        return Err(vec![format!(
            "The line has {} cells where the header has {}. Give each column one.",
            record.len(),
            COLUMNS.len()
        )]);
    }
    let kind = KINDS.into_iter().find(|known| *known == cell(1));
    if kind.is_none() {
        faults.push(format!(
            "The kind is one of {}. Write one of them.",
            KINDS.join(", ")
        ));
    }
    if cell(0).is_empty() || cell(0).chars().count() > 254 {
        faults.push(
            "The identity is empty, or longer than 254 characters. Give one within that."
                .to_owned(),
        );
    }
    if !is_address(cell(2)) {
        faults.push("The address is none on the web: https://…".to_owned());
    }
    if cell(3).is_empty() || cell(3).chars().count() > 500 {
        faults.push(
            "The summary is empty, or longer than 500 characters. Give one within that.".to_owned(),
        );
    }
    let captured_at = DateTime::parse_from_rfc3339(cell(4))
        .ok()
        .map(|at| at.with_timezone(&Utc))
        .filter(|at| *at <= now);
    if captured_at.is_none() {
        faults
            .push("captured_at is an instant that is over, like 2026-07-31T12:00:00Z.".to_owned());
    }
    let hash = match cell(5) {
        "" => Some(None),
        digits => data_encoding::HEXLOWER_PERMISSIVE
            .decode(digits.as_bytes())
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .map(Some),
    };
    if hash.is_none() {
        faults.push("content_sha256 is 64 hexadecimal digits, or empty.".to_owned());
    }
    let day = |at: usize| typed::day(cell(at));
    let period = day(6).zip(day(7)).filter(|(start, end)| start <= end);
    if period.is_none() {
        faults.push(
            "starts_on and ends_on are days like 2026-07-31, the first not after the last."
                .to_owned(),
        );
    }
    match (kind, captured_at, hash, period, faults.is_empty()) {
        (Some(kind), Some(captured_at), Some(content_sha256), Some((starts_on, ends_on)), true) => {
            Ok(Row {
                line,
                identity: cell(0).to_owned(),
                kind,
                address: cell(2).to_owned(),
                summary: cell(3).to_owned(),
                captured_at,
                content_sha256,
                starts_on,
                ends_on,
            })
        }
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::{add_up, read};

    #[test]
    fn a_history_is_added_up_by_address() {
        let history = "Ada@example.org\t2026-03-01\nben@example.org\t2025-01-01\nada@example.org\t2024-12-31\n";
        let work = add_up(history).expect("a history");
        let ada = &work["ada@example.org"];
        assert_eq!(
            (ada.commits, ada.first.to_string(), ada.last.to_string()),
            (2, "2024-12-31".to_owned(), "2026-03-01".to_owned())
        );
        assert_eq!(add_up("ada@example.org\t2026-03-01\nnonsense\n"), Err(2));
    }

    #[test]
    fn a_file_is_read_whole_or_refused_with_its_lines() {
        let now = "2026-08-01T00:00:00Z".parse().expect("an instant");
        let header = "identity,kind,address,summary,captured_at,content_sha256,starts_on,ends_on\n";
        let good = format!(
            "{header}ada@example.org,commits,https://git.example/t,37 commits,2026-07-31T12:00:00Z,{},2025-01-01,2026-07-30\n",
            "ab".repeat(32)
        );
        let rows = read(good.as_bytes(), now).expect("a file");
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].line, 2);
        let bad = format!(
            "{header}ada@example.org,poems,https://git.example/t,x,2026-07-31T12:00:00Z,,2025-01-01,2026-07-30\n\
             ben@example.org,bug,https://git.example/t,x,2026-09-31T12:00:00Z,zz,31.12.2025,2026-07-30\n\
             too,few\n"
        );
        let faults = read(bad.as_bytes(), now).expect_err("faults");
        let lines: Vec<u64> = faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 3, 3, 4]);
        assert_eq!(
            read(b"a,b\n", now)
                .expect_err("a header")
                .first()
                .map(|f| f.0),
            Some(1)
        );
        assert!(read(b"\xff\xfe", now).is_err());
    }
}
