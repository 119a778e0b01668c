//! Sudden death of server, database and everything, again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;

use super::{STORMING, closing_set, envelopes, holds_all, live_of, storm, storming};
use crate::support::World;
use crate::support::election::{Foundation, Place, Plan, Poll};

/// Rounds of death: a few in every run, all of them in `bin/soak`.
fn rounds() -> u32 {
    if std::env::var_os("COMMONHOLD_SOAK").is_some() {
        200
    } else {
        10
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_ballot_is_lost_to_sudden_death() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let voters = storming(&foundation, &poll).await;
    let mut acknowledged = Vec::new();
    for round in 0..rounds() {
        let over = Arc::new(AtomicBool::new(false));
        let casting = tokio::spawn({
            let (voters, over) = (voters.clone(), Arc::clone(&over));
            async move { storm(&voters, &over).await }
        });
        let pause = 150 + u64::from(round * 137 % 400);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        // The third way also starts the count of deaths anew, after which the
        // program would give its server up.
        let killed = match round % 3 {
            0 => world.kill_server(),
            1 => world.kill_postgres(),
            _ => {
                world.kill_everything().await;
                world.start_again().await;
                0
            }
        };
        world.is_back(killed).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        over.store(true, Ordering::Relaxed);
        acknowledged.extend(casting.await.unwrap());
        let envelopes = envelopes(&world, &poll).await;
        holds_all(&envelopes, &acknowledged);
        live_of(&envelopes);
    }
    let enough = usize::try_from(rounds()).unwrap();
    assert!(
        acknowledged.len() > enough,
        "only {} casts",
        acknowledged.len()
    );

    world.advance(TimeDelta::hours(2));
    let reader = foundation.place.visitor();
    poll.closes(&reader).await;
    let envelopes = envelopes(&world, &poll).await;
    let set = closing_set(&poll, &reader).await;
    assert_eq!(set, live_of(&envelopes));
    assert_eq!(set.len(), STORMING.len(), "one of each entitlement");
    println!(
        "{} rounds of sudden death: {} casts acknowledged, {} stored, none lost",
        rounds(),
        acknowledged.len(),
        envelopes.len()
    );
}
