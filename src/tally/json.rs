//! An outcome as canonical JSON: what `count --json` prints and `result.json`
//! holds. `docs/counting/` names every key.

use serde_json::{Map, Value, json};

use super::contest::{Contest, OptionNo};
use super::decimal::Decimal;
use super::method::Method;
use super::outcome::{Act, Action, Outcome, Round, Seat, Tie};
use super::pairs::Measure;

/// How options are referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionsBy {
    /// By the names people read, as `count --json` does.
    Name,
    /// By id, as `result.json` does.
    Id,
}

/// The outcome in canonical form: one line without a line feed.
pub fn render(outcome: &Outcome, by: OptionsBy) -> String {
    canonical(&value(outcome, by))
}

/// The outcome as a JSON object.
pub fn value(outcome: &Outcome, by: OptionsBy) -> Value {
    let label = Labels {
        contest: &outcome.contest,
        exhausted: match outcome.method {
            Method::Star1 | Method::BlocStar1 => "no_preference",
            Method::MeekPrf1
            | Method::ScottishStv1
            | Method::Irv1
            | Method::Schulze1
            | Method::SchulzeNoOpinion1
            | Method::SchulzeMargins1
            | Method::SchulzeMarginsNoOpinion1
            | Method::SchulzeDebian2016
            | Method::Approval1
            | Method::Plurality1
            | Method::Score1
            | Method::Motion1 => "exhausted",
        },
        by,
    };
    let mut object = Map::new();
    object.insert("method".to_owned(), outcome.method.name().into());
    let rounds = outcome.rounds.iter().map(|round| label.round(round));
    object.insert("rounds".to_owned(), rounds.collect());
    if let Some(pairwise) = &outcome.pairwise {
        let standing: Vec<OptionNo> = outcome.contest.standing().collect();
        let votes = |a, b| pairwise.preferred(a, b).into();
        object.insert("pairwise".to_owned(), label.pairs(&standing, votes));
        let left: Vec<OptionNo> = pairwise.left().collect();
        let path = |a, b| {
            let path = pairwise.path(a, b);
            match pairwise.measure {
                Measure::WinningVotes => json!([path.votes, path.against]),
                Measure::Margins => path.votes.into(),
            }
        };
        object.insert("strengths".to_owned(), label.pairs(&left, path));
    }
    if let Some(motion) = &outcome.motion {
        object.insert("verdict".to_owned(), motion.verdict.word().into());
    }
    if outcome.method != Method::Motion1 {
        let elected = outcome.elected.iter().map(|seat| match seat {
            Seat::Elected(option) => label.option(*option),
            Seat::Tied(tied) => label.list(tied),
        });
        object.insert("elected".to_owned(), elected.collect());
        object.insert("seats".to_owned(), outcome.contest.seats().into());
        let ties = outcome
            .ties
            .iter()
            .map(|tie| label.tie(tie, outcome.act_of(tie)));
        object.insert("ties".to_owned(), ties.collect());
    }
    Value::Object(object)
}

struct Labels<'a> {
    contest: &'a Contest,
    /// What votes that nobody holds are called.
    exhausted: &'static str,
    by: OptionsBy,
}

impl Labels<'_> {
    fn text(&self, option: OptionNo) -> String {
        let option = self.contest.option(option);
        let text = option.map(|option| match self.by {
            OptionsBy::Name => &option.name,
            OptionsBy::Id => &option.id,
        });
        text.cloned().unwrap_or_default()
    }

    fn option(&self, option: OptionNo) -> Value {
        self.text(option).into()
    }

    fn list(&self, options: &[OptionNo]) -> Value {
        options.iter().map(|option| self.option(*option)).collect()
    }

    /// An object of objects: a value for each two different options.
    fn pairs(&self, options: &[OptionNo], value: impl Fn(OptionNo, OptionNo) -> Value) -> Value {
        let row = |a: &OptionNo| -> Value {
            let others = options.iter().filter(|b| *b != a);
            let cells = others.map(|b| (self.text(*b), value(*a, *b)));
            Value::Object(cells.collect())
        };
        let rows = options.iter().map(|a| (self.text(*a), row(a)));
        Value::Object(rows.collect())
    }

    fn round(&self, round: &Round) -> Value {
        let votes: Map<String, Value> = self
            .contest
            .standing()
            .map(|option| (self.text(option), number(round.votes_of(option))))
            .collect();
        let actions = round.actions.iter().map(|action| self.action(action));
        let mut object = Map::new();
        object.insert("actions".to_owned(), actions.collect());
        object.insert("n".to_owned(), round.number.into());
        object.insert("votes".to_owned(), Value::Object(votes));
        if let Some(quota) = round.quota {
            object.insert("quota".to_owned(), number(quota));
        }
        if let Some(exhausted) = round.exhausted {
            object.insert(self.exhausted.to_owned(), number(exhausted));
        }
        Value::Object(object)
    }

    fn action(&self, action: &Action) -> Value {
        json!({
            "act": action.act.word(),
            "by": action.by.word(),
            "who": self.text(action.who),
        })
    }

    fn tie(&self, tie: &Tie, act: Act) -> Value {
        let mut object = Map::new();
        object.insert("round".to_owned(), tie.round.into());
        object.insert("tied".to_owned(), self.list(&tie.tied));
        if let Some((excluded, reason)) = tie.excluded {
            object.insert(act.word().to_owned(), self.option(excluded));
            object.insert("by".to_owned(), reason.word().into());
        }
        Value::Object(object)
    }
}

/// Votes with decimal places are strings; whole votes are integers, which
/// [`MAX_VOTES`](super::MAX_VOTES) keeps within what JSON carries exactly.
fn number(decimal: Decimal) -> Value {
    match u64::try_from(decimal.units()) {
        Ok(units) if decimal.places() == 0 => units.into(),
        _ => decimal.to_string().into(),
    }
}

/// Writes JSON with sorted keys and no white space.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (place, (key, value)) in entries.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
