//! `score-1`: a score for each option; the highest totals are elected.

use super::caps::Room;
use super::contest::Contest;
use super::marks::seat_the_most;
use super::method::Method;
use super::outcome::{Outcome, Reason, Turnout};
use super::scores::{ScoredBallot, Scores};
use super::ties::Lot;

/// Counts ballots with scores. A ballot with a score above `max_score` is void.
pub(super) fn count(
    contest: &Contest,
    ballots: &Scores,
    lot: Option<&Lot>,
    room: Room,
    max_score: u64,
) -> Outcome {
    let (turnout, totals) = totals(contest, ballots, max_score);
    let by = Reason::HighestTotal;
    seat_the_most(Method::Score1, contest, turnout, &totals, by, lot, room)
}

/// Whether the ballot counts.
pub(super) fn is_valid(ballot: &ScoredBallot<'_>, max_score: u64) -> bool {
    ballot.scores().all(|(_, score)| score <= max_score)
}

/// The sum of the scores of each option that stands, and what became of the
/// ballots.
pub(super) fn totals(contest: &Contest, ballots: &Scores, max_score: u64) -> (Turnout, Vec<u64>) {
    let mut turnout = Turnout {
        cast: ballots.cast(),
        blank: 0,
        void: 0,
    };
    let mut totals = vec![0_u64; contest.options().len()];
    for ballot in ballots.iter() {
        if !is_valid(&ballot, max_score) {
            turnout.void += ballot.weight();
            continue;
        }
        let mut given = false;
        for (option, score) in ballot.scores() {
            if !contest.is_withdrawn(option) {
                totals[option.index()] += score * ballot.weight();
                given = true;
            }
        }
        if !given {
            turnout.blank += ballot.weight();
        }
    }
    (turnout, totals)
}
