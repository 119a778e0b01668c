//! Sudden death of server, ledger, certifier, database and everything, again and
//! again, while people cast and officers act.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use commonhold::evidence::act::Act;
use commonhold::tlog::checkpoint::SignedCheckpoint;

use super::aftermath::{acts_are_done_once, log_holds};
use super::{STORMING, closing_set, envelopes, holds_all, live_of, storm, storming};
use crate::ledger::reader::PublicLog;
use crate::support::election::{Foundation, Place, Plan, Poll, StandingKey};
use crate::support::{Codes, Form, Visitor, World, eventually};

/// Rounds of death: a few in every run, all of them in `bin/soak`.
fn rounds() -> u32 {
    if std::env::var_os("TESTS_SOAK").is_some() {
        200
    } else {
        20
    }
}

/// Kills one thing a round, and waits until server and database are back.
async fn kill(world: &mut World, round: u32) {
    let killed = match round % 5 {
        0 => world.kill_server(),
        1 => {
            world.kill_ledger();
            0
        }
        2 => {
            world.kill_certifier();
            0
        }
        3 => world.kill_postgres(),
        // This way also starts the count of deaths anew, after which the program
        // would give up what dies.
        _ => {
            world.kill_everything().await;
            world.start_again().await;
            0
        }
    };
    world.is_back(killed).await;
}

/// Ada proposes a roll; the form by which Ben has it certified.
pub(super) async fn proposed(foundation: &Foundation) -> Form {
    let roll = foundation.propose_roll().await;
    foundation.ben.get(&roll).await.form("/certification")
}

/// Prepares an act, has both officers sign it, and waits until it is done, on
/// servers that come and go.
pub(super) async fn acts(foundation: &Foundation, form: &Form) {
    let act = eventually("an act prepared", async || {
        let page = foundation.ben.try_send(form).await?;
        page.path.starts_with("/room/acts/").then_some(page.path)
    })
    .await;
    let [ada, ben] = &foundation.keys;
    for (officer, key) in [(&foundation.ada, ada), (&foundation.ben, ben)] {
        eventually("a signature", async || signs(officer, key, &act).await).await;
    }
    eventually("the certifier's word", async || {
        let text = foundation.ada.try_get(&act).await?.text();
        assert!(!text.contains("✕ refused"), "{text}");
        text.contains("✓ done").then_some(())
    })
    .await;
}

/// Signs an act, unless this officer has signed it already.
async fn signs(officer: &Visitor, key: &StandingKey, act: &str) -> Option<()> {
    let page = officer.try_get(act).await?;
    // A code counts for ten minutes, and a soak takes longer.
    if Codes::are_asked(&page) {
        officer.try_give_a_code().await?;
        return None;
    }
    // The answer to a code brings the session's new token, and may be lost with its server.
    if page.path.starts_with("/sign-in") {
        officer.try_sign_in().await?;
        return None;
    }
    let text = page.text();
    if text.contains("You have signed it.") || text.contains("✓ done") {
        return Some(());
    }
    let file = officer.try_get(&format!("{act}/act.json")).await?;
    let parsed = Act::parse(file.html.as_bytes()).ok()?;
    let signature = key.sign(&parsed);
    let mut forms = page.forms().into_iter();
    let form = forms.find(|form| form.action.ends_with("/signatures"))?;
    officer
        .try_upload(&form, &[("signature", &signature)])
        .await?;
    // What became of it stands on the page.
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_promised_is_lost_to_sudden_death() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let voters = storming(&foundation, &poll).await;
    let log = PublicLog::of(world.base_url());
    log.reaches(1).await;
    let mut acknowledged = Vec::new();
    let mut kept: Vec<SignedCheckpoint> = Vec::new();
    for round in 0..rounds() {
        let form = proposed(&foundation).await;
        let over = AtomicBool::new(false);
        let dying = async {
            let pause = u64::from(round * 137 % 550);
            tokio::time::sleep(Duration::from_millis(pause)).await;
            kill(&mut world, round).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            over.store(true, Ordering::Relaxed);
        };
        let (cast, (), ()) = tokio::join!(storm(&voters, &over), acts(&foundation, &form), dying);
        acknowledged.extend(cast);
        let envelopes = envelopes(&world, &poll).await;
        holds_all(&envelopes, &acknowledged);
        live_of(&envelopes);
        // Served all the while, and never smaller than before.
        let shown = log.checkpoint().await.unwrap();
        let before = kept.last().map_or(0, |last| last.checkpoint().size());
        assert!(shown.checkpoint().size() >= before);
        kept.push(shown);
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
    let reading = log_holds(&world, &log, &poll, &acknowledged, &kept).await;
    acts_are_done_once(&world, &reading, rounds()).await;
    println!(
        "{} rounds of sudden death: {} casts acknowledged, {} stored, none lost; {} entries in the log",
        rounds(),
        acknowledged.len(),
        envelopes.len(),
        reading.size(),
    );
}
