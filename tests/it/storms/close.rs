//! The close in the middle of a storm: what was begun before it counts, what
//! comes after is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use commonhold::db::pool;
use commonhold::polls::sealing::{Filled, Sealed, seal_ballot};
use commonhold::seal::ballot::Choice;
use commonhold::seal::hash::{FormKey, Weight};
use commonhold::seal::manifest::Manifest;
use commonhold::seal::sign::Signer;
use commonhold::seal::tracker::OwnPart;
use diesel::sql_types::{Bytea, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::{
    STORMING, closing_set, envelopes, holds_all, live_of, number, storm, storming, superuser,
};
use crate::support::election::{Foundation, Place, Plan, Poll};
use crate::support::{World, eventually};

/// A ballot sealed in this process, as the server would before its transaction.
fn sealed(manifest: &Manifest, weight: u64) -> Sealed {
    let mut rng = rand::rng();
    let ballot = Filled {
        choice: Choice::Ranked(vec![vec![2]]),
        own: OwnPart::suggest(&mut rng),
        key: FormKey::random(&mut rng),
        weight: Weight::new(weight).unwrap(),
    };
    let signer = Signer::generate(&mut rng);
    seal_ballot(&mut rng, manifest, &signer, &ballot, b"body").unwrap()
}

/// Calls what the server calls within its transaction, on a connection whose
/// transaction the test holds.
async fn cast_on(
    server: &mut AsyncPgConnection,
    poll: &Poll,
    entitlement: &str,
    sealed: &Sealed,
) -> Result<usize, diesel::result::Error> {
    diesel::sql_query(format!(
        "SELECT cast_envelope('{}', decode('{entitlement}', 'hex'), 1, $1, $2, $3, $4, $5, 's', $6, $7, NULL, sha256('m'), substr(sha256('s'), 1, 16), sha256('n'))",
        poll.id
    ))
    .bind::<Bytea, _>(sealed.envelope.id.as_bytes().as_slice())
    .bind::<Bytea, _>(&sealed.envelope.enc)
    .bind::<Bytea, _>(&sealed.envelope.ct)
    .bind::<Bytea, _>(sealed.envelope.digest.as_bytes().as_slice())
    .bind::<Bytea, _>(sealed.cast_key.as_bytes().as_slice())
    .bind::<Bytea, _>(sealed.signature.as_bytes().as_slice())
    .bind::<Bytea, _>(sealed.body_mac.as_slice())
    .execute(server)
    .await
}

/// A connection of the server's role that may sit in a transaction for as long
/// as the test likes, whatever the clock does meanwhile.
async fn patient(world: &World) -> AsyncPgConnection {
    let mut server = pool::connect(&world.address("commonhold_app"))
        .await
        .unwrap();
    server
        .batch_execute(
            "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0; SET lock_timeout = 0",
        )
        .await
        .unwrap();
    server
}

/// Waits until somebody waits for an advisory lock in this mode: the closer
/// wants the poll's alone, a cast wants it shared.
async fn waits_for_the_poll(world: &World, mode: &str) {
    let waiting = format!(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = '{mode}' AND NOT granted"
    );
    eventually(mode, async || {
        (number(world, &waiting).await > 0).then_some(())
    })
    .await;
}

/// The single-vote entitlement of one member.
async fn entitlement_of(world: &World, member: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        entitlement: String,
    }
    let row: Row = diesel::sql_query(
        "SELECT encode(e.entitlement, 'hex') AS entitlement FROM roll_entitlements e
         JOIN roll_openings o USING (roll_id, entitlement) WHERE o.subject LIKE $1 || ',%'",
    )
    .bind::<Text, _>(member)
    .get_result(&mut superuser(world).await)
    .await
    .unwrap();
    row.entitlement
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_close_lets_no_cast_slip() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let plan = Plan {
        closes: TimeDelta::hours(1),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;

    let manifest = poll.manifest(&kim).await;
    let lou = entitlement_of(&world, "Lou Bekker").await;
    let nobody = entitlement_of(&world, "Ravi Menon").await;
    let neighbour = world.another_server().await;
    let mut voters = storming(&foundation, &poll).await;
    // Half of them meet the other server.
    for (voter, _) in voters.iter_mut().skip(2) {
        *voter = voter.at(&neighbour.base_url);
    }

    // The time leaps to just before the close, then goes its way.
    let close = i64::try_from(manifest.terms().closes).unwrap();
    let left = TimeDelta::seconds(close - world.now().timestamp());
    world.advance(left - TimeDelta::seconds(8));
    let mut held = patient(&world).await;
    let mut begun = patient(&world).await;

    // One cast has passed the guard and is not committed; one has begun its
    // transaction and not reached the guard.
    let before = sealed(&manifest, 1);
    held.batch_execute("BEGIN").await.unwrap();
    cast_on(&mut held, &poll, &lou, &before).await.unwrap();
    begun.batch_execute("BEGIN").await.unwrap();
    begun
        .batch_execute("SELECT count(*) FROM polls")
        .await
        .unwrap();

    let over = Arc::new(AtomicBool::new(false));
    let casting = tokio::spawn({
        let (voters, over) = (voters.clone(), Arc::clone(&over));
        async move { storm(&voters, &over).await }
    });

    // The time is over, and the closer waits for the cast under way.
    waits_for_the_poll(&world, "ExclusiveLock").await;
    assert!(world.now().timestamp() >= close);
    let open = format!(
        "SELECT count(*) FROM polls WHERE id = '{}' AND state = 'open'",
        poll.id
    );
    // What comes after stands in line behind the closer, and is refused.
    let after = sealed(&manifest, 1);
    let (refused, ()) = tokio::join!(cast_on(&mut begun, &poll, &nobody, &after), async {
        waits_for_the_poll(&world, "ShareLock").await;
        assert_eq!(number(&world, &open).await, 1);
        held.batch_execute("COMMIT").await.unwrap();
    });
    let refused = refused.expect_err("after the close").to_string();
    assert!(refused.contains("the poll is not open"), "{refused}");
    begun.batch_execute("ROLLBACK").await.unwrap();
    poll.closes(&kim).await;
    over.store(true, Ordering::Relaxed);
    let acknowledged = casting.await.unwrap();
    assert!(!acknowledged.is_empty());

    let envelopes = envelopes(&world, &poll).await;
    holds_all(&envelopes, &acknowledged);
    let set = closing_set(&poll, &kim).await;
    assert_eq!(
        set,
        live_of(&envelopes),
        "each entitlement's last ballot, no other"
    );
    assert_eq!(set.len(), STORMING.len() + 1, "the storming, and Lou");
    assert!(set.contains(&before.envelope.digest.to_string()));
    assert!(!set.contains(&after.envelope.digest.to_string()));
    let cast = format!(
        "SELECT cast_count FROM poll_closings WHERE poll_id = '{}'",
        poll.id
    );
    assert_eq!(
        number(&world, &cast).await,
        i64::try_from(envelopes.len()).unwrap()
    );
    assert!(poll.opened(&foundation.ada).await.is_clean());

    // Two servers saw the time pass; everybody is told once.
    let record = "The record of the vote";
    for (address, letters) in [("lou@mail.example", 1), ("ravi@mail.example", 2)] {
        world.mail().arrives(address, record).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let told = world.mail().to(address);
        let told = told
            .iter()
            .filter(|letter| letter.subject.starts_with(record));
        assert_eq!(told.count(), letters, "{address}");
    }
}
