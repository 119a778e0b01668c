//! Canonical ballots: the lines of `ballots.jsonl`, the only input of a
//! certified count. `docs/ballot-log.md` specifies them.

use std::fmt;

use serde_json::{Map, Value};

use super::answers::{MotionAnswer, MotionVotes};
use super::ballots::{BallotError, Ballots, Folder};
use super::contest::{Contest, OptionNo};
use super::json::canonical;
use super::method::BallotKind;
use super::scores::ScoreFolder;

/// The heaviest ballot a line may stand for.
pub const MAX_LINE_WEIGHT: u64 = 1_000_000;

/// Where canonical ballots are not canonical, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: LineFault,
}

impl std::error::Error for LineError {}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

/// What can be wrong with a ballot line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// The last line is cut off.
    #[error("The line does not end with a line feed; is the file cut off?")]
    CutOff,
    /// Not JSON, or JSON in another than the canonical form.
    #[error("The line is not in the canonical form of JSON.")]
    NotCanonical,
    /// Keys missing or too many.
    #[error("A ballot line has the keys “t” and “v”, and “w” where it weighs 2 or more.")]
    Keys,
    /// A tracker of another make.
    #[error(
        "The tracker “t” is not sixteen characters, a hyphen and six characters of a–z and 2–7."
    )]
    Tracker,
    /// A weight out of range.
    #[error("The weight “w” must be from 2 to {MAX_LINE_WEIGHT}; a ballot of weight 1 has none.")]
    Weight,
    /// Lines out of order, or one twice.
    #[error("Lines must be in strictly ascending order.")]
    Order,
    /// A choice that is not one of this method's.
    #[error("The choice “v” must be {0}.")]
    Choice(&'static str),
    /// A ballot that cannot be counted.
    #[error("The ballot cannot be counted: {0}.")]
    Ballot(#[from] BallotError),
}

/// Reads canonical ballots about `contest`.
///
/// # Errors
/// The first line that is not a canonical ballot of this kind.
pub fn read(bytes: &[u8], contest: &Contest, kind: BallotKind) -> Result<Ballots, LineError> {
    let mut folder = Folder::new(contest.options().len());
    let mut scored = ScoreFolder::new(contest.options().len());
    let mut motion = MotionVotes::default();
    let mut previous: Option<&[u8]> = None;
    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1_usize..) {
        let at = |fault: LineFault| LineError {
            line: number,
            fault,
        };
        let body = line.strip_suffix(b"\n").ok_or(at(LineFault::CutOff))?;
        if previous.is_some_and(|previous| previous >= body) {
            return Err(at(LineFault::Order));
        }
        previous = Some(body);
        let (choice, weight) = envelope(body).map_err(at)?;
        let taken = match kind {
            BallotKind::Ranked => ranks(&choice).and_then(|ranks| Ok(folder.add(&ranks, weight)?)),
            BallotKind::Marked => {
                marks(&choice, contest).and_then(|marks| Ok(folder.add(&[marks], weight)?))
            }
            BallotKind::Motion => {
                answer(&choice).and_then(|answer| Ok(motion.add(answer, weight)?))
            }
            BallotKind::Scored => {
                scores(&choice, contest).and_then(|scores| Ok(scored.add(&scores, weight)?))
            }
        };
        taken.map_err(at)?;
    }
    Ok(match kind {
        BallotKind::Ranked => Ballots::Ranked(folder.finish()),
        BallotKind::Scored => Ballots::Scored(scored.finish()),
        BallotKind::Marked => Ballots::Marked(folder.finish()),
        BallotKind::Motion => Ballots::Motion(motion),
    })
}

/// Takes a line apart: the choice and the weight.
fn envelope(line: &[u8]) -> Result<(Value, u64), LineFault> {
    let value: Value = serde_json::from_slice(line).map_err(|_| LineFault::NotCanonical)?;
    if canonical(&value).as_bytes() != line {
        return Err(LineFault::NotCanonical);
    }
    let Value::Object(mut object) = value else {
        return Err(LineFault::Keys);
    };
    let choice = object.remove("v").ok_or(LineFault::Keys)?;
    let tracker = object.remove("t").ok_or(LineFault::Keys)?;
    if !tracker.as_str().is_some_and(is_tracker) {
        return Err(LineFault::Tracker);
    }
    let weight = weight(&mut object)?;
    if !object.is_empty() {
        return Err(LineFault::Keys);
    }
    Ok((choice, weight))
}

fn weight(object: &mut Map<String, Value>) -> Result<u64, LineFault> {
    let Some(weight) = object.remove("w") else {
        return Ok(1);
    };
    let weight = weight
        .as_u64()
        .filter(|weight| (2..=MAX_LINE_WEIGHT).contains(weight));
    weight.ok_or(LineFault::Weight)
}

fn is_tracker(text: &str) -> bool {
    let base32 = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'))
    };
    text.split_once('-')
        .is_some_and(|(head, own)| base32(head, 16) && base32(own, 6))
}

fn ranks(choice: &Value) -> Result<Vec<Vec<OptionNo>>, LineFault> {
    let fault = LineFault::Choice(
        "a list of ranks, each a non-empty list of option numbers in ascending order",
    );
    let rank = |rank: &Value| -> Option<Vec<OptionNo>> {
        let options: Option<Vec<OptionNo>> = rank
            .as_array()?
            .iter()
            .map(|number| OptionNo::new(usize::try_from(number.as_u64()?).ok()?))
            .collect();
        options.filter(|options| !options.is_empty() && options.is_sorted_by(|a, b| a < b))
    };
    let ranks = choice
        .as_array()
        .and_then(|ranks| ranks.iter().map(rank).collect());
    ranks.ok_or(fault)
}

fn marks(choice: &Value, contest: &Contest) -> Result<Vec<OptionNo>, LineFault> {
    let fault = LineFault::Choice("a list of ids of options, in ascending order");
    let ids: Option<Vec<&str>> = choice
        .as_array()
        .and_then(|ids| ids.iter().map(Value::as_str).collect());
    let ids = ids
        .filter(|ids| ids.is_sorted_by(|a, b| a < b))
        .ok_or(fault.clone())?;
    let options: Option<Vec<OptionNo>> = ids.into_iter().map(|id| contest.find_id(id)).collect();
    options.ok_or(fault)
}

fn scores(choice: &Value, contest: &Contest) -> Result<Vec<(OptionNo, u64)>, LineFault> {
    let score = |(id, score): (&String, &Value)| Some((contest.find_id(id)?, score.as_u64()?));
    let scores = choice
        .as_object()
        .and_then(|scores| scores.iter().map(score).collect());
    scores.ok_or(LineFault::Choice(
        "an object with ids of options and their scores, whole numbers from 0",
    ))
}

fn answer(choice: &Value) -> Result<MotionAnswer, LineFault> {
    let answer = choice.as_str().and_then(MotionAnswer::parse);
    answer.ok_or(LineFault::Choice("“yes”, “no”, “abstain” or “blank”"))
}
