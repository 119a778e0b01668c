//! What a decision does once it counts, as canonical JSON in its entry. Pure.
//!
//! ```text
//! {"act":"appoint","last_day":"2027-07-31","office":"treasurer","person":"…"}
//! {"act":"end_office","office":"treasurer","person":"…","term":"…"}
//! {"act":"seat","basis":"election","body":"board","seats":[{"affiliation":"…","cohort":"A","last_day":"…","person":"…"}]}
//! {"act":"unseat","incumbency":"…","person":"…","reason":"…"}
//! {"act":"suspend","body":"board","last_day":"…","person":"…","reason":"…"}
//! {"act":"lift_suspension","person":"…","reason":"…","suspension":"…"}
//! {"act":"charter","body":"audit-committee","charter":"…","citation":"…","name":"…","odd":"yes","powers":[…],"withheld":[…], sizes}
//! {"act":"adopt_rulebook","effective_on":"…","sha256":"…"}
//! {"act":"authorise","kind":"in_kind","parameters":{"…":"…"},"subject":"…"}
//! ```
//!
//! A last day is the last on which the office is held: it ends at the midnight after.

mod said;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::Office;
use super::body::{BodyId, Power, Size};
use super::seats::Basis;
use crate::parties::PartyId;
use crate::seal::canonical::Value;

/// Somebody who is to sit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    pub person: PartyId,
    /// Empty where the body has no cohorts.
    pub cohort: String,
    pub affiliation: String,
    pub last_day: Option<NaiveDate>,
}

/// A charter to come into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCharter {
    pub body: BodyId,
    pub name: String,
    pub text: String,
    pub citation: String,
    pub size: Size,
    pub powers: Vec<Power>,
    pub withheld: Vec<Power>,
}

/// What a decision does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Appoint {
        office: Office,
        person: PartyId,
        last_day: Option<NaiveDate>,
    },
    EndOffice {
        term: Uuid,
        office: Office,
        person: PartyId,
        last_day: Option<NaiveDate>,
    },
    Seat {
        body: BodyId,
        basis: Basis,
        seats: Vec<Taking>,
    },
    Unseat {
        incumbency: Uuid,
        person: PartyId,
        reason: String,
        last_day: Option<NaiveDate>,
    },
    Suspend {
        body: BodyId,
        person: PartyId,
        reason: String,
        last_day: NaiveDate,
    },
    /// From the confirmation on.
    LiftSuspension {
        suspension: Uuid,
        person: PartyId,
        reason: String,
    },
    Charter(NewCharter),
    /// Does nothing itself: the act by which officers take the rulebook up rests on it.
    AdoptRulebook {
        /// SHA-256 of the file, in lower-case hex.
        sha256: String,
        effective_on: NaiveDate,
    },
    /// Lets others do something once, which rests on the decision.
    Authorise {
        /// A kind of motion: `in_kind`, `asset_disposition`.
        kind: String,
        /// To whom or what it is done: a membership, an asset.
        subject: String,
        parameters: BTreeMap<String, String>,
    },
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

fn day(value: &Option<NaiveDate>) -> Option<(&'static str, Value)> {
    value.map(|day| ("last_day", text(day.to_string())))
}

fn object(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

fn number(key: &'static str, value: Option<u32>) -> Option<(&'static str, Value)> {
    value.map(|number| (key, Value::Int(u64::from(number))))
}

fn words(powers: &[Power]) -> Value {
    Value::List(powers.iter().map(|power| text(power.word())).collect())
}

impl Effect {
    fn value(&self) -> Value {
        let act = |word: &str| ("act", text(word));
        let who = |person: &PartyId| ("person", text(person.0.to_string()));
        match self {
            Self::Appoint {
                office,
                person,
                last_day,
            } => object(
                [act("appoint"), ("office", text(office.word())), who(person)]
                    .into_iter()
                    .chain(day(last_day)),
            ),
            Self::EndOffice {
                term,
                office,
                person,
                last_day,
            } => object(
                [
                    act("end_office"),
                    ("office", text(office.word())),
                    ("term", text(term.to_string())),
                    who(person),
                ]
                .into_iter()
                .chain(day(last_day)),
            ),
            Self::Seat { body, basis, seats } => object([
                act("seat"),
                ("body", text(body.as_str())),
                ("basis", text(basis.word())),
                ("seats", Value::List(seats.iter().map(taking).collect())),
            ]),
            Self::Unseat {
                incumbency,
                person,
                reason,
                last_day,
            } => object(
                [
                    act("unseat"),
                    ("incumbency", text(incumbency.to_string())),
                    ("reason", text(reason)),
                    who(person),
                ]
                .into_iter()
                .chain(day(last_day)),
            ),
            Self::Suspend {
                body,
                person,
                reason,
                last_day,
            } => object([
                act("suspend"),
                ("body", text(body.as_str())),
                ("reason", text(reason)),
                ("last_day", text(last_day.to_string())),
                who(person),
            ]),
            Self::LiftSuspension {
                suspension,
                person,
                reason,
            } => object([
                act("lift_suspension"),
                ("suspension", text(suspension.to_string())),
                ("reason", text(reason)),
                who(person),
            ]),
            Self::Charter(charter) => object(
                [
                    act("charter"),
                    ("body", text(charter.body.as_str())),
                    ("name", text(&charter.name)),
                    ("charter", text(&charter.text)),
                    ("citation", text(&charter.citation)),
                    ("odd", text(if charter.size.odd { "yes" } else { "no" })),
                    ("powers", words(&charter.powers)),
                    ("withheld", words(&charter.withheld)),
                ]
                .into_iter()
                .chain(number("min_size", charter.size.min))
                .chain(number("max_size", charter.size.max))
                .chain(number("directors_min", charter.size.directors_min))
                .chain(number("directors_max", charter.size.directors_max)),
            ),
            Self::AdoptRulebook {
                sha256,
                effective_on,
            } => object([
                act("adopt_rulebook"),
                ("sha256", text(sha256)),
                ("effective_on", text(effective_on.to_string())),
            ]),
            Self::Authorise {
                kind,
                subject,
                parameters,
            } => object([
                act("authorise"),
                ("kind", text(kind)),
                ("subject", text(subject)),
                (
                    "parameters",
                    Value::Object(
                        parameters
                            .iter()
                            .map(|(key, value)| (key.clone(), text(value)))
                            .collect(),
                    ),
                ),
            ]),
        }
    }

    /// The canonical JSON; none when a text holds what no text may, a line break for example.
    #[must_use]
    pub fn encode(&self) -> Option<String> {
        let value = self.value();
        value.check().ok()?;
        Some(value.encode())
    }

    /// Reads what [`Self::encode`] writes.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let value = Value::parse(json.as_bytes()).ok()?;
        let read = Fields(&value);
        let effect = match read.text("act")? {
            "appoint" => Self::Appoint {
                office: Office::parse(read.text("office")?)?,
                person: read.party("person")?,
                last_day: read.day("last_day"),
            },
            "end_office" => Self::EndOffice {
                term: read.id("term")?,
                office: Office::parse(read.text("office")?)?,
                person: read.party("person")?,
                last_day: read.day("last_day"),
            },
            "seat" => Self::Seat {
                body: BodyId::parse(read.text("body")?)?,
                basis: Basis::parse(read.text("basis")?)?,
                seats: read
                    .list("seats")?
                    .iter()
                    .map(|one| {
                        let read = Fields(one);
                        Some(Taking {
                            person: read.party("person")?,
                            cohort: read.text("cohort")?.to_owned(),
                            affiliation: read.text("affiliation")?.to_owned(),
                            last_day: read.day("last_day"),
                        })
                    })
                    .collect::<Option<_>>()?,
            },
            "unseat" => Self::Unseat {
                incumbency: read.id("incumbency")?,
                person: read.party("person")?,
                reason: read.text("reason")?.to_owned(),
                last_day: read.day("last_day"),
            },
            "suspend" => Self::Suspend {
                body: BodyId::parse(read.text("body")?)?,
                person: read.party("person")?,
                reason: read.text("reason")?.to_owned(),
                last_day: read.day("last_day")?,
            },
            "lift_suspension" => Self::LiftSuspension {
                suspension: read.id("suspension")?,
                person: read.party("person")?,
                reason: read.text("reason")?.to_owned(),
            },
            "charter" => Self::Charter(NewCharter {
                body: BodyId::parse(read.text("body")?)?,
                name: read.text("name")?.to_owned(),
                text: read.text("charter")?.to_owned(),
                citation: read.text("citation")?.to_owned(),
                size: Size {
                    min: read.number("min_size"),
                    max: read.number("max_size"),
                    odd: read.text("odd")? == "yes",
                    directors_min: read.number("directors_min"),
                    directors_max: read.number("directors_max"),
                },
                powers: read.powers("powers")?,
                withheld: read.powers("withheld")?,
            }),
            "adopt_rulebook" => Self::AdoptRulebook {
                sha256: read.text("sha256")?.to_owned(),
                effective_on: read.day("effective_on")?,
            },
            "authorise" => Self::Authorise {
                kind: read.text("kind")?.to_owned(),
                subject: read.text("subject")?.to_owned(),
                parameters: read.parameters()?,
            },
            _ => return None,
        };
        Some(effect)
    }
}

fn taking(taking: &Taking) -> Value {
    object(
        [
            ("person", text(taking.person.0.to_string())),
            ("cohort", text(&taking.cohort)),
            ("affiliation", text(&taking.affiliation)),
        ]
        .into_iter()
        .chain(day(&taking.last_day)),
    )
}

/// The fields of an object, asked by name.
struct Fields<'a>(&'a Value);

impl<'a> Fields<'a> {
    fn get(&self, key: &str) -> Option<&'a Value> {
        match self.0 {
            Value::Object(map) => map.get(key),
            _ => None,
        }
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        match self.get(key)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn list(&self, key: &str) -> Option<&'a [Value]> {
        match self.get(key)? {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    fn number(&self, key: &str) -> Option<u32> {
        match self.get(key)? {
            Value::Int(number) => u32::try_from(*number).ok(),
            _ => None,
        }
    }

    fn id(&self, key: &str) -> Option<Uuid> {
        self.text(key)?.parse().ok()
    }

    fn party(&self, key: &str) -> Option<PartyId> {
        self.id(key).map(PartyId)
    }

    fn day(&self, key: &str) -> Option<NaiveDate> {
        self.text(key)?.parse().ok()
    }

    fn parameters(&self) -> Option<BTreeMap<String, String>> {
        let Value::Object(map) = self.get("parameters")? else {
            return None;
        };
        map.iter()
            .map(|(key, value)| match value {
                Value::Text(text) => Some((key.clone(), text.clone())),
                _ => None,
            })
            .collect()
    }

    fn powers(&self, key: &str) -> Option<Vec<Power>> {
        self.list(key)?
            .iter()
            .map(|word| match word {
                Value::Text(word) => Power::parse(word),
                _ => None,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
