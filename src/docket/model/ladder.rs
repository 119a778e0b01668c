//! The ladder of reminders before a last day, and daily after it. Each rung stays until
//! somebody acknowledges it; the next asks anew.

use chrono::{Days, NaiveDate};

use super::pack::Kind;
use super::reckoning::{Dates, add_months};

/// A rung that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    pub name: &'static str,
    /// The day on which it was reached.
    pub on: NaiveDate,
}

/// From this many days before the last one on, what nobody acknowledged is the chair's too.
pub const ESCALATES_DAYS: u64 = 14;

/// The rungs of a deadline in days before it, nearest last; `m` months first.
const MONTHS: [(&str, i32); 2] = [("12 months", 12), ("6 months", 6)];
const DAYS: [(&str, u64); 6] = [
    ("90 days", 90),
    ("30 days", 30),
    ("14 days", 14),
    ("7 days", 7),
    ("3 days", 3),
    ("1 day", 1),
];
/// What is neither lost nor owed is said fewer times.
const DAYS_OF_OTHERS: [(&str, u64); 3] = [("30 days", 30), ("7 days", 7), ("1 day", 1)];

/// The latest rung reached by a day, counted back from the nominal last day; none
/// before the first, and for an option or a watch none once it is over.
#[must_use]
pub fn reached(kind: Kind, dates: &Dates, today: NaiveDate) -> Option<Rung> {
    let due = dates.due?;
    let last = dates.last().unwrap_or(due);
    if today > due {
        return match kind {
            Kind::Mandatory if today > last => Some(Rung {
                name: "missed",
                on: last.succ_opt()?,
            }),
            Kind::Mandatory => Some(Rung {
                name: "overdue",
                on: today,
            }),
            Kind::Option | Kind::Watch => None,
        };
    }
    rungs(kind, due)
        .into_iter()
        .rev()
        .find(|rung| rung.on <= today)
}

/// Every rung before a last day, the earliest first.
#[must_use]
pub fn rungs(kind: Kind, due: NaiveDate) -> Vec<Rung> {
    let in_days = |(name, days): &(&'static str, u64)| {
        Some(Rung {
            name,
            on: due.checked_sub_days(Days::new(*days))?,
        })
    };
    if kind != Kind::Mandatory {
        return DAYS_OF_OTHERS.iter().filter_map(in_days).collect();
    }
    MONTHS
        .iter()
        .filter_map(|(name, months)| {
            Some(Rung {
                name,
                on: add_months(due, -months)?,
            })
        })
        .chain(DAYS.iter().filter_map(in_days))
        .collect()
}

/// The rung that waits for somebody: the latest reached, unless it was acknowledged.
#[must_use]
pub fn waiting(
    kind: Kind,
    dates: &Dates,
    acknowledged: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<Rung> {
    reached(kind, dates, today).filter(|rung| acknowledged.is_none_or(|on| on < rung.on))
}

/// Whether the chair is asked too: nobody acknowledged anything since the rung fourteen
/// days before.
#[must_use]
pub fn escalates(dates: &Dates, acknowledged: Option<NaiveDate>, today: NaiveDate) -> bool {
    dates
        .due
        .and_then(|due| due.checked_sub_days(Days::new(ESCALATES_DAYS)))
        .is_some_and(|rung| today >= rung && acknowledged.is_none_or(|on| on < rung))
}
