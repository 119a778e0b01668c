//! Proofs against the recursive definition, and corrupted proofs.

use commonhold::tlog::proof::{
    LeafHashes, OutsideTree, ProofError, ProveError, Tiles, prove_consistency, prove_inclusion,
    verify_consistency, verify_inclusion,
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

/// SUBPROOF(m, D[n], b) as RFC 6962, section 2.1.2, writes it.
fn subproof(m: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if known { vec![] } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    if m <= left.len() {
        [subproof(m, left, known), vec![mth(right)]].concat()
    } else {
        [subproof(m - left.len(), right, false), vec![mth(left)]].concat()
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
fn every_consistency_is_proved_as_defined_and_nothing_else_is() {
    let leaves = hashes(MOST);
    let roots: Vec<Hash> = (0..=leaves.len()).map(|n| mth(&leaves[..n])).collect();
    for new in 1..=MOST {
        let tree = &leaves[..index(new)];
        for old in 1..=new {
            let (old_root, new_root) = (roots[index(old)], roots[index(new)]);
            let proof = prove_consistency(&mut LeafHashes(tree), old, new).unwrap();
            assert_eq!(proof, subproof(index(old), tree, true), "{old} to {new}");
            let verify = |proof: &[Hash], old_root, new_root| {
                verify_consistency(proof, old, &old_root, new, &new_root)
            };
            assert_eq!(verify(&proof, old_root, new_root), Ok(()), "{old} to {new}");
            for wrong in corrupted(&proof) {
                assert!(
                    verify(&wrong, old_root, new_root).is_err(),
                    "{old} to {new}"
                );
            }
            let mut forked = new_root;
            forked[0] ^= 0x80;
            let differs = Err(ProofError::RootDiffers);
            assert_eq!(verify(&proof, old_root, forked), differs, "{old} to {new}");
            let mut forked = old_root;
            forked[0] ^= 0x80;
            assert!(verify(&proof, forked, new_root).is_err(), "{old} to {new}");
        }
    }
}

#[test]
fn a_rewritten_log_has_no_consistency_proof() {
    let honest = hashes(100);
    let mut forged = hashes(130);
    forged[40] = [7; 32];
    let proof = prove_consistency(&mut LeafHashes(&forged), 100, 130).unwrap();
    let verify = |old_root| verify_consistency(&proof, 100, &old_root, 130, &mth(&forged));
    assert_eq!(verify(mth(&honest)), Err(ProofError::OldRootDiffers));
    assert_eq!(verify(mth(&forged[..100])), Ok(()));
}

#[test]
fn every_tree_continues_the_empty_one_and_itself() {
    let leaves = hashes(5);
    let root = mth(&leaves);
    let prove = |old, new| prove_consistency(&mut LeafHashes(&leaves), old, new);
    for (old, new) in [(0, 0), (0, 5), (5, 5)] {
        assert_eq!(prove(old, new), Ok(vec![]));
    }
    assert_eq!(prove(5, 4), Err(ProveError::Shrunk { old: 5, new: 4 }));
    let verify = |proof: &[Hash], old, old_root, new, new_root| {
        verify_consistency(proof, old, &old_root, new, &new_root)
    };
    let empty = empty_root();
    assert_eq!(verify(&[], 0, empty, 5, root), Ok(()));
    assert_eq!(verify(&[], 0, empty, 0, empty), Ok(()));
    assert_eq!(verify(&[], 5, root, 5, root), Ok(()));
    let table = [
        (&[][..], 0, root, 5, root, ProofError::OldRootDiffers),
        (&[], 0, root, 0, root, ProofError::OldRootDiffers),
        (&[], 0, empty, 0, root, ProofError::RootDiffers),
        (&[], 5, root, 5, empty, ProofError::RootDiffers),
        (&[root], 0, empty, 5, root, ProofError::WrongLength),
        (&[root], 5, root, 5, root, ProofError::WrongLength),
        (&[], 3, root, 5, root, ProofError::WrongLength),
        (&[], 4, root, 5, root, ProofError::WrongLength),
        (&[], 5, root, 4, root, ProofError::Shrunk { old: 5, new: 4 }),
    ];
    for (proof, old, old_root, new, new_root, fault) in table {
        let found = verify(proof, old, old_root, new, new_root);
        assert_eq!(found, Err(fault), "{old} to {new}");
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
    let beyond = prove_consistency(&mut LeafHashes(&leaves), 5, 8);
    assert_eq!(beyond, Err(ProveError::Read(OutsideTree)));
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
    for old in [1, 3, 1 << 63, (1 << 63) + 1, u64::MAX - 1] {
        let old_root = tree_root(&mut alike, old).unwrap();
        let proof = prove_consistency(&mut alike, old, u64::MAX).unwrap();
        let verified = verify_consistency(&proof, old, &old_root, u64::MAX, &root);
        assert_eq!(verified, Ok(()), "{old}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn tiles_prove_what_leaves_prove(size in 1u64..70_000, at in any::<u64>(), old in any::<u64>()) {
        let leaves = hashes(size);
        let stored = stored(&leaves);
        let mut tiles = Tiles { size, read: |path| stored.get(&path).cloned().ok_or(path) };
        let (at, old) = (at % size, 1 + old % size);
        let included = prove_inclusion(&mut tiles, at, size).unwrap();
        prop_assert_eq!(prove_inclusion(&mut LeafHashes(&leaves), at, size), Ok(included.clone()));
        let root = mth(&leaves);
        prop_assert_eq!(verify_inclusion(&included, &leaves[index(at)], at, size, &root), Ok(()));
        let consistent = prove_consistency(&mut tiles, old, size).unwrap();
        let old_root = mth(&leaves[..index(old)]);
        prop_assert_eq!(verify_consistency(&consistent, old, &old_root, size, &root), Ok(()));
    }

    #[test]
    fn no_made_up_proof_is_believed(
        proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
        at in any::<u64>(),
        size in any::<u64>(),
        root in any::<[u8; 32]>(),
    ) {
        prop_assert!(verify_inclusion(&proof, &[1; 32], at, size, &root).is_err());
        prop_assert!(verify_consistency(&proof, at, &[1; 32], size, &root).is_err());
    }
}
