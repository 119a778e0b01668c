//! Public parts and key files.

use commonhold::seal::hash::{PollId, Reveal};
use commonhold::seal::keyfile::{KeyFileFault, Passphrase, Secret, lock, unlock};
use commonhold::seal::keys::{PublicPart, SealPart, SignPart};
use commonhold::seal::lot::reveal_commitment;
use commonhold::seal::opening::SealSecret;
use commonhold::seal::sign::Signer;
use zeroize::Zeroizing;

use crate::support::{TestRng, refused};

fn secrets() -> [Secret; 2] {
    let mut rng = TestRng::new("key files");
    let poll = PollId::random(&mut rng);
    let key = SealSecret::generate(&mut rng);
    let public = SealPart {
        poll,
        key: key.public(),
    };
    let seal = Secret::Seal { key, public };
    let (key, reveal) = (Signer::generate(&mut rng), Reveal::random(&mut rng));
    let public = SignPart::sign(" Lena Aalto ", &key, Some(poll), &reveal).unwrap();
    [
        seal,
        Secret::Sign {
            key,
            reveal,
            public,
        },
    ]
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::parse(Zeroizing::new(text.to_owned())).unwrap()
}

#[test]
fn public_parts_read_back_and_altered_ones_are_refused() {
    for secret in secrets() {
        let part = secret.public();
        let text = String::from_utf8(part.encode()).unwrap();
        assert_eq!(PublicPart::parse(text.as_bytes()).unwrap(), part);
        assert_eq!(
            PublicPart::parse(format!("{text}\n").as_bytes()).unwrap(),
            part
        );
        refused(
            PublicPart::parse(format!("{text}\n\n").as_bytes()),
            "follows the value",
        );
        refused(
            PublicPart::parse(&text.as_bytes()[..text.len() - 2]),
            "not canonical",
        );
        refused(PublicPart::parse(b""), "not canonical");
        refused(
            PublicPart::parse(b"-----BEGIN PUBLIC KEY-----"),
            "not canonical",
        );
        let poll = text.split("\"poll\":\"").nth(1).unwrap()[..32].to_owned();
        let moved = text.replace(&poll, &"0".repeat(32));
        refused(PublicPart::parse(moved.as_bytes()), "it was altered");
        refused(
            PublicPart::parse(text.replace("\"v\":1", "\"v\":7").as_bytes()),
            "version 7",
        );
        let kind = text
            .replace("\"kind\":\"se", "\"kind\":\"xe")
            .replace("\"kind\":\"si", "\"kind\":\"xi");
        refused(
            PublicPart::parse(kind.as_bytes()),
            "not \"seal\", \"shared\" or \"sign\"",
        );
    }
    let [
        _,
        Secret::Sign {
            key,
            reveal,
            public,
        },
    ] = secrets()
    else {
        panic!("the order of secrets")
    };
    assert_eq!(public.name(), "Lena Aalto");
    assert_eq!(public.reveal(), reveal_commitment(&reveal));
    let renamed = String::from_utf8(PublicPart::Sign(public).encode()).unwrap();
    refused(
        PublicPart::parse(renamed.replace("Lena", "Lina").as_bytes()),
        "it was altered",
    );
    let unbound = SignPart::sign("Lena", &key, None, &reveal).unwrap();
    let bytes = PublicPart::Sign(unbound.clone()).encode();
    assert_eq!(
        PublicPart::parse(&bytes).unwrap(),
        PublicPart::Sign(unbound)
    );
    refused(SignPart::sign(" ", &key, None, &reveal), "it is empty");
    refused(
        SignPart::sign("a\nb", &key, None, &reveal),
        "control character",
    );
}

#[test]
fn fingerprints_are_five_groups_of_four() {
    let [seal, sign] = secrets();
    let shown = seal.public().fingerprint();
    assert_eq!(shown.split(' ').map(str::len).collect::<Vec<_>>(), [4; 5]);
    assert_ne!(shown, sign.public().fingerprint());
}

#[test]
fn key_files_open_with_their_passphrase_only() {
    for secret in secrets() {
        let file = lock(
            &mut TestRng::new("lock"),
            &secret,
            &passphrase("correct horse Å"),
        )
        .unwrap();
        let opened = unlock(&file, &passphrase("correct horse Å")).unwrap();
        assert_eq!(opened.public(), secret.public());
        match (&opened, &secret) {
            (Secret::Seal { key: a, .. }, Secret::Seal { key: b, .. }) => {
                assert_eq!(a.as_bytes(), b.as_bytes());
            }
            (
                Secret::Sign {
                    key: a, reveal: r, ..
                },
                Secret::Sign {
                    key: b, reveal: s, ..
                },
            ) => {
                assert_eq!(a.to_bytes(), b.to_bytes());
                assert_eq!(r, s);
            }
            _ => panic!("a key of the other kind came out"),
        }
        // The same passphrase typed as A and a ring, as some keyboards do.
        assert!(unlock(&file, &passphrase("correct horse A\u{30a}")).is_ok());
        let wrong = unlock(&file, &passphrase("correct horse A")).unwrap_err();
        assert_eq!(wrong, KeyFileFault::WrongPassphrase);
    }
}

#[test]
fn altered_key_files_are_refused_in_a_sentence() {
    let [seal, sign] = secrets();
    let lock = |secret| {
        let file = lock(
            &mut TestRng::new("lock"),
            secret,
            &passphrase("correct horse"),
        )
        .unwrap();
        String::from_utf8(file).unwrap()
    };
    let fate = |text: &str| unlock(text.as_bytes(), &passphrase("correct horse")).map(|_| ());
    let text = lock(&sign);
    assert_eq!(fate(&text), Ok(()));
    let altered = "the passphrase is wrong, or the file was altered";
    let digit = |text: &str, key: &str| {
        let at = text.find(&format!("\"{key}\":\"")).unwrap() + key.len() + 4;
        let other = if &text[at..=at] == "0" { "1" } else { "0" };
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    };
    refused(fate(&digit(&text, "ct")), altered);
    refused(fate(&digit(&text, "nonce")), altered);
    refused(fate(&digit(&text, "salt")), altered);
    refused(fate(&digit(&text, "sig")), "it was altered");
    refused(fate(&text.replace("\"t\":3", "\"t\":2")), altered);
    refused(
        fate(&text.replace("\"m\":65536", "\"m\":1048577")),
        "`m` is not from 1 to 1048576",
    );
    refused(
        fate(&text.replace("\"m\":65536", "\"m\":1")),
        "parameters cannot be used",
    );
    refused(
        fate(&text.replace("\"p\":4", "\"p\":0")),
        "`p` is not from 1 to 16",
    );
    refused(
        fate(&text.replace("\"t\":3", "\"t\":17")),
        "`t` is not from 1 to 16",
    );
    refused(
        fate(&text.replace("chacha20poly1305", "rot13")),
        "`cipher` is not",
    );
    refused(fate(&text.replace("\"v\":1}", "\"v\":3}")), "version 3");
    refused(
        fate(&text.replace("\"nonce\":\"", "\"nonce\":\"00")),
        "`nonce` is not 24",
    );
    refused(
        fate(&text.replace("\"ct\":\"", "\"ct\":\"=")),
        "not unpadded base64url",
    );
    refused(fate(&text[..text.len() / 2]), "not canonical JSON");
    refused(fate(""), "not canonical JSON");
    refused(fate("\u{0}\u{1}"), "not canonical JSON");
    // The secret of one key under the public part of another.
    let public = |text: &str| {
        let from = text.find("\"public\":").unwrap();
        let to = text.find(",\"salt\"").unwrap();
        text[from..to].to_owned()
    };
    let seal = lock(&seal);
    refused(fate(&text.replace(&public(&text), &public(&seal))), altered);
}

#[test]
fn a_secret_that_is_not_of_its_public_part_is_none() {
    let rng = TestRng::new;
    let poll = PollId::random(&mut rng("poll"));
    let seal = |of: &str| SealSecret::generate(&mut rng(of));
    let (key, reveal) = (
        |of: &str| Signer::generate(&mut rng(of)),
        |of: &str| Reveal::random(&mut rng(of)),
    );
    let sign = || SignPart::sign("Lena Aalto", &key("own"), Some(poll), &reveal("own")).unwrap();
    let others = [
        Secret::Seal {
            key: seal("another"),
            public: SealPart {
                poll,
                key: seal("own").public(),
            },
        },
        Secret::Sign {
            key: key("another"),
            reveal: reveal("own"),
            public: sign(),
        },
        Secret::Sign {
            key: key("own"),
            reveal: reveal("another"),
            public: sign(),
        },
    ];
    for secret in &others {
        let words = passphrase("correct horse");
        let file = lock(&mut rng("lock"), secret, &words).unwrap();
        refused(
            unlock(&file, &words).map(|_| ()),
            "its secret part is not that of its public part",
        );
    }
}

#[test]
fn passphrases_have_at_least_twelve_characters() {
    let parse = |text: &str| Passphrase::parse(Zeroizing::new(text.to_owned())).map(|_| ());
    assert!(parse("elevenchars").is_err());
    assert!(parse("äöüäöüäöüäö").is_err());
    assert!(parse("twelve chars").is_ok());
}
