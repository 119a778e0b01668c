//! The opening and the roll: checks 06 and 07.

use commonhold::evidence::leaf::{Leaf, PollLost};
use commonhold::seal::hash::Weight;
use commonhold::seal::manifest::{Beacon, Rule, Terms};
use commonhold::seal::roll::Leaves;

use super::{Corruption, bundle, corrupt, entries, entries_of};
use crate::support::made::{Made, Making};
use crate::support::poll::{CLOSES, Setup};
use crate::support::{digest, signer};

fn extended() -> Setup {
    Setup {
        extended: true,
        ..Setup::default()
    }
}

pub fn set(rules: &mut [Rule], key: &str, value: &str) {
    let rule = rules.iter_mut().find(|rule| rule.key == key).unwrap();
    rule.value = value.to_owned();
}

/// As an operator who has one officer's key would have it.
fn of_one_officer(terms: &mut Terms) {
    terms.officers.truncate(1);
    if let Beacon::Reveals(commitments) = &mut terms.beacon {
        commitments.truncate(1);
    }
    set(&mut terms.rules, "opening.officers", "1");
    set(&mut terms.rules, "certifying.officers", "1");
}

/// The first entry of this kind signed by one stranger beside one officer.
fn with_stranger(making: &mut Making, kind: &str) {
    making.resigned(kind, 1, |_| {});
    making.leaf(kind, |leaf| {
        let signature = leaf.sign(&signer("Eve"));
        leaf.signatures_mut().unwrap().insert("Eve", signature);
    });
}

/// A signature of the second officer that is another's.
fn forged(making: &mut Making, kind: &str) {
    making.leaf(kind, |leaf| {
        let signature = leaf.sign(&signer("Eve"));
        leaf.signatures_mut()
            .unwrap()
            .insert("Ravi Østergård", signature);
    });
}

fn opening() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 6, says, made);
    vec![
        c(
            "an opening with another manifest's hash",
            "is not that of manifest.json",
            entries(|making| {
                making.resigned("poll.opened", 2, |leaf| {
                    if let Leaf::PollOpened(opened) = leaf {
                        opened.manifest = digest("another manifest");
                    }
                });
            }),
        ),
        c(
            "an opening with another roll",
            "another roll than",
            entries(|making| {
                making.resigned("poll.opened", 2, |leaf| {
                    if let Leaf::PollOpened(opened) = leaf {
                        opened.roll_root = digest("another roll");
                    }
                });
            }),
        ),
        c(
            "an opening with another close",
            "another close than",
            entries(|making| {
                making.resigned("poll.opened", 2, |leaf| {
                    if let Leaf::PollOpened(opened) = leaf {
                        opened.closes = CLOSES - 10;
                    }
                });
            }),
        ),
        c(
            "an opening with another opening time",
            "another opening time than",
            entries(|making| {
                making.resigned("poll.opened", 2, |leaf| {
                    if let Leaf::PollOpened(opened) = leaf {
                        opened.opens += 10;
                    }
                });
            }),
        ),
        c(
            "opened by one officer",
            "signed by 1 of the 2",
            entries(|making| {
                making.resigned("poll.opened", 1, |_| {});
            }),
        ),
        c(
            "opened by nobody",
            "signed by 0 of the 2",
            entries(|making| {
                making.resigned("poll.opened", 0, |_| {});
            }),
        ),
        c(
            "opened by one officer and a stranger",
            "signed by 1 of the 2",
            entries(|making| {
                with_stranger(making, "poll.opened");
            }),
        ),
        c(
            "an officer's signature forged on the opening",
            "not by the key of Ravi",
            entries(|making| {
                forged(making, "poll.opened");
            }),
        ),
        c(
            "an opening altered after it was signed",
            "not by the key of Lena",
            entries(|making| {
                making.leaf("poll.opened", |leaf| {
                    if let Leaf::PollOpened(opened) = leaf {
                        opened.at += 1;
                    }
                });
            }),
        ),
        c(
            "an officer's key replaced where no policy knows better",
            "not by the key of Lena",
            {
                let mut made = entries_of(
                    Setup {
                        terms: |terms| terms.officers[0].key = signer("Eve").public(),
                        ..Setup::default()
                    },
                    |_| {},
                );
                made.policy = None;
                made
            },
        ),
        c(
            "two officers where the rule asks for three",
            "signed by 2 of the 3",
            entries_of(
                Setup {
                    terms: |terms| set(&mut terms.rules, "opening.officers", "3"),
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "a poll that names one officer, whose rules ask for one",
            "signed by 1 of the 2",
            entries_of(
                Setup {
                    openings: 1,
                    terms: of_one_officer,
                    ..Setup::default()
                },
                |making| {
                    making.resigned("poll.opened", 1, |_| {});
                    making.resigned("poll.certified", 1, |_| {});
                },
            ),
        ),
        c(
            "a rule that is no number",
            "“two”, not a number",
            entries_of(
                Setup {
                    terms: |terms| set(&mut terms.rules, "opening.officers", "two"),
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "a close put off to no later",
            "no later than the close before",
            entries_of(extended(), |making| {
                making.resigned("poll.extended", 2, |leaf| {
                    if let Leaf::PollExtended(extended) = leaf {
                        extended.closes = CLOSES;
                    }
                });
            }),
        ),
        c(
            "a close put off by one officer",
            "poll.extended at entry",
            entries_of(extended(), |making| {
                making.resigned("poll.extended", 1, |_| {});
            }),
        ),
        c(
            "envelopes lost by the word of one officer",
            "poll.lost at entry",
            entries_of(
                Setup {
                    lost: 1,
                    ..Setup::default()
                },
                |making| making.resigned("poll.lost", 1, |_| {}),
            ),
        ),
        c(
            "a loss with another reason than was signed",
            "not by the key of Lena",
            entries_of(
                Setup {
                    lost: 1,
                    ..Setup::default()
                },
                |making| {
                    making.leaf("poll.lost", |leaf| {
                        if let Leaf::PollLost(PollLost { reason, .. }) = leaf {
                            "Nothing happened.".clone_into(reason);
                        }
                    })
                },
            ),
        ),
    ]
}

/// The roll of the bundle altered, and nothing else.
fn other_roll(change: impl FnOnce(&mut Vec<commonhold::seal::roll::Leaf>)) -> Made {
    bundle(|made| {
        let leaves = Leaves::parse_jsonl(&made.files["roll.jsonl"]).unwrap();
        let mut leaves = leaves.as_slice().to_vec();
        change(&mut leaves);
        let roll = Leaves::new(leaves).unwrap().to_jsonl();
        made.files.insert("roll.jsonl".to_owned(), roll);
        made.relist();
    })
}

fn roll() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 7, says, made);
    vec![
        c(
            "a member added to the roll",
            "does not have the root",
            other_roll(|leaves| {
                let mut leaf = leaves[0].clone();
                leaf.c = commonhold::seal::hash::Commitment::from_bytes([7; 32]);
                leaves.push(leaf);
            }),
        ),
        c(
            "a member dropped from the roll",
            "does not have the root",
            other_roll(|leaves| {
                leaves.pop();
            }),
        ),
        c(
            "a member given more votes",
            "does not have the root",
            other_roll(|leaves| {
                leaves[0].votes = Weight::new(999).unwrap();
            }),
        ),
        c(
            "more members certified than there are",
            "47 with 70 were certified",
            entries(|making| {
                making.resigned("roll.certified", 2, |leaf| {
                    if let Leaf::RollCertified(roll) = leaf {
                        roll.leaves += 1;
                    }
                });
            }),
        ),
        c(
            "more votes certified than there are",
            "46 with 71 were certified",
            entries(|making| {
                making.resigned("roll.certified", 2, |leaf| {
                    if let Leaf::RollCertified(roll) = leaf {
                        roll.votes += 1;
                    }
                });
            }),
        ),
        c(
            "a roll certified by one officer",
            "roll.certified at entry 300 is signed by 1",
            entries(|making| {
                making.resigned("roll.certified", 1, |_| {});
            }),
        ),
        c(
            "a roll certified by one officer and a stranger",
            "is signed by 1",
            entries(|making| {
                with_stranger(making, "roll.certified");
            }),
        ),
        c(
            "a roll with a forged signature",
            "not by the key of Ravi",
            entries(|making| {
                forged(making, "roll.certified");
            }),
        ),
    ]
}

pub fn all() -> Vec<Corruption> {
    opening().into_iter().chain(roll()).collect()
}
