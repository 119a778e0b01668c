//! The tiles of a growing log: what a publisher writes when leaves are appended.

use super::{
    tile::{Content, FULL_WIDTH, TilePath},
    tree::{Hash, root_of_hashes},
};

/// Why a stored tile could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileReadError<E> {
    #[error("{0}")]
    Read(E),
    #[error("{0} does not hold as many hashes as its path says")]
    WrongWidth(TilePath),
    #[error("the tree does not reach that far")]
    OutsideTree,
}

/// The new and the widened hash tiles when `leaf_hashes` are appended to a tree of `old_size`
/// leaves, level by level: those of [`super::tile::changed_tiles`], with their hashes. `read`
/// gives stored tiles; it is asked only for the partial tiles at the right edge of the old tree,
/// at most one for each level, so that a log rebuilt from nothing reads none.
///
/// Storage must keep a partial tile until a wider one of the same index is safely written.
///
/// # Errors
/// What `read` answers, [`TileReadError::WrongWidth`] if it gives another number of hashes than
/// the path it was asked for, and [`TileReadError::OutsideTree`] beyond 2^64 − 1 leaves.
pub fn grow<E>(
    old_size: u64,
    leaf_hashes: &[Hash],
    mut read: impl FnMut(TilePath) -> Result<Vec<Hash>, E>,
) -> Result<Vec<(TilePath, Vec<Hash>)>, TileReadError<E>> {
    let new_size = u64::try_from(leaf_hashes.len())
        .ok()
        .and_then(|added| old_size.checked_add(added))
        .ok_or(TileReadError::OutsideTree)?;
    let mut grown = Vec::new();
    let mut added = leaf_hashes.to_vec();
    let mut level = 0;
    while !added.is_empty() {
        let content = Content::Hashes(level);
        let first = (old_size >> (8 * u32::from(level))) / u64::from(FULL_WIDTH);
        let mut hashes = match TilePath::in_tree(content, first, old_size) {
            Some(edge) => {
                let stored = read(edge).map_err(TileReadError::Read)?;
                if stored.len() != usize::from(edge.width()) {
                    return Err(TileReadError::WrongWidth(edge));
                }
                stored
            }
            None => Vec::new(),
        };
        hashes.append(&mut added);
        for (index, tile) in (first..).zip(hashes.chunks(usize::from(FULL_WIDTH))) {
            let path =
                TilePath::in_tree(content, index, new_size).ok_or(TileReadError::OutsideTree)?;
            if path.is_full() {
                added.push(root_of_hashes(tile.iter().copied()));
            }
            grown.push((path, tile.to_vec()));
        }
        level += 1;
    }
    Ok(grown)
}
