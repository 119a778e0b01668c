//! Ballots, folded: identical ballots are kept once, with their weights added.

use super::answers::MotionVotes;
use super::contest::{MAX_OPTIONS, MAX_VOTES, OptionNo};
use super::scores::{MAX_SCORE, Scores};

/// Set on a preference that shares the rank of the preference before it.
pub(super) const SAME_RANK: u16 = 0x8000;

/// Takes the option's index out of a packed preference.
pub(super) fn index_of(packed: u16) -> usize {
    usize::from(packed & !SAME_RANK)
}

/// What a count counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ballots {
    /// Options in order of preference.
    Ranked(Preferences),
    /// Options marked; the lists' order says nothing.
    Marked(Preferences),
    /// A score for each option.
    Scored(Scores),
    /// Answers to a motion.
    Motion(MotionVotes),
}

impl Ballots {
    /// All votes cast, blank ones included: the sum of the weights.
    pub fn cast(&self) -> u64 {
        match self {
            Self::Ranked(preferences) | Self::Marked(preferences) => preferences.cast(),
            Self::Scored(scores) => scores.cast(),
            Self::Motion(votes) => votes.cast(),
        }
    }
}

/// Why a ballot was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotError {
    /// An option number beyond the contest's list.
    #[error("there is no option {0}")]
    UnknownOption(usize),
    /// One option in two places of one ballot.
    #[error("option {0} stands on the ballot twice")]
    Twice(usize),
    /// A score beyond what any ballot may give.
    #[error("{0} is a score above {MAX_SCORE}")]
    ScoreTooHigh(u64),
    /// A ballot that counts zero times.
    #[error("a ballot weighs at least 1")]
    NoWeight,
    /// The sum of all weights would pass [`MAX_VOTES`].
    #[error("the votes add up to more than {MAX_VOTES}, which is more than a count can carry")]
    TooManyVotes,
    /// The ballots hold more preferences than a 32-bit place can address.
    #[error("these are more different ballots than one count can hold")]
    TooManyBallots,
}

/// Folded lists of preferences.
///
/// All lists lie in one flat array, so that millions of ballots cost a few
/// allocations. The order is that of first appearance; no count depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    options: usize,
    /// The option's index (from 0); [`SAME_RANK`] joins it to the one before.
    packed: Vec<u16>,
    /// Where the list of each ballot ends in `packed`.
    ends: Vec<u32>,
    weights: Vec<u64>,
    cast: u64,
}

impl Preferences {
    /// Folds ballots given as groups of equally ranked options, best first.
    ///
    /// # Errors
    /// The first ballot that [`Folder::add`] refuses.
    pub fn fold<'a>(
        options: usize,
        ballots: impl IntoIterator<Item = (&'a [Vec<OptionNo>], u64)>,
    ) -> Result<Self, BallotError> {
        let mut folder = Folder::new(options);
        for (ranks, weight) in ballots {
            folder.add(ranks, weight)?;
        }
        Ok(folder.finish())
    }

    /// How many options the ballots are about.
    pub const fn options(&self) -> usize {
        self.options
    }

    /// How many different ballots there are.
    pub fn different(&self) -> usize {
        self.weights.len()
    }

    /// The sum of all weights, blank ballots included.
    pub const fn cast(&self) -> u64 {
        self.cast
    }

    /// Every different ballot with its weight.
    pub fn iter(&self) -> impl Iterator<Item = RankedBallot<'_>> {
        (0..self.different()).map(|ballot| self.ballot(ballot))
    }

    pub(super) fn ballot(&self, ballot: usize) -> RankedBallot<'_> {
        RankedBallot {
            packed: &self.packed[self.span(ballot)],
            weight: self.weights[ballot],
        }
    }

    pub(super) fn span(&self, ballot: usize) -> std::ops::Range<usize> {
        let start = if ballot == 0 {
            0
        } else {
            place(self.ends[ballot - 1])
        };
        start..place(self.ends[ballot])
    }

    /// Where each ballot's preferences begin and end in [`Self::packed`], and its weight.
    pub(super) fn lying(&self) -> impl Iterator<Item = (u32, u32, u64)> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let spans = starts.zip(self.ends.iter().copied());
        spans
            .zip(&self.weights)
            .map(|((start, end), weight)| (start, end, *weight))
    }

    pub(super) fn packed(&self) -> &[u16] {
        &self.packed
    }
}

/// A place in a flat array; 32-bit places fit every machine this runs on.
pub(super) fn place(stored: u32) -> usize {
    usize::try_from(stored).unwrap_or(usize::MAX)
}

/// One of the folded ballots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedBallot<'a> {
    packed: &'a [u16],
    weight: u64,
}

impl<'a> RankedBallot<'a> {
    /// How many identical ballots of weight 1 this one stands for.
    pub const fn weight(&self) -> u64 {
        self.weight
    }

    /// Every option on the ballot, in order.
    pub fn options(&self) -> impl Iterator<Item = OptionNo> + use<'a> {
        self.packed
            .iter()
            .map(|packed| OptionNo::at(index_of(*packed)))
    }

    /// The ranks, best first; options of one rank in ascending order.
    pub fn ranks(&self) -> impl Iterator<Item = Vec<OptionNo>> + use<'a> {
        self.packed
            .chunk_by(|_, next| next & SAME_RANK != 0)
            .map(|rank| rank.iter().map(|p| OptionNo::at(index_of(*p))).collect())
    }
}

/// Collects ballots and folds identical ones.
#[derive(Debug)]
pub struct Folder {
    preferences: Preferences,
    /// Open addressing: the hash, and the ballot's number plus one (0: free).
    table: Vec<(u32, u32)>,
    scratch: Vec<u16>,
    seen: Vec<bool>,
}

impl Folder {
    /// A folder for ballots about this many options, at most [`MAX_OPTIONS`].
    pub fn new(options: usize) -> Self {
        debug_assert!(
            options <= MAX_OPTIONS,
            "contests are checked for MAX_OPTIONS"
        );
        Self {
            preferences: Preferences {
                options,
                packed: Vec::new(),
                ends: Vec::new(),
                weights: Vec::new(),
                cast: 0,
            },
            table: vec![(0, 0); 64],
            scratch: Vec::new(),
            seen: vec![false; options],
        }
    }

    /// Takes a ballot: groups of equally ranked options, best first. Empty
    /// groups (skipped ranks) have no effect.
    ///
    /// # Errors
    /// An unknown option, one named twice, no weight, or too many votes.
    pub fn add<R: AsRef<[OptionNo]>>(
        &mut self,
        ranks: &[R],
        weight: u64,
    ) -> Result<(), BallotError> {
        let mut packed = std::mem::take(&mut self.scratch);
        packed.clear();
        let mut fault = None;
        for rank in ranks {
            let start = packed.len();
            for option in rank.as_ref() {
                match self.seen.get_mut(option.index()) {
                    None => fault = Some(BallotError::UnknownOption(usize::from(option.get()))),
                    Some(true) => fault = Some(BallotError::Twice(usize::from(option.get()))),
                    Some(seen) => {
                        *seen = true;
                        packed.push(option.get() - 1);
                    }
                }
            }
            close_rank(&mut packed, start);
        }
        for preference in &packed {
            self.seen[index_of(*preference)] = false;
        }
        let result = match fault {
            Some(fault) => Err(fault),
            None => self.add_packed(&packed, weight),
        };
        self.scratch = packed;
        result
    }

    /// Takes a ballot whose preferences are known to be in range, without
    /// duplicates, and closed rank by rank with [`close_rank`].
    pub(super) fn add_packed(&mut self, packed: &[u16], weight: u64) -> Result<(), BallotError> {
        if weight == 0 {
            return Err(BallotError::NoWeight);
        }
        let all = &mut self.preferences;
        all.cast = all
            .cast
            .checked_add(weight)
            .filter(|cast| *cast <= MAX_VOTES)
            .ok_or(BallotError::TooManyVotes)?;

        let hash = hash(packed);
        let mut slot = first_slot(hash, self.table.len());
        loop {
            let (slot_hash, number) = self.table[slot];
            if number == 0 {
                break;
            }
            if slot_hash == hash {
                let ballot = place(number - 1);
                if all.packed[all.span(ballot)] == *packed {
                    all.weights[ballot] += weight; // cannot pass `cast`, which was checked
                    return Ok(());
                }
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
        let end = u32::try_from(all.packed.len() + packed.len())
            .map_err(|_| BallotError::TooManyBallots)?;
        let number =
            u32::try_from(all.weights.len() + 1).map_err(|_| BallotError::TooManyBallots)?;
        all.packed.extend_from_slice(packed);
        all.ends.push(end);
        all.weights.push(weight);
        self.table[slot] = (hash, number);
        if place(number) * 4 > self.table.len() * 3 {
            self.grow();
        }
        Ok(())
    }

    /// Doubles the table; the hashes kept in it are all that it takes.
    fn grow(&mut self) {
        let size = self.table.len() * 2;
        let mut table = vec![(0, 0); size];
        for (hash, number) in self.table.iter().filter(|(_, number)| *number != 0) {
            let mut slot = first_slot(*hash, size);
            while table[slot].1 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = (*hash, *number);
        }
        self.table = table;
    }

    /// The folded ballots.
    pub fn finish(self) -> Preferences {
        self.preferences
    }
}

/// Puts the options from `start` on into ascending order and joins them into
/// one rank.
pub(super) fn close_rank(packed: &mut [u16], start: usize) {
    let rank = &mut packed[start..];
    if rank.len() > 1 {
        rank.sort_unstable();
        for preference in &mut rank[1..] {
            *preference |= SAME_RANK;
        }
    }
}

/// A quick mixing of the preferences; it decides only where to look first.
fn hash(packed: &[u16]) -> u32 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = |state: u64| {
        let state = state.wrapping_mul(ODD);
        state ^ (state >> 32)
    };
    let mut state = ODD;
    let mut chunks = packed.chunks_exact(4);
    for four in &mut chunks {
        let word = u64::from(four[0])
            | u64::from(four[1]) << 16
            | u64::from(four[2]) << 32
            | u64::from(four[3]) << 48;
        state = mixed(state ^ word);
    }
    let mut word = 0xffff;
    for preference in chunks.remainder() {
        word = word << 16 | u64::from(*preference);
    }
    let state = mixed(mixed(state ^ word));
    u32::try_from(state >> 32).unwrap_or(0)
}

/// Where to look first in a table of `size` slots, a power of two.
fn first_slot(hash: u32, size: usize) -> usize {
    place(hash) & (size - 1)
}
