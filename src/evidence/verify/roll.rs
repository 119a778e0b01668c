//! 07: the roll is the certified one.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::officers::check_roll;
use crate::seal::hash::count;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let roll = case.roll()?;
    if roll.root() != case.manifest()?.terms().roll_root {
        return Err(Fault::bearer(
            "roll.jsonl does not have the root that the manifest fixes",
        ));
    }
    let certified = &case.roll_certified()?.leaf;
    let leaves = count(roll.as_slice().len());
    if (certified.leaves, certified.votes) != (leaves, roll.votes()) {
        return Err(Fault::server(format!(
            "the roll has {leaves} leaves with {} votes, but {} with {} were certified",
            roll.votes(),
            certified.leaves,
            certified.votes
        )));
    }
    check_roll(case)?;
    Ok(Finding::ok(format!(
        "the certified roll has {leaves} entitlements with {} votes, as of {}",
        roll.votes(),
        certified.record_date
    )))
}
