//! The Schulze methods against plainer ways to the same order: every path
//! walked, and the dropping of weakest defeats as Debian's constitution tells
//! it.

use std::collections::BTreeSet;

use commonhold::tally::{Method, OptionNo, Outcome, Seat};

use crate::compared::{SMALL, counted};
use crate::election::{Election, Seeded, draw, many, number};

const SCHULZE: [Method; 4] = [
    Method::Schulze1,
    Method::SchulzeNoOpinion1,
    Method::SchulzeMargins1,
    Method::SchulzeMarginsNoOpinion1,
];

/// Ballots that put `a` above `b`, ballot by ballot.
fn preferred(election: &Election, method: Method, a: usize, b: usize) -> u64 {
    let silent = matches!(
        method,
        Method::SchulzeNoOpinion1 | Method::SchulzeMarginsNoOpinion1
    );
    let mut votes = 0;
    for (ranks, weight) in &election.ballots {
        let place = |option: usize| ranks.iter().position(|rank| rank.contains(&option));
        let above = match (place(a), place(b)) {
            (Some(a), Some(b)) => a < b,
            (Some(_), None) => !silent,
            (None, _) => false,
        };
        if above {
            votes += weight;
        }
    }
    votes
}

/// The strength of a defeat, greater is stronger; `None`: no defeat.
type Strength = Option<(u64, i128)>;

fn defeat(election: &Election, method: Method, a: usize, b: usize) -> Strength {
    let votes = preferred(election, method, a, b);
    let against = preferred(election, method, b, a);
    let margins = matches!(
        method,
        Method::SchulzeMargins1 | Method::SchulzeMarginsNoOpinion1
    );
    (votes > against).then(|| match margins {
        true => (votes - against, 0),
        false => (votes, -i128::from(against)),
    })
}

fn standing(election: &Election) -> Vec<usize> {
    let stands = |option: &usize| !election.withdrawn.contains(option);
    (0..election.options).filter(stands).collect()
}

/// The strongest of all paths that visit no option twice.
fn strongest(
    defeats: &[Vec<Strength>],
    options: &[usize],
    at: usize,
    goal: usize,
    seen: &mut Vec<usize>,
) -> Strength {
    let mut best = defeats[at][goal];
    seen.push(at);
    for next in options {
        if *next == goal || seen.contains(next) {
            continue;
        }
        if let Some(step) = defeats[at][*next] {
            let rest = strongest(defeats, options, *next, goal, seen);
            best = best.max(rest.map(|rest| rest.min(step)));
        }
    }
    seen.pop();
    best
}

fn defeats(election: &Election, method: Method) -> Vec<Vec<Strength>> {
    let all = 0..election.options;
    all.clone()
        .map(|a| {
            all.clone()
                .map(|b| defeat(election, method, a, b))
                .collect()
        })
        .collect()
}

#[test]
fn voting_r20_every_path_walked_gives_the_same_strengths() {
    let mut seeded = Seeded(41);
    for _ in 0..many(400) {
        let election = draw(&mut seeded, SMALL);
        let options = standing(&election);
        for method in SCHULZE {
            let outcome = counted(&election, method);
            let pairwise = outcome.pairwise.as_ref().expect("pairs");
            let defeats = defeats(&election, method);
            for a in &options {
                for b in options.iter().filter(|b| *b != a) {
                    let (first, second) = (number(*a), number(*b));
                    let votes = preferred(&election, method, *a, *b);
                    assert_eq!(pairwise.preferred(first, second), votes, "{election:?}");
                    let path = pairwise.path(first, second);
                    let ours = (path.votes > 0).then(|| (path.votes, -i128::from(path.against)));
                    let theirs = strongest(&defeats, &options, *a, *b, &mut Vec::new());
                    assert_eq!(ours, theirs, "{method}: {a} to {b} in {election:?}");
                }
            }
        }
    }
}

/// The smallest sets that nobody outside defeats: whoever reaches all by
/// defeats that they are reached from.
fn schwartz(options: &[usize], defeats: &[Vec<Strength>]) -> BTreeSet<usize> {
    let reaches = |from: usize| -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for to in options {
                if defeats[at][*to].is_some() && found.insert(*to) {
                    open.push(*to);
                }
            }
        }
        found
    };
    let reach: Vec<(usize, BTreeSet<usize>)> = options.iter().map(|o| (*o, reaches(*o))).collect();
    let unbeaten = |(option, own): &&(usize, BTreeSet<usize>)| {
        reach
            .iter()
            .all(|(other, theirs)| !theirs.contains(option) || own.contains(other))
    };
    reach.iter().filter(unbeaten).map(|(o, _)| *o).collect()
}

/// The constitution's steps 5 to 8: the weakest defeats within the Schwartz
/// set are dropped, all equally weak ones together, until none is left.
fn by_dropping(options: &[usize], mut defeats: Vec<Vec<Strength>>) -> BTreeSet<usize> {
    loop {
        let set = schwartz(options, &defeats);
        let within = set.iter().flat_map(|a| set.iter().map(move |b| (*a, *b)));
        let within: Vec<(usize, usize)> =
            within.filter(|(a, b)| defeats[*a][*b].is_some()).collect();
        let Some(weakest) = within.iter().map(|(a, b)| defeats[*a][*b]).min() else {
            return set;
        };
        for (a, b) in within {
            if defeats[a][b] == weakest {
                defeats[a][b] = None;
            }
        }
    }
}

/// Those of the first rank: all are seated in one inner list or alone.
fn first_rank(outcome: &Outcome) -> BTreeSet<usize> {
    let first = match outcome.elected.first().expect("somebody is elected") {
        Seat::Elected(option) => vec![*option],
        Seat::Tied(tied) => tied.clone(),
    };
    first.into_iter().map(OptionNo::index).collect()
}

#[test]
fn voting_r20_dropping_the_weakest_defeats_elects_the_same() {
    let mut seeded = Seeded(42);
    let mut cycles = 0;
    for _ in 0..many(1_500) {
        let mut election = draw(&mut seeded, SMALL);
        election.lot = None;
        let options = standing(&election);
        let method = Method::Schulze1;
        let defeats = defeats(&election, method);
        cycles += usize::from(schwartz(&options, &defeats).len() > 2);
        let theirs = by_dropping(&options, defeats);
        let ours = first_rank(&counted(&election, method));
        assert_eq!(ours, theirs, "{election:?}");
    }
    assert!(cycles > 30, "only {cycles} had a cycle to resolve");
}

#[test]
fn voting_r18_whoever_defeats_all_others_is_elected_first() {
    let mut seeded = Seeded(43);
    let mut found = 0;
    for _ in 0..many(600) {
        let election = draw(&mut seeded, SMALL);
        let options = standing(&election);
        for method in SCHULZE {
            let defeats = defeats(&election, method);
            let wins = |a: &&usize| {
                options
                    .iter()
                    .all(|b| b == *a || defeats[**a][*b].is_some())
            };
            if let Some(winner) = options.iter().find(wins) {
                found += 1;
                let ours = first_rank(&counted(&election, method));
                assert_eq!(ours, BTreeSet::from([*winner]), "{method}: {election:?}");
            }
        }
    }
    assert!(found > 200, "only {found} had such a winner");
}

#[test]
fn the_order_never_contradicts_the_relation() {
    let mut seeded = Seeded(44);
    for _ in 0..many(400) {
        let mut election = draw(&mut seeded, SMALL);
        election.lot = Some(seeded.shuffled(election.options));
        election.seats = u32::try_from(election.options).expect("few");
        for method in SCHULZE {
            let outcome = counted(&election, method);
            let pairwise = outcome.pairwise.as_ref().expect("pairs");
            let order: Vec<OptionNo> = outcome.certain().collect();
            for (place, behind) in order.iter().enumerate() {
                let ahead = &order[..place];
                assert!(!ahead.iter().any(|ahead| pairwise.beats(*behind, *ahead)));
            }
        }
    }
}
