//! A vote held against the rules: who was there, how many must agree, what came of it.
//!
//! Of a body's roster everybody is exactly one of eight things. Who is suspended or
//! whose seat is vacant is not in office; whoever is recused is neither for nor against.

use std::fmt;

use crate::rulebook::Ratio;
use crate::rulebook::Threshold;
use crate::rulebook::model::keys;
use crate::rulebook::model::value::Base;

use super::body::BodyId;

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
}

impl FromIterator<Vote> for Counts {
    fn from_iter<I: IntoIterator<Item = Vote>>(votes: I) -> Self {
        let mut counts = Self::default();
        for vote in votes {
            let place = match vote {
                Vote::Yes => &mut counts.yes,
                Vote::No => &mut counts.no,
                Vote::Abstain => &mut counts.abstain,
                Vote::NotVoting => &mut counts.not_voting,
                Vote::Absent => &mut counts.absent,
                Vote::Recused => &mut counts.recused,
                Vote::Vacant => &mut counts.vacant,
                Vote::Suspended => &mut counts.suspended,
            };
            *place += 1;
        }
        counts
    }
}

impl Counts {
    fn present(&self) -> u64 {
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

    fn of(&self, base: Base) -> u64 {
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

/// Whether a matter is one for which the bylaws ask for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    Ordinary,
    Reserved,
}

impl Matter {
    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Reserved => "reserved",
        }
    }

    /// The matter this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ordinary, Self::Reserved]
            .into_iter()
            .find(|matter| matter.word() == word)
    }
}

/// The keys of the rules by which a body's decision is judged; the last is its majority.
#[must_use]
pub fn rule_keys(body: &BodyId, matter: Matter) -> [&'static str; 3] {
    if body.is_members() {
        return [
            keys::QUORUM_MEMBERS,
            keys::QUORUM_VOTES,
            keys::MEMBERS_MAJORITY,
        ];
    }
    match (body.is_board() || body.is_founders(), matter) {
        (true, Matter::Reserved) => [
            keys::BOARD_SUPER_QUORUM,
            keys::BOARD_RECUSAL,
            keys::BOARD_SUPER_MAJORITY,
        ],
        (true, Matter::Ordinary) => [
            keys::BOARD_QUORUM,
            keys::BOARD_RECUSAL,
            keys::BOARD_MAJORITY,
        ],
        (false, Matter::Ordinary | Matter::Reserved) => [
            keys::COMMITTEE_QUORUM,
            keys::BOARD_RECUSAL,
            keys::COMMITTEE_MAJORITY,
        ],
    }
}

/// A rule as a decision keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    pub key: String,
    pub value: String,
    pub citation: String,
}

/// One thing that a vote must reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// `present`, `yes`
    pub what: &'static str,
    pub reached: u64,
    /// `in office`, `present`
    pub base: String,
    pub of: u64,
    pub needed: u64,
    /// By how many the recused lowered what is needed.
    pub lowered: u64,
    pub met: bool,
    pub rule: RuleLine,
}

impl fmt::Display for Measure {
    /// `3 yes of 5 present; 3 needed: more than 1/2 of present (Bylaws § 4.11)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} of {} {}; {} needed",
            self.reached, self.what, self.of, self.base, self.needed
        )?;
        if self.lowered > 0 {
            write!(f, " ({} fewer for those recused)", self.lowered)?;
        }
        write!(f, ": {} ({})", self.rule.value, self.rule.citation)
    }
}

/// What came of a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// One, or for the members two: of heads and of votes.
    pub quorums: Vec<Measure>,
    pub threshold: Measure,
    /// As many for as against: lost, whatever the threshold.
    pub tied: bool,
    pub adopted: bool,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.threshold)?;
        for quorum in &self.quorums {
            write!(f, ". Quorum: {quorum}")?;
        }
        if self.tied {
            f.write_str(". A tie is lost")?;
        }
        f.write_str(".")
    }
}

impl Verdict {
    fn of(quorums: Vec<Measure>, threshold: Measure, yes: u64, no: u64) -> Self {
        let quorate = quorums.iter().all(|quorum| quorum.met);
        Self {
            adopted: quorate && threshold.met && yes > no,
            tied: yes == no,
            quorums,
            threshold,
        }
    }
}

/// Holds a vote against its three rules, in the order of [`rule_keys`].
///
/// # Errors
/// The rule that cannot be read.
pub fn judge(tally: &Tally, rules: &[RuleLine; 3]) -> Result<Verdict, Box<RuleLine>> {
    match tally {
        Tally::ByName(counts) => judge_names(counts, rules),
        Tally::ByNumber(counts) => judge_numbers(counts, rules),
    }
}

fn threshold_of(rule: &RuleLine) -> Result<Threshold, Box<RuleLine>> {
    Threshold::parse(&rule.value).ok_or_else(|| Box::new(rule.clone()))
}

fn judge_names(counts: &Counts, rules: &[RuleLine; 3]) -> Result<Verdict, Box<RuleLine>> {
    let [quorum_rule, recusal, majority_rule] = rules;
    let quorum = threshold_of(quorum_rule)?;
    let majority = threshold_of(majority_rule)?;
    let (lowered, counted) = match recusal.value.as_str() {
        "lowers the quorum" => (counts.recused, 0),
        "counts in the quorum" => (0, counts.recused),
        _ => return Err(Box::new(recusal.clone())),
    };
    let of = counts.of(quorum.base);
    let whole = quorum.needed_of(of);
    // Without anybody there is no meeting.
    let needed = whole.saturating_sub(lowered).max(1);
    let reached = counts.present() + counted;
    let quorum = Measure {
        what: "present",
        reached,
        base: quorum.base.word().to_owned(),
        of,
        needed,
        lowered: whole.saturating_sub(needed),
        met: reached >= needed,
        rule: quorum_rule.clone(),
    };
    let threshold = yes_of(
        majority,
        counts.of(majority.base),
        counts.yes,
        majority_rule,
    );
    Ok(Verdict::of(vec![quorum], threshold, counts.yes, counts.no))
}

fn judge_numbers(counts: &MemberCounts, rules: &[RuleLine; 3]) -> Result<Verdict, Box<RuleLine>> {
    let [of_members, of_votes, majority_rule] = rules;
    let majority = threshold_of(majority_rule)?;
    let quorum = |rule: &RuleLine, reached: u64, of: u64, what, base: &str| {
        let share = Ratio::parse(&rule.value).ok_or_else(|| Box::new(rule.clone()))?;
        let needed = share.at_least_of(of);
        Ok::<_, Box<RuleLine>>(Measure {
            what,
            reached,
            base: base.to_owned(),
            of,
            needed,
            lowered: 0,
            met: reached >= needed,
            rule: rule.clone(),
        })
    };
    let quorums = vec![
        quorum(
            of_members,
            u64::from(counts.members_present),
            u64::from(counts.members_entitled),
            "members present",
            "members entitled",
        )?,
        quorum(
            of_votes,
            counts.votes_present,
            counts.votes_entitled,
            "votes present",
            "votes entitled",
        )?,
    ];
    let threshold = yes_of(
        majority,
        counts.of(majority.base),
        counts.yes,
        majority_rule,
    );
    Ok(Verdict::of(quorums, threshold, counts.yes, counts.no))
}

fn yes_of(majority: Threshold, of: u64, yes: u64, rule: &RuleLine) -> Measure {
    let needed = majority.needed_of(of);
    Measure {
        what: "yes",
        reached: yes,
        base: majority.base.word().to_owned(),
        of,
        needed,
        lowered: 0,
        met: yes >= needed,
        rule: rule.clone(),
    }
}

#[cfg(test)]
mod tests;
