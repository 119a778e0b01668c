//! Shares put together: whose made the key, whose are of another split, and what cannot be split.

use commonhold::seal::hash::PollId;
use commonhold::seal::keys::{SealPart, SharedPart};
use commonhold::seal::opening::SealSecret;
use commonhold::seal::shares::{Combined, KeyShare, combine, split};

use crate::support::{TestRng, refused};

const HOLDERS: [&str; 5] = ["Ada", "Bo", "Cyd", "Dee", "Eli"];

fn names(many: usize) -> Vec<String> {
    (0..many).map(|number| format!("Holder {number}")).collect()
}

fn seal_part() -> (SealSecret, SealPart) {
    let mut rng = TestRng::new("a key to split");
    let secret = SealSecret::generate(&mut rng);
    let key = secret.public();
    let poll = PollId::random(&mut rng);
    (secret, SealPart { poll, key })
}

/// The shares of one splitting of the key among the five.
fn shares(name: &str, threshold: u8) -> Vec<KeyShare> {
    let (secret, seal) = seal_part();
    let holders = HOLDERS.map(str::to_owned);
    let public = SharedPart::new(seal, threshold, &holders).unwrap();
    split(&mut TestRng::new(name), &secret, &public).unwrap()
}

fn combined(shares: &[&KeyShare]) -> Result<Combined, String> {
    let (_, seal) = seal_part();
    let shares: Vec<KeyShare> = shares.iter().map(|share| (*share).clone()).collect();
    combine(&shares, &seal.poll, &seal.key).map_err(|refusal| refusal.to_string())
}

/// Whose shares made the key, and whose are strays.
fn made(shares: &[&KeyShare]) -> (Vec<String>, Vec<String>) {
    let combined = combined(shares).unwrap();
    let (secret, _) = seal_part();
    assert_eq!(combined.secret.as_bytes(), secret.as_bytes());
    (combined.by, combined.strays)
}

#[test]
fn any_three_of_five_make_the_key_and_the_shares_of_another_split_are_named() {
    let first = shares("first", 3);
    let second = shares("second", 3);
    let [ada, bo, cyd, dee, eli] = first.as_slice() else {
        panic!("five shares")
    };
    assert_eq!(ada.head().x, 1);
    assert_eq!(eli.head().x, 5);
    let none = Vec::<String>::new();
    for chosen in [[ada, bo, cyd], [eli, bo, dee], [cyd, dee, eli]] {
        let by = chosen.map(|share| share.head().holder.clone()).to_vec();
        assert_eq!(made(&chosen), (by, none.clone()));
    }
    assert_eq!(made(&[ada, bo, cyd, dee, eli]).1, none);
    // A share of the same key, split at another time, lies on no polynomial of these.
    let stray = &second[2];
    let (by, strays) = made(&[ada, bo, stray, dee]);
    assert_eq!(
        (by, strays),
        (
            vec!["Ada".into(), "Bo".into(), "Dee".into()],
            vec!["Cyd".into()]
        )
    );
    let (by, strays) = made(&[stray, ada, bo, dee, eli]);
    assert_eq!(
        (by, strays),
        (
            vec!["Ada".into(), "Bo".into(), "Dee".into()],
            vec!["Cyd".into()]
        )
    );
    refused(
        combined(&[ada, bo, stray]),
        "they do not make this poll's key: at least one of them is not what was split",
    );
}

#[test]
fn what_is_missing_or_does_not_belong_is_said() {
    let three = shares("first", 3);
    let [ada, bo, cyd, ..] = three.as_slice() else {
        panic!("five shares")
    };
    refused(combined(&[]), "there is none");
    refused(
        combined(&[ada]),
        "any 3 of 5 open, and 1 is here: 2 are missing",
    );
    refused(
        combined(&[ada, cyd]),
        "any 3 of 5 open, and 2 are here: 1 is missing",
    );
    let four = shares("first", 4);
    refused(combined(&[&four[0], &four[3]]), "2 are here: 2 are missing");
    let two = shares("first", 2);
    refused(combined(&[&two[0]]), "1 is here: 1 is missing");
    refused(combined(&[ada, bo, ada]), "the share of Ada stands twice");
    refused(
        combined(&[ada, bo, &two[2]]),
        "the share of Cyd says otherwise how many open than that of Ada",
    );
    let (_, seal) = seal_part();
    let elsewhere = PollId::from_bytes([7; 16]);
    refused(
        ada.head().fits(&elsewhere, &seal.key),
        "the share of Ada belongs to the poll",
    );
    let other = SealSecret::generate(&mut TestRng::new("another key")).public();
    refused(
        ada.head().fits(&seal.poll, &other),
        "belongs to another key of the poll",
    );
    assert_eq!(ada.head().fits(&seal.poll, &seal.key), Ok(()));
    let (_, mine) = seal_part();
    let public = SharedPart::new(mine, 2, &names(3)).unwrap();
    let foreign = SealSecret::generate(&mut TestRng::new("another key"));
    let result = split(&mut TestRng::new("x"), &foreign, &public).map(|_| ());
    refused(result, "it is another key's");
}

#[test]
fn two_to_twenty_hold_a_key_and_two_to_all_of_them_open() {
    let of = |threshold: u8, holders: &[String]| {
        let (_, seal) = seal_part();
        SharedPart::new(seal, threshold, holders)
    };
    for (threshold, many) in [(2, 2), (2, 20), (20, 20), (3, 5)] {
        let part = of(threshold, &names(many)).unwrap();
        assert_eq!((part.threshold(), part.holders().len()), (threshold, many));
    }
    for (threshold, many) in [(2, 1), (2, 21), (2, 0)] {
        refused(of(threshold, &names(many)), "it has not 2 to 20 holders");
    }
    for (threshold, many) in [(1, 5), (0, 5), (6, 5)] {
        refused(of(threshold, &names(many)), "can be made to open");
    }
    let called = |name: &str| of(2, &["Ada".to_owned(), name.to_owned()]);
    assert!(called(&"x".repeat(200)).is_ok());
    refused(called(&"x".repeat(201)), "empty or too long");
    refused(called("  "), "empty or too long");
    refused(called("a\nb"), "control character");
    refused(called(" Ada "), "Ada would hold two of its shares");
    // Every share of the largest split is one of its own.
    let (secret, _) = seal_part();
    let largest = of(20, &names(20)).unwrap();
    let all = split(&mut TestRng::new("largest"), &secret, &largest).unwrap();
    let all: Vec<&KeyShare> = all.iter().collect();
    assert_eq!(made(&all).0.len(), 20);
}
