//! The weekly letter: once a week, to whom something waits, with what waits.

use chrono::TimeDelta;

use super::{DIGEST, count, received};
use crate::minutes::{confirms, decide, enters};
use crate::support::election::{ADA, BEN, CHI, Foundation, Place, Plan, Poll};
use crate::support::{World, eventually};

const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";

async fn reaches(world: &World, address: &str, number: usize) {
    eventually(
        &format!("weekly letter {number} to {address}"),
        async || (received(world, address, DIGEST) >= number).then_some(()),
    )
    .await;
}

async fn a_moment() {
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_weekly_letter_says_once_what_waits() {
    let Some(mut world) = World::start_unlimited("2026-09-02 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    let (ada, chi) = (&foundation.ada, &foundation.chi);
    let deputy = [("address", KIM), ("office", "deputy_secretary")];
    decide(chi, ada, "/room/offices/new", &deputy).await;
    let treasurer = [("address", LOU), ("office", "treasurer")];
    let entered = enters(chi, "/room/offices/new", &treasurer).await;
    foundation.propose_roll().await;
    let neighbour = world.another_server().await;

    // Not before its hour, though a Monday came before.
    world.set_time("2026-09-07 08:58:00");
    a_moment().await;
    assert_eq!(
        count(&world, "outbox_letters WHERE kind = 'work_digest'").await,
        0
    );
    world.set_time("2026-09-07 09:00:01");
    for address in [ADA.1, BEN.1, KIM] {
        reaches(&world, address, 1).await;
    }
    let killed = world.kill_server();
    world.is_back(killed).await;
    world.set_time("2026-09-09 09:00:01");
    a_moment().await;
    for address in [ADA.1, BEN.1, KIM] {
        assert_eq!(received(&world, address, DIGEST), 1, "{address}");
    }
    for address in [CHI.1, LOU, "max@mail.example"] {
        assert_eq!(received(&world, address, DIGEST), 0, "{address}");
    }
    let of_ben = world.mail().arrives(BEN.1, DIGEST).await.body;
    assert!(of_ben.contains("2 things wait for you:"), "{of_ben}");
    assert!(
        of_ben.contains("Have roll 1 of record date 13 August 2026 computed again"),
        "{of_ben}"
    );
    assert!(of_ben.contains("/room/decisions/3"), "{of_ben}");
    let of_kim = world.mail().arrives(KIM, DIGEST).await.body;
    assert!(of_kim.contains("One thing waits for you:"), "{of_kim}");
    drop(neighbour);

    // What is done meanwhile is on no letter; what is put off is on none either.
    let ada = foundation.place.sign_in(ADA.1).await;
    let decided = confirms(&ada, &entered.path).await;
    assert!(decided.text().contains("✓ decided"), "{}", decided.text());
    world.stop();
    world.set_time("2026-09-23 12:00:00");
    world.start_again().await;
    reaches(&world, BEN.1, 2).await;
    world.set_time("2026-09-24 12:00:00");
    a_moment().await;
    assert_eq!(received(&world, BEN.1, DIGEST), 2, "one after the outage");
    for address in [ADA.1, KIM] {
        assert_eq!(received(&world, address, DIGEST), 1, "{address}");
    }
    assert_eq!(
        count(&world, "outbox_letters WHERE kind = 'work_digest'").await,
        4
    );
}

/// What waited when the letters were written may be done before one leaves.
#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_waits_in_the_weekly_letter_until_it_is_cast() {
    let Some(mut world) = World::start_unlimited("2026-09-06 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    foundation.certify_roll().await;
    let plan = Plan {
        closes: TimeDelta::days(5),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let kim = foundation.place.sign_in(KIM).await;
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    world.set_time("2026-09-07 09:00:01");
    reaches(&world, LOU, 1).await;
    let letter = world.mail().arrives(LOU, DIGEST).await.body;
    let said = letter.replace('\n', " ");
    assert!(
        said.contains(
            "Cast the ballot of Lou Bekker in “Who joins the board?”. You can vote again"
        ),
        "{said}"
    );
    assert!(said.contains("/polls/1/ballot/"), "{said}");
    a_moment().await;
    assert_eq!(received(&world, KIM, DIGEST), 0);
}
