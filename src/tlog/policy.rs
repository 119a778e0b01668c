//! Whom to believe about a log (c2sp.org/tlog-policy).
//!
//! One statement a line; words are separated by spaces and tabs; lines that are empty or start
//! with `#` say nothing:
//!
//! ```text
//! log <vkey> [<url>]                          any one of the logs has to sign
//! witness <name> <vkey> [<url>]
//! group <name> <k>|any|all <member> …         members are witnesses and groups named above
//! quorum <name>|none                          exactly once
//! ```
//!
//! Names are octets without meaning outside the file. Worked example: two of three witnesses,
//!
//! ```text
//! log example.com/log+4ac2d6e7+AdeZ…
//! witness oslo w1.example+1f0a2b3c+BMSa…
//! witness rome w2.example+2e1b3c4d+BJoy…
//! witness lima w3.example+3d2c4d5e+BKq0…
//! group partners 2 oslo rome lima
//! quorum partners
//! ```

mod parse;

use super::{
    checkpoint::SignedCheckpoint,
    key::{Algorithm, KeyName, VerifierKey},
    note::VerifyError,
};

pub use parse::{PolicyError, PolicyFault};

/// Which logs and witnesses are known, and which of them have to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    /// In the order of the file, so that members stand before the groups that name them.
    groups: Vec<Group>,
    /// `None` if no witness is asked for.
    quorum: Option<Member>,
}

/// A log that is believed to sign for its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    key: VerifierKey,
    url: Option<Vec<u8>>,
}

/// A witness and its name in the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    name: Vec<u8>,
    key: VerifierKey,
    url: Option<Vec<u8>>,
}

/// Members of which some number has to agree.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    threshold: usize,
    members: Vec<Member>,
}

/// What a name in the policy stands for, by its place in the list of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// Who signed a checkpoint that the policy approves of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval<'p> {
    /// The log's keys that signed, at least one; two while a key is being replaced.
    pub logs: Vec<&'p VerifierKey>,
    /// The cosignatures of known witnesses, in the order of their lines. A witness may have
    /// signed more than once.
    pub cosignatures: Vec<Cosignature<'p>>,
}

/// A known witness's good signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosignature<'p> {
    /// The witness.
    pub witness: &'p Witness,
    /// Seconds since 1970 by the witness's clock.
    pub time: u64,
}

/// Why the policy does not approve of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unapproved {
    #[error("the policy knows no log of the origin {0}")]
    UnknownOrigin(String),
    #[error("the policy's keys for {0} sign with ML-DSA-44, which this program does not check")]
    UnsupportedLog(String),
    #[error("a signature in the name of {0} was not made by its key over this checkpoint")]
    BadSignature(KeyName),
    #[error("no key of the log {0} has signed the checkpoint")]
    NotSignedByLog(String),
    #[error("the witnesses that signed do not make the quorum ({cosigned} of {known} signed)")]
    NoQuorum { cosigned: usize, known: usize },
}

impl Log {
    /// Its key, whose name is its origin.
    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// Where it is to be reached, in the policy's octets.
    pub fn url(&self) -> Option<&[u8]> {
        self.url.as_deref()
    }
}

impl Witness {
    /// Its name in the policy, which means nothing outside it.
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// Its key.
    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// Where it takes requests, in the policy's octets.
    pub fn url(&self) -> Option<&[u8]> {
        self.url.as_deref()
    }
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// [`PolicyError`], with the line.
    pub fn parse(file: &[u8]) -> Result<Self, PolicyError> {
        parse::parse(file)
    }

    /// The logs, in the order of the file.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The witnesses, in the order of the file.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Whether the witnesses of which `signed` is true make the quorum.
    pub fn is_met(&self, signed: impl Fn(&Witness) -> bool) -> bool {
        let witnesses: Vec<bool> = self.witnesses.iter().map(signed).collect();
        let mut groups: Vec<bool> = Vec::new();
        for group in &self.groups {
            let agree = |member: &&Member| agrees(**member, &witnesses, &groups);
            let count = group.members.iter().filter(agree).count();
            groups.push(count >= group.threshold);
        }
        self.quorum
            .is_none_or(|member| agrees(member, &witnesses, &groups))
    }

    /// Checks a checkpoint: a log of its origin has signed it, the witnesses that signed make the
    /// quorum, and no signature in the name of any of them is false.
    ///
    /// # Errors
    /// [`Unapproved`].
    pub fn check(&self, checkpoint: &SignedCheckpoint) -> Result<Approval<'_>, Unapproved> {
        let origin = checkpoint.checkpoint().origin();
        let logs: Vec<_> = self
            .logs
            .iter()
            .map(Log::key)
            .filter(|key| key.name().as_str() == origin)
            .collect();
        if logs.is_empty() {
            return Err(Unapproved::UnknownOrigin(origin.to_owned()));
        }
        if !logs.iter().any(|key| key.is_supported()) {
            return Err(Unapproved::UnsupportedLog(origin.to_owned()));
        }
        let keys = logs
            .into_iter()
            .chain(self.witnesses.iter().map(Witness::key));
        let verified = match checkpoint.note().verify(keys) {
            Ok(verified) => verified,
            Err(VerifyError::BadSignature(name)) => return Err(Unapproved::BadSignature(name)),
            Err(VerifyError::NoKnownKey) => Vec::new(),
        };
        let mut approval = Approval {
            logs: Vec::new(),
            cosignatures: Vec::new(),
        };
        for signed in verified {
            match signed.time {
                None => approval.logs.push(signed.key),
                Some(time) => {
                    let of_this_key = self.witnesses.iter().filter(|w| w.key == *signed.key);
                    approval
                        .cosignatures
                        .extend(of_this_key.map(|witness| Cosignature { witness, time }));
                }
            }
        }
        if approval.logs.is_empty() {
            return Err(Unapproved::NotSignedByLog(origin.to_owned()));
        }
        let signed = |witness: &Witness| {
            let mut of_all = approval.cosignatures.iter();
            of_all.any(|cosignature| cosignature.witness == witness)
        };
        if self.is_met(signed) {
            Ok(approval)
        } else {
            Err(Unapproved::NoQuorum {
                cosigned: self.witnesses.iter().filter(|w| signed(w)).count(),
                known: self.witnesses.len(),
            })
        }
    }
}

fn agrees(member: Member, witnesses: &[bool], groups: &[bool]) -> bool {
    let found = match member {
        Member::Witness(at) => witnesses.get(at),
        Member::Group(at) => groups.get(at),
    };
    found.copied().unwrap_or(false)
}

/// Whether a key of this kind may stand in a `log` line.
fn may_sign_as_log(key: &VerifierKey) -> bool {
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::MlDsa44 => true,
        Algorithm::CosignatureV1 => false,
    }
}

/// Whether a key of this kind may stand in a `witness` line.
fn may_cosign(key: &VerifierKey) -> bool {
    match key.algorithm() {
        Algorithm::CosignatureV1 | Algorithm::MlDsa44 => true,
        Algorithm::Ed25519 => false,
    }
}
