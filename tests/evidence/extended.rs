//! When an officer's machine takes a poll for closed whose close was put off.

use commonhold::evidence::extended::{effective_close, parse_lines};
use commonhold::evidence::leaf::{Leaf, PollExtended, PollVoided, Signatures};
use commonhold::seal::hash::Eid;
use commonhold::seal::manifest::Manifest;

use crate::support::poll::{CLOSES, OFFICERS, Poll, Setup};
use crate::support::signer;

fn signed(leaf: Leaf, by: &[&str]) -> Leaf {
    let mut leaf = leaf;
    let mut signatures = Signatures::default();
    for name in by {
        signatures.insert(*name, leaf.sign(&signer(name)));
    }
    *leaf.signatures_mut().unwrap() = signatures;
    leaf
}

fn extension(eid: Eid, closes: u64, by: &[&str]) -> Leaf {
    let leaf = PollExtended {
        at: CLOSES - 60,
        closes,
        eid,
        reason: "The quorum is not reached.".to_owned(),
        sigs: Signatures::default(),
    };
    signed(leaf.into(), by)
}

#[test]
fn the_close_is_that_of_the_last_entry_that_enough_officers_signed() {
    let manifest: Manifest = Poll::hold(Setup::default()).manifest;
    let eid = manifest.eid();
    let two = &OFFICERS[..2];
    let once = extension(eid, CLOSES + 10, two);
    let twice = extension(eid, CLOSES + 20, two);
    assert_eq!(effective_close(&manifest, &[]), Ok(CLOSES));
    let lines = [once.encode(), twice.encode()].join(&b'\n');
    let read = parse_lines(&lines).unwrap();
    assert_eq!(effective_close(&manifest, &read), Ok(CLOSES + 20));
    // The last one alone will do.
    let last = std::slice::from_ref(&twice);
    assert_eq!(effective_close(&manifest, last), Ok(CLOSES + 20));

    let other = Eid::from_bytes([7; 32]);
    let mut forged = extension(eid, CLOSES + 10, two);
    if let Leaf::PollExtended(leaf) = &mut forged {
        leaf.closes += 1;
    }
    let voided = PollVoided {
        at: CLOSES,
        eid,
        reason: "An end.".to_owned(),
        sigs: Signatures::default(),
    };
    for (entries, why) in [
        (vec![extension(eid, CLOSES, two)], "no later than the close"),
        (vec![twice, once.clone()], "no later than the close"),
        (
            vec![extension(eid, CLOSES + 10, &OFFICERS[..1])],
            "signed by 1 of the 2 officers",
        ),
        (vec![extension(other, CLOSES + 10, two)], "of another poll"),
        (vec![forged], "not by the key of"),
        (vec![signed(voided.into(), two)], "poll.voided"),
    ] {
        let refusal = effective_close(&manifest, &entries).unwrap_err();
        assert!(refusal.to_string().contains(why), "{refusal} for {why}");
    }
}

#[test]
fn one_officer_puts_no_close_off_whatever_the_rule_says() {
    let setup = Setup {
        terms: |terms| {
            let mut rules = terms.rules.iter_mut();
            let rule = rules.find(|rule| rule.key == "opening.officers").unwrap();
            rule.value = "1".to_owned();
        },
        ..Setup::default()
    };
    let manifest: Manifest = Poll::hold(setup).manifest;
    let alone = extension(manifest.eid(), CLOSES + 10, &OFFICERS[..1]);
    let refusal = effective_close(&manifest, &[alone]).unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("signed by 1 of the 2 officers"),
        "{refusal}"
    );
}
