//! Which thresholds fail if a member and its related group left. Pure.

use crate::rulebook::model::value::Ratio;

/// A number before and after, and the fewest that it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    pub what: What,
    pub before: u64,
    pub after: u64,
    pub needed: u64,
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Members who take part, at the last turnout.
    QuorumMembers,
    /// Votes cast, at the last turnout.
    QuorumVotes,
    /// Directors in office, against the fewest the rulebook allows.
    Directors,
    /// Officers who can enter and confirm a decision.
    Officers,
}

impl Check {
    #[must_use]
    pub fn fails(&self) -> bool {
        self.after < self.needed
    }

    /// Whether it failed before anybody left.
    #[must_use]
    pub fn failed_before(&self) -> bool {
        self.before < self.needed
    }
}

/// How many take part and how many there are, and how many of them leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turnout {
    pub taking_part: u64,
    pub all: u64,
    pub leave: u64,
}

impl Turnout {
    /// The quorum of those who stay, where all who leave had taken part: the worst there
    /// can be.
    #[must_use]
    pub fn check(self, what: What, quorum: Ratio) -> Check {
        Check {
            what,
            before: self.taking_part,
            after: self.taking_part.saturating_sub(self.leave),
            needed: quorum.at_least_of(self.all.saturating_sub(self.leave)),
        }
    }
}

/// The custody of an asset before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Custody {
    pub custodians: u64,
    pub leave: u64,
    pub protected: bool,
    /// Whether two of those who stay stand apart, where the rule registry.custody.groups
    /// asks that custodians be of different related groups; true where it asks nothing.
    pub apart: bool,
}

impl Custody {
    /// The fewest custodians of a protected asset.
    pub const LEAST: u64 = 2;

    #[must_use]
    pub fn left(self) -> u64 {
        self.custodians.saturating_sub(self.leave)
    }

    /// Whether too few are left: two of a protected asset, who stand apart where the rule
    /// asks for it, and one of any other.
    #[must_use]
    pub fn fails(self) -> bool {
        let least = if self.protected { Self::LEAST } else { 1 };
        self.left() < least || (self.protected && !self.apart)
    }
}
