//! Another program's Meek count: who wins thousands of random elections.
//!
//! `stv-rs` follows the same rule in decimals of nine places, but differs in
//! two readings: it ends a round at a surplus of exactly omega, and (so that it
//! does not crash) leaves votes short of the quota out of the surplus. Where
//! the winners differ, the difference must come from a decision so close that
//! roundings or the end of a round decide it, and the test checks that it does.

use commonhold::tally::{Act, Method, Outcome, Reason};
use stv_rs::arithmetic::{FixedDecimal9, Integer64};
use stv_rs::cli::Parallel;
use stv_rs::types::{Ballot, Candidate, Election as TheirElection, ElectionResult};

use crate::election::{Election, Seeded, Shape, draw, many};

const STRICT: Shape = Shape {
    max_options: 9,
    max_ballots: 40,
    max_weight: 30,
    equal_ranks: false,
    withdrawals: false,
    may_lack_lot: false,
};

/// Two votes closer than this are settled by roundings: a round ends with a
/// surplus of up to 1e-6 of a vote undistributed (so that nobody's votes are
/// known better), and each distribution rounds up to a unit of 1e-9 for every
/// vote and every option it passes.
fn rounding(election: &Election) -> u128 {
    let votes: u64 = election.ballots.iter().map(|(_, weight)| weight).sum();
    let passed = u128::try_from(election.options).expect("few");
    2_000 + u128::from(votes) * passed
}

fn theirs(election: &Election) -> ElectionResult {
    let candidates: Vec<Candidate> = (0..election.options)
        .map(|option| Candidate::new(Election::name(option), false))
        .collect();
    let ballots: Vec<Ballot> = election
        .ballots
        .iter()
        .map(|(ranks, weight)| {
            Ballot::new(
                usize::try_from(*weight).expect("a small weight"),
                ranks.iter().cloned(),
            )
        })
        .collect();
    let lot = election.lot.clone().expect("a lot");
    let their_election = TheirElection::builder()
        .title("drawn")
        .num_seats(usize::try_from(election.seats).expect("few seats"))
        .candidates(candidates)
        .ballots(ballots)
        .tie_order(lot)
        .build();
    stv_rs::meek::stv_droop::<Integer64, FixedDecimal9>(
        &mut std::io::sink(),
        &their_election,
        "comparison",
        6,
        Parallel::No,
        None,
        false,
        true,
        false,
    )
    .expect("nothing is written")
}

/// What happened in order, apart from what is left when the seats are filled.
fn decisions(outcome: &Outcome) -> Vec<(usize, Act, usize)> {
    let mut decisions = Vec::new();
    for (round, figures) in outcome.rounds.iter().enumerate() {
        for action in &figures.actions {
            if matches!(action.by, Reason::Quota | Reason::FewestVotes | Reason::Lot) {
                decisions.push((round, action.act, action.who.index()));
            }
        }
    }
    decisions
}

/// How close the closest decision was, up to and including the first at which
/// the two programs parted: the distance of an elected or hopeful option from
/// the quota, and of the excluded one from the next.
fn closest(outcome: &Outcome, other: &ElectionResult) -> Option<u128> {
    let (mut elected, mut excluded) = (other.elected.iter(), other.not_elected.iter());
    let mut settled: Vec<usize> = Vec::new();
    let mut closest: Option<u128> = None;
    for (round, act, who) in decisions(outcome) {
        let figures = &outcome.rounds[round];
        let votes = |option: usize| figures.votes[option].units();
        let quota = figures.quota.expect("Meek has a quota").units();
        let hopeful: Vec<usize> = outcome
            .contest
            .numbers()
            .map(|option| option.index())
            .filter(|option| !settled.contains(option))
            .collect();
        let to_quota = hopeful.iter().map(|option| votes(*option).abs_diff(quota));
        let to_next = hopeful
            .iter()
            .filter(|option| act == Act::Excluded && **option != who)
            .map(|option| votes(*option).abs_diff(votes(who)));
        closest = to_quota.chain(to_next).chain(closest).min();
        let same = match act {
            Act::Elected => elected.next() == Some(&who),
            _ => excluded.next() == Some(&who),
        };
        if !same {
            return closest;
        }
        settled.push(who);
    }
    closest
}

fn sorted(mut options: Vec<usize>) -> Vec<usize> {
    options.sort_unstable();
    options
}

/// Draws elections and compares the winners.
fn compare(seed: u64, shape: Shape, draws: usize) {
    let mut seeded = Seeded(seed);
    let (mut same, mut explained) = (0, 0);
    let mut unexplained = Vec::new();
    for _ in 0..draws {
        let election = draw(&mut seeded, shape);
        let ours = election.count(Method::MeekPrf1);
        let other = theirs(&election);
        let winners = ours.certain().map(|option| option.index()).collect();
        if sorted(winners) == sorted(other.elected.clone()) {
            same += 1;
        } else if closest(&ours, &other).is_some_and(|margin| margin <= rounding(&election)) {
            explained += 1;
        } else {
            unexplained.push(election);
        }
    }
    println!("{same} elect the same; {explained} differ by roundings or ties");
    assert!(
        unexplained.is_empty(),
        "{} differ: {:?}",
        unexplained.len(),
        unexplained[0]
    );
    assert!(
        explained * 100 <= draws,
        "roundings decide {explained} of {draws}: too many"
    );
}

#[test]
fn another_program_elects_the_same_in_random_elections() {
    compare(7, STRICT, many(10_000));
}

#[test]
fn another_program_elects_the_same_in_larger_elections() {
    let large = Shape {
        max_options: 15,
        max_ballots: 1_000,
        max_weight: 3,
        ..STRICT
    };
    compare(8, large, many(60));
}

#[test]
fn a_real_difference_would_not_pass_for_a_rounding() {
    let ballots = vec![
        (vec![vec![0]], 50),
        (vec![vec![1]], 30),
        (vec![vec![2]], 10),
    ];
    let mut election = Election {
        options: 3,
        seats: 1,
        withdrawn: Vec::new(),
        ballots,
        lot: Some(vec![0, 1, 2]),
        max_marks: None,
    };
    let wrong = ElectionResult {
        elected: vec![1],
        not_elected: vec![0, 2],
    };
    let ours = election.count(Method::MeekPrf1);
    let margin = closest(&ours, &wrong).expect("a first decision");
    assert!(
        margin > rounding(&election),
        "50 votes are not 45 by any rounding"
    );

    election.ballots = vec![
        (vec![vec![0]], 40),
        (vec![vec![1]], 40),
        (vec![vec![2]], 40),
    ];
    let ours = election.count(Method::MeekPrf1);
    let otherwise = ElectionResult {
        elected: vec![0],
        not_elected: vec![2, 1],
    };
    let margin = closest(&ours, &otherwise).expect("a first decision");
    assert!(
        margin <= rounding(&election),
        "three with equal votes are tied"
    );
}
