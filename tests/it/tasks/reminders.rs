//! Reminders of an open poll: once a step, never to whoever has voted, not at night.

use chrono::TimeDelta;
use commonhold::db::pool;
use diesel_async::SimpleAsyncConnection;

use super::{REMINDER, count, received};
use crate::support::election::{ADA, Foundation, Place, Plan, Poll};
use crate::support::{Visitor, World, eventually};

/// The first candidate first.
const CHOICE: [(&str, &str); 1] = [("r1", "01")];

/// Those on the roll who have an account, but for Kim and Lou.
const OTHERS: [&str; 5] = [
    "ravi@mail.example",
    "sol@mail.example",
    "max@mail.example",
    "nia@mail.example",
    "ola@mail.example",
];
const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";

async fn others_have(world: &World, number: usize) {
    eventually("the reminders", async || {
        OTHERS
            .iter()
            .all(|address| received(world, address, REMINDER) >= number)
            .then_some(())
    })
    .await;
}

/// What the room says of how many letters left.
async fn letters_said(officer: &Visitor) -> String {
    let text = officer.get("/room/letters").await.text();
    let (_, said) = text.split_once("Letters").unwrap();
    said.to_owned()
}

async fn queued(world: &World, number: i64) {
    let of = "outbox_letters WHERE kind = 'poll_reminder'";
    eventually("reminders in the queue", async || {
        (count(world, of).await >= number).then_some(())
    })
    .await;
    assert_eq!(count(world, of).await, number);
}

/// The close is at 22:30, so that each step falls into the quiet hours: its letters
/// wait for the morning, and who votes in the night gets none.
#[tokio::test(flavor = "multi_thread")]
async fn voting_r24_whoever_has_not_voted_is_reminded_once_a_step_and_nobody_else() {
    let Some(mut world) = World::start_unlimited("2026-09-02 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    foundation.certify_roll().await;
    let plan = Plan {
        closes: TimeDelta::days(10) + TimeDelta::minutes(810),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let kim = foundation.place.sign_in(KIM).await;
    let neighbour = world.another_server().await;
    poll.cast(&kim, "Kim Abara", &CHOICE).await;
    world.mail().arrives(KIM, "Who joins").await;

    // A minute before the step nothing is due, and a minute after it all wait for the morning.
    world.set_time("2026-09-05 22:28:00");
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    queued(&world, 0).await;
    let ada = foundation.place.sign_in(ADA.1).await;
    let lou = foundation.place.sign_in(LOU).await;
    let before = letters_said(&ada).await;
    world.set_time("2026-09-05 22:31:00");
    queued(&world, 6).await;
    let killed = world.kill_server();
    world.is_back(killed).await;
    poll.cast(&lou, "Lou Bekker", &CHOICE).await;
    assert_eq!(received(&world, "ravi@mail.example", REMINDER), 0);
    let at_neighbour = ada.at(&neighbour.base_url).get("/tasks").await;
    assert_eq!(at_neighbour.status, 200, "{}", at_neighbour.text());
    assert_eq!(letters_said(&ada).await, before);
    world.set_time("2026-09-06 08:00:01");
    others_have(&world, 1).await;
    // How many were sent would tell turnout: the room's numbers are those of before.
    assert_eq!(letters_said(&ada).await, before);

    // Further rounds find nothing to do.
    world.set_time("2026-09-06 12:00:00");
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    queued(&world, 6).await;
    for address in OTHERS {
        assert_eq!(received(&world, address, REMINDER), 1, "{address}");
    }
    let of_ravi = world.mail().arrives("ravi@mail.example", REMINDER).await;
    for line in [
        "Nordlicht Hosting, Platinum",
        "Ravi Menon, Individual",
        "You can vote again until the close",
    ] {
        assert!(of_ravi.body.contains(line), "{line} {}", of_ravi.body);
    }

    // While nobody watches, one step comes; it is sent once when somebody does again.
    world.stop();
    world.set_time("2026-09-11 10:00:00");
    world.start_again().await;
    others_have(&world, 2).await;
    let killed = world.kill_server();
    world.is_back(killed).await;
    world.set_time("2026-09-11 14:00:00");
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    for address in OTHERS {
        assert_eq!(received(&world, address, REMINDER), 2, "{address}");
    }
    for address in [KIM, LOU] {
        assert_eq!(received(&world, address, REMINDER), 0, "{address}");
    }

    // With the close, it is forgotten who was reminded.
    assert_eq!(count(&world, "poll_reminders").await, 11);
    world.set_time("2026-09-12 22:31:00");
    eventually("oblivion", async || {
        (count(&world, "poll_reminders").await == 0).then_some(())
    })
    .await;
}

/// After an outage over both steps only the newer one is sent; in the day, at once.
#[tokio::test(flavor = "multi_thread")]
async fn after_an_outage_only_the_newest_step_is_sent() {
    let Some(mut world) = World::start_unlimited("2026-09-02 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    foundation.certify_roll().await;
    let plan = Plan {
        closes: TimeDelta::days(10) + TimeDelta::hours(1),
        ..Plan::default()
    };
    Poll::open(&foundation, &plan).await;
    world.stop();
    world.set_time("2026-09-11 12:00:00");
    world.start_again().await;
    let neighbour = world.another_server().await;
    others_have(&world, 1).await;
    for hour in ["13:00:00", "14:00:00"] {
        world.set_time(&format!("2026-09-11 {hour}"));
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    }
    queued(&world, 7).await;
    drop(neighbour);
    for address in OTHERS {
        assert_eq!(received(&world, address, REMINDER), 1, "{address}");
    }
}

/// Reminders of polls come first in each round, the docket's trial comes behind them.
#[tokio::test(flavor = "multi_thread")]
async fn a_chore_that_cannot_be_done_keeps_none_of_the_others_waiting() {
    let Some(mut world) = World::start("2026-09-02 09:00:00").await else {
        return;
    };
    let _foundation = Foundation::without_keys(Place::of_world(&mut world).await).await;
    let mut superuser = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    superuser
        .batch_execute("REVOKE DELETE ON poll_reminders FROM commonhold_app")
        .await
        .unwrap();
    let trials = count(&world, "docket_canaries").await;
    world.set_time("2026-09-03 10:00:00");
    eventually("the trial of the next day", async || {
        (count(&world, "docket_canaries").await > trials).then_some(())
    })
    .await;
    let log = world.log();
    let failing = |line: &&str| line.contains("a chore could not be done");
    let said: Vec<&str> = log.lines().filter(failing).collect();
    assert!(
        matches!(said.as_slice(), [one] if one.contains("polls::reminders::Reminders")),
        "{said:?}"
    );
}
