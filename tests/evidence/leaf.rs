//! Entries of every kind: round trips, signatures, words, and what is refused.

use commonhold::evidence::leaf::{
    AssetExecuted, HexBytes, Leaf, LogKey, LogStart, NoticeCertified, NoticeGiven, OfficerKey,
    PollCast, PollCertified, PollClosed, PollDestroyed, PollExcluded, PollExtended, PollLost,
    PollOpened, PollResult, PollSetAside, PollSuperseded, PollVoided, RegistryRecorded,
    RollCertified, RulebookAdopted, Signatures,
};
use commonhold::seal::canonical::Value;
use commonhold::seal::code::Code;
use commonhold::seal::hash::{Digest, Eid, RollId};
use commonhold::seal::statement::Statement;
use proptest::prelude::*;

use crate::support::{digest, refused, signer};

const AT: u64 = 1_704_672_000;

fn eid() -> Eid {
    Eid::from_bytes(*digest("poll").as_bytes())
}

fn digests(n: usize) -> Vec<Digest> {
    let mut digests: Vec<Digest> = (0..n).map(|i| digest(&format!("envelope {i}"))).collect();
    digests.sort_unstable();
    digests
}

/// One entry of every kind, not yet signed.
fn every_kind() -> Vec<Leaf> {
    let sigs = Signatures::default();
    let reason = "The mail was late.".to_owned();
    let statement = Statement {
        at: AT,
        ballots: digest("ballots"),
        clashing: Vec::new(),
        eid: eid(),
        lines: 9,
        live_root: digest("live"),
        officer: "Lena Aalto".to_owned(),
        open: digest("open"),
        undecodable: digests(1),
        votes: 70,
    };
    vec![
        LogStart {
            at: AT,
            key: "vote.example.org/log+12345678+AbCd".to_owned(),
            origin: "vote.example.org/log".to_owned(),
        }
        .into(),
        LogKey {
            add: "vote.example.org/log+12345678+AbCd".to_owned(),
            at: AT,
            remove: "vote.example.org/log+87654321+AbCd".to_owned(),
        }
        .into(),
        OfficerKey {
            at: AT,
            key: signer("Lena Aalto").public(),
            name: "Lena Aalto".to_owned(),
            sigs: sigs.clone(),
        }
        .into(),
        RollCertified {
            at: AT,
            file: digest("roll"),
            leaves: 11,
            record_date: "2026-07-31".parse().unwrap(),
            roll: RollId::parse("a458cd05fcecbbe61e7f690dda6a68f7").unwrap(),
            root: digest("root"),
            sigs: sigs.clone(),
            votes: 82,
        }
        .into(),
        PollOpened {
            at: AT,
            closes: AT + 10,
            eid: eid(),
            manifest: digest("manifest"),
            opens: AT,
            roll_root: digest("root"),
            sigs: sigs.clone(),
        }
        .into(),
        PollExtended {
            at: AT,
            closes: AT + 20,
            eid: eid(),
            reason: reason.clone(),
            sigs: sigs.clone(),
        }
        .into(),
        PollCast {
            digests: digests(25),
            eid: eid(),
            n: 25,
        }
        .into(),
        PollSuperseded {
            digests: digests(2),
            eid: eid(),
            n: 2,
        }
        .into(),
        PollLost {
            at: AT,
            digests: digests(1),
            eid: eid(),
            reason: reason.clone(),
            sigs: sigs.clone(),
        }
        .into(),
        PollClosed {
            at: AT,
            cast: 25,
            eid: eid(),
            live: 22,
            live_root: digest("live"),
            lost: 1,
            participation: digest("participation"),
            superseded: 2,
            votes: 60,
        }
        .into(),
        PollSetAside {
            at: AT,
            digests: digests(1),
            eid: eid(),
            reason: reason.clone(),
            sigs: sigs.clone(),
        }
        .into(),
        PollExcluded {
            at: AT,
            eid: eid(),
            option: Code::parse("ada").unwrap(),
            reason: reason.clone(),
            sigs: sigs.clone(),
        }
        .into(),
        statement.sign(&signer("Lena Aalto")).unwrap().into(),
        PollResult {
            at: AT,
            ballots: digest("ballots"),
            beacon: HexBytes(vec![7; 64]),
            eid: eid(),
            result: digest("result"),
        }
        .into(),
        PollCertified {
            at: AT,
            ballots: digest("ballots"),
            eid: eid(),
            live: digest("live"),
            manifest: digest("manifest"),
            open: digest("open"),
            participation: digest("participation"),
            result: digest("result"),
            roll: digest("roll"),
            sigs: sigs.clone(),
        }
        .into(),
        PollVoided {
            at: AT,
            eid: eid(),
            reason,
            sigs: sigs.clone(),
        }
        .into(),
        PollDestroyed {
            at: AT,
            eid: eid(),
            envelopes: 25,
            shares: 1,
            sigs: sigs.clone(),
        }
        .into(),
        RulebookAdopted {
            at: AT,
            decision: 7,
            effective: AT,
            rulebook: digest("rulebook"),
            sigs: sigs.clone(),
            version: 2,
        }
        .into(),
        RegistryRecorded {
            at: AT,
            file: digest("statement"),
        }
        .into(),
        AssetExecuted {
            asset: 3,
            at: AT,
            board: "2027-B-004".to_owned(),
            deed: 7,
            members: "2027-M-001".to_owned(),
            sigs,
            terms: digest("terms"),
        }
        .into(),
        NoticeGiven {
            at: AT,
            file: digest("notice"),
            notice: 3,
            recipients: 374,
        }
        .into(),
        NoticeCertified {
            at: AT,
            file: digest("certificate"),
            notice: 3,
            reached: 371,
            recipients: 374,
        }
        .into(),
    ]
}

fn signed(mut leaf: Leaf, by: &str) -> Leaf {
    let signature = leaf.sign(&signer(by));
    leaf.signatures_mut().unwrap().insert(by, signature);
    leaf
}

#[test]
fn every_kind_is_read_as_it_was_written() {
    for leaf in every_kind() {
        let bytes = leaf.encode();
        assert_eq!(Leaf::parse(&bytes).unwrap(), leaf);
        assert!(Value::parse(&bytes).is_ok(), "{} is canonical", leaf.kind());
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(&format!(r#""kind":"{}""#, leaf.kind())));
        let of_a_poll = leaf.kind().starts_with("poll.");
        assert_eq!(leaf.eid(), of_a_poll.then(eid), "{}", leaf.kind());
    }
}

#[test]
fn a_signature_covers_every_key_but_the_signatures() {
    let keys = |name: &str| Some(signer(name).public());
    for leaf in every_kind() {
        if leaf.signatures().is_none() {
            assert_eq!(leaf.verify(keys).unwrap(), Vec::<&str>::new());
            continue;
        }
        let both = signed(signed(leaf.clone(), "Ravi Østergård"), "Lena Aalto");
        let read = Leaf::parse(&both.encode()).unwrap();
        assert_eq!(read.verify(keys).unwrap(), ["Lena Aalto", "Ravi Østergård"]);
        assert_eq!(Leaf::parse_act(&both.signed_bytes()).unwrap(), leaf);
        assert_eq!(both.act_digest(), leaf.act_digest());
        let only_lena = |name: &str| (name == "Lena Aalto").then(|| signer(name).public());
        assert_eq!(read.verify(only_lena).unwrap(), ["Lena Aalto"]);
        let another = |_: &str| Some(signer("somebody").public());
        refused(read.verify(another), "under the name of Lena Aalto");
        // Any other key with another value, and the signature no longer fits.
        let text = String::from_utf8(both.encode()).unwrap();
        let later = text.replacen(&AT.to_string(), &(AT + 1).to_string(), 1);
        refused(Leaf::parse(later.as_bytes()).unwrap().verify(keys), "Lena");
    }
}

#[test]
fn an_act_is_an_entry_without_signatures_and_nothing_else() {
    let leaf = &every_kind()[5];
    refused(Leaf::parse_act(&leaf.encode()), "bears signatures already");
    let cast = &every_kind()[6];
    refused(Leaf::parse_act(&cast.encode()), "`sigs` does not belong");
    refused(Leaf::parse_act(b"[]"), "not an object");
    refused(Leaf::parse_act(b"{"), "not canonical");
}

#[test]
fn words_say_what_when_and_which() {
    let said: Vec<String> = every_kind().iter().map(Leaf::words).collect();
    for (leaf, words) in every_kind().iter().zip(&said) {
        let timeless = ["poll.cast", "poll.superseded"].contains(&leaf.kind());
        assert_eq!(words.contains("UTC"), !timeless, "{}: {words}", leaf.kind());
    }
    let hex = eid().to_string();
    let groups: Vec<&str> = (0..16).map(|i| &hex[4 * i..4 * i + 4]).collect();
    let poll = groups.join(" ");
    assert_eq!(
        said[5],
        format!(
            "The close of the poll {poll} is put off to 8 January 2024, 00:00:20 UTC; done on \
             8 January 2024, 00:00:00 UTC. The reason given: “The mail was late.”"
        )
    );
    assert!(said[6].starts_with("25 envelopes were cast in the poll"));
    assert!(said[6].contains("the first "), "{}", said[6]);
    assert!(said[8].starts_with("1 envelope is lost from the poll"));
    assert!(
        said[3].contains("The roll a458 cd05 fcec bbe6 1e7f 690d da6a 68f7 as of 31 July 2026")
    );
}

fn in_groups(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    let groups = digits.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

/// Whoever signs an entry is told all that it says: each text, number, hash and instant.
#[test]
fn words_leave_nothing_out() {
    let is_hex = |text: &str| {
        text.len() >= 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    for leaf in every_kind() {
        let words = leaf.words();
        let Ok(Value::Object(map)) = Value::parse(&leaf.encode()) else {
            panic!("an object")
        };
        for (key, value) in map {
            let told = match (key.as_str(), value) {
                // A signature is what is asked for, and the kind is what the words are.
                ("kind" | "sig" | "sigs" | "v", _) => continue,
                ("record_date", _) => vec!["31 July 2026".to_owned()],
                ("beacon", _) => vec!["64 bytes of chance".to_owned()],
                ("at" | "closes" | "effective" | "opens", Value::Int(at)) => {
                    vec![format!("8 January 2024, 00:00:{:02} UTC", at - AT)]
                }
                (_, Value::Int(number)) => vec![number.to_string()],
                (_, Value::Text(text)) if is_hex(&text) => vec![in_groups(&text)],
                (_, Value::Text(text)) => vec![text],
                (_, Value::List(digests)) => {
                    let digests = digests.iter().filter_map(|one| match one {
                        Value::Text(digest) => Some(in_groups(digest)),
                        _ => None,
                    });
                    let digests: Vec<String> = digests.collect();
                    match digests.as_slice() {
                        [first, .., last] if digests.len() > 12 => {
                            vec![format!("the first {first}, the last {last}")]
                        }
                        _ => digests,
                    }
                }
                (_, Value::Object(_)) => panic!("no entry holds an object"),
            };
            for told in told {
                assert!(words.contains(&told), "{key}: {told} is not in: {words}");
            }
        }
    }
}

#[test]
fn words_write_out_twelve_digests_and_tell_one_from_many() {
    let lost = |n: usize| {
        let leaf = PollLost {
            at: AT,
            digests: digests(n),
            eid: eid(),
            reason: "A disk broke.".to_owned(),
            sigs: Signatures::default(),
        };
        Leaf::from(leaf).words()
    };
    let all = |n: usize| {
        let grouped = digests(n).into_iter().map(|d| in_groups(&d.to_string()));
        grouped.collect::<Vec<String>>().join(", ")
    };
    assert!(lost(12).contains(&all(12)), "{}", lost(12));
    assert!(!lost(13).contains(&all(13)) && lost(13).contains("the first "));
    assert!(lost(1).starts_with("1 envelope is lost"));
    assert!(lost(2).starts_with("2 envelopes are lost"));
    let destroyed = |envelopes, shares| {
        let leaf = PollDestroyed {
            at: AT,
            eid: eid(),
            envelopes,
            shares,
            sigs: Signatures::default(),
        };
        Leaf::from(leaf).words()
    };
    let one = destroyed(1, 1);
    assert!(
        one.contains("1 envelope and 1 share of the sealing key is destroyed"),
        "{one}"
    );
    let two = destroyed(2, 0);
    assert!(
        two.contains("2 envelopes and 0 shares of the sealing key are destroyed"),
        "{two}"
    );
    // An instant that no calendar holds is told as it stands.
    let late = RegistryRecorded {
        at: u64::MAX,
        file: digest("statement"),
    };
    let late = Leaf::from(late).words();
    assert!(
        late.contains(&format!(
            "second {} after the beginning of 1970, UTC",
            u64::MAX
        )),
        "{late}"
    );
}

/// What is changed in the bytes of an entry, and what the refusal says.
#[test]
fn malformed_entries_are_refused_with_the_reason() {
    let text = |at: usize| String::from_utf8(every_kind()[at].encode()).unwrap();
    let (roll, extended, cast, lost, unsealed, result) =
        (text(3), text(5), text(6), text(8), text(12), text(13));
    let first = digests(25)[0].to_string();
    let second = digests(25)[1].to_string();
    let sig = "0".repeat(128);
    let table: Vec<(String, &str)> = vec![
        (extended.replace("\"v\":1", "\"v\":2"), "version 2"),
        (extended.replace("\"v\":1", "\"v\":1.0"), "whole"),
        (extended.replace(",\"v\":1", ""), "`v` is missing"),
        (extended.replace("poll.extended", "poll.prolonged"), "kind `poll.prolonged`"),
        (extended.replace("\"at\":1704672000,", ""), "`at` is missing"),
        (extended.replace("\"at\":1704672000", "\"at\":\"now\""), "`at` is not a number"),
        (extended.replace("The mail was late.", ""), "`reason` is empty"),
        (extended.replace("The mail was late.", "a\\u0041"), "escaped"),
        (extended.replace("{\"at\"", "{ \"at\""), "a key should begin"),
        (extended.replace("\"v\":1", "\"v\":1,\"w\":1"), "`w` does not belong here"),
        (
            extended.replace("\"sigs\":[]", &format!("\"sigs\":[{{\"by\":\"\",\"sig\":\"{sig}\"}}]")),
            "a name is empty",
        ),
        (
            extended.replace(
                "\"sigs\":[]",
                &format!(
                    "\"sigs\":[{{\"by\":\"B\",\"sig\":\"{sig}\"}},{{\"by\":\"A\",\"sig\":\"{sig}\"}}]"
                ),
            ),
            "names do not ascend",
        ),
        (
            extended.replace(
                "\"sigs\":[]",
                &format!(
                    "\"sigs\":[{{\"by\":\"A\",\"sig\":\"{sig}\"}},{{\"by\":\"A\",\"sig\":\"{sig}\"}}]"
                ),
            ),
            "names do not ascend",
        ),
        (extended.replace("\"sigs\":[]", "\"sigs\":[7]"), "not an object"),
        (cast.replace("\"n\":25", "\"n\":24"), "`n` is 24, but it lists 25"),
        (cast.replace("\"n\":25", "\"n\":025"), "superfluous 0"),
        (cast.replace(&first, &second), "`digests` does not ascend"),
        (cast.replace(&first, &first.to_uppercase()), "lowercase hex"),
        (cast.replace(&first, &first[2..]), "64 lowercase hex digits"),
        (cast.replace("\"n\":25", "\"at\":1,\"n\":25"), "not in ascending order"),

        (roll.replace("2026-07-31", "2026-7-31"), "not a day"),
        (roll.replace("2026-07-31", "2026-02-30"), "not a day"),
        (roll.replace("2026-07-31", "+2026-07-31"), "not a day"),
        (roll.replace("2026-07-31", "２０２６-07-31"), "not a day"),
        (roll.replace("a458cd05", "A458cd05"), "32 lowercase hex digits"),
        (unsealed.replace("Lena Aalto", ""), "`officer` is empty"),
        (unsealed.replace("\"clashing\":[]", "\"clashing\":{}"), "not a list"),
        (result.replace("\"beacon\":\"07", "\"beacon\":\"0"), "lowercase hex"),
        ("[]".to_owned(), "not an object"),
        (String::new(), "the text ends"),
    ];
    for (bytes, why) in table {
        refused(Leaf::parse(bytes.as_bytes()), why);
    }
    refused(Leaf::parse(&vec![b'1'; 65_536]), "more than 65535");
    let nobody = lost.replace(&format!("\"{}\"", digests(1)[0]), "");
    refused(Leaf::parse(nobody.as_bytes()), "lists 0 digests");
    assert!(Leaf::parse(b"\xff").is_err());
}

#[test]
fn a_lost_entry_lists_at_most_nine_hundred() {
    for (n, legal) in [(1, true), (900, true), (901, false)] {
        let leaf = Leaf::from(PollLost {
            at: AT,
            digests: digests(n),
            eid: eid(),
            reason: "A disk broke.".to_owned(),
            sigs: Signatures::default(),
        });
        assert_eq!(Leaf::parse(&leaf.encode()).is_ok(), legal, "{n}");
    }
}

proptest! {
    /// The quick reader and the general one agree on every entry.
    #[test]
    fn batches_are_read_alike_by_both_readers(
        n in 0_usize..40,
        superseded in any::<bool>(),
        cut in 0_usize..4000,
        byte in any::<u8>(),
    ) {
        let (digests, eid, count) = (digests(n), eid(), u64::try_from(n).unwrap());
        let leaf: Leaf = if superseded {
            PollSuperseded { digests, eid, n: count }.into()
        } else {
            PollCast { digests, eid, n: count }.into()
        };
        let general = |bytes: &[u8]| {
            Value::parse(bytes).ok().and_then(|value| Leaf::from_value(value).ok())
        };
        let mut bytes = leaf.encode();
        prop_assert_eq!(Leaf::parse(&bytes).ok(), Some(leaf));
        let at = cut % bytes.len();
        bytes[at] = byte;
        prop_assert_eq!(Leaf::parse(&bytes).ok(), general(&bytes));
    }

    /// Whatever is read is written again as the same bytes.
    #[test]
    fn what_is_read_is_what_was_written(kind in 0_usize..17, at in any::<usize>(), byte in any::<u8>()) {
        let mut bytes = every_kind()[kind].encode();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(leaf) = Leaf::parse(&bytes) {
            prop_assert_eq!(leaf.encode(), bytes);
        }
    }
}
