//! From a chosen ballot to what a cast puts down: sealed, digested, signed.
//!
//! The choice exists here and nowhere else: it comes from the form, goes into
//! the envelope, and is dropped.

use hmac::{Hmac, KeyInit, Mac};
use rand::CryptoRng;
use sha2::Sha256;

use crate::seal::ballot::Choice;
use crate::seal::envelope::{Envelope, SealFault, seal};
use crate::seal::hash::{Digest, Eid, EnvelopeId, FormKey, Signature, Weight, h};
use crate::seal::manifest::Manifest;
use crate::seal::receipt::Receipt;
use crate::seal::sign::Signer;
use crate::seal::tracker::{OwnPart, Tracker};

/// A ballot as it leaves the form.
#[derive(Debug)]
pub struct Filled {
    pub choice: Choice,
    pub own: OwnPart,
    pub key: FormKey,
    pub weight: Weight,
}

/// What a cast puts down.
#[derive(Debug)]
pub struct Sealed {
    pub envelope: Envelope,
    pub signature: Signature,
    /// H(cast-key, eid, form key): recognises the same form sent again.
    pub cast_key: Digest,
    /// HMAC(form key, body): recognises the same content.
    pub body_mac: [u8; 32],
}

/// Seals a ballot and signs its receipt. `body` is the posted form as it came.
///
/// # Errors
/// When the choice is not legal in this poll.
pub fn seal_ballot(
    rng: &mut impl CryptoRng,
    manifest: &Manifest,
    receipt_key: &Signer,
    filled: &Filled,
    body: &[u8],
) -> Result<Sealed, SealFault> {
    let eid = manifest.eid();
    let id = EnvelopeId::random(rng);
    let tracker = Tracker::derive(&eid, &id, &filled.key, &filled.own);
    let envelope = seal(rng, manifest, id, filled.weight, &filled.choice, &tracker)?;
    let receipt = Receipt {
        digest: envelope.digest,
        eid,
        weight: filled.weight,
    };
    Ok(Sealed {
        signature: receipt.sign(receipt_key),
        envelope,
        cast_key: cast_key(&eid, &filled.key),
        body_mac: body_mac(&filled.key, body),
    })
}

fn cast_key(eid: &Eid, key: &FormKey) -> Digest {
    h("cast-key", &[eid.as_bytes(), key.as_bytes()])
}

fn body_mac(key: &FormKey, body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(body);
    mac.finalize().into_bytes().into()
}
