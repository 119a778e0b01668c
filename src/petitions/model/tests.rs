//! The clocks of a petition, when it lapses, and what is asked as decisions write it.

use chrono::NaiveDate;

use super::{Clocks, NoticeRules, Purpose, Rule, State, adopts, latest_close};
use crate::bodies::model::effect::Effect;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn rule(days: u32, section: &str) -> Option<Rule> {
    Some(Rule {
        days,
        citation: format!("Bylaws § {section}"),
    })
}

fn clocks(received_on: &str) -> Clocks {
    Clocks::new(
        day(received_on),
        rule(30, "3.3"),
        rule(35, "3.3"),
        rule(90, "3.3"),
    )
}

fn notice() -> NoticeRules {
    NoticeRules {
        min: rule(10, "3.4"),
        max: rule(60, "3.4"),
    }
}

#[test]
fn clocks_count_days_from_the_receipt() {
    // Over the end of a month, of a leap year's February, and of a year.
    for (received, notice_by, earliest, latest) in [
        ("2026-09-02", "2026-10-02", "2026-10-07", "2026-12-01"),
        ("2028-02-01", "2028-03-02", "2028-03-07", "2028-05-01"),
        ("2026-12-01", "2026-12-31", "2027-01-05", "2027-03-01"),
    ] {
        let clocks = clocks(received);
        let of = |mark: Option<super::Mark>| mark.expect("a mark").day;
        assert_eq!(of(clocks.notice_by), day(notice_by), "{received}");
        assert_eq!(of(clocks.earliest), day(earliest), "{received}");
        assert_eq!(of(clocks.latest), day(latest), "{received}");
    }
}

#[test]
fn a_meeting_lies_within_its_clocks() {
    let clocks = clocks("2026-09-02");
    for (meeting_on, notice_on, expected) in [
        // Thirty-four days after, thirty-five, ninety, ninety-one.
        (
            "2026-10-06",
            "2026-09-20",
            &["Bylaws § 3.3 asks for at least 35"][..],
        ),
        ("2026-10-07", "2026-09-20", &[]),
        ("2026-12-01", "2026-10-02", &[]),
        (
            "2026-12-02",
            "2026-10-02",
            &[
                "Bylaws § 3.3 allows at most 90",
                "Bylaws § 3.4 allows at most 60",
            ],
        ),
        // Notice within thirty days, and as long before as any meeting asks.
        ("2026-11-02", "2026-10-02", &[]),
        (
            "2026-11-02",
            "2026-10-03",
            &["Bylaws § 3.3 asks for notice within 30 days"],
        ),
        ("2026-10-07", "2026-09-27", &[]),
        (
            "2026-10-07",
            "2026-09-28",
            &["Bylaws § 3.4 asks for at least 10"],
        ),
        ("2026-11-02", "2026-09-03", &[]),
        (
            "2026-11-02",
            "2026-09-02",
            &["Bylaws § 3.4 allows at most 60"],
        ),
        (
            "2026-10-07",
            "2026-09-01",
            &["not given before the receipt"],
        ),
        (
            "2026-10-07",
            "2026-10-08",
            &["within 30 days", "before the meeting"],
        ),
    ] {
        let faults = clocks.faults(day(meeting_on), day(notice_on), &notice());
        assert_eq!(
            faults.len(),
            expected.len(),
            "{meeting_on} {notice_on} {faults:?}"
        );
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.1.contains(expected), "{fault:?}");
        }
    }
    let first = clocks.faults(day("2026-10-06"), day("2026-09-20"), &notice());
    assert_eq!(
        first,
        [(
            "meeting_on",
            "The meeting would be held 34 days after the receipt. Bylaws § 3.3 asks for at least 35: Wednesday 7 October 2026 is the first day. Give that or a later one.".to_owned()
        )]
    );
}

#[test]
fn where_the_rules_are_silent_no_clock_runs() {
    let silent = Clocks::new(day("2026-09-02"), None, None, None);
    assert_eq!(silent.notice_by, None);
    let free = silent.faults(
        day("2030-09-02"),
        day("2030-09-02"),
        &NoticeRules::default(),
    );
    assert_eq!(free, []);
    let before = silent.faults(
        day("2026-09-01"),
        day("2026-09-01"),
        &NoticeRules::default(),
    );
    assert_eq!(before.len(), 2, "{before:?}");
}

#[test]
fn a_petition_lapses_after_its_last_day() {
    let last = day("2026-10-02");
    for (today, delivered, answer, on_ballot, expected) in [
        ("2026-10-01", false, None, false, State::Open),
        ("2026-10-02", false, None, false, State::Open),
        ("2026-10-03", false, None, false, State::Lapsed),
        ("2026-10-03", true, None, false, State::Delivered),
        ("2026-10-03", true, None, true, State::OnBallot),
        ("2026-10-03", true, Some("meeting"), false, State::Dated),
        ("2026-10-03", true, Some("refused"), false, State::Refused),
        // What was refused at first and put to the vote after all.
        ("2026-10-03", true, Some("refused"), true, State::OnBallot),
    ] {
        let state = State::of(day(today), last, delivered, answer, on_ballot);
        assert_eq!(state, expected);
    }
    assert_eq!(latest_close(day("2026-09-02")), day("2027-09-02"));
    assert_eq!(latest_close(day("2028-02-29")), day("2029-02-28"));
}

#[test]
fn what_is_asked_is_written_as_decisions_write_it() {
    let digest = "0f".repeat(32);
    let effect = adopts(&digest, day("2027-01-01")).expect("an effect");
    assert_eq!(
        effect,
        format!(
            "{{\"act\":\"adopt_rulebook\",\"effective_on\":\"2027-01-01\",\"sha256\":\"{digest}\"}}"
        )
    );
    assert!(matches!(
        Effect::parse(&effect),
        Some(Effect::AdoptRulebook { .. })
    ));
    for wrong in [
        "",
        "0F",
        &"0F".repeat(32),
        &"0g".repeat(32),
        &"0f".repeat(33),
    ] {
        assert_eq!(adopts(wrong, day("2027-01-01")), None, "{wrong}");
    }
    for purpose in Purpose::ALL {
        assert_eq!(Purpose::parse(purpose.word()), Some(purpose));
    }
}
