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

mod checks;
mod json;

use std::collections::BTreeMap;

use self::checks::{ballot_rules, enter};
use self::json::{read_terms, to_value};
use super::ballot::BallotRules;
use super::canonical::Value;
use super::code::Code;
use super::envelope::SealKey;
use super::fields::{Fields, Refusal};
use super::hash::{Digest, Eid, PollId, PublicKey, Weight, count, h};

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

    /// Whether of this poll, on a roll of these cells, neither ballots nor figures are published:
    /// its officers chose `winners-only`, and a cell is small.
    pub fn shows_winners_only(&self, cells: &BTreeMap<Weight, u64>) -> bool {
        match self.terms.small_cells {
            SmallCells::Open => false,
            SmallCells::WinnersOnly => cells.values().any(|size| *size < self.terms.k),
        }
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
}

fn refuse(why: impl Into<String>) -> Refusal {
    Refusal::new(WHAT, why)
}
