//! What must hold for every election, on elections drawn from a seed.

use commonhold::tally::{Method, json};
use proptest::prelude::*;

use crate::election::{Election, Seeded, Shape, draw, many};
use crate::naive;

const MARKED: [Method; 2] = [Method::Approval1, Method::Plurality1];

const SMALL: Shape = Shape {
    max_options: 7,
    max_ballots: 14,
    max_weight: 5,
    equal_ranks: true,
    withdrawals: true,
    may_lack_lot: true,
};

fn as_json(election: &Election, method: Method) -> serde_json::Value {
    json::value(&election.count(method), json::OptionsBy::Name)
}

fn naively(election: &Election, method: Method) -> serde_json::Value {
    match method {
        Method::MeekPrf1 => naive::meek(election),
        other => naive::marks(election, other.name()),
    }
}

#[track_caller]
fn agrees(election: &Election, method: Method) {
    let (ours, theirs) = (as_json(election, method), naively(election, method));
    assert_eq!(ours, theirs, "{method} differs on {election:?}");
}

#[test]
fn a_naive_count_agrees_in_every_digit() {
    let mut seeded = Seeded(1);
    for _ in 0..many(3_000) {
        let election = draw(&mut seeded, SMALL);
        agrees(&election, Method::MeekPrf1);
        for method in MARKED {
            agrees(&election, method);
        }
    }
}

#[test]
fn a_naive_count_agrees_on_larger_elections() {
    let mut seeded = Seeded(2);
    for _ in 0..many(60) {
        for equal_ranks in [true, false] {
            let shape = Shape {
                max_options: 16,
                max_ballots: 400,
                max_weight: 1_000_000,
                equal_ranks,
                ..SMALL
            };
            agrees(&draw(&mut seeded, shape), Method::MeekPrf1);
        }
    }
}

#[test]
fn a_weight_counts_as_so_many_ballots() {
    let mut seeded = Seeded(3);
    for _ in 0..many(600) {
        let weighted = draw(&mut seeded, SMALL);
        let mut expanded = weighted.clone();
        expanded.ballots = weighted
            .ballots
            .iter()
            .flat_map(|(ranks, weight)| {
                let one = (ranks.clone(), 1);
                std::iter::repeat_n(one, usize::try_from(*weight).expect("a small weight"))
            })
            .collect();
        for method in [Method::MeekPrf1, Method::Approval1, Method::Plurality1] {
            assert_eq!(as_json(&weighted, method), as_json(&expanded, method));
        }
    }
}

#[test]
fn the_order_of_ballots_and_of_equal_ranks_does_not_matter() {
    let mut seeded = Seeded(4);
    for _ in 0..many(600) {
        let election = draw(&mut seeded, SMALL);
        let mut other = election.clone();
        let order = seeded.shuffled(election.ballots.len());
        other.ballots = order
            .iter()
            .map(|place| election.ballots[*place].clone())
            .collect();
        for (ranks, _) in &mut other.ballots {
            for rank in ranks {
                rank.reverse();
            }
        }
        for method in [Method::MeekPrf1, Method::Approval1, Method::Plurality1] {
            assert_eq!(as_json(&election, method), as_json(&other, method));
        }
    }
}

#[test]
fn nobody_is_elected_twice_and_no_seat_is_left_that_somebody_could_take() {
    let mut seeded = Seeded(5);
    for _ in 0..many(2_000) {
        let election = draw(&mut seeded, SMALL);
        let outcome = election.count(Method::MeekPrf1);
        let mut certain: Vec<_> = outcome.certain().collect();
        certain.sort_unstable();
        let many = certain.len();
        certain.dedup();
        assert_eq!(certain.len(), many, "elected twice: {election:?}");
        let standing = election.options - election.withdrawn.len();
        let due = usize::try_from(election.seats)
            .expect("few seats")
            .min(standing);
        if outcome.is_tied() {
            assert!(many < due, "a tie about no seat: {election:?}");
        } else {
            assert_eq!(many, due, "{election:?}");
        }
        assert!(
            election.lot.is_none() || !outcome.is_tied(),
            "a lot settles every tie"
        );
        for round in &outcome.rounds {
            let held: u128 = round.votes.iter().map(|votes| votes.units()).sum();
            let exhausted = round.exhausted.expect("Meek has exhausted votes").units();
            let valid = u128::from(outcome.turnout.valid()) * 1_000_000_000;
            assert_eq!(
                held + exhausted,
                valid,
                "votes were lost or made: {election:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whole ballots of any make: proptest shrinks what the seeded draws above
    /// would only report in full.
    #[test]
    fn any_small_election_agrees_with_the_naive_count(
        seats in 1_u32..4,
        ballots in prop::collection::vec(
            (Just(vec![0_usize, 1, 2, 3]).prop_shuffle(), 0_usize..5, any::<[bool; 4]>(), 1_u64..4),
            0..9,
        ),
        lot in prop::option::of(Just(vec![0_usize, 1, 2, 3]).prop_shuffle()),
    ) {
        let ballots = ballots.into_iter().map(|(order, length, joined, weight)| {
            let mut ranks: Vec<Vec<usize>> = Vec::new();
            for (option, joins) in order.into_iter().zip(joined).take(length) {
                match ranks.last_mut() {
                    Some(rank) if joins => rank.push(option),
                    _ => ranks.push(vec![option]),
                }
            }
            (ranks, weight)
        });
        let election = Election {
            options: 4,
            seats,
            withdrawn: Vec::new(),
            ballots: ballots.collect(),
            lot,
            max_marks: None,
        };
        for method in [Method::MeekPrf1, Method::Approval1, Method::Plurality1] {
            prop_assert_eq!(as_json(&election, method), naively(&election, method));
        }
    }
}
