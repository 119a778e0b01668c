//! The manifest: everything that a poll was opened under, in one file, and its hash, the `eid`.
//!
//! `manifest.json` is one canonical object (no newline at the end) with exactly these keys:
//!
//! ```text
//! aead         "chacha20poly1305"
//! audited      0 or 1: whether a third party has audited the code
//! beacon       {"commitments":[{"by":name,"c":hex32},…],"kind":"reveals"}, or
//!              {"after":unix seconds,"kind":"public","source":text}
//! closes       unix seconds
//! k            entitlements below which a cell of equal weight is small
//! method       a counting method, such as "meek-prf-1"
//! officers     [{"key":hex32,"name":text},…]   Ed25519
//! opens        unix seconds
//! options      [{"id":code,"name":text},…]     [] for a motion
//! origin       the log's origin
//! pad          the length of every plaintext, computed: see BallotRules::pad
//! parameters   an object for the count; max_marks and max_score also rule the ballot
//! poll         hex16, random
//! question     text
//! receipt_key  hex32, Ed25519
//! roll_root    hex32
//! rules        [{"citation":text,"key":text,"value":text},…]
//! seal_key     hex1216, X-Wing
//! seats        0 for a motion, else from 1
//! small_cells  "open" or "winners-only"
//! v            1
//! ```
//!
//! `eid = H(poll, bytes of manifest.json)`.

use std::collections::{BTreeMap, BTreeSet};

use super::ballot::{BallotRules, Form};
use super::canonical::{MAX_INT, Value, enter_text};
use super::code::Code;
use super::envelope::SealKey;
use super::fields::{Fields, Refusal};
use super::hash::{Digest, Eid, PollId, PublicKey, count, h};

const WHAT: &str = "the manifest";

/// One option of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// Its id in results.
    pub id: Code,
    /// Its name on the ballot.
    pub name: String,
}

/// An officer who signs for this poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// The name in signatures: unique in the manifest.
    pub name: String,
    /// The public half of the officer's signing key.
    pub key: PublicKey,
}

/// One rule the poll was opened under, with where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Document, version and section.
    pub citation: String,
    /// The rule's key.
    pub key: String,
    /// Its value as text: fractions are "1/10".
    pub value: String,
}

/// An officer's promise of a value for the lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevealCommitment {
    /// The officer's name in `officers`.
    pub by: String,
    /// `H(reveal, r)`.
    pub commitment: Digest,
}

/// Where the lot takes its chance from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beacon {
    /// The officers' reveals, in this order.
    Reveals(Vec<RevealCommitment>),
    /// A public value, dated after the close.
    Public {
        /// What it is and where to read it.
        source: String,
        /// Unix seconds; the value is the first published after this instant.
        after: u64,
    },
}

/// What happens to a cell of fewer than `k` entitlements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallCells {
    /// Its ballots are published with their commitments.
    Open,
    /// Only the winners are published.
    WinnersOnly,
}

impl SmallCells {
    /// The word in the manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::WinnersOnly => "winners-only",
        }
    }
}

/// What the drafters of a poll decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Whether a third party has audited the code.
    pub audited: bool,
    /// Where the lot takes its chance from.
    pub beacon: Beacon,
    /// When the poll closes, in unix seconds.
    pub closes: u64,
    /// A cell with fewer entitlements on the roll is small.
    pub k: u64,
    /// The counting method.
    pub method: String,
    /// Who signs, at least one.
    pub officers: Vec<Officer>,
    /// When the poll opens, in unix seconds.
    pub opens: u64,
    /// The options in the order of their numbers; empty for a motion.
    pub options: Vec<PollOption>,
    /// The log's origin.
    pub origin: String,
    /// The count's parameters.
    pub parameters: BTreeMap<String, Value>,
    /// The poll's random id.
    pub poll: PollId,
    /// What is asked.
    pub question: String,
    /// The key that signs receipts.
    pub receipt_key: PublicKey,
    /// The root of the certified roll's leaves.
    pub roll_root: Digest,
    /// The rules and where they are written.
    pub rules: Vec<Rule>,
    /// The key that ballots are sealed to.
    pub seal_key: SealKey,
    /// How many are elected; 0 for a motion.
    pub seats: u64,
    /// What happens to small cells.
    pub small_cells: SmallCells,
}

/// A checked manifest with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    terms: Terms,
    rules: BallotRules,
    bytes: Vec<u8>,
    eid: Eid,
}

impl Manifest {
    /// The most options one poll may have.
    pub const MAX_OPTIONS: usize = 1000;
    /// The most seats one poll may fill.
    pub const MAX_SEATS: u64 = 1000;

    /// Builds the manifest of `terms`; typed text is brought to NFC here, and never later.
    ///
    /// # Errors
    /// A sentence about the first term that cannot stand.
    pub fn build(mut terms: Terms) -> Result<Self, Refusal> {
        enter(&mut terms)?;
        let rules = ballot_rules(&terms)?;
        let value = to_value(&terms, rules.pad());
        value
            .check()
            .map_err(|e| Refusal::new(WHAT, e.to_string()))?;
        let bytes = value.encode().into_bytes();
        let eid = Eid::from_bytes(*h("poll", &[&bytes]).as_bytes());
        Ok(Self {
            terms,
            rules,
            bytes,
            eid,
        })
    }

    /// Reads `manifest.json`.
    ///
    /// # Errors
    /// When the bytes are not canonical, a key is missing or unknown, or a value cannot stand.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse(WHAT, bytes)?;
        let pad = fields.int("pad")?;
        let terms = read_terms(fields)?;
        let rules = ballot_rules(&terms)?;
        if pad != count(rules.pad()) {
            let why = format!("`pad` is {pad}, but these options need {}", rules.pad());
            return Err(Refusal::new(WHAT, why));
        }
        let eid = Eid::from_bytes(*h("poll", &[bytes]).as_bytes());
        Ok(Self {
            terms,
            rules,
            bytes: bytes.to_vec(),
            eid,
        })
    }

    /// The terms.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The bytes of `manifest.json`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `H(poll, bytes)`.
    pub fn eid(&self) -> Eid {
        self.eid
    }

    /// What makes a choice legal in this poll.
    pub fn ballot_rules(&self) -> &BallotRules {
        &self.rules
    }

    /// The length of every plaintext.
    pub fn pad(&self) -> usize {
        self.rules.pad()
    }

    /// The officer with this key.
    pub fn officer_by_key(&self, key: &PublicKey) -> Option<&Officer> {
        self.terms
            .officers
            .iter()
            .find(|officer| officer.key == *key)
    }

    /// The officer of this name.
    pub fn officer_by_name(&self, name: &str) -> Option<&Officer> {
        self.terms
            .officers
            .iter()
            .find(|officer| officer.name == name)
    }

    /// The `pad` of a poll with this method and these options and parameters.
    ///
    /// # Errors
    /// As [`Self::build`], for the terms that shape the ballot.
    pub fn pad_for(
        method: &str,
        options: &[Code],
        seats: u64,
        parameters: &BTreeMap<String, Value>,
    ) -> Result<usize, Refusal> {
        shape(method, options.to_vec(), seats, parameters).map(|rules| rules.pad())
    }
}

fn refuse(why: impl Into<String>) -> Refusal {
    Refusal::new(WHAT, why)
}

/// Brings every typed text to NFC and refuses empty ones.
fn enter(terms: &mut Terms) -> Result<(), Refusal> {
    let one = |name: &str, text: &mut String| {
        *text = enter_text(text).map_err(|e| refuse(format!("`{name}`: {e}")))?;
        if text.trim().is_empty() {
            return Err(refuse(format!("`{name}` is empty")));
        }
        Ok(())
    };
    one("question", &mut terms.question)?;
    one("origin", &mut terms.origin)?;
    terms
        .options
        .iter_mut()
        .try_for_each(|option| one("name", &mut option.name))?;
    terms
        .officers
        .iter_mut()
        .try_for_each(|officer| one("name", &mut officer.name))?;
    for rule in &mut terms.rules {
        one("citation", &mut rule.citation)?;
        one("key", &mut rule.key)?;
        one("value", &mut rule.value)?;
    }
    match &mut terms.beacon {
        Beacon::Reveals(commitments) => commitments
            .iter_mut()
            .try_for_each(|commitment| one("by", &mut commitment.by)),
        Beacon::Public { source, .. } => one("source", source),
    }
}

/// What must hold between the terms, whoever wrote them.
fn ballot_rules(terms: &Terms) -> Result<BallotRules, Refusal> {
    if terms.opens >= terms.closes {
        return Err(refuse("it closes before it opens"));
    }
    if terms.closes > MAX_INT {
        return Err(refuse("the close lies too far ahead"));
    }
    if terms.k == 0 {
        return Err(refuse("`k` is at least 1"));
    }
    if terms.officers.is_empty() {
        return Err(refuse("it names no officer"));
    }
    let names: BTreeSet<&str> = terms.officers.iter().map(|o| o.name.as_str()).collect();
    let keys: BTreeSet<&PublicKey> = terms.officers.iter().map(|o| &o.key).collect();
    if names.len() != terms.officers.len() {
        return Err(refuse("two officers have the same name"));
    }
    if keys.len() != terms.officers.len() {
        return Err(refuse("two officers have the same key"));
    }
    if terms
        .rules
        .iter()
        .any(|rule| rule.citation.is_empty() || rule.key.is_empty())
    {
        return Err(refuse("a rule has no key or no citation"));
    }
    check_beacon(terms, &names)?;
    let options = terms
        .options
        .iter()
        .map(|option| option.id.clone())
        .collect();
    shape(&terms.method, options, terms.seats, &terms.parameters)
}

fn check_beacon(terms: &Terms, officers: &BTreeSet<&str>) -> Result<(), Refusal> {
    match &terms.beacon {
        Beacon::Reveals(commitments) => {
            let by: BTreeSet<&str> = commitments.iter().map(|c| c.by.as_str()).collect();
            let values: BTreeSet<&Digest> = commitments.iter().map(|c| &c.commitment).collect();
            if commitments.is_empty() {
                return Err(refuse("the lot rests on no officer's commitment"));
            }
            if by.len() != commitments.len() || values.len() != commitments.len() {
                return Err(refuse("an officer or a value for the lot is there twice"));
            }
            match by.difference(officers).next() {
                Some(name) => Err(refuse(format!(
                    "{name} commits to the lot but is no officer"
                ))),
                None => Ok(()),
            }
        }
        Beacon::Public { after, .. } if *after < terms.closes => {
            Err(refuse("the lot's public value is dated before the close"))
        }
        Beacon::Public { .. } => Ok(()),
    }
}

/// The ballot of this method over these options.
fn shape(
    method: &str,
    options: Vec<Code>,
    seats: u64,
    parameters: &BTreeMap<String, Value>,
) -> Result<BallotRules, Refusal> {
    let form = Form::of_method(method)
        .ok_or_else(|| refuse(format!("the counting method \"{method}\" is not known")))?;
    let distinct: BTreeSet<&Code> = options.iter().collect();
    if distinct.len() != options.len() {
        return Err(refuse("two options have the same id"));
    }
    match form {
        Form::Motion if !options.is_empty() || seats != 0 => {
            return Err(refuse("a motion has no options and fills no seats"));
        }
        Form::Motion => {}
        Form::Ranked | Form::Approval | Form::Plurality | Form::Score => {
            if !(1..=Manifest::MAX_OPTIONS).contains(&options.len()) {
                return Err(refuse(format!(
                    "an election has 1 to {} options",
                    Manifest::MAX_OPTIONS
                )));
            }
            if !(1..=Manifest::MAX_SEATS).contains(&seats) {
                return Err(refuse(format!(
                    "an election fills 1 to {} seats",
                    Manifest::MAX_SEATS
                )));
            }
        }
    }
    let max_marks = match (form, positive(parameters, "max_marks")?) {
        (Form::Approval | Form::Plurality, Some(marks)) => usize::try_from(marks)
            .unwrap_or(usize::MAX)
            .min(options.len()),
        (Form::Plurality, None) => usize::try_from(seats)
            .unwrap_or(usize::MAX)
            .min(options.len()),
        (_, _) => options.len(),
    };
    let max_score = positive(parameters, "max_score")?.unwrap_or(BallotRules::DEFAULT_MAX_SCORE);
    Ok(BallotRules {
        form,
        options,
        max_marks,
        max_score,
    })
}

/// A parameter that is a number from 1, if it is there.
fn positive(parameters: &BTreeMap<String, Value>, key: &str) -> Result<Option<u64>, Refusal> {
    match parameters.get(key) {
        None => Ok(None),
        Some(Value::Int(n)) if *n > 0 => Ok(Some(*n)),
        Some(_) => Err(refuse(format!(
            "the parameter `{key}` is not a number from 1"
        ))),
    }
}

fn to_value(terms: &Terms, pad: usize) -> Value {
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
fn read_terms(mut fields: Fields) -> Result<Terms, Refusal> {
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
