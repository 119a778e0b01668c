//! The same questions put to other people's programs.
//!
//! `ct-merkle` makes and verifies proofs for trees in memory; `tlog_tiles`, which follows the Go
//! implementation, names tiles, makes and verifies proofs and reads checkpoints.

use commonhold::tlog::checkpoint::Checkpoint;
use commonhold::tlog::proof::{LeafHashes, prove_inclusion, verify_inclusion};
use commonhold::tlog::tile::{TilePath, changed_tiles};
use commonhold::tlog::tree::{Hash, leaf_hash};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{InclusionProof, RootHash};
use proptest::prelude::*;
use sha2::Sha256;
use tlog_tiles::tile::Tile;
use tlog_tiles::tlog::{self, HashReader, check_record, prove_record, split_stored_hash_index};

use crate::support::{hashes, mth};

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap()
}

/// The leaves of which [`hashes`] gives the hashes.
fn leaves(count: u64) -> Vec<String> {
    (0..count).map(|i| i.to_string()).collect()
}

#[test]
fn ct_merkle_makes_and_believes_the_same_proofs() {
    let count = 70;
    let (leaves, hashes) = (leaves(count), hashes(count));
    assert_eq!(leaf_hash(leaves[42].as_bytes()), hashes[42]);
    let mut theirs = MemoryBackedTree::<Sha256, String>::new();
    for size in 1..=count {
        theirs.push(leaves[index(size) - 1].clone());
        let tree = &hashes[..index(size)];
        let root = RootHash::<Sha256>::new(mth(tree).into(), size);
        assert_eq!(theirs.root(), root);
        for at in 0..size {
            let ours = prove_inclusion(&mut LeafHashes(tree), at, size).unwrap();
            assert_eq!(theirs.prove_inclusion(index(at)).as_bytes(), ours.concat());
            let ours = InclusionProof::try_from_bytes(ours.concat()).unwrap();
            root.verify_inclusion(&leaves[index(at)], at, &ours)
                .unwrap();
        }
    }
}

/// Complete subtrees of a list of leaf hashes, as the other program asks for them.
struct Reader(Vec<Hash>);

impl HashReader for Reader {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        let read = |index: &u64| {
            let (height, n) = split_stored_hash_index(*index);
            let width = 1usize << height;
            let start = usize::try_from(n).unwrap() * width;
            tlog::Hash(mth(&self.0[start..start + width]))
        };
        Ok(indexes.iter().map(read).collect())
    }
}

fn theirs(hashes: &[Hash]) -> Vec<tlog::Hash> {
    hashes.iter().copied().map(tlog::Hash).collect()
}

#[test]
fn tlog_tiles_makes_and_believes_the_same_proofs() {
    let reader = Reader(hashes(70));
    for size in 1..=70 {
        let tree = &reader.0[..index(size)];
        let root = mth(tree);
        for at in 0..size {
            let ours = prove_inclusion(&mut LeafHashes(tree), at, size).unwrap();
            assert_eq!(prove_record(size, at, &reader).unwrap(), theirs(&ours));
            let leaf = tlog::Hash(tree[index(at)]);
            check_record(&theirs(&ours), size, tlog::Hash(root), at, leaf).unwrap();
        }
    }
}

/// Their spelling names the height of tiles, 8, which C2SP's leaves out.
fn in_their_spelling(path: &str) -> String {
    path.replacen("tile/", "tile/8/", 1)
}

proptest! {
    #[test]
    fn tlog_tiles_publishes_the_same_tiles(old in 0u64..300_000, added in 0u64..70_000) {
        let theirs: Vec<String> = Tile::new_tiles(8, old, old + added).iter().map(Tile::path).collect();
        let ours: Vec<String> = changed_tiles(old, old + added)
            .map(|path| in_their_spelling(&path.to_string()))
            .collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn tlog_tiles_reads_the_same_paths(
        path in "tile/(0|1|01|62|63|64)/(x[0-9]{3}/){0,3}[x0-9]?[0-9]{2,3}(\\.p/0?[1-9][0-9]{0,2})?",
    ) {
        let ours = path.parse::<TilePath>().is_ok();
        // Level 64 makes them panic, as width 0 would.
        prop_assume!(!path.starts_with("tile/64/"));
        prop_assert_eq!(ours, Tile::from_path(&in_their_spelling(&path)).is_ok());
    }

    #[test]
    fn tlog_tiles_believes_the_same_made_up_proofs(
        size in 1u64..40,
        at in 0u64..40,
        change in proptest::option::of((0usize..8, 0usize..32)),
        cut in 0usize..3,
    ) {
        let tree = hashes(size);
        let (at, root) = (at % size, mth(&tree));
        let mut proof = prove_inclusion(&mut LeafHashes(&tree), at, size).unwrap();
        proof.truncate(proof.len().saturating_sub(cut));
        if let Some((place, byte)) = change && let Some(hash) = proof.get_mut(place) {
            hash[byte] ^= 4;
        }
        let leaf = tree[index(at)];
        let ours = verify_inclusion(&proof, &leaf, at, size, &root).is_ok();
        let believed = check_record(&theirs(&proof), size, tlog::Hash(root), at, tlog::Hash(leaf));
        prop_assert_eq!(ours, believed.is_ok());
    }

    #[test]
    fn tlog_tiles_reads_the_same_checkpoints(origin in "[a-z./]{1,12}", size in any::<u64>(), shift in 0u32..64, root in any::<[u8; 32]>()) {
        let size = size >> shift;
        let ours = Checkpoint::new(&origin, size, root).unwrap().to_string();
        let read = tlog_tiles::Checkpoint::from_bytes(ours.as_bytes()).unwrap();
        prop_assert_eq!((read.origin(), read.size(), read.hash().0), (&*origin, size, root));
        prop_assert_eq!(read.to_bytes(), ours.into_bytes());
    }
}
