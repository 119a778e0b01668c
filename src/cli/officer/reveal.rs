//! `commonhold officer reveal`: the officer's value for the lot, after the close.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{
    Done, ExtendedOption, Failure, PassphraseOption, files, now, read_key, read_manifest,
    require_closed,
};
use crate::seal::hash::Reveal;
use crate::seal::keyfile::Secret;
use crate::seal::keys::SignPart;
use crate::seal::lot::{RevealFile, share_of};
use crate::seal::manifest::{Beacon, Manifest};
use crate::seal::sign::Signer;

#[derive(Args)]
pub(super) struct Arguments {
    /// The officer's signing key.
    #[arg(long, value_name = "FILE")]
    sign: PathBuf,
    /// The poll's manifest.json.
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// Where reveal.json goes; without it, it is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    extended: ExtendedOption,
    #[command(flatten)]
    passphrase: PassphraseOption,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let manifest = read_manifest(&arguments.manifest)?;
    require_closed(arguments.extended.close(&manifest)?, now()?)?;
    let secret = read_key(&arguments.sign, arguments.passphrase.source())?;
    let officer = Officer::of(&arguments.sign, secret, &manifest)?;
    let Some(file) = officer.reveal_file(&arguments.sign, &manifest)? else {
        let name = officer.name;
        return Err(Failure::new(format!(
            "{name} committed to no value for this poll's lot: there is nothing to reveal."
        )));
    };
    let bytes = file.encode();
    let report = match &arguments.out {
        None => format!("{}\n", String::from_utf8_lossy(&bytes)),
        Some(out) => {
            files::write_new(out, &bytes, 0o644)?;
            format!(
                "{}'s value for the lot is in {}: upload it.\n",
                officer.name,
                out.display()
            )
        }
    };
    Ok(Done {
        holds: true,
        report,
    })
}

/// An officer of one poll, with their keys.
pub(super) struct Officer {
    /// The name in the manifest.
    pub(super) name: String,
    /// The signing key.
    pub(super) key: Signer,
    share: Reveal,
}

impl Officer {
    /// The manifest's officer whose key this is.
    pub(super) fn of(path: &Path, secret: Secret, manifest: &Manifest) -> Result<Self, Failure> {
        let Secret::Sign {
            key,
            reveal,
            public,
        } = secret
        else {
            return Err(Failure::of(
                path,
                "this is a sealing key, where a signing key is needed",
            ));
        };
        require_poll(path, &public, manifest)?;
        match manifest.officer_by_key(&key.public()) {
            Some(officer) => Ok(Self {
                name: officer.name.clone(),
                key,
                share: share_of(&reveal, public.poll(), &manifest.terms().poll),
            }),
            None => {
                let why = format!(
                    "this is {}'s signing key, which is not one of this poll's officers' keys",
                    public.name()
                );
                Err(Failure::of(path, why))
            }
        }
    }

    /// What this officer reveals, or `None` if the lot does not rest on them.
    pub(super) fn reveal_file(
        &self,
        path: &Path,
        manifest: &Manifest,
    ) -> Result<Option<RevealFile>, Failure> {
        let Beacon::Reveals(commitments) = &manifest.terms().beacon else {
            return Ok(None);
        };
        if commitments
            .iter()
            .all(|commitment| commitment.by != self.name)
        {
            return Ok(None);
        }
        let (by, reveal) = (self.name.clone(), self.share.clone());
        let file = RevealFile {
            by,
            eid: manifest.eid(),
            reveal,
        };
        file.check(manifest).map_err(|e| Failure::of(path, e))?;
        Ok(Some(file))
    }
}

fn require_poll(path: &Path, public: &SignPart, manifest: &Manifest) -> Result<(), Failure> {
    let poll = manifest.terms().poll;
    match public.poll() {
        Some(made_for) if made_for != poll => {
            let why = format!("this key was made for poll {made_for}, the manifest is of {poll}");
            Err(Failure::of(path, why))
        }
        Some(_) | None => Ok(()),
    }
}
