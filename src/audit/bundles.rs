//! The bundles that this process has made: each once, kept as a file in the data folder under its
//! own id.
//!
//! ```text
//! DATA/bundles/<id>.zip
//! ```
//!
//! The folder may be deleted: what is asked for again is made again, byte for byte.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell};
use uuid::Uuid;

use super::store::{self, BundleError, Waits};
use crate::db::Pool;
use crate::evidence::bundle::Parts;
use crate::polls::store::Poll;
use crate::seal::hash::{Digest, count};

/// A bundle that is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// By which it is cited.
    pub id: Digest,
    /// The size of the archive.
    pub bytes: u64,
    /// Where the archive is.
    pub file: PathBuf,
}

impl Made {
    /// Enough of the id to tell files apart.
    #[must_use]
    pub fn short_id(&self) -> String {
        self.id.to_string().chars().take(16).collect()
    }
}

/// Makes bundles, and knows those made. One per process.
pub struct Bundles {
    folder: PathBuf,
    made: Mutex<BTreeMap<Uuid, Arc<OnceCell<Made>>>>,
}

impl Bundles {
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self {
            folder: data.join("bundles"),
            made: Mutex::default(),
        }
    }

    /// The bundle of a poll. Of those who ask at once, one makes it and the others wait; do not
    /// hold a connection while asking.
    ///
    /// # Errors
    /// As [`store::parts`], and those of the file system.
    pub async fn get(&self, db: &Pool, poll: &Poll) -> Result<Made, BundleError> {
        // What was made before officers declared the vote void is handed out no more.
        if poll.facts.voided {
            return Err(BundleError::Waits(Waits::Voided));
        }
        let cell = {
            let mut made = self.made.lock().await;
            let known = made.get(&poll.id).and_then(|cell| cell.get());
            if known.is_some_and(|known| !known.file.is_file()) {
                made.remove(&poll.id);
            }
            Arc::clone(made.entry(poll.id).or_default())
        };
        let make = async || {
            let parts = {
                let mut conn = db.get().await?;
                store::parts(&mut conn, poll).await?
            };
            let folder = self.folder.clone();
            tokio::task::spawn_blocking(move || write(parts, &folder)).await?
        };
        cell.get_or_try_init(make).await.cloned()
    }
}

/// Writes a bundle below a folder, whole or not at all.
fn write(parts: Parts, folder: &Path) -> Result<Made, BundleError> {
    let (id, archive) = archived(parts)?;
    let file = folder.join(format!("{id}.zip"));
    let fresh = folder.join(format!("{id}.{}", std::process::id()));
    fs::create_dir_all(folder)?;
    let mut writing = File::create(&fresh)?;
    writing.write_all(&archive)?;
    writing.sync_all()?;
    fs::rename(&fresh, &file)?;
    Ok(Made {
        id,
        bytes: count(archive.len()),
        file,
    })
}

/// The bundle's id, and its archive.
///
/// # Errors
/// When it is larger than an archive can be.
pub fn archived(parts: Parts) -> Result<(Digest, Vec<u8>), BundleError> {
    let bundle = parts.into_bundle();
    let archive = bundle.to_archive();
    let archive = archive.map_err(|error| BundleError::Damaged(error.to_string()))?;
    Ok((bundle.id, archive))
}
