//! 12: every envelope that counts became a ballot, or is accounted for.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::live::gather;
use crate::seal::canonical::{Value, split_lines};
use crate::seal::hash::{Digest, count};

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let live = case.live()?.as_slice();
    let statement = &case.unsealed()?.leaf.statement;
    let set_aside = gather(
        &case.log()?.poll.set_aside,
        |leaf| &leaf.digests,
        "set aside",
    )?;
    let mut without: BTreeSet<Digest> = BTreeSet::new();
    let listed = [
        (&statement.undecodable, "undecodable"),
        (&statement.clashing, "clashing"),
        (&set_aside, "set aside"),
    ];
    for (digests, what) in listed {
        for digest in digests {
            if live
                .binary_search_by_key(digest, |(digest, _)| *digest)
                .is_err()
            {
                return Err(Fault::nobody(format!(
                    "the envelope {digest} is {what}, but is not among those that count"
                )));
            }
            if !without.insert(*digest) {
                return Err(Fault::nobody(format!(
                    "the envelope {digest} is {what}, and something else as well"
                )));
            }
        }
    }
    let mut by_weight: BTreeMap<u64, i64> = BTreeMap::new();
    for (digest, weight) in live {
        if !without.contains(digest) {
            *by_weight.entry(weight.votes()).or_default() += 1;
        }
    }
    let due = count(live.len()) - count(without.len());
    if case.winners_only()? {
        let votes = live.iter().filter(|(digest, _)| !without.contains(digest));
        let votes: u64 = votes.map(|(_, weight)| weight.votes()).sum();
        if (statement.lines, statement.votes) != (due, votes) {
            return Err(Fault::nobody(format!(
                "{due} envelopes with {votes} votes hold a ballot that counts, but the officers \
                 state {} ballots with {}",
                statement.lines, statement.votes
            )));
        }
        return Ok(Finding::ok(format!(
            "the {due} ballots that the officers state stand for the {} envelopes that count, {} \
             of which are set aside",
            live.len(),
            set_aside.len()
        )));
    }
    let lines = split_lines(case.file("ballots.jsonl")?)
        .map_err(|why| Fault::bearer(format!("ballots.jsonl: {why}")))?;
    if count(lines.len()) != due {
        return Err(Fault::nobody(format!(
            "{due} envelopes hold a ballot that counts, but there are {} ballots",
            lines.len()
        )));
    }
    for line in lines {
        *by_weight.entry(weight(line)).or_default() -= 1;
    }
    if let Some((weight, difference)) = by_weight.iter().find(|(_, n)| **n != 0) {
        let more = if *difference > 0 { "fewer" } else { "more" };
        return Err(Fault::nobody(format!(
            "there are {more} ballots than envelopes of weight {weight}: a ballot was re-weighted \
             or replaced"
        )));
    }
    Ok(Finding::ok(format!(
        "{due} ballots stand for the {} envelopes that count, {} of which are set aside",
        live.len(),
        set_aside.len()
    )))
}

/// The weight of a ballot line, whatever else it is: check 13 judges the line.
fn weight(line: &[u8]) -> u64 {
    let Ok(Value::Object(map)) = Value::parse(line) else {
        return 1;
    };
    match map.get("w") {
        Some(Value::Int(weight)) => *weight,
        Some(_) | None => 1,
    }
}
