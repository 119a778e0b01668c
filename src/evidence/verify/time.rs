//! 10: nothing says that the poll was closed before its time.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::keys::{checkpoint, rotations, signatures};
use super::tree::{has_witnesses, log_keys};
use crate::tlog::checkpoint::SignedCheckpoint;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let closed = case.closed()?;
    let close = case.effective_close()?;
    if closed.leaf.at < close {
        return Err(Fault::server(format!(
            "the poll was closed {} seconds before its time",
            close - closed.leaf.at
        )));
    }
    let Some(trust) = case.trust()?.filter(|trust| has_witnesses(trust.policy())) else {
        return Ok(Finding::open(
            "time unproved: the close is in time by the server's own clock, and no witness is \
             trusted",
        ));
    };
    let keys = log_keys(case)?;
    let mut cosigned = false;
    for given in given(case)? {
        if given.checkpoint().size() <= closed.index {
            continue;
        }
        let signed = signatures(&given, &keys, Some(trust)).map_err(Fault::nobody)?;
        for (signed, time) in signed.iter().filter_map(|s| s.time.map(|time| (s, time))) {
            if time < close {
                return Err(Fault::server(format!(
                    "{} saw the poll closed {} seconds before its time",
                    signed.key.name(),
                    close - time
                )));
            }
            cosigned = true;
        }
    }
    if !cosigned {
        return Ok(Finding::open(
            "time unproved: no trusted witness has cosigned a checkpoint that covers the close",
        ));
    }
    Ok(Finding::ok(
        "the poll was closed in time, and no witness saw it closed earlier",
    ))
}

/// Every checkpoint at hand.
fn given(case: &Case<'_>) -> Result<Vec<SignedCheckpoint>, Fault> {
    let mut given = vec![checkpoint(case)?];
    let rotations = rotations(case)?;
    given.extend(rotations.into_iter().map(|rotation| rotation.checkpoint));
    for (name, bytes) in case.given.checkpoints {
        let read = SignedCheckpoint::from_bytes(bytes);
        given.push(read.map_err(|why| Fault::nobody(format!("the checkpoint {name}: {why}")))?);
    }
    Ok(given)
}
