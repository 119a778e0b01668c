//! A manifest's terms as JSON, and read from it.

use super::{Beacon, Officer, PollOption, RevealCommitment, Rule, SmallCells, Terms, refuse};
use crate::seal::canonical::Value;
use crate::seal::fields::{Fields, Refusal};
use crate::seal::hash::count;

/// The manifest as a value.
pub(super) fn to_value(terms: &Terms, pad: usize) -> Value {
    let officers = terms.officers.iter().map(|officer| {
        Value::object([
            ("key", Value::text(&officer.key)),
            ("name", officer.name.as_str().into()),
        ])
    });
    let options = terms.options.iter().map(|option| {
        Value::object([
            ("id", Value::text(&option.id)),
            ("name", option.name.as_str().into()),
        ])
    });
    let rules = terms.rules.iter().map(|rule| {
        Value::object([
            ("citation", rule.citation.as_str().into()),
            ("key", rule.key.as_str().into()),
            ("value", rule.value.as_str().into()),
        ])
    });
    let beacon = match &terms.beacon {
        Beacon::Reveals(commitments) => {
            let each = commitments.iter().map(|commitment| {
                Value::object([
                    ("by", commitment.by.as_str().into()),
                    ("c", Value::text(&commitment.commitment)),
                ])
            });
            Value::object([
                ("commitments", Value::List(each.collect())),
                ("kind", "reveals".into()),
            ])
        }
        Beacon::Public { source, after } => Value::object([
            ("after", (*after).into()),
            ("kind", "public".into()),
            ("source", source.as_str().into()),
        ]),
    };
    Value::object([
        ("aead", "chacha20poly1305".into()),
        ("audited", u64::from(terms.audited).into()),
        ("beacon", beacon),
        ("closes", terms.closes.into()),
        ("k", terms.k.into()),
        ("method", terms.method.as_str().into()),
        ("officers", Value::List(officers.collect())),
        ("opens", terms.opens.into()),
        ("options", Value::List(options.collect())),
        ("origin", terms.origin.as_str().into()),
        ("pad", count(pad).into()),
        ("parameters", Value::Object(terms.parameters.clone())),
        ("poll", Value::text(&terms.poll)),
        ("question", terms.question.as_str().into()),
        ("receipt_key", Value::text(&terms.receipt_key)),
        ("roll_root", Value::text(&terms.roll_root)),
        ("rules", Value::List(rules.collect())),
        ("seal_key", Value::text(&terms.seal_key)),
        ("seats", terms.seats.into()),
        ("small_cells", terms.small_cells.as_str().into()),
        ("v", 1.into()),
    ])
}

/// Reads every key but `pad`.
pub(super) fn read_terms(mut fields: Fields) -> Result<Terms, Refusal> {
    fields.version_1()?;
    fields.literal("aead", "chacha20poly1305")?;
    let audited = match fields.int("audited")? {
        0 => false,
        1 => true,
        _ => return Err(refuse("`audited` is neither 0 nor 1")),
    };
    let small_cells = match fields.text("small_cells")?.as_str() {
        "open" => SmallCells::Open,
        "winners-only" => SmallCells::WinnersOnly,
        _ => {
            return Err(refuse(
                "`small_cells` is neither \"open\" nor \"winners-only\"",
            ));
        }
    };
    let Value::Object(parameters) = fields.value("parameters")? else {
        return Err(refuse("`parameters` is not an object"));
    };
    let beacon = read_beacon(fields.value("beacon")?)?;
    let officers = read_each(
        fields.list("officers")?,
        "an officer of the manifest",
        |o| {
            Ok(Officer {
                key: o.parsed("key")?,
                name: o.text("name")?,
            })
        },
    )?;
    let options = read_each(fields.list("options")?, "an option of the manifest", |o| {
        Ok(PollOption {
            id: o.parsed("id")?,
            name: o.text("name")?,
        })
    })?;
    let rules = read_each(fields.list("rules")?, "a rule of the manifest", |r| {
        Ok(Rule {
            citation: r.text("citation")?,
            key: r.text("key")?,
            value: r.text("value")?,
        })
    })?;
    let terms = Terms {
        audited,
        beacon,
        closes: fields.int("closes")?,
        k: fields.int("k")?,
        method: fields.text("method")?,
        officers,
        opens: fields.int("opens")?,
        options,
        origin: fields.text("origin")?,
        parameters,
        poll: fields.parsed("poll")?,
        question: fields.text("question")?,
        receipt_key: fields.parsed("receipt_key")?,
        roll_root: fields.parsed("roll_root")?,
        rules,
        seal_key: fields.parsed("seal_key")?,
        seats: fields.int("seats")?,
        small_cells,
    };
    fields.end()?;
    Ok(terms)
}

fn read_each<T>(
    items: Vec<Value>,
    what: &str,
    read: impl Fn(&mut Fields) -> Result<T, Refusal>,
) -> Result<Vec<T>, Refusal> {
    let one = |item| {
        let mut fields = Fields::of(what, item)?;
        let read = read(&mut fields)?;
        fields.end()?;
        Ok(read)
    };
    items.into_iter().map(one).collect()
}

fn read_beacon(value: Value) -> Result<Beacon, Refusal> {
    let mut fields = Fields::of("the beacon of the manifest", value)?;
    let beacon = match fields.text("kind")?.as_str() {
        "reveals" => {
            let commitments = fields.list("commitments")?;
            Beacon::Reveals(read_each(
                commitments,
                "a commitment of the manifest",
                |c| {
                    Ok(RevealCommitment {
                        by: c.text("by")?,
                        commitment: c.parsed("c")?,
                    })
                },
            )?)
        }
        "public" => Beacon::Public {
            source: fields.text("source")?,
            after: fields.int("after")?,
        },
        _ => return Err(fields.refuse("`kind` is neither \"reveals\" nor \"public\"")),
    };
    fields.end()?;
    Ok(beacon)
}
