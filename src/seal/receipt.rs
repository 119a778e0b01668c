//! Receipts: the server's signed promise that an envelope will be in the log before the close.
//!
//! ```text
//! body       {"d":hex32,"eid":hex32,"v":1,"w":N}        no time, no sequence
//! signature  Ed25519 by the manifest's receipt_key over
//!            lp("commonhold/receipt/v1") ‖ lp(body)
//! file       {"d":hex32,"eid":hex32,"sig":hex64,"v":1,"w":N}, no LF
//! ```

use super::canonical::Value;
use super::fields::{Fields, Refusal};
use super::hash::{Digest, Eid, PublicKey, Signature, Weight};
use super::roll::votes;
use super::sign::{BadSignature, Signer, verify};

/// The name under which receipts are signed.
const NAME: &str = "receipt";

/// What a receipt promises to log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The envelope's digest.
    pub digest: Digest,
    /// The poll.
    pub eid: Eid,
    /// The votes.
    pub weight: Weight,
}

impl Receipt {
    /// The body: the bytes that are signed, before their tag.
    pub fn body(&self) -> Vec<u8> {
        self.to_value(None).encode().into_bytes()
    }

    /// Signs the promise.
    pub fn sign(&self, key: &Signer) -> Signature {
        key.sign(NAME, &self.body())
    }

    /// Whether `signature` is `key`'s over this promise.
    ///
    /// # Errors
    /// [`BadSignature`] when it is not.
    pub fn verify(&self, key: &PublicKey, signature: &Signature) -> Result<(), BadSignature> {
        verify(NAME, &self.body(), key, signature)
    }

    /// The bytes of the file that a voter keeps.
    pub fn to_file(&self, signature: &Signature) -> Vec<u8> {
        self.to_value(Some(signature)).encode().into_bytes()
    }

    /// Reads a receipt file. Its signature is yet to be verified.
    ///
    /// # Errors
    /// When it is not canonical, or a key is missing or unknown.
    pub fn parse_file(bytes: &[u8]) -> Result<(Self, Signature), Refusal> {
        let mut fields = Fields::parse("the receipt", bytes)?;
        fields.version_1()?;
        let receipt = Self {
            digest: fields.parsed("d")?,
            eid: fields.parsed("eid")?,
            weight: votes(&mut fields, "w")?,
        };
        let signature = fields.parsed("sig")?;
        fields.end()?;
        Ok((receipt, signature))
    }

    fn to_value(self, signature: Option<&Signature>) -> Value {
        let fields = [
            ("d", Value::text(&self.digest)),
            ("eid", Value::text(&self.eid)),
            ("v", 1.into()),
            ("w", self.weight.votes().into()),
        ];
        let signature = signature.map(|signature| ("sig", Value::text(signature)));
        Value::Object(
            fields
                .into_iter()
                .chain(signature)
                .map(|(k, v)| (k.to_owned(), v))
                .collect(),
        )
    }
}
