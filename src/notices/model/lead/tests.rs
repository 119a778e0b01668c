//! Days of notice, counted back by the clock on the wall and as clear days.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::{Counting, Days, Lead, Verdict, earliest, latest};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Event, days, zone, counting, and the last instant in time.
const LATEST: [(&str, u32, Tz, Counting, &str); 13] = [
    // Ten o'clock in Berlin in winter, seven days before.
    (
        "2026-02-10T09:00:00Z",
        7,
        Tz::Europe__Berlin,
        Counting::SameHour,
        "2026-02-03T09:00:00Z",
    ),
    // Across the change of spring: 167 hours are seven days.
    (
        "2026-04-01T08:00:00Z",
        7,
        Tz::Europe__Berlin,
        Counting::SameHour,
        "2026-03-25T09:00:00Z",
    ),
    // Across that of autumn: 169 hours are.
    (
        "2026-10-28T09:00:00Z",
        7,
        Tz::Europe__Berlin,
        Counting::SameHour,
        "2026-10-21T08:00:00Z",
    ),
    // In New York, where the clock changes on other days.
    (
        "2026-03-12T14:00:00Z",
        7,
        Tz::America__New_York,
        Counting::SameHour,
        "2026-03-05T15:00:00Z",
    ),
    // The hour does not exist seven days before: the moment of the leap.
    (
        "2026-04-05T00:30:00Z",
        7,
        Tz::Europe__Berlin,
        Counting::SameHour,
        "2026-03-29T01:00:00Z",
    ),
    // The hour exists twice seven days before: the first.
    (
        "2026-11-01T01:30:00Z",
        7,
        Tz::Europe__Berlin,
        Counting::SameHour,
        "2026-10-25T00:30:00Z",
    ),
    // Over the leap day, and in a year without one.
    (
        "2028-03-07T09:00:00Z",
        7,
        Tz::Europe__Berlin,
        Counting::SameHour,
        "2028-02-29T09:00:00Z",
    ),
    (
        "2027-03-07T09:00:00Z",
        7,
        Tz::Europe__Berlin,
        Counting::SameHour,
        "2027-02-28T09:00:00Z",
    ),
    // From the leap day a year of 366 days.
    (
        "2028-02-29T09:00:00Z",
        366,
        Tz::UTC,
        Counting::SameHour,
        "2027-02-28T09:00:00Z",
    ),
    // Clear days: the whole day before the tenth.
    (
        "2026-06-15T17:00:00Z",
        10,
        Tz::UTC,
        Counting::ClearDays,
        "2026-06-04T23:59:59.999999Z",
    ),
    (
        "2026-04-01T08:00:00Z",
        3,
        Tz::Europe__Berlin,
        Counting::ClearDays,
        "2026-03-28T22:59:59.999999Z",
    ),
    // A zone whose midnight is left out on that day: the day begins with the leap.
    (
        "2026-03-15T12:00:00Z",
        7,
        Tz::America__Havana,
        Counting::ClearDays,
        "2026-03-08T04:59:59.999999Z",
    ),
    // No days at all: until the event itself.
    (
        "2026-06-15T17:00:00Z",
        0,
        Tz::UTC,
        Counting::SameHour,
        "2026-06-15T17:00:00Z",
    ),
];

#[test]
fn the_last_instant_in_time_is_counted_by_the_clock_on_the_wall() {
    for (event, days, zone, counting, expected) in LATEST {
        assert_eq!(
            latest(at(event), days, zone, counting),
            Some(at(expected)),
            "{days} days before {event} in {zone}"
        );
    }
    assert_eq!(
        earliest(
            at("2026-11-01T01:30:00Z"),
            7,
            Tz::Europe__Berlin,
            Counting::SameHour
        ),
        Some(at("2026-10-25T01:30:00Z")),
        "of the hour that exists twice the second"
    );
}

fn lead(least: u32, most: u32) -> Lead {
    let rule = |days, key: &str| {
        Some(Days {
            days,
            key: key.to_owned(),
            citation: "Bylaws § 3.4".to_owned(),
        })
    };
    Lead {
        least: rule(least, "notice.members.min_days"),
        most: rule(most, "notice.members.max_days"),
        counting: Counting::SameHour,
    }
}

#[test]
fn one_hour_late_is_late_and_the_short_week_of_spring_is_in_time() {
    let zone = Tz::Europe__Berlin;
    let meeting = at("2026-04-01T08:00:00Z");
    let week = lead(7, 60);
    let given = at("2026-03-25T09:00:00Z");
    assert_eq!((meeting - given).num_hours(), 167);
    assert_eq!(week.judge(given, meeting, zone), Verdict::InTime);
    assert!(matches!(
        week.judge(given + Duration::hours(1), meeting, zone),
        Verdict::TooLate { latest, .. } if latest == given
    ));
    assert!(matches!(
        week.judge(given + Duration::seconds(1), meeting, zone),
        Verdict::TooLate { .. }
    ));
    let early = at("2026-01-30T08:59:59Z");
    assert!(matches!(
        week.judge(early, meeting, zone),
        Verdict::TooEarly { .. }
    ));
    assert_eq!(week.judge(meeting, meeting, zone), Verdict::Past);
    let silent = Lead {
        least: None,
        most: None,
        counting: Counting::SameHour,
    };
    assert_eq!(silent.judge(given, meeting, zone), Verdict::InTime);
}

proptest! {
    /// Whatever the zone: more days are never later, and the wall clock shows
    /// at the boundary no later hour than the event's, so many days before.
    #[test]
    fn more_days_are_earlier(
        seconds in 1_600_000_000i64..2_200_000_000,
        days in 0u32..400,
        zone in proptest::sample::select(vec![
            Tz::Europe__Berlin, Tz::America__New_York, Tz::Australia__Lord_Howe,
            Tz::Pacific__Apia, Tz::Asia__Kathmandu, Tz::America__Havana, Tz::UTC,
        ]),
        clear in any::<bool>(),
    ) {
        let event = DateTime::from_timestamp(seconds, 0).unwrap();
        let counting = if clear { Counting::ClearDays } else { Counting::SameHour };
        let boundary = latest(event, days, zone, counting).unwrap();
        prop_assert!(latest(event, days + 1, zone, counting).unwrap() < boundary);
        prop_assert!(earliest(event, days, zone, counting).unwrap() >= boundary
            || counting == Counting::SameHour);
        let wall = |instant: DateTime<Utc>| instant.with_timezone(&zone).naive_local();
        let passed = wall(event).date() - wall(boundary).date();
        if clear {
            prop_assert_eq!(passed.num_days(), i64::from(days) + 1);
        } else if passed.num_days() == i64::from(days) {
            let (shown, asked) = (wall(boundary).time(), wall(event).time());
            // Only where the clock leapt over that hour does it show another.
            prop_assert!(shown == asked || shown > asked && (shown - asked).num_minutes() <= 60);
        } else {
            // The clock leapt over the whole day.
            prop_assert!(zone == Tz::Pacific__Apia || passed.num_days() < i64::from(days));
        }
    }
}
