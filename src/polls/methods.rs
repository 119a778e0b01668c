//! The counting methods a poll can be drafted with. Pure.

use serde::{Deserialize, Serialize};

use crate::seal::ballot::Form;

/// The counting methods a poll can be drafted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PollMethod {
    #[serde(rename = "meek-prf-1")]
    Meek,
    #[serde(rename = "scottish-stv-1")]
    Scottish,
    #[serde(rename = "irv-1")]
    Irv,
    #[serde(rename = "schulze-1")]
    Schulze,
    #[serde(rename = "schulze-no-opinion-1")]
    SchulzeNoOpinion,
    #[serde(rename = "schulze-margins-1")]
    SchulzeMargins,
    #[serde(rename = "schulze-margins-no-opinion-1")]
    SchulzeMarginsNoOpinion,
    #[serde(rename = "schulze-debian-2016")]
    SchulzeDebian,
    #[serde(rename = "approval-1")]
    Approval,
    #[serde(rename = "plurality-1")]
    Plurality,
    #[serde(rename = "score-1")]
    Score,
    #[serde(rename = "star-1")]
    Star,
    #[serde(rename = "bloc-star-1")]
    BlocStar,
    #[serde(rename = "motion-1")]
    Motion,
}

/// What a ballot that leaves an option out says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// No vote ever passes to it.
    NoTransfer,
    /// It counts as below all that are ranked.
    Below,
    /// Nothing.
    NoOpinion,
    /// It has no mark.
    NoMark,
    /// It has 0.
    Zero,
}

impl LeftOut {
    /// The sentence's key in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NoTransfer => "ballot-unranked-meaning",
            Self::Below => "ballot-unranked-below",
            Self::NoOpinion => "ballot-unranked-no-opinion",
            Self::NoMark => "ballot-unmarked-meaning",
            Self::Zero => "ballot-unscored-meaning",
        }
    }
}

impl PollMethod {
    pub const ALL: [Self; 14] = [
        Self::Meek,
        Self::Scottish,
        Self::Irv,
        Self::Schulze,
        Self::SchulzeNoOpinion,
        Self::SchulzeMargins,
        Self::SchulzeMarginsNoOpinion,
        Self::SchulzeDebian,
        Self::Approval,
        Self::Plurality,
        Self::Score,
        Self::Star,
        Self::BlocStar,
        Self::Motion,
    ];

    /// The name under which the rule of the count is published.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Meek => "meek-prf-1",
            Self::Scottish => "scottish-stv-1",
            Self::Irv => "irv-1",
            Self::Schulze => "schulze-1",
            Self::SchulzeNoOpinion => "schulze-no-opinion-1",
            Self::SchulzeMargins => "schulze-margins-1",
            Self::SchulzeMarginsNoOpinion => "schulze-margins-no-opinion-1",
            Self::SchulzeDebian => "schulze-debian-2016",
            Self::Approval => "approval-1",
            Self::Plurality => "plurality-1",
            Self::Score => "score-1",
            Self::Star => "star-1",
            Self::BlocStar => "bloc-star-1",
            Self::Motion => "motion-1",
        }
    }

    /// What an officer chooses by.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Meek => "Ranked choice, seats in proportion (Meek)",
            Self::Scottish => "Ranked choice, seats in proportion (Scottish STV)",
            Self::Irv => "Ranked choice, one seat (instant run-off)",
            Self::Schulze => "Ranked, compared two by two (Schulze); unranked is last",
            Self::SchulzeNoOpinion => {
                "Ranked, compared two by two (Schulze); unranked is no opinion"
            }
            Self::SchulzeMargins => "Schulze by margins; unranked is last",
            Self::SchulzeMarginsNoOpinion => "Schulze by margins; unranked is no opinion",
            Self::SchulzeDebian => "Schulze with a default option and majorities (Debian)",
            Self::Approval => "Approval: any number of options, most approved win",
            Self::Plurality => "Plurality: as many marks as seats, most marked win",
            Self::Score => "Score: points for each option, highest totals win",
            Self::Star => "STAR: points, then a run-off of the two highest; one seat",
            Self::BlocStar => "Bloc STAR: STAR again and again, for several seats",
            Self::Motion => "A motion: yes, no or abstain",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// The shape of its ballots.
    #[must_use]
    pub fn form(self) -> Form {
        match self {
            Self::Meek
            | Self::Scottish
            | Self::Irv
            | Self::Schulze
            | Self::SchulzeNoOpinion
            | Self::SchulzeMargins
            | Self::SchulzeMarginsNoOpinion
            | Self::SchulzeDebian => Form::Ranked,
            Self::Approval => Form::Approval,
            Self::Plurality => Form::Plurality,
            Self::Score | Self::Star | Self::BlocStar => Form::Score,
            Self::Motion => Form::Motion,
        }
    }

    /// Whether the ballot's form takes several options on one rank.
    #[must_use]
    pub fn shares_ranks(self) -> bool {
        match self {
            Self::Schulze
            | Self::SchulzeNoOpinion
            | Self::SchulzeMargins
            | Self::SchulzeMarginsNoOpinion
            | Self::SchulzeDebian => true,
            Self::Meek
            | Self::Scottish
            | Self::Irv
            | Self::Approval
            | Self::Plurality
            | Self::Score
            | Self::Star
            | Self::BlocStar
            | Self::Motion => false,
        }
    }

    /// Whether it fills one seat and no more.
    #[must_use]
    pub fn fills_one_seat(self) -> bool {
        self == Self::Irv || self == Self::Star
    }

    /// What an option means that a ballot leaves out; none for a motion.
    #[must_use]
    pub fn left_out(self) -> Option<LeftOut> {
        match self {
            Self::Meek | Self::Scottish | Self::Irv => Some(LeftOut::NoTransfer),
            Self::Schulze | Self::SchulzeMargins | Self::SchulzeDebian => Some(LeftOut::Below),
            Self::SchulzeNoOpinion | Self::SchulzeMarginsNoOpinion => Some(LeftOut::NoOpinion),
            Self::Approval | Self::Plurality => Some(LeftOut::NoMark),
            Self::Score | Self::Star | Self::BlocStar => Some(LeftOut::Zero),
            Self::Motion => None,
        }
    }
}

/// What some methods are told beside options and seats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// The highest score a ballot gives; 0 where ballots give none.
    pub max_score: u32,
    /// Debian's rule: the id of the default option.
    pub default_option: String,
    /// Debian's rule: the votes that must prefer an option to the default.
    pub default_quorum: u64,
    /// Debian's rule: the votes above the default to those below, such as `3/1`.
    pub default_ratio: String,
}

impl Details {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Method;

    #[test]
    fn the_methods_are_those_of_the_count() {
        let names = PollMethod::ALL.map(PollMethod::name);
        assert_eq!(names, Method::ALL.map(Method::name));
        for (ours, method) in PollMethod::ALL.into_iter().zip(Method::ALL) {
            assert_eq!(ours.fills_one_seat(), method.fills_one_seat(), "{method}");
            assert_eq!(
                Some(ours.form()),
                Form::of_method(method.name()),
                "{method}"
            );
            let written = serde_json::to_value(ours).expect("a name");
            assert_eq!(written, method.name());
        }
    }
}
