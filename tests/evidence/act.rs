//! An act on its way to an officer's machine and back, and whether enough took part.

use commonhold::evidence::act::{Act, ActSignature};
use commonhold::evidence::leaf::{Leaf, PollCast, PollOpened, PollVoided, Signatures};
use commonhold::evidence::quorum::{Participation, is_reached, needed, part};
use commonhold::seal::hash::{Eid, sha256};
use commonhold::seal::manifest::{Manifest, Rule};

use crate::support::poll::{CLOSES, Poll, Setup};
use crate::support::{digest, refused, signer};

fn manifest() -> Manifest {
    Poll::hold(Setup::default()).manifest
}

fn opening(manifest: &Manifest) -> PollOpened {
    let terms = manifest.terms();
    PollOpened {
        at: terms.opens - 60,
        closes: terms.closes,
        eid: manifest.eid(),
        manifest: sha256(manifest.bytes()),
        opens: terms.opens,
        roll_root: terms.roll_root,
        sigs: Signatures::default(),
    }
}

fn voided(eid: Eid) -> Leaf {
    let leaf = PollVoided {
        at: CLOSES,
        eid,
        reason: "An end.".to_owned(),
        sigs: Signatures::default(),
    };
    leaf.into()
}

#[test]
fn an_act_reads_back_with_the_manifest_that_it_opens_a_poll_under() {
    let manifest = manifest();
    let opened = Act::new(opening(&manifest).into(), Some(manifest.clone())).unwrap();
    let read = Act::parse(&opened.encode().unwrap()).unwrap();
    assert_eq!(read, opened);
    assert_eq!(read.manifest(), Some(&manifest));
    assert_eq!(read.leaf(), &Leaf::from(opening(&manifest)));
    let void = Act::new(voided(manifest.eid()), None).unwrap();
    let read = Act::parse(&void.encode().unwrap()).unwrap();
    assert_eq!(
        (read.manifest(), read.leaf()),
        (None, &voided(manifest.eid()))
    );
    let later = void.made_at(CLOSES + 7).unwrap();
    let Leaf::PollVoided(leaf) = later.leaf() else {
        panic!("the same kind")
    };
    assert_eq!((leaf.at, leaf.eid), (CLOSES + 7, manifest.eid()));
}

#[test]
fn an_opening_names_its_manifest_in_every_term() {
    let manifest = manifest();
    let changes: [fn(&mut PollOpened); 5] = [
        |leaf| leaf.manifest = digest("another manifest"),
        |leaf| leaf.eid = Eid::from_bytes([7; 32]),
        |leaf| leaf.roll_root = digest("another roll"),
        |leaf| leaf.opens += 1,
        |leaf| leaf.closes += 1,
    ];
    for change in changes {
        let mut leaf = opening(&manifest);
        change(&mut leaf);
        let act = Act::new(leaf.into(), Some(manifest.clone()));
        refused(act, "the manifest is not the one that is signed");
    }
    refused(
        Act::new(opening(&manifest).into(), None),
        "the manifest is missing",
    );
    refused(
        Act::new(voided(manifest.eid()), Some(manifest.clone())),
        "only the opening of a poll has a manifest",
    );
    let unsigned = PollCast {
        digests: Vec::new(),
        eid: manifest.eid(),
        n: 0,
    };
    refused(
        Act::new(unsigned.clone().into(), None),
        "bears no officers' signatures",
    );
    refused(Leaf::from(unsigned).made_at(CLOSES), "bear no time");
    let act = Act::new(voided(manifest.eid()), None).unwrap();
    let text = String::from_utf8(act.encode().unwrap()).unwrap();
    for (from, to, why) in [
        ("{\"kind\":\"act\"", "{\"kind\":\"acts\"", "`kind`"),
        ("\"v\":1}", "\"v\":2}", "version 2"),
        (",\"v\":1}", ",\"v\":1,\"w\":1}", "`w` does not belong here"),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from}");
        // The last `v` is that of the file, the first that of the statement.
        let end = text.rfind(from).unwrap();
        let altered = format!("{}{to}{}", &text[..end], &text[end + from.len()..]);
        refused(Act::parse(altered.as_bytes()), why);
    }
}

#[test]
fn a_signature_is_read_with_or_without_a_line_feed() {
    let act = Act::new(voided(Eid::from_bytes([7; 32])), None).unwrap();
    let signature = ActSignature {
        act: act.leaf().act_digest(),
        by: "Lena Aalto".to_owned(),
        signature: act.leaf().sign(&signer("Lena Aalto")),
    };
    let bytes = signature.encode();
    assert_eq!(ActSignature::parse(&bytes).unwrap(), signature);
    let copied = [&bytes[..], b"\n"].concat();
    assert_eq!(ActSignature::parse(&copied).unwrap(), signature);
    refused(
        ActSignature::parse(&[&copied[..], b"\n"].concat()),
        "follows",
    );
    let text = String::from_utf8(bytes).unwrap();
    for (from, to, why) in [
        ("\"signature\"", "\"act\"", "`kind`"),
        ("\"v\":1", "\"v\":2", "version 2"),
        ("\"v\":1", "\"v\":1,\"w\":1", "`w` does not belong here"),
    ] {
        let altered = text.replacen(from, to, 1);
        refused(ActSignature::parse(altered.as_bytes()), why);
    }
}

fn ruled(rules: &[(&str, &str)]) -> Manifest {
    let mut terms = manifest().terms().clone();
    let rule = |(key, value): &(&str, &str)| Rule {
        citation: "Bylaws § 3.5".to_owned(),
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    };
    terms.rules = rules.iter().map(rule).collect();
    Manifest::build(terms).unwrap()
}

#[test]
fn a_quorum_is_a_part_of_one_to_sixteen_digits() {
    let of = |value: &str| part(&ruled(&[("quorum.votes", value)]), "quorum.votes");
    assert_eq!(part(&ruled(&[]), "quorum.votes"), Ok(None));
    for right in ["1/10", "2/2", "1/9999999999999999"] {
        assert_eq!(of(right).unwrap().unwrap().to_string(), right);
    }
    for wrong in [
        "1",
        "0/1",
        "3/2",
        "01/10",
        "1/010",
        "/10",
        "1/",
        "1/10000000000000000",
        "a tenth",
        "1/1x",
        "x/10",
        "+1/10",
    ] {
        assert_eq!(of(wrong), Err(wrong.to_owned()));
    }
}

#[test]
fn both_quorums_are_asked_and_exactly_the_part_is_enough() {
    let both = ruled(&[("quorum.members", "1/3"), ("quorum.votes", "1/10")]);
    let members = ruled(&[("quorum.members", "1/3")]);
    let votes = ruled(&[("quorum.votes", "1/10")]);
    let neither = ruled(&[]);
    let asked = |manifest| ["quorum.members", "quorum.votes"].map(|key| needed(manifest, key, 82));
    assert_eq!(asked(&both), [28, 9]);
    assert_eq!(asked(&votes), [0, 9]);
    assert_eq!(asked(&neither), [0, 0]);
    for (took_part, of_members, of_votes) in [
        ((4, 9), true, true),
        ((3, 9), false, true),
        ((4, 8), true, false),
        ((3, 8), false, false),
    ] {
        let took_part = Participation {
            members: took_part.0,
            of_members: 12,
            votes: took_part.1,
            of_votes: 82,
        };
        assert_eq!(is_reached(&both, &took_part), of_members && of_votes);
        assert_eq!(is_reached(&members, &took_part), of_members);
        assert_eq!(is_reached(&votes, &took_part), of_votes);
        assert!(is_reached(&neither, &took_part));
    }
    // What is no part asks for nothing here; it is judged elsewhere.
    let none = Participation {
        members: 0,
        of_members: 12,
        votes: 0,
        of_votes: 82,
    };
    assert!(is_reached(&ruled(&[("quorum.votes", "a tenth")]), &none));
    assert!(!is_reached(&votes, &none));
}
