//! The voters: each comes in by a mailed link, opens the ballot and casts it, at
//! a network address of their own.

use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use chrono::{NaiveDate, TimeDelta};
use futures_util::StreamExt;
use futures_util::stream;

use super::papers::Paper;
use crate::support::election::{Foundation, MEMBERS_HEADER, Poll, Slip};

/// Voters who are at it at the same time.
const AT_ONCE: usize = 32;
/// How long the progress is left unsaid.
const PATIENCE: Duration = Duration::from_secs(5);

/// A member who votes.
struct Person {
    name: String,
    address: String,
    /// One of 127.0.0.0/8, all of which are this machine.
    network: IpAddr,
}

impl Person {
    /// The voter of this number, below 2¹⁶.
    fn numbered(number: usize) -> Self {
        let [.., high, low] = u32::try_from(number).unwrap().to_be_bytes();
        Self {
            name: format!("Voter Number {number:05}"),
            address: format!("voter{number:05}@mail.example"),
            network: Ipv4Addr::new(127, 1, high, low).into(),
        }
    }
}

/// The membership list: a member with one vote for each paper.
pub fn members_csv(papers: usize, today: NaiveDate) -> String {
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(60));
    let mut csv = MEMBERS_HEADER.to_owned();
    for Person { name, address, .. } in (1..=papers).map(Person::numbered) {
        writeln!(
            csv,
            "{name},{address},Individual,person,,{from},{from},{to},DE,yes,"
        )
        .unwrap();
    }
    csv
}

/// Casts every paper; returns what each voter was given for it, in the order in
/// which they were done.
pub async fn cast_all(
    foundation: &Foundation,
    poll: &Poll,
    papers: &[Paper],
    say: impl Fn(&str),
) -> Vec<Slip> {
    let postbox = foundation.place.postbox();
    let postbox = &postbox;
    let casts = (1..).zip(papers).map(|(number, paper)| async move {
        let Person {
            name,
            address,
            network,
        } = Person::numbered(number);
        let place = &foundation.place;
        let voter = place.first_sign_in(network, &address, postbox).await;
        let controls = paper.controls();
        let marks: Vec<(&str, &str)> = controls
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        poll.cast(&voter, &name, &marks).await
    });
    let mut done = stream::iter(casts).buffer_unordered(AT_ONCE);
    let begun = Instant::now();
    let mut said = begun;
    let mut slips = Vec::with_capacity(papers.len());
    while let Some(slip) = done.next().await {
        slips.push(slip);
        if said.elapsed() > PATIENCE {
            said = Instant::now();
            say(&format!(
                "  {} of {} papers cast after {} s",
                slips.len(),
                papers.len(),
                begun.elapsed().as_secs()
            ));
        }
    }
    slips
}
