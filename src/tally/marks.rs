//! Counting marks and scores: what `approval-1`, `plurality-1` and `score-1`
//! share. The options with the most votes, or points, have the seats.

use super::ballots::{Preferences, RankedBallot};
use super::caps::Room;
use super::contest::{Contest, OptionNo};
use super::decimal::Decimal;
use super::method::Method;
use super::outcome::{Outcome, Reason, Round, Turnout};
use super::seating::{Level, Manner, seat};
use super::ties::Lot;

/// Adds up the marks and seats those with the most. Ballots for which
/// `is_void` holds are cast but count for nobody.
pub(super) fn count(
    method: Method,
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    room: Room,
    is_void: impl Fn(&RankedBallot<'_>) -> bool,
) -> Outcome {
    let mut turnout = Turnout {
        cast: ballots.cast(),
        blank: 0,
        void: 0,
    };
    let mut votes = vec![0_u64; contest.options().len()];
    for ballot in ballots.iter() {
        if is_void(&ballot) {
            turnout.void += ballot.weight();
            continue;
        }
        let mut marks = 0;
        for option in ballot
            .options()
            .filter(|option| !contest.is_withdrawn(*option))
        {
            votes[option.index()] += ballot.weight();
            marks += 1;
        }
        if marks == 0 {
            turnout.blank += ballot.weight();
        }
    }
    let by = Reason::MostVotes;
    seat_the_most(method, contest, turnout, &votes, by, lot, room)
}

/// Seats those with the most votes, in one round.
pub(super) fn seat_the_most(
    method: Method,
    contest: &Contest,
    turnout: Turnout,
    votes: &[u64],
    by: Reason,
    lot: Option<&Lot>,
    room: Room,
) -> Outcome {
    let manner = Manner {
        level: Level::Equal,
        by,
        round: 1,
        lot,
    };
    let seating = seat(&levels(contest, votes), manner, room);
    Outcome {
        method,
        contest: contest.clone(),
        turnout,
        rounds: vec![Round {
            number: 1,
            quota: None,
            votes: whole(votes),
            keep: Vec::new(),
            exhausted: None,
            actions: seating.actions,
        }],
        elected: seating.elected,
        ties: seating.ties,
        pairwise: None,
        motion: None,
    }
}

/// The options that stand in levels of equal votes, the most first.
fn levels(contest: &Contest, votes: &[u64]) -> Vec<Vec<OptionNo>> {
    let mut order: Vec<OptionNo> = contest.standing().collect();
    order.sort_by_key(|option| std::cmp::Reverse(votes[option.index()]));
    order
        .chunk_by(|a, b| votes[a.index()] == votes[b.index()])
        .map(<[OptionNo]>::to_vec)
        .collect()
}

/// Whole votes, for the result.
pub(super) fn whole(votes: &[u64]) -> Vec<Decimal> {
    let votes = votes.iter();
    votes
        .map(|votes| Decimal::new((*votes).into(), 0))
        .collect()
}
