//! Key shares through the real binary: split, on paper, rehearsed, handed over, opened by any
//! three of five and by no two, and every wrong input.

use commonhold::seal::ballot::parse_ballots;
use commonhold::seal::keys::{PublicPart, SharedPart};
use commonhold::seal::rehearsal::{Answer, Challenge};
use commonhold::seal::statement::SignedStatement;

use crate::desk::Desk;
use crate::support::{Election, TestRng, terms};

const HOLDERS: [&str; 5] = ["Ada", "Bo", "Cyd", "Dee", "Eli"];
const ELSEWHERE: &str = "0123456789abcdef0123456789abcdef";

/// Splits a key three of five, each share under a passphrase of its own, and gives the folder
/// the name `out`.
fn split(desk: &Desk, poll: &str, out: &str) -> String {
    let mut arguments = format!("split --poll {poll} --threshold 3 --out {out}");
    for (number, holder) in (1..).zip(HOLDERS) {
        desk.write(
            &format!("pass-{number}"),
            format!("passphrase of {holder} the holder\n").as_bytes(),
        );
        arguments.push_str(&format!(
            " --holder {holder} --passphrase-file pass-{number}"
        ));
    }
    desk.exits(0, &arguments)
}

fn shared(desk: &Desk, name: &str) -> SharedPart {
    match desk.public(name) {
        PublicPart::Shared(part) => part,
        PublicPart::Seal(_) | PublicPart::Sign(_) => panic!("a shared key"),
    }
}

/// A desk on which the poll's key was split, and the poll is closed.
fn closed() -> (Desk, Election) {
    let desk = Desk::new();
    let poll = terms("irv-1").poll;
    split(&desk, &poll.to_string(), "ceremony");
    desk.exits(
        0,
        &format!("keygen --sign --name Lena --poll {poll} --out sign --passphrase-file pass"),
    );
    // The election is held under the shared key.
    let key = shared(&desk, "ceremony/seal.pub").seal().key.clone();
    desk.write("seal.pub", &desk.read("ceremony/seal.pub"));
    let election = desk.holds(|terms| terms.seal_key = key);
    (desk, election)
}

fn open(shares: &[u8], out: &str) -> String {
    let mut arguments = format!(
        "open --envelopes envelopes.jsonl --manifest manifest.json --sign sign --out {out} \
         --passphrase-file pass"
    );
    for x in shares {
        arguments.push_str(&format!(
            " --share ceremony/share-{x} --share-passphrase-file pass-{x}"
        ));
    }
    arguments
}

#[test]
fn voting_r06_any_three_of_five_open_and_no_two() {
    let (desk, election) = closed();
    let printed = desk.exits(0, &open(&[1, 3, 5], "opened"));
    assert!(
        printed.contains("9 envelopes opened into 9 ballots"),
        "{printed}"
    );
    assert!(
        printed.contains("Opened with the shares of Ada, Cyd, Eli."),
        "{printed}"
    );
    let ballots = desk.read("opened/ballots.jsonl");
    let lines = parse_ballots(&ballots, election.manifest.ballot_rules()).unwrap();
    assert_eq!(lines.len(), election.casts.len());
    SignedStatement::parse(&desk.read("opened/statement.json"))
        .unwrap()
        .check(&election.manifest, &election.export().live_root())
        .unwrap();
    for (others, out) in [(&[5_u8, 2, 4][..], "second"), (&[1, 2, 3, 4, 5], "third")] {
        desk.exits(0, &open(others, out));
        assert_eq!(desk.read(&format!("{out}/ballots.jsonl")), ballots);
    }
    desk.refuses(
        "The shares: any 3 of 5 open, and 2 are here: 1 is missing.",
        &open(&[2, 4], "fourth"),
    );
    desk.refuses(
        "any 3 of 5 open, and 1 is here: 2 are missing",
        &open(&[4], "fourth"),
    );
    desk.refuses("the share of Bo stands twice", &open(&[2, 4, 2], "fourth"));
}

#[test]
fn voting_r06_a_share_of_another_election_is_refused_by_name() {
    let (desk, _) = closed();
    let poll = terms("irv-1").poll;
    split(&desk, ELSEWHERE, "elsewhere");
    let mixed = open(&[1, 2, 3], "opened").replace("ceremony/share-2", "elsewhere/share-2");
    desk.refuses(
        &format!(
            "elsewhere/share-2: the key share: the share of Bo belongs to the poll {ELSEWHERE}, and this is the poll {poll}."
        ),
        &mixed,
    );
    // The same poll, its key split anew.
    split(&desk, &poll.to_string(), "anew");
    desk.refuses(
        "the share of Cyd belongs to another key of the poll",
        &open(&[1, 2, 3], "opened").replace("ceremony/share-3", "anew/share-3"),
    );
    desk.refuses(
        "share-1: the key share: the passphrase is wrong",
        &open(&[1, 2, 3], "opened").replace("file pass-1", "file pass-2"),
    );
    desk.refuses(
        "this is a file of the kind \"key\"",
        &open(&[1, 2, 3], "opened").replace("ceremony/share-1", "sign"),
    );
    desk.refuses(
        "this is a share of a key: name it, and as many more as open, with --share",
        "open --envelopes envelopes.jsonl --manifest manifest.json --key ceremony/share-1 \
         --sign sign --out opened --passphrase-file pass",
    );
    let mut damaged = desk.read("ceremony/share-1");
    let at = damaged.len() / 2;
    damaged[at] = if damaged[at] == b'a' { b'b' } else { b'a' };
    desk.write("damaged", &damaged);
    desk.refuses(
        "damaged: the key share: ",
        &open(&[1, 2, 3], "opened").replace("ceremony/share-1", "damaged"),
    );
    desk.refuses(
        "2 passphrase files are given for 3 shares",
        &open(&[1, 2, 3], "opened").replace("--share-passphrase-file pass-3", ""),
    );
}

#[test]
fn the_whole_key_is_written_nowhere() {
    let (desk, _) = closed();
    let mut names: Vec<String> = std::fs::read_dir(desk.path("ceremony"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "seal.pub", "share-1", "share-2", "share-3", "share-4", "share-5"
        ]
    );
    let part = shared(&desk, "ceremony/seal.pub");
    assert_eq!((part.threshold(), part.holders().len()), (3, 5));
    for (threshold, holders, part) in [
        ("1", "--holder A --holder B", "can be made to open, not 1"),
        ("3", "--holder A --holder B", "can be made to open, not 3"),
        ("2", "--holder A", "it has not 2 to 20 holders"),
        (
            "2",
            "--holder A --holder A",
            "A would hold two of its shares",
        ),
    ] {
        desk.refuses(
            part,
            &format!("split --poll {ELSEWHERE} --threshold {threshold} {holders} --out other --passphrase-file pass"),
        );
    }
}

#[test]
fn a_share_is_read_from_paper() {
    let (desk, _) = closed();
    let printed = desk.exits(0, "print ceremony/share-2");
    assert!(
        printed.starts_with("Key share of Bo: share 2 of 5, of which any 3 open."),
        "{printed}"
    );
    assert!(printed.lines().all(|line| line.chars().count() <= 100));
    desk.write("typed", printed.to_uppercase().replace('O', "0").as_bytes());
    // What stands around the numbered lines may be typed or not.
    desk.exits(0, "read typed --out from-paper");
    assert_eq!(desk.read("from-paper"), desk.read("ceremony/share-2"));
    desk.exits(
        0,
        &open(&[1, 2, 3], "opened").replace("ceremony/share-2", "from-paper"),
    );

    let lines: Vec<&str> = printed
        .lines()
        .filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    let without = |n: usize| {
        let mut kept = lines.clone();
        kept.remove(n);
        kept.join("\n")
    };
    desk.write("typed", without(3).as_bytes());
    desk.refuses(
        "typed: the paper: line 4 is missing.",
        "read typed --out again",
    );
    desk.write("typed", without(lines.len() - 1).as_bytes());
    desk.refuses(
        &format!("line {} is missing", lines.len()),
        "read typed --out again",
    );
    let altered: Vec<String> = (1..)
        .zip(&lines)
        .map(|(n, line)| {
            if n == 2 || n == 5 {
                // Two letters that changed places.
                let mut letters: Vec<char> = line.chars().collect();
                let at = (8..letters.len() - 1)
                    .find(|i| {
                        letters[*i] != letters[i + 1] && letters[*i] != ' ' && letters[i + 1] != ' '
                    })
                    .unwrap();
                letters.swap(at, at + 1);
                letters.into_iter().collect()
            } else {
                (*line).to_owned()
            }
        })
        .collect();
    desk.write("typed", altered.join("\n").as_bytes());
    desk.refuses(
        "lines 2 and 5 do not fit the word at its end",
        "read typed --out again",
    );
    desk.write("typed", b"nothing of the kind\n");
    desk.refuses("no line of a share stands here", "read typed --out again");
    let other = desk.exits(0, "print ceremony/share-3");
    let other = other
        .lines()
        .find(|line| line.trim_start().starts_with("10/"))
        .unwrap();
    desk.write(
        "typed",
        printed.replace(lines[9].trim(), other.trim()).as_bytes(),
    );
    desk.refuses("lines of two papers may be mixed", "read typed --out again");
}

#[test]
fn shares_are_rehearsed_on_a_dummy_envelope() {
    let (desk, _) = closed();
    let public = shared(&desk, "ceremony/seal.pub");
    let (challenge, known) = Challenge::make(&mut TestRng::new("rehearsal"), &public).unwrap();
    desk.write("rehearsal.json", &challenge.encode());
    let rehearse = |shares: &[u8]| {
        let mut text = "rehearse --challenge rehearsal.json --out answer.json".to_owned();
        for x in shares {
            text.push_str(&format!(
                " --share ceremony/share-{x} --share-passphrase-file pass-{x}"
            ));
        }
        text
    };
    desk.refuses("2 are here: 1 is missing", &rehearse(&[1, 2]));
    let printed = desk.exits(0, &rehearse(&[5, 2, 4]));
    assert!(printed.contains("shares of Eli, Bo, Dee"), "{printed}");
    let answer = Answer::parse(&desk.read("answer.json")).unwrap();
    assert!(answer.fits(&known));
    assert_eq!(answer.holders, ["Eli", "Bo", "Dee"]);
    assert_eq!(answer.key, public.seal().check());
    let (_, another) = Challenge::make(&mut TestRng::new("another"), &public).unwrap();
    assert!(!answer.fits(&another));
    desk.refuses(
        "the rehearsal: it was damaged",
        &rehearse(&[1, 2, 3])
            .replace("rehearsal.json", "answer.json")
            .replace("--out answer.json", "--out second.json"),
    );
}

#[test]
fn shares_are_handed_over_to_whoever_opens() {
    let (desk, _) = closed();
    let poll = terms("irv-1").poll;
    desk.exits(
        0,
        &format!("keygen --poll {poll} --out desk --passphrase-file pass"),
    );
    let hand = |x: u8| {
        format!(
            "hand-over ceremony/share-{x} --to desk.pub --manifest manifest.json \
             --out handed-{x} --passphrase-file pass-{x}"
        )
    };
    let printed = desk.exits(0, &hand(2));
    assert!(
        printed.contains(&desk.public("desk.pub").fingerprint()),
        "{printed}"
    );
    desk.exits(0, &hand(4));
    let opens = open(&[1], "opened")
        + " --share handed-2 --share handed-4 --desk desk --desk-passphrase-file pass";
    desk.exits(0, &opens);
    desk.refuses(
        "handed-2: this share was handed over: name the key",
        &opens
            .replace("opened", "again")
            .replace("--desk desk --desk-passphrase-file pass", ""),
    );
    desk.exits(
        0,
        &format!("keygen --poll {poll} --out mallory --passphrase-file pass"),
    );
    desk.refuses(
        "Bo handed this share to another key",
        &opens
            .replace("opened", "again")
            .replace("--desk desk", "--desk mallory"),
    );
    desk.refuses(
        "a share is handed to a key that officer keygen --poll made",
        &hand(3).replace("--to desk.pub", "--to sign.pub"),
    );
    let keygen = format!("keygen --poll {ELSEWHERE} --out other --passphrase-file pass");
    desk.exits(0, &keygen);
    desk.refuses(
        "was made for the poll 0123",
        &hand(3).replace("--to desk.pub", "--to other.pub"),
    );
    // Nobody collects shares while ballots are cast.
    let key = shared(&desk, "ceremony/seal.pub").seal().key.clone();
    desk.holds(|terms| {
        terms.seal_key = key;
        terms.closes = 9_000_000_000;
    });
    desk.refuses("before the close nothing is opened", &hand(3));
}
