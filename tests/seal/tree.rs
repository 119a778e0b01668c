//! The Merkle tree hash against the known roots of RFC 6962's test leaves.

use commonhold::tlog::tree::{leaf_hash, root};
use data_encoding::HEXLOWER;

#[test]
fn the_roots_of_zero_to_eight_leaves_are_the_known_ones() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../data/seal/rfc6962.json")).unwrap();
    let texts = |key: &str| -> Vec<String> {
        let list = vectors[key].as_array().unwrap();
        list.iter()
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let leaves: Vec<Vec<u8>> = texts("leaves")
        .iter()
        .map(|leaf| HEXLOWER.decode(leaf.as_bytes()).unwrap())
        .collect();
    let roots = texts("roots");
    assert_eq!(roots.len(), leaves.len() + 1);
    for (n, expected) in roots.iter().enumerate() {
        assert_eq!(
            HEXLOWER.encode(&root(&leaves[..n])),
            *expected,
            "{n} leaves"
        );
    }
    for (leaf, expected) in leaves.iter().zip(texts("leaf_hashes")) {
        assert_eq!(HEXLOWER.encode(&leaf_hash(leaf)), expected);
    }
}

/// The recursive definition, as the RFC writes it.
fn by_definition(leaves: &[Vec<u8>]) -> [u8; 32] {
    match leaves {
        [] => root(leaves),
        [leaf] => leaf_hash(leaf),
        _ => {
            let k = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(k);
            commonhold::tlog::tree::node_hash(&by_definition(left), &by_definition(right))
        }
    }
}

#[test]
fn larger_trees_follow_the_recursive_definition() {
    let leaves: Vec<Vec<u8>> = (0..70u8).map(|i| vec![i; usize::from(i)]).collect();
    for n in 0..=leaves.len() {
        assert_eq!(
            root(&leaves[..n]),
            by_definition(&leaves[..n]),
            "{n} leaves"
        );
    }
}
