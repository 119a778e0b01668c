//! The counting methods as officers and voters meet them: labels, the shape of a
//! ballot, and what a method is told. Pure; the methods themselves are
//! [`crate::tally`]'s.

use serde::{Deserialize, Serialize};

use crate::rulebook::Rule;
use crate::seal::ballot::Form;
use crate::tally::{DEFAULT_MAX_SCORE, Method};

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

    /// The value of the rule `ballot.unranked` that says the same; none where a ballot is no
    /// ranking, of which that rule says nothing.
    fn ruled(self) -> Option<&'static str> {
        match self {
            // A vote that never passes to an option is for all that are ranked above it.
            Self::NoTransfer | Self::Below => Some("below all ranked"),
            Self::NoOpinion => Some("no opinion"),
            Self::NoMark | Self::Zero => None,
        }
    }
}

/// A counting method as officers choose it and voters meet it.
pub trait Offered {
    /// What an officer chooses by.
    fn label(self) -> &'static str;

    /// Whether the ballot's form takes several options on one rank.
    fn shares_ranks(self) -> bool;

    /// What an option means that a ballot leaves out; none for a motion.
    fn left_out(self) -> Option<LeftOut>;

    /// Why no poll is held by this method under the rule `ballot.unranked`, whose value and
    /// citation these are; none where its count keeps the rule.
    fn against_rule(self, value: &str, citation: &str) -> Option<String>;
}

/// The methods that an officer chooses from, by name and label. Those whose count the rule
/// `ballot.unranked` of today rules out say so.
#[must_use]
pub fn choices(unranked: Option<&Rule>) -> Vec<(String, String)> {
    Method::ALL
        .into_iter()
        .map(|method| {
            let unfit =
                unranked.filter(|rule| method.against_rule(&rule.value, &rule.citation).is_some());
            let label = match unfit {
                Some(rule) => format!("{} (not by the rule: {})", method.label(), rule.citation),
                None => method.label().to_owned(),
            };
            (method.name().to_owned(), label)
        })
        .collect()
}

impl Offered for Method {
    fn label(self) -> &'static str {
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

    fn shares_ranks(self) -> bool {
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

    fn left_out(self) -> Option<LeftOut> {
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

    fn against_rule(self, value: &str, citation: &str) -> Option<String> {
        let counted = self.left_out()?.ruled()?;
        (counted != value).then(|| {
            format!(
                "Its way of counting takes an option that is left out of a ranking as “{counted}”, and the rule ballot.unranked says “{value}” ({citation}). Choose another way of counting in the draft, or have the rule changed."
            )
        })
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
        let max_score = match Form::of(method) {
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
    use crate::rulebook::keys;
    use crate::rulebook::model::value::Kind;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Kept(#[serde(with = "by_name")] Method);

    #[test]
    fn drafts_keep_methods_by_their_names() {
        for method in Method::ALL {
            let written = serde_json::to_value(Kept(method)).expect("a name");
            assert_eq!(written, method.name());
            let read: Kept = serde_json::from_value(written).expect("a method");
            assert_eq!(read, Kept(method));
        }
        assert!(serde_json::from_value::<Kept>("meek".into()).is_err());
    }

    /// The rule's value is one of those that some method keeps, and no ranking is counted
    /// against it.
    #[test]
    fn a_ranking_is_counted_as_the_rule_on_options_left_out_says() {
        let kind = keys::find(keys::BALLOT_UNRANKED).map(|key| key.kind);
        let Some(Kind::Word(values)) = kind else {
            panic!("a closed list");
        };
        for method in Method::ALL {
            let kept: Vec<&str> = values
                .iter()
                .copied()
                .filter(|value| method.against_rule(value, "Policy § 4").is_none())
                .collect();
            let expected = match Form::of(method) {
                Form::Ranked if method.name().contains("no-opinion") => vec!["no opinion"],
                Form::Ranked => vec!["below all ranked"],
                Form::Approval | Form::Plurality | Form::Score | Form::Motion => values.to_vec(),
            };
            assert_eq!(kept, expected, "{method}");
        }
        let refused = Method::SchulzeNoOpinion1.against_rule("below all ranked", "Policy § 4");
        let refused = refused.expect("another meaning");
        assert!(refused.contains("ballot.unranked") && refused.contains("Policy § 4"));
    }

    #[test]
    fn methods_that_the_rule_rules_out_say_so_where_they_are_chosen() {
        let rule = Rule {
            key: keys::BALLOT_UNRANKED.to_owned(),
            value: "no opinion".to_owned(),
            citation: "Policy § 4".to_owned(),
            text: String::new(),
            counsel: false,
            source: String::new(),
            version: 1,
            from: None,
        };
        let marked = |unranked: Option<&Rule>| -> Vec<String> {
            let choices = choices(unranked).into_iter();
            let unfit =
                choices.filter(|(_, label)| label.ends_with("(not by the rule: Policy § 4)"));
            unfit.map(|(name, _)| name).collect()
        };
        assert_eq!(marked(None), Vec::<String>::new());
        let unfit = marked(Some(&rule));
        assert_eq!(unfit.len(), 6, "{unfit:?}");
        assert!(unfit.contains(&"meek-prf-1".to_owned()), "{unfit:?}");
    }
}
