//! The tiles of a growing log, and the tree above them.

use commonhold::tlog::growth::{TileReadError, grow};
use commonhold::tlog::proof::{LeafHashes, Nodes as _, OutsideTree, Tiles, tree_root};
use commonhold::tlog::tile::{Content, TilePath, changed_tiles, tiles};
use commonhold::tlog::tree::{Hash, RightEdge, empty_root, root_of_hashes};
use proptest::prelude::*;

use crate::support::{Stored, hashes, mth, stored};

/// Appends leaves to what is stored, as a publisher does.
fn publish(stored: &mut Stored, old: u64, added: &[Hash]) {
    let mut asked = Vec::new();
    let read = |path: TilePath| {
        asked.push(path);
        stored.get(&path).cloned().ok_or(path)
    };
    let grown = grow(old, added, read).unwrap();
    let new = old + u64::try_from(added.len()).unwrap();
    let paths: Vec<_> = grown.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths, changed_tiles(old, new).collect::<Vec<_>>());
    assert!(asked.iter().all(|path| !path.is_full()), "{asked:?}");
    stored.extend(grown);
}

/// What a tree of this size needs of what is stored: older partial tiles may lie about.
fn needed(stored: &Stored, size: u64) -> Stored {
    tiles(size)
        .map(|path| (path, stored[&path].clone()))
        .collect()
}

fn size(leaves: &[Hash]) -> u64 {
    u64::try_from(leaves.len()).unwrap()
}

#[test]
fn the_root_above_the_tiles_is_the_trees() {
    let leaves = hashes(70_000);
    for count in [
        0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000,
    ] {
        let leaves = &leaves[..count];
        let stored = stored(leaves);
        assert_eq!(
            stored.keys().copied().collect::<Vec<_>>(),
            tiles(size(leaves)).collect::<Vec<_>>(),
            "{count}"
        );
        let mut above = Tiles {
            size: size(leaves),
            read: |path| stored.get(&path).cloned().ok_or(path),
        };
        let root = tree_root(&mut above, size(leaves)).unwrap();
        assert_eq!(root, mth(leaves), "{count}");
        assert_eq!(root, root_of_hashes(leaves.iter().copied()), "{count}");
    }
}

#[test]
fn each_hash_of_a_tile_is_the_root_of_the_tile_below() {
    let stored = stored(&hashes(70_000));
    let mut checked = 0;
    for (path, tile) in &stored {
        let Content::Hashes(level @ 1..) = path.content() else {
            continue;
        };
        for (index, hash) in (path.index() * 256..).zip(tile) {
            let below = TilePath::in_tree(Content::Hashes(level - 1), index, 70_000).unwrap();
            assert_eq!(*hash, root_of_hashes(stored[&below].iter().copied()));
            checked += 1;
        }
    }
    assert_eq!(checked, 273 + 1);
}

#[test]
fn a_log_grown_in_steps_is_the_log_made_at_once() {
    let leaves = hashes(66_000);
    for steps in [
        vec![1; 600],
        vec![255, 1, 1, 255, 256, 512, 3],
        vec![65_535, 1, 1, 463],
    ] {
        let mut grown = Stored::new();
        let mut at = 0;
        for step in steps {
            publish(&mut grown, size(&leaves[..at]), &leaves[at..at + step]);
            at += step;
        }
        let total = size(&leaves[..at]);
        assert_eq!(needed(&grown, total), stored(&leaves[..at]));
    }
}

#[test]
fn nothing_is_read_or_written_when_nothing_is_added() {
    let read = |path: TilePath| Err(path);
    assert_eq!(grow(70_000, &[], read), Ok(vec![]));
    // At a full tile's end the tiles before it are not needed.
    let grown = grow(65_536, &hashes(1), read);
    assert_eq!(grown.unwrap()[0].0.to_string(), "tile/0/256.p/1");
}

#[test]
fn a_stored_tile_that_is_missing_or_cut_stops_the_growth() {
    let edge: TilePath = "tile/0/001.p/44".parse().unwrap();
    let missing = grow(300, &hashes(1), Err);
    assert_eq!(missing, Err(TileReadError::Read(edge)));
    let cut = grow(300, &hashes(1), |_| Ok::<_, ()>(hashes(43)));
    assert_eq!(cut, Err(TileReadError::WrongWidth(edge)));
    let beyond = grow(u64::MAX, &hashes(1), |_| Ok::<_, ()>(hashes(255)));
    assert_eq!(beyond, Err(TileReadError::OutsideTree));
}

#[test]
fn tiles_do_not_answer_for_what_the_tree_has_not() {
    let stored = stored(&hashes(300));
    let mut above = Tiles {
        size: 300,
        read: |path| stored.get(&path).cloned().ok_or(path),
    };
    assert!(above.node(0, 299).is_ok());
    assert!(above.node(8, 0).is_ok());
    for (height, index) in [
        (0, 300),
        (1, 150),
        (6, 4),
        (8, 1),
        (9, 0),
        (64, 0),
        (5000, 0),
    ] {
        let fault = Err(TileReadError::OutsideTree);
        assert_eq!(above.node(height, index), fault, "{height} {index}");
        assert_eq!(
            LeafHashes(&hashes(300)).node(height, index),
            Err(OutsideTree)
        );
    }
    let mut cut = Tiles {
        size: 300,
        read: |_| Ok::<_, ()>(hashes(255)),
    };
    let path = "tile/0/000".parse().unwrap();
    assert_eq!(cut.node(0, 0), Err(TileReadError::WrongWidth(path)));
}

#[test]
fn the_right_edge_follows_the_tree() {
    let mut edge = RightEdge::default();
    assert_eq!((edge.size(), edge.root()), (0, empty_root()));
    let leaves = hashes(300);
    for (n, leaf) in leaves.iter().enumerate() {
        edge.push(*leaf);
        assert_eq!(edge.root(), mth(&leaves[..=n]));
    }
    assert_eq!(edge.size(), 300);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn however_a_log_grows_its_tiles_are_the_same(old in 0usize..70_000, added in 0usize..1500) {
        let leaves = hashes(size(&vec![[0; 32]; old + added]));
        let mut grown = stored(&leaves[..old]);
        publish(&mut grown, size(&leaves[..old]), &leaves[old..]);
        let total = size(&leaves);
        prop_assert_eq!(&needed(&grown, total), &stored(&leaves));
        let mut above = Tiles { size: total, read: |path| grown.get(&path).cloned().ok_or(path) };
        prop_assert_eq!(tree_root(&mut above, total), Ok(root_of_hashes(leaves)));
    }
}
