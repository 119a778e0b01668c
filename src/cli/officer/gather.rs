//! Shares instead of a key: files of those who are here, and shares that others handed over.

use std::path::{Path, PathBuf};

use clap::Args;

use super::passphrase::PassphraseSource;
use super::{Failure, files, read_key};
use crate::seal::envelope::SealKey;
use crate::seal::handed::HandedShare;
use crate::seal::hash::PollId;
use crate::seal::keyfile::Secret;
use crate::seal::shares::{Combined, KeyShare, LockedShare, ShareHead, combine};

#[derive(Args)]
pub(super) struct ShareOptions {
    /// A share of the sealing key; once for each, until as many are here as open.
    #[arg(long = "share", value_name = "FILE")]
    shares: Vec<PathBuf>,
    /// The passphrase files of the shares, in their order; one alone serves all.
    #[arg(
        long = "share-passphrase-file",
        value_name = "FILE",
        requires = "shares"
    )]
    passphrase_files: Vec<PathBuf>,
    /// The key that shares were handed over to.
    #[arg(long, value_name = "FILE", requires = "shares")]
    desk: Option<PathBuf>,
    /// Its passphrase file.
    #[arg(long, value_name = "FILE", requires = "desk")]
    desk_passphrase_file: Option<PathBuf>,
}

/// A share as a file holds it.
enum Brought {
    Own(LockedShare),
    Handed(HandedShare),
}

impl Brought {
    fn head(&self) -> &ShareHead {
        match self {
            Self::Own(share) => share.head(),
            Self::Handed(share) => share.head(),
        }
    }
}

impl ShareOptions {
    /// The key of this poll, put together from what was brought. Whatever does not belong to it
    /// is refused before a passphrase is asked for.
    pub(super) fn combine(&self, poll: &PollId, key: &SealKey) -> Result<Combined, Failure> {
        let mut brought = Vec::new();
        for path in &self.shares {
            let share = read_share(path)?;
            share
                .head()
                .fits(poll, key)
                .map_err(|e| Failure::of(path, e))?;
            brought.push((path, share));
        }
        let own = brought
            .iter()
            .filter(|(_, share)| matches!(share, Brought::Own(_)))
            .count();
        let given = self.passphrase_files.len();
        if given > 1 && given != own {
            return Err(Failure::new(format!(
                "{given} passphrase files are given for {own} shares: give one for each, in their order, or one for all."
            )));
        }
        let desk = match &self.desk {
            None => None,
            Some(path) => {
                let source = PassphraseSource(self.desk_passphrase_file.as_deref());
                match read_key(path, source)? {
                    Secret::Seal { key, .. } => Some(key),
                    Secret::Sign { .. } => {
                        return Err(Failure::of(
                            path,
                            "this is a signing key; shares are handed over to a key that officer keygen --poll makes",
                        ));
                    }
                }
            }
        };
        let mut shares: Vec<KeyShare> = Vec::new();
        let mut unlocked = 0;
        for (path, share) in brought {
            let share = match share {
                Brought::Own(share) => {
                    let source = self.source(unlocked);
                    unlocked += 1;
                    unlock(path, &share, source)?
                }
                Brought::Handed(share) => {
                    let Some(desk) = &desk else {
                        return Err(Failure::of(
                            path,
                            "this share was handed over: name the key it was handed to with --desk",
                        ));
                    };
                    share.open(desk).map_err(|e| Failure::of(path, e))?
                }
            };
            shares.push(share);
        }
        combine(&shares, poll, key).map_err(|e| Failure::new(sentence(&e.to_string())))
    }

    fn source(&self, place: usize) -> PassphraseSource<'_> {
        let only = (self.passphrase_files.len() == 1).then(|| self.passphrase_files.first());
        let file = only.flatten().or_else(|| self.passphrase_files.get(place));
        PassphraseSource(file.map(PathBuf::as_path))
    }
}

/// A refusal as a sentence of its own.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

fn read_share(path: &Path) -> Result<Brought, Failure> {
    let bytes = files::read(path)?;
    match LockedShare::parse(&bytes) {
        Ok(share) => Ok(Brought::Own(share)),
        Err(fault) => match HandedShare::parse(&bytes) {
            Ok(share) => Ok(Brought::Handed(share)),
            Err(_) => Err(Failure::of(path, fault)),
        },
    }
}

/// A share under its holder's passphrase.
pub(super) fn read_locked(path: &Path) -> Result<LockedShare, Failure> {
    LockedShare::parse(&files::read(path)?).map_err(|e| Failure::of(path, e))
}

pub(super) fn unlock(
    path: &Path,
    share: &LockedShare,
    source: PassphraseSource<'_>,
) -> Result<KeyShare, Failure> {
    let passphrase = source.for_opening(path)?;
    share.unlock(&passphrase).map_err(|e| Failure::of(path, e))
}

/// Whose shares opened, in a sentence ended by a line feed.
pub(super) fn took_part(combined: &Combined) -> String {
    let mut text = format!("Opened with the shares of {}.\n", combined.by.join(", "));
    if !combined.strays.is_empty() {
        text.push_str(&format!(
            "Not what was split: the share of {}. Report it as lost.\n",
            combined.strays.join(", ")
        ));
    }
    text
}
