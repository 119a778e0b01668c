//! The public parts of officers' keys, as `commonhold officer keygen` writes them beside the
//! secret file and as they are uploaded while a poll is drafted.
//!
//! ```text
//! seal  {"check":hex32,"key":hex1216,"kind":"seal","poll":hex16,"v":1}
//!       check = H(seal-key, poll, key)
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
            other => Err(fields.refuse(format!("`kind` is \"{other}\", not \"seal\" or \"sign\""))),
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
    fn check(&self) -> Digest {
        h("seal-key", &[self.poll.as_bytes(), &self.key.to_bytes()])
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
