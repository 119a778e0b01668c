//! Acts on protected assets, checked from the files of the public log alone: that each was
//! told to the log with its terms before anybody decided, and is signed by two officers
//! whose keys the log took up before.
//!
//! What a superuser writes into the database without the officers' keys is no entry that
//! passes here; and what is no entry at all is shown by the register's own pages, which name
//! the entry of every deed.

use std::collections::BTreeMap;

use super::bundle::Files;
use super::leaf::Leaf;
use crate::seal::hash::{Digest, PublicKey};
use crate::tlog::bundle as entry_bundle;
use crate::tlog::checkpoint::SignedCheckpoint;
use crate::tlog::tile::bundles;
use crate::tlog::tree::root;

/// The fewest officers who sign.
const FEWEST: usize = 2;

/// The fewest seconds from a deed's first entry to its execution: 20 days of notice and 30
/// of waiting, which no rulebook lowers (`docs/deeds.md`).
const SHORTEST_SECONDS: u64 = (20 + 30) * 86_400;

/// What was found, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub ok: bool,
    pub sentence: String,
}

impl Finding {
    fn ok(sentence: String) -> Self {
        Self { ok: true, sentence }
    }

    fn fails(sentence: String) -> Self {
        Self {
            ok: false,
            sentence,
        }
    }
}

/// Checks every act on a protected asset in the files of a log: `checkpoint` and
/// `tile/entries/…`, as they are served.
///
/// # Errors
/// A clause when the log cannot be read at all.
pub fn check(files: &Files<'_>) -> Result<Vec<Finding>, String> {
    let entries = entries(files)?;
    let mut findings = vec![Finding::ok(format!(
        "{} entries lead to the root of the checkpoint",
        entries.len()
    ))];
    let mut keys: BTreeMap<String, PublicKey> = BTreeMap::new();
    let mut told: BTreeMap<Digest, u64> = BTreeMap::new();
    let mut done: BTreeMap<u64, usize> = BTreeMap::new();
    for (index, bytes) in entries.iter().enumerate() {
        let Ok(leaf) = Leaf::parse(bytes) else {
            continue;
        };
        match &leaf {
            Leaf::OfficerKey(officer) => {
                // The first two come with nobody before them to vouch.
                let vouched = keys.len() < FEWEST || signers(&leaf, &keys).len() >= FEWEST;
                if vouched {
                    keys.insert(officer.name.clone(), officer.key);
                } else {
                    findings.push(Finding::fails(format!(
                        "entry {index} takes up a key of {} that two officers did not sign for",
                        officer.name
                    )));
                }
            }
            Leaf::RegistryRecorded(recorded) => {
                told.entry(recorded.file).or_insert(recorded.at);
            }
            Leaf::AssetExecuted(executed) => {
                let signed = signers(&leaf, &keys);
                let what = format!(
                    "entry {index}: deed D-{} on A-{}",
                    executed.deed, executed.asset
                );
                let fault = if signed.len() < FEWEST {
                    Some(format!(
                        "it is not signed by two officers whose keys the log holds, but by {}",
                        signed.len()
                    ))
                } else if let Some(first) = done.insert(executed.deed, index) {
                    Some(format!("it was carried out already by entry {first}"))
                } else {
                    match told.get(&executed.terms) {
                        None => Some("its terms were never told to the log before".to_owned()),
                        Some(at) if executed.at < at.saturating_add(SHORTEST_SECONDS) => {
                            Some("notice and waiting period cannot have passed".to_owned())
                        }
                        Some(_) => None,
                    }
                };
                findings.push(match fault {
                    Some(why) => Finding::fails(format!("{what}: {why}")),
                    None => Finding::ok(format!(
                        "{what}, by resolutions {} and {}, signed by {}",
                        executed.board,
                        executed.members,
                        signed.join(" and ")
                    )),
                });
            }
            _ => {}
        }
    }
    Ok(findings)
}

/// Whose signatures hold; none where one of them is forged.
fn signers(leaf: &Leaf, keys: &BTreeMap<String, PublicKey>) -> Vec<String> {
    leaf.verify(|name| keys.get(name).copied())
        .map(|names| names.into_iter().map(str::to_owned).collect())
        .unwrap_or_default()
}

/// All entries of the checkpoint's tree, which they hash to.
fn entries<'a>(files: &'a Files<'_>) -> Result<Vec<&'a [u8]>, String> {
    let file = |path: &str| {
        files
            .get(path)
            .map(AsRef::as_ref)
            .ok_or_else(|| format!("{path} is missing"))
    };
    let signed = SignedCheckpoint::from_bytes(file("checkpoint")?)
        .map_err(|why| format!("checkpoint: {why}"))?;
    let of = signed.checkpoint();
    let mut entries: Vec<&'a [u8]> = Vec::new();
    for tile in bundles(of.size()) {
        let path = tile.to_string();
        let bytes: &'a [u8] = file(&path)?;
        let read =
            entry_bundle::parse(bytes, tile.width()).map_err(|why| format!("{path}: {why}"))?;
        entries.extend(read);
    }
    if root(entries.iter()) != of.root() {
        return Err("the entries do not hash to the root of the checkpoint".to_owned());
    }
    Ok(entries)
}
