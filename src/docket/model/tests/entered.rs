//! What follows from events as they are entered: what is met by one, and that neither their
//! order nor a second time changes anything.

use std::collections::BTreeSet;

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
