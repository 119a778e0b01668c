//! Reminders: what is never overdue, and the rungs of what is.

use super::{day, supplied};
use crate::docket::model::reckoning::reckon;
use crate::docket::model::{Kind, State, Status, ladder};

#[test]
fn options_and_watches_are_never_overdue() {
    let pack = supplied();
    for rule in &pack.rules {
        for offset in [-9000_i64, -10, 0, 10, 400, 9000] {
            let dates = reckon(rule, pack.calendar_of(rule), day("2020-02-29"), 1)
                .expect("days")
                .dates;
            let today = dates.due.or(dates.opens).expect("a day") + chrono::TimeDelta::days(offset);
            let status = Status::of(rule.kind, &dates, State::Running, today);
            let rung = ladder::reached(rule.kind, &dates, today);
            if rule.kind == Kind::Mandatory {
                assert_ne!(status, Status::Waived);
                assert!(offset < 1 || rung.is_some());
            } else {
                assert!(
                    !matches!(status, Status::Missed | Status::InGrace),
                    "{} {status:?}",
                    rule.id
                );
                assert!(offset < 1 || rung.is_none());
            }
        }
    }
}

#[test]
fn the_ladder_asks_again_on_each_rung_and_daily_when_overdue() {
    let pack = supplied();
    let rule = pack.rule("us-s8-first").expect("a rule");
    let dates = reckon(rule, pack.calendar_of(rule), day("2022-03-15"), 1)
        .expect("days")
        .dates;
    let at = |today: &str, acknowledged: Option<&str>| {
        ladder::waiting(rule.kind, &dates, acknowledged.map(day), day(today)).map(|rung| rung.name)
    };
    assert_eq!(at("2027-03-14", None), None);
    for (today, name) in [
        ("2027-03-15", "12 months"),
        ("2027-09-15", "6 months"),
        ("2027-12-16", "90 days"),
        ("2028-02-14", "30 days"),
        ("2028-03-01", "14 days"),
        ("2028-03-08", "7 days"),
        ("2028-03-12", "3 days"),
        ("2028-03-14", "1 day"),
        ("2028-03-15", "1 day"),
        ("2028-03-16", "overdue"),
        ("2028-03-17", "overdue"),
        ("2028-09-16", "missed"),
        ("2040-01-01", "missed"),
    ] {
        assert_eq!(at(today, None), Some(name), "{today}");
        assert_eq!(at(today, Some(today)), None, "{today} acknowledged");
    }
    assert_eq!(
        at("2028-03-17", Some("2028-03-16")),
        Some("overdue"),
        "daily"
    );
    assert_eq!(at("2040-01-01", Some("2028-09-16")), None);
    let escalates =
        |today: &str, on: Option<&str>| ladder::escalates(&dates, on.map(day), day(today));
    assert!(!escalates("2028-02-29", None));
    assert!(escalates("2028-03-01", None));
    assert!(escalates("2028-03-05", Some("2028-02-14")));
    assert!(!escalates("2028-03-05", Some("2028-03-01")));
}
