//! Sudden death of the worker while letters leave: none is lost, and mailboxes
//! see each once.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use commonhold::db::pool;
use diesel_async::RunQueryDsl;

use super::{announces, of_persons};
use crate::support::election::Place;
use crate::support::smtp::{MailServer, Manners};
use crate::support::{World, eventually};

const PERSONS: usize = 60;
/// Letters that one server has in its hands at once, at most.
const IN_HAND: u32 = 8;

fn rounds() -> u32 {
    if std::env::var_os("TESTS_SOAK").is_some() {
        200
    } else {
        20
    }
}

/// The Message-IDs of all letters of notices, and how many are not settled.
async fn queued(world: &World) -> (Vec<String>, usize) {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        id: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        state: String,
    }
    let mut connection = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT l.id::text AS id, q.state FROM outbox_letters l \
         JOIN outbox_queue q ON q.letter = l.id WHERE l.kind = 'notice'",
    )
    .load(&mut connection)
    .await
    .unwrap();
    let open = rows.iter().filter(|row| row.state != "sent").count();
    let ids = rows.iter().map(|row| format!("<{}@localhost>", row.id));
    (ids.collect(), open)
}

/// Waits until every letter is settled; what died with one is due again when its
/// lease is over. Time is moved on only where nothing leaves any more: what a slow
/// machine still has in hand must not seem dead.
async fn all_leave(world: &mut World) -> Vec<String> {
    let mut before = (usize::MAX, Instant::now());
    for _ in 0..1200 {
        let (ids, open) = queued(world).await;
        if open == 0 {
            return ids;
        }
        if open != before.0 {
            before = (open, Instant::now());
        } else if before.1.elapsed() > Duration::from_secs(3) {
            world.advance(TimeDelta::minutes(4));
            before.1 = Instant::now();
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("letters stay: {:?}", queued(world).await.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dies_with_letters_in_its_hands_loses_none_and_mailboxes_see_each_once() {
    let server = MailServer::start(Manners::Good).await;
    // The years to come: libfaketime shows the real time in signal handlers, and a
    // database that plays the past ends transactions early.
    let Some(mut world) = World::start_unlimited("2036-03-03 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = of_persons(place, PERSONS).await;
    world.posts_to(server.url()).await;
    let mut chi = foundation.chi.at(world.base_url());
    let neighbour = world.another_server().await;
    assert!(!neighbour.base_url.is_empty());

    // Two servers, and nobody dies: each letter once.
    announces(&chi, "Before the storm").await;
    let ids = all_leave(&mut world).await;
    assert_eq!(ids.len(), PERSONS);
    assert!(
        server.came().values().all(|times| *times == 1),
        "{:?}",
        server.came()
    );
    // The clock is set back by some minutes: nothing is sent again. Those who act hold
    // their offices then already.
    world.advance(TimeDelta::minutes(4));
    announces(&chi, "In between").await;
    all_leave(&mut world).await;
    world.advance(TimeDelta::minutes(-3));
    announces(&chi, "Some minutes earlier").await;
    all_leave(&mut world).await;
    assert!(server.came().values().all(|times| *times == 1));

    let mut kills = 0;
    for round in 0..rounds() {
        let given = eventually("a notice given", async || {
            let page = chi.try_get("/room/notices/new?kind=general").await?;
            if page.status != 200 {
                return None;
            }
            let title = format!("Round {round}");
            let draft = chi
                .try_send(&page.form("/room/notices").with("title", &title))
                .await?;
            if !draft.path.contains("/drafts/") || draft.status != 200 {
                return None;
            }
            let given = chi.try_send(&draft.form("/giving")).await?;
            (given.status == 200 && !given.path.contains("drafts")).then_some(given.path)
        })
        .await;
        assert!(given.starts_with("/room/notices/"), "{given}");
        tokio::time::sleep(Duration::from_millis(u64::from(round * 37 % 300))).await;
        let killed = if round % 10 == 9 {
            // The whole program, which would give up what dies again and again.
            world.kill_everything().await;
            world.start_again().await;
            chi = chi.at(world.base_url());
            0
        } else {
            world.kill_server()
        };
        kills += 1;
        world.is_back(killed).await;
    }
    let ids = all_leave(&mut world).await;
    let came = server.came();
    let lost: Vec<_> = ids.iter().filter(|id| !came.contains_key(*id)).collect();
    assert_eq!(lost, Vec::<&String>::new());
    assert_eq!(
        came.len(),
        ids.len(),
        "a letter is one message, however often it was tried"
    );
    let repeats: u32 = came.values().map(|times| times - 1).sum();
    println!(
        "{} letters, {kills} deaths, {repeats} handed over a second time",
        ids.len()
    );
    assert!(repeats <= IN_HAND * kills, "{repeats} repeats");
}
