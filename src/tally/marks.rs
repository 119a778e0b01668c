//! Counting marks: what `approval-1` and `plurality-1` share.

use super::ballots::{Preferences, RankedBallot};
use super::contest::{Contest, OptionNo};
use super::decimal::Decimal;
use super::method::Method;
use super::outcome::{Act, Action, Outcome, Reason, Round, Seat, Tie, Turnout};
use super::ties::{Lot, select};

/// Adds up the marks and seats those with the most. Ballots for which
/// `is_void` holds are cast but count for nobody.
pub(super) fn count(
    method: Method,
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    is_void: impl Fn(&RankedBallot<'_>) -> bool,
) -> Outcome {
    let mut turnout = Turnout {
        cast: ballots.cast(),
        blank: 0,
        void: 0,
    };
    let mut votes = vec![0_u128; contest.options().len()];
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
            votes[option.index()] += u128::from(ballot.weight());
            marks += 1;
        }
        if marks == 0 {
            turnout.blank += ballot.weight();
        }
    }
    let standing = contest
        .standing()
        .map(|option| (votes[option.index()], option));
    let seats = usize::try_from(contest.seats()).unwrap_or(usize::MAX);
    let selection = select(standing.collect(), seats, lot);

    let mut actions = Vec::new();
    let mut ties = Vec::new();
    for (tied, drawn) in selection.draws {
        actions.push(Action {
            act: Act::Excluded,
            who: drawn,
            by: Reason::Lot,
        });
        ties.push(Tie {
            round: 1,
            tied,
            excluded: Some((drawn, Reason::Lot)),
        });
    }
    let by_lot = |option: &OptionNo| ties.last().is_some_and(|tie| tie.tied.contains(option));
    let elected: Vec<Action> = selection
        .elected
        .iter()
        .map(|option| Action {
            act: Act::Elected,
            who: *option,
            by: if by_lot(option) {
                Reason::Lot
            } else {
                Reason::MostVotes
            },
        })
        .collect();
    actions.splice(0..0, elected);
    let mut seats: Vec<Seat> = selection.elected.into_iter().map(Seat::Elected).collect();
    if !selection.undecided.is_empty() {
        let undecided = selection.undecided;
        actions.extend(undecided.iter().map(|option| Action {
            act: Act::Undecided,
            who: *option,
            by: Reason::NoLot,
        }));
        ties.push(Tie {
            round: 1,
            tied: undecided.clone(),
            excluded: None,
        });
        seats.push(Seat::Tied(undecided));
    }
    Outcome {
        method,
        contest: contest.clone(),
        turnout,
        rounds: vec![Round {
            number: 1,
            quota: None,
            votes: votes
                .into_iter()
                .map(|votes| Decimal::new(votes, 0))
                .collect(),
            keep: Vec::new(),
            exhausted: None,
            iterations: 1,
            actions,
        }],
        elected: seats,
        ties,
        motion: None,
    }
}
