//! Signed notes: malformed ones, who is believed, and cosignatures.

use commonhold::tlog::cosignature::MAX_TIME;
use commonhold::tlog::key::{BadSignature, Signer, VerifierKey};
use commonhold::tlog::note::{Note, NoteError, SignatureLine, VerifyError};
use data_encoding::BASE64;
use proptest::prelude::*;

use crate::support::{log_key, name, vkey, witness};

const TEXT: &str = "hello\n";

fn line(name: &str, bytes: &[u8]) -> String {
    format!("— {name} {}\n", BASE64.encode(bytes))
}

#[test]
fn malformed_notes_are_refused() {
    let good = line("a", b"idid!");
    let long = format!("{}\n\n{good}", "x".repeat(Note::MAX_BYTES));
    let table = [
        (String::new(), NoteError::NoSeparator),
        ("text\n".to_owned(), NoteError::NoSeparator),
        (format!("text\n{good}"), NoteError::NoSeparator),
        (good.clone(), NoteError::NoSeparator),
        (format!("\n{good}"), NoteError::NoSeparator),
        (format!("text{good}"), NoteError::NoSeparator),
        ("text\n\n".to_owned(), NoteError::Unsigned),
        (format!("text\n\n{good}\n"), NoteError::Unsigned),
        (format!("text\n\n{good}x\n"), NoteError::SignatureLine),
        (format!("text\n\n{}", good.trim_end()), NoteError::CutOff),
        (format!("text\n\n{good}{good}x"), NoteError::CutOff),
        (format!("text\r\n\n{good}"), NoteError::ControlCharacter),
        (format!("te\txt\n\n{good}"), NoteError::ControlCharacter),
        (format!("te\u{0}xt\n\n{good}"), NoteError::ControlCharacter),
        (
            format!("text\n\n{good}\u{1f}\n"),
            NoteError::ControlCharacter,
        ),
        (
            format!("text\n\n{}", good.repeat(101)),
            NoteError::TooManySignatures,
        ),
        (long, NoteError::TooLong),
    ];
    for (note, fault) in table {
        let shown: String = note.chars().take(60).collect();
        assert_eq!(note.parse::<Note>(), Err(fault), "{shown:?}");
        assert_eq!(Note::from_bytes(note.as_bytes()), Err(fault), "{shown:?}");
    }
    assert_eq!(Note::from_bytes(b"a\n\n\xff"), Err(NoteError::NotUtf8));
    // Overlong and surrogate encodings are no UTF-8 either.
    assert_eq!(Note::from_bytes(b"\xc0\xaf\n\n"), Err(NoteError::NotUtf8));
    assert_eq!(
        Note::from_bytes(b"\xed\xa0\x80\n\n"),
        Err(NoteError::NotUtf8)
    );
    assert_eq!(
        NoteError::TooManySignatures.to_string(),
        "a note has at most 100 signatures"
    );
}

#[test]
fn malformed_signature_lines_are_refused() {
    let good = "— a aWRpZCE=";
    assert!(good.parse::<SignatureLine>().is_ok());
    let table = [
        ("", NoteError::SignatureLine),
        ("—", NoteError::SignatureLine),
        ("— ", NoteError::SignatureLine),
        ("— a", NoteError::SignatureLine),
        ("—a aWRpZCE=", NoteError::SignatureLine),
        ("- a aWRpZCE=", NoteError::SignatureLine),
        ("– a aWRpZCE=", NoteError::SignatureLine),
        (" — a aWRpZCE=", NoteError::SignatureLine),
        ("—\u{a0}a aWRpZCE=", NoteError::SignatureLine),
        ("—  a aWRpZCE=", NoteError::SignatureName),
        ("—  aWRpZCE=", NoteError::SignatureName),
        ("— a+b aWRpZCE=", NoteError::SignatureName),
        ("— a\u{2003}b aWRpZCE=", NoteError::SignatureName),
        ("— a  aWRpZCE=", NoteError::SignatureBase64),
        ("— a aWRpZCE= ", NoteError::SignatureBase64),
        ("— a b aWRpZCE=", NoteError::SignatureBase64),
        ("— a aWRpZCE", NoteError::SignatureBase64),
        // The bytes of aWRpZCE= in two pieces.
        ("— a aWRpZA==IQ==", NoteError::SignatureBase64),
        ("— a aWRpZCF=", NoteError::SignatureBase64),
        ("— a aWRp_CE=", NoteError::SignatureBase64),
        ("— a =", NoteError::SignatureBase64),
        ("— a ", NoteError::SignatureLength),
        ("— a aWRp", NoteError::SignatureLength),
        ("— a aWRpZA==", NoteError::SignatureLength),
    ];
    for (line, fault) in table {
        assert_eq!(line.parse::<SignatureLine>(), Err(fault), "{line:?}");
    }
    assert_eq!(SignatureLine::parse_lines(""), Err(NoteError::Unsigned));
    assert_eq!(SignatureLine::parse_lines(good), Err(NoteError::CutOff));
    let blank = format!("{good}\n\n");
    assert_eq!(
        SignatureLine::parse_lines(&blank),
        Err(NoteError::SignatureLine)
    );
}

#[test]
fn the_last_empty_line_separates() {
    let note: Note = format!("a\n\nb\n\n\n{}", line("x", b"idid!"))
        .parse()
        .unwrap();
    assert_eq!(note.text(), "a\n\nb\n\n");
    // A text that itself looks signed belongs to the text.
    let inner = format!("a\n\n{}\n", line("x", b"idid!"));
    let note: Note = format!("{inner}{}", line("y", b"idid!")).parse().unwrap();
    assert_eq!(note.text(), &inner[..inner.len() - 1]);
    assert_eq!(note.signatures().len(), 1);
    assert_eq!(note.signatures()[0].name().as_str(), "y");
}

#[test]
fn a_text_that_no_note_can_have_is_not_signed() {
    let sign = |text: &str| Note::sign(text, &log_key());
    assert!(sign("\n").is_ok());
    assert_eq!(sign(""), Err(NoteError::TextWithoutNewline));
    assert_eq!(sign("a"), Err(NoteError::TextWithoutNewline));
    assert_eq!(sign("a\tb\n"), Err(NoteError::ControlCharacter));
    let long = "x\n".repeat(Note::MAX_BYTES);
    assert_eq!(sign(&long), Err(NoteError::TooLong));
}

#[test]
fn a_note_may_be_a_million_bytes_long_and_no_longer() {
    let tail = format!("\n{}", line("a", b"idid!"));
    let longest = "x".repeat(Note::MAX_BYTES - tail.len() - 1) + "\n" + &tail;
    assert_eq!(longest.len(), Note::MAX_BYTES);
    assert!(longest.parse::<Note>().is_ok());
    assert!(Note::from_bytes(longest.as_bytes()).is_ok());
    let longer = format!("x{longest}");
    assert_eq!(longer.parse::<Note>(), Err(NoteError::TooLong));
    assert_eq!(Note::from_bytes(longer.as_bytes()), Err(NoteError::TooLong));
    let text = "x".repeat(Note::MAX_BYTES - 1) + "\n";
    assert!(Note::sign(&text, &log_key()).is_ok());
    let text = format!("x{text}");
    assert_eq!(Note::sign(&text, &log_key()), Err(NoteError::TooLong));
    // A name of two characters leaves room for base64 of a length that it can have.
    let lines = line("ab", &[b'i'; 749_994]);
    assert_eq!(lines.len(), Note::MAX_BYTES);
    assert!(SignatureLine::parse_lines(&lines).is_ok());
    let lines = line("abc", &[b'i'; 749_994]);
    assert_eq!(SignatureLine::parse_lines(&lines), Err(NoteError::TooLong));
}

#[test]
fn known_keys_must_be_good_and_unknown_ones_are_ignored() {
    let (log, other) = (log_key(), Signer::ed25519(name("other.example"), &[9; 32]));
    let mut note = Note::sign(TEXT, &log).unwrap();
    note.add(other.sign("something else\n")).unwrap();
    let (log, other) = (log.verifier(), other.verifier());

    // The second line is false, which only those who know its key can tell.
    let verified = note.verify([log]).unwrap();
    assert_eq!(
        (verified.len(), verified[0].key, verified[0].time),
        (1, log, None)
    );
    let bad = Err(VerifyError::BadSignature(other.name().clone()));
    assert_eq!(note.verify([other]), bad);
    assert_eq!(note.verify([log, other]), bad);
    assert_eq!(note.verify([other, log]), bad);
    assert_eq!(note.verify([]), Err(VerifyError::NoKnownKey));

    // A key of the same name with another id, and one of the same id with another name, are
    // unknown.
    let same_name = Signer::ed25519(log.name().clone(), &[8; 32]);
    assert_eq!(
        note.verify([same_name.verifier()]),
        Err(VerifyError::NoKnownKey)
    );
    let stolen = [&log.id()[..], &[0; 64]].concat();
    let signed_by_other_name = format!("{note}{}", line("else.example", &stolen));
    let note: Note = signed_by_other_name.parse().unwrap();
    assert_eq!(note.verify([log]).unwrap().len(), 1);
}

#[test]
fn a_signature_of_another_length_or_text_is_bad() {
    let log = log_key();
    let good = log.sign(TEXT);
    let key = log.verifier();
    assert!(key.verify(TEXT, good.signature()).is_ok());
    for length in [0, 1, 63, 65, 72] {
        assert_eq!(key.verify(TEXT, &vec![0; length]), Err(BadSignature));
    }
    for bit in 0..512 {
        let mut changed = good.signature().to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key.verify(TEXT, &changed), Err(BadSignature), "bit {bit}");
    }
    assert_eq!(key.verify("hello", good.signature()), Err(BadSignature));
    assert_eq!(key.verify("hello\n\n", good.signature()), Err(BadSignature));
}

#[test]
fn a_line_is_added_once_and_there_is_an_end() {
    let log = log_key();
    let mut note = Note::sign(TEXT, &log).unwrap();
    note.add(log.sign(TEXT)).unwrap();
    assert_eq!(note.signatures().len(), 1);
    for number in 1..100 {
        note.add(witness(number % 100).sign(TEXT, number.into()))
            .unwrap();
    }
    assert_eq!(note.signatures().len(), Note::MAX_SIGNATURES);
    let one_more = witness(1).sign(TEXT, 1000);
    assert_eq!(note.add(one_more), Err(NoteError::TooManySignatures));
    assert_eq!(note.to_string().parse(), Ok(note));
}

#[test]
fn a_cosignature_vouches_for_its_time_and_text() {
    let witness = witness(1);
    let signed = witness.sign(TEXT, 1_679_315_147);
    let key = witness.verifier();
    assert_eq!(signed.signature().len(), 72);
    assert_eq!(
        signed.signature()[..8],
        [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb]
    );
    let time = key.verify(TEXT, signed.signature()).unwrap().time;
    assert_eq!(time, Some(1_679_315_147));
    let mut later = signed.signature().to_vec();
    later[7] += 1;
    assert_eq!(key.verify(TEXT, &later), Err(BadSignature));
    assert_eq!(key.verify("hallo\n", signed.signature()), Err(BadSignature));
    assert_eq!(
        key.verify(TEXT, &signed.signature()[8..]),
        Err(BadSignature)
    );
    assert_eq!(key.verify(TEXT, &[]), Err(BadSignature));
    assert_eq!(key.verify(TEXT, &[0; 7]), Err(BadSignature));
}

#[test]
fn the_signed_bytes_of_a_cosignature_are_two_lines_and_the_text() {
    let plain = Signer::ed25519(name("w1.example.net"), &[101; 32]);
    let message = format!("cosignature/v1\ntime 7\n{TEXT}");
    let cosigned = witness(1).sign(TEXT, 7);
    assert_eq!(plain.sign(&message).signature(), &cosigned.signature()[8..]);
    assert_ne!(plain.verifier().id(), cosigned.id());
}

#[test]
fn a_cosignature_has_a_last_time() {
    let witness = witness(1);
    let last = witness.sign(TEXT, MAX_TIME);
    assert_eq!(last.signature()[0], 0x7f);
    assert!(witness.verifier().verify(TEXT, last.signature()).is_ok());
    let later = witness.sign(TEXT, MAX_TIME + 1);
    let verified = witness.verifier().verify(TEXT, later.signature());
    assert_eq!(verified, Err(BadSignature));
}

#[test]
fn one_witness_may_sign_at_several_times() {
    let witness = witness(1);
    let mut note = Note::sign(TEXT, &log_key()).unwrap();
    for time in [30, 10, 20] {
        note.add(witness.sign(TEXT, time)).unwrap();
    }
    let verified = note.verify([witness.verifier()]).unwrap();
    let times: Vec<_> = verified.iter().map(|signed| signed.time).collect();
    assert_eq!(times, [Some(30), Some(10), Some(20)]);
}

#[test]
fn an_ml_dsa_signature_counts_as_an_unknown_keys() {
    let key: VerifierKey = vkey("pq.example", 6, &[9; 1312]).parse().unwrap();
    let made_up = [&key.id()[..], &[0; 2428]].concat();
    let log = log_key();
    let note = Note::sign(TEXT, &log).unwrap();
    let note: Note = format!("{note}{}", line("pq.example", &made_up))
        .parse()
        .unwrap();
    assert!(note.signatures()[1].claims(&key));
    assert_eq!(note.verify([&key]), Err(VerifyError::NoKnownKey));
    assert_eq!(note.verify([&key, log.verifier()]).unwrap().len(), 1);
}

proptest! {
    #[test]
    fn notes_are_read_back(text in "([^\\p{Cc}]{0,12}\n){1,5}", signers in 1u8..5, time in 0..=MAX_TIME) {
        let mut note = Note::sign(&text, &log_key()).unwrap();
        for number in 1..signers {
            note.add(witness(number).sign(&text, time)).unwrap();
        }
        let read: Note = note.to_string().parse().unwrap();
        prop_assert_eq!(&read, &note);
        prop_assert_eq!(read.text(), text);
        prop_assert!(read.verify([log_key().verifier()]).is_ok());
    }

    #[test]
    fn whatever_note_is_read_is_written_the_same(note in "(a?\n){1,4}(— x [A-D]{4,8}={0,2}\n){0,2}\n?") {
        if let Ok(read) = note.parse::<Note>() {
            prop_assert_eq!(read.to_string(), note);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_fall(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(note) = Note::from_bytes(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), bytes);
        }
    }
}
