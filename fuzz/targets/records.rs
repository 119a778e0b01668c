//! Canonical JSON and the records that are written in it; the archive that brings them.

use commonhold::evidence::act::{Act, ActSignature};
use commonhold::evidence::bundle::{Files, archive};
use commonhold::evidence::extended;
use commonhold::evidence::leaf::Leaf;
use commonhold::evidence::verify::{Given, Verdict, verify};
use commonhold::seal::ballot::{parse_ballots, write_ballots};
use commonhold::seal::canonical::{Value, join_lines};
use commonhold::seal::envelopes::Export;
use commonhold::seal::handed::HandedShare;
use commonhold::seal::keys::PublicPart;
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::lot::RevealFile;
use commonhold::seal::manifest::Manifest;
use commonhold::seal::open_lines::OpenLine;
use commonhold::seal::receipt::Receipt;
use commonhold::seal::rehearsal::{Answer, Challenge};
use commonhold::seal::roll::Leaves;
use commonhold::seal::scan;
use commonhold::seal::shares::LockedShare;
use commonhold::seal::statement::SignedStatement;
use commonhold::seal::{code::Code, paper};

/// The two readers of the form agree, what they take has one spelling, and it is JSON.
pub fn canonical(bytes: &[u8]) {
    let value = Value::parse(bytes);
    assert_eq!(value.is_ok(), scan::is_canonical(bytes));
    let members = scan::members(bytes);
    match &value {
        Ok(value) => {
            assert_eq!(value.encode().as_bytes(), bytes);
            assert_eq!(value.check(), Ok(()));
            assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_ok());
        }
        Err(fault) => assert!(fault.offset <= bytes.len(), "{fault}"),
    }
    match (value, members) {
        (Ok(Value::Object(map)), Some(members)) => {
            assert_eq!(map.len(), members.len());
            for ((key, value), (own, bytes)) in map.iter().zip(members) {
                assert_eq!((key.as_bytes(), value.encode().as_bytes()), (own, bytes));
            }
        }
        (Ok(Value::Object(_)), None) | (_, Some(_)) => panic!("the readers differ"),
        _ => {}
    }
}

/// Every file of one object or of lines, by every reader: what one takes, it writes again
/// byte for byte, but for a line feed that some forgive at the end.
pub fn records(bytes: &[u8]) {
    let bare = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if let Ok(manifest) = Manifest::parse(bytes) {
        assert_eq!(manifest.bytes(), bytes);
    }
    if let Ok(leaves) = Leaves::parse_jsonl(bytes) {
        assert_eq!(leaves.to_jsonl(), bytes);
    }
    if let Ok(live) = LiveSet::parse_jsonl(bytes) {
        assert_eq!(live.to_jsonl(), bytes);
    }
    if let Ok(participation) = Participation::parse(bytes) {
        assert_eq!(participation.encode(), bytes);
    }
    if let Ok((receipt, signature)) = Receipt::parse_file(bytes) {
        assert_eq!(receipt.to_file(&signature), bytes);
    }
    if let Ok(statement) = SignedStatement::parse(bytes) {
        assert_eq!(statement.encode(), bytes);
    }
    if let Ok(reveal) = RevealFile::parse(bytes) {
        assert_eq!(reveal.encode(), bytes);
    }
    if let Ok(lines) = OpenLine::parse_file(bytes) {
        assert_eq!(join_lines(lines.iter().map(OpenLine::encode)), bytes);
    }
    if let Ok(export) = Export::parse(bytes) {
        assert_eq!(export.encode(), bytes);
    }
    if let Ok(part) = PublicPart::parse(bytes) {
        assert_eq!(part.encode(), bare);
    }
    if let Ok(share) = LockedShare::parse(bytes) {
        assert_eq!(share.encode(), bare);
    }
    if let Ok(share) = HandedShare::parse(bytes) {
        assert_eq!(share.encode(), bare);
    }
    if let Ok(challenge) = Challenge::parse(bytes) {
        assert_eq!(challenge.encode(), bare);
    }
    if let Ok(answer) = Answer::parse(bytes) {
        assert_eq!(answer.encode(), bare);
    }
    if let Ok(act) = Act::parse(bytes) {
        assert_eq!(act.encode().as_deref(), Ok(bytes));
    }
    if let Ok(signature) = ActSignature::parse(bytes) {
        assert_eq!(signature.encode(), bare);
    }
    if let Ok(leaf) = Leaf::parse(bytes) {
        assert_eq!(leaf.encode(), bytes);
        let _ = (leaf.words(), leaf.act_digest());
    }
    let _ = extended::parse_lines(bytes);
    if let Ok(typed) = str::from_utf8(bytes) {
        if let Ok(share) = paper::read(typed) {
            assert_eq!(paper::read(&paper::print(&share)), Ok(share));
        }
        if let Ok(code) = Code::parse(typed) {
            assert_eq!(code.as_str(), typed);
        }
    }
    // A manifest, and the ballots of its poll below it.
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    if let (Some(manifest), Some(ballots)) = (parts.next(), parts.next())
        && let Ok(manifest) = Manifest::parse(manifest)
        && let Ok(lines) = parse_ballots(ballots, manifest.ballot_rules())
    {
        assert_eq!(write_ballots(&lines), ballots);
    }
}

/// An archive, and the verifier on whatever it brings.
pub fn archive(bytes: &[u8]) {
    let Ok(files) = archive::read(bytes) else {
        return;
    };
    let written = archive::write(files.iter()).unwrap_or_else(|error| panic!("{error}"));
    let again: Result<Files<'_>, _> = archive::read(&written);
    assert_eq!(again.as_ref(), Ok(&files));
    let report = verify(&Given {
        files: Ok(files),
        policy: None,
        checkpoints: &[],
        receipts: &[],
    });
    assert_ne!(report.verdict, Verdict::Verified, "nobody named a key");
    let _ = (report.to_text(), report.to_json());
}
