//! 16: officers certified these files, and the server kept its promises.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::officers::{CERTIFYING, check_entry};
use super::receipts;
use crate::seal::hash::sha256;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let certified = case.certified()?;
    let leaf = &certified.leaf;
    let hidden = case.winners_only()?;
    if hidden && leaf.ballots != case.unsealed()?.leaf.statement.ballots {
        return Err(Fault::nobody(
            "the ballots that were certified are not those that the officers opened",
        ));
    }
    let named = [
        ("ballots.jsonl", leaf.ballots),
        ("live.jsonl", leaf.live),
        ("manifest.json", leaf.manifest),
        ("open.jsonl", leaf.open),
        ("participation.json", leaf.participation),
        ("result.json", leaf.result),
        ("roll.jsonl", leaf.roll),
    ];
    for (path, hash) in named {
        let not_here = hidden && path == "ballots.jsonl";
        if !not_here && sha256(case.file(path)?) != hash {
            return Err(Fault::nobody(format!(
                "{path} is not the file that was certified"
            )));
        }
    }
    check_entry(case, certified, CERTIFYING)?;
    for entry in &case.log()?.poll.unsealed {
        let statement = &entry.leaf.statement;
        if entry.leaf.hindered() > 0 {
            return Err(Fault::officers(
                certified.leaf.sigs.iter().map(|(by, _)| by),
                format!(
                    "the count was certified although {} found envelopes that are undecodable or \
                     clashing, which nobody set aside",
                    statement.officer
                ),
            ));
        }
    }
    let destroyed = &case.log()?.poll.destroyed;
    for entry in destroyed {
        check_entry(case, entry, CERTIFYING)?;
    }
    let mut said = vec!["enough officers certified these files".to_owned()];
    if !destroyed.is_empty() {
        said.push("the envelopes were destroyed afterwards".to_owned());
    }
    said.extend(receipts::check(case)?);
    Ok(Finding::ok(said.join("; ")))
}
