//! What is asked, what an answer says against the register, and what follows. Pure.

mod finding;
mod plan;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

pub use finding::{Finding, news};
pub use plan::{Candidate, CaseAt, NotAsked, Plan, Source, plan};

use crate::registry::imports::model::differ::{self, Comparison, Difference, Subject};
use crate::registry::imports::model::held::Held;
use crate::registry::imports::model::{CaseField, Fault, Field, Found, Handle};

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The answer says what the register says.
    Equal,
    /// It says something else.
    Differs,
    /// The server knows no such thing.
    Absent,
    /// There was an answer that cannot be read, leaves out what the register holds, or is
    /// about something else.
    Unreadable,
    /// There was none.
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 5] = [
        Self::Equal,
        Self::Differs,
        Self::Absent,
        Self::Unreadable,
        Self::Failed,
    ];

    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Differs => "differs",
            Self::Absent => "absent",
            Self::Unreadable => "unreadable",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// Of what was asked, as the register has it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The number of the asset.
    pub number: i64,
    /// The case of a mark; none of a domain.
    pub case: Option<Uuid>,
    /// The name of a domain; empty of a mark.
    pub fqdn: &'a str,
}

/// What an answer says against the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The fields that differ, in words.
    pub fields: Vec<String>,
    /// The rows that differ; empty where none does.
    pub difference: String,
    /// What of a protected asset is to be looked at.
    pub findings: Vec<Finding>,
}

/// Holds an answer against the register by the rules for files.
///
/// # Errors
/// A sentence where the answer is about something else than was asked for, or leaves out
/// what the register holds.
pub fn judge(found: &[Found], held: &[Held], asked: Asked<'_>) -> Result<Seen, String> {
    let [record] = found else {
        return Err("The answer is about more than what was asked for.".to_owned());
    };
    if asked.case.is_none() && record.handle != Handle::Domain(asked.fqdn.to_owned()) {
        return Err("The answer is about another domain than the one asked for.".to_owned());
    }
    let comparisons =
        differ::compare(found, Some(asked.number), held).map_err(|faults| sentence_of(&faults))?;
    let [comparison] = comparisons.as_slice() else {
        return Err("The answer is about more than what was asked for.".to_owned());
    };
    match &comparison.subject {
        Subject::Asset {
            number,
            case,
            new_case: false,
            ..
        } if *number == asked.number && *case == asked.case => {}
        _ => return Err("The answer is about another case than the one asked for.".to_owned()),
    }
    let one = held.iter().find(|one| one.number == asked.number);
    let rows: Vec<&Difference> = rows(comparison).collect();
    let silent = one.map_or_else(Vec::new, |one| left_out(record, one, asked.case));
    // What differs is told, whatever else is left out; what only leaves out is no "equal".
    if rows.is_empty() && !silent.is_empty() {
        let fields: Vec<String> = silent.iter().map(Field::said).collect();
        return Err(one_line(&format!(
            "The answer leaves out what the register holds: {}.",
            fields.join(", ")
        )));
    }
    Ok(Seen {
        fields: rows.iter().map(|row| row.field.said()).collect(),
        difference: listing(&rows),
        findings: one
            .filter(|one| one.protected)
            .map(|one| finding::of(record, one, comparison))
            .unwrap_or_default(),
    })
}

/// What every whole answer about a domain says. Not who registered it: that is kept back
/// by many.
const OF_DOMAIN: [&str; 5] = [
    "nameservers",
    "dnssec",
    "statuses",
    "expires_on",
    "registrar",
];

/// What every whole answer about a case says.
const OF_CASE: [CaseField; 3] = [
    CaseField::State,
    CaseField::ExpiresOn,
    CaseField::RegistrationNo,
];

/// What the register holds and a whole answer would say, but this one does not. The rules
/// for files make no row of it, and yet nothing was learnt of whether it is still so.
fn left_out(record: &Found, one: &Held, case: Option<Uuid>) -> Vec<Field> {
    let kept: Vec<Field> = match case {
        None => OF_DOMAIN
            .into_iter()
            .filter(|key| is_kept(one.details.get(*key)))
            .map(|key| Field::Detail(key.to_owned()))
            .collect(),
        Some(id) => one
            .cases
            .iter()
            .filter(|held| held.id == id)
            .flat_map(|held| {
                OF_CASE
                    .into_iter()
                    .filter(move |field| is_kept(held.facts.get(field)))
                    .map(Field::Case)
            })
            .collect(),
    };
    kept.into_iter()
        .filter(|field| !says(record, field))
        .collect()
}

fn is_kept(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

/// Whether a record says something of a field. The state of a case that was concluded
/// from its days alone is none that the office said.
fn says(record: &Found, field: &Field) -> bool {
    let is_concluded = *field == Field::Case(CaseField::State) && record.state_concluded;
    record.fact(field).is_some()
        && (!is_concluded || record.fact(&Field::Case(CaseField::StatusCode)).is_some())
}

/// The rows by which an answer differs: not that it is of another day.
fn rows(comparison: &Comparison) -> impl Iterator<Item = &Difference> {
    comparison
        .rows
        .iter()
        .filter(|row| !matches!(&row.field, Field::Detail(key) if key.as_str() == "rdap_as_of"))
}

/// The rows as text: the same rows make the same text, whatever else the answers say.
fn listing(rows: &[&Difference]) -> String {
    rows.iter()
        .map(|row| format!("{:?}\n", (row.field.word(), &row.now, &row.found)))
        .collect()
}

/// The rows by which a file differs, to be held against those of an answer.
#[must_use]
pub fn difference_of(comparisons: &[Comparison]) -> String {
    let rows: Vec<&Difference> = comparisons.iter().flat_map(rows).collect();
    listing(&rows)
}

/// The first fault of an answer, in a sentence that a row of history holds.
#[must_use]
pub fn sentence_of(faults: &[Fault]) -> String {
    let first = faults.first().map_or_else(String::new, ToString::to_string);
    one_line(&format!("The answer cannot be read: {first}"))
}

/// A sentence on one line, of at most 400 characters.
#[must_use]
pub fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if ends_line(c) { ' ' } else { c })
        .take(400)
        .collect();
    line.trim().to_owned()
}

/// What is no sign of a line: control characters, and Unicode's own ends of lines.
fn ends_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// What differs, in a sentence: at most six fields by name.
#[must_use]
pub fn said_of(fields: &[String]) -> String {
    const NAMED: usize = 6;
    let named = fields
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let more = match fields.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let count = match fields.len() {
        1 => "1 difference".to_owned(),
        many => format!("{many} differences"),
    };
    one_line(&format!("{count}: {named}{more}."))
}

/// The last result of which a file was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFile {
    /// The digest of its difference.
    pub difference: Vec<u8>,
    pub at: DateTime<Utc>,
    /// Whether the register and the answer said the same since.
    pub equal_since: bool,
}

/// How long a difference that somebody discarded or left stays away. As long as a file waits.
pub const AWAY: TimeDelta = TimeDelta::days(30);

/// Whether a difference becomes a file: not where the same did lately.
#[must_use]
pub fn makes_file(last: Option<&LastFile>, difference: &[u8], now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| {
        last.equal_since || last.difference != difference || now - last.at >= AWAY
    })
}

/// How long ago something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    Fresh,
    /// Not for three days.
    Amber,
    /// Not for seven.
    Red,
}

impl Sight {
    /// By when it was seen last, or asked for first.
    #[must_use]
    pub fn of(since: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        match now - since {
            ago if ago >= TimeDelta::days(7) => Self::Red,
            ago if ago >= TimeDelta::days(3) => Self::Amber,
            _ => Self::Fresh,
        }
    }
}

#[cfg(test)]
mod tests;
