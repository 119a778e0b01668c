//! Numbers of resolutions, what is asked of the register, and how a resolution stands. Pure.

use std::fmt;

use crate::bodies::model::BodyId;

/// The number of a resolution as it is cited: `2026-B-014`, year, body and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub year: i32,
    pub body: BodyId,
    pub number: i32,
}

impl Label {
    /// Reads exactly what [`fmt::Display`] writes, so that each resolution has one address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (code, number) = rest.rsplit_once('-')?;
        let label = Self {
            year: year.parse().ok()?,
            body: body_of(code)?,
            number: number.parse().ok().filter(|number| *number > 0)?,
        };
        (label.to_string() == text).then_some(label)
    }

    /// The permanent address.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/resolutions/{self}")
    }

    /// Where officers say what becomes of it.
    #[must_use]
    pub fn room_path(&self) -> String {
        format!("/room/resolutions/{self}")
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{}-{:03}",
            self.year,
            self.body.code(),
            self.number
        )
    }
}

/// The body of [`BodyId::code`].
fn body_of(code: &str) -> Option<BodyId> {
    match code {
        "B" => Some(BodyId::board()),
        "M" => Some(BodyId::members()),
        "F" => Some(BodyId::founders()),
        other => BodyId::parse(&other.to_ascii_lowercase()),
    }
}

/// How a resolution stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InForce,
    /// A later resolution took its place.
    Superseded,
    Rescinded,
    /// Its motion was put to the vote anew, and what came of that counts.
    DecidedAnew,
}

impl Standing {
    pub const ALL: [Self; 4] = [
        Self::InForce,
        Self::Superseded,
        Self::Rescinded,
        Self::DecidedAnew,
    ];

    /// The word in the store and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Superseded => "superseded",
            Self::Rescinded => "rescinded",
            Self::DecidedAnew => "anew",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|standing| standing.word() == word)
    }
}

/// Which resolutions are asked for by how they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    InForce,
    /// Or superseded, or decided anew: not in force any more.
    Rescinded,
    /// In force, somebody is to carry it out, and nothing shows yet that it was done.
    Open,
    /// What shows that it was done is there.
    Done,
}

impl Sought {
    pub const ALL: [Self; 4] = [Self::InForce, Self::Rescinded, Self::Open, Self::Done];

    /// The word in addresses and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Rescinded => "rescinded",
            Self::Open => "open",
            Self::Done => "done",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sought| sought.word() == word)
    }
}

/// Words to search by: all of them, and the last also as the beginning of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub all: String,
    /// All but the last.
    pub before: String,
    /// The last word, letters and digits alone; empty where it is no beginning.
    pub beginning: String,
}

impl Words {
    pub const MAX_CHARS: usize = 200;

    /// None where nothing is asked.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let all: String = typed.trim().chars().take(Self::MAX_CHARS).collect();
        if all.is_empty() {
            return None;
        }
        let start = all
            .char_indices()
            .rev()
            .take_while(|(_, letter)| letter.is_alphanumeric())
            .last()
            .map_or(all.len(), |(place, _)| place);
        let (before, last) = all.split_at(start);
        // Within quotes, and after a hyphen that excludes, a word is meant as it stands.
        let quoted = before.matches('"').count() % 2 == 1;
        let excluded = before.ends_with('-');
        let is_word = last.eq_ignore_ascii_case("or");
        let (before, beginning) = if quoted || excluded || is_word {
            (String::new(), String::new())
        } else {
            (before.to_owned(), last.to_owned())
        };
        Some(Self {
            all,
            before,
            beginning,
        })
    }
}

#[cfg(test)]
mod tests;
