//! What the officers say they found, and whether it is everything: checks 11 and 12.

use commonhold::evidence::leaf::Leaf;
use commonhold::seal::canonical::join_lines;

use super::{Corruption, bundle, corrupt, entries, entries_of, files_of};
use crate::support::made::{Made, Making};
use crate::support::poll::{CLOSES, Fate, OFFICERS, Setup, tracker};
use crate::support::record::{signed, statement};
use crate::support::{digest, signer};

fn aside() -> Setup {
    Setup {
        set_aside: 1,
        ..Setup::default()
    }
}

pub fn excluding() -> Setup {
    Setup {
        excluded: Some("dee"),
        ..Setup::default()
    }
}

/// A further statement, by this officer, after `change`.
fn also_stated(
    making: &mut Making,
    officer: &str,
    by: &str,
    change: impl FnOnce(&mut commonhold::seal::statement::Statement),
) {
    let mut stated = statement(&making.poll, &making.files, officer, CLOSES + 170);
    change(&mut stated);
    let place = making.place("poll.result");
    let leaf = Leaf::from(stated.sign(&signer(by)).unwrap());
    making.items.insert(place, leaf.into());
}

fn unsealing() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 11, says, made);
    vec![
        c(
            "a statement that another signed",
            "is not signed by Ada M. Byron",
            entries(|making| {
                also_stated(making, OFFICERS[2], "Eve", |_| {});
            }),
        ),
        c(
            "a statement altered after it was signed",
            "is not signed by Lena Aalto",
            entries(|making| {
                making.leaf("poll.unsealed", |leaf| {
                    if let Leaf::PollUnsealed(signed) = leaf {
                        signed.statement.at += 1;
                    }
                });
            }),
        ),
        c(
            "a statement by a stranger",
            "by Eve, who is no officer",
            entries(|making| {
                also_stated(making, "Eve", "Eve", |_| {});
            }),
        ),
        c(
            "an officer who states twice",
            "Lena Aalto states the opening twice",
            entries(|making| {
                also_stated(making, OFFICERS[0], OFFICERS[0], |_| {});
            }),
        ),
        c(
            "opened for another live set",
            "Ada M. Byron opened another set",
            entries(|making| {
                also_stated(making, OFFICERS[2], OFFICERS[2], |stated| {
                    stated.live_root = digest("another live set");
                });
            }),
        ),
        c(
            "officers who disagree",
            "found something else",
            entries(|making| {
                also_stated(making, OFFICERS[2], OFFICERS[2], |stated| stated.votes += 1);
            }),
        ),
        c(
            "officers who disagree about a ballot",
            "found something else",
            entries(|making| {
                also_stated(making, OFFICERS[2], OFFICERS[2], |stated| {
                    stated.ballots = digest("other ballots")
                });
            }),
        ),
        c(
            "set aside by one officer",
            "poll.set_aside at entry",
            entries_of(aside(), |making| {
                making.resigned("poll.set_aside", 1, |_| {});
            }),
        ),
        c(
            "another envelope set aside than was signed",
            "not by the key of Lena",
            entries_of(aside(), |making| {
                making.leaf("poll.set_aside", |leaf| {
                    if let Leaf::PollSetAside(aside) = leaf {
                        aside.digests = vec![digest("another")];
                    }
                });
            }),
        ),
        c(
            "excluded by one officer",
            "poll.excluded at entry",
            entries_of(excluding(), |making| {
                making.resigned("poll.excluded", 1, |_| {});
            }),
        ),
    ]
}

/// Ballots altered as their lines, with everything that follows from them made again.
fn ballots_of(setup: Setup, change: impl FnOnce(&mut Vec<String>)) -> Made {
    files_of(setup, |making| alter_ballots(making, change))
}

fn alter_ballots(making: &mut Making, change: impl FnOnce(&mut Vec<String>)) {
    let text = String::from_utf8(making.files.ballots.clone()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    lines.sort_unstable();
    making.files.ballots = join_lines(lines);
    making.files.recount(&making.poll);
}

fn heavy(lines: &[String]) -> usize {
    lines
        .iter()
        .position(|line| line.contains("\"w\":5"))
        .unwrap()
}

fn light(lines: &[String]) -> usize {
    lines
        .iter()
        .position(|line| !line.contains("\"w\":"))
        .unwrap()
}

fn sum() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 12, says, made);
    let plain = Setup::default;
    vec![
        c(
            "a ballot dropped",
            "43 envelopes hold a ballot that counts, but there are 42",
            ballots_of(plain(), |lines| {
                lines.pop();
            }),
        ),
        c(
            "a ballot dropped from the bundle alone",
            "but there are 42 ballots",
            bundle(|made| {
                made.change("ballots.jsonl", |text| {
                    text.split_once('\n').unwrap().1.to_owned()
                });
            }),
        ),
        c(
            "a ballot added",
            "but there are 44 ballots",
            ballots_of(plain(), |lines| {
                lines.push(format!("{{\"t\":\"{}\",\"v\":[[1]]}}", tracker("stuffed")));
            }),
        ),
        c(
            "a ballot given more votes",
            "of weight",
            ballots_of(plain(), |lines| {
                let at = light(lines);
                lines[at] = lines[at].replace("]}", "],\"w\":5}");
            }),
        ),
        c(
            "a ballot given fewer votes",
            "of weight",
            ballots_of(plain(), |lines| {
                let at = heavy(lines);
                lines[at] = lines[at].replace(",\"w\":5", "");
            }),
        ),
        c(
            "an envelope set aside that was never cast",
            "is set aside, but is not among",
            entries_of(aside(), |making| {
                making.resigned("poll.set_aside", 2, |leaf| {
                    if let Leaf::PollSetAside(aside) = leaf {
                        aside.digests = vec![digest("nobody's")];
                    }
                });
            }),
        ),
        c(
            "an envelope set aside twice",
            "is set aside twice",
            entries_of(aside(), |making| {
                let place = making.place("poll.set_aside");
                making.items.insert(place, making.items[place].clone());
            }),
        ),
        c(
            "an envelope set aside that was counted",
            "but there are 43 ballots",
            entries(|making| {
                let digest = making.poll.digests(Fate::Counts)[0];
                let leaf = commonhold::evidence::leaf::PollSetAside {
                    at: CLOSES + 50,
                    digests: vec![digest],
                    eid: making.poll.manifest.eid(),
                    reason: "Disputed.".to_owned(),
                    sigs: Default::default(),
                };
                let place = making.place("poll.unsealed");
                making.items.insert(place, signed(leaf, 2));
            }),
        ),
        c(
            "an undecodable envelope that was never cast",
            "is undecodable, but is not among",
            entries(|making| {
                making.statements(|stated| stated.undecodable = vec![digest("nobody's")]);
            }),
        ),
        c(
            "an envelope set aside and undecodable",
            "and something else as well",
            entries_of(aside(), |making| {
                let aside = making.poll.digests(Fate::SetAside);
                making.statements(|stated| stated.undecodable.clone_from(&aside));
            }),
        ),
    ]
}

pub fn all() -> Vec<Corruption> {
    unsealing().into_iter().chain(sum()).collect()
}
