//! Complaints about a poll after its close: what may stand in one. Pure.
//!
//! A complaint has a number, and may name the digest that stands on a receipt. It never holds a
//! tracker: with it, whoever reads the complaint would read the ballot.

use chrono::{DateTime, Utc};

use crate::seal::hash::Digest;

/// The longest complaint and the longest answer, in characters.
pub const TEXT_CHARS: usize = 2000;

/// What is wrong with what was typed: the key of a sentence in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Text,
    Tracker,
    Receipt,
}

impl Fault {
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "complaint-fault-text",
            Self::Tracker => "complaint-fault-tracker",
            Self::Receipt => "complaint-fault-receipt",
        }
    }
}

/// A complaint as it can be put on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub text: String,
    /// The digest on a receipt, if one was given.
    pub receipt: Option<Digest>,
}

/// Reads the two fields of the form.
///
/// # Errors
/// For each field what is wrong with it: of the text first.
pub fn read(text: &str, receipt: &str) -> Result<Complaint, [Option<Fault>; 2]> {
    let text = text.replace('\r', "").trim().to_owned();
    let text_fault = text_fault(&text);
    let digits: String = receipt.chars().filter(|c| !c.is_whitespace()).collect();
    let (receipt, receipt_fault) = if digits.is_empty() {
        (None, None)
    } else if looks_like_tracker(receipt) {
        (None, Some(Fault::Tracker))
    } else {
        match Digest::parse(&digits.to_ascii_lowercase()) {
            Ok(digest) => (Some(digest), None),
            Err(_) => (None, Some(Fault::Receipt)),
        }
    };
    match (text_fault, receipt_fault) {
        (None, None) => Ok(Complaint { text, receipt }),
        faults => Err([faults.0, faults.1]),
    }
}

/// What is wrong with a text that goes on record.
#[must_use]
pub fn text_fault(text: &str) -> Option<Fault> {
    let unseen = |c: char| c.is_control() && c != '\n';
    if !(1..=TEXT_CHARS).contains(&text.chars().count()) || text.contains(unseen) {
        return Some(Fault::Text);
    }
    looks_like_tracker(text).then_some(Fault::Tracker)
}

fn of_tracker(c: char) -> bool {
    matches!(c, 'a'..='z' | '2'..='7')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether a text holds what looks like a tracker: sixteen of its letters, a hyphen and six more,
/// in capitals or not, written in groups as pages show it, or, where a digit is among them, in
/// groups of any kind.
#[must_use]
pub fn looks_like_tracker(text: &str) -> bool {
    let letters: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    (0..letters.len()).any(|from| {
        let begins = from
            .checked_sub(1)
            .and_then(|before| letters.get(before))
            .is_none_or(|before| !before.is_alphanumeric());
        begins
            && letters.get(from..).is_some_and(|rest| {
                is_tracker(rest, |at| at % 4 == 0, false) || is_tracker(rest, |_| true, true)
            })
    })
}

/// Whether a tracker stands at the beginning, with white space where `may_part` lets it.
fn is_tracker(rest: &[char], may_part: impl Fn(usize) -> bool, needs_digit: bool) -> bool {
    let mut chars = rest.iter().copied().peekable();
    let mut has_digit = false;
    let mut take = |count: usize| {
        for at in 0..count {
            if at > 0 && may_part(at) {
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
            }
            let Some(c) = chars.next_if(|c| of_tracker(*c)) else {
                return false;
            };
            has_digit |= c.is_ascii_digit();
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if count == 16 {
            return chars.next_if(|c| is_hyphen(*c)).is_some() && {
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                true
            };
        }
        true
    };
    take(16) && take(6) && (has_digit || !needs_digit)
}

/// What keeps a count from being certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Until when one may complain; none where the rules give no time for it.
    pub until: Option<DateTime<Utc>>,
    /// Complaints without an answer.
    pub unanswered: i64,
}

impl Waiting {
    /// Whether one may complain at this instant of a poll that is closed.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    /// Whether nothing keeps the count from being certified.
    #[must_use]
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        !self.is_open(now) && self.unanswered == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn trackers_are_seen_however_they_are_written() {
        for text in [
            "d65k6fcazf2ejowz-w3mnpr",
            "My tracker is d65k 6fca zf2e jowz - w3mnpr, look.",
            "D65K6FCAZF2EJOWZ-W3MNPR",
            "d65k 6fca zf2e jowz – w3mn pr",
            "d65k6f cazf2ejo wz-w3m npr",
            "(d65k\n6fca\nzf2e\njowz\n-\nw3mnpr)",
            "abcd efgh ijkl mnop - qrstuv",
        ] {
            assert!(looks_like_tracker(text), "{text}");
        }
        for text in [
            "My ballot is not in the list, although I voted on Monday - please look again.",
            "The letter of 2026-10-02 says that I did not vote.",
            "9f3c 11ab 22cd 33de",
            "I act for two members-one of them was left out.",
        ] {
            assert!(!looks_like_tracker(text), "{text}");
        }
    }

    #[test]
    fn both_fields_are_judged() {
        let digest = "9f".repeat(32);
        assert!(
            read(
                " I did vote.\r\n",
                &format!("{} {}", &digest[..8], &digest[8..])
            )
            .is_ok()
        );
        assert_eq!(
            read("", "9f"),
            Err([Some(Fault::Text), Some(Fault::Receipt)])
        );
        assert_eq!(
            read("It is wrong.", "d65k 6fca zf2e jowz - w3mnpr"),
            Err([None, Some(Fault::Tracker)])
        );
        assert_eq!(
            read("d65k6fcazf2ejowz-w3mnpr", ""),
            Err([Some(Fault::Tracker), None])
        );
    }

    proptest! {
        #[test]
        fn every_tracker_is_seen(
            derived in "[a-z2-7]{16}", own in "[a-z2-7]{6}", before in "([a-z ]{0,20} )?",
        ) {
            let grouped = format!(
                "{} {} {} {} - {own}",
                &derived[..4], &derived[4..8], &derived[8..12], &derived[12..]
            );
            let plain = format!("{before}{derived}-{own}");
            let grouped = format!("{before}{grouped}");
            prop_assert!(looks_like_tracker(&plain));
            prop_assert!(looks_like_tracker(&grouped));
        }
    }
}
