//! Published elections, and what other programs found for them.

use std::path::PathBuf;

use commonhold::tally::{
    Act, Ballots, Change, Contest, Method, Outcome, Parameters, Seat, blt, count, csv, json, text,
};
use serde_json::Value;

use crate::election::fate;

pub fn ballot_file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/ballots")
        .join(name)
}

fn read(file: &str, method: Method, seats: u32) -> (Contest, Ballots) {
    let bytes = std::fs::read(ballot_file(file)).expect("a ballot file");
    if file.ends_with(".csv") {
        let table = csv::read(&bytes, method.ballot_kind(), seats).expect("a table");
        (table.contest, table.ballots)
    } else {
        let blt = blt::read(&bytes).expect("a BLT file");
        (blt.contest, Ballots::Ranked(blt.ballots))
    }
}

fn expected() -> Vec<Value> {
    let text = std::fs::read(ballot_file("expected.json")).expect("the list of results");
    serde_json::from_slice(&text).expect("a JSON list")
}

/// A decimal string in billionths.
fn billionths(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<9}").parse().expect("digits")
}

#[test]
fn published_elections_have_their_winners_and_rounds() {
    let mut rounds_compared = 0;
    for entry in expected() {
        let id = entry["id"].as_str().expect("an id");
        let method: Method = entry["method"]
            .as_str()
            .expect("a name")
            .parse()
            .expect("a method");
        let seats = u32::try_from(entry["seats"].as_u64().expect("seats")).expect("few seats");
        let (contest, ballots) = read(entry["file"].as_str().expect("a file"), method, seats);
        assert_eq!(contest.seats(), seats, "{id}");
        let given = &entry["parameters"];
        let parameters = Parameters::from_json(given, &contest, method).expect("parameters");
        let outcome = count(&contest, &ballots, method, &parameters).expect("a count");

        let rendered = json::value(&outcome, json::OptionsBy::Name);
        let mut winners = rendered["elected"].as_array().expect("a list").clone();
        let mut expected = entry["winners"].as_array().expect("a list").clone();
        if entry["winners_are_a_set"].as_bool() == Some(true) {
            winners.sort_by_key(Value::to_string);
            expected.sort_by_key(Value::to_string);
        }
        assert_eq!(winners, expected, "{id}");
        rounds_compared += compare_rounds(id, &outcome, &entry);
        if let Some(totals) = entry["totals"].as_object() {
            for (name, total) in totals {
                let option = contest.find(name).expect("a candidate");
                assert_eq!(
                    outcome.rounds[0].votes_of(option).to_string(),
                    total.to_string()
                );
            }
        }
    }
    assert!(
        rounds_compared >= 9 + 10 + 6 + 10 + 10 + 6 + 2 + 4,
        "every round that others published was compared"
    );
}

fn compare_rounds(id: &str, outcome: &Outcome, entry: &Value) -> usize {
    let Some(rounds) = entry["rounds"].as_array() else {
        return 0;
    };
    assert_eq!(outcome.rounds.len(), rounds.len(), "{id}: as many rounds");
    for (round, expected) in outcome.rounds.iter().zip(rounds) {
        for (name, votes) in expected["votes"].as_object().expect("votes by name") {
            let option = outcome.contest.find(name).expect("a candidate");
            let ours = billionths(&round.votes_of(option).to_string());
            let theirs = billionths(votes.to_string().trim_matches('"'));
            let tolerance = match outcome.method {
                Method::MeekPrf1 => 1_000_000,
                _ => 0,
            };
            assert!(
                (ours - theirs).abs() <= tolerance,
                "{id}, round {}: {name} has {ours}, not {theirs}",
                round.number
            );
        }
    }
    if let Some(quota) = entry["quota"].as_i64() {
        let ours = outcome.rounds[0].quota.expect("a quota").to_string();
        assert_eq!(billionths(&ours), i128::from(quota) * 1_000_000_000, "{id}");
    }
    if let Some(valid) = entry["valid_ballots"].as_u64() {
        assert_eq!(outcome.turnout.valid(), valid, "{id}");
    }
    rounds.len()
}

#[test]
fn an_irv_tie_that_makes_no_difference_needs_no_lot() {
    let (contest, ballots) = read("schulze-45.blt", Method::Irv1, 1);
    let outcome = count(&contest, &ballots, Method::Irv1, &Parameters::default()).expect("a count");
    let rendered = json::value(&outcome, json::OptionsBy::Name);
    assert_eq!(
        rendered["ties"],
        serde_json::json!([
            {"round": 2, "tied": ["B", "E"], "excluded": "B", "by": "same_result"}
        ])
    );
}

#[test]
fn the_board_of_2018_had_one_tie_between_surpluses_and_the_lot_settled_it() {
    let (contest, ballots) = read("gnome-board-2018.blt", Method::ScottishStv1, 7);
    let lot = serde_json::json!({"lot": ["Federico Mena Quintero", "Carlos Soriano"]});
    let parameters = Parameters::from_json(&lot, &contest, Method::ScottishStv1).expect("a lot");
    let outcome = count(&contest, &ballots, Method::ScottishStv1, &parameters).expect("a count");
    let rendered = json::value(&outcome, json::OptionsBy::Name);
    assert_eq!(
        rendered["ties"],
        serde_json::json!([{
            "round": 2, "tied": ["Carlos Soriano", "Federico Mena Quintero"],
            "transferred": "Federico Mena Quintero", "by": "lot"
        }])
    );
}

#[test]
fn blank_approvals_are_cast_and_approve_nobody() {
    let (contest, ballots) = read("approval-1.csv", Method::Approval1, 2);
    let outcome = count(
        &contest,
        &ballots,
        Method::Approval1,
        &Parameters::default(),
    )
    .expect("a count");
    assert_eq!((outcome.turnout.cast, outcome.turnout.blank), (48, 4));
}

#[test]
fn a_quota_fixed_at_the_start_would_elect_somebody_else() {
    let (contest, ballots) = read("meek-recomputed-quota.blt", Method::MeekPrf1, 3);
    let outcome =
        count(&contest, &ballots, Method::MeekPrf1, &Parameters::default()).expect("a count");
    let one = contest.find("One").expect("a candidate");
    assert!(!outcome.elected.contains(&Seat::Elected(one)));
    let quotas: Vec<_> = outcome
        .rounds
        .iter()
        .filter_map(|round| round.quota)
        .collect();
    assert!(
        quotas.windows(2).all(|pair| pair[1] < pair[0]),
        "it falls as ballots exhaust"
    );
}

#[test]
fn a_page_can_tell_what_moved_between_rounds_and_what_became_of_everyone() {
    let (contest, ballots) = read("orkney-2012-ward3.blt", Method::MeekPrf1, 3);
    let outcome =
        count(&contest, &ballots, Method::MeekPrf1, &Parameters::default()).expect("a count");
    let hall = contest.find("Delia Mary HALL (UKIP)").expect("a candidate");
    let (round, action) = fate(&outcome, hall).expect("she was excluded");
    assert_eq!((round, action.act), (2, Act::Excluded));
    assert!(
        contest
            .numbers()
            .all(|option| fate(&outcome, option).is_some())
    );

    let changes = outcome.rounds[2].changes_since(&outcome.rounds[1]);
    let of_hall = changes
        .iter()
        .find(|(option, _)| *option == hall)
        .expect("her votes moved");
    assert_eq!(of_hall.1, Change::Lost(outcome.rounds[1].votes_of(hall)));
    let gained = changes
        .iter()
        .filter(|(_, change)| matches!(change, Change::Gained(_)));
    assert_eq!(
        gained.count(),
        5,
        "everyone gains but her and the elected one"
    );
    assert!(
        outcome.rounds[1]
            .keep
            .iter()
            .any(|keep| keep.units() < 500_000_000)
    );
}

#[test]
fn a_count_is_told_in_plain_words() {
    let (contest, ballots) = read("meek-recomputed-quota.blt", Method::MeekPrf1, 3);
    let outcome =
        count(&contest, &ballots, Method::MeekPrf1, &Parameters::default()).expect("a count");
    let expected = "\
Counted by meek-prf-1: 10 votes cast
4 options for 3 seats

Round 1 (quota 2.500000001)
  One    0.000000000
  Two    9.000000000
  Three  0.000000000
  Four   1.000000000
  Two is elected: reached the quota.

Round 2 (quota 1.777777779)
  One             0.722222222  +0.722222222
  Two             2.500000002  -6.499999998
  Three           0.000000000
  Four            3.888888888  +2.888888888
  held by nobody  2.888888888
  Four is elected: reached the quota.
";
    let told = text::render(&outcome);
    assert!(told.starts_with(expected), "{told}");
    assert!(
        told.ends_with("\nElected\n  Two\n  Four\n  Three\n"),
        "{told}"
    );
}
