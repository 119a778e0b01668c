//! The texts and bytes of the public log: signed notes and what is made of them, policies,
//! tiles.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use commonhold::evidence::bundle::Name;
use commonhold::tlog::bundle;
use commonhold::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use commonhold::tlog::key::VerifierKey;
use commonhold::tlog::note::{Note, SignatureLine};
use commonhold::tlog::policy::{Policy, PolicyError};
use commonhold::tlog::proof_file::ProofFile;
use commonhold::tlog::tile::{TilePath, hashes_to_bytes};
use commonhold::tlog::trust_policy::{TrustPolicy, TrustPolicyError};

use super::is_a_line;

/// The key of the specification's example.
const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

/// Each has one spelling: what is read is written byte for byte.
#[track_caller]
fn spelt<T: FromStr + Display>(text: &str) -> Option<T>
where
    T::Err: Debug,
{
    let read: T = text.parse().ok()?;
    assert_eq!(read.to_string(), text);
    Some(read)
}

pub fn note(bytes: &[u8]) {
    let note = Note::from_bytes(bytes);
    let checkpoint = SignedCheckpoint::from_bytes(bytes);
    let Ok(text) = str::from_utf8(bytes) else {
        assert!(note.is_err() && checkpoint.is_err());
        assert!(ProofFile::from_bytes(bytes).is_err());
        return;
    };
    assert_eq!(spelt::<Note>(text).ok_or(()), note.map_err(|_| ()));
    if let Some(note) = spelt::<Note>(text) {
        assert!(note.text().ends_with('\n') && !note.signatures().is_empty());
        let key: Option<VerifierKey> = KEY.parse().ok();
        let _ = note.verify(&key);
        let lines: String = note
            .signatures()
            .iter()
            .map(|line| format!("{line}\n"))
            .collect();
        let again = SignatureLine::parse_lines(&lines);
        assert_eq!(again.as_deref(), Ok(note.signatures()));
    }
    if let Ok(signed) = checkpoint {
        assert_eq!(signed.to_string(), text);
        assert_eq!(
            spelt(signed.note().text()).as_ref(),
            Some(signed.checkpoint())
        );
    }
    spelt::<Checkpoint>(text);
    if let Some(proof) = spelt::<ProofFile>(text) {
        assert!(proof.path().len() <= ProofFile::MAX_HASHES);
    }
    spelt::<VerifierKey>(text);
}

/// What a verifier believes, in C2SP's words and in ours.
pub fn policy(bytes: &[u8]) {
    let line = |error: &PolicyError| match error {
        PolicyError::Line { line, .. } => is_a_line(bytes, *line),
        PolicyError::NoQuorum => {}
    };
    let plain = Policy::parse(bytes);
    if let Err(error) = &plain {
        line(error);
    }
    match TrustPolicy::parse(bytes) {
        Ok(_) => {}
        Err(TrustPolicyError::Policy(error)) => line(&error),
        Err(TrustPolicyError::Line { line, .. }) => is_a_line(bytes, line),
    }
    // A policy of C2SP's is one of ours.
    if plain.is_ok() {
        assert!(TrustPolicy::parse(bytes).is_ok());
    }
}

/// The first line is a path, and what follows are the bytes of the tile or bundle there.
pub fn tile(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let path = parts.next().and_then(|path| str::from_utf8(path).ok());
    let (Some(path), Some(content)) = (path, parts.next()) else {
        return;
    };
    let _ = Name::parse(&format!("log/{path}"));
    let Some(tile) = spelt::<TilePath>(path) else {
        return;
    };
    assert!((1..=256).contains(&tile.width()));
    assert_eq!(spelt(&tile.full().to_string()), Some(tile.full()));
    if let Ok(hashes) = tile.parse_hashes(content) {
        assert_eq!(hashes.len(), usize::from(tile.width()));
        assert_eq!(hashes_to_bytes(&hashes), content);
    }
    if let Ok(entries) = bundle::parse(content, tile.width()) {
        assert_eq!(entries.len(), usize::from(tile.width()));
        assert_eq!(bundle::encode(entries).as_deref(), Ok(content));
    }
}
