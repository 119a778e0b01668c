//! When whom to remind, and where a record date may lie. Pure.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::members::model::Term;
use crate::web::times::weekday_said;

/// For what a record date is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Vote,
    Notice,
    Consent,
}

impl Purpose {
    pub const ALL: [Self; 3] = [Self::Vote, Self::Notice, Self::Consent];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Vote => "vote",
            Self::Notice => "notice",
            Self::Consent => "consent",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Vote => "who may vote",
            Self::Notice => "who is given notice",
            Self::Consent => "who may consent in writing",
        }
    }
}

/// How a member whose reminder did not arrive was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Telephone,
    Post,
    InPerson,
    AnotherAddress,
}

impl How {
    pub const ALL: [Self; 4] = [
        Self::Telephone,
        Self::Post,
        Self::InPerson,
        Self::AnotherAddress,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Post => "post",
            Self::InPerson => "in_person",
            Self::AnotherAddress => "another_address",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Telephone => "by telephone",
            Self::Post => "by post",
            Self::InPerson => "in person",
            Self::AnotherAddress => "at another mail address",
        }
    }
}

/// What became of a letter about a renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// There was no account to write to.
    Nobody,
    Waiting,
    Sent(DateTime<Utc>),
    /// It was no longer wanted, or no longer true, when it was about to leave.
    Moot,
    Bounced {
        at: DateTime<Utc>,
        reason: String,
    },
    GivenUp {
        reason: String,
    },
}

impl Delivery {
    /// Whether somebody has to reach the member otherwise.
    #[must_use]
    pub fn failed(&self) -> bool {
        match self {
            Self::Nobody | Self::Bounced { .. } | Self::GivenUp { .. } => true,
            Self::Waiting | Self::Sent(_) | Self::Moot => false,
        }
    }
}

/// The terms for which one step is due on a day: those of which the first day
/// without them lies from `from` to `until`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub step: u32,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Window {
    /// Whether the step of this window is due for a term: one that had begun, and
    /// was on record, by the step's own day. Whoever came with an import in the
    /// meantime was reminded elsewhere, and is by the next step.
    #[must_use]
    pub fn takes(&self, term: Term, known_on: NaiveDate) -> bool {
        let last = term.ends_on().pred_opt().unwrap_or(NaiveDate::MIN);
        let day = last.checked_sub_days(Days::new(u64::from(self.step)));
        (self.from..=self.until).contains(&term.ends_on())
            && day.is_some_and(|day| term.starts_on().max(known_on) <= day)
    }
}

/// The windows of a day, for steps in days before the last day of a term: each
/// term is in the one of the newest step whose day has come, or in none.
#[must_use]
pub fn windows(steps: &[u32], today: NaiveDate) -> Vec<Window> {
    let mut steps = steps.to_vec();
    steps.sort_unstable();
    steps.dedup();
    // A term that ends tomorrow has its last day today.
    let mut from = today.checked_add_days(Days::new(1));
    let mut found = Vec::new();
    for step in steps {
        let until = today.checked_add_days(Days::new(u64::from(step) + 1));
        let (Some(begin), Some(until)) = (from, until) else {
            break;
        };
        if begin <= until {
            found.push(Window {
                step,
                from: begin,
                until,
            });
        }
        from = until.succ_opt();
    }
    found
}

/// From when on a lapse before a record date is warned of.
#[must_use]
pub fn warns_from(record_date: NaiveDate, days: u32) -> NaiveDate {
    record_date
        .checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(record_date)
}

/// One of the two rules on how far a record date lies from the opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub days: i64,
    /// Document and section.
    pub citation: String,
}

/// Days as announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    pub record_date: NaiveDate,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    /// The day on which the decision was recorded.
    pub decided_on: NaiveDate,
}

/// What is wrong with days, each with the name of its field.
#[must_use]
pub fn faults(
    announced: Announced,
    min: Option<&Bound>,
    max: Option<&Bound>,
) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let days = (announced.opens_on - announced.record_date).num_days();
    if announced.record_date < announced.decided_on {
        faults.push((
            "record_date",
            format!(
                "Its decision was recorded on {}. A record date is never before that day. Give that day or a later one.",
                weekday_said(&announced.decided_on)
            ),
        ));
    }
    if announced.closes_on < announced.opens_on {
        faults.push((
            "closes_on",
            "The last day is not before the first. Give a later one.".to_owned(),
        ));
    }
    if days < 0 {
        faults.push((
            "opens_on",
            "The first day is not before the record date. Give a later one.".to_owned(),
        ));
    } else if let Some(min) = min.filter(|min| days < min.days) {
        faults.push((
            "opens_on",
            format!(
                "The record date lies {days} days before the first day. {} asks for at least {}. Give other days.",
                min.citation, min.days
            ),
        ));
    } else if let Some(max) = max.filter(|max| days > max.days) {
        faults.push((
            "opens_on",
            format!(
                "The record date lies {days} days before the first day. {} allows at most {}. Give other days.",
                max.citation, max.days
            ),
        ));
    }
    faults
}

#[cfg(test)]
mod tests;
