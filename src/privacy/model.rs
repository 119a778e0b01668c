//! What stands in the way of an erasure, what its form holds, and the kinds of
//! data that are held about a person.

use chrono::NaiveDate;

use crate::typed;

/// Why a person's data cannot be erased yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A membership of this number that has not ended.
    Member(String),
    /// An office, by its word.
    Office(String),
    /// A seat of this body.
    Seat(String),
    /// They stand for this organisation.
    Represents(String),
    /// They stand on the roll of the poll of this number, which is not certified.
    Poll(String),
    /// An invoice of this number is not paid.
    Dues(String),
    /// Their application of this number is under way.
    Application(String),
}

impl Obstacle {
    /// As the database names it.
    #[must_use]
    pub fn parse(obstacle: &str, detail: String) -> Option<Self> {
        Some(match obstacle {
            "member" => Self::Member(detail),
            "office" => Self::Office(detail),
            "seat" => Self::Seat(detail),
            "represents" => Self::Represents(detail),
            "poll" => Self::Poll(detail),
            "dues" => Self::Dues(detail),
            "application" => Self::Application(detail),
            _ => return None,
        })
    }

    /// What stands in the way, and what has to happen before.
    #[must_use]
    pub fn sentence(&self) -> String {
        let plain = |word: &str| word.replace(['_', '-'], " ");
        match self {
            Self::Member(number) => {
                format!("They are a member: membership no. {number} has to end first, on its page.")
            }
            Self::Office(office) => format!(
                "They hold an office ({}): a decision has to end it first.",
                plain(office)
            ),
            Self::Seat(body) => format!(
                "They have a seat ({}): a decision has to end it first.",
                plain(body)
            ),
            Self::Represents(organisation) => format!(
                "They stand for {organisation}, or are proposed to: somebody else is named first, or the proposal is withdrawn."
            ),
            Self::Poll(number) => format!(
                "They stand on the roll of vote no. {number}, whose result is not certified yet. Wait for the certification."
            ),
            Self::Dues(number) => {
                format!("Invoice {number} is not paid: it is paid or credited first.")
            }
            Self::Application(number) => format!(
                "Their application no. {number} is under way: it is decided or withdrawn first."
            ),
        }
    }
}

/// What shows that a person asked, and on which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub on: NaiveDate,
    evidence: String,
}

impl Asked {
    pub const EVIDENCE_CHARS: usize = 500;

    /// Reads the form: the day is not after `today`, and the evidence says where
    /// the request is filed without saying the name that is to go.
    ///
    /// # Errors
    /// The field and a sentence, for each fault.
    pub fn parse(
        on: &str,
        evidence: &str,
        name: &str,
        today: NaiveDate,
    ) -> Result<Self, Vec<(String, String)>> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, sentence: &str| {
            faults.push((field.to_owned(), sentence.to_owned()));
        };
        let day = typed::day(on);
        match day {
            None => wrong("asked_on", "Give a date like 2026-07-31."),
            Some(day) if day > today => wrong(
                "asked_on",
                "This day has not come yet. Give the day on which they asked.",
            ),
            Some(_) => {}
        }
        let evidence = evidence.trim();
        if evidence.is_empty() {
            wrong("evidence", "Say where their request is filed.");
        } else if evidence.chars().count() > Self::EVIDENCE_CHARS {
            wrong("evidence", "Keep it within 500 characters.");
        } else if says_part_of(evidence, name) {
            wrong(
                "evidence",
                "This stays for good: say where the request is filed without the person’s name.",
            );
        } else if evidence.contains('@') {
            wrong(
                "evidence",
                "This stays for good: say where the request is filed without an address.",
            );
        }
        match (day, faults.is_empty()) {
            (Some(on), true) => Ok(Self {
                on,
                evidence: evidence.to_owned(),
            }),
            (None, _) | (Some(_), false) => Err(faults),
        }
    }

    #[must_use]
    pub fn evidence(&self) -> &str {
        &self.evidence
    }
}

/// Whether words say a name, or a part of it of three letters or more.
fn says_part_of(words: &str, name: &str) -> bool {
    let lower = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|letter: char| !letter.is_alphanumeric())
            .map(str::to_owned)
            .collect()
    };
    let said = lower(words);
    lower(name)
        .iter()
        .filter(|part| part.chars().count() >= 3)
        .any(|part| said.contains(part))
}

/// How long something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Until an erasure takes it.
    Erasable,
    /// For good: the record, the log and the books stand on it.
    Stays,
    /// Until it is used up, or its owner removes it.
    Passing,
}

/// A kind of data: the key of its section in the file, and how long it is held.
pub type DataKind = (&'static str, Held);

/// Every kind, in the order of the page and of the file.
pub const KINDS: [DataKind; 24] = [
    ("names", Held::Erasable),
    ("addresses", Held::Erasable),
    ("affiliations", Held::Erasable),
    ("account", Held::Erasable),
    ("sessions", Held::Passing),
    ("letters", Held::Erasable),
    ("notices", Held::Erasable),
    ("memberships", Held::Stays),
    ("dues", Held::Stays),
    ("representations", Held::Stays),
    ("offices", Held::Stays),
    ("applications", Held::Erasable),
    ("agreements", Held::Stays),
    ("evidence", Held::Erasable),
    ("rolls", Held::Erasable),
    ("motions", Held::Stays),
    ("challenges", Held::Erasable),
    ("proxies", Held::Erasable),
    ("elections", Held::Stays),
    ("petitions", Held::Stays),
    ("registry", Held::Stays),
    ("permits", Held::Erasable),
    ("matters", Held::Stays),
    ("participation", Held::Stays),
];

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::{Asked, Obstacle};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 28).unwrap_or_default()
    }

    #[test]
    fn a_request_is_of_a_day_that_came_and_names_nobody() {
        for (on, evidence, field) in [
            ("", "letter in folder 12", "asked_on"),
            ("2026-11-29", "letter in folder 12", "asked_on"),
            ("2026-11-28", "  ", "evidence"),
            ("2026-11-28", "letter of Ravi, folder 12", "evidence"),
            ("2026-11-28", "letter of MENON", "evidence"),
            ("2026-11-28", "mail from x@mail.example", "evidence"),
        ] {
            let faults = Asked::parse(on, evidence, "Ravi Menon", today()).unwrap_err();
            assert_eq!(faults.len(), 1, "{on} {evidence}");
            assert!(faults.iter().all(|(named, _)| named == field));
        }
        let asked = Asked::parse(" 2026-11-28", " folder 12 ", "Ravi Menon", today()).unwrap();
        assert_eq!((asked.on, asked.evidence()), (today(), "folder 12"));
    }

    #[test]
    fn every_obstacle_is_said_with_what_it_is_about() {
        for word in [
            "member",
            "office",
            "seat",
            "represents",
            "poll",
            "dues",
            "application",
        ] {
            let obstacle = Obstacle::parse(word, "X-7".to_owned()).unwrap();
            assert!(obstacle.sentence().contains('7'), "{word}");
        }
        assert_eq!(Obstacle::parse("rain", String::new()), None);
    }

    proptest! {
        #[test]
        fn evidence_never_says_the_name(name in "[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}", before in "[0-9 ,.]{0,9}", after in "[0-9 ,.]{0,9}") {
            for part in name.split(' ') {
                let said = format!("{before} {part} {after}");
                prop_assert!(Asked::parse("2026-11-28", &said, &name, today()).is_err());
            }
        }
    }
}
