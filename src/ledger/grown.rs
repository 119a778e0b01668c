//! The files that a log has at each size, computed from its entries alone, so
//! that every node writes the same.

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::tlog::bundle::{self, EntryTooLong};
use crate::tlog::growth::{TileReadError, grow};
use crate::tlog::tile::{Content, FULL_WIDTH, TilePath, hashes_to_bytes};
use crate::tlog::tree::{Hash, RightEdge, leaf_hash};

/// A tile or entry bundle: its path below the log's prefix, and its bytes.
pub type TileFile = (TilePath, Vec<u8>);

/// Why entries have no files.
#[derive(Debug, thiserror::Error)]
pub enum GrowError {
    #[error(transparent)]
    Entry(#[from] EntryTooLong),
    #[error(transparent)]
    Tile(#[from] TileReadError<Infallible>),
}

/// A log as it has grown so far: what the next files follow from.
#[derive(Default)]
pub struct Grown {
    edge: RightEdge,
    /// The hashes of the partial tile of each level that has one.
    partial: BTreeMap<u8, Vec<Hash>>,
    /// The entries of the partial bundle.
    entries: Vec<Vec<u8>>,
}

impl Grown {
    /// The number of entries.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// Appends entries; returns the tiles and bundles that became full by it.
    ///
    /// # Errors
    /// [`GrowError`] for an entry that is too long.
    pub fn append(&mut self, entries: Vec<Vec<u8>>) -> Result<Vec<TileFile>, GrowError> {
        let mut full = Vec::new();
        let mut entries = entries.into_iter();
        loop {
            let room = usize::from(FULL_WIDTH) - self.entries.len();
            let next: Vec<Vec<u8>> = entries.by_ref().take(room).collect();
            if next.is_empty() {
                return Ok(full);
            }
            self.append_to_bundle(next, &mut full)?;
        }
    }

    /// Appends entries that all belong in the partial bundle.
    fn append_to_bundle(
        &mut self,
        entries: Vec<Vec<u8>>,
        full: &mut Vec<TileFile>,
    ) -> Result<(), GrowError> {
        let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let read = |path: TilePath| {
            let known = match path.content() {
                Content::Hashes(level) => self.partial.get(&level).cloned(),
                Content::Entries => None,
            };
            Ok::<_, Infallible>(known.unwrap_or_default())
        };
        for (path, hashes) in grow(self.size(), &hashes, read)? {
            let Content::Hashes(level) = path.content() else {
                continue;
            };
            if path.is_full() {
                full.push((path, hashes_to_bytes(&hashes)));
                self.partial.remove(&level);
            } else {
                self.partial.insert(level, hashes);
            }
        }
        for hash in hashes {
            self.edge.push(hash);
        }
        self.entries.extend(entries);
        if let Some((path, bytes)) = self.bundle()?
            && path.is_full()
        {
            full.push((path, bytes));
            self.entries.clear();
        }
        Ok(())
    }

    /// The tiles and the bundle at the right edge, which will grow on.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn partial(&self) -> Result<Vec<TileFile>, GrowError> {
        let mut files = Vec::new();
        for (level, hashes) in &self.partial {
            if let Some(path) = self.last(Content::Hashes(*level)) {
                files.push((path, hashes_to_bytes(hashes)));
            }
        }
        files.extend(self.bundle()?);
        Ok(files)
    }

    fn bundle(&self) -> Result<Option<TileFile>, EntryTooLong> {
        if self.entries.is_empty() {
            return Ok(None);
        }
        let bytes = bundle::encode(&self.entries)?;
        Ok(self.last(Content::Entries).map(|path| (path, bytes)))
    }

    /// The last tile of its kind.
    fn last(&self, content: Content) -> Option<TilePath> {
        let items = match content {
            Content::Entries => self.size(),
            Content::Hashes(level) => self.size() >> (8 * u32::from(level)),
        };
        let index = items.checked_sub(1)? / u64::from(FULL_WIDTH);
        TilePath::in_tree(content, index, self.size())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Grown;
    use crate::tlog::tile::{TilePath, bundles, tiles};
    use crate::tlog::tree::{leaf_hash, root_of_hashes};

    fn entry(number: u32) -> Vec<u8> {
        format!("entry {number}").into_bytes()
    }

    /// All files of a log that grew in these steps.
    fn files(steps: &[u32]) -> (Grown, BTreeMap<TilePath, Vec<u8>>) {
        let mut grown = Grown::default();
        let mut files = BTreeMap::new();
        let mut next = 0;
        for step in steps {
            let entries = (next..next + step).map(entry).collect();
            files.extend(grown.append(entries).unwrap());
            next += step;
        }
        files.extend(grown.partial().unwrap());
        (grown, files)
    }

    #[test]
    fn a_log_has_the_files_of_its_size_however_it_grew() {
        for total in [1, 2, 255, 256, 257, 511, 512, 700, 65_536, 66_000] {
            let (at_once, all) = files(&[total]);
            let expected: Vec<TilePath> = {
                let mut paths: Vec<TilePath> =
                    tiles(total.into()).chain(bundles(total.into())).collect();
                paths.sort();
                paths
            };
            assert_eq!(all.keys().copied().collect::<Vec<_>>(), expected, "{total}");
            let root = root_of_hashes((0..total).map(|number| leaf_hash(&entry(number))));
            assert_eq!(at_once.root(), root, "{total}");
            if total > 2 {
                let (slowly, grown) = files(&[1, total / 2, total - 1 - total / 2]);
                assert_eq!((slowly.root(), grown), (root, all), "{total}");
            }
        }
    }

    #[test]
    fn an_entry_that_is_too_long_has_no_file() {
        let mut grown = Grown::default();
        assert!(grown.append(vec![vec![b' '; 65_536]]).is_err());
    }
}
