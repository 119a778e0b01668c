//! 09: who took part, as positions on the roll, has the votes of the envelopes that count.

use std::collections::BTreeMap;

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use crate::seal::hash::{Weight, count, sha256};

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let participation = case.participation()?;
    let closed = &case.closed()?.leaf;
    if closed.participation != sha256(case.file("participation.json")?) {
        return Err(Fault::server(
            "participation.json is not the file that poll.closed states",
        ));
    }
    if participation.poll() != case.manifest()?.eid() {
        return Err(Fault::server("participation.json is of another poll"));
    }
    let (roll, live) = (case.roll()?.as_slice(), case.live()?);
    let voted = participation.voted();
    let mut by_weight: BTreeMap<Weight, i64> = BTreeMap::new();
    for position in voted {
        let leaf = usize::try_from(*position).ok().and_then(|at| roll.get(at));
        let leaf = leaf.ok_or_else(|| {
            Fault::server(format!(
                "participation.json names position {position}, and the roll has only {}",
                roll.len()
            ))
        })?;
        *by_weight.entry(leaf.votes).or_default() += 1;
    }
    if count(voted.len()) != live.ballots() {
        return Err(Fault::server(format!(
            "{} took part, but {} envelopes count",
            voted.len(),
            live.ballots()
        )));
    }
    for (_, weight) in live.as_slice() {
        *by_weight.entry(*weight).or_default() -= 1;
    }
    if let Some((weight, difference)) = by_weight.iter().find(|(_, n)| **n != 0) {
        let (more, fewer) = if *difference > 0 {
            ("members who took part", "envelopes that count")
        } else {
            ("envelopes that count", "members who took part")
        };
        return Err(Fault::server(format!(
            "there are more {more} than {fewer} of weight {weight}"
        )));
    }
    Ok(Finding::ok(format!(
        "{} of {} on the roll took part, with the votes of the envelopes that count",
        voted.len(),
        roll.len()
    )))
}
