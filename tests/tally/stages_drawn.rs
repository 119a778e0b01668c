//! `scottish-stv-1` and `irv-1` on elections drawn from a seed: what must hold
//! for every one of them.

use commonhold::tally::{Method, json};

use crate::election::{Election, Seeded, Shape, draw, many};

const BOTH: [Method; 2] = [Method::ScottishStv1, Method::Irv1];

const SMALL: Shape = Shape {
    max_options: 7,
    max_ballots: 14,
    max_weight: 5,
    equal_ranks: true,
    withdrawals: true,
    may_lack_lot: true,
};

fn drawn(seeded: &mut Seeded, method: Method) -> Election {
    let mut election = draw(seeded, SMALL);
    if method == Method::Irv1 {
        election.seats = 1;
    }
    election
}

fn rendered(election: &Election, method: Method) -> String {
    json::render(&election.count(method), json::OptionsBy::Name)
}

#[test]
fn voting_r19_a_weight_counts_as_so_many_ballots_in_stages_too() {
    let mut seeded = Seeded(31);
    for _ in 0..many(600) {
        for method in BOTH {
            let weighted = drawn(&mut seeded, method);
            let mut expanded = weighted.clone();
            expanded.ballots.clear();
            for (ranks, weight) in &weighted.ballots {
                for _ in 0..*weight {
                    expanded.ballots.push((ranks.clone(), 1));
                }
            }
            assert_eq!(
                rendered(&weighted, method),
                rendered(&expanded, method),
                "{weighted:?}"
            );
        }
    }
}

#[test]
fn voting_r19_neither_the_order_of_ballots_nor_that_of_equal_ranks_matters_in_stages() {
    let mut seeded = Seeded(32);
    for _ in 0..many(600) {
        for method in BOTH {
            let election = drawn(&mut seeded, method);
            let mut other = election.clone();
            let order = seeded.shuffled(election.ballots.len());
            let ballots = order.iter().map(|place| election.ballots[*place].clone());
            other.ballots = ballots.collect();
            for (ranks, _) in &mut other.ballots {
                ranks.iter_mut().for_each(|rank| rank.reverse());
            }
            assert_eq!(
                rendered(&election, method),
                rendered(&other, method),
                "{election:?}"
            );
        }
    }
}

#[test]
fn every_election_comes_to_a_result_in_few_rounds_and_no_vote_is_made() {
    let mut seeded = Seeded(33);
    for _ in 0..many(2_000) {
        for method in BOTH {
            let election = drawn(&mut seeded, method);
            let outcome = election.count(method);
            let seats = usize::try_from(election.seats).expect("few seats");
            assert!(
                outcome.rounds.len() <= election.options + seats + 1,
                "{election:?}"
            );
            let standing = election.options - election.withdrawn.len();
            let certain = outcome.certain().count();
            match outcome.is_tied() {
                true => assert!(election.lot.is_none() && certain < seats.min(standing)),
                false => assert_eq!(certain, seats.min(standing), "{election:?}"),
            }
            let unit = match method {
                Method::Irv1 => 1,
                _ => 100_000,
            };
            let mut exhausted = 0;
            for round in &outcome.rounds {
                let held: u128 = round.votes.iter().map(|votes| votes.units()).sum();
                let gone = round.exhausted.expect("exhausted votes").units();
                assert_eq!(
                    held + gone,
                    u128::from(outcome.turnout.valid()) * unit,
                    "{election:?}"
                );
                assert!(gone >= exhausted, "votes came back: {election:?}");
                exhausted = gone;
            }
        }
    }
}

#[test]
fn who_has_withdrawn_is_as_good_as_struck_from_every_ballot() {
    let mut seeded = Seeded(34);
    for _ in 0..many(600) {
        for method in BOTH {
            let mut election = drawn(&mut seeded, method);
            election.withdrawn = vec![seeded.within(0, election.options - 1)];
            let mut struck = election.clone();
            for (ranks, _) in &mut struck.ballots {
                for rank in ranks {
                    rank.retain(|option| !election.withdrawn.contains(option));
                }
            }
            assert_eq!(
                rendered(&election, method),
                rendered(&struck, method),
                "{election:?}"
            );
        }
    }
}
