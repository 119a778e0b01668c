//! Ballots: what a voter may choose, and the line in which a choice is sealed and published.
//!
//! ```text
//! line    {"t":tracker,"v":choice}        one vote
//!         {"t":tracker,"v":choice,"w":N}  N votes, 2 to 1,000,000
//! ranked  [[3],[1,4],[2]]    option numbers; inner lists not empty, ascending; [] is blank
//! marks   ["ada","bob"]      option ids, ascending: approval and plurality; [] is blank
//! score   {"ada":5,"bob":0}  0 to the highest score; an unscored option is absent; {} is blank
//! motion  "yes" | "no" | "abstain" | "blank"
//! ```
//!
//! An option's number is its place in the manifest's `options`, from 1. In an envelope the line
//! stands without `w`, which the envelope's own bytes bind; in `ballots.jsonl` with it, each line
//! ended by LF and the lines strictly ascending bytewise.

mod rules;

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::canonical::{Value, join_lines, split_lines};
use super::code::Code;
use super::fields::{Fields, Refusal};
use super::hash::{Weight, count};
use super::tracker::Tracker;

pub use self::rules::{BallotRules, Form, Illegal};

/// A vote on a motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// For it.
    Yes,
    /// Against it.
    No,
    /// Present, and for neither.
    Abstain,
    /// A ballot without a word.
    Blank,
}

impl Vote {
    /// The word in a ballot line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Abstain => "abstain",
            Self::Blank => "blank",
        }
    }

    /// Reads the word of a ballot line.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Abstain, Self::Blank]
            .into_iter()
            .find(|v| v.as_str() == word)
    }
}

/// What a voter chose. Whether it is legal in a poll is [`BallotRules::check`]'s to say.
#[derive(Clone, PartialEq, Eq)]
pub enum Choice {
    /// Ranks from the best down; each holds the numbers of the options that share it.
    Ranked(Vec<Vec<u32>>),
    /// The options approved of.
    Approval(BTreeSet<Code>),
    /// The options voted for.
    Plurality(BTreeSet<Code>),
    /// The scores given.
    Score(BTreeMap<Code, u64>),
    /// The vote on a motion.
    Motion(Vote),
}

/// Shows the form only: a choice never reaches a log.
impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}(…)", self.form())
    }
}

impl Choice {
    /// The form of this choice.
    pub fn form(&self) -> Form {
        match self {
            Self::Ranked(_) => Form::Ranked,
            Self::Approval(_) => Form::Approval,
            Self::Plurality(_) => Form::Plurality,
            Self::Score(_) => Form::Score,
            Self::Motion(_) => Form::Motion,
        }
    }

    /// Appends the canonical bytes of `v`. Written directly, so that no copy of a choice stays
    /// behind in memory.
    fn write(&self, out: &mut String) {
        match self {
            Self::Ranked(ranks) => list(out, ranks, |out, rank| {
                list(out, rank, |out, number| out.push_str(&number.to_string()));
            }),
            Self::Approval(marks) | Self::Plurality(marks) => {
                list(out, marks, |out, id| quoted(out, id.as_str()));
            }
            Self::Score(scores) => {
                out.push('{');
                for (i, (id, score)) in scores.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    quoted(out, id.as_str());
                    out.push(':');
                    out.push_str(&score.to_string());
                }
                out.push('}');
            }
            Self::Motion(vote) => quoted(out, vote.as_str()),
        }
    }

    fn parse(form: Form, value: Value) -> Result<Self, Illegal> {
        match (form, value) {
            (Form::Ranked, Value::List(ranks)) => ranks
                .into_iter()
                .map(parse_rank)
                .collect::<Result<_, _>>()
                .map(Self::Ranked),
            (Form::Approval, Value::List(marks)) => parse_marks(marks).map(Self::Approval),
            (Form::Plurality, Value::List(marks)) => parse_marks(marks).map(Self::Plurality),
            (Form::Score, Value::Object(scores)) => {
                let score = |(id, score): (String, Value)| match (Code::parse(&id), score) {
                    (Ok(id), Value::Int(score)) => Ok((id, score)),
                    _ => Err(Illegal::Form),
                };
                scores
                    .into_iter()
                    .map(score)
                    .collect::<Result<_, _>>()
                    .map(Self::Score)
            }
            (Form::Motion, Value::Text(word)) => {
                Vote::parse(&word).map(Self::Motion).ok_or(Illegal::Form)
            }
            _ => Err(Illegal::Form),
        }
    }
}

fn list<T>(out: &mut String, items: impl IntoIterator<Item = T>, write: impl Fn(&mut String, T)) {
    out.push('[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

/// Writes a text that has nothing to escape.
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    out.push_str(text);
    out.push('"');
}

fn parse_rank(value: Value) -> Result<Vec<u32>, Illegal> {
    let Value::List(numbers) = value else {
        return Err(Illegal::Form);
    };
    let number = |value| match value {
        Value::Int(n) => u32::try_from(n).map_err(|_| Illegal::UnknownOption),
        Value::Text(_) | Value::List(_) | Value::Object(_) => Err(Illegal::Form),
    };
    numbers.into_iter().map(number).collect()
}

fn parse_marks(values: Vec<Value>) -> Result<BTreeSet<Code>, Illegal> {
    let mut marks = BTreeSet::new();
    for value in values {
        let Value::Text(id) = value else {
            return Err(Illegal::Form);
        };
        let id = Code::parse(&id).map_err(|_| Illegal::UnknownOption)?;
        match marks.last() {
            Some(last) if *last == id => return Err(Illegal::Twice),
            Some(last) if *last > id => return Err(Illegal::Order),
            Some(_) | None => {}
        }
        marks.insert(id);
    }
    Ok(marks)
}

/// One ballot as it is published: its tracker, its choice, its votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The tracker.
    pub tracker: Tracker,
    /// The choice.
    pub choice: Choice,
    /// The votes.
    pub weight: Weight,
}

impl Line {
    /// The line of `ballots.jsonl`, without LF.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        write_line(&mut out, &self.tracker, &self.choice);
        if self.weight != Weight::ONE {
            out.pop();
            out.push_str(",\"w\":");
            out.push_str(&self.weight.to_string());
            out.push('}');
        }
        out
    }

    /// Reads one line, without LF, legal under `rules`.
    ///
    /// # Errors
    /// When it is not canonical, has other keys, or its choice is not legal.
    pub fn parse(bytes: &[u8], rules: &BallotRules) -> Result<Self, Refusal> {
        let mut fields = Fields::parse("the ballot line", bytes)?;
        let tracker = fields.parsed("t")?;
        let choice = Choice::parse(rules.form, fields.value("v")?)
            .and_then(|choice| rules.check(&choice).map(|()| choice))
            .map_err(|e| fields.refuse(e.to_string()))?;
        let weight = if fields.has("w") {
            let votes = fields.int("w")?;
            Weight::new(votes)
                .ok()
                .filter(|w| *w != Weight::ONE)
                .ok_or_else(|| fields.refuse("`w` is not a number from 2 to 1,000,000"))?
        } else {
            Weight::ONE
        };
        fields.end()?;
        Ok(Self {
            tracker,
            choice,
            weight,
        })
    }
}

/// The line that is sealed: without `w` and LF.
pub(super) fn sealed_line(tracker: &Tracker, choice: &Choice, room: usize) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(room));
    write_line(&mut out, tracker, choice);
    out
}

fn write_line(out: &mut String, tracker: &Tracker, choice: &Choice) {
    out.push_str("{\"t\":\"");
    out.push_str(tracker.as_str());
    out.push_str("\",\"v\":");
    choice.write(out);
    out.push('}');
}

/// The bytes of `ballots.jsonl`: the lines in ascending order.
pub fn write_ballots(lines: &[Line]) -> Vec<u8> {
    let mut encoded: Vec<String> = lines.iter().map(Line::encode).collect();
    encoded.sort_unstable();
    join_lines(encoded)
}

/// Reads `ballots.jsonl`.
///
/// # Errors
/// The first line that is not canonical, not legal, out of order, or has a tracker that an
/// earlier line has.
pub fn parse_ballots(bytes: &[u8], rules: &BallotRules) -> Result<Vec<Line>, Refusal> {
    let name = |n: usize| format!("ballots.jsonl, line {n}");
    let split = split_lines(bytes).map_err(|e| Refusal::malformed("ballots.jsonl", e))?;
    let mut trackers = BTreeSet::new();
    let mut lines = Vec::with_capacity(split.len());
    for (i, line) in split.iter().enumerate() {
        let parsed =
            Line::parse(line, rules).map_err(|e| Refusal::new(name(i + 1), e.to_string()))?;
        if i > 0 && split[i - 1] >= *line {
            return Err(Refusal::new(
                name(i + 1),
                "the lines are not strictly ascending",
            ));
        }
        if !trackers.insert(parsed.tracker.clone()) {
            return Err(Refusal::new(
                name(i + 1),
                "an earlier line has the same tracker",
            ));
        }
        lines.push(parsed);
    }
    Ok(lines)
}

/// The votes of all lines together.
pub fn total_votes(lines: &[Line]) -> u64 {
    lines.iter().map(|line| line.weight.votes()).sum()
}

/// The number of lines, as it is written.
pub fn total_lines(lines: &[Line]) -> u64 {
    count(lines.len())
}
