//! Proof files.

use commonhold::tlog::checkpoint::CheckpointError;
use commonhold::tlog::note::NoteError;
use commonhold::tlog::policy::{Policy, Unapproved};
use commonhold::tlog::proof::{LeafHashes, ProofError, prove_inclusion};
use commonhold::tlog::proof_file::{ProofFile, ProofFileError, Unproved};
use commonhold::tlog::tree::Hash;
use proptest::prelude::*;

use crate::support::{hashes, log_key, signed, witness, witnessed};

fn policy(quorum: &str) -> Policy {
    let file = format!(
        "log {}\nwitness one {}\nwitness two {}\n{quorum}\n",
        log_key().verifier(),
        witness(1).verifier(),
        witness(2).verifier(),
    );
    Policy::parse(file.as_bytes()).unwrap()
}

fn proof(leaves: &[Hash], index: u64) -> ProofFile {
    let size = u64::try_from(leaves.len()).unwrap();
    let path = prove_inclusion(&mut LeafHashes(leaves), index, size).unwrap();
    ProofFile::new(index, path, witnessed(leaves, &[1])).unwrap()
}

#[test]
fn a_proof_proves_its_leaf_and_no_other() {
    let leaves = hashes(7);
    let proof = proof(&leaves, 4);
    let (none, one) = (policy("quorum none"), policy("quorum one"));
    let approval = proof.verify(&leaves[4], &one).unwrap();
    assert_eq!(approval.cosignatures[0].time, 1_800_000_001);
    let other = proof.verify(&leaves[5], &one);
    assert_eq!(other, Err(Unproved::Inclusion(ProofError::RootDiffers)));
    let strict = policy("quorum two");
    let fault = Unapproved::NoQuorum {
        cosigned: 1,
        known: 2,
    };
    assert_eq!(
        proof.verify(&leaves[4], &strict),
        Err(Unproved::Checkpoint(fault))
    );
    // An index beyond the tree is well-formed, and proves nothing.
    let beyond = proof.to_string().replace("index 4\n", "index 7\n");
    let beyond: ProofFile = beyond.parse().unwrap();
    let fault = ProofError::NoSuchLeaf { index: 7, size: 7 };
    let verified = beyond.verify(&leaves[4], &none);
    assert_eq!(verified, Err(Unproved::Inclusion(fault)));
}

#[test]
fn the_only_leaf_of_a_log_has_a_proof_without_hashes() {
    let leaves = hashes(1);
    let proof = proof(&leaves, 0);
    assert!(
        proof
            .to_string()
            .starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\n")
    );
    assert_eq!(proof.to_string().parse().as_ref(), Ok(&proof));
    assert!(proof.verify(&leaves[0], &policy("quorum none")).is_ok());
}

#[test]
fn extra_data_is_kept_and_changes_nothing() {
    let leaves = hashes(3);
    let plain = proof(&leaves, 2);
    assert_eq!(plain.extra(), None);
    let file = plain.to_string().replace("index", "extra aGVsbG8=\nindex");
    let read: ProofFile = file.parse().unwrap();
    assert_eq!(read.extra(), Some(&b"hello"[..]));
    assert_eq!(read.to_string(), file);
    assert!(read.verify(&leaves[2], &policy("quorum one")).is_ok());
}

#[test]
fn malformed_proofs_are_refused() {
    let good = proof(&hashes(7), 4).to_string();
    let hash = "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=";
    let first = good.lines().nth(2).unwrap().to_owned();
    let replace = |from: &str, to: &str| {
        assert!(good.contains(from));
        good.replacen(from, to, 1)
    };
    let table = [
        (String::new(), ProofFileError::NoSeparator),
        (
            "c2sp.org/tlog-proof@v1\nindex 0\n".to_owned(),
            ProofFileError::NoSeparator,
        ),
        (replace("@v1", "@v2"), ProofFileError::Header),
        (format!("\n{good}"), ProofFileError::Header),
        (format!(" {good}"), ProofFileError::Header),
        (replace("@v1\n", "@v1\r\n"), ProofFileError::Header),
        (replace("index 4\n", ""), ProofFileError::Index),
        (replace("index 4", "index  4"), ProofFileError::Index),
        (replace("index 4", "index 04"), ProofFileError::Index),
        (replace("index 4", "index +4"), ProofFileError::Index),
        (replace("index 4", "index"), ProofFileError::Index),
        (replace("index 4", "Index 4"), ProofFileError::Index),
        (
            replace("index 4", "index 18446744073709551616"),
            ProofFileError::Index,
        ),
        (
            replace("index 4", "index 4\nextra aGVsbG8="),
            ProofFileError::Hash,
        ),
        (replace("index", "extra \nindex"), ProofFileError::Extra),
        (
            replace("index", "extra aGVsbG8\nindex"),
            ProofFileError::Extra,
        ),
        (
            replace("index", "extra aGVsbG8= \nindex"),
            ProofFileError::Extra,
        ),
        (
            replace("index", "extra aGVsbG8=\nextra aGVsbG8=\nindex"),
            ProofFileError::Index,
        ),
        (replace("index", "extra\nindex"), ProofFileError::Index),
        (replace(&first, &first[1..]), ProofFileError::Hash),
        (replace(&first, &format!("{first} ")), ProofFileError::Hash),
        (replace(&first, &format!("\t{first}")), ProofFileError::Hash),
        (
            replace(
                "index 4\n",
                &format!("index 4\n{}", format!("{hash}\n").repeat(65)),
            ),
            ProofFileError::TooManyHashes,
        ),
        (
            replace("\n\n", "\n\n\n"),
            ProofFileError::Checkpoint(CheckpointError::Origin),
        ),
        (
            good.trim_end().to_owned(),
            ProofFileError::Checkpoint(CheckpointError::Note(NoteError::CutOff)),
        ),
    ];
    for (file, fault) in table {
        assert_eq!(file.parse::<ProofFile>(), Err(fault), "{file:?}");
    }
    assert_eq!(ProofFile::from_bytes(b"\xff"), Err(ProofFileError::NotUtf8));
    let many = ProofFile::new(0, vec![[0; 32]; 65], signed(&hashes(1)));
    assert_eq!(many, Err(ProofFileError::TooManyHashes));
    assert!(ProofFile::new(0, vec![[0; 32]; 64], signed(&hashes(1))).is_ok());
    assert_eq!(
        ProofFileError::Header.to_string(),
        "the first line of a proof is c2sp.org/tlog-proof@v1"
    );
}

proptest! {
    #[test]
    fn proofs_are_read_back(
        size in 1u64..200,
        at in any::<u64>(),
        extra in proptest::collection::vec(any::<u8>(), 0..9),
    ) {
        use data_encoding::BASE64;
        let leaves = hashes(size);
        let file = proof(&leaves, at % size).to_string();
        let file = match &extra[..] {
            [] => file,
            extra => file.replace("index", &format!("extra {}\nindex", BASE64.encode(extra))),
        };
        let read: ProofFile = file.parse().unwrap();
        prop_assert_eq!(read.to_string(), file);
        prop_assert_eq!(read.extra().unwrap_or_default(), extra);
    }
}
