//! 05: every entry is well formed, and those of this poll stand in their order.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::log::{Log, Placed};
use crate::evidence::leaf::{
    PollCast, PollCertified, PollClosed, PollDestroyed, PollExcluded, PollExtended, PollLost,
    PollOpened, PollResult, PollSetAside, PollSuperseded, PollVoided, RollCertified,
};
use crate::seal::hash::count;
use crate::seal::statement::SignedStatement;
use crate::tlog::tile::FULL_WIDTH;

/// The order in which the entries of a poll stand; those of one line stand in any. An option is
/// excluded anywhere between the opening of the poll and that of the envelopes.
const ORDER: [&[&str]; 11] = [
    &[RollCertified::KIND],
    &[PollOpened::KIND],
    &[PollExtended::KIND, PollCast::KIND],
    &[PollSuperseded::KIND],
    &[PollLost::KIND],
    &[PollClosed::KIND],
    &[PollSetAside::KIND],
    &[SignedStatement::KIND],
    &[PollResult::KIND],
    &[PollCertified::KIND],
    &[PollDestroyed::KIND],
];

/// The kinds that occur exactly once.
const ONCE: [&str; 4] = [
    PollOpened::KIND,
    PollClosed::KIND,
    PollResult::KIND,
    PollCertified::KIND,
];

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let log = case.log()?;
    if let Some(Placed { index, leaf }) = &log.malformed {
        return Err(Fault {
            sentence: format!("entry {index}: {}", leaf.sentence),
            by: leaf.by.clone(),
        });
    }
    let opened = case.opened().map_err(|_| {
        Fault::nobody(
            "the log holds no poll.opened with the manifest in this bundle: the manifest was \
             changed, or the poll was never opened with it",
        )
    })?;
    check_roll(log, opened.index)?;
    let of_poll = of_this_poll(log, opened.index);
    if let Some(voided) = of_poll.iter().find(|entry| entry.leaf == PollVoided::KIND) {
        return Err(Fault::nobody(format!(
            "the poll was voided at entry {}: nothing in it counts",
            voided.index
        )));
    }
    let rank = |kind: &str| ORDER.iter().position(|kinds| kinds.contains(&kind));
    let (excluding, others): (Vec<_>, Vec<_>) = of_poll
        .iter()
        .copied()
        .partition(|entry| entry.leaf == PollExcluded::KIND);
    let unsealed = others
        .iter()
        .find(|entry| entry.leaf == SignedStatement::KIND);
    for entry in excluding {
        if entry.index < opened.index {
            return Err(Fault::server(format!(
                "{} at entry {} stands before {} at entry {}",
                entry.leaf,
                entry.index,
                PollOpened::KIND,
                opened.index
            )));
        }
        if let Some(unsealed) = unsealed.filter(|unsealed| unsealed.index < entry.index) {
            return Err(Fault::server(format!(
                "{} at entry {} stands after {} at entry {}",
                entry.leaf, entry.index, unsealed.leaf, unsealed.index
            )));
        }
    }
    for pair in others.windows(2) {
        if rank(pair[0].leaf) > rank(pair[1].leaf) {
            return Err(Fault::server(format!(
                "{} at entry {} stands after {} at entry {}",
                pair[1].leaf, pair[1].index, pair[0].leaf, pair[0].index
            )));
        }
    }
    let number = |kind: &str| count(of_poll.iter().filter(|entry| entry.leaf == kind).count());
    for kind in ONCE {
        match number(kind) {
            1 => {}
            0 => {
                return Err(Fault::server(format!(
                    "the log holds no {kind} of this poll"
                )));
            }
            more => {
                return Err(Fault::server(format!(
                    "the log holds {more} entries {kind} of this poll, where one is lawful"
                )));
            }
        }
    }
    if number(SignedStatement::KIND) == 0 {
        return Err(Fault::server(
            "nobody stated that the envelopes were opened",
        ));
    }
    if number(PollDestroyed::KIND) > 1 {
        return Err(Fault::server("the envelopes were destroyed twice"));
    }
    Ok(Finding::ok(format!(
        "all {} entries are well formed, and the {} of this poll stand in their order",
        log.entries.len(),
        of_poll.len()
    )))
}

/// Exactly one `roll.certified` stands before the opening, in the first entry bundle.
fn check_roll(log: &Log<'_>, opened: u64) -> Result<(), Fault> {
    let mut before = log.poll.rolls.iter().filter(|roll| roll.index < opened);
    let Some(roll) = before.next() else {
        return Err(Fault::server(
            "no roll with the manifest's root was certified before the poll was opened",
        ));
    };
    if before.next().is_some() {
        return Err(Fault::server(
            "the roll with the manifest's root was certified twice",
        ));
    }
    if roll.index / u64::from(FULL_WIDTH) != log.first {
        return Err(Fault::bearer(
            "the bundle brings entries from before the one in which the roll was certified",
        ));
    }
    Ok(())
}

/// The poll's entries. Its roll may be certified again later, for another poll.
fn of_this_poll<'l>(log: &'l Log<'_>, opened: u64) -> Vec<&'l Placed<&'static str>> {
    let own = |entry: &&Placed<&str>| entry.leaf != RollCertified::KIND || entry.index < opened;
    log.kinds.iter().filter(own).collect()
}
