//! `commonhold officer keygen`: a new key under a passphrase, and beside it, as `FILE.pub`, the
//! public part to upload while the poll is drafted.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::{Done, Failure, PassphraseOption, files};
use crate::seal::hash::{PollId, Reveal};
use crate::seal::keyfile::{Secret, lock};
use crate::seal::keys::{SealPart, SignPart};
use crate::seal::opening::SealSecret;
use crate::seal::sign::Signer;

#[derive(Args)]
pub(super) struct Arguments {
    /// Makes a signing key and a value for the lot, instead of a sealing key.
    #[arg(long, requires = "name")]
    sign: bool,
    /// The poll's id as its draft shows it: 32 hex digits. A signing key needs none: it serves
    /// every poll.
    #[arg(long, value_name = "ID", required_unless_present = "sign")]
    poll: Option<PollId>,
    /// The officer's name, as it will stand in the manifest.
    #[arg(long, requires = "sign")]
    name: Option<String>,
    /// Where the secret key goes, encrypted; its public part goes to FILE.pub.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOption,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let Arguments {
        sign: _,
        poll,
        name,
        out,
        passphrase,
    } = arguments;
    let public_out = files::public_path(out);
    files::refuse_existing(out)?;
    files::refuse_existing(&public_out)?;
    let mut rng = rand::rng();
    let secret = match (name, poll) {
        (Some(name), poll) => {
            let (key, reveal) = (Signer::generate(&mut rng), Reveal::random(&mut rng));
            let public = SignPart::sign(name, &key, *poll, &reveal)
                .map_err(|e| Failure::new(format!("{e}.")))?;
            Secret::Sign {
                key,
                reveal,
                public,
            }
        }
        (None, Some(poll)) => {
            let key = SealSecret::generate(&mut rng);
            let public = SealPart {
                poll: *poll,
                key: key.public(),
            };
            Secret::Seal { key, public }
        }
        (None, None) => return Err(Failure::new("Give --poll ID, or --sign and --name NAME.")),
    };
    let passphrase = passphrase.source().for_making(out)?;
    let file = lock(&mut rng, &secret, &passphrase).map_err(|e| Failure::new(format!("{e}.")))?;
    let public = secret.public();
    files::write_new(out, &file, 0o600)?;
    if let Err(failure) = files::write_new(&public_out, &public.encode(), 0o644) {
        // A key whose public part nobody has is worth nothing; the first fault is reported.
        let _ = fs::remove_file(out);
        return Err(failure);
    }
    let what = match &secret {
        Secret::Seal { .. } => "The sealing key is",
        Secret::Sign { .. } => "The signing key, with the value for the lot, is",
    };
    let place = match &secret {
        Secret::Sign { public, .. } if public.poll().is_none() => {
            "in the officers' room, under Your key"
        }
        Secret::Seal { .. } | Secret::Sign { .. } => "while the poll is drafted",
    };
    let report = format!(
        "{what} in {}, under the passphrase. Without both, nothing opens: keep a copy apart.\n\
         Upload {} {place}, and compare the fingerprint there: {}\n",
        out.display(),
        public_out.display(),
        public.fingerprint(),
    );
    Ok(Done {
        holds: true,
        report,
    })
}
