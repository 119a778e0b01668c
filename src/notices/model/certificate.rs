//! A certificate of notice as it is hashed: `docs/notices.md`. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::content::seconds;
use super::record::{Line, Mail, Standing, Totals};
use crate::seal::canonical::{MAX_INT, OutsideForm, Value, enter_text};
use crate::seal::hash::Digest;

/// What a certificate says.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    pub foundation: &'a str,
    /// The number of the notice, and of the certificate among those of it.
    pub notice: u64,
    pub number: u64,
    /// SHA-256 of the notice as it was given.
    pub content: Digest,
    pub title: &'a str,
    pub given_at: DateTime<Utc>,
    pub event_at: Option<DateTime<Utc>>,
    /// The last instant in time, where a rule says.
    pub latest: Option<DateTime<Utc>>,
    pub made_at: DateTime<Utc>,
    /// Name and office of whoever makes it.
    pub made_by: &'a str,
    pub lines: &'a [Line],
}

fn text(raw: &str) -> Result<Value, OutsideForm> {
    // Names and answers come from elsewhere: what cannot be seen is left out.
    let seen: String = raw.chars().filter(|c| !c.is_control()).collect();
    enter_text(&seen).map(Value::Text)
}

fn object(pairs: Vec<(&str, Value)>) -> Value {
    Value::Object(
        pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect::<BTreeMap<_, _>>(),
    )
}

/// The word for where a line stands.
fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Has => "has",
        Standing::HasLate => "late",
        Standing::UnderWay => "under_way",
        Standing::Lacks => "lacks",
    }
}

impl Certificate<'_> {
    /// Where each line stands, in their order.
    pub fn standings(&self) -> impl Iterator<Item = Standing> + '_ {
        self.lines
            .iter()
            .map(|line| line.standing(self.given_at, self.latest))
    }

    /// The canonical JSON whose digest stands in the log.
    ///
    /// # Errors
    /// When a text cannot be written in the canonical form.
    pub fn encode(&self) -> Result<Vec<u8>, OutsideForm> {
        let totals = Totals::of(self.standings());
        let count = |number: usize| Value::from(u64::try_from(number).unwrap_or(MAX_INT));
        let lines = self
            .lines
            .iter()
            .zip(self.standings())
            .map(|(line, standing)| self.line(line, standing))
            .collect::<Result<Vec<_>, _>>()?;
        let mut pairs = vec![
            ("v", 1.into()),
            ("foundation", text(self.foundation)?),
            ("notice", self.notice.into()),
            ("certificate", self.number.into()),
            ("content", Value::text(&self.content)),
            ("title", text(self.title)?),
            ("given", seconds(self.given_at)?),
            ("made", seconds(self.made_at)?),
            ("by", text(self.made_by)?),
            ("recipients", count(totals.all)),
            ("has", count(totals.has)),
            ("late", count(totals.late)),
            ("under_way", count(totals.under_way)),
            ("lacks", count(totals.lacks)),
            ("lines", Value::List(lines)),
        ];
        if let Some(event) = self.event_at {
            pairs.push(("event", seconds(event)?));
        }
        if let Some(latest) = self.latest {
            pairs.push(("latest", seconds(latest)?));
        }
        let value = object(pairs);
        value.check()?;
        Ok(value.encode().into_bytes())
    }

    fn line(&self, line: &Line, standing: Standing) -> Result<Value, OutsideForm> {
        let mut pairs = vec![
            ("line", u64::try_from(line.line).unwrap_or(0).into()),
            ("name", text(&line.name)?),
            ("capacity", text(&line.capacity)?),
            ("result", word(standing).into()),
        ];
        if !line.address.is_empty() {
            pairs.push(("address", text(&line.address)?));
        }
        let mail = match &line.mail {
            Mail::None(why) => vec![("state", why.word().into())],
            Mail::UnderWay => vec![("state", "under_way".into())],
            Mail::Unwanted => vec![("state", "unwanted".into())],
            Mail::Accepted { at, answer } => vec![
                ("state", "accepted".into()),
                ("at", seconds(*at)?),
                ("answer", text(answer)?),
            ],
            Mail::Returned { at, reason } => vec![
                ("state", "returned".into()),
                ("at", seconds(*at)?),
                ("reason", text(reason)?),
            ],
            Mail::GivenUp { reason } => {
                vec![("state", "given_up".into()), ("reason", text(reason)?)]
            }
        };
        pairs.push(("mail", object(mail)));
        if let Some(at) = line.complained_at {
            pairs.push(("complained", seconds(at)?));
        }
        let steps = line
            .steps
            .iter()
            .map(|step| {
                Ok(object(vec![
                    ("step", step.kind.word().into()),
                    ("at", seconds(step.at)?),
                    ("evidence", text(&step.evidence)?),
                    ("by", text(&step.recorded_by)?),
                ]))
            })
            .collect::<Result<Vec<_>, OutsideForm>>()?;
        pairs.push(("steps", Value::List(steps)));
        Ok(object(pairs))
    }
}
