//! Ballots in files: BLT, tables, and the canonical lines.

use std::fmt::Write as _;

use commonhold::tally::blt::{self, Blt};
use commonhold::tally::csv::{self, Table};
use commonhold::tally::{BallotKind, Ballots, Contest, ContestOption, OptionNo, lines};

use super::{cell, is_a_line};

pub fn blt(bytes: &[u8]) {
    match blt::read(bytes) {
        Ok(read) => {
            let again = blt::read(as_blt(&read).as_bytes());
            assert_eq!(again, Ok(read), "written again it reads otherwise");
        }
        Err(error) => {
            is_a_line(bytes, error.line);
            assert!(error.column > 0, "{error}");
        }
    }
}

fn as_blt(read: &Blt) -> String {
    let contest = &read.contest;
    let mut text = format!("{} {}\n", contest.options().len(), contest.seats());
    for option in contest.numbers().filter(|one| contest.is_withdrawn(*one)) {
        let _ = writeln!(text, "-{}", option.get());
    }
    for ballot in read.ballots.iter() {
        let _ = write!(text, "{}", ballot.weight());
        for rank in ballot.ranks() {
            let _ = write!(text, " {}", joined(&rank, "="));
        }
        text.push_str(" 0\n");
    }
    text.push_str("0\n");
    let names = contest.options().iter().map(|option| option.name.as_str());
    for name in names.chain([read.title.as_str()]) {
        let _ = writeln!(text, "\"{name}\"");
    }
    text
}

fn joined(options: &[OptionNo], with: &str) -> String {
    let numbers: Vec<String> = options.iter().map(|one| one.get().to_string()).collect();
    numbers.join(with)
}

/// Tables of ballots, and canonical ballots, of every kind.
pub fn ballots(bytes: &[u8]) {
    for kind in [
        BallotKind::Ranked,
        BallotKind::Scored,
        BallotKind::Marked,
        BallotKind::Motion,
    ] {
        match csv::read(bytes, kind, 2) {
            Ok(table) => {
                if let Some(written) = as_table(&table) {
                    let again = csv::read(written.as_bytes(), kind, 2);
                    assert_eq!(again, Ok(table), "written again it reads otherwise");
                }
            }
            Err(error) => is_a_line(bytes, usize::try_from(error.line).unwrap_or(usize::MAX)),
        }
        let contest = match kind {
            BallotKind::Motion => Contest::motion(),
            _ => three(),
        };
        match lines::read(bytes, &contest, kind) {
            Ok(ballots) => {
                let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
                assert!(ballots.cast() >= u64::try_from(lines).unwrap_or(u64::MAX));
            }
            Err(error) => is_a_line(bytes, error.line),
        }
    }
}

fn three() -> Contest {
    let options = ["ada", "ben", "cyd"].map(|id| ContestOption {
        id: id.to_owned(),
        name: id.to_owned(),
    });
    Contest::new(options.into(), 1).unwrap_or_else(|error| panic!("{error}"))
}

/// With a column for each option; none where the options are called as columns of ranks are.
fn as_table(table: &Table) -> Option<String> {
    let options = table.contest.options();
    let of_ranks = options
        .iter()
        .zip(1..)
        .all(|(option, rank)| option.name == format!("rank{rank}"));
    if of_ranks && matches!(table.ballots, Ballots::Ranked(_)) {
        return None;
    }
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let blank = || vec![String::new(); options.len()];
    match &table.ballots {
        Ballots::Ranked(ballots) | Ballots::Marked(ballots) => {
            for ballot in ballots.iter() {
                let mut cells = blank();
                for (rank, place) in ballot.ranks().zip(1_u32..) {
                    for option in rank {
                        cells[option.index()] = place.to_string();
                    }
                }
                rows.push((ballot.weight(), cells));
            }
        }
        Ballots::Scored(ballots) => {
            for ballot in ballots.iter() {
                let mut cells = blank();
                for (option, score) in ballot.scores() {
                    cells[option.index()] = score.to_string();
                }
                rows.push((ballot.weight(), cells));
            }
        }
        Ballots::Motion(votes) => {
            let answers = [
                ("yes", votes.yes()),
                ("no", votes.no()),
                ("abstain", votes.abstain()),
                ("blank", votes.blank()),
            ];
            let mut text = "weight,vote\n".to_owned();
            for (word, weight) in answers.into_iter().filter(|(_, weight)| *weight > 0) {
                let _ = writeln!(text, "{weight},{word}");
            }
            return Some(text);
        }
    }
    let mut text = "weight".to_owned();
    for option in options {
        let _ = write!(text, ",{}", cell(&option.name));
    }
    for (weight, cells) in rows {
        let _ = write!(text, "\n{weight}");
        for one in cells {
            let _ = write!(text, ",{}", cell(&one));
        }
    }
    text.push('\n');
    Some(text)
}
