//! Secrets of a node that are 32 random bytes in a file of their own.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use uuid::Uuid;
use zeroize::Zeroizing;

/// A secret of 32 bytes; wiped when dropped.
pub type Seed = Zeroizing<[u8; 32]>;

/// Reads a seed; `None` where the file does not exist.
///
/// # Errors
/// When it cannot be read, or is not 32 bytes long.
pub fn read(path: &Path) -> io::Result<Option<Seed>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let seed = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| {
        let sentence = format!("{} is not 32 bytes long", path.display());
        io::Error::new(io::ErrorKind::InvalidData, sentence)
    })?;
    Ok(Some(Zeroizing::new(seed)))
}

/// Reads a seed, and draws it where there is none: in a file that only its
/// owner reads, in a folder that is made where it is missing.
///
/// # Errors
/// When it cannot be read or written, or is not 32 bytes long.
pub fn read_or_draw(path: &Path) -> io::Result<Seed> {
    if let Some(seed) = read(path)? {
        return Ok(seed);
    }
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let fresh = folder.join(format!("new.{}", Uuid::new_v4()));
    let seed = Zeroizing::new(rand::random::<[u8; 32]>());
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&fresh)?;
    file.write_all(seed.as_slice())?;
    file.sync_all()?;
    // Two processes may start at once: the first link wins, and both use it.
    let linked = fs::hard_link(&fresh, path);
    fs::remove_file(&fresh)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(folder)?.sync_all()?;
    read(path)?.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}
