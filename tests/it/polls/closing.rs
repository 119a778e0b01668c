//! Votes whose time is over together, one of which cannot be closed.

use std::net::TcpListener;

use chrono::TimeDelta;
use commonhold::db::pool;
use diesel_async::SimpleAsyncConnection;

use super::refuses;
use crate::support::election::{Foundation, Place, Plan, Poll};
use crate::support::{World, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_cannot_be_closed_keeps_none_of_the_others_open() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let figures = figures(&mut world).await;
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
    let said = of_closes(&world);
    let [of_it] = &said[..] else {
        panic!("of it is said once, and of nothing else: {said:?}");
    };
    assert!(
        of_it.contains(&damaged.id.to_string())
            && of_it.contains("the closing set and the log count differently"),
        "{of_it}"
    );

    // Whoever watches is told which one, and that requests are taken as before.
    let line = format!(
        "votes: poll {} should have closed more than a minute ago\n",
        damaged.number
    );
    eventually("the overdue close", async || {
        let ready = reader.get("/readyz").await;
        (ready.status == 200 && ready.html.contains(&line)).then_some(())
    })
    .await;
    let told = reqwest::get(&figures).await.unwrap().text().await.unwrap();
    assert!(told.contains("commonhold_closes_overdue 1\n"), "{told}");
    assert!(told.contains("commonhold_ready 1\n"), "{told}");
}

/// That one vote is stuck makes nobody silent about the next.
#[tokio::test(flavor = "multi_thread")]
async fn of_each_poll_that_cannot_be_closed_is_said_once_why() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let first = Plan {
        closes: TimeDelta::hours(1),
        ..Plan::default()
    };
    let (first, second) = (
        Poll::open(&foundation, &first).await,
        Poll::open(&foundation, &Plan::default()).await,
    );
    let mut superuser = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    superuser
        .batch_execute(
            "CREATE FUNCTION not_now() RETURNS trigger LANGUAGE plpgsql
                 AS 'BEGIN RAISE EXCEPTION ''not now''; END';
             CREATE TRIGGER not_now BEFORE INSERT ON poll_closings
                 FOR EACH ROW EXECUTE FUNCTION not_now();
             ALTER TABLE poll_closings ENABLE ALWAYS TRIGGER not_now",
        )
        .await
        .unwrap();
    for (after, failing) in [(TimeDelta::minutes(90), 1), (TimeDelta::hours(1), 2)] {
        world.advance(after);
        eventually("what is said of a close", async || {
            (of_closes(&world).len() == failing).then_some(())
        })
        .await;
    }
    // It is tried twice a second, and nothing is said again.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let said = of_closes(&world);
    assert_eq!(said.len(), 2, "{said:?}");
    for (said, poll) in said.iter().zip([&first, &second]) {
        assert!(
            said.contains(&poll.id.to_string()) && said.contains("not now"),
            "{said}"
        );
    }
    superuser
        .batch_execute("DROP TRIGGER not_now ON poll_closings")
        .await
        .unwrap();
    let reader = foundation.place.visitor();
    first.closes(&reader).await;
    second.closes(&reader).await;
}

/// What the log says of polls that could not be closed; their numbers are written without dashes.
fn of_closes(world: &World) -> Vec<String> {
    let log = world.log();
    log.lines()
        .filter(|line| line.contains("a poll whose time has come could not be closed"))
        .map(|line| line.replace('-', ""))
        .collect()
}

/// The address at which figures are told from now on.
async fn figures(world: &mut World) -> String {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    world.sets("COMMONHOLD_METRICS", &address).await;
    format!("http://{address}/metrics")
}
