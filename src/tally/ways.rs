//! Ties that nothing settles: counting on, once for each way they could go.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::contest::OptionNo;
use super::outcome::{Act, Action, Reason, Round, Seat};

/// How many ways of settling a tie are counted to the end, to see whether it
/// matters, before it is left open.
const MAX_CONTINUATIONS: usize = 100;

/// Options by index; a set to compare and combine.
pub(super) type Set = BTreeSet<usize>;

/// How a count ended.
pub(super) enum End {
    /// All seats are filled, or all who are left have one.
    Complete,
    /// A tie stands: these are elected however it is settled, these might be.
    Open { certain: Set, possible: Set },
    /// There were more ways to settle ties than are followed.
    TooManyWays,
}

/// Whether a count is the one reported, or one of the ways a tie could go.
pub(super) enum Mode<'m> {
    Recorded,
    /// With the number of further ways that may be followed.
    Continuation(&'m Cell<usize>),
}

/// A count that can be copied and carried on.
pub(super) trait Way: Clone {
    /// Counts from here to the end.
    fn run(&mut self, mode: &Mode<'_>) -> End;
    /// Who is elected so far, in order.
    fn elected(&self) -> &[usize];
}

/// Counts on with each of `tied` chosen in turn, and combines how these
/// counts end.
pub(super) fn try_each<W: Way>(
    count: &W,
    tied: &[usize],
    mode: &Mode<'_>,
    choose: impl Fn(&mut W, usize),
) -> End {
    let fresh = Cell::new(MAX_CONTINUATIONS);
    let left = match mode {
        Mode::Recorded => &fresh,
        Mode::Continuation(left) => left,
    };
    let mut combined: Option<(Set, Set)> = None;
    for option in tied {
        match left.get().checked_sub(1) {
            None => return End::TooManyWays,
            Some(fewer) => left.set(fewer),
        }
        let mut way = count.clone();
        choose(&mut way, *option);
        let (certain, possible) = match way.run(&Mode::Continuation(left)) {
            End::TooManyWays => return End::TooManyWays,
            End::Open { certain, possible } => (certain, possible),
            End::Complete => {
                let elected: Set = way.elected().iter().copied().collect();
                (elected.clone(), elected)
            }
        };
        combined = Some(match combined {
            None => (certain, possible),
            Some((all, any)) => (&all & &certain, &any | &possible),
        });
    }
    let (certain, possible) = combined.unwrap_or_default();
    End::Open { certain, possible }
}

/// The list of the elected as a count ended: those elected, then others who
/// are elected however a tie goes (which the last round notes), then those
/// between whom it stands.
pub(super) fn seats(
    elected: &[usize],
    hopeful: &Set,
    end: End,
    last: Option<&mut Round>,
) -> Vec<Seat> {
    let mut seats: Vec<Seat> = elected
        .iter()
        .map(|option| Seat::Elected(OptionNo::at(*option)))
        .collect();
    let (certain, possible) = match end {
        End::Complete => return seats,
        End::Open { certain, possible } => (certain, possible),
        End::TooManyWays => {
            let certain: Set = elected.iter().copied().collect();
            let possible = &certain | hopeful;
            (certain, possible)
        }
    };
    let mut added = Vec::new();
    for option in certain.iter().filter(|option| !elected.contains(option)) {
        let who = OptionNo::at(*option);
        seats.push(Seat::Elected(who));
        added.push(Action {
            act: Act::Elected,
            who,
            by: Reason::SameResult,
        });
    }
    if let Some(round) = last {
        round.actions.append(&mut added);
    }
    let tied = possible.difference(&certain);
    seats.push(Seat::Tied(
        tied.map(|option| OptionNo::at(*option)).collect(),
    ));
    seats
}
