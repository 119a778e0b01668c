//! `commonhold vacancy`: who takes a seat that falls vacant, from an evidence
//! bundle, without a database or a network.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::verify::{MAX_ARCHIVE_BYTES, read, read_folder};
use crate::evidence::bundle::archive;
use crate::evidence::vacancy::fill;
use crate::evidence::verify::Given;

/// Fills a vacant seat by counting the ballots of an election again.
///
/// The leaver is withdrawn, the others who were elected keep their seats, and
/// caps are obeyed; the bundle is verified first. Exit code 0: the count
/// reached a result, a tie included; 2: there is nothing to count.
#[derive(Args, Debug)]
pub struct VacancyArguments {
    /// The election's evidence bundle: an archive, or the folder it was unpacked to.
    bundle: PathBuf,
    /// Who left: the name or id of an option. Several, in the order in which they left.
    #[arg(long = "leaver", value_name = "OPTION", required = true)]
    leavers: Vec<String>,
    /// Whom to trust: a policy, as `commonhold verify` takes it.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Print one line of canonical JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand; a sentence on standard error says why not.
pub fn run(arguments: &VacancyArguments) -> ExitCode {
    let written = filled(arguments).and_then(|said| {
        let written = std::io::stdout().write_all(said.as_bytes());
        written.map_err(|error| format!("The result could not be written: {error}."))
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

fn filled(arguments: &VacancyArguments) -> Result<String, String> {
    let VacancyArguments {
        bundle,
        leavers,
        policy,
        json,
    } = arguments;
    let policy = policy
        .as_ref()
        .map(|path| read(path, MAX_ARCHIVE_BYTES))
        .transpose()?;
    let bytes;
    let files = if bundle.is_dir() {
        read_folder(bundle)?
    } else {
        bytes = read(bundle, MAX_ARCHIVE_BYTES)?;
        archive::read(&bytes).map_err(|fault| format!("{}: {fault}", bundle.display()))?
    };
    let given = Given {
        files: Ok(files),
        policy: policy.as_deref(),
        checkpoints: &[],
        receipts: &[],
    };
    let filled = fill(&given, leavers)?;
    Ok(match json {
        true => filled.json + "\n",
        false => filled.text,
    })
}
