//! The files of the log as they are served: whole or not at all, and surviving
//! a loss of power.
//!
//! ```text
//! DATA/log/checkpoint                       the newest signed checkpoint
//! DATA/log/tile/<L>/<N>[.p/<W>]             hashes
//! DATA/log/tile/entries/<N>[.p/<W>]         entries
//! DATA/log.new/                             files that are being written
//! DATA/log.lock                             held by the one process that writes just now
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::tlog::bundle;
use crate::tlog::checkpoint::SignedCheckpoint;
use crate::tlog::growth::TileReadError;
use crate::tlog::proof::{ProveError, Tiles, prove_inclusion};
use crate::tlog::proof_file::ProofFile;
use crate::tlog::tile::{Content, FULL_WIDTH, TilePath};
use crate::tlog::tree::Hash;

const CHECKPOINT: &str = "checkpoint";

/// The files of the log of one node.
#[derive(Clone, Debug)]
pub struct LogFolder {
    served: PathBuf,
    fresh: PathBuf,
    lock: PathBuf,
}

/// The right to write; ends when dropped.
pub struct Writing<'a> {
    folder: &'a LogFolder,
    _lock: File,
}

/// A file that was to be written is there with other content.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{0} holds something else than the database says")]
    Differs(PathBuf),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

impl LogFolder {
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self {
            served: data.join("log"),
            fresh: data.join("log.new"),
            lock: data.join("log.lock"),
        }
    }

    /// The newest checkpoint that is served; none before the first.
    ///
    /// # Errors
    /// When the file cannot be read, or is no checkpoint.
    pub fn checkpoint(&self) -> io::Result<Option<SignedCheckpoint>> {
        self.read_file(CHECKPOINT)?
            .map(|bytes| {
                SignedCheckpoint::from_bytes(&bytes)
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
            })
            .transpose()
    }

    /// The bytes of the file `checkpoint`; none before the first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn checkpoint_bytes(&self) -> io::Result<Option<Vec<u8>>> {
        self.read_file(CHECKPOINT)
    }

    /// Whether a tile or entry bundle is there.
    pub fn has(&self, path: &TilePath) -> bool {
        self.served.join(path.to_string()).is_file()
    }

    /// The bytes of a tile or entry bundle; none where it does not exist.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn tile(&self, path: &TilePath) -> io::Result<Option<Vec<u8>>> {
        self.read_file(&path.to_string())
    }

    fn read_file(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.served.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The proof that the leaf at `index` is in the log as it is served, with
    /// the entry as what was added; none where the served log does not reach that far.
    ///
    /// # Errors
    /// When a file cannot be read or contradicts itself.
    pub fn proof(&self, index: u64) -> io::Result<Option<ProofFile>> {
        let Some(signed) = self.checkpoint()? else {
            return Ok(None);
        };
        let damaged = |error: String| io::Error::new(io::ErrorKind::InvalidData, error);
        let mut tiles = Tiles {
            size: signed.checkpoint().size(),
            read: |path: TilePath| self.hashes(&path),
        };
        let size = tiles.size;
        let path = match prove_inclusion(&mut tiles, index, size) {
            Ok(path) => path,
            Err(ProveError::NoSuchLeaf { .. }) => return Ok(None),
            Err(ProveError::Read(TileReadError::Read(error))) => return Err(error),
            Err(error) => return Err(damaged(error.to_string())),
        };
        let proof =
            ProofFile::new(index, path, signed).map_err(|error| damaged(error.to_string()))?;
        // The entry itself makes the file one that can be checked with nothing beside it.
        Ok(Some(proof.with_extra(self.entry(index, size)?)))
    }

    /// The entry at `index` of a log of `size` entries.
    fn entry(&self, index: u64, size: u64) -> io::Result<Vec<u8>> {
        let damaged = |error: String| io::Error::new(io::ErrorKind::InvalidData, error);
        let width = u64::from(FULL_WIDTH);
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let path = TilePath::in_tree(Content::Entries, index / width, size).ok_or_else(missing)?;
        for served in [path, path.full()] {
            if let Some(bytes) = self.tile(&served)? {
                let entries = bundle::parse(&bytes, served.width());
                let entries = entries.map_err(|error| damaged(error.to_string()))?;
                let place = usize::try_from(index % width).unwrap_or(usize::MAX);
                return entries
                    .get(place)
                    .map(|entry| entry.to_vec())
                    .ok_or_else(missing);
            }
        }
        Err(missing())
    }

    fn hashes(&self, path: &TilePath) -> io::Result<Vec<Hash>> {
        // One that has become full since is served whole.
        for served in [*path, path.full()] {
            if let Some(bytes) = self.tile(&served)? {
                let mut hashes = served
                    .parse_hashes(&bytes)
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
                hashes.truncate(usize::from(path.width()));
                return Ok(hashes);
            }
        }
        Err(io::Error::from(io::ErrorKind::NotFound))
    }

    /// Waits for the right to write.
    ///
    /// # Errors
    /// When the folders cannot be made or the lock not be taken.
    pub fn write(&self) -> io::Result<Writing<'_>> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&self.lock)?;
        lock.lock()?;
        fs::create_dir_all(&self.served)?;
        // What a writer left that died.
        match fs::remove_dir_all(&self.fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::create_dir(&self.fresh)?;
        Ok(Writing {
            folder: self,
            _lock: lock,
        })
    }
}

impl Writing<'_> {
    /// Writes a tile or entry bundle. One that is there already is left alone:
    /// its content is settled by its name.
    ///
    /// # Errors
    /// [`WriteError::Differs`] when what is there says something else.
    pub fn tile(&self, path: &TilePath, bytes: &[u8]) -> Result<(), WriteError> {
        let name = path.to_string();
        let place = self.folder.served.join(&name);
        let there = self.folder.read_file(&name).map_err(at(&place))?;
        match there {
            Some(there) if there == bytes => Ok(()),
            Some(_) => Err(WriteError::Differs(place)),
            None => self.put(&place, bytes),
        }
    }

    /// Replaces the checkpoint.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn checkpoint(&self, note: &str) -> Result<(), WriteError> {
        self.put(&self.folder.served.join(CHECKPOINT), note.as_bytes())
    }

    /// Removes the partial tiles that a full one has made needless.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn tidy(&self, full: &TilePath) -> Result<(), WriteError> {
        let partial = self.folder.served.join(format!("{full}.p"));
        match fs::remove_dir_all(&partial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&partial)(error)),
            _ => Ok(()),
        }
    }

    fn put(&self, place: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let parent = place.parent().unwrap_or(&self.folder.served);
        self.make(parent).map_err(at(parent))?;
        let fresh = self.folder.fresh.join("file");
        File::create(&fresh)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.sync_all()
            })
            .map_err(at(&fresh))?;
        fs::rename(&fresh, place)
            .and_then(|()| File::open(parent)?.sync_all())
            .map_err(at(place))
    }

    /// Makes a folder below the served one, so that it survives a loss of power.
    fn make(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder.parent() {
            if folder != self.folder.served {
                self.make(parent)?;
            }
            fs::create_dir_all(folder)?;
            File::open(parent)?.sync_all()?;
        }
        Ok(())
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError::Io { path, source }
}
