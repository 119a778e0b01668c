//! Ledger and database die at any moment: nothing promised is lost, no entry
//! stands twice, and what was signed stays as it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use commonhold::tlog::checkpoint::SignedCheckpoint;
use commonhold::tlog::tree::root;

use super::reader::PublicLog;
use super::votes::OfVote;
use crate::support::election::{Foundation, Place, Plan, Poll, Slip, filled, with_fresh_key};
use crate::support::{Form, Visitor, World, eventually};

/// Rounds of death: a few in every run, all of them in `bin/soak`.
fn rounds() -> u64 {
    if std::env::var_os("COMMONHOLD_SOAK").is_some() {
        200
    } else {
        5
    }
}

/// Casts again and again until told to stop; the digest of each receipt.
async fn casts(voter: &Visitor, form: &Form, over: &AtomicBool) -> Vec<Slip> {
    let mut slips = Vec::new();
    while !over.load(Ordering::Relaxed) {
        match voter.try_send(&with_fresh_key(form)).await {
            Some(page) => slips.extend(Slip::try_read(&page)),
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    slips
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_survives_the_death_of_ledger_and_database() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let log = PublicLog::of(world.base_url());
    log.reaches(1).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let form = filled(poll.ballot(&kim, "Kim Abara").await, &[("r2", "01")]);

    let over = Arc::new(AtomicBool::new(false));
    let casting = tokio::spawn({
        let over = Arc::clone(&over);
        async move { casts(&kim, &form, &over).await }
    });
    let mut kept: Vec<SignedCheckpoint> = Vec::new();
    for round in 0..rounds() {
        tokio::time::sleep(Duration::from_millis(300 + round * 211 % 700)).await;
        // The last way also starts the count of deaths anew, after which the
        // program would give its ledger up.
        match round % 4 {
            0 | 1 => world.kill_ledger(),
            2 => {
                world.kill_postgres();
            }
            _ => {
                world.kill_everything().await;
                world.start_again().await;
            }
        }
        // Served all the while, and never smaller than before.
        let shown = log.checkpoint().await.unwrap();
        let before = kept.last().map_or(0, |last| last.checkpoint().size());
        assert!(shown.checkpoint().size() >= before);
        kept.push(shown);
    }
    over.store(true, Ordering::Relaxed);
    let slips = casting.await.unwrap();
    assert!(!slips.is_empty(), "some casts are received");

    world.advance(TimeDelta::hours(3));
    let reader = foundation.place.visitor();
    poll.closes(&reader).await;
    let reading = eventually("the close in the log", async || {
        let reading = log.read().await;
        (reading.kinds().last() == Some(&"poll.closed")).then_some(reading)
    })
    .await;
    let vote = OfVote::in_log(&reading);
    vote.adds_up(&poll, &reader).await;
    let cast = vote.cast();
    for slip in &slips {
        let digest = slip.receipt.digest;
        assert!(cast.contains(&digest), "{digest} was promised");
    }
    // Every state that anybody kept is how this log begins.
    let entries: Vec<Vec<u8>> = reading.leaves.iter().map(|leaf| leaf.encode()).collect();
    for checkpoint in &kept {
        let checkpoint = checkpoint.checkpoint();
        let size = usize::try_from(checkpoint.size()).unwrap();
        assert_eq!(root(&entries[..size]), checkpoint.root());
    }
}
