//! Which days give no deadline, and what becomes of them.

use super::*;
use crate::docket::model::pack::{Pack, SUPPLIED};
use crate::docket::model::reckoning::reckon;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn case<'a>(office: &'a str, route: &'a str, filed: &str, registered: &str) -> Case<'a> {
    Case {
        id: Uuid::from_u128(1),
        is_over: false,
        days: CaseDays {
            office,
            route,
            filed_on: filed.parse().ok(),
            published_on: None,
            registered_on: registered.parse().ok(),
        },
    }
}

fn event(id: u128, of_case: bool, code: &'static str, on: &str) -> Known<'static> {
    Known {
        id: Uuid::from_u128(id),
        mark_case: of_case.then(|| Uuid::from_u128(1)),
        code,
        on: day(on),
    }
}

/// What is not counted: code, the day that an event says, and what is corrected.
fn found(
    kind: Kind,
    cases: &[Case<'_>],
    details: &[(&str, &str)],
    events: &[Known<'_>],
) -> Vec<(&'static str, Option<String>, Option<u128>)> {
    let on = |key: &str| -> Option<NaiveDate> {
        details
            .iter()
            .find(|(known, _)| *known == key)
            .and_then(|(_, on)| on.parse().ok())
    };
    uncounted(kind, cases, on, events)
        .into_iter()
        .map(|one| {
            (
                one.code,
                one.other.map(|on| on.to_string()),
                one.corrects.map(|id| id.as_u128()),
            )
        })
        .collect()
}

#[test]
fn a_case_needs_the_events_from_which_its_office_counts() {
    let (filed, registered) = ("2024-08-31", "2025-01-20");
    let filing = event(7, true, "FILING", filed);
    let registration = event(8, true, "REGISTRATION", registered);
    let bureau = event(9, true, "INTERNATIONAL_REGISTRATION", registered);
    let mark = Kind::Trademark;
    for (office, route, events, expected) in [
        ("EM", "regional", vec![], vec!["FILING", "REGISTRATION"]),
        ("EM", "regional", vec![registration], vec!["FILING"]),
        ("EM", "regional", vec![filing, registration], vec![]),
        (
            "WO",
            "madrid_ir",
            vec![filing, registration],
            vec!["INTERNATIONAL_REGISTRATION"],
        ),
        ("WO", "madrid_ir", vec![filing, bureau], vec![]),
        ("GB", "madrid_designation", vec![], vec!["REGISTRATION"]),
        ("US", "madrid_designation", vec![registration], vec![]),
    ] {
        let case = case(office, route, filed, registered);
        let codes: Vec<&str> = found(mark, &[case], &[], &events)
            .into_iter()
            .map(|(code, _, _)| code)
            .collect();
        assert_eq!(codes, expected, "{office} {route} {events:?}");
        // Of a case that is over nothing is needed.
        let over = Case {
            is_over: true,
            ..case
        };
        assert!(found(mark, &[over], &[], &events).is_empty());
    }
    // An event of another day is corrected.
    let other = event(7, true, "FILING", "2024-08-30");
    let case = case("EM", "regional", filed, "");
    assert_eq!(
        found(mark, &[case], &[], &[other]),
        [("FILING", Some("2024-08-30".to_owned()), Some(7))]
    );
}

#[test]
fn a_detail_says_a_day_only_as_days_are_kept() {
    assert_eq!(day_of_detail("2027-05-31"), Some(day("2027-05-31")));
    for none in ["31 May 2027", "2027-5-31", " 2027-05-31", "2027-02-29", ""] {
        assert_eq!(day_of_detail(none), None, "{none}");
    }
}

#[test]
fn a_publication_is_asked_for_where_there_is_one_case() {
    let one = case("US", "national", "", "");
    let published = [("published_on", "2026-01-06")];
    let mark = Kind::Trademark;
    assert_eq!(
        found(mark, &[one], &published, &[]),
        [("PUBLICATION", None, None)]
    );
    let said = event(7, true, "PUBLICATION", "2026-01-06");
    assert!(found(mark, &[one], &published, &[said]).is_empty());
    assert!(found(mark, &[one, one], &published, &[]).is_empty());
    assert!(found(mark, &[], &published, &[]).is_empty());
}

#[test]
fn an_end_that_came_nearer_is_corrected_and_one_that_was_put_off_is_new() {
    for (kind, detail, code) in ENDS {
        let none: [Known<'_>; 0] = [];
        let ends = [(detail, "2027-03-10")];
        assert_eq!(found(kind, &[], &ends, &none), [(code, None, None)]);
        let before = event(7, false, code, "2026-03-10");
        let same = event(8, false, code, "2027-03-10");
        let later = event(9, false, code, "2028-03-10");
        assert!(found(kind, &[], &ends, &[before, same]).is_empty());
        assert_eq!(
            found(kind, &[], &ends, &[before]),
            [(code, Some("2026-03-10".to_owned()), None)]
        );
        // The latest end holds, also where an earlier event says the very day.
        for events in [vec![before, later], vec![same, later]] {
            assert_eq!(
                found(kind, &[], &ends, &events),
                [(code, Some("2028-03-10".to_owned()), Some(9))]
            );
        }
    }
    let revoked = [("expires_on", "2027-03-10"), ("revoked_on", "2026-03-10")];
    assert!(found(Kind::SigningKey, &[], &revoked, &[]).is_empty());
    assert!(found(Kind::Account, &[], &[("expires_on", "2027-03-10")], &[]).is_empty());
}

#[test]
fn an_end_that_was_put_off_asks_until_when() {
    for ((kind, detail, code), (end, by, days)) in ENDS.into_iter().zip(RENEWALS) {
        assert_eq!(end, code);
        let ended_on = day("2027-03-10");
        let earliest = ended_on - Days::new(days);
        let found = |entered: &str, events: &[Known<'_>]| {
            let on = |key: &str| (key == detail).then(|| entered.parse().ok()).flatten();
            put_off(kind, on, events).map(|one| one.renewed_on)
        };
        let ends = event(7, false, code, "2027-03-10");
        let renewed = |on: NaiveDate| Known {
            on,
            ..event(8, false, by, "2027-01-01")
        };
        let (early, late) = (earliest - Days::new(1), ended_on + Days::new(40));
        assert_eq!(found("2027-03-10", &[ends]), None);
        assert_eq!(found("2027-03-10", &[ends, renewed(early)]), None);
        for on in [earliest, ended_on, late] {
            for entered in ["", "2027-03-10"] {
                assert_eq!(found(entered, &[ends, renewed(on)]), Some(on), "{code}");
            }
            // The day that is entered asks for its event, and the event answers it.
            assert_eq!(found("2028-03-10", &[ends, renewed(on)]), None);
            let later = event(9, false, code, "2028-03-10");
            assert_eq!(found("2028-03-10", &[ends, renewed(on), later]), None);
        }
        let over = event(9, false, OVER[0], "2027-04-30");
        assert_eq!(found("", &[ends, renewed(ended_on), over]), None);
        assert_eq!(found("", &[renewed(ended_on)]), None);
    }
}

#[test]
fn the_rules_take_no_end_for_met_by_a_renewal_that_is_not_seen_here() {
    let pack = Pack::parse(SUPPLIED).expect("the pack supplied");
    for (end, by, days) in RENEWALS {
        let rules: Vec<_> = pack
            .rules
            .iter()
            .filter(|rule| rule.trigger == end && rule.met_by.iter().any(|code| code == by))
            .collect();
        assert_eq!(rules.len(), 1, "{end}");
        for anchor in day("2026-01-01").iter_days().take(1500) {
            for rule in &rules {
                let reckoned = reckon(rule, pack.calendar_of(rule), anchor, 1).expect("days");
                let earliest = anchor - Days::new(days);
                assert!(reckoned.counts_from >= earliest, "{end} on {anchor}");
            }
        }
    }
}

#[test]
fn what_names_a_day_is_read_back() {
    for (mark_case, code) in [
        (Some(Uuid::from_u128(1)), "FILING"),
        (None, "CERTIFICATE_EXPIRY"),
    ] {
        let one = Uncounted {
            mark_case,
            code,
            on: day("2027-03-15"),
            other: None,
            corrects: None,
        };
        assert_eq!(Uncounted::of_key(&one.key()), Some(one));
    }
    for key in [
        "",
        "FILING",
        "THEFT::2027-03-15",
        "FILING:x:2027-03-15",
        "FILING::x",
    ] {
        assert_eq!(Uncounted::of_key(key), None, "{key}");
    }
}
