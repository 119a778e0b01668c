//! Who took part, and when it ended: checks 09 and 10.

use commonhold::evidence::leaf::Leaf;
use commonhold::seal::hash::Eid;
use commonhold::seal::live::Participation;

use super::{Corruption, bundle, corrupt, entries, entries_of, files};
use crate::support::log::{Log, cosigned, log_signer};
use crate::support::made::{Made, Making};
use crate::support::poll::{CLOSES, Setup};
use crate::support::record::PUT_OFF;

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
    participation().into_iter().chain(time()).collect()
}
