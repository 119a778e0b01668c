//! Plays a real election through Commonhold's front door; run by `bin/replay`.
//!
//! Exit code 0: those expected are elected, and both verifiers accept the
//! evidence; 1: not so; 2: the file holds no election that can be played, or
//! something is missing here.

#![expect(clippy::unwrap_used, reason = "a play that cannot go on stops")]

mod play;

#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use futures_util::FutureExt;

use play::{Election, Report, play};

/// Plays a real election through Commonhold's front door: a member for each
/// paper of a BLT file, casts over HTTP, openings, count, certification, and two
/// verifiers.
#[derive(Parser)]
#[command(name = "bin/replay")]
struct Arguments {
    /// The papers.
    file: PathBuf,
    /// The method they are counted by.
    #[arg(long, default_value = "meek-prf-1")]
    method: String,
    /// Where the evidence is left: a folder that is new or empty. By default one
    /// among the temporary files.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let election = match Election::read(&arguments.file, &arguments.method) {
        Ok(election) => election,
        Err(sentence) => return cannot(&sentence),
    };
    let out = match folder(arguments.out.as_deref()) {
        Ok(out) => out,
        Err(sentence) => return cannot(&sentence),
    };
    match played(&arguments.file, &election, &out).await {
        Ok(Some(report)) => {
            println!("{report}");
            println!("The evidence is in {}", out.display());
            ExitCode::from(u8::from(!report.holds()))
        }
        Ok(None) => cannot("libfaketime is missing, with which the clock leaps to the close."),
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn cannot(sentence: &str) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::from(2)
}

/// Plays it, unless it takes too long or somebody has seen enough: everything it
/// started ends with it.
async fn played(file: &Path, election: &Election, out: &Path) -> Result<Option<Report>, String> {
    let say = |line: &str| eprintln!("{line}");
    let whole = AssertUnwindSafe(play(file, election, out, say)).catch_unwind();
    let papers = u64::try_from(election.papers.len()).unwrap_or(u64::MAX);
    // Ten minutes for the rest of it, and a second for each paper.
    let most = Duration::from_secs(600 + papers);
    tokio::select! {
        played = tokio::time::timeout(most, whole) => match played {
            Ok(Ok(report)) => Ok(report),
            Ok(Err(_)) => Err("It could not be played to its end; the reason stands above.".to_owned()),
            Err(_) => Err(format!("It was not over after {} s.", most.as_secs())),
        },
        _ = tokio::signal::ctrl_c() => Err("Stopped.".to_owned()),
    }
}

/// The folder for the evidence as an absolute path.
fn folder(given: Option<&Path>) -> Result<PathBuf, String> {
    let Some(folder) = given else {
        let fresh = tempfile::Builder::new()
            .prefix("commonhold-replay-")
            .tempdir();
        return Ok(fresh.map_err(|error| error.to_string())?.keep());
    };
    let fault = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(fault)?;
    if std::fs::read_dir(folder).map_err(fault)?.next().is_some() {
        return Err(format!("{}: the folder is not empty", folder.display()));
    }
    folder.canonicalize().map_err(fault)
}
