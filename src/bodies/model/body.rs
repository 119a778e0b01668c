//! Bodies, what they may decide, and their charters. Pure.

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Office;

/// A body by its name in addresses: `board`, `membership-committee`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyId(String);

impl BodyId {
    /// Reads lower-case words joined by hyphens, within 60 characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        (text.len() <= 60 && text.split('-').all(plain)).then(|| Self(text.to_owned()))
    }

    /// What a body of this name is called in addresses.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let words: Vec<String> = name
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Self::parse(&words.join("-"))
    }

    #[must_use]
    pub fn board() -> Self {
        Self("board".to_owned())
    }

    #[must_use]
    pub fn membership_committee() -> Self {
        Self("membership-committee".to_owned())
    }

    #[must_use]
    pub fn members() -> Self {
        Self("members".to_owned())
    }

    #[must_use]
    pub fn founders() -> Self {
        Self("founders".to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The letters of a body within the number of a resolution (`2026-B-014`). A committee
    /// whose whole name is one of the three letters keeps its small one, so that no two
    /// bodies share a code.
    #[must_use]
    pub fn code(&self) -> String {
        match self.as_str() {
            "board" => "B".to_owned(),
            "members" => "M".to_owned(),
            "founders" => "F".to_owned(),
            single @ ("b" | "m" | "f") => single.to_owned(),
            other => other.to_ascii_uppercase(),
        }
    }

    #[must_use]
    pub fn is_board(&self) -> bool {
        self.0 == "board"
    }

    #[must_use]
    pub fn is_members(&self) -> bool {
        self.0 == "members"
    }

    #[must_use]
    pub fn is_founders(&self) -> bool {
        self.0 == "founders"
    }

    /// Whether a rule says how many sign for it to decide without a meeting: of the board, and of
    /// the founders in its place.
    #[must_use]
    pub fn decides_in_writing(&self) -> bool {
        self.is_board() || self.is_founders()
    }

    /// Whether it has seats.
    #[must_use]
    pub fn has_seats(&self) -> bool {
        !self.is_members() && !self.is_founders()
    }

    /// The office that whoever sits there holds.
    #[must_use]
    pub fn office(&self) -> Option<Office> {
        match self.as_str() {
            "board" => Some(Office::Director),
            "membership-committee" => Some(Office::MembershipCommittee),
            _ => None,
        }
    }
}

impl fmt::Display for BodyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a charter may let a body decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    AppointOfficers,
    AppointCommittees,
    SeatDirectors,
    Suspend,
    AdoptRulebook,
    AppointAuditor,
    AdmitMembers,
    HoldElections,
}

impl Power {
    pub const ALL: [Self; 8] = [
        Self::AppointOfficers,
        Self::AppointCommittees,
        Self::SeatDirectors,
        Self::Suspend,
        Self::AdoptRulebook,
        Self::AppointAuditor,
        Self::AdmitMembers,
        Self::HoldElections,
    ];

    /// The word in a charter.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AppointOfficers => "appoint_officers",
            Self::AppointCommittees => "appoint_committees",
            Self::SeatDirectors => "seat_directors",
            Self::Suspend => "suspend",
            Self::AdoptRulebook => "adopt_rulebook",
            Self::AppointAuditor => "appoint_auditor",
            Self::AdmitMembers => "admit_members",
            Self::HoldElections => "hold_elections",
        }
    }

    /// The power this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|power| power.word() == word)
    }

    /// The power in a sentence after "may".
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::AppointOfficers => "appoint officers",
            Self::AppointCommittees => "make committees and fill their seats",
            Self::SeatDirectors => "seat and unseat directors",
            Self::Suspend => "suspend somebody from a body",
            Self::AdoptRulebook => "adopt a rulebook",
            Self::AppointAuditor => "appoint an auditor",
            Self::AdmitMembers => "admit members",
            Self::HoldElections => "hold elections",
        }
    }
}

/// A charter in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charter {
    pub body: BodyId,
    pub name: String,
    pub text: String,
    pub citation: String,
    pub size: Size,
    pub powers: Vec<Power>,
    pub withheld: Vec<Power>,
    pub decision: Uuid,
    pub since: DateTime<Utc>,
}

/// How many must and may sit in a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub min: Option<u32>,
    pub max: Option<u32>,
    pub odd: bool,
    pub directors_min: Option<u32>,
    pub directors_max: Option<u32>,
}

impl Size {
    /// The rules that this many break, each as a sentence.
    #[must_use]
    pub fn broken(&self, sitting: u32, directors: u32, citation: &str) -> Vec<String> {
        let source = if citation.is_empty() {
            String::new()
        } else {
            format!(" ({citation})")
        };
        let mut broken = Vec::new();
        let mut say = |sentence: String| broken.push(format!("{sentence}{source}."));
        if let Some(min) = self.min.filter(|min| sitting < *min) {
            say(format!("{sitting} sit here; at least {min} must"));
        }
        if let Some(max) = self.max.filter(|max| sitting > *max) {
            say(format!("{sitting} sit here; at most {max} may"));
        }
        if self.odd && sitting.is_multiple_of(2) {
            say(format!("{sitting} sit here; the number must be odd"));
        }
        if let Some(min) = self.directors_min.filter(|min| directors < *min) {
            say(format!(
                "{directors} of them are directors; at least {min} must be"
            ));
        }
        if let Some(max) = self.directors_max.filter(|max| directors > *max) {
            say(format!(
                "{directors} of them are directors; at most {max} may be"
            ));
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use super::{BodyId, Power, Size};

    #[test]
    fn a_body_is_named_by_plain_words() {
        for (text, is) in [
            ("board", true),
            ("membership-committee", true),
            ("", false),
            ("Board", false),
            ("a--b", false),
            ("a b", false),
        ] {
            assert_eq!(BodyId::parse(text).is_some(), is, "{text}");
        }
        let named = BodyId::of_name("Audit & Risk Committee").expect("a name");
        assert_eq!(named.as_str(), "audit-risk-committee");
        assert_eq!(BodyId::of_name("…"), None);
    }

    #[test]
    fn every_power_is_found_by_its_word() {
        for power in Power::ALL {
            assert_eq!(Power::parse(power.word()), Some(power));
        }
    }

    #[test]
    fn a_committee_of_the_wrong_size_says_so() {
        let committee = Size {
            min: Some(3),
            max: Some(15),
            odd: true,
            directors_min: Some(1),
            directors_max: Some(3),
        };
        assert_eq!(committee.broken(5, 2, ""), Vec::<String>::new());
        assert_eq!(
            committee.broken(2, 0, "Charter § 1"),
            [
                "2 sit here; at least 3 must (Charter § 1).",
                "2 sit here; the number must be odd (Charter § 1).",
                "0 of them are directors; at least 1 must be (Charter § 1).",
            ]
        );
        assert_eq!(committee.broken(17, 4, "").len(), 2);
    }
}
