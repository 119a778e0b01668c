//! Holidays of each office: where they are, and those that can never come.

use super::{day, faults, supplied};
use crate::docket::model::pack::SUPPLIED;

#[test]
fn holidays_are_where_the_foundation_of_each_office_has_them() {
    let pack = supplied();
    let closed = |office: &str, on: &str| pack.calendar(office).closed_on(day(on));
    assert_eq!(
        closed("US", "2026-07-03").as_deref(),
        Some("Independence Day, observed")
    );
    assert_eq!(
        closed("US", "2021-12-31").as_deref(),
        Some("New Year’s Day, observed")
    );
    assert_eq!(
        closed("US", "2025-01-20").as_deref(),
        Some("Inauguration Day")
    );
    assert_eq!(closed("US", "2023-01-20"), None);
    assert_eq!(
        closed("GB", "2027-12-27").as_deref(),
        Some("Christmas Day, observed")
    );
    assert_eq!(
        closed("GB", "2027-12-28").as_deref(),
        Some("Boxing Day, observed")
    );
    assert_eq!(closed("EM", "2026-04-03").as_deref(), Some("Good Friday"));
    assert_eq!(closed("WO", "2027-05-06").as_deref(), Some("Ascension Day"));
    assert!(closed("", "2027-05-08").is_some(), "a Saturday");
    assert_eq!(
        pack.calendar("").next_open(day("2027-05-08")).0,
        day("2027-05-08")
    );
}

#[test]
fn a_holiday_that_can_never_come_is_refused() {
    for (from, to) in [
        ("month = 6, day = 19", "month = 6, day = 31"),
        ("month = 6, day = 19", "month = 13, day = 19"),
        ("from = 1937, every = 4", "from = 1937, every = 0"),
        (
            "month = 11, weekday = \"Thu\", nth = 4",
            "month = 0, weekday = \"Thu\", nth = 4",
        ),
        (
            "month = 5, weekday = \"Mon\", nth = -1",
            "month = 5, weekday = \"Mon\", nth = -2",
        ),
        (
            "month = 9, weekday = \"Mon\", nth = 1",
            "month = 9, weekday = \"Mon\", nth = 0",
        ),
    ] {
        let text = SUPPLIED.replacen(from, to, 1);
        assert_ne!(text, SUPPLIED);
        let found = faults(&text);
        assert!(
            found.len() == 1 && found[0].starts_with("A holiday of the calendar of US can never"),
            "{to}: {found:?}"
        );
    }
    let leap = SUPPLIED.replacen("month = 6, day = 19", "month = 2, day = 29", 1);
    assert_eq!(faults(&leap), [""; 0]);
}
