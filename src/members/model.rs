//! Classes, terms and standing on a day. Pure.
//!
//! [`cap`]: two members that came together, and what exceeds the cap; [`steps`]: what officers
//! have to do until a vote, and what they search the list for.

pub mod cap;

pub mod cases;

pub mod steps;

use std::fmt;

use chrono::{Days, NaiveDate};
use uuid::Uuid;

/// Names one membership for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MembershipId(pub Uuid);

impl fmt::Display for MembershipId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names one class of members for good: `platinum`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(String);

impl ClassId {
    pub const MAX_CHARS: usize = 32;

    /// Reads an identity as the database holds it: a lower-case letter, then
    /// letters, digits and hyphens.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let begins = text.starts_with(|first: char| first.is_ascii_lowercase());
        let plain = text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        (begins && plain && text.len() <= Self::MAX_CHARS).then(|| Self(text.to_owned()))
    }

    /// The identity of a new class of this name: `Founding Sponsor` is `founding-sponsor`.
    /// None when the name has no Latin letter to begin with.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in name.trim().chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.truncate(Self::MAX_CHARS);
        Self::parse(slug.trim_end_matches('-'))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClassId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How many votes a member of a class has, from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassVotes {
    pub votes: u32,
    /// Document and section: `Bylaws § 2.3(b)`.
    pub citation: String,
    /// From the beginning when `None`.
    pub starts_on: Option<NaiveDate>,
}

/// The most votes a member can have: what a ballot line can carry.
pub const MAX_VOTES: u32 = 1_000_000;

/// A class to be recorded, with votes in force from the beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewClass {
    pub id: ClassId,
    pub name: String,
    pub votes: u32,
    pub citation: String,
}

/// The votes in force on a day: of the rows begun by then the one begun last,
/// of rows begun together the one recorded last. `history` is in recorded order.
#[must_use]
pub fn votes_on(history: &[ClassVotes], day: NaiveDate) -> Option<&ClassVotes> {
    history
        .iter()
        .filter(|row| row.starts_on.is_none_or(|starts_on| starts_on <= day))
        .max_by_key(|row| row.starts_on)
}

/// A span of legal days: from `starts_on` until the day before `ends_on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
}

impl Term {
    /// None unless it starts before it ends.
    #[must_use]
    pub fn new(starts_on: NaiveDate, ends_on: NaiveDate) -> Option<Self> {
        (starts_on < ends_on).then_some(Self { starts_on, ends_on })
    }

    #[must_use]
    pub fn starts_on(self) -> NaiveDate {
        self.starts_on
    }

    /// The first day that is no longer in the term.
    #[must_use]
    pub fn ends_on(self) -> NaiveDate {
        self.ends_on
    }

    /// The last day in the term: what people are told.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        last_day_before(self.ends_on)
    }

    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.starts_on <= day && day < self.ends_on
    }
}

/// The last day of a span of which `end` is the first day after it.
#[must_use]
pub fn last_day_before(end: NaiveDate) -> NaiveDate {
    end.pred_opt().unwrap_or(end)
}

/// Why a membership ended for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    Resigned,
    Terminated,
    /// To the successor of the member's business.
    Transferred,
    Deceased,
    Dissolved,
    RecordedInError,
}

impl EndReason {
    pub const ALL: [Self; 6] = [
        Self::Resigned,
        Self::Terminated,
        Self::Transferred,
        Self::Deceased,
        Self::Dissolved,
        Self::RecordedInError,
    ];

    /// The reasons that an officer records by themselves: the others take a
    /// case or a decision.
    pub const BY_HAND: [Self; 4] = [
        Self::Resigned,
        Self::Deceased,
        Self::Dissolved,
        Self::RecordedInError,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Resigned => "resigned",
            Self::Terminated => "terminated",
            Self::Transferred => "transferred",
            Self::Deceased => "deceased",
            Self::Dissolved => "dissolved",
            Self::RecordedInError => "recorded_in_error",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// The reason as pages say it.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Resigned => "resigned",
            Self::Terminated => "terminated by decision",
            Self::Transferred => "transferred to a successor",
            Self::Deceased => "deceased",
            Self::Dissolved => "dissolved",
            Self::RecordedInError => "recorded in error",
        }
    }
}

/// In what somebody stands for an organisation beside the one who votes for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    Alternate,
    Billing,
    Technical,
}

impl Capacity {
    pub const ALL: [Self; 3] = [Self::Alternate, Self::Billing, Self::Technical];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Alternate => "alternate",
            Self::Billing => "billing",
            Self::Technical => "technical",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Alternate => "alternate for the vote",
            Self::Billing => "contact for bills",
            Self::Technical => "contact for technical matters",
        }
    }
}

/// The end of a membership: from this day on it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    pub ends_on: NaiveDate,
    pub reason: EndReason,
}

/// What a membership is on a day, with the fact that makes it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Current, in the term that lasts longest.
    Current(Term),
    /// In a term, but suspended until the day before this one.
    Suspended(NaiveDate),
    /// The first, or next, term begins on this day.
    NotYet(NaiveDate),
    /// The last term ran out, and can be renewed without a new application until
    /// the day before `until`. There is no vote meanwhile.
    Grace { since: NaiveDate, until: NaiveDate },
    /// The last term ran out: this was the first day without one.
    Lapsed(NaiveDate),
    /// Ended for good before or on the day.
    Ended(End),
    /// No term was ever recorded.
    NoTerm,
}

impl Standing {
    #[must_use]
    pub fn is_current(self) -> bool {
        matches!(self, Self::Current(_))
    }

    /// The word by which lists of members are searched.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Current(_) => "current",
            Self::Suspended(_) => "suspended",
            Self::NotYet(_) => "not-yet",
            Self::Grace { .. } => "grace",
            Self::Lapsed(_) => "lapsed",
            Self::Ended(_) => "ended",
            Self::NoTerm => "no-term",
        }
    }
}

/// What is recorded of a membership, as far as its standing goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The terms that count.
    pub terms: Vec<Term>,
    pub end: Option<End>,
    /// Spans of days on which it was suspended.
    pub suspensions: Vec<Term>,
}

/// The standing on a day. `grace_days` is the rule `membership.grace_days` of
/// that day. The database says the same in `membership_state`.
#[must_use]
pub fn standing_on(recorded: &Recorded, grace_days: u32, day: NaiveDate) -> Standing {
    let Recorded {
        terms,
        end,
        suspensions,
    } = recorded;
    if let Some(end) = end
        && end.ends_on <= day
    {
        return Standing::Ended(*end);
    }
    if let Some(term) = terms
        .iter()
        .filter(|term| term.contains(day))
        .max_by_key(|term| term.ends_on)
    {
        let suspended = suspensions
            .iter()
            .filter(|span| span.contains(day))
            .map(|span| span.ends_on)
            .max();
        return suspended.map_or(Standing::Current(*term), Standing::Suspended);
    }
    if let Some(next) = terms
        .iter()
        .map(|term| term.starts_on)
        .filter(|starts_on| *starts_on > day)
        .min()
    {
        return Standing::NotYet(next);
    }
    let Some(since) = terms.iter().map(|term| term.ends_on).max() else {
        return Standing::NoTerm;
    };
    let until = since
        .checked_add_days(Days::new(u64::from(grace_days)))
        .unwrap_or(since);
    if day < until {
        Standing::Grace { since, until }
    } else {
        Standing::Lapsed(since)
    }
}

#[cfg(test)]
mod tests;
