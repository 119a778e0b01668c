//! What a file says about assets, and how that differs from what the register holds. Pure.
//!
//! [`st96`], [`rdap`] and [`rows`] read a file of their format to [`Found`] records, or
//! refuse it whole with every fault; [`tree`] is the bounded XML beneath the first.
//! [`differ`] holds what was found against what is [`held`] and says of each difference
//! whether a person may take it over, or whether it needs a deed.

pub mod differ;
pub mod field;
pub mod held;
pub mod rdap;
pub mod rows;
pub mod st96;
pub mod tree;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::parties::model::unfit_for_a_line;
use crate::registry::model::office;
pub use field::{CaseField, Field};

/// The largest file taken: a case of TSDR with a long history is well under one.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// How many assets or cases one file may speak of.
pub const MAX_RECORDS: usize = 500;
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

    /// Reads a file of this format: every record, or every fault.
    ///
    /// # Errors
    /// The faults, in the order of the file. With one of them nothing is taken.
    pub fn read(self, bytes: &[u8]) -> Result<Vec<Found>, Vec<Fault>> {
        if bytes.is_empty() {
            return Err(vec![Fault::whole("The file is empty.")]);
        }
        if bytes.len() > MAX_BYTES {
            return Err(vec![Fault::whole(
                "The file is larger than 4 MB. Split it, or bring the cases one by one.",
            )]);
        }
        let found = match self {
            Self::St96 => st96::read(bytes),
            Self::Rdap => rdap::read(bytes),
            Self::Csv => rows::read(bytes),
        }
        .and_then(once_each)
        .map_err(|mut faults| {
            faults.truncate(MAX_FAULTS);
            faults
        })?;
        if found.is_empty() {
            return Err(vec![Fault::whole("The file speaks of no asset.")]);
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

/// The kinds of asset, by their words in the register.
pub const KINDS: [&str; 9] = [
    "trademark",
    "domain",
    "copyright",
    "terms",
    "signing_key",
    "certificate",
    "account",
    "repository",
    "contract",
];

/// How the foundation holds an asset, by the register's words.
pub const HOLDINGS: [&str; 4] = ["owned", "licensed_in", "held_in_trust", "unregistered"];

/// The route by which a case came to its office, by the register's words.
pub const ROUTES: [&str; 4] = ["national", "regional", "madrid_ir", "madrid_designation"];

/// What an asset can be in, by the register's words.
pub const STATES: [&str; 6] = [
    "planned",
    "active",
    "lapsed",
    "surrendered",
    "transferred",
    "retired",
];

/// The bases of an application in the United States (15 USC 1051, 1126, 1141f).
pub const BASES: [&str; 5] = ["1(a)", "1(b)", "44(d)", "44(e)", "66(a)"];

/// The states of a case, by the register's words.
pub const CASE_STATES: [&str; 17] = [
    "candidate",
    "clearance",
    "filed",
    "suspended",
    "refused",
    "published",
    "opposed",
    "allowed",
    "registered",
    "in_grace",
    "renewed",
    "abandoned",
    "withdrawn",
    "surrendered",
    "cancelled",
    "expired",
    "invalidated",
];

/// The word of the list that this is, as a static string.
#[must_use]
pub fn word_of(list: &[&'static str], word: &str) -> Option<&'static str> {
    list.iter().copied().find(|known| *known == word)
}

/// An office that registers marks, by its code of WIPO ST.3.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Office(String);

impl Office {
    /// # Errors
    /// A sentence where ST.3 knows no such office, or where one is meant that has another code.
    pub fn parse(code: &str) -> Result<Self, String> {
        office::parse(code).map(Self)
    }

    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The route a case of this office has, where the file does not say it.
    #[must_use]
    pub fn route(&self, basis: Option<&str>) -> &'static str {
        if office::is_bureau(&self.0) {
            "madrid_ir"
        } else if basis.is_some_and(|basis| basis.contains("66(a)")) {
            "madrid_designation"
        } else if office::is_regional(&self.0) {
            "regional"
        } else {
            "national"
        }
    }

    /// Whether a case can come to this office by this route.
    #[must_use]
    pub fn takes(&self, route: &str) -> bool {
        match route {
            "madrid_ir" => office::is_bureau(&self.0),
            "madrid_designation" => !office::is_bureau(&self.0),
            "regional" => office::is_regional(&self.0),
            _ => !office::is_regional(&self.0) && !office::is_bureau(&self.0),
        }
    }
}

/// A class of the Nice Classification, 1 to 45.
///
/// # Errors
/// A sentence where it is none.
pub fn nice_class(text: &str) -> Result<u8, String> {
    let digits = text.trim();
    let plain_digits =
        !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain_digits
        .then(|| digits.parse::<u8>().ok())
        .flatten()
        .filter(|class| (1..=45).contains(class))
        .ok_or_else(|| {
            format!(
                "{} is no class of the Nice Classification, which has 1 to 45.",
                quoted(text)
            )
        })
}

/// A day as files write it: `2024-08-31`, with or without time or zone behind it.
///
/// # Errors
/// A sentence where it is no day between 1850 and 2200.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    let text = text.trim();
    let read = || -> Option<NaiveDate> {
        let (date, rest) = text.split_at_checked(10)?;
        let rest_fits = rest.is_empty()
            || (rest.len() <= 24
                && rest.starts_with(['T', 'Z', '+', '-', ' '])
                && rest.chars().all(|c| {
                    c.is_ascii_digit() || matches!(c, 'T' | 'Z' | '+' | '-' | ':' | '.' | ' ')
                }));
        if !rest_fits {
            return None;
        }
        let mut parts = date.split('-');
        let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
        let lengths = (year.len(), month.len(), of_month.len());
        let digits = [year, month, of_month]
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if lengths != (4, 2, 2) || !digits || parts.next().is_some() {
            return None;
        }
        NaiveDate::from_ymd_opt(
            year.parse().ok()?,
            month.parse().ok()?,
            of_month.parse().ok()?,
        )
        .filter(|day| (1850..=2200).contains(&day.year()))
    };
    read().ok_or_else(|| {
        format!(
            "{} is no day between 1850 and 2200. Write it as 2024-08-31.",
            quoted(text)
        )
    })
}

/// One class as a file names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// The edition of the Nice Classification, where the file says it.
    pub edition: String,
    pub goods: String,
}

/// One event of an asset as a file reports it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happened {
    pub on: NaiveDate,
    /// `^[A-Z][A-Z0-9_]{1,39}$`, as the register keeps codes.
    pub code: String,
    pub note: String,
}

/// How a file names what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handle {
    /// By the register's own number.
    Number(i64),
    /// A case of a mark: its office, and the number of application or registration.
    Case {
        office: String,
        application_no: Option<String>,
        registration_no: Option<String>,
    },
    /// A domain by its name in lower case, ASCII.
    Domain(String),
    /// By kind and title alone: the register has no number for it yet.
    Title { kind: String, title: String },
}

impl Handle {
    /// What tells it from others: two handles with a key in common speak of one asset.
    #[must_use]
    pub fn keys(&self) -> Vec<(&'static str, &str, String)> {
        match self {
            Self::Number(number) => vec![("asset", "", number.to_string())],
            Self::Case {
                office,
                application_no,
                registration_no,
            } => {
                let application = application_no
                    .iter()
                    .map(|number| ("application", office.as_str(), held::bare(number)));
                let registration = registration_no
                    .iter()
                    .map(|number| ("registration", office.as_str(), held::bare(number)));
                application.chain(registration).collect()
            }
            Self::Domain(name) => vec![("domain", "", name.clone())],
            Self::Title { kind, title } => vec![("title", kind.as_str(), title.clone())],
        }
    }
}

/// What a file says about one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The line of a CSV, or the number of the case or record, counted from 1.
    pub line: usize,
    /// Empty where only the register knows it.
    pub kind: String,
    pub handle: Handle,
    pub facts: BTreeMap<Field, String>,
    pub classes: BTreeMap<u8, Class>,
    pub events: Vec<Happened>,
    /// The state of the case was concluded from its days: a later one in the register stands.
    pub state_concluded: bool,
}

impl Found {
    #[must_use]
    pub fn new(line: usize, kind: &str, handle: Handle) -> Self {
        Self {
            line,
            kind: kind.to_owned(),
            handle,
            facts: BTreeMap::new(),
            classes: BTreeMap::new(),
            events: Vec::new(),
            state_concluded: false,
        }
    }

    #[must_use]
    pub fn fact(&self, field: &Field) -> Option<&str> {
        self.facts.get(field).map(String::as_str)
    }

    fn case_day(&self, field: CaseField) -> Option<NaiveDate> {
        self.fact(&Field::Case(field))
            .and_then(|text| day(text).ok())
    }

    /// What the days say against each other.
    pub(crate) fn faults_of_days(&self) -> Vec<Fault> {
        let filed = self.case_day(CaseField::FiledOn);
        let registered = self.case_day(CaseField::RegisteredOn);
        let expires = self.case_day(CaseField::ExpiresOn);
        let mut faults = Vec::new();
        if let (Some(filed), Some(registered)) = (filed, registered)
            && registered < filed
        {
            faults.push(Fault::at(
                self.line,
                "registered_on (151)",
                format!(
                    "The mark would have been registered on {registered}, before its application was filed on {filed}. One of the two days is wrong."
                ),
            ));
        }
        if let (Some(begun), Some(expires)) = (filed.max(registered), expires)
            && expires < begun
        {
            faults.push(Fault::at(
                self.line,
                "expires_on (180)",
                format!("The registration would expire on {expires}, before {begun}, when it was filed or registered."),
            ));
        }
        faults
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

/// A value in one line: white space of any kind becomes single spaces.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value of the register: one line, bounded, nothing unseen in it; none where it is empty.
///
/// # Errors
/// A sentence.
pub fn value(text: &str, max_chars: usize) -> Result<Option<String>, String> {
    let text = one_line(text);
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().any(unfit_for_a_line) {
        return Err(format!(
            "{} holds characters that cannot be seen (control or direction marks).",
            quoted(&text)
        ));
    }
    if text.chars().count() > max_chars {
        return Err(format!(
            "{} is longer than {max_chars} characters.",
            quoted(&text)
        ));
    }
    Ok(Some(text))
}

/// Text without what cannot be seen, shortened for a sentence.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    const SHOWN_CHARS: usize = 120;
    let mut shown: String = text
        .chars()
        .map(|c| if unfit_for_a_line(c) { '\u{fffd}' } else { c })
        .take(SHOWN_CHARS)
        .collect();
    if text.chars().count() > SHOWN_CHARS {
        shown.push('…');
    }
    shown
}

/// A piece of a file as a sentence quotes it.
#[must_use]
pub(crate) fn quoted(text: &str) -> String {
    format!("“{}”", plain(text))
}

/// The edition of the Nice Classification by which an application filed on this day was
/// classified, as the register writes it (`12-2024`): the one in force then (37 CFR
/// 2.85(e)(1)). None before the eighth, of 2002.
#[must_use]
pub fn edition_of(filed: NaiveDate) -> Option<String> {
    let year = filed.year();
    let (edition, version) = match year {
        2002..=2006 => (8, 2002),
        2007..=2011 => (9, 2007),
        2012..=2016 => (10, year),
        2017..=2022 => (11, year),
        2023..=2025 => (12, year),
        2026..=2099 => (13, year),
        _ => return None,
    };
    Some(format!("{edition}-{version}"))
}

/// Whether the register takes this as an edition.
#[must_use]
pub fn fits_as_edition(edition: &str) -> bool {
    let Some((number, year)) = edition.split_once('-') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (1..=2).contains(&number.len())
        && digits(number)
        && year.len() == 4
        && year.starts_with("20")
        && digits(year)
}

/// An office's own code of an event as the register keeps codes, under the office's letters.
#[must_use]
pub fn event_code(office: &str, code: &str) -> Option<String> {
    let mut kept: String = code
        .trim()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    kept.truncate(30);
    let code = format!("{office}_{kept}");
    (kept.bytes().any(|byte| byte != b'_') && fits_as_event(&code)).then_some(code)
}

/// Whether the register takes this code of an event.
#[must_use]
pub fn fits_as_event(code: &str) -> bool {
    (2..=40).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests;
