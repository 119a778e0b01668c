//! The entries of the log: canonical objects of exactly known keys, some signed by officers.
//!
//! ```text
//! entry      {"kind":…,"v":1,…}, canonical, at most 65,535 bytes
//! sigs       [{"by":name,"sig":hex64},…], strictly ascending by name
//! sig        Ed25519 over lp("commonhold/" ‖ kind ‖ "/v1") ‖ lp(the entry without sigs)
//! ```
//!
//! Worked example: a poll is extended,
//!
//! ```text
//! {"at":1704600000,"closes":1704700000,"eid":"0d8d…","kind":"poll.extended",
//!  "reason":"The mail was late.","sigs":[{"by":"Lena Aalto","sig":"5b1c…"}],"v":1}
//! ```
//!
//! (without the line break), and what Lena Aalto signed is this object without `sigs`.

mod digests;
mod field;
mod kinds;
mod signatures;
mod words;

use std::collections::BTreeMap;

pub use self::field::HexBytes;
pub use self::kinds::{
    AssetExecuted, LogKey, LogStart, MAX_DIGESTS, MIN_BATCH, NoticeCertified, NoticeGiven,
    OfficerKey, PollCast, PollCertified, PollClosed, PollDestroyed, PollExcluded, PollExtended,
    PollLost, PollOpened, PollResult, PollSetAside, PollSuperseded, PollVoided, RegistryRecorded,
    RollCertified, RulebookAdopted,
};
pub use self::signatures::{Signatures, WronglySigned};
use crate::seal::canonical::Value;
use crate::seal::fields::{Fields, Refusal};
use crate::seal::hash::{Digest, Eid, PublicKey, Signature};
use crate::seal::sign::Signer;
use crate::seal::statement::SignedStatement;

/// The most bytes an entry has.
pub const MAX_BYTES: usize = 65_535;

const WHAT: &str = "the entry";

macro_rules! leaf {
    ($($name:ident),*) => {
        /// An entry of the log, of a kind that this version knows.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Leaf {
            $($name($name),)*
            /// An officer's opening statement.
            PollUnsealed(SignedStatement),
        }

        $(impl From<$name> for Leaf {
            fn from(leaf: $name) -> Self {
                Self::$name(leaf)
            }
        })*

        impl Leaf {
            /// What stands in the entry as `kind`, which is also the purpose of its signatures.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $name::KIND,)*
                    Self::PollUnsealed(_) => SignedStatement::KIND,
                }
            }

            fn to_map(&self) -> BTreeMap<String, Value> {
                match self {
                    $(Self::$name(leaf) => leaf.to_map(),)*
                    Self::PollUnsealed(leaf) => leaf.to_map(),
                }
            }

            fn read(kind: &str, fields: Fields) -> Result<Self, Refusal> {
                match kind {
                    $($name::KIND => $name::read(fields).map(Self::$name),)*
                    SignedStatement::KIND => SignedStatement::read(fields).map(Self::PollUnsealed),
                    _ => Err(fields.refuse(format!("the kind `{kind}` is not known here"))),
                }
            }
        }
    };
}

leaf!(
    LogStart,
    LogKey,
    OfficerKey,
    RollCertified,
    RulebookAdopted,
    NoticeGiven,
    NoticeCertified,
    RegistryRecorded,
    AssetExecuted,
    PollOpened,
    PollExtended,
    PollCast,
    PollSuperseded,
    PollLost,
    PollClosed,
    PollSetAside,
    PollExcluded,
    PollResult,
    PollCertified,
    PollVoided,
    PollDestroyed
);

impl From<SignedStatement> for Leaf {
    fn from(leaf: SignedStatement) -> Self {
        Self::PollUnsealed(leaf)
    }
}

impl Leaf {
    /// Reads an entry.
    ///
    /// # Errors
    /// When it is not canonical, of no known kind, has not exactly the keys of its kind, or a
    /// value is not of its type. Whether anybody signed is not asked here.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_BYTES {
            let why = format!("it has {} bytes, more than {MAX_BYTES}", bytes.len());
            return Err(Refusal::new(WHAT, why));
        }
        match Self::parse_batch(bytes) {
            Some(leaf) => Ok(leaf),
            None => Self::from_value(Value::parse(bytes).map_err(|e| Refusal::malformed(WHAT, e))?),
        }
    }

    /// Reads a faultless `poll.cast` or `poll.superseded`; `None` for anything else. Nearly all
    /// bytes of a log are of these, so they are read without a tree of values between.
    pub fn parse_batch(bytes: &[u8]) -> Option<Self> {
        digests::parse(bytes)
    }

    /// Reads an entry from a value in canonical form.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn from_value(value: Value) -> Result<Self, Refusal> {
        let mut fields = Fields::of(WHAT, value)?;
        fields.version_1()?;
        let kind = fields.text("kind")?;
        let leaf = Self::read(&kind, fields)?;
        leaf.check()?;
        Ok(leaf)
    }

    /// Reads an act that waits for its officers: an entry without `sigs`, as
    /// [`Self::signed_bytes`] writes it.
    ///
    /// # Errors
    /// As [`Self::parse`]; also when `sigs` is there, or the kind bears none.
    pub fn parse_act(bytes: &[u8]) -> Result<Self, Refusal> {
        const ACT: &str = "the act";
        let value = Value::parse(bytes).map_err(|e| Refusal::malformed(ACT, e))?;
        let Value::Object(mut map) = value else {
            return Err(Refusal::new(ACT, "it is not an object"));
        };
        if map.contains_key("sigs") {
            return Err(Refusal::new(ACT, "it bears signatures already"));
        }
        map.insert("sigs".to_owned(), Value::List(Vec::new()));
        Self::from_value(Value::Object(map))
    }

    /// The same entry as of another second.
    ///
    /// # Errors
    /// When entries of this kind bear no time.
    pub fn made_at(&self, at: u64) -> Result<Self, Refusal> {
        let mut map = self.to_map();
        if map.insert("at".to_owned(), at.into()).is_none() {
            return Err(Refusal::new(WHAT, "entries of this kind bear no time"));
        }
        Self::from_value(Value::Object(map))
    }

    /// The bytes of the entry.
    pub fn encode(&self) -> Vec<u8> {
        Value::Object(self.to_map()).encode().into_bytes()
    }

    /// What must hold between the keys of one entry.
    fn check(&self) -> Result<(), Refusal> {
        let refuse = |why: String| Err(Refusal::new(WHAT, why));
        match self {
            Self::PollCast(PollCast { digests, n, .. })
            | Self::PollSuperseded(PollSuperseded { digests, n, .. }) => {
                if usize::try_from(*n) != Ok(digests.len()) {
                    return refuse(format!("`n` is {n}, but it lists {}", digests.len()));
                }
            }
            Self::PollLost(PollLost { digests, .. })
            | Self::PollSetAside(PollSetAside { digests, .. }) => {
                if !(1..=MAX_DIGESTS).contains(&digests.len()) {
                    return refuse(format!(
                        "it lists {} digests, not 1 to {MAX_DIGESTS}",
                        digests.len()
                    ));
                }
            }
            Self::LogStart(_)
            | Self::LogKey(_)
            | Self::OfficerKey(_)
            | Self::RollCertified(_)
            | Self::RulebookAdopted(_)
            | Self::NoticeGiven(_)
            | Self::NoticeCertified(_)
            | Self::RegistryRecorded(_)
            | Self::AssetExecuted(_)
            | Self::PollOpened(_)
            | Self::PollExtended(_)
            | Self::PollClosed(_)
            | Self::PollExcluded(_)
            | Self::PollUnsealed(_)
            | Self::PollResult(_)
            | Self::PollCertified(_)
            | Self::PollVoided(_)
            | Self::PollDestroyed(_) => {}
        }
        Ok(())
    }

    /// The poll it is about; the log's own entries, officers' keys, rolls and the rulebook are about none.
    pub fn eid(&self) -> Option<Eid> {
        match self {
            Self::LogStart(_)
            | Self::LogKey(_)
            | Self::OfficerKey(_)
            | Self::RollCertified(_)
            | Self::RulebookAdopted(_)
            | Self::NoticeGiven(_)
            | Self::NoticeCertified(_)
            | Self::RegistryRecorded(_)
            | Self::AssetExecuted(_) => None,
            Self::PollOpened(leaf) => Some(leaf.eid),
            Self::PollExtended(leaf) => Some(leaf.eid),
            Self::PollCast(leaf) => Some(leaf.eid),
            Self::PollSuperseded(leaf) => Some(leaf.eid),
            Self::PollLost(leaf) => Some(leaf.eid),
            Self::PollClosed(leaf) => Some(leaf.eid),
            Self::PollSetAside(leaf) => Some(leaf.eid),
            Self::PollExcluded(leaf) => Some(leaf.eid),
            Self::PollUnsealed(leaf) => Some(leaf.statement.eid),
            Self::PollResult(leaf) => Some(leaf.eid),
            Self::PollCertified(leaf) => Some(leaf.eid),
            Self::PollVoided(leaf) => Some(leaf.eid),
            Self::PollDestroyed(leaf) => Some(leaf.eid),
        }
    }

    /// The officers' signatures, for kinds that bear `sigs`.
    pub fn signatures(&self) -> Option<&Signatures> {
        match self {
            Self::OfficerKey(leaf) => Some(&leaf.sigs),
            Self::RollCertified(leaf) => Some(&leaf.sigs),
            Self::RulebookAdopted(leaf) => Some(&leaf.sigs),
            Self::AssetExecuted(leaf) => Some(&leaf.sigs),
            Self::PollOpened(leaf) => Some(&leaf.sigs),
            Self::PollExtended(leaf) => Some(&leaf.sigs),
            Self::PollLost(leaf) => Some(&leaf.sigs),
            Self::PollSetAside(leaf) => Some(&leaf.sigs),
            Self::PollExcluded(leaf) => Some(&leaf.sigs),
            Self::PollCertified(leaf) => Some(&leaf.sigs),
            Self::PollVoided(leaf) => Some(&leaf.sigs),
            Self::PollDestroyed(leaf) => Some(&leaf.sigs),
            Self::LogStart(_)
            | Self::LogKey(_)
            | Self::NoticeGiven(_)
            | Self::NoticeCertified(_)
            | Self::RegistryRecorded(_)
            | Self::PollCast(_)
            | Self::PollSuperseded(_)
            | Self::PollClosed(_)
            | Self::PollUnsealed(_)
            | Self::PollResult(_) => None,
        }
    }

    /// The same, to add to.
    pub fn signatures_mut(&mut self) -> Option<&mut Signatures> {
        match self {
            Self::OfficerKey(leaf) => Some(&mut leaf.sigs),
            Self::RollCertified(leaf) => Some(&mut leaf.sigs),
            Self::RulebookAdopted(leaf) => Some(&mut leaf.sigs),
            Self::AssetExecuted(leaf) => Some(&mut leaf.sigs),
            Self::PollOpened(leaf) => Some(&mut leaf.sigs),
            Self::PollExtended(leaf) => Some(&mut leaf.sigs),
            Self::PollLost(leaf) => Some(&mut leaf.sigs),
            Self::PollSetAside(leaf) => Some(&mut leaf.sigs),
            Self::PollExcluded(leaf) => Some(&mut leaf.sigs),
            Self::PollCertified(leaf) => Some(&mut leaf.sigs),
            Self::PollVoided(leaf) => Some(&mut leaf.sigs),
            Self::PollDestroyed(leaf) => Some(&mut leaf.sigs),
            Self::LogStart(_)
            | Self::LogKey(_)
            | Self::NoticeGiven(_)
            | Self::NoticeCertified(_)
            | Self::RegistryRecorded(_)
            | Self::PollCast(_)
            | Self::PollSuperseded(_)
            | Self::PollClosed(_)
            | Self::PollUnsealed(_)
            | Self::PollResult(_) => None,
        }
    }

    /// What officers sign, before its tag: the entry without `sigs` (of a statement, without
    /// `sig`).
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut map = self.to_map();
        map.remove("sigs");
        map.remove("sig");
        Value::Object(map).encode().into_bytes()
    }

    /// A signature of this act.
    pub fn sign(&self, key: &Signer) -> Signature {
        key.sign(self.kind(), &self.signed_bytes())
    }

    /// The names whose signatures count: those for which `keys` gives a key that made it. An
    /// entry of a kind without `sigs` has none.
    ///
    /// # Errors
    /// [`WronglySigned`] for the first signature by a known name that none of its keys made.
    pub fn verify<K: IntoIterator<Item = PublicKey>>(
        &self,
        keys: impl Fn(&str) -> K,
    ) -> Result<Vec<&str>, WronglySigned> {
        let signers = self.signers(keys)?;
        Ok(signers.into_iter().map(|(by, _)| by).collect())
    }

    /// The same with the key that made each signature.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub fn signers<K: IntoIterator<Item = PublicKey>>(
        &self,
        keys: impl Fn(&str) -> K,
    ) -> Result<Vec<(&str, PublicKey)>, WronglySigned> {
        match self.signatures() {
            None => Ok(Vec::new()),
            Some(signatures) => signatures.verify(self.kind(), &self.signed_bytes(), keys),
        }
    }

    /// The act in one or two plain English sentences, for whoever is asked to sign it and for
    /// readers of the log: what, when (UTC), and which digests, in groups of four.
    pub fn words(&self) -> String {
        words::words(self)
    }

    /// SHA-256 of [`Self::signed_bytes`], by which an act is named before it is signed.
    pub fn act_digest(&self) -> Digest {
        crate::seal::hash::sha256(&self.signed_bytes())
    }
}
