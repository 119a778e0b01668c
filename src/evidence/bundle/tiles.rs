//! The part of a log that a bundle brings, computed from hashes and entries.

use crate::seal::hash::count;
use crate::tlog::bundle::{self, EntryTooLong};
use crate::tlog::tile::{Content, FULL_WIDTH, TilePath, hashes_to_bytes};
use crate::tlog::tree::{Hash, leaf_hash, root_of_hashes};

/// A log as far as one poll needs it: every hash, and the entries from the tile on in which the
/// poll's roll was certified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the first tile of level 0, and of the first entry bundle.
    pub first: u64,
    /// The leaf hashes of the whole tree.
    pub hashes: Vec<Hash>,
    /// The entries from `256 · first` on.
    pub entries: Vec<Vec<u8>>,
}

/// Why an excerpt has no tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExcerptError {
    #[error("the log's entries do not have the hashes of its leaves")]
    Entries,
    #[error(transparent)]
    TooLong(#[from] EntryTooLong),
}

impl Excerpt {
    /// The root of the tree.
    pub fn root(&self) -> Hash {
        root_of_hashes(self.hashes.iter().copied())
    }

    /// All tiles of level 1 and above, and from `first` on the tiles of level 0 and the entry
    /// bundles.
    ///
    /// # Errors
    /// [`ExcerptError::Entries`] when entries and hashes do not belong together.
    pub fn tiles(&self) -> Result<Vec<(TilePath, Vec<u8>)>, ExcerptError> {
        let width = usize::from(FULL_WIDTH);
        let size = count(self.hashes.len());
        let mut tiles = Vec::new();
        let mut hashes = self.hashes.clone();
        let mut level = 0;
        while !hashes.is_empty() {
            let from = if level == 0 { self.first } else { 0 };
            for (index, hashes) in (0..).zip(hashes.chunks(width)) {
                let path = TilePath::in_tree(Content::Hashes(level), index, size);
                if let Some(path) = path.filter(|_| index >= from) {
                    tiles.push((path, hashes_to_bytes(hashes)));
                }
            }
            let full = hashes.chunks_exact(width);
            hashes = full
                .map(|full| root_of_hashes(full.iter().copied()))
                .collect();
            level += 1;
        }
        let before =
            usize::try_from(self.first).map_or(usize::MAX, |first| first.saturating_mul(width));
        let expected = self.hashes.get(before..).ok_or(ExcerptError::Entries)?;
        let actual = self.entries.iter().map(|entry| leaf_hash(entry));
        if !actual.eq(expected.iter().copied()) {
            return Err(ExcerptError::Entries);
        }
        for (index, entries) in (self.first..).zip(self.entries.chunks(width)) {
            let path = TilePath::in_tree(Content::Entries, index, size);
            let bytes = bundle::encode(entries)?;
            tiles.extend(path.map(|path| (path, bytes)));
        }
        Ok(tiles)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Excerpt, ExcerptError};
    use crate::tlog::tile::{Content, TilePath, bundles, tiles};
    use crate::tlog::tree::leaf_hash;

    fn excerpt(size: u32, first: u64) -> Excerpt {
        let entries: Vec<Vec<u8>> = (0..size)
            .map(|n| format!("entry {n}").into_bytes())
            .collect();
        let before = usize::try_from(first * 256).unwrap();
        Excerpt {
            first,
            hashes: entries.iter().map(|entry| leaf_hash(entry)).collect(),
            entries: entries[before..].to_vec(),
        }
    }

    #[test]
    fn it_has_the_tiles_of_its_tree_from_the_first_on() {
        for (size, first) in [
            (1, 0),
            (255, 0),
            (256, 0),
            (257, 1),
            (700, 1),
            (66_000, 257),
        ] {
            let made: BTreeMap<TilePath, Vec<u8>> =
                excerpt(size, first).tiles().unwrap().into_iter().collect();
            let mut expected: Vec<TilePath> = tiles(size.into())
                .chain(bundles(size.into()))
                .filter(|tile| match tile.content() {
                    Content::Hashes(0) | Content::Entries => tile.index() >= first,
                    Content::Hashes(_) => true,
                })
                .collect();
            expected.sort();
            assert_eq!(made.keys().copied().collect::<Vec<_>>(), expected, "{size}");
        }
    }

    #[test]
    fn entries_that_are_others_than_their_hashes_are_refused() {
        let mut wrong = excerpt(300, 1);
        wrong.entries[3].push(b'!');
        assert_eq!(wrong.tiles(), Err(ExcerptError::Entries));
        wrong.entries.remove(3);
        assert_eq!(wrong.tiles(), Err(ExcerptError::Entries));
        wrong.first = 9;
        assert_eq!(wrong.tiles(), Err(ExcerptError::Entries));
    }
}
