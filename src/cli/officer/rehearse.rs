//! `commonhold officer rehearse`: opens the dummy envelope that the poll's draft offers, with
//! shares, and writes the answer to upload.

use std::path::PathBuf;

use clap::Args;

use super::gather::{ShareOptions, took_part};
use super::{Done, Failure, files};
use crate::seal::rehearsal::Challenge;

#[derive(Args)]
pub(super) struct Arguments {
    /// The rehearsal.json that the poll's draft offers.
    #[arg(long, value_name = "FILE")]
    challenge: PathBuf,
    #[command(flatten)]
    shares: ShareOptions,
    /// Where the answer goes that is uploaded to the poll's draft.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let Arguments {
        challenge: path,
        shares,
        out,
    } = arguments;
    files::refuse_existing(out)?;
    let challenge = Challenge::parse(&files::read(path)?).map_err(|e| Failure::of(path, e))?;
    let public = challenge.public();
    let combined = shares.combine(&public.seal().poll, &public.seal().key)?;
    let answer = challenge
        .answer(&combined.secret, &combined.by)
        .map_err(|e| Failure::of(path, e))?;
    files::write_new(out, &answer.encode(), 0o644)?;
    let report = format!(
        "The dummy envelope of poll {} opens: any {} of {} would open its ballots.\n{}\
         Upload {} to the poll's draft.\n",
        public.seal().poll,
        public.threshold(),
        public.holders().len(),
        took_part(&combined),
        out.display(),
    );
    Ok(Done {
        holds: combined.strays.is_empty(),
        report,
    })
}
