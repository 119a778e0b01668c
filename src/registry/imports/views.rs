//! What the pages of the imports show.

use std::collections::BTreeSet;

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde_json::Value;

use super::model::differ::{Comparison, Difference, Subject, Verdict};
use super::model::field::Field;
use super::model::rows::COLUMNS;
use super::model::ticks::tick;
use super::model::{Fault, Format};
use super::store::{Draft, Import, Waiting};
use crate::registry::model::fields::with_inid;
use crate::web::Frame;
use crate::web::form::{Faults, fault};
use crate::web::times::instant_said;

/// The name of a format's word.
pub(crate) fn format_said(word: &str) -> &str {
    Format::parse(word).map_or(word, |format| format.label())
}

/// The upload, and the files that were brought.
#[derive(Template, WebTemplate)]
#[template(path = "registry/import.html")]
pub struct BringPage {
    pub frame: Frame,
    pub waiting: Vec<Waiting>,
    pub imports: Vec<Import>,
    pub format: String,
    pub asset: String,
    /// What is wrong with the form, by field.
    pub faults: Faults,
    /// Why the file was refused.
    pub refusal: Vec<Fault>,
}

impl BringPage {
    pub(super) fn fault(&mut self, field: &str, sentence: &str) {
        self.faults.push((field.to_owned(), sentence.to_owned()));
    }

    fn wrong(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn formats(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Choose"))
            .chain(Format::ALL.map(|format| (format.word(), format.label())))
            .collect()
    }

    fn columns(&self) -> [(&'static str, &'static str); COLUMNS.len()] {
        COLUMNS
    }

    fn at(&self, at: &DateTime<Utc>) -> String {
        instant_said(&self.frame, at)
    }
}

/// The rows of a file that waits.
#[derive(Template, WebTemplate)]
#[template(path = "registry/import_rows.html")]
pub struct RowsPage {
    pub frame: Frame,
    pub draft: Draft,
    pub comparisons: Vec<Comparison>,
    /// Why the file does not fit the register any more; empty where it does.
    pub refusal: Vec<Fault>,
    /// The digest of the rows, which comes back with the ticks.
    pub seen: String,
    /// Why nothing was taken over; empty where nobody tried.
    pub sentence: String,
    /// What was ticked; none where the page is shown for the first time.
    pub ticks: Option<BTreeSet<String>>,
}

impl RowsPage {
    fn brought_at(&self) -> String {
        instant_said(&self.frame, &self.draft.brought_at)
    }

    fn sha256(&self) -> String {
        HEXLOWER.encode(&self.draft.sha256)
    }

    fn differences(&self) -> usize {
        self.comparisons.iter().map(|one| one.rows.len()).sum()
    }

    fn can_be_taken(&self) -> usize {
        self.comparisons
            .iter()
            .flat_map(|one| &one.rows)
            .filter(|row| row.verdict == Verdict::Open)
            .count()
    }

    fn heading(&self, one: &Comparison) -> String {
        match &one.subject {
            Subject::NewAsset { kind, title } => {
                format!("Not in the register: {title} ({})", kind.replace('_', " "))
            }
            Subject::Asset { number, title, .. } => format!("A-{number} {title}"),
        }
    }

    /// The number of the asset, where the register has it.
    fn number(&self, one: &Comparison) -> Option<i64> {
        match &one.subject {
            Subject::NewAsset { .. } => None,
            Subject::Asset { number, .. } => Some(*number),
        }
    }

    fn is_protected(&self, one: &Comparison) -> bool {
        matches!(
            &one.subject,
            Subject::Asset {
                protected: true,
                ..
            }
        )
    }

    fn brings_case(&self, one: &Comparison) -> bool {
        matches!(&one.subject, Subject::Asset { new_case: true, .. })
    }

    fn tick(&self, record: &usize, row: &usize) -> String {
        tick(*record, *row)
    }

    /// Whether a row is ticked: as it was sent, and none at first.
    fn is_ticked(&self, record: &usize, row: &usize) -> bool {
        self.ticks
            .as_ref()
            .is_some_and(|ticks| ticks.contains(&tick(*record, *row)))
    }

    fn is_open(&self, row: &Difference) -> bool {
        row.verdict == Verdict::Open
    }

    /// What stands in the place of a tick.
    fn verdict(&self, row: &Difference) -> &'static str {
        match row.verdict {
            Verdict::Open => "",
            Verdict::With => "comes with it",
            Verdict::WithDay => "comes with the day on which it ends",
            Verdict::Deed => "needs a deed",
            Verdict::ByHand(sentence) => sentence,
        }
    }

    /// What the tick of a row is called.
    fn tick_label(&self, one: &Comparison, row: &Difference) -> String {
        match (&one.subject, &row.field) {
            (Subject::NewAsset { title, .. }, Field::Kind) => {
                format!("Enter {title} as a new asset")
            }
            (Subject::Asset { new_case: true, .. }, Field::Case(_)) => {
                format!("Open another case at {}", row.found)
            }
            _ => format!("Take over {}", row.field.said()),
        }
    }

    /// The field with its code of WIPO ST.60, where it has one.
    fn label(&self, row: &Difference) -> String {
        with_inid(&row.field.said(), row.field.inid())
    }
}

/// One row that was taken over.
pub struct TakenRow {
    pub asset: String,
    pub field: String,
    pub found: String,
}

/// What was taken over from a file.
#[derive(Template, WebTemplate)]
#[template(path = "registry/import_taken.html")]
pub struct TakenPage {
    pub frame: Frame,
    pub import: Import,
    pub sentence: String,
    pub rows: Vec<TakenRow>,
}

impl TakenPage {
    #[must_use]
    pub fn of(frame: Frame, import: Import, sentence: String) -> Self {
        let rows: Vec<Value> = serde_json::from_str(&import.taken).unwrap_or_default();
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let rows = rows
            .iter()
            .map(|row| {
                let word = text(row, "field");
                TakenRow {
                    asset: text(row, "asset"),
                    field: Field::parse(&word).map_or(word, |field| field.said()),
                    found: text(row, "found"),
                }
            })
            .collect();
        Self {
            frame,
            import,
            sentence,
            rows,
        }
    }

    fn recorded_at(&self) -> String {
        instant_said(&self.frame, &self.import.recorded_at)
    }

    fn sha256(&self) -> String {
        HEXLOWER.encode(&self.import.sha256)
    }

    /// The assets by number, for their addresses.
    fn assets(&self) -> Vec<&str> {
        self.import
            .assets
            .split(", ")
            .filter_map(|asset| asset.strip_prefix("A-"))
            .collect()
    }
}
