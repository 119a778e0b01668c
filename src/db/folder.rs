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
//! DATA/log.new/ log.lock while it is written
//! DATA/mail/             letters, where no mail server is named
//! DATA/bundles/          evidence as it was made; may be deleted, and is made again
//! DATA/demo/             what the demonstration keeps
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

/// What an operator puts back before anything starts (docs/operating.md): one of these in a folder
/// without the marker says whose it is.
const PUT_BACK: [&str; 3] = ["keys", "ledger", "roles"];
/// What may stand beside it. Of these alone a folder of somebody else's could consist.
const BESIDE: [&str; 12] = [
    "bounces", "bundles", "demo", "lock", "log", "log.lock", "log.new", "logs", "mail", "postgres",
    "server", "socket",
];
/// What a file system keeps at its own root, where that is the data folder.
const OF_THE_FILE_SYSTEM: &str = "lost+found";

/// A data folder that bears our marker.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

/// Why a data folder cannot be used.
#[derive(Debug, Error)]
pub enum FolderError {
    #[error("No data folder is known: set HOME, or name a folder with --data.")]
    Unknown,
    #[error(
        "{folder} holds files that are not Commonhold's, such as {found}. Choose an empty folder with --data, or one that holds nothing but what was put back: keys, ledger, roles."
    )]
    Foreign { folder: PathBuf, found: String },
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

    /// Opens a data folder, making it when it does not exist or is empty. One without our marker
    /// is taken as well where it holds nothing but what was put back into it.
    ///
    /// # Errors
    /// [`FolderError::Foreign`] when it holds anything else without our marker.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(path)
            .map_err(during("Making the folder", path))?;
        let path = fs::canonicalize(path).map_err(during("Finding the folder", path))?;
        if !path.join(MARKER).exists() {
            if let Some(found) = foreign_in(&path)? {
                return Err(FolderError::Foreign {
                    folder: path,
                    found,
                });
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

    /// Removes everything of ours but marker and lock, so that the next start begins
    /// from nothing. The lock proves that nobody uses what is removed.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub fn empty(&self, _lock: &FolderLock) -> Result<(), FolderError> {
        let reading = during("Reading the folder", &self.0);
        for entry in fs::read_dir(&self.0).map_err(reading)? {
            let entry = entry.map_err(during("Reading the folder", &self.0))?;
            if [MARKER, "lock", OF_THE_FILE_SYSTEM]
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

/// A name in a folder without our marker by which it is not ours.
fn foreign_in(folder: &Path) -> Result<Option<String>, FolderError> {
    let mut is_put_back = false;
    let mut beside = None;
    for entry in fs::read_dir(folder).map_err(during("Reading the folder", folder))? {
        let entry = entry.map_err(during("Reading the folder", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.as_str() {
            OF_THE_FILE_SYSTEM => {}
            known if PUT_BACK.contains(&known) => is_put_back = true,
            known if BESIDE.contains(&known) => beside = Some(name),
            _ => return Ok(Some(name)),
        }
    }
    Ok(beside.filter(|_| !is_put_back))
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
        assert!(matches!(refusal, FolderError::Foreign { .. }), "{refusal}");
        assert!(refusal.to_string().contains("letter.txt"), "{refusal}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);

        // Also with something in it that is called as ours is.
        fs::create_dir(place.path().join("keys")).unwrap();
        let refusal = DataFolder::open(place.path()).unwrap_err();
        assert!(matches!(refusal, FolderError::Foreign { .. }), "{refusal}");
        // Or where nothing else is, but what anybody could have.
        for name in ["log", "mail", "postgres"] {
            let place = tempfile::tempdir().unwrap();
            fs::create_dir(place.path().join(name)).unwrap();
            let refusal = DataFolder::open(place.path()).unwrap_err();
            assert!(refusal.to_string().contains(name), "{refusal}");
            assert!(!place.path().join(MARKER).exists(), "{name}");
        }
    }

    #[test]
    fn what_was_put_back_makes_a_folder_ours() {
        for names in [
            &["keys"][..],
            &["ledger"],
            &["roles"],
            &["lost+found"],
            &["roles", "server", "lost+found"],
            &["keys", "ledger", "log", "mail", "postgres"],
        ] {
            let place = tempfile::tempdir().unwrap();
            for name in names {
                let folder = place.path().join(name);
                fs::create_dir(&folder).unwrap();
                fs::write(folder.join("kept"), "kept").unwrap();
            }
            DataFolder::open(place.path()).unwrap();
            assert!(place.path().join(MARKER).exists(), "{names:?}");
            for name in names {
                let kept = place.path().join(name).join("kept");
                assert_eq!(fs::read_to_string(kept).unwrap(), "kept", "{name}");
            }
            DataFolder::open(place.path()).unwrap();
        }
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
        fs::create_dir(place.path().join(OF_THE_FILE_SYSTEM)).unwrap();
        let lock = folder.lock().unwrap();
        folder.empty(&lock).unwrap();
        assert_eq!(folder.read("roles/someone").unwrap(), None);
        assert_eq!(folder.read("server").unwrap(), None);
        assert!(place.path().join(OF_THE_FILE_SYSTEM).exists());
        DataFolder::open(place.path()).unwrap();
    }
}
