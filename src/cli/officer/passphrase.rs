//! Where passphrases come from: a file, or the terminal without echo. Never the environment,
//! which other processes may read.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::Failure;
use crate::seal::keyfile::Passphrase;

/// The longest first line of a passphrase file, in bytes.
const MAX_BYTES: u64 = 4096;

/// A passphrase file, or the terminal if there is none.
#[derive(Clone, Copy)]
pub(super) struct PassphraseSource<'a>(pub(super) Option<&'a Path>);

impl PassphraseSource<'_> {
    /// The passphrase of an existing key file.
    pub(super) fn for_opening(self, key: &Path) -> Result<Passphrase, Failure> {
        match self.0 {
            Some(file) => from_file(file),
            None => parse(ask(&format!("Passphrase of {}: ", key.display()))?),
        }
    }

    /// The passphrase of a key file to be made; the terminal asks twice.
    pub(super) fn for_making(self, key: &Path) -> Result<Passphrase, Failure> {
        let Some(file) = self.0 else {
            let first = ask(&format!(
                "New passphrase of {}, at least {} characters: ",
                key.display(),
                Passphrase::MIN_CHARS
            ))?;
            let passphrase = parse(first.clone())?;
            if *first != *ask("The same once more: ")? {
                return Err(Failure::new(
                    "The two passphrases differ: nothing was written.",
                ));
            }
            return Ok(passphrase);
        };
        from_file(file)
    }
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|e| {
            Failure::new(format!(
                "No passphrase could be read from a terminal ({e}): use --passphrase-file."
            ))
        })
}

fn parse(raw: Zeroizing<String>) -> Result<Passphrase, Failure> {
    Passphrase::parse(raw).map_err(Failure::new)
}

fn from_file(path: &Path) -> Result<Passphrase, Failure> {
    let mut line = Zeroizing::new(String::new());
    File::open(path)
        .and_then(|file| BufReader::new(file.take(MAX_BYTES)).read_line(&mut line))
        .map_err(|e| Failure::of(path, e))?;
    let kept = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(kept);
    Passphrase::parse(line).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
}
