//! How a licence stands on a day, when its reviews are due, and its terms as canonical JSON.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{
    Direction, Facts, Health, Outcome, Reviewed, Stage, Terms, cure_until, judge, next_review,
    review_by, standing,
};
use crate::seal::canonical::Value;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts() -> Facts {
    Facts {
        direction: Direction::Out,
        starts_on: day("2026-01-31"),
        ends_on: None,
        has_quality: true,
        has_inspection: true,
        has_termination: true,
        review_months: Some(1),
        last: None,
    }
}

#[test]
fn what_waits_for_a_second_officer_says_so_with_what_it_lacks() {
    let (mut facts, today) = (facts(), day("2026-02-01"));
    facts.has_inspection = false;
    let waits = standing(Stage::Waits, &facts, today);
    assert_eq!(waits.health, Health::Amber);
    assert!(waits.reasons[0].contains("another officer"), "{waits:?}");
    assert!(
        waits.reasons[1].contains("no right to inspect"),
        "{waits:?}"
    );
    let counts = standing(Stage::Counts, &facts, today);
    assert_eq!(counts, judge(&facts, today));
    assert_eq!(counts.health, Health::Red);
    let lapsed = standing(Stage::Lapsed, &facts, today);
    assert_eq!(
        (lapsed.health, lapsed.said, lapsed.reasons.len()),
        (Health::Over, "✕ not confirmed in time", 1)
    );
    let gone = standing(Stage::TakenBack, &facts, today);
    assert_eq!((gone.health, gone.said), (Health::Over, "✕ taken back"));
}

#[test]
fn reviews_are_counted_from_the_first_day_and_never_chained() {
    let (mut facts, today) = (facts(), day("2026-02-01"));
    assert_eq!(next_review(&facts, today), Some(day("2026-02-28")));
    facts.last = Some(Reviewed {
        due_on: day("2026-02-28"),
        outcome: Outcome::Pass,
        cure_by: None,
    });
    assert_eq!(next_review(&facts, today), Some(day("2026-03-31")));
    facts.ends_on = Some(day("2026-03-30"));
    assert_eq!(next_review(&facts, today), None);
    facts.review_months = None;
    assert_eq!(next_review(&facts, today), None);
}

#[test]
fn a_licence_turns_amber_when_a_review_is_late_and_red_when_it_is_missed() {
    for (today, health, said) in [
        ("2026-02-01", Health::Green, "✓ in order"),
        ("2026-02-28", Health::Green, "✓ in order"),
        ("2026-03-01", Health::Amber, "! review late"),
        ("2026-03-30", Health::Amber, "! review late"),
        ("2026-03-31", Health::Red, "‼ review missed"),
    ] {
        let standing = judge(&facts(), day(today));
        assert_eq!((standing.health, standing.said), (health, said), "{today}");
    }
}

#[test]
fn a_licence_that_has_not_begun_says_when_it_does() {
    let ahead = judge(&facts(), day("2026-01-30"));
    assert_eq!((ahead.health, ahead.said), (Health::Green, "○ not begun"));
    assert_eq!(ahead.reasons, ["It begins on 31 January 2026."]);
    let begun = judge(&facts(), day("2026-01-31"));
    assert_eq!((begun.said, begun.reasons.len()), ("✓ in order", 0));
}

#[test]
fn a_naked_licence_is_red_from_the_first_day() {
    let today = day("2026-02-01");
    for strip in [
        |facts: &mut Facts| facts.has_inspection = false,
        |facts: &mut Facts| facts.has_termination = false,
        |facts: &mut Facts| facts.has_quality = false,
    ] {
        let mut naked = facts();
        strip(&mut naked);
        let standing = judge(&naked, today);
        assert_eq!(
            (standing.health, standing.said),
            (Health::Red, "‼ no control")
        );
        // What weighs most is said, and of two that weigh the same the first.
        assert_eq!(judge(&naked, day("2026-03-31")).said, "‼ no control");
        naked.direction = Direction::In;
        assert_eq!(judge(&naked, today).health, Health::Green);
        naked.ends_on = Some(day("2026-01-31"));
        assert_eq!(judge(&naked, today).health, Health::Over);
    }
    let mut unscheduled = facts();
    unscheduled.review_months = None;
    assert_eq!(judge(&unscheduled, today).health, Health::Amber);
}

#[test]
fn what_a_review_found_decides_until_the_next() {
    let (mut licence, today) = (facts(), day("2026-03-01"));
    let found = |outcome, by: Option<&str>| {
        Some(Reviewed {
            due_on: day("2026-02-28"),
            outcome,
            cure_by: by.map(day),
        })
    };
    licence.last = found(Outcome::Cure, Some("2026-04-15"));
    assert_eq!(next_review(&licence, today), Some(day("2026-02-28")));
    assert_eq!(judge(&licence, day("2026-04-15")).health, Health::Amber);
    assert_eq!(judge(&licence, day("2026-04-16")).health, Health::Red);
    licence.last = found(Outcome::Terminate, None);
    assert_eq!(judge(&licence, day("2026-03-01")).health, Health::Red);
    licence.last = found(Outcome::Pass, None);
    let standing = judge(&licence, day("2026-03-01"));
    assert_eq!(
        (standing.health, standing.said),
        (Health::Green, "✓ reviewed")
    );
}

#[test]
fn a_cure_puts_off_no_review() {
    let mut licence = facts();
    licence.last = Some(Reviewed {
        due_on: day("2026-02-28"),
        outcome: Outcome::Cure,
        cure_by: Some(day("2199-12-31")),
    });
    for (today, health, said) in [
        ("2026-03-31", Health::Amber, "! to be put right"),
        ("2026-04-30", Health::Amber, "! to be put right"),
        ("2026-05-01", Health::Red, "‼ review missed"),
    ] {
        let standing = judge(&licence, day(today));
        assert_eq!((standing.health, standing.said), (health, said), "{today}");
    }
    // What is recorded next is what is due: the day again, and from its day on the one after it.
    let next = |licence: &Facts, today: &str| {
        let today = day(today);
        (next_review(licence, today), review_by(licence, today))
    };
    let days = |one: &str, other: &str| (Some(day(one)), Some(day(other)));
    assert_eq!(
        next(&licence, "2026-03-30"),
        days("2026-02-28", "2026-03-31")
    );
    assert_eq!(
        next(&licence, "2026-03-31"),
        days("2026-03-31", "2026-03-31")
    );
    let mut soon = licence.clone();
    soon.last = soon.last.map(|last| Reviewed {
        cure_by: Some(day("2026-03-20")),
        ..last
    });
    assert_eq!(next(&soon, "2026-03-30"), days("2026-02-28", "2026-03-20"));
    soon.ends_on = Some(day("2026-03-25"));
    assert_eq!(next(&soon, "2026-04-30"), days("2026-02-28", "2026-03-20"));
    let late = judge(&licence, day("2026-04-01")).reasons;
    assert!(
        late[1].contains("31 March 2026 is late by one day"),
        "{late:?}"
    );
    assert_eq!(
        cure_until(Some(1), day("2026-01-31")),
        Some(day("2026-02-28"))
    );
    assert_eq!(cure_until(None, day("2026-01-31")), None);
}

#[test]
fn an_inbound_licence_is_told_of_before_it_ends() {
    let mut licence = facts();
    licence.direction = Direction::In;
    licence.review_months = None;
    licence.ends_on = Some(day("2026-12-31"));
    assert_eq!(judge(&licence, day("2026-06-01")).health, Health::Green);
    assert_eq!(judge(&licence, day("2026-10-02")).health, Health::Amber);
}

proptest! {
    /// The next review is a scheduled day after the last one, and a licence gets no better
    /// while nobody does anything.
    #[test]
    fn time_alone_makes_nothing_better(start in 0_u64..4000, months in 1_u32..=60, at in 0_u64..4000, more in 0_u64..400) {
        let first = day("2020-01-01");
        let mut licence = facts();
        licence.starts_on = first + Days::new(start);
        licence.review_months = Some(months);
        let today = first + Days::new(at);
        let next = next_review(&licence, today).unwrap();
        prop_assert!(next > licence.starts_on);
        let later = today + Days::new(more);
        prop_assert!(judge(&licence, today).health <= judge(&licence, later).health);
        licence.last = Some(Reviewed { due_on: next, outcome: Outcome::Pass, cure_by: None });
        prop_assert!(next_review(&licence, today).unwrap() > next);
        // A cure is a work of its own day until the next scheduled one has come.
        licence.last = Some(Reviewed { due_on: next, outcome: Outcome::Cure, cure_by: Some(later) });
        let again = next_review(&licence, today).unwrap();
        prop_assert!(again == next || next < again && again <= today);
        prop_assert!(again == next || review_by(&licence, today) == Some(again));
    }

    #[test]
    fn terms_are_canonical(text in "[^\\p{Cc}]{0,40}(\n[^\\p{Cc}]{0,40}){0,3}", exclusive: bool) {
        let terms = Terms {
            direction: Direction::Out,
            counterparty: "Shirts".to_owned(),
            title: "Shirts".to_owned(),
            assets: vec![1, 2],
            scope: text.clone(),
            territory: String::new(),
            field: String::new(),
            exclusive,
            sublicensable: false,
            starts_on: day("2026-01-01"),
            ends_on: None,
            quality: text,
            inspection: true,
            termination: String::new(),
            law: String::new(),
            review_months: Some(6),
        };
        prop_assert!(Value::parse(&terms.encode().unwrap()).is_ok());
    }
}
