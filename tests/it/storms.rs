//! Many casts at once, casts at the very close, and death in the middle: what
//! was acknowledged stands, of each entitlement one ballot counts, and each act
//! is done once. And ordinary use, for as long as one likes.

mod aftermath;
mod close;
mod crowd;
mod death;
mod load;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use commonhold::db::pool;
use commonhold::seal::live::LiveSet;
use diesel::sql_types::{BigInt, Int4, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::future::join_all;

use crate::support::election::{Foundation, Poll, Slip, filled, with_fresh_key};
use crate::support::{Form, Visitor, World, eventually};

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
async fn storm(voters: &[(Visitor, Form)], over: &AtomicBool) -> Vec<String> {
    let casting = voters.iter().map(async |(voter, form)| {
        let mut acknowledged = Vec::new();
        while !over.load(Ordering::Relaxed) {
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
