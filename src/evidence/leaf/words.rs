//! Entries in plain English: for the officer who is asked to sign one, on a machine that shows
//! nothing else, and for readers of the log.

use std::fmt::Display;

use chrono::DateTime;

use super::{
    AssetExecuted, Leaf, LogKey, LogStart, NoticeCertified, NoticeGiven, OfficerKey, PollCast,
    PollCertified, PollClosed, PollDestroyed, PollExcluded, PollExtended, PollLost, PollOpened,
    PollResult, PollSetAside, PollSuperseded, PollVoided, RegistryRecorded, RollCertified,
    RulebookAdopted,
};
use crate::seal::hash::{Digest, Eid};
use crate::seal::statement::{SignedStatement, Statement};

/// How many digests are written out; of more, the first and the last.
const WRITTEN_OUT: usize = 12;

pub(super) fn words(leaf: &Leaf) -> String {
    match leaf {
        Leaf::LogStart(LogStart { at, key, origin }) => {
            format!("The log {origin} begins on {}. Its key is {key}.", utc(*at))
        }
        Leaf::LogKey(LogKey { add, at, remove }) => format!(
            "From {} the log is signed by the key {add}, and no longer by {remove}.",
            utc(*at)
        ),
        Leaf::OfficerKey(OfficerKey { at, key, name, .. }) => format!(
            "The signing key of {name} is taken up on {}. It is {}.",
            utc(*at),
            grouped(key)
        ),
        Leaf::RollCertified(leaf) => roll_certified(leaf),
        Leaf::NoticeGiven(NoticeGiven {
            at,
            file,
            notice,
            recipients,
        }) => format!(
            "Notice {notice} is given to {recipients} on {}. The SHA-256 of its file is {}.",
            utc(*at),
            grouped(file)
        ),
        Leaf::NoticeCertified(NoticeCertified {
            at,
            file,
            notice,
            reached,
            recipients,
        }) => format!(
            "A certificate of notice {notice}: {reached} of {recipients} have it; made on {}. The \
             SHA-256 of its file is {}.",
            utc(*at),
            grouped(file)
        ),
        Leaf::RegistryRecorded(RegistryRecorded { at, file }) => format!(
            "Recorded in the register of what the foundation owns on {}. The SHA-256 of the \
             statement is {}.",
            utc(*at),
            grouped(file)
        ),
        Leaf::AssetExecuted(AssetExecuted {
            asset,
            at,
            board,
            deed,
            members,
            terms,
            ..
        }) => format!(
            "Deed D-{deed} on the protected asset A-{asset} is carried out on {}, as resolution \
             {board} of the board and resolution {members} of the members authorise it. The \
             SHA-256 of its terms is {}.",
            utc(*at),
            grouped(terms)
        ),
        Leaf::RulebookAdopted(RulebookAdopted {
            at,
            decision,
            effective,
            rulebook,
            version,
            ..
        }) => format!(
            "Version {version} of the rulebook is adopted by decision {decision}, in force from \
             {}; done on {}. The SHA-256 of its file is {}.",
            utc(*effective),
            utc(*at),
            grouped(rulebook)
        ),
        Leaf::PollOpened(PollOpened {
            at,
            closes,
            eid,
            manifest,
            opens,
            roll_root,
            ..
        }) => format!(
            "{} is opened for votes from {} to {}, on the roll with the root {}; done on {}. The \
             SHA-256 of its manifest is {}.",
            poll(eid),
            utc(*opens),
            utc(*closes),
            grouped(roll_root),
            utc(*at),
            grouped(manifest)
        ),
        Leaf::PollExtended(PollExtended {
            at,
            closes,
            eid,
            reason,
            ..
        }) => format!(
            "The close of {} is put off to {}; done on {}. The reason given: {}",
            poll_within(eid),
            utc(*closes),
            utc(*at),
            quoted(reason)
        ),
        Leaf::PollCast(PollCast { digests, eid, .. }) => format!(
            "{} cast in {}: {}.",
            of(digests.len(), "envelope was", "envelopes were"),
            poll_within(eid),
            list(digests)
        ),
        Leaf::PollSuperseded(PollSuperseded { digests, eid, .. }) => format!(
            "{} replaced by later ones of the same voters in {}: {}.",
            of(digests.len(), "envelope was", "envelopes were"),
            poll_within(eid),
            list(digests)
        ),
        Leaf::PollLost(PollLost {
            at,
            digests,
            eid,
            reason,
            ..
        }) => format!(
            "{} lost from {}, although logged: {}; stated on {}. The reason given: {}",
            of(digests.len(), "envelope is", "envelopes are"),
            poll_within(eid),
            list(digests),
            utc(*at),
            quoted(reason)
        ),
        Leaf::PollClosed(leaf) => poll_closed(leaf),
        Leaf::PollSetAside(PollSetAside {
            at,
            digests,
            eid,
            reason,
            ..
        }) => format!(
            "{} set aside in {}, not to be counted: {}; decided on {}. The reason given: {}",
            of(digests.len(), "envelope is", "envelopes are"),
            poll_within(eid),
            list(digests),
            utc(*at),
            quoted(reason)
        ),
        Leaf::PollExcluded(PollExcluded {
            at,
            eid,
            option,
            reason,
            ..
        }) => format!(
            "The option “{option}” of {} has withdrawn and cannot be elected; decided on {}. The \
             reason given: {}",
            poll_within(eid),
            utc(*at),
            quoted(reason)
        ),
        Leaf::PollUnsealed(SignedStatement { statement, .. }) => poll_unsealed(statement),
        Leaf::PollResult(PollResult {
            at,
            ballots,
            beacon,
            eid,
            result,
        }) => format!(
            "{} is counted on {}: the SHA-256 of the result is {}, that of the ballots {}. The lot \
             rests on {} bytes of chance.",
            poll(eid),
            utc(*at),
            grouped(result),
            grouped(ballots),
            beacon.0.len()
        ),
        Leaf::PollCertified(leaf) => poll_certified(leaf),
        Leaf::PollVoided(PollVoided {
            at, eid, reason, ..
        }) => format!(
            "{} is void: nothing in it counts; decided on {}. The reason given: {}",
            poll(eid),
            utc(*at),
            quoted(reason)
        ),
        Leaf::PollDestroyed(PollDestroyed {
            at,
            eid,
            envelopes,
            shares,
            ..
        }) => format!(
            "Of {}, {} and {} destroyed on {}.",
            poll_within(eid),
            many(*envelopes, "envelope", "envelopes"),
            many(
                *shares,
                "share of the sealing key is",
                "shares of the sealing key are"
            ),
            utc(*at)
        ),
    }
}

fn roll_certified(leaf: &RollCertified) -> String {
    format!(
        "The roll {} as of {} is certified on {}: {} with {}. Its root is {}, the SHA-256 of its \
         file {}.",
        grouped(&leaf.roll),
        leaf.record_date.format("%-d %B %Y"),
        utc(leaf.at),
        many(leaf.leaves, "entitlement", "entitlements"),
        many(leaf.votes, "vote", "votes"),
        grouped(&leaf.root),
        grouped(&leaf.file)
    )
}

fn poll_closed(leaf: &PollClosed) -> String {
    format!(
        "{} is closed on {}: of {} cast, {} replaced, {} lost, and {} with {} count. The root of \
         those that count is {}, the SHA-256 of who took part {}.",
        poll(&leaf.eid),
        utc(leaf.at),
        many(leaf.cast, "envelope", "envelopes"),
        leaf.superseded,
        leaf.lost,
        leaf.live,
        many(leaf.votes, "vote", "votes"),
        grouped(&leaf.live_root),
        grouped(&leaf.participation)
    )
}

fn poll_unsealed(statement: &Statement) -> String {
    let listed = |digests: &[Digest], what: &str| {
        if digests.is_empty() {
            format!("none is {what}")
        } else {
            format!("{} {what}: {}", digests.len(), list(digests))
        }
    };
    format!(
        "{} opened the envelopes of {} on {} and found {} with {}; {}, {}. The SHA-256 of the \
         ballots is {}, that of the open cells {}, the root of the live set {}.",
        statement.officer,
        poll_within(&statement.eid),
        utc(statement.at),
        many(statement.lines, "ballot", "ballots"),
        many(statement.votes, "vote", "votes"),
        listed(&statement.undecodable, "undecodable"),
        listed(&statement.clashing, "clashing"),
        grouped(&statement.ballots),
        grouped(&statement.open),
        grouped(&statement.live_root)
    )
}

fn poll_certified(leaf: &PollCertified) -> String {
    format!(
        "The count of {} is certified on {}, with the result of SHA-256 {}. The other files are: \
         ballots {}, open cells {}, live set {}, participation {}, roll {}, manifest {}.",
        poll_within(&leaf.eid),
        utc(leaf.at),
        grouped(&leaf.result),
        grouped(&leaf.ballots),
        grouped(&leaf.open),
        grouped(&leaf.live),
        grouped(&leaf.participation),
        grouped(&leaf.roll),
        grouped(&leaf.manifest)
    )
}

fn poll(eid: &Eid) -> String {
    format!("The poll {}", grouped(eid))
}

fn poll_within(eid: &Eid) -> String {
    format!("the poll {}", grouped(eid))
}

/// Hex digits in groups of four, as people compare them.
fn grouped(hex: &impl Display) -> String {
    let text = hex.to_string();
    let mut shown = String::with_capacity(text.len() + text.len() / 4);
    for (at, digit) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

fn list(digests: &[Digest]) -> String {
    match digests {
        [first, .., last] if digests.len() > WRITTEN_OUT => {
            format!("the first {}, the last {}", grouped(first), grouped(last))
        }
        few => few.iter().map(grouped).collect::<Vec<_>>().join(", "),
    }
}

fn quoted(reason: &str) -> String {
    format!("“{reason}”")
}

fn of(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

fn many(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// An instant as people read it: `7 January 2024, 23:20:00 UTC`.
fn utc(at: u64) -> String {
    i64::try_from(at)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map_or_else(
            || format!("second {at} after the beginning of 1970, UTC"),
            |instant| instant.format("%-d %B %Y, %H:%M:%S UTC").to_string(),
        )
}
