//! Days of notice, counted as the rulebook says, in the foundation's zone. Pure.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// How days of notice are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Back by the calendar to the same hour of the clock on the wall.
    SameHour,
    /// Whole days; neither the day of the notice nor that of the event counts.
    ClearDays,
}

impl Counting {
    /// The counting that a value of the rule names; back to the same hour where
    /// no document says anything, since that is what “days before” means.
    #[must_use]
    pub fn of_rule(value: Option<&str>) -> Self {
        match value {
            Some("clear days") => Self::ClearDays,
            _ => Self::SameHour,
        }
    }
}

/// How an instant that the clock on the wall shows twice, or never, is taken.
#[derive(Clone, Copy)]
enum Reading {
    Earlier,
    Later,
}

/// The last instant at which a notice of so many days is in time. Where the
/// clock shows that hour twice it is the first, where it leaves it out the
/// moment of the leap: nobody gets less notice than the rule says.
///
/// None beyond the calendar.
#[must_use]
pub fn latest(
    event: DateTime<Utc>,
    days: u32,
    zone: Tz,
    counting: Counting,
) -> Option<DateTime<Utc>> {
    let local = event.with_timezone(&zone).naive_local();
    let day = back(local.date(), days)?;
    match counting {
        Counting::SameHour => instant(day.and_time(local.time()), zone, Reading::Earlier),
        Counting::ClearDays => Some(midnight(day, zone)? - Duration::microseconds(1)),
    }
}

/// The first instant at which a notice of at most so many days is not too early.
///
/// None beyond the calendar.
#[must_use]
pub fn earliest(
    event: DateTime<Utc>,
    days: u32,
    zone: Tz,
    counting: Counting,
) -> Option<DateTime<Utc>> {
    let local = event.with_timezone(&zone).naive_local();
    let day = back(local.date(), days)?;
    match counting {
        Counting::SameHour => instant(day.and_time(local.time()), zone, Reading::Later),
        Counting::ClearDays => midnight(day, zone),
    }
}

fn back(day: NaiveDate, days: u32) -> Option<NaiveDate> {
    day.checked_sub_days(chrono::Days::new(u64::from(days)))
}

fn midnight(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    instant(day.and_hms_opt(0, 0, 0)?, zone, Reading::Earlier)
}

fn instant(local: NaiveDateTime, zone: Tz, reading: Reading) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Some(at.to_utc()),
        LocalResult::Ambiguous(first, second) => Some(
            match reading {
                Reading::Earlier => first,
                Reading::Later => second,
            }
            .to_utc(),
        ),
        LocalResult::None => leap(local, zone),
    }
}

/// The moment at which the clock leaps over a local time: the first instant
/// whose wall clock shows a later one. Clocks leap by at most a day.
fn leap(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let mut before = Utc
        .from_utc_datetime(&local)
        .checked_sub_signed(Duration::hours(26))?;
    let mut after = Utc
        .from_utc_datetime(&local)
        .checked_add_signed(Duration::hours(26))?;
    while after - before > Duration::seconds(1) {
        let middle = before + Duration::seconds((after - before).num_seconds() / 2);
        if middle.with_timezone(&zone).naive_local() > local {
            after = middle;
        } else {
            before = middle;
        }
    }
    Some(after)
}

/// A rule on days of notice: the days, and what is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    pub days: u32,
    pub key: String,
    pub citation: String,
}

/// The rules a notice is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    pub least: Option<Days>,
    pub most: Option<Days>,
    pub counting: Counting,
}

/// What a notice given at an instant is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No rule asks for days of notice, or they are kept.
    InTime,
    /// What it announces is over.
    Past,
    TooLate {
        latest: DateTime<Utc>,
        rule: Days,
    },
    TooEarly {
        earliest: DateTime<Utc>,
        rule: Days,
    },
}

impl Lead {
    /// The last instant at which a notice of this event is in time; none where no rule says.
    #[must_use]
    pub fn latest(&self, event: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        self.least
            .as_ref()
            .and_then(|rule| latest(event, rule.days, zone, self.counting))
    }

    /// The first instant at which a notice of this event is not too early.
    #[must_use]
    pub fn earliest(&self, event: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        self.most
            .as_ref()
            .and_then(|rule| earliest(event, rule.days, zone, self.counting))
    }

    /// What a notice of this event is, given at this instant.
    #[must_use]
    pub fn judge(&self, given: DateTime<Utc>, event: DateTime<Utc>, zone: Tz) -> Verdict {
        if given >= event {
            return Verdict::Past;
        }
        if let (Some(latest), Some(rule)) = (self.latest(event, zone), &self.least)
            && given > latest
        {
            return Verdict::TooLate {
                latest,
                rule: rule.clone(),
            };
        }
        if let (Some(earliest), Some(rule)) = (self.earliest(event, zone), &self.most)
            && given < earliest
        {
            return Verdict::TooEarly {
                earliest,
                rule: rule.clone(),
            };
        }
        Verdict::InTime
    }
}

#[cfg(test)]
mod tests;
