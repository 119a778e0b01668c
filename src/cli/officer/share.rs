//! `commonhold officer share`: commits an officer's standing key to its share of one poll's lot,
//! and writes the public part to upload while the poll is drafted.

use std::path::PathBuf;

use clap::Args;

use super::{Done, Failure, PassphraseOption, files, read_key};
use crate::seal::hash::PollId;
use crate::seal::keyfile::Secret;
use crate::seal::keys::{PublicPart, SignPart};
use crate::seal::lot::share_of;

#[derive(Args)]
pub(super) struct Arguments {
    /// The officer's standing signing key.
    #[arg(long, value_name = "FILE")]
    sign: PathBuf,
    /// The poll's id as its draft shows it: 32 hex digits.
    #[arg(long, value_name = "ID")]
    poll: PollId,
    /// Where the public part goes that is uploaded to the poll's draft.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOption,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let Arguments {
        sign,
        poll,
        out,
        passphrase,
    } = arguments;
    files::refuse_existing(out)?;
    let Secret::Sign {
        key,
        reveal,
        public,
    } = read_key(sign, passphrase.source())?
    else {
        return Err(Failure::of(
            sign,
            "this is a sealing key, where a signing key is needed",
        ));
    };
    if public.poll().is_some_and(|made_for| made_for != *poll) {
        return Err(Failure::of(
            sign,
            "this key was made for another poll; a standing key, made without --poll, serves all",
        ));
    }
    let share = share_of(&reveal, public.poll(), poll);
    let part = SignPart::sign(public.name(), &key, Some(*poll), &share)
        .map_err(|e| Failure::new(format!("{e}.")))?;
    let part = PublicPart::Sign(part);
    files::write_new(out, &part.encode(), 0o644)?;
    let report = format!(
        "{}'s commitment to the lot of poll {poll} is in {}. Upload it to the poll's draft, and \
         compare the fingerprint there: {}\n",
        public.name(),
        out.display(),
        part.fingerprint(),
    );
    Ok(Done {
        holds: true,
        report,
    })
}
