//! The Ed25519 cosignature of c2sp.org/tlog-cosignature: what a witness signs.
//!
//! ```text
//! signed    cosignature/v1\n
//!           time <seconds since 1970>\n
//!           <the whole text of the note>
//! payload   u64 big-endian seconds ‖ signature (64 bytes), after the key id
//! ```
//!
//! Worked example: at 1679315147 over the checkpoint `example.com/behind-the-sofa`, 20852163, the
//! signed bytes are
//!
//! ```text
//! cosignature/v1
//! time 1679315147
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```
//!
//! and the payload starts `00 00 00 00 64 18 50 cb`. The statement: at that time this was the
//! largest consistent tree the witness had seen for this origin.

use super::{
    key::{KeyName, Signer, VerifierKey},
    note::SignatureLine,
};

/// The last time a cosignature may bear: 2^63 − 1 seconds.
pub const MAX_TIME: u64 = u64::MAX >> 1;

/// A witness's secret key.
#[derive(Debug, Clone)]
pub struct Cosigner(Signer);

impl Cosigner {
    /// The key of this RFC 8032 seed under this name. One key must never serve two names: the
    /// signed bytes do not tell them apart.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        Self(Signer::cosignature_v1(name, seed))
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        self.0.verifier()
    }

    /// Signs a note's text as seen at `time`, in seconds since 1970. `None` beyond [`MAX_TIME`].
    pub fn sign(&self, text: &str, time: u64) -> Option<SignatureLine> {
        if time > MAX_TIME {
            return None;
        }
        let mut payload = time.to_be_bytes().to_vec();
        payload.extend_from_slice(&self.0.sign_bytes(&message(time, text)));
        Some(self.0.line(payload))
    }
}

/// The bytes that are signed.
pub(super) fn message(time: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

/// Splits a payload into its time and its signature.
pub(super) fn split(payload: &[u8]) -> Option<(u64, &[u8])> {
    let (time, signature) = payload.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    (time <= MAX_TIME).then_some((time, signature))
}
