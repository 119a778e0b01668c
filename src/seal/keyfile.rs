//! Key files: an officer's secret key under a passphrase.
//!
//! ```text
//! {"argon2":{"m":KiB,"p":lanes,"t":passes},
//!  "cipher":"chacha20poly1305",
//!  "ct":base64url,
//!  "kind":"key",
//!  "nonce":hex12,
//!  "public":the public part, an object,
//!  "salt":hex16,
//!  "v":1}
//! key        Argon2id version 0x13 of the passphrase in NFC and UTF-8, 32 bytes
//! plaintext  seal: the 32-byte seed       sign: the 32-byte seed ‖ the 32-byte reveal
//! aad        the canonical object without ct
//! ```
//!
//! Canonical, no LF. Written with m = 65536, p = 4, t = 3, the second recommendation of RFC 9106;
//! a file that asks for more than m = 1048576, p = 16, t = 16 is refused rather than tried.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::CryptoRng;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::canonical::Value;
use super::fields::{Fields, Refusal};
use super::hash::{Reveal, unhex};
use super::keys::{PublicPart, SealPart, SignPart};
use super::lot::reveal_commitment;
use super::opening::SealSecret;
use super::sign::Signer;

const WHAT: &str = "the key file";

/// A passphrase of at least [`Passphrase::MIN_CHARS`] characters, in Unicode's form NFC, so that
/// the same keys pressed on another machine give the same bytes. Wiped when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The fewest characters.
    pub const MIN_CHARS: usize = 12;

    /// # Errors
    /// A sentence when it is too short.
    pub fn parse(raw: Zeroizing<String>) -> Result<Self, &'static str> {
        if raw.chars().count() < Self::MIN_CHARS {
            return Err("A passphrase has at least 12 characters.");
        }
        Ok(Self(Zeroizing::new(raw.nfc().collect())))
    }
}

/// The secrets of one key file.
#[derive(Debug, Clone)]
pub enum Secret {
    /// Opens a poll's envelopes.
    Seal {
        /// The key.
        key: SealSecret,
        /// Its public part.
        public: SealPart,
    },
    /// Signs an officer's acts, and holds their value for the lot.
    Sign {
        /// The key.
        key: Signer,
        /// The value for the lot.
        reveal: Reveal,
        /// The public part of both.
        public: SignPart,
    },
}

impl Secret {
    /// The public part.
    pub fn public(&self) -> PublicPart {
        match self {
            Self::Seal { public, .. } => PublicPart::Seal(public.clone()),
            Self::Sign { public, .. } => PublicPart::Sign(public.clone()),
        }
    }

    fn plaintext(&self) -> Zeroizing<Vec<u8>> {
        let mut plaintext = Zeroizing::new(Vec::with_capacity(64));
        match self {
            Self::Seal { key, .. } => plaintext.extend_from_slice(key.as_bytes()),
            Self::Sign { key, reveal, .. } => {
                plaintext.extend_from_slice(key.to_bytes().as_ref());
                plaintext.extend_from_slice(reveal.as_bytes());
            }
        }
        plaintext
    }
}

/// Why a key file gave no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileFault {
    /// It is not a key file, or one of another version.
    #[error(transparent)]
    Unreadable(#[from] Refusal),
    /// The cipher refused.
    #[error("the key file: the passphrase is wrong, or the file was altered")]
    WrongPassphrase,
}

/// What Argon2id is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) lanes: u32,
    pub(super) passes: u32,
}

impl Cost {
    pub(super) const WRITTEN: Self = Self {
        memory_kib: 65_536,
        lanes: 4,
        passes: 3,
    };

    pub(super) fn to_value(&self) -> Value {
        Value::object([
            ("m", u64::from(self.memory_kib).into()),
            ("p", u64::from(self.lanes).into()),
            ("t", u64::from(self.passes).into()),
        ])
    }

    pub(super) fn read(value: Value) -> Result<Self, Refusal> {
        let mut fields = Fields::of("the key file's argon2", value)?;
        let mut bounded = |key: &str, max: u32| {
            let n = fields.int(key)?;
            u32::try_from(n)
                .ok()
                .filter(|n| (1..=max).contains(n))
                .ok_or_else(|| fields.refuse(format!("`{key}` is not from 1 to {max}")))
        };
        let cost = Self {
            memory_kib: bounded("m", 1_048_576)?,
            lanes: bounded("p", 16)?,
            passes: bounded("t", 16)?,
        };
        fields.end()?;
        Ok(cost)
    }

    pub(super) fn cipher(
        &self,
        passphrase: &Passphrase,
        salt: &[u8; 16],
    ) -> Result<ChaCha20Poly1305, Refusal> {
        let refuse = |_| Refusal::new(WHAT, "its argon2 parameters cannot be used here");
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(refuse)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), salt, key.as_mut())
            .map_err(refuse)?;
        Ok(ChaCha20Poly1305::new((&*key).into()))
    }
}

/// The object without `ct`: the additional data of the encryption.
fn head(cost: &Cost, nonce: &[u8; 12], salt: &[u8; 16], public: &PublicPart) -> Value {
    Value::object([
        ("argon2", cost.to_value()),
        ("cipher", "chacha20poly1305".into()),
        ("kind", "key".into()),
        ("nonce", HEXLOWER.encode(nonce).into()),
        ("public", public.to_value()),
        ("salt", HEXLOWER.encode(salt).into()),
        ("v", 1.into()),
    ])
}

/// The bytes of a key file.
///
/// # Errors
/// When the machine has not the memory that Argon2id asks for.
pub fn lock(
    rng: &mut impl CryptoRng,
    secret: &Secret,
    passphrase: &Passphrase,
) -> Result<Vec<u8>, Refusal> {
    let (mut nonce, mut salt) = ([0; 12], [0; 16]);
    rng.fill_bytes(&mut nonce);
    rng.fill_bytes(&mut salt);
    let mut value = head(&Cost::WRITTEN, &nonce, &salt, &secret.public());
    let cipher = Cost::WRITTEN.cipher(passphrase, &salt)?;
    let aad = value.encode();
    let ct = cipher
        .encrypt(
            &nonce.into(),
            Payload {
                msg: &secret.plaintext(),
                aad: aad.as_bytes(),
            },
        )
        .map_err(|_| Refusal::new(WHAT, "it could not be encrypted"))?;
    if let Value::Object(map) = &mut value {
        map.insert("ct".to_owned(), BASE64URL_NOPAD.encode(&ct).into());
    }
    Ok(value.encode().into_bytes())
}

/// Opens a key file.
///
/// # Errors
/// [`KeyFileFault::Unreadable`] when it is no key file, [`KeyFileFault::WrongPassphrase`] when
/// the passphrase does not open it.
pub fn unlock(bytes: &[u8], passphrase: &Passphrase) -> Result<Secret, KeyFileFault> {
    let mut fields = Fields::parse(WHAT, bytes)?;
    fields.version_1()?;
    fields.literal("kind", "key")?;
    fields.literal("cipher", "chacha20poly1305")?;
    let cost = Cost::read(fields.value("argon2")?)?;
    let hex = |fields: &Fields, key: &str, e| fields.refuse(format!("`{key}` {e}"));
    let nonce = fields.text("nonce")?;
    let nonce: [u8; 12] = unhex(&nonce).map_err(|e| hex(&fields, "nonce", e))?;
    let salt = fields.text("salt")?;
    let salt: [u8; 16] = unhex(&salt).map_err(|e| hex(&fields, "salt", e))?;
    let public = PublicPart::from_value(fields.value("public")?)?;
    let ct = fields.text("ct")?;
    let ct = BASE64URL_NOPAD
        .decode(ct.as_bytes())
        .map_err(|_| fields.refuse("`ct` is not unpadded base64url"))?;
    fields.end()?;
    let aad = head(&cost, &nonce, &salt, &public).encode();
    let plaintext = cost
        .cipher(passphrase, &salt)?
        .decrypt(
            &nonce.into(),
            Payload {
                msg: &ct,
                aad: aad.as_bytes(),
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| KeyFileFault::WrongPassphrase)?;
    secret(&plaintext, public)
        .ok_or_else(|| Refusal::new(WHAT, "its secret part is not that of its public part").into())
}

/// The secret of this plaintext, if it is the public part's.
fn secret(plaintext: &[u8], public: PublicPart) -> Option<Secret> {
    let (seed, rest) = plaintext.split_first_chunk::<32>()?;
    match public {
        PublicPart::Seal(public) => {
            let key = SealSecret::from_bytes(seed);
            (rest.is_empty() && key.public() == public.key).then_some(Secret::Seal { key, public })
        }
        // Nobody holds such a key whole.
        PublicPart::Shared(_) => None,
        PublicPart::Sign(public) => {
            let key = Signer::from_bytes(seed);
            let mut bytes: [u8; 32] = rest.try_into().ok()?;
            let reveal = Reveal::from_bytes(bytes);
            bytes.zeroize();
            let fits =
                key.public() == public.key() && reveal_commitment(&reveal) == public.reveal();
            fits.then_some(Secret::Sign {
                key,
                reveal,
                public,
            })
        }
    }
}
