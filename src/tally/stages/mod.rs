//! Counting in stages, ballots lying with one option at a time: what
//! `scottish-stv-1` and `irv-1` share. `docs/counting/` has their rules.

mod choosing;
mod papers;

use std::cmp::Reverse;

use self::papers::Papers;
use super::ballots::Preferences;
use super::caps::Room;
use super::contest::{Contest, OptionNo};
use super::decimal::Decimal;
use super::method::Method;
use super::outcome::{Act, Action, Outcome, Reason, Round, Tie, Turnout};
use super::ties::Lot;
use super::ways::{self, End, Mode, Set, Way};

/// How votes become seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quota {
    /// So that no more can reach it than there are seats; fixed at the start.
    Fixed,
    /// More than half of the votes still held, anew in each round.
    Majority,
}

/// What tells the methods apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) method: Method,
    pub(super) quota: Quota,
    /// Decimal places of votes and values.
    pub(super) places: usize,
    /// One vote, in the smallest unit.
    pub(super) unit: u64,
}

/// Counts ranked ballots.
pub(super) fn count(
    rule: Rule,
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    room: Room,
) -> Outcome {
    let mut count = Count::start(rule, contest, ballots, lot, room);
    let end = count.run(&Mode::Recorded);
    count.finish(end, ballots.cast())
}

#[derive(Clone)]
struct Count<'a> {
    rule: Rule,
    contest: &'a Contest,
    lot: Option<&'a Lot>,
    seats: usize,
    room: Room,
    papers: Papers<'a>,
    hopeful: Vec<bool>,
    elected: Vec<usize>,
    rounds: Vec<Round>,
    ties: Vec<Tie>,
    /// What the guard did before the first round.
    at_the_start: Vec<Action>,
}

impl Way for Count<'_> {
    fn run(&mut self, mode: &Mode<'_>) -> End {
        loop {
            if let Some(end) = self.round(mode) {
                return end;
            }
        }
    }

    fn elected(&self) -> &[usize] {
        &self.elected
    }
}

impl<'a> Count<'a> {
    /// A: everyone who stands is hopeful, except for those of full groups.
    fn start(
        rule: Rule,
        contest: &'a Contest,
        ballots: &'a Preferences,
        lot: Option<&'a Lot>,
        room: Room,
    ) -> Self {
        let mut hopeful: Vec<bool> = contest
            .numbers()
            .map(|option| !contest.is_withdrawn(option))
            .collect();
        let mut at_the_start = Vec::new();
        for option in contest.standing() {
            if !room.may_elect(option) {
                hopeful[option.index()] = false;
                at_the_start.push(action(Act::Excluded, option, room.why_not(option)));
            }
        }
        Self {
            rule,
            contest,
            lot,
            seats: usize::try_from(contest.seats()).unwrap_or(usize::MAX),
            room,
            papers: Papers::new(ballots, &hopeful, rule.unit),
            hopeful,
            elected: Vec::new(),
            rounds: Vec::new(),
            ties: Vec::new(),
            at_the_start,
        }
    }

    fn open_seats(&self) -> usize {
        self.seats.saturating_sub(self.elected.len())
    }

    /// The hopeful options, in the contest's order.
    fn hopefuls(&self) -> Vec<usize> {
        let options = self.hopeful.iter().enumerate();
        options
            .filter(|(_, hopeful)| **hopeful)
            .map(|(option, _)| option)
            .collect()
    }

    fn quota(&self) -> u128 {
        match self.rule.quota {
            Quota::Fixed => {
                let whole =
                    u128::from(self.papers.valid()) / (u128::from(self.contest.seats()) + 1);
                (whole + 1) * u128::from(self.rule.unit)
            }
            Quota::Majority => self.papers.votes().iter().sum::<u128>() / 2 + 1,
        }
    }

    /// B: one round. `None` if another follows.
    fn round(&mut self, mode: &Mode<'_>) -> Option<End> {
        let quota = self.quota();
        self.begin(quota);
        // 2: elect
        let votes = self.papers.votes();
        let hopeful = self.hopefuls().into_iter();
        let mut reaching: Vec<(u128, usize)> = hopeful
            .map(|option| (votes[option], option))
            .filter(|(votes, _)| *votes >= quota)
            .collect();
        if self.room.matters()
            && let Some(tied) = self.room.tied_for_room(&reaching)
        {
            return self.exclude_one_of(tied, false, mode);
        }
        reaching.sort_by_key(|(votes, option)| (Reverse(*votes), *option));
        let mut barred = Vec::new();
        for (_, option) in reaching {
            if self.hopeful[option] {
                self.elect(option, Reason::Quota);
                self.guard(&mut barred);
            }
        }
        // 3: is that all?
        let hopeful = self.hopefuls();
        let open = self.open_seats();
        if open == 0 {
            for option in hopeful {
                self.note(Act::NotElected, option, Reason::SeatsFilled);
            }
            return Some(End::Complete);
        }
        if hopeful.len() <= open && self.room.all_fit(hopeful.iter().copied()) {
            let mut rest = hopeful;
            rest.sort_by_key(|option| (Reverse(self.papers.votes()[*option]), *option));
            for option in rest {
                self.elect(option, Reason::Remaining);
            }
            return Some(End::Complete);
        }
        if !barred.is_empty() {
            self.papers.release(&barred, &self.hopeful);
            return None;
        }
        // 4: the largest surplus
        let votes = self.papers.votes();
        let over = self.elected.iter().copied();
        let over: Vec<usize> = over.filter(|option| votes[*option] > quota).collect();
        if let Some(most) = over.iter().map(|option| votes[*option]).max() {
            let mut tied = over;
            tied.retain(|option| votes[*option] == most);
            tied.sort_unstable();
            return self.transfer_one_of(tied, quota, mode);
        }
        // 5: the fewest votes
        let mut tied = match self.room.matters() {
            true => self.room.excludable(hopeful),
            false => hopeful,
        };
        let Some(fewest) = tied.iter().map(|option| votes[*option]).min() else {
            return Some(End::Complete); // there is always one while more stand than fit
        };
        tied.retain(|option| votes[*option] == fewest);
        self.exclude_one_of(tied, true, mode)
    }

    /// Excludes everyone who may not be elected any more, unless all is over.
    fn guard(&mut self, barred: &mut Vec<usize>) {
        if !self.room.matters() || self.open_seats() == 0 {
            return;
        }
        for option in self.hopefuls() {
            let number = OptionNo::at(option);
            if !self.room.may_elect(number) {
                self.hopeful[option] = false;
                self.note(Act::Excluded, option, self.room.why_not(number));
                barred.push(option);
            }
        }
    }

    fn elect(&mut self, option: usize, by: Reason) {
        self.hopeful[option] = false;
        self.elected.push(option);
        self.room.elect(OptionNo::at(option));
        self.note(Act::Elected, option, by);
    }

    fn exclude(&mut self, option: usize) {
        self.hopeful[option] = false;
        self.papers.release(&[option], &self.hopeful);
    }

    /// Begins a round: the votes as they stand.
    fn begin(&mut self, quota: u128) {
        let places = self.rule.places;
        let votes = self.papers.votes();
        let held: u128 = votes.iter().sum();
        let valid = u128::from(self.papers.valid()) * u128::from(self.rule.unit);
        let round = Round {
            number: u32::try_from(self.rounds.len() + 1).unwrap_or(u32::MAX),
            quota: Some(Decimal::new(quota, places)),
            votes: votes
                .iter()
                .map(|votes| Decimal::new(*votes, places))
                .collect(),
            keep: Vec::new(),
            exhausted: Some(Decimal::new(valid.saturating_sub(held), places)),
            actions: std::mem::take(&mut self.at_the_start),
        };
        self.rounds.push(round);
    }

    /// Notes what happened in the round begun last.
    fn note(&mut self, act: Act, option: usize, by: Reason) {
        if let Some(round) = self.rounds.last_mut() {
            round.actions.push(action(act, OptionNo::at(option), by));
        }
    }

    fn finish(mut self, end: End, cast: u64) -> Outcome {
        let hopeful: Set = self.hopefuls().into_iter().collect();
        let elected = ways::seats(&self.elected, &hopeful, end, self.rounds.last_mut());
        let void = self.papers.void();
        Outcome {
            method: self.rule.method,
            contest: self.contest.clone(),
            turnout: Turnout {
                cast,
                blank: cast - self.papers.valid() - void,
                void,
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
