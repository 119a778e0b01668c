//! What must stand when a storm of deaths is over.

use std::collections::BTreeSet;

use commonhold::evidence::leaf::Leaf;
use commonhold::tlog::checkpoint::SignedCheckpoint;
use commonhold::tlog::tree::root;

use super::number;
use crate::ledger::reader::{PublicLog, Reading, files_below};
use crate::ledger::votes::OfVote;
use crate::support::election::Poll;
use crate::support::{Visitor, World, eventually};

/// The log holds every promised digest once, adds up to the closing set, begins
/// as every checkpoint that anybody kept says, and is published again from
/// nothing byte for byte.
pub async fn log_holds(
    world: &World,
    log: &PublicLog,
    poll: &Poll,
    promised: &[String],
    kept: &[SignedCheckpoint],
) -> Reading {
    let reading = eventually("the close in the log", async || {
        let reading = log.read().await;
        (reading.kinds().last() == Some(&"poll.closed")).then_some(reading)
    })
    .await;
    let vote = OfVote::in_log(&reading);
    vote.adds_up(poll, &Visitor::new(world.base_url())).await;
    let cast: BTreeSet<String> = vote.cast().iter().map(ToString::to_string).collect();
    for digest in promised {
        assert!(cast.contains(digest), "{digest} was promised");
    }
    let entries: Vec<Vec<u8>> = reading.leaves.iter().map(Leaf::encode).collect();
    for checkpoint in kept {
        let checkpoint = checkpoint.checkpoint();
        let size = usize::try_from(checkpoint.size()).unwrap();
        assert_eq!(root(&entries[..size]), checkpoint.root());
    }
    let without_gap = "SELECT count(*) FROM log_leaves l, log_state s
        WHERE s.size = (SELECT count(*) FROM log_leaves) AND l.index < s.size";
    let placed = number(world, without_gap).await;
    assert_eq!(u64::try_from(placed).unwrap(), reading.size());

    let folder = world.data().join("log");
    let before = files_below(&folder);
    // Moved away in one step: the publisher that is at work may write into the
    // folder while it would be emptied file by file.
    std::fs::rename(&folder, world.data().join("log.away")).unwrap();
    eventually("the same files again", async || {
        (files_below(&folder) == before).then_some(())
    })
    .await;
    reading
}

/// Of so many rolls, and one before them, each was certified once: in the
/// records, in the log, and as the certifier says.
pub async fn acts_are_done_once(world: &World, reading: &Reading, rolls: u32) {
    let expected = i64::from(rolls) + 1;
    let certified: Vec<_> = reading
        .leaves
        .iter()
        .filter_map(|leaf| match leaf {
            Leaf::RollCertified(leaf) => Some(leaf.roll),
            _ => None,
        })
        .collect();
    let distinct: BTreeSet<_> = certified.iter().collect();
    assert_eq!(distinct.len(), certified.len(), "a roll certified twice");
    assert_eq!(i64::try_from(certified.len()), Ok(expected));
    let of_kind =
        |table: &str| format!("SELECT count(*) FROM {table} WHERE kind = 'roll.certified'");
    for sql in [
        "SELECT count(*) FROM roll_certifications".to_owned(),
        of_kind("acts"),
        of_kind("acts a JOIN act_outcomes o ON o.act_id = a.id AND o.done"),
        of_kind("log_entries"),
    ] {
        assert_eq!(number(world, &sql).await, expected, "{sql}");
    }
}
