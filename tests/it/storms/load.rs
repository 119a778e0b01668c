//! Ordinary use, all of it at once and for long: people vote, read and sign in, officers read and
//! act, and nothing is refused, forgotten or kept in memory for ever.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures_util::future::join_all;

use super::aftermath::{acts_are_done_once, log_holds};
use super::death::{acts, proposed};
use super::{STORMING, closing_set, envelopes, holds_all, live_of, storming};
use crate::ledger::reader::PublicLog;
use crate::support::election::{Foundation, Place, Plan, Poll, Slip, with_fresh_key};
use crate::support::{Form, Visitor, World, memory};

/// A few seconds in every run, an hour in `bin/soak`.
fn span() -> Duration {
    match std::env::var_os("TESTS_SOAK") {
        Some(_) => Duration::from_secs(60 * 60),
        None => Duration::from_secs(8),
    }
}

/// Casts again and again, as one who cannot decide; the digest of each receipt.
async fn casts(voter: &Visitor, form: &Form, over: &AtomicBool) -> Vec<String> {
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let page = voter.send(&with_fresh_key(form)).await;
        acknowledged.push(Slip::read(&page).digest());
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    acknowledged
}

/// Goes from page to page as the links lead, every one of them before any a second time, and
/// returns how long each answer took.
async fn reads(reader: &Visitor, from: &str, over: &AtomicBool) -> Vec<Duration> {
    let mut seen = BTreeSet::from([from.to_owned()]);
    let mut next = from.to_owned();
    let mut took = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let page = reader.get(&next).await;
        took.push(begun.elapsed());
        assert!(page.status.is_success(), "{next}: {}", page.status);
        let links = page.links().into_iter().map(|(_, target)| target);
        let own = links.map(|target| target.split('#').next().unwrap_or_default().to_owned());
        let mut own: Vec<String> = own.filter(|target| target.starts_with('/')).collect();
        // No two readers go the same way, and each goes the same way every time.
        own.sort_by_key(|target| order(from, took.len(), target));
        let new = own.iter().find(|target| seen.insert((*target).clone()));
        next = new.or(own.first()).unwrap_or(&from.to_owned()).clone();
        if took.len().is_multiple_of(200) {
            seen.clear();
            from.clone_into(&mut next);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    took
}

fn order(from: &str, step: usize, target: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (from, step, target).hash(&mut hasher);
    hasher.finish()
}

/// Asks for the link, comes in by it, and looks at their own page, over and over.
async fn signs_in(place: &Place, address: &str, over: &AtomicBool) -> u32 {
    let mut times = 0;
    while !over.load(Ordering::Relaxed) {
        let visitor = place.sign_in(address).await;
        assert_eq!(visitor.get("/me").await.status, 200);
        times += 1;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    times
}

/// Proposes rolls and has them certified; how many.
async fn certifies(foundation: &Foundation, over: &AtomicBool) -> u32 {
    let mut rolls = 0;
    while !over.load(Ordering::Relaxed) {
        let form = proposed(foundation).await;
        acts(foundation, &form).await;
        rolls += 1;
        // Rolls are for good: an hour has some hundred of them.
        tokio::time::sleep(span() / 200).await;
    }
    rolls
}

/// What the server takes of memory after a sixth of the time, and at the end.
async fn weighs(world: &World, over: &AtomicBool) -> (u64, u64) {
    tokio::time::sleep(span() / 6).await;
    let early = memory::resident_kib(world.server());
    tokio::time::sleep(span() - span() / 6).await;
    let late = memory::resident_kib(world.server());
    over.store(true, Ordering::Relaxed);
    (early, late)
}

fn percentile(took: &mut [Duration], of_hundred: usize) -> Duration {
    took.sort_unstable();
    let place = (took.len() * of_hundred / 100).min(took.len().saturating_sub(1));
    took.get(place).copied().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ordinary_use_goes_on_for_as_long_as_it_likes() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let voters = storming(&foundation, &poll).await;
    let log = PublicLog::of(world.base_url());
    log.reaches(1).await;
    let place = &foundation.place;
    let (nobody, member) = (place.visitor(), place.sign_in("lou@mail.example").await);

    let over = AtomicBool::new(false);
    let casting = join_all(voters.iter().map(|(voter, form)| casts(voter, form, &over)));
    let reading = join_all([
        reads(&nobody, "/", &over),
        reads(&member, "/me", &over),
        reads(&foundation.ada, "/room", &over),
    ]);
    let (cast, read, entered, rolls, (early, late)) = tokio::join!(
        casting,
        reading,
        signs_in(place, "kim@mail.example", &over),
        certifies(&foundation, &over),
        weighs(&world, &over),
    );

    let acknowledged = cast.concat();
    let stored = envelopes(&world, &poll).await;
    holds_all(&stored, &acknowledged);
    assert_eq!(stored.len(), acknowledged.len(), "each form is a ballot");
    let mut read = read.concat();
    println!(
        "{:?} of use: {} casts, {} pages (p50 {:?}, p99 {:?}), {entered} sign-ins, {rolls} rolls certified; the server {early} KiB, then {late} KiB",
        span(),
        acknowledged.len(),
        read.len(),
        percentile(&mut read, 50),
        percentile(&mut read, 99),
    );
    // It may fill its caches, and not grow with what it did.
    assert!(late < 2 * early + 64 * 1024, "from {early} KiB to {late}");

    world.advance(TimeDelta::hours(2));
    poll.closes(&nobody).await;
    let set = closing_set(&poll, &nobody).await;
    assert_eq!(set, live_of(&stored));
    assert_eq!(set.len(), STORMING.len(), "one of each entitlement");
    let reading = log_holds(&world, &log, &poll, &acknowledged, &[]).await;
    acts_are_done_once(&world, &reading, rolls).await;
    let said = world.log();
    let unexplained: Vec<&str> = said.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(unexplained, Vec::<&str>::new());
}
