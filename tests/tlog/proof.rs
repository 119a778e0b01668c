//! Proofs against the recursive definition, and corrupted proofs.

use commonhold::tlog::proof::{
    LeafHashes, OutsideTree, ProofError, ProveError, Tiles, prove_inclusion, verify_inclusion,
};
use commonhold::tlog::tree::{Hash, empty_root};
use proptest::prelude::*;

use crate::support::{hashes, mth, stored};

const MOST: u64 = 130;

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap()
}

/// PATH(m, D[n]) as RFC 6962, section 2.1.1, writes it.
fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    if m < left.len() {
        [path(m, left), vec![mth(right)]].concat()
    } else {
        [path(m - left.len(), right), vec![mth(left)]].concat()
    }
}

/// The proof with each of its hashes changed, missing, doubled or exchanged, and with one more.
fn corrupted(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        let mut changed = proof.to_vec();
        changed[at][31] ^= 1;
        all.push(changed);
        let mut missing = proof.to_vec();
        missing.remove(at);
        all.push(missing);
        let mut doubled = proof.to_vec();
        doubled.insert(at, proof[at]);
        all.push(doubled);
        if at > 0 {
            let mut exchanged = proof.to_vec();
            exchanged.swap(at - 1, at);
            all.push(exchanged);
        }
    }
    for more in [[0; 32], empty_root()] {
        all.push([proof, &[more]].concat());
        all.push([&[more], proof].concat());
    }
    all
}

#[test]
fn every_inclusion_is_proved_as_defined_and_nothing_else_is() {
    let leaves = hashes(MOST);
    for size in 1..=MOST {
        let tree = &leaves[..index(size)];
        let root = mth(tree);
        for at in 0..size {
            let leaf = tree[index(at)];
            let proof = prove_inclusion(&mut LeafHashes(tree), at, size).unwrap();
            assert_eq!(proof, path(index(at), tree), "{at} of {size}");
            let verify = |proof: &[Hash], leaf, at, size, root| {
                verify_inclusion(proof, &leaf, at, size, &root)
            };
            assert_eq!(
                verify(&proof, leaf, at, size, root),
                Ok(()),
                "{at} of {size}"
            );
            for wrong in corrupted(&proof) {
                assert!(
                    verify(&wrong, leaf, at, size, root).is_err(),
                    "{at} of {size}"
                );
            }
            let other = leaves[index((at + 1) % MOST)];
            let differs = Err(ProofError::RootDiffers);
            assert_eq!(verify(&proof, other, at, size, root), differs);
            assert_eq!(verify(&proof, leaf, at, size, empty_root()), differs);
            for elsewhere in (0..size).filter(|other| *other != at) {
                assert!(verify(&proof, leaf, elsewhere, size, root).is_err());
            }
            let outside = Err(ProofError::NoSuchLeaf { index: size, size });
            assert_eq!(verify(&proof, leaf, size, size, root), outside);
        }
    }
}

#[test]
fn what_is_not_there_cannot_be_proved() {
    let leaves = hashes(5);
    let prove = |index, size| prove_inclusion(&mut LeafHashes(&leaves), index, size);
    assert_eq!(
        prove(0, 0),
        Err(ProveError::NoSuchLeaf { index: 0, size: 0 })
    );
    assert_eq!(
        prove(5, 5),
        Err(ProveError::NoSuchLeaf { index: 5, size: 5 })
    );
    assert_eq!(prove(0, 8), Err(ProveError::Read(OutsideTree)));
}

/// The tree of 2^64 − 1 leaves that are all alike: complete subtrees of one height have one root.
#[test]
fn the_largest_tree_can_be_proved_and_verified() {
    use commonhold::tlog::proof::{Nodes, tree_root};
    use commonhold::tlog::tree::node_hash;

    struct Alike(Vec<Hash>);
    impl Nodes for Alike {
        type Error = u32;
        fn node(&mut self, height: u32, _: u64) -> Result<Hash, u32> {
            self.0.get(index(height.into())).copied().ok_or(height)
        }
    }
    let rows = std::iter::successors(Some([5; 32]), |below| Some(node_hash(below, below)));
    let mut alike = Alike(rows.take(64).collect());
    let root = tree_root(&mut alike, u64::MAX).unwrap();
    for at in [0, 1 << 63, u64::MAX - 1] {
        let proof = prove_inclusion(&mut alike, at, u64::MAX).unwrap();
        assert!(proof.len() >= 62);
        let verified = verify_inclusion(&proof, &[5; 32], at, u64::MAX, &root);
        assert_eq!(verified, Ok(()), "{at}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn tiles_prove_what_leaves_prove(size in 1u64..70_000, at in any::<u64>()) {
        let leaves = hashes(size);
        let stored = stored(&leaves);
        let mut tiles = Tiles { size, read: |path| stored.get(&path).cloned().ok_or(path) };
        let at = at % size;
        let included = prove_inclusion(&mut tiles, at, size).unwrap();
        prop_assert_eq!(prove_inclusion(&mut LeafHashes(&leaves), at, size), Ok(included.clone()));
        let root = mth(&leaves);
        prop_assert_eq!(verify_inclusion(&included, &leaves[index(at)], at, size, &root), Ok(()));
    }

    #[test]
    fn no_made_up_proof_is_believed(
        proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
        at in any::<u64>(),
        size in any::<u64>(),
        root in any::<[u8; 32]>(),
    ) {
        prop_assert!(verify_inclusion(&proof, &[1; 32], at, size, &root).is_err());
    }
}
