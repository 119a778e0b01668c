//! B3: who is excluded, and what becomes of a tie for it.

use super::super::contest::OptionNo;
use super::super::outcome::{Act, Reason};
use super::super::ways::{End, Mode, try_each};
use super::{Count, Figures, action};

impl Count<'_> {
    /// B3: excludes the hopeful option with the fewest votes. Those within the
    /// surplus of it are tied with it.
    pub(super) fn exclude_lowest(&mut self, figures: &Figures, mode: &Mode<'_>) -> Option<End> {
        let candidates: Vec<usize> = match self.room.matters() {
            true => self.room.excludable(self.hopeful.iter().copied()),
            false => self.hopeful.iter().copied().collect(),
        };
        let lowest = candidates.iter().map(|option| figures.votes[*option]).min();
        let Some(lowest) = lowest else {
            return Some(End::Complete); // there is always one while more stand than fit
        };
        let reach = lowest + figures.surplus;
        let (tied, others) = candidates
            .iter()
            .partition(|option| figures.votes[**option] <= reach);
        self.exclude_one_of(figures, tied, others, mode)
    }

    /// Excludes one of those who are tied for it, or the only one.
    pub(super) fn exclude_one_of(
        &mut self,
        figures: &Figures,
        tied: Vec<usize>,
        others: Vec<usize>,
        mode: &Mode<'_>,
    ) -> Option<End> {
        let numbers: Vec<OptionNo> = tied.iter().map(|option| OptionNo::at(*option)).collect();
        let (excluded, reason) = if let [only] = numbers[..] {
            (only, Reason::FewestVotes)
        } else if let Some(drawn) = self.lot.and_then(|lot| lot.first_of(&numbers)) {
            (drawn, Reason::Lot)
        } else if self.all_go_first(figures, &tied, &others) {
            (numbers[0], Reason::SameResult)
        } else {
            match try_each(self, &tied, mode, Self::exclude) {
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
        !self.room.matters()
            && others.len() >= self.open_seats()
            && next.is_some_and(|next| together + figures.surplus < next)
    }
}
