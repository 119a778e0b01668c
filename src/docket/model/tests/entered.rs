//! What follows from events as they are entered: what is met by one, and that neither their
//! order nor a second time changes anything.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::{any_events, case, day, event, supplied};
use crate::docket::model::{Event, Line, Outcome, Thread, lines};

#[test]
fn a_met_section_8_is_met_and_one_too_early_or_too_late_is_not() {
    let pack = supplied();
    let outcome = |filed: &str| {
        let events = vec![
            event(1, "REGISTRATION", day("2018-03-15")),
            event(2, "SECTION_8_FILED", day(filed)),
        ];
        lines(&pack, &case("US", "1(a)", events), day("2026-11-29"))
            .into_iter()
            .find(|line| line.rule.id == "us-s8-first")
            .expect("the declaration")
            .outcome
    };
    let met = Some(Outcome::Met {
        event: Uuid::from_u128(2),
        on: day("2024-01-02"),
    });
    assert_eq!(outcome("2024-01-02"), met);
    assert_eq!(outcome("2023-03-14"), None, "a day early");
    assert!(
        outcome("2024-09-16").is_some(),
        "the grace ends on a Sunday"
    );
    assert_eq!(outcome("2024-09-17"), None, "a day late");
}

#[test]
fn what_is_filed_before_the_opening_that_is_shown_meets_nothing() {
    let pack = supplied();
    let outcome = |filed: &str| {
        let events = vec![
            event(1, "REGISTRATION", day("2028-02-29")),
            event(2, "SECTION_8_FILED", day(filed)),
        ];
        let line = lines(&pack, &case("US", "1(a)", events), day("2034-06-01"))
            .into_iter()
            .find(|line| line.rule.id == "us-s8-first")
            .expect("the declaration");
        (line.reckoned.dates.opens, line.outcome)
    };
    let opens = Some(day("2033-03-01"));
    assert_eq!(outcome("2033-02-28"), (opens, None));
    let met = Outcome::Met {
        event: Uuid::from_u128(2),
        on: day("2033-03-01"),
    };
    assert_eq!(outcome("2033-03-01"), (opens, Some(met)));
}

/// The extensions for a statement of use that were met, by the number of each, and by which
/// event.
fn extended(allowed: &str, filed: &[(&str, &str)]) -> BTreeMap<String, u128> {
    let mut events = vec![event(1, "NOTICE_OF_ALLOWANCE", day(allowed))];
    let numbered = filed.iter().zip(2_u128..);
    events.extend(numbered.map(|((code, on), n)| event(n, code, day(on))));
    let pack = supplied();
    lines(&pack, &case("US", "1(b)", events), day("2026-12-01"))
        .into_iter()
        .filter_map(|line| {
            let n = line.rule.id.strip_prefix("us-sou-")?;
            match line.outcome? {
                Outcome::Met { event, .. } => Some((n.to_owned(), event.as_u128())),
                Outcome::Closed { .. } => None,
            }
        })
        .collect()
}

#[test]
fn one_extension_for_a_statement_of_use_meets_one_period() {
    let extension = |on: &'static str| ("SOU_EXTENSION", on);
    let met = |of: &[(&str, u128)]| -> BTreeMap<String, u128> {
        of.iter().map(|(n, by)| ((*n).to_owned(), *by)).collect()
    };
    let allowed = "2026-02-10";
    for (filed, expected) in [
        // On the last day of the first period, which is the first of the second as well.
        (vec![extension("2026-08-10")], met(&[("1", 2)])),
        (vec![extension("2026-08-11")], met(&[("2", 2)])),
        // The second on the very day on which its period begins.
        (
            vec![extension("2026-08-01"), extension("2026-08-10")],
            met(&[("1", 2), ("2", 3)]),
        ),
        (
            vec![extension("2026-08-10"), extension("2026-08-10")],
            met(&[("1", 2), ("2", 3)]),
        ),
        (vec![extension("2026-02-09")], met(&[])),
        // A statement of use ends the periods that are left, and is the last of all.
        (
            vec![("STATEMENT_OF_USE", "2026-08-10")],
            met(&[("1", 2), ("final", 2)]),
        ),
    ] {
        assert_eq!(extended(allowed, &filed), expected, "{filed:?}");
    }
    // The last day was a Sunday: filed on the Monday it is the first extension still.
    let rolled = [extension("2027-03-01")];
    assert_eq!(extended("2026-08-31", &rolled), met(&[("1", 2)]));
    let second = [extension("2027-01-10"), extension("2027-03-01")];
    assert_eq!(extended("2026-08-31", &second), met(&[("1", 2), ("2", 3)]));
}

#[test]
fn a_designation_is_watched_at_the_office_that_is_designated() {
    let pack = supplied();
    let watched = |office: &str, basis: &str, answer: Option<&str>| {
        let mut events = vec![event(1, "DESIGNATION_NOTIFIED", day("2026-02-10"))];
        events.extend(answer.map(|code| event(2, code, day("2027-01-15"))));
        lines(&pack, &case(office, basis, events), day("2026-12-01"))
            .into_iter()
            .map(|line| (line.rule.id.clone(), line.reckoned.dates.due, line.outcome))
            .collect::<Vec<_>>()
    };
    let over = Some(Outcome::Closed {
        event: Uuid::from_u128(2),
        on: day("2027-01-15"),
    });
    for (office, basis) in [("GB", ""), ("US", "66(a)"), ("JP", "")] {
        for (answer, outcome) in [
            (None, None),
            (Some("PROTECTION_GRANTED"), over),
            (Some("REFUSAL_NOTIFIED"), over),
        ] {
            let expected = [
                ("wo-refusal-12", "2027-02-10"),
                ("wo-refusal-18", "2027-08-10"),
            ];
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(rule, due)| (rule.to_owned(), Some(day(due)), outcome))
                .collect();
            assert_eq!(
                watched(office, basis, answer),
                expected,
                "{office} {answer:?}"
            );
        }
    }
}

/// The renewals of a domain, each by its last day, with what ended it.
fn renewals(events: Vec<Event>) -> Vec<(NaiveDate, Option<Outcome>)> {
    let thread = Thread {
        asset: Uuid::from_u128(1),
        right: "domain".to_owned(),
        events,
        ..Thread::default()
    };
    lines(&supplied(), &thread, day("2026-12-01"))
        .into_iter()
        .filter(|line| line.rule.id == "domain-renewal")
        .filter_map(|line| Some((line.reckoned.dates.due?, line.outcome)))
        .collect()
}

#[test]
fn an_end_is_moved_on_by_a_later_one_and_never_by_an_earlier_one() {
    let expiry = |n: u128, on: &str| event(n, "DOMAIN_EXPIRY", day(on));
    let moved = Outcome::Met {
        event: Uuid::from_u128(2),
        on: day("2027-03-10"),
    };
    assert_eq!(
        renewals(vec![expiry(1, "2027-03-10"), expiry(2, "2028-03-10")]),
        [(day("2027-03-10"), Some(moved)), (day("2028-03-10"), None)]
    );
    // An earlier end that stands beside a later one is over, whenever it was entered: this
    // is why one that came nearer corrects the event that is there.
    let beside = renewals(vec![expiry(1, "2027-03-10"), expiry(2, "2027-01-10")]);
    assert_eq!(beside[1], (day("2027-03-10"), None));
    assert!(beside[0].1.is_some(), "{beside:?}");
    let corrected = renewals(vec![expiry(2, "2027-01-10")]);
    assert_eq!(corrected, [(day("2027-01-10"), None)]);
}

fn as_text(lines: &[Line<'_>]) -> BTreeSet<String> {
    lines.iter().map(|line| format!("{line:?}")).collect()
}

proptest! {
    #[test]
    fn no_event_meets_two_deadlines_of_a_series(events in any_events()) {
        let pack = supplied();
        let thread = case("US", "1(b)", events);
        let mut met = BTreeSet::new();
        for line in lines(&pack, &thread, day("2040-06-01")) {
            if let (Some(series), Some(Outcome::Met { event, .. })) = (&line.rule.series, line.outcome) {
                prop_assert!(met.insert((series.clone(), line.trigger, event)), "{line:?}");
            }
        }
    }

    #[test]
    fn the_order_of_entry_and_a_second_time_change_nothing(events in any_events(), seed in any::<u64>(), office in 0_usize..3) {
        let pack = supplied();
        let office = ["US", "EM", "GB"][office];
        let today = day("2040-06-01");
        let mut shuffled = events.clone();
        let by = usize::try_from(seed % 7).expect("small") % shuffled.len();
        shuffled.rotate_left(by);
        if seed % 2 == 0 {
            shuffled.reverse();
        }
        let (one, other) = (case(office, "1(a)", events), case(office, "1(a)", shuffled));
        let (first, second) = (lines(&pack, &one, today), lines(&pack, &other, today));
        prop_assert_eq!(as_text(&first), as_text(&second));
        prop_assert_eq!(as_text(&first), as_text(&lines(&pack, &one, today)));
    }
}
