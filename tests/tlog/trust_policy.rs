//! A poll's policy: the lines beside C2SP's.

use commonhold::tlog::key::KeyError;
use commonhold::tlog::policy::{Policy, PolicyError, PolicyFault};
use commonhold::tlog::trust_policy::{TrustFault, TrustPolicy, TrustPolicyError};
use data_encoding::HEXLOWER;
use proptest::prelude::*;

use crate::support::{log_key, witness};

fn hex(number: u8) -> String {
    HEXLOWER.encode(witness(number).verifier().public_bytes())
}

fn plain() -> String {
    format!("log {}\nquorum none\n", log_key().verifier())
}

fn parse(lines: &str) -> Result<TrustPolicy, TrustPolicyError> {
    TrustPolicy::parse(format!("{}{lines}", plain()).as_bytes())
}

#[test]
fn a_plain_policy_is_one_that_pins_nobody_more() {
    let policy = parse("").unwrap();
    let plain = Policy::parse(plain().as_bytes()).unwrap();
    assert_eq!(*policy.log_policy(), plain);
    assert!(policy.receipt_keys().is_empty());
    assert!(policy.officers().is_empty());
}

#[test]
fn receipts_and_officers_may_stand_anywhere() {
    let file = format!(
        "# who signs\nofficer Ada M. Byron {}\n\treceipt\t{} \n{} officer Ada M. Byron {}\t\n\
         officer 山田 {}\nreceipt {}",
        hex(1),
        hex(2),
        plain(),
        hex(3),
        hex(4),
        hex(5),
    );
    let policy = TrustPolicy::parse(file.as_bytes()).unwrap();
    let receipts: Vec<_> = policy
        .receipt_keys()
        .iter()
        .map(|key| HEXLOWER.encode(key))
        .collect();
    assert_eq!(receipts, [hex(2), hex(5)]);
    let officers: Vec<_> = policy
        .officers()
        .iter()
        .map(|officer| (officer.name(), HEXLOWER.encode(officer.key())))
        .collect();
    let expected = [
        ("Ada M. Byron", hex(1)),
        ("Ada M. Byron", hex(3)),
        ("山田", hex(4)),
    ];
    assert_eq!(officers, expected);
    assert_eq!(policy.log_policy().logs().len(), 1);
}

#[test]
fn a_name_is_every_character_up_to_the_last_space() {
    let policy = parse(&format!("officer  two  spaces  {}\n", hex(1))).unwrap();
    assert_eq!(policy.officers()[0].name(), " two  spaces ");
    let policy = parse(&format!("officer officer # {}\n", hex(1))).unwrap();
    assert_eq!(policy.officers()[0].name(), "officer #");
}

#[test]
fn malformed_lines_are_refused_with_their_number() {
    let upper = hex(1).to_uppercase();
    let mut weak = [0; 32];
    weak[0] = 1;
    let weak = HEXLOWER.encode(&weak);
    let table = [
        ("receipt".to_owned(), 3, TrustFault::ReceiptShape),
        (
            format!("receipt {0} {0}", hex(1)),
            3,
            TrustFault::ReceiptShape,
        ),
        (
            format!("receipt {} # note", hex(1)),
            3,
            TrustFault::ReceiptShape,
        ),
        (format!("receipt {}", &hex(1)[1..]), 3, TrustFault::Hex),
        (format!("receipt {}", &hex(1)[2..]), 3, TrustFault::Hex),
        (format!("receipt {}00", hex(1)), 3, TrustFault::Hex),
        (format!("receipt {upper}"), 3, TrustFault::Hex),
        (format!("receipt {}\r", hex(1)), 3, TrustFault::Hex),
        (
            format!("receipt {weak}"),
            3,
            TrustFault::Key(KeyError::NotAKey),
        ),
        (
            format!("receipt {0}\n\nreceipt {0}", hex(1)),
            5,
            TrustFault::SameReceiptKey,
        ),
        ("officer".to_owned(), 3, TrustFault::OfficerShape),
        ("officer ".to_owned(), 3, TrustFault::OfficerShape),
        (format!("officer {}", hex(1)), 3, TrustFault::OfficerShape),
        (format!("officer  {}", hex(1)), 3, TrustFault::OfficerShape),
        (
            format!("officer\tAda {}", hex(1)),
            3,
            TrustFault::OfficerShape,
        ),
        (
            format!("officer A\tda {}", hex(1)),
            3,
            TrustFault::OfficerName,
        ),
        (
            format!("officer A\u{85}da {}", hex(1)),
            3,
            TrustFault::OfficerName,
        ),
        ("officer Ada".to_owned(), 3, TrustFault::OfficerShape),
        ("officer Ada Byron".to_owned(), 3, TrustFault::Hex),
        (format!("officer Ada {upper}"), 3, TrustFault::Hex),
        (
            format!("officer Ada\t{}", hex(1)),
            3,
            TrustFault::OfficerShape,
        ),
        (
            format!("officer Ada {weak}"),
            3,
            TrustFault::Key(KeyError::NotAKey),
        ),
        (
            format!("officer Ada {0}\nofficer Eve {0}", hex(1)),
            4,
            TrustFault::SameOfficerKey,
        ),
    ];
    for (lines, line, fault) in table {
        assert_eq!(
            parse(&lines),
            Err(TrustPolicyError::Line { line, fault }),
            "{lines:?}"
        );
    }
    let file = [b"officer \xff ", hex(1).as_bytes()].concat();
    let fault = TrustFault::OfficerName;
    let found = TrustPolicy::parse(&file);
    assert_eq!(found, Err(TrustPolicyError::Line { line: 1, fault }));
}

#[test]
fn faults_of_the_plain_policy_keep_their_lines() {
    let lines = format!("receipt {}\n\nofficers Ada {}\n", hex(1), hex(2));
    let fault = PolicyFault::UnknownWord("officers".into());
    let error = PolicyError::Line { line: 5, fault };
    assert_eq!(parse(&lines), Err(TrustPolicyError::Policy(error)));
    let found = TrustPolicy::parse(format!("receipt {}\n", hex(1)).as_bytes());
    assert_eq!(found, Err(TrustPolicyError::Policy(PolicyError::NoQuorum)));
}

proptest! {
    #[test]
    fn every_name_is_read_as_it_stands(who in "[^\\p{Cc}]{0,5}[^\\s\\p{Cc}][^\\p{Cc}]{0,5}") {
        let policy = parse(&format!("officer {who} {}\n", hex(1))).unwrap();
        prop_assert_eq!(policy.officers()[0].name(), who);
    }
}
