//! The file that proves a leaf to be in the log without asking anybody
//! (c2sp.org/tlog-proof, `.tlog-proof`).
//!
//! ```text
//! c2sp.org/tlog-proof@v1\n
//! extra <base64>\n             only if there is something; nobody vouches for it
//! index <decimal>\n
//! <base64 hash>\n*             the inclusion proof, from the leaf's sibling up
//! \n
//! <the signed checkpoint>
//! ```
//!
//! Worked example, the second of the two leaves 0x00 and 0x01:
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! index 1
//! lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=
//!
//! example.com/log
//! 2
//! ogv5p8wtyKCPX0FacbGfasQnurVNJO7IaLXTEDRJlTo=
//!
//! — example.com/log …
//! ```

use std::{fmt, str::FromStr};

use data_encoding::BASE64;

use super::{
    checkpoint::{CheckpointError, SignedCheckpoint},
    policy::{Approval, Policy, Unapproved},
    proof::{ProofError, verify_inclusion},
    text::{hash_text, parse_base64, parse_decimal, parse_hashes},
    tree::Hash,
};

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A proof that stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// Whatever the maker added; not authenticated. Never empty.
    extra: Option<Vec<u8>>,
    index: u64,
    path: Vec<Hash>,
    checkpoint: SignedCheckpoint,
}

/// What is wrong with the form of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofFileError {
    #[error("a proof is valid UTF-8")]
    NotUtf8,
    #[error("the first line of a proof is {HEADER}")]
    Header,
    #[error("an extra line is not empty and is standard base64 with padding")]
    Extra,
    #[error("a proof says index, a space, and a number of 64 bits without leading zeros")]
    Index,
    #[error("a hash of the proof is 32 bytes in standard base64 with padding")]
    Hash,
    #[error("a proof has at most {} hashes", ProofFile::MAX_HASHES)]
    TooManyHashes,
    #[error("an empty line separates the hashes of a proof from its checkpoint")]
    NoSeparator,
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    #[error(transparent)]
    Checkpoint(#[from] Unapproved),
    #[error(transparent)]
    Inclusion(#[from] ProofError),
}

impl ProofFile {
    /// As many hashes as the deepest tree of 64-bit size can ask for.
    pub const MAX_HASHES: usize = 64;

    /// Puts a proof together. It is not verified here.
    ///
    /// # Errors
    /// [`ProofFileError::TooManyHashes`].
    pub fn new(
        index: u64,
        path: Vec<Hash>,
        checkpoint: SignedCheckpoint,
    ) -> Result<Self, ProofFileError> {
        if path.len() > Self::MAX_HASHES {
            return Err(ProofFileError::TooManyHashes);
        }
        Ok(Self {
            extra: None,
            index,
            path,
            checkpoint,
        })
    }

    /// The proof with something added, for whoever reads it; nobody vouches for it. Nothing adds
    /// nothing.
    #[must_use]
    pub fn with_extra(self, extra: Vec<u8>) -> Self {
        let extra = Some(extra).filter(|extra| !extra.is_empty());
        Self { extra, ..self }
    }

    /// Reads a proof from the bytes of a file.
    ///
    /// # Errors
    /// [`ProofFileError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofFileError> {
        str::from_utf8(bytes)
            .map_err(|_| ProofFileError::NotUtf8)?
            .parse()
    }

    /// What the maker added. Nothing vouches for it.
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }

    /// The place of the leaf in the log, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The inclusion proof.
    pub fn path(&self) -> &[Hash] {
        &self.path
    }

    /// The checkpoint in whose tree the leaf is said to be.
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// Checks that the policy approves of the checkpoint and that the leaf of this hash is in its
    /// tree.
    ///
    /// # Errors
    /// [`Unproved`].
    pub fn verify<'p>(
        &self,
        leaf_hash: &Hash,
        policy: &'p Policy,
    ) -> Result<Approval<'p>, Unproved> {
        let approval = policy.check(&self.checkpoint)?;
        let checkpoint = self.checkpoint.checkpoint();
        verify_inclusion(
            &self.path,
            leaf_hash,
            self.index,
            checkpoint.size(),
            &checkpoint.root(),
        )?;
        Ok(approval)
    }
}

/// Writes the file.
impl fmt::Display for ProofFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", BASE64.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", hash_text(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Reads the file in the one spelling that `Display` gives.
///
/// # Errors
/// [`ProofFileError`], one for each part that can be wrong.
impl FromStr for ProofFile {
    type Err = ProofFileError;

    fn from_str(file: &str) -> Result<Self, ProofFileError> {
        let (head, checkpoint) = file.split_once("\n\n").ok_or(ProofFileError::NoSeparator)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(ProofFileError::Header);
        }
        let mut line = lines.next().ok_or(ProofFileError::Index)?;
        let mut extra = None;
        if let Some(base64) = line.strip_prefix("extra ") {
            let bytes = parse_base64(base64);
            let bytes = bytes.filter(|bytes| !bytes.is_empty());
            extra = Some(bytes.ok_or(ProofFileError::Extra)?);
            line = lines.next().ok_or(ProofFileError::Index)?;
        }
        let index = line
            .strip_prefix("index ")
            .and_then(parse_decimal)
            .ok_or(ProofFileError::Index)?;
        let path = parse_hashes(
            lines,
            Self::MAX_HASHES,
            ProofFileError::Hash,
            ProofFileError::TooManyHashes,
        )?;
        Ok(Self {
            extra,
            ..Self::new(index, path, checkpoint.parse()?)?
        })
    }
}
