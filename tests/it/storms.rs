//! Many casts at once, casts at the very close, and death in the middle: what
//! was acknowledged stands, and of each entitlement one ballot counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use commonhold::db::pool;
use commonhold::polls::sealing::{Filled, Sealed, seal_ballot};
use commonhold::seal::ballot::Choice;
use commonhold::seal::hash::{FormKey, Weight};
use commonhold::seal::live::LiveSet;
use commonhold::seal::manifest::Manifest;
use commonhold::seal::sign::Signer;
use commonhold::seal::tracker::OwnPart;
use diesel::sql_types::{BigInt, Bytea, Int4, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join_all;

use crate::support::election::{Foundation, Place, Plan, Poll, Slip, filled, with_fresh_key};
use crate::support::{Form, Page, Visitor, World, eventually};

/// An envelope as stored, for looking at what was kept.
#[derive(Clone, diesel::QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    entitlement: String,
    #[diesel(sql_type = Int4)]
    seq: i32,
    #[diesel(sql_type = Text)]
    digest: String,
}

/// A connection to look with; PostgreSQL may be coming back just now.
async fn superuser(world: &World) -> AsyncPgConnection {
    let address = world.administrator();
    eventually("the return of the database", async || {
        pool::connect_as_administrator(&address).await.ok()
    })
    .await
}

async fn envelopes(world: &World, poll: &Poll) -> Vec<Stored> {
    diesel::sql_query(format!(
        "SELECT encode(entitlement, 'hex') AS entitlement, seq, encode(digest, 'hex') AS digest
         FROM envelopes WHERE poll_id = '{}' ORDER BY entitlement, seq",
        poll.id
    ))
    .load(&mut superuser(world).await)
    .await
    .unwrap()
}

/// The digest that counts for each entitlement: the one with the highest
/// number. Asserts that the numbers have no gap.
fn live_of(envelopes: &[Stored]) -> BTreeSet<String> {
    let mut last: BTreeMap<&str, &Stored> = BTreeMap::new();
    for envelope in envelopes {
        let before = last.insert(&envelope.entitlement, envelope);
        assert_eq!(envelope.seq, before.map_or(0, |before| before.seq) + 1);
    }
    last.into_values()
        .map(|envelope| envelope.digest.clone())
        .collect()
}

/// The closing set as anyone downloads it.
async fn closing_set(poll: &Poll, reader: &Visitor) -> BTreeSet<String> {
    let live = poll.file(reader, "live.jsonl").await;
    let live = LiveSet::parse_jsonl(live.as_bytes()).unwrap();
    live.as_slice()
        .iter()
        .map(|(digest, _)| digest.to_string())
        .collect()
}

async fn number(world: &World, sql: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: Row = diesel::sql_query(format!("SELECT ({sql})::bigint AS n"))
        .get_result(&mut superuser(world).await)
        .await
        .unwrap();
    row.n
}

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
        "SELECT cast_envelope('{}', decode('{entitlement}', 'hex'), 1, $1, $2, $3, $4, $5, 's', $6, $7)",
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
        .batch_execute("SET idle_in_transaction_session_timeout = 0")
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

/// The people who vote in a storm, and the member each casts for.
const STORMING: [(&str, &str); 5] = [
    ("ravi@mail.example", "Nordlicht Hosting"),
    ("sol@mail.example", "Quiet Works"),
    ("max@mail.example", "Max Celik"),
    ("nia@mail.example", "Nia Dossou"),
    ("ola@mail.example", "Ola Eide"),
];

/// The storming people, each with a form that is filled in.
async fn storming(foundation: &Foundation, poll: &Poll) -> Vec<(Visitor, Form)> {
    let voters = foundation
        .sign_in_all(&STORMING.map(|(address, _)| address))
        .await;
    join_all(
        voters
            .into_iter()
            .zip(STORMING)
            .map(async |(voter, (_, member))| {
                let form = poll.ballot(&voter, member).await;
                let form = filled(form, &[("r1", "01"), ("r3", "02")]);
                (voter, form)
            }),
    )
    .await
}

/// Everybody casts again and again until told to stop. Returns the digest of
/// each receipt that arrived whole.
async fn storm(voters: &[(Visitor, Form)], over: &Arc<AtomicBool>) -> Vec<String> {
    let casting = voters.iter().map(async |(voter, form)| {
        let mut acknowledged = Vec::new();
        while !AtomicBool::load(over, Ordering::Relaxed) {
            match voter.try_send(&with_fresh_key(form)).await {
                Some(page) => acknowledged.extend(Slip::try_read(&page).map(|slip| slip.digest())),
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        acknowledged
    });
    join_all(casting).await.concat()
}

fn holds_all(envelopes: &[Stored], acknowledged: &[String]) {
    let kept: BTreeSet<&String> = envelopes.iter().map(|envelope| &envelope.digest).collect();
    for digest in acknowledged {
        assert!(
            kept.contains(digest),
            "the acknowledged ballot {digest} is lost"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_submits_of_one_voter_one_counts() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    a_thousand_submits(&world, &poll, &kim).await;
    // Also the end of the server, with letters in hand, leaves nothing to explain.
    world.stop();
    let log = world.log();
    let unexplained = log
        .lines()
        .filter(|line| line.contains("ERROR") || line.contains("connection closed"));
    assert_eq!(unexplained.collect::<Vec<_>>(), Vec::<&str>::new());
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

/// 1,000 ballots of one voter at once, then one form sent 1,000 times at once.
///
/// A server with little to run on asks some to come back after ten seconds, or
/// does not answer: those have no receipt, and nothing is promised to them.
async fn a_thousand_submits(world: &World, poll: &Poll, kim: &Visitor) {
    const SUBMITS: usize = 1000;
    let form = filled(poll.ballot(kim, "Kim Abara").await, &[("r2", "01")]);
    let forms: Vec<Form> = (0..SUBMITS).map(|_| with_fresh_key(&form)).collect();
    let answers = join_all(forms.iter().map(|form| kim.try_send(form))).await;
    let slips = receipts(answers);
    let acknowledged: Vec<String> = slips.iter().map(Slip::digest).collect();
    let distinct: BTreeSet<&String> = acknowledged.iter().collect();
    assert_eq!(
        distinct.len(),
        acknowledged.len(),
        "each form is a ballot of its own"
    );
    let stored = envelopes(world, poll).await;
    holds_all(&stored, &acknowledged);
    assert_eq!(live_of(&stored).len(), 1, "one ballot of hers counts");

    let one = with_fresh_key(&form);
    let answers = join_all((0..SUBMITS).map(|_| kim.try_send(&one))).await;
    let slips = receipts(answers);
    assert!(
        slips.iter().all(|slip| *slip == slips[0]),
        "one form, one receipt"
    );
    let all = envelopes(world, poll).await;
    let digest = slips[0].digest();
    let kept = all.iter().filter(|envelope| envelope.digest == digest);
    assert_eq!(kept.count(), 1);
    assert_eq!(live_of(&all).len(), 1);
}

/// The receipts among the answers; every other answer says that the server
/// cannot take a ballot now.
fn receipts(answers: Vec<Option<Page>>) -> Vec<Slip> {
    let mut slips = Vec::new();
    for page in answers.into_iter().flatten() {
        match Slip::try_read(&page) {
            Some(slip) => slips.push(slip),
            None => {
                assert_eq!(page.status, 503, "{}", page.text());
                assert!(page.headers.contains_key("retry-after"));
                assert!(
                    page.text().contains("Nothing was changed"),
                    "{}",
                    page.text()
                );
            }
        }
    }
    assert!(!slips.is_empty(), "some are received");
    slips
}

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
