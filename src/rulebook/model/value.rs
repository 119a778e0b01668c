//! The types of values a rule may have, and how each is written.
//!
//! ```text
//! ratio      1/10
//! count      60                     a whole number, of what its key counts
//! span       60 days | 3 months | 10 business days
//! threshold  more than 1/2 of present
//! flag       yes | no
//! word       one of those its key allows
//! words      a, b, c                a list, in the order written
//! days, hours, weekly              as `clock` reads them
//! ```

use std::fmt;

use super::clock::{DaysBefore, Hours, Weekly};

/// What kind of value a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Ratio,
    /// A whole number of these: `days`, `officers`, `votes`.
    Count(&'static str),
    Span,
    Threshold,
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any words, in order, none twice.
    Words,
    /// Days before an end.
    DaysBefore,
    /// From one hour of the day to another.
    Hours,
    /// An hour of the week.
    Weekly,
}

impl Kind {
    /// What a value of this kind is, as a refusal names it.
    #[must_use]
    pub fn wanted(self) -> String {
        match self {
            Self::Ratio => "a fraction from 0 to 1, like 1/10".to_owned(),
            Self::Count(of) => format!("a whole number ({of})"),
            Self::Span => "a span of time, like 60 days or 3 months".to_owned(),
            Self::Threshold => format!(
                "a threshold, like “more than 1/2 of present”; its base is one of {}",
                Base::ALL.map(Base::word).join(", ")
            ),
            Self::Flag => "yes or no".to_owned(),
            Self::Word(words) => format!("one of: {}", words.join("; ")),
            Self::Words => "a list of words, none of them twice".to_owned(),
            Self::DaysBefore => "days before the end, like “7, 2”".to_owned(),
            Self::Hours => "hours of the day, like 21:00-08:00".to_owned(),
            Self::Weekly => "an hour of the week, like Monday 09:00".to_owned(),
        }
    }

    /// Whether this text is a value of this kind, as it is written here.
    #[must_use]
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Ratio => Ratio::parse(text).is_some(),
            Self::Count(_) => plain_number(text).is_some(),
            Self::Span => Span::parse(text).is_some(),
            Self::Threshold => Threshold::parse(text).is_some(),
            Self::Flag => matches!(text, "yes" | "no"),
            Self::Word(words) => words.contains(&text),
            Self::Words => {
                let words: Vec<&str> = words_of(text).collect();
                let distinct: std::collections::BTreeSet<&str> = words.iter().copied().collect();
                !words.is_empty()
                    && distinct.len() == words.len()
                    && words.iter().all(|word| is_plain(word))
            }
            Self::DaysBefore => DaysBefore::parse(text).is_some(),
            Self::Hours => Hours::parse(text).is_some(),
            Self::Weekly => Weekly::parse(text).is_some(),
        }
    }
}

impl Kind {
    /// A value of this kind in plain words, with what it counts.
    #[must_use]
    pub fn said(self, value: &str) -> String {
        match self {
            Self::Count(of) if value == "1" => format!("1 {}", of.trim_end_matches('s')),
            Self::Count(of) => format!("{value} {of}"),
            Self::Threshold => {
                Threshold::parse(value).map_or_else(|| value.to_owned(), Threshold::words)
            }
            Self::DaysBefore => format!("{value} days before the end"),
            Self::Ratio
            | Self::Span
            | Self::Flag
            | Self::Word(_)
            | Self::Words
            | Self::Hours
            | Self::Weekly => value.to_owned(),
        }
    }
}

/// The words of a list as it is written: `a, b, c`.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(", ").filter(|word| !word.is_empty())
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.trim() == word && !word.contains(',')
}

/// A share from 0 to 1, kept as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    numerator: u32,
    denominator: u32,
}

impl Ratio {
    /// The largest denominator: the guards of the database read nine digits.
    const MOST: u32 = 999_999_999;

    /// Reads `n/d` with n ≤ d and d > 0, without signs, spaces or leading zeros.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/')?;
        let numerator = plain_number(numerator)?;
        let denominator = plain_number(denominator)?;
        let fits = denominator <= Self::MOST;
        (fits && denominator > 0 && numerator <= denominator).then_some(Self {
            numerator,
            denominator,
        })
    }

    /// The least whole number that is at least this share of `total`.
    #[must_use]
    pub fn at_least_of(self, total: u64) -> u64 {
        let product = u128::from(total) * u128::from(self.numerator);
        let needed = product.div_ceil(u128::from(self.denominator));
        // A share of at most 1 of a u64 is a u64.
        u64::try_from(needed).unwrap_or(u64::MAX)
    }

    /// The least whole number that is more than this share of `total`.
    #[must_use]
    pub fn more_than_of(self, total: u64) -> u64 {
        let product = u128::from(total) * u128::from(self.numerator);
        let most = product / u128::from(self.denominator);
        u64::try_from(most).map_or(u64::MAX, |most| most.saturating_add(1))
    }

    /// Numerator and denominator, as written.
    #[must_use]
    pub fn parts(self) -> (u32, u32) {
        (self.numerator, self.denominator)
    }

    /// Whether this share is less than another.
    #[must_use]
    pub fn is_less_than(self, other: Self) -> bool {
        u64::from(self.numerator) * u64::from(other.denominator)
            < u64::from(other.numerator) * u64::from(self.denominator)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// Of whom a threshold is a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    /// Those who voted yes or no.
    CastWithoutAbstentions,
    /// Those who voted yes, no, or to abstain.
    CastWithAbstentions,
    /// Those present, whether they voted or not.
    Present,
    /// Those who hold a seat of the body.
    InOffice,
    /// All who are entitled to vote.
    Entitled,
}

impl Base {
    /// Every base.
    pub const ALL: [Self; 5] = [
        Self::CastWithoutAbstentions,
        Self::CastWithAbstentions,
        Self::Present,
        Self::InOffice,
        Self::Entitled,
    ];

    /// The word in a rule.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CastWithoutAbstentions => "yes and no",
            Self::CastWithAbstentions => "cast",
            Self::Present => "present",
            Self::InOffice => "in office",
            Self::Entitled => "entitled",
        }
    }

    /// The base this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.word() == word)
    }

    /// Those counted, as a sentence names them.
    #[must_use]
    pub fn counted(self) -> &'static str {
        match self {
            Self::CastWithoutAbstentions => "the votes cast, abstentions left out",
            Self::CastWithAbstentions => "the votes cast, abstentions counted",
            Self::Present => "those present",
            Self::InOffice => "those in office",
            Self::Entitled => "those entitled to vote",
        }
    }
}

/// A share that must be reached or passed, of a stated base: `more than 1/2 of present`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The share.
    pub share: Ratio,
    /// `more than`, where the share itself is not enough.
    pub strict: bool,
    /// Of whom it is a share.
    pub base: Base,
}

impl Threshold {
    /// Reads `more than N/D of BASE` or `at least N/D of BASE`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (strict, rest) = match text.strip_prefix("more than ") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("at least ")?),
        };
        let (share, base) = rest.split_once(" of ")?;
        let share = Ratio::parse(share)?;
        // Nobody can pass the whole, and no share at all is no threshold.
        let reachable = !strict || share.parts().0 < share.parts().1;
        let asks = strict || share.parts().0 > 0;
        (reachable && asks).then_some(Self {
            share,
            strict,
            base: Base::parse(base)?,
        })
    }

    /// The fewest of `total` that reach it.
    #[must_use]
    pub fn needed_of(self, total: u64) -> u64 {
        if self.strict {
            self.share.more_than_of(total)
        } else {
            self.share.at_least_of(total)
        }
    }

    /// In plain words: `more than half of those present`.
    #[must_use]
    pub fn words(self) -> String {
        let base = self.base.counted();
        match (self.strict, self.share.parts()) {
            (true, (1, 2)) => format!("more than half of {base}"),
            (false, (all, of)) if all == of => format!("all of {base}"),
            (true, _) => format!("more than {} of {base}", self.share),
            (false, _) => format!("at least {} of {base}", self.share),
        }
    }

    /// Whether it asks for less than another of the same base.
    #[must_use]
    pub fn is_weaker_than(self, other: Self) -> bool {
        self.share.is_less_than(other.share)
            || (!other.share.is_less_than(self.share) && !self.strict && other.strict)
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.strict { "more than" } else { "at least" };
        write!(f, "{how} {} of {}", self.share, self.base.word())
    }
}

/// A span of time as a rule states it. Units do not turn into each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Days(u32),
    BusinessDays(u32),
    Months(u32),
}

impl Span {
    /// Reads `60 days`, `10 business days` or `3 months`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.split_once(' ')?;
        let number = plain_number(number)?;
        match unit {
            "days" => Some(Self::Days(number)),
            "business days" => Some(Self::BusinessDays(number)),
            "months" => Some(Self::Months(number)),
            _ => None,
        }
    }
}

/// `0` or digits without a leading zero; nothing else, no sign.
pub(super) fn plain_number(text: &str) -> Option<u32> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && digits).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
