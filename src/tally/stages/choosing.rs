//! Who of several with equal votes is excluded, or passes on a surplus, first.

use super::super::contest::OptionNo;
use super::super::outcome::{Act, Reason, Tie};
use super::super::ways::{End, Mode, try_each};
use super::Count;

/// What the tied are tied for.
#[derive(Clone, Copy)]
enum Tied {
    /// For being excluded: the fewest votes. Whether rule 3 may settle it.
    Exclusion { plainly: bool },
    /// For passing on a surplus first: the most votes. With the quota.
    Surplus { quota: u128 },
}

impl Count<'_> {
    /// Excludes one of those with equal votes. They are in the contest's order.
    pub(super) fn exclude_one_of(
        &mut self,
        tied: Vec<usize>,
        plainly: bool,
        mode: &Mode<'_>,
    ) -> Option<End> {
        match self.choose(tied, Tied::Exclusion { plainly }, mode) {
            Ok((option, by)) => {
                self.note(Act::Excluded, option, by);
                self.exclude(option);
                None
            }
            Err(end) => Some(end),
        }
    }

    /// Transfers the surplus of one of those with equal surpluses.
    pub(super) fn transfer_one_of(
        &mut self,
        tied: Vec<usize>,
        quota: u128,
        mode: &Mode<'_>,
    ) -> Option<End> {
        match self.choose(tied, Tied::Surplus { quota }, mode) {
            Ok((option, by)) => {
                self.note(Act::Transferred, option, by);
                self.papers.transfer_surplus(option, quota, &self.hopeful);
                None
            }
            Err(end) => Some(end),
        }
    }

    /// The one that is chosen, and why; or how the count ends without.
    fn choose(
        &mut self,
        tied: Vec<usize>,
        what: Tied,
        mode: &Mode<'_>,
    ) -> Result<(usize, Reason), End> {
        if let [only] = tied[..] {
            return Ok((
                only,
                match what {
                    Tied::Exclusion { .. } => Reason::FewestVotes,
                    Tied::Surplus { .. } => Reason::Surplus,
                },
            ));
        }
        let left = self.look_back(&tied, what);
        if let [only] = left[..] {
            return Ok(self.settled(&tied, only, Reason::EarlierRound));
        }
        let numbers: Vec<OptionNo> = left.iter().map(|option| OptionNo::at(*option)).collect();
        if let Some(drawn) = self.lot.and_then(|lot| lot.first_of(&numbers)) {
            return Ok(self.settled(&left, drawn.index(), Reason::Lot));
        }
        if self.is_plain(&left, what) {
            return Ok(self.settled(&left, left[0], Reason::SameResult));
        }
        let end = try_each(self, &left, mode, |way, option| match what {
            Tied::Exclusion { .. } => way.exclude(option),
            Tied::Surplus { quota } => {
                way.papers.transfer_surplus(option, quota, &way.hopeful);
            }
        });
        match end {
            End::Open { certain, possible }
                if certain == possible && matches!(mode, Mode::Recorded) =>
            {
                Ok(self.settled(&left, left[0], Reason::SameResult))
            }
            end => {
                if matches!(what, Tied::Exclusion { .. }) {
                    for option in &left {
                        self.note(Act::Undecided, *option, Reason::NoLot);
                    }
                }
                self.tie(&left, None);
                Err(end)
            }
        }
    }

    /// Rule 1: those who stay tied when earlier rounds are looked at, from
    /// the latest to the first.
    fn look_back(&self, tied: &[usize], what: Tied) -> Vec<usize> {
        let mut left = tied.to_vec();
        for round in self.rounds.iter().rev().skip(1) {
            let votes = |option: &usize| round.votes[*option];
            let kept = match what {
                Tied::Exclusion { .. } => left.iter().map(votes).min(),
                Tied::Surplus { .. } => left.iter().map(votes).max(),
            };
            left.retain(|option| Some(votes(option)) == kept);
            if left.len() == 1 {
                break;
            }
        }
        left
    }

    /// Rule 3: whether they all go before anyone else does, without a vote
    /// being moved by it.
    fn is_plain(&self, tied: &[usize], what: Tied) -> bool {
        let votes = self.papers.votes();
        match what {
            Tied::Exclusion { plainly: true } => {
                tied.iter().all(|option| votes[*option] == 0)
                    && self.room.can_spare(self.hopefuls(), tied)
            }
            Tied::Exclusion { plainly: false } | Tied::Surplus { .. } => false,
        }
    }

    fn settled(&mut self, tied: &[usize], chosen: usize, by: Reason) -> (usize, Reason) {
        self.tie(tied, Some((OptionNo::at(chosen), by)));
        (chosen, by)
    }

    fn tie(&mut self, tied: &[usize], excluded: Option<(OptionNo, Reason)>) {
        let round = self.rounds.last().map_or(1, |round| round.number);
        self.ties.push(Tie {
            round,
            tied: tied.iter().map(|option| OptionNo::at(*option)).collect(),
            excluded,
        });
    }
}
