//! Keys, leaves and vectors that the tests share.

use std::collections::BTreeMap;

use commonhold::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use commonhold::tlog::growth::grow;
use commonhold::tlog::key::{KeyName, Signer};
use commonhold::tlog::tile::TilePath;
use commonhold::tlog::tree::{Hash, leaf_hash, node_hash, root_of_hashes};
use data_encoding::BASE64;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::cosigner::Cosigner;

pub use crate::cosigner::vkey;

pub const ORIGIN: &str = "log.example.org";

/// The tiles of a log with their hashes, as storage would hold them.
pub type Stored = BTreeMap<TilePath, Vec<Hash>>;

pub fn name(text: &str) -> KeyName {
    KeyName::parse(text).unwrap()
}

pub fn log_key() -> Signer {
    Signer::ed25519(name(ORIGIN), &[1; 32])
}

/// The witness of this number; its key is named `w<number>.example.net`.
pub fn witness(number: u8) -> Cosigner {
    Cosigner::from_seed(name(&format!("w{number}.example.net")), &[100 + number; 32])
}

/// Leaf hashes that differ from each other: the leaf `i` is the number i in decimal.
pub fn hashes(count: u64) -> Vec<Hash> {
    (0..count)
        .map(|i| leaf_hash(i.to_string().as_bytes()))
        .collect()
}

/// The tiles of a log of these leaves, made at once.
pub fn stored(leaves: &[Hash]) -> Stored {
    let none = |path: TilePath| Err(format!("nothing is stored, and {path} is asked for"));
    grow(0, leaves, none).unwrap().into_iter().collect()
}

/// MTH as RFC 6962 writes it.
pub fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&mth(left), &mth(right))
        }
    }
}

/// A checkpoint of these leaves with the log's signature.
pub fn signed(leaves: &[Hash]) -> SignedCheckpoint {
    let size = u64::try_from(leaves.len()).unwrap();
    let checkpoint = Checkpoint::new(ORIGIN, size, root_of_hashes(leaves.iter().copied())).unwrap();
    SignedCheckpoint::sign(checkpoint, &log_key()).unwrap()
}

/// The same with cosignatures of the witnesses of these numbers, a second apart.
pub fn witnessed(leaves: &[Hash], witnesses: &[u8]) -> SignedCheckpoint {
    let mut signed = signed(leaves);
    for number in witnesses {
        let time = 1_800_000_000 + u64::from(*number);
        let line = witness(*number).sign(signed.note().text(), time);
        signed.add(line).unwrap();
    }
    signed
}

pub fn vectors() -> Value {
    serde_json::from_str(include_str!("../data/tlog/tlog.json")).unwrap()
}

pub fn published() -> Value {
    serde_json::from_str(include_str!("../data/tlog/published.json")).unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub fn base64_hash(value: &Value) -> Hash {
    let bytes = BASE64.decode(text(value).as_bytes()).unwrap();
    bytes.try_into().unwrap()
}
