//! 04: the entries are those of the signed tree, and every other checkpoint is of this tree, too.

use std::collections::BTreeSet;

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::keys::{checkpoint, log_key, rotations, signatures};
use crate::evidence::bundle::Name;
use crate::seal::hash::count;
use crate::tlog::checkpoint::SignedCheckpoint;
use crate::tlog::key::VerifierKey;
use crate::tlog::policy::Policy;
use crate::tlog::proof::{Tiles, tree_root};
use crate::tlog::tile::{Content, FULL_WIDTH, TilePath};
use crate::tlog::tree::{Hash, leaf_hash, root_of_hashes};

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let signed = checkpoint(case)?;
    let (size, root) = (signed.checkpoint().size(), signed.checkpoint().root());
    let log = case.log()?;
    check_set(case, size, log.first)?;
    if log.end() != size {
        return Err(Fault::bearer(
            "the entries do not end where the checkpoint's tree does",
        ));
    }
    check_entries(case, size, log.first, &log.entries)?;
    check_levels(case, size, log.first)?;
    if root_at(case, size, size) != Some(root) {
        return Err(Fault::bearer(
            "the tiles do not hash to the root of log/checkpoint",
        ));
    }
    let rotations = rotations(case)?;
    for rotation in &rotations {
        let of = rotation.checkpoint.checkpoint();
        if of.size() > size || root_at(case, size, of.size()) != Some(of.root()) {
            return Err(Fault::operator(format!(
                "the checkpoint of the change of key at entry {} is of another tree",
                rotation.index
            )));
        }
    }
    let mut uncompared = Vec::new();
    for (name, bytes) in case.given.checkpoints {
        if let Some(why) = compare(case, size, name, bytes)? {
            uncompared.push(why);
        }
    }
    let entries = count(log.entries.len());
    let sentence =
        format!("{entries} entries of a tree of {size} lead to the root of log/checkpoint");
    if uncompared.is_empty() {
        let given = case.given.checkpoints.len();
        let also = match given {
            0 => String::new(),
            1 => ", and so does the checkpoint given".to_owned(),
            _ => format!(", and so do the {given} checkpoints given"),
        };
        Ok(Finding::ok(sentence + &also))
    } else {
        Ok(Finding::open(format!(
            "{sentence}, but {}",
            uncompared.join("; ")
        )))
    }
}

/// The bundle has exactly the tiles that it must have.
fn check_set(case: &Case<'_>, size: u64, first: u64) -> Result<(), Fault> {
    let mut here: BTreeSet<TilePath> = BTreeSet::new();
    for path in case.files()?.keys() {
        if let Some(Name::Tile(tile)) = Name::parse(path) {
            here.insert(tile);
        }
    }
    // What is here is finite, whatever size is claimed: the first that is missing ends the search.
    let of_level = |content: Content, from: u64| {
        (from..).map_while(move |index| TilePath::in_tree(content, index, size))
    };
    let expected = (1..8)
        .flat_map(|level| of_level(Content::Hashes(level), 0))
        .chain(of_level(Content::Hashes(0), first))
        .chain(of_level(Content::Entries, first));
    for tile in expected {
        if !here.remove(&tile) {
            return Err(Fault::bearer(format!(
                "log/{tile} is missing, which a tree of {size} entries has"
            )));
        }
    }
    match here.first() {
        None => Ok(()),
        Some(tile) => Err(Fault::bearer(format!(
            "log/{tile} is no tile of a tree of {size} entries, or stands before the poll's"
        ))),
    }
}

/// The entries hash to the tiles of level 0.
fn check_entries(case: &Case<'_>, size: u64, first: u64, entries: &[&[u8]]) -> Result<(), Fault> {
    for (index, entries) in (first..).zip(entries.chunks(usize::from(FULL_WIDTH))) {
        let tile = TilePath::in_tree(Content::Hashes(0), index, size)
            .ok_or_else(|| Fault::bearer("there are more entries than the tree has"))?;
        let hashes = tile_bytes(case, &tile)?.as_chunks::<32>().0;
        let mut pairs = entries.iter().zip(hashes);
        if entries.len() != hashes.len() || pairs.any(|(entry, hash)| leaf_hash(entry) != *hash) {
            return Err(Fault::bearer(format!(
                "the entries of bundle {index} do not hash to log/{tile}"
            )));
        }
    }
    Ok(())
}

/// Every full tile has its hash in the tile above.
fn check_levels(case: &Case<'_>, size: u64, first: u64) -> Result<(), Fault> {
    let width = u64::from(FULL_WIDTH);
    for level in 0..7 {
        let from = if level == 0 { first } else { 0 };
        let full = (from..)
            .map_while(|index| TilePath::in_tree(Content::Hashes(level), index, size))
            .take_while(TilePath::is_full);
        for tile in full {
            let hashes = hashes(case, tile)?;
            let above = TilePath::in_tree(Content::Hashes(level + 1), tile.index() / width, size);
            let above =
                above.ok_or_else(|| Fault::bearer(format!("log/{tile} has no tile above")))?;
            let slot = usize::try_from(tile.index() % width).unwrap_or(usize::MAX);
            if self::hashes(case, above)?.get(slot) != Some(&root_of_hashes(hashes)) {
                return Err(Fault::bearer(format!(
                    "log/{tile} does not hash to its place in log/{above}"
                )));
            }
        }
    }
    Ok(())
}

fn tile_bytes<'a>(case: &Case<'a>, tile: &TilePath) -> Result<&'a [u8], Fault> {
    case.file(&format!("log/{tile}"))
}

fn hashes(case: &Case<'_>, tile: TilePath) -> Result<Vec<Hash>, Fault> {
    tile.parse_hashes(tile_bytes(case, &tile)?)
        .map_err(Fault::bearer)
}

/// The root that this tree, which has `size` leaves, had at `old`; `None` if the tiles of the
/// bundle do not say.
fn root_at(case: &Case<'_>, size: u64, old: u64) -> Option<Hash> {
    let mut tiles = Tiles {
        size,
        read: |tile| hashes(case, tile),
    };
    tree_root(&mut tiles, old).ok()
}

/// Compares a checkpoint that was seen elsewhere. A clause, if it cannot be compared.
fn compare(case: &Case<'_>, size: u64, name: &str, bytes: &[u8]) -> Result<Option<String>, Fault> {
    let fault = |why: String| Fault::nobody(format!("the checkpoint {name}: {why}"));
    let signed = SignedCheckpoint::from_bytes(bytes).map_err(|why| fault(why.to_string()))?;
    let origin = &case.manifest()?.terms().origin;
    let of = signed.checkpoint();
    if of.origin() != origin {
        return Err(fault(format!("it is of another log, {}", of.origin())));
    }
    let keys = log_keys(case)?;
    let good = signatures(&signed, &keys, case.trust()?).map_err(fault)?;
    if !good.iter().any(|good| keys.contains(good.key)) {
        return Err(fault("no key of this log has signed it".to_owned()));
    }
    if of.size() > size {
        return Ok(Some(format!(
            "the checkpoint {name} is of a larger tree, of {} entries, and could not be compared",
            of.size()
        )));
    }
    match root_at(case, size, of.size()) {
        Some(root) if root == of.root() => Ok(None),
        Some(_) => Err(Fault::operator(format!(
            "the log showed two histories: its tree of {} entries in {name} is not the one in \
             this bundle",
            of.size()
        ))),
        None => Ok(Some(format!(
            "the checkpoint {name} is of a tree of {} entries, from before what is in the bundle, \
             and could not be compared",
            of.size()
        ))),
    }
}

/// Every key that signs, or has signed, for this log.
pub(super) fn log_keys(case: &Case<'_>) -> Result<Vec<VerifierKey>, Fault> {
    let mut keys = vec![log_key(case)?];
    for rotation in rotations(case)? {
        keys.extend([rotation.add, rotation.remove]);
    }
    let origin = &case.manifest()?.terms().origin;
    if let Some(trust) = case.trust()? {
        keys.extend(trust.logs(origin).cloned());
    }
    Ok(keys)
}

/// Whether a policy names witnesses.
pub(super) fn has_witnesses(policy: &Policy) -> bool {
    !policy.witnesses().is_empty()
}
