//! What a majority costs: how many new memberships of one class would outvote those who
//! usually vote, and what their dues are. Exact.

use crate::rulebook::model::value::{Base, Ratio, Threshold};

/// Who takes part when nothing changes, and by which rules a vote is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Memberships on the roll, and their votes.
    pub members: u64,
    pub votes: u64,
    /// How many of both take part.
    pub members_taking_part: u64,
    pub votes_taking_part: u64,
    pub majority: Threshold,
    /// None where no rule asks for a quorum of members, or of votes.
    pub quorum_members: Option<Ratio>,
    pub quorum_votes: Option<Ratio>,
}

/// So much of `now` as took part of `then`, rounded up; all of it where more did.
#[must_use]
pub fn scaled(took_part: u64, then: u64, now: u64) -> u64 {
    if then == 0 {
        return 0;
    }
    let product = u128::from(took_part) * u128::from(now);
    u64::try_from(product.div_ceil(u128::from(then)))
        .unwrap_or(now)
        .min(now)
}

impl Situation {
    /// The fewest members and votes that are a quorum of a roll.
    #[must_use]
    pub fn quorum(&self) -> (u64, u64) {
        let of = |rule: Option<Ratio>, all| rule.map_or(0, |rule| rule.at_least_of(all));
        (
            of(self.quorum_members, self.members),
            of(self.quorum_votes, self.votes),
        )
    }

    /// The fewest yes votes that carry where so many are cast of so many on the roll.
    #[must_use]
    pub fn needed(majority: Threshold, cast: u64, on_roll: u64) -> u64 {
        match majority.base {
            Base::CastWithoutAbstentions | Base::CastWithAbstentions | Base::Present => {
                majority.needed_of(cast)
            }
            // Of the members nobody is in office: all of them are meant.
            Base::InOffice | Base::Entitled => majority.needed_of(on_roll),
        }
    }

    /// Whether so many new memberships of so many votes each carry a vote with their yes
    /// alone, when all the others who take part vote no.
    fn carry(&self, memberships: u64, each: u64) -> bool {
        let Some(new) = memberships.checked_mul(each) else {
            return false;
        };
        let (Some(cast), Some(on_roll)) = (
            self.votes_taking_part.checked_add(new),
            self.votes.checked_add(new),
        ) else {
            return false;
        };
        let (Some(there), Some(members)) = (
            self.members_taking_part.checked_add(memberships),
            self.members.checked_add(memberships),
        ) else {
            return false;
        };
        let reached = |rule: Option<Ratio>, part: u64, all: u64| {
            rule.is_none_or(|rule| part >= rule.at_least_of(all))
        };
        new > 0
            && new >= Self::needed(self.majority, cast, on_roll)
            && reached(self.quorum_votes, cast, on_roll)
            && reached(self.quorum_members, there, members)
    }

    /// The fewest new memberships of a class with so many votes each that carry an ordinary
    /// vote alone; none where no number does (or none below 2^40).
    #[must_use]
    pub fn memberships(&self, votes_each: u64) -> Option<u64> {
        const MOST: u64 = 1 << 40;
        let mut high = 1_u64;
        // Each of the conditions, once it holds, holds for every greater number: a share of
        // at most 1 never grows by more than what is added.
        while !self.carry(high, votes_each) {
            high = high.checked_mul(2).filter(|high| *high <= MOST)?;
        }
        let mut low = high / 2 + 1;
        while low < high {
            let middle = low + (high - low) / 2;
            if self.carry(middle, votes_each) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(high)
    }
}

/// The dues of so many memberships for a year, in minor units; none beyond what an amount
/// of money can be.
#[must_use]
pub fn dues(memberships: u64, yearly_minor: i64) -> Option<i64> {
    i64::try_from(memberships).ok()?.checked_mul(yearly_minor)
}
