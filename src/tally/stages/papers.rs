//! Ballots on piles, each with the option it lies with at the moment.
//!
//! A pile holds the ballots of one option that have one value, of which a
//! count needs only the total weight. A ballot moves only forward, so that all
//! moves of a whole count are bounded by the number of preferences.

use super::super::ballots::{Preferences, SAME_RANK, index_of, place};

/// The end of a list of ballots.
const NONE: u32 = u32::MAX;

/// Ballots of one value that lie with one option.
#[derive(Clone, Copy, Debug)]
struct Pile {
    value: u64,
    weight: u64,
    /// The first ballot; each ballot knows the next.
    first: u32,
}

/// One of the folded ballots, where it lies.
#[derive(Clone, Copy, Debug)]
struct Lying {
    /// The place after the preference it lies with.
    at: u32,
    /// Where its preferences end: at an overvote, or its last one.
    end: u32,
    /// The next ballot of its pile.
    next: u32,
    weight: u64,
}

/// All ballots of a count.
#[derive(Clone, Debug)]
pub(super) struct Papers<'a> {
    packed: &'a [u16],
    ballots: Vec<Lying>,
    piles: Vec<Vec<Pile>>,
    votes: Vec<u128>,
    valid: u64,
    void: u64,
}

impl<'a> Papers<'a> {
    /// Puts every ballot to its first preference, with the value `unit`.
    pub(super) fn new(ballots: &'a Preferences, hopeful: &[bool], unit: u64) -> Self {
        let packed = ballots.packed();
        let mut papers = Self {
            packed,
            ballots: Vec::with_capacity(ballots.different()),
            piles: hopeful
                .iter()
                .map(|_| {
                    vec![Pile {
                        value: unit,
                        weight: 0,
                        first: NONE,
                    }]
                })
                .collect(),
            votes: Vec::new(),
            valid: 0,
            void: 0,
        };
        for (at, end, weight) in ballots.lying() {
            let (end, overvoted) = before_overvote(packed, hopeful, at, end);
            let Some((option, at)) = next(packed, hopeful, at, end) else {
                if overvoted {
                    papers.void += weight;
                }
                continue;
            };
            papers.valid += weight;
            let number = u32::try_from(papers.ballots.len()).unwrap_or(NONE);
            let pile = &mut papers.piles[option][0];
            pile.weight += weight;
            papers.ballots.push(Lying {
                at,
                end,
                next: std::mem::replace(&mut pile.first, number),
                weight,
            });
        }
        let held = papers.piles.iter().map(|piles| worth(piles));
        papers.votes = held.collect();
        papers
    }

    /// The votes on ballots with a preference.
    pub(super) const fn valid(&self) -> u64 {
        self.valid
    }

    /// The votes on ballots that begin with an overvote.
    pub(super) const fn void(&self) -> u64 {
        self.void
    }

    /// What each option holds.
    pub(super) fn votes(&self) -> &[u128] {
        &self.votes
    }

    /// Moves all ballots of these options, each to its next hopeful
    /// preference, with the values they have.
    pub(super) fn release(&mut self, options: &[usize], hopeful: &[bool]) {
        for option in options {
            self.votes[*option] = 0;
            self.pass_on(*option, hopeful, |value| value);
        }
    }

    /// Moves all ballots of an elected option, at the part of their value that
    /// its surplus is of its votes; it keeps the quota.
    pub(super) fn transfer_surplus(&mut self, option: usize, quota: u128, hopeful: &[bool]) {
        let total = self.votes[option].max(1);
        let surplus = total.saturating_sub(quota);
        self.votes[option] = quota;
        self.pass_on(option, hopeful, |value| {
            let part = surplus * u128::from(value) / total;
            u64::try_from(part).unwrap_or(value) // a part of the value
        });
    }

    fn pass_on(&mut self, option: usize, hopeful: &[bool], value: impl Fn(u64) -> u64) {
        let mut places: Vec<usize> = Vec::new();
        for pile in std::mem::take(&mut self.piles[option]) {
            let value = value(pile.value);
            // Where each option's pile of this value is, once it was looked for.
            places.clear();
            places.resize(hopeful.len(), usize::MAX);
            let mut number = pile.first;
            while number != NONE {
                let ballot = &mut self.ballots[place(number)];
                let follows = ballot.next;
                if let Some((option, at)) = next(self.packed, hopeful, ballot.at, ballot.end) {
                    let piles = &mut self.piles[option];
                    if places[option] == usize::MAX {
                        places[option] = pile_of(piles, value);
                    }
                    let pile = &mut piles[places[option]];
                    pile.weight += ballot.weight;
                    ballot.at = at;
                    ballot.next = std::mem::replace(&mut pile.first, number);
                    self.votes[option] += u128::from(value) * u128::from(ballot.weight);
                }
                number = follows;
            }
        }
    }
}

/// Where the pile of this value is, made if need be.
fn pile_of(piles: &mut Vec<Pile>, value: u64) -> usize {
    let found = piles.iter().position(|pile| pile.value == value);
    found.unwrap_or_else(|| {
        piles.push(Pile {
            value,
            weight: 0,
            first: NONE,
        });
        piles.len() - 1
    })
}

fn worth(piles: &[Pile]) -> u128 {
    let worth = piles
        .iter()
        .map(|pile| u128::from(pile.value) * u128::from(pile.weight));
    worth.sum()
}

/// The next hopeful option from the preference at `at` on, and the place after it.
fn next(packed: &[u16], hopeful: &[bool], at: u32, end: u32) -> Option<(usize, u32)> {
    let rest = packed.get(place(at)..place(end))?;
    let options = rest.iter().map(|packed| index_of(*packed));
    let mut places = options.zip(at + 1..);
    places.find(|(option, _)| hopeful[*option])
}

/// Where a ballot ends: before the first rank on which two or more options
/// stand; and whether there is one.
fn before_overvote(packed: &[u16], standing: &[bool], at: u32, end: u32) -> (u32, bool) {
    let preferences = &packed[place(at)..place(end)];
    if preferences.iter().all(|packed| packed & SAME_RANK == 0) {
        return (end, false);
    }
    let mut start = at;
    for rank in preferences.chunk_by(|_, next| next & SAME_RANK != 0) {
        let many = rank.iter().filter(|packed| standing[index_of(**packed)]);
        if many.count() > 1 {
            return (start, true);
        }
        start += u32::try_from(rank.len()).unwrap_or(0);
    }
    (end, false)
}
