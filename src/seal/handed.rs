//! A key share handed over: what its holder unlocked, encrypted to the key of whoever opens on a
//! machine of their own.
//!
//! ```text
//! {"check":H(handed-share, the object without check),
//!  "ct":base64url,                    48 bytes
//!  "enc":base64url,                   1,120 bytes
//!  "holder":text, "key":hex32, "kind":"handed", "n":…, "poll":hex16, "t":…,
//!  "to":H(seal-key, poll, the key it is encrypted to),
//!  "v":1, "x":…}
//! HPKE as of an envelope; info lp("commonhold/hand-over/v1") ‖ lp(poll),
//! aad  the canonical object of the head, to, kind and v
//! plaintext  the 32 values of the share
//! ```

use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::canonical::Value;
use super::checked::{checked_fields, put, with_check};
use super::envelope::encrypt;
use super::fields::Refusal;
use super::hash::{Digest, PollId, lp};
use super::keys::SealPart;
use super::opening::{SealSecret, decrypt};
use super::shares::{KeyShare, ShareHead, values_of};

const WHAT: &str = "the share handed over";

/// A share that only the holder of another key reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedShare {
    head: ShareHead,
    to: Digest,
    enc: Vec<u8>,
    ct: Vec<u8>,
}

fn info(poll: &PollId) -> Vec<u8> {
    let mut info = Vec::new();
    lp(&mut info, b"commonhold/hand-over/v1");
    lp(&mut info, poll.as_bytes());
    info
}

/// The head, for whom it is, and of what kind: what the encryption is bound to.
fn aad(head: &ShareHead, to: &Digest) -> Value {
    let mut value = Value::object([
        ("kind", "handed".into()),
        ("to", Value::text(to)),
        ("v", 1.into()),
    ]);
    put(&mut value, head.to_fields());
    value
}

impl HandedShare {
    /// Encrypts a share to the key of whoever opens.
    ///
    /// # Errors
    /// When that key was made for another poll, or is the one that was split.
    pub fn seal(
        rng: &mut impl CryptoRng,
        share: &KeyShare,
        to: &SealPart,
    ) -> Result<Self, Refusal> {
        let head = share.head().clone();
        if to.poll != head.poll {
            return Err(Refusal::new(
                WHAT,
                format!(
                    "the key it would be handed to was made for the poll {}, the share belongs to the poll {}",
                    to.poll, head.poll
                ),
            ));
        }
        if to.check() == head.key {
            return Err(Refusal::new(
                WHAT,
                "this is the poll's own key, which nobody holds: whoever opens makes one for this with officer keygen --poll",
            ));
        }
        let aad = aad(&head, &to.check()).encode();
        let values = Zeroizing::new(share.values().to_vec());
        let (enc, ct) = encrypt(rng, &to.key, &info(&head.poll), aad.as_bytes(), values)
            .map_err(|e| Refusal::new(WHAT, e.to_string()))?;
        Ok(Self {
            to: to.check(),
            head,
            enc,
            ct,
        })
    }

    /// What the share says of itself.
    pub fn head(&self) -> &ShareHead {
        &self.head
    }

    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        let mut value = aad(&self.head, &self.to);
        put(
            &mut value,
            [
                ("ct", BASE64URL_NOPAD.encode(&self.ct).into()),
                ("enc", BASE64URL_NOPAD.encode(&self.enc).into()),
            ],
        );
        with_check("handed-share", value).encode().into_bytes()
    }

    /// Reads the file. A single line feed at the end is forgiven.
    ///
    /// # Errors
    /// When it is not canonical, a key is missing or unknown, or its check does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = checked_fields("handed-share", WHAT, bytes)?;
        fields.version_1()?;
        fields.literal("kind", "handed")?;
        let handed = Self {
            head: ShareHead::take(&mut fields, WHAT)?,
            to: fields.parsed("to")?,
            enc: fields.base64url("enc")?,
            ct: fields.base64url("ct")?,
        };
        fields.end()?;
        Ok(handed)
    }

    /// Reads the share with the key it was handed to.
    ///
    /// # Errors
    /// When it was handed to another key.
    pub fn open(&self, secret: &SealSecret) -> Result<KeyShare, Refusal> {
        let holder = &self.head.holder;
        let own = SealPart {
            poll: self.head.poll,
            key: secret.public(),
        };
        if own.check() != self.to {
            return Err(Refusal::new(
                WHAT,
                format!("{holder} handed this share to another key"),
            ));
        }
        let aad = aad(&self.head, &self.to).encode();
        let info = info(&self.head.poll);
        decrypt(secret, &info, aad.as_bytes(), &self.enc, &self.ct)
            .and_then(|plaintext| values_of(&plaintext))
            .map(|values| KeyShare::new(self.head.clone(), values))
            .ok_or_else(|| Refusal::new(WHAT, format!("the key does not open that of {holder}")))
    }
}
