//! How many elections it takes to replace a majority of the board, when each takes its
//! regular course. Exact.

use chrono::NaiveDate;

/// When a seat is to be filled anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Falls {
    /// It is vacant, or its term is over: at the next election.
    Next,
    /// The first day after the term.
    On(NaiveDate),
    /// The term has no end.
    Never,
}

/// An election by when its seats fall vacant, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// None where all its seats are vacant or over already.
    pub falls: Option<NaiveDate>,
    pub seats: u64,
    /// The seats of this and of all earlier ones.
    pub together: u64,
}

/// The board's elections to come, one for each day on which terms end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elections {
    /// All seats of the board.
    pub seats: u64,
    /// More than half of them.
    pub majority: u64,
    pub rounds: Vec<Round>,
    /// How many elections from the next one on fill a majority; none where those to come
    /// do not.
    pub needed: Option<usize>,
}

/// The elections to come of a board with these seats. Seats that are to be filled already
/// go with the earliest election.
#[must_use]
pub fn elections(seats: &[Falls]) -> Elections {
    let mut days: Vec<NaiveDate> = seats
        .iter()
        .filter_map(|seat| match seat {
            Falls::On(day) => Some(*day),
            Falls::Next | Falls::Never => None,
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    let count = |wanted: Falls| {
        let fitting = seats.iter().filter(|seat| **seat == wanted).count();
        u64::try_from(fitting).unwrap_or(u64::MAX)
    };
    let open = count(Falls::Next);
    let mut rounds: Vec<Round> = Vec::new();
    let mut together = 0;
    let dated = days.iter().map(|day| (Some(*day), count(Falls::On(*day))));
    let alone = (days.is_empty() && open > 0).then_some((None, 0));
    for (place, (falls, seats)) in alone.into_iter().chain(dated).enumerate() {
        let seats = if place == 0 { seats + open } else { seats };
        together += seats;
        rounds.push(Round {
            falls,
            seats,
            together,
        });
    }
    let all = u64::try_from(seats.len()).unwrap_or(u64::MAX);
    let majority = all / 2 + 1;
    let needed = rounds
        .iter()
        .position(|round| round.together >= majority)
        .map(|place| place + 1);
    Elections {
        seats: all,
        majority,
        rounds,
        needed,
    }
}
