//! The opening statement: what an officer says they found in the envelopes, signed. It becomes
//! the leaf `poll.unsealed` of the log.
//!
//! ```text
//! {"at":unix seconds,
//!  "ballots":SHA-256 of ballots.jsonl,
//!  "clashing":[digests, ascending],
//!  "eid":hex32,
//!  "kind":"poll.unsealed",
//!  "lines":number of lines of ballots.jsonl,
//!  "live_root":hex32,
//!  "officer":name,
//!  "open":SHA-256 of open.jsonl,
//!  "sig":hex64,
//!  "undecodable":[digests, ascending],
//!  "v":1,
//!  "votes":the votes of those lines}
//! sig  Ed25519 over lp("commonhold/poll.unsealed/v1") ‖ lp(the leaf without sig)
//! ```
//!
//! The lines, the undecodable, the clashing and those set aside beforehand are together the live
//! set.

use std::collections::BTreeMap;

use super::canonical::Value;
use super::fields::{Fields, Refusal};
use super::hash::{Digest, Eid, PublicKey, Signature, count};
use super::manifest::Manifest;
use super::sign::{BadSignature, Signer, verify};

const WHAT: &str = "the opening statement";
const KIND: &str = "poll.unsealed";

/// What an officer states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// When it was signed, in unix seconds by the officer's clock.
    pub at: u64,
    /// SHA-256 of `ballots.jsonl`.
    pub ballots: Digest,
    /// Opened ballots that share a tracker or an encapsulated key, ascending.
    pub clashing: Vec<Digest>,
    /// The poll.
    pub eid: Eid,
    /// The number of lines of `ballots.jsonl`.
    pub lines: u64,
    /// The root of the live set that was opened.
    pub live_root: Digest,
    /// The officer's name in the manifest.
    pub officer: String,
    /// SHA-256 of `open.jsonl`; of the empty file if there is no open cell.
    pub open: Digest,
    /// Envelopes that hold no ballot of this poll, ascending.
    pub undecodable: Vec<Digest>,
    /// The votes of all lines.
    pub votes: u64,
}

/// A statement with its signature, which is yet to be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedStatement {
    /// What is stated.
    pub statement: Statement,
    /// The officer's signature.
    pub signature: Signature,
}

impl Statement {
    /// The most digests that a statement lists, so that its leaf fits the log.
    pub const MAX_DIGESTS: usize = 900;

    /// Signs the statement.
    ///
    /// # Errors
    /// When it lists more than [`Self::MAX_DIGESTS`] digests.
    pub fn sign(self, key: &Signer) -> Result<SignedStatement, Refusal> {
        if self.undecodable.len() + self.clashing.len() > Self::MAX_DIGESTS {
            let why = format!(
                "more than {} envelopes are undecodable or clashing, so no statement can list them",
                Self::MAX_DIGESTS
            );
            return Err(Refusal::new(WHAT, why));
        }
        let signature = key.sign(KIND, self.to_value(None).encode().as_bytes());
        Ok(SignedStatement {
            statement: self,
            signature,
        })
    }

    fn to_value(&self, signature: Option<&Signature>) -> Value {
        Value::Object(self.to_map(signature))
    }

    fn to_map(&self, signature: Option<&Signature>) -> BTreeMap<String, Value> {
        let digests = |digests: &[Digest]| Value::List(digests.iter().map(Value::text).collect());
        let fields = [
            ("at", self.at.into()),
            ("ballots", Value::text(&self.ballots)),
            ("clashing", digests(&self.clashing)),
            ("eid", Value::text(&self.eid)),
            ("kind", KIND.into()),
            ("lines", self.lines.into()),
            ("live_root", Value::text(&self.live_root)),
            ("officer", self.officer.as_str().into()),
            ("open", Value::text(&self.open)),
            ("undecodable", digests(&self.undecodable)),
            ("v", 1.into()),
            ("votes", self.votes.into()),
        ];
        let signature = signature.map(|signature| ("sig", Value::text(signature)));
        fields
            .into_iter()
            .chain(signature)
            .map(|(k, v)| (k.to_owned(), v))
            .collect()
    }
}

impl SignedStatement {
    /// What stands in the leaf as `kind`.
    pub const KIND: &'static str = KIND;

    /// The object of the leaf.
    pub(crate) fn to_map(&self) -> BTreeMap<String, Value> {
        self.statement.to_map(Some(&self.signature))
    }

    /// The bytes of `statement.json`, which are those of the leaf.
    pub fn encode(&self) -> Vec<u8> {
        self.statement
            .to_value(Some(&self.signature))
            .encode()
            .into_bytes()
    }

    /// Reads `statement.json`.
    ///
    /// # Errors
    /// When it is not canonical, a key is missing or unknown, or a list of digests does not
    /// ascend.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse(WHAT, bytes)?;
        fields.version_1()?;
        fields.literal("kind", KIND)?;
        Self::read(fields)
    }

    /// Reads the keys that are left after `kind` and `v`.
    pub(crate) fn read(mut fields: Fields) -> Result<Self, Refusal> {
        let statement = Statement {
            at: fields.int("at")?,
            ballots: fields.parsed("ballots")?,
            clashing: ascending(&mut fields, "clashing")?,
            eid: fields.parsed("eid")?,
            lines: fields.int("lines")?,
            live_root: fields.parsed("live_root")?,
            officer: fields.text("officer")?,
            open: fields.parsed("open")?,
            undecodable: ascending(&mut fields, "undecodable")?,
            votes: fields.int("votes")?,
        };
        let signature = fields.parsed("sig")?;
        if statement.officer.is_empty() {
            return Err(fields.refuse("`officer` is empty"));
        }
        if statement.undecodable.len() + statement.clashing.len() > Statement::MAX_DIGESTS {
            return Err(fields.refuse(format!(
                "it lists more than {} digests",
                Statement::MAX_DIGESTS
            )));
        }
        fields.end()?;
        Ok(Self {
            statement,
            signature,
        })
    }

    /// Whether `key` signed this.
    ///
    /// # Errors
    /// [`BadSignature`] when it did not.
    pub fn verify(&self, key: &PublicKey) -> Result<(), BadSignature> {
        verify(
            KIND,
            self.statement.to_value(None).encode().as_bytes(),
            key,
            &self.signature,
        )
    }

    /// Whether it speaks of this poll and live set and is signed by the officer it names, with
    /// the key that the manifest gives them.
    ///
    /// # Errors
    /// A sentence saying which of these fails.
    pub fn check(&self, manifest: &Manifest, live_root: &Digest) -> Result<(), Refusal> {
        let refuse = |why: String| Err(Refusal::new(WHAT, why));
        let name = &self.statement.officer;
        if self.statement.eid != manifest.eid() {
            return refuse("it is about another poll".to_owned());
        }
        if self.statement.live_root != *live_root {
            return refuse("it is about another set of envelopes than the one closed".to_owned());
        }
        let Some(officer) = manifest.officer_by_name(name) else {
            return refuse(format!("{name} is no officer of this poll"));
        };
        if self.verify(&officer.key).is_err() {
            return refuse(format!("the signature is not {name}'s"));
        }
        Ok(())
    }

    /// How many envelopes hindered the opening.
    pub fn hindered(&self) -> u64 {
        count(self.statement.undecodable.len() + self.statement.clashing.len())
    }
}

fn ascending(fields: &mut Fields, key: &str) -> Result<Vec<Digest>, Refusal> {
    let digests: Vec<Digest> = fields.parsed_list(key)?;
    if digests.windows(2).all(|pair| pair[0] < pair[1]) {
        Ok(digests)
    } else {
        Err(fields.refuse(format!("`{key}` does not ascend")))
    }
}
