//! Rolls, live sets, participation, receipts and the lot: read back, sorted, refused.

use commonhold::seal::hash::{Digest, NotAWeight, Reveal, RollId, Weight, h, lp, sha256};
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::lot::{RevealFile, beacon_from_reveals, order, reveal_commitment, seed};
use commonhold::seal::manifest::Beacon;
use commonhold::seal::receipt::Receipt;
use commonhold::seal::roll::{Leaves, RollLine, commitment, entitlement, write_roll};
use proptest::prelude::*;

use crate::support::{
    Election, TestRng, leaves, manifest, members, receipt_signer, refused, weight,
};

#[test]
fn h_is_the_sha256_of_length_prefixed_fields() {
    let mut bytes = Vec::new();
    for field in [&b"commonhold/reveal/v1"[..], b"abc"] {
        lp(&mut bytes, field);
    }
    assert_eq!(&bytes[..4], [0, 0, 0, 20]);
    assert_eq!(h("reveal", &[b"abc"]), sha256(&bytes));
    assert_eq!(
        h("reveal", &[b"abc"]).to_string(),
        "239ac74024ae9ceb4fff2f50909cc6b591c3eaeaa11deffc0368b60e55b3d1bf"
    );
    assert_ne!(h("reveal", &[b"ab", b"c"]), h("reveal", &[b"a", b"bc"]));
    assert_ne!(h("reveal", &[b""]), h("reveal", &[]));
}

#[test]
fn digests_are_lowercase_hex_of_their_length() {
    let digest = sha256(b"x");
    let text = digest.to_string();
    assert_eq!(Digest::parse(&text), Ok(digest));
    for wrong in [
        &text[1..],
        &text.to_uppercase(),
        &format!("{text}00"),
        "",
        " ",
    ] {
        let fault = Digest::parse(wrong).unwrap_err().to_string();
        assert_eq!(fault, "is not 64 lowercase hex digits");
    }
}

#[test]
fn weights_run_from_one_to_a_million() {
    assert_eq!(Weight::new(0), Err(NotAWeight));
    assert_eq!(Weight::new(1), Ok(Weight::ONE));
    assert_eq!(Weight::new(1_000_000), Ok(Weight::MAX));
    assert_eq!(Weight::new(1_000_001), Err(NotAWeight));
    assert_eq!(Weight::new(u64::MAX), Err(NotAWeight));
}

#[test]
fn rolls_ascend_by_entitlement() {
    let roll = RollId::random(&mut TestRng::new("roll"));
    let lines: Vec<RollLine> = members(&roll)
        .into_iter()
        .map(|m| RollLine {
            class: m.class,
            entitlement: m.entitlement,
            votes: m.votes,
        })
        .collect();
    let file = write_roll(&lines);
    let mut sorted = lines.clone();
    sorted.sort_by_key(|line| line.entitlement);
    let expected: String = sorted.iter().map(|line| line.encode() + "\n").collect();
    assert_eq!(file, expected.into_bytes());
    assert_eq!(
        write_roll(&lines.iter().rev().cloned().collect::<Vec<_>>()),
        file
    );
}

#[test]
fn entitlements_differ_by_roll_and_membership() {
    let mut rng = TestRng::new("rolls");
    let (one, two) = (RollId::random(&mut rng), RollId::random(&mut rng));
    let members = members(&one);
    let (ada, bob) = (&members[0], &members[1]);
    assert_eq!(entitlement(&one, &ada.membership), ada.entitlement);
    assert_ne!(entitlement(&two, &ada.membership), ada.entitlement);
    assert_ne!(entitlement(&one, &bob.membership), ada.entitlement);
    let c = commitment(&one, &ada.entitlement, &ada.subject, &ada.salt);
    assert_eq!(c, ada.c);
    assert_ne!(
        commitment(&two, &ada.entitlement, &ada.subject, &ada.salt),
        c
    );
    assert_ne!(
        commitment(&one, &ada.entitlement, &bob.subject, &ada.salt),
        c
    );
    assert_ne!(
        commitment(&one, &ada.entitlement, &ada.subject, &bob.salt),
        c
    );
}

#[test]
fn leaves_have_one_order_cells_and_positions() {
    let roll = RollId::random(&mut TestRng::new("roll"));
    let members = members(&roll);
    let sample = leaves(&members);
    let file = sample.to_jsonl();
    assert_eq!(Leaves::parse_jsonl(&file).unwrap(), sample);
    assert!(Leaves::new([sample.as_slice(), sample.as_slice()].concat()).is_err());
    let cells: Vec<(u64, u64)> = sample
        .cells()
        .iter()
        .map(|(w, n)| (w.votes(), *n))
        .collect();
    assert_eq!(cells, [(1, 7), (5, 2), (15, 1), (50, 1)]);
    assert_eq!(sample.votes(), 82);
    for (i, leaf) in sample.as_slice().iter().enumerate() {
        assert_eq!(sample.position(&leaf.c), Some(i));
    }
    let mut reversed = members;
    reversed.reverse();
    assert_eq!(leaves(&reversed).root(), sample.root());
    let text = String::from_utf8(file).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(0, 1);
    let swapped = format!("{}\n", lines.join("\n"));
    refused(
        Leaves::parse_jsonl(swapped.as_bytes()),
        "line 2: the commitments do not ascend",
    );
}

#[test]
fn live_sets_and_participation_read_back_and_refuse_repeats() {
    let election = Election::held(|_| {});
    let live: Vec<_> = election
        .casts
        .iter()
        .map(|(_, e, _, _)| (e.digest, e.weight))
        .collect();
    let set = LiveSet::new(live.clone()).unwrap();
    assert_eq!(set.root(), election.export().live_root());
    assert_eq!((set.ballots(), set.votes()), (9, 80));
    let file = set.to_jsonl();
    assert_eq!(LiveSet::parse_jsonl(&file).unwrap(), set);
    assert!(LiveSet::new([live.clone(), live[..1].to_vec()].concat()).is_err());
    let heavier: Vec<_> = live.iter().map(|(d, _)| (*d, weight(2))).collect();
    assert_ne!(LiveSet::new(heavier).unwrap().root(), set.root());
    let text = String::from_utf8(file).unwrap();
    refused(
        LiveSet::parse_jsonl(text.replacen(",\"w\":1}", "}", 1).as_bytes()),
        "`w` is missing",
    );
    refused(
        LiveSet::parse_jsonl(format!("{text}{text}").as_bytes()),
        "do not ascend",
    );

    let eid = election.manifest.eid();
    let part = Participation::new(eid, vec![7, 0, 3]).unwrap();
    let bytes = part.encode();
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        format!("{{\"poll\":\"{eid}\",\"v\":1,\"voted\":[0,3,7]}}")
    );
    assert_eq!(Participation::parse(&bytes).unwrap(), part);
    refused(Participation::new(eid, vec![1, 1]), "there twice");
    let text = String::from_utf8(bytes).unwrap();
    refused(
        Participation::parse(text.replace("0,3", "3,0").as_bytes()),
        "do not ascend",
    );
    refused(
        Participation::parse(text.replace("[0,3,7]", "[\"0\"]").as_bytes()),
        "not a number",
    );
}

#[test]
fn receipts_are_promises_of_one_key_over_one_body() {
    let election = Election::held(|_| {});
    let envelope = &election.casts[0].1;
    let receipt = Receipt {
        digest: envelope.digest,
        eid: election.manifest.eid(),
        weight: envelope.weight,
    };
    let key = receipt_signer();
    let signature = receipt.sign(&key);
    receipt.verify(&key.public(), &signature).unwrap();
    let file = receipt.to_file(&signature);
    assert_eq!(Receipt::parse_file(&file).unwrap(), (receipt, signature));
    let heavier = Receipt {
        weight: weight(51),
        ..receipt
    };
    assert!(heavier.verify(&key.public(), &signature).is_err());
    let (_, other, _) = &election.officers.signers[0];
    assert!(receipt.verify(&other.public(), &signature).is_err());
    refused(Receipt::parse_file(&receipt.body()), "`sig` is missing");
    let text = String::from_utf8(file).unwrap();
    refused(
        Receipt::parse_file(text.replace("\"w\":50", "\"w\":0").as_bytes()),
        "1 to 1,000,000",
    );
}

#[test]
fn signatures_count_for_their_purpose_only() {
    use commonhold::seal::hash::{PublicKey, Signature};
    use commonhold::seal::sign::verify;
    let key = receipt_signer();
    let signature = key.sign("receipt", b"body");
    assert!(verify("receipt", b"body", &key.public(), &signature).is_ok());
    assert!(verify("poll.unsealed", b"body", &key.public(), &signature).is_err());
    assert!(verify("receipt", b"bodY", &key.public(), &signature).is_err());
    // The neutral element as key would accept a signature that nobody made.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut nobody = [0; 64];
    nobody[0] = 1;
    let (key, signature) = (
        PublicKey::from_bytes(neutral),
        Signature::from_bytes(nobody),
    );
    assert!(verify("receipt", b"body", &key, &signature).is_err());
}

#[test]
fn voting_r17_the_lot_needs_every_reveal_as_it_was_committed() {
    let election = Election::held(|_| {});
    let manifest = &election.manifest;
    let files: Vec<RevealFile> = election
        .officers
        .signers
        .iter()
        .map(|(name, _, reveal)| RevealFile {
            by: name.clone(),
            eid: manifest.eid(),
            reveal: reveal.clone(),
        })
        .collect();
    for file in &files {
        assert_eq!(RevealFile::parse(&file.encode()).unwrap(), *file);
        assert_eq!(file.check(manifest), Ok(()));
    }
    let beacon = beacon_from_reveals(manifest, &files).unwrap();
    let reversed: Vec<_> = files.iter().rev().cloned().collect();
    assert_eq!(beacon_from_reveals(manifest, &reversed).unwrap(), beacon);
    assert_eq!(&beacon[..32], files[0].reveal.as_bytes());
    refused(
        beacon_from_reveals(manifest, &files[..1]),
        "the reveal of Ravi Østergård is missing",
    );
    let mut swapped = files.clone();
    swapped[0].reveal = files[1].reveal.clone();
    refused(
        beacon_from_reveals(manifest, &swapped),
        "not what Lena Aalto committed to",
    );
    let mut stranger = files[0].clone();
    stranger.by = "Nobody".to_owned();
    refused(stranger.check(manifest), "Nobody committed to nothing");
    let mut elsewhere = files[0].clone();
    elsewhere.eid = crate::support::manifest("irv-1").eid();
    refused(elsewhere.check(manifest), "for another poll");
    let public = Election::held(|terms| {
        let (source, after) = ("a public beacon".to_owned(), terms.closes);
        terms.beacon = Beacon::Public { source, after };
    });
    refused(
        beacon_from_reveals(&public.manifest, &files),
        "rests on a public value",
    );
}

proptest! {
    #[test]
    fn the_lot_orders_every_option_once(bytes in any::<[u8; 32]>(), options in 0u32..200) {
        let drawn = order(&Digest::from_bytes(bytes), options);
        let mut sorted = drawn.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (1..=options).collect::<Vec<_>>());
    }
}

#[test]
fn voting_r17_every_part_of_the_seed_moves_the_lot() {
    let eid = manifest("irv-1").eid();
    let root = sha256(b"live");
    let first = seed(&eid, &root, b"beacon");
    assert_ne!(seed(&eid, &sha256(b"other"), b"beacon"), first);
    assert_ne!(seed(&eid, &root, b"beacoN"), first);
    assert_ne!(order(&first, 40), order(&seed(&eid, &root, b""), 40));
    let reveal = Reveal::random(&mut TestRng::new("reveal"));
    assert_eq!(
        reveal_commitment(&reveal),
        h("reveal", &[reveal.as_bytes()])
    );
}
