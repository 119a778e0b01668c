//! From the officers' files to the count. Pure.

use std::collections::BTreeMap;

use serde_json::json;

use crate::seal::canonical::Value;
use crate::seal::code::Code;
use crate::seal::hash::Digest;
use crate::seal::lot;
use crate::seal::manifest::Manifest;
use crate::tally::{
    Ballots, Contest, ContestOption, Method, Outcome, Parameters, Verdict, count,
    json as rendering, lines,
};

/// Why the ballots could not be counted: a sentence for the officers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotCounted(pub String);

impl NotCounted {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// All that a count needs, read and ready.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The options and seats of the manifest; of a motion none.
    pub contest: Contest,
    /// What `ballots.jsonl` holds.
    pub ballots: Ballots,
    /// The method of the manifest.
    pub method: Method,
    /// Those of the manifest, with the lot drawn and the excluded withdrawn.
    pub parameters: Parameters,
}

/// A count with the bytes of its `result.json`.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Every step, for pages.
    pub outcome: Outcome,
    /// Canonical JSON without LF: the bytes of `result.json`.
    pub result: String,
}

impl Counted {
    /// The count as far as a poll shows it whose manifest publishes winners only: who is elected,
    /// or the verdict, and no figure.
    ///
    /// # Errors
    /// When the result is no object, which it always is.
    pub fn winners_only(mut self) -> Result<Self, NotCounted> {
        self.outcome.rounds.clear();
        self.outcome.ties.clear();
        self.outcome.pairwise = None;
        let mut fields = fields(&self.result)?;
        for figures in ["rounds", "ties"] {
            if let Some(list) = fields.get_mut(figures) {
                *list = Value::List(Vec::new());
            }
        }
        for figures in ["pairwise", "strengths"] {
            fields.remove(figures);
        }
        self.result = Value::Object(fields).encode();
        Ok(self)
    }
}

/// The keys of a result.
fn fields(result: &str) -> Result<BTreeMap<String, Value>, NotCounted> {
    match Value::parse(result.as_bytes()).map_err(NotCounted::of)? {
        Value::Object(fields) => Ok(fields),
        Value::Int(_) | Value::Text(_) | Value::List(_) => {
            Err(NotCounted("a result is no object".to_owned()))
        }
    }
}

/// Counts `ballots.jsonl` under a manifest, with the lot drawn from the beacon. `excluded` are
/// the options that withdrew after the opening; without them it is the count as cast. Where the
/// quorum was not reached ([`super::quorum`]), nobody is elected and nothing adopted.
///
/// # Errors
/// When a line is not a ballot of this poll, an excluded option is none of its, or the method
/// refuses.
pub fn count_ballots(
    manifest: &Manifest,
    live_root: &Digest,
    beacon: &[u8],
    ballots: &[u8],
    excluded: &[Code],
    quorum_reached: bool,
) -> Result<Counted, NotCounted> {
    let Ready {
        contest,
        ballots,
        method,
        parameters,
    } = ready(manifest, live_root, beacon, ballots, excluded)?;
    let mut outcome = count(&contest, &ballots, method, &parameters).map_err(NotCounted::of)?;
    if quorum_reached {
        let result = rendering::render(&outcome, rendering::OptionsBy::Id);
        return Ok(Counted { outcome, result });
    }
    Ok(Counted {
        result: without_quorum(&mut outcome)?,
        outcome,
    })
}

/// What [`count_ballots`] counts.
///
/// # Errors
/// When a line is not a ballot of this poll, or an excluded option is none of its.
pub fn ready(
    manifest: &Manifest,
    live_root: &Digest,
    beacon: &[u8],
    ballots: &[u8],
    excluded: &[Code],
) -> Result<Ready, NotCounted> {
    let terms = manifest.terms();
    let method: Method = terms.method.parse().map_err(NotCounted::of)?;
    let contest = if method == Method::Motion1 {
        Contest::motion()
    } else {
        let options = terms.options.iter().map(|option| ContestOption {
            id: option.id.to_string(),
            name: option.name.clone(),
        });
        let seats = u32::try_from(terms.seats).map_err(NotCounted::of)?;
        Contest::new(options.collect(), seats).map_err(NotCounted::of)?
    };
    let mut parameters = parameters(manifest, live_root, beacon, &contest, method)?;
    for option in excluded {
        let number = terms
            .options
            .iter()
            .any(|listed| listed.id == *option)
            .then(|| contest.find_id(option.as_str()))
            .flatten()
            .ok_or_else(|| NotCounted(format!("{option} is no option of this poll")))?;
        parameters.withdrawn.push(number);
    }
    let ballots = lines::read(ballots, &contest, method.ballot_kind()).map_err(NotCounted::of)?;
    Ok(Ready {
        contest,
        ballots,
        method,
        parameters,
    })
}
/// Takes out of an outcome what would be decided, and writes it so: of a motion the votes stay,
/// of an election nothing is counted.
fn without_quorum(outcome: &mut Outcome) -> Result<String, NotCounted> {
    match &mut outcome.motion {
        Some(motion) => motion.verdict = Verdict::NoQuorum,
        None => {
            outcome.elected.clear();
            outcome.rounds.clear();
            outcome.ties.clear();
            outcome.pairwise = None;
        }
    }
    let rendered = rendering::render(outcome, rendering::OptionsBy::Id);
    let mut fields = fields(&rendered)?;
    fields.insert("verdict".to_owned(), Verdict::NoQuorum.word().into());
    Ok(Value::Object(fields).encode())
}

fn parameters(
    manifest: &Manifest,
    live_root: &Digest,
    beacon: &[u8],
    contest: &Contest,
    method: Method,
) -> Result<Parameters, NotCounted> {
    let mut given = serde_json::Map::new();
    for (name, value) in &manifest.terms().parameters {
        let value = serde_json::from_str(&value.encode()).map_err(NotCounted::of)?;
        given.insert(name.clone(), value);
    }
    if method != Method::Motion1 {
        let options = u32::try_from(contest.options().len()).map_err(NotCounted::of)?;
        let seed = lot::seed(&manifest.eid(), live_root, beacon);
        given.insert("lot".to_owned(), json!(lot::order(&seed, options)));
    }
    Parameters::from_json(&given.into(), contest, method).map_err(NotCounted::of)
}
