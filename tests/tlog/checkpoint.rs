//! Checkpoints: malformed ones, and whose they are.

use commonhold::tlog::checkpoint::{
    Checkpoint, CheckpointError, CheckpointVerifyError, SignedCheckpoint,
};
use commonhold::tlog::key::Signer;
use commonhold::tlog::note::{Note, NoteError, VerifyError};
use commonhold::tlog::tree::empty_root;
use proptest::prelude::*;

use crate::support::{ORIGIN, hashes, log_key, name, signed};

/// The root of the empty tree.
const ROOT: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

#[test]
fn malformed_checkpoints_are_refused() {
    let table = [
        (String::new(), CheckpointError::CutOff),
        (format!("o\n0\n{ROOT}"), CheckpointError::CutOff),
        ("\n".to_owned(), CheckpointError::TooFewLines),
        ("o\n0\n".to_owned(), CheckpointError::TooFewLines),
        (format!("\n0\n{ROOT}\n"), CheckpointError::Origin),
        (format!("o\to\n0\n{ROOT}\n"), CheckpointError::Origin),
        (format!("o\n\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n00\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n01\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n+1\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n-1\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n 1\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n1 \n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n0x1\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n1e3\n{ROOT}\n"), CheckpointError::Size),
        (format!("o\n١\n{ROOT}\n"), CheckpointError::Size),
        (
            format!("o\n18446744073709551616\n{ROOT}\n"),
            CheckpointError::Size,
        ),
        ("o\n0\n\n".to_owned(), CheckpointError::Root),
        (format!("o\n0\n{}\n", &ROOT[..43]), CheckpointError::Root),
        (format!("o\n0\n{ROOT} \n"), CheckpointError::Root),
        (format!("o\n0\nA{ROOT}\n"), CheckpointError::Root),
        (format!("o\n0\n{}\n", &ROOT[4..]), CheckpointError::Root),
        (
            format!("o\n0\n{}\n", ROOT.replace('+', "-")),
            CheckpointError::Root,
        ),
        // The last two bits of 32 bytes in base64 are zero.
        (
            format!("o\n0\n{}\n", ROOT.replace("FU=", "FV=")),
            CheckpointError::Root,
        ),
        (format!("o\n0\n{ROOT}\n\n"), CheckpointError::Extension),
        (
            format!("o\n0\n{ROOT}\na\n\nb\n"),
            CheckpointError::Extension,
        ),
        (format!("o\n0\n{ROOT}\na\tb\n"), CheckpointError::Extension),
    ];
    for (text, fault) in table {
        assert_eq!(text.parse::<Checkpoint>(), Err(fault), "{text:?}");
    }
    let new = |origin| Checkpoint::new(origin, 0, empty_root());
    for origin in ["", "a\nb", "a\u{0}"] {
        assert_eq!(new(origin), Err(CheckpointError::Origin), "{origin:?}");
    }
    assert_eq!(new("a b + c").unwrap().origin(), "a b + c");
}

#[test]
fn a_malformed_note_is_no_signed_checkpoint() {
    let text = format!("o\n0\n{ROOT}\n");
    let parse = str::parse::<SignedCheckpoint>;
    let fault = Err(CheckpointError::Note(NoteError::NoSeparator));
    assert_eq!(parse(&text), fault);
    let no_checkpoint = Note::sign("hello\n", &log_key()).unwrap().to_string();
    assert_eq!(parse(&no_checkpoint), Err(CheckpointError::TooFewLines));
    assert_eq!(
        SignedCheckpoint::from_bytes(b"\xff")
            .unwrap_err()
            .to_string(),
        "the signed note of the checkpoint is malformed: a note is valid UTF-8"
    );
}

#[test]
fn extension_lines_are_kept_and_signed() {
    let text = format!("{ORIGIN}\n0\n{ROOT}\nfirst\n second one \n");
    let checkpoint: Checkpoint = text.parse().unwrap();
    assert_eq!(checkpoint.extensions(), ["first", " second one "]);
    assert_eq!(checkpoint.to_string(), text);
    let signed = SignedCheckpoint::sign(checkpoint, &log_key()).unwrap();
    assert!(signed.verify(log_key().verifier()).is_ok());
    let changed = signed.to_string().replace("first", "worst");
    let changed: SignedCheckpoint = changed.parse().unwrap();
    let fault = VerifyError::BadSignature(name(ORIGIN));
    assert_eq!(
        changed.verify(log_key().verifier()),
        Err(CheckpointVerifyError::Signature(fault))
    );
}

#[test]
fn a_checkpoint_is_of_the_log_that_signed_it() {
    let checkpoint = signed(&hashes(3));
    let log = log_key();
    assert_eq!(checkpoint.verify(log.verifier()).unwrap().size(), 3);
    let other = Signer::ed25519(name("other.example.org"), &[1; 32]);
    let fault = checkpoint.verify(other.verifier()).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the checkpoint is of log.example.org, not of other.example.org"
    );
    let next_key = Signer::ed25519(name(ORIGIN), &[2; 32]);
    let unsigned = Err(CheckpointVerifyError::Signature(VerifyError::NoKnownKey));
    assert_eq!(checkpoint.verify(next_key.verifier()), unsigned);
    // While a key is being replaced, both sign.
    let mut both = checkpoint;
    both.add(next_key.sign(both.note().text())).unwrap();
    assert!(both.verify(next_key.verifier()).is_ok());
    assert!(both.verify(log.verifier()).is_ok());
}

proptest! {
    #[test]
    fn checkpoints_are_read_back(
        origin in "[^\\p{Cc}]{1,30}",
        size in any::<u64>(),
        shift in 0u32..64,
        root in any::<[u8; 32]>(),
        extensions in proptest::collection::vec("[^\\p{Cc}]{1,10}", 0..3),
    ) {
        let checkpoint = Checkpoint::new(&origin, size >> shift, root).unwrap();
        let mut text = checkpoint.to_string();
        prop_assert_eq!(text.parse(), Ok(checkpoint));
        for line in extensions {
            text.push_str(&line);
            text.push('\n');
        }
        let read: Checkpoint = text.parse().unwrap();
        prop_assert_eq!(read.to_string(), text);
        let signed = SignedCheckpoint::sign(read, &log_key()).unwrap();
        prop_assert_eq!(signed.to_string().parse(), Ok(signed));
    }

    #[test]
    fn whatever_checkpoint_is_read_is_written_the_same(
        head in "(o\n)?[01]{0,2}\n",
        tail in "(a?\n){0,2}",
    ) {
        let text = format!("{head}{ROOT}\n{tail}");
        if let Ok(read) = text.parse::<Checkpoint>() {
            prop_assert_eq!(read.to_string(), text);
        }
    }
}
