//! What a log and a witness say to each other (c2sp.org/tlog-witness).
//!
//! `POST <prefix>/add-checkpoint` has the body
//!
//! ```text
//! old <decimal>\n         the size of the last tree this witness has signed, 0 if none
//! <base64 hash>\n*        the consistency proof from there, at most 63 hashes
//! \n
//! <the signed checkpoint>
//! ```
//!
//! and is answered by 200 with signature lines ([`SignatureLine::parse_lines`]), or by 409 with
//! the size that the witness has signed, as `<decimal>\n` of the type `text/x.tlog.size`.
//!
//! Worked example, the first checkpoint that a witness sees:
//!
//! ```text
//! old 0
//!
//! gov.example.org/log/2027
//! 1
//! F3X9w1lCFJ3B8/MI5ljw4Ody4i3C2RVXubjVu29XFfI=
//!
//! — gov.example.org/log/2027 K1KUG+ybZyVrXl+7IF6JHLfCxRAIqAbSpoOfPHXWE+Yq9GwQ2qvU48vKwjyk4P2N9JnWhoH7oce6pLaNyeAg4rvA7g4=
//! ```
//!
//! [`SignatureLine::parse_lines`]: super::note::SignatureLine::parse_lines

use std::{fmt, str::FromStr};

use super::{
    checkpoint::{CheckpointError, SignedCheckpoint},
    proof::{ProofError, verify_consistency},
    text::{hash_text, parse_decimal, parse_hashes},
    tree::Hash,
};

/// The request to sign a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    old: u64,
    proof: Vec<Hash>,
    checkpoint: SignedCheckpoint,
}

/// What is wrong with the form of a request, or of the answer that a witness is elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    #[error("a request is valid UTF-8")]
    NotUtf8,
    #[error("a request begins with old, a space, and a number of 64 bits without leading zeros")]
    Old,
    #[error("a hash of the consistency proof is 32 bytes in standard base64 with padding")]
    Hash,
    #[error("a consistency proof has at most {} hashes", AddCheckpoint::MAX_HASHES)]
    TooManyHashes,
    #[error("an empty line separates the consistency proof from the checkpoint")]
    NoSeparator,
    #[error("the old size is larger than the checkpoint's")]
    Shrunk,
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error("the witness's size is a number without leading zeros and a newline")]
    Size,
}

impl AddCheckpoint {
    /// The most hashes that may be sent.
    pub const MAX_HASHES: usize = 63;

    /// Puts a request together. The proof is not verified here.
    ///
    /// # Errors
    /// [`WitnessError::Shrunk`], [`WitnessError::TooManyHashes`].
    pub fn new(
        old: u64,
        proof: Vec<Hash>,
        checkpoint: SignedCheckpoint,
    ) -> Result<Self, WitnessError> {
        if old > checkpoint.checkpoint().size() {
            return Err(WitnessError::Shrunk);
        }
        if proof.len() > Self::MAX_HASHES {
            return Err(WitnessError::TooManyHashes);
        }
        Ok(Self {
            old,
            proof,
            checkpoint,
        })
    }

    /// Reads the body of a request.
    ///
    /// # Errors
    /// [`WitnessError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WitnessError> {
        str::from_utf8(bytes)
            .map_err(|_| WitnessError::NotUtf8)?
            .parse()
    }

    /// The size of the last tree that the witness has signed, as the log believes.
    pub fn old(&self) -> u64 {
        self.old
    }

    /// The consistency proof from that tree to the checkpoint's.
    pub fn proof(&self) -> &[Hash] {
        &self.proof
    }

    /// The checkpoint to be signed.
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// Checks the proof against the root that the witness signed at the old size.
    ///
    /// # Errors
    /// [`ProofError`].
    pub fn verify(&self, old_root: &Hash) -> Result<(), ProofError> {
        let checkpoint = self.checkpoint.checkpoint();
        verify_consistency(
            &self.proof,
            self.old,
            old_root,
            checkpoint.size(),
            &checkpoint.root(),
        )
    }
}

/// Reads the body of a 409: the size that the witness has signed.
///
/// # Errors
/// [`WitnessError::Size`].
pub fn parse_size(body: &str) -> Result<u64, WitnessError> {
    body.strip_suffix('\n')
        .and_then(parse_decimal)
        .ok_or(WitnessError::Size)
}

/// Writes the body.
impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.proof {
            writeln!(f, "{}", hash_text(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Reads the body in the one spelling that `Display` gives.
///
/// # Errors
/// [`WitnessError`], one for each part that can be wrong.
impl FromStr for AddCheckpoint {
    type Err = WitnessError;

    fn from_str(body: &str) -> Result<Self, WitnessError> {
        let (head, checkpoint) = body.split_once("\n\n").ok_or(WitnessError::NoSeparator)?;
        let mut lines = head.split('\n');
        let old = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .and_then(parse_decimal)
            .ok_or(WitnessError::Old)?;
        let proof = parse_hashes(
            lines,
            Self::MAX_HASHES,
            WitnessError::Hash,
            WitnessError::TooManyHashes,
        )?;
        Self::new(old, proof, checkpoint.parse()?)
    }
}
