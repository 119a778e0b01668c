//! Keys of signed notes (c2sp.org/signed-note): their names, ids, and the text a verifier is given.
//!
//! ```text
//! key id   SHA-256(name ‖ 0x0A ‖ type ‖ public key)[..4]
//! vkey     <name>+<key id in 8 hex digits>+base64(type ‖ public key)
//! ```
//!
//! Types: 0x01 Ed25519, 0x04 Ed25519 cosignature/v1, 0x06 ML-DSA-44 cosignature. The last is read
//! and named, never checked: its signatures count as those of an unknown key.
//!
//! Worked example, from the specification:
//! `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k` is the name
//! `example.com/foo`, the id `530d903a`, and 0x01 before the key `e932791a…afdd4da4`.

use std::{fmt, str::FromStr};

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::{cosignature, note::SignatureLine, text::parse_base64};

/// The name under which a key signs: not empty, without Unicode white space, `+`, or control
/// characters. A log's is its origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// What tells two keys of one name apart; an identifier, not a safeguard.
pub type KeyId = [u8; 4];

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 over the note's text: how a log signs.
    Ed25519,
    /// Ed25519 over a time and the note's text: how a witness signs.
    CosignatureV1,
    /// ML-DSA-44 over a time and a subtree; this program does not check it.
    MlDsa44,
}

/// A public key and the name and way in which it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: KeyId,
    material: Material,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Material {
    Ed25519(VerifyingKey),
    CosignatureV1(VerifyingKey),
    MlDsa44(Vec<u8>),
}

/// The secret half of an Ed25519 key that signs notes under a name; wiped when dropped, and not
/// shown by `Debug`. Boxed, so that moving it leaves no copy behind.
#[derive(Clone)]
pub struct Signer {
    key: VerifierKey,
    secret: Box<SigningKey>,
}

/// What is wrong with a key or its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the name of a key is not empty")]
    EmptyName,
    #[error("the name of a key has no white space, no + and no control characters")]
    NameCharacter,
    #[error("a key is written name+id+base64")]
    Parts,
    #[error("the id of a key is eight lowercase hexadecimal digits")]
    Id,
    #[error("the key is not standard base64 with padding")]
    Base64,
    #[error("the key is of type {0:#04x}, which is not known here")]
    UnknownType(u8),
    #[error("the key does not have the length of its type")]
    Length,
    #[error("the key is no Ed25519 public key, or one that anybody could sign for")]
    NotAKey,
    #[error("the id does not belong to this name and key")]
    IdDiffers,
}

/// The signature was not made by this key over this text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit the key and the text")]
pub struct BadSignature;

/// The sentence of a good signature: when it was made, if it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Seconds since 1970 by the signer's clock; only cosignatures tell.
    pub time: Option<u64>,
}

impl KeyName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`KeyError::EmptyName`], [`KeyError::NameCharacter`].
    pub fn parse(name: &str) -> Result<Self, KeyError> {
        let fits = |c: char| !c.is_whitespace() && c >= ' ' && c != '+';
        match name {
            "" => Err(KeyError::EmptyName),
            name if name.chars().all(fits) => Ok(Self(name.to_owned())),
            _ => Err(KeyError::NameCharacter),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Algorithm {
    /// The byte that stands for it before a public key.
    pub fn type_byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::CosignatureV1 => 0x04,
            Self::MlDsa44 => 0x06,
        }
    }
}

impl VerifierKey {
    /// The bytes of an ML-DSA-44 public key (FIPS 204).
    const ML_DSA_44_BYTES: usize = 1312;

    fn new(name: KeyName, material: Material) -> Self {
        let hash = Sha256::new()
            .chain_update(name.as_str())
            .chain_update([b'\n'])
            .chain_update(material.tagged())
            .finalize();
        let [a, b, c, d, ..]: [u8; 32] = hash.into();
        Self {
            name,
            id: [a, b, c, d],
            material,
        }
    }

    /// The name under which it signs.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Its id.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.material.algorithm()
    }

    /// The bytes of the public key alone.
    pub fn public_bytes(&self) -> &[u8] {
        match &self.material {
            Material::Ed25519(key) | Material::CosignatureV1(key) => key.as_bytes(),
            Material::MlDsa44(bytes) => bytes,
        }
    }

    /// Whether signatures of this key can be checked here. One that cannot counts as unknown.
    pub fn is_supported(&self) -> bool {
        !matches!(self.material, Material::MlDsa44(_))
    }

    /// Checks what a signature line carries after the key id against a note's text.
    ///
    /// # Errors
    /// [`BadSignature`] whatever the reason; always for an unsupported key.
    pub fn verify(&self, text: &str, signature: &[u8]) -> Result<Signed, BadSignature> {
        match &self.material {
            Material::Ed25519(key) => {
                check(key, text.as_bytes(), signature)?;
                Ok(Signed { time: None })
            }
            Material::CosignatureV1(key) => {
                let (time, signature) = cosignature::split(signature).ok_or(BadSignature)?;
                check(key, &cosignature::message(time, text), signature)?;
                Ok(Signed { time: Some(time) })
            }
            Material::MlDsa44(_) => Err(BadSignature),
        }
    }
}

impl Material {
    fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::CosignatureV1(_) => Algorithm::CosignatureV1,
            Self::MlDsa44(_) => Algorithm::MlDsa44,
        }
    }

    /// type ‖ public key
    fn tagged(&self) -> Vec<u8> {
        let mut bytes = vec![self.algorithm().type_byte()];
        match self {
            Self::Ed25519(key) | Self::CosignatureV1(key) => {
                bytes.extend_from_slice(key.as_bytes());
            }
            Self::MlDsa44(key) => bytes.extend_from_slice(key),
        }
        bytes
    }
}

/// The key of these bytes, in the one encoding that its point has (RFC 8032, section 5.1.3),
/// unless it is one of small order, for which anybody could sign.
pub(crate) fn point(public: &[u8; 32]) -> Result<VerifyingKey, KeyError> {
    match VerifyingKey::from_bytes(public) {
        Ok(key) if is_reduced(public) && !key.is_weak() => Ok(key),
        _ => Err(KeyError::NotAKey),
    }
}

/// Whether the coordinate in these bytes is below p = 2^255 − 19. Without this two encodings would
/// be one key, and programs differ in whether they read the second.
fn is_reduced(public: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = public;
    *lowest < 0xed || highest & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff)
}

fn check(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
    let signature = Signature::from_slice(signature).map_err(|_| BadSignature)?;
    key.verify_strict(message, &signature)
        .map_err(|_| BadSignature)
}

/// Writes the vkey: `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}+{}+{}",
            self.name,
            HEXLOWER.encode(&self.id),
            BASE64.encode(&self.material.tagged())
        )
    }
}

/// Reads a vkey in the one spelling that `Display` gives. The base64 part may hold `+` itself.
///
/// # Errors
/// [`KeyError`], one for each part that can be wrong.
impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(vkey: &str) -> Result<Self, KeyError> {
        let (name, rest) = vkey.split_once('+').ok_or(KeyError::Parts)?;
        let (id, key) = rest.split_once('+').ok_or(KeyError::Parts)?;
        let name = KeyName::parse(name)?;
        let id: KeyId = HEXLOWER
            .decode(id.as_bytes())
            .ok()
            .and_then(|id| id.try_into().ok())
            .ok_or(KeyError::Id)?;
        let tagged = parse_base64(key).ok_or(KeyError::Base64)?;
        let (kind, public) = tagged.split_first().ok_or(KeyError::Length)?;
        let ed25519 = || point(public.try_into().map_err(|_| KeyError::Length)?);
        let material = match *kind {
            0x01 => Material::Ed25519(ed25519()?),
            0x04 => Material::CosignatureV1(ed25519()?),
            0x06 if public.len() == Self::ML_DSA_44_BYTES => Material::MlDsa44(public.to_vec()),
            0x06 => return Err(KeyError::Length),
            other => return Err(KeyError::UnknownType(other)),
        };
        let key = Self::new(name, material);
        if key.id == id {
            Ok(key)
        } else {
            Err(KeyError::IdDiffers)
        }
    }
}

impl Signer {
    /// A log's key from its RFC 8032 seed.
    pub fn ed25519(name: KeyName, seed: &[u8; 32]) -> Self {
        let secret = Box::new(SigningKey::from_bytes(seed));
        let key = VerifierKey::new(name, Material::Ed25519(secret.verifying_key()));
        Self { key, secret }
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.key
    }

    /// Signs a note's text, which ends with a newline.
    pub fn sign(&self, text: &str) -> SignatureLine {
        let signature = self.secret.sign(text.as_bytes()).to_bytes().to_vec();
        SignatureLine::new(self.key.name.clone(), self.key.id, signature)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.key)
    }
}
