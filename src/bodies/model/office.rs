//! Offices and their terms. Pure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::parties::PartyId;
use crate::rulebook::model::value::words_of;

/// An office by which a person acts for the foundation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Office {
    ElectionOfficer,
    Secretary,
    DeputySecretary,
    Chair,
    DeputyChair,
    Treasurer,
    DeputyTreasurer,
    Director,
    MembershipCommittee,
    Auditor,
}

impl Office {
    pub const ALL: [Self; 10] = [
        Self::ElectionOfficer,
        Self::Secretary,
        Self::DeputySecretary,
        Self::Chair,
        Self::DeputyChair,
        Self::Treasurer,
        Self::DeputyTreasurer,
        Self::Director,
        Self::MembershipCommittee,
        Self::Auditor,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ElectionOfficer => "election_officer",
            Self::Secretary => "secretary",
            Self::DeputySecretary => "deputy_secretary",
            Self::Chair => "chair",
            Self::DeputyChair => "deputy_chair",
            Self::Treasurer => "treasurer",
            Self::DeputyTreasurer => "deputy_treasurer",
            Self::Director => "director",
            Self::MembershipCommittee => "membership_committee",
            Self::Auditor => "auditor",
        }
    }

    /// The office this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|office| office.word() == word)
    }

    /// Whether the office comes with a seat of a body, and not by a term of its own.
    #[must_use]
    pub fn comes_with_a_seat(self) -> bool {
        matches!(self, Self::Director | Self::MembershipCommittee)
    }

    /// The office in whose stead this one acts: a deputy may do what the office may.
    #[must_use]
    pub fn stands_for(self) -> Self {
        match self {
            Self::DeputySecretary => Self::Secretary,
            Self::DeputyChair => Self::Chair,
            Self::DeputyTreasurer => Self::Treasurer,
            Self::ElectionOfficer
            | Self::Secretary
            | Self::Chair
            | Self::Treasurer
            | Self::Director
            | Self::MembershipCommittee
            | Self::Auditor => self,
        }
    }

    /// The pairs that a rule like `auditor+secretary, chair+secretary` forbids and
    /// one person would hold who held all of these. A deputy is barred as the office is.
    #[must_use]
    pub fn excluded(offices: &[Self], rule: &str) -> Option<(Self, Self)> {
        let holds = |wanted: Self| {
            offices
                .iter()
                .copied()
                .find(|held| *held == wanted || held.stands_for() == wanted)
        };
        words_of(rule).find_map(|pair| {
            let (one, other) = pair.split_once('+')?;
            Some((holds(Self::parse(one)?)?, holds(Self::parse(other)?)?))
        })
    }

    /// The office as officers' pages say it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ElectionOfficer => "Election officer",
            Self::Secretary => "Secretary",
            Self::DeputySecretary => "Deputy secretary",
            Self::Chair => "Chair",
            Self::DeputyChair => "Deputy chair",
            Self::Treasurer => "Treasurer",
            Self::DeputyTreasurer => "Deputy treasurer",
            Self::Director => "Director",
            Self::MembershipCommittee => "Member of the membership committee",
            Self::Auditor => "Auditor",
        }
    }

    /// The office with its article, as a refusal names it.
    #[must_use]
    pub fn holder(self) -> &'static str {
        match self {
            Self::ElectionOfficer => "an election officer",
            Self::Secretary => "the secretary",
            Self::DeputySecretary => "the deputy secretary",
            Self::Chair => "the chair",
            Self::DeputyChair => "the deputy chair",
            Self::Treasurer => "the treasurer",
            Self::DeputyTreasurer => "the deputy treasurer",
            Self::Director => "a director",
            Self::MembershipCommittee => "a member of the membership committee",
            Self::Auditor => "an auditor",
        }
    }
}

/// One person's time in one office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeTerm {
    pub id: Uuid,
    pub person: PartyId,
    pub office: Office,
    pub starts_at: DateTime<Utc>,
    /// The end foreseen when the term was recorded.
    pub ends_at: Option<DateTime<Utc>>,
    /// The end recorded since: laid down or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
    /// The decision by which it began.
    pub decision: Uuid,
}

impl OfficeTerm {
    /// The instant from which the office is no longer held, if one is known.
    #[must_use]
    pub fn end(&self) -> Option<DateTime<Utc>> {
        match (self.ends_at, self.ended_at) {
            (Some(foreseen), Some(recorded)) => Some(foreseen.min(recorded)),
            (foreseen, recorded) => foreseen.or(recorded),
        }
    }

    /// Whether the office is held at this instant: from its start, until before its end.
    #[must_use]
    pub fn held_at(&self, now: DateTime<Utc>) -> bool {
        self.starts_at <= now && self.end().is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::{Office, OfficeTerm};
    use crate::parties::PartyId;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn an_office_is_held_from_its_start_until_before_its_end() {
        let term = |ends: Option<&str>, ended: Option<&str>| OfficeTerm {
            id: Uuid::nil(),
            person: PartyId(Uuid::nil()),
            office: Office::Secretary,
            starts_at: at("2026-03-01T00:00:00Z"),
            ends_at: ends.map(at),
            ended_at: ended.map(at),
            decision: Uuid::nil(),
        };
        for (ends, ended, instant, held) in [
            (None, None, "2026-02-28T23:59:59Z", false),
            (None, None, "2026-03-01T00:00:00Z", true),
            (
                Some("2026-04-01T00:00:00Z"),
                None,
                "2026-03-31T23:59:59Z",
                true,
            ),
            (
                Some("2026-04-01T00:00:00Z"),
                None,
                "2026-04-01T00:00:00Z",
                false,
            ),
            (
                Some("2026-04-01T00:00:00Z"),
                Some("2026-03-15T12:00:00Z"),
                "2026-03-15T12:00:00Z",
                false,
            ),
            (
                Some("2026-04-01T00:00:00Z"),
                Some("2026-05-01T00:00:00Z"),
                "2026-04-02T00:00:00Z",
                false,
            ),
            (
                None,
                Some("2026-03-15T12:00:00Z"),
                "2026-03-15T11:59:59Z",
                true,
            ),
        ] {
            assert_eq!(
                term(ends, ended).held_at(at(instant)),
                held,
                "{ends:?} {ended:?} {instant}"
            );
        }
    }

    #[test]
    fn every_office_is_found_by_its_word() {
        for office in Office::ALL {
            assert_eq!(Office::parse(office.word()), Some(office));
        }
    }

    #[test]
    fn a_deputy_is_barred_as_the_office_is() {
        let rule = "auditor+secretary, chair+secretary";
        for (held, pair) in [
            (vec![Office::Secretary], None),
            (vec![Office::Secretary, Office::Treasurer], None),
            (
                vec![Office::Secretary, Office::Auditor],
                Some((Office::Auditor, Office::Secretary)),
            ),
            (
                vec![Office::DeputySecretary, Office::Chair],
                Some((Office::Chair, Office::DeputySecretary)),
            ),
        ] {
            assert_eq!(Office::excluded(&held, rule), pair, "{held:?}");
        }
        assert_eq!(Office::excluded(&Office::ALL, ""), None);
    }
}
