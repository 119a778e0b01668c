//! 14: the result is what the ballots come to.

use super::case::Case;
use super::fault::Fault;
use super::{Finding, winners};
use crate::evidence::count::{Ready, count_ballots, ready};
use crate::evidence::quorum::{Participation, is_reached};
use crate::seal::code::Code;
use crate::seal::hash::{Reveal, count as number, sha256};
use crate::seal::lot::reveal_commitment;
use crate::seal::manifest::Beacon;

const AS_CAST: &str = "as-cast.json";

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let manifest = case.manifest()?;
    let entry = &case.result()?.leaf;
    let ballots = case.file("ballots.jsonl")?;
    let hidden = case.winners_only()?;
    if hidden && entry.ballots != case.unsealed()?.leaf.statement.ballots {
        return Err(Fault::server(
            "poll.result is about other ballots than those that the officers opened",
        ));
    }
    if !hidden && entry.ballots != sha256(ballots) {
        return Err(Fault::server(
            "poll.result is about another ballots.jsonl than the one in the bundle",
        ));
    }
    if entry.result != sha256(case.file("result.json")?) {
        return Err(Fault::server(
            "poll.result is about another result.json than the one in the bundle",
        ));
    }
    if manifest.terms().parameters.contains_key("lot") {
        return Err(Fault::server(
            "the manifest fixes the lot, which only the seed may give",
        ));
    }
    check_beacon(case, &entry.beacon.0)?;
    let live_root = case.live()?.root();
    let excluded = excluded(case)?;
    let (roll, live) = (case.roll()?, case.live()?);
    let reached = is_reached(
        manifest,
        &Participation {
            members: live.ballots(),
            of_members: number(roll.as_slice().len()),
            votes: live.votes(),
            of_votes: roll.votes(),
        },
    );
    if hidden {
        return winners::check(case, &excluded, reached);
    }
    let beacon = &entry.beacon.0;
    let count = |excluded: &[Code]| {
        count_ballots(manifest, &live_root, beacon, ballots, excluded, reached)
            .map(|counted| counted.result)
            .map_err(|why| Fault::server(format!("the ballots cannot be counted: {why}")))
    };
    if count(&excluded)?.as_bytes() != case.file("result.json")? {
        return Err(Fault::server(
            "the ballots do not come to what result.json says",
        ));
    }
    if let Some(as_cast) = as_cast(case, &excluded)?
        && count(&[])?.as_bytes() != as_cast
    {
        return Err(Fault::server(
            "the ballots as cast do not come to what as-cast.json says",
        ));
    }
    let without = match excluded.as_slice() {
        [] => String::new(),
        excluded => {
            let names: Vec<&str> = excluded.iter().map(Code::as_str).collect();
            format!(" without {}", names.join(", "))
        }
    };
    let method = &manifest.terms().method;
    let quorum = if reached {
        ""
    } else {
        "; the quorum was not reached, so nothing is decided"
    };
    let counted = format!("the ballots, counted by {method}{without}, come to result.json{quorum}");
    match (&manifest.terms().beacon, method.as_str()) {
        (Beacon::Public { source, .. }, method) if method != "motion-1" => Ok(Finding::open(
            format!("{counted}; the public beacon is not checked here: compare it with {source}"),
        )),
        (Beacon::Public { .. } | Beacon::Reveals(_), _) => Ok(Finding::ok(counted)),
    }
}

/// `as-cast.json`, which is there exactly where somebody was excluded.
pub(super) fn as_cast<'c>(case: &Case<'c>, excluded: &[Code]) -> Result<Option<&'c [u8]>, Fault> {
    match (case.files()?.contains_key(AS_CAST), excluded.is_empty()) {
        (false, true) => Ok(None),
        (true, true) => Err(Fault::bearer(
            "as-cast.json is there, but nobody was excluded",
        )),
        (false, false) => Err(Fault::bearer(
            "as-cast.json is missing, although somebody was excluded",
        )),
        (true, false) => case.file(AS_CAST).map(Some),
    }
}

/// Who withdrew after the opening.
fn excluded(case: &Case<'_>) -> Result<Vec<Code>, Fault> {
    let entries = case.log()?.poll.excluded.iter();
    Ok(entries.map(|entry| entry.leaf.option.clone()).collect())
}

/// What the bundle's result was counted from.
pub(super) fn counted(case: &Case<'_>) -> Result<Ready, Fault> {
    if case.winners_only()? {
        return Err(Fault::nobody(
            "this poll shows winners only: its ballots are not in the bundle, so nothing can be \
             counted again",
        ));
    }
    let beacon = &case.result()?.leaf.beacon.0;
    let (live_root, ballots) = (case.live()?.root(), case.file("ballots.jsonl")?);
    ready(
        case.manifest()?,
        &live_root,
        beacon,
        ballots,
        &excluded(case)?,
    )
    .map_err(|why| Fault::server(format!("the ballots cannot be counted: {why}")))
}

/// The beacon is what the officers committed to.
fn check_beacon(case: &Case<'_>, beacon: &[u8]) -> Result<(), Fault> {
    let commitments = match &case.manifest()?.terms().beacon {
        Beacon::Reveals(commitments) => commitments,
        Beacon::Public { after, .. } if *after < case.effective_close()? => {
            return Err(Fault::server(
                "the public value of the lot is dated before the close, as it was put off",
            ));
        }
        Beacon::Public { .. } => return Ok(()),
    };
    let (values, rest) = beacon.as_chunks::<32>();
    if !rest.is_empty() || values.len() != commitments.len() {
        return Err(Fault::server(format!(
            "the beacon is not of the values of {} officers",
            commitments.len()
        )));
    }
    for (value, commitment) in values.iter().zip(commitments) {
        if reveal_commitment(&Reveal::from_bytes(*value)) != commitment.commitment {
            return Err(Fault::server(format!(
                "the beacon does not hold the value that {} committed to",
                commitment.by
            )));
        }
    }
    Ok(())
}
