//! Every vector of `tlog.json`.

use std::collections::BTreeSet;

use commonhold::tlog::bundle;
use commonhold::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use commonhold::tlog::key::Signer;
use commonhold::tlog::policy::Policy;
use commonhold::tlog::proof::{LeafHashes, Tiles, prove_inclusion, tree_root, verify_inclusion};
use commonhold::tlog::proof_file::ProofFile;
use commonhold::tlog::tile::{Content, TilePath, bundles, hashes_to_bytes, tiles};
use commonhold::tlog::tree::{Hash, leaf_hash, root};
use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::cosigner::Cosigner;
use crate::support::{name, stored, text, vectors};

fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(text(value).as_bytes()).unwrap()
}

fn hex_hash(value: &Value) -> Hash {
    hex(value).try_into().unwrap()
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

/// `"3,8"` as its two numbers.
fn pair(key: &str) -> (u64, u64) {
    let (a, b) = key.split_once(',').unwrap();
    (a.parse().unwrap(), b.parse().unwrap())
}

#[test]
fn the_trees_of_rfc_6962_have_their_roots_and_proofs() {
    let vectors = &vectors()["rfc6962"];
    let leaves = list(&vectors["leaves_hex"], hex);
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf)).collect();
    assert_eq!(hashes, list(&vectors["leaf_hashes"], hex_hash));
    let roots = list(&vectors["roots"], hex_hash);
    assert_eq!(roots.len(), 9);
    for (n, expected) in roots.iter().enumerate() {
        assert_eq!(root(&leaves[..n]), *expected, "{n} leaves");
    }
    let root_at = |size: u64| roots[usize::try_from(size).unwrap()];
    let inclusion = vectors["inclusion"].as_object().unwrap();
    assert_eq!(inclusion.len(), 36);
    for (key, proof) in inclusion {
        let (index, size) = pair(key);
        let proof = list(proof, hex_hash);
        assert_eq!(
            prove_inclusion(&mut LeafHashes(&hashes), index, size),
            Ok(proof.clone())
        );
        let leaf = hashes[usize::try_from(index).unwrap()];
        assert_eq!(
            verify_inclusion(&proof, &leaf, index, size, &root_at(size)),
            Ok(()),
            "{key}"
        );
    }
}

#[test]
fn trees_have_the_tiles_that_the_specification_says() {
    let vectors = vectors();
    let shapes = vectors["tile_shape"].as_object().unwrap();
    assert_eq!(shapes.len(), 7);
    for (size, levels) in shapes {
        let size = size.parse().unwrap();
        let mut expected = BTreeSet::new();
        for level in levels.as_array().unwrap() {
            let [level, full, partial] = list(level, |n| n.as_u64().unwrap())[..] else {
                panic!("three numbers a level");
            };
            let prefix = format!("tile/{level}/");
            expected.extend((0..full).map(|n| format!("{prefix}{n:03}")));
            if partial > 0 {
                expected.insert(format!("{prefix}{full:03}.p/{partial}"));
            }
        }
        let found: BTreeSet<String> = tiles(size).map(|tile| tile.to_string()).collect();
        assert_eq!(found, expected, "{size} leaves");
    }
}

#[test]
fn indices_are_written_in_groups_of_three_digits() {
    let vectors = vectors();
    let paths = vectors["tile_paths"].as_object().unwrap();
    assert_eq!(paths.len(), 5);
    for (index, path) in paths {
        let (index, partial) = match index.split_once(" partial ") {
            Some((index, width)) => (index, width.parse().unwrap()),
            None => (index.as_str(), 0),
        };
        let index: u64 = index.parse().unwrap();
        let size = if partial > 0 {
            index * 256 + partial
        } else {
            (index + 1) * 256
        };
        for (content, folder) in [(Content::Hashes(0), "0"), (Content::Entries, "entries")] {
            let tile = TilePath::in_tree(content, index, size).unwrap();
            let written = format!("tile/{folder}/{}", text(path));
            assert_eq!(tile.to_string(), written);
            assert_eq!(written.parse(), Ok(tile));
        }
    }
}

/// The log of `demo_log`: its keys and its 300 entries.
struct Demo {
    vectors: Value,
    log: Signer,
    witness: Cosigner,
    entries: Vec<String>,
    hashes: Vec<Hash>,
}

fn demo() -> Demo {
    let vectors = vectors()["demo_log"].clone();
    let template = text(&vectors["leaf_template"]).to_owned();
    let entries: Vec<String> = (0..300)
        .map(|i| template.replace("<i>", &i.to_string()))
        .collect();
    Demo {
        log: Signer::ed25519(
            name(text(&vectors["origin"])),
            &hex_hash(&vectors["log_seed_hex"]),
        ),
        witness: Cosigner::from_seed(
            name("witness.example.net/w1"),
            &hex_hash(&vectors["witness_seed_hex"]),
        ),
        hashes: entries.iter().map(|e| leaf_hash(e.as_bytes())).collect(),
        entries,
        vectors,
    }
}

#[test]
fn the_demo_logs_keys_and_leaves_are_as_given() {
    let demo = demo();
    let vkey = |key: &str| text(&demo.vectors[key]).to_owned();
    assert_eq!(demo.log.verifier().to_string(), vkey("log_vkey"));
    assert_eq!(vkey("log_vkey").parse().as_ref(), Ok(demo.log.verifier()));
    assert_eq!(demo.witness.verifier().to_string(), vkey("witness_vkey"));
    assert_eq!(
        vkey("witness_vkey").parse().as_ref(),
        Ok(demo.witness.verifier())
    );
    assert_eq!(demo.entries[0], text(&demo.vectors["leaf0"]));
    assert_eq!(demo.hashes[0], hex_hash(&demo.vectors["leaf0_hash"]));
}

#[test]
fn the_demo_logs_checkpoints_are_made_again_byte_for_byte() {
    let demo = demo();
    let checkpoints = demo.vectors["checkpoints"].as_object().unwrap();
    assert_eq!(checkpoints.len(), 8);
    for (size, file) in checkpoints {
        let size: usize = size.parse().unwrap();
        let read: SignedCheckpoint = text(file).parse().unwrap();
        assert_eq!(read.to_string(), text(file));
        let checkpoint = read.verify(demo.log.verifier()).unwrap();
        assert_eq!(checkpoint.root(), root(&demo.entries[..size]));
        let both = [demo.log.verifier(), demo.witness.verifier()];
        let verified = read.note().verify(both).unwrap();

        let made = Checkpoint::new(
            text(&demo.vectors["origin"]),
            u64::try_from(size).unwrap(),
            root(&demo.entries[..size]),
        );
        let mut made = SignedCheckpoint::sign(made.unwrap(), &demo.log).unwrap();
        if let Some(time) = verified.last().unwrap().time {
            let line = demo.witness.sign(made.note().text(), time);
            made.add(line).unwrap();
        }
        assert_eq!(verified.len(), made.note().signatures().len());
        assert_eq!(made, read);
        assert_eq!(made.to_string(), text(file));
    }
}

#[test]
fn the_demo_logs_tiles_and_bundles_are_made_again_byte_for_byte() {
    let demo = demo();
    let stored = stored(&demo.hashes);
    let sha256 = |bytes: &[u8]| HEXLOWER.encode(&Sha256::digest(bytes));
    let tile = |path: &str| hashes_to_bytes(&stored[&path.parse().unwrap()]);
    assert_eq!(stored.len(), 3);
    assert_eq!(
        sha256(&tile("tile/0/000")),
        text(&demo.vectors["sha256_tile_0_000"])
    );
    assert_eq!(
        sha256(&tile("tile/0/001.p/44")),
        text(&demo.vectors["sha256_tile_0_001.p_44"])
    );
    assert_eq!(
        HEXLOWER.encode(&tile("tile/1/000.p/1")),
        text(&demo.vectors["tile_1_000.p_1"])
    );
    let paths: Vec<String> = bundles(300).map(|bundle| bundle.to_string()).collect();
    assert_eq!(paths, ["tile/entries/000", "tile/entries/001.p/44"]);
    let bytes = bundle::encode(&demo.entries[..256]).unwrap();
    assert_eq!(sha256(&bytes), text(&demo.vectors["sha256_entries_000"]));
}

#[test]
fn the_demo_logs_proofs_are_made_again_from_its_tiles() {
    let demo = demo();
    let stored = stored(&demo.hashes);
    let mut tiles = Tiles {
        size: 300,
        read: |path: TilePath| stored.get(&path).cloned().ok_or(path),
    };
    let root = tree_root(&mut tiles, 300).unwrap();
    let newest = text(&demo.vectors["checkpoints"]["300"]);
    let newest: SignedCheckpoint = newest.parse().unwrap();
    assert_eq!(root, newest.checkpoint().root());

    let file = text(&demo.vectors["tlog_proof_index_41"]);
    let read: ProofFile = file.parse().unwrap();
    let path = prove_inclusion(&mut tiles, 41, 300).unwrap();
    let made = ProofFile::new(41, path.clone(), newest).unwrap();
    assert_eq!((made.index(), made.path()), (41, path.as_slice()));
    assert_eq!(made, read);
    assert_eq!(made.to_string(), file);
    let policy = format!(
        "log {}\nwitness w {}\nquorum w\n",
        text(&demo.vectors["log_vkey"]),
        text(&demo.vectors["witness_vkey"])
    );
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let approval = read.verify(&demo.hashes[41], &policy).unwrap();
    assert_eq!(approval.logs, [demo.log.verifier()]);
    assert_eq!(approval.cosignatures.len(), 1);
    assert_eq!(approval.cosignatures[0].time, 1_800_000_300);
}
