//! The bundle of one poll: everything that is needed to check it offline.
//!
//! A bundle is files by path, in a folder or in a zip archive ([`archive`]). `files.json` lists
//! all others with their SHA-256; the bundle's id is `H(bundle, bytes of files.json)`.

pub mod archive;
mod names;
mod parts;
mod tiles;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use self::names::{Name, REQUIRED};
pub use self::parts::{Bundle, Parts, VERIFIER};
pub use self::tiles::{Excerpt, ExcerptError};
use crate::seal::canonical::Value;
use crate::seal::hash::{Digest, h, sha256};

/// The most files a bundle has.
pub const MAX_FILES: usize = 100_000;
/// The most bytes one file has.
pub const MAX_FILE_BYTES: u64 = 1 << 30;
/// The most bytes all files have together.
pub const MAX_BYTES: u64 = 4 << 30;

/// The list of all other files.
pub const FILES: &str = "files.json";

/// The files of a bundle by path; of an archive, borrowed from it where they are stored.
pub type Files<'a> = BTreeMap<String, Cow<'a, [u8]>>;

/// The bytes of `files.json` over these files, itself left out if it is among them.
pub fn list<'a, F: AsRef<[u8]> + 'a>(
    files: impl IntoIterator<Item = (&'a String, &'a F)>,
) -> Vec<u8> {
    let pair = |(path, bytes): (&String, &F)| {
        let hash = Value::text(&sha256(bytes.as_ref()));
        Value::List(vec![path.as_str().into(), hash])
    };
    let files: BTreeMap<&String, &F> = files.into_iter().collect();
    let all = files.into_iter().filter(|(path, _)| *path != FILES);
    Value::List(all.map(pair).collect()).encode().into_bytes()
}

/// The bundle's id, by which it is cited.
pub fn id(list: &[u8]) -> Digest {
    h("bundle", &[list])
}
