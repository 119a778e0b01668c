//! `commonhold officer`: an officer's keys and the opening of envelopes, on a machine of their
//! own, without a database and without a network.
//!
//! Exit 0: it holds; 1: envelopes were undecodable or clashing; 2: an input could not be read or
//! does not belong here, and nothing was written.

mod files;
mod gather;
mod hand_over;
mod keygen;
mod open;
mod paper;
mod passphrase;
mod rehearse;
mod reveal;
mod share;
mod sign;
mod split;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, Subcommand};

use crate::evidence::extended::{effective_close, parse_lines};
use crate::seal::keyfile::{Secret, unlock};
use crate::seal::manifest::Manifest;

use passphrase::PassphraseSource;

/// An officer's keys and the opening of envelopes, on a machine of their own.
#[derive(Args)]
pub struct OfficerArguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Makes a key: the sealing key of a poll, or with --sign an officer's signing key.
    Keygen(keygen::Arguments),
    /// Makes the sealing key of a poll and splits it: any T of its holders open, nobody has it
    /// whole.
    Split(split::Arguments),
    /// Opens a dummy envelope with shares, before the poll opens.
    Rehearse(rehearse::Arguments),
    /// Hands a share over to the key of whoever opens, after the close.
    HandOver(hand_over::Arguments),
    /// Prints a share for paper, still under its passphrase.
    Print(paper::PrintArguments),
    /// Reads a share that was typed from paper.
    Read(paper::ReadArguments),
    /// Opens the envelopes of a closed poll into ballots and a signed statement.
    Open(open::Arguments),
    /// Signs an act of the foundation's officers, after saying in plain words what it is.
    Sign(sign::Arguments),
    /// Commits a standing key to its share of one poll's lot.
    Share(share::Arguments),
    /// Shows an officer's value for the lot after the close, without opening anything.
    Reveal(reveal::Arguments),
}

/// Runs one act of an officer.
pub fn run(arguments: &OfficerArguments) -> ExitCode {
    let outcome = match &arguments.act {
        Act::HandOver(arguments) => hand_over::run(arguments),
        Act::Keygen(arguments) => keygen::run(arguments),
        Act::Open(arguments) => open::run(arguments),
        Act::Print(arguments) => paper::print(arguments),
        Act::Read(arguments) => paper::read(arguments),
        Act::Rehearse(arguments) => rehearse::run(arguments),
        Act::Reveal(arguments) => reveal::run(arguments),
        Act::Share(arguments) => share::run(arguments),
        Act::Sign(arguments) => sign::run(arguments),
        Act::Split(arguments) => split::run(arguments),
    };
    let (code, shown) = match outcome {
        Ok(Done { holds, report }) => {
            let code = if holds {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            };
            (code, io::stdout().write_all(report.as_bytes()))
        }
        Err(Failure(sentence)) => (ExitCode::from(2), writeln!(io::stderr(), "{sentence}")),
    };
    // Whoever closed the pipe does not want the text; what was done stands in the files.
    drop(shown);
    code
}

/// What an act did, in sentences.
struct Done {
    /// Whether nothing hindered it.
    holds: bool,
    /// The sentences, each ended by a line feed.
    report: String,
}

/// Why an act did not happen, in a sentence. Nothing was written.
struct Failure(String);

impl Failure {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A fault of the file at `path`.
    fn of(path: &Path, fault: impl Display) -> Self {
        Self(format!("{}: {fault}.", path.display()))
    }
}

/// Reads and checks a manifest.
fn read_manifest(path: &Path) -> Result<Manifest, Failure> {
    Manifest::parse(&files::read(path)?).map_err(|e| Failure::of(path, e))
}

/// Reads a key file and asks for its passphrase.
fn read_key(path: &Path, source: PassphraseSource<'_>) -> Result<Secret, Failure> {
    let bytes = files::read(path)?;
    let passphrase = source.for_opening(path)?;
    unlock(&bytes, &passphrase).map_err(|e| Failure::of(path, e))
}

/// This machine's clock, in unix seconds.
fn now() -> Result<u64, Failure> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map(|since| since.as_secs())
        .map_err(|_| Failure::new("This machine's clock stands before 1970: set it first."))
}

/// Where an option names entries of the log that put the close off.
#[derive(Args)]
struct ExtendedOption {
    /// The poll's extended.jsonl, if its close was put off.
    #[arg(long, value_name = "FILE")]
    extended: Option<PathBuf>,
}

impl ExtendedOption {
    /// The close by what is at hand: the manifest and the signed entries of the file.
    fn close(&self, manifest: &Manifest) -> Result<u64, Failure> {
        let Some(path) = &self.extended else {
            return Ok(manifest.terms().closes);
        };
        parse_lines(&files::read(path)?)
            .and_then(|entries| effective_close(manifest, &entries))
            .map_err(|e| Failure::of(path, e))
    }
}

/// The time at which this poll may be opened has come, by this machine's clock.
///
/// An operator who asks for an opening while the poll is open asks for a running result.
fn require_closed(closes: u64, now: u64) -> Result<(), Failure> {
    if now >= closes {
        return Ok(());
    }
    let seconds = i64::try_from(closes).ok();
    let shown = seconds
        .and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0))
        .map_or_else(
            || closes.to_string(),
            |at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        );
    Err(Failure::new(format!(
        "The poll closes at {shown}, which this machine's clock has not reached: before the close \
         nothing is opened and nothing revealed."
    )))
}

/// Where an option names a passphrase file, or else the terminal asks.
#[derive(Args)]
struct PassphraseOption {
    /// Reads the passphrase from the first line of this file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseOption {
    fn source(&self) -> PassphraseSource<'_> {
        PassphraseSource(self.passphrase_file.as_deref())
    }
}
