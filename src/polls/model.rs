//! A poll's phase, the figures of its quorum and its small cells. Pure.

pub mod seating;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// Where a poll stands at an instant. A phase hands out what is legal in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Being drafted; nothing is fixed.
    Draft,
    /// The manifest is fixed; casting begins at the opening.
    Scheduled,
    /// Members cast.
    Open,
    /// The time is over; the closing set is being read.
    Closing,
    /// The closing set is fixed; officers open the envelopes elsewhere.
    Closed,
    /// The count is published; officers have yet to certify it.
    Counted,
    /// Two officers certified the count.
    Certified,
    /// Officers ended it without a result.
    Voided,
}

/// The facts from which the phase follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollFacts {
    pub opened: bool,
    pub opens_at: Option<DateTime<Utc>>,
    pub closes_at: Option<DateTime<Utc>>,
    pub closed: bool,
    pub counted: bool,
    pub certifications: u32,
    /// Officers ended it by an act.
    pub voided: bool,
}

impl PollFacts {
    /// The phase at `now`.
    #[must_use]
    pub fn phase(&self, now: DateTime<Utc>) -> Phase {
        if !self.opened {
            return Phase::Draft;
        }
        if self.voided {
            return Phase::Voided;
        }
        if self.closed {
            // As many as the rule asks come in one act, or none.
            return match (self.counted, self.certifications) {
                (false, _) => Phase::Closed,
                (true, 0) => Phase::Counted,
                (true, _) => Phase::Certified,
            };
        }
        match (self.opens_at, self.closes_at) {
            (Some(opens), _) if now < opens => Phase::Scheduled,
            (_, Some(closes)) if now < closes => Phase::Open,
            _ => Phase::Closing,
        }
    }
}

impl Phase {
    /// What the state line says after the word of the state, as a key of the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "poll-state-draft",
            Self::Scheduled => "poll-state-scheduled",
            Self::Open => "poll-state-open",
            Self::Closing => "poll-state-closing",
            Self::Closed => "poll-state-closed",
            Self::Counted => "poll-state-counted",
            Self::Certified => "poll-state-certified",
            Self::Voided => "poll-state-voided",
        }
    }

    /// The word and sign of the state line, as the pages' components know them.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Draft | Self::Scheduled => "coming",
            Self::Open => "open",
            Self::Closing | Self::Closed => "closed",
            Self::Counted => "counted",
            Self::Certified => "certified",
            Self::Voided => "voided",
        }
    }
}

/// What a quorum asks for, in whole numbers: members and votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    pub members: Test,
    pub votes: Test,
}

/// How many there are, took part, and are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    pub whole: u64,
    pub took_part: u64,
    pub needed: u64,
}

/// The cells of a roll with fewer than `k` entitlements: votes each, and how many.
#[must_use]
pub fn small_cells(cells: &BTreeMap<u64, u64>, k: u64) -> Vec<(u64, u64)> {
    cells
        .iter()
        .filter(|(_, members)| **members < k)
        .map(|(votes, members)| (*votes, *members))
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_phase_follows_from_facts_and_the_instant() {
        let at = |hour| {
            Utc.with_ymd_and_hms(2026, 9, 1, hour, 0, 0)
                .single()
                .expect("an instant")
        };
        let facts = PollFacts {
            opened: true,
            opens_at: Some(at(9)),
            closes_at: Some(at(17)),
            closed: false,
            counted: false,
            certifications: 0,
            voided: false,
        };
        assert_eq!(facts.phase(at(8)), Phase::Scheduled);
        assert_eq!(facts.phase(at(9)), Phase::Open);
        assert_eq!(facts.phase(at(17)), Phase::Closing);
        let closed = PollFacts {
            closed: true,
            ..facts
        };
        assert_eq!(
            closed.phase(at(8)),
            Phase::Closed,
            "closed is final whatever the clock says"
        );
        let counted = PollFacts {
            counted: true,
            ..closed
        };
        assert_eq!(counted.phase(at(18)), Phase::Counted);
        assert_eq!(
            PollFacts {
                certifications: 2,
                ..counted
            }
            .phase(at(18)),
            Phase::Certified
        );
        assert_eq!(
            PollFacts {
                opened: false,
                ..facts
            }
            .phase(at(12)),
            Phase::Draft
        );
    }

    #[test]
    fn cells_below_k_are_small() {
        let cells = BTreeMap::from([(50, 2), (15, 2), (5, 12), (1, 313)]);
        assert_eq!(small_cells(&cells, 5), [(15, 2), (50, 2)]);
    }
}
