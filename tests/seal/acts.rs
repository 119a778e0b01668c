//! `commonhold officer sign` through the real binary: an act in plain words, its signature, and
//! every wrong input.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::NaiveDate;
use commonhold::evidence::act::{Act, ActSignature};
use commonhold::evidence::leaf::{PollOpened, RollCertified, Signatures};
use commonhold::seal::hash::sha256;
use commonhold::seal::keyfile::{Passphrase, Secret, unlock};
use commonhold::seal::keys::PublicPart;
use commonhold::seal::manifest::Manifest;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};

use crate::desk::{Desk, PASSPHRASE};
use crate::support::{Election, manifest, python_is_here, terms};

const SIGN: &str = "sign --key lena act-7.json --yes --passphrase-file pass";

/// A desk with Lena's standing key and an act to sign.
pub fn desk_with(act: &Act) -> Desk {
    let desk = Desk::new();
    desk.exits(
        0,
        "keygen --sign --name Lena --out lena --passphrase-file pass",
    );
    desk.write("act-7.json", &act.encode().unwrap());
    desk
}

pub fn roll() -> Act {
    let election = Election::held(|_| {});
    let leaf = RollCertified {
        at: 1_704_060_000,
        file: sha256(b"the roll as a file"),
        leaves: 11,
        record_date: NaiveDate::from_ymd_opt(2023, 12, 10).unwrap(),
        roll: election.roll,
        root: election.leaves.root(),
        sigs: Signatures::default(),
        votes: election.leaves.votes(),
    };
    Act::new(leaf.into(), None).unwrap()
}

fn opening() -> Act {
    opening_of(manifest("meek-prf-1"))
}

fn opening_of(manifest: Manifest) -> Act {
    let terms = manifest.terms();
    let leaf = PollOpened {
        at: 1_704_060_000,
        closes: terms.closes,
        eid: manifest.eid(),
        manifest: sha256(manifest.bytes()),
        opens: terms.opens,
        roll_root: terms.roll_root,
        sigs: Signatures::default(),
    };
    Act::new(leaf.into(), Some(manifest)).unwrap()
}

/// The signature on the desk, which holds for this act under Lena's key.
#[track_caller]
fn holds(desk: &Desk, file: &str, act: &Act) {
    let signed = ActSignature::parse(&desk.read(file)).unwrap();
    assert_eq!(signed.by, "Lena");
    assert_eq!(signed.act, act.leaf().act_digest());
    let mut leaf = act.leaf().clone();
    leaf.signatures_mut()
        .unwrap()
        .insert(signed.by, signed.signature);
    let PublicPart::Sign(public) = desk.public("lena.pub") else {
        panic!("a signing key")
    };
    let key_of = |name: &str| (name == "Lena").then(|| public.key());
    assert_eq!(leaf.verify(key_of).unwrap(), ["Lena"]);
}

/// The first twenty digits of an act's digest, as the page and the command show them.
fn begins(act: &Act) -> String {
    let digest = act.leaf().act_digest().to_string();
    let groups: Vec<&str> = (0..5).map(|i| &digest[4 * i..4 * i + 4]).collect();
    groups.join(" ")
}

#[test]
fn an_act_is_said_in_plain_words_and_signed() {
    let act = roll();
    let desk = desk_with(&act);
    let printed = desk.exits(0, SIGN);
    for said in [
        "You are asked to sign:",
        "as of 10 December 2023 is certified on 31 December 2023, 22:00:00 UTC",
        "11 entitlements with 82 votes.",
        &begins(&act),
        "Signed as Lena. Upload act-7.json.sig where you downloaded the act.",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    holds(&desk, "act-7.json.sig", &act);
    desk.refuses(
        "act-7.json.sig exists already, and is not overwritten",
        SIGN,
    );
    desk.exits(0, &format!("{SIGN} --out elsewhere.sig"));
    assert_eq!(desk.read("elsewhere.sig"), desk.read("act-7.json.sig"));
}

#[test]
fn an_opening_shows_question_options_times_and_officers() {
    let act = opening();
    let desk = desk_with(&act);
    let printed = desk.exits(0, SIGN);
    let officers = &terms("meek-prf-1").officers;
    let key = officers[1].key.to_string();
    let key = format!(
        "Ravi Østergård, key {} {} {} {} …",
        &key[..4],
        &key[4..8],
        &key[8..12],
        &key[12..16]
    );
    for said in [
        "Question   Who shall sit on the board?",
        "Options    1. Ada Lindqvist",
        "2. Bob \"Bo\" Ek",
        "4. Dee",
        "Counted    for 2 seats, by meek-prf-1",
        "Opens      Monday 1 January 2024, 00:00:00 UTC",
        "Closes     Monday 8 January 2024, 00:00:00 UTC",
        "Officers   Lena Aalto, key ",
        &key,
        &begins(&act),
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    holds(&desk, "act-7.json.sig", &act);
}

/// Such a manifest is of the right form, for bundles hold what was opened; but the officer who is
/// to sign it sees that there is something in the line.
#[test]
fn an_act_shows_what_is_hidden_in_its_words() {
    let manifest = Manifest::build({
        let mut terms = terms("meek-prf-1");
        terms.question = "Adopt\u{202e} ton the\u{202c} budget?".to_owned();
        terms.options[0].name = "Ada\u{200b} Lindqvist".to_owned();
        terms
    });
    let act = opening_of(manifest.unwrap());
    let desk = desk_with(&act);
    let printed = desk.exits(0, SIGN);
    for said in [
        "Question   Adopt\u{fffd} ton the\u{fffd} budget?",
        "Options    1. Ada\u{fffd} Lindqvist",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    holds(&desk, "act-7.json.sig", &act);
}

#[test]
fn an_act_with_another_manifest_than_it_names_is_not_signed() {
    let act = opening();
    let desk = desk_with(&act);
    let file = String::from_utf8(desk.read("act-7.json")).unwrap();
    let other = Manifest::build({
        let mut terms = terms("meek-prf-1");
        terms.question = "Who shall be gone?".to_owned();
        terms
    })
    .unwrap();
    let ours = std::str::from_utf8(act.manifest().unwrap().bytes()).unwrap();
    let theirs = std::str::from_utf8(other.bytes()).unwrap();
    for (altered, said) in [
        (
            file.replace(ours, theirs),
            "the manifest is not the one that is signed",
        ),
        (
            file.replace(
                &format!("\"manifest\":{ours},\"statement\""),
                "\"statement\"",
            ),
            "the manifest is missing",
        ),
        (
            file.replace(
                "\"closes\":1704672000,\"eid\"",
                "\"closes\":1704672001,\"eid\"",
            ),
            "the manifest is not the one that is signed",
        ),
        (
            file.replace("\"v\":1}", "\"v\":2}"),
            "act-7.json: the act: version 2 is not known here, only 1.",
        ),
        (
            file[..file.len() - 1].to_owned(),
            "not canonical JSON, at byte",
        ),
        (format!("{file}\n"), "something follows the value"),
        ("{}".to_owned(), "act-7.json: the act: `v` is missing."),
        (String::new(), "not canonical JSON, at byte 0"),
    ] {
        assert_ne!(altered, file, "{said}");
        desk.write("act-7.json", altered.as_bytes());
        desk.refuses(said, SIGN);
    }
    let entry = act.leaf().encode();
    desk.write("act-7.json", &entry);
    desk.refuses("act-7.json: the act: `kind` is not \"act\".", SIGN);
    fs::remove_file(desk.path("act-7.json")).unwrap();
    desk.refuses("act-7.json: No such file", SIGN);
}

/// What cannot be said in words is not signed: the fault is named where it stands.
#[test]
fn a_malformed_statement_is_named_by_its_field() {
    let desk = desk_with(&roll());
    let file = String::from_utf8(desk.read("act-7.json")).unwrap();
    for (from, to, said) in [
        ("\"leaves\":11,", "", "`leaves` is missing"),
        ("\"leaves\":11", "\"leaves\":\"11\"", "`leaves`"),
        ("\"at\":1704060000,", "\"at\":1704060000,\"by\":1,", "`by`"),
        ("\"2023-12-10\"", "\"2023-12-32\"", "`record_date`"),
        ("roll.certified", "roll.burnt", "roll.burnt"),
    ] {
        let altered = file.replace(from, to);
        assert_ne!(altered, file, "{from} is not in {file}");
        desk.write("act-7.json", altered.as_bytes());
        desk.refuses(said, SIGN);
    }
}

/// Another act than the one an officer was told of is signed for nobody else's: what is shown is
/// what is signed, and the signature holds for nothing but that.
#[test]
fn an_altered_act_is_shown_as_altered_and_signed_as_such() {
    let act = roll();
    let desk = desk_with(&act);
    let file = String::from_utf8(desk.read("act-7.json")).unwrap();
    let altered = file.replace("\"leaves\":11,", "\"leaves\":12,");
    desk.write("act-7.json", altered.as_bytes());
    let printed = desk.exits(0, SIGN);
    assert!(printed.contains("12 entitlements"), "{printed}");
    assert!(!printed.contains(&begins(&act)), "{printed}");
    let signed = ActSignature::parse(&desk.read("act-7.json.sig")).unwrap();
    assert_ne!(signed.act, act.leaf().act_digest());
    let mut leaf = act.leaf().clone();
    let signatures = leaf.signatures_mut().unwrap();
    signatures.insert(signed.by, signed.signature);
    let PublicPart::Sign(public) = desk.public("lena.pub") else {
        panic!("a signing key")
    };
    assert!(leaf.verify(|_| Some(public.key())).is_err());
}

/// Neither what is printed nor what is written to be handed on holds the key or the value of the
/// lot.
#[test]
fn nothing_secret_leaves_the_key_file() {
    let desk = desk_with(&roll());
    let passphrase = Passphrase::parse(PASSPHRASE.to_owned().into()).unwrap();
    let Secret::Sign { key, reveal, .. } = unlock(&desk.read("lena"), &passphrase).unwrap() else {
        panic!("a signing key")
    };
    let poll = terms("irv-1").poll;
    let share = format!("share --sign lena --poll {poll} --out share.pub --passphrase-file pass");
    let shown = [desk.exits(0, SIGN), desk.exits(0, &share)].concat();
    let written = [desk.read("act-7.json.sig"), desk.read("share.pub")].concat();
    let all = format!("{shown}{}", String::from_utf8(written).unwrap());
    for secret in [key.to_bytes().as_ref(), reveal.as_bytes().as_slice()] {
        for encoded in [HEXLOWER.encode(secret), BASE64URL_NOPAD.encode(secret)] {
            assert!(!all.contains(&encoded), "{all}");
        }
    }
    assert!(!all.contains(PASSPHRASE), "{all}");
}

#[test]
fn only_a_signing_key_and_its_passphrase_sign() {
    let desk = desk_with(&roll());
    desk.write("wrong", b"another passphrase\n");
    desk.refuses(
        "lena: the key file: the passphrase is wrong",
        &SIGN.replace("-file pass", "-file wrong"),
    );
    let poll = terms("irv-1").poll;
    let keygen = format!("keygen --poll {poll} --out seal --passphrase-file pass");
    desk.exits(0, &keygen);
    desk.refuses(
        "seal: this is a sealing key, where a signing key is needed",
        &SIGN.replace("--key lena", "--key seal"),
    );
    desk.refuses(
        "missing: No such file",
        &SIGN.replace("--key lena", "--key missing"),
    );
    desk.refuses(
        "not canonical JSON",
        &SIGN.replace("--key lena", "--key pass"),
    );
    desk.refuses("not canonical JSON", &SIGN.replace("act-7.json", "pass"));
    desk.refuses("No such file", &format!("{SIGN} --out nowhere/act.sig"));
}

#[test]
fn without_a_yes_nothing_is_signed() {
    let act = roll();
    let desk = desk_with(&act);
    let unasked = SIGN.replace(" --yes", "");
    desk.refuses("Nobody is at a terminal to say yes.", &unasked);
    if !python_is_here() {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seal/terminal.py");
    let asked = |answers: &str| {
        let output = Command::new("python3")
            .arg(&script)
            .args([answers, env!("CARGO_BIN_EXE_commonhold"), "officer"])
            .args(["sign", "--key", "lena", "act-7.json"])
            .current_dir(desk.path("."))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains(&begins(&act)), "{shown}");
        assert!(!shown.contains(PASSPHRASE), "{shown}");
        (output.status.code(), shown)
    };
    for answer in ["no", "y", ""] {
        let (code, shown) = asked(answer);
        assert_eq!(code, Some(2), "{shown}");
        assert!(shown.contains("Nothing was signed."), "{shown}");
        assert_eq!(desk.names(), ["act-7.json", "lena", "lena.pub", "pass"]);
    }
    let (code, shown) = asked(&format!("yes|{PASSPHRASE}"));
    assert_eq!(code, Some(0), "{shown}");
    holds(&desk, "act-7.json.sig", &act);
}
