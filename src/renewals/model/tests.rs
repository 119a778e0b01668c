//! Steps by table and by property, and where a record date may lie.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{Announced, Bound, Window, faults, warns_from, windows};
use crate::members::model::Term;

const STEPS: [u32; 3] = [180, 90, 14];

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn term(starts_on: &str, ends_on: &str) -> Term {
    Term::new(day(starts_on), day(ends_on)).expect("a term")
}

/// The step of a day for a term that was recorded on a day, as whoever reminds finds
/// it; that it was not sent yet, the database asks.
fn step(steps: &[u32], (term, known_on): (Term, NaiveDate), today: NaiveDate) -> Option<u32> {
    let of_it = |window: &Window| window.takes(term, known_on);
    let found: Vec<Window> = windows(steps, today).into_iter().filter(of_it).collect();
    assert!(found.len() <= 1, "{found:?}");
    found.first().map(|window| window.step)
}

#[test]
fn a_day_has_the_newest_step_whose_day_has_come() {
    // Its last day is 31 December.
    let year = term("2026-01-01", "2027-01-01");
    let begin = day("2026-01-01");
    for (on, due) in [
        ("2025-12-31", None),
        ("2026-07-03", None),
        ("2026-07-04", Some(180)),
        ("2026-10-01", Some(180)),
        ("2026-10-02", Some(90)),
        ("2026-12-16", Some(90)),
        ("2026-12-17", Some(14)),
        ("2026-12-31", Some(14)),
        ("2027-01-01", None),
    ] {
        assert_eq!(step(&STEPS, (year, begin), day(on)), due, "{on}");
    }
    // A term shorter than a step is not reminded on its first day.
    let short = term("2026-12-01", "2027-01-01");
    assert_eq!(step(&STEPS, (short, begin), day("2026-12-01")), None);
    assert_eq!(step(&STEPS, (short, begin), day("2026-12-17")), Some(14));
    // Recorded after the day of a step: the next one is the first.
    let late = day("2026-10-03");
    assert_eq!(step(&STEPS, (year, late), late), None);
    assert_eq!(step(&STEPS, (year, late), day("2026-12-20")), Some(14));
    assert_eq!(step(&[], (year, begin), day("2026-12-17")), None);
}

#[test]
fn a_record_date_lies_where_the_rules_say() {
    let min = Bound {
        days: 10,
        citation: "Bylaws § 9.4".to_owned(),
    };
    let max = Bound {
        days: 60,
        ..min.clone()
    };
    for (record_date, opens_on, closes_on, fields) in [
        ("2026-06-01", "2026-06-11", "2026-06-20", &[][..]),
        ("2026-06-01", "2026-07-31", "2026-07-31", &[]),
        ("2026-06-01", "2026-06-10", "2026-06-20", &["opens_on"]),
        ("2026-06-01", "2026-08-01", "2026-08-20", &["opens_on"]),
        ("2026-06-01", "2026-05-30", "2026-06-20", &["opens_on"]),
        ("2026-06-01", "2026-06-11", "2026-06-10", &["closes_on"]),
        ("2026-05-19", "2026-06-11", "2026-06-11", &["record_date"]),
    ] {
        let announced = Announced {
            record_date: day(record_date),
            opens_on: day(opens_on),
            closes_on: day(closes_on),
            decided_on: day("2026-05-20"),
        };
        let found: Vec<&str> = faults(announced, Some(&min), Some(&max))
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(found, fields, "{announced:?}");
    }
    assert_eq!(warns_from(day("2026-06-15"), 14), day("2026-06-01"));
}

proptest! {
    /// Whatever the rule and however long nobody looked: a step is never before its
    /// day, never after the last day of the term, and never follows a later one.
    #[test]
    fn every_step_is_on_its_day_or_later_and_none_follows_a_later_one(
        steps in prop::collection::vec(1u32..366, 1..5),
        length in 1u64..800,
        looks in prop::collection::btree_set(0u64..820, 1..60),
    ) {
        let begin = day("2026-01-01");
        let after = |days| begin.checked_add_days(Days::new(days)).expect("a day");
        let term = Term::new(begin, after(length)).expect("a term");
        let last = after(length - 1);
        let mut before: Option<u32> = None;
        for look in looks {
            let today = after(look);
            if let Some(step) = step(&steps, (term, begin), today) {
                prop_assert!(steps.contains(&step));
                prop_assert!(before.is_none_or(|before| before >= step));
                prop_assert!((last - today).num_days() <= i64::from(step));
                prop_assert!(today <= last);
                before = Some(step);
            }
        }
    }

    /// Whoever looks every day finds every step on its very day.
    #[test]
    fn a_daily_look_misses_none(steps in prop::collection::btree_set(1u32..366, 1..5), length in 1u64..800) {
        let steps: Vec<u32> = steps.into_iter().collect();
        let begin = day("2026-01-01");
        let after = |days| begin.checked_add_days(Days::new(days)).expect("a day");
        let term = Term::new(begin, after(length)).expect("a term");
        let mut found = Vec::new();
        for look in 0..length {
            let Some(step) = step(&steps, (term, begin), after(look)) else {
                continue;
            };
            if found.last() != Some(&step) {
                prop_assert_eq!(length - 1 - look, u64::from(step));
                found.push(step);
            }
        }
        let due: Vec<u32> = steps.iter().rev().copied().filter(|step| u64::from(*step) < length).collect();
        prop_assert_eq!(found, due);
    }

    /// The windows of a day do not overlap, and begin tomorrow.
    #[test]
    fn windows_follow_one_another(steps in prop::collection::vec(1u32..366, 0..6)) {
        let today = day("2026-02-27");
        let mut next = day("2026-02-28");
        for window in windows(&steps, today) {
            prop_assert_eq!(window.from, next);
            prop_assert!(window.from <= window.until);
            next = window.until.succ_opt().expect("a day");
        }
    }
}
