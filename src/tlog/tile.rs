//! Tiles and entry bundles of c2sp.org/tlog-tiles: their paths, which of them a tree has, and
//! the bytes of a tile.
//!
//! ```text
//! tile/<L>/<N>[.p/<W>]        256 (or, partial, W) hashes of level L, 32 bytes each
//! tile/entries/<N>[.p/<W>]    the entries whose hashes stand in tile/0/<N>
//! ```
//!
//! A hash of level L is the root of a complete subtree of 256^L leaves, so it covers a *full* tile
//! of the level below. `<N>` is written in groups of three digits, all but the last with an `x`
//! before it: 1234067 is `x001/x234/067`.
//!
//! Worked example: a tree of 70,000 leaves has 273 full tiles `tile/0/000` … `tile/0/272` and
//! `tile/0/273.p/112`, then `tile/1/000` and `tile/1/001.p/17`, then `tile/2/000.p/1`.

use std::{fmt, str::FromStr};

use super::{text::parse_decimal, tree::Hash};

/// The number of hashes, or entries, in a full tile.
pub const FULL_WIDTH: u16 = 256;

/// The highest level a path may name.
const MAX_LEVEL: u8 = 63;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// The entries themselves: an entry bundle.
    Entries,
    /// Hashes of this level; level 0 are leaf hashes.
    Hashes(u8),
}

impl Content {
    /// The number of items of this kind in a tree of `size` leaves.
    fn items(self, size: u64) -> u64 {
        let level = match self {
            Self::Entries => 0,
            Self::Hashes(level) => u32::from(level),
        };
        size.checked_shr(8 * level).unwrap_or(0)
    }
}

/// The place of one tile or entry bundle, as a path below the log's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    content: Content,
    index: u64,
    width: u16,
}

/// What is wrong with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    #[error("the path of a tile starts with tile/")]
    NotATile,
    #[error("the level of a tile is a number from 0 to 63 without leading zeros, or entries")]
    Level,
    #[error(
        "the index of a tile is written in groups of three digits, all but the last with an x \
         before it and none of them needless"
    )]
    Index,
    #[error("the width of a partial tile is a number from 1 to 255 without leading zeros")]
    Width,
}

/// The bytes of a tile are not the hashes its path announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{path} must have {} bytes and has {found}", 32 * u32::from(path.width))]
pub struct WrongLength {
    path: TilePath,
    found: usize,
}

impl TilePath {
    /// The tile of this index as it stands in a tree of `size` leaves; `None` if the tree does
    /// not reach it.
    pub fn in_tree(content: Content, index: u64, size: u64) -> Option<Self> {
        let start = index.checked_mul(u64::from(FULL_WIDTH))?;
        let items = content.items(size).checked_sub(start)?;
        let width = u16::try_from(items).unwrap_or(FULL_WIDTH).min(FULL_WIDTH);
        (width > 0).then_some(Self {
            content,
            index,
            width,
        })
    }

    /// What the tile holds.
    pub fn content(&self) -> Content {
        self.content
    }

    /// Its number within its level, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The number of its hashes or entries, 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it will never grow again.
    pub fn is_full(&self) -> bool {
        self.width == FULL_WIDTH
    }

    /// The path of the full tile that this one becomes.
    pub fn full(&self) -> Self {
        Self {
            width: FULL_WIDTH,
            ..*self
        }
    }

    /// Splits the bytes of a tile into the hashes that the path announces.
    ///
    /// # Errors
    /// [`WrongLength`] unless there are exactly 32 bytes for each.
    pub fn parse_hashes(&self, bytes: &[u8]) -> Result<Vec<Hash>, WrongLength> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if rest.is_empty() && hashes.len() == usize::from(self.width) {
            Ok(hashes.to_vec())
        } else {
            Err(WrongLength {
                path: *self,
                found: bytes.len(),
            })
        }
    }
}

/// The bytes of a tile: its hashes, one after the other.
pub fn hashes_to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// Every hash tile of a tree of `size` leaves, level by level; none of an empty tree.
pub fn tiles(size: u64) -> impl Iterator<Item = TilePath> {
    changed_tiles(0, size)
}

/// Every entry bundle of a log of `size` entries.
pub fn bundles(size: u64) -> impl Iterator<Item = TilePath> {
    changed(Content::Entries, 0, size)
}

/// The hash tiles that a tree has at `new` leaves and had not, or had narrower, at `old`.
pub fn changed_tiles(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    // Level 8 would need 2^64 leaves.
    (0..8).flat_map(move |level| changed(Content::Hashes(level), old, new))
}

fn changed(content: Content, old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    let (from, to) = (content.items(old), content.items(new));
    let width = u64::from(FULL_WIDTH);
    let range = if from < to {
        from / width..to.div_ceil(width)
    } else {
        0..0
    };
    range.filter_map(move |index| TilePath::in_tree(content, index, new))
}

/// Writes the path, `tile/0/x001/x234/067.p/8` for the first eight leaf hashes of tile 1234067.
impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content {
            Content::Entries => write!(f, "tile/entries/")?,
            Content::Hashes(level) => write!(f, "tile/{level}/")?,
        }
        let digits = self.index.to_string();
        let padding = digits.len().next_multiple_of(3);
        let digits = format!("{digits:0>padding$}");
        for (at, digit) in digits.char_indices() {
            if at > 0 && at % 3 == 0 {
                write!(f, "/")?;
            }
            if at % 3 == 0 && at + 3 < digits.len() {
                write!(f, "x")?;
            }
            write!(f, "{digit}")?;
        }
        if self.is_full() {
            Ok(())
        } else {
            write!(f, ".p/{}", self.width)
        }
    }
}

/// Reads `tile/<L>/<N>[.p/<W>]` and `tile/entries/<N>[.p/<W>]`, in the one spelling that
/// `Display` gives: `tile/1/001.p/17` is the second tile of level 1 with its first 17 hashes.
///
/// # Errors
/// [`PathError`] for any other spelling.
impl FromStr for TilePath {
    type Err = PathError;

    fn from_str(path: &str) -> Result<Self, PathError> {
        let rest = path.strip_prefix("tile/").ok_or(PathError::NotATile)?;
        let (level, rest) = rest.split_once('/').ok_or(PathError::NotATile)?;
        let content = if level == "entries" {
            Content::Entries
        } else {
            let level = parse_decimal(level).and_then(|level| u8::try_from(level).ok());
            Content::Hashes(
                level
                    .filter(|level| *level <= MAX_LEVEL)
                    .ok_or(PathError::Level)?,
            )
        };
        let (index, width) = match rest.split_once(".p/") {
            None => (rest, FULL_WIDTH),
            Some((index, width)) => {
                let width = parse_decimal(width).and_then(|width| u16::try_from(width).ok());
                let width = width.filter(|width| (1..FULL_WIDTH).contains(width));
                (index, width.ok_or(PathError::Width)?)
            }
        };
        Ok(Self {
            content,
            index: parse_index(index).ok_or(PathError::Index)?,
            width,
        })
    }
}

fn parse_index(text: &str) -> Option<u64> {
    let mut digits = String::new();
    let mut groups = text.split('/').peekable();
    while let Some(group) = groups.next() {
        let group = match groups.peek() {
            Some(_) => group.strip_prefix('x')?,
            None => group,
        };
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    // A first group of zeros is needless unless it is the only one.
    if digits.len() > 3 && digits.starts_with("000") {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    parse_decimal(if significant.is_empty() {
        "0"
    } else {
        significant
    })
}
