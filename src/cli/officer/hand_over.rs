//! `commonhold officer hand-over`: a holder's share, encrypted to the key of whoever opens on a
//! machine of their own. Before the close none is handed over.

use std::path::PathBuf;

use clap::Args;

use super::gather::{read_locked, unlock};
use super::{
    Done, ExtendedOption, Failure, PassphraseOption, files, now, read_manifest, require_closed,
};
use crate::seal::handed::HandedShare;
use crate::seal::keys::PublicPart;

#[derive(Args)]
pub(super) struct Arguments {
    /// The holder's share.
    #[arg(value_name = "SHARE")]
    share: PathBuf,
    /// The public part of the key of whoever opens: they make it with officer keygen --poll, for
    /// this alone.
    #[arg(long, value_name = "PUBLIC")]
    to: PathBuf,
    /// The manifest.json of the closed poll.
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// Where the share goes, for them to read and nobody else.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    extended: ExtendedOption,
    #[command(flatten)]
    passphrase: PassphraseOption,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let Arguments {
        share: path,
        to,
        manifest,
        out,
        extended,
        passphrase,
    } = arguments;
    files::refuse_existing(out)?;
    let manifest = read_manifest(manifest)?;
    require_closed(extended.close(&manifest)?, now()?)?;
    let locked = read_locked(path)?;
    let terms = manifest.terms();
    locked
        .head()
        .fits(&terms.poll, &terms.seal_key)
        .map_err(|e| Failure::of(path, e))?;
    let part = PublicPart::parse(&files::read(to)?).map_err(|e| Failure::of(to, e))?;
    let PublicPart::Seal(opener) = &part else {
        return Err(Failure::of(
            to,
            "a share is handed to a key that officer keygen --poll made for this",
        ));
    };
    let share = unlock(path, &locked, passphrase.source())?;
    let handed =
        HandedShare::seal(&mut rand::rng(), &share, opener).map_err(|e| Failure::of(to, e))?;
    files::write_new(out, &handed.encode(), 0o644)?;
    let report = format!(
        "{}'s share is in {}, for the key with this fingerprint alone. Ask its owner, by telephone \
         or face to face, whether it is theirs: {}\n",
        locked.head().holder,
        out.display(),
        part.fingerprint(),
    );
    Ok(Done {
        holds: true,
        report,
    })
}
