//! `commonhold officer` through the real binary: from keys to ballots, and every wrong input.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use commonhold::seal::ballot::parse_ballots;
use commonhold::seal::hash::sha256;
use commonhold::seal::lot::{RevealFile, beacon_from_reveals};
use commonhold::seal::manifest::{Beacon, Manifest};
use commonhold::seal::opening::OpenLine;
use commonhold::seal::statement::SignedStatement;

use crate::desk::Desk;
use crate::support::{Election, python_is_here, terms};

const OPEN: &str = "open --envelopes envelopes.jsonl --manifest manifest.json --key seal \
                    --sign sign --out opened --passphrase-file pass";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn from_keys_to_ballots_and_a_signed_statement() {
    let desk = Desk::new();
    desk.keygen();
    assert_eq!(
        (mode(&desk.path("seal")), mode(&desk.path("sign"))),
        (0o600, 0o600)
    );
    let election = desk.holds(|_| {});
    let printed = desk.exits(0, OPEN);
    assert!(
        printed.contains("9 envelopes opened into 9 ballots with 80 votes."),
        "{printed}"
    );
    assert!(printed.contains("signed as Lena"), "{printed}");
    assert_eq!(mode(&desk.path("opened")), 0o700);

    let ballots = desk.read("opened/ballots.jsonl");
    assert!(printed.contains(&sha256(&ballots).to_string()), "{printed}");
    let lines = parse_ballots(&ballots, election.manifest.ballot_rules()).unwrap();
    for (_, _, tracker, choice) in &election.casts {
        assert!(
            lines
                .iter()
                .any(|line| line.tracker == *tracker && line.choice == *choice)
        );
    }
    assert_eq!(
        OpenLine::parse_file(&desk.read("opened/open.jsonl"))
            .unwrap()
            .len(),
        4
    );
    let signed = SignedStatement::parse(&desk.read("opened/statement.json")).unwrap();
    signed
        .check(&election.manifest, &election.export().live_root())
        .unwrap();
    assert_eq!(signed.statement.ballots, sha256(&ballots));
    assert_eq!(
        signed.statement.open,
        sha256(&desk.read("opened/open.jsonl"))
    );

    let reveal = RevealFile::parse(&desk.read("opened/reveal.json")).unwrap();
    let (name, _, other) = &election.officers.signers[1];
    let (by, eid) = (name.clone(), election.manifest.eid());
    let other = RevealFile {
        by,
        eid,
        reveal: other.clone(),
    };
    assert!(beacon_from_reveals(&election.manifest, &[other, reveal]).is_ok());

    // Nothing on the desk says which envelope became which ballot.
    let published = [
        desk.read("opened/ballots.jsonl"),
        desk.read("opened/open.jsonl"),
    ]
    .concat();
    let published = String::from_utf8(published).unwrap();
    for (_, envelope, _, _) in &election.casts {
        assert!(!published.contains(&envelope.digest.to_string()));
        assert!(!published.contains(&envelope.id.to_string()));
    }

    let again = desk.exits(
        0,
        "reveal --sign sign --manifest manifest.json --passphrase-file pass",
    );
    assert_eq!(again.trim_end().as_bytes(), desk.read("opened/reveal.json"));
    desk.exits(
        0,
        "reveal --sign sign --manifest manifest.json --passphrase-file pass --out reveal.json",
    );
    assert_eq!(desk.read("reveal.json"), desk.read("opened/reveal.json"));
    desk.refuses("opened exists already", OPEN);
}

#[test]
fn undecodable_and_clashing_envelopes_are_listed_and_end_with_one() {
    let desk = Desk::new();
    desk.keygen();
    let election = desk.holds(|_| {});
    let mut exported = election.exported();
    let (eid, broken) = (election.manifest.eid(), exported[8].envelope.clone());
    let ct = vec![0; broken.ct.len()];
    exported[8].envelope = commonhold::seal::envelope::Envelope::from_parts(
        &eid,
        broken.id,
        broken.weight,
        broken.enc,
        ct,
    );
    let digest = exported[8].envelope.digest;
    desk.write("envelopes.jsonl", &election.export_of(exported).encode());
    let printed = desk.exits(1, OPEN);
    assert!(printed.contains("Undecodable: 1."), "{printed}");
    assert!(
        printed.contains(&format!("{digest}: the key does not open it")),
        "{printed}"
    );
    assert!(printed.contains("not certified until"), "{printed}");
    let signed = SignedStatement::parse(&desk.read("opened/statement.json")).unwrap();
    assert_eq!(signed.statement.undecodable, [digest]);
}

#[test]
fn keys_are_never_overwritten() {
    let desk = Desk::new();
    desk.keygen();
    let (seal, public) = (desk.read("seal"), desk.read("seal.pub"));
    let poll = terms("irv-1").poll;
    let keygen = format!("keygen --poll {poll} --out seal --passphrase-file pass");
    desk.refuses("seal exists already, and is not overwritten", &keygen);
    fs::remove_file(desk.path("seal")).unwrap();
    desk.refuses("seal.pub exists already", &keygen);
    desk.write("seal", &seal);
    assert_eq!(desk.read("seal.pub"), public);
    desk.refuses(
        "No such file",
        &keygen.replace("--out seal", "--out nowhere/seal"),
    );
}

#[test]
fn keygen_asks_for_what_it_needs() {
    let desk = Desk::new();
    desk.write("short", b"elevenchars\n");
    desk.write("latin1", b"p\xe4ssphrase that is long\n");
    let poll = terms("irv-1").poll;
    desk.refuses("--poll", "keygen --out key --passphrase-file pass");
    desk.refuses("--name", "keygen --sign --out key --passphrase-file pass");
    desk.refuses(
        "32 lowercase hex digits",
        "keygen --poll 12 --out key --passphrase-file pass",
    );
    let keygen = format!("keygen --poll {poll} --out key --passphrase-file");
    desk.refuses("at least 12 characters", &format!("{keygen} short"));
    desk.refuses("UTF-8", &format!("{keygen} latin1"));
    desk.refuses("No such file", &format!("{keygen} missing"));
    let unnamed = "keygen --sign --name \u{1} --out key --passphrase-file pass";
    desk.refuses("control character", unnamed);
}

#[test]
fn without_a_terminal_the_passphrase_comes_from_a_file() {
    let desk = Desk::new();
    let poll = terms("irv-1").poll;
    // A session of its own has no controlling terminal to ask on.
    let output = Command::new("setsid")
        .args([
            "--wait",
            env!("CARGO_BIN_EXE_commonhold"),
            "officer",
            "keygen",
        ])
        .args(["--poll", &poll.to_string(), "--out", "key"])
        .current_dir(desk.0.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains("use --passphrase-file"), "{printed}");
    assert_eq!(desk.names(), ["pass"]);
}

#[test]
fn the_terminal_asks_twice_and_shows_no_passphrase() {
    if !python_is_here() {
        return;
    }
    let desk = Desk::new();
    let poll = terms("irv-1").poll;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seal/terminal.py");
    let keygen = |answers: &str, out: &str| {
        let output = Command::new("python3")
            .arg(&script)
            .args([
                answers,
                env!("CARGO_BIN_EXE_commonhold"),
                "officer",
                "keygen",
            ])
            .args(["--poll", &poll.to_string(), "--out", out])
            .current_dir(desk.0.path())
            .output()
            .unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(!shown.contains("correct"), "{shown}");
        (output.status.code(), shown)
    };
    let (code, shown) = keygen("correct horse|correct horsE", "key");
    assert_eq!(code, Some(2), "{shown}");
    assert!(shown.contains("The two passphrases differ"), "{shown}");
    let (code, shown) = keygen("correct", "key");
    assert_eq!(code, Some(2), "{shown}");
    assert!(shown.contains("at least 12 characters."), "{shown}");
    assert_eq!(desk.names(), ["pass"]);
    let (code, shown) = keygen("correct horse|correct horse", "key");
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("The same once more:"), "{shown}");
    assert_eq!(desk.names(), ["key", "key.pub", "pass"]);
}

#[test]
fn wrong_inputs_of_an_opening_are_named_and_write_nothing() {
    let desk = Desk::new();
    desk.keygen();
    let election = desk.holds(|_| {});
    let with = |from: &str, to: &str| {
        assert!(OPEN.contains(from));
        OPEN.replacen(from, to, 1)
    };
    desk.write("wrong", b"another passphrase\n");
    desk.refuses(
        "seal: the key file: the passphrase is wrong",
        &with("-file pass", "-file wrong"),
    );
    let two = format!("{OPEN} --sign-passphrase-file wrong");
    desk.refuses("sign: the key file: the passphrase is wrong", &two);
    desk.refuses(
        "seal: this is a sealing key",
        &with("--sign sign", "--sign seal"),
    );
    desk.refuses(
        "sign: this is a signing key",
        &with("--key seal", "--key sign"),
    );
    desk.refuses(
        "missing: No such file",
        &with("--key seal", "--key missing"),
    );
    desk.refuses("not canonical JSON", &with("--key seal", "--key pass"));
    desk.refuses(
        "not canonical JSON",
        &with("manifest.json", "envelopes.jsonl"),
    );
    desk.refuses(
        "No such file",
        &with("--out opened", "--out nowhere/opened"),
    );

    let elsewhere = "0123456789abcdef0123456789abcdef";
    let keygen = format!("keygen --poll {elsewhere} --out other --passphrase-file pass");
    desk.exits(0, &keygen);
    desk.refuses(
        "other: this key was made for poll 0123",
        &with("--key seal", "--key other"),
    );
    let poll = terms("irv-1").poll;
    let keygen = format!("keygen --poll {poll} --out second --passphrase-file pass");
    desk.exits(0, &keygen);
    desk.refuses(
        "not the key that this poll's ballots",
        &with("--key seal", "--key second"),
    );
    let keygen = "keygen --sign --name Mallory --out mallory --passphrase-file pass";
    desk.exits(0, keygen);
    let mallory = with("--sign sign", "--sign mallory");
    desk.refuses(
        "Mallory's signing key, which is not one of this poll's",
        &mallory,
    );
    let keygen =
        format!("keygen --sign --name L --poll {elsewhere} --out l --passphrase-file pass");
    desk.exits(0, &keygen);
    desk.refuses(
        "l: this key was made for poll 0123",
        &with("--sign sign", "--sign l"),
    );

    let key = String::from_utf8(desk.read("seal")).unwrap();
    desk.write("tampered", key.replace("\"t\":3", "\"t\":4").as_bytes());
    desk.refuses(
        "the file was altered",
        &with("--key seal", "--key tampered"),
    );

    let envelopes = desk.read("envelopes.jsonl");
    let tampered = |bytes: &[u8], part: &str| {
        desk.write("tampered", bytes);
        desk.refuses(part, &with("envelopes.jsonl", "tampered"));
    };
    tampered(b"", "it is empty");
    tampered(&envelopes[..envelopes.len() - 100], "line feed");
    let at = envelopes
        .windows(6)
        .rposition(|bytes| bytes == b"\"enc\":")
        .unwrap()
        + 50;
    let mut flipped = envelopes.clone();
    flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
    tampered(&flipped, "does not have the digest `d`");
    let mut named = election.exported();
    named[4].open = named[0].open.clone();
    tampered(
        &election.export_of(named).encode(),
        "would show how a member voted",
    );
    let other = Election::held(|_| {});
    tampered(
        &other.export().encode(),
        "of another poll than the manifest",
    );
    assert!(!desk.path("opened").exists());
}

#[test]
fn nothing_is_opened_or_revealed_before_the_close() {
    let desk = Desk::new();
    desk.keygen();
    desk.holds(|terms| terms.closes = 9_000_000_000);
    desk.refuses("The poll closes at 2255-03-14 16:00:00 UTC", OPEN);
    let reveal = "reveal --sign sign --manifest manifest.json --passphrase-file pass";
    desk.refuses(
        "before the close nothing is opened and nothing revealed",
        reveal,
    );
}

#[test]
fn the_lot_may_rest_on_others() {
    let desk = Desk::new();
    desk.keygen();
    desk.holds(|terms| {
        let source = "A public beacon".to_owned();
        terms.beacon = Beacon::Public {
            source,
            after: terms.closes,
        };
    });
    desk.exits(0, OPEN);
    assert!(!desk.path("opened/reveal.json").exists());
    let reveal = "reveal --sign sign --manifest manifest.json --passphrase-file pass";
    desk.refuses("Lena committed to no value", reveal);
    // A manifest that ascribes another value to this officer.
    desk.holds(|terms| {
        let Beacon::Reveals(commitments) = &mut terms.beacon else {
            return;
        };
        commitments[0].commitment = sha256(b"another");
    });
    desk.refuses(
        "it is not what Lena committed to",
        &OPEN.replace("--out opened", "--out second"),
    );
    assert!(Manifest::parse(&desk.read("manifest.json")).is_ok());
}
