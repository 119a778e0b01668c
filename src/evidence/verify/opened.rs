//! 06: the poll was opened under this manifest, by enough officers, and what changed its course
//! before the close was signed likewise.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::officers::{CERTIFYING, OPENING, check_entry};
use crate::seal::hash::sha256;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let manifest = case.manifest()?;
    let terms = manifest.terms();
    let poll = &case.log()?.poll;
    let opened = case.opened()?;
    let differs = |what: &str| {
        Err(Fault::server(format!(
            "poll.opened at entry {} has another {what} than the manifest",
            opened.index
        )))
    };
    if opened.leaf.manifest != sha256(manifest.bytes()) {
        return Err(Fault::server(
            "the hash in poll.opened is not that of manifest.json",
        ));
    }
    if opened.leaf.roll_root != terms.roll_root {
        return differs("roll");
    }
    if opened.leaf.opens != terms.opens {
        return differs("opening time");
    }
    if opened.leaf.closes != terms.closes {
        return differs("close");
    }
    check_entry(case, opened, OPENING)?;
    let mut close = opened.leaf.closes;
    for extended in &poll.extended {
        if extended.leaf.closes <= close {
            return Err(Fault::server(format!(
                "poll.extended at entry {} is no later than the close before it",
                extended.index
            )));
        }
        close = extended.leaf.closes;
        check_entry(case, extended, OPENING)?;
    }
    for lost in &poll.lost {
        check_entry(case, lost, CERTIFYING)?;
    }
    let extensions = match poll.extended.len() {
        0 => String::new(),
        1 => ", and its close was put off once".to_owned(),
        more => format!(", and its close was put off {more} times"),
    };
    Ok(Finding::ok(format!(
        "enough officers opened the poll under this manifest{extensions}"
    )))
}
