//! Who did what at a vote: by name, and by number.

use crate::rulebook::model::value::Base;

/// What one of a roster did, or why nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    Yes,
    No,
    Abstain,
    /// Present, without a vote or a word.
    NotVoting,
    Absent,
    /// Kept out of this matter.
    Recused,
    Vacant,
    Suspended,
}

impl Vote {
    pub const ALL: [Self; 8] = [
        Self::Yes,
        Self::No,
        Self::Abstain,
        Self::NotVoting,
        Self::Absent,
        Self::Recused,
        Self::Vacant,
        Self::Suspended,
    ];

    /// What somebody who is in office can have done.
    pub const OF_ONE_IN_OFFICE: [Self; 6] = [
        Self::Yes,
        Self::No,
        Self::Abstain,
        Self::NotVoting,
        Self::Absent,
        Self::Recused,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Abstain => "abstain",
            Self::NotVoting => "not_voting",
            Self::Absent => "absent",
            Self::Recused => "recused",
            Self::Vacant => "vacant",
            Self::Suspended => "suspended",
        }
    }

    /// The vote as pages say it.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Abstain => "abstains",
            Self::NotVoting => "present, not voting",
            Self::Vacant => "seat vacant",
            Self::Yes | Self::No | Self::Absent | Self::Recused | Self::Suspended => self.word(),
        }
    }

    /// The vote this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vote| vote.word() == word)
    }
}

/// How many of a roster did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub yes: u64,
    pub no: u64,
    pub abstain: u64,
    pub not_voting: u64,
    pub absent: u64,
    pub recused: u64,
    pub vacant: u64,
    pub suspended: u64,
    /// 1 where a rule gives the chair, who said yes, another vote in a tie; nobody more.
    pub casting: u64,
}

impl FromIterator<Vote> for Counts {
    fn from_iter<I: IntoIterator<Item = Vote>>(votes: I) -> Self {
        let mut counts = Self::default();
        for vote in votes {
            *counts.place(vote) += 1;
        }
        counts
    }
}

impl Counts {
    /// The count of those who did this.
    pub fn place(&mut self, vote: Vote) -> &mut u64 {
        match vote {
            Vote::Yes => &mut self.yes,
            Vote::No => &mut self.no,
            Vote::Abstain => &mut self.abstain,
            Vote::NotVoting => &mut self.not_voting,
            Vote::Absent => &mut self.absent,
            Vote::Recused => &mut self.recused,
            Vote::Vacant => &mut self.vacant,
            Vote::Suspended => &mut self.suspended,
        }
    }

    pub(super) fn present(&self) -> u64 {
        self.yes + self.no + self.abstain + self.not_voting
    }

    /// How many are counted on this base.
    #[must_use]
    pub fn of(&self, base: Base) -> u64 {
        match base {
            Base::CastWithoutAbstentions => self.yes + self.no,
            Base::CastWithAbstentions => self.yes + self.no + self.abstain,
            Base::Present => self.present(),
            Base::InOffice => self.present() + self.absent + self.recused,
            Base::Entitled => self.present() + self.absent,
        }
    }
}

/// A vote of the members, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberCounts {
    pub members_entitled: u32,
    pub members_present: u32,
    pub votes_entitled: u64,
    pub votes_present: u64,
    pub yes: u64,
    pub no: u64,
    pub abstain: u64,
}

impl MemberCounts {
    /// Whether no part is larger than its whole.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let cast = self
            .yes
            .checked_add(self.no)
            .and_then(|sum| sum.checked_add(self.abstain));
        self.members_present <= self.members_entitled
            && self.votes_present <= self.votes_entitled
            && cast.is_some_and(|cast| cast <= self.votes_present)
    }

    pub(super) fn of(&self, base: Base) -> u64 {
        match base {
            Base::CastWithoutAbstentions => self.yes + self.no,
            Base::CastWithAbstentions => self.yes + self.no + self.abstain,
            Base::Present => self.votes_present,
            Base::InOffice | Base::Entitled => self.votes_entitled,
        }
    }
}

/// Who voted how: heads of a roster, or members and their votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tally {
    ByName(Counts),
    ByNumber(MemberCounts),
}
