//! `commonhold officer sign`: says in plain words what an act does, asks, and signs it.

use std::fmt::Write as _;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use chrono::DateTime;
use clap::Args;

use super::{Done, Failure, PassphraseOption, files, read_key};
use crate::evidence::act::{Act, ActSignature};
use crate::seal::keyfile::Secret;
use crate::seal::manifest::Manifest;
use crate::typed::shown;

#[derive(Args)]
pub(super) struct Arguments {
    /// The act, as it was downloaded from the officers' room: act-N.json.
    #[arg(value_name = "ACT")]
    act: PathBuf,
    /// The officer's standing signing key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the signature goes; without it, beside the act, as ACT.sig.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Signs without asking whether this is what you mean to sign.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    passphrase: PassphraseOption,
}

pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let Arguments {
        act: path,
        key,
        out,
        yes,
        passphrase,
    } = arguments;
    let out = out.clone().unwrap_or_else(|| {
        let mut name = path.as_os_str().to_owned();
        name.push(".sig");
        PathBuf::from(name)
    });
    files::refuse_existing(&out)?;
    let act = Act::parse(&files::read(path)?).map_err(|e| Failure::of(path, e))?;
    let words = in_words(&act);
    if !yes {
        ask(&words)?;
    }
    let Secret::Sign { key, public, .. } = read_key(key, passphrase.source())? else {
        return Err(Failure::of(
            key,
            "this is a sealing key, where a signing key is needed",
        ));
    };
    let signature = ActSignature {
        act: act.leaf().act_digest(),
        by: public.name().to_owned(),
        signature: act.leaf().sign(&key),
    };
    files::write_new(&out, &signature.encode(), 0o644)?;
    let mut report = if *yes { words } else { String::new() };
    // Writing to a String cannot fail.
    let _ = writeln!(
        report,
        "Signed as {}. Upload {} where you downloaded the act.",
        public.name(),
        out.display()
    );
    Ok(Done {
        holds: true,
        report,
    })
}

/// Shows the act and waits for a yes.
fn ask(words: &str) -> Result<(), Failure> {
    let terminal = io::stdin();
    if !terminal.is_terminal() {
        return Err(Failure::new(
            "Nobody is at a terminal to say yes. Read the act, then run this with --yes.",
        ));
    }
    let mut answer = String::new();
    let heard = write!(io::stderr(), "{words}Sign this? Type yes: ")
        .and_then(|()| io::stderr().flush())
        .and_then(|()| terminal.lock().read_line(&mut answer));
    match heard {
        Ok(_) if answer.trim() == "yes" => Ok(()),
        Ok(_) => Err(Failure::new("Nothing was signed.")),
        Err(fault) => Err(Failure::new(format!("The terminal: {fault}."))),
    }
}

/// What the act does, in lines that a person can read aloud. The words in it are another's: none
/// is printed by which a line would say something else than is signed.
fn in_words(act: &Act) -> String {
    let words = shown(&act.leaf().words());
    let mut text = format!("You are asked to sign:\n\n  {words}\n");
    if let Some(manifest) = act.manifest() {
        text.push('\n');
        text.push_str(&manifest_in_words(manifest));
    }
    let digest = act.leaf().act_digest().to_string();
    let groups: Vec<&str> = (0..5).map(|i| &digest[4 * i..4 * i + 4]).collect();
    let _ = writeln!(
        text,
        "\n  The act's digest begins with {}: compare it with the page.\n",
        groups.join(" ")
    );
    text
}

fn manifest_in_words(manifest: &Manifest) -> String {
    let terms = manifest.terms();
    let at = |seconds: u64| {
        i64::try_from(seconds)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .map_or_else(
                || seconds.to_string(),
                |at| at.format("%A %-d %B %Y, %H:%M:%S UTC").to_string(),
            )
    };
    let mut text = format!("  Question   {}\n", shown(&terms.question));
    for (place, option) in terms.options.iter().enumerate() {
        let label = if place == 0 { "Options" } else { "" };
        let _ = writeln!(text, "  {label:<10} {}. {}", place + 1, shown(&option.name));
    }
    let counted = match terms.seats {
        0 => format!("by {}", terms.method),
        1 => format!("for 1 seat, by {}", terms.method),
        seats => format!("for {seats} seats, by {}", terms.method),
    };
    let _ = writeln!(text, "  Counted    {counted}");
    let _ = writeln!(text, "  Opens      {}", at(terms.opens));
    let _ = writeln!(text, "  Closes     {}", at(terms.closes));
    for (place, officer) in terms.officers.iter().enumerate() {
        let label = if place == 0 { "Officers" } else { "" };
        let key = officer.key.to_string();
        let _ = writeln!(
            text,
            "  {label:<10} {}, key {} {} {} {} …",
            shown(&officer.name),
            &key[..4],
            &key[4..8],
            &key[8..12],
            &key[12..16]
        );
    }
    text
}
