//! The counting methods, by the names that results bear.

use std::fmt;
use std::str::FromStr;

/// A counting rule. A change of any rule is a new name, so a name on a result
/// fixes how it was reached; `docs/counting/` has one file per name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// The Reference Meek Rule of the Proportional Representation Foundation.
    MeekPrf1,
    /// Scottish single transferable vote (SSI 2007/42).
    ScottishStv1,
    /// Instant run-off.
    Irv1,
    /// Schulze, unranked below all ranked, winning votes.
    Schulze1,
    /// Schulze, pairs with an unranked option not counted.
    SchulzeNoOpinion1,
    /// Schulze by margins.
    SchulzeMargins1,
    /// Schulze by margins, pairs with an unranked option not counted.
    SchulzeMarginsNoOpinion1,
    /// The Debian constitution's rule since its amendment of 2015 (version 1.6).
    SchulzeDebian2016,
    /// Mark any number of options; the most marked are elected.
    Approval1,
    /// Mark up to a number of options; the most marked are elected.
    Plurality1,
    /// Score each option; the highest sums are elected.
    Score1,
    /// Score, then a run-off of the two highest.
    Star1,
    /// STAR, repeated without the winner until the seats are filled.
    BlocStar1,
    /// Yes, no or abstain, against a stated majority of a stated base.
    Motion1,
}

/// What a ballot of a method consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BallotKind {
    /// Options in order of preference.
    Ranked,
    /// Options marked, without order.
    Marked,
    /// A number for each option.
    Scored,
    /// `yes`, `no`, `abstain` or `blank`.
    Motion,
}

impl Method {
    /// Every method that has a name.
    pub const ALL: [Self; 14] = [
        Self::MeekPrf1,
        Self::ScottishStv1,
        Self::Irv1,
        Self::Schulze1,
        Self::SchulzeNoOpinion1,
        Self::SchulzeMargins1,
        Self::SchulzeMarginsNoOpinion1,
        Self::SchulzeDebian2016,
        Self::Approval1,
        Self::Plurality1,
        Self::Score1,
        Self::Star1,
        Self::BlocStar1,
        Self::Motion1,
    ];

    /// The name, as it stands in manifests and results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MeekPrf1 => "meek-prf-1",
            Self::ScottishStv1 => "scottish-stv-1",
            Self::Irv1 => "irv-1",
            Self::Schulze1 => "schulze-1",
            Self::SchulzeNoOpinion1 => "schulze-no-opinion-1",
            Self::SchulzeMargins1 => "schulze-margins-1",
            Self::SchulzeMarginsNoOpinion1 => "schulze-margins-no-opinion-1",
            Self::SchulzeDebian2016 => "schulze-debian-2016",
            Self::Approval1 => "approval-1",
            Self::Plurality1 => "plurality-1",
            Self::Score1 => "score-1",
            Self::Star1 => "star-1",
            Self::BlocStar1 => "bloc-star-1",
            Self::Motion1 => "motion-1",
        }
    }

    /// What the ballots of this method consist of.
    pub const fn ballot_kind(self) -> BallotKind {
        match self {
            Self::MeekPrf1
            | Self::ScottishStv1
            | Self::Irv1
            | Self::Schulze1
            | Self::SchulzeNoOpinion1
            | Self::SchulzeMargins1
            | Self::SchulzeMarginsNoOpinion1
            | Self::SchulzeDebian2016 => BallotKind::Ranked,
            Self::Approval1 | Self::Plurality1 => BallotKind::Marked,
            Self::Score1 | Self::Star1 | Self::BlocStar1 => BallotKind::Scored,
            Self::Motion1 => BallotKind::Motion,
        }
    }

    /// Whether the count obeys caps on groups, and options that are kept.
    pub const fn obeys_caps(self) -> bool {
        match self {
            Self::MeekPrf1
            | Self::ScottishStv1
            | Self::Irv1
            | Self::Schulze1
            | Self::SchulzeNoOpinion1
            | Self::SchulzeMargins1
            | Self::SchulzeMarginsNoOpinion1
            | Self::SchulzeDebian2016
            | Self::Approval1
            | Self::Plurality1
            | Self::Score1
            | Self::Star1
            | Self::BlocStar1 => true,
            Self::Motion1 => false,
        }
    }

    /// Whether the method fills one seat only.
    pub const fn fills_one_seat(self) -> bool {
        match self {
            Self::Irv1 | Self::Star1 => true,
            Self::MeekPrf1
            | Self::ScottishStv1
            | Self::Schulze1
            | Self::SchulzeNoOpinion1
            | Self::SchulzeMargins1
            | Self::SchulzeMarginsNoOpinion1
            | Self::SchulzeDebian2016
            | Self::Approval1
            | Self::Plurality1
            | Self::Score1
            | Self::BlocStar1
            | Self::Motion1 => false,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no method bears.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no counting method “{0}”.")]
pub struct UnknownMethod(pub String);

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|method| method.name() == name)
            .ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}
