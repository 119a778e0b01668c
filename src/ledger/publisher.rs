//! Publishes the log of this node: from the database into static files, which
//! anybody checks and mirrors.
//!
//! Every process that serves runs one, and all of a node write the same files.
//! Each computes the tree from the entries and publishes a checkpoint only
//! where its root comes out. A full tile is never replaced; the folder may be
//! deleted, and is written again byte for byte.

use std::io;
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use diesel::result::Error as DatabaseError;
use thiserror::Error;
use tokio::task::{JoinError, JoinHandle};

use super::folder::{LogFolder, WriteError};
use super::grown::{GrowError, Grown, TileFile};
use super::signer::{self, SignerError};
use super::store::{self, Checkpoint};
use crate::db::{Connection, Pool};
use crate::tlog::key::VerifierKey;
use crate::tlog::tile::TilePath;
use crate::tlog::tree::Hash;

/// How often the database is asked for a new checkpoint.
const PACE: Duration = Duration::from_millis(250);
/// How many checkpoints are worked through before files are written.
const AT_ONCE: u32 = 64;
/// How many entries are read at once; the longest have 64 KiB.
const PAGE: u64 = 256;

/// Why nothing new is published.
#[derive(Debug, Error)]
enum PublishError {
    #[error("the entries in the database do not have the root that was signed for {size} of them")]
    Root { size: u64 },
    #[error(
        "the log served here has {shown} entries, and the database knows a checkpoint of no more than {newest}: it was restored from an older backup"
    )]
    Ahead { shown: u64, newest: u64 },
    #[error("the {size} entries of the log served here are not those in the database")]
    Forked { size: u64 },
    #[error(transparent)]
    Signature(#[from] SignerError),
    #[error(transparent)]
    Grow(#[from] GrowError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the log's folder: {0}")]
    Folder(#[from] io::Error),
    #[error(transparent)]
    Interrupted(#[from] JoinError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("the database gives no connection")]
    NoConnection,
}

/// Whether this process publishes; see [`Publisher::spawn`].
#[derive(Clone, Default)]
pub struct Health(Arc<RwLock<Option<String>>>);

impl Health {
    /// Why nothing new is published, in a sentence; none while all is well.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.0.read().ok().and_then(|fault| fault.clone())
    }

    fn is_now(&self, fault: Option<String>) {
        let Ok(mut known) = self.0.write() else {
            return;
        };
        if *known == fault {
            return;
        }
        match &fault {
            Some(fault) => tracing::error!(fault, "THE LOG IS NOT PUBLISHED"),
            None => tracing::info!("the log is published again"),
        }
        *known = fault;
    }
}

/// What this process knows of the log.
pub struct Publisher {
    folder: LogFolder,
    grown: Grown,
}

impl Publisher {
    /// Starts the worker on the current runtime; it ends with the task.
    #[must_use]
    pub fn spawn(db: Pool, data: &Path, health: Health) -> JoinHandle<()> {
        let mut publisher = Self {
            folder: LogFolder::of(data),
            grown: Grown::default(),
        };
        tokio::spawn(async move {
            loop {
                match publisher.round(&db).await {
                    Ok(()) => health.is_now(None),
                    // A database that is away is not the log's fault, and has
                    // a line of its own.
                    Err(PublishError::NoConnection | PublishError::Database(_)) => {}
                    Err(error) => {
                        health.is_now(Some(error.to_string()));
                        publisher.grown = Grown::default();
                    }
                }
                tokio::time::sleep(PACE).await;
            }
        })
    }

    /// Publishes whatever was signed since the last round.
    async fn round(&mut self, db: &Pool) -> Result<(), PublishError> {
        let mut conn = db.get().await.map_err(|_| PublishError::NoConnection)?;
        let conn = &mut conn;
        let shown = self.shown()?;
        if shown.is_none_or(|(size, _)| size < self.grown.size()) {
            // The files are gone, or older than what was written: write them again.
            self.grown = Grown::default();
        }
        loop {
            let next = store::checkpoints_after(conn, self.grown.size(), AT_ONCE).await?;
            let Some(newest) = store::newest_checkpoint(conn).await? else {
                return Ok(());
            };
            if let Some((shown, _)) = shown
                && shown > newest.size
            {
                let newest = newest.size;
                return Err(PublishError::Ahead { shown, newest });
            }
            if next.is_empty() {
                return Ok(());
            }
            self.publish(conn, &next, newest.size, shown).await?;
        }
    }

    /// Size and root of the log as it is served now.
    fn shown(&self) -> Result<Option<(u64, Hash)>, PublishError> {
        let signed = self.folder.checkpoint()?;
        Ok(signed.map(|signed| (signed.checkpoint().size(), signed.checkpoint().root())))
    }

    async fn publish(
        &mut self,
        conn: &mut Connection,
        checkpoints: &[Checkpoint],
        newest: u64,
        shown: Option<(u64, Hash)>,
    ) -> Result<(), PublishError> {
        let mut files = Vec::new();
        for checkpoint in checkpoints {
            let before = self.grown.size();
            files.extend(self.grow_to(conn, checkpoint).await?);
            if let Some((size, root)) = shown
                && before < size
                && size <= checkpoint.size
                && (size, root) != (checkpoint.size, checkpoint.root)
            {
                return Err(PublishError::Forked { size });
            }
        }
        let Some(last) = checkpoints.last() else {
            return Ok(());
        };
        let key = log_key(conn).await?;
        signer::checked(last, &key)?;
        let folder = self.folder.clone();
        let last = last.clone();
        tokio::task::spawn_blocking(move || write(&folder, &files, newest, &last)).await?
    }

    /// Reads on to a checkpoint and returns the files of the log of its size.
    async fn grow_to(
        &mut self,
        conn: &mut Connection,
        checkpoint: &Checkpoint,
    ) -> Result<Vec<TileFile>, PublishError> {
        let mut files = Vec::new();
        while self.grown.size() < checkpoint.size {
            let from = self.grown.size();
            let to = checkpoint.size.min(from + PAGE);
            files.extend(self.grown.append(store::leaves(conn, from, to).await?)?);
        }
        if self.grown.root() != checkpoint.root {
            let size = checkpoint.size;
            return Err(PublishError::Root { size });
        }
        files.extend(self.grown.partial()?);
        Ok(files)
    }
}

/// The key that the log names.
async fn log_key(conn: &mut Connection) -> Result<VerifierKey, PublishError> {
    let unreadable = || SignerError::Start("there is none".to_owned());
    let start = store::start(conn).await?.ok_or_else(unreadable)?;
    let vkey = signer::key_of_start(&start)?;
    let key = vkey
        .parse()
        .map_err(|error| SignerError::Start(format!("{error}")))?;
    Ok(key)
}

/// Writes the files, and then the checkpoint that covers them.
fn write(
    folder: &LogFolder,
    files: &[TileFile],
    newest: u64,
    last: &Checkpoint,
) -> Result<(), PublishError> {
    let writing = folder.write()?;
    // Another process of this node may have gone further in the meantime.
    let shown = folder
        .checkpoint()?
        .map_or(0, |shown| shown.checkpoint().size());
    let reached = newest.max(shown);
    let is_needed = |path: &TilePath| {
        let then = TilePath::in_tree(path.content(), path.index(), reached);
        then.is_none_or(|then| !then.is_full()) && !folder.has(&path.full())
    };
    for (path, bytes) in files {
        if path.is_full() {
            writing.tile(path, bytes)?;
            writing.tidy(path)?;
        } else if is_needed(path) {
            writing.tile(path, bytes)?;
        }
    }
    if last.size > shown && last.size == newest {
        writing.checkpoint(&last.note)?;
    }
    Ok(())
}
