//! Values of rules that the clock on the wall is held against: days before an
//! end, hours of the day, an hour of the week. All in the foundation's zone.
//!
//! ```text
//! days before   7, 2               whole numbers of days, none twice
//! hours         21:00-08:00        from one hour to another; may cross midnight
//! weekly        Monday 09:00       once a week
//! ```

use chrono::{DateTime, Datelike, Days, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use super::value::{plain_number, words_of};

/// Minutes that clocks have ever been put forward by at once, and more.
const LONGEST_GAP_MINUTES: i64 = 36 * 60;

/// The instant at which the clock on the wall shows this: the earlier one where
/// it shows it twice; where it never does, the first after the gap.
#[must_use]
pub fn instant(zone: Tz, shown: NaiveDateTime) -> DateTime<Utc> {
    shown_at(zone, shown, false)
}

fn shown_at(zone: Tz, shown: NaiveDateTime, later: bool) -> DateTime<Utc> {
    let found = (0..LONGEST_GAP_MINUTES).find_map(|minutes| {
        let shown = shown.checked_add_signed(TimeDelta::minutes(minutes))?;
        let local = shown.and_local_timezone(zone);
        if later {
            local.latest()
        } else {
            local.earliest()
        }
    });
    // No zone has a longer gap; at the end of all dates the hour is UTC's.
    found.map_or_else(|| shown.and_utc(), |found| found.to_utc())
}

/// How many days before an end something is done: `7, 2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaysBefore(Vec<u32>);

impl DaysBefore {
    /// Nothing is remembered for longer.
    const MOST: u32 = 366;

    /// Reads whole numbers from 1, parted by a comma and a blank, none twice.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let days: Vec<u32> = words_of(text)
            .map(plain_number)
            .collect::<Option<Vec<u32>>>()?;
        let once = (1..).zip(&days).all(|(next, day)| {
            let rest = days.get(next..).unwrap_or_default();
            (1..=Self::MOST).contains(day) && !rest.contains(day)
        });
        (!days.is_empty() && once).then_some(Self(days))
    }

    /// The numbers of days, as written.
    #[must_use]
    pub fn days(&self) -> &[u32] {
        &self.0
    }

    /// The step whose hour came last by `now`, in days before the end: the hour
    /// that the wall's clock shows at the end, so many days earlier. A step from
    /// before the beginning is none, and from the end on none is due.
    #[must_use]
    pub fn newest(
        &self,
        begins: DateTime<Utc>,
        ends: DateTime<Utc>,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Option<u32> {
        if now >= ends {
            return None;
        }
        let end = ends.with_timezone(&zone).naive_local();
        self.0
            .iter()
            .copied()
            .filter(|days| {
                end.checked_sub_days(Days::new(u64::from(*days)))
                    .map(|shown| instant(zone, shown))
                    .is_some_and(|at| begins < at && at <= now)
            })
            .min()
    }
}

/// A stretch of each day: `21:00-08:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: NaiveTime,
    until: NaiveTime,
}

impl Hours {
    /// Reads two hours of the day, which differ.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('-')?;
        let (from, until) = (hour(from)?, hour(until)?);
        (from != until).then_some(Self { from, until })
    }

    /// The end of these hours where `now` is within them: when what waits may be
    /// done.
    #[must_use]
    pub fn end_of(self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let shown = now.with_timezone(&zone).naive_local();
        let (today, time) = (shown.date(), shown.time());
        let last = if self.from < self.until {
            (self.from <= time && time < self.until).then_some(today)
        } else if time < self.until {
            Some(today)
        } else if self.from <= time {
            today.succ_opt()
        } else {
            None
        };
        // Where the clock shows the end twice, it is quiet until the second time.
        last.map(|day| shown_at(zone, day.and_time(self.until), true))
    }
}

/// An hour of the week: `Monday 09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekly {
    day: Weekday,
    time: NaiveTime,
}

impl Weekly {
    const DAYS: [(&'static str, Weekday); 7] = [
        ("Monday", Weekday::Mon),
        ("Tuesday", Weekday::Tue),
        ("Wednesday", Weekday::Wed),
        ("Thursday", Weekday::Thu),
        ("Friday", Weekday::Fri),
        ("Saturday", Weekday::Sat),
        ("Sunday", Weekday::Sun),
    ];

    /// Reads a day of the week and an hour.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.split_once(' ')?;
        let day = Self::DAYS.iter().find(|(name, _)| *name == day)?.1;
        let time = hour(time)?;
        Some(Self { day, time })
    }

    /// The latest such hour that is not after `now`.
    #[must_use]
    pub fn latest(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let today = now.with_timezone(&zone).date_naive();
        let since = u64::from(today.weekday().days_since(self.day));
        let on = |back: u64| {
            let day = today.checked_sub_days(Days::new(back)).unwrap_or(today);
            instant(zone, day.and_time(self.time))
        };
        let this = on(since);
        if this <= now { this } else { on(since + 7) }
    }
}

/// `21:00`, two figures each.
fn hour(text: &str) -> Option<NaiveTime> {
    let shape = text.len() == 5
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':');
    shape
        .then(|| NaiveTime::parse_from_str(text, "%H:%M").ok())
        .flatten()
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
