//! Days counted from others: what recurs, and that they are in order whatever the anchor.

use proptest::prelude::*;

use super::{any_day, day, supplied};
use crate::docket::model::reckoning::{Step, reckon};

#[test]
fn what_recurs_is_counted_from_the_event_and_never_chained() {
    let pack = supplied();
    let rule = pack.rule("us-s8-s9").expect("a rule");
    let found = reckon(rule, pack.calendar("US"), day("2028-02-29"), 2).expect("days");
    // Chained from 28 February 2038 it would be the 28th.
    assert_eq!(found.dates.due, Some(day("2048-02-29")));
    let last = reckon(rule, pack.calendar("US"), day("2021-08-31"), 1).expect("days");
    let rolled = last.steps.iter().find_map(|step| match step {
        Step::Rolled { to, closed, .. } => Some((*to, closed.clone())),
        _ => None,
    });
    let (to, closed) = rolled.expect("rolled");
    assert_eq!(to, day("2031-09-02"));
    assert_eq!(closed.len(), 2);
    assert_eq!(closed[1].1, "Labor Day");
}

proptest! {
    #[test]
    fn days_are_in_order(anchor in any_day(), occurrence in 1_u32..4) {
        let pack = supplied();
        for rule in &pack.rules {
            let occurrence = if rule.repeat_years.is_some() { occurrence } else { 1 };
            let dates = reckon(rule, pack.calendar_of(rule), anchor, occurrence).expect("days").dates;
            prop_assert!(dates.opens_nominal <= dates.opens);
            if let (Some(due), Some(actionable)) = (dates.due, dates.due_actionable) {
                prop_assert!(dates.opens.is_none_or(|opens| opens <= due), "{} from {anchor}", rule.id);
                prop_assert!(due <= actionable);
                if let (Some(grace), Some(end)) = (dates.grace, dates.grace_actionable) {
                    prop_assert!(due <= grace && grace <= end && actionable <= end);
                }
            }
        }
    }
}
