//! Votes whose time is over together, one of which cannot be closed.

use chrono::TimeDelta;
use commonhold::db::pool;
use diesel_async::SimpleAsyncConnection;

use super::refuses;
use crate::support::World;
use crate::support::election::{Foundation, Place, Plan, Poll};

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_cannot_be_closed_keeps_none_of_the_others_open() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let first = Plan {
        closes: TimeDelta::hours(1),
        ..Plan::default()
    };
    let damaged = Poll::open(&foundation, &first).await;
    let sound = Poll::open(&foundation, &Plan::default()).await;
    // As after a restore from a backup: the log has a digest that no envelope has.
    let mut superuser = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    superuser
        .batch_execute(&format!(
            "INSERT INTO digests_logged (poll_id, digest, entry_id)
             SELECT '{}', sha256('x'), min(id) FROM log_entries",
            damaged.id
        ))
        .await
        .unwrap();

    world.advance(TimeDelta::hours(3));
    let reader = foundation.place.visitor();
    sound.closes(&reader).await;
    let path = format!("/polls/{}/live.jsonl", damaged.number);
    refuses(&reader.get(&path).await, 404, "");
    let log = world.log();
    let said = log
        .lines()
        .find(|line| line.contains("could not be closed"))
        .unwrap_or_else(|| panic!("nothing is said of it: {log}"));
    assert!(
        said.contains("poll ") && said.contains("the closing set and the log count differently"),
        "{said}"
    );
}
