//! `commonhold verify`: whether an evidence bundle, or the acts in a log, hold, without a
//! database or a network.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::evidence::bundle::{Files, MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, archive};
use crate::evidence::deeds;
use crate::evidence::verify::{Given, State, verify};

/// An archive is no larger than its files and their headers.
pub(super) const MAX_ARCHIVE_BYTES: u64 = MAX_BYTES + (64 << 20);
/// Policies, checkpoints and receipts are small; whatever is larger is none.
const MAX_SMALL_BYTES: u64 = 16 << 20;

/// Checks an evidence bundle offline, one line for each check.
///
/// Exit code 0: nothing fails; 1: a check fails (with --strict, also if one is
/// open); 2: there is no bundle that could be read.
#[derive(Args, Debug)]
pub struct VerifyArguments {
    /// The bundle: an archive, or the folder it was unpacked to.
    #[arg(required_unless_present = "deeds")]
    bundle: Option<PathBuf>,
    /// Check the acts on protected assets instead, in a folder with the files of the log.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["bundle", "receipts", "json"])]
    deeds: Option<PathBuf>,
    /// Whom to trust: a C2SP tlog-policy with lines `receipt` and `officer`.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// A checkpoint of the log that you saw elsewhere.
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// A receipt that a voter was given.
    #[arg(long = "receipt", value_name = "FILE")]
    receipts: Vec<PathBuf>,
    /// Let a check that is open count as one that fails.
    #[arg(long)]
    strict: bool,
    /// Print one line of canonical JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub fn run(arguments: &VerifyArguments) -> ExitCode {
    let VerifyArguments {
        bundle,
        policy,
        checkpoints,
        receipts,
        strict,
        json,
        deeds,
    } = arguments;
    // What cannot be read at all is said by check 01.
    let mut unreadable = None;
    let mut small = |path: &PathBuf| {
        let bytes = read(path, MAX_SMALL_BYTES).unwrap_or_else(|why| {
            unreadable.get_or_insert(why);
            Vec::new()
        });
        (path.display().to_string(), bytes)
    };
    let policy = policy.as_ref().map(|path| small(path).1);
    let checkpoints: Vec<_> = checkpoints.iter().map(&mut small).collect();
    let receipts: Vec<_> = receipts.iter().map(&mut small).collect();
    if let Some(folder) = deeds {
        let given = deeds::Given {
            policy: policy.as_deref(),
            checkpoints: &checkpoints,
        };
        return check_deeds(folder, unreadable, &given, *strict);
    }
    let Some(bundle) = bundle else {
        return ExitCode::from(2);
    };
    let bytes = if bundle.is_dir() {
        Vec::new()
    } else {
        read(bundle, MAX_ARCHIVE_BYTES).unwrap_or_else(|why| {
            unreadable.get_or_insert(why);
            Vec::new()
        })
    };
    let files = match unreadable {
        Some(why) => Err(why),
        None if bundle.is_dir() => read_folder(bundle),
        None => archive::read(&bytes).map_err(|fault| fault.to_string()),
    };
    let report = verify(&Given {
        files,
        policy: policy.as_deref(),
        checkpoints: &checkpoints,
        receipts: &receipts,
    });
    let said = if *json {
        report.to_json() + "\n"
    } else {
        report.to_text()
    };
    if let Err(error) = std::io::stdout().write_all(said.as_bytes()) {
        eprintln!("The verdict could not be written: {error}.");
        return ExitCode::from(2);
    }
    ExitCode::from(report.exit_code(*strict))
}

/// One line for each act on a protected asset in the log, after those about the log itself.
fn check_deeds(
    folder: &Path,
    unreadable: Option<String>,
    given: &deeds::Given<'_>,
    strict: bool,
) -> ExitCode {
    let files = match unreadable {
        Some(why) => Err(why),
        None => read_folder(folder),
    };
    let findings = match files.and_then(|files| deeds::check(&files, given)) {
        Ok(findings) => findings,
        Err(why) => {
            eprintln!("Nothing was checked: {why}.");
            return ExitCode::from(2);
        }
    };
    let holds = findings.iter().all(|finding| match finding.state {
        State::Ok => true,
        State::Open => !strict,
        State::Fails => false,
    });
    let said: String = findings.iter().map(deeds::Finding::to_text).collect();
    if let Err(error) = std::io::stdout().write_all(said.as_bytes()) {
        eprintln!("The verdict could not be written: {error}.");
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(!holds))
}

/// A clause about a path.
fn fault(path: &Path, why: impl std::fmt::Display) -> String {
    format!("{}: {why}", path.display())
}

/// The bytes of a file of at most so many.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let size = fs::metadata(path).map_err(|why| fault(path, why))?.len();
    if size > most {
        return Err(fault(path, "it is larger than such a file may be"));
    }
    fs::read(path).map_err(|why| fault(path, why))
}

/// The files of a folder, by path from there on. Links and whatever is no plain file are refused,
/// and nothing is read before all sizes are found to be lawful.
pub(super) fn read_folder(root: &Path) -> Result<Files<'static>, String> {
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut folders = vec![(String::new(), root.to_owned())];
    let mut total = 0;
    while let Some((prefix, folder)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|why| fault(&folder, why))? {
            let entry = entry.map_err(|why| fault(&folder, why))?;
            let path = entry.path();
            let name = entry.file_name();
            let name = name
                .to_str()
                .ok_or_else(|| fault(&path, "the name is not ASCII"))?;
            let name = format!("{prefix}{name}");
            // Of a link, this is the link itself.
            let metadata = entry.metadata().map_err(|why| fault(&path, why))?;
            if metadata.is_dir() {
                folders.push((format!("{name}/"), path));
                continue;
            }
            if !metadata.is_file() {
                return Err(fault(&path, "it is not a plain file"));
            }
            total += metadata.len();
            if metadata.len() > MAX_FILE_BYTES || total > MAX_BYTES || found.len() == MAX_FILES {
                return Err(fault(root, "the folder is larger than a bundle may be"));
            }
            found.insert(name, path);
        }
    }
    let read_one = |(name, path): (String, PathBuf)| {
        read(&path, MAX_FILE_BYTES).map(|bytes| (name, Cow::Owned(bytes)))
    };
    found.into_iter().map(read_one).collect()
}
