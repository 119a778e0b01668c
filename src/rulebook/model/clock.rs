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
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::Tz;

    use super::{DaysBefore, Hours, Weekly};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect(text)
    }

    #[test]
    fn values_are_read_as_they_are_written() {
        for right in ["7, 2", "3", "1, 366"] {
            assert!(DaysBefore::parse(right).is_some(), "{right}");
        }
        for wrong in ["", "0", "7,2", "7, 7", "2, 7, 2", "367", "-1", "7, two"] {
            assert!(DaysBefore::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Hours::parse("21:00-08:00").is_some());
        for wrong in [
            "",
            "21-8",
            "21:00-21:00",
            "24:00-08:00",
            "9:00-10:00",
            "21:00 - 08:00",
        ] {
            assert!(Hours::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Weekly::parse("Sunday 23:59").is_some());
        for wrong in [
            "",
            "monday 09:00",
            "Mon 09:00",
            "Monday",
            "Monday 9:00",
            "Monday 25:00",
        ] {
            assert!(Weekly::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_newest_step_is_the_one_whose_hour_came_last() {
        let berlin = Tz::Europe__Berlin;
        for (zone, steps, begins, ends, now, step) in [
            // Nothing before the first step, then each in turn, none from the end on.
            (
                Tz::UTC,
                "7, 2",
                "2026-09-01T09:00:00Z",
                "2026-09-20T17:00:00Z",
                "2026-09-13T16:59:59Z",
                None,
            ),
            (
                Tz::UTC,
                "7, 2",
                "2026-09-01T09:00:00Z",
                "2026-09-20T17:00:00Z",
                "2026-09-13T17:00:00Z",
                Some(7),
            ),
            (
                Tz::UTC,
                "7, 2",
                "2026-09-01T09:00:00Z",
                "2026-09-20T17:00:00Z",
                "2026-09-18T16:59:59Z",
                Some(7),
            ),
            (
                Tz::UTC,
                "2, 7",
                "2026-09-01T09:00:00Z",
                "2026-09-20T17:00:00Z",
                "2026-09-18T17:00:00Z",
                Some(2),
            ),
            (
                Tz::UTC,
                "7, 2",
                "2026-09-01T09:00:00Z",
                "2026-09-20T17:00:00Z",
                "2026-09-20T17:00:00Z",
                None,
            ),
            // A step from before the opening is none.
            (
                Tz::UTC,
                "7, 2",
                "2026-09-15T09:00:00Z",
                "2026-09-20T17:00:00Z",
                "2026-09-16T09:00:00Z",
                None,
            ),
            // Seven days over the end of summer time are an hour longer, over its beginning one shorter.
            (
                berlin,
                "7",
                "2026-10-01T09:00:00Z",
                "2026-10-26T17:00:00Z",
                "2026-10-19T15:59:59Z",
                None,
            ),
            (
                berlin,
                "7",
                "2026-10-01T09:00:00Z",
                "2026-10-26T17:00:00Z",
                "2026-10-19T16:00:00Z",
                Some(7),
            ),
            (
                berlin,
                "7",
                "2026-03-01T09:00:00Z",
                "2026-03-30T16:00:00Z",
                "2026-03-23T16:59:59Z",
                None,
            ),
            (
                berlin,
                "7",
                "2026-03-01T09:00:00Z",
                "2026-03-30T16:00:00Z",
                "2026-03-23T17:00:00Z",
                Some(7),
            ),
            // The hour of the end does not exist on the day of the step: the first after the gap.
            (
                berlin,
                "1",
                "2026-03-01T09:00:00Z",
                "2026-03-30T00:30:00Z",
                "2026-03-29T00:59:59Z",
                None,
            ),
            (
                berlin,
                "1",
                "2026-03-01T09:00:00Z",
                "2026-03-30T00:30:00Z",
                "2026-03-29T01:00:00Z",
                Some(1),
            ),
            // A leap day is a day.
            (
                Tz::UTC,
                "2",
                "2028-02-01T09:00:00Z",
                "2028-03-01T12:00:00Z",
                "2028-02-28T12:00:00Z",
                Some(2),
            ),
            (
                Tz::UTC,
                "2",
                "2028-02-01T09:00:00Z",
                "2028-03-01T12:00:00Z",
                "2028-02-28T11:59:00Z",
                None,
            ),
        ] {
            let steps = DaysBefore::parse(steps).expect(steps);
            let newest = steps.newest(at(begins), at(ends), at(now), zone);
            assert_eq!(newest, step, "{zone} {ends} {now}");
        }
    }

    #[test]
    fn quiet_hours_end_when_the_clock_on_the_wall_says_so() {
        let berlin = Tz::Europe__Berlin;
        for (zone, hours, now, end) in [
            (Tz::UTC, "21:00-08:00", "2026-09-01T20:59:59Z", None),
            (
                Tz::UTC,
                "21:00-08:00",
                "2026-09-01T21:00:00Z",
                Some("2026-09-02T08:00:00Z"),
            ),
            (
                Tz::UTC,
                "21:00-08:00",
                "2026-09-01T23:59:59Z",
                Some("2026-09-02T08:00:00Z"),
            ),
            (
                Tz::UTC,
                "21:00-08:00",
                "2026-09-02T00:00:00Z",
                Some("2026-09-02T08:00:00Z"),
            ),
            (
                Tz::UTC,
                "21:00-08:00",
                "2026-09-02T07:59:59Z",
                Some("2026-09-02T08:00:00Z"),
            ),
            (Tz::UTC, "21:00-08:00", "2026-09-02T08:00:00Z", None),
            // Not across midnight.
            (Tz::UTC, "12:00-14:00", "2026-09-02T11:59:59Z", None),
            (
                Tz::UTC,
                "12:00-14:00",
                "2026-09-02T13:00:00Z",
                Some("2026-09-02T14:00:00Z"),
            ),
            (Tz::UTC, "12:00-14:00", "2026-09-02T14:00:00Z", None),
            // Over the last hour of a year and over a leap day.
            (
                Tz::UTC,
                "21:00-08:00",
                "2026-12-31T22:00:00Z",
                Some("2027-01-01T08:00:00Z"),
            ),
            (
                Tz::UTC,
                "21:00-08:00",
                "2028-02-28T22:00:00Z",
                Some("2028-02-29T08:00:00Z"),
            ),
            // The nights in which the clocks are changed are shorter and longer.
            (
                berlin,
                "21:00-08:00",
                "2026-03-28T21:00:00Z",
                Some("2026-03-29T06:00:00Z"),
            ),
            (
                berlin,
                "21:00-08:00",
                "2026-10-24T20:00:00Z",
                Some("2026-10-25T07:00:00Z"),
            ),
            // The end is shown twice, or never.
            (
                berlin,
                "21:00-02:30",
                "2026-10-25T00:10:00Z",
                Some("2026-10-25T01:30:00Z"),
            ),
            (
                berlin,
                "21:00-02:30",
                "2026-03-29T00:10:00Z",
                Some("2026-03-29T01:00:00Z"),
            ),
        ] {
            let hours = Hours::parse(hours).expect(hours);
            assert_eq!(hours.end_of(at(now), zone), end.map(at), "{zone} {now}");
        }
    }

    #[test]
    fn the_latest_hour_of_the_week_is_not_after_now() {
        let berlin = Tz::Europe__Berlin;
        for (zone, weekly, now, latest) in [
            (
                Tz::UTC,
                "Monday 09:00",
                "2026-09-07T08:59:59Z",
                "2026-08-31T09:00:00Z",
            ),
            (
                Tz::UTC,
                "Monday 09:00",
                "2026-09-07T09:00:00Z",
                "2026-09-07T09:00:00Z",
            ),
            (
                Tz::UTC,
                "Monday 09:00",
                "2026-09-13T23:00:00Z",
                "2026-09-07T09:00:00Z",
            ),
            (
                Tz::UTC,
                "Sunday 18:00",
                "2028-02-29T12:00:00Z",
                "2028-02-27T18:00:00Z",
            ),
            // In the zone it is Monday already.
            (
                berlin,
                "Monday 00:30",
                "2026-09-06T22:30:00Z",
                "2026-09-06T22:30:00Z",
            ),
            // Across both changes of the clocks, the hour on the wall stays.
            (
                berlin,
                "Monday 09:00",
                "2026-10-26T08:00:00Z",
                "2026-10-26T08:00:00Z",
            ),
            (
                berlin,
                "Monday 09:00",
                "2026-10-26T07:59:59Z",
                "2026-10-19T07:00:00Z",
            ),
            (
                berlin,
                "Monday 09:00",
                "2026-03-30T07:00:00Z",
                "2026-03-30T07:00:00Z",
            ),
            // Shown twice: the first time; never: the first instant after the gap.
            (
                berlin,
                "Sunday 02:30",
                "2026-10-25T00:30:00Z",
                "2026-10-25T00:30:00Z",
            ),
            (
                berlin,
                "Sunday 02:30",
                "2026-03-29T01:00:00Z",
                "2026-03-29T01:00:00Z",
            ),
        ] {
            let weekly = Weekly::parse(weekly).expect(weekly);
            assert_eq!(weekly.latest(at(now), zone), at(latest), "{zone} {now}");
        }
    }
}
