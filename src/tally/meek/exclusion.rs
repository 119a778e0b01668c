//! B3: who is excluded, and what becomes of a tie for it.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::super::contest::OptionNo;
use super::super::outcome::{Act, Reason};
use super::{Count, Figures, action};

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

impl Count<'_> {
    /// B3: excludes the hopeful option with the fewest votes. Those within the
    /// surplus of it are tied with it.
    pub(super) fn exclude_lowest(&mut self, figures: &Figures, mode: &Mode<'_>) -> Option<End> {
        let lowest = self
            .hopeful
            .iter()
            .map(|option| figures.votes[*option])
            .min()?;
        let reach = lowest + figures.surplus;
        let (tied, others): (Vec<usize>, Vec<usize>) = self
            .hopeful
            .iter()
            .partition(|option| figures.votes[**option] <= reach);
        let numbers: Vec<OptionNo> = tied.iter().map(|option| OptionNo::at(*option)).collect();
        let (excluded, reason) = if let [only] = numbers[..] {
            (only, Reason::FewestVotes)
        } else if let Some(drawn) = self.lot.and_then(|lot| lot.first_of(&numbers)) {
            (drawn, Reason::Lot)
        } else if self.all_go_first(figures, &tied, &others) {
            (numbers[0], Reason::SameResult)
        } else {
            match self.try_each(&tied, mode) {
                End::Open { certain, possible }
                    if certain == possible && matches!(mode, Mode::Recorded) =>
                {
                    (numbers[0], Reason::SameResult)
                }
                end => {
                    let undecided = numbers
                        .iter()
                        .map(|option| action(Act::Undecided, *option, Reason::NoLot));
                    self.record(figures, undecided.collect());
                    self.tie(numbers, None);
                    return Some(end);
                }
            }
        };
        self.record(figures, vec![action(Act::Excluded, excluded, reason)]);
        if numbers.len() > 1 {
            self.tie(numbers, Some((excluded, reason)));
        }
        self.exclude(excluded.index());
        None
    }

    /// Whether all of `tied` will be excluded before any other, in whatever
    /// order: even together, and with all surplus, they stay below the next.
    fn all_go_first(&self, figures: &Figures, tied: &[usize], others: &[usize]) -> bool {
        let together: u128 = tied.iter().map(|option| figures.votes[*option]).sum();
        let next = others.iter().map(|option| figures.votes[*option]).min();
        others.len() >= self.open_seats()
            && next.is_some_and(|next| together + figures.surplus < next)
    }

    /// Counts on with each of `tied` excluded in turn, and combines how these
    /// counts end.
    fn try_each(&self, tied: &[usize], mode: &Mode<'_>) -> End {
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
            let mut way = self.clone();
            way.exclude(*option);
            let (certain, possible) = match way.run(&Mode::Continuation(left)) {
                End::TooManyWays => return End::TooManyWays,
                End::Open { certain, possible } => (certain, possible),
                End::Complete => {
                    let elected: Set = way.elected.iter().copied().collect();
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
}
