//! Reads the folder into which the operator's mail server puts what comes back:
//! a Maildir, or a plain folder of messages.
//!
//! Each message is recorded by its digest before it is moved out of the way, so
//! that a worker that dies in between, or a second one, counts it once.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::task::{JoinHandle, spawn_blocking};

use super::model::returned::{self, NoReport};
use super::store;
use crate::db::Pool;
use crate::seal::hash::sha256;

/// How often the folder is looked at.
const PACE: Duration = Duration::from_secs(2);
/// What is longer is no report: those hold a letter of ours at most.
const MAX_BYTES: u64 = 1024 * 1024;
/// How many messages one look takes.
const AT_ONCE: usize = 500;
/// Where messages are looked for: a Maildir's own folders, and the folder itself.
const PLACES: [&str; 3] = ["new", "cur", ""];

/// Starts the reader of a folder. `host` is the domain of our Message-IDs.
#[must_use]
pub fn spawn(db: Pool, folder: PathBuf, host: String) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let looked = folder.clone();
            let found = spawn_blocking(move || messages(&looked)).await;
            for path in found.unwrap_or_default() {
                if let Err(error) = take(&db, &folder, &path, &host).await {
                    tracing::warn!(%error, "a message that came back could not be taken in");
                    break;
                }
            }
            tokio::time::sleep(PACE).await;
        }
    })
}

/// The messages that wait, in the order of their names; a folder that is not
/// there holds none.
fn messages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for place in PLACES {
        let Ok(entries) = fs::read_dir(folder.join(place)) else {
            continue;
        };
        for entry in entries.flatten() {
            // What is still being written has a name with a dot before it.
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && entry.file_type().is_ok_and(|kind| kind.is_file()) {
                found.push(entry.path());
            }
        }
    }
    found.sort_unstable();
    found.truncate(AT_ONCE);
    found
}

/// Why a message was left where it is: it is looked at again.
type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Takes one message in, and moves it to where its like lies.
async fn take(db: &Pool, folder: &Path, path: &Path, host: &str) -> Result<(), Fault> {
    let reading = path.to_owned();
    let bytes = match spawn_blocking(move || read_whole(&reading)).await? {
        Ok(bytes) => bytes,
        // Another reader was faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let told = match &bytes {
        Some(bytes) => returned::read(bytes, host),
        None => Err(NoReport::Unreadable),
    };
    let aside = match told {
        Ok(returned) => {
            let message = sha256(bytes.as_deref().unwrap_or_default());
            let mut conn = db.get().await?;
            match store::record_return(&mut conn, message.as_bytes(), &returned).await? {
                true => "done",
                // We never sent such a letter.
                false => "unknown",
            }
        }
        Err(NoReport::Unreadable) => "unreadable",
        Err(NoReport::Other | NoReport::Nameless) => "unknown",
    };
    if aside != "done" {
        tracing::info!(aside, "a message that came back tells of no letter of ours");
    }
    let (folder, path) = (folder.to_owned(), path.to_owned());
    spawn_blocking(move || put_aside(&folder, &path, aside)).await??;
    Ok(())
}

/// The bytes; none of what is too long.
fn read_whole(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= MAX_BYTES);
    Ok(fits.then_some(bytes))
}

fn put_aside(folder: &Path, path: &Path, aside: &str) -> io::Result<()> {
    let place = folder.join(aside);
    fs::create_dir_all(&place)?;
    let name = path.file_name().unwrap_or_default();
    match fs::rename(path, place.join(name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        moved => moved,
    }
}
