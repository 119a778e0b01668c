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

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::canonical::{Value, join_lines, split_lines};
use super::code::Code;
use super::fields::{Fields, Refusal};
use super::hash::{Weight, count};
use super::tracker::Tracker;

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
    /// The ballot of a counting method, or `None` for a method that is not known.
    pub fn of_method(method: &str) -> Option<Self> {
        match method {
            "meek-prf-1"
            | "scottish-stv-1"
            | "irv-1"
            | "schulze-1"
            | "schulze-no-opinion-1"
            | "schulze-margins-1"
            | "schulze-margins-no-opinion-1"
            | "schulze-debian-2016" => Some(Self::Ranked),
            "approval-1" => Some(Self::Approval),
            "plurality-1" => Some(Self::Plurality),
            "score-1" | "star-1" | "bloc-star-1" => Some(Self::Score),
            "motion-1" => Some(Self::Motion),
            _ => None,
        }
    }
}

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
    pub(super) form: Form,
    pub(super) options: Vec<Code>,
    pub(super) max_marks: usize,
    pub(super) max_score: u64,
}

impl BallotRules {
    /// The highest score where a manifest's parameters do not say.
    pub const DEFAULT_MAX_SCORE: u64 = 5;

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
