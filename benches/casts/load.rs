//! The people who ask: voters who cast again and again, and readers who arrive
//! whether or not those before them are served.

use std::time::{Duration, Instant};

use commonhold::seal::hash::FormKey;
use futures_util::future::join_all;
use tokio::task::JoinSet;

use super::ground::{Ground, Voter};
use super::wire::{self, Wire};

/// All voters cast, each the next ballot as soon as the last is answered; how
/// many ballots were accepted a second.
pub async fn cast(ground: &Ground, span: Duration) -> f64 {
    let begun = Instant::now();
    let accepted: u32 = join_all(
        ground
            .voters
            .iter()
            .map(|voter| cast_on(voter, begun, span)),
    )
    .await
    .into_iter()
    .sum();
    f64::from(accepted) / begun.elapsed().as_secs_f64()
}

async fn cast_on(voter: &Voter, begun: Instant, span: Duration) -> u32 {
    let ballot = voter.ballot.clone();
    let ballot = ballot.with("r1", "02").with("r2", "01").with("r7", "03");
    let mut request = wire::post(&voter.visitor, &voter.path, &ballot);
    let key = wire::find(&request, b"&key=").unwrap() + "&key=".len();
    let mut browser = Wire::connect(&voter.visitor.address("")).await;
    let mut accepted = 0;
    while begun.elapsed() < span {
        // As if the ballot had been opened again.
        let fresh = FormKey::random(&mut rand::rng()).to_hex();
        request[key..key + fresh.len()].copy_from_slice(fresh.as_bytes());
        let (status, page) = browser.ask(&request).await;
        assert!(
            status == 200 && page.contains("class=\"tracker\""),
            "{status} {page}"
        );
        accepted += 1;
    }
    accepted
}

/// Readers open their ballots at so many arrivals a second on average, at
/// random (exponential) distances; how long each waited from its arrival to the
/// last byte.
pub async fn read_pages(ground: &Ground, arrivals: u32, span: Duration) -> Vec<Duration> {
    let mut readers = JoinSet::new();
    let begun = tokio::time::Instant::now();
    let mut due = Duration::ZERO;
    for voter in ground.voters.iter().cycle() {
        // Above 0 and up to 1.
        let chance = (f64::from(rand::random::<u32>()) + 1.0) / (f64::from(u32::MAX) + 1.0);
        due += Duration::from_secs_f64(-chance.ln() / f64::from(arrivals));
        if due > span {
            break;
        }
        let request = voter
            .visitor
            .client()
            .get(voter.visitor.address(&voter.path));
        let arrival = begun + due;
        readers.spawn(async move {
            tokio::time::sleep_until(arrival).await;
            let answer = request.send().await.unwrap();
            let status = answer.status();
            let page = answer.bytes().await.unwrap();
            assert!(status == 200, "{status} {}", String::from_utf8_lossy(&page));
            arrival.elapsed()
        });
    }
    readers.join_all().await
}
