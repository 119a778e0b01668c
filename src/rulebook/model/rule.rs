//! A rule as in force at some instant, with its citation. Pure.

use chrono::NaiveDate;
use thiserror::Error;

use super::value::{Ratio, Threshold, plain_number};

/// A rule as in force at some instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it answers.
    pub key: String,
    /// As its kind is written.
    pub value: String,
    /// Document and section: `Bylaws § 3.5`.
    pub citation: String,
    /// The words of the document.
    pub text: String,
    /// Whether counsel confirmed the value.
    pub counsel: bool,
    /// Whence the value was taken; may be empty.
    pub source: String,
    /// The version of the rulebook it stands in.
    pub version: i32,
    /// From the beginning of that version when `None`.
    pub from: Option<NaiveDate>,
}

/// Why a rule cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleError {
    /// No document answers the key on that day.
    #[error("No rule “{0}” is in force. Have one adopted first.")]
    Missing(String),
    /// The value is of another kind than the caller needs.
    #[error(
        "The rule “{key}” ({citation}) reads “{value}”, which is not {wanted}. Have the rulebook mended."
    )]
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

    /// The value as a threshold.
    ///
    /// # Errors
    /// When it is none.
    pub fn threshold(&self) -> Result<Threshold, RuleError> {
        Threshold::parse(&self.value)
            .ok_or_else(|| self.unreadable("a threshold like “more than 1/2 of present”"))
    }

    /// Whether the value is `yes`.
    ///
    /// # Errors
    /// When it is neither `yes` nor `no`.
    pub fn flag(&self) -> Result<bool, RuleError> {
        match self.value.as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(self.unreadable("yes or no")),
        }
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

#[cfg(test)]
mod tests {
    use super::Rule;
    use crate::rulebook::model::keys;

    #[test]
    fn a_refusal_names_the_rule_and_its_source() {
        let rule = Rule {
            key: keys::QUORUM_VOTES.into(),
            value: "a tenth".into(),
            citation: "Bylaws § 3.5".into(),
            text: String::new(),
            counsel: false,
            source: String::new(),
            version: 1,
            from: None,
        };
        let refusal = rule.ratio().expect_err("not a fraction").to_string();
        assert!(refusal.contains("Bylaws § 3.5") && refusal.contains("a tenth"));
    }
}
