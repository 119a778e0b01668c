//! What the files of a bundle are called.

use crate::tlog::tile::TilePath;

/// The files that every bundle has.
pub const REQUIRED: [&str; 12] = [
    "README.txt",
    "ballots.jsonl",
    "files.json",
    "live.jsonl",
    "log/checkpoint",
    "log/key",
    "manifest.json",
    "open.jsonl",
    "participation.json",
    "result.json",
    "roll.jsonl",
    "verify.py",
];

/// The count without regard to exclusions.
pub(crate) const AS_CAST: &str = "as-cast.json";

/// What a path says of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// One of the files with a name of their own.
    Fixed,
    /// The first checkpoint that covers the `log.key` entry of this index.
    Rotation(u64),
    /// A tile or an entry bundle of the log.
    Tile(TilePath),
}

impl Name {
    /// Reads a path; `None` if no file of a bundle is called so.
    pub fn parse(path: &str) -> Option<Self> {
        if REQUIRED.contains(&path) || path == AS_CAST {
            return Some(Self::Fixed);
        }
        let of_log = path.strip_prefix("log/")?;
        match of_log.strip_prefix("rotation/") {
            Some(index) => {
                let number: u64 = index.parse().ok()?;
                (number.to_string() == index).then_some(Self::Rotation(number))
            }
            None => of_log.parse().ok().map(Self::Tile),
        }
    }
}

/// Where the checkpoint for the `log.key` entry of this index stands.
pub(crate) fn rotation(index: u64) -> String {
    format!("log/rotation/{index}")
}

/// Where a tile stands.
pub(crate) fn tile(tile: &TilePath) -> String {
    format!("log/{tile}")
}
