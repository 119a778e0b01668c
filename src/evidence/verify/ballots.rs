//! 13: the ballots are those that the officers found, each legal, and nobody's is published who
//! was not told so.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::fault::Fault;
use super::{ATTESTED, Finding};
use crate::seal::ballot::{total_lines, total_votes};
use crate::seal::hash::{Weight, count, sha256};
use crate::seal::open_lines::OpenLine;
use crate::seal::tracker::Tracker;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let statement = &case.unsealed()?.leaf.statement;
    if case.winners_only()? {
        return hidden(case);
    }
    if statement.ballots != sha256(case.file("ballots.jsonl")?) {
        return Err(Fault::nobody(
            "ballots.jsonl is not the file that the officers found in the envelopes",
        ));
    }
    if statement.open != sha256(case.file("open.jsonl")?) {
        return Err(Fault::nobody(
            "open.jsonl is not the file that the officers found in the envelopes",
        ));
    }
    let found = |sentence: String| Fault::officers(signers(case), sentence);
    let lines = case
        .ballots()
        .map_err(|fault| found(fault.sentence.clone()))?;
    if (statement.lines, statement.votes) != (total_lines(lines), total_votes(lines)) {
        return Err(found(format!(
            "the officers state {} ballots with {} votes, but there are {} with {}",
            statement.lines,
            statement.votes,
            total_lines(lines),
            total_votes(lines)
        )));
    }
    let terms = case.manifest()?.terms();
    let roll = case.roll()?;
    let cells = roll.cells();
    let small: BTreeSet<Weight> = cells
        .iter()
        .filter(|(_, size)| **size < terms.k)
        .map(|(weight, _)| *weight)
        .collect();
    let open = case.open()?;
    let withheld = check_open(case, open, &small).map_err(found)?;
    let names = match (open.len(), withheld) {
        (0, _) => String::new(),
        (all, 0) => format!("; {all} are open, as declared, each with its member"),
        (all, withheld) => {
            format!("; {all} are open, as declared, {withheld} of them: name withheld")
        }
    };
    Ok(Finding::ok(format!(
        "{} ballots are legal and those that the officers found{names}",
        lines.len()
    )))
}

/// Of a poll that shows winners only no ballot is in the bundle.
fn hidden(case: &Case<'_>) -> Result<Finding, Fault> {
    for path in ["ballots.jsonl", "open.jsonl"] {
        if !case.file(path)?.is_empty() {
            return Err(Fault::server(format!(
                "{path} is not empty, although the manifest publishes winners only: the roll has a \
                 cell below k"
            )));
        }
    }
    let statement = &case.unsealed()?.leaf.statement;
    if statement.open != sha256(b"") {
        return Err(Fault::officers(
            signers(case),
            "the officers named members beside ballots, although the manifest publishes winners \
             only",
        ));
    }
    Ok(Finding::open(format!(
        "{ATTESTED}: the manifest publishes winners only, so no ballot is here; the officers state \
         {} with {} votes",
        statement.lines, statement.votes
    )))
}

/// The officers who signed for these files.
fn signers<'c>(case: &'c Case<'_>) -> Vec<&'c str> {
    let entries = case.log().map(|log| log.poll.unsealed.as_slice());
    let entries = entries.unwrap_or_default().iter();
    entries
        .map(|entry| entry.leaf.statement.officer.as_str())
        .collect()
}

/// `open.jsonl` holds exactly the ballots of small cells, each beside a member who took part with
/// that weight. Returns how many withhold the name.
fn check_open(case: &Case<'_>, open: &[OpenLine], small: &BTreeSet<Weight>) -> Result<u64, String> {
    let sentence = |fault: Fault| fault.sentence;
    let roll = case.roll().map_err(sentence)?;
    let voted = case.participation().map_err(sentence)?.voted();
    let roll_id = case.roll_certified().map_err(sentence)?.leaf.roll;
    let lines = case.ballots().map_err(sentence)?;
    let mut due: BTreeMap<&Tracker, Weight> = BTreeMap::new();
    for line in lines.iter().filter(|line| small.contains(&line.weight)) {
        due.insert(&line.tracker, line.weight);
    }
    let mut previous = None;
    let mut withheld = 0;
    for (number, OpenLine { cell, tracker }) in (1_u64..).zip(open) {
        let at = |why: &str| Err(format!("open.jsonl, line {number}: {why}"));
        if previous.replace(&cell.c) == Some(&cell.c) {
            return at("the commitment is there twice");
        }
        // Taken out, so that a tracker serves once.
        let Some(weight) = due.remove(tracker) else {
            return at(
                "its ballot is of a cell that is not small, or is no ballot of this poll, or is \
                 there twice: nobody's vote may be published so",
            );
        };
        let Some(position) = roll.position(&cell.c) else {
            return at("the commitment is not on the roll");
        };
        if roll.as_slice()[position].votes != weight {
            return at("the commitment has another weight on the roll than the ballot");
        }
        if voted.binary_search(&count(position)).is_err() {
            return at("the commitment is of somebody who did not take part");
        }
        if !cell.fits(&roll_id) {
            return at("subject and salt do not make the commitment");
        }
        withheld += u64::from(cell.disclosed.is_none());
    }
    match due.first_key_value() {
        None => Ok(withheld),
        Some((_, weight)) => Err(format!(
            "a ballot of weight {weight}, whose cell is small, does not stand in open.jsonl"
        )),
    }
}
