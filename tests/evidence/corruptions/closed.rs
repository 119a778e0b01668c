//! The envelopes that count, who took part, and when it ended: checks 08 to 10.

use commonhold::evidence::leaf::{Leaf, PollLost, PollSuperseded, Signatures};
use commonhold::seal::hash::{Digest, Eid, Weight};
use commonhold::seal::live::{LiveSet, Participation};

use super::{Corruption, bundle, corrupt, entries, entries_of, files};
use crate::support::digest;
use crate::support::log::{Log, cosigned, log_signer};
use crate::support::made::{Made, Making};
use crate::support::poll::{CLOSES, Setup};
use crate::support::record::{PUT_OFF, signed};

/// Alters the digests of the first entry of a kind, with their number.
fn digests(making: &mut Making, kind: &str, change: impl FnOnce(&mut Vec<Digest>)) {
    making.leaf(kind, |leaf| {
        if let Leaf::PollCast(cast) = leaf {
            change(&mut cast.digests);
            cast.digests.sort_unstable();
            cast.n = u64::try_from(cast.digests.len()).unwrap();
        } else if let Leaf::PollSuperseded(superseded) = leaf {
            change(&mut superseded.digests);
            superseded.digests.sort_unstable();
            superseded.n = u64::try_from(superseded.digests.len()).unwrap();
        }
    });
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

fn live() -> Vec<Corruption> {
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
                let place = making.place("poll.cast");
                if let crate::support::record::Item::Leaf(Leaf::PollCast(cast)) =
                    making.items[place].clone()
                {
                    let (few, rest) = cast.digests.split_at(5);
                    let mut small = cast.clone();
                    small.digests = few.to_vec();
                    small.n = 5;
                    let mut large = cast.clone();
                    large.digests = rest.to_vec();
                    large.n = 15;
                    making.items[place] = Leaf::from(small).into();
                    making.items.push(Leaf::from(large.clone()).into());
                    let last = making.items.pop().unwrap();
                    making.items.insert(place + 1, last);
                }
            }),
        ),
        c(
            "an empty batch",
            "has 0 digests",
            entries(|making| {
                let place = making.place("poll.superseded");
                let mut empty = making.items[place].clone();
                if let crate::support::record::Item::Leaf(Leaf::PollSuperseded(leaf)) = &mut empty {
                    leaf.digests.clear();
                    leaf.n = 0;
                }
                making.items.insert(place, empty);
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
                let twice = counted_in_first_batch(making);
                let places: Vec<usize> = (0..making.items.len()).filter(|i| {
                matches!(&making.items[*i], crate::support::record::Item::Leaf(Leaf::PollCast(cast)) if cast.eid == making.poll.manifest.eid())
            }).collect();
                if let crate::support::record::Item::Leaf(Leaf::PollCast(cast)) =
                    &mut making.items[places[1]]
                {
                    cast.digests.push(twice);
                    cast.digests.sort_unstable();
                    cast.n += 1;
                }
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
                let place = making.place("poll.superseded");
                if let crate::support::record::Item::Leaf(Leaf::PollSuperseded(PollSuperseded {
                    digests,
                    eid,
                    ..
                })) = making.items[place].clone()
                {
                    let again = PollSuperseded {
                        digests: digests[..1].to_vec(),
                        eid,
                        n: 1,
                    };
                    making.items.insert(place, Leaf::from(again).into());
                }
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

/// The positions altered, and the close with them.
fn voted(change: impl FnOnce(&mut Vec<u64>, &Making)) -> Made {
    files(|making| {
        let participation = Participation::parse(&making.files.participation).unwrap();
        let mut voted = participation.voted().to_vec();
        change(&mut voted, making);
        let altered = Participation::new(participation.poll(), voted).unwrap();
        making.files.participation = altered.encode();
    })
}

fn participation() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 9, says, made);
    vec![
        c(
            "participation altered in the bundle alone",
            "not the file that poll.closed states",
            bundle(|made| {
                made.change("participation.json", |text| {
                    let (head, _) = text.rsplit_once(',').unwrap();
                    format!("{head}]}}")
                });
            }),
        ),
        c(
            "participation of another poll",
            "of another poll",
            files(|making| {
                let voted = Participation::parse(&making.files.participation).unwrap();
                let other = Eid::from_bytes([9; 32]);
                let altered = Participation::new(other, voted.voted().to_vec()).unwrap();
                making.files.participation = altered.encode();
            }),
        ),
        c(
            "a position beyond the roll",
            "names position 46",
            voted(|voted, _| {
                voted.pop();
                voted.push(46);
            }),
        ),
        c(
            "a member too many took part",
            "44 took part, but 43",
            voted(|voted, making| {
                let all = u64::try_from(making.poll.members.len()).unwrap();
                let absent = (0..all).find(|position| !voted.contains(position)).unwrap();
                voted.push(absent);
            }),
        ),
        c(
            "a member dropped from those who took part",
            "42 took part, but 43",
            voted(|voted, _| {
                voted.pop();
            }),
        ),
        c(
            "another member took part, of other weight",
            "of weight 1",
            voted(|voted, making| {
                let leaves = making.poll.leaves();
                let weight =
                    |position: u64| leaves.as_slice()[usize::try_from(position).unwrap()].votes;
                let all = u64::try_from(making.poll.members.len()).unwrap();
                let absent = (0..all).find(|position| !voted.contains(position)).unwrap();
                let heavy = voted
                    .iter()
                    .position(|p| weight(*p) != weight(absent))
                    .unwrap();
                voted[heavy] = absent;
            }),
        ),
    ]
}

fn early(making: &mut Making) {
    making.leaf("poll.closed", |leaf| {
        if let Leaf::PollClosed(closed) = leaf {
            closed.at = CLOSES - 1;
        }
    });
}

fn time() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 10, says, made);
    vec![
        c(
            "closed before its time",
            "closed 1 seconds before its time",
            entries(early),
        ),
        c(
            "closed before its time, without a witness",
            "closed 1 seconds before its time",
            {
                let mut made = entries(early);
                made.policy = None;
                made
            },
        ),
        c(
            "closed at the first close although it was put off",
            "before its time",
            entries_of(
                Setup {
                    extended: true,
                    ..Setup::default()
                },
                |making| {
                    making.leaf("poll.closed", |leaf| {
                        if let Leaf::PollClosed(closed) = leaf {
                            closed.at = CLOSES + PUT_OFF - 1;
                        }
                    })
                },
            ),
        ),
        c(
            "a witness saw it closed before its time",
            "lima.example/witness saw the poll closed",
            {
                let making = Making::of(Setup::default());
                let log = Log::of(&making.items);
                let seen = log.checkpoint(log.size() - 2, &log_signer("first"));
                making
                    .make()
                    .with_checkpoint(cosigned(seen, "lima", CLOSES - 7))
            },
        ),
        c(
            "a witness of the bundle saw it closed before its time",
            "rome.example/witness saw",
            {
                let making = Making::of(Setup::default());
                let log = Log::of(&making.items);
                let key = log_signer("first");
                let checkpoint = cosigned(log.checkpoint(log.size(), &key), "oslo", CLOSES + 9);
                let checkpoint = cosigned(checkpoint, "rome", CLOSES - 9);
                Made::of(making.parts(&log, checkpoint.to_string(), key.verifier().to_string()))
            },
        ),
    ]
}

pub fn all() -> Vec<Corruption> {
    live()
        .into_iter()
        .chain(participation())
        .chain(time())
        .collect()
}
