//! Who knows in which order a thousand members voted learns of no one how.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::TimeDelta;
use rand::seq::SliceRandom;

use super::{dump, files_under};
use crate::support::World;
use crate::support::election::{
    Foundation, MEMBERS_HEADER, Place, Plan, Poll, Slip, with_fresh_key,
};

const MEMBERS: usize = 1000;
const OPTIONS: usize = 7;

/// As many organisations of one class, so that one weight is one large cell. One
/// person votes for all of them: what is looked at is ballots, not sign-ins.
fn organisations(today: chrono::NaiveDate) -> String {
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(60));
    let lines = (1..=MEMBERS).map(|number| {
        format!(
            "Mirror {number},ravi@mail.example,Gold,organisation,Ravi Menon,\
             {from},{from},{to},DE,yes,\n"
        )
    });
    MEMBERS_HEADER.to_owned() + &lines.collect::<String>()
}

/// The ranking that only this member gives: another order of all options for each.
fn ranking(member: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (1..=OPTIONS).collect();
    let mut rest = member;
    let mut order = Vec::new();
    while !left.is_empty() {
        order.push(left.remove(rest % left.len()));
        rest /= left.len() + 1;
    }
    order
}

/// How far two orders of the same members go together, in standard deviations of what
/// chance does: Spearman's coefficient times the root of one less than their number.
fn together(one: &[usize], other: &[usize]) -> f64 {
    let place = |order: &[usize]| -> BTreeMap<usize, f64> {
        order
            .iter()
            .copied()
            .zip((0_u32..).map(f64::from))
            .collect()
    };
    let (one, other) = (place(one), place(other));
    let number = f64::from(u32::try_from(one.len()).unwrap());
    let distance: f64 = one
        .iter()
        .map(|(member, place)| (place - other[member]).powi(2))
        .sum();
    let coefficient = 1.0 - 6.0 * distance / (number * (number * number - 1.0));
    coefficient * (number - 1.0).sqrt()
}

/// Asserts that no guess by places is better than chance. Each bound is passed by
/// chance once in a million runs.
fn tells_nothing(what: &str, cast: &[usize], published: &[usize]) {
    assert_eq!(published.len(), MEMBERS, "{what}");
    let by_chance = together(cast, published).abs();
    assert!(by_chance < 5.0, "{what}: {by_chance} standard deviations");
    let hits = cast.iter().zip(published).filter(|(a, b)| a == b).count();
    assert!(
        hits < 11,
        "{what}: {hits} of {MEMBERS} guessed, chance gives 1"
    );
}

/// Every tracker in these bytes, in the order in which they stand.
fn trackers<'a>(bytes: &'a [u8], known: &BTreeSet<String>) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for (place, byte) in bytes.iter().enumerate() {
        if *byte != b'-' || place < 16 {
            continue;
        }
        let written = bytes.get(place - 16..place + 7).unwrap_or_default();
        if let Ok(written) = std::str::from_utf8(written)
            && known.contains(written)
        {
            found.push((place - 16, written));
        }
    }
    found
}

// A thousand ballots are sealed one after another: half a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r11_a_known_order_of_a_thousand_casts_leads_to_no_ballot() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let members = organisations(place.now.date_naive());
    let foundation = Foundation::found_with(place, &members).await;
    foundation.certify_roll().await;
    let plan = Plan {
        options: "One\nTwo\nThree\nFour\nFive\nSix\nSeven",
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    let page = ravi.get(&format!("/polls/{}", poll.number)).await;
    let prefix = format!("\"/polls/{}/ballot/", poll.number);
    let ballots: BTreeSet<String> = page
        .html
        .match_indices(&prefix)
        .filter_map(|(at, _)| page.html[at + 1..].split('"').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(ballots.len(), MEMBERS);
    let mut order: Vec<(usize, String)> = ballots.into_iter().enumerate().collect();
    order.shuffle(&mut rand::rng());

    let form = poll.ballot(&ravi, "Mirror 1").await;
    let mut slips = Vec::new();
    for (member, path) in &order {
        let mut form = with_fresh_key(&form);
        form.action.clone_from(path);
        for (rank, option) in ranking(*member).into_iter().enumerate() {
            form = form.with(&format!("r{option}"), &format!("{:02}", rank + 1));
        }
        slips.push(Slip::read(&ravi.send(&form).await));
    }
    world.advance(TimeDelta::hours(2));
    poll.certified(&foundation).await;

    let cast: Vec<usize> = order.iter().map(|(member, _)| *member).collect();
    let of_choice: BTreeMap<String, usize> = (0..MEMBERS)
        .map(|member| {
            let ranks: Vec<[usize; 1]> = ranking(member).into_iter().map(|it| [it]).collect();
            (serde_json::to_string(&ranks).unwrap(), member)
        })
        .collect();
    let of_digest: BTreeMap<String, usize> = slips
        .iter()
        .zip(&cast)
        .map(|(slip, member)| (slip.digest(), *member))
        .collect();

    let file = poll.file(&ravi, "ballots.jsonl").await;
    let lines: Vec<&str> = file.lines().collect();
    let published: Vec<usize> = lines
        .iter()
        .map(|line| {
            let (_, choice) = line.split_once("\"v\":").unwrap();
            let choice = choice.split(",\"w\"").next().unwrap();
            of_choice[choice]
        })
        .collect();
    tells_nothing("ballots.jsonl", &cast, &published);
    let path = format!("{}/envelopes.jsonl", poll.room());
    let exported = foundation.ada.get(&path).await.html;
    for (what, file) in [
        ("live.jsonl", poll.file(&ravi, "live.jsonl").await),
        ("envelopes.jsonl", exported),
    ] {
        let order: Vec<usize> = file
            .lines()
            .filter_map(|line| of_digest.iter().find(|(digest, _)| line.contains(*digest)))
            .map(|(_, member)| *member)
            .collect();
        tells_nothing(what, &cast, &order);
        // Neither does one file lead to the other.
        tells_nothing(what, &published, &order);
    }

    // Wherever a tracker stands (database, log, letters, files), it stands in its own
    // ballot line and among all others, as they are published.
    let known: BTreeSet<String> = slips.iter().map(|slip| slip.tracker.clone()).collect();
    let sorted: Vec<&str> = lines.iter().map(|line| &line[6..29]).collect();
    let mut places = vec![("a dump".to_owned(), dump(&world).await)];
    for file in files_under(world.root()) {
        let name = file.to_string_lossy().into_owned();
        // What PostgreSQL keeps in pages and in its log is what the dump says.
        if !name.contains("/postgres/")
            && let Ok(bytes) = fs::read(&file)
        {
            places.push((name, bytes));
        }
    }
    let mut copies = 0;
    for (name, bytes) in &places {
        let here = trackers(bytes, &known);
        for together in here.chunks(MEMBERS) {
            let said: Vec<&str> = together.iter().map(|(_, tracker)| *tracker).collect();
            assert_eq!(said, sorted, "in {name}");
            for ((at, _), line) in together.iter().zip(&lines) {
                assert!(bytes[at - 6..].starts_with(line.as_bytes()), "in {name}");
            }
            copies += 1;
        }
    }
    assert!(copies > 0, "the published ballots are found");
}
