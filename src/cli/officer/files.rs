//! Files of an officer's machine: read whole; written whole or not at all, and never over
//! another.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::Failure;

/// The file beside a key file that holds its public part: `FILE.pub`.
pub(super) fn public_path(key: &Path) -> PathBuf {
    let mut path = key.as_os_str().to_owned();
    path.push(".pub");
    PathBuf::from(path)
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|e| Failure::of(path, e))
}

/// Refuses if something is at `path`.
pub(super) fn refuse_existing(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(exists(path)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) => Err(Failure::of(path, e)),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::new(format!(
        "{} exists already, and is not overwritten.",
        path.display()
    ))
}

/// Writes a new file with these permissions and waits until it is on the disk. What was written
/// of a file that could not be finished is removed.
pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Failure> {
    let mut file = match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
    {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::AlreadyExists => return Err(exists(path)),
        Err(e) => return Err(Failure::of(path, e)),
    };
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|e| {
            // The first fault is the one to report.
            let _ = fs::remove_file(path);
            Failure::of(path, e)
        })
}

/// Makes the new folder `path` holding these files, all of them or none: they are written into a
/// folder beside it, which then takes its name.
pub(super) fn write_folder(path: &Path, contents: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
    refuse_existing(path)?;
    let Some(name) = path.file_name() else {
        return Err(Failure::new(format!(
            "{} cannot be made a folder.",
            path.display()
        )));
    };
    let mut partial = name.to_owned();
    partial.push(format!(".partial-{}", std::process::id()));
    let partial = path.with_file_name(partial);
    refuse_existing(&partial)?;
    fill(&partial, contents)
        .and_then(|()| fs::rename(&partial, path))
        .map_err(|e| {
            // The first fault is the one to report.
            let _ = fs::remove_dir_all(&partial);
            Failure::of(path, e)
        })
}

fn fill(folder: &Path, contents: &[(&str, Vec<u8>)]) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(folder)?;
    for (name, bytes) in contents {
        let mut file = File::create_new(folder.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    File::open(folder)?.sync_all()
}
