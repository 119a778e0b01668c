//! Paths of tiles and bundles, which of them a tree has, and their bytes.

use std::collections::BTreeMap;

use commonhold::tlog::bundle::{self, BundleError, EntryTooLong};
use commonhold::tlog::tile::{
    Content, FULL_WIDTH, PathError, TilePath, bundles, changed_tiles, hashes_to_bytes, tiles,
};
use proptest::prelude::*;

use crate::support::hashes;

#[test]
fn other_spellings_of_a_path_are_refused() {
    let table = [
        ("", PathError::NotATile),
        ("tile", PathError::NotATile),
        ("tile/", PathError::NotATile),
        ("tile/0", PathError::NotATile),
        ("/tile/0/000", PathError::NotATile),
        ("Tile/0/000", PathError::NotATile),
        ("tiles/0/000", PathError::NotATile),
        ("tile//000", PathError::Level),
        ("tile/00/000", PathError::Level),
        ("tile/01/000", PathError::Level),
        ("tile/+1/000", PathError::Level),
        ("tile/-1/000", PathError::Level),
        ("tile/64/000", PathError::Level),
        ("tile/256/000", PathError::Level),
        ("tile/x/000", PathError::Level),
        ("tile/data/000", PathError::Level),
        ("tile/Entries/000", PathError::Level),
        ("tile/0/", PathError::Index),
        ("tile/0/0", PathError::Index),
        ("tile/0/00", PathError::Index),
        ("tile/0/0000", PathError::Index),
        ("tile/0/x000", PathError::Index),
        ("tile/0/000/", PathError::Index),
        ("tile/0//000", PathError::Index),
        ("tile/0/x000/001", PathError::Index),
        ("tile/0/001/000", PathError::Index),
        ("tile/0/x001/x000", PathError::Index),
        ("tile/0/X001/000", PathError::Index),
        ("tile/0/xx01/000", PathError::Index),
        ("tile/0/x01/000", PathError::Index),
        ("tile/0/+12", PathError::Index),
        ("tile/0/-12", PathError::Index),
        ("tile/0/ 12", PathError::Index),
        ("tile/0/٠٠٠", PathError::Index),
        ("tile/0/abc", PathError::Index),
        ("tile/0/000.p", PathError::Index),
        ("tile/0/000\n", PathError::Index),
        // 2^64
        ("tile/0/x018/x446/x744/x073/x709/x551/616", PathError::Index),
        ("tile/0/000.p/", PathError::Width),
        ("tile/0/000.p/0", PathError::Width),
        ("tile/0/000.p/01", PathError::Width),
        ("tile/0/000.p/256", PathError::Width),
        ("tile/0/000.p/+1", PathError::Width),
        ("tile/0/000.p/1/", PathError::Width),
        ("tile/0/000.p/1.p/1", PathError::Width),
    ];
    for (path, fault) in table {
        assert_eq!(path.parse::<TilePath>(), Err(fault), "{path}");
    }
    assert_eq!(
        PathError::Width.to_string(),
        "the width of a partial tile is a number from 1 to 255 without leading zeros"
    );
}

#[test]
fn paths_reach_as_far_as_the_specification_allows() {
    for path in [
        "tile/63/000",
        "tile/0/x018/x446/x744/x073/x709/x551/615.p/255",
        "tile/entries/x001/x234/067",
    ] {
        assert_eq!(path.parse::<TilePath>().unwrap().to_string(), path);
    }
}

#[test]
fn a_path_says_what_it_names() {
    let path: TilePath = "tile/1/x001/017.p/9".parse().unwrap();
    assert_eq!(path.content(), Content::Hashes(1));
    assert_eq!((path.index(), path.width()), (1017, 9));
    assert!(!path.is_full());
    assert_eq!(path.full().to_string(), "tile/1/x001/017");
    let full: TilePath = "tile/entries/000".parse().unwrap();
    assert_eq!(full.content(), Content::Entries);
    assert_eq!((full.width(), full.is_full()), (FULL_WIDTH, true));
}

#[test]
fn the_largest_tree_has_eight_levels() {
    let last = |level| {
        TilePath::in_tree(
            Content::Hashes(level),
            (u64::MAX >> (8 * level)) / 256,
            u64::MAX,
        )
    };
    for level in 0..8 {
        assert_eq!(last(level).unwrap().width(), 255, "level {level}");
    }
    assert_eq!(TilePath::in_tree(Content::Hashes(8), 0, u64::MAX), None);
    assert_eq!(
        TilePath::in_tree(Content::Entries, u64::MAX, u64::MAX),
        None
    );
    assert_eq!(tiles(0).count() + bundles(0).count(), 0);
}

#[test]
fn the_bytes_of_a_tile_are_as_many_as_its_path_says() {
    let path: TilePath = "tile/0/000.p/3".parse().unwrap();
    let three = hashes(3);
    let bytes = hashes_to_bytes(&three);
    assert_eq!(bytes.len(), 96);
    assert_eq!(path.parse_hashes(&bytes), Ok(three));
    for wrong in [&bytes[..0], &bytes[..64], &bytes[..95], &bytes.repeat(2)] {
        let fault = path.parse_hashes(wrong).unwrap_err().to_string();
        let found = wrong.len();
        assert_eq!(
            fault,
            format!("tile/0/000.p/3 must have 96 bytes and has {found}")
        );
    }
}

#[test]
fn a_bundle_is_its_entries_with_their_lengths() {
    let entries = [&b"a"[..], b"bc", b""];
    let bytes = bundle::encode(entries).unwrap();
    assert_eq!(bytes, [0, 1, b'a', 0, 2, b'b', b'c', 0, 0]);
    assert_eq!(bundle::parse(&bytes, 3).unwrap(), entries);
    assert_eq!(bundle::parse(&[], 0), Ok(vec![]));
    for (announced, found) in [(2, 3), (4, 3)] {
        let fault = Err(BundleError::WrongCount { announced, found });
        assert_eq!(bundle::parse(&bytes, announced), fault);
    }
    for cut in [1, 2, 4, 5, 6, 8] {
        assert_eq!(
            bundle::parse(&bytes[..cut], 3),
            Err(BundleError::CutOff),
            "{cut}"
        );
    }
}

#[test]
fn an_entry_has_at_most_65535_bytes() {
    let longest = vec![7; 65_535];
    let bytes = bundle::encode([&longest]).unwrap();
    assert_eq!(bundle::parse(&bytes, 1), Ok(vec![&longest[..]]));
    let fault = Err(EntryTooLong { bytes: 65_536 });
    assert_eq!(bundle::encode([vec![7; 65_536]]), fault);
}

/// The width of each tile, by its content and index.
fn widths(paths: impl Iterator<Item = TilePath>) -> BTreeMap<(Content, u64), u16> {
    paths
        .map(|path| ((path.content(), path.index()), path.width()))
        .collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        level in proptest::option::of(0u8..8),
        shift in 0u32..64,
        size in 1u64..,
        index in any::<u64>(),
    ) {
        let content = level.map_or(Content::Entries, Content::Hashes);
        let size = size >> shift;
        let tiles = (size >> (8 * u32::from(level.unwrap_or(0)))).div_ceil(256);
        if tiles > 0 {
            let path = TilePath::in_tree(content, index % tiles, size).unwrap();
            prop_assert_eq!(path.to_string().parse(), Ok(path));
            prop_assert_eq!(path.full().to_string().parse(), Ok(path.full()));
        }
        prop_assert_eq!(TilePath::in_tree(content, tiles, size), None);
    }

    #[test]
    fn whatever_path_is_read_is_written_the_same(path in "tile/(entries|[0-9]{1,2})/(x[0-9]{3}/){0,3}[0-9]{2,4}(\\.p/[0-9]{1,3})?") {
        if let Ok(read) = path.parse::<TilePath>() {
            prop_assert_eq!(read.to_string(), path);
        }
    }

    #[test]
    fn what_changes_is_what_differs(old in 0u64..200_000, added in 0u64..70_000) {
        let new = old + added;
        let (before, mut after) = (widths(tiles(old)), widths(tiles(new)));
        after.retain(|tile, width| before.get(tile) != Some(width));
        prop_assert_eq!(widths(changed_tiles(old, new)), after);
    }

    #[test]
    fn tiles_together_hold_each_hash_once(size in 0u64..20_000_000) {
        let mut held = BTreeMap::new();
        for path in tiles(size) {
            *held.entry(path.content()).or_insert(0) += u64::from(path.width());
        }
        let expected = (0u8..8)
            .map(|level| (Content::Hashes(level), size >> (8 * u32::from(level))))
            .filter(|(_, hashes)| *hashes > 0)
            .collect();
        prop_assert_eq!(held, expected);
        let entries: u64 = bundles(size).map(|path| u64::from(path.width())).sum();
        prop_assert_eq!(entries, size);
    }

    #[test]
    fn bundles_are_read_back(entries in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..20)) {
        let bytes = bundle::encode(&entries).unwrap();
        let announced = u16::try_from(entries.len()).unwrap();
        prop_assert_eq!(bundle::parse(&bytes, announced).unwrap(), entries);
    }

    #[test]
    fn whatever_bundle_is_read_is_written_the_same(bytes in proptest::collection::vec(0u8..3, 0..12), announced in 0u16..6) {
        if let Ok(entries) = bundle::parse(&bytes, announced) {
            prop_assert_eq!(bundle::encode(entries).unwrap(), bytes);
        }
    }
}
