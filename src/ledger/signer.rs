//! Signs what the log has become, and never anything smaller or other than what
//! was signed before.
//!
//! ```text
//! DATA/ledger/log.key      32 bytes: the log's Ed25519 key, made when the log begins
//! DATA/ledger/signer.json  {"note":text,"root":hex32,"size":n}: what was signed last
//! ```
//!
//! The file is written before anybody sees a signature. A signer whose file is
//! lost, or older than the largest checkpoint in the database, takes that one.
//! Either way the tree is computed anew from the leaves, and must pass through
//! what was signed.

use std::io;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use diesel::result::Error as DatabaseError;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::store;
use crate::db::Connection;
use crate::db::folder::{DataFolder, FolderError};
use crate::db::seed;
use crate::evidence::leaf::Leaf;
use crate::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::tlog::key::{KeyName, Signer as LogKey, VerifierKey};
use crate::tlog::tree::{Hash, RightEdge, leaf_hash};

const KEY_FILE: &str = "ledger/log.key";
const SIGNED_FILE: &str = "ledger/signer.json";
/// How many leaves are read at once; the longest have 64 KiB.
const PAGE: u64 = 256;

/// Why nothing is signed.
#[derive(Debug, Error)]
pub enum SignerError {
    #[error(
        "{size} entries of the log were signed, and the database holds {found}: it was restored from an older backup. Nothing is signed until the missing entries are back"
    )]
    Shrunk { size: u64, found: u64 },
    #[error(
        "the first {size} entries in the database are not those that were signed. Nothing is signed until they are"
    )]
    Forked { size: u64 },
    #[error(
        "the log has begun and {0} is missing. Copy the log's key there from a backup, or from the node that made it"
    )]
    KeyMissing(PathBuf),
    #[error(
        "the log is signed with the key {expected}, and {file} holds another ({found}). Put the log's key there"
    )]
    OtherKey {
        expected: String,
        found: String,
        file: PathBuf,
    },
    #[error("{0} is not readable as what was signed last. Remove it to go on from the database")]
    File(PathBuf),
    #[error(
        "{0} was written by another program since this one read it. One ledger uses a data folder"
    )]
    Raced(PathBuf),
    #[error("the checkpoint of {size} entries in the database is not signed by the log's key")]
    Checkpoint { size: u64 },
    #[error("the entry with which the log begins cannot be read: {0}")]
    Start(String),
    #[error("the origin {0} cannot be the name of a key")]
    Origin(String),
    #[error("the log's key cannot be read or made: {0}")]
    Key(#[from] io::Error),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl SignerError {
    /// Whether the database failed to answer: nothing is wrong with the log,
    /// and one tries again.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Database(_))
    }
}

/// What was signed last, as the file keeps it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
struct Signed {
    note: String,
    root: String,
    size: u64,
}

/// The leader's signer.
pub struct Signer {
    key: LogKey,
    folder: DataFolder,
    /// The file's text as this signer knows it; none where there is no file.
    file: Option<String>,
    signed: u64,
    /// The tree over the leaves read so far.
    edge: RightEdge,
}

/// The log's key for this origin: read, and made when the log has not begun.
///
/// # Errors
/// [`SignerError::KeyMissing`] when the log has begun and the key is not here.
pub fn log_key(data: &Path, origin: &str, start: Option<&[u8]>) -> Result<LogKey, SignerError> {
    let name = KeyName::parse(origin).map_err(|_| SignerError::Origin(origin.to_owned()))?;
    let file = data.join(KEY_FILE);
    let Some(start) = start else {
        return Ok(LogKey::ed25519(name, &*seed::read_or_draw(&file)?));
    };
    let Some(seed) = seed::read(&file)? else {
        return Err(SignerError::KeyMissing(file));
    };
    let key = LogKey::ed25519(name, &seed);
    let expected = key_of_start(start)?;
    let found = key.verifier().to_string();
    if found == expected {
        Ok(key)
    } else {
        Err(SignerError::OtherKey {
            expected,
            found,
            file,
        })
    }
}

/// The vkey that the first entry of the log names.
pub(super) fn key_of_start(leaf: &[u8]) -> Result<String, SignerError> {
    match Leaf::parse(leaf) {
        Ok(Leaf::LogStart(start)) => Ok(start.key),
        Ok(other) => Err(SignerError::Start(format!("it is a {}", other.kind()))),
        Err(refusal) => Err(SignerError::Start(refusal.to_string())),
    }
}

impl Signer {
    /// Takes up what was signed last, in the file or in the database, and
    /// checks that the database's leaves pass through it.
    ///
    /// # Errors
    /// [`SignerError`], in a sentence for the operator.
    pub async fn open(
        conn: &mut Connection,
        data: &Path,
        key: LogKey,
    ) -> Result<Self, SignerError> {
        let folder = DataFolder::open(data)?;
        folder.make_private("ledger")?;
        let file = folder.read(SIGNED_FILE)?;
        let own = file
            .as_deref()
            .map(|text| parse(text, key.verifier(), &data.join(SIGNED_FILE)))
            .transpose()?;
        let kept = match store::newest_checkpoint(conn).await? {
            Some(kept) => Some(checked(&kept, key.verifier())?),
            None => None,
        };
        let mut signer = Self {
            key,
            folder,
            file,
            signed: 0,
            edge: RightEdge::default(),
        };
        // Both are history: the tree passes through the smaller on its way to the larger.
        let mut milestones: Vec<&Checkpoint> = own
            .iter()
            .map(|own| own.checkpoint())
            .chain(&kept)
            .collect();
        milestones.sort_by_key(|checkpoint| checkpoint.size());
        for milestone in milestones {
            signer.pass_through(conn, milestone).await?;
        }
        // A signer that died between its file and the database kept the note.
        if let Some(own) = own
            && own.checkpoint().size() == signer.signed
            && kept.is_none_or(|kept| kept.size() < signer.signed)
        {
            let root = own.checkpoint().root();
            store::keep_checkpoint(conn, signer.signed, &root, &own.to_string()).await?;
        }
        Ok(signer)
    }

    /// Reads leaves up to a checkpoint, whose root must come out.
    async fn pass_through(
        &mut self,
        conn: &mut Connection,
        milestone: &Checkpoint,
    ) -> Result<(), SignerError> {
        let size = milestone.size();
        let found = store::state(conn).await?.size;
        if found < size {
            return Err(SignerError::Shrunk { size, found });
        }
        self.read_up_to(conn, size).await?;
        if self.edge.root() != milestone.root() {
            return Err(SignerError::Forked { size });
        }
        self.signed = size;
        Ok(())
    }

    async fn read_up_to(&mut self, conn: &mut Connection, size: u64) -> Result<(), SignerError> {
        while self.edge.size() < size {
            let from = self.edge.size();
            let to = size.min(from + PAGE);
            for leaf in store::leaves(conn, from, to).await? {
                self.edge.push(leaf_hash(&leaf));
            }
        }
        Ok(())
    }

    /// Signs the log as it stands, if it has grown; returns the size signed.
    ///
    /// # Errors
    /// [`SignerError`], in a sentence for the operator.
    pub async fn sign(&mut self, conn: &mut Connection) -> Result<Option<u64>, SignerError> {
        let found = store::state(conn).await?.size;
        if found < self.signed {
            let size = self.signed;
            return Err(SignerError::Shrunk { size, found });
        }
        if found == self.signed {
            return Ok(None);
        }
        self.read_up_to(conn, found).await?;
        let root = self.edge.root();
        let origin = self.key.verifier().name().as_str();
        let signed = Checkpoint::new(origin, found, root)
            .and_then(|checkpoint| SignedCheckpoint::sign(checkpoint, &self.key))
            .map_err(|_| SignerError::Origin(origin.to_owned()))?;
        let note = signed.to_string();
        self.swap(found, &root, &note)?;
        self.signed = found;
        store::keep_checkpoint(conn, found, &root, &note).await?;
        Ok(Some(found))
    }

    /// Replaces the file, if it is still the one this signer knows.
    fn swap(&mut self, size: u64, root: &Hash, note: &str) -> Result<(), SignerError> {
        if self.folder.read(SIGNED_FILE)? != self.file {
            return Err(SignerError::Raced(self.folder.path().join(SIGNED_FILE)));
        }
        let signed = Signed {
            note: note.to_owned(),
            root: HEXLOWER.encode(root),
            size,
        };
        let text = serde_json::to_string(&signed).map_err(io::Error::from)?;
        self.folder.write(SIGNED_FILE, &text, 0o600)?;
        self.file = Some(text);
        Ok(())
    }
}

/// Reads the file, whose note the log's key must have signed.
fn parse(text: &str, key: &VerifierKey, file: &Path) -> Result<SignedCheckpoint, SignerError> {
    let unreadable = || SignerError::File(file.to_owned());
    let signed: Signed = serde_json::from_str(text).map_err(|_| unreadable())?;
    let note: SignedCheckpoint = signed.note.parse().map_err(|_| unreadable())?;
    let checkpoint = note.verify(key).map_err(|_| unreadable())?;
    let root = HEXLOWER.encode(&checkpoint.root());
    if (checkpoint.size(), root) == (signed.size, signed.root) {
        Ok(note)
    } else {
        Err(unreadable())
    }
}

/// A checkpoint of the database, which the log's key must have signed.
pub(super) fn checked(
    kept: &store::Checkpoint,
    key: &VerifierKey,
) -> Result<Checkpoint, SignerError> {
    let refused = SignerError::Checkpoint { size: kept.size };
    let Ok(note) = kept.note.parse::<SignedCheckpoint>() else {
        return Err(refused);
    };
    match note.verify(key) {
        Ok(said) if (said.size(), said.root()) == (kept.size, kept.root) => Ok(said.clone()),
        _ => Err(refused),
    }
}
