//! Acts on protected assets, judged from the files of the log alone: `docs/deeds.md`.

use commonhold::evidence::bundle::Files;
use commonhold::evidence::deeds::{self, Finding, Given};
use commonhold::evidence::leaf::{
    AssetExecuted, Leaf, LogKey, LogStart, OfficerKey, RegistryRecorded, Signatures,
};
use commonhold::evidence::verify::State;
use commonhold::tlog::bundle as entry_bundle;
use commonhold::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use commonhold::tlog::key::Signer;
use commonhold::tlog::tile::{FULL_WIDTH, bundles};
use commonhold::tlog::tree::root;

use crate::support::log::{cosigned, log_signer, witness};
use crate::support::poll::ORIGIN;
use crate::support::{digest, refused, signer};

const TOLD: u64 = 1_704_672_000;
/// 20 days of notice and 30 of waiting.
const FIFTY_DAYS: u64 = 50 * 86_400;

fn signed(mut leaf: Leaf, by: &[&str]) -> Leaf {
    for name in by {
        let signature = leaf.sign(&signer(name));
        leaf.signatures_mut().unwrap().insert(*name, signature);
    }
    leaf
}

fn start(log: &Signer) -> Leaf {
    let leaf = LogStart {
        at: TOLD - 20,
        key: log.verifier().to_string(),
        origin: ORIGIN.to_owned(),
    };
    leaf.into()
}

fn key(name: &str, by: &[&str]) -> Leaf {
    let leaf = OfficerKey {
        at: TOLD - 10,
        key: signer(name).public(),
        name: name.to_owned(),
        sigs: Signatures::default(),
    };
    signed(leaf.into(), by)
}

fn told(terms: &str, at: u64) -> Leaf {
    let file = digest(terms);
    RegistryRecorded { at, file }.into()
}

fn executed(deed: u64, terms: &str, at: u64, by: &[&str]) -> Leaf {
    let leaf = AssetExecuted {
        asset: 3,
        at,
        board: "2027-B-004".to_owned(),
        deed,
        members: "2027-M-001".to_owned(),
        sigs: Signatures::default(),
        terms: digest(terms),
    };
    signed(leaf.into(), by)
}

/// The checkpoint of these entries by this key.
fn checkpoint(entries: &[Vec<u8>], log: &Signer) -> SignedCheckpoint {
    let size = u64::try_from(entries.len()).unwrap();
    let checkpoint = Checkpoint::new(ORIGIN, size, root(entries)).unwrap();
    SignedCheckpoint::sign(checkpoint, log).unwrap()
}

fn bytes_of(checkpoint: &SignedCheckpoint) -> Vec<u8> {
    checkpoint.to_string().into_bytes()
}

/// The files of a log with these entries, as they are served.
fn served(entries: &[Vec<u8>]) -> Files<'static> {
    let size = u64::try_from(entries.len()).unwrap();
    let mut files = Files::new();
    let checkpoint = bytes_of(&checkpoint(entries, &log_signer("first")));
    files.insert("checkpoint".to_owned(), checkpoint.into());
    for (tile, chunk) in bundles(size).zip(entries.chunks(usize::from(FULL_WIDTH))) {
        let bytes = entry_bundle::encode(chunk).unwrap();
        files.insert(tile.to_string(), bytes.into());
    }
    files
}

fn encoded(leaves: &[Leaf]) -> Vec<Vec<u8>> {
    leaves.iter().map(Leaf::encode).collect()
}

/// What is found where nothing is given.
fn check(files: &Files<'_>) -> Result<Vec<Finding>, String> {
    deeds::check(files, &Given::default())
}

fn found(leaves: &[Leaf]) -> Vec<Finding> {
    let mut findings = check(&served(&encoded(leaves))).unwrap();
    let first = findings.remove(0);
    assert_eq!(first.state, State::Ok, "{}", first.sentence);
    assert_eq!(
        first.sentence,
        format!(
            "{} entries lead to the root of the checkpoint",
            leaves.len()
        )
    );
    let signature = findings.remove(0);
    assert_eq!(signature.state, State::Open, "{}", signature.sentence);
    findings
}

fn holds(finding: &Finding) -> bool {
    finding.state == State::Ok
}

/// The one finding that there is, and whether it holds.
fn one(leaves: &[Leaf]) -> (bool, String) {
    let [finding] = found(leaves).try_into().unwrap();
    (holds(&finding), finding.sentence)
}

const BOTH: [&str; 2] = ["Lena Aalto", "Ravi Østergård"];

fn officers() -> Vec<Leaf> {
    let mut leaves = vec![start(&log_signer("first"))];
    leaves.extend(BOTH.map(|name| key(name, &[])));
    leaves
}

fn after_officers(more: &[Leaf]) -> Vec<Leaf> {
    [officers(), more.to_vec()].concat()
}

#[test]
fn a_deed_that_two_officers_signed_after_notice_and_waiting_holds() {
    let leaves = after_officers(&[
        told("terms", TOLD),
        executed(7, "terms", TOLD + FIFTY_DAYS, &BOTH),
    ]);
    let (ok, sentence) = one(&leaves);
    assert!(ok, "{sentence}");
    assert_eq!(
        sentence,
        "entry 4: deed D-7 on A-3, by resolutions 2027-B-004 and 2027-M-001, signed by Lena Aalto \
         and Ravi Østergård"
    );
    assert_eq!(found(&officers()), []);
}

#[test]
fn a_deed_is_refused_for_what_it_lacks() {
    let soon = TOLD + FIFTY_DAYS - 1;
    let due = TOLD + FIFTY_DAYS;
    let stranger = ["Lena Aalto", "Noor Haddad"];
    for (entries, why) in [
        (
            vec![told("terms", TOLD), executed(7, "terms", soon, &BOTH)],
            "notice and waiting period cannot have passed",
        ),
        // The first time that the terms were told counts, by the log.
        (
            vec![
                told("terms", TOLD + 1),
                told("terms", TOLD),
                executed(7, "terms", due, &BOTH),
            ],
            "notice and waiting period cannot have passed",
        ),
        (
            vec![told("others", TOLD), executed(7, "terms", due, &BOTH)],
            "its terms were never told to the log before",
        ),
        (
            vec![executed(7, "terms", due, &BOTH), told("terms", TOLD)],
            "its terms were never told to the log before",
        ),
        (
            vec![told("terms", TOLD), executed(7, "terms", due, &BOTH[..1])],
            "not signed by two officers whose keys the log holds, but by 1",
        ),
        (
            vec![told("terms", TOLD), executed(7, "terms", due, &stranger)],
            "not signed by two officers whose keys the log holds, but by 1",
        ),
        (
            vec![told("terms", TOLD), executed(7, "terms", due, &[])],
            "not signed by two officers whose keys the log holds, but by 0",
        ),
    ] {
        let (ok, sentence) = one(&after_officers(&entries));
        assert!(!ok && sentence.contains(why), "{sentence} for {why}");
    }
    // One forged signature among three, and none of them counts.
    let mut forged = executed(7, "terms", due, &BOTH);
    let other = executed(8, "terms", due, &[]).sign(&signer("Lena Aalto"));
    forged.signatures_mut().unwrap().insert("Lena Aalto", other);
    let (ok, sentence) = one(&after_officers(&[told("terms", TOLD), forged]));
    assert!(!ok && sentence.contains("but by 0"), "{sentence}");
}

#[test]
fn a_deed_is_carried_out_once() {
    let due = TOLD + FIFTY_DAYS;
    let findings = found(&after_officers(&[
        told("terms", TOLD),
        executed(7, "terms", due, &BOTH),
        executed(7, "terms", due, &BOTH),
        executed(8, "terms", due, &BOTH),
    ]));
    let held: Vec<bool> = findings.iter().map(holds).collect();
    assert_eq!(held, [true, false, true]);
    assert!(
        findings[1]
            .sentence
            .ends_with("it was carried out already by entry 4")
    );
}

#[test]
fn a_later_key_takes_two_officers_of_the_log() {
    let due = TOLD + FIFTY_DAYS;
    let acts = |vouched: &[&str]| {
        found(&after_officers(&[
            key("Noor Haddad", vouched),
            told("terms", TOLD),
            executed(7, "terms", due, &["Lena Aalto", "Noor Haddad"]),
        ]))
    };
    let [deed] = acts(&BOTH).try_into().unwrap();
    assert!(holds(&deed), "{}", deed.sentence);
    for vouched in [&BOTH[..1], &[], &["Lena Aalto", "Noor Haddad"]] {
        let [taken_up, deed] = acts(vouched).try_into().unwrap();
        assert!(!holds(&taken_up) && !holds(&deed));
        assert_eq!(
            taken_up.sentence,
            "entry 3 takes up a key of Noor Haddad that two officers did not sign for"
        );
    }
}

#[test]
fn a_log_that_is_not_whole_is_refused() {
    let leaves = after_officers(&[
        told("terms", TOLD),
        executed(7, "terms", TOLD + FIFTY_DAYS, &BOTH),
    ]);
    let entries = encoded(&leaves);
    let whole = served(&entries);
    for path in ["checkpoint", "tile/entries/000.p/5"] {
        let mut files = whole.clone();
        files.remove(path).unwrap();
        refused(check(&files), &format!("{path} is missing"));
    }
    let mut files = whole.clone();
    let bytes = b"nothing".to_vec();
    files.insert("checkpoint".to_owned(), bytes.clone().into());
    refused(check(&files), "checkpoint: ");
    let mut files = whole.clone();
    files.insert("tile/entries/000.p/5".to_owned(), bytes.into());
    refused(check(&files), "tile/entries/000.p/5: ");
    // Another entry in the place of one.
    let mut others = entries.clone();
    others[3] = told("others", TOLD).encode();
    let mut files = whole.clone();
    let others = entry_bundle::encode(&others).unwrap();
    files.insert("tile/entries/000.p/5".to_owned(), others.into());
    refused(check(&files), "do not hash to the root");
    // What is no entry of a kind that we know is passed over, and has its place in the tree.
    let mut entries = entries;
    entries.insert(2, b"something else".to_vec());
    let findings = check(&served(&entries)).unwrap();
    assert_eq!(findings.len(), 3);
    assert!(holds(&findings[2]) && findings[2].sentence.starts_with("entry 5: "));
}

/// Beyond one bundle of entries, by 256 entries each.
#[test]
fn a_log_of_several_bundles_is_read_to_its_end() {
    let mut leaves = officers();
    leaves.push(told("terms", TOLD));
    leaves.extend((0..300).map(|number| told(&format!("other {number}"), TOLD)));
    leaves.push(executed(7, "terms", TOLD + FIFTY_DAYS, &BOTH));
    let (ok, sentence) = one(&leaves);
    assert!(
        ok && sentence.starts_with("entry 304: deed D-7"),
        "{sentence}"
    );
}

#[test]
fn one_key_under_two_names_is_one_officer() {
    let twin = OfficerKey {
        at: TOLD - 10,
        key: signer(BOTH[0]).public(),
        name: "Lena’s other name".to_owned(),
        sigs: Signatures::default(),
    };
    let mut deed = executed(7, "terms", TOLD + FIFTY_DAYS, &BOTH[..1]);
    let signature = deed.sign(&signer(BOTH[0]));
    let signatures = deed.signatures_mut().unwrap();
    signatures.insert("Lena’s other name", signature);
    let leaves = [
        start(&log_signer("first")),
        key(BOTH[0], &[]),
        twin.into(),
        told("terms", TOLD),
        deed,
    ];
    let (ok, sentence) = one(&leaves);
    assert!(!ok, "{sentence}");
    assert!(
        sentence.contains("not signed by two officers whose keys the log holds, but by 1"),
        "{sentence}"
    );
}

/// A policy with these keys of the log, these officers, and a quorum of this witness.
fn policy(log: &Signer, officers: &[&str], quorum: &str) -> Vec<u8> {
    let mut text = format!("log {}\n", log.verifier());
    if quorum != "none" {
        text += &format!("witness {quorum} {}\n", witness(quorum).verifier());
    }
    for name in officers {
        text += &format!("officer {name} {}\n", signer(name).public());
    }
    text += &format!("quorum {quorum}\n");
    text.into_bytes()
}

/// A log with one lawful deed.
fn lawful() -> Vec<Leaf> {
    after_officers(&[
        told("terms", TOLD),
        executed(7, "terms", TOLD + FIFTY_DAYS, &BOTH),
    ])
}

/// What is found under a policy.
fn under(files: &Files<'_>, policy: &[u8]) -> Vec<Finding> {
    let given = Given {
        policy: Some(policy),
        checkpoints: &[],
    };
    deeds::check(files, &given).unwrap()
}

#[track_caller]
fn fails(findings: &[Finding], why: &str) {
    let last = findings.last().unwrap();
    assert_eq!(last.state, State::Fails, "{last:?} for {why}");
    assert!(last.sentence.contains(why), "{last:?} for {why}");
}

/// Everything in it is the forger's: the log's key, the officers and the deed. It is consistent,
/// and nobody who was told whose keys to trust takes it for the foundation's.
#[test]
fn a_wholly_invented_log_is_refused_by_a_policy_and_open_without_one() {
    let invented = served(&encoded(&lawful()));
    let theirs = log_signer("theirs");
    fails(
        &under(&invented, &policy(&theirs, &BOTH, "none")),
        "the policy does not trust the checkpoint: no key of the log",
    );
    let findings = check(&invented).unwrap();
    let open = &findings[1];
    assert_eq!(open.state, State::Open);
    assert_eq!(
        open.sentence,
        "the checkpoint is signed, but no policy was given: these keys are trusted unseen"
    );
    let keys = [
        format!("log {}", log_signer("first").verifier()),
        format!("officer {} {}", BOTH[0], signer(BOTH[0]).public()),
        format!("officer {} {}", BOTH[1], signer(BOTH[1]).public()),
    ];
    assert_eq!(open.keys, keys);
    let text = open.to_text();
    assert!(
        text.starts_with("open   the checkpoint is signed"),
        "{text}"
    );
    assert!(text.ends_with(&format!("\n   {}\n", keys[2])), "{text}");
}

#[test]
fn a_policy_asks_for_the_log_its_witnesses_and_its_officers() {
    let leaves = lawful();
    let files = served(&encoded(&leaves));
    let first = log_signer("first");
    let findings = under(&files, &policy(&first, &BOTH, "none"));
    assert!(findings.iter().all(holds), "{findings:?}");
    assert_eq!(
        findings[1].sentence,
        format!(
            "the checkpoint is signed by the policy's key of the log {ORIGIN}, and the quorum of \
             witnesses is met"
        )
    );
    // The log's own operator names officers whom nobody knows.
    for known in [&BOTH[..1], &["Noor Haddad"], &[]] {
        fails(
            &under(&files, &policy(&first, known, "none")),
            "it is not signed by two officers whose keys the log and the policy hold",
        );
    }
    fails(
        &under(&files, &policy(&first, &BOTH, "oslo")),
        "do not make the quorum",
    );
    let mut witnessed = files.clone();
    let signed = cosigned(checkpoint(&encoded(&leaves), &first), "oslo", TOLD);
    witnessed.insert("checkpoint".to_owned(), bytes_of(&signed).into());
    let findings = under(&witnessed, &policy(&first, &BOTH, "oslo"));
    assert!(findings.iter().all(holds), "{findings:?}");
    let given = Given {
        policy: Some(b"nonsense"),
        checkpoints: &[],
    };
    refused(deeds::check(&files, &given), "the policy cannot be read: ");
}

#[test]
fn without_a_policy_the_key_that_the_log_names_has_signed() {
    let first = log_signer("first");
    let none = check(&served(&encoded(&lawful()[1..]))).unwrap();
    fails(&none, "no entry of the log names the key that signs it");
    let mut others = lawful();
    others[0] = start(&log_signer("second"));
    let others = check(&served(&encoded(&others))).unwrap();
    fails(&others, "not signed by the key that the log names");
    // A change of key follows from the one before.
    let change = |add: &Signer, remove: &Signer| {
        let leaf = LogKey {
            add: add.verifier().to_string(),
            at: TOLD,
            remove: remove.verifier().to_string(),
        };
        let mut leaves = lawful();
        leaves[0] = start(&log_signer("second"));
        leaves.push(leaf.into());
        check(&served(&encoded(&leaves))).unwrap()
    };
    assert_eq!(change(&first, &log_signer("second"))[1].state, State::Open);
    fails(
        &change(&first, &log_signer("third")),
        "not signed by the key that the log names",
    );
}

/// The folder holds every entry, so a checkpoint of any size is compared, of which a bundle could
/// compare few.
#[test]
fn a_checkpoint_that_was_kept_is_compared_at_any_size() {
    let mut leaves = lawful();
    leaves.extend((0..300).map(|number| told(&format!("other {number}"), TOLD)));
    let entries = encoded(&leaves);
    let files = served(&entries);
    let first = log_signer("first");
    let found = |kept: Vec<u8>| {
        let given = Given {
            policy: None,
            checkpoints: &[("kept".to_owned(), kept)],
        };
        deeds::check(&files, &given).unwrap().remove(2)
    };
    for size in [0, 1, 5, 256, 257, 305] {
        let finding = found(bytes_of(&checkpoint(&entries[..size], &first)));
        assert!(holds(&finding), "{finding:?}");
        assert_eq!(
            finding.sentence,
            format!("the checkpoint kept, of {size} entries, is of this log")
        );
    }
    let mut larger = entries.clone();
    larger.push(told("later", TOLD).encode());
    let finding = found(bytes_of(&checkpoint(&larger, &first)));
    assert_eq!(finding.state, State::Open);
    assert!(finding.sentence.ends_with("and could not be compared"));
    let mut others = entries.clone();
    others[3] = told("others", TOLD).encode();
    for (kept, why) in [
        (
            bytes_of(&checkpoint(&others[..7], &first)),
            "the log showed two histories: its tree of 7 entries in kept is not the one in this \
             folder",
        ),
        (
            bytes_of(&checkpoint(&entries[..7], &log_signer("second"))),
            "the checkpoint kept: no key of this log has signed it",
        ),
        (b"nothing".to_vec(), "the checkpoint kept: "),
    ] {
        fails(&[found(kept)], why);
    }
}
