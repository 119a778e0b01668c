//! Reads the folder into which the operator's mail server puts what comes back:
//! a Maildir, or a plain folder of messages.
//!
//! Each message is recorded by its digest before it is moved out of the way, so
//! that a worker that dies in between, or a second one, counts it once. Anybody may
//! have written it: it is read on a thread of its own, and one that breaks its reader
//! is put aside as what cannot be read.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tokio::task::{JoinHandle, spawn_blocking};

use super::model::returned::{self, NoReport, Returned};
use super::store;
use crate::db::Pool;
use crate::seal::hash::sha256;

/// How often the folder is looked at.
const PACE: Duration = Duration::from_secs(2);
/// What is longer is no report: those hold a letter of ours at most, which is plain text.
const MAX_BYTES: u64 = 256 * 1024;
/// Messages stand within each other, nine thousand deep in that many bytes, and their reader
/// goes down into each: this is several times what it needs.
const STACK_BYTES: usize = 64 * 1024 * 1024;
/// How many messages one look takes.
const AT_ONCE: usize = 500;
/// Where messages are looked for: a Maildir's own folders, and the folder itself.
const PLACES: [&str; 3] = ["new", "cur", ""];

/// Starts the reader of a folder. `host` is the domain of our Message-IDs.
#[must_use]
pub fn spawn(db: Pool, folder: PathBuf, host: String) -> JoinHandle<()> {
    tokio::spawn(async move {
        // What could not be taken in is tried again after the others, and said once.
        let mut left: BTreeSet<PathBuf> = BTreeSet::new();
        let mut said = Said::default();
        loop {
            let (looked, known) = (folder.clone(), left.clone());
            let look = spawn_blocking(move || look(&looked, &known)).await;
            let look = look.unwrap_or_else(|error| Look {
                fault: Some(io::Error::other(error)),
                ..Look::default()
            });
            said.how_it_went(&folder, &look);
            let mut found = look.messages;
            let later = found.split_off(found.len().min(AT_ONCE));
            let mut failing: BTreeSet<PathBuf> = later
                .into_iter()
                .filter(|path| left.contains(path))
                .collect();
            for path in found {
                if let Err(error) = take(&db, &folder, &path, &host).await {
                    if !left.contains(&path) {
                        tracing::warn!(%error, "a message that came back could not be taken in; trying on");
                    }
                    failing.insert(path);
                }
            }
            left = failing;
            tokio::time::sleep(PACE).await;
        }
    })
}

/// What a look at the folder found.
#[derive(Default)]
struct Look {
    /// The messages that wait, in the order of their names, what was left before after the others.
    messages: Vec<PathBuf>,
    /// Whether the folder itself could be read.
    is_there: bool,
    /// Why a part of it could not.
    fault: Option<io::Error>,
}

/// Looks for messages. A Maildir's own folders need not be there, nor the folder itself before
/// something came back.
fn look(folder: &Path, left: &BTreeSet<PathBuf>) -> Look {
    let mut look = Look::default();
    for place in PLACES {
        let entries = match fs::read_dir(folder.join(place)) {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    look.fault = Some(error);
                }
                continue;
            }
        };
        look.is_there |= place.is_empty();
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((kind, entry)) => {
                    // What is still being written has a name with a dot before it.
                    let hidden = entry.file_name().to_string_lossy().starts_with('.');
                    if !hidden && kind.is_file() {
                        look.messages.push(entry.path());
                    }
                }
                // Another reader was faster.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => look.fault = Some(error),
            }
        }
    }
    look.messages
        .sort_by_cached_key(|path| (left.contains(path), path.clone()));
    look
}

/// What the operator was told about the folder.
#[derive(Default)]
struct Said {
    was_there: bool,
    fault: Option<String>,
}

impl Said {
    /// Why it cannot be read is said once, however often it is tried again.
    fn how_it_went(&mut self, folder: &Path, look: &Look) {
        let fault = match &look.fault {
            Some(error) => Some(error.to_string()),
            None if self.was_there && !look.is_there => Some("it is gone".to_owned()),
            None => None,
        };
        self.was_there |= look.is_there;
        if fault == self.fault {
            return;
        }
        let folder = folder.display();
        match &fault {
            Some(fault) => {
                tracing::error!(%folder, fault, "what comes back cannot be looked for; trying on");
            }
            None => tracing::info!(%folder, "what comes back is looked for again"),
        }
        self.fault = fault;
    }
}

/// Why a message was left where it is: it is looked at again.
type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Takes one message in, and moves it to where its like lies.
async fn take(db: &Pool, folder: &Path, path: &Path, host: &str) -> Result<(), Fault> {
    let (reading, ours) = (path.to_owned(), host.to_owned());
    let read = spawn_blocking(move || {
        let bytes = read_whole(&reading)?;
        let told = match &bytes {
            Some(bytes) => told(bytes, &ours)?,
            None => Err(NoReport::Unreadable),
        };
        Ok::<_, io::Error>((bytes, told))
    });
    let (bytes, told) = match read.await? {
        Ok(read) => read,
        // Another reader was faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
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

/// What a message tells, read on a stack of its own.
fn told(bytes: &[u8], host: &str) -> io::Result<Result<Returned, NoReport>> {
    thread::scope(|scope| {
        let reader = thread::Builder::new()
            .name("returned".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || returned::read(bytes, host))?;
        Ok(reader.join().unwrap_or(Err(NoReport::Unreadable)))
    })
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use data_encoding::BASE64;

    use super::{MAX_BYTES, NoReport, Said, look, told};

    #[test]
    fn what_came_later_is_read_though_much_was_left() {
        let folder = tempfile::tempdir().unwrap();
        for place in ["cur", "new"] {
            fs::create_dir(folder.path().join(place)).unwrap();
        }
        for name in ["a", "b"] {
            fs::write(folder.path().join("cur").join(name), "not to be read").unwrap();
        }
        let left: BTreeSet<_> = look(folder.path(), &BTreeSet::new())
            .messages
            .into_iter()
            .collect();
        assert_eq!(left.len(), 2);
        let later = ["cur/c", "new/d"].map(|name| folder.path().join(name));
        for path in &later {
            fs::write(path, "a report").unwrap();
        }
        let found = look(folder.path(), &left).messages;
        assert_eq!(found[..2], later);
        assert!(found[2..].iter().all(|path| left.contains(path)));
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn a_folder_that_is_gone_is_a_fault_and_one_that_never_was_is_none() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("bounces");
        let mut said = Said::default();
        let mut fault_now = || {
            said.how_it_went(&folder, &look(&folder, &BTreeSet::new()));
            said.fault.clone()
        };
        assert_eq!(fault_now(), None);
        fs::create_dir(&folder).unwrap();
        assert_eq!(fault_now(), None);
        fs::remove_dir(&folder).unwrap();
        assert_eq!(fault_now().as_deref(), Some("it is gone"));
        fs::write(&folder, "").unwrap();
        assert!(fault_now().is_some_and(|fault| fault != "it is gone"));
        fs::remove_file(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        assert_eq!(fault_now(), None);
    }

    /// As many messages within each other as that many bytes have room for.
    fn nested(bytes: usize) -> String {
        let one = "Content-Type:message/rfc822\n\n";
        one.repeat(bytes / one.len())
    }

    #[test]
    fn messages_within_each_other_are_read_to_the_last() {
        let most = usize::try_from(MAX_BYTES).unwrap();
        let plain = nested(most);
        let encoded = format!(
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{}",
            BASE64.encode(nested(most / 4 * 3 - 90).as_bytes())
        );
        for message in [plain, encoded] {
            assert!(message.len() <= most && message.len() > most - 200);
            let told = told(message.as_bytes(), "tamarack.example").unwrap();
            assert_eq!(told, Err(NoReport::Other));
        }
    }
}
