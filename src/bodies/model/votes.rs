//! A vote held against the rules: who was there, how many must agree, what came of it.
//!
//! Of a body's roster everybody is exactly one of eight things. Who is suspended or
//! whose seat is vacant is not in office; whoever is recused is neither for nor against.

mod counts;

pub use counts::{Counts, MemberCounts, Tally, Vote};

use std::fmt;

use crate::rulebook::Ratio;
use crate::rulebook::Threshold;
use crate::rulebook::model::keys;

use super::body::BodyId;

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

impl RuleLine {
    /// The value as a sentence says it: `more than half of those present`.
    #[must_use]
    pub fn said(&self) -> String {
        Threshold::parse(&self.value).map_or_else(|| self.value.clone(), Threshold::words)
    }
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

impl Measure {
    /// What the rule asks for, in words: of a share, of what.
    fn asked(&self) -> String {
        match Ratio::parse(&self.rule.value) {
            Some(share) => format!("at least {share} of the {}", self.base),
            None => self.rule.said(),
        }
    }
}

impl fmt::Display for Measure {
    /// `3 yes of 5 present; 3 needed: more than half of those present (Bylaws § 4.11)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} of {} {}; {} needed",
            self.reached, self.what, self.of, self.base, self.needed
        )?;
        if self.lowered > 0 {
            write!(f, " ({} fewer for those recused)", self.lowered)?;
        }
        write!(f, ": {} ({})", self.asked(), self.rule.citation)
    }
}

/// What came of a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// One, or for the members two: of heads and of votes.
    pub quorums: Vec<Measure>,
    pub threshold: Measure,
    /// Of a decision in writing, how many signed: asked beside the threshold.
    pub signed: Option<Measure>,
    /// As many for as against, also with a casting vote: lost, whatever the threshold.
    pub tied: bool,
    pub adopted: bool,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.threshold)?;
        for quorum in &self.quorums {
            write!(f, ". Quorum: {quorum}")?;
        }
        if let Some(signed) = &self.signed {
            write!(f, ". In writing: {signed}")?;
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
            signed: None,
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

/// The same of a decision in writing, by the rule on such beside the others. Nobody has a
/// casting vote in it: that breaks a tie of a meeting.
///
/// # Errors
/// The rule that cannot be read.
pub fn judge_in_writing(
    tally: &Tally,
    rules: &[RuleLine; 3],
    consent: &RuleLine,
) -> Result<Verdict, Box<RuleLine>> {
    let tally = match tally {
        Tally::ByName(counts) => Tally::ByName(Counts {
            casting: 0,
            ..*counts
        }),
        Tally::ByNumber(counts) => Tally::ByNumber(*counts),
    };
    let [quorum, recusal, _] = rules;
    let signed = judge(&tally, &[quorum.clone(), recusal.clone(), consent.clone()])?;
    let verdict = judge(&tally, rules)?;
    Ok(Verdict {
        adopted: verdict.adopted && signed.adopted,
        signed: Some(signed.threshold),
        ..verdict
    })
}

/// Judges a decision as it was taken: in writing, where the rule on such is given with it.
///
/// # Errors
/// The rule that cannot be read.
pub fn judge_as_taken(
    tally: &Tally,
    rules: &[RuleLine; 3],
    consent: Option<&RuleLine>,
) -> Result<Verdict, Box<RuleLine>> {
    match consent {
        Some(consent) => judge_in_writing(tally, rules, consent),
        None => judge(tally, rules),
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
        counts.yes.saturating_add(counts.casting),
        majority_rule,
    );
    Ok(Verdict::of(
        vec![quorum],
        threshold,
        counts.yes.saturating_add(counts.casting),
        counts.no,
    ))
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
