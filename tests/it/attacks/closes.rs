//! A vote that whoever has the application's password closes: under an old snapshot, or with
//! nothing else of a close. Neither is done, and the closer closes it.

use chrono::{TimeDelta, Utc};
use commonhold::db::{Role, pool};
use diesel::result::Error::DatabaseError;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::ground::text;
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};

/// By which guard this is refused.
async fn refused(session: &mut AsyncPgConnection, sql: &str) -> String {
    match session.batch_execute(sql).await {
        Err(DatabaseError(_, about)) => {
            let said = about.constraint_name().unwrap_or(about.message());
            said.to_owned()
        }
        other => panic!("{sql}: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_has_every_ballot_and_comes_whole_or_not_at_all() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(75),
        ..Plan::default()
    };
    let closes = foundation.place.now + soon.closes;
    let poll = Poll::open(&foundation, &soon).await;
    let address = app.database.address(Role::App);
    let mut old = pool::connect(&address).await.unwrap();
    let mut bare = pool::connect(&address).await.unwrap();

    // What this session sees is from before the ballot. It may wait as long as it likes: that is
    // its own to set.
    let patient = "SET idle_in_transaction_session_timeout = 0";
    old.batch_execute(patient).await.unwrap();
    let looks = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM envelopes";
    old.batch_execute(looks).await.unwrap();
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    let id = &poll.id;
    let close = format!("SELECT close_poll('{id}')");

    // This one holds the vote when its time comes, so that it is before the closer.
    let until = |at: chrono::DateTime<Utc>| (at - Utc::now()).to_std().unwrap_or_default();
    tokio::time::sleep(until(closes - TimeDelta::seconds(3))).await;
    let holds = format!(
        "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('poll ' || '{id}'::uuid::text, 0))"
    );
    bare.batch_execute(&holds).await.unwrap();
    tokio::time::sleep(until(closes + TimeDelta::seconds(1))).await;
    assert_eq!(refused(&mut old, &close).await, "guard_sees_what_is");
    old.batch_execute("ROLLBACK").await.unwrap();
    let alone = format!("{close}; COMMIT");
    assert_eq!(refused(&mut bare, &alone).await, "close_is_whole");

    poll.closes(&kim).await;
    let mut superuser = app.database.administrator().await;
    let fixed =
        format!("SELECT cast_count || ' ' || live AS it FROM poll_closings WHERE poll_id = '{id}'");
    assert_eq!(text(&mut superuser, &fixed).await, "1 1");
    let entered = "SELECT count(*)::text AS it FROM log_entries WHERE kind = 'poll.closed'";
    assert_eq!(text(&mut superuser, entered).await, "1");
}
