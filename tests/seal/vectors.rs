//! Frozen vectors: what this program makes of fixed inputs, and what a second program, written
//! in another language from `docs/ballot-log.md`, makes of them.
//!
//! `TESTS_BLESS=1` writes the file anew: a change of any byte is a change of the format and
//! of the specification.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use commonhold::seal::canonical::Value as Canonical;
use commonhold::seal::envelope::Envelope;
use commonhold::seal::envelopes::Export;
use commonhold::seal::handed::HandedShare;
use commonhold::seal::hash::{EnvelopeId, FormKey, Reveal, h, sha256};
use commonhold::seal::keyfile::{Passphrase, Secret, lock, unlock};
use commonhold::seal::keys::{PublicPart, SealPart, SharedPart, SignPart};
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::lot::{RevealFile, beacon_from_reveals, order, seed};
use commonhold::seal::manifest::{Beacon, Manifest};
use commonhold::seal::opening::{SealSecret, open, open_export};
use commonhold::seal::paper;
use commonhold::seal::receipt::Receipt;
use commonhold::seal::rehearsal::Challenge;
use commonhold::seal::roll::write_roll;
use commonhold::seal::shares::split;
use commonhold::seal::tracker::{OwnPart, Tracker};
use commonhold::web::figures::fours;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::support::{
    Election, TestRng, cast, choices, manifest, members, python_is_here, receipt_signer, terms,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/seal")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn vectors() -> Value {
    json!({
        "about": "Made by tests/seal/vectors.rs, recomputed by check.py. Keys and salts are test \
                  material: SHA-256 of a name and a counter.",
        "canonical": canonical(),
        "envelopes": envelopes(),
        "h": hashes(),
        "keys": keys(),
        "manifests": manifests(),
        "poll": poll(),
        "shares": shares(),
        "trackers": trackers(),
    })
}

fn hashes() -> Value {
    let cases: [(&str, &[&[u8]]); 4] = [
        ("reveal", &[b"abc"]),
        ("reveal", &[]),
        ("reveal", &[b""]),
        ("envelope", &[&[0; 32], &[255; 300], b"\x00"]),
    ];
    cases
        .into_iter()
        .map(|(name, fields)| {
            let fields_hex: Vec<String> =
                fields.iter().map(|field| HEXLOWER.encode(field)).collect();
            json!({"name": name, "fields": fields_hex, "hash": h(name, fields).to_string()})
        })
        .collect()
}

fn canonical() -> Value {
    let accepted = [
        "0",
        "9007199254740991",
        "\"\"",
        "[]",
        "{}",
        "\"Åsa \\\"Bo\\\" \\\\ \u{1f5f3}\u{2028}\"",
        "{\"-\":[1,[2,{}]],\"_\":\"\",\"a\":{\"a\":0},\"b-2\":[]}",
        "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
    ];
    let refused: [&[u8]; 24] = [
        b"",
        b" 0",
        b"0\n",
        b"00",
        b"-0",
        b"-1",
        b"1.0",
        b"1e2",
        b"9007199254740992",
        b"null",
        b"true",
        b"\"\\n\"",
        b"\"\\u0041\"",
        b"\"\\/\"",
        b"\"a\tb\"",
        b"\"\x7f\"",
        b"\"\xc2\x85\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xff\"",
        b"{\"a\":1,\"a\":1}",
        b"{\"b\":1,\"a\":1}",
        b"{\"A\":1}",
        b"[1, 2]",
        b"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
    ];
    for text in accepted {
        assert!(Canonical::parse(text.as_bytes()).is_ok(), "{text}");
    }
    for bytes in refused {
        assert!(Canonical::parse(bytes).is_err(), "{bytes:?}");
    }
    let refused: Vec<String> = refused.iter().map(|bytes| HEXLOWER.encode(bytes)).collect();
    json!({"accepted": accepted, "refused_hex": refused})
}

fn manifests() -> Value {
    let mut all: Vec<Manifest> = choices()
        .into_iter()
        .map(|(method, _)| manifest(method))
        .collect();
    all.dedup();
    let mut draft = terms("approval-1");
    draft
        .parameters
        .insert("max_marks".to_owned(), Canonical::Int(1));
    draft.beacon = Beacon::Public {
        source: "The first round".to_owned(),
        after: draft.closes,
    };
    all.push(Manifest::build(draft).unwrap());
    let mut draft = terms("score-1");
    draft
        .parameters
        .insert("max_score".to_owned(), Canonical::Int(100));
    all.push(Manifest::build(draft).unwrap());
    all.into_iter()
        .map(|m| json!({"eid": m.eid().to_string(), "manifest": text(m.bytes().to_vec())}))
        .collect()
}

fn trackers() -> Value {
    ["first", "second", "third"]
        .into_iter()
        .map(|name| {
            let mut rng = TestRng::new(name);
            let eid = manifest("irv-1").eid();
            let (id, key) = (EnvelopeId::random(&mut rng), FormKey::random(&mut rng));
            let own = OwnPart::suggest(&mut rng);
            let tracker = Tracker::derive(&eid, &id, &key, &own);
            json!({
                "eid": eid.to_string(), "envelope": id.to_string(), "key": key.to_hex(),
                "own": own.as_str(), "tracker": tracker.as_str(), "shown": fours(tracker.as_str()).join(" "),
            })
        })
        .collect()
}

fn envelope_fields(envelope: &Envelope) -> Value {
    json!({
        "ct": BASE64URL_NOPAD.encode(&envelope.ct),
        "d": envelope.digest.to_string(),
        "enc": BASE64URL_NOPAD.encode(&envelope.enc),
        "envelope": envelope.id.to_string(),
        "w": envelope.weight.votes(),
    })
}

/// One envelope of each form of ballot, with the key that opens it.
fn envelopes() -> Value {
    let secret = crate::support::officers().seal;
    let each: Vec<Value> = choices()
        .into_iter()
        .enumerate()
        .map(|(i, (method, choice))| {
            let manifest = manifest(method);
            let votes = [1, 50][i % 2];
            let (envelope, _) = cast(&manifest, &format!("vector {i}"), votes, &choice);
            let line = open(&secret, &manifest, &envelope).unwrap();
            json!({
                "eid": manifest.eid().to_string(),
                "envelope": envelope_fields(&envelope),
                "line": line.encode(),
                "pad": manifest.pad(),
            })
        })
        .collect();
    json!({"each": each, "secret": HEXLOWER.encode(secret.as_bytes())})
}

/// A whole poll: every file from the roll to the lot.
fn poll() -> Value {
    let election = Election::held(|_| {});
    let eid = election.manifest.eid();
    let members = members(&election.roll);
    let roll_file = write_roll(&election.roll_lines());
    let of_members: Vec<Value> = members
        .iter()
        .map(|m| {
            json!({
                "c": m.c.to_string(), "class": m.class.as_str(),
                "entitlement": m.entitlement.to_string(), "membership": m.membership.to_string(),
                "salt": m.salt.to_string(), "subject": m.subject, "votes": m.votes.votes(),
            })
        })
        .collect();
    let live = LiveSet::new(
        election
            .casts
            .iter()
            .map(|(_, e, _, _)| (e.digest, e.weight))
            .collect(),
    )
    .unwrap();
    let voted = election
        .casts
        .iter()
        .map(|(m, _, _, _)| u64::try_from(election.leaves.position(&m.c).unwrap()).unwrap());
    let participation = Participation::new(eid, voted.collect()).unwrap();
    let export = election.export();
    let opening = open_export(&election.officers.seal, &election.manifest, &export).unwrap();
    let (name, signer, _) = &election.officers.signers[0];
    let statement = opening.statement(name, signer, 1_704_700_000).unwrap();
    let receipts: Vec<Value> = election
        .casts
        .iter()
        .take(3)
        .map(|(_, envelope, _, _)| {
            let receipt = Receipt {
                digest: envelope.digest,
                eid,
                weight: envelope.weight,
            };
            let signature = receipt.sign(&receipt_signer());
            json!({"body": text(receipt.body()), "file": text(receipt.to_file(&signature))})
        })
        .collect();
    let reveals: Vec<RevealFile> = election
        .officers
        .signers
        .iter()
        .map(|(name, _, reveal)| RevealFile {
            by: name.clone(),
            eid,
            reveal: reveal.clone(),
        })
        .collect();
    let beacon = beacon_from_reveals(&election.manifest, &reveals).unwrap();
    let seed = seed(&eid, &live.root(), &beacon);
    json!({
        "ballots": text(opening.ballots_file()),
        "eid": eid.to_string(),
        "envelopes": text(export.encode()),
        "live": text(live.to_jsonl()),
        "live_root": live.root().to_string(),
        "lot": {
            "beacon": HEXLOWER.encode(&beacon), "order": order(&seed, 4),
            "order_of_20": order(&seed, 20), "seed": seed.to_string(),
        },
        "manifest": text(election.manifest.bytes().to_vec()),
        "members": of_members,
        "open": text(opening.open_file()),
        "participation": text(participation.encode()),
        "receipts": receipts,
        "reveals": reveals.iter().map(|file| text(file.encode())).collect::<Vec<_>>(),
        "roll": election.roll.to_string(),
        "roll_file": text(roll_file.clone()),
        "roll_file_sha256": sha256(&roll_file).to_string(),
        "roll_leaves": text(election.leaves.to_jsonl()),
        "roll_root": election.leaves.root().to_string(),
        "statement": text(statement.encode()),
    })
}

fn keys() -> Value {
    let mut rng = TestRng::new("key files");
    let poll = terms("irv-1").poll;
    let key = SealSecret::generate(&mut rng);
    let public = SealPart {
        poll,
        key: key.public(),
    };
    let seal = Secret::Seal { key, public };
    let key = commonhold::seal::sign::Signer::generate(&mut rng);
    let reveal = Reveal::random(&mut rng);
    let public = SignPart::sign("Lena Aalto", &key, Some(poll), &reveal).unwrap();
    let sign = Secret::Sign {
        key,
        reveal,
        public,
    };
    let passphrase = "correct horse battery staple";
    let files: Vec<Value> = [seal, sign]
        .iter()
        .map(|secret| {
            let file = lock(&mut rng, secret, &parsed(passphrase)).unwrap();
            json!({
                "file": text(file),
                "fingerprint": secret.public().fingerprint(),
                "public": text(secret.public().encode()),
            })
        })
        .collect();
    json!({"files": files, "passphrase": passphrase})
}

/// A key split three of five: its shares as files and on paper, one handed over, a rehearsal.
fn shares() -> Value {
    let mut rng = TestRng::new("key shares");
    let secret = SealSecret::generate(&mut rng);
    let seal = SealPart {
        poll: terms("irv-1").poll,
        key: secret.public(),
    };
    let names = ["Lena Aalto", "Ravi Østergård", "Ada", "Bo", "Cyd"].map(str::to_owned);
    let public = SharedPart::new(seal.clone(), 3, &names).unwrap();
    let split = split(&mut rng, &secret, &public).unwrap();
    let passphrase = "correct horse battery staple";
    let locked = split[1].lock(&mut rng, &parsed(passphrase)).unwrap();
    let desk = SealSecret::generate(&mut rng);
    let to = SealPart {
        poll: seal.poll,
        key: desk.public(),
    };
    let handed: Vec<Value> = split
        .iter()
        .map(|share| text(HandedShare::seal(&mut rng, share, &to).unwrap().encode()).into())
        .collect();
    let (challenge, kept) = Challenge::make(&mut rng, &public).unwrap();
    let by = [names[0].clone(), names[2].clone(), names[4].clone()];
    let answer = challenge.answer(&secret, &by).unwrap();
    json!({
        "answer": text(answer.encode()),
        "challenge": text(challenge.encode()),
        "desk": HEXLOWER.encode(desk.as_bytes()),
        "file": text(locked.encode()),
        "handed": handed,
        "kept": kept.to_string(),
        "paper": paper::print(&locked),
        "passphrase": passphrase,
        "public": text(PublicPart::Shared(public).encode()),
        "secret": HEXLOWER.encode(secret.as_bytes()),
    })
}

fn parsed(passphrase: &str) -> Passphrase {
    Passphrase::parse(Zeroizing::new(passphrase.to_owned())).unwrap()
}

#[test]
fn the_vectors_are_what_they_were() {
    let path = folder().join("vectors.json");
    let mut made = serde_json::to_string_pretty(&vectors()).unwrap();
    made.push('\n');
    if std::env::var_os("TESTS_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let frozen = fs::read_to_string(&path).unwrap();
    assert!(
        made == frozen,
        "the bytes changed: see TESTS_BLESS in tests/seal/vectors.rs"
    );
}

/// The frozen files themselves are read, not only made: sealing may change its use of the random
/// generator, opening may not change.
#[test]
fn the_frozen_files_are_read() {
    let frozen: Value =
        serde_json::from_str(&fs::read_to_string(folder().join("vectors.json")).unwrap()).unwrap();
    let poll = |key: &str| frozen["poll"][key].as_str().unwrap().to_owned();
    let manifest = Manifest::parse(poll("manifest").as_bytes()).unwrap();
    let export = Export::parse(poll("envelopes").as_bytes()).unwrap();
    let secret = HEXLOWER.decode(frozen["envelopes"]["secret"].as_str().unwrap().as_bytes());
    let secret = SealSecret::from_bytes(&secret.unwrap().try_into().unwrap());
    let opening = open_export(&secret, &manifest, &export).unwrap();
    assert_eq!(text(opening.ballots_file()), poll("ballots"));
    assert_eq!(text(opening.open_file()), poll("open"));
    for file in frozen["keys"]["files"].as_array().unwrap() {
        let passphrase = parsed(frozen["keys"]["passphrase"].as_str().unwrap());
        let secret = unlock(file["file"].as_str().unwrap().as_bytes(), &passphrase).unwrap();
        assert_eq!(
            text(secret.public().encode()),
            file["public"].as_str().unwrap()
        );
        let public = PublicPart::parse(file["public"].as_str().unwrap().as_bytes()).unwrap();
        assert_eq!(public.fingerprint(), file["fingerprint"].as_str().unwrap());
    }
}

/// Runs `check.py` over vectors given on its standard input; whether it finds them right, and
/// what it says. `None` where there is no Python, unless everything is required.
fn second_program(vectors: &Value) -> Option<(bool, String)> {
    if !python_is_here() {
        return None;
    }
    let mut child = Command::new("python3")
        .arg(folder().join("check.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    serde_json::to_writer(child.stdin.take().unwrap(), vectors).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = text([output.stdout, output.stderr].concat());
    Some((output.status.success(), said))
}

#[test]
fn a_second_program_agrees() {
    if let Some((agrees, said)) = second_program(&vectors()) {
        assert!(agrees, "{said}");
    }
}

/// The second program is worth something only if it notices: each of these changes one value.
#[test]
fn the_second_program_notices_a_change() {
    let made = vectors();
    let changes = [
        ("/h/0/hash", "239a", "239b"),
        ("/canonical/accepted/0", "0", "00"),
        ("/canonical/refused_hex/0", "", "30"),
        ("/manifests/0/eid", "", "0"),
        ("/manifests/0/manifest", "\"k\":5", "\"k\":6"),
        ("/manifests/1/manifest", "\"pad\":", "\"pad\":1"),
        ("/trackers/0/own", "", "a"),
        ("/poll/roll_leaves", "\"votes\":1", "\"votes\":2"),
        ("/poll/roll_root", "", "0"),
        ("/poll/members/3/subject", "Ærø", "Ærö"),
        ("/poll/roll_file", "person", "patron"),
        ("/poll/live", "\"w\":1", "\"w\":2"),
        ("/poll/participation", "\"voted\":[", "\"voted\":[0,"),
        ("/poll/receipts/0/file", "\"sig\":\"", "\"sig\":\"0"),
        ("/poll/receipts/1/body", "\"v\":1", "\"v\":2"),
        ("/poll/reveals/0", "\"reveal\":\"", "\"reveal\":\"0"),
        ("/poll/lot/seed", "", "0"),
        ("/poll/ballots", "\"w\":50", "\"w\":51"),
        ("/poll/open", "\"t\":\"", "\"t\":\"a"),
        ("/poll/statement", "\"votes\":80", "\"votes\":81"),
        ("/poll/envelopes", "\"w\":1}", "\"w\":2}"),
        ("/envelopes/each/0/line", "[3]", "[2]"),
        ("/keys/files/1/public", "Lena", "Lina"),
    ];
    for (pointer, from, to) in changes {
        let mut changed = made.clone();
        let value = changed.pointer_mut(pointer).unwrap();
        let old = value.as_str().unwrap();
        let new = old.replacen(from, to, 1);
        assert_ne!(new, old, "{pointer}");
        *value = Value::String(new);
        match second_program(&changed) {
            None => return,
            Some((agrees, said)) => assert!(!agrees, "{pointer} went unnoticed: {said}"),
        }
    }
}

/// Every hash and key that the specification prints is one of the vectors'.
#[test]
fn the_specification_prints_the_vectors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/ballot-log.md")).unwrap();
    let mut frozen = fs::read_to_string(folder().join("vectors.json")).unwrap();
    frozen.push_str(&fs::read_to_string(folder().join("rfc6962.json")).unwrap());
    let plain = frozen.replace("\\\"", "\"");
    let mut found = 0;
    for word in page.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.len() >= 20 && word.bytes().all(|b| b.is_ascii_hexdigit()) {
            assert!(plain.contains(word), "docs/ballot-log.md prints {word}");
            found += 1;
        }
    }
    for block in page.split("```json\n").skip(1) {
        for line in block
            .split("```")
            .next()
            .unwrap_or_default()
            .lines()
            .map(str::trim)
        {
            assert!(plain.contains(line), "docs/ballot-log.md prints {line}");
            found += 1;
        }
    }
    assert!(found > 20, "only {found} examples were found");
}
