//! 11: the officers who opened the envelopes say the same of the same envelopes, and each signed.

use std::collections::BTreeSet;

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::officers::{CERTIFYING, check_entry};
use crate::seal::statement::Statement;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let manifest = case.manifest()?;
    let poll = &case.log()?.poll;
    let live_root = case.live()?.root();
    let first = case.unsealed()?;
    let mut officers = BTreeSet::new();
    for entry in &poll.unsealed {
        let (index, statement) = (entry.index, &entry.leaf.statement);
        let name = statement.officer.as_str();
        let Some(officer) = manifest.officer_by_name(name) else {
            return Err(Fault::server(format!(
                "poll.unsealed at entry {index} is by {name}, who is no officer of this poll"
            )));
        };
        if entry.leaf.verify(&officer.key).is_err() {
            return Err(Fault::server(format!(
                "poll.unsealed at entry {index} is not signed by {name}"
            )));
        }
        if !officers.insert(name) {
            return Err(Fault::server(format!("{name} states the opening twice")));
        }
        if statement.live_root != live_root {
            return Err(Fault::nobody(format!(
                "{name} opened another set of envelopes than the one that was closed"
            )));
        }
        if !agree(statement, &first.leaf.statement) {
            return Err(Fault::nobody(format!(
                "{name} found something else in the envelopes than {}",
                first.leaf.statement.officer
            )));
        }
    }
    for entry in &poll.set_aside {
        check_entry(case, entry, CERTIFYING)?;
    }
    for entry in &poll.excluded {
        check_entry(case, entry, CERTIFYING)?;
    }
    let names: Vec<&str> = officers.into_iter().collect();
    match names.as_slice() {
        [one] => Ok(Finding::open(format!(
            "one opening, unchecked: only {one} opened the envelopes"
        ))),
        names => Ok(Finding::ok(format!(
            "{} opened the envelopes and found the same",
            names.join(", ")
        ))),
    }
}

/// Whether two statements say the same, whoever says it when.
fn agree(one: &Statement, other: &Statement) -> bool {
    let said = Statement {
        at: other.at,
        officer: other.officer.clone(),
        ..one.clone()
    };
    said == *other
}
