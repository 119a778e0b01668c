//! Ballots with scores, folded like others.

use super::ballots::{BallotError, Folder, Preferences};
use super::contest::OptionNo;

/// The highest score that any ballot may give: more steps than people can
/// tell apart, and few enough that totals stay within [`MAX_VOTES`](super::MAX_VOTES).
pub const MAX_SCORE: u64 = 100;

/// The highest score where a method's parameters do not say.
pub const DEFAULT_MAX_SCORE: u32 = 5;

/// Folded ballots with scores. An option without a score has 0, and 0 is the
/// same as no score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores(Preferences);

impl Scores {
    /// How many options the ballots are about.
    pub const fn options(&self) -> usize {
        self.0.options()
    }

    /// How many different ballots there are.
    pub fn different(&self) -> usize {
        self.0.different()
    }

    /// The sum of all weights, blank ballots included.
    pub const fn cast(&self) -> u64 {
        self.0.cast()
    }

    /// Every different ballot with its weight.
    pub fn iter(&self) -> impl Iterator<Item = ScoredBallot<'_>> {
        (0..self.different()).map(|ballot| ScoredBallot {
            packed: &self.0.packed()[self.0.span(ballot)],
            weight: self.0.ballot(ballot).weight(),
        })
    }
}

/// One of the folded ballots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoredBallot<'a> {
    /// The index of an option and its score, one after the other.
    packed: &'a [u16],
    weight: u64,
}

impl ScoredBallot<'_> {
    /// How many identical ballots of weight 1 this one stands for.
    pub const fn weight(&self) -> u64 {
        self.weight
    }

    /// Every option with more than 0, in ascending order, with its score.
    pub fn scores(&self) -> impl Iterator<Item = (OptionNo, u64)> + '_ {
        self.packed.chunks_exact(2).filter_map(|pair| match pair {
            [index, score] => Some((OptionNo::at(usize::from(*index)), u64::from(*score))),
            _ => None,
        })
    }
}

/// Collects ballots with scores and folds identical ones.
#[derive(Debug)]
pub struct ScoreFolder {
    folder: Folder,
    options: usize,
    scratch: Vec<(OptionNo, u16)>,
    packed: Vec<u16>,
}

impl ScoreFolder {
    /// A folder for ballots about this many options.
    pub fn new(options: usize) -> Self {
        Self {
            folder: Folder::new(options),
            options,
            scratch: Vec::new(),
            packed: Vec::new(),
        }
    }

    /// Takes a ballot: options with their scores, in any order.
    ///
    /// # Errors
    /// An unknown option, one named twice, a score above [`MAX_SCORE`], no
    /// weight, or too many votes.
    pub fn add(&mut self, scores: &[(OptionNo, u64)], weight: u64) -> Result<(), BallotError> {
        self.scratch.clear();
        for (option, score) in scores {
            if option.index() >= self.options {
                return Err(BallotError::UnknownOption(usize::from(option.get())));
            }
            let small = u16::try_from(*score).ok();
            let small = small.filter(|_| *score <= MAX_SCORE);
            let score = small.ok_or(BallotError::ScoreTooHigh(*score))?;
            self.scratch.push((*option, score));
        }
        self.scratch.sort_unstable_by_key(|(option, _)| *option);
        self.packed.clear();
        let mut previous = None;
        for (option, score) in &self.scratch {
            if previous.replace(*option) == Some(*option) {
                return Err(BallotError::Twice(usize::from(option.get())));
            }
            if *score > 0 {
                self.packed.extend([option.get() - 1, *score]);
            }
        }
        self.folder.add_packed(&self.packed, weight)
    }

    /// The folded ballots.
    pub fn finish(self) -> Scores {
        Scores(self.folder.finish())
    }
}
