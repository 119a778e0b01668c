//! `commonhold officer share` through the real binary: a standing key commits to its share of one
//! poll's lot, and every wrong input.

use commonhold::seal::keys::{PublicPart, SignPart};
use commonhold::seal::lot::RevealFile;
use commonhold::seal::manifest::{Beacon, Manifest, Officer, RevealCommitment};

use crate::acts::{desk_with, roll};
use crate::support::terms;

#[test]
fn a_standing_key_commits_to_its_share_and_reveals_it() {
    let desk = desk_with(&roll());
    let poll = terms("irv-1").poll;
    let share =
        format!("share --sign lena --poll {poll} --out lena-share.pub --passphrase-file pass");
    let printed = desk.exits(0, &share);
    let part = desk.public("lena-share.pub");
    assert!(printed.contains(&part.fingerprint()), "{printed}");
    let (PublicPart::Sign(standing), PublicPart::Sign(part)) = (desk.public("lena.pub"), part)
    else {
        panic!("signing keys")
    };
    assert_eq!(
        (part.name(), part.key(), part.poll()),
        ("Lena", standing.key(), Some(poll))
    );
    assert_eq!(standing.poll(), None);
    assert_ne!(part.reveal(), standing.reveal(), "a share serves one poll");
    let elsewhere = "0123456789abcdef0123456789abcdef";
    let other = share
        .replace(&poll.to_string(), elsewhere)
        .replace("lena-share", "other");
    desk.exits(0, &other);
    let PublicPart::Sign(other) = desk.public("other.pub") else {
        panic!("a signing key")
    };
    assert_ne!(other.reveal(), part.reveal());

    // What is revealed after the close is what was committed to.
    let manifest = held_by(&part);
    desk.write("manifest.json", manifest.bytes());
    let reveal =
        "reveal --sign lena --manifest manifest.json --out reveal.json --passphrase-file pass";
    desk.exits(0, reveal);
    let revealed = RevealFile::parse(&desk.read("reveal.json")).unwrap();
    revealed.check(&manifest).unwrap();
    desk.write("manifest.json", held_by(&other).bytes());
    desk.refuses(
        "it is not what Lena committed to",
        &reveal.replace("reveal.json", "second.json"),
    );
}

/// A manifest in which the first officer committed so.
fn held_by(part: &SignPart) -> Manifest {
    let mut terms = terms("meek-prf-1");
    terms.officers[0] = Officer {
        name: part.name().to_owned(),
        key: part.key(),
    };
    let Beacon::Reveals(commitments) = &mut terms.beacon else {
        panic!("reveals")
    };
    commitments[0] = RevealCommitment {
        by: part.name().to_owned(),
        commitment: part.reveal(),
    };
    Manifest::build(terms).unwrap()
}

#[test]
fn a_share_is_refused_for_what_does_not_fit() {
    let desk = desk_with(&roll());
    let poll = terms("irv-1").poll;
    let share = format!("share --sign lena --poll {poll} --out share.pub --passphrase-file pass");
    desk.write("wrong", b"another passphrase\n");
    desk.refuses(
        "the passphrase is wrong",
        &share.replace("-file pass", "-file wrong"),
    );
    desk.refuses(
        "32 lowercase hex digits",
        &share.replace(&poll.to_string(), "12"),
    );
    let keygen = format!("keygen --poll {poll} --out seal --passphrase-file pass");
    desk.exits(0, &keygen);
    desk.refuses(
        "seal: this is a sealing key, where a signing key is needed",
        &share.replace("--sign lena", "--sign seal"),
    );
    let elsewhere = "0123456789abcdef0123456789abcdef";
    let keygen =
        format!("keygen --sign --name Lena --poll {elsewhere} --out old --passphrase-file pass");
    desk.exits(0, &keygen);
    desk.refuses(
        "old: this key was made for another poll",
        &share.replace("--sign lena", "--sign old"),
    );
    desk.exits(0, &share);
    let first = desk.read("share.pub");
    desk.refuses("share.pub exists already, and is not overwritten", &share);
    assert_eq!(desk.read("share.pub"), first);
}
