//! What makes a choice legal in one poll, and how long a ballot line can be.

use std::collections::BTreeSet;

use super::Choice;
use crate::seal::code::Code;
use crate::seal::tracker::Tracker;
use crate::tally::Method;

/// The shape of a ballot, which the method of the count decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Options in an order of preference, equal ranks allowed.
    Ranked,
    /// Any number of options marked, up to `max_marks` if that is set.
    Approval,
    /// Options marked, at most `max_marks`, or as many as there are seats.
    Plurality,
    /// Each option given 0 to `max_score` (5 if not set).
    Score,
    /// Yes, no, abstain or blank.
    Motion,
}

impl Form {
    /// The ballot of the counting method of this name, or `None` for one that is not known.
    pub fn of_method(method: &str) -> Option<Self> {
        method.parse().ok().map(Self::of)
    }

    /// The ballot of a counting method.
    pub const fn of(method: Method) -> Self {
        match method {
            Method::MeekPrf1
            | Method::ScottishStv1
            | Method::Irv1
            | Method::Schulze1
            | Method::SchulzeNoOpinion1
            | Method::SchulzeMargins1
            | Method::SchulzeMarginsNoOpinion1
            | Method::SchulzeDebian2016 => Self::Ranked,
            Method::Approval1 => Self::Approval,
            Method::Plurality1 => Self::Plurality,
            Method::Score1 | Method::Star1 | Method::BlocStar1 => Self::Score,
            Method::Motion1 => Self::Motion,
        }
    }
}

/// Why a choice does not belong in this poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// A ranking in an approval poll, and the like.
    #[error("the choice has not the form that this poll's method asks for")]
    Form,
    /// An option that the manifest does not list.
    #[error("the choice names an option that is not on the ballot")]
    UnknownOption,
    /// An option that occurs twice.
    #[error("the choice names an option twice")]
    Twice,
    /// Options of one rank, or marks, that do not ascend.
    #[error("the options of the choice are not in ascending order")]
    Order,
    /// A rank without an option.
    #[error("the choice has a rank without an option")]
    EmptyRank,
    /// More marks than the ballot allows.
    #[error("the choice has more than {max} marks")]
    TooManyMarks {
        /// The most that are allowed.
        max: usize,
    },
    /// A score above the highest.
    #[error("the choice has a score above {max}")]
    ScoreTooHigh {
        /// The highest score.
        max: u64,
    },
}

/// What makes a choice legal in one poll: a manifest's share of the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotRules {
    pub(in crate::seal) form: Form,
    pub(in crate::seal) options: Vec<Code>,
    pub(in crate::seal) max_marks: usize,
    pub(in crate::seal) max_score: u64,
}

impl BallotRules {
    /// The most that a manifest may set as the highest score.
    pub const HIGHEST_MAX_SCORE: u64 = 100;

    /// The form of every choice.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The options' ids; an option's number is its place here, from 1.
    pub fn options(&self) -> &[Code] {
        &self.options
    }

    /// The most options that may be marked (approval and plurality).
    pub fn max_marks(&self) -> usize {
        self.max_marks
    }

    /// The highest score.
    pub fn max_score(&self) -> u64 {
        self.max_score
    }

    /// Whether a choice may be sealed in this poll, or counted.
    ///
    /// # Errors
    /// The first thing that is not legal.
    pub fn check(&self, choice: &Choice) -> Result<(), Illegal> {
        if choice.form() != self.form {
            return Err(Illegal::Form);
        }
        match choice {
            Choice::Ranked(ranks) => self.check_ranks(ranks),
            Choice::Approval(marks) | Choice::Plurality(marks) => {
                if marks.len() > self.max_marks {
                    return Err(Illegal::TooManyMarks {
                        max: self.max_marks,
                    });
                }
                self.check_known(marks)
            }
            Choice::Score(scores) => {
                if scores.values().any(|score| *score > self.max_score) {
                    return Err(Illegal::ScoreTooHigh {
                        max: self.max_score,
                    });
                }
                self.check_known(scores.keys())
            }
            Choice::Motion(_) => Ok(()),
        }
    }

    fn check_ranks(&self, ranks: &[Vec<u32>]) -> Result<(), Illegal> {
        let mut seen = BTreeSet::new();
        for rank in ranks {
            if rank.is_empty() {
                return Err(Illegal::EmptyRank);
            }
            for (i, number) in rank.iter().enumerate() {
                let place = usize::try_from(*number).unwrap_or(usize::MAX);
                if !(1..=self.options.len()).contains(&place) {
                    return Err(Illegal::UnknownOption);
                }
                if !seen.insert(*number) {
                    return Err(Illegal::Twice);
                }
                if i > 0 && rank[i - 1] > *number {
                    return Err(Illegal::Order);
                }
            }
        }
        Ok(())
    }

    fn check_known<'a>(&self, ids: impl IntoIterator<Item = &'a Code>) -> Result<(), Illegal> {
        if ids.into_iter().all(|id| self.options.contains(id)) {
            Ok(())
        } else {
            Err(Illegal::UnknownOption)
        }
    }

    /// The bytes of the longest line without `w` that is legal here.
    pub fn longest_line(&self) -> usize {
        let choice = match self.form {
            Form::Ranked => {
                // Each option on a rank of its own: [1],[2],…
                let numbers: usize = (1..=self.options.len())
                    .map(|n| n.to_string().len() + 2)
                    .sum();
                2 + numbers + self.options.len().saturating_sub(1)
            }
            Form::Approval | Form::Plurality => {
                let mut lengths: Vec<usize> = self
                    .options
                    .iter()
                    .map(|id| id.as_str().len() + 2)
                    .collect();
                lengths.sort_unstable_by(|a, b| b.cmp(a));
                let marks = lengths.len().min(self.max_marks);
                2 + lengths[..marks].iter().sum::<usize>() + marks.saturating_sub(1)
            }
            Form::Score => {
                let score = self.max_score.to_string().len();
                let pairs: usize = self
                    .options
                    .iter()
                    .map(|id| id.as_str().len() + 3 + score)
                    .sum();
                2 + pairs + self.options.len().saturating_sub(1)
            }
            Form::Motion => "\"abstain\"".len(),
        };
        r#"{"t":"","v":}"#.len() + Tracker::CHARS + choice
    }

    /// The length of every plaintext of the poll: the line's length in four bytes, the longest
    /// line, and zeros up to a multiple of 64.
    pub fn pad(&self) -> usize {
        (4 + self.longest_line()).next_multiple_of(64)
    }
}
