//! Key names and vkeys, and the keys that are refused.

use commonhold::tlog::key::{Algorithm, BadSignature, KeyError, KeyName, Signer, VerifierKey};
use data_encoding::HEXLOWER;
use proptest::prelude::*;

use crate::support::{log_key, name, vkey};

#[test]
fn names_have_no_white_space_plus_or_control_characters() {
    for good in ["a", "example.com/log", "Žluťoučký-kůň", "a\u{7f}", "—"] {
        assert_eq!(KeyName::parse(good).unwrap().as_str(), good);
    }
    assert_eq!(KeyName::parse(""), Err(KeyError::EmptyName));
    for bad in [
        " ",
        "a b",
        "a\tb",
        "a\nb",
        "a+b",
        "+",
        "a\u{0}",
        "a\u{1}b",
        "a\u{85}",
        "a\u{a0}b",
        "a\u{2003}",
        "a\u{2028}b",
        "a\u{202f}b",
        "\u{3000}",
        "a\u{1680}",
    ] {
        assert_eq!(KeyName::parse(bad), Err(KeyError::NameCharacter), "{bad:?}");
    }
}

#[test]
fn a_key_id_tells_type_and_name_apart() {
    // Only a public key of a known secret is sure to be a point.
    let [log, other] = ["a", "b"].map(|who| Signer::ed25519(name(who), &[3; 32]));
    let (log, other) = (log.verifier(), other.verifier());
    let public = log.public_bytes();
    let witness: VerifierKey = vkey("a", 4, public).parse().unwrap();
    assert_ne!(log.id(), witness.id());
    assert_ne!(log.id(), other.id());
    assert_eq!(public, witness.public_bytes());
    assert_eq!(log.to_string(), vkey("a", 1, public));
    assert_eq!(witness.to_string(), vkey("a", 4, public));
}

#[test]
fn malformed_vkeys_are_refused() {
    let public = log_key().verifier().public_bytes().to_vec();
    let good = vkey("a", 1, &public);
    let key: VerifierKey = good.parse().unwrap();
    let id = HEXLOWER.encode(&key.id());
    let base64 = good.rsplit_once(&format!("{id}+")).unwrap().1.to_owned();
    assert_eq!(good, format!("a+{id}+{base64}"));
    let not_a_point = (0..=255)
        .map(|byte| [byte; 32])
        .find(|bytes| ed25519_dalek::VerifyingKey::from_bytes(bytes).is_err())
        .unwrap();
    // The neutral element: any signature of zeros would fit any text.
    let mut weak = [0; 32];
    weak[0] = 1;
    let last_of_all = |lowest: u8, highest: u8| {
        let mut bytes = [0xff; 32];
        bytes[0] = lowest;
        bytes[31] = highest;
        bytes
    };
    let is_key = |bytes: &[u8; 32]| {
        ed25519_dalek::VerifyingKey::from_bytes(bytes).is_ok_and(|key| !key.is_weak())
    };
    // A second encoding of a point: its coordinate with p = 2^255 − 19 added, with either sign.
    let unreduced: Vec<[u8; 32]> = (0xed..=0xff)
        .flat_map(|lowest| [0x7f, 0xff].map(|highest| last_of_all(lowest, highest)))
        .filter(is_key)
        .collect();
    // The greatest coordinates below p are keys like others.
    let reduced: Vec<[u8; 32]> = (0..0xed)
        .map(|lowest| last_of_all(lowest, 0x7f))
        .filter(is_key)
        .collect();
    assert!(!reduced.is_empty());
    for bytes in &reduced {
        assert!(vkey("a", 1, bytes).parse::<VerifierKey>().is_ok());
    }
    assert!(!unreduced.is_empty());
    for bytes in &unreduced {
        assert_eq!(
            vkey("a", 1, bytes).parse::<VerifierKey>(),
            Err(KeyError::NotAKey)
        );
    }
    let table = [
        (String::new(), KeyError::Parts),
        ("a".to_owned(), KeyError::Parts),
        (format!("a+{id}"), KeyError::Parts),
        (format!("+{id}+{base64}"), KeyError::EmptyName),
        (format!("a b+{id}+{base64}"), KeyError::NameCharacter),
        (format!(" {good}"), KeyError::NameCharacter),
        (format!("a++{base64}"), KeyError::Id),
        (format!("a+{}+{base64}", &id[1..]), KeyError::Id),
        (format!("a+{id}0+{base64}"), KeyError::Id),
        (format!("a+{id}00+{base64}"), KeyError::Id),
        (format!("a+zz{}+{base64}", &id[2..]), KeyError::Id),
        (format!("a+ABCDEF01+{base64}"), KeyError::Id),
        (format!("a+{id}+"), KeyError::Length),
        (format!("{good}\n"), KeyError::Base64),
        (format!("{good} "), KeyError::Base64),
        (format!("{good}="), KeyError::Base64),
        (good[..good.len() - 1].to_owned(), KeyError::Base64),
        (format!("a+{id}+A_A="), KeyError::Base64),
        // Trailing bits that are not zero.
        (format!("a+{id}+AB=="), KeyError::Base64),
        (vkey("a", 1, &public[..31]), KeyError::Length),
        (
            vkey("a", 4, &[&public[..], &[0]].concat()),
            KeyError::Length,
        ),
        (vkey("a", 1, &[]), KeyError::Length),
        (vkey("a", 6, &[0; 1311]), KeyError::Length),
        (vkey("a", 6, &[0; 1313]), KeyError::Length),
        (vkey("a", 1, &not_a_point), KeyError::NotAKey),
        (vkey("a", 4, &weak), KeyError::NotAKey),
        (vkey("a", 0, &public), KeyError::UnknownType(0)),
        (vkey("a", 2, &public), KeyError::UnknownType(2)),
        (vkey("a", 5, &public), KeyError::UnknownType(5)),
        (vkey("a", 0xff, &public), KeyError::UnknownType(0xff)),
        (format!("b+{id}+{base64}"), KeyError::IdDiffers),
        (format!("a+00000000+{base64}"), KeyError::IdDiffers),
    ];
    for (vkey, fault) in table {
        assert_eq!(vkey.parse::<VerifierKey>(), Err(fault), "{vkey:?}");
    }
    let unknown = KeyError::UnknownType(2).to_string();
    assert_eq!(unknown, "the key is of type 0x02, which is not known here");
}

#[test]
fn ml_dsa_keys_are_read_and_named_but_not_believed() {
    let text = vkey("w.example", 6, &[9; 1312]);
    let key: VerifierKey = text.parse().unwrap();
    assert_eq!(key.to_string(), text);
    assert_eq!(key.algorithm(), Algorithm::MlDsa44);
    assert!(!key.is_supported());
    assert_eq!(key.public_bytes().len(), 1312);
    assert_eq!(key.verify("text\n", &[0; 2428]), Err(BadSignature));
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", log_key());
    assert!(shown.contains(&log_key().verifier().to_string()), "{shown}");
    assert!(!shown.contains(&HEXLOWER.encode(&[1; 32])), "{shown}");
    assert!(!shown.contains("1, 1, 1"), "{shown}");
}

proptest! {
    #[test]
    fn vkeys_are_read_back(seed in any::<[u8; 32]>(), who in "[^\\s+\\p{Cc}]{1,20}", cosigns in any::<bool>()) {
        let log = Signer::ed25519(name(&who), &seed);
        let text = vkey(&who, if cosigns { 4 } else { 1 }, log.verifier().public_bytes());
        let key: VerifierKey = text.parse().unwrap();
        prop_assert_eq!(key.to_string(), text);
    }
}
