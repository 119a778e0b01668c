//! The Merkle tree hash of RFC 6962, section 2.1.
//!
//! ```text
//! leaf hash   SHA-256(0x00 ‖ leaf)
//! node hash   SHA-256(0x01 ‖ left ‖ right)
//! MTH()       SHA-256 of nothing
//! MTH(D[n])   node(MTH(D[0..k]), MTH(D[k..n])), k the largest power of two below n
//! ```
//!
//! Worked example: the tree of the one empty leaf has the root
//! `6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d`.

use sha2::{Digest as _, Sha256};

/// A hash in the tree: SHA-256, 32 bytes.
pub type Hash = [u8; 32];

/// The hash of one leaf's bytes.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(leaf)
        .finalize()
        .into()
}

/// The hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of the tree without leaves.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The Merkle tree hash over `leaves` in the order given, using memory for the logarithm of
/// their number.
pub fn root<I>(leaves: I) -> Hash
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    root_of_hashes(leaves.into_iter().map(|leaf| leaf_hash(leaf.as_ref())))
}

/// The Merkle tree hash over leaves of which only the hashes are at hand. The hashes may as well
/// be roots of complete subtrees of one height: a full tile gives its hash in the tile above.
pub fn root_of_hashes(leaf_hashes: impl IntoIterator<Item = Hash>) -> Hash {
    let mut edge = RightEdge::default();
    for hash in leaf_hashes {
        edge.push(hash);
    }
    edge.root()
}

/// The right edge of a growing tree: the roots of its complete subtrees, largest first, of which
/// any later root follows. It has one hash for every 1 in the binary form of the tree's size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RightEdge {
    size: u64,
    /// Height and root of each subtree; heights fall strictly.
    subtrees: Vec<(u32, Hash)>,
}

impl RightEdge {
    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf_hash: Hash) {
        let mut height = 0;
        let mut hash = leaf_hash;
        while let Some((_, left)) = self.subtrees.pop_if(|(h, _)| *h == height) {
            hash = node_hash(&left, &hash);
            height += 1;
        }
        self.subtrees.push((height, hash));
        self.size += 1;
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree as it stands.
    pub fn root(&self) -> Hash {
        join(self.subtrees.iter().map(|(_, hash)| *hash))
    }
}

/// The root above complete subtrees that stand side by side, largest first; of none, the root of
/// the empty tree.
pub(super) fn join(subtrees: impl DoubleEndedIterator<Item = Hash>) -> Hash {
    subtrees
        .rev()
        .reduce(|right, left| node_hash(&left, &right))
        .unwrap_or_else(empty_root)
}
