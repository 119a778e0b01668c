//! What an act says, for whoever reads its page: one plain sentence, and each digest beside
//! what it is of. What is signed is bytes, and stands there in full.

use chrono::DateTime;

use crate::evidence::leaf::{
    AssetExecuted, Leaf, OfficerKey, PollCertified, PollDestroyed, PollExcluded, PollExtended,
    PollOpened, PollSetAside, PollVoided, RollCertified, RulebookAdopted,
};
use crate::web::Frame;
use crate::web::times::instant_said;

/// What an act does, in a sentence; `name` is what officers call its subject. Of kinds that
/// nobody signs, the words of the entry.
#[must_use]
pub(in crate::acts) fn sentence(frame: &Frame, leaf: &Leaf, name: &str) -> String {
    let poll = if name.is_empty() {
        "the poll".to_owned()
    } else {
        format!("“{name}”")
    };
    match leaf {
        Leaf::OfficerKey(OfficerKey { name, .. }) => {
            format!("The signing key of {name} counts from then on.")
        }
        Leaf::RollCertified(RollCertified { leaves, votes, .. }) => format!(
            "{} is certified: {} with {}.",
            if name.is_empty() { "The roll" } else { name },
            many(*leaves, "entitlement"),
            many(*votes, "vote")
        ),
        Leaf::RulebookAdopted(RulebookAdopted {
            decision,
            effective,
            version,
            ..
        }) => format!(
            "Version {version} of the rulebook is adopted by decision {decision}, in force from {}.",
            instant(frame, *effective)
        ),
        Leaf::AssetExecuted(AssetExecuted {
            asset,
            board,
            deed,
            members,
            ..
        }) => format!(
            "Deed D-{deed} on the protected asset A-{asset} is carried out, as resolution {board} of the board and resolution {members} of the members authorise it."
        ),
        Leaf::PollOpened(PollOpened { closes, opens, .. }) => format!(
            "For {poll} votes are taken from {} to {}.",
            instant(frame, *opens),
            instant(frame, *closes)
        ),
        Leaf::PollExtended(PollExtended { closes, reason, .. }) => format!(
            "The close of {poll} is put off to {}, for this reason: “{reason}”",
            instant(frame, *closes)
        ),
        Leaf::PollSetAside(PollSetAside {
            digests, reason, ..
        }) => format!(
            "Not counted in {poll}, for this reason: “{reason}”: {}.",
            match digests.len() {
                1 => "1 envelope".to_owned(),
                n => format!("{n} envelopes"),
            }
        ),
        Leaf::PollExcluded(PollExcluded { option, reason, .. }) => format!(
            "The option “{option}” of {poll} has withdrawn and cannot be elected, for this reason: “{reason}”"
        ),
        Leaf::PollCertified(PollCertified { .. }) => {
            format!("The count of {poll} is certified, with these files and no others.")
        }
        Leaf::PollVoided(PollVoided { reason, .. }) => {
            format!("Nothing in {poll} counts, for this reason: “{reason}”")
        }
        Leaf::PollDestroyed(PollDestroyed {
            envelopes, shares, ..
        }) => format!(
            "Destroyed of {poll}: {} and {} of the sealing key.",
            many(*envelopes, "envelope"),
            many(*shares, "share")
        ),
        Leaf::LogStart(_)
        | Leaf::LogKey(_)
        | Leaf::NoticeGiven(_)
        | Leaf::NoticeCertified(_)
        | Leaf::RegistryRecorded(_)
        | Leaf::PollCast(_)
        | Leaf::PollSuperseded(_)
        | Leaf::PollLost(_)
        | Leaf::PollClosed(_)
        | Leaf::PollUnsealed(_)
        | Leaf::PollResult(_) => leaf.words(),
    }
}

/// What an act holds fast: what each digest is of, and the digest in hex.
#[must_use]
pub(in crate::acts) fn digests(leaf: &Leaf) -> Vec<(String, String)> {
    let of_poll = |eid: &dyn ToString| ("The poll".to_owned(), eid.to_string());
    let of = |what: &str, digest: &dyn ToString| (what.to_owned(), digest.to_string());
    match leaf {
        Leaf::OfficerKey(leaf) => vec![of("The key", &leaf.key)],
        Leaf::RollCertified(leaf) => vec![
            of("The roll", &leaf.roll),
            of("Its file", &leaf.file),
            of("The root of its entitlements", &leaf.root),
        ],
        Leaf::RulebookAdopted(leaf) => vec![of("Its file", &leaf.rulebook)],
        Leaf::AssetExecuted(leaf) => vec![of("The terms of the deed", &leaf.terms)],
        Leaf::PollOpened(leaf) => vec![
            of_poll(&leaf.eid),
            of("manifest.json", &leaf.manifest),
            of("The root of its roll", &leaf.roll_root),
        ],
        Leaf::PollSetAside(leaf) => std::iter::once(of_poll(&leaf.eid))
            .chain(leaf.digests.iter().map(|digest| of("Envelope", digest)))
            .collect(),
        Leaf::PollCertified(leaf) => vec![
            of_poll(&leaf.eid),
            of("result.json", &leaf.result),
            of("ballots.jsonl", &leaf.ballots),
            of("open.jsonl", &leaf.open),
            of("live.jsonl", &leaf.live),
            of("participation.json", &leaf.participation),
            of("roll.jsonl", &leaf.roll),
            of("manifest.json", &leaf.manifest),
        ],
        other => other.eid().map(|eid| of_poll(&eid)).into_iter().collect(),
    }
}

fn many(number: u64, what: &str) -> String {
    let more = if number == 1 { "" } else { "s" };
    format!("{number} {what}{more}")
}

fn instant(frame: &Frame, seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map_or_else(
            || format!("second {seconds} after the beginning of 1970, UTC"),
            |at| instant_said(frame, &at),
        )
}
