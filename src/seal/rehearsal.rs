//! The rehearsal of a key ceremony: the server seals a random value to the poll's key and keeps
//! its hash; whoever opens it with shares before the poll opens has shown that they suffice.
//!
//! ```text
//! challenge  {"check":H(rehearsal-challenge, …), "ct":base64url, "enc":base64url,
//!             "kind":"rehearsal", "public":the shared key's public part, "v":1}
//!            HPKE as of an envelope; info lp("commonhold/rehearsal/v1") ‖ lp(poll), no aad
//!            plaintext: 32 random bytes, the value
//! answer     {"check":H(rehearsal-answer, …), "holders":[name,…], "key":hex32,
//!             "kind":"rehearsed", "poll":hex16, "v":1, "value":hex32}
//! kept       H(rehearsal, poll, value)
//! ```
//!
//! The value shows that enough shares were there. Whose they were is what the officers' program
//! says; more than that no file can show.

use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::canonical::Value;
use super::checked::{checked_fields, put, with_check};
use super::envelope::encrypt;
use super::fields::Refusal;
use super::hash::{Digest, PollId, h, lp};
use super::keys::{PublicPart, SealPart, SharedPart};
use super::opening::{SealSecret, decrypt};

/// A value that only the key of a poll opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    public: SharedPart,
    enc: Vec<u8>,
    ct: Vec<u8>,
}

/// A value opened, and with whose shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The poll that was rehearsed.
    pub poll: PollId,
    /// Its key, as `H(seal-key, poll, key)`.
    pub key: Digest,
    /// Whose shares opened it.
    pub holders: Vec<String>,
    /// What was inside.
    pub value: Digest,
}

fn info(poll: &PollId) -> Vec<u8> {
    let mut info = Vec::new();
    lp(&mut info, b"commonhold/rehearsal/v1");
    lp(&mut info, poll.as_bytes());
    info
}

/// What is kept of a value: enough to know it again.
fn kept(poll: &PollId, value: &Digest) -> Digest {
    h("rehearsal", &[poll.as_bytes(), value.as_bytes()])
}

impl Challenge {
    /// Seals a random value to the key; gives with it what to keep.
    ///
    /// # Errors
    /// When HPKE refuses.
    pub fn make(rng: &mut impl CryptoRng, to: &SharedPart) -> Result<(Self, Digest), Refusal> {
        let value = Digest::random(rng);
        let plaintext = Zeroizing::new(value.as_bytes().to_vec());
        let SealPart { poll, key } = to.seal();
        let (enc, ct) = encrypt(rng, key, &info(poll), &[], plaintext)
            .map_err(|e| Refusal::new("the rehearsal", e.to_string()))?;
        let challenge = Self {
            public: to.clone(),
            enc,
            ct,
        };
        Ok((challenge, kept(poll, &value)))
    }

    /// The key it is sealed to, and who holds shares of it.
    pub fn public(&self) -> &SharedPart {
        &self.public
    }

    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        let value = Value::object([
            ("ct", BASE64URL_NOPAD.encode(&self.ct).into()),
            ("enc", BASE64URL_NOPAD.encode(&self.enc).into()),
            ("kind", "rehearsal".into()),
            ("public", PublicPart::Shared(self.public.clone()).to_value()),
            ("v", 1.into()),
        ]);
        with_check("rehearsal-challenge", value)
            .encode()
            .into_bytes()
    }

    /// Reads the file. A single line feed at the end is forgiven.
    ///
    /// # Errors
    /// When it is not canonical, a key is missing or unknown, or its check does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = checked_fields("rehearsal-challenge", "the rehearsal", bytes)?;
        fields.version_1()?;
        fields.literal("kind", "rehearsal")?;
        let PublicPart::Shared(public) = PublicPart::from_value(fields.value("public")?)? else {
            return Err(fields.refuse("its key was not split"));
        };
        let challenge = Self {
            public,
            enc: fields.base64url("enc")?,
            ct: fields.base64url("ct")?,
        };
        fields.end()?;
        Ok(challenge)
    }

    /// Opens it with the key that the shares of these holders made.
    ///
    /// # Errors
    /// When the key does not open it.
    pub fn answer(&self, secret: &SealSecret, holders: &[String]) -> Result<Answer, Refusal> {
        let seal = self.public.seal();
        let value = decrypt(secret, &info(&seal.poll), &[], &self.enc, &self.ct)
            .and_then(|plaintext| <[u8; 32]>::try_from(plaintext.as_slice()).ok())
            .ok_or_else(|| Refusal::new("the rehearsal", "the key does not open it"))?;
        Ok(Answer {
            poll: seal.poll,
            key: seal.check(),
            holders: holders.to_vec(),
            value: Digest::from_bytes(value),
        })
    }
}

impl Answer {
    /// Whether this answers the challenge of which `known` was kept.
    pub fn fits(&self, known: &Digest) -> bool {
        kept(&self.poll, &self.value) == *known
    }

    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        let holders = self.holders.iter().map(|name| name.as_str().into());
        let mut value = Value::object([
            ("key", Value::text(&self.key)),
            ("kind", "rehearsed".into()),
            ("poll", Value::text(&self.poll)),
            ("v", 1.into()),
            ("value", Value::text(&self.value)),
        ]);
        put(&mut value, [("holders", Value::List(holders.collect()))]);
        with_check("rehearsal-answer", value).encode().into_bytes()
    }

    /// Reads the file. A single line feed at the end is forgiven.
    ///
    /// # Errors
    /// When it is not canonical, a key is missing or unknown, or its check does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = checked_fields("rehearsal-answer", "the rehearsal's answer", bytes)?;
        fields.version_1()?;
        fields.literal("kind", "rehearsed")?;
        let answer = Self {
            poll: fields.parsed("poll")?,
            key: fields.parsed("key")?,
            holders: fields.parsed_list("holders")?,
            value: fields.parsed("value")?,
        };
        fields.end()?;
        Ok(answer)
    }
}
