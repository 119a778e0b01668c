//! The data folder: everything of a node that outlives a process.
//!
//! ```text
//! DATA/commonhold-data   the marker: this folder is ours, with its layout's number
//! DATA/lock              held by the one program that runs the private cluster
//! DATA/postgres/         the private cluster's own folder
//! DATA/socket/           its unix socket, mode 0700
//! DATA/logs/             the cluster's log
//! DATA/roles/            one password a file, mode 0600
//! DATA/bounces/          letters that came back, as a mail server may put them here
//! DATA/keys/             the server's keys: of receipts, letters, second factors and unsubscribing, mode 0600
//! DATA/ledger/           the log's key and what it signed last, mode 0700
//! DATA/log/              the log as it is served; may be deleted, and is written again
//! DATA/server            the database's address without credentials
//! ```

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Where a node's data is when root starts it and names no folder.
const SYSTEM_FOLDER: &str = "/var/lib/commonhold";

const MARKER: &str = "commonhold-data";
const MARKER_TEXT: &str = "This folder belongs to Commonhold. Layout 1.\n";

/// A data folder that bears our marker.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

/// Why a data folder cannot be used.
#[derive(Debug, Error)]
pub enum FolderError {
    #[error("No data folder is known: set HOME, or name a folder with --data.")]
    Unknown,
    #[error("{0} holds files that are not Commonhold's. Choose an empty folder with --data.")]
    Foreign(PathBuf),
    #[error(
        "{0} is already in use by another Commonhold on this machine. Stop that one first, or choose another folder with --data."
    )]
    Locked(PathBuf),
    #[error("{doing} {path}: {source}")]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// The right to run the cluster of a data folder; ends when dropped, and with
/// the process however that ends.
#[derive(Debug)]
pub struct FolderLock(File);

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Closing would not do at once: a child that is just being forked holds
        // a copy of the descriptor.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the data folder stays locked until this process ends");
        }
    }
}

impl DataFolder {
    /// The folder used when none is named: `/var/lib/commonhold` for root,
    /// else `commonhold` under `$XDG_DATA_HOME` or `~/.local/share`.
    ///
    /// # Errors
    /// When neither variable says where this user keeps data.
    pub fn default_path() -> Result<PathBuf, FolderError> {
        if rustix::process::geteuid().is_root() {
            return Ok(PathBuf::from(SYSTEM_FOLDER));
        }
        let absolute = |name| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        absolute("XDG_DATA_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
            .map(|base| base.join("commonhold"))
            .ok_or(FolderError::Unknown)
    }

    /// Opens a data folder, making it when it does not exist or is empty.
    ///
    /// # Errors
    /// [`FolderError::Foreign`] when it holds anything without our marker.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(path)
            .map_err(during("Making the folder", path))?;
        let path = fs::canonicalize(path).map_err(during("Finding the folder", path))?;
        if !path.join(MARKER).exists() {
            let mut entries = fs::read_dir(&path).map_err(during("Reading the folder", &path))?;
            if entries.next().is_some() {
                return Err(FolderError::Foreign(path));
            }
            write_new(&path.join(MARKER), MARKER_TEXT.as_bytes(), 0o644)?;
        }
        let folder = Self(path);
        folder.make_private("roles")?;
        Ok(folder)
    }

    /// Takes the right to run this folder's cluster.
    ///
    /// # Errors
    /// [`FolderError::Locked`] when another process holds it.
    pub fn lock(&self) -> Result<FolderLock, FolderError> {
        let path = self.0.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(during("Opening", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock(file)),
            Err(TryLockError::WouldBlock) => Err(FolderError::Locked(self.0.clone())),
            Err(TryLockError::Error(error)) => Err(during("Locking", &path)(error)),
        }
    }

    /// Removes everything but marker and lock, so that the next start begins
    /// from nothing. The lock proves that nobody uses what is removed.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub fn empty(&self, _lock: &FolderLock) -> Result<(), FolderError> {
        let reading = during("Reading the folder", &self.0);
        for entry in fs::read_dir(&self.0).map_err(reading)? {
            let entry = entry.map_err(during("Reading the folder", &self.0))?;
            if [MARKER, "lock"]
                .iter()
                .any(|kept| entry.file_name() == *kept)
            {
                continue;
            }
            let path = entry.path();
            let kind = entry.file_type().map_err(during("Reading", &path))?;
            let removed = if kind.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            removed.map_err(during("Removing", &path))?;
        }
        self.make_private("roles")?;
        Ok(())
    }

    /// Removes the folder with all that is in it.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub fn remove(self) -> Result<(), FolderError> {
        fs::remove_dir_all(&self.0).map_err(during("Removing", &self.0))
    }

    /// The folder's own absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes a folder inside this one that only its owner enters.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make_private(&self, name: &str) -> Result<PathBuf, FolderError> {
        let path = self.0.join(name);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path)
            .map_err(during("Making the folder", &path))?;
        Ok(path)
    }

    /// Reads a small text file of this folder; `None` when it does not exist.
    ///
    /// # Errors
    /// When it exists and cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<String>, FolderError> {
        let path = self.0.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(during("Reading", &path)(error)),
        }
    }

    /// Writes a small file of this folder as a whole or not at all, and so that
    /// it survives a loss of power.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, text: &str, mode: u32) -> Result<(), FolderError> {
        let path = self.0.join(name);
        let whole = self.0.join(format!("{name}.new"));
        match fs::remove_file(&whole) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(during("Removing", &whole)(error));
            }
            _ => {}
        }
        write_new(&whole, text.as_bytes(), mode)?;
        fs::rename(&whole, &path).map_err(during("Renaming", &whole))?;
        let parent = path.parent().unwrap_or(&self.0);
        File::open(parent)
            .and_then(|parent| parent.sync_all())
            .map_err(during("Keeping", parent))
    }
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FolderError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .map_err(during("Writing", path))
}

/// Names the act and the path in an error of the file system.
pub(super) fn during(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io {
        doing,
        path,
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("letter.txt"), "dear").unwrap();
        let refusal = DataFolder::open(place.path()).unwrap_err();
        assert!(matches!(refusal, FolderError::Foreign(_)), "{refusal}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn two_programs_cannot_share_a_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(place.path()).unwrap();
        let lock = folder.lock().unwrap();
        let refusal = folder.lock().unwrap_err();
        assert!(refusal.to_string().contains("already in use"), "{refusal}");
        drop(lock);
        folder.lock().unwrap();
    }

    #[test]
    fn emptying_keeps_the_marker() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(place.path()).unwrap();
        folder.write("roles/someone", "secret", 0o600).unwrap();
        folder.write("server", "x", 0o644).unwrap();
        let lock = folder.lock().unwrap();
        folder.empty(&lock).unwrap();
        assert_eq!(folder.read("roles/someone").unwrap(), None);
        assert_eq!(folder.read("server").unwrap(), None);
        DataFolder::open(place.path()).unwrap();
    }
}
