//! The counting methods as officers and voters meet them: labels, the shape of a
//! ballot, and what a method is told. Pure; the methods themselves are
//! [`crate::tally`]'s.

use serde::{Deserialize, Serialize};

use crate::seal::ballot::Form;
use crate::tally::Method;

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

impl Method {
    /// Whether the manifest tells the count the groups of a cap: a method that would not
    /// read them is told nothing.
    #[must_use]
    pub fn counts_caps(self) -> bool {
        self.obeys_caps()
    }

    /// What an officer chooses by.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MeekPrf1 => "Ranked choice, seats in proportion (Meek)",
            Self::ScottishStv1 => "Ranked choice, seats in proportion (Scottish STV)",
            Self::Irv1 => "Ranked choice, one seat (instant run-off)",
            Self::Schulze1 => "Ranked, compared two by two (Schulze); unranked is last",
            Self::SchulzeNoOpinion1 => {
                "Ranked, compared two by two (Schulze); unranked is no opinion"
            }
            Self::SchulzeMargins1 => "Schulze by margins; unranked is last",
            Self::SchulzeMarginsNoOpinion1 => "Schulze by margins; unranked is no opinion",
            Self::SchulzeDebian2016 => "Schulze with a default option and majorities (Debian)",
            Self::Approval1 => "Approval: any number of options, most approved win",
            Self::Plurality1 => "Plurality: as many marks as seats, most marked win",
            Self::Score1 => "Score: points for each option, highest totals win",
            Self::Star1 => "STAR: points, then a run-off of the two highest; one seat",
            Self::BlocStar1 => "Bloc STAR: STAR again and again, for several seats",
            Self::Motion1 => "A motion: yes, no or abstain",
        }
    }

    /// The shape of its ballots.
    #[must_use]
    pub fn form(self) -> Form {
        match self {
            Self::MeekPrf1
            | Self::ScottishStv1
            | Self::Irv1
            | Self::Schulze1
            | Self::SchulzeNoOpinion1
            | Self::SchulzeMargins1
            | Self::SchulzeMarginsNoOpinion1
            | Self::SchulzeDebian2016 => Form::Ranked,
            Self::Approval1 => Form::Approval,
            Self::Plurality1 => Form::Plurality,
            Self::Score1 | Self::Star1 | Self::BlocStar1 => Form::Score,
            Self::Motion1 => Form::Motion,
        }
    }

    /// Whether the ballot's form takes several options on one rank.
    #[must_use]
    pub fn shares_ranks(self) -> bool {
        match self {
            Self::Schulze1
            | Self::SchulzeNoOpinion1
            | Self::SchulzeMargins1
            | Self::SchulzeMarginsNoOpinion1
            | Self::SchulzeDebian2016 => true,
            Self::MeekPrf1
            | Self::ScottishStv1
            | Self::Irv1
            | Self::Approval1
            | Self::Plurality1
            | Self::Score1
            | Self::Star1
            | Self::BlocStar1
            | Self::Motion1 => false,
        }
    }

    /// What an option means that a ballot leaves out; none for a motion.
    #[must_use]
    pub fn left_out(self) -> Option<LeftOut> {
        match self {
            Self::MeekPrf1 | Self::ScottishStv1 | Self::Irv1 => Some(LeftOut::NoTransfer),
            Self::Schulze1 | Self::SchulzeMargins1 | Self::SchulzeDebian2016 => {
                Some(LeftOut::Below)
            }
            Self::SchulzeNoOpinion1 | Self::SchulzeMarginsNoOpinion1 => Some(LeftOut::NoOpinion),
            Self::Approval1 | Self::Plurality1 => Some(LeftOut::NoMark),
            Self::Score1 | Self::Star1 | Self::BlocStar1 => Some(LeftOut::Zero),
            Self::Motion1 => None,
        }
    }
}

/// A method as drafts keep it: by its name.
pub(super) mod by_name {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::tally::Method;

    pub(in crate::polls) fn serialize<S: Serializer>(
        method: &Method,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(method.name())
    }

    pub(in crate::polls) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Method, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// The highest score where the officer does not say.
pub(super) const DEFAULT_MAX_SCORE: u32 = 5;

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
    /// What a method is told where nobody said otherwise.
    #[must_use]
    pub fn usual(method: Method) -> Self {
        let max_score = match method.form() {
            Form::Score => DEFAULT_MAX_SCORE,
            Form::Ranked | Form::Approval | Form::Plurality | Form::Motion => 0,
        };
        Self {
            max_score,
            ..Self::default()
        }
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Kept(#[serde(with = "by_name")] Method);

    #[test]
    fn ballots_have_the_shape_that_they_are_sealed_in_and_names_are_kept() {
        for method in Method::ALL {
            let form = Form::of_method(method.name());
            assert_eq!(Some(method.form()), form, "{method}");
            let written = serde_json::to_value(Kept(method)).expect("a name");
            assert_eq!(written, method.name());
            let read: Kept = serde_json::from_value(written).expect("a method");
            assert_eq!(read, Kept(method));
        }
        assert!(serde_json::from_value::<Kept>("meek".into()).is_err());
    }
}
