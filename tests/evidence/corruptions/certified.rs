//! The certification: check 16.

use commonhold::evidence::leaf::Leaf;

use super::logged::destroyed;
use super::opened::set;
use super::{Corruption, corrupt, entries, entries_of};
use crate::support::digest;
use crate::support::made::Made;
use crate::support::poll::{Fate, Setup};

fn certified(change: impl FnOnce(&mut commonhold::evidence::leaf::PollCertified)) -> Made {
    entries(|making| {
        making.resigned("poll.certified", 2, |leaf| {
            if let Leaf::PollCertified(certified) = leaf {
                change(certified);
            }
        });
    })
}

pub fn all() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 16, says, made);
    let other = digest("another file");
    vec![
        c(
            "another result certified",
            "result.json is not the file that was certified",
            certified(|c| c.result = other),
        ),
        c(
            "other ballots certified",
            "ballots.jsonl is not",
            certified(|c| c.ballots = other),
        ),
        c(
            "another live set certified",
            "live.jsonl is not",
            certified(|c| c.live = other),
        ),
        c(
            "another manifest certified",
            "manifest.json is not",
            certified(|c| c.manifest = other),
        ),
        c(
            "other open ballots certified",
            "open.jsonl is not",
            certified(|c| c.open = other),
        ),
        c(
            "another participation certified",
            "participation.json is not",
            certified(|c| c.participation = other),
        ),
        c(
            "another roll certified",
            "roll.jsonl is not",
            certified(|c| c.roll = other),
        ),
        c(
            "certified by the one officer whom its rule asks for",
            "signed by 1 of the 2",
            entries_of(
                Setup {
                    terms: |terms| set(&mut terms.rules, "certifying.officers", "1"),
                    ..Setup::default()
                },
                |making| making.resigned("poll.certified", 1, |_| {}),
            ),
        ),
        c(
            "certified by one officer",
            "poll.certified at entry",
            entries(|making| {
                making.resigned("poll.certified", 1, |_| {});
            }),
        ),
        c(
            "two officers where the rule of certifying asks for three",
            "signed by 2 of the 3",
            entries_of(
                Setup {
                    terms: |terms| "3".clone_into(&mut terms.rules[0].value),
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "certified altered after it was signed",
            "not by the key of Lena",
            entries(|making| {
                making.leaf("poll.certified", |leaf| {
                    if let Leaf::PollCertified(certified) = leaf {
                        certified.at += 1;
                    }
                });
            }),
        ),
        c(
            "certified with an undecodable envelope",
            "found envelopes that are undecodable",
            {
                // What is undecodable yields no ballot, so the sum holds.
                let setup = Setup {
                    set_aside: 1,
                    ..Setup::default()
                };
                entries_of(setup, |making| {
                    let digests = making.poll.digests(Fate::SetAside);
                    making.items.retain(|item| item.kind() != "poll.set_aside");
                    making.statements(|stated| stated.undecodable.clone_from(&digests));
                })
            },
        ),
        c(
            "envelopes destroyed by one officer",
            "poll.destroyed at entry",
            entries(|making| {
                destroyed(making, 1);
            }),
        ),
    ]
}
