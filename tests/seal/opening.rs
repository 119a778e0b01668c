//! Opening a whole export: what comes out, and which exports are refused.

use commonhold::seal::ballot::{Choice, Line, parse_ballots};
use commonhold::seal::canonical::split_lines;
use commonhold::seal::envelope::{Envelope, seal};
use commonhold::seal::envelopes::{Export, Exported};
use commonhold::seal::hash::{EnvelopeId, Salt, Weight, sha256};
use commonhold::seal::manifest::{Manifest, SmallCells};
use commonhold::seal::open_cell::OpenCell;
use commonhold::seal::opening::{OpenLine, Opening, SealSecret, Undecodable, open_export};
use commonhold::seal::statement::SignedStatement;
use commonhold::seal::tracker::Tracker;

use crate::support::{Election, TestRng, refused, weight};

fn opened(election: &Election, envelopes: Vec<Exported>) -> Opening {
    let export = election.export_of(envelopes);
    open_export(&election.officers.seal, &election.manifest, &export).unwrap()
}

#[test]
fn every_ballot_comes_out_sorted_and_named_only_in_open_cells() {
    let election = Election::held(|_| {});
    let opening = opened(&election, election.exported());
    assert!(opening.is_clean());
    let rules = election.manifest.ballot_rules();
    let lines = parse_ballots(&opening.ballots_file(), rules).unwrap();
    assert_eq!(lines, opening.lines());
    assert_eq!(lines.len(), 9);
    for (member, _, tracker, choice) in &election.casts {
        let (tracker, choice) = (tracker.clone(), choice.clone());
        assert!(lines.contains(&Line {
            tracker,
            choice,
            weight: member.votes
        }));
    }
    let open = OpenLine::parse_file(&opening.open_file()).unwrap();
    assert_eq!(open.len(), 4);
    for (member, _, tracker, _) in &election.casts[..4] {
        let line = open.iter().find(|line| line.cell.c == member.c).unwrap();
        assert_eq!(line.tracker, *tracker);
        assert_eq!(line.cell.disclosed.is_some(), member.votes != weight(15));
    }
    let (name, signer, _) = &election.officers.signers[1];
    let signed = opening.statement(name, signer, 1_704_700_000).unwrap();
    let read = SignedStatement::parse(&signed.encode()).unwrap();
    assert_eq!(read, signed);
    read.check(&election.manifest, &election.export().live_root())
        .unwrap();
    assert_eq!((read.statement.lines, read.statement.votes), (9, 80));
    assert_eq!(read.statement.ballots, sha256(&opening.ballots_file()));
    assert_eq!(read.statement.open, sha256(&opening.open_file()));
    assert_eq!(read.hindered(), 0);
}

#[test]
fn nobody_voting_opens_to_empty_files() {
    let election = Election::held(|_| {});
    let opening = opened(&election, vec![]);
    assert!(opening.is_clean());
    assert_eq!(opening.ballots_file(), b"");
    assert_eq!(opening.open_file(), b"");
}

#[test]
fn undecodable_and_clashing_envelopes_are_set_apart() {
    let election = Election::held(|_| {});
    let mut exported = election.exported();
    let broken = election.casts[8].1.clone();
    let mut ct = broken.ct.clone();
    ct[7] ^= 1;
    let eid = election.manifest.eid();
    let broken = Envelope::from_parts(&eid, broken.id, broken.weight, broken.enc, ct);
    exported[8].envelope = broken.clone();
    // A server that shows one tracker to two like voters; here with different choices.
    let (_, first, tracker, _) = &election.casts[4];
    let mut rng = TestRng::new("clash");
    let id = EnvelopeId::random(&mut rng);
    let choice = Choice::Ranked(vec![]);
    let second = seal(
        &mut rng,
        &election.manifest,
        id,
        Weight::ONE,
        &choice,
        tracker,
    )
    .unwrap();
    exported[5].envelope = second.clone();
    let opening = opened(&election, exported);
    assert!(!opening.is_clean());
    assert_eq!(opening.lines().len(), 6);
    assert_eq!(
        opening.undecodable().get(&broken.digest),
        Some(&Undecodable::Sealed)
    );
    assert_eq!(opening.undecodable().len(), 1);
    assert!(opening.clashing().contains(&first.digest));
    assert!(opening.clashing().contains(&second.digest));
    assert_eq!(opening.clashing().len(), 2);
    let published = opening.ballots_file();
    assert!(!String::from_utf8_lossy(&published).contains(tracker.as_str()));
    let (name, signer, _) = &election.officers.signers[0];
    let statement = opening.statement(name, signer, 1).unwrap();
    assert_eq!(statement.statement.undecodable, [broken.digest]);
    assert_eq!(statement.statement.clashing.len(), 2);
    assert_eq!(statement.hindered(), 3);
    assert_eq!(
        (statement.statement.lines, statement.statement.votes),
        (6, 77)
    );
}

#[test]
fn a_clashing_ballot_of_an_open_cell_stands_in_no_file() {
    let election = Election::held(|_| {});
    let mut exported = election.exported();
    let (_, _, tracker, _) = &election.casts[2];
    let mut rng = TestRng::new("clash");
    let id = EnvelopeId::random(&mut rng);
    let choice = Choice::Ranked(vec![]);
    let other = seal(
        &mut rng,
        &election.manifest,
        id,
        weight(5),
        &choice,
        tracker,
    )
    .unwrap();
    exported[3].envelope = other;
    let opening = opened(&election, exported);
    assert_eq!(opening.clashing().len(), 2);
    assert_eq!(OpenLine::parse_file(&opening.open_file()).unwrap().len(), 2);
}

#[test]
fn ballots_that_share_an_encapsulated_key_clash() {
    let election = Election::held(|_| {});
    let mut exported = election.exported();
    // The same randomness twice: a broken generator, or a server that wants to link two ballots.
    for (i, name) in [
        (4, "aaaaaaaaaaaaaaaa-aaaaaa"),
        (5, "bbbbbbbbbbbbbbbb-bbbbbb"),
    ] {
        let tracker = Tracker::parse(name).unwrap();
        let mut rng = TestRng::new("stuck");
        let id = EnvelopeId::random(&mut TestRng::new(name));
        let choice = Choice::Ranked(vec![]);
        exported[i].envelope = seal(
            &mut rng,
            &election.manifest,
            id,
            Weight::ONE,
            &choice,
            &tracker,
        )
        .unwrap();
    }
    assert_eq!(exported[4].envelope.enc, exported[5].envelope.enc);
    assert_eq!(opened(&election, exported).clashing().len(), 2);
}

#[test]
fn what_is_set_aside_is_named_once_and_in_order() {
    let export = Election::held(|_| {}).export();
    let digests: Vec<_> = export
        .envelopes()
        .iter()
        .map(|e| e.envelope.digest)
        .collect();
    let [first, second, ..] = digests.as_slice() else {
        panic!("an election of several ballots")
    };
    let export = export.set_aside([*first, *second].into()).unwrap();
    assert_eq!(export.number_set_aside(), 2);
    let file = String::from_utf8(export.encode()).unwrap();
    assert_eq!(Export::parse(file.as_bytes()).unwrap(), export);
    let named = |one, other| format!("\"set_aside\":[\"{one}\",\"{other}\"]");
    let right = named(first, second);
    assert!(file.contains(&right), "{file}");
    for wrong in [named(second, first), named(first, first)] {
        refused(
            Export::parse(file.replace(&right, &wrong).as_bytes()),
            "`set_aside` does not ascend",
        );
    }
}

#[test]
fn exports_read_back_and_altered_ones_are_refused() {
    let election = Election::held(|_| {});
    let export = election.export();
    let file = export.encode();
    assert_eq!(Export::parse(&file).unwrap(), export);
    assert_eq!(Export::parse(&file).unwrap().encode(), file);
    assert!(
        !String::from_utf8_lossy(&file).contains("Member 4"),
        "a secret cell's member"
    );
    let lines: Vec<&[u8]> = split_lines(&file).unwrap();
    assert_eq!(lines.len(), 1 + 11 + 9);
    let join = |lines: &[&[u8]]| commonhold::seal::canonical::join_lines(lines);
    refused(Export::parse(b""), "it is empty");
    refused(Export::parse(&file[..file.len() - 1]), "line feed");
    refused(
        Export::parse(&join(&lines[..lines.len() - 1])),
        "it was cut or joined",
    );
    refused(Export::parse(&join(&lines[1..])), "line 1: `v` is missing");
    let mut swapped = lines.clone();
    swapped.swap(15, 16);
    refused(Export::parse(&join(&swapped)), "the digests do not ascend");
    let mut swapped = lines.clone();
    swapped.swap(2, 3);
    refused(
        Export::parse(&join(&swapped)),
        "the commitments do not ascend",
    );
    let replace = |line: usize, from: &str, to: &str| {
        let mut texts: Vec<String> = lines
            .iter()
            .map(|line| String::from_utf8(line.to_vec()).unwrap())
            .collect();
        assert!(texts[line].contains(from), "{}", texts[line]);
        texts[line] = texts[line].replacen(from, to, 1);
        commonhold::seal::canonical::join_lines(texts)
    };
    for (before, empty) in [
        ("\"kind\":", "\"extended\":[],"),
        ("\"v\":1", "\"set_aside\":[],"),
    ] {
        let file = replace(0, before, &format!("{empty}{before}"));
        refused(Export::parse(&file), "there and empty");
    }
    let heavier = replace(20, "\"w\":", "\"w\":9");
    refused(Export::parse(&heavier), "does not have the digest");
    refused(
        Export::parse(&replace(20, "\"ct\":\"", "\"ct\":\"=")),
        "not unpadded base64url",
    );
    refused(
        Export::parse(&replace(20, "\"ct\":\"", "\"ct\":\"AAAA")),
        "does not have the digest",
    );
    refused(
        Export::parse(&replace(0, "\"leaves\":11", "\"leaves\":12")),
        "cut or joined",
    );
    refused(
        Export::parse(&replace(0, "\"leaves\":11", "\"leaves\":9007199254740991")),
        "cut or",
    );
    refused(
        Export::parse(&replace(0, "\"v\":1", "\"v\":2")),
        "version 2 is not known",
    );
    refused(
        Export::parse(&replace(0, "\"kind\":\"envelopes\"", "\"kind\":\"x\"")),
        "`kind`",
    );
    let root = export.live_root().to_string();
    refused(
        Export::parse(&replace(0, &root, &"0".repeat(64))),
        "not those of its `live_root`",
    );
    let without_one: Vec<&[u8]> = lines[..20].to_vec();
    let text = String::from_utf8(join(&without_one)).unwrap();
    let text = text.replacen("\"envelopes\":9", "\"envelopes\":8", 1);
    refused(
        Export::parse(text.as_bytes()),
        "not those of its `live_root`",
    );
}

#[test]
fn voting_r12_commitments_stand_beside_small_cells_and_nowhere_else() {
    let election = Election::held(|_| {});
    let check = |exported: Vec<Exported>| election.export_of(exported).check(&election.manifest);
    assert_eq!(check(election.exported()), Ok(()));

    let mut missing = election.exported();
    missing[0].open = None;
    refused(check(missing), "is of an open cell and has no commitment");

    let victim = &election.casts[6].0;
    let cell = OpenCell {
        c: victim.c,
        entitlement: victim.entitlement,
        disclosed: None,
    };
    let mut extra = election.exported();
    extra[6].open = Some(cell.clone());
    refused(check(extra), "would show how a member voted");

    let mut foreign = election.exported();
    foreign[0].open = Some(cell);
    refused(check(foreign), "is not its cell's");

    let mut twice = election.exported();
    twice[3].open = twice[2].open.clone();
    refused(check(twice), "is there twice");

    let mut misnamed = election.exported();
    let disclosed = misnamed[0]
        .open
        .as_mut()
        .and_then(|open| open.disclosed.as_mut())
        .unwrap();
    disclosed.subject = "Somebody else".to_owned();
    refused(check(misnamed), "do not make its commitment");

    let mut salted = election.exported();
    let disclosed = salted[0]
        .open
        .as_mut()
        .and_then(|open| open.disclosed.as_mut())
        .unwrap();
    disclosed.salt = Salt::from_bytes([0; 32]);
    refused(check(salted), "do not make its commitment");

    let mut heavy = election.exported();
    let envelope = &heavy[4].envelope;
    heavy[4].envelope = Envelope::from_parts(
        &election.manifest.eid(),
        envelope.id,
        weight(50),
        envelope.enc.clone(),
        envelope.ct.clone(),
    );
    heavy[4].open = heavy[0].open.clone();
    refused(check(heavy), "more envelopes of weight 50 than the roll");
}

#[test]
fn exports_of_another_poll_roll_or_policy_are_refused() {
    let election = Election::held(|_| {});
    let other = Election::held(|terms| terms.question.push('?'));
    refused(
        election.export().check(&other.manifest),
        "of another poll than the manifest",
    );
    let other = Election::held(|terms| terms.roll_root = sha256(b""));
    refused(
        other.export().check(&other.manifest),
        "its roll is not the one",
    );
    let winners = Election::held(|terms| terms.small_cells = SmallCells::WinnersOnly);
    // Of a poll of small cells that shows winners only nobody may be named, and all is opened.
    refused(
        winners.export().check(&winners.manifest),
        "its cell is not open",
    );
    let mut unnamed = winners.exported();
    unnamed.iter_mut().for_each(|exported| exported.open = None);
    let opening = opened(&winners, unnamed);
    assert_eq!((opening.lines().len(), opening.open_file()), (9, vec![]));
    // With k = 1 no cell is small, so winners-only never applies and nobody is named.
    let no_small = Election::held(|terms| {
        terms.small_cells = SmallCells::WinnersOnly;
        terms.k = 1;
    });
    let mut exported = no_small.exported();
    refused(
        no_small.export().check(&no_small.manifest),
        "its cell is not open",
    );
    exported
        .iter_mut()
        .for_each(|exported| exported.open = None);
    let opening = opened(&no_small, exported);
    assert_eq!((opening.lines().len(), opening.open_file()), (9, vec![]));
}

#[test]
fn another_key_opens_nothing() {
    let election = Election::held(|_| {});
    let other = SealSecret::generate(&mut TestRng::new("another"));
    let result = open_export(&other, &election.manifest, &election.export());
    refused(
        result,
        "not the key that this poll's ballots were sealed to",
    );
}

#[test]
fn statements_are_checked_against_poll_set_officer_and_key() {
    let election = Election::held(|_| {});
    let export = election.export();
    let opening = open_export(&election.officers.seal, &election.manifest, &export).unwrap();
    let (name, signer, _) = &election.officers.signers[0];
    let signed = opening.statement(name, signer, 1_704_700_000).unwrap();
    let root = export.live_root();
    signed.check(&election.manifest, &root).unwrap();
    let other: Manifest = Election::held(|terms| terms.question.push('?')).manifest;
    refused(signed.check(&other, &root), "about another poll");
    refused(
        signed.check(&election.manifest, &sha256(b"")),
        "another set of envelopes",
    );
    let (_, other_signer, _) = &election.officers.signers[1];
    let forged = opening
        .statement(name, other_signer, 1_704_700_000)
        .unwrap();
    refused(
        forged.check(&election.manifest, &root),
        "the signature is not Lena Aalto's",
    );
    let stranger = opening.statement("Nobody", signer, 1_704_700_000).unwrap();
    refused(
        stranger.check(&election.manifest, &root),
        "Nobody is no officer",
    );
    let mut altered = signed.clone();
    altered.statement.votes += 1;
    assert!(altered.verify(&signer.public()).is_err());
    let text = String::from_utf8(signed.encode()).unwrap();
    refused(
        SignedStatement::parse(format!("{text}\n").as_bytes()),
        "follows the value",
    );
    let digest = format!("[\"{root}\",\"{root}\"]");
    let doubled = text.replacen("\"clashing\":[]", &format!("\"clashing\":{digest}"), 1);
    refused(
        SignedStatement::parse(doubled.as_bytes()),
        "`clashing` does not ascend",
    );
    let extra = text.replacen("\"v\":1", "\"v\":1,\"verdict\":1", 1);
    refused(
        SignedStatement::parse(extra.as_bytes()),
        "does not belong here",
    );
}
