//! What a bundle is made of, gathered from the records. Every role that reads history can do it.

use diesel::result::Error as DatabaseError;

use crate::db::Connection;
use crate::evidence::bundle::{Excerpt, ExcerptError, Parts};
use crate::evidence::leaf::{Leaf, PollCertified};
use crate::ledger::store::{self as ledger, Checkpoint};
use crate::polls::store::{self as polls, Poll};
use crate::rolls;
use crate::seal::hash::{Digest, sha256};
use crate::seal::manifest::Manifest;
use crate::tlog::tile::FULL_WIDTH;

/// How many entries are read at once; the longest have 64 KiB.
const ENTRIES_AT_ONCE: u64 = 256;

/// What has yet to happen before a poll has a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    Opening,
    Close,
    Count,
    Certification,
    /// It is certified, and the log has yet to be signed with that in it.
    Checkpoint,
    /// It was declared void, and never has one.
    Voided,
}

impl Waits {
    /// The key of the sentence in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Opening => "bundle-waits-opening",
            Self::Close => "bundle-waits-close",
            Self::Count => "bundle-waits-count",
            Self::Certification => "bundle-waits-certification",
            Self::Checkpoint => "bundle-waits-checkpoint",
            Self::Voided => "bundle-voided",
        }
    }
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The sentence is in the catalogue, under [`Waits::key`].
    #[error("the poll has no bundle yet")]
    Waits(Waits),
    /// The records contradict each other or what officers certified.
    #[error("the bundle cannot be made: {0}")]
    Damaged(String),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("the bundle's file: {0}")]
    File(#[from] std::io::Error),
    #[error("the database gives no connection: {0}")]
    NoConnection(#[from] crate::db::pool::PoolError),
    #[error("the work was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

impl BundleError {
    fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }
}

impl From<ExcerptError> for BundleError {
    fn from(error: ExcerptError) -> Self {
        Self::damaged(error)
    }
}

/// Gathers the parts of a poll's bundle.
///
/// The checkpoint is the first one that covers `poll.certified`: later ones tell nothing new of
/// the poll, and so every node makes the same bytes, whenever it is asked.
///
/// # Errors
/// [`BundleError::Waits`] before there is one; [`BundleError::Damaged`] when what is kept is not
/// what officers certified.
pub async fn parts(conn: &mut Connection, poll: &Poll) -> Result<Parts, BundleError> {
    if !poll.facts.opened {
        return Err(BundleError::Waits(Waits::Opening));
    }
    let manifest = polls::manifest(conn, poll.id)
        .await?
        .ok_or(BundleError::Waits(Waits::Opening))?;
    let placed = ledger::of_poll(conn, &manifest.eid()).await?;
    // It is void from the officers' act on, not only once that has its place in the log.
    let voided = |leaf: &Leaf| matches!(leaf, Leaf::PollVoided(_));
    if poll.facts.voided || placed.iter().any(|entry| voided(&entry.leaf)) {
        return Err(BundleError::Waits(Waits::Voided));
    }
    if !poll.facts.closed {
        return Err(BundleError::Waits(Waits::Close));
    }
    let missing = |what: &str| BundleError::Damaged(format!("there is no {what}"));
    let closing = polls::closing(conn, poll.id)
        .await?
        .ok_or(BundleError::Waits(Waits::Close))?;
    let row = polls::result(conn, poll.id)
        .await?
        .ok_or(BundleError::Waits(Waits::Count))?;
    if poll.facts.certifications == 0 {
        return Err(BundleError::Waits(Waits::Certification));
    }
    let certified = placed.iter().find_map(|entry| match &entry.leaf {
        Leaf::PollCertified(leaf) => Some((entry.index, leaf)),
        _ => None,
    });
    let (index, certified) = certified.ok_or(BundleError::Waits(Waits::Checkpoint))?;
    let checkpoint = ledger::checkpoints_after(conn, index, 1).await?;
    let checkpoint = checkpoint
        .first()
        .ok_or(BundleError::Waits(Waits::Checkpoint))?;

    let openings = polls::unsealings(conn, poll.id).await?;
    let counted = openings.into_iter().find(|opening| {
        sha256(opening.ballots.as_bytes()).as_bytes().as_slice() == row.ballots_sha256
    });
    let counted = counted.ok_or_else(|| missing("opening with the ballots that were counted"))?;
    let roll = poll.roll.ok_or_else(|| missing("roll"))?;
    let excluded = placed
        .iter()
        .any(|entry| matches!(entry.leaf, Leaf::PollExcluded(_)));
    let as_cast = if excluded {
        let as_cast = row.as_cast.ok_or_else(|| missing("count as cast"))?;
        Some(as_cast.into_bytes())
    } else {
        None
    };
    let hidden = polls::shows_winners_only(conn, poll, &manifest).await?;
    let (ballots, open) = if hidden {
        // What was counted is what was certified, and nobody is shown it.
        if row.ballots_sha256 != certified.ballots.as_bytes() {
            return Err(BundleError::damaged(
                "the ballots that were counted are not those that officers certified",
            ));
        }
        (Vec::new(), Vec::new())
    } else {
        (
            counted.ballots.into_bytes(),
            counted.open_lines.into_bytes(),
        )
    };
    let excerpt = excerpt(conn, &manifest, checkpoint).await?;
    let (key, rotations) = keys(conn, &excerpt, checkpoint).await?;
    let parts = Parts {
        manifest: manifest.bytes().to_vec(),
        roll: rolls::store::leaves(conn, roll).await?.to_jsonl(),
        live: closing.live_lines.into_bytes(),
        participation: closing.participation.into_bytes(),
        ballots,
        open,
        result: row.result.into_bytes(),
        as_cast,
        checkpoint: checkpoint.note.clone().into_bytes(),
        key,
        rotations,
        tiles: excerpt.tiles()?,
    };
    as_certified(&parts, certified, hidden)?;
    Ok(parts)
}

/// The log from the tile on in which the poll's roll was certified.
async fn excerpt(
    conn: &mut Connection,
    manifest: &Manifest,
    checkpoint: &Checkpoint,
) -> Result<Excerpt, BundleError> {
    let roll = ledger::roll_with_root(conn, &manifest.terms().roll_root).await?;
    let roll = roll.ok_or_else(|| BundleError::damaged("the log does not hold the roll"))?;
    let width = u64::from(FULL_WIDTH);
    let first = roll.index / width;
    let mut entries = Vec::new();
    let mut from = first * width;
    while from < checkpoint.size {
        let to = checkpoint.size.min(from + ENTRIES_AT_ONCE);
        entries.extend(ledger::leaves(conn, from, to).await?);
        from = to;
    }
    let excerpt = Excerpt {
        first,
        hashes: ledger::leaf_hashes(conn, checkpoint.size).await?,
        entries,
    };
    if excerpt.root() != checkpoint.root {
        return Err(BundleError::damaged(format!(
            "the entries in the database do not have the root that was signed for {} of them",
            checkpoint.size
        )));
    }
    Ok(excerpt)
}

/// The key that signed the checkpoint, and for each change of it among the entries of the bundle
/// the first checkpoint that covers it.
async fn keys(
    conn: &mut Connection,
    excerpt: &Excerpt,
    checkpoint: &Checkpoint,
) -> Result<(String, Vec<(u64, Vec<u8>)>), BundleError> {
    let mut key = None;
    let mut rotations = Vec::new();
    for change in ledger::key_changes(conn, checkpoint.size).await? {
        match change.leaf {
            Leaf::LogStart(leaf) => key = Some(leaf.key),
            Leaf::LogKey(leaf) => {
                key = Some(leaf.add);
                if change.index >= excerpt.first * u64::from(FULL_WIDTH) {
                    let covering = ledger::checkpoints_after(conn, change.index, 1).await?;
                    let covering = covering.into_iter().next();
                    let covering = covering.ok_or(BundleError::Waits(Waits::Checkpoint))?;
                    rotations.push((change.index, covering.note.into_bytes()));
                }
            }
            _ => {}
        }
    }
    let key = key.ok_or_else(|| BundleError::damaged("the log names no key"))?;
    Ok((key, rotations))
}

/// What is handed out is what officers certified, or is not handed out.
fn as_certified(parts: &Parts, certified: &PollCertified, hidden: bool) -> Result<(), BundleError> {
    let named = [
        ("ballots.jsonl", &parts.ballots, certified.ballots),
        ("live.jsonl", &parts.live, certified.live),
        ("manifest.json", &parts.manifest, certified.manifest),
        ("open.jsonl", &parts.open, certified.open),
        (
            "participation.json",
            &parts.participation,
            certified.participation,
        ),
        ("result.json", &parts.result, certified.result),
        ("roll.jsonl", &parts.roll, certified.roll),
    ];
    let differs = |(file, bytes, hash): &&(&str, &Vec<u8>, Digest)| {
        !(hidden && *file == "ballots.jsonl") && sha256(bytes) != *hash
    };
    match named.iter().find(differs) {
        None => Ok(()),
        Some((file, ..)) => Err(BundleError::Damaged(format!(
            "{file} is not the file that officers certified"
        ))),
    }
}
