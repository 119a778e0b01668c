//! Shares of a sealing key: any `t` of its `n` holders open, and nobody holds the key whole.
//!
//! ```text
//! {"argon2":{"m":KiB,"p":lanes,"t":passes},
//!  "check":H(key-share, the object without check),
//!  "cipher":"chacha20poly1305",
//!  "ct":base64url,                    48 bytes
//!  "holder":text,
//!  "key":H(seal-key, poll, key),
//!  "kind":"share",
//!  "n":holders,
//!  "nonce":hex12,
//!  "poll":hex16,
//!  "salt":hex16,
//!  "t":how many open,
//!  "v":1,
//!  "x":place of the share}
//! plaintext  the 32 values of the share at x: see gf256
//! aad        the canonical object without check and ct
//! ```
//!
//! Canonical, no LF; locked under the holder's passphrase as a [key file](super::keyfile) is.
//! [`super::paper`] is the same for paper, [`super::handed`] the same for another's key.

use chacha20poly1305::aead::{Aead as _, Payload};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::CryptoRng;

use super::canonical::Value;
use super::checked::{checked_fields, put, with_check};
use super::envelope::SealKey;
use super::fields::{Fields, Refusal};
use super::gf256::{self, Bytes};
use super::hash::{Digest, PollId, unhex};
use super::keyfile::{Cost, Passphrase};
use super::keys::{SealPart, SharedPart};
use super::opening::SealSecret;

const WHAT: &str = "the key share";

/// The length of the ciphertext of a share: its values, and the cipher's tag.
pub(super) const CT_BYTES: usize = 48;

/// What a share says of itself, to anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareHead {
    /// The poll whose key was split.
    pub poll: PollId,
    /// `H(seal-key, poll, key)`.
    pub key: Digest,
    /// How many shares open.
    pub threshold: u8,
    /// How many there are.
    pub of: u8,
    /// Its place, from 1.
    pub x: u8,
    /// Who holds it.
    pub holder: String,
}

impl ShareHead {
    /// Whether the numbers can be: 2 ≤ t ≤ n ≤ 20, 1 ≤ x ≤ n, and a name.
    pub(super) fn checked(self, what: &str) -> Result<Self, Refusal> {
        let sound = (2..=SharedPart::MOST).contains(&self.of)
            && (2..=self.of).contains(&self.threshold)
            && (1..=self.of).contains(&self.x)
            && (1..=200).contains(&self.holder.len());
        if sound {
            Ok(self)
        } else {
            Err(Refusal::new(what, "its numbers or its holder cannot be"))
        }
    }

    /// Takes the fields of a head from an object.
    pub(super) fn take(fields: &mut Fields, what: &str) -> Result<Self, Refusal> {
        let small = |n: u64| u8::try_from(n).unwrap_or(u8::MAX);
        Self {
            poll: fields.parsed("poll")?,
            key: fields.parsed("key")?,
            threshold: small(fields.int("t")?),
            of: small(fields.int("n")?),
            x: small(fields.int("x")?),
            holder: fields.text("holder")?,
        }
        .checked(what)
    }

    /// The fields of a head.
    pub(super) fn to_fields(&self) -> [(&'static str, Value); 6] {
        [
            ("holder", self.holder.as_str().into()),
            ("key", Value::text(&self.key)),
            ("n", u64::from(self.of).into()),
            ("poll", Value::text(&self.poll)),
            ("t", u64::from(self.threshold).into()),
            ("x", u64::from(self.x).into()),
        ]
    }

    /// Whether this is a share of the key of this poll.
    ///
    /// # Errors
    /// A sentence that names the holder and the poll it belongs to.
    pub fn fits(&self, poll: &PollId, key: &SealKey) -> Result<(), Refusal> {
        if self.poll != *poll {
            return Err(Refusal::new(
                WHAT,
                format!(
                    "the share of {} belongs to the poll {}, and this is the poll {poll}",
                    self.holder, self.poll
                ),
            ));
        }
        let check = SealPart {
            poll: *poll,
            key: key.clone(),
        }
        .check();
        if self.key != check {
            return Err(Refusal::new(
                WHAT,
                format!(
                    "the share of {} belongs to another key of the poll {poll}: the key was split anew since, or before",
                    self.holder
                ),
            ));
        }
        Ok(())
    }
}

/// A share as its holder keeps it: under a passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedShare {
    pub(super) head: ShareHead,
    pub(super) cost: Cost,
    pub(super) nonce: [u8; 12],
    pub(super) salt: [u8; 16],
    pub(super) ct: [u8; CT_BYTES],
}

/// An unlocked share. Wiped when dropped.
#[derive(Clone)]
pub struct KeyShare {
    head: ShareHead,
    values: Bytes,
}

/// Why a share gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// It is no share, or was damaged.
    #[error(transparent)]
    Unreadable(#[from] Refusal),
    /// The cipher refused.
    #[error("the key share: the passphrase is wrong, or the file was altered")]
    WrongPassphrase,
}

/// Splits a key among the holders of its public part; the shares are in their order.
///
/// # Errors
/// When the public part is another key's.
pub fn split(
    rng: &mut impl CryptoRng,
    secret: &SealSecret,
    public: &SharedPart,
) -> Result<Vec<KeyShare>, Refusal> {
    if secret.public() != public.seal().key {
        return Err(Refusal::new("the shared key", "it is another key's"));
    }
    let of = u8::try_from(public.holders().len()).unwrap_or(u8::MAX);
    let values = gf256::split(rng, secret.as_bytes(), public.threshold(), of);
    Ok((1..)
        .zip(values)
        .zip(public.holders())
        .map(|((x, values), holder)| KeyShare {
            head: ShareHead {
                poll: public.seal().poll,
                key: public.seal().check(),
                threshold: public.threshold(),
                of,
                x,
                holder: holder.clone(),
            },
            values,
        })
        .collect())
}

impl KeyShare {
    /// Puts a share together; its values are not judged until it is used.
    pub(super) fn new(head: ShareHead, values: Bytes) -> Self {
        Self { head, values }
    }

    /// What it says of itself.
    pub fn head(&self) -> &ShareHead {
        &self.head
    }

    pub(super) fn values(&self) -> &[u8; 32] {
        &self.values
    }

    /// Locks it under its holder's passphrase.
    ///
    /// # Errors
    /// When the machine has not the memory that Argon2id asks for.
    pub fn lock(
        &self,
        rng: &mut impl CryptoRng,
        passphrase: &Passphrase,
    ) -> Result<LockedShare, Refusal> {
        let (mut nonce, mut salt) = ([0; 12], [0; 16]);
        rng.fill_bytes(&mut nonce);
        rng.fill_bytes(&mut salt);
        let mut locked = LockedShare {
            head: self.head.clone(),
            cost: Cost::WRITTEN,
            nonce,
            salt,
            ct: [0; CT_BYTES],
        };
        let aad = locked.aad().encode();
        let refuse = || Refusal::new(WHAT, "it could not be encrypted");
        let ct = Cost::WRITTEN
            .cipher(passphrase, &salt)?
            .encrypt(
                &nonce.into(),
                Payload {
                    msg: self.values.as_ref(),
                    aad: aad.as_bytes(),
                },
            )
            .map_err(|_| refuse())?;
        locked.ct = ct.try_into().map_err(|_| refuse())?;
        Ok(locked)
    }
}

impl LockedShare {
    /// What it says of itself.
    pub fn head(&self) -> &ShareHead {
        &self.head
    }

    /// The object without `check` and `ct`: the additional data of the encryption.
    fn aad(&self) -> Value {
        let mut value = Value::object([
            ("argon2", self.cost.to_value()),
            ("cipher", "chacha20poly1305".into()),
            ("kind", "share".into()),
            ("nonce", HEXLOWER.encode(&self.nonce).into()),
            ("salt", HEXLOWER.encode(&self.salt).into()),
            ("v", 1.into()),
        ]);
        put(&mut value, self.head.to_fields());
        value
    }

    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        let mut value = self.aad();
        put(
            &mut value,
            [("ct", BASE64URL_NOPAD.encode(&self.ct).into())],
        );
        with_check("key-share", value).encode().into_bytes()
    }

    /// Reads the file. A single line feed at the end is forgiven.
    ///
    /// # Errors
    /// When it is not canonical, a key is missing or unknown, or its check does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = checked_fields("key-share", WHAT, bytes)?;
        fields.version_1()?;
        fields.literal("kind", "share")?;
        fields.literal("cipher", "chacha20poly1305")?;
        let head = ShareHead::take(&mut fields, WHAT)?;
        let cost = Cost::read(fields.value("argon2")?)?;
        let hex = |fields: &Fields, key: &str, e| fields.refuse(format!("`{key}` {e}"));
        let nonce = fields.text("nonce")?;
        let nonce: [u8; 12] = unhex(&nonce).map_err(|e| hex(&fields, "nonce", e))?;
        let salt = fields.text("salt")?;
        let salt: [u8; 16] = unhex(&salt).map_err(|e| hex(&fields, "salt", e))?;
        let ct = fields.base64url("ct")?;
        let ct = ct
            .try_into()
            .map_err(|_| fields.refuse(format!("`ct` has not {CT_BYTES} bytes")))?;
        fields.end()?;
        Ok(Self {
            head,
            cost,
            nonce,
            salt,
            ct,
        })
    }

    /// Opens it with its holder's passphrase.
    ///
    /// # Errors
    /// [`ShareFault::WrongPassphrase`] when that does not open it.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<KeyShare, ShareFault> {
        let aad = self.aad().encode();
        let plaintext = self
            .cost
            .cipher(passphrase, &self.salt)?
            .decrypt(
                &self.nonce.into(),
                Payload {
                    msg: &self.ct,
                    aad: aad.as_bytes(),
                },
            )
            .map(zeroize::Zeroizing::new)
            .map_err(|_| ShareFault::WrongPassphrase)?;
        let values = values_of(&plaintext).ok_or(ShareFault::WrongPassphrase)?;
        Ok(KeyShare::new(self.head.clone(), values))
    }
}

/// The values of a plaintext, if it has their length.
pub(super) fn values_of(plaintext: &[u8]) -> Option<Bytes> {
    let mut values = Bytes::new([0; 32]);
    if plaintext.len() != values.len() {
        return None;
    }
    values.copy_from_slice(plaintext);
    Some(values)
}

/// A key put together.
pub struct Combined {
    /// The key. Wiped when dropped.
    pub secret: SealSecret,
    /// Whose shares it was made of.
    pub by: Vec<String>,
    /// Whose shares do not lie on the same polynomials: they are not what was split.
    pub strays: Vec<String>,
}

/// Puts the key of a poll together from shares.
///
/// # Errors
/// A sentence when a share belongs to another poll or key, stands twice, when too few are here
/// (saying how many are missing), or when they do not make the key.
pub fn combine(shares: &[KeyShare], poll: &PollId, key: &SealKey) -> Result<Combined, Refusal> {
    let refuse = |why: String| Refusal::new("the shares", why);
    let Some(first) = shares.first() else {
        return Err(refuse("there is none".to_owned()));
    };
    for (i, share) in shares.iter().enumerate() {
        let head = share.head();
        head.fits(poll, key)?;
        if (head.threshold, head.of) != (first.head.threshold, first.head.of) {
            return Err(refuse(format!(
                "the share of {} says otherwise how many open than that of {}",
                head.holder, first.head.holder
            )));
        }
        if shares.iter().take(i).any(|before| before.head.x == head.x) {
            return Err(refuse(format!("the share of {} stands twice", head.holder)));
        }
    }
    let needed = usize::from(first.head.threshold);
    if let Some(missing) = needed.checked_sub(shares.len()).filter(|n| *n > 0) {
        let (are, missing) = match (shares.len(), missing) {
            (1, 1) => ("is", "1 is missing".to_owned()),
            (1, n) => ("is", format!("{n} are missing")),
            (_, 1) => ("are", "1 is missing".to_owned()),
            (_, n) => ("are", format!("{n} are missing")),
        };
        return Err(refuse(format!(
            "any {needed} of {} open, and {} {are} here: {missing}",
            first.head.of,
            shares.len(),
        )));
    }
    let point = |share: &KeyShare| (share.head.x, share.values.clone());
    let subsets = 1_u32
        .checked_shl(u32::try_from(shares.len()).unwrap_or(u32::MAX))
        .unwrap_or(u32::MAX);
    for subset in 1..subsets {
        if usize::try_from(subset.count_ones()) != Ok(needed) {
            continue;
        }
        let chosen: Vec<&KeyShare> = shares
            .iter()
            .enumerate()
            .filter(|(i, _)| subset >> i & 1 == 1)
            .map(|(_, share)| share)
            .collect();
        let points: Vec<(u8, Bytes)> = chosen.iter().map(|share| point(share)).collect();
        let secret = SealSecret::from_bytes(&gf256::interpolate(&points, 0));
        if secret.public() != *key {
            continue;
        }
        let strays = shares
            .iter()
            .filter(|share| *gf256::interpolate(&points, share.head.x) != *share.values)
            .map(|share| share.head.holder.clone())
            .collect();
        return Ok(Combined {
            secret,
            by: chosen.iter().map(|s| s.head.holder.clone()).collect(),
            strays,
        });
    }
    Err(refuse(
        "they do not make this poll's key: at least one of them is not what was split".to_owned(),
    ))
}
