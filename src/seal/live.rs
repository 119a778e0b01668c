//! The live set: which envelopes counted at the close, and who took part.
//!
//! ```text
//! live.jsonl          lines {"d":hex32,"w":N}, w always, ascending, each ended by LF
//! live_root           Merkle tree hash of the leaves  digest (32 bytes) ‖ u64 votes (8 bytes)
//! participation.json  {"poll":eid,"v":1,"voted":[positions]}, no LF
//! ```
//!
//! A position is a leaf's place on the certified roll, from 0. Positions and digests stand in two
//! files, each in its own order: which envelope is whose is in neither.

use super::canonical::{MAX_INT, Value, join_lines, split_lines};
use super::fields::{Fields, Refusal};
use super::hash::{Digest, Eid, Weight, count};
use super::roll::votes;
use crate::tlog::tree;

/// The digests that counted, each with its votes; ascending, none twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSet(Vec<(Digest, Weight)>);

impl LiveSet {
    /// Sorts the set.
    ///
    /// # Errors
    /// When a digest is there twice.
    pub fn new(mut live: Vec<(Digest, Weight)>) -> Result<Self, Refusal> {
        live.sort_unstable();
        match live.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => {
                let why = format!("the digest {} is there twice", pair[0].0);
                Err(Refusal::new("the live set", why))
            }
            None => Ok(Self(live)),
        }
    }

    /// The set in order.
    pub fn as_slice(&self) -> &[(Digest, Weight)] {
        &self.0
    }

    /// Whether this envelope is live.
    pub fn contains(&self, digest: &Digest) -> bool {
        self.0
            .binary_search_by(|(live, _)| live.cmp(digest))
            .is_ok()
    }

    /// How many ballots counted.
    pub fn ballots(&self) -> u64 {
        count(self.0.len())
    }

    /// How many votes they carry.
    pub fn votes(&self) -> u64 {
        self.0.iter().map(|(_, weight)| weight.votes()).sum()
    }

    /// `live_root`.
    pub fn root(&self) -> Digest {
        Digest::from_bytes(tree::root(self.0.iter().map(|(digest, weight)| {
            let mut leaf = [0; 40];
            leaf[..32].copy_from_slice(digest.as_bytes());
            leaf[32..].copy_from_slice(&weight.to_be_bytes());
            leaf
        })))
    }

    /// The bytes of `live.jsonl`.
    pub fn to_jsonl(&self) -> Vec<u8> {
        join_lines(self.0.iter().map(|(digest, weight)| {
            Value::object([("d", Value::text(digest)), ("w", weight.votes().into())]).encode()
        }))
    }

    /// Reads `live.jsonl`.
    ///
    /// # Errors
    /// The first line that is not canonical or does not ascend.
    pub fn parse_jsonl(bytes: &[u8]) -> Result<Self, Refusal> {
        let split = split_lines(bytes).map_err(|e| Refusal::malformed("live.jsonl", e))?;
        let mut live: Vec<(Digest, Weight)> = Vec::with_capacity(split.len());
        for (i, line) in split.iter().enumerate() {
            let mut fields = Fields::parse(format!("live.jsonl, line {}", i + 1), line)?;
            let digest = fields.parsed("d")?;
            let weight = votes(&mut fields, "w")?;
            if live.last().is_some_and(|(last, _)| *last >= digest) {
                return Err(fields.refuse("the digests do not ascend"));
            }
            fields.end()?;
            live.push((digest, weight));
        }
        Ok(Self(live))
    }
}

/// Who took part, as positions on the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation {
    poll: Eid,
    voted: Vec<u64>,
}

impl Participation {
    /// Sorts the positions, which count from 0.
    ///
    /// # Errors
    /// When a position is there twice.
    pub fn new(poll: Eid, mut voted: Vec<u64>) -> Result<Self, Refusal> {
        voted.sort_unstable();
        let refuse = |why: &str| Err(Refusal::new("participation.json", why));
        if voted.windows(2).any(|pair| pair[0] == pair[1]) {
            return refuse("a position is there twice");
        }
        if voted.last().is_some_and(|last| *last > MAX_INT) {
            return refuse("a position is too large");
        }
        Ok(Self { poll, voted })
    }

    /// The poll.
    pub fn poll(&self) -> Eid {
        self.poll
    }

    /// The positions, ascending.
    pub fn voted(&self) -> &[u64] {
        &self.voted
    }

    /// The bytes of `participation.json`.
    pub fn encode(&self) -> Vec<u8> {
        let voted = self
            .voted
            .iter()
            .map(|position| Value::Int(*position))
            .collect();
        Value::object([
            ("poll", Value::text(&self.poll)),
            ("v", 1.into()),
            ("voted", Value::List(voted)),
        ])
        .encode()
        .into_bytes()
    }

    /// Reads `participation.json`.
    ///
    /// # Errors
    /// When it is not canonical or the positions do not ascend.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse("participation.json", bytes)?;
        fields.version_1()?;
        let poll = fields.parsed("poll")?;
        let mut voted: Vec<u64> = Vec::new();
        for position in fields.list("voted")? {
            let Value::Int(position) = position else {
                return Err(fields.refuse("a position is not a number"));
            };
            if voted.last().is_some_and(|last| *last >= position) {
                return Err(fields.refuse("the positions do not ascend"));
            }
            voted.push(position);
        }
        fields.end()?;
        Ok(Self { poll, voted })
    }
}
