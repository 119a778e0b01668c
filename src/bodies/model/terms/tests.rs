//! How often somebody may sit again: cases worked by hand, and what holds for any history.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{Eligibility, Partial, Served, TermRules, eligibility};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn rules(partial: Partial) -> TermRules {
    TermRules {
        years: 4,
        limit: 2,
        partial,
        gap_years: Some(1),
        citation: "Bylaws § 4.4".into(),
        gap_citation: "Bylaws § 4.4(d)".into(),
    }
}

fn term(from: &str, left: &str) -> Served {
    Served {
        from: day(from),
        left: Some(day(left)),
        scheduled: Some(day(left)),
    }
}

fn is_eligible(served: &[Served], rules: &TermRules, on: NaiveDate) -> bool {
    matches!(eligibility(served, rules, on), Eligibility::Eligible { .. })
}

#[test]
fn two_terms_and_then_a_year() {
    let whole = [
        term("2018-10-01", "2022-10-01"),
        term("2022-10-01", "2026-09-29"),
    ];
    let part = [
        term("2020-10-01", "2022-10-01"),
        term("2022-10-01", "2026-10-01"),
    ];
    let short = [
        term("2021-10-01", "2022-10-01"),
        term("2022-10-01", "2026-10-01"),
    ];
    let paused = [
        term("2014-10-01", "2018-10-01"),
        term("2018-10-01", "2022-10-01"),
        term("2023-10-01", "2026-10-01"),
    ];
    for (served, partial, on, completed, free) in [
        (&[][..], Partial::Counts, "2026-10-01", 0, None),
        (&whole[..1], Partial::Counts, "2022-10-01", 1, None),
        (&whole, Partial::Counts, "2026-10-01", 2, Some("2027-09-29")),
        (
            &whole,
            Partial::DoesNotCount,
            "2027-09-28",
            2,
            Some("2027-09-29"),
        ),
        (&whole, Partial::Counts, "2027-09-29", 0, None),
        // Half a term, and less than half.
        (
            &part,
            Partial::FromHalf,
            "2026-10-01",
            2,
            Some("2027-10-01"),
        ),
        (&part, Partial::DoesNotCount, "2026-10-01", 1, None),
        (&short, Partial::FromHalf, "2026-10-01", 1, None),
        (&short, Partial::Counts, "2026-10-01", 2, Some("2027-10-01")),
        // A year between two terms begins the count anew.
        (&paused, Partial::Counts, "2026-10-01", 1, None),
    ] {
        let found = eligibility(served, &rules(partial), day(on));
        match (found, free) {
            (Eligibility::Eligible { completed: counted }, None) => {
                assert_eq!(counted, completed, "{served:?} {partial:?} {on}");
            }
            (
                Eligibility::TermedOut {
                    completed: counted,
                    eligible_from,
                    reason,
                },
                Some(free),
            ) => {
                assert_eq!((counted, eligible_from), (completed, Some(day(free))));
                assert!(reason.contains("(Bylaws § 4.4)"), "{reason}");
                assert!(reason.contains("(Bylaws § 4.4(d))"), "{reason}");
            }
            (found, free) => panic!("{served:?} {partial:?} {on}: {found:?}, not {free:?}"),
        }
    }
}

#[test]
fn a_term_that_runs_is_judged_as_scheduled_and_without_a_pause_nobody_returns() {
    let running = [
        term("2018-10-01", "2022-10-01"),
        Served {
            from: day("2022-10-01"),
            left: None,
            scheduled: Some(day("2026-10-01")),
        },
    ];
    let rules = rules(Partial::DoesNotCount);
    assert!(!is_eligible(&running, &rules, day("2026-10-01")));
    assert!(is_eligible(&running, &rules, day("2024-01-01")));
    let silent = TermRules {
        gap_years: None,
        gap_citation: String::new(),
        ..rules
    };
    let found = eligibility(&running, &silent, day("2099-01-01"));
    assert!(
        found
            .reason()
            .is_some_and(|reason| reason.contains("names no pause")),
        "{found:?}"
    );
}

fn history() -> impl Strategy<Value = Vec<Served>> {
    // Stays one after another: so many days off, so many days on.
    prop::collection::vec((0_u64..900, 1_u64..1_700), 0..6).prop_map(|stays| {
        let mut at = day("1990-01-01");
        stays
            .into_iter()
            .map(|(off, on)| {
                let from = at + Days::new(off);
                at = from + Days::new(on);
                Served {
                    from,
                    left: Some(at),
                    scheduled: Some(at),
                }
            })
            .collect()
    })
}

fn partial() -> impl Strategy<Value = Partial> {
    prop_oneof![
        Just(Partial::Counts),
        Just(Partial::DoesNotCount),
        Just(Partial::FromHalf)
    ]
}

proptest! {
    #[test]
    fn whoever_is_told_a_day_may_sit_on_it_and_not_before(
        served in history(), partial in partial(), later in 0_u64..2_000
    ) {
        let last = served.iter().filter_map(|term| term.left).max().unwrap_or(day("1990-01-01"));
        let rules = rules(partial);
        let found = eligibility(&served, &rules, last + Days::new(later));
        if let Eligibility::TermedOut { eligible_from, completed, .. } = found {
            let free = eligible_from.expect("there is a pause");
            prop_assert!(completed >= rules.limit);
            prop_assert!(is_eligible(&served, &rules, free));
            prop_assert!(!is_eligible(&served, &rules, free - Days::new(1)));
        }
    }

    #[test]
    fn the_stricter_rule_on_parts_never_lets_more_sit(served in history(), later in 0_u64..900) {
        let last = served.iter().filter_map(|term| term.left).max().unwrap_or(day("1990-01-01"));
        let on = last + Days::new(later);
        let may = |partial| is_eligible(&served, &rules(partial), on);
        prop_assert!(!may(Partial::Counts) || may(Partial::FromHalf));
        prop_assert!(!may(Partial::FromHalf) || may(Partial::DoesNotCount));
    }

    #[test]
    fn the_order_in_which_stays_are_told_does_not_matter(served in history()) {
        let on = day("2030-01-01");
        let mut turned = served.clone();
        turned.reverse();
        let rules = rules(Partial::FromHalf);
        prop_assert_eq!(eligibility(&served, &rules, on), eligibility(&turned, &rules, on));
    }
}
