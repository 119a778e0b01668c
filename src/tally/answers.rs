//! Answers to a motion, added up.

use super::ballots::BallotError;
use super::contest::MAX_VOTES;

/// The answers to a motion, in votes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MotionVotes {
    yes: u64,
    no: u64,
    abstain: u64,
    blank: u64,
}

/// One answer to a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MotionAnswer {
    /// In favour.
    Yes,
    /// Against.
    No,
    /// Neither, said aloud.
    Abstain,
    /// A ballot with nothing on it.
    Blank,
}

impl MotionAnswer {
    /// The answer of this word: `yes`, `no`, `abstain` or `blank`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "yes" => Some(Self::Yes),
            "no" => Some(Self::No),
            "abstain" => Some(Self::Abstain),
            "blank" => Some(Self::Blank),
            _ => None,
        }
    }
}

impl MotionVotes {
    /// Adds a ballot.
    ///
    /// # Errors
    /// No weight, or too many votes.
    pub fn add(&mut self, answer: MotionAnswer, weight: u64) -> Result<(), BallotError> {
        if weight == 0 {
            return Err(BallotError::NoWeight);
        }
        if weight > MAX_VOTES - self.cast() {
            return Err(BallotError::TooManyVotes);
        }
        match answer {
            MotionAnswer::Yes => self.yes += weight,
            MotionAnswer::No => self.no += weight,
            MotionAnswer::Abstain => self.abstain += weight,
            MotionAnswer::Blank => self.blank += weight,
        }
        Ok(())
    }

    /// Votes in favour.
    pub const fn yes(&self) -> u64 {
        self.yes
    }

    /// Votes against.
    pub const fn no(&self) -> u64 {
        self.no
    }

    /// Abstentions.
    pub const fn abstain(&self) -> u64 {
        self.abstain
    }

    /// Blank ballots.
    pub const fn blank(&self) -> u64 {
        self.blank
    }

    /// All votes cast; never above [`MAX_VOTES`].
    pub const fn cast(&self) -> u64 {
        self.yes + self.no + self.abstain + self.blank
    }
}
