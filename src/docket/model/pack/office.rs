//! How an office itself names what happens before it, and which of the docket's events that is.

use chrono::NaiveDate;
use serde::Deserialize;

use super::judging::{is_code, is_line};
use super::{MOST, PackFault};

/// One of an office's own codes, and the event of the docket that it stands for. A code may
/// stand for two events, as a declaration under two sections does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeCode {
    /// The office by WIPO ST.3.
    pub office: String,
    /// As the office writes it.
    pub code: String,
    /// What the office calls it.
    pub title: String,
    /// The code of the docket's event.
    pub event: String,
    #[serde(default)]
    pub citation: String,
    pub verified_on: NaiveDate,
    /// Whether somebody held it against the source named.
    pub verified: bool,
}

/// The longest code of an office, in characters.
const MOST_CHARS: usize = 30;

/// What is wrong with the codes of a pack.
pub(super) fn judge_codes(codes: &[OfficeCode]) -> Vec<PackFault> {
    if codes.len() > MOST {
        return vec![PackFault::Pack(format!(
            "A pack has at most {MOST} codes of offices. Change the file."
        ))];
    }
    let mut faults = Vec::new();
    for (at, one) in codes.iter().enumerate() {
        let (office, code) = (&one.office, &one.code);
        if one.citation.trim().is_empty() {
            faults.push(PackFault::Pack(format!(
                "Code {code} of office {office} has no citation. Give it one."
            )));
        }
        let is_office = office.len() == 2 && office.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_written = (1..=MOST_CHARS).contains(&code.chars().count())
            && [code, &one.title, &one.citation]
                .into_iter()
                .all(|text| is_line(text));
        if !is_office || !is_written || !is_code(&one.event) {
            faults.push(PackFault::Pack(format!(
                "Code {code} of office {office} cannot be read. Give the office as two capitals, the code as the office writes it, and the event like NOTICE_OF_ALLOWANCE, without control characters."
            )));
        }
        let is_twice = codes.iter().take(at).any(|other| {
            other.office == *office && other.code == *code && other.event == one.event
        });
        if is_twice {
            faults.push(PackFault::Pack(format!(
                "Code {code} of office {office} stands twice for the same event. Keep one."
            )));
        }
    }
    faults
}
