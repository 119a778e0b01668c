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

#![deny(clippy::float_arithmetic)]

mod answers;
mod approval;
mod ballots;
pub mod blt;
pub mod caps;
mod contest;
pub mod csv;
mod decimal;
mod irv;
pub mod json;
pub mod lines;
mod marks;
mod meek;
mod method;
mod motion;
mod outcome;
mod pairs;
mod parameters;
mod plurality;
mod schulze;
mod score;
mod scores;
mod scottish;
mod seating;
mod stages;
mod star;
pub mod text;
mod ties;
pub mod vacancy;
mod ways;

pub use answers::{MotionAnswer, MotionVotes};
pub use ballots::{BallotError, Ballots, Folder, Preferences, RankedBallot};
pub use caps::{CapProfile, Caps, Group, Room};
pub use contest::{Contest, ContestError, ContestOption, MAX_OPTIONS, MAX_VOTES, OptionNo};
pub use decimal::Decimal;
pub use method::{BallotKind, Method, UnknownMethod};
pub use motion::{
    Base, Fraction, MotionFigures, MotionRule, NotAFraction, Quorum, QuorumCounts, Verdict,
};
pub use outcome::{Act, Action, Change, Outcome, Reason, Round, Seat, Tie, Turnout};
pub use pairs::{Measure, Pairwise, Strength};
pub use parameters::{ParameterError, Parameters};
pub use schulze::{DefaultRule, Ratio};
pub use scores::{DEFAULT_MAX_SCORE, MAX_SCORE, ScoreFolder, ScoredBallot, Scores};
pub use ties::{Lot, TwiceInLot};

/// Why ballots could not be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
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
    /// More seats than the method fills.
    #[error("The method {0} fills one seat, and the contest has more.")]
    OneSeat(Method),
    /// More options are to keep a seat than there are seats.
    #[error("{kept} options are to keep their seats, but there are {seats} seats.")]
    MoreKeptThanSeats {
        /// How many are kept.
        kept: usize,
        /// The seats.
        seats: u32,
    },
    /// Debian's rule without a default option that stands.
    #[error("schulze-debian-2016 needs “default_option”, an option that has not withdrawn.")]
    DefaultMissing,
    /// Totals of scores that a count could not carry.
    #[error("{cast} votes with scores up to {max_score} are more than a count can carry.")]
    TooManyPoints {
        /// The votes cast.
        cast: u64,
        /// The highest score.
        max_score: u64,
    },
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
/// Ballots that do not fit the method or the contest, or a motion whose rule
/// lacks a number.
pub fn count(
    contest: &Contest,
    ballots: &Ballots,
    method: Method,
    parameters: &Parameters,
) -> Result<Outcome, CountError> {
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
    if method.fills_one_seat() && contest.seats() > 1 {
        return Err(CountError::OneSeat(method));
    }
    let lot = parameters.lot.as_ref();
    let room = room(&contest, parameters, CapProfile::Guard)?;
    let outcome = match ballots {
        Ballots::Ranked(ballots) => {
            fits(&contest, ballots.options())?;
            match method {
                Method::MeekPrf1 => meek::count(&contest, ballots, lot, room),
                Method::ScottishStv1 => scottish::count(&contest, ballots, lot, room),
                Method::Irv1 => irv::count(&contest, ballots, lot, room),
                Method::Schulze1
                | Method::SchulzeNoOpinion1
                | Method::SchulzeMargins1
                | Method::SchulzeMarginsNoOpinion1 => {
                    schulze::count(method, &contest, ballots, lot, room, None)
                }
                Method::SchulzeDebian2016 => {
                    let rule = parameters.default_rule.as_ref();
                    let rule = rule.filter(|rule| !contest.is_withdrawn(rule.option));
                    let rule = rule.ok_or(CountError::DefaultMissing)?;
                    schulze::count(method, &contest, ballots, lot, room, Some(rule))
                }
                other => return Err(CountError::WrongBallots(other)),
            }
        }
        Ballots::Marked(ballots) => {
            fits(&contest, ballots.options())?;
            match method {
                Method::Approval1 => approval::count(&contest, ballots, lot, room),
                Method::Plurality1 => {
                    plurality::count(&contest, ballots, lot, room, parameters.max_marks)
                }
                other => return Err(CountError::WrongBallots(other)),
            }
        }
        Ballots::Scored(ballots) => {
            fits(&contest, ballots.options())?;
            let max_score = parameters.max_score.unwrap_or(DEFAULT_MAX_SCORE.into());
            let cast = ballots.cast();
            let points = cast.checked_mul(max_score);
            if points.is_none_or(|points| points > MAX_VOTES) {
                return Err(CountError::TooManyPoints { cast, max_score });
            }
            match method {
                Method::Score1 => score::count(&contest, ballots, lot, room, max_score),
                Method::Star1 | Method::BlocStar1 => {
                    star::count(method, &contest, ballots, lot, room, max_score)
                }
                other => return Err(CountError::WrongBallots(other)),
            }
        }
        Ballots::Motion(_) => return Err(CountError::WrongBallots(method)),
    };
    obeyed(outcome, &contest, parameters)
}

fn fits(contest: &Contest, ballots: usize) -> Result<(), CountError> {
    let contest = contest.options().len();
    if contest == ballots {
        Ok(())
    } else {
        Err(CountError::OtherOptions { ballots, contest })
    }
}

/// The seats at the start, with caps if they are obeyed at that time.
fn room(contest: &Contest, parameters: &Parameters, at: CapProfile) -> Result<Room, CountError> {
    let none = Caps::default();
    let caps = match parameters.caps.profile == at {
        true => &parameters.caps,
        false => &none,
    };
    let room = Room::new(contest, caps, &parameters.kept);
    let (kept, seats) = (room.kept(), contest.seats());
    if kept > usize::try_from(seats).unwrap_or(usize::MAX) {
        return Err(CountError::MoreKeptThanSeats { kept, seats });
    }
    Ok(room)
}

/// The outcome of a count, with the caps obeyed that are to be obeyed after it.
fn obeyed(
    outcome: Outcome,
    contest: &Contest,
    parameters: &Parameters,
) -> Result<Outcome, CountError> {
    let caps = &parameters.caps;
    if caps.profile != CapProfile::After || caps.groups.is_empty() {
        return Ok(outcome);
    }
    let room = room(contest, parameters, CapProfile::After)?;
    let seats = usize::try_from(contest.seats()).unwrap_or(usize::MAX);
    Ok(caps::after::obey(outcome, room, seats))
}
