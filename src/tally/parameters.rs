//! What a count needs besides contest and ballots, as given in JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::caps::{self, Caps};
use super::contest::{Contest, OptionNo};
use super::method::{BallotKind, Method};
use super::motion::{Base, Fraction, MotionRule, NotAFraction, Quorum, QuorumCounts};
use super::schulze::{DefaultRule, Ratio};
use super::scores::MAX_SCORE;
use super::ties::{Lot, TwiceInLot};

/// What a count needs besides contest and ballots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The lot, if one was drawn. Without it a tie is reported, not settled.
    pub lot: Option<Lot>,
    /// Options that have withdrawn since the contest was made.
    pub withdrawn: Vec<OptionNo>,
    /// How many seats groups may hold, for methods with caps.
    pub caps: Caps,
    /// Options who sit and are never excluded, for methods with caps.
    pub kept: Vec<OptionNo>,
    /// `plurality-1`: how many marks a ballot may bear.
    pub max_marks: Option<u32>,
    /// Methods with scores: the highest score a ballot may give.
    pub max_score: Option<u64>,
    /// `schulze-debian-2016`: what options are dropped by.
    pub default_rule: Option<DefaultRule>,
    /// `motion-1`: the rule.
    pub motion: MotionRule,
    /// Names in the JSON that this method does not read, in ascending order.
    pub unread: Vec<String>,
}

/// Why a JSON object is not a set of parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// The whole is not an object.
    #[error("Parameters are a JSON object, such as {{\"lot\":[2,1,3]}}.")]
    NotAnObject,
    /// A value of the wrong kind.
    #[error("The parameter “{name}” must be {expected}.")]
    WrongKind {
        /// Which parameter.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A list names something that is not an option.
    #[error("The parameter “{name}” names {given}, which is not an option here.")]
    NoSuchOption {
        /// Which parameter.
        name: &'static str,
        /// What stands there.
        given: String,
    },
    /// A lot that names an option twice.
    #[error("The parameter “lot” is not an order: {0}.")]
    Lot(#[from] TwiceInLot),
    /// An option in two groups: it could not be said whose seat it takes.
    #[error("The parameter “groups” has {0} in two groups.")]
    InTwoGroups(String),
    /// A fraction that is none.
    #[error("The parameter “{name}”: {fault}.")]
    Fraction {
        /// Which parameter.
        name: &'static str,
        /// What is wrong with it.
        fault: NotAFraction,
    },
}

impl Parameters {
    /// Reads what `method` needs from a JSON object. Options are given by
    /// number (from 1), by name, or by id.
    ///
    /// # Errors
    /// The first value that is not of its kind.
    pub fn from_json(
        value: &Value,
        contest: &Contest,
        method: Method,
    ) -> Result<Self, ParameterError> {
        let object = value.as_object().ok_or(ParameterError::NotAnObject)?;
        let mut parameters = Self::default();
        let mut sitting = BTreeMap::new();
        if method == Method::Motion1 {
            let (motion, unread) = motion_rule(object)?;
            return Ok(Self {
                motion,
                unread,
                ..parameters
            });
        }
        for (name, value) in object {
            match name.as_str() {
                "lot" => parameters.lot = Some(Lot::new(options("lot", value, contest)?)?),
                "withdrawn" => parameters.withdrawn = options("withdrawn", value, contest)?,
                "max_marks" if method == Method::Plurality1 => {
                    let marks = value.as_u64().and_then(|marks| u32::try_from(marks).ok());
                    let marks = marks.filter(|marks| *marks > 0);
                    parameters.max_marks =
                        Some(marks.ok_or(wrong("max_marks", "a whole number from 1"))?);
                }
                "kept" if method.obeys_caps() => {
                    parameters.kept = options("kept", value, contest)?;
                }
                "max_score" if method.ballot_kind() == BallotKind::Scored => {
                    let score = value
                        .as_u64()
                        .filter(|score| (1..=MAX_SCORE).contains(score));
                    let score = score.ok_or(wrong("max_score", "a whole number from 1 to 100"))?;
                    parameters.max_score = Some(score);
                }
                "default_option" | "quorum" | "majority" if method == Method::SchulzeDebian2016 => {
                }
                _ if method.obeys_caps() => {
                    let caps = &mut parameters.caps;
                    match caps::read(name, value, contest, caps, &mut sitting) {
                        Some(read) => read?,
                        None => parameters.unread.push(name.clone()),
                    }
                }
                _ => parameters.unread.push(name.clone()),
            }
        }
        parameters.caps.seat(&sitting);
        if method == Method::SchulzeDebian2016 {
            parameters.default_rule = default_rule(object, contest)?;
        }
        parameters.unread.sort_unstable();
        Ok(parameters)
    }
}

/// Reads what `schulze-debian-2016` drops options by; `None` without a default
/// option.
fn default_rule(
    object: &Map<String, Value>,
    contest: &Contest,
) -> Result<Option<DefaultRule>, ParameterError> {
    let quorum = match object.get("quorum") {
        Some(value) => votes("quorum", value)?,
        None => 0,
    };
    let mut majorities = Vec::new();
    if let Some(value) = object.get("majority") {
        let expected = "an object such as {\"Ada\":\"3/1\"}";
        let ratios = value.as_object().ok_or(wrong("majority", expected))?;
        for (name, value) in ratios {
            let option = option("majority", &Value::from(name.as_str()), contest)?;
            let ratio = ratio(value).ok_or(wrong("majority", expected))?;
            majorities.push((option, ratio));
        }
        majorities.sort_unstable_by_key(|(option, _)| *option);
        if majorities.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(wrong("majority", "an object with each option once"));
        }
    }
    let Some(value) = object.get("default_option") else {
        return Ok(None);
    };
    let option = option("default_option", value, contest)?;
    Ok(Some(DefaultRule {
        option,
        quorum,
        majorities,
    }))
}

/// A ratio such as “3/1”, “3:1” or 3.
fn ratio(value: &Value) -> Option<Ratio> {
    let number = |text: &str| {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = plain.then(|| text.parse::<u64>().ok()).flatten();
        number.filter(|number| (1..=super::MAX_VOTES).contains(number))
    };
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.as_u64()?.to_string(),
    };
    let (above, below) = text.split_once(['/', ':']).unwrap_or((&text, "1"));
    Some(Ratio {
        above: number(above)?,
        below: number(below)?,
    })
}

/// Reads the rule of a motion, and names what is no part of one.
fn motion_rule(object: &Map<String, Value>) -> Result<(MotionRule, Vec<String>), ParameterError> {
    let mut rule = MotionRule::default();
    let mut strict = None;
    let mut unread = Vec::new();
    for (name, value) in object {
        match name.as_str() {
            "majority" => rule.majority = fraction("majority", value)?,
            "strict" => strict = Some(truth(value)?),
            "base" => rule.base = base(value)?,
            "eligible" => rule.eligible = Some(votes("eligible", value)?),
            "present" => rule.present = Some(votes("present", value)?),
            "in_office" => rule.in_office = Some(votes("in_office", value)?),
            "quorum" => rule.quorum = Some(quorum(value)?),
            _ => unread.push(name.clone()),
        }
    }
    // “A majority” means more than half; “two thirds” means at least that.
    rule.strict = strict.unwrap_or(rule.majority.is_half());
    unread.sort_unstable();
    Ok((rule, unread))
}

fn wrong(name: &'static str, expected: &'static str) -> ParameterError {
    ParameterError::WrongKind { name, expected }
}

pub(super) fn options(
    name: &'static str,
    value: &Value,
    contest: &Contest,
) -> Result<Vec<OptionNo>, ParameterError> {
    let list = value.as_array().ok_or(wrong(name, "a list of options"))?;
    list.iter()
        .map(|item| option(name, item, contest))
        .collect()
}

fn option(name: &'static str, item: &Value, contest: &Contest) -> Result<OptionNo, ParameterError> {
    let option = match item {
        Value::String(text) => contest.find(text),
        other => other
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .and_then(OptionNo::new)
            .filter(|option| option.index() < contest.options().len()),
    };
    option.ok_or_else(|| ParameterError::NoSuchOption {
        name,
        given: item.to_string(),
    })
}

fn fraction(name: &'static str, value: &Value) -> Result<Fraction, ParameterError> {
    let text = value
        .as_str()
        .ok_or(wrong(name, "a fraction in quotes, such as \"2/3\""))?;
    text.parse()
        .map_err(|fault| ParameterError::Fraction { name, fault })
}

/// Manifests write truth as 0 and 1.
fn truth(value: &Value) -> Result<bool, ParameterError> {
    match (value.as_bool(), value.as_u64()) {
        (Some(truth), _) => Ok(truth),
        (None, Some(0)) => Ok(false),
        (None, Some(1)) => Ok(true),
        _ => Err(wrong("strict", "true or false (or 1 or 0)")),
    }
}

fn base(value: &Value) -> Result<Base, ParameterError> {
    let base = Base::ALL
        .into_iter()
        .find(|base| value.as_str() == Some(base.word()));
    base.ok_or(wrong(
        "base",
        "one of yes+no, cast, present, eligible, in_office",
    ))
}

fn votes(name: &'static str, value: &Value) -> Result<u64, ParameterError> {
    let number = value.as_u64().filter(|number| *number <= super::MAX_VOTES);
    number.ok_or(wrong(name, "a whole number of votes"))
}

fn quorum(value: &Value) -> Result<Quorum, ParameterError> {
    let expected = "an object such as {\"counts\":\"cast\",\"fraction\":\"1/3\"}";
    let object = value.as_object().filter(|object| object.len() == 2);
    let object = object.ok_or(wrong("quorum", expected))?;
    let counts = object.get("counts").and_then(Value::as_str);
    let counts = [QuorumCounts::Cast, QuorumCounts::YesNo]
        .into_iter()
        .find(|word| counts == Some(word.word()))
        .ok_or(wrong("quorum", expected))?;
    let part = object.get("fraction").ok_or(wrong("quorum", expected))?;
    Ok(Quorum {
        counts,
        fraction: fraction("quorum", part)?,
    })
}
