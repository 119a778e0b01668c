//! The calendar judged: the dates of 2026, waivers, repetition, proposals.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::{Check, DateRules, Dates, Verdict, Waiver, check, propose, repeat};
use crate::elections::model::Cited;
use crate::rulebook::keys;
use crate::rulebook::model::clock;

const ZONE: Tz = chrono_tz::America::New_York;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn nine() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).expect("an hour")
}

fn rules() -> DateRules {
    let rule = |value, citation: &str| {
        Some(Cited {
            value,
            citation: citation.to_owned(),
        })
    };
    DateRules {
        record_min: rule(10, "Bylaws § 9.4"),
        record_max: rule(60, "Bylaws § 9.4"),
        notice_min: rule(10, "Bylaws § 3.4"),
        notice_max: rule(60, "Bylaws § 3.4"),
        open_days: rule(45, "Election process v2.0, Nominations"),
        close_days: rule(10, "Election process v2.0, Nominations"),
        voting_days: rule(14, "Election process v2.0, Voting"),
    }
}

/// As they were announced in 2026.
fn dates_of_2026() -> Dates {
    let at = |text| clock::instant(ZONE, day(text).and_time(nine()));
    Dates {
        record_date: day("2026-07-16"),
        notice_on: day("2026-08-03"),
        nominations_open: day("2026-08-03"),
        nominations_close: day("2026-09-08"),
        list_on: day("2026-09-10"),
        exceptions_end: day("2026-09-11"),
        opens_at: at("2026-09-14"),
        closes_at: at("2026-10-02"),
    }
}

fn open(checks: &[Check]) -> Vec<(&'static str, &str)> {
    checks
        .iter()
        .filter(|check| check.is_open())
        .map(|check| (check.key, check.sentence.as_str()))
        .collect()
}

#[test]
fn voting_r03_the_calendar_of_2026_yields_its_two_errors_and_a_warning() {
    let checks = check(&dates_of_2026(), &rules(), &[], ZONE);
    assert_eq!(
        open(&checks),
        [
            (
                keys::NOMINATIONS_OPEN_DAYS,
                "Nominations open 42 days before the vote opens, 3 short of the 45 that Election process v2.0, Nominations asks for (42 < 45)."
            ),
            (
                keys::NOMINATIONS_CLOSE_DAYS,
                "Nominations close 6 days before the vote opens, 4 short of the 10 that Election process v2.0, Nominations asks for (6 < 10)."
            ),
        ]
    );
    let warnings: Vec<&str> = checks
        .iter()
        .filter(|check| check.verdict == Verdict::Warning)
        .map(|check| check.sentence.as_str())
        .collect();
    assert_eq!(
        warnings,
        [
            "The record date lies 78 days before the vote closes. If the close counts as the meeting, that is 18 more than the 60 that Bylaws § 9.4 allows."
        ]
    );
}

#[test]
fn a_decision_waives_as_much_as_it_says_and_no_law() {
    let waiver = |key: &str, days| Waiver {
        key: key.to_owned(),
        days,
        decision: 7,
        reason: "The documents were adopted in the same spring.".to_owned(),
    };
    let waivers = [
        waiver(keys::NOMINATIONS_OPEN_DAYS, 42),
        waiver(keys::NOMINATIONS_CLOSE_DAYS, 7),
        waiver(keys::RECORD_DATE_MAX_DAYS, 0),
    ];
    let mut dates = dates_of_2026();
    let checks = check(&dates, &rules(), &waivers, ZONE);
    let left: Vec<&str> = open(&checks).into_iter().map(|(key, _)| key).collect();
    assert_eq!(left, [keys::NOMINATIONS_CLOSE_DAYS]);
    assert!(
        checks
            .iter()
            .any(|check| check.verdict == Verdict::Waived(7))
    );
    dates.record_date = day("2026-07-15");
    let checks = check(&dates, &rules(), &waivers, ZONE);
    let record = checks
        .iter()
        .find(|check| check.key == keys::RECORD_DATE_MAX_DAYS)
        .expect("a check");
    assert_eq!(
        record.verdict,
        Verdict::Open {
            can_be_waived: false
        }
    );
}

#[test]
fn last_years_dates_keep_their_distances_and_are_judged_again() {
    let again = repeat(&dates_of_2026(), day("2027-09-13"), ZONE);
    assert_eq!(again.nominations_open, day("2027-08-02"));
    assert_eq!(again.record_date, day("2027-07-15"));
    assert_eq!(open(&check(&again, &rules(), &[], ZONE)).len(), 2);
    // The hour on the clock stays, across the end of summer time.
    let late = repeat(&dates_of_2026(), day("2026-11-09"), ZONE);
    let hour = late.opens_at.with_timezone(&ZONE).time();
    assert_eq!(hour, nine());
}

proptest! {
    #[test]
    fn what_is_proposed_keeps_the_rules(
        offset in 0i64..2000, open in 15i64..90, close in 1i64..15, voting in 1i64..30,
        record_min in 5i64..15, record_max in 35i64..61,
    ) {
        let mut rules = rules();
        let set = |rule: &mut Option<Cited<i64>>, value| {
            if let Some(rule) = rule {
                rule.value = value;
            }
        };
        set(&mut rules.open_days, open);
        set(&mut rules.close_days, close);
        set(&mut rules.voting_days, voting);
        set(&mut rules.record_min, record_min);
        set(&mut rules.record_max, record_max);
        let opens = day("2026-01-05") + chrono::Duration::days(offset);
        let dates = propose(opens, nine(), &rules, ZONE);
        let checks = check(&dates, &rules, &[], ZONE);
        prop_assert!(open_ones(&checks).is_empty(), "{:?}", open_ones(&checks));
    }
}

fn open_ones(checks: &[Check]) -> Vec<String> {
    checks
        .iter()
        .filter(|check| check.is_open())
        .map(|check| check.sentence.clone())
        .collect()
}
