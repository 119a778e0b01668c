//! Manifests: built, read back, and each fault named.

use std::collections::BTreeMap;

use commonhold::seal::canonical::Value;
use commonhold::seal::hash::{PublicKey, h};
use commonhold::seal::manifest::{Beacon, Manifest, Officer, PollOption, RevealCommitment, Terms};

use crate::support::{choices, code, manifest, refused, terms};

#[test]
fn manifests_read_back_and_are_named_by_their_bytes() {
    for (method, _) in choices() {
        let built = manifest(method);
        let read = Manifest::parse(built.bytes()).unwrap();
        assert_eq!(read, built);
        assert_eq!(
            built.eid().as_bytes(),
            h("poll", &[built.bytes()]).as_bytes()
        );
        let Value::Object(map) = Value::parse(built.bytes()).unwrap() else {
            panic!("{method}")
        };
        let keys: Vec<&str> = map.keys().map(String::as_str).collect();
        assert_eq!(
            keys.join(" "),
            "aead audited beacon closes k method officers opens options origin pad parameters \
             poll question receipt_key roll_root rules seal_key seats small_cells v"
        );
    }
}

#[test]
fn typed_text_enters_in_nfc_and_is_not_changed_afterwards() {
    let mut draft = terms("meek-prf-1");
    draft.question = "A\u{30a}sa?".to_owned();
    let built = Manifest::build(draft).unwrap();
    assert_eq!(built.terms().question, "Åsa?");
    let decomposed = String::from_utf8(built.bytes().to_vec())
        .unwrap()
        .replace("Åsa", "A\u{30a}sa");
    let read = Manifest::parse(decomposed.as_bytes()).unwrap();
    assert_eq!(read.terms().question, "A\u{30a}sa?");
    assert_ne!(read.eid(), built.eid());
}

#[test]
fn terms_that_cannot_stand_are_refused_in_a_sentence() {
    type Change = fn(&mut Terms);
    let refusals: Vec<(&str, Change)> = vec![
        ("it closes before it opens", |t| t.closes = t.opens),
        ("too far ahead", |t| t.closes = 1 << 53),
        ("`k` is at least 1", |t| t.k = 0),
        ("names no officer", |t| t.officers.clear()),
        ("same name", |t| {
            t.officers[1].name = t.officers[0].name.clone()
        }),
        ("same key", |t| t.officers[1].key = t.officers[0].key),
        ("\"meek-2\" is not known", |t| {
            t.method = "meek-2".to_owned()
        }),
        ("1 to 1000 options", |t| t.options.clear()),
        ("two options have the same id", |t| {
            t.options[1].id = code("ada")
        }),
        ("1 to 1000 seats", |t| t.seats = 0),
        ("a motion has no options", |t| {
            t.method = "motion-1".to_owned()
        }),
        ("`question` is empty", |t| t.question = "  ".to_owned()),
        ("control character", |t| t.question = "a\nb".to_owned()),
        ("`origin` is empty", |t| t.origin.clear()),
        ("control character", |t| {
            t.options[0].name = "a\tb".to_owned()
        }),
        ("`citation` is empty", |t| t.rules[0].citation.clear()),
        ("`max_marks` is not a number from 1", |t| {
            t.parameters = BTreeMap::from([("max_marks".to_owned(), Value::Int(0))]);
        }),
        ("`max_score` is not a number from 1", |t| {
            t.parameters = BTreeMap::from([("max_score".to_owned(), Value::from("5"))]);
        }),
        ("a key is not", |t| {
            t.parameters = BTreeMap::from([("Quorum".to_owned(), Value::Int(1))]);
        }),
        ("rests on no officer's commitment", |t| {
            t.beacon = Beacon::Reveals(vec![])
        }),
        ("is no officer", |t| {
            let Beacon::Reveals(commitments) = &mut t.beacon else {
                return;
            };
            commitments[0].by = "Nobody".to_owned();
        }),
        ("is there twice", |t| {
            let Beacon::Reveals(commitments) = &mut t.beacon else {
                return;
            };
            commitments[1].commitment = commitments[0].commitment;
        }),
        ("dated before the close", |t| {
            t.beacon = Beacon::Public {
                source: "a beacon".to_owned(),
                after: t.closes - 1,
            };
        }),
    ];
    for (part, change) in refusals {
        let mut draft = terms("meek-prf-1");
        change(&mut draft);
        refused(Manifest::build(draft), part);
    }
    let mut draft = terms("meek-prf-1");
    draft.options = (0..1001)
        .map(|i| PollOption {
            id: code(&format!("o{i}")),
            name: "x".to_owned(),
        })
        .collect();
    refused(Manifest::build(draft), "1 to 1000 options");
}

#[test]
fn altered_manifests_are_refused_or_another_poll() {
    let built = manifest("approval-1");
    let text = String::from_utf8(built.bytes().to_vec()).unwrap();
    let refusals = [
        ("\"v\":1", "\"v\":2", "version 2"),
        (
            "\"v\":1",
            "\"v\":1,\"x\":1",
            "the key `x` does not belong here",
        ),
        ("\"audited\":0", "\"audited\":2", "neither 0 nor 1"),
        ("\"audited\":0,", "", "`audited` is missing"),
        ("chacha20poly1305", "aes-256-gcm", "`aead` is not"),
        (
            "\"small_cells\":\"open\"",
            "\"small_cells\":\"shut\"",
            "neither \"open\"",
        ),
        ("\"pad\":128", "\"pad\":64", "these options need 128"),
        (
            "\"kind\":\"reveals\"",
            "\"kind\":\"dice\"",
            "neither \"reveals\"",
        ),
        ("\"id\":\"ada\"", "\"id\":\"Ada\"", "`id` is not a code"),
        ("\"seats\":2", "\"seats\":\"2\"", "`seats` is not a number"),
        (
            "\"parameters\":{}",
            "\"parameters\":[]",
            "`parameters` is not an object",
        ),
        ("\"k\":5,", "\"k\": 5,", "whitespace"),
        (
            "\"question\":\"Who",
            "\"question\":\"\\u0057ho",
            "may be escaped",
        ),
    ];
    for (from, to, part) in refusals {
        assert!(text.contains(from), "{from}");
        refused(Manifest::parse(text.replacen(from, to, 1).as_bytes()), part);
    }
    refused(
        Manifest::parse(format!("{text}\n").as_bytes()),
        "follows the value",
    );
    refused(Manifest::parse(b"[]"), "not an object");
    let other = Manifest::parse(text.replacen("Who", "Why", 1).as_bytes()).unwrap();
    assert_ne!(other.eid(), built.eid());
}

#[test]
fn officers_are_found_by_key_and_name() {
    let built = manifest("irv-1");
    let officer: &Officer = &built.terms().officers[1];
    assert_eq!(built.officer_by_key(&officer.key), Some(officer));
    assert_eq!(built.officer_by_name("Ravi Østergård"), Some(officer));
    assert_eq!(built.officer_by_key(&PublicKey::from_bytes([7; 32])), None);
    let Beacon::Reveals(commitments) = &built.terms().beacon else {
        panic!("reveals")
    };
    let by: Vec<&RevealCommitment> = commitments
        .iter()
        .filter(|c| c.by == officer.name)
        .collect();
    assert_eq!(by.len(), 1);
}
