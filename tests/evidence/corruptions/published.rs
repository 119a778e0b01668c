//! The ballots that are published: check 13.

use commonhold::evidence::leaf::Leaf;
use commonhold::seal::canonical::join_lines;
use commonhold::seal::hash::{Commitment, Salt, Weight, sha256};
use commonhold::seal::manifest::SmallCells;
use commonhold::seal::open_lines::OpenLine;

use super::{Corruption, bundle, bundle_of, corrupt, entries, entries_of, files, files_of};
use crate::support::made::{Made, Making};
use crate::support::poll::{Poll, Setup, tracker};

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

/// A poll of small cells of which winners only are published.
fn winners() -> Setup {
    Setup {
        terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
        ..Setup::with_small_cells()
    }
}

/// Its result altered before it is logged.
fn result(change: impl FnOnce(String) -> String) -> Made {
    files_of(winners(), |making| {
        let text = String::from_utf8(making.files.result.clone()).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed);
        making.files.result = changed.into_bytes();
    })
}

pub fn all() -> Vec<Corruption> {
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
            "ballots published where only winners may be",
            "ballots.jsonl is not empty, although the manifest publishes winners only",
            {
                let making = Making::of(winners());
                let ballots = String::from_utf8(making.files.ballots.clone()).unwrap();
                let mut made = making.make();
                made.change("ballots.jsonl", |_| ballots);
                made
            },
        ),
        c(
            "open ballots where only winners may be published",
            "open.jsonl is not empty, although the manifest publishes winners only",
            files_of(winners(), |making| {
                let open = Poll::hold(Setup::with_small_cells()).open_lines();
                making.files.open = join_lines(open.iter().map(OpenLine::encode));
            }),
        ),
        corrupt(
            "officers who state fewer ballots where only winners are published",
            12,
            "but the officers state",
            entries_of(winners(), |making| {
                making.statements(|statement| statement.lines -= 1);
            }),
        ),
        corrupt(
            "the whole count where only winners may be published",
            14,
            "result.json does not say of `rounds` what it must",
            files_of(winners(), |making| {
                let whole = Making::of(Setup::with_small_cells());
                making.files.result = whole.files.result;
            }),
        ),
        corrupt(
            "totals beside the winners",
            14,
            "shows more than the winners, namely `totals`",
            result(|text| text.replacen("\"ties\":[]", "\"ties\":[],\"totals\":{\"ada\":20}", 1)),
        ),
        corrupt(
            "a winner nobody could vote for",
            14,
            "does not say who the winners are",
            result(|text| text.replacen("\"elected\":[\"", "\"elected\":[\"x", 1)),
        ),
        corrupt(
            "other ballots certified than were opened, where only winners are published",
            16,
            "are not those that the officers opened",
            entries_of(winners(), |making| {
                making.resigned("poll.certified", 2, |leaf| {
                    if let Leaf::PollCertified(leaf) = leaf {
                        leaf.ballots = sha256(b"others");
                    }
                });
            }),
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
