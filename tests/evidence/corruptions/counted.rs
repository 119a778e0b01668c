//! What was opened, published and counted: checks 11 to 15.

use commonhold::evidence::leaf::{HexBytes, Leaf};
use commonhold::seal::canonical::{Value, join_lines};
use commonhold::seal::code::Code;
use commonhold::seal::hash::{Commitment, Salt, Weight};
use commonhold::seal::manifest::{Beacon, SmallCells, Terms};
use commonhold::seal::open_lines::OpenLine;

use super::{Corruption, bundle, bundle_of, corrupt, entries, entries_of, files, files_of};
use crate::support::made::{Made, Making};
use crate::support::poll::{CLOSES, Fate, OFFICERS, Poll, Setup, tracker};
use crate::support::record::{signed, statement};
use crate::support::{digest, signer};

fn aside() -> Setup {
    Setup {
        set_aside: 1,
        ..Setup::default()
    }
}

fn excluding() -> Setup {
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

/// The open lines altered, with everything that follows from them made again.
fn open(change: impl FnOnce(&mut Vec<OpenLine>, &Poll)) -> Made {
    files_of(Setup::with_small_cells(), |making| {
        let mut lines = making.poll.open_lines();
        change(&mut lines, &making.poll);
        lines.sort_by_key(|line| line.cell.c);
        making.files.open = join_lines(lines.iter().map(OpenLine::encode));
    })
}

/// An open line for the ballot of the first member of one vote.
fn exposed(lines: &mut Vec<OpenLine>, poll: &Poll) {
    let cast = poll
        .live()
        .find(|cast| cast.line.weight == Weight::ONE)
        .unwrap();
    let mut line = lines[0].clone();
    let member = &poll.members[cast.member];
    line.cell.c = member.c;
    line.cell.entitlement = member.entitlement;
    line.cell.disclosed = None;
    line.tracker = cast.line.tracker.clone();
    lines.push(line);
}

fn ballots() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 13, says, made);
    let plain = Setup::default;
    vec![
        c(
            "a ballot re-ranked",
            "ballots.jsonl is not the file that the officers found",
            bundle(|made| {
                made.change("ballots.jsonl", |text| text.replacen("[[4]]", "[[3]]", 1));
            }),
        ),
        c(
            "a ballot with a tracker of another's choosing",
            "is not the file that the officers found",
            bundle(|made| {
                made.change("ballots.jsonl", |text| {
                    let (line, rest) = text.split_once('\n').unwrap();
                    let line = line.replacen(&line[6..29], &tracker("a").to_string(), 1);
                    let mut lines: Vec<&str> = rest.lines().collect();
                    lines.push(&line);
                    lines.sort_unstable();
                    lines.join("\n") + "\n"
                });
            }),
        ),
        c(
            "an illegal ballot",
            "names an option that is not on the ballot",
            illegal("[[4]]", "[[9]]"),
        ),
        c(
            "a ballot with an option twice",
            "twice",
            illegal("[[4]]", "[[4],[4]]"),
        ),
        c(
            "a ballot with a rank that does not ascend",
            "ascending",
            illegal("[[2,3],[1]]", "[[3,2],[1]]"),
        ),
        c(
            "a ballot with an explicit weight of 1",
            "`w` is not a number from 2",
            illegal("[[4]]}", "[[4]],\"w\":1}"),
        ),
        c(
            "a ballot of another method",
            "has not the form",
            illegal("[[4]]", "\"yes\""),
        ),
        c(
            "two ballots of one tracker",
            "an earlier line has the same tracker",
            files(|making| {
                let text = String::from_utf8(making.files.ballots.clone()).unwrap();
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                let (one, other) = (
                    lines.iter().position(|l| l.ends_with("[[4]]}")).unwrap(),
                    lines.iter().position(|l| l.ends_with("[]}")).unwrap(),
                );
                let tracker = lines[one][6..29].to_owned();
                lines[other].replace_range(6..29, &tracker);
                lines.sort_unstable();
                making.files.ballots = join_lines(lines);
            }),
        ),
        c(
            "ballots that do not ascend",
            "not strictly ascending",
            files(|making| {
                let text = String::from_utf8(making.files.ballots.clone()).unwrap();
                let mut lines: Vec<&str> = text.lines().collect();
                lines.swap(0, 1);
                making.files.ballots = join_lines(lines);
            }),
        ),
        c(
            "a statement of more ballots than there are",
            "the officers state 44 ballots",
            entries(|making| {
                making.statements(|stated| stated.lines += 1);
            }),
        ),
        c(
            "a statement of other votes than there are",
            "with 68 votes",
            entries(|making| {
                making.statements(|stated| stated.votes += 1);
            }),
        ),
        c(
            "open lines altered in the bundle alone",
            "open.jsonl is not the file that the officers found",
            bundle_of(Setup::with_small_cells(), |made| {
                made.change("open.jsonl", |text| {
                    text.split_once('\n').unwrap().1.to_owned()
                });
            }),
        ),
        c(
            "a ballot published of a cell that is not small",
            "nobody's vote may be published so",
            open(exposed),
        ),
        c(
            "a cell below k published without its members",
            "whose cell is small, does not stand",
            open(|lines, _| {
                lines.clear();
            }),
        ),
        c(
            "one ballot of a small cell left out",
            "whose cell is small, does not stand",
            open(|lines, _| {
                lines.pop();
            }),
        ),
        c(
            "a commitment of another weight",
            "another weight on the roll",
            open(|lines, poll| {
                let fifty = poll.members.iter().find(|m| m.votes.votes() == 50).unwrap();
                let fifteen = poll.members.iter().find(|m| m.votes.votes() == 15).unwrap();
                for line in lines.iter_mut() {
                    if line.cell.c == fifty.c {
                        line.cell.c = fifteen.c;
                    } else if line.cell.c == fifteen.c {
                        line.cell.c = fifty.c;
                    }
                }
            }),
        ),
        c(
            "a commitment that is not on the roll",
            "is not on the roll",
            open(|lines, _| {
                lines[0].cell.c = Commitment::from_bytes([5; 32]);
                lines[0].cell.disclosed = None;
            }),
        ),
        c(
            "a commitment twice",
            "the commitment is there twice",
            open(|lines, _| {
                let c = lines[0].cell.c;
                for line in lines.iter_mut() {
                    line.cell.c = c;
                    line.cell.disclosed = None;
                }
            }),
        ),
        c(
            "a tracker twice among the open lines",
            "nobody's vote may be published so",
            open(|lines, _| {
                let tracker = lines[0].tracker.clone();
                lines[1].tracker = tracker;
            }),
        ),
        c(
            "a salt that does not open its commitment",
            "do not make the commitment",
            open(|lines, _| {
                lines[0].cell.disclosed.as_mut().unwrap().salt = Salt::from_bytes([5; 32]);
            }),
        ),
        c(
            "another member's name",
            "do not make the commitment",
            open(|lines, _| {
                "Somebody else".clone_into(&mut lines[0].cell.disclosed.as_mut().unwrap().subject);
            }),
        ),
        c(
            "an open line of somebody who did not take part",
            "who did not take part",
            {
                // Three of 15 votes, the last of whom does not vote, and whose commitment is used.
                let mut setup = Setup::with_small_cells();
                setup.members.push(15);
                files_of(setup, |making| {
                    let absent = making.poll.casts.pop().unwrap().member;
                    making.files = making.poll.files();
                    let mut lines = making.poll.open_lines();
                    let voted = making
                        .poll
                        .members
                        .iter()
                        .find(|m| m.votes.votes() == 15)
                        .unwrap()
                        .c;
                    let line = lines.iter_mut().find(|line| line.cell.c == voted).unwrap();
                    line.cell.c = making.poll.members[absent].c;
                    line.cell.disclosed = None;
                    lines.sort_by_key(|line| line.cell.c);
                    making.files.open = join_lines(lines.iter().map(OpenLine::encode));
                })
            },
        ),
        c(
            "a small cell where only winners may be published",
            "of which the manifest publishes no ballots",
            files_of(
                Setup {
                    terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
                    ..Setup::with_small_cells()
                },
                |_| {},
            ),
        ),
        c(
            "ballots of cells that k makes small",
            "whose cell is small, does not stand",
            files_of(Setup { k: 7, ..plain() }, |making| {
                making.files.open = Vec::new()
            }),
        ),
    ]
}

/// The first ballot with this choice altered, as the officers state it.
fn illegal(from: &'static str, to: &'static str) -> Made {
    files(|making| {
        let text = String::from_utf8(making.files.ballots.clone()).unwrap();
        assert!(text.contains(from));
        let altered = text.replacen(from, to, 1);
        let mut lines: Vec<&str> = altered.lines().collect();
        lines.sort_unstable();
        making.files.ballots = join_lines(lines);
    })
}

/// The result altered, and logged and certified so.
fn result_of(setup: Setup, change: impl FnOnce(String) -> String) -> Made {
    files_of(setup, |making| {
        let text = String::from_utf8(making.files.result.clone()).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed);
        making.files.result = changed.into_bytes();
    })
}

/// A tied poll whose result follows from another beacon than the one that is logged.
fn under_another_lot() -> Made {
    let tied = Setup {
        tied: true,
        ..Setup::default()
    };
    files_of(tied, |making| {
        let (beacon, result) = (making.files.beacon.clone(), making.files.result.clone());
        let mut draws = 0;
        while making.files.result == result {
            draws += 1;
            assert!(draws < 100, "the lot decides nothing");
            making.files.beacon = digest(&format!("draw {draws}")).as_bytes().to_vec();
            making.files.recount(&making.poll);
        }
        making.files.beacon = beacon;
    })
}

fn in_result(change: impl FnOnce(&mut commonhold::evidence::leaf::PollResult)) -> Made {
    entries(|making| {
        making.leaf("poll.result", |leaf| {
            if let Leaf::PollResult(result) = leaf {
                change(result);
            }
        });
    })
}

fn count() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 14, says, made);
    vec![
        c(
            "the result edited",
            "do not come to what result.json says",
            result_of(Setup::default(), |text| {
                text.replacen("\"elected\":[\"ada\"", "\"elected\":[\"dee\"", 1)
            }),
        ),
        c(
            "the result edited in the bundle alone",
            "another result.json than the one in the bundle",
            bundle(|made| {
                made.change("result.json", |text| {
                    text.replacen("\"seats\":2", "\"seats\":3", 1)
                });
            }),
        ),
        c(
            "the result counted under another lot",
            "do not come to what result.json says",
            under_another_lot(),
        ),
        c(
            "a motion turned round",
            "do not come to what result.json says",
            result_of(Setup::of("motion-1"), |text| {
                text.replace("\"adopted\"", "\"lost\"")
            }),
        ),
        c(
            "a result about other ballots",
            "another ballots.jsonl",
            in_result(|result| {
                result.ballots = digest("other ballots");
            }),
        ),
        c(
            "a beacon that an officer did not commit to",
            "the value that Ravi Østergård committed to",
            in_result(|result| {
                result.beacon.0[63] ^= 1;
            }),
        ),
        c(
            "a beacon without an officer's value",
            "of the values of 2 officers",
            in_result(|result| {
                result.beacon = HexBytes(result.beacon.0[..32].to_vec());
            }),
        ),
        c(
            "the values of the beacon exchanged",
            "the value that Lena Aalto committed to",
            in_result(|result| {
                result.beacon.0.rotate_left(32);
            }),
        ),
        c(
            "an exclusion without the count as cast",
            "as-cast.json is missing",
            bundle_of(excluding(), |made| {
                made.files.remove("as-cast.json");
                made.relist();
            }),
        ),
        c(
            "a count as cast without an exclusion",
            "nobody was excluded",
            bundle(|made| {
                made.files
                    .insert("as-cast.json".to_owned(), made.files["result.json"].clone());
                made.relist();
            }),
        ),
        c(
            "a count as cast that is edited",
            "what as-cast.json says",
            bundle_of(excluding(), |made| {
                made.change("as-cast.json", |text| {
                    text.replacen("\"elected\":[\"ada\"", "\"elected\":[\"dee\"", 1)
                });
            }),
        ),
        c(
            "an exclusion that was not counted",
            "do not come to what result.json says",
            files_of(excluding(), |making| {
                making.files.result = making.files.as_cast.clone().unwrap();
            }),
        ),
        c(
            "somebody excluded who did not stand",
            "eve is no option of this poll",
            entries_of(excluding(), |making| {
                making.resigned("poll.excluded", 2, |leaf| {
                    if let Leaf::PollExcluded(excluded) = leaf {
                        excluded.option = Code::parse("eve").unwrap();
                    }
                });
            }),
        ),
        c(
            "a lot that the manifest fixes",
            "only the seed may give",
            entries_of(
                Setup {
                    terms: |terms| {
                        let lot = (1..=4).map(Value::Int).collect();
                        terms.parameters.insert("lot".to_owned(), Value::List(lot));
                    },
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "a public beacon dated before the close as it was put off",
            "dated before the close",
            entries_of(
                Setup {
                    extended: true,
                    terms: public_beacon,
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
    ]
}

pub fn public_beacon(terms: &mut Terms) {
    terms.beacon = Beacon::Public {
        source: "the first draw of the lottery".to_owned(),
        after: CLOSES,
    };
}

fn rules() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 15, says, made);
    vec![
        c(
            "a motion judged by other eligible votes",
            "judged by 69 eligible votes, but the roll has 70",
            entries_of(
                Setup {
                    terms: |terms| {
                        terms.parameters.insert("eligible".to_owned(), 69.into());
                    },
                    ..Setup::of("motion-1")
                },
                |_| {},
            ),
        ),
        c(
            "a quorum that is no part",
            "“a tenth”, not a part",
            entries_of(
                Setup {
                    terms: |terms| "a tenth".clone_into(&mut terms.rules[2].value),
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "a quorum of more than all",
            "“11/10”, not a part",
            entries_of(
                Setup {
                    terms: |terms| "11/10".clone_into(&mut terms.rules[3].value),
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
        c(
            "a cap on groups",
            "groups is not known",
            entries_of(
                Setup {
                    terms: |terms| {
                        terms
                            .parameters
                            .insert("groups".to_owned(), Value::object([]));
                    },
                    ..Setup::default()
                },
                |_| {},
            ),
        ),
    ]
}

pub fn all() -> Vec<Corruption> {
    [unsealing(), sum(), ballots(), count(), rules()]
        .into_iter()
        .flatten()
        .collect()
}
