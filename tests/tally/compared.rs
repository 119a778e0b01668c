//! Methods that compare options two by two, or add scores: published
//! elections and worked examples, and what must hold for every election.

use commonhold::tally::{
    Act, Ballots, Contest, DefaultRule, Method, OptionNo, Outcome, Parameters, Reason, Seat, blt,
    count, csv, json,
};
use serde_json::Value;

use crate::election::{Election, Seeded, Shape, draw, many, number};
use crate::known::ballot_file;

/// Every method of which this is said here.
pub const METHODS: [Method; 10] = [
    Method::Schulze1,
    Method::SchulzeNoOpinion1,
    Method::SchulzeMargins1,
    Method::SchulzeMarginsNoOpinion1,
    Method::SchulzeDebian2016,
    Method::Score1,
    Method::Star1,
    Method::BlocStar1,
    Method::Approval1,
    Method::Plurality1,
];

pub const SMALL: Shape = Shape {
    max_options: 6,
    max_ballots: 12,
    max_weight: 5,
    equal_ranks: true,
    withdrawals: true,
    may_lack_lot: true,
};

/// Counts an election; the last option that stands is the default one, and a
/// method for one seat gets one.
pub fn counted(election: &Election, method: Method) -> Outcome {
    counted_with(election, method, election.parameters())
}

pub fn counted_with(election: &Election, method: Method, parameters: Parameters) -> Outcome {
    let mut contest = election.contest();
    if method.fills_one_seat() {
        contest = contest.with_seats(1).expect("one seat");
    }
    let last = contest.standing().last().expect("somebody stands");
    let parameters = Parameters {
        default_rule: (method == Method::SchulzeDebian2016).then_some(DefaultRule {
            option: last,
            quorum: 2,
            majorities: Vec::new(),
        }),
        ..parameters
    };
    count(&contest, &election.ballots(method), method, &parameters).expect("a count")
}

fn rendered(outcome: &Outcome) -> String {
    json::render(outcome, json::OptionsBy::Name)
}

fn entries() -> Vec<Value> {
    let text = std::fs::read(ballot_file("expected-compared.json")).expect("the results");
    serde_json::from_slice(&text).expect("a JSON list")
}

pub fn read(file: &str, method: Method, seats: u32) -> (Contest, Ballots) {
    let bytes = std::fs::read(ballot_file(file)).expect("a ballot file");
    if file.ends_with(".csv") {
        let table = csv::read(&bytes, method.ballot_kind(), seats).expect("a table");
        return (table.contest, table.ballots);
    }
    let blt = blt::read(&bytes).expect("a BLT file");
    let contest = blt.contest.with_seats(seats).expect("seats");
    (contest, Ballots::Ranked(blt.ballots))
}

fn names(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    let mut names: Vec<String> = list
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn voting_r20_published_elections_have_their_winners_and_pairs() {
    let mut compared = 0;
    for entry in entries() {
        let id = entry["id"].as_str().expect("an id");
        let method = entry["method"].as_str().expect("a method");
        let method: Method = method.parse().expect("a method");
        let seats = u32::try_from(entry["seats"].as_u64().expect("seats")).expect("few seats");
        let (contest, ballots) = read(entry["file"].as_str().expect("a file"), method, seats);
        let given = &entry["parameters"];
        let parameters = Parameters::from_json(given, &contest, method).expect("parameters");
        assert!(parameters.unread.is_empty(), "{id}");
        let outcome = count(&contest, &ballots, method, &parameters).expect("a count");
        let result = json::value(&outcome, json::OptionsBy::Name);
        let winners = entry["winners"].as_array().expect("winners");
        let elected = result["elected"].as_array().expect("elected");
        let comparable = |list: &[Value]| -> Vec<Vec<String>> {
            let one = |item: &Value| match item {
                Value::Array(_) => names(item),
                name => vec![name.as_str().expect("a name").to_owned()],
            };
            list.iter().map(one).collect()
        };
        assert_eq!(comparable(elected), comparable(winners), "{id}");
        if let Some(pairwise) = entry.get("pairwise") {
            assert_eq!(&result["pairwise"], pairwise, "{id}");
        }
        if entry.get("ranking").is_some() {
            // A seat for everyone shows the whole order.
            let all = u32::try_from(contest.options().len()).expect("few options");
            let contest = contest.clone().with_seats(all).expect("seats");
            let outcome = count(&contest, &ballots, method, &Parameters::default());
            let value = json::value(&outcome.expect("a count"), json::OptionsBy::Name);
            let order = comparable(value["elected"].as_array().expect("elected"));
            let ranking = entry["ranking"].as_array().expect("a ranking");
            let ranking: Vec<Vec<String>> = ranking.iter().map(names).collect();
            assert_eq!(order, ranking, "{id}");
        }
        if let Some(totals) = entry.get("totals") {
            assert_eq!(&result["rounds"][0]["votes"], totals, "{id}");
        }
        if let Some(dropped) = entry.get("dropped") {
            let actions = result["rounds"][0]["actions"].as_array().expect("actions");
            let mut gone: Vec<&str> = actions
                .iter()
                .map(|action| action["who"].as_str().expect("a name"))
                .collect();
            gone.sort_unstable();
            assert_eq!(gone, names(dropped), "{id}");
        }
        if let Some(run_off) = entry.get("runoff") {
            let round = &result["rounds"][1];
            let finalists = entry["finalists"].as_array().expect("finalists");
            for name in finalists {
                let name = name.as_str().expect("a name");
                assert_eq!(round["votes"][name], run_off[name], "{id}");
            }
            assert_eq!(round["no_preference"], run_off["no_preference"], "{id}");
        }
        compared += 1;
    }
    assert_eq!(compared, 15);
}

#[test]
fn voting_r08_what_a_blank_means_decides_a_real_seat() {
    let elected = |method: Method| -> Vec<String> {
        let (contest, ballots) = read("kubernetes-steering-2021.csv", method, 4);
        let outcome = count(&contest, &ballots, method, &Parameters::default()).expect("a count");
        let certain = outcome.certain();
        certain.map(|who| contest.name(who).to_owned()).collect()
    };
    let below = elected(Method::Schulze1);
    let silent = elected(Method::SchulzeNoOpinion1);
    assert!(below.contains(&"deads2k".to_owned()) && !silent.contains(&"deads2k".to_owned()));
}

#[test]
fn voting_r19_a_weight_counts_as_so_many_ballots_by_every_method() {
    let mut seeded = Seeded(31);
    for _ in 0..many(300) {
        let weighted = draw(&mut seeded, SMALL);
        let mut expanded = weighted.clone();
        expanded.ballots = weighted
            .ballots
            .iter()
            .flat_map(|(ranks, weight)| {
                let copies = usize::try_from(*weight).expect("a small weight");
                std::iter::repeat_n((ranks.clone(), 1), copies)
            })
            .collect();
        for method in METHODS {
            let (one, other) = (counted(&weighted, method), counted(&expanded, method));
            assert_eq!(one, other, "{method}: {weighted:?}");
        }
    }
}

#[test]
fn voting_r18_the_order_of_ballots_does_not_matter_to_any_method() {
    let mut seeded = Seeded(32);
    for _ in 0..many(300) {
        let election = draw(&mut seeded, SMALL);
        let mut other = election.clone();
        let order = seeded.shuffled(election.ballots.len());
        let moved = order.iter().map(|place| election.ballots[*place].clone());
        other.ballots = moved.collect();
        for (ranks, _) in &mut other.ballots {
            ranks.iter_mut().for_each(|rank| rank.reverse());
        }
        for method in METHODS {
            let (one, two) = (counted(&election, method), counted(&other, method));
            assert_eq!(rendered(&one), rendered(&two), "{method}: {election:?}");
        }
    }
}

#[test]
fn voting_r18_every_election_comes_to_a_result() {
    let mut seeded = Seeded(33);
    for _ in 0..many(600) {
        let election = draw(&mut seeded, SMALL);
        let standing = election.options - election.withdrawn.len();
        for method in METHODS {
            let outcome = counted(&election, method);
            let seats = usize::try_from(outcome.contest.seats()).expect("few");
            let mut seated: Vec<OptionNo> = Vec::new();
            for seat in &outcome.elected {
                match seat {
                    Seat::Elected(option) => seated.push(*option),
                    Seat::Tied(tied) => {
                        assert!(election.lot.is_none(), "{method}: a lot settles every tie");
                        assert!(tied.len() > 1, "{method}: nobody is tied alone");
                        seated.extend(tied);
                    }
                }
            }
            let many = seated.len();
            seated.sort_unstable();
            seated.dedup();
            assert_eq!(seated.len(), many, "{method}: seated twice: {election:?}");
            let withdrawn = |option: &OptionNo| outcome.contest.is_withdrawn(*option);
            assert!(!seated.iter().any(withdrawn), "{method}");
            if method == Method::SchulzeDebian2016 {
                assert!(many >= 1, "{method}: the default at least: {election:?}");
                continue;
            }
            let due = seats.min(standing);
            match election.lot {
                Some(_) => assert_eq!(many, due, "{method}: {election:?}"),
                None => assert!(many >= due, "{method}: {election:?}"),
            }
        }
    }
}

fn ranked(options: usize, seats: u32, ballots: &[(&[usize], u64)]) -> Election {
    let single = |order: &[usize]| order.iter().map(|option| vec![*option]).collect();
    let ballots = ballots
        .iter()
        .map(|(order, weight)| (single(order), *weight));
    Election {
        options,
        seats,
        withdrawn: Vec::new(),
        ballots: ballots.collect(),
        lot: None,
        max_marks: None,
    }
}

fn actions(outcome: &Outcome, round: usize) -> Vec<(Act, usize, Reason)> {
    let actions = outcome.rounds[round].actions.iter();
    actions.map(|a| (a.act, a.who.index(), a.by)).collect()
}

#[test]
fn a_tie_in_the_relation_stays_one_also_where_all_find_a_seat() {
    // 0 is before all; 1 and 2 are even; 3 is behind.
    let ballots: &[(&[usize], u64)] = &[(&[0, 1, 2, 3], 5), (&[0, 2, 1, 3], 5)];
    let mut even = ranked(4, 3, ballots);
    let outcome = even.count(Method::Schulze1);
    let tied = vec![number(1), number(2)];
    let inner = Seat::Tied(tied.clone());
    assert_eq!(outcome.elected, [Seat::Elected(number(0)), inner.clone()]);
    assert_eq!(
        actions(&outcome, 0)[1..],
        [
            (Act::Elected, 1, Reason::Unbeaten),
            (Act::Elected, 2, Reason::Unbeaten)
        ]
    );
    assert_eq!((outcome.ties.len(), outcome.ties[0].excluded), (1, None));

    even.seats = 4;
    let all = even.count(Method::Schulze1).elected;
    assert_eq!(all[1..], [inner, Seat::Elected(number(3))]);

    even.seats = 2;
    let outcome = even.count(Method::Schulze1);
    assert_eq!(outcome.elected[1], Seat::Tied(tied));
    assert_eq!(
        actions(&outcome, 0)[1..],
        [
            (Act::Undecided, 1, Reason::NoLot),
            (Act::Undecided, 2, Reason::NoLot)
        ]
    );

    // The one drawn first is put last.
    even.lot = Some(vec![1, 0, 2, 3]);
    let outcome = even.count(Method::Schulze1);
    assert_eq!(outcome.elected[1], Seat::Elected(number(2)));
    assert_eq!(
        actions(&outcome, 0)[1..],
        [
            (Act::Elected, 2, Reason::Lot),
            (Act::Excluded, 1, Reason::Lot)
        ]
    );
    even.seats = 3;
    let order: Vec<usize> = even
        .count(Method::Schulze1)
        .certain()
        .map(OptionNo::index)
        .collect();
    assert_eq!(order, [0, 2, 1]);
}

#[test]
fn fewer_votes_against_a_defeat_make_it_the_stronger() {
    // A cycle, each defeat with 4 votes for it: 0 of 1 by 4:3, 1 of 2 by 4:2,
    // 2 of 0 by 4:1, since some say nothing about two of them.
    let ballots: &[(&[usize], u64)] = &[
        (&[0, 1], 4),
        (&[1, 0], 3),
        (&[1, 2], 4),
        (&[2, 1], 2),
        (&[2, 0], 4),
        (&[0, 2], 1),
    ];
    let outcome = ranked(3, 1, ballots).count(Method::SchulzeNoOpinion1);
    // The weakest, 4:3, gives way: nobody beats 1.
    assert_eq!(outcome.elected, [Seat::Elected(number(1))]);
    let pairwise = outcome.pairwise.as_ref().expect("pairs");
    let path = pairwise.path(number(0), number(2));
    assert_eq!((path.votes, path.against), (4, 3));
    let path = pairwise.path(number(1), number(0));
    assert_eq!((path.votes, path.against), (4, 2));
}

fn debian(given: &str, ballots: &[(&[usize], u64)]) -> Outcome {
    let election = ranked(4, 2, ballots);
    let given: Value = serde_json::from_str(given).expect("JSON");
    let contest = election.contest();
    let method = Method::SchulzeDebian2016;
    let parameters = Parameters::from_json(&given, &contest, method).expect("parameters");
    count(&contest, &election.ballots(method), method, &parameters).expect("a count")
}

#[test]
fn debian_drops_by_quorum_and_by_majority_before_it_compares() {
    // 3 is the default option. 0 is above it 6:3, 1 is 4:2, 2 is 3:3.
    let ballots: &[(&[usize], u64)] = &[(&[0, 1, 3], 3), (&[0], 3), (&[2, 3], 2), (&[1, 2, 3], 1)];
    let rule = |quorum: u64, ratio: &str| {
        format!(r#"{{"default_option":4,"quorum":{quorum},"majority":{{"Option 00":{ratio}}}}}"#)
    };
    let met = debian(&rule(4, "\"2/1\""), ballots);
    let dropped = (Act::Excluded, 2, Reason::Quorum);
    assert_eq!(
        actions(&met, 0),
        [dropped],
        "at least 4, and at least twice"
    );
    assert_eq!(met.elected[0], Seat::Elected(number(0)));
    let votes: Vec<String> = met.rounds[0]
        .votes
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(votes, ["6", "4", "3", "0"]);

    let more = debian(&rule(5, "3"), ballots);
    assert_eq!(
        actions(&more, 0),
        [
            (Act::Excluded, 0, Reason::Majority),
            (Act::Excluded, 1, Reason::Quorum),
            dropped
        ]
    );
    assert_eq!(
        more.elected,
        [Seat::Elected(number(3))],
        "the default alone"
    );

    let even = debian(r#"{"default_option":"Option 03"}"#, ballots);
    let dropped = (Act::Excluded, 2, Reason::Majority);
    assert_eq!(actions(&even, 0), [dropped], "3:3 is no majority");
}

#[test]
fn debians_parameters_say_what_is_wrong_with_them() {
    let contest = ranked(2, 1, &[]).contest();
    for given in [
        r#"{"default_option":9}"#,
        r#"{"default_option":1,"quorum":"many"}"#,
        r#"{"default_option":1,"majority":"2/3"}"#,
        r#"{"default_option":1,"majority":{"Option 01":"0/1"}}"#,
        r#"{"default_option":1,"majority":{"Option 01":2,"2":3}}"#,
    ] {
        let value = serde_json::from_str(given).expect("JSON");
        let read = Parameters::from_json(&value, &contest, Method::SchulzeDebian2016);
        assert!(read.is_err(), "{given}");
    }
    let ballots = ranked(2, 1, &[]).ballots(Method::SchulzeDebian2016);
    let none = Parameters::default();
    let refused = count(&contest, &ballots, Method::SchulzeDebian2016, &none);
    assert!(
        refused
            .expect_err("no default")
            .to_string()
            .contains("default_option")
    );
}
