//! The independent reading: plain numbers, no calendar crate beyond a day's weekday. Every day
//! of seventy years is asked of both.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{day, supplied};
use crate::docket::model::reckoning::reckon;

fn plain_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn plain_length(year: i32, month: i32) -> i32 {
    match month {
        2 if plain_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn plain_add(date: (i32, i32, i32), months: i32) -> (i32, i32, i32) {
    let (mut year, mut month) = (date.0, date.1);
    for _ in 0..months.abs() {
        month += months.signum();
        if month == 13 {
            (year, month) = (year + 1, 1);
        }
        if month == 0 {
            (year, month) = (year - 1, 12);
        }
    }
    (year, month, date.2.min(plain_length(year, month)))
}

fn plain_next(date: (i32, i32, i32)) -> (i32, i32, i32) {
    let (year, month, day) = date;
    if day < plain_length(year, month) {
        return (year, month, day + 1);
    }
    if month == 12 {
        (year + 1, 1, 1)
    } else {
        (year, month + 1, 1)
    }
}

/// Monday is 0, by counting days from Monday 1 January 1900.
fn plain_weekday(date: (i32, i32, i32)) -> i32 {
    let years: i32 = (1900..date.0)
        .map(|year| if plain_leap(year) { 366 } else { 365 })
        .sum();
    let months: i32 = (1..date.1).map(|month| plain_length(date.0, month)).sum();
    (years + months + date.2 - 1) % 7
}

/// Whether the United States' office is closed: the statute's list, read once more.
fn plain_closed(date: (i32, i32, i32)) -> bool {
    let (year, month, day) = date;
    let weekday = plain_weekday(date);
    if weekday >= 5 {
        return true;
    }
    let observes = |of: (i32, i32, i32)| match plain_weekday(of) {
        5 => plain_next(date) == of,
        6 => plain_next(of) == date,
        _ => of == date,
    };
    let fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)];
    let by_date = fixed.into_iter().any(|(m, d)| {
        [year, year + 1]
            .into_iter()
            .any(|of| (m != 6 || of >= 2021) && observes((of, m, d)))
    });
    let nth = (day - 1) / 7 + 1;
    let is_last = day + 7 > plain_length(year, month);
    let by_weekday = matches!(
        (month, weekday, nth),
        (2, 0, 3) | (9, 0, 1) | (10, 0, 2) | (11, 3, 4)
    ) || (month, weekday, nth) == (1, 0, 3) && year >= 1986
        || (month, weekday) == (5, 0) && is_last;
    let inauguration = (month, day) == (1, 20) && year % 4 == 1;
    let orders = [
        (2018, 12, 5),
        (2018, 12, 24),
        (2019, 12, 24),
        (2020, 12, 24),
        (2024, 12, 24),
        (2025, 1, 9),
    ];
    by_date || by_weekday || inauguration || orders.contains(&date)
}

fn plain_roll(mut date: (i32, i32, i32)) -> (i32, i32, i32) {
    while plain_closed(date) {
        date = plain_next(date);
    }
    date
}

fn plain(date: NaiveDate) -> (i32, i32, i32) {
    let of = |n: u32| i32::try_from(n).expect("small");
    (date.year(), of(date.month()), of(date.day()))
}

#[test]
fn every_day_from_1990_to_2060_is_as_a_plain_reading_has_it() {
    let pack = supplied();
    let calendar = pack.calendar("US");
    let windows = [("us-s8-first", 60, 72, 78), ("us-s8-s9", 108, 120, 126)];
    let rolled: BTreeMap<_, _> = {
        let mut all = BTreeMap::new();
        let mut at = (1990, 1, 1);
        while at.0 < 2095 {
            all.insert(at, plain_roll(at));
            at = plain_next(at);
        }
        all
    };
    let mut at = (1990, 1, 1);
    let mut days = 0;
    for date in day("1990-01-01")
        .iter_days()
        .take_while(|date| date.year() <= 2060)
    {
        assert_eq!(plain(date), at);
        let weekday = match date.weekday() {
            Weekday::Mon => 0,
            Weekday::Tue => 1,
            Weekday::Wed => 2,
            Weekday::Thu => 3,
            Weekday::Fri => 4,
            Weekday::Sat => 5,
            Weekday::Sun => 6,
        };
        assert_eq!(plain_weekday(at), weekday);
        assert_eq!(
            calendar.closed_on(date).is_some(),
            plain_closed(at),
            "{date}"
        );
        for (rule, opens, due, grace) in windows {
            let rule = pack.rule(rule).expect("a rule");
            for occurrence in 1..=2 {
                if occurrence == 2 && rule.repeat_years.is_none() {
                    continue;
                }
                let later = if occurrence == 2 { 120 } else { 0 };
                let found = reckon(rule, calendar, date, occurrence)
                    .expect("days")
                    .dates;
                let nominal = plain_add(at, opens + later);
                let early = at.1 == 2 && at.2 == 29 && nominal.2 == 28;
                let expected = [
                    nominal,
                    if early { plain_next(nominal) } else { nominal },
                    plain_add(at, due + later),
                    rolled[&plain_add(at, due + later)],
                    plain_add(at, grace + later),
                    rolled[&plain_add(at, grace + later)],
                ];
                let found = [
                    found.opens_nominal,
                    found.opens,
                    found.due,
                    found.due_actionable,
                    found.grace,
                    found.grace_actionable,
                ];
                let found: Vec<_> = found.into_iter().flatten().map(plain).collect();
                assert_eq!(found, expected, "{} from {date}", rule.id);
            }
        }
        at = plain_next(at);
        days += 1;
    }
    assert_eq!(days, 25933);
}
