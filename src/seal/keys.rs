//! The public parts of officers' keys, as `commonhold officer keygen` writes them beside the
//! secret file and as they are uploaded while a poll is drafted.
//!
//! ```text
//! seal  {"check":hex32,"key":hex1216,"kind":"seal","poll":hex16,"v":1}
//!       check = H(seal-key, poll, key)
//! shared  the same with "kind":"shared", "holders":[name,…] and "t":n
//!       check = H(shared-key, poll, key, u64 t, name 1, name 2, …)
//! sign  {"key":hex32,"kind":"sign","name":text,"poll":hex16,"reveal":hex32,"sig":hex64,"v":1}
//!       reveal = H(reveal, r); poll absent if the key was not made for one poll
//!       sig = Ed25519 by `key` over lp("commonhold/officer-key/v1") ‖ lp(the object without sig)
//! ```
//!
//! Canonical, no LF. `check` and `sig` refuse a file that was altered or cut on its way; `sig`
//! also shows that its maker holds the key. Whether a file is an officer's is not theirs to say:
//! officers compare the [fingerprint](PublicPart::fingerprint) with what the draft shows.

use super::canonical::{Value, enter_text};
use super::envelope::SealKey;
use super::fields::{Fields, Refusal};
use super::hash::{Digest, PollId, PublicKey, Reveal, Signature, h};
use super::lot::reveal_commitment;
use super::sign::{Signer, verify};

/// The name under which public parts are signed.
const NAME: &str = "officer-key";

/// A public part of either kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicPart {
    /// The key that a poll's ballots are sealed to.
    Seal(SealPart),
    /// The same, of a key that nobody holds whole.
    Shared(SharedPart),
    /// The key that an officer signs with, and their commitment to the lot.
    Sign(SignPart),
}

/// The public half of a sealing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealPart {
    /// The poll it was made for.
    pub poll: PollId,
    /// The key.
    pub key: SealKey,
}

/// The public half of a sealing key that was split into shares. Made by [`SharedPart::new`] or
/// read by [`PublicPart::parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPart {
    seal: SealPart,
    threshold: u8,
    holders: Vec<String>,
}

/// The public half of a signing key. Made by [`SignPart::sign`] or read by
/// [`PublicPart::parse`], so its signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignPart {
    name: String,
    key: PublicKey,
    poll: Option<PollId>,
    reveal: Digest,
    signature: Signature,
}

impl PublicPart {
    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        self.to_value().encode().into_bytes()
    }

    /// The file's content as a value.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Seal(part) => Value::object([
                ("check", Value::text(&part.check())),
                ("key", Value::text(&part.key)),
                ("kind", "seal".into()),
                ("poll", Value::text(&part.poll)),
                ("v", 1.into()),
            ]),
            Self::Shared(part) => Value::object([
                ("check", Value::text(&part.check())),
                (
                    "holders",
                    Value::List(
                        part.holders
                            .iter()
                            .map(|name| name.as_str().into())
                            .collect(),
                    ),
                ),
                ("key", Value::text(&part.seal.key)),
                ("kind", "shared".into()),
                ("poll", Value::text(&part.seal.poll)),
                ("t", u64::from(part.threshold).into()),
                ("v", 1.into()),
            ]),
            Self::Sign(part) => {
                let mut value = sign_body(&part.name, &part.key, part.poll.as_ref(), &part.reveal);
                if let Value::Object(map) = &mut value {
                    map.insert("sig".to_owned(), Value::text(&part.signature));
                }
                value
            }
        }
    }

    /// Reads a public part of either kind. A single line feed at the end is forgiven, since
    /// people copy these files by hand.
    ///
    /// # Errors
    /// When it is not canonical, a key is missing or unknown, or its check or signature fails.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let value = Value::parse(bytes).map_err(|e| Refusal::malformed("the public key", e))?;
        Self::from_value(value)
    }

    /// As [`Self::parse`], from a value.
    ///
    /// # Errors
    /// As there.
    pub fn from_value(value: Value) -> Result<Self, Refusal> {
        let mut fields = Fields::of("the public key", value)?;
        fields.version_1()?;
        match fields.text("kind")?.as_str() {
            "seal" => {
                let part = SealPart {
                    poll: fields.parsed("poll")?,
                    key: fields.parsed("key")?,
                };
                if fields.parsed::<Digest>("check")? != part.check() {
                    return Err(fields.refuse("it was altered: its check does not fit"));
                }
                fields.end()?;
                Ok(Self::Seal(part))
            }
            "shared" => {
                let seal = SealPart {
                    poll: fields.parsed("poll")?,
                    key: fields.parsed("key")?,
                };
                let holders: Vec<String> = fields.parsed_list("holders")?;
                let threshold = u8::try_from(fields.int("t")?).unwrap_or(u8::MAX);
                let part = SharedPart::new(seal, threshold, &holders)?;
                if part.holders != holders {
                    return Err(fields.refuse("a holder's name is not as it is entered"));
                }
                if fields.parsed::<Digest>("check")? != part.check() {
                    return Err(fields.refuse("it was altered: its check does not fit"));
                }
                fields.end()?;
                Ok(Self::Shared(part))
            }
            "sign" => {
                let part = SignPart {
                    name: fields.text("name")?,
                    key: fields.parsed("key")?,
                    poll: fields.parsed_if_present("poll")?,
                    reveal: fields.parsed("reveal")?,
                    signature: fields.parsed("sig")?,
                };
                let body = sign_body(&part.name, &part.key, part.poll.as_ref(), &part.reveal);
                if verify(NAME, body.encode().as_bytes(), &part.key, &part.signature).is_err() {
                    return Err(fields.refuse("it was altered: its signature does not fit"));
                }
                fields.end()?;
                Ok(Self::Sign(part))
            }
            other => Err(fields.refuse(format!(
                "`kind` is \"{other}\", not \"seal\", \"shared\" or \"sign\""
            ))),
        }
    }

    /// Ten bytes of its hash in groups of four hex digits, to compare by eye or telephone:
    /// `1f2e 3d4c 5b6a 7988 9706`.
    pub fn fingerprint(&self) -> String {
        let hash = h("fingerprint", &[&self.encode()]).to_string();
        let groups: Vec<&str> = (0..5).map(|i| &hash[4 * i..4 * i + 4]).collect();
        groups.join(" ")
    }
}

impl SealPart {
    /// What the shares of this key name it by: `H(seal-key, poll, key)`.
    pub fn check(&self) -> Digest {
        h("seal-key", &[self.poll.as_bytes(), &self.key.to_bytes()])
    }
}

impl SharedPart {
    /// The most holders.
    pub const MOST: u8 = 20;

    /// The public half of a key of which any `threshold` of these holders open.
    ///
    /// # Errors
    /// When there are not 2 to 20 holders of different names, or the threshold is not from 2 to
    /// their number.
    pub fn new(seal: SealPart, threshold: u8, holders: &[String]) -> Result<Self, Refusal> {
        let refuse = |why: String| Refusal::new("the shared key", why);
        let most = usize::from(Self::MOST);
        if !(2..=most).contains(&holders.len()) {
            return Err(refuse(format!("it has not 2 to {most} holders")));
        }
        if threshold < 2 || usize::from(threshold) > holders.len() {
            return Err(refuse(format!(
                "of {} holders any 2 to {0} can be made to open, not {threshold}",
                holders.len()
            )));
        }
        let holders = holders
            .iter()
            .map(|name| {
                let name = enter_text(name.trim()).map_err(|e| refuse(e.to_string()))?;
                if name.is_empty() || name.len() > 200 {
                    return Err(refuse("a holder's name is empty or too long".to_owned()));
                }
                Ok(name)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let twice = holders
            .iter()
            .enumerate()
            .find(|(i, name)| holders.iter().take(*i).any(|before| before == *name));
        if let Some((_, name)) = twice {
            return Err(refuse(format!("{name} would hold two of its shares")));
        }
        Ok(Self {
            seal,
            threshold,
            holders,
        })
    }

    /// The key and its poll.
    pub fn seal(&self) -> &SealPart {
        &self.seal
    }

    /// How many shares open.
    pub fn threshold(&self) -> u8 {
        self.threshold
    }

    /// Who holds shares, in their order: the first holds share 1.
    pub fn holders(&self) -> &[String] {
        &self.holders
    }

    fn check(&self) -> Digest {
        let (key, t) = (
            self.seal.key.to_bytes(),
            u64::from(self.threshold).to_be_bytes(),
        );
        let mut fields: Vec<&[u8]> = vec![self.seal.poll.as_bytes(), &key, &t];
        fields.extend(self.holders.iter().map(String::as_bytes));
        h("shared-key", &fields)
    }
}

impl SignPart {
    /// Makes the public part of a signing key and a value for the lot.
    ///
    /// # Errors
    /// When the name is empty or contains a control character.
    pub fn sign(
        name: &str,
        key: &Signer,
        poll: Option<PollId>,
        reveal: &Reveal,
    ) -> Result<Self, Refusal> {
        let refuse = |why: String| Refusal::new("the officer's name", why);
        let name = enter_text(name.trim()).map_err(|e| refuse(e.to_string()))?;
        if name.is_empty() {
            return Err(refuse("it is empty".to_owned()));
        }
        let reveal = reveal_commitment(reveal);
        let body = sign_body(&name, &key.public(), poll.as_ref(), &reveal);
        let signature = key.sign(NAME, body.encode().as_bytes());
        Ok(Self {
            name,
            key: key.public(),
            poll,
            reveal,
            signature,
        })
    }

    /// The officer's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key.
    pub fn key(&self) -> PublicKey {
        self.key
    }

    /// The poll it was made for, if for one.
    pub fn poll(&self) -> Option<PollId> {
        self.poll
    }

    /// The commitment to the lot, `H(reveal, r)`. One poll only may use it.
    pub fn reveal(&self) -> Digest {
        self.reveal
    }
}

fn sign_body(name: &str, key: &PublicKey, poll: Option<&PollId>, reveal: &Digest) -> Value {
    let mut value = Value::object([
        ("key", Value::text(key)),
        ("kind", "sign".into()),
        ("name", name.into()),
        ("reveal", Value::text(reveal)),
        ("v", 1.into()),
    ]);
    if let (Value::Object(map), Some(poll)) = (&mut value, poll) {
        map.insert("poll".to_owned(), Value::text(poll));
    }
    value
}
