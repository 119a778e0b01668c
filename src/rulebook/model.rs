//! Rules, their keys and how their values are read. Pure.

use std::fmt;

use chrono::{DateTime, Utc};
use thiserror::Error;

/// The rules that the program reads.
pub mod keys {
    /// Share of the members on the roll who must take part: a ratio.
    pub const QUORUM_MEMBERS: &str = "quorum.members";
    /// Share of the votes on the roll that must be cast: a ratio.
    pub const QUORUM_VOTES: &str = "quorum.votes";
    /// Least days from the record date to the opening of a vote.
    pub const RECORD_DATE_MIN_DAYS: &str = "record_date.min_days";
    /// Most days from the record date to the opening of a vote.
    pub const RECORD_DATE_MAX_DAYS: &str = "record_date.max_days";
    /// Fewest members of equal weight among whom a ballot is hidden: a count.
    pub const CELLS_K: &str = "cells.k";
    /// Until when a member may replace their ballot: a word.
    pub const BALLOT_REVOTE: &str = "ballot.revote";
    /// What an option left out of a ranking means: a word.
    pub const BALLOT_UNRANKED: &str = "ballot.unranked";
    /// How many election officers it takes to open a vote: a count.
    pub const OPENING_OFFICERS: &str = "opening.officers";
    /// How many election officers it takes to certify a count: a count.
    pub const CERTIFYING_OFFICERS: &str = "certifying.officers";
}

/// Key, value and citation of the rules a foundation begins with, in order of key.
pub const PRESET: [(&str, &str, &str); 9] = [
    (keys::BALLOT_REVOTE, "until the close", "Election rules § 5"),
    (
        keys::BALLOT_UNRANKED,
        "below all ranked",
        "Election rules § 4",
    ),
    (keys::CELLS_K, "5", "Election rules § 7"),
    (keys::CERTIFYING_OFFICERS, "2", "Election rules § 8"),
    (keys::OPENING_OFFICERS, "2", "Election rules § 3"),
    (keys::QUORUM_MEMBERS, "1/10", "Bylaws § 3.5"),
    (keys::QUORUM_VOTES, "1/10", "Bylaws § 3.5"),
    (keys::RECORD_DATE_MAX_DAYS, "60", "Bylaws § 9.4"),
    (keys::RECORD_DATE_MIN_DAYS, "10", "Bylaws § 9.4"),
];

/// What a rule of this key decides, in plain words; empty for a key the program does not read.
#[must_use]
pub fn meaning(key: &str) -> &'static str {
    match key {
        keys::QUORUM_MEMBERS => "Share of the members on the roll who must take part",
        keys::QUORUM_VOTES => "Share of the votes on the roll that must be cast",
        keys::RECORD_DATE_MIN_DAYS => "Least days from the record date to the vote",
        keys::RECORD_DATE_MAX_DAYS => "Most days from the record date to the vote",
        keys::CELLS_K => "Fewest members of equal votes among whom a ballot is hidden",
        keys::BALLOT_REVOTE => "Until when a member may vote again",
        keys::BALLOT_UNRANKED => "What a candidate left out of a ranking counts as",
        keys::OPENING_OFFICERS => "Election officers it takes to open a vote",
        keys::CERTIFYING_OFFICERS => "Election officers it takes to certify a count",
        _ => "",
    }
}

/// A rule as in force at some instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub key: String,
    pub value: String,
    /// Document and section: `Bylaws § 3.5`.
    pub citation: String,
    /// From the beginning when `None`.
    pub effective_from: Option<DateTime<Utc>>,
}

/// Why a rule cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleError {
    #[error("No rule “{0}” is in force.")]
    Missing(String),
    #[error("The rule “{key}” ({citation}) reads “{value}”, which is not {wanted}.")]
    Unreadable {
        key: String,
        value: String,
        citation: String,
        wanted: &'static str,
    },
}

impl Rule {
    /// The value as a ratio, `1/10`.
    ///
    /// # Errors
    /// When it is none.
    pub fn ratio(&self) -> Result<Ratio, RuleError> {
        Ratio::parse(&self.value).ok_or_else(|| self.unreadable("a fraction like 1/10"))
    }

    /// The value as a whole number.
    ///
    /// # Errors
    /// When it is none.
    pub fn count(&self) -> Result<u32, RuleError> {
        plain_number(&self.value).ok_or_else(|| self.unreadable("a whole number"))
    }

    fn unreadable(&self, wanted: &'static str) -> RuleError {
        RuleError::Unreadable {
            key: self.key.clone(),
            value: self.value.clone(),
            citation: self.citation.clone(),
            wanted,
        }
    }
}

/// A share from 0 to 1, kept as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    numerator: u32,
    denominator: u32,
}

impl Ratio {
    /// Reads `n/d` with n ≤ d and d > 0, without signs, spaces or leading zeros.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/')?;
        let numerator = plain_number(numerator)?;
        let denominator = plain_number(denominator)?;
        (denominator > 0 && numerator <= denominator).then_some(Self {
            numerator,
            denominator,
        })
    }

    /// The least whole number that is at least this share of `total`.
    #[must_use]
    pub fn at_least_of(self, total: u64) -> u64 {
        let product = u128::from(total) * u128::from(self.numerator);
        let needed = product.div_ceil(u128::from(self.denominator));
        // A share of at most 1 of a u64 is a u64.
        u64::try_from(needed).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// `0` or digits without a leading zero; nothing else, no sign.
fn plain_number(text: &str) -> Option<u32> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && digits).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{PRESET, Ratio, Rule, keys};

    #[test]
    fn a_share_is_rounded_up_to_whole_members() {
        for (share, total, needed) in [
            ("1/10", 374, 38),
            ("1/10", 612, 62),
            ("1/10", 370, 37),
            ("1/10", 0, 0),
            ("2/3", 10, 7),
            ("1/1", u64::MAX, u64::MAX),
            ("0/1", 9, 0),
        ] {
            let ratio = Ratio::parse(share).expect(share);
            assert_eq!(ratio.at_least_of(total), needed, "{share} of {total}");
            assert_eq!(ratio.to_string(), share);
        }
        for wrong in [
            "", "1", "1/0", "3/2", "-1/2", "1/ 2", "01/2", "+1/2", "0.1", "1/2/3",
        ] {
            assert_eq!(Ratio::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_preset_can_be_read_and_stands_in_order() {
        assert!(PRESET.is_sorted_by_key(|(key, _, _)| *key));
        for (key, value, citation) in PRESET {
            let rule = Rule {
                key: key.into(),
                value: value.into(),
                citation: citation.into(),
                effective_from: None,
            };
            assert_ne!(super::meaning(key), "", "{key}");
            match key {
                keys::QUORUM_MEMBERS | keys::QUORUM_VOTES => {
                    assert!(rule.ratio().is_ok(), "{key}");
                }
                keys::BALLOT_REVOTE | keys::BALLOT_UNRANKED => {}
                _ => assert!(rule.count().is_ok(), "{key}"),
            }
        }
    }

    #[test]
    fn a_refusal_names_the_rule_and_its_source() {
        let rule = Rule {
            key: keys::QUORUM_VOTES.into(),
            value: "a tenth".into(),
            citation: "Bylaws § 3.5".into(),
            effective_from: None,
        };
        let refusal = rule.ratio().expect_err("not a fraction").to_string();
        assert!(refusal.contains("Bylaws § 3.5") && refusal.contains("a tenth"));
    }
}
