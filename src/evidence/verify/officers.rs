//! How many officers must sign, and whether they did.

use std::collections::BTreeSet;

use super::case::Case;
use super::fault::Fault;
use super::log::Placed;
use crate::evidence::leaf::Leaf;
use crate::seal::hash::{PublicKey, count};
use crate::seal::manifest::Manifest;

/// The rule that says how many officers open a poll and put off its close.
pub(super) const OPENING: &str = "opening.officers";
/// The rule that says how many officers decide everything else.
pub(super) const CERTIFYING: &str = "certifying.officers";
/// How many it takes at least, whatever the manifest's rule says, and where it has none: whoever
/// holds one key makes nothing that stands.
const FEWEST: u64 = 2;

/// How many officers must sign under this rule of the manifest.
fn required(manifest: &Manifest, rule: &str) -> Result<u64, Fault> {
    let rules = manifest.terms().rules.iter();
    let Some(found) = rules.clone().find(|found| found.key == rule) else {
        return Ok(FEWEST);
    };
    let written = found.value.as_str();
    let plain = (1..=4).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_digit())
        && !written.starts_with('0');
    plain
        .then(|| written.parse::<u64>().ok())
        .flatten()
        .map(|asked| asked.max(FEWEST))
        .ok_or_else(|| {
            Fault::server(format!(
                "the manifest's rule {rule} is “{written}”, not a number of officers"
            ))
        })
}

/// Enough officers of the manifest signed an entry, and none wrongly.
pub(super) fn check_entry<T: Clone + Into<Leaf>>(
    case: &Case<'_>,
    entry: &Placed<T>,
    rule: &str,
) -> Result<(), Fault> {
    let manifest = case.manifest()?;
    let key_of = |name: &str| manifest.officer_by_name(name).map(|officer| officer.key);
    let leaf: Leaf = entry.leaf.clone().into();
    check_leaf(&leaf, entry.index, required(manifest, rule)?, key_of)
}

/// The roll's certificate is signed by officers whom the manifest or the policy knows.
pub(super) fn check_roll(case: &Case<'_>) -> Result<(), Fault> {
    let entry = case.roll_certified()?;
    let (manifest, trust) = (case.manifest()?, case.trust()?);
    let keys_of = |name: &str| {
        let of_manifest = manifest.officer_by_name(name).map(|officer| officer.key);
        let of_policy = trust.map(|trust| trust.officer(name)).unwrap_or_default();
        of_manifest.into_iter().chain(of_policy)
    };
    let leaf = Leaf::from(entry.leaf.clone());
    check_leaf(&leaf, entry.index, FEWEST, keys_of)
}

fn check_leaf<K: IntoIterator<Item = PublicKey>>(
    leaf: &Leaf,
    index: u64,
    required: u64,
    keys: impl Fn(&str) -> K,
) -> Result<(), Fault> {
    let kind = leaf.kind();
    let counted = leaf
        .signers(keys)
        .map_err(|why| Fault::server(format!("{kind} at entry {index}: {why}")))?;
    // One key under two names is one officer.
    let keys: BTreeSet<PublicKey> = counted.iter().map(|(_, key)| *key).collect();
    let signed = count(keys.len());
    if signed < required {
        return Err(Fault::server(format!(
            "{kind} at entry {index} is signed by {signed} of the {required} officers it takes"
        )));
    }
    Ok(())
}
