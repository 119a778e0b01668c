//! 08: the envelopes that count are those that were cast and neither superseded nor lost.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::log::Placed;
use crate::evidence::leaf::{MAX_DIGESTS, MIN_BATCH};
use crate::seal::hash::{Digest, count};

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let poll = &case.log()?.poll;
    check_batches(
        &sizes(&poll.cast, |leaf| &leaf.digests),
        "poll.cast",
        MIN_BATCH,
    )?;
    let superseded = sizes(&poll.superseded, |leaf| &leaf.digests);
    check_batches(&superseded, "poll.superseded", 1)?;
    let cast = gather(&poll.cast, |leaf| &leaf.digests, "cast")?;
    let superseded = gather(&poll.superseded, |leaf| &leaf.digests, "superseded")?;
    let lost = gather(&poll.lost, |leaf| &leaf.digests, "lost")?;
    check_within(&superseded, &cast, "superseded")?;
    check_within(&lost, &cast, "lost")?;
    if let Some(both) = superseded.iter().find(|d| lost.binary_search(d).is_ok()) {
        return Err(Fault::server(format!(
            "the envelope {both} is superseded and lost"
        )));
    }
    let live = case.live()?;
    check_remaining(case, &cast, &superseded, &lost)?;
    let closed = &case.closed()?.leaf;
    let totals = [
        ("cast", closed.cast, count(cast.len())),
        ("superseded", closed.superseded, count(superseded.len())),
        ("lost", closed.lost, count(lost.len())),
        ("live", closed.live, live.ballots()),
        ("votes", closed.votes, live.votes()),
    ];
    for (what, stated, found) in totals {
        if stated != found {
            return Err(Fault::server(format!(
                "poll.closed states `{what}` as {stated}, but it is {found}"
            )));
        }
    }
    if closed.live_root != live.root() {
        return Err(Fault::server(
            "live.jsonl does not have the root that poll.closed states: digests or weights were \
             exchanged",
        ));
    }
    Ok(Finding::ok(format!(
        "of {} envelopes cast, {} were superseded and {} lost; {} with {} votes count",
        cast.len(),
        superseded.len(),
        lost.len(),
        live.ballots(),
        live.votes()
    )))
}

/// The place and the number of digests of each entry.
fn sizes<T>(entries: &[Placed<T>], digests: impl Fn(&T) -> &Vec<Digest>) -> Vec<(u64, usize)> {
    let size = |entry: &Placed<T>| (entry.index, digests(&entry.leaf).len());
    entries.iter().map(size).collect()
}

/// Every entry has a lawful size; the last one may be smaller than `least`.
fn check_batches(sizes: &[(u64, usize)], kind: &str, least: usize) -> Result<(), Fault> {
    for (place, (index, size)) in sizes.iter().enumerate() {
        let least = if place + 1 == sizes.len() { 1 } else { least };
        if !(least..=MAX_DIGESTS).contains(size) {
            return Err(Fault::server(format!(
                "{kind} at entry {index} has {size} digests, where {least} to {MAX_DIGESTS} are \
                 lawful"
            )));
        }
    }
    Ok(())
}

/// All digests of these entries, ascending, none twice.
pub(super) fn gather<T>(
    entries: &[Placed<T>],
    digests: impl Fn(&T) -> &Vec<Digest>,
    what: &str,
) -> Result<Vec<Digest>, Fault> {
    let number = entries.iter().map(|entry| digests(&entry.leaf).len()).sum();
    let mut all = Vec::with_capacity(number);
    for entry in entries {
        all.extend_from_slice(digests(&entry.leaf));
    }
    all.sort_unstable();
    match all.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(all),
        Some(pair) => Err(Fault::server(format!(
            "the envelope {} is {what} twice",
            pair[0]
        ))),
    }
}

fn check_within(some: &[Digest], cast: &[Digest], what: &str) -> Result<(), Fault> {
    match some
        .iter()
        .find(|digest| cast.binary_search(digest).is_err())
    {
        None => Ok(()),
        Some(digest) => Err(Fault::server(format!(
            "the envelope {digest} is {what}, but was never cast"
        ))),
    }
}

/// `live.jsonl` is what remains of the cast; all lists ascend.
fn check_remaining(
    case: &Case<'_>,
    cast: &[Digest],
    superseded: &[Digest],
    lost: &[Digest],
) -> Result<(), Fault> {
    let gone = |digest: &&Digest| {
        superseded.binary_search(digest).is_ok() || lost.binary_search(digest).is_ok()
    };
    let mut remaining = cast.iter().filter(|digest| !gone(digest));
    for (digest, _) in case.live()?.as_slice() {
        match remaining.next() {
            Some(expected) if expected == digest => {}
            Some(expected) if expected < digest => return Err(dropped(expected)),
            Some(_) | None => {
                return Err(Fault::server(format!(
                    "the envelope {digest} counts, but was never cast, or is superseded or lost"
                )));
            }
        }
    }
    remaining
        .next()
        .map_or(Ok(()), |digest| Err(dropped(digest)))
}

fn dropped(digest: &Digest) -> Fault {
    Fault::server(format!(
        "the envelope {digest} was cast and neither superseded nor lost, but is not among those \
         that count"
    ))
}
