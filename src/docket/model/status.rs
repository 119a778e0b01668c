//! Where a deadline stands on a day.

use chrono::{Days, NaiveDate};

use super::pack::Kind;
use super::reckoning::Dates;

/// What the records say of a deadline, whatever the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    Met,
    /// It was waived, or nobody needs it any more.
    Closed,
    /// Another was worked out in its place.
    Superseded,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Running, Self::Met, Self::Closed, Self::Superseded];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Met => "met",
            Self::Closed => "closed",
            Self::Superseded => "superseded",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// Where a deadline stands as of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its window is not open yet.
    Future,
    /// It can be met now.
    Open,
    /// It ends within [`SOON_DAYS`], or today.
    Due,
    /// The last day is over; it can still be met, at a price.
    InGrace,
    Met,
    /// Nothing can be done any more, and it was not met.
    Missed,
    /// It was waived, an option closed, or what was watched is over.
    Waived,
    Superseded,
}

/// So many days before its last one a deadline is due rather than open.
pub const SOON_DAYS: u64 = 30;

impl Status {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Future => "future",
            Self::Open => "open",
            Self::Due => "due",
            Self::InGrace => "in grace",
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Waived => "closed",
            Self::Superseded => "superseded",
        }
    }

    /// Where a deadline stands on a day of its office (`Clock::day_at`).
    #[must_use]
    pub fn of(kind: Kind, dates: &Dates, state: State, today: NaiveDate) -> Self {
        match state {
            State::Met => return Self::Met,
            State::Closed => return Self::Waived,
            State::Superseded => return Self::Superseded,
            State::Running => {}
        }
        let is_before_opening = dates.opens.is_some_and(|opens| today < opens);
        let (Some(due), Some(actionable), Some(last)) =
            (dates.due, dates.due_actionable, dates.last())
        else {
            return if is_before_opening {
                Self::Future
            } else {
                Self::Open
            };
        };
        if today > last {
            return match kind {
                Kind::Mandatory => Self::Missed,
                Kind::Option | Kind::Watch => Self::Waived,
            };
        }
        if kind == Kind::Watch {
            return Self::Future;
        }
        if today > actionable {
            return Self::InGrace;
        }
        if is_before_opening {
            return Self::Future;
        }
        let is_soon = due
            .checked_sub_days(Days::new(SOON_DAYS))
            .is_some_and(|soon| today >= soon);
        if is_soon { Self::Due } else { Self::Open }
    }
}
