//! The envelopes that count: check 08.

use commonhold::evidence::leaf::{Leaf, PollLost, Signatures};
use commonhold::seal::hash::{Digest, Weight};
use commonhold::seal::live::LiveSet;

use super::{Corruption, bundle, corrupt, entries, files};
use crate::support::digest;
use crate::support::made::{Made, Making};
use crate::support::poll::CLOSES;
use crate::support::record::signed;

/// Alters the digests of the first entry of a kind, with their number.
fn digests(making: &mut Making, kind: &str, change: impl FnOnce(&mut Vec<Digest>)) {
    making.change(kind, |item| {
        let (digests, n) = item.batch();
        change(digests);
        digests.sort_unstable();
        *n = u64::try_from(digests.len()).unwrap();
    });
}

/// Puts the same entry behind the first of a kind, and lets `change` alter the digests of both.
fn split(making: &mut Making, kind: &str, change: impl FnOnce(&mut Vec<Digest>, &mut Vec<Digest>)) {
    let place = making.place(kind);
    let (mut first, mut second) = (making.items[place].clone(), making.items[place].clone());
    change(first.batch().0, second.batch().0);
    for item in [&mut first, &mut second] {
        let (digests, n) = item.batch();
        *n = u64::try_from(digests.len()).unwrap();
    }
    making.items[place] = first;
    making.items.insert(place + 1, second);
}

fn closed(change: impl FnOnce(&mut commonhold::evidence::leaf::PollClosed)) -> Made {
    entries(|making| {
        making.leaf("poll.closed", |leaf| {
            if let Leaf::PollClosed(closed) = leaf {
                change(closed);
            }
        });
    })
}

/// A digest that counts and stands in the first batch.
fn counted_in_first_batch(making: &Making) -> Digest {
    let place = making.place("poll.cast");
    let bytes = making.items[place].encode();
    let text = String::from_utf8(bytes).unwrap();
    let live = making.poll.live().map(|cast| cast.digest);
    live.into_iter()
        .find(|digest| text.contains(&digest.to_string()))
        .unwrap()
}

fn lost(making: &mut Making, digests: Vec<Digest>) {
    let leaf = PollLost {
        at: CLOSES + 1,
        digests,
        eid: making.poll.manifest.eid(),
        reason: "A disk broke.".to_owned(),
        sigs: Signatures::default(),
    };
    let place = making.place("poll.closed");
    making.items.insert(place, signed(leaf, 2));
}

fn live_file(made: &mut Made, change: impl FnOnce(&mut Vec<(Digest, Weight)>)) {
    let live = LiveSet::parse_jsonl(&made.files["live.jsonl"]).unwrap();
    let mut live = live.as_slice().to_vec();
    change(&mut live);
    let live = LiveSet::new(live).unwrap().to_jsonl();
    made.files.insert("live.jsonl".to_owned(), live);
    made.relist();
}

pub fn all() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 8, says, made);
    vec![
        c(
            "a live envelope that was never cast",
            "was never cast",
            entries(|making| {
                let dropped = counted_in_first_batch(making);
                digests(making, "poll.cast", |digests| {
                    digests.retain(|digest| *digest != dropped);
                    digests.push(digest("somebody else's"));
                });
            }),
        ),
        c(
            "a logged envelope withheld from those that count",
            "is not among those that count",
            files(|making| {
                let place = making
                    .poll
                    .casts
                    .iter()
                    .position(|cast| cast.member == 20)
                    .unwrap();
                let withheld = making.poll.casts[place].digest;
                let live = LiveSet::parse_jsonl(&making.files.live).unwrap();
                let kept = live
                    .as_slice()
                    .iter()
                    .filter(|(digest, _)| *digest != withheld);
                making.files.live = LiveSet::new(kept.copied().collect()).unwrap().to_jsonl();
                making.files.recount(&making.poll);
            }),
        ),
        c(
            "an envelope withheld in the bundle alone",
            "is not among those that count",
            bundle(|made| {
                live_file(made, |live| {
                    live.pop();
                });
            }),
        ),
        c(
            "an envelope swapped for another",
            "is not among those that count",
            bundle(|made| {
                live_file(made, |live| live[0].0 = digest("another"));
            }),
        ),
        c(
            "weights exchanged between two envelopes",
            "weights were exchanged",
            bundle(|made| {
                live_file(made, |live| {
                    let heavy = live
                        .iter()
                        .position(|(_, weight)| *weight != Weight::ONE)
                        .unwrap();
                    let light = live
                        .iter()
                        .position(|(_, weight)| *weight == Weight::ONE)
                        .unwrap();
                    (live[heavy].1, live[light].1) = (live[light].1, live[heavy].1);
                });
            }),
        ),
        c(
            "a batch so small that it shows a voter",
            "has 5 digests, where 20",
            entries(|making| {
                split(making, "poll.cast", |first, second| {
                    *second = first.split_off(5)
                });
            }),
        ),
        c(
            "an empty batch",
            "has 0 digests",
            entries(|making| {
                split(making, "poll.superseded", |_, second| second.clear());
            }),
        ),
        c(
            "a batch of over 900",
            "has 901 digests",
            entries(|making| {
                digests(making, "poll.cast", |digests| {
                    let more = 901 - digests.len();
                    digests.extend((0..more).map(|i| digest(&format!("stuffed {i}"))));
                });
            }),
        ),
        c(
            "an envelope cast twice",
            "is cast twice",
            entries(|making| {
                split(making, "poll.cast", |_, _| {});
            }),
        ),
        c(
            "an envelope superseded that was never cast",
            "is superseded, but was never cast",
            entries(|making| {
                digests(making, "poll.superseded", |digests| {
                    digests.push(digest("nobody's"))
                });
            }),
        ),
        c(
            "a live envelope superseded",
            "or is superseded or lost",
            entries(|making| {
                let live = counted_in_first_batch(making);
                digests(making, "poll.superseded", |digests| digests.push(live));
            }),
        ),
        c(
            "an envelope superseded twice",
            "is superseded twice",
            entries(|making| {
                split(making, "poll.superseded", |_, second| second.truncate(1));
            }),
        ),
        c(
            "an envelope superseded and lost",
            "is superseded and lost",
            entries(|making| {
                let digests = making.poll.digests(crate::support::poll::Fate::Superseded);
                lost(making, digests[..1].to_vec());
            }),
        ),
        c(
            "an envelope lost that was never cast",
            "is lost, but was never cast",
            entries(|making| {
                lost(making, vec![digest("nobody's")]);
            }),
        ),
        c(
            "a close that says more were cast",
            "states `cast` as 48",
            closed(|closed| closed.cast += 1),
        ),
        c(
            "a close that says fewer were superseded",
            "states `superseded` as 3",
            closed(|closed| closed.superseded -= 1),
        ),
        c(
            "a close that says one was lost",
            "states `lost` as 1",
            closed(|closed| closed.lost += 1),
        ),
        c(
            "a close that says fewer count",
            "states `live` as 42",
            closed(|closed| closed.live -= 1),
        ),
        c(
            "a close that says more votes",
            "states `votes` as 68",
            closed(|closed| closed.votes += 1),
        ),
        c(
            "a close with another root",
            "does not have the root that poll.closed states",
            closed(|closed| {
                closed.live_root = digest("another live set");
            }),
        ),
    ]
}
