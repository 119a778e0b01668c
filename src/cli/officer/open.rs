//! `commonhold officer open`: the live envelopes of a closed poll become ballots, sorted by
//! content, and a signed statement. Which envelope held which ballot is written nowhere.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::gather::{ShareOptions, took_part};
use super::passphrase::PassphraseSource;
use super::reveal::Officer;
use super::{
    Done, ExtendedOption, Failure, PassphraseOption, files, now, read_key, read_manifest,
    require_closed,
};
use crate::evidence::extended::effective_close;
use crate::evidence::leaf::Leaf;
use crate::seal::ballot::total_votes;
use crate::seal::envelopes::Export;
use crate::seal::hash::{PollId, sha256};
use crate::seal::keyfile::Secret;
use crate::seal::manifest::Manifest;
use crate::seal::opening::{Opening, SealSecret, open_export};
use crate::seal::shares::LockedShare;

#[derive(Args)]
pub(super) struct Arguments {
    /// The envelopes.jsonl of the closed poll.
    #[arg(long, value_name = "FILE")]
    envelopes: PathBuf,
    /// The poll's manifest.json.
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// The poll's sealing key, where it was not split.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "shares",
        conflicts_with = "shares"
    )]
    key: Option<PathBuf>,
    #[command(flatten)]
    shares: ShareOptions,
    /// The officer's signing key.
    #[arg(long, value_name = "FILE")]
    sign: PathBuf,
    /// The folder to make for ballots.jsonl, open.jsonl, statement.json and reveal.json.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    extended: ExtendedOption,
    #[command(flatten)]
    passphrase: PassphraseOption,
    /// The passphrase file of the signing key, if it is another than that of the sealing key.
    #[arg(long, value_name = "FILE", requires = "passphrase_file")]
    sign_passphrase_file: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let Arguments {
        envelopes,
        manifest,
        key,
        shares,
        sign,
        out,
        extended,
        passphrase,
        sign_passphrase_file,
    } = arguments;
    files::refuse_existing(out)?;
    let manifest = read_manifest(manifest)?;
    let at = now()?;
    require_closed(extended.close(&manifest)?, at)?;
    let export = Export::parse(&files::read(envelopes)?).map_err(|e| Failure::of(envelopes, e))?;
    export
        .check(&manifest)
        .map_err(|e| Failure::of(envelopes, e))?;
    let entries = export.extensions().iter().cloned().map(Leaf::from_value);
    let closes = entries
        .collect::<Result<Vec<_>, _>>()
        .and_then(|entries| effective_close(&manifest, &entries))
        .map_err(|e| Failure::of(envelopes, e))?;
    require_closed(closes, at)?;

    let terms = manifest.terms();
    let (seal, by) = match key {
        Some(key) => (
            whole_key(key, passphrase.source(), &terms.poll)?,
            String::new(),
        ),
        None => {
            let combined = shares.combine(&terms.poll, &terms.seal_key)?;
            let by = took_part(&combined);
            (combined.secret, by)
        }
    };
    let sign_source = match sign_passphrase_file {
        Some(file) => PassphraseSource(Some(file)),
        None => passphrase.source(),
    };
    let officer = Officer::of(sign, read_key(sign, sign_source)?, &manifest)?;
    let reveal = officer.reveal_file(sign, &manifest)?;

    let opening = open_export(&seal, &manifest, &export)
        .map_err(|e| Failure::of(key.as_deref().unwrap_or(envelopes), e))?;
    let statement = opening
        .statement(&officer.name, &officer.key, at)
        .map_err(|e| Failure::of(envelopes, e))?;
    let mut contents = vec![
        ("ballots.jsonl", opening.ballots_file()),
        ("open.jsonl", opening.open_file()),
        ("statement.json", statement.encode()),
    ];
    contents.extend(reveal.map(|file| ("reveal.json", file.encode())));
    files::write_folder(out, &contents)?;
    let names: Vec<&str> = contents.iter().map(|(name, _)| *name).collect();
    let mut report = report(&manifest, &export, &opening);
    report.push_str(&by);
    let _ = writeln!(
        report,
        "The statement is signed as {}. Upload what is in {}: {}.",
        officer.name,
        out.display(),
        names.join(", ")
    );
    Ok(Done {
        holds: opening.is_clean(),
        report,
    })
}

/// The sealing key of this poll, from one file.
fn whole_key(
    path: &Path,
    source: PassphraseSource<'_>,
    poll: &PollId,
) -> Result<SealSecret, Failure> {
    let bytes = files::read(path)?;
    if LockedShare::parse(&bytes).is_ok() {
        return Err(Failure::of(
            path,
            "this is a share of a key: name it, and as many more as open, with --share",
        ));
    }
    let Secret::Seal { key, public } = read_key(path, source)? else {
        return Err(Failure::of(
            path,
            "this is a signing key, where the sealing key is needed",
        ));
    };
    if public.poll != *poll {
        let why = format!(
            "this key was made for poll {}, the manifest is of {poll}",
            public.poll
        );
        return Err(Failure::of(path, why));
    }
    Ok(key)
}

fn report(manifest: &Manifest, export: &Export, opening: &Opening) -> String {
    let count = |n: usize, one: &str, many: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    };
    let envelopes = count(export.envelopes().len(), "envelope", "envelopes");
    let ballots = count(opening.lines().len(), "ballot", "ballots");
    let mut text = format!(
        "{}\n{envelopes} opened into {ballots} with {} votes.\n",
        manifest.terms().question,
        total_votes(opening.lines()),
    );
    // Writing to a String cannot fail.
    if export.number_set_aside() > 0 {
        let n = export.number_set_aside();
        let _ = writeln!(
            text,
            "Set aside by an act that two officers signed, and not opened: {n}. Compare with the log."
        );
    }
    if !opening.undecodable().is_empty() {
        let _ = writeln!(text, "Undecodable: {}.", opening.undecodable().len());
        for (digest, why) in opening.undecodable() {
            let _ = writeln!(text, "  {digest}: {why}");
        }
    }
    if !opening.clashing().is_empty() {
        let n = opening.clashing().len();
        let _ = writeln!(
            text,
            "Clashing, that is sharing a tracker or an encapsulated key: {n}."
        );
        for digest in opening.clashing() {
            let _ = writeln!(text, "  {digest}");
        }
    }
    if !opening.is_clean() {
        text.push_str("The poll is not certified until it is decided what becomes of these.\n");
    }
    let _ = writeln!(
        text,
        "SHA-256 of ballots.jsonl: {}\nA second officer who opens the same envelopes gets the same.",
        sha256(&opening.ballots_file())
    );
    text
}
