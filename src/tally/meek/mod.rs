//! `meek-prf-1`: the Reference Meek Rule of the Proportional Representation
//! Foundation, step by step as its text numbers them (A to C), with weights
//! and equal ranks. `docs/counting/meek-prf-1.md` says all of it in words.

mod exclusion;
mod piles;

use std::collections::BTreeSet;

use self::piles::{Piles, Standing, UNIT};
use super::ballots::Preferences;
use super::caps::Room;
use super::contest::{Contest, OptionNo};
use super::decimal::Decimal;
use super::method::Method;
use super::outcome::{Act, Action, Outcome, Reason, Round, Tie, Turnout};
use super::ties::{Lot, select};
use super::ways::{self, End, Mode, Set, Way};

/// Decimal places of votes, quota and keep values.
const PLACES: usize = 9;

/// A surplus below this (in units of 1e-9) ends a round: 1e-6 of a vote.
const OMEGA: u128 = 1_000;

/// After so many distributions a round ends whatever the surplus. Surpluses
/// shrink by a constant factor, so that only contests for many hundreds of
/// seats could come near it; it keeps every count within bounded time.
const MAX_ITERATIONS: u32 = 20_000;

/// Counts ranked ballots.
pub(super) fn count(
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    room: Room,
) -> Outcome {
    let mut count = Count::start(contest, ballots, lot, room);
    let end = count.run(&Mode::Recorded);
    count.finish(end)
}

/// The votes after the last distribution of a round.
struct Figures {
    votes: Vec<u128>,
    quota: u128,
    surplus: u128,
    /// Hopeful options that reach the quota, in the contest's order.
    reaching: Vec<usize>,
}

#[derive(Clone)]
struct Count<'a> {
    contest: &'a Contest,
    ballots: &'a Preferences,
    lot: Option<&'a Lot>,
    seats: usize,
    room: Room,
    piles: Piles<'a>,
    keep: Vec<u64>,
    elected: Vec<usize>,
    hopeful: BTreeSet<usize>,
    rounds: Vec<Round>,
    ties: Vec<Tie>,
    /// What the guard did before the first round.
    at_the_start: Vec<Action>,
}

impl Way for Count<'_> {
    /// B and C.
    fn run(&mut self, mode: &Mode<'_>) -> End {
        // B1: is the count complete?
        while !self.is_complete() {
            let figures = self.iterate();
            let open = if figures.reaching.is_empty() {
                self.exclude_lowest(&figures, mode)
            } else {
                self.elect_reaching(&figures, mode)
            };
            if let Some(open) = open {
                return open;
            }
        }
        self.settle_the_rest();
        End::Complete
    }

    fn elected(&self) -> &[usize] {
        &self.elected
    }
}

impl<'a> Count<'a> {
    /// A: everyone is hopeful with keep value 1, except those withdrawn, and
    /// those of full groups.
    fn start(
        contest: &'a Contest,
        ballots: &'a Preferences,
        lot: Option<&'a Lot>,
        room: Room,
    ) -> Self {
        let (hopeful, barred): (Vec<OptionNo>, Vec<OptionNo>) = contest
            .standing()
            .partition(|option| room.may_elect(*option));
        let mut standing = vec![Standing::Out; contest.options().len()];
        for option in &hopeful {
            standing[option.index()] = Standing::Hopeful;
        }
        let barred = barred.into_iter();
        let at_the_start = barred
            .map(|option| action(Act::Excluded, option, room.why_not(option)))
            .collect();
        Self {
            contest,
            ballots,
            lot,
            seats: usize::try_from(contest.seats()).unwrap_or(usize::MAX),
            keep: standing
                .iter()
                .map(|standing| if *standing == Standing::Out { 0 } else { UNIT })
                .collect(),
            piles: Piles::new(ballots, standing),
            elected: Vec::new(),
            hopeful: hopeful.into_iter().map(OptionNo::index).collect(),
            room,
            rounds: Vec::new(),
            ties: Vec::new(),
            at_the_start,
        }
    }

    fn open_seats(&self) -> usize {
        self.seats.saturating_sub(self.elected.len())
    }

    /// B1: all seats are filled, or there is one for everyone left.
    fn is_complete(&self) -> bool {
        let open = self.open_seats();
        let fit = || self.room.all_fit(self.hopeful.iter().copied());
        open == 0 || (self.hopeful.len() <= open && fit())
    }

    /// B2: distributes votes until someone reaches the quota, or the surplus
    /// has all but gone or stops shrinking.
    fn iterate(&mut self) -> Figures {
        let mut previous = None;
        let mut iterations = 0;
        loop {
            iterations += 1;
            let figures = self.distribute();
            let stands_still = previous.is_some_and(|previous| figures.surplus >= previous);
            if !figures.reaching.is_empty()
                || figures.surplus < OMEGA
                || stands_still
                || iterations == MAX_ITERATIONS
            {
                return figures;
            }
            previous = Some(figures.surplus);
            self.update_keep_values(&figures);
        }
    }

    /// B2a to B2d: one distribution, and what follows from it.
    fn distribute(&self) -> Figures {
        let mut votes = vec![0; self.keep.len()];
        self.piles.distribute(&self.keep, &mut votes);
        let held: u128 = votes.iter().sum();
        let quota = held / (u128::from(self.contest.seats()) + 1) + 1;
        let reaching: Vec<usize> = self
            .hopeful
            .iter()
            .copied()
            .filter(|option| votes[*option] >= quota)
            .collect();
        // The elected may fall short of the quota by roundings, never by more.
        let (mut over, mut short) = (0, 0);
        for option in self.elected.iter().chain(&reaching) {
            over += votes[*option].saturating_sub(quota);
            short += quota.saturating_sub(votes[*option]);
        }
        Figures {
            votes,
            quota,
            surplus: u128::saturating_sub(over, short),
            reaching,
        }
    }

    /// B2f. A keep value is at most 1: the rule's text does not say so, and
    /// only a rounding could ask for more.
    fn update_keep_values(&mut self, figures: &Figures) {
        let unit = u128::from(UNIT);
        for option in &self.elected {
            let votes = figures.votes[*option];
            if votes > 0 {
                let kept = (u128::from(self.keep[*option]) * figures.quota).div_ceil(unit);
                let keep = (kept * unit).div_ceil(votes).min(unit);
                self.keep[*option] = u64::try_from(keep).unwrap_or(UNIT);
            }
        }
    }

    /// B2c: elects those who reach the quota, each in a round of its own, most
    /// votes first. There is a seat for each, except that roundings of split
    /// ballots can make one too many reach it: then those with the most votes.
    fn elect_reaching(&mut self, figures: &Figures, mode: &Mode<'_>) -> Option<End> {
        let reaching = figures.reaching.iter();
        let votes = reaching.map(|option| (figures.votes[*option], OptionNo::at(*option)));
        let votes: Vec<(u128, OptionNo)> = votes.collect();
        if self.room.matters() {
            let reaching = votes.iter().map(|(votes, option)| (*votes, option.index()));
            let reaching: Vec<(u128, usize)> = reaching.collect();
            if let Some(tied) = self.room.tied_for_room(&reaching) {
                return self.exclude_one_of(figures, tied, Vec::new(), mode);
            }
        }
        let selection = select(votes, self.open_seats(), self.lot);
        for option in &selection.elected {
            if self.hopeful.contains(&option.index()) {
                self.record(figures, vec![action(Act::Elected, *option, Reason::Quota)]);
                self.elect(option.index());
                self.guard();
            }
        }
        for (tied, drawn) in selection.draws {
            self.record(figures, vec![action(Act::Excluded, drawn, Reason::Lot)]);
            self.tie(tied, Some((drawn, Reason::Lot)));
            self.exclude(drawn.index());
        }
        if selection.undecided.is_empty() {
            return None;
        }
        let tied = selection.undecided;
        let undecided = tied
            .iter()
            .map(|option| action(Act::Undecided, *option, Reason::NoLot));
        self.record(figures, undecided.collect());
        let certain: Set = self.elected.iter().copied().collect();
        let possible = certain
            .iter()
            .copied()
            .chain(tied.iter().map(|o| o.index()))
            .collect();
        self.tie(tied, None);
        Some(End::Open { certain, possible })
    }

    /// C: the rest are elected if seats are open for all of them, or else not.
    fn settle_the_rest(&mut self) {
        if self.rounds.is_empty() {
            // Nobody was ever in doubt: show the votes all the same.
            let figures = self.distribute();
            self.record(&figures, Vec::new());
        }
        let mut rest: Vec<usize> = self.hopeful.iter().copied().collect();
        let Some(round) = self.rounds.last_mut() else {
            return;
        };
        if self.seats > self.elected.len() {
            rest.sort_by_key(|option| std::cmp::Reverse(round.votes[*option]));
            for option in &rest {
                round.actions.push(action(
                    Act::Elected,
                    OptionNo::at(*option),
                    Reason::Remaining,
                ));
            }
            self.elected.extend(rest);
        } else {
            for option in rest {
                round.actions.push(action(
                    Act::NotElected,
                    OptionNo::at(option),
                    Reason::SeatsFilled,
                ));
            }
        }
    }

    /// Excludes everyone who may not be elected any more, unless all is over.
    fn guard(&mut self) {
        if !self.room.matters() || self.open_seats() == 0 {
            return;
        }
        for option in self.hopeful.clone() {
            let number = OptionNo::at(option);
            if !self.room.may_elect(number) {
                let excluded = action(Act::Excluded, number, self.room.why_not(number));
                if let Some(round) = self.rounds.last_mut() {
                    round.actions.push(excluded);
                }
                self.exclude(option);
            }
        }
    }

    fn elect(&mut self, option: usize) {
        self.room.elect(OptionNo::at(option));
        debug_assert_eq!(self.piles.standing(option), Standing::Hopeful);
        self.hopeful.remove(&option);
        self.elected.push(option);
        self.piles.elect(option);
    }

    fn exclude(&mut self, option: usize) {
        self.hopeful.remove(&option);
        self.keep[option] = 0;
        self.piles.exclude(option);
    }

    fn record(&mut self, figures: &Figures, mut actions: Vec<Action>) {
        actions.splice(0..0, std::mem::take(&mut self.at_the_start));
        let held: u128 = figures.votes.iter().sum();
        let valid = u128::from(self.piles.valid()) * u128::from(UNIT);
        let keep = self
            .keep
            .iter()
            .map(|keep| Decimal::new(u128::from(*keep), PLACES));
        self.rounds.push(Round {
            number: u32::try_from(self.rounds.len() + 1).unwrap_or(u32::MAX),
            quota: Some(Decimal::new(figures.quota, PLACES)),
            votes: figures
                .votes
                .iter()
                .map(|votes| Decimal::new(*votes, PLACES))
                .collect(),
            keep: keep.collect(),
            exhausted: Some(Decimal::new(valid.saturating_sub(held), PLACES)),
            actions,
        });
    }

    /// Notes a tie of the round recorded last.
    fn tie(&mut self, tied: Vec<OptionNo>, excluded: Option<(OptionNo, Reason)>) {
        let round = self.rounds.last().map_or(1, |round| round.number);
        self.ties.push(Tie {
            round,
            tied,
            excluded,
        });
    }

    fn finish(mut self, end: End) -> Outcome {
        let last = self.rounds.last_mut();
        let elected = ways::seats(&self.elected, &self.hopeful, end, last);
        let cast = self.ballots.cast();
        Outcome {
            method: Method::MeekPrf1,
            contest: self.contest.clone(),
            turnout: Turnout {
                cast,
                blank: cast - self.piles.valid(),
                void: 0,
            },
            rounds: self.rounds,
            elected,
            ties: self.ties,
            pairwise: None,
            motion: None,
        }
    }
}

fn action(act: Act, who: OptionNo, by: Reason) -> Action {
    Action { act, who, by }
}
