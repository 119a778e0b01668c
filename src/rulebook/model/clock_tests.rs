//! The clock on the wall: over both changes of the clocks, leap days, midnights.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{DaysBefore, Hours, Weekly, instant};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect(text)
}

#[test]
fn days_are_given_as_they_are_written() {
    let days = DaysBefore::parse("7, 2").expect("two steps");
    assert_eq!(days.days(), [7, 2]);
}

/// Samoa's clocks went from the end of 29 December 2011 to the beginning of the 31st.
#[test]
fn an_hour_of_a_day_that_never_was_is_the_first_after_it() {
    let never = NaiveDate::from_ymd_opt(2011, 12, 30).and_then(|day| day.and_hms_opt(0, 30, 0));
    let first = instant(Tz::Pacific__Apia, never.expect("an hour"));
    assert_eq!(first, at("2011-12-30T10:00:00Z"));
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
