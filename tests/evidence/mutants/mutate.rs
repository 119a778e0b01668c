//! Which bundle is changed, where, and how far the rest follows.

use std::sync::LazyLock;

use commonhold::seal::manifest::SmallCells;

use super::archive;
use super::chance::Chance;
use super::follow::{Draft, NAMED};
use super::{gentle, json, text};
use crate::support::log::{log_signer, witness};
use crate::support::made::{Made, Making};
use crate::support::poll::Setup;
use crate::valid::ALL as VALID;

/// What both verifiers are asked about.
pub struct Mutant {
    /// What was done.
    pub done: String,
    pub archive: Vec<u8>,
    pub made: Made,
}

/// Polls of every kind, each as its parts.
static DRAFTS: LazyLock<Vec<Draft>> = LazyLock::new(|| {
    let plain = Setup::default;
    [
        plain(),
        Setup::of("motion-1"),
        Setup::of("approval-1"),
        Setup::of("plurality-1"),
        Setup {
            withheld: true,
            ..Setup::with_small_cells()
        },
        Setup {
            openings: 3,
            extended: true,
            set_aside: 2,
            lost: 1,
            ..plain()
        },
        Setup {
            terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
            ..plain()
        },
        Setup {
            terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
            ..Setup::with_small_cells()
        },
        Setup {
            members: vec![1; 3],
            recast: 0,
            ..plain()
        },
    ]
    .into_iter()
    .map(|setup| Draft::of(&Making::of(setup)))
    .collect()
});

/// The mutant of this number.
pub fn mutant(number: u64) -> Mutant {
    let mut chance = Chance::of(number);
    match chance.below(16) {
        0..9 => parts(&mut chance),
        9 | 10 => files(&mut chance),
        11 | 12 => log_files(&mut chance),
        13 | 14 => beside(&mut chance),
        _ => archives(&mut chance),
    }
}

fn stored(done: String, made: Made) -> Mutant {
    let archive = made.archive();
    Mutant {
        done,
        archive,
        made,
    }
}

/// Changes a file or an entry, and lets the rest follow more or less far.
fn parts(chance: &mut Chance) -> Mutant {
    let before = chance.pick(&DRAFTS);
    let mut draft = before.clone();
    let mut done = String::new();
    for _ in 0..=usize::from(chance.one_in(6)) {
        done += &if chance.one_in(2) {
            entry(chance, &mut draft)
        } else {
            let path = *chance.pick(&NAMED);
            let bytes = draft.files.get_mut(path).unwrap();
            content(chance, path, bytes);
            path.to_owned()
        };
    }
    let follows = 3 - chance.below(4) * chance.below(2);
    if follows >= 1 {
        draft.rename(before);
    }
    if follows >= 2 && chance.one_in(2) {
        let counted = draft.clone();
        draft.count();
        draft.rename(&counted);
    }
    if follows >= 1 {
        draft.sign();
    }
    stored(format!("{done}, followed {follows}"), draft.make())
}

/// Changes an entry of the log, or the order in which they stand.
fn entry(chance: &mut Chance, draft: &mut Draft) -> String {
    // The poll's own are the last; of others there are hundreds.
    let own = draft.entries.len().min(40);
    let from = draft.entries.len() - own;
    let at = from + chance.below(own);
    let other = from + chance.below(own);
    match chance.below(10) {
        0 => draft.entries.swap(at, other),
        1 => {
            draft.entries.remove(at);
        }
        2 => {
            let again = draft.entries[at].clone();
            draft.entries.insert(other, again);
        }
        3 => text::bytes(chance, &mut draft.entries[at]),
        4..8 => {
            gentle::value(chance, &mut draft.entries[at]);
        }
        _ => {
            json::value(chance, &mut draft.entries[at]);
        }
    }
    format!("entry {at}")
}

/// Changes what a file holds, in a way that suits it.
fn content(chance: &mut Chance, path: &str, data: &mut Vec<u8>) {
    if path.ends_with(".json") && chance.one_in(2) && gentle::value(chance, data) {
        return;
    }
    if path.ends_with(".jsonl") && chance.one_in(2) {
        return gentle::line(chance, data);
    }
    if path.ends_with(".json") && !chance.one_in(6) && json::value(chance, data) {
        return;
    }
    if path.ends_with(".jsonl") && !chance.one_in(8) && !data.is_empty() {
        if chance.one_in(3) {
            return text::lines(chance, data);
        }
        let mut lines: Vec<Vec<u8>> = data
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\n").unwrap_or(line).to_vec())
            .collect();
        let one = chance.below(lines.len());
        json::value(chance, &mut lines[one]);
        *data = lines.join(&b'\n');
        data.push(b'\n');
        return;
    }
    text::bytes(chance, data);
}

/// Takes a whole bundle and changes which files it has, or one of them.
fn files(chance: &mut Chance) -> Mutant {
    let valid = chance.pick(&VALID);
    let mut made = valid.made.clone();
    let paths: Vec<String> = made.files.keys().cloned().collect();
    let (one, other) = (chance.pick(&paths).clone(), chance.pick(&paths).clone());
    match chance.below(8) {
        0 => {
            made.files.remove(&one);
        }
        1 => {
            let again = made.files[&one].clone();
            made.files.insert(other.clone(), again);
        }
        2 => {
            let mut name = one.clone().into_bytes();
            text::bytes(chance, &mut name);
            // Names that no archive of ours can hold are for the odd archives.
            let name = String::from_utf8_lossy(&name).into_owned();
            let bytes = made.files.remove(&one).unwrap();
            made.files.insert(name, bytes);
        }
        3 => {
            let names = [
                "as-cast.json",
                "log/rotation/300",
                "log/tile/2/000.p/1",
                "log/tile/0/000",
            ];
            let bytes = made.files[&one].clone();
            made.files.insert((*chance.pick(&names)).to_owned(), bytes);
        }
        _ => {
            let bytes = made.files.get_mut(&one).unwrap();
            content(chance, &one, bytes);
        }
    }
    if chance.one_in(8) {
        json::value(
            chance,
            made.files.get_mut("files.json").unwrap_or(&mut Vec::new()),
        );
    } else if !chance.one_in(8) {
        made.relist();
    }
    stored(format!("{}: {one}, {other}", valid.name), made)
}

/// Changes what says which tree it is: checkpoint, key, rotations, tiles.
fn log_files(chance: &mut Chance) -> Mutant {
    let valid = chance.pick(&VALID);
    let mut made = valid.made.clone();
    let of_log = made.files.keys().filter(|path| path.starts_with("log/"));
    let paths: Vec<String> = of_log.cloned().collect();
    let path = if chance.one_in(2) {
        "log/checkpoint".to_owned()
    } else {
        chance.pick(&paths).clone()
    };
    let data = made.files.get_mut(&path).unwrap();
    if path.starts_with("log/tile/") {
        text::bytes(chance, data);
    } else {
        note(chance, data);
    }
    made.relist();
    stored(format!("{}: {path}", valid.name), made)
}

/// Changes a signed note, and may have its text signed anew.
fn note(chance: &mut Chance, data: &mut Vec<u8>) {
    match chance.below(4) {
        0 => text::bytes(chance, data),
        1 => text::lines(chance, data),
        _ => text::words(chance, data),
    }
    let text = String::from_utf8_lossy(data).into_owned();
    let Some((said, _)) = text.rsplit_once("\n\n") else {
        return;
    };
    if chance.one_in(2) {
        let said = format!("{said}\n");
        let mut lines = log_signer("first").sign(&said).to_string();
        for name in ["oslo", "rome"] {
            let line = witness(name).sign(&said, 1_704_700_000);
            lines += &format!("\n{line}");
        }
        *data = format!("{said}\n{}\n", lines.trim_end()).into_bytes();
    }
}

/// Changes what is given beside the bundle.
fn beside(chance: &mut Chance) -> Mutant {
    let given: Vec<_> = VALID
        .iter()
        .filter(|valid| valid.made.policy.is_some())
        .collect();
    let richer: Vec<_> = VALID
        .iter()
        .filter(|valid| !(valid.made.receipts.is_empty() && valid.made.checkpoints.is_empty()))
        .collect();
    let from = if chance.one_in(2) { given } else { richer };
    let valid = *chance.pick(&from);
    let mut made = valid.made.clone();
    let mut done = "the policy";
    match chance.below(3) {
        0 if !made.receipts.is_empty() => {
            done = "a receipt";
            let one = chance.below(made.receipts.len());
            let data = &mut made.receipts[one].1;
            if chance.one_in(3) || !json::value(chance, data) {
                text::bytes(chance, data);
            }
        }
        1 if !made.checkpoints.is_empty() => {
            done = "a checkpoint";
            let one = chance.below(made.checkpoints.len());
            note(chance, &mut made.checkpoints[one].1);
        }
        _ => {
            if let Some(policy) = &mut made.policy {
                match chance.below(4) {
                    0 => text::bytes(chance, policy),
                    1 => text::lines(chance, policy),
                    _ => text::words(chance, policy),
                }
            }
        }
    }
    stored(format!("{}: {done}", valid.name), made)
}

fn archives(chance: &mut Chance) -> Mutant {
    let valid = chance.pick(&VALID);
    Mutant {
        done: format!("{}: the archive", valid.name),
        archive: archive::odd(chance, &valid.made),
        made: valid.made.clone(),
    }
}
