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

/// The Merkle tree hash over `leaves` in the order given, using memory for the logarithm of
/// their number.
pub fn root<I>(leaves: I) -> Hash
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    // The roots of the complete subtrees so far, each with its height, largest first.
    let mut subtrees: Vec<(u32, Hash)> = Vec::new();
    for leaf in leaves {
        let mut height = 0;
        let mut hash = leaf_hash(leaf.as_ref());
        while let Some((_, left)) = subtrees.pop_if(|(h, _)| *h == height) {
            hash = node_hash(&left, &hash);
            height += 1;
        }
        subtrees.push((height, hash));
    }
    let mut hashes = subtrees.into_iter().rev().map(|(_, hash)| hash);
    match hashes.next() {
        None => Sha256::digest([]).into(),
        Some(last) => hashes.fold(last, |right, left| node_hash(&left, &right)),
    }
}
