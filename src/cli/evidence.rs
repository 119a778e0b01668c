//! `commonhold evidence`: what a clone of a repository says of its contributors,
//! as a file that the officers' room takes in. No database.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use chrono::Utc;
use clap::Args;

use crate::joining::model::contributions::{COLUMNS, add_up};
use crate::joining::model::form::is_address;
use crate::parties::model::harmless_cell;
use crate::seal::hash::sha256;

/// Writes what each author committed to a repository as CSV, on standard output.
///
/// Reads the clone with git and its mailmap; one row for each address, with how
/// many commits, the first and the last day, and the digest of the history it
/// was read from. Exit code 0: written; 2: the clone could not be read.
#[derive(Args, Debug)]
pub struct EvidenceArguments {
    /// The folder of a local clone.
    folder: PathBuf,
    /// Where everybody can see the repository: `https://…`.
    #[arg(long)]
    address: String,
    /// Only commits of authors from this day on, such as 2025-01-01.
    #[arg(long)]
    since: Option<chrono::NaiveDate>,
}

/// Runs the subcommand; a sentence on standard error says why not.
pub fn run(arguments: &EvidenceArguments) -> ExitCode {
    let printed = file(arguments).and_then(|file| {
        std::io::stdout()
            .write_all(&file)
            .map_err(|error| format!("The file could not be written: {error}."))
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

fn file(arguments: &EvidenceArguments) -> Result<Vec<u8>, String> {
    if !is_address(&arguments.address) {
        return Err("Give --address as an address on the web: https://…".to_owned());
    }
    let history = history(&arguments.folder)?;
    let digest = data_encoding::HEXLOWER.encode(sha256(history.as_bytes()).as_bytes());
    let kept: String = history
        .lines()
        .filter(|line| {
            let day = line.rsplit('\t').next().unwrap_or_default();
            arguments
                .since
                .is_none_or(|since| day >= since.to_string().as_str())
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    let work = add_up(&kept).map_err(|line| {
        format!("Line {line} of the history is no commit that git prints. Is this a clone?")
    })?;
    let captured_at = Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let broken = |error: csv::Error| format!("The file could not be written: {error}.");
    writer.write_record(COLUMNS).map_err(broken)?;
    for (author, work) in work {
        let commits = match work.commits {
            1 => "1 commit".to_owned(),
            many => format!("{many} commits"),
        };
        writer
            .write_record([
                harmless_cell(&author).as_str(),
                "commits",
                &arguments.address,
                &commits,
                &captured_at,
                &digest,
                &work.first.to_string(),
                &work.last.to_string(),
            ])
            .map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| format!("The file could not be written: {error}."))
}

/// Author's address by the mailmap and author's day of every commit.
fn history(folder: &Path) -> Result<String, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args([
            "log",
            "--all",
            "--use-mailmap",
            "--date-order",
            "--format=%aE%x09%as",
        ])
        .output()
        .map_err(|error| format!("git could not be started: {error}. Install it."))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        return Err(format!("git could not read the clone: {first}"));
    }
    String::from_utf8(output.stdout).map_err(|_| "The history is not UTF-8 text.".to_owned())
}
