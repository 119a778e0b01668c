//! `commonhold officer print` and `read`: a share on paper, still under its passphrase.

use std::path::PathBuf;

use clap::Args;

use super::gather::read_locked;
use super::{Done, Failure, files};
use crate::seal::paper;

#[derive(Args)]
pub(super) struct PrintArguments {
    /// The share.
    #[arg(value_name = "SHARE")]
    share: PathBuf,
}

#[derive(Args)]
pub(super) struct ReadArguments {
    /// What was typed from the paper.
    #[arg(value_name = "FILE")]
    typed: PathBuf,
    /// Where the share goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn print(arguments: &PrintArguments) -> Result<Done, Failure> {
    let share = read_locked(&arguments.share)?;
    let head = share.head();
    let report = format!(
        "Key share of {}: share {} of {}, of which any {} open.\n\
         Poll {}\n\
         Under its holder's passphrase: this paper alone opens nothing.\n\n\
         {}\n\
         Type the numbered lines into a file, and run: commonhold officer read FILE --out SHARE\n",
        head.holder,
        head.x,
        head.of,
        head.threshold,
        head.poll,
        paper::print(&share),
    );
    Ok(Done {
        holds: true,
        report,
    })
}

pub(super) fn read(arguments: &ReadArguments) -> Result<Done, Failure> {
    let ReadArguments { typed, out } = arguments;
    files::refuse_existing(out)?;
    let text = String::from_utf8(files::read(typed)?)
        .map_err(|_| Failure::of(typed, "it is not text in UTF-8"))?;
    let share = paper::read(&text).map_err(|e| Failure::of(typed, e))?;
    files::write_new(out, &share.encode(), 0o600)?;
    let report = format!(
        "{}'s share of poll {} is in {}, under the passphrase it was printed under.\n",
        share.head().holder,
        share.head().poll,
        out.display(),
    );
    Ok(Done {
        holds: true,
        report,
    })
}
