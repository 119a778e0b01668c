//! `scottish-stv-1` and `irv-1`, rule by rule, on elections small enough to be
//! counted by hand.

use commonhold::tally::{
    Act, Ballots, Contest, CountError, Lot, Method, Parameters, Reason, Seat, blt, count, csv,
    json, text,
};
use serde_json::{Value, json};

use crate::election::fate;

const BOTH: [Method; 2] = [Method::ScottishStv1, Method::Irv1];

/// Counts lines of a BLT file, without its names: options are called A, B, …
fn counted(method: Method, options: usize, seats: u32, lines: &str, parameters: &Value) -> Value {
    let names: String = ('A'..)
        .take(options)
        .map(|name| format!("\"{name}\"\n"))
        .collect();
    let file = format!("{options} {seats}\n{lines}\n0\n{names}\"\"\n");
    let blt = blt::read(file.as_bytes()).expect("a BLT file");
    let parameters = Parameters::from_json(parameters, &blt.contest, method).expect("parameters");
    let ballots = Ballots::Ranked(blt.ballots);
    let outcome = count(&blt.contest, &ballots, method, &parameters).expect("a count");
    json::value(&outcome, json::OptionsBy::Name)
}

fn scottish(options: usize, seats: u32, lines: &str) -> Value {
    counted(Method::ScottishStv1, options, seats, lines, &json!({}))
}

fn irv(options: usize, lines: &str) -> Value {
    counted(Method::Irv1, options, 1, lines, &json!({}))
}

fn act(act: &str, by: &str, who: &str) -> Value {
    json!({"act": act, "by": by, "who": who})
}

#[test]
fn a_whole_count_is_as_by_hand() {
    // Quota ⌊20/3⌋ + 1 = 7. A has 11: a surplus of 4, each of its papers is
    // worth ⌊4·100000/11⌋ = 36363 hundred-thousandths.
    let result = scottish(4, 2, "8 1 2 0\n3 1 3 0\n4 2 0\n3 3 0\n2 4 3 0");
    assert_eq!(
        result,
        json!({
            "method": "scottish-stv-1", "seats": 2, "elected": ["A", "B"], "ties": [],
            "rounds": [
                {"n": 1, "quota": "7.00000", "exhausted": "0.00000",
                 "votes": {"A": "11.00000", "B": "4.00000", "C": "3.00000", "D": "2.00000"},
                 "actions": [act("elected", "quota", "A"), act("transferred", "surplus", "A")]},
                {"n": 2, "quota": "7.00000", "exhausted": "0.00007",
                 "votes": {"A": "7.00000", "B": "6.90904", "C": "4.09089", "D": "2.00000"},
                 "actions": [act("excluded", "fewest_votes", "D")]},
                {"n": 3, "quota": "7.00000", "exhausted": "0.00007",
                 "votes": {"A": "7.00000", "B": "6.90904", "C": "6.09089", "D": "0.00000"},
                 "actions": [act("excluded", "fewest_votes", "C")]},
                {"n": 4, "quota": "7.00000", "exhausted": "6.09096",
                 "votes": {"A": "7.00000", "B": "6.90904", "C": "0.00000", "D": "0.00000"},
                 "actions": [act("elected", "remaining", "B")]},
            ],
        })
    );
}

#[test]
fn values_are_cut_per_paper_and_not_surplus_by_total_first() {
    // A: 9 votes, quota 4, surplus 5: ⌊5·100000/9⌋ = 55555; 3 papers give B
    // 1.66665. B then has 3 + 1.66665 = 4.66665, surplus 0.66665. Papers of
    // the first hand are worth ⌊66665·100000/466665⌋ = 14285, those from A
    // ⌊66665·55555/466665⌋ = 7936; cutting off 66665/466665 at five places
    // first would give 14285 and 7935.
    let result = scottish(5, 4, "3 1 2 3 0\n6 1 4 0\n3 2 3 0\n1 3 0\n1 4 0\n2 5 0");
    let rounds = result["rounds"].as_array().expect("rounds");
    assert_eq!(rounds[0]["quota"], "4.00000");
    assert_eq!(rounds[1]["votes"]["B"], "4.66665");
    assert_eq!(rounds[1]["votes"]["D"], "4.33330");
    assert_eq!(rounds[1]["actions"][2], act("transferred", "surplus", "B"));
    // 1 + 3 × 0.14285 + 3 × 0.07936
    assert_eq!(rounds[2]["votes"]["C"], "1.66663");
}

#[test]
fn exactly_the_quota_elects() {
    let result = scottish(3, 2, "4 1 0\n3 2 0\n2 3 0");
    assert_eq!(result["rounds"][0]["quota"], "4.00000");
    assert_eq!(
        result["rounds"][0]["actions"][0],
        act("elected", "quota", "A")
    );
    // A holds no surplus, so that the round goes on with an exclusion.
    assert_eq!(
        result["rounds"][0]["actions"][1],
        act("excluded", "fewest_votes", "C")
    );
}

#[test]
fn those_elected_in_one_round_are_listed_by_their_votes() {
    let result = scottish(4, 2, "4 3 0\n5 2 0\n1 1 0");
    assert_eq!(result["rounds"][0]["quota"], "4.00000");
    assert_eq!(
        result["rounds"][0]["actions"],
        json!([
            act("elected", "quota", "B"),
            act("elected", "quota", "C"),
            act("not_elected", "seats_filled", "A"),
            act("not_elected", "seats_filled", "D"),
        ])
    );
}

#[test]
fn the_last_seats_go_to_all_who_are_left_and_no_surplus_moves_any_more() {
    let result = scottish(3, 3, "9 1 2 0\n1 3 0");
    let rounds = result["rounds"].as_array().expect("rounds");
    assert_eq!(rounds.len(), 1);
    assert_eq!(
        rounds[0]["actions"],
        json!([
            act("elected", "quota", "A"),
            act("elected", "remaining", "C"),
            act("elected", "remaining", "B"),
        ])
    );
}

#[test]
fn fewer_candidates_than_seats_are_all_elected_and_seats_stay_vacant() {
    let result = scottish(2, 5, "1 1 0");
    assert_eq!(result["elected"], json!(["A", "B"]));
    assert_eq!(result["seats"], 5);
}

#[test]
fn fewer_ballots_than_candidates_make_no_difference_to_the_rules() {
    let result = counted(
        Method::ScottishStv1,
        5,
        2,
        "1 3 1 0",
        &json!({"lot": [5, 4, 3, 2, 1]}),
    );
    assert_eq!(result["rounds"][0]["quota"], "1.00000");
    assert_eq!(result["elected"], json!(["C", "A"]));
    let result = counted(Method::Irv1, 5, 1, "1 3 1 0", &json!({}));
    assert_eq!(result["elected"], json!(["C"]));
}

#[test]
fn blank_ballots_and_those_for_the_withdrawn_alone_do_not_enter_the_quota() {
    let result = counted(
        Method::ScottishStv1,
        3,
        1,
        "4 1 0\n3 2 0\n9 0\n9 3 0\n2 3 2 0",
        &json!({"withdrawn": ["C"]}),
    );
    assert_eq!(result["rounds"][0]["quota"], "5.00000");
    assert_eq!(
        result["rounds"][0]["votes"],
        json!({"A": "4.00000", "B": "5.00000"})
    );
    assert_eq!(result["elected"], json!(["B"]));
    let result = counted(
        Method::Irv1,
        3,
        1,
        "4 1 0\n3 2 0\n9 0\n9 3 0",
        &json!({"withdrawn": [3]}),
    );
    assert_eq!(result["rounds"][0]["quota"], 4);
    assert_eq!(result["rounds"][0]["exhausted"], 0);
}

#[test]
fn ballots_that_name_nobody_elect_nobody_in_silence() {
    for method in BOTH {
        let result = counted(method, 3, 1, "5 0", &json!({}));
        assert_eq!(result["elected"], json!([["A", "B", "C"]]), "{method}");
        assert_eq!(result["rounds"].as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn a_skipped_rank_has_no_effect() {
    assert_eq!(
        scottish(3, 1, "3 1 - 2 0\n2 - - 3 2 0"),
        scottish(3, 1, "3 1 2 0\n2 3 2 0")
    );
}

#[test]
fn an_overvote_ends_a_ballot_for_good() {
    // B and C share a rank: when C is excluded, that rank is not judged again.
    let result = scottish(4, 1, "3 4 2=3 1 0\n4 1 0\n3 2 0\n1 3 0");
    let last = result["rounds"]
        .as_array()
        .and_then(|rounds| rounds.last())
        .expect("a round");
    assert_eq!(last["votes"]["B"], "0.00000");
    assert_eq!(result["elected"], json!(["A"]));
    // One of the two has withdrawn: that is no overvote.
    let result = counted(
        Method::Irv1,
        3,
        1,
        "3 1=2 3 0\n2 3 0",
        &json!({"withdrawn": [2]}),
    );
    assert_eq!(result["rounds"][0]["votes"], json!({"A": 3, "C": 2}));
}

#[test]
fn a_ballot_that_begins_with_an_overvote_is_void_and_no_part_of_the_quota() {
    let file = b"3 1\n9 1=2 3 0\n2 0\n3 1 0\n2 2 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"\"\n";
    let blt = blt::read(file).expect("a BLT file");
    for method in BOTH {
        let ballots = Ballots::Ranked(blt.ballots.clone());
        let outcome =
            count(&blt.contest, &ballots, method, &Parameters::default()).expect("a count");
        assert_eq!(
            (
                outcome.turnout.cast,
                outcome.turnout.blank,
                outcome.turnout.void
            ),
            (16, 2, 9)
        );
        assert_eq!(outcome.rounds[0].quota.expect("a quota").truncated(0), "3");
        assert!(text::render(&outcome).contains("void: 9 (several options on the first rank)"));
    }
}

#[test]
fn the_word_overvote_in_a_table_ends_a_ballot_too() {
    let table = "weight,rank1,rank2,rank3\n3,A,overvote,B\n2,A,B|C,D\n4,B,,\n";
    let table = csv::read(table.as_bytes(), Method::Irv1.ballot_kind(), 1).expect("a table");
    let outcome = count(
        &table.contest,
        &table.ballots,
        Method::Irv1,
        &Parameters::default(),
    );
    let outcome = outcome.expect("a count");
    assert_eq!(outcome.rounds[0].votes[0].units(), 5);
    assert_eq!(outcome.turnout.valid(), 9);
}

#[test]
fn of_three_equally_weak_those_stay_tied_who_were_weakest_before() {
    // In round 2, B, C and D hold 4 votes each; in round 1, B and C held 3, and
    // D 4. Looking back leaves B and C, and the lot, which lists D first, is
    // asked about these two only.
    let lines = "6 1 0\n3 2 0\n3 3 0\n4 4 0\n1 5 2 0\n1 5 3 0";
    let result = counted(Method::Irv1, 5, 1, lines, &json!({"lot": [4, 3, 2, 5, 1]}));
    let settled = json!({"round": 2, "tied": ["B", "C"], "excluded": "C", "by": "lot"});
    assert_eq!(result["ties"][0], settled);
    // The same with a lot that leaves out D, who is not tied any more.
    let result = counted(Method::Irv1, 5, 1, lines, &json!({"lot": [3, 2]}));
    assert_eq!(result["ties"][0], settled);
}

#[test]
fn an_earlier_round_settles_a_tie_before_the_lot() {
    // B and C hold 3 each in round 2; C held 2 in round 1.
    let lines = "5 1 0\n3 2 0\n2 3 0\n1 4 3 0";
    let result = counted(
        Method::ScottishStv1,
        4,
        1,
        lines,
        &json!({"lot": [2, 1, 3, 4]}),
    );
    assert_eq!(
        result["ties"],
        json!([{"round": 2, "tied": ["B", "C"], "excluded": "C", "by": "earlier_round"}])
    );
    assert_eq!(
        result["rounds"][1]["actions"],
        json!([act("excluded", "earlier_round", "C")])
    );
}

#[test]
fn without_a_lot_a_tie_that_decides_is_reported() {
    for method in BOTH {
        let result = counted(method, 3, 1, "2 1 0\n2 2 0\n1 3 0", &json!({}));
        assert_eq!(result["elected"], json!([["A", "B"]]), "{method}");
        let ties = result["ties"].as_array().expect("ties");
        assert_eq!(ties.last(), Some(&json!({"round": 2, "tied": ["A", "B"]})));
        assert_eq!(
            result["rounds"][1]["actions"],
            json!([
                act("undecided", "no_lot", "A"),
                act("undecided", "no_lot", "B")
            ])
        );
        // A lot that leaves one of them out says nothing.
        let half = counted(method, 3, 1, "2 1 0\n2 2 0\n1 3 0", &json!({"lot": [1, 3]}));
        assert_eq!(half, result);
    }
}

#[test]
fn a_tie_between_surpluses_that_decides_is_reported() {
    // A and B have 6 each, quota 5. Whoever passes on first gives C or D the
    // place: A's papers go to B's, then C; B's to D.
    let lines = "6 1 3 0\n6 2 4 0\n3 3 0\n3 4 0\n1 5 0";
    let without = scottish(5, 3, lines);
    let first = counted(
        Method::ScottishStv1,
        5,
        3,
        lines,
        &json!({"lot": [1, 2, 3, 4, 5]}),
    );
    assert_eq!(first["ties"][0]["transferred"], "A");
    assert_eq!(first["ties"][0]["by"], "lot");
    // Both surpluses are passed on before anyone is excluded: it does not matter.
    assert_eq!(without["ties"][0], json!({"round": 1, "tied": ["A", "B"]}));
    assert_eq!(without["elected"], json!(["A", "B", ["C", "D"]]));
    assert_eq!(
        without["rounds"][0]["actions"],
        json!([act("elected", "quota", "A"), act("elected", "quota", "B")])
    );
}

#[test]
fn many_without_a_vote_need_neither_lot_nor_trying() {
    let names = 40;
    for method in BOTH {
        let result = counted(method, names, 1, "5 1 2 0\n4 2 0\n2 3 0", &json!({}));
        assert_eq!(
            result["elected"].as_array().map(Vec::len),
            Some(1),
            "{method}"
        );
        let by = |tie: &Value| tie["by"] == "same_result";
        assert!(result["ties"].as_array().expect("ties").iter().all(by));
    }
}

#[test]
fn irv_stops_at_a_majority_of_the_ballots_that_are_left() {
    // 4 of 9 is none; when C's two ballots exhaust, 4 of 7 is one.
    let result = irv(3, "4 1 0\n3 2 0\n2 3 0");
    assert_eq!(
        result["rounds"],
        json!([
            {"n": 1, "quota": 5, "exhausted": 0, "votes": {"A": 4, "B": 3, "C": 2},
             "actions": [act("excluded", "fewest_votes", "C")]},
            {"n": 2, "quota": 4, "exhausted": 2, "votes": {"A": 4, "B": 3, "C": 0},
             "actions": [act("elected", "quota", "A"), act("not_elected", "seats_filled", "B")]},
        ])
    );
    // Half is not a majority.
    assert_eq!(irv(3, "2 1 0\n1 2 0\n1 3 2 0")["rounds"][0]["quota"], 3);
}

#[test]
fn irv_refuses_more_than_one_seat() {
    let contest = Contest::of_names(["A", "B", "C"], 2).expect("a contest");
    let ballots = commonhold::tally::Preferences::fold(3, []).expect("no ballots");
    let refused = count(
        &contest,
        &Ballots::Ranked(ballots),
        Method::Irv1,
        &Parameters::default(),
    );
    assert_eq!(refused, Err(CountError::OneSeat(Method::Irv1)));
}

#[test]
fn two_equally_supported_whose_voters_rank_each_other_next_come_to_an_end() {
    for method in BOTH {
        let result = counted(method, 2, 1, "5 1 2 0\n5 2 1 0", &json!({"lot": [2, 1]}));
        assert_eq!(result["elected"], json!(["A"]), "{method}");
    }
}

#[test]
fn the_lot_is_a_list_of_those_drawn_in_order() {
    // Transferred first, excluded first: one meaning for both.
    let contest = Contest::of_names(["A", "B", "C"], 1).expect("a contest");
    let numbers: Vec<_> = contest.numbers().collect();
    let parameters = Parameters {
        lot: Some(Lot::new(vec![numbers[1], numbers[0], numbers[2]]).expect("a lot")),
        ..Parameters::default()
    };
    let ranks = [vec![vec![numbers[0]]], vec![vec![numbers[1]]]];
    let ballots = ranks.iter().map(|ranks| (ranks.as_slice(), 1));
    let ballots = commonhold::tally::Preferences::fold(3, ballots).expect("ballots");
    let outcome = count(
        &contest,
        &Ballots::Ranked(ballots),
        Method::ScottishStv1,
        &parameters,
    );
    let outcome = outcome.expect("a count");
    assert_eq!(outcome.elected, [Seat::Elected(numbers[0])]);
    let (_, fate) = fate(&outcome, numbers[1]).expect("a fate");
    assert_eq!((fate.act, fate.by), (Act::Excluded, Reason::Lot));
}
