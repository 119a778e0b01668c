//! Rolls: who may vote with how many votes, reproducible, and public only as commitments.
//!
//! ```text
//! entitlement  first 16 bytes of H(entitlement, roll, membership)
//! roll file    lines {"class":code,"entitlement":hex16,"votes":N}, ascending by entitlement, each
//!              ended by LF; kept inside, computed again from history at any time
//! c            H(roll-id, roll, entitlement, subject, salt)
//! leaf         {"c":hex32,"class":code,"votes":N}, no LF
//! root         Merkle tree hash of the leaves in ascending order
//! ```
//!
//! `subject` is the line shown to the member: name, capacity, number. With subject and salt a
//! member recomputes their own leaf; without them a leaf says nothing about a person.

use std::collections::BTreeMap;

use super::canonical::{Value, join_lines, split_lines};
use super::code::Code;
use super::fields::{Fields, Refusal};
use super::hash::{Commitment, Digest, EntitlementId, MembershipId, RollId, Salt, Weight, h};
use crate::tlog::tree;

/// The entitlement of a membership on a roll.
pub fn entitlement(roll: &RollId, membership: &MembershipId) -> EntitlementId {
    let hash = h("entitlement", &[roll.as_bytes(), membership.as_bytes()]);
    let mut id = [0; EntitlementId::BYTES];
    id.copy_from_slice(&hash.as_bytes()[..EntitlementId::BYTES]);
    EntitlementId::from_bytes(id)
}

/// The commitment to a member on a roll.
pub fn commitment(
    roll: &RollId,
    entitlement: &EntitlementId,
    subject: &str,
    salt: &Salt,
) -> Commitment {
    let fields: [&[u8]; 4] = [
        roll.as_bytes(),
        entitlement.as_bytes(),
        subject.as_bytes(),
        salt.as_bytes(),
    ];
    Commitment::from_bytes(*h("roll-id", &fields).as_bytes())
}

/// One line of the reproducible roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollLine {
    /// The member class.
    pub class: Code,
    /// The entitlement.
    pub entitlement: EntitlementId,
    /// Its votes.
    pub votes: Weight,
}

impl RollLine {
    /// The line without LF.
    pub fn encode(&self) -> String {
        Value::object([
            ("class", Value::text(&self.class)),
            ("entitlement", Value::text(&self.entitlement)),
            ("votes", self.votes.votes().into()),
        ])
        .encode()
    }
}

/// The bytes of the roll file, in ascending order of entitlements. Its SHA-256 is the `file` of
/// `roll.certified`.
pub fn write_roll(lines: &[RollLine]) -> Vec<u8> {
    let mut sorted: Vec<&RollLine> = lines.iter().collect();
    sorted.sort_by_key(|line| line.entitlement);
    join_lines(sorted.into_iter().map(RollLine::encode))
}

/// Takes a number of votes from 1 to 1,000,000.
pub(super) fn votes(fields: &mut Fields, key: &str) -> Result<Weight, Refusal> {
    let votes = fields.int(key)?;
    Weight::new(votes).map_err(|e| fields.refuse(format!("`{key}`: {e}")))
}

/// One public leaf of a certified roll.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leaf {
    /// The commitment to the member.
    pub c: Commitment,
    /// The member class.
    pub class: Code,
    /// The votes.
    pub votes: Weight,
}

impl Leaf {
    /// The bytes that are hashed: the line without LF.
    pub fn encode(&self) -> String {
        Value::object([
            ("c", Value::text(&self.c)),
            ("class", Value::text(&self.class)),
            ("votes", self.votes.votes().into()),
        ])
        .encode()
    }

    pub(super) fn read(mut fields: Fields) -> Result<Self, Refusal> {
        let leaf = Self {
            c: fields.parsed("c")?,
            class: fields.parsed("class")?,
            votes: votes(&mut fields, "votes")?,
        };
        fields.end()?;
        Ok(leaf)
    }
}

/// The leaves of a certified roll, ascending, no commitment twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaves(Vec<Leaf>);

impl Leaves {
    /// Sorts the leaves.
    ///
    /// # Errors
    /// When two have the same commitment.
    pub fn new(mut leaves: Vec<Leaf>) -> Result<Self, Refusal> {
        leaves.sort_unstable();
        match leaves.windows(2).find(|pair| pair[0].c == pair[1].c) {
            Some(pair) => {
                let why = format!("the commitment {} is there twice", pair[0].c);
                Err(Refusal::new("the roll's leaves", why))
            }
            None => Ok(Self(leaves)),
        }
    }

    /// The leaves in order.
    pub fn as_slice(&self) -> &[Leaf] {
        &self.0
    }

    /// The Merkle tree hash.
    pub fn root(&self) -> Digest {
        Digest::from_bytes(tree::root(self.0.iter().map(Leaf::encode)))
    }

    /// The place of a leaf, from 0.
    pub fn position(&self, c: &Commitment) -> Option<usize> {
        self.0.binary_search_by_key(c, |leaf| leaf.c).ok()
    }

    /// The number of entitlements of each weight: the cells.
    pub fn cells(&self) -> BTreeMap<Weight, u64> {
        let mut cells = BTreeMap::new();
        for leaf in &self.0 {
            *cells.entry(leaf.votes).or_default() += 1;
        }
        cells
    }

    /// The votes of all entitlements together.
    pub fn votes(&self) -> u64 {
        self.0.iter().map(|leaf| leaf.votes.votes()).sum()
    }

    /// The bytes of the bundle's `roll.jsonl`.
    pub fn to_jsonl(&self) -> Vec<u8> {
        join_lines(self.0.iter().map(Leaf::encode))
    }

    /// Reads `roll.jsonl`.
    ///
    /// # Errors
    /// The first line that is not canonical or does not ascend.
    pub fn parse_jsonl(bytes: &[u8]) -> Result<Self, Refusal> {
        let split = split_lines(bytes).map_err(|e| Refusal::malformed("roll.jsonl", e))?;
        let mut leaves: Vec<Leaf> = Vec::with_capacity(split.len());
        for (i, line) in split.iter().enumerate() {
            let what = format!("roll.jsonl, line {}", i + 1);
            let leaf = Leaf::read(Fields::parse(what.clone(), line)?)?;
            if leaves.last().is_some_and(|last| last.c >= leaf.c) {
                return Err(Refusal::new(what, "the commitments do not ascend"));
            }
            leaves.push(leaf);
        }
        Ok(Self(leaves))
    }
}
