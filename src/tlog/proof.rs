//! Inclusion proofs of RFC 6962, section 2.1.1, verified as RFC 9162, section 2.1.3.2, describes.
//!
//! A proof is a list of hashes from the bottom up. Worked example, seven leaves `a` … `g`:
//!
//! ```text
//!            root
//!           /    \
//!          k      l
//!         / \    / \
//!        h   i  j   g
//!       / \ / \ / \
//!       a b c d e f
//! ```
//!
//! leaf 0 (`a`) is included by `[b, i, l]`; leaf 6 (`g`) by `[j, k]`.

use super::{
    growth::TileReadError,
    tile::{Content, FULL_WIDTH, TilePath},
    tree::{Hash, join, node_hash, root_of_hashes},
};

/// Where a proof's hashes come from.
pub trait Nodes {
    /// Why a hash could not be had.
    type Error;

    /// The root of the complete subtree over the 2^`height` leaves from `index` · 2^`height` on.
    ///
    /// # Errors
    /// When the subtree is not there.
    fn node(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// Reads a tree's hashes from its leaf hashes, all in memory.
#[derive(Debug, Clone, Copy)]
pub struct LeafHashes<'a>(pub &'a [Hash]);

/// Reads the hashes of a tree of `size` leaves from its tiles. `read` gives the hashes of a tile;
/// it is asked for each as wide as this tree makes it, possibly more than once.
#[derive(Debug, Clone)]
pub struct Tiles<F> {
    /// How many leaves the tree has.
    pub size: u64,
    /// Gives the hashes of a tile.
    pub read: F,
}

/// The list of leaf hashes does not reach that far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tree does not reach that far")]
pub struct OutsideTree;

/// What a proof was asked for that the tree cannot have, or why its hashes could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    #[error("a tree of {size} leaves has no leaf {index}")]
    NoSuchLeaf { index: u64, size: u64 },
    #[error("{0}")]
    Read(E),
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("a tree of {size} leaves has no leaf {index}")]
    NoSuchLeaf { index: u64, size: u64 },
    #[error("the proof has not as many hashes as trees of these sizes ask for")]
    WrongLength,
    #[error("the proof does not lead to the root of the tree")]
    RootDiffers,
}

impl Nodes for LeafHashes<'_> {
    type Error = OutsideTree;

    fn node(&mut self, height: u32, index: u64) -> Result<Hash, OutsideTree> {
        let hashes = || {
            let width = 1usize.checked_shl(height)?;
            let start = usize::try_from(index).ok()?.checked_mul(width)?;
            self.0.get(start..start.checked_add(width)?)
        };
        let hashes = hashes().ok_or(OutsideTree)?;
        Ok(root_of_hashes(hashes.iter().copied()))
    }
}

impl<F, E> Nodes for Tiles<F>
where
    F: FnMut(TilePath) -> Result<Vec<Hash>, E>,
{
    type Error = TileReadError<E>;

    fn node(&mut self, height: u32, index: u64) -> Result<Hash, TileReadError<E>> {
        let level = u8::try_from(height / 8).map_err(|_| TileReadError::OutsideTree)?;
        // Within the tile the subtree is `width` hashes from the `start`th of its level on.
        let width = 1u64 << (height % 8);
        let start = index.checked_mul(width).ok_or(TileReadError::OutsideTree)?;
        let full = u64::from(FULL_WIDTH);
        let tile = TilePath::in_tree(Content::Hashes(level), start / full, self.size)
            .ok_or(TileReadError::OutsideTree)?;
        let hashes = (self.read)(tile).map_err(TileReadError::Read)?;
        if hashes.len() != usize::from(tile.width()) {
            return Err(TileReadError::WrongWidth(tile));
        }
        let within = |at: u64| usize::try_from(at).map_err(|_| TileReadError::OutsideTree);
        let start = within(start % full)?;
        let hashes = hashes
            .get(start..start + within(width)?)
            .ok_or(TileReadError::OutsideTree)?;
        Ok(root_of_hashes(hashes.iter().copied()))
    }
}

/// The root of the tree of `size` leaves.
///
/// # Errors
/// What `nodes` answers.
pub fn tree_root<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, N::Error> {
    range_root(nodes, 0, size)
}

/// The root over the leaves `start..end`, where `start` is where such a subtree may begin: a
/// multiple of the smallest power of two that is at least as large as their number.
fn range_root<N: Nodes>(nodes: &mut N, start: u64, end: u64) -> Result<Hash, N::Error> {
    let mut subtrees = Vec::new();
    let mut at = start;
    while at < end {
        let height = (end - at).ilog2();
        subtrees.push(nodes.node(height, at >> height)?);
        at += 1 << height;
    }
    Ok(join(subtrees.into_iter()))
}

/// The largest power of two below `n`, which is at least 2: where RFC 6962 splits n leaves.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// Proves that the leaf `index` is in the tree of `size` leaves.
///
/// # Errors
/// [`ProveError::NoSuchLeaf`], [`ProveError::Read`].
pub fn prove_inclusion<N: Nodes>(
    nodes: &mut N,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, ProveError<N::Error>> {
    if index >= size {
        return Err(ProveError::NoSuchLeaf { index, size });
    }
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        let sibling = if index < middle {
            let sibling = (middle, end);
            end = middle;
            sibling
        } else {
            let sibling = (start, middle);
            start = middle;
            sibling
        };
        proof.push(range_root(nodes, sibling.0, sibling.1).map_err(ProveError::Read)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that the leaf of this hash is the one of this index in the tree of this size and root.
///
/// # Errors
/// [`ProofError`].
pub fn verify_inclusion(
    proof: &[Hash],
    leaf_hash: &Hash,
    index: u64,
    size: u64,
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size });
    }
    // Position of the node reached so far, and of the last one, in their row.
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf_hash;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if at % 2 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            // A last node without a sibling stands unchanged in the rows above.
            let rows = at.trailing_zeros();
            (at, last) = (at >> rows, last >> rows);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        Err(ProofError::WrongLength)
    } else if hash != *root {
        Err(ProofError::RootDiffers)
    } else {
        Ok(())
    }
}
