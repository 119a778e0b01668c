//! An act on its way to an officer's machine and back: what is to be signed, and one signature.
//!
//! ```text
//! act-N.json      {"kind":"act","statement":S,"v":1}, for poll.opened also "manifest":{…}
//! S               the entry of the log without `sigs`
//! act-N.json.sig  {"act":SHA-256 of S,"by":name,"kind":"signature","sig":hex64,"v":1}
//! ```
//!
//! Canonical, no LF.

use super::leaf::Leaf;
use crate::seal::canonical::Value;
use crate::seal::fields::{Fields, Refusal};
use crate::seal::hash::{Digest, Signature, sha256};
use crate::seal::manifest::Manifest;

const WHAT: &str = "the act";

/// What officers are asked to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    leaf: Leaf,
    manifest: Option<Manifest>,
}

impl Act {
    /// An act of a kind that bears signatures, with the manifest it opens a poll under.
    ///
    /// # Errors
    /// When the kind bears none, or the manifest is not the one that is named.
    pub fn new(leaf: Leaf, manifest: Option<Manifest>) -> Result<Self, Refusal> {
        let refuse = |why: &str| Err(Refusal::new(WHAT, why));
        if leaf.signatures().is_none() {
            return refuse("an entry of this kind bears no officers' signatures");
        }
        match (&leaf, &manifest) {
            (Leaf::PollOpened(opened), Some(manifest)) => {
                let terms = manifest.terms();
                let named = opened.manifest == sha256(manifest.bytes())
                    && opened.eid == manifest.eid()
                    && opened.roll_root == terms.roll_root
                    && (opened.opens, opened.closes) == (terms.opens, terms.closes);
                if !named {
                    return refuse("the manifest is not the one that is signed");
                }
            }
            (Leaf::PollOpened(_), None) => return refuse("the manifest is missing"),
            (_, Some(_)) => return refuse("only the opening of a poll has a manifest"),
            (_, None) => {}
        }
        Ok(Self { leaf, manifest })
    }

    /// The same act as of another second.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn made_at(&self, at: u64) -> Result<Self, Refusal> {
        Self::new(self.leaf.made_at(at)?, self.manifest.clone())
    }

    /// The entry that is signed.
    pub fn leaf(&self) -> &Leaf {
        &self.leaf
    }

    /// The manifest, when a poll is opened.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// The bytes of `act-N.json`.
    ///
    /// # Errors
    /// When the statement nests too deep to stand in a file, which no kind does.
    pub fn encode(&self) -> Result<Vec<u8>, Refusal> {
        let value = |bytes: &[u8]| Value::parse(bytes).map_err(|e| Refusal::malformed(WHAT, e));
        let mut file = vec![
            ("kind", "act".into()),
            ("statement", value(&self.leaf.signed_bytes())?),
            ("v", 1.into()),
        ];
        if let Some(manifest) = &self.manifest {
            file.push(("manifest", value(manifest.bytes())?));
        }
        let file = file.into_iter().map(|(key, value)| (key.to_owned(), value));
        Ok(Value::Object(file.collect()).encode().into_bytes())
    }

    /// Reads `act-N.json`.
    ///
    /// # Errors
    /// When it is not canonical, holds no act, or an opening with another manifest.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse(WHAT, bytes)?;
        fields.version_1()?;
        fields.literal("kind", "act")?;
        let leaf = Leaf::parse_act(fields.value("statement")?.encode().as_bytes())?;
        let manifest = match fields.has("manifest") {
            true => Some(Manifest::parse(
                fields.value("manifest")?.encode().as_bytes(),
            )?),
            false => None,
        };
        fields.end()?;
        Self::new(leaf, manifest)
    }
}

/// One officer's signature of an act, which is yet to be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActSignature {
    /// SHA-256 of the statement.
    pub act: Digest,
    /// The officer's name.
    pub by: String,
    /// The signature.
    pub signature: Signature,
}

impl ActSignature {
    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        Value::object([
            ("act", Value::text(&self.act)),
            ("by", self.by.as_str().into()),
            ("kind", "signature".into()),
            ("sig", Value::text(&self.signature)),
            ("v", 1.into()),
        ])
        .encode()
        .into_bytes()
    }

    /// Reads the file. A single line feed at its end is forgiven, since people copy it by hand.
    ///
    /// # Errors
    /// When it is not canonical, or a key is missing or unknown.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let mut fields = Fields::parse("the signature", bytes)?;
        fields.version_1()?;
        fields.literal("kind", "signature")?;
        let read = Self {
            act: fields.parsed("act")?,
            by: fields.text("by")?,
            signature: fields.parsed("sig")?,
        };
        fields.end()?;
        Ok(read)
    }
}
