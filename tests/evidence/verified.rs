//! Bundles that hold are verified, and what is open in them is said.

use commonhold::evidence::verify::{State, Verdict};
use commonhold::seal::canonical::Value;

use crate::support::made::Making;
use crate::support::poll::Setup;
use crate::valid::{ALL, Valid};

#[test]
fn every_poll_that_holds_is_verified() {
    let mut faults = Vec::new();
    for Valid {
        name,
        made,
        open,
        says,
    } in ALL.iter()
    {
        let report = made.verify();
        let text = report.to_text();
        let verdict = match &made.policy {
            Some(_) => Verdict::Verified,
            None => Verdict::Consistent,
        };
        let as_expected = report.lines.iter().all(|line| {
            let expected = if open.contains(&line.number) {
                State::Open
            } else {
                State::Ok
            };
            line.state == expected
        });
        if report.verdict != verdict || !as_expected || !text.contains(says) {
            faults.push(format!("{name}:\n{text}"));
        }
        assert_eq!(report.exit_code(false), 0, "{name}");
        assert_eq!(report.exit_code(true), u8::from(!open.is_empty()), "{name}");
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn ties_go_to_the_lot() {
    let making = Making::of(Setup {
        tied: true,
        ..Setup::default()
    });
    let result = String::from_utf8(making.files.result).unwrap();
    assert!(result.contains("\"by\":\"lot\""), "{result}");
}

#[test]
fn a_report_without_a_policy_says_which_keys_are_trusted() {
    let made = &ALL
        .iter()
        .find(|valid| valid.name == "without a policy")
        .unwrap()
        .made;
    let report = made.verify();
    let text = report.to_text();
    let keys: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("   "))
        .collect();
    assert_eq!(keys.len(), 5, "{text}");
    assert!(keys[0].starts_with("   log vote.example.org/log+"));
    assert!(keys[1].starts_with("   receipt "));
    assert!(keys[2].starts_with("   officer Lena Aalto "));
    assert!(text.ends_with("\nconsistent; keys not checked\n"));
    let json = report.to_json();
    assert!(json.contains("; officer Ada M. Byron "), "{json}");
    assert!(json.ends_with("\"verdict\":\"consistent; keys not checked\"}"));
    assert!(Value::parse(json.as_bytes()).is_ok());
}
