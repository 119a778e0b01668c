//! How often somebody may sit again: terms served, counted against the limit and
//! the pause of the rulebook. Pure.
//!
//! Terms are consecutive unless whoever served them was off the board for the whole
//! pause between two of them. A term that was cut short, or began within another's,
//! is a part of a term, and counts as the rule on parts says.

use chrono::{DateTime, Months, NaiveDate, Utc};
use chrono_tz::Tz;

use super::BodyId;
use super::seats::{Chairs, Incumbency};
use crate::parties::PartyId;
use crate::rulebook::model::{Rule, keys};
use crate::web::times::day_said;

/// Elections are not held on the same day of every year: a term that is shorter than
/// its years by no more than this many days is whole.
const TOLERANCE_DAYS: i64 = 31;

/// Whether a part of a term counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partial {
    Counts,
    DoesNotCount,
    /// When it was at least half of one.
    FromHalf,
}

impl Partial {
    /// What the rule `board.term.partial` says.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "counts" => Some(Self::Counts),
            "does not count" => Some(Self::DoesNotCount),
            "counts from half" => Some(Self::FromHalf),
            _ => None,
        }
    }
}

/// The rules on terms as in force, with where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRules {
    /// Years of a whole term.
    pub years: u32,
    /// Terms after which a pause is due.
    pub limit: u32,
    /// A part counts where the rulebook is silent on parts.
    pub partial: Partial,
    /// Years off the board; without them no pause begins the count anew.
    pub gap_years: Option<u32>,
    /// Where the limit stands.
    pub citation: String,
    /// Where the pause stands; empty where the rulebook is silent.
    pub gap_citation: String,
}

impl TermRules {
    /// The rules of these that are about terms; none where there is no limit or no
    /// length of a term.
    #[must_use]
    pub fn of(rules: &[Rule]) -> Option<Self> {
        let find = |key: &str| rules.iter().find(|rule| rule.key == key);
        let number = |key: &str| find(key)?.value.parse::<u32>().ok();
        let limit = find(keys::BOARD_TERM_LIMIT)?;
        let partial = find(keys::BOARD_TERM_PARTIAL).and_then(|rule| Partial::parse(&rule.value));
        let gap_years = number(keys::BOARD_TERM_GAP);
        Some(Self {
            years: number(keys::BOARD_TERM_YEARS)?.max(1),
            limit: limit.value.parse::<u32>().ok()?.max(1),
            partial: partial.unwrap_or(Partial::Counts),
            gap_years,
            citation: limit.citation.clone(),
            gap_citation: find(keys::BOARD_TERM_GAP)
                .filter(|_| gap_years.is_some())
                .map_or_else(String::new, |rule| rule.citation.clone()),
        })
    }

    fn months(&self) -> u32 {
        self.years.saturating_mul(12)
    }

    /// Whether so long on the board counts as a term.
    fn counts(&self, from: NaiveDate, left: NaiveDate) -> bool {
        let served = (left - from).num_days();
        if served <= 0 {
            return false;
        }
        // Terms longer than the calendar are never whole.
        let Some(whole) = from.checked_add_months(Months::new(self.months())) else {
            return self.partial == Partial::Counts;
        };
        let full = (whole - from).num_days();
        if served >= full - TOLERANCE_DAYS.min(full / 4) {
            return true;
        }
        match self.partial {
            Partial::Counts => true,
            Partial::DoesNotCount => false,
            Partial::FromHalf => from
                .checked_add_months(Months::new(self.years.saturating_mul(6)))
                .is_some_and(|half| half <= left),
        }
    }

    fn after_pause(&self, left: NaiveDate) -> Option<NaiveDate> {
        let months = self.gap_years?.saturating_mul(12);
        left.checked_add_months(Months::new(months))
    }
}

/// One stay on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    pub from: NaiveDate,
    /// The first day without the seat: left, removed, or over and followed by
    /// another; none while it lasts.
    pub left: Option<NaiveDate>,
    /// The first day after the term as it was scheduled.
    pub scheduled: Option<NaiveDate>,
}

/// Whether somebody may begin another term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eligibility {
    Eligible {
        /// Consecutive terms behind the person then.
        completed: u32,
    },
    TermedOut {
        completed: u32,
        /// From when on; never where the rulebook names no pause.
        eligible_from: Option<NaiveDate>,
        /// In a sentence, with where the rule stands.
        reason: String,
    },
}

impl Eligibility {
    /// Why not; none for whoever may.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Eligible { .. } => None,
            Self::TermedOut { reason, .. } => Some(reason),
        }
    }
}

/// Whether somebody who served so may begin a term on a day.
#[must_use]
pub fn eligibility(served: &[Served], rules: &TermRules, on: NaiveDate) -> Eligibility {
    let mut terms: Vec<(NaiveDate, NaiveDate)> = served
        .iter()
        .filter(|term| term.from < on)
        .map(|term| {
            // A term that still runs is judged as it is scheduled to have run by then.
            let left = term.left.or(term.scheduled).unwrap_or(on).min(on);
            (term.from, left.max(term.from))
        })
        .collect();
    terms.sort_unstable();
    let mut completed = 0_u32;
    let mut last_left: Option<NaiveDate> = None;
    let rested = |left: Option<NaiveDate>, day: NaiveDate| {
        left.and_then(|left| rules.after_pause(left))
            .is_some_and(|free| free <= day)
    };
    for (from, left) in terms {
        if rested(last_left, from) {
            completed = 0;
        }
        if rules.counts(from, left) {
            completed = completed.saturating_add(1);
        }
        last_left = last_left.max(Some(left));
    }
    if rested(last_left, on) {
        completed = 0;
    }
    if completed < rules.limit {
        return Eligibility::Eligible { completed };
    }
    let eligible_from = last_left.and_then(|left| rules.after_pause(left));
    let terms = if completed == 1 { "term" } else { "terms" };
    let then = match eligible_from {
        Some(day) => format!(
            " They can sit again from {} on ({}).",
            day_said(&day),
            rules.gap_citation
        ),
        None => " The rulebook names no pause after which they could (rule board.term.gap_years)."
            .to_owned(),
    };
    Eligibility::TermedOut {
        completed,
        eligible_from,
        reason: format!(
            "They have served {completed} consecutive {terms}, and the most is {} ({}).{then}",
            rules.limit, rules.citation
        ),
    }
}

/// What somebody served on the board until now, the earliest first. `holdover` is
/// whether directors stay until their successors sit.
#[must_use]
pub fn served(
    chairs: &Chairs,
    person: PartyId,
    now: DateTime<Utc>,
    zone: Tz,
    holdover: bool,
) -> Vec<Served> {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let on_board = |sitting: &&Incumbency| {
        sitting.person == person
            && chairs
                .seats
                .iter()
                .any(|seat| seat.id == sitting.seat && seat.body == BodyId::board())
    };
    let mut all: Vec<Served> = chairs
        .incumbencies
        .iter()
        .filter(on_board)
        .map(|sitting| {
            let successor = chairs
                .incumbencies
                .iter()
                .filter(|next| next.seat == sitting.seat && next.starts_at > sitting.starts_at)
                .map(|next| next.starts_at)
                .min();
            let over = sitting.ends_at.filter(|ends| *ends <= now);
            // Held over until the successor came, if one did.
            let left = match (sitting.ended_at, over) {
                (Some(ended), _) => Some(ended),
                (None, Some(over)) if holdover => successor
                    .map(|came| came.max(over))
                    .filter(|left| *left <= now),
                (None, over) => over,
            };
            Served {
                from: day(sitting.starts_at),
                left: left.map(day),
                scheduled: sitting.ends_at.map(day),
            }
        })
        .collect();
    all.sort_unstable_by_key(|term| term.from);
    all
}

#[cfg(test)]
mod tests;
