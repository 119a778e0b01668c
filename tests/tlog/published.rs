//! What others have published: their keys, notes and logs, read, verified and made again.

use commonhold::tlog::checkpoint::SignedCheckpoint;
use commonhold::tlog::key::{Signer, VerifierKey};
use commonhold::tlog::note::{Note, SignatureLine};
use commonhold::tlog::tree::root;
use data_encoding::BASE64;
use serde_json::Value;

use crate::support::{base64_hash, name, published, text};

fn key(value: &Value) -> VerifierKey {
    let key: VerifierKey = text(value).parse().unwrap();
    assert_eq!(key.to_string(), text(value));
    key
}

/// A signer from the private key text of Go's note package:
/// `PRIVATE+KEY+<name>+<id>+base64(0x01 ‖ seed)`.
fn go_signer(value: &Value) -> Signer {
    let text = text(value).strip_prefix("PRIVATE+KEY+").unwrap();
    let (who, rest) = text.split_once('+').unwrap();
    let (_, base64) = rest.split_once('+').unwrap();
    let bytes = BASE64.decode(base64.as_bytes()).unwrap();
    Signer::ed25519(name(who), bytes[1..].try_into().unwrap())
}

#[test]
fn the_specifications_note_is_good() {
    let published = &published()["signed_note"];
    let key = key(&published["vkey"]);
    let note: Note = text(&published["note"]).parse().unwrap();
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.verify([&key]).unwrap().len(), 1);
    assert_eq!(note.to_string(), text(&published["note"]));
}

#[test]
fn gos_note_is_good_and_made_again() {
    let published = &published()["go_note"];
    let signer = go_signer(&published["skey"]);
    assert_eq!(*signer.verifier(), key(&published["vkey"]));
    let note: Note = text(&published["note"]).parse().unwrap();
    assert_eq!(Note::sign(note.text(), &signer).unwrap(), note);

    let both = format!("{note}{}", text(&published["second_line"]));
    let both: Note = both.parse().unwrap();
    assert_eq!(both.signatures().len(), 2);
    assert_eq!(both.verify([signer.verifier()]).unwrap().len(), 1);
    let second = key(&published["second_vkey"]);
    let verified = both.verify([&second, signer.verifier()]).unwrap();
    assert_eq!(verified.len(), 2);
    assert_eq!(verified[1].key, &second);
}

#[test]
fn tesseras_log_has_its_roots_and_checkpoints() {
    let published = &published()["tessera"];
    let signer = go_signer(&published["skey"]);
    assert_eq!(*signer.verifier(), key(&published["vkey"]));
    let leaves: Vec<&str> = published["leaves"]
        .as_array()
        .unwrap()
        .iter()
        .map(text)
        .collect();
    let roots = published["roots"].as_object().unwrap();
    assert_eq!(roots.len(), 9);
    for (size, expected) in roots {
        let size: usize = size.parse().unwrap();
        assert_eq!(root(&leaves[..size]), base64_hash(expected), "{size}");
    }
    for (size, file) in published["checkpoints"].as_object().unwrap() {
        let read: SignedCheckpoint = text(file).parse().unwrap();
        let checkpoint = read.verify(signer.verifier()).unwrap();
        assert_eq!(checkpoint.size().to_string(), *size);
        let size: usize = size.parse().unwrap();
        assert_eq!(checkpoint.root(), root(&leaves[..size]));
        let made = SignedCheckpoint::sign(checkpoint.clone(), &signer).unwrap();
        assert_eq!(made.to_string(), text(file));
    }
}

#[test]
fn examples_without_published_keys_are_read_and_written() {
    let published = published();
    let file = text(&published["cosigned_checkpoint"]);
    let cosigned: SignedCheckpoint = file.parse().unwrap();
    assert_eq!(cosigned.to_string(), file);
    assert_eq!(cosigned.checkpoint().size(), 20_852_163);
    let cosignature = cosigned.note().signatures()[1].signature();
    assert_eq!(cosignature.len(), 72);
    // The time of the specification's example, 1679315147.
    assert_eq!(cosignature[..8], [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb]);

    let answer = text(&published["cosignature_lines"]);
    let lines = SignatureLine::parse_lines(answer).unwrap();
    assert_eq!(lines.len(), 3);
    let written: String = lines.iter().map(|line| format!("{line}\n")).collect();
    assert_eq!(written, answer);
}
