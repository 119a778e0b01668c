//! Sealing and opening, and what an opening refuses.

use commonhold::seal::ballot::{Choice, Line};
use commonhold::seal::envelope::{Envelope, SealFault, SealKey, digest, seal, seal_plaintext};
use commonhold::seal::hash::{Digest, EnvelopeId, Weight};
use commonhold::seal::manifest::Manifest;
use commonhold::seal::opening::{SealSecret, Undecodable, open};
use zeroize::Zeroizing;

use crate::support::{TestRng, cast, choices, code, manifest, officers, terms, weight};

#[test]
fn every_form_goes_in_and_comes_out() {
    let secret = officers().seal;
    for (i, (method, choice)) in choices().into_iter().enumerate() {
        let manifest = manifest(method);
        let votes = [1, 2, 50, 1_000_000][i % 4];
        let (envelope, tracker) = cast(&manifest, "a voter", votes, &choice);
        assert_eq!(envelope.enc.len(), Envelope::ENC_BYTES);
        assert_eq!(envelope.ct.len(), manifest.pad() + Envelope::TAG_BYTES);
        let Envelope {
            id,
            weight,
            enc,
            ct,
            digest: stated,
        } = &envelope;
        assert_eq!(digest(&manifest.eid(), id, *weight, enc, ct), *stated);
        let line = open(&secret, &manifest, &envelope).unwrap();
        assert_eq!(
            line,
            Line {
                tracker,
                choice,
                weight: *weight
            }
        );
    }
}

#[test]
fn all_envelopes_of_a_poll_have_one_length_and_no_two_are_alike() {
    let manifest = manifest("approval-1");
    let marks = [vec![], vec!["ada"], vec!["ada", "bob", "cyd", "dee"]];
    let envelopes: Vec<Envelope> = marks
        .iter()
        .map(|marks| Choice::Approval(marks.iter().map(|id| code(id)).collect()))
        .enumerate()
        .map(|(i, choice)| cast(&manifest, &format!("voter {i}"), 1, &choice).0)
        .collect();
    for pair in envelopes.windows(2) {
        assert_eq!(pair[0].ct.len(), pair[1].ct.len());
        assert_ne!(pair[0].enc, pair[1].enc);
        assert_ne!(pair[0].digest, pair[1].digest);
    }
}

#[test]
fn an_illegal_choice_is_not_sealed() {
    let manifest = manifest("meek-prf-1");
    let (envelope, tracker) = cast(&manifest, "a voter", 1, &Choice::Ranked(vec![]));
    let mut rng = TestRng::new("illegal");
    let choice = Choice::Ranked(vec![vec![9]]);
    let refused = seal(
        &mut rng,
        &manifest,
        envelope.id,
        Weight::ONE,
        &choice,
        &tracker,
    );
    assert!(matches!(refused, Err(SealFault::Illegal(_))));
}

#[test]
fn another_key_poll_id_or_weight_does_not_open() {
    let secret = officers().seal;
    let manifest = manifest("meek-prf-1");
    let (envelope, _) = cast(&manifest, "a voter", 5, &Choice::Ranked(vec![vec![1]]));
    let sealed = |envelope: &Envelope| open(&secret, &manifest, envelope).unwrap_err();
    let mut rng = TestRng::new("others");
    let other_key = SealSecret::generate(&mut rng);
    assert_eq!(
        open(&other_key, &manifest, &envelope).unwrap_err(),
        Undecodable::Sealed
    );
    let mut other = terms("meek-prf-1");
    other.question.push('!');
    let other = Manifest::build(other).unwrap();
    assert_eq!(
        open(&secret, &other, &envelope).unwrap_err(),
        Undecodable::Sealed
    );
    let moved = Envelope {
        id: EnvelopeId::random(&mut rng),
        ..envelope.clone()
    };
    assert_eq!(sealed(&moved), Undecodable::Sealed);
    let heavier = Envelope {
        weight: weight(6),
        ..envelope.clone()
    };
    assert_eq!(sealed(&heavier), Undecodable::Sealed);
    for at in (0..envelope.enc.len())
        .step_by(97)
        .chain([envelope.enc.len() - 1])
    {
        let mut flipped = envelope.clone();
        flipped.enc[at] ^= 1;
        assert_eq!(sealed(&flipped), Undecodable::Sealed);
    }
    for at in 0..envelope.ct.len() {
        let mut flipped = envelope.clone();
        flipped.ct[at] ^= 0x80;
        assert_eq!(sealed(&flipped), Undecodable::Sealed);
    }
    for length in [0, 1, 15, 16, 17, envelope.ct.len() - 1] {
        let mut cut = envelope.clone();
        cut.ct.truncate(length);
        assert_eq!(sealed(&cut), Undecodable::Sealed);
    }
    for length in [0, 1119, 1121] {
        let mut cut = envelope.clone();
        cut.enc.resize(length, 0);
        assert_eq!(sealed(&cut), Undecodable::Sealed);
    }
}

/// An envelope of this plaintext, sealed as an honest one is.
fn crafted(manifest: &Manifest, plaintext: &[u8]) -> Envelope {
    let mut rng = TestRng::new("crafted");
    let id = EnvelopeId::random(&mut rng);
    let plaintext = Zeroizing::new(plaintext.to_vec());
    let key = &manifest.terms().seal_key;
    seal_plaintext(&mut rng, &manifest.eid(), key, id, Weight::ONE, plaintext).unwrap()
}

#[test]
fn plaintexts_that_sealing_never_makes_are_undecodable() {
    let secret = officers().seal;
    let manifest = manifest("motion-1");
    let pad = manifest.pad();
    let line = br#"{"t":"abcdefghijklmnop-q4m7tz","v":"yes"}"#;
    let padded = |length: u32, line: &[u8]| {
        let mut plaintext = length.to_be_bytes().to_vec();
        plaintext.extend_from_slice(line);
        plaintext.resize(pad, 0);
        plaintext
    };
    let length = u32::try_from(line.len()).unwrap();
    let good = padded(length, line);
    assert!(open(&secret, &manifest, &crafted(&manifest, &good)).is_ok());
    let fate =
        |plaintext: &[u8]| open(&secret, &manifest, &crafted(&manifest, plaintext)).unwrap_err();
    let mut marked = good.clone();
    marked[pad - 1] = 1;
    assert_eq!(fate(&marked), Undecodable::Padding);
    assert_eq!(fate(&good[..pad - 1]), Undecodable::Padding);
    let mut long = good.clone();
    long.push(0);
    assert_eq!(fate(&long), Undecodable::Padding);
    assert_eq!(fate(b""), Undecodable::Padding);
    assert_eq!(fate(&[0, 0, 0]), Undecodable::Padding);
    assert_eq!(fate(&padded(u32::MAX, line)), Undecodable::Padding);
    assert_eq!(fate(&padded(length - 1, line)), Undecodable::Padding);
    assert_eq!(fate(&padded(length + 1, line)), Undecodable::Ballot);
    assert_eq!(fate(&padded(0, b"")), Undecodable::Ballot);
    for line in [
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":"maybe"}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":[[1]]}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":"no","w":2}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz", "v":"no"}"#,
        r#"{"v":"no","t":"abcdefghijklmnop-q4m7tz"}"#,
        r#"{"t":"","v":"no"}"#,
    ] {
        let length = u32::try_from(line.len()).unwrap();
        assert_eq!(
            fate(&padded(length, line.as_bytes())),
            Undecodable::Ballot,
            "{line}"
        );
    }
}

#[test]
fn sealing_keys_are_read_strictly() {
    let key = officers().seal.public();
    let text = key.to_string();
    assert_eq!(text.len(), 2 * SealKey::BYTES);
    assert_eq!(SealKey::parse(&text), Ok(key));
    assert!(SealKey::parse(&text[2..]).is_err());
    assert!(SealKey::parse(&text.to_uppercase()).is_err());
    // Coefficients of ML-KEM above its modulus are no key.
    assert!(SealKey::parse(&"ff".repeat(SealKey::BYTES)).is_err());
    assert!(Digest::parse(&text).is_err());
}
