//! `commonhold officer split`: makes the sealing key of a poll and splits it among its holders.
//! The key itself is in memory only, and is wiped with the program's end.

use std::path::PathBuf;

use clap::Args;

use super::passphrase::PassphraseSource;
use super::{Done, Failure, files};
use crate::seal::hash::PollId;
use crate::seal::keys::{PublicPart, SealPart, SharedPart};
use crate::seal::opening::SealSecret;
use crate::seal::shares::split;

#[derive(Args)]
pub(super) struct Arguments {
    /// The poll's id as its draft shows it: 32 hex digits.
    #[arg(long, value_name = "ID")]
    poll: PollId,
    /// How many shares open.
    #[arg(long, value_name = "T")]
    threshold: u8,
    /// Who holds a share; once for each holder.
    #[arg(long = "holder", value_name = "NAME", required = true)]
    holders: Vec<String>,
    /// The folder to make: share-1 to share-N, one for each holder, and seal.pub to upload.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The passphrase files of the holders, in their order; one alone serves all.
    #[arg(long = "passphrase-file", value_name = "FILE")]
    passphrase_files: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let Arguments {
        poll,
        threshold,
        holders,
        out,
        passphrase_files,
    } = arguments;
    files::refuse_existing(out)?;
    if passphrase_files.len() > 1 && passphrase_files.len() != holders.len() {
        return Err(Failure::new(format!(
            "{} passphrase files are given for {} holders: give one for each, in their order, or one for all.",
            passphrase_files.len(),
            holders.len()
        )));
    }
    let clause = |e: &dyn std::fmt::Display| Failure::new(format!("{e}."));
    let mut rng = rand::rng();
    let secret = SealSecret::generate(&mut rng);
    let seal = SealPart {
        poll: *poll,
        key: secret.public(),
    };
    let public = SharedPart::new(seal, *threshold, holders).map_err(|e| clause(&e))?;
    let mut contents = Vec::new();
    let mut given = String::new();
    for share in split(&mut rng, &secret, &public).map_err(|e| clause(&e))? {
        let head = share.head();
        let name = format!("share-{}", head.x);
        let place = usize::from(head.x) - 1;
        let file = match passphrase_files.as_slice() {
            [only] => Some(only),
            several => several.get(place),
        };
        let asked = out.join(format!("{name} ({})", head.holder));
        let passphrase = PassphraseSource(file.map(PathBuf::as_path)).for_making(&asked)?;
        let locked = share.lock(&mut rng, &passphrase).map_err(|e| clause(&e))?;
        given.push_str(&format!("  {name}  {}\n", head.holder));
        contents.push((name, locked.encode()));
    }
    let part = PublicPart::Shared(public);
    contents.push(("seal.pub".to_owned(), part.encode()));
    let contents: Vec<(&str, Vec<u8>)> = contents
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    files::write_folder(out, &contents)?;
    let report = format!(
        "The sealing key is split. In {}, each under its holder's passphrase:\n{given}\
         Any {threshold} of these {} open the poll, fewer never do. Nobody has the whole key.\n\
         Give each holder their file, and keep none of the others: officer print writes one for paper.\n\
         Upload seal.pub while the poll is drafted, compare the fingerprint there, and rehearse before \
         the poll opens: {}\n",
        out.display(),
        holders.len(),
        part.fingerprint(),
    );
    Ok(Done {
        holds: true,
        report,
    })
}
