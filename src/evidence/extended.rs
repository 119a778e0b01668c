//! When a poll closes: as its manifest says, or as the last entry says that puts the close off.
//! For an officer's machine, which has neither the log nor a clock that anyone else trusts.

use std::collections::BTreeSet;

use super::leaf::Leaf;
use crate::seal::fields::Refusal;
use crate::seal::hash::{PublicKey, count};
use crate::seal::manifest::Manifest;

const WHAT: &str = "the extension";
/// How many officers it takes at least, whatever the rule says.
const FEWEST: u64 = 2;

/// The effective close, in unix seconds, by the entries `poll.extended` that are at hand, in the
/// order of the log.
///
/// # Errors
/// A sentence about the first entry that is none of this poll, is not later than the close before
/// it, or is not signed by as many of the manifest's officers as its rule asks, and by two at least.
pub fn effective_close(manifest: &Manifest, entries: &[Leaf]) -> Result<u64, Refusal> {
    let refuse = |why: String| Err(Refusal::new(WHAT, why));
    let rules = &manifest.terms().rules;
    let rule = rules.iter().find(|rule| rule.key == "opening.officers");
    let required = rule
        .and_then(|rule| rule.value.parse::<u64>().ok())
        .map_or(FEWEST, |asked| asked.max(FEWEST));
    let key_of = |name: &str| manifest.officer_by_name(name).map(|officer| officer.key);
    let mut close = manifest.terms().closes;
    for entry in entries {
        let Leaf::PollExtended(extended) = entry else {
            return refuse(format!("an entry is {}, not poll.extended", entry.kind()));
        };
        if extended.eid != manifest.eid() {
            return refuse("it is of another poll than the manifest".to_owned());
        }
        if extended.closes <= close {
            return refuse("it is no later than the close before it".to_owned());
        }
        let signed = entry
            .signers(key_of)
            .map_err(|why| Refusal::new(WHAT, why.to_string()))?;
        let keys: BTreeSet<PublicKey> = signed.iter().map(|(_, key)| *key).collect();
        if count(keys.len()) < required {
            return refuse(format!(
                "it is signed by {} of the {required} officers it takes",
                keys.len()
            ));
        }
        close = extended.closes;
    }
    Ok(close)
}

/// Reads entries, one on a line.
///
/// # Errors
/// A sentence about the first line that is no entry of the log.
pub fn parse_lines(bytes: &[u8]) -> Result<Vec<Leaf>, Refusal> {
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(Leaf::parse)
        .collect()
}
