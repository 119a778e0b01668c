//! Words, numbers and days as files write them and the register keeps them.

use chrono::{Datelike, NaiveDate};

use crate::registry::model::office;
use crate::typed::{self, hides};

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
                "{} is no class of the Nice Classification, which has 1 to 45. Correct it.",
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
    if hides(&text) {
        return Err(format!(
            "{} holds characters that cannot be seen (control or direction marks). Take them out.",
            quoted(&text)
        ));
    }
    if text.chars().count() > max_chars {
        return Err(format!(
            "{} is longer than {max_chars} characters. Shorten it.",
            quoted(&text)
        ));
    }
    Ok(Some(text))
}

/// Text without what cannot be seen, shortened for a sentence.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    const SHOWN_CHARS: usize = 120;
    let mut shown: String = typed::shown(text).chars().take(SHOWN_CHARS).collect();
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
