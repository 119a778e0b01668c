//! What an election officer drafts: question, options, window, roll, cells.
//!
//! Pure. The raw form comes back filled with one sentence per field; what
//! parses is a [`Draft`], of which every version is kept.

mod form;
mod options;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::form::{DraftErrors, DraftForm};
pub(crate) use self::options::option_id;
pub use super::methods::Details;
use crate::outbox::Wording;
pub use crate::outbox::{TEXT_DIGEST, parted};
use crate::tally::Method;
use crate::web::words::Locale;

/// The affiliation cap of an election: at most so many of one group, of whom some
/// sit already. An election's draft brings it; no form changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCaps {
    /// Of each group the ids of its options.
    pub groups: BTreeMap<String, BTreeSet<String>>,
    /// Of each group how many sit and stay.
    pub sitting: BTreeMap<String, u32>,
    pub cap: u32,
}

impl DraftCaps {
    /// The same for the options there are; none where no group is left.
    #[must_use]
    pub fn for_options(mut self, options: &[DraftOption]) -> Option<Self> {
        for group in self.groups.values_mut() {
            group.retain(|id| options.iter().any(|option| option.id == *id));
        }
        self.groups.retain(|_, options| !options.is_empty());
        let Self {
            groups, sitting, ..
        } = &mut self;
        sitting.retain(|group, _| groups.contains_key(group));
        (!self.groups.is_empty()).then_some(self)
    }
}

/// One option of the poll, with what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftOption {
    /// Stands in results and bundles: `[a-z0-9-]{1,32}`, from the name.
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub statement: String,
}

/// The same texts in another language; the original alone is authoritative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    #[serde(default)]
    pub question: String,
    /// By option id.
    #[serde(default)]
    pub statements: BTreeMap<String, String>,
}

/// One version of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub question: String,
    /// Language of the authoritative texts.
    pub language: String,
    #[serde(with = "super::methods::by_name")]
    pub method: Method,
    /// Empty for a motion.
    pub options: Vec<DraftOption>,
    /// 0 for a motion.
    pub seats: u32,
    /// The share of yes a motion needs, such as "1/2"; empty for an election.
    #[serde(default)]
    pub majority: String,
    /// What else its method is told.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    /// The certified roll, once chosen.
    pub roll: Option<Uuid>,
    /// What becomes of ballots of small cells.
    #[serde(rename = "open_small_cells")]
    pub small_cells: SmallCellChoice,
    #[serde(default)]
    pub translations: BTreeMap<String, Translation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caps: Option<DraftCaps>,
}

/// What officers decide of a poll whose roll has a cell below k.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "KeptChoice", into = "KeptChoice")]
pub enum SmallCellChoice {
    /// Nothing yet: such a poll is not opened.
    #[default]
    Undecided,
    /// Their ballots are published with the member.
    Open,
    /// No ballot and no figure of the count is published.
    WinnersOnly,
}

/// The choice as drafts keep it: those of before there was a second way hold `true` or `false`.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum KeptChoice {
    Open(bool),
    Word(String),
}

impl From<KeptChoice> for SmallCellChoice {
    fn from(kept: KeptChoice) -> Self {
        match kept {
            KeptChoice::Open(true) => Self::Open,
            KeptChoice::Open(false) => Self::Undecided,
            KeptChoice::Word(word) => Self::of_word(&word),
        }
    }
}

impl From<SmallCellChoice> for KeptChoice {
    fn from(choice: SmallCellChoice) -> Self {
        match choice {
            SmallCellChoice::Undecided => Self::Open(false),
            SmallCellChoice::Open => Self::Open(true),
            SmallCellChoice::WinnersOnly => Self::Word(choice.word().to_owned()),
        }
    }
}

impl SmallCellChoice {
    /// The word of the form and of the manifest; empty for no choice.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Undecided => "",
            Self::Open => "open",
            Self::WinnersOnly => "winners-only",
        }
    }

    /// The choice of this word; none for any other.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        match word {
            "open" => Self::Open,
            "winners-only" => Self::WinnersOnly,
            _ => Self::Undecided,
        }
    }
}

impl Draft {
    /// The words of the question, without the digest of the text that it names.
    #[must_use]
    pub fn title(&self) -> &str {
        parted(&self.question).0
    }

    /// The same in a reader's language, where it was translated.
    #[must_use]
    pub fn title_in(&self, locale: Locale) -> String {
        parted(self.wording().in_locale(locale)).0.to_owned()
    }

    /// The digest of the text that the question names.
    #[must_use]
    pub fn text_digest(&self) -> Option<&str> {
        parted(&self.question).1
    }

    /// The question in every language it was written in.
    #[must_use]
    pub fn wording(&self) -> Wording {
        Wording {
            text: self.question.clone(),
            translations: self
                .translations
                .iter()
                .filter(|(_, translation)| !translation.question.is_empty())
                .map(|(language, translation)| (language.clone(), translation.question.clone()))
                .collect(),
        }
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
