//! Counting: ballots in, steps out.
//!
//! Everything here is a function of its arguments: no database, no network,
//! no clock, no randomness, and integers only. A tie that goes to the lot is
//! settled by a [`Lot`] that the caller drew and recorded.
//!
//! [`count`] takes a [`Contest`], folded [`Ballots`] and [`Parameters`], and
//! returns an [`Outcome`]: every step, which pages, JSON ([`json`]) and text
//! ([`text`]) only render. The readers [`blt`], [`csv`] and [`lines`] turn
//! files into contests and ballots. What each method does to the last digit
//! stands in `docs/counting/`.

mod answers;
mod approval;
mod ballots;
pub mod blt;
pub mod caps;
mod contest;
pub mod csv;
mod decimal;
pub mod json;
pub mod lines;
mod marks;
mod meek;
mod method;
mod motion;
mod outcome;
mod parameters;
mod plurality;
pub mod text;
mod ties;

pub use answers::{MotionAnswer, MotionVotes};
pub use ballots::{BallotError, Ballots, Folder, Preferences, RankedBallot};
pub use contest::{Contest, ContestError, ContestOption, MAX_OPTIONS, MAX_VOTES, OptionNo};
pub use decimal::Decimal;
pub use method::{BallotKind, Method, UnknownMethod};
pub use motion::{
    Base, Fraction, MotionFigures, MotionRule, NotAFraction, Quorum, QuorumCounts, Verdict,
};
pub use outcome::{Act, Action, Change, Outcome, Reason, Round, Seat, Tie, Turnout};
pub use parameters::{ParameterError, Parameters};
pub use ties::{Lot, TwiceInLot};

/// Why ballots could not be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// A method this version knows only by name.
    #[error("The method {0} is known, but this version of Commonhold does not count it yet.")]
    NotYetCounted(Method),
    /// Ballots of another kind than the method counts.
    #[error("The method {0} does not count ballots of this kind.")]
    WrongBallots(Method),
    /// Ballots about another number of options than the contest has.
    #[error("The ballots are about {ballots} options, but the contest has {contest}.")]
    OtherOptions {
        /// How many options the ballots are about.
        ballots: usize,
        /// How many the contest has.
        contest: usize,
    },
    /// All options have withdrawn.
    #[error("Nobody stands: every option has withdrawn.")]
    NobodyStands,
    /// A motion's base needs a number.
    #[error("A majority of the base “{base}” needs the number “{name}”.")]
    NumberMissing {
        /// The parameter that is missing.
        name: &'static str,
        /// The base.
        base: &'static str,
    },
    /// A motion's quorum needs the eligible votes.
    #[error("A quorum is a part of the eligible votes: it needs the number “eligible”.")]
    QuorumWithoutEligible,
    /// More votes than there can be.
    #[error("{cast} votes were cast, but “{name}” says there are only {number}.")]
    MoreCastThan {
        /// The parameter.
        name: &'static str,
        /// Its value.
        number: u64,
        /// The votes cast.
        cast: u64,
    },
    /// More than all.
    #[error("A majority of more than 1/1 can never be reached.")]
    MajorityBeyondAll,
}

/// Counts ballots.
///
/// The same arguments give the same outcome, and so do the same ballots in
/// any order, and one ballot of weight *n* in place of *n* identical ones.
///
/// # Errors
/// A method that is not counted yet, ballots that do not fit the method or
/// the contest, or a motion whose rule lacks a number.
pub fn count(
    contest: &Contest,
    ballots: &Ballots,
    method: Method,
    parameters: &Parameters,
) -> Result<Outcome, CountError> {
    if !method.is_counted() {
        return Err(CountError::NotYetCounted(method));
    }
    if let Ballots::Motion(votes) = ballots {
        return match method {
            Method::Motion1 => motion::count(*votes, &parameters.motion),
            other => Err(CountError::WrongBallots(other)),
        };
    }
    let contest = contest
        .clone()
        .with_withdrawn(parameters.withdrawn.iter().copied());
    if contest.standing().next().is_none() {
        return Err(CountError::NobodyStands);
    }
    let lot = parameters.lot.as_ref();
    match (method, ballots) {
        (Method::MeekPrf1, Ballots::Ranked(ballots)) => {
            fits(&contest, ballots)?;
            Ok(meek::count(&contest, ballots, lot))
        }
        (Method::Approval1, Ballots::Marked(ballots)) => {
            fits(&contest, ballots)?;
            Ok(approval::count(&contest, ballots, lot))
        }
        (Method::Plurality1, Ballots::Marked(ballots)) => {
            fits(&contest, ballots)?;
            Ok(plurality::count(
                &contest,
                ballots,
                lot,
                parameters.max_marks,
            ))
        }
        _ => Err(CountError::WrongBallots(method)),
    }
}

fn fits(contest: &Contest, ballots: &Preferences) -> Result<(), CountError> {
    let (contest, ballots) = (contest.options().len(), ballots.options());
    if contest == ballots {
        Ok(())
    } else {
        Err(CountError::OtherOptions { ballots, contest })
    }
}
