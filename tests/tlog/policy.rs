//! Policies: how they are read, and what they approve of.

use commonhold::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use commonhold::tlog::key::{KeyError, Signer};
use commonhold::tlog::policy::{Policy, PolicyError, PolicyFault, Unapproved};
use proptest::prelude::*;

use crate::support::{ORIGIN, hashes, log_key, name, signed, vkey, witness, witnessed};

fn log_line() -> String {
    format!("log {}\n", log_key().verifier())
}

/// The log and the witnesses w1 … w`count`, then the lines given.
fn file(count: u8, lines: &str) -> String {
    let mut file = log_line();
    for number in 1..=count {
        file += &format!("witness w{number} {}\n", witness(number).verifier());
    }
    file + lines
}

fn policy(count: u8, lines: &str) -> Policy {
    Policy::parse(file(count, lines).as_bytes()).unwrap()
}

/// Whether these witnesses' cosignatures are enough.
fn approves(policy: &Policy, witnesses: &[u8]) -> bool {
    match policy.check(&witnessed(&hashes(3), witnesses)) {
        Ok(approval) => {
            assert_eq!(approval.cosignatures.len(), witnesses.len());
            true
        }
        Err(fault) => {
            let cosigned = witnesses.len();
            let known = policy.witnesses().len();
            assert_eq!(fault, Unapproved::NoQuorum { cosigned, known });
            false
        }
    }
}

#[test]
fn the_specifications_example_asks_for_two_groups() {
    let policy = policy(
        6,
        "group X-witnesses 2 w1 w2 w3\n\
         group Y-witnesses any w4 w5 w6\n\
         group X-and-Y all X-witnesses Y-witnesses\n\
         quorum X-and-Y\n",
    );
    for witnesses in 0u8..64 {
        let signed: Vec<u8> = (1..=6).filter(|w| witnesses >> (w - 1) & 1 == 1).collect();
        let x = signed.iter().filter(|w| **w <= 3).count();
        let y = signed.len() - x;
        assert_eq!(approves(&policy, &signed), x >= 2 && y >= 1, "{signed:?}");
    }
}

#[test]
fn a_quorum_may_be_a_witness_a_group_or_none() {
    let none = policy(2, "quorum none\n");
    assert!(approves(&none, &[]) && approves(&none, &[1]));
    let one = policy(2, "quorum w2\n");
    assert!(approves(&one, &[2]) && approves(&one, &[1, 2]));
    assert!(!approves(&one, &[]) && !approves(&one, &[1]));
    let any = policy(2, "group g any w1 w2\nquorum g\n");
    assert!(approves(&any, &[1]) && approves(&any, &[2]) && !approves(&any, &[]));
    let all = policy(2, "group g all w1 w2\nquorum g\n");
    assert!(approves(&all, &[2, 1]) && !approves(&all, &[1]) && !approves(&all, &[2]));
}

#[test]
fn white_space_comments_and_urls_are_read() {
    let file = format!(
        "# a policy\n\n \t \n\t# indented\n\tlog\t {} \thttps://log.example.org/ \n\
         witness  Å\u{a0}b  {}  https://w.example/š\n#\tquorum none\ngroup none-of 1 Å\u{a0}b\n  quorum none-of",
        log_key().verifier(),
        witness(1).verifier(),
    );
    let policy = Policy::parse(file.as_bytes()).unwrap();
    assert_eq!(
        policy.logs()[0].url(),
        Some(&b"https://log.example.org/"[..])
    );
    assert_eq!(policy.logs()[0].key(), log_key().verifier());
    let only = &policy.witnesses()[0];
    assert_eq!(only.name(), "Å\u{a0}b".as_bytes());
    assert_eq!(only.key(), witness(1).verifier());
    assert_eq!(only.url(), Some("https://w.example/š".as_bytes()));
    assert!(approves(&policy, &[1]) && !approves(&policy, &[]));
}

#[test]
fn names_are_octets() {
    let mut file = file(0, "").into_bytes();
    file.extend_from_slice(b"witness \xff\xfe ");
    file.extend_from_slice(witness(1).verifier().to_string().as_bytes());
    file.extend_from_slice(b"\nquorum \xff\xfe\n");
    let policy = Policy::parse(&file).unwrap();
    assert!(approves(&policy, &[1]));
    assert_eq!(policy.witnesses()[0].name(), b"\xff\xfe");
}

#[test]
fn malformed_policies_are_refused_with_their_line() {
    let log = log_key().verifier().to_string();
    let w = |number| witness(number).verifier().to_string();
    let log_public = log_key().verifier().public_bytes().to_vec();
    let w1_public = witness(1).verifier().public_bytes().to_vec();
    let group = || PolicyFault::Shape("group <name> <k>|any|all <member> …");
    let shape = PolicyFault::Shape;
    // Lines after the log on line 1 and the witnesses w1 and w2 on lines 2 and 3.
    let table = [
        (
            "quorum none\r\n".to_owned(),
            4,
            PolicyFault::ControlCharacter,
        ),
        ("# \u{0}\n".to_owned(), 4, PolicyFault::ControlCharacter),
        ("#\n# \u{7f}\n".to_owned(), 5, PolicyFault::ControlCharacter),
        (
            "Log x\n".to_owned(),
            4,
            PolicyFault::UnknownWord("Log".into()),
        ),
        (
            "receipt x\n".to_owned(),
            4,
            PolicyFault::UnknownWord("receipt".into()),
        ),
        (
            "\u{a0}log x\n".to_owned(),
            4,
            PolicyFault::UnknownWord("\u{a0}log".into()),
        ),
        ("log\n".to_owned(), 4, shape("log <vkey> [<url>]")),
        (
            format!("log {log} url more\n"),
            4,
            shape("log <vkey> [<url>]"),
        ),
        (
            "witness w3\n".to_owned(),
            4,
            shape("witness <name> <vkey> [<url>]"),
        ),
        (
            format!("witness w3 {} u # c\n", w(3)),
            4,
            shape("witness <name> <vkey> [<url>]"),
        ),
        ("group\n".to_owned(), 4, group()),
        ("group g\n".to_owned(), 4, group()),
        ("group g any\n".to_owned(), 4, group()),
        ("quorum\n".to_owned(), 4, shape("quorum <name>|none")),
        ("quorum w1 w2\n".to_owned(), 4, shape("quorum <name>|none")),
        ("log x\n".to_owned(), 4, PolicyFault::Key(KeyError::Parts)),
        (
            "\n\nlog a+00+\n".to_owned(),
            6,
            PolicyFault::Key(KeyError::Id),
        ),
        (format!("log {}\n", w(3)), 4, PolicyFault::NotALogKey),
        (
            format!("witness w3 {log}\n"),
            4,
            PolicyFault::NotAWitnessKey,
        ),
        (format!("log {log}\n"), 4, PolicyFault::SameLogKey),
        (
            format!("log {}\n", vkey("other", 1, &log_public)),
            4,
            PolicyFault::SameLogKey,
        ),
        (
            format!("witness w3 {}\n", w(1)),
            4,
            PolicyFault::SameWitnessKey,
        ),
        (
            format!("witness w3 {}\n", vkey("other", 4, &w1_public)),
            4,
            PolicyFault::SameWitnessKey,
        ),
        (
            format!("witness none {}\n", w(3)),
            4,
            PolicyFault::ReservedName,
        ),
        (
            "group none any w1\n".to_owned(),
            4,
            PolicyFault::ReservedName,
        ),
        (
            format!("witness w1 {}\n", w(3)),
            4,
            PolicyFault::NameTaken("w1".into()),
        ),
        (
            "group w1 any w2\n".to_owned(),
            4,
            PolicyFault::NameTaken("w1".into()),
        ),
        (
            "group g any w1\ngroup g any w2\n".to_owned(),
            5,
            PolicyFault::NameTaken("g".into()),
        ),
        (
            "group g any w3\n".to_owned(),
            4,
            PolicyFault::UnknownName("w3".into()),
        ),
        (
            "group g any g\n".to_owned(),
            4,
            PolicyFault::UnknownName("g".into()),
        ),
        (
            "group g any none\n".to_owned(),
            4,
            PolicyFault::UnknownName("none".into()),
        ),
        (
            "group g any h\ngroup h any w1\n".to_owned(),
            4,
            PolicyFault::UnknownName("h".into()),
        ),
        (
            "quorum W1\n".to_owned(),
            4,
            PolicyFault::UnknownName("W1".into()),
        ),
        (
            "quorum g\ngroup g any w1\n".to_owned(),
            4,
            PolicyFault::UnknownName("g".into()),
        ),
        (
            "group g any w1 w1\n".to_owned(),
            4,
            PolicyFault::MemberTwice("w1".into()),
        ),
        (
            "group g any w1\ngroup h any w2 w1\n".to_owned(),
            5,
            PolicyFault::MemberTwice("w1".into()),
        ),
        ("group g 0 w1\n".to_owned(), 4, PolicyFault::Threshold),
        ("group g 3 w1 w2\n".to_owned(), 4, PolicyFault::Threshold),
        ("group g 01 w1 w2\n".to_owned(), 4, PolicyFault::Threshold),
        ("group g +1 w1 w2\n".to_owned(), 4, PolicyFault::Threshold),
        ("group g most w1 w2\n".to_owned(), 4, PolicyFault::Threshold),
        (
            "group g 99999999999999999999 w1\n".to_owned(),
            4,
            PolicyFault::Threshold,
        ),
        (
            "quorum none\nquorum none\n".to_owned(),
            5,
            PolicyFault::SecondQuorum,
        ),
    ];
    for (lines, line, fault) in table {
        let found = Policy::parse(file(2, &lines).as_bytes());
        assert_eq!(found, Err(PolicyError::Line { line, fault }), "{lines:?}");
    }
    let found = Policy::parse(b"log \xff+00000000+AA==\n");
    let fault = PolicyFault::KeyNotUtf8;
    assert_eq!(found, Err(PolicyError::Line { line: 1, fault }));
    assert_eq!(Policy::parse(b""), Err(PolicyError::NoQuorum));
    assert_eq!(
        Policy::parse(file(2, "").as_bytes()),
        Err(PolicyError::NoQuorum)
    );
    let fault = Policy::parse(b"\nlog x").unwrap_err();
    assert_eq!(fault.to_string(), "line 2: a key is written name+id+base64");
}

#[test]
fn only_a_known_log_of_the_origin_may_sign() {
    let policy = policy(1, "quorum none\n");
    let check = |origin: &str, signer: &Signer| {
        let checkpoint = Checkpoint::new(origin, 0, [0; 32]).unwrap();
        let signed = SignedCheckpoint::sign(checkpoint, signer).unwrap();
        policy.check(&signed).map(|approval| approval.logs.len())
    };
    assert_eq!(check(ORIGIN, &log_key()), Ok(1));
    let other = check("other.example", &log_key());
    assert_eq!(
        other,
        Err(Unapproved::UnknownOrigin("other.example".into()))
    );
    let stranger = Signer::ed25519(name(ORIGIN), &[2; 32]);
    let not_signed = Err(Unapproved::NotSignedByLog(ORIGIN.into()));
    assert_eq!(check(ORIGIN, &stranger), not_signed);
    // A key that is known for another origin does not sign for this one.
    let two_logs = format!(
        "{}log {}\nquorum none\n",
        log_line(),
        Signer::ed25519(name("b.example"), &[3; 32]).verifier()
    );
    let two_logs = Policy::parse(two_logs.as_bytes()).unwrap();
    let checkpoint = Checkpoint::new(ORIGIN, 0, [0; 32]).unwrap();
    let wrong = Signer::ed25519(name("b.example"), &[3; 32]);
    let wrong = SignedCheckpoint::sign(checkpoint, &wrong).unwrap();
    assert_eq!(
        two_logs.check(&wrong),
        Err(Unapproved::NotSignedByLog(ORIGIN.into()))
    );
    // Nor do witnesses alone.
    let mut alone = witnessed(&hashes(1), &[1]).to_string();
    let log_signature = alone.lines().nth(4).unwrap().to_owned() + "\n";
    alone = alone.replace(&log_signature, "");
    let alone = alone.parse().unwrap();
    assert_eq!(
        policy.check(&alone),
        Err(Unapproved::NotSignedByLog(ORIGIN.into()))
    );
}

#[test]
fn both_keys_of_a_log_are_told_while_one_is_being_replaced() {
    let next = Signer::ed25519(name(ORIGIN), &[2; 32]);
    let file = format!("{}log {}\nquorum none\n", log_line(), next.verifier());
    let policy = Policy::parse(file.as_bytes()).unwrap();
    let mut checkpoint = signed(&hashes(3));
    let old = log_key();
    assert_eq!(policy.check(&checkpoint).unwrap().logs, [old.verifier()]);
    checkpoint.add(next.sign(checkpoint.note().text())).unwrap();
    let approval = policy.check(&checkpoint).unwrap();
    assert_eq!(approval.logs, [old.verifier(), next.verifier()]);
}

#[test]
fn a_false_signature_in_a_known_name_spoils_the_checkpoint() {
    let policy = policy(2, "quorum w1\n");
    let mut checkpoint = witnessed(&hashes(3), &[1]);
    checkpoint
        .add(witness(2).sign("another text\n", 5))
        .unwrap();
    let fault = Unapproved::BadSignature(name("w2.example.net"));
    assert_eq!(policy.check(&checkpoint), Err(fault));
    // An unknown witness may say what it likes.
    let mut checkpoint = witnessed(&hashes(3), &[1]);
    checkpoint
        .add(witness(3).sign("another text\n", 5))
        .unwrap();
    assert_eq!(policy.check(&checkpoint).unwrap().cosignatures.len(), 1);
}

#[test]
fn a_witness_that_signs_twice_counts_once() {
    let policy = policy(2, "group g 2 w1 w2\nquorum g\n");
    let mut checkpoint = witnessed(&hashes(3), &[1]);
    let again = witness(1).sign(checkpoint.note().text(), 7);
    checkpoint.add(again).unwrap();
    let fault = Unapproved::NoQuorum {
        cosigned: 1,
        known: 2,
    };
    assert_eq!(policy.check(&checkpoint), Err(fault));
}

#[test]
fn ml_dsa_keys_may_stand_in_a_policy_and_never_count() {
    let log = vkey("pq-log.example", 6, &[1; 1312]);
    let witness = vkey("pq.example", 6, &[2; 1312]);
    let lines = format!("log {log}\nwitness pq {witness}\ngroup g any w1 pq\nquorum g\n");
    let policy = policy(1, &lines);
    assert!(approves(&policy, &[1]) && !approves(&policy, &[]));
    assert!(!policy.logs()[1].key().is_supported());
    let checkpoint = Checkpoint::new("pq-log.example", 0, [0; 32]).unwrap();
    let checkpoint = SignedCheckpoint::sign(checkpoint, &log_key()).unwrap();
    let fault = policy.check(&checkpoint).unwrap_err();
    assert_eq!(fault, Unapproved::UnsupportedLog("pq-log.example".into()));
    assert!(
        fault
            .to_string()
            .contains("ML-DSA-44, which this program does not check")
    );
}

proptest! {
    #[test]
    fn a_threshold_is_a_number_of_members(
        members in 1u8..8,
        k in 1usize..8,
        signed in proptest::collection::btree_set(1u8..8, 0..8),
    ) {
        let names: Vec<String> = (1..=members).map(|w| format!("w{w}")).collect();
        let k = k.min(names.len());
        let policy = policy(7, &format!("group g {k} {}\nquorum g\n", names.join(" ")));
        let in_group = signed.iter().filter(|w| **w <= members).count();
        let signed: Vec<u8> = signed.into_iter().collect();
        prop_assert_eq!(approves(&policy, &signed), in_group >= k);
    }

    #[test]
    fn no_octets_make_the_reader_fall(lines in proptest::collection::vec(
        ("(log|witness|group|quorum|#| )?", proptest::collection::vec(any::<u8>(), 0..20)), 0..8,
    )) {
        let file: Vec<u8> = lines
            .into_iter()
            .flat_map(|(word, rest)| [word.as_bytes(), b" ", &rest, b"\n"].concat())
            .collect();
        prop_assert!(Policy::parse(&file).is_err());
    }
}
