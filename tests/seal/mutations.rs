//! Every file that is read has one spelling: after a change of one byte it is refused, or it is
//! another file that writes back as it was read.

use commonhold::seal::envelopes::Export;
use commonhold::seal::keys::PublicPart;
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::lot::RevealFile;
use commonhold::seal::manifest::Manifest;
use commonhold::seal::opening::{OpenLine, open_export};
use commonhold::seal::receipt::Receipt;
use commonhold::seal::roll::Leaves;
use commonhold::seal::statement::SignedStatement;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Election, receipt_signer};

/// Reads bytes and writes back what was read.
type Reread = fn(&[u8]) -> Option<Vec<u8>>;

fn files() -> Vec<(&'static str, Vec<u8>, Reread)> {
    let election = Election::held(|_| {});
    let export = election.export();
    let opening = open_export(&election.officers.seal, &election.manifest, &export).unwrap();
    let (name, signer, reveal) = &election.officers.signers[0];
    let eid = election.manifest.eid();
    let envelope = &election.casts[0].1;
    let receipt = Receipt {
        digest: envelope.digest,
        eid,
        weight: envelope.weight,
    };
    let live = export
        .envelopes()
        .iter()
        .map(|e| (e.envelope.digest, e.envelope.weight));
    let reveal = RevealFile {
        by: name.clone(),
        eid,
        reveal: reveal.clone(),
    };
    let statement = opening.statement(name, signer, 1).unwrap();
    vec![
        (
            "manifest.json",
            election.manifest.bytes().to_vec(),
            |bytes| {
                Manifest::parse(bytes)
                    .ok()
                    .map(|manifest| manifest.bytes().to_vec())
            },
        ),
        ("envelopes.jsonl", export.encode(), |bytes| {
            Export::parse(bytes).ok().map(|export| export.encode())
        }),
        ("roll.jsonl", election.leaves.to_jsonl(), |bytes| {
            Leaves::parse_jsonl(bytes)
                .ok()
                .map(|leaves| leaves.to_jsonl())
        }),
        (
            "live.jsonl",
            LiveSet::new(live.collect()).unwrap().to_jsonl(),
            |bytes| LiveSet::parse_jsonl(bytes).ok().map(|live| live.to_jsonl()),
        ),
        (
            "participation.json",
            Participation::new(eid, vec![0, 3, 40]).unwrap().encode(),
            |bytes| {
                Participation::parse(bytes)
                    .ok()
                    .map(|participation| participation.encode())
            },
        ),
        (
            "the receipt",
            receipt.to_file(&receipt.sign(&receipt_signer())),
            |bytes| {
                Receipt::parse_file(bytes)
                    .ok()
                    .map(|(receipt, sig)| receipt.to_file(&sig))
            },
        ),
        ("reveal.json", reveal.encode(), |bytes| {
            RevealFile::parse(bytes).ok().map(|reveal| reveal.encode())
        }),
        ("statement.json", statement.encode(), |bytes| {
            SignedStatement::parse(bytes)
                .ok()
                .map(|statement| statement.encode())
        }),
        ("open.jsonl", opening.open_file(), |bytes| {
            let lines = OpenLine::parse_file(bytes).ok()?;
            let encoded = lines.iter().map(OpenLine::encode);
            Some(commonhold::seal::canonical::join_lines(encoded))
        }),
        (
            "the public key",
            crate::support::public_part().encode(),
            |bytes| PublicPart::parse(bytes).ok().map(|part| part.encode()),
        ),
    ]
}

#[test]
fn every_file_writes_back_as_it_was_read() {
    for (name, bytes, reread) in files() {
        assert_eq!(reread(&bytes), Some(bytes), "{name}");
    }
}

#[test]
fn changed_files_are_refused_or_other_files() {
    let files = files();
    let change = (any::<Index>(), any::<Index>(), any::<u8>(), 0..3u8);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(4000));
    runner
        .run(&change, |(file, at, byte, how)| {
            let (name, bytes, reread) = &files[file.index(files.len())];
            let mut changed = bytes.clone();
            let at = at.index(changed.len());
            match how {
                0 => changed[at] = byte,
                1 => changed.insert(at, byte),
                _ => drop(changed.remove(at)),
            }
            if let Some(written) = reread(&changed) {
                prop_assert!(written == changed, "{} at {}", name, at);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn cut_files_are_refused() {
    for (name, bytes, reread) in files() {
        let steps = (bytes.len() / 60).max(1);
        for length in (1..bytes.len()).step_by(steps) {
            // A file of lines that is cut after a line is a shorter file.
            let whole = bytes[length - 1] == b'\n' && name != "envelopes.jsonl";
            assert_eq!(
                reread(&bytes[..length]).is_some(),
                whole,
                "{name} cut at {length}"
            );
        }
    }
}
