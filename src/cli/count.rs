//! `commonhold count`: counts a file of ballots, without a database.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value};

use crate::tally::json::OptionsBy;
use crate::tally::{
    BallotKind, Ballots, Contest, ContestOption, Method, Parameters, blt, count, csv, json, lines,
    text,
};

/// Counts a file of ballots and explains every step.
///
/// Reads a BLT file (`.blt`), a table (`.csv`), or canonical ballots
/// (`.jsonl`, with --manifest or the parameter "options"). Exit code 0: the
/// count reached a result, lost and tied ones included; 2: the input could not
/// be read or counted.
#[derive(Args, Debug)]
pub struct CountArgs {
    /// The ballots: a `.blt`, `.csv` or `.jsonl` file.
    file: PathBuf,
    /// The counting method, such as meek-prf-1.
    #[arg(long)]
    method: String,
    /// How many are to be elected; if absent, what the file or the manifest
    /// says, or else 1.
    #[arg(long)]
    seats: Option<u32>,
    /// Print the outcome as canonical JSON.
    #[arg(long)]
    json: bool,
    /// What else the method needs, as a JSON object, or @FILE that holds one.
    #[arg(long, value_name = "JSON|@FILE")]
    parameters: Option<String>,
    /// The manifest of the poll: options, seats and parameters for `.jsonl`.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

/// Runs the subcommand; a sentence on standard error says why not.
pub fn run(args: &CountArgs) -> ExitCode {
    let printed = counted(args).and_then(|printed| {
        let written = std::io::stdout().write_all(printed.as_bytes());
        written.map_err(|error| format!("The result could not be written: {error}."))
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

/// Reads, counts and renders.
fn counted(args: &CountArgs) -> Result<String, String> {
    let method: Method = args.method.parse().map_err(sentence)?;
    let manifest = args.manifest.as_deref().map(read_object).transpose()?;
    let given = given_parameters(args, manifest.as_ref())?;
    let (contest, ballots) = read_ballots(args, method, manifest.as_ref(), &given)?;
    let contest = match args.seats {
        Some(seats) => contest.with_seats(seats).map_err(sentence)?,
        None => contest,
    };
    let mut given = given;
    given.remove("options");
    let parameters =
        Parameters::from_json(&Value::Object(given), &contest, method).map_err(sentence)?;
    if !parameters.unread.is_empty() {
        let unread = parameters.unread.join(", ");
        eprintln!("Note: {method} does not use these parameters: {unread}.");
    }
    let outcome = count(&contest, &ballots, method, &parameters).map_err(sentence)?;
    Ok(match args.json {
        true => json::render(&outcome, OptionsBy::Name) + "\n",
        false => text::render(&outcome),
    })
}

fn sentence(error: impl ToString) -> String {
    error.to_string()
}

/// The parameters of the manifest, overridden by those on the command line.
fn given_parameters(
    args: &CountArgs,
    manifest: Option<&Map<String, Value>>,
) -> Result<Map<String, Value>, String> {
    let of_manifest = manifest.and_then(|manifest| manifest.get("parameters"));
    let mut given = of_manifest
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    if let Some(argument) = &args.parameters {
        let own = match argument.strip_prefix('@') {
            Some(path) => read_object(Path::new(path))?,
            None => object(argument.as_bytes(), "--parameters")?,
        };
        given.extend(own);
    }
    Ok(given)
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))
}

fn read_object(path: &Path) -> Result<Map<String, Value>, String> {
    object(&read_file(path)?, &path.display().to_string())
}

fn object(bytes: &[u8], of: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_slice(bytes).map_err(|error| format!("{of} is not a JSON object: {error}."))
}

fn read_ballots(
    args: &CountArgs,
    method: Method,
    manifest: Option<&Map<String, Value>>,
    given: &Map<String, Value>,
) -> Result<(Contest, Ballots), String> {
    let path = &args.file;
    let fault = |error: String| format!("{}: {error}", path.display());
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("blt") => {
            let blt = blt::read(&read_file(path)?).map_err(|error| fault(error.to_string()))?;
            let ballots = match method.ballot_kind() {
                BallotKind::Ranked => Ballots::Ranked(blt.ballots),
                BallotKind::Marked => Ballots::Marked(blt.ballots),
                BallotKind::Scored | BallotKind::Motion => {
                    return Err(fault(format!("A BLT file holds no ballots for {method}.")));
                }
            };
            Ok((blt.contest, ballots))
        }
        Some("csv") => {
            let seats = args.seats.unwrap_or(1);
            let table = csv::read(&read_file(path)?, method.ballot_kind(), seats)
                .map_err(|error| fault(error.to_string()))?;
            Ok((table.contest, table.ballots))
        }
        Some("jsonl") => {
            let contest = match method.ballot_kind() {
                BallotKind::Motion => Contest::motion(),
                _ => listed_contest(args, manifest, given)?,
            };
            let ballots = lines::read(&read_file(path)?, &contest, method.ballot_kind())
                .map_err(|error| fault(error.to_string()))?;
            Ok((contest, ballots))
        }
        _ => Err(format!(
            "{}: the name must end in .blt, .csv or .jsonl, to say what the file holds.",
            path.display()
        )),
    }
}

/// The contest of canonical ballots, which name options by number or id only.
fn listed_contest(
    args: &CountArgs,
    manifest: Option<&Map<String, Value>>,
    given: &Map<String, Value>,
) -> Result<Contest, String> {
    let listed = manifest.and_then(|manifest| manifest.get("options"));
    let listed = given
        .get("options")
        .or(listed)
        .and_then(Value::as_array)
        .ok_or(
            "Canonical ballots name options by number only: give --manifest FILE, or \
         --parameters with \"options\", a list of {\"id\":…,\"name\":…}.",
        )?;
    let option = |item: &Value| {
        let text = |key| item.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(ContestOption {
            id: text("id")?,
            name: text("name")?,
        })
    };
    let options: Option<Vec<ContestOption>> = listed.iter().map(option).collect();
    let options = options.ok_or("“options” must be a list of objects with “id” and “name”.")?;
    let of_manifest = manifest
        .and_then(|manifest| manifest.get("seats"))
        .and_then(Value::as_u64);
    let of_manifest = of_manifest.and_then(|seats| u32::try_from(seats).ok());
    Contest::new(options, args.seats.or(of_manifest).unwrap_or(1)).map_err(sentence)
}
