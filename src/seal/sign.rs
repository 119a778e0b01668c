//! Ed25519 (RFC 8032) over tagged bytes: the signed message is
//! `lp("commonhold/" ‖ name ‖ "/v1") ‖ lp(body)`.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::hash::{PublicKey, Signature, lp};
use crate::tlog::key::point;

/// The secret half of an Ed25519 key; wiped when dropped, and not shown by `Debug`. Boxed, so that
/// moving it leaves no copy behind.
#[derive(Clone)]
pub struct Signer(Box<SigningKey>);

/// The sentence for a signature that this key did not make over these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit the key and the text")]
pub struct BadSignature;

impl Signer {
    /// Draws a fresh key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill_bytes(secret.as_mut());
        Self::from_bytes(&secret)
    }

    /// The key of this RFC 8032 seed.
    pub fn from_bytes(seed: &[u8; 32]) -> Self {
        Self(Box::new(SigningKey::from_bytes(seed)))
    }

    /// The seed, for storing under a passphrase.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.0.verifying_key().to_bytes())
    }

    /// Signs `body` for the purpose `name`.
    pub fn sign(&self, name: &str, body: &[u8]) -> Signature {
        Signature::from_bytes(self.0.sign(&message(name, body)).to_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.public())
    }
}

/// Checks a signature over `body` for the purpose `name`. Keys of small order, which would
/// accept a signature made by nobody, are refused, and so are those in a second encoding.
///
/// # Errors
/// [`BadSignature`] whatever the reason.
pub fn verify(
    name: &str,
    body: &[u8],
    key: &PublicKey,
    signature: &Signature,
) -> Result<(), BadSignature> {
    let key = point(key.as_bytes()).map_err(|_| BadSignature)?;
    let signature = ed25519_dalek::Signature::from_bytes(signature.as_bytes());
    key.verify_strict(&message(name, body), &signature)
        .map_err(|_| BadSignature)
}

fn message(name: &str, body: &[u8]) -> Vec<u8> {
    let mut message = Vec::new();
    lp(&mut message, format!("commonhold/{name}/v1").as_bytes());
    lp(&mut message, body);
    message
}
