//! A witness of checkpoints, as tests need one: the program checks cosignatures and makes none.

use commonhold::tlog::key::{KeyName, Signer, VerifierKey};
use commonhold::tlog::note::SignatureLine;
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

/// A witness's secret key.
#[derive(Debug, Clone)]
pub struct Cosigner {
    secret: Signer,
    key: VerifierKey,
}

impl Cosigner {
    /// The key of this RFC 8032 seed under this name.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        let secret = Signer::ed25519(name.clone(), seed);
        let public = secret.verifier().public_bytes();
        let key = vkey(name.as_str(), 4, public).parse().unwrap();
        Self { secret, key }
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.key
    }

    /// Signs a note's text as seen at `time`, in seconds since 1970.
    pub fn sign(&self, text: &str, time: u64) -> SignatureLine {
        let message = format!("cosignature/v1\ntime {time}\n{text}");
        let signed = self.secret.sign(&message);
        let time = time.to_be_bytes();
        let bytes = [&self.key.id()[..], &time[..], signed.signature()].concat();
        let line = format!("— {} {}", self.key.name(), BASE64.encode(&bytes));
        line.parse().unwrap()
    }
}

/// A well-formed vkey of this type around these bytes.
pub fn vkey(name: &str, kind: u8, public: &[u8]) -> String {
    let tagged = [&[kind], public].concat();
    let id = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n'])
        .chain_update(&tagged)
        .finalize();
    let id: String = id[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{name}+{id}+{}", BASE64.encode(&tagged))
}
