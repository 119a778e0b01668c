//! Caps on groups: within the count and after it; and those who are kept.

use commonhold::tally::{
    Act, Ballots, CapProfile, Caps, Contest, Group, Method, OptionNo, Outcome, ParameterError,
    Parameters, Reason, blt, count, json,
};
use serde_json::{Value, json};

use crate::election::{Election, Seeded, Shape, draw, fate, fillable, many, number};

const WITH_CAPS: [Method; 3] = [Method::MeekPrf1, Method::ScottishStv1, Method::Irv1];

fn read(options: usize, seats: u32, lines: &str) -> blt::Blt {
    let names: String = ('A'..)
        .take(options)
        .map(|name| format!("\"{name}\"\n"))
        .collect();
    let file = format!("{options} {seats}\n{lines}\n0\n{names}\"\"\n");
    blt::read(file.as_bytes()).expect("a BLT file")
}

fn counted(method: Method, options: usize, seats: u32, lines: &str, parameters: &Value) -> Value {
    let blt = read(options, seats, lines);
    let parameters = Parameters::from_json(parameters, &blt.contest, method).expect("parameters");
    assert!(parameters.unread.is_empty(), "{:?}", parameters.unread);
    let ballots = Ballots::Ranked(blt.ballots);
    let outcome = count(&blt.contest, &ballots, method, &parameters).expect("a count");
    json::value(&outcome, json::OptionsBy::Name)
}

fn act(act: &str, by: &str, who: &str) -> Value {
    json!({"act": act, "by": by, "who": who})
}

/// A and B work for one employer, and have most of the votes.
const COLLEAGUES: &str = "9 1 2 3 4 0\n8 2 1 3 4 0\n4 3 4 0\n3 4 3 0";

#[test]
fn voting_r21_a_full_groups_hopefuls_are_excluded_at_once_and_their_votes_flow_on() {
    for method in [Method::MeekPrf1, Method::ScottishStv1] {
        let free = counted(method, 4, 2, COLLEAGUES, &json!({}));
        assert_eq!(free["elected"], json!(["A", "B"]), "{method}");
        let capped = counted(
            method,
            4,
            2,
            COLLEAGUES,
            &json!({"groups": {"Acme": ["A", "B"]}}),
        );
        assert_eq!(capped["elected"], json!(["A", "C"]), "{method}");
        // Quota ⌊24/3⌋ + 1 = 9 for Scottish STV: A alone reaches it. In Meek
        // it is just over 8: A alone too.
        assert_eq!(
            capped["rounds"][0]["actions"],
            json!([act("elected", "quota", "A"), act("excluded", "cap", "B")])
        );
        let before = free["rounds"][0]["votes"]["C"].as_str().map(str::len);
        assert!(before.is_some());
    }
    let capped = counted(
        Method::ScottishStv1,
        4,
        2,
        COLLEAGUES,
        &json!({"groups": {"Acme": ["A", "B"]}}),
    );
    assert_eq!(capped["rounds"][1]["votes"]["C"], "12.00000");
}

#[test]
fn voting_r21_sitting_directors_count_towards_the_cap() {
    for method in WITH_CAPS {
        let seats = if method == Method::Irv1 { 1 } else { 2 };
        let full = json!({"groups": {"Acme": ["A", "B"]}, "sitting": {"Acme": 1, "Other": 3}});
        let result = counted(method, 4, seats, COLLEAGUES, &full);
        let first = &result["rounds"][0];
        assert_eq!(first["actions"][0], act("excluded", "cap", "A"), "{method}");
        assert_eq!(first["actions"][1], act("excluded", "cap", "B"), "{method}");
        assert_eq!(result["elected"][0], "C", "{method}");
        let votes = first["votes"]["A"].to_string();
        assert!(!votes.contains(['1', '2', '3', '9']), "{method}: {votes}");

        let two = json!({"groups": {"Acme": ["A", "B"]}, "sitting": {"Acme": 1}, "cap": 2});
        let result = counted(method, 4, seats, COLLEAGUES, &two);
        assert_eq!(result["elected"][0], "A", "{method}");
    }
}

#[test]
fn voting_r21_several_of_a_group_at_the_quota_at_once_are_still_one_too_many() {
    for method in [Method::MeekPrf1, Method::ScottishStv1] {
        let lines = "10 1 0\n11 2 0\n2 3 0\n1 4 0";
        let result = counted(method, 4, 2, lines, &json!({"groups": {"Acme": [1, 2]}}));
        assert_eq!(result["elected"], json!(["B", "C"]), "{method}");
        assert_eq!(
            result["rounds"][0]["actions"].as_array().expect("actions")[..2],
            [act("elected", "quota", "B"), act("excluded", "cap", "A")]
        );
        // With equal votes it is a tie, and the lot's.
        let lines = "10 1 0\n10 2 0\n2 3 0\n1 4 0";
        let tied = json!({"groups": {"Acme": [1, 2]}});
        let result = counted(method, 4, 2, lines, &tied);
        assert_eq!(
            result["ties"][0],
            json!({"round": 1, "tied": ["A", "B"]}),
            "{method}"
        );
        let drawn = json!({"groups": {"Acme": [1, 2]}, "lot": [1, 2, 3, 4]});
        let result = counted(method, 4, 2, lines, &drawn);
        assert_eq!(
            result["ties"][0],
            json!({"round": 1, "tied": ["A", "B"], "excluded": "A", "by": "lot"})
        );
        assert_eq!(result["elected"], json!(["B", "C"]), "{method}");
    }
}

#[test]
fn voting_r21_the_last_seats_obey_the_cap_too_and_nobody_is_excluded_whom_they_need() {
    for method in [Method::MeekPrf1, Method::ScottishStv1] {
        // D has no vote, but a seat only D can take: A, B and C share one.
        let lines = "5 1 2 3 0\n3 2 3 0\n4 3 2 0\n1 4 0";
        let result = counted(method, 4, 2, lines, &json!({"groups": {"Acme": [1, 2, 3]}}));
        let elected = result["elected"].as_array().expect("a list");
        assert_eq!(elected.len(), 2, "{method}");
        assert!(elected.contains(&json!("D")), "{method}");
    }
}

#[test]
fn a_cap_that_cannot_be_satisfied_leaves_seats_vacant() {
    for method in [Method::MeekPrf1, Method::ScottishStv1] {
        let lines = "5 1 2 3 0\n3 2 3 0\n4 3 2 0";
        let groups = json!({"groups": {"Acme": [1, 2, 3]}});
        let result = counted(method, 3, 2, lines, &groups);
        assert_eq!(
            result["elected"].as_array().map(Vec::len),
            Some(1),
            "{method}"
        );
    }
}

#[test]
fn nobody_left_by_the_cap_is_a_result() {
    for method in WITH_CAPS {
        let full = json!({"groups": {"Acme": [1, 2]}, "sitting": {"Acme": 1}});
        let result = counted(method, 2, 1, "3 1 0\n2 2 0", &full);
        assert_eq!(result["elected"], json!([]), "{method}");
        assert_eq!(result["rounds"].as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn the_cap_after_the_count_removes_and_moves_up_the_next_in_line() {
    for method in [Method::MeekPrf1, Method::ScottishStv1] {
        let after = json!({"groups": {"Acme": ["A", "B"]}, "caps": "after"});
        let free = counted(method, 4, 2, COLLEAGUES, &json!({}));
        let result = counted(method, 4, 2, COLLEAGUES, &after);
        assert_eq!(result["elected"], json!(["A", "C"]), "{method}");
        let mut rounds = result["rounds"].as_array().expect("rounds").clone();
        let last = rounds.pop().expect("a round");
        assert_eq!(Value::from(rounds), free["rounds"]);
        assert_eq!(
            last["actions"],
            json!([act("excluded", "cap", "B"), act("elected", "moved_up", "C")])
        );
        // Nobody over the cap: nothing is added.
        let wide = json!({"groups": {"Acme": ["A", "B"]}, "caps": "after", "cap": 2});
        assert_eq!(counted(method, 4, 2, COLLEAGUES, &wide), free);
    }
}

#[test]
fn what_became_of_somebody_is_told_as_it_stood_in_the_end() {
    let blt = read(4, 2, COLLEAGUES);
    let given = json!({"groups": {"Acme": ["A", "B"]}, "caps": "after"});
    let method = Method::ScottishStv1;
    let parameters = Parameters::from_json(&given, &blt.contest, method).expect("parameters");
    let outcome = count(
        &blt.contest,
        &Ballots::Ranked(blt.ballots),
        method,
        &parameters,
    );
    let outcome = outcome.expect("a count");
    let fate = |option| fate(&outcome, number(option)).expect("a fate").1;
    assert_eq!((fate(0).act, fate(0).by), (Act::Elected, Reason::Quota));
    assert_eq!((fate(1).act, fate(1).by), (Act::Excluded, Reason::Cap));
    assert_eq!((fate(2).act, fate(2).by), (Act::Elected, Reason::MovedUp));
}

#[test]
fn what_is_no_cap_is_refused_by_name() {
    let contest = Contest::of_names(["A", "B"], 1).expect("a contest");
    let refused = |given: Value| {
        Parameters::from_json(&given, &contest, Method::ScottishStv1).expect_err("no parameters")
    };
    for (given, name) in [
        (json!({"groups": []}), "groups"),
        (json!({"sitting": {"Acme": -1}}), "sitting"),
        (json!({"sitting": 1}), "sitting"),
        (json!({"cap": 0}), "cap"),
        (json!({"cap": "1"}), "cap"),
        (json!({"caps": "before"}), "caps"),
    ] {
        assert!(matches!(refused(given), ParameterError::WrongKind { name: of, .. } if of == name));
    }
    assert!(matches!(
        refused(json!({"groups": {"X": ["Nobody"]}})),
        ParameterError::NoSuchOption { name: "groups", .. }
    ));
    let twice = refused(json!({"groups": {"X": [1], "Y": [2, 1]}}));
    assert_eq!(twice, ParameterError::InTwoGroups("A".to_owned()));
    let marks = Parameters::from_json(&json!({"groups": {}}), &contest, Method::Approval1);
    assert_eq!(marks.expect("parameters").unread, [""; 0]);
}

/// An election with groups, sitting members, and sometimes somebody kept.
fn drawn(seeded: &mut Seeded) -> (Election, Caps, Vec<OptionNo>) {
    let election = draw(
        seeded,
        Shape {
            max_options: 8,
            max_ballots: 10,
            max_weight: 4,
            equal_ranks: true,
            withdrawals: true,
            may_lack_lot: false,
        },
    );
    let names = ["Acme", "Bolt", "Cord"];
    let mut groups: Vec<Group> = names[..seeded.within(1, 3)]
        .iter()
        .map(|name| Group {
            name: (*name).to_owned(),
            members: Vec::new(),
            sitting: u32::try_from(seeded.within(0, 3).saturating_sub(1)).expect("few"),
        })
        .collect();
    for option in 0..election.options {
        let group = seeded.within(0, groups.len());
        if let Some(group) = groups.get_mut(group) {
            group.members.push(number(option));
        }
    }
    let caps = Caps {
        groups,
        cap: u32::try_from(seeded.within(1, 2)).expect("few"),
        profile: match seeded.one_in(3) {
            true => CapProfile::After,
            false => CapProfile::Guard,
        },
    };
    let seats = usize::try_from(election.seats).expect("few");
    let many = match seeded.one_in(4) {
        true => seeded.within(0, seats.min(election.options)),
        false => 0,
    };
    let kept = seeded.shuffled(election.options).into_iter().take(many);
    let kept = kept.map(number).collect();
    (election, caps, kept)
}

fn elected_of(outcome: &Outcome, members: &[OptionNo]) -> usize {
    outcome
        .certain()
        .filter(|option| members.contains(option))
        .count()
}

#[test]
fn voting_r21_no_cap_is_ever_exceeded_and_no_seat_left_that_could_be_filled() {
    let mut seeded = Seeded(21);
    for _ in 0..many(10_000) {
        let (mut election, caps, kept) = drawn(&mut seeded);
        for method in WITH_CAPS {
            let kept = match method {
                Method::Irv1 => {
                    election.seats = 1;
                    Vec::new()
                }
                _ => kept.clone(),
            };
            let parameters = Parameters {
                caps: caps.clone(),
                kept: kept.clone(),
                ..election.parameters()
            };
            let contest = election.contest();
            let outcome = count(&contest, &election.ballots(method), method, &parameters);
            let outcome = outcome.expect("a count");
            let told = || format!("{method}, {election:?}, {caps:?}, kept {kept:?}");
            assert!(!outcome.is_tied(), "{}", told());
            let standing = |option: &OptionNo| !contest.is_withdrawn(*option);
            let sits: Vec<OptionNo> = kept.iter().copied().filter(standing).collect();
            for group in &caps.groups {
                let cap = usize::try_from(caps.cap.saturating_sub(group.sitting)).expect("few");
                let kept: Vec<_> = group.members.iter().filter(|o| sits.contains(o)).collect();
                let allowed = cap.max(kept.len());
                assert!(
                    elected_of(&outcome, &group.members) <= allowed,
                    "{}",
                    told()
                );
            }
            assert_eq!(elected_of(&outcome, &sits), sits.len(), "{}", told());
            let elected = outcome.certain().count();
            let seats = usize::try_from(contest.seats()).expect("few");
            assert!(elected <= seats, "{}", told());
            if sits.is_empty() {
                assert_eq!(elected, fillable(&contest, &caps), "{}", told());
            }
            let rounds = election.options + 2 * seats + 2;
            assert!(outcome.rounds.len() <= rounds, "{}", told());
        }
    }
}

#[test]
fn caps_that_bind_nobody_change_nothing() {
    let mut seeded = Seeded(22);
    for _ in 0..many(500) {
        let (election, mut caps, _) = drawn(&mut seeded);
        caps.cap = 20;
        for method in [Method::MeekPrf1, Method::ScottishStv1] {
            let parameters = Parameters {
                caps: caps.clone(),
                ..election.parameters()
            };
            let (contest, ballots) = (election.contest(), election.ballots(method));
            let with = count(&contest, &ballots, method, &parameters).expect("a count");
            assert_eq!(
                json::render(&with, json::OptionsBy::Name),
                json::render(&election.count(method), json::OptionsBy::Name),
                "{election:?}"
            );
        }
    }
}
