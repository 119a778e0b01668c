//! Checkpoints (c2sp.org/tlog-checkpoint): what a log says of its tree at one size.
//!
//! ```text
//! <origin>\n
//! <size, decimal>\n
//! <root hash, base64>\n
//! <extension line>\n*        allowed in what is read, never written
//! ```
//!
//! Worked example, the text of an empty log:
//!
//! ```text
//! gov.example.org/log/2027
//! 0
//! 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
//! ```

use std::{fmt, str::FromStr};

use super::{
    key::{Signer, VerifierKey},
    note::{Note, NoteError, SignatureLine, VerifyError},
    text::{hash_text, parse_decimal, parse_hash},
    tree::Hash,
};

/// The size and root of a log's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

/// A checkpoint and the signatures under it, of which none has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

/// What is wrong with the form of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("the signed note of the checkpoint is malformed: {0}")]
    Note(#[from] NoteError),
    #[error("a checkpoint ends with a newline")]
    CutOff,
    #[error("a checkpoint has at least three lines: origin, size, root")]
    TooFewLines,
    #[error("the origin of a checkpoint is not empty and has no control characters")]
    Origin,
    #[error("the size in a checkpoint is a number of 64 bits without leading zeros")]
    Size,
    #[error("the root in a checkpoint is 32 bytes in standard base64 with padding")]
    Root,
    #[error("an extension line of a checkpoint is not empty and has no control characters")]
    Extension,
}

/// Why a checkpoint is not the log's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointVerifyError {
    #[error("the checkpoint is of {found}, not of {expected}")]
    OtherOrigin { expected: String, found: String },
    #[error(transparent)]
    Signature(#[from] VerifyError),
}

impl Checkpoint {
    /// The checkpoint of a tree, without extension lines.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`].
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        if !is_line(origin) {
            return Err(CheckpointError::Origin);
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions: Vec::new(),
        })
    }

    /// Which log this is about.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree of that many leaves.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// The lines after the third, as they were read. No verifier can make sense of them.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

/// Whether the text can stand as a line that is not empty.
fn is_line(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c >= ' ')
}

/// Writes the text that is signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.origin)?;
        writeln!(f, "{}", self.size)?;
        writeln!(f, "{}", hash_text(&self.root))?;
        for line in &self.extensions {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

/// Reads the text that is signed, in the one spelling that `Display` gives.
///
/// # Errors
/// [`CheckpointError`], one for each part that can be wrong.
impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let text = text.strip_suffix('\n').ok_or(CheckpointError::CutOff)?;
        let mut lines = text.split('\n');
        let mut next = || lines.next().ok_or(CheckpointError::TooFewLines);
        let (origin, size, root) = (next()?, next()?, next()?);
        if !is_line(origin) {
            return Err(CheckpointError::Origin);
        }
        let size = parse_decimal(size).ok_or(CheckpointError::Size)?;
        let root = parse_hash(root).ok_or(CheckpointError::Root)?;
        let mut checkpoint = Self::new(origin, size, root)?;
        for line in lines {
            if !is_line(line) {
                return Err(CheckpointError::Extension);
            }
            checkpoint.extensions.push(line.to_owned());
        }
        Ok(checkpoint)
    }
}

impl SignedCheckpoint {
    /// Signs a checkpoint with the log's key.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] for a text too long for a note.
    pub fn sign(checkpoint: Checkpoint, log: &Signer) -> Result<Self, CheckpointError> {
        let note = Note::sign(&checkpoint.to_string(), log)?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a signed checkpoint from the bytes of a file.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        Self::from_note(Note::from_bytes(bytes)?)
    }

    fn from_note(note: Note) -> Result<Self, CheckpointError> {
        Ok(Self {
            checkpoint: note.text().parse()?,
            note,
        })
    }

    /// What is signed. To be believed only after [`Self::verify`], or a policy's check.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note with its signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Adds a signature: a witness's, or that of the log's next key.
    ///
    /// # Errors
    /// [`NoteError::TooManySignatures`].
    pub fn add(&mut self, signature: SignatureLine) -> Result<(), NoteError> {
        self.note.add(signature)
    }

    /// Checks that the origin is the name of this key and that the key has signed.
    ///
    /// # Errors
    /// [`CheckpointVerifyError`].
    pub fn verify(&self, log: &VerifierKey) -> Result<&Checkpoint, CheckpointVerifyError> {
        if self.checkpoint.origin != log.name().as_str() {
            return Err(CheckpointVerifyError::OtherOrigin {
                expected: log.name().to_string(),
                found: self.checkpoint.origin.clone(),
            });
        }
        self.note.verify([log])?;
        Ok(&self.checkpoint)
    }
}

/// Writes the file `checkpoint` as it is served.
impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// Reads the file `checkpoint`: the text, an empty line, the signatures. See [`super::note`].
///
/// # Errors
/// [`CheckpointError`].
impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(note: &str) -> Result<Self, CheckpointError> {
        Self::from_note(note.parse()?)
    }
}
