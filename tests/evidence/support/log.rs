//! A log at work: its tree, its tiles, its checkpoints and their signatures.

use std::convert::Infallible;

use commonhold::evidence::leaf::RollCertified;
use commonhold::tlog::bundle as entry_bundle;
use commonhold::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use commonhold::tlog::growth::grow;
use commonhold::tlog::key::{KeyName, Signer};
use commonhold::tlog::proof::{LeafHashes, tree_root};
use commonhold::tlog::tile::{Content, FULL_WIDTH, TilePath, bundles, hashes_to_bytes};
use commonhold::tlog::tree::{Hash, leaf_hash};

use super::cosigner::Cosigner;
use super::digest;
use super::poll::ORIGIN;
use super::record::Item;

/// The log's key of this name.
pub fn log_signer(name: &str) -> Signer {
    signer_of(ORIGIN, name)
}

pub fn signer_of(origin: &str, name: &str) -> Signer {
    let seed = digest(&format!("log key {name}"));
    Signer::ed25519(KeyName::parse(origin).unwrap(), seed.as_bytes())
}

pub fn witness(name: &str) -> Cosigner {
    let seed = digest(&format!("witness {name}"));
    let name = KeyName::parse(&format!("{name}.example/witness")).unwrap();
    Cosigner::from_seed(name, seed.as_bytes())
}

/// The entries as they were logged.
#[derive(Clone)]
pub struct Log {
    pub entries: Vec<Vec<u8>>,
    hashes: Vec<Hash>,
}

impl Log {
    pub fn of(items: &[Item]) -> Self {
        let entries: Vec<Vec<u8>> = items.iter().map(Item::encode).collect();
        let hashes = entries.iter().map(|entry| leaf_hash(entry)).collect();
        Self { entries, hashes }
    }

    pub fn size(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap()
    }

    /// The first place of an entry of this kind.
    pub fn place(&self, kind: &str) -> u64 {
        u64::try_from(self.position(kind).unwrap()).unwrap()
    }

    /// Whether there is an entry of this kind.
    pub fn holds(&self, kind: &str) -> bool {
        self.position(kind).is_some()
    }

    fn position(&self, kind: &str) -> Option<usize> {
        let marked = format!("\"kind\":\"{kind}\"");
        let is = |entry: &Vec<u8>| String::from_utf8_lossy(entry).contains(&marked);
        self.entries.iter().position(is)
    }

    pub fn root(&self, size: u64) -> Hash {
        tree_root(&mut LeafHashes(&self.hashes), size).unwrap()
    }

    /// The checkpoint of the first `size` entries.
    pub fn checkpoint(&self, size: u64, key: &Signer) -> SignedCheckpoint {
        let origin = key.verifier().name().as_str();
        let checkpoint = Checkpoint::new(origin, size, self.root(size)).unwrap();
        SignedCheckpoint::sign(checkpoint, key).unwrap()
    }

    /// The tiles that a bundle holds.
    pub fn tiles(&self) -> Vec<(TilePath, Vec<u8>)> {
        self.tiles_from(self.place(RollCertified::KIND) / u64::from(FULL_WIDTH))
    }

    /// The tiles of the whole log.
    pub fn all_tiles(&self) -> Vec<(TilePath, Vec<u8>)> {
        self.tiles_from(0)
    }

    fn tiles_from(&self, first: u64) -> Vec<(TilePath, Vec<u8>)> {
        let none =
            |_: TilePath| -> Result<Vec<Hash>, Infallible> { unreachable!("nothing is stored") };
        let grown = grow(0, &self.hashes, none).unwrap();
        let wanted = |tile: &TilePath| {
            tile.index() >= first || !matches!(tile.content(), Content::Hashes(0))
        };
        let hashes = grown.into_iter().filter(|(tile, _)| wanted(tile));
        let hashes = hashes.map(|(tile, hashes)| (tile, hashes_to_bytes(&hashes)));
        let entries = bundles(self.size()).filter(|tile| tile.index() >= first);
        let chunks: Vec<&[Vec<u8>]> = self.entries.chunks(usize::from(FULL_WIDTH)).collect();
        let entries = entries.map(|tile| {
            let chunk = chunks[usize::try_from(tile.index()).unwrap()];
            (tile, entry_bundle::encode(chunk).unwrap())
        });
        hashes.chain(entries).collect()
    }
}

/// The same checkpoint, cosigned by a witness at this time.
pub fn cosigned(mut checkpoint: SignedCheckpoint, name: &str, time: u64) -> SignedCheckpoint {
    let line = witness(name).sign(checkpoint.note().text(), time);
    checkpoint.add(line).unwrap();
    checkpoint
}
