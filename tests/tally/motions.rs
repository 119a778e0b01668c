//! Motions: majorities, bases, quorums, to the last vote.

use commonhold::tally::{
    Ballots, Contest, CountError, Method, MotionAnswer, MotionVotes, Outcome, ParameterError,
    Parameters, Verdict, count, json,
};
use serde_json::{Value, json};

use crate::election::{Seeded, many};

fn votes(yes: u64, no: u64, abstain: u64, blank: u64) -> MotionVotes {
    let mut votes = MotionVotes::default();
    for (answer, weight) in [
        (MotionAnswer::Yes, yes),
        (MotionAnswer::No, no),
        (MotionAnswer::Abstain, abstain),
        (MotionAnswer::Blank, blank),
    ] {
        if weight > 0 {
            votes.add(answer, weight).expect("few votes");
        }
    }
    votes
}

fn parameters(rule: &Value) -> Parameters {
    Parameters::from_json(rule, &Contest::motion(), Method::Motion1).expect("a rule")
}

fn decide(cast: MotionVotes, rule: &Value) -> Result<Outcome, CountError> {
    let ballots = Ballots::Motion(cast);
    count(
        &Contest::motion(),
        &ballots,
        Method::Motion1,
        &parameters(rule),
    )
}

fn verdict(cast: MotionVotes, rule: Value) -> Verdict {
    decide(cast, &rule)
        .expect("a verdict")
        .motion
        .expect("figures")
        .verdict
}

#[test]
fn a_majority_is_reached_at_its_last_vote() {
    use Verdict::{Adopted, Lost, NoQuorum};
    let quorum = |counts: &str, fraction: &str, eligible: u64| json!({"quorum": {"counts": counts, "fraction": fraction}, "eligible": eligible});
    let cases = [
        // More than half of those for and against, unless said otherwise.
        (votes(5, 5, 0, 0), json!({}), Lost),
        (votes(6, 5, 90, 9), json!({}), Adopted),
        (
            votes(5, 5, 0, 0),
            json!({"majority": "1/2", "strict": false}),
            Adopted,
        ),
        (votes(5, 5, 0, 0), json!({"majority": "2/4"}), Lost),
        // Two thirds: at least, unless strict.
        (votes(4, 2, 0, 0), json!({"majority": "2/3"}), Adopted),
        (
            votes(4, 2, 0, 0),
            json!({"majority": "2/3", "strict": true}),
            Lost,
        ),
        (
            votes(4, 2, 0, 0),
            json!({"majority": "2/3", "strict": 1}),
            Lost,
        ),
        (votes(3, 2, 0, 0), json!({"majority": "2/3"}), Lost),
        // Abstentions matter as the base says.
        (
            votes(4, 2, 1, 0),
            json!({"majority": "2/3", "base": "yes+no"}),
            Adopted,
        ),
        (
            votes(4, 2, 1, 0),
            json!({"majority": "2/3", "base": "cast"}),
            Lost,
        ),
        (
            votes(4, 2, 0, 1),
            json!({"majority": "2/3", "base": "cast"}),
            Lost,
        ),
        (
            votes(4, 2, 0, 0),
            json!({"majority": "1/2", "base": "present"}),
            Adopted,
        ),
        (
            votes(4, 2, 0, 0),
            json!({"base": "present", "present": 8}),
            Lost,
        ),
        (
            votes(5, 2, 0, 0),
            json!({"base": "present", "present": 8}),
            Adopted,
        ),
        (
            votes(6, 0, 0, 0),
            json!({"majority": "2/3", "base": "eligible", "eligible": 9}),
            Adopted,
        ),
        (
            votes(6, 0, 0, 0),
            json!({"majority": "2/3", "base": "eligible", "eligible": 10}),
            Lost,
        ),
        (
            votes(4, 0, 0, 0),
            json!({"base": "in_office", "in_office": 7}),
            Adopted,
        ),
        (
            votes(4, 0, 0, 0),
            json!({"base": "in_office", "eligible": 8}),
            Lost,
        ),
        // Nobody, and everybody.
        (votes(0, 0, 3, 0), json!({}), Lost),
        (
            votes(0, 0, 0, 0),
            json!({"majority": "1/3", "strict": false}),
            Lost,
        ),
        (
            votes(9, 0, 0, 0),
            json!({"majority": "1/1", "base": "cast"}),
            Adopted,
        ),
        (
            votes(9, 0, 1, 0),
            json!({"majority": "1/1", "base": "cast"}),
            Lost,
        ),
        // A quorum comes first.
        (votes(3, 0, 0, 0), quorum("cast", "1/3", 10), NoQuorum),
        (votes(3, 0, 1, 0), quorum("cast", "1/3", 10), Adopted),
        (votes(3, 0, 1, 0), quorum("yes+no", "1/3", 10), NoQuorum),
        (votes(1, 3, 0, 0), quorum("yes+no", "1/3", 10), Lost),
        (votes(3, 0, 0, 0), quorum("cast", "1/3", 9), Adopted),
    ];
    for (cast, rule, expected) in cases {
        assert_eq!(
            verdict(cast, rule.clone()),
            expected,
            "{cast:?} under {rule}"
        );
    }
}

#[test]
fn rules_that_lack_a_number_or_contradict_the_votes_are_refused() {
    let refused = |cast, rule: Value| decide(cast, &rule).expect_err("no verdict");
    let missing = refused(votes(1, 0, 0, 0), json!({"base": "eligible"}));
    assert_eq!(
        missing,
        CountError::NumberMissing {
            name: "eligible",
            base: "eligible"
        }
    );
    let missing = refused(votes(1, 0, 0, 0), json!({"base": "in_office"}));
    assert_eq!(
        missing,
        CountError::NumberMissing {
            name: "in_office",
            base: "in_office"
        }
    );
    let quorum = json!({"quorum": {"counts": "cast", "fraction": "1/3"}});
    assert_eq!(
        refused(votes(1, 0, 0, 0), quorum),
        CountError::QuorumWithoutEligible
    );
    let few = refused(votes(3, 0, 0, 0), json!({"eligible": 2}));
    assert_eq!(
        few,
        CountError::MoreCastThan {
            name: "eligible",
            number: 2,
            cast: 3
        }
    );
    let beyond = refused(
        votes(3, 0, 0, 0),
        json!({"majority": "1/1", "strict": true}),
    );
    assert_eq!(beyond, CountError::MajorityBeyondAll);
}

#[test]
fn parameters_of_the_wrong_kind_are_refused() {
    for rule in [
        json!([]),
        json!({"majority": 0.5}),
        json!({"majority": "half"}),
        json!({"majority": "0/1"}),
        json!({"majority": "3/2"}),
        json!({"majority": "1/0"}),
        json!({"majority": "+1/2"}),
        json!({"majority": "1/99999999999999999999"}),
        json!({"strict": "yes"}),
        json!({"strict": 2}),
        json!({"base": "all"}),
        json!({"eligible": -1}),
        json!({"eligible": 9_007_199_254_740_992_u64}),
        json!({"quorum": "1/3"}),
        json!({"quorum": {"counts": "heads", "fraction": "1/3"}}),
        json!({"quorum": {"counts": "cast"}}),
    ] {
        let refused = Parameters::from_json(&rule, &Contest::motion(), Method::Motion1);
        assert!(refused.is_err(), "{rule}");
    }
    let unread = parameters(&json!({"qourum": "1/3", "lot": [1]}));
    assert_eq!(unread.unread, ["lot", "qourum"]);
}

#[test]
fn options_in_parameters_are_found_by_number_name_or_id() {
    let contest = Contest::of_names(["Ada", "Ben", "Cyd"], 1).expect("a contest");
    let read = |value: Value| Parameters::from_json(&value, &contest, Method::MeekPrf1);
    let lot = read(json!({"lot": [3, "Ada", "2"]}))
        .expect("a lot")
        .lot
        .expect("a lot");
    let order: Vec<u16> = lot.order().iter().map(|option| option.get()).collect();
    assert_eq!(order, [3, 1, 2]);
    let unknown = read(json!({"lot": ["Dee"]}));
    assert!(matches!(unknown, Err(ParameterError::NoSuchOption { .. })));
    assert!(matches!(
        read(json!({"lot": [4]})),
        Err(ParameterError::NoSuchOption { .. })
    ));
    assert!(matches!(
        read(json!({"lot": [1, 1]})),
        Err(ParameterError::Lot(_))
    ));
    assert!(matches!(
        read(json!({"lot": "Ada"})),
        Err(ParameterError::WrongKind { .. })
    ));
}

#[test]
fn a_motion_is_rendered_without_seats_and_elected() {
    let outcome = decide(votes(7, 2, 1, 1), &json!({})).expect("a verdict");
    assert_eq!(
        json::render(&outcome, json::OptionsBy::Id),
        r#"{"method":"motion-1","rounds":[{"actions":[],"n":1,"votes":{"abstain":1,"blank":1,"no":2,"yes":7}}],"verdict":"adopted"}"#
    );
}

/// The rule once more, in products instead of thresholds.
#[test]
fn a_naive_rule_agrees() {
    let mut seeded = Seeded(6);
    let bases = ["yes+no", "cast", "present", "eligible", "in_office"];
    for _ in 0..many(20_000) {
        let mut some = || u64::try_from(seeded.within(0, 12)).expect("few");
        let (yes, no, abstain, blank) = (some(), some(), some(), some());
        let cast = yes + no + abstain + blank;
        let (eligible, present, in_office) = (cast + some(), cast + some(), cast + some());
        let (n, extra, qn, qextra) = (some() + 1, some(), some() + 1, some());
        let strict = extra > 0 && seeded.one_in(2);
        let base = bases[seeded.within(0, bases.len() - 1)];
        let counts = if seeded.one_in(2) { "cast" } else { "yes+no" };
        let rule = json!({
            "majority": format!("{n}/{}", n + extra), "strict": strict, "base": base,
            "eligible": eligible, "present": present, "in_office": in_office,
            "quorum": {"counts": counts, "fraction": format!("{qn}/{}", qn + qextra)},
        });
        let of = match base {
            "yes+no" => yes + no,
            "cast" => cast,
            "present" => present,
            "eligible" => eligible,
            _ => in_office,
        };
        let took_part = if counts == "cast" { cast } else { yes + no };
        let (left, right) = (yes * (n + extra), of * n);
        let expected = if took_part * (qn + qextra) < eligible * qn {
            Verdict::NoQuorum
        } else if yes > 0 && (left > right || (left == right && !strict)) {
            Verdict::Adopted
        } else {
            Verdict::Lost
        };
        assert_eq!(
            verdict(votes(yes, no, abstain, blank), rule.clone()),
            expected,
            "{rule}"
        );
    }
}
