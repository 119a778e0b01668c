//! How fast ballots are read and counted, and in how much memory, beside bare parsing of
//! every preference and, where it knows the method, beside `stv-rs` on the same ballots, in
//! one run on one machine; and how both grow from ten thousand ballots.
//!
//! `cargo bench --bench count -- [--json] [--quick]` prints a line per figure,
//! or one JSON object. `--quick` leaves out the million ballots.

mod drawn;
mod memory;

use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

use commonhold::tally::{Ballots, Method, Parameters, blt, count};
use serde_json::json;
use stv_rs::arithmetic::{FixedDecimal9, Integer64};
use stv_rs::cli::Parallel;
use stv_rs::parse::{ParsingOptions, parse_election};

use drawn::{as_blt, as_their_blt, draw_ballots};

const CANDIDATES: [u32; 2] = [12, 40];
const SEATS: u32 = 5;
/// From which growth is told.
const FEWEST: u32 = 10_000;

/// One figure: the median of several runs, and the most memory of a process that did
/// nothing else.
struct Figure {
    ballots: u32,
    candidates: u32,
    what: &'static str,
    seconds: f64,
    /// Resident at most, in bytes, above a process that only holds the text.
    memory: Option<u64>,
    /// How many times as long as bare parsing of the same ballots.
    bare: f64,
    /// How many times faster than stv-rs doing the same.
    faster: Option<f64>,
    /// How many times as long as [`FEWEST`] ballots took.
    growth: Option<f64>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if memory::is_a_child(&arguments) {
        return;
    }
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let sizes: &[u32] = if given("--quick") {
        &[FEWEST, 100_000]
    } else {
        &[FEWEST, 100_000, 1_000_000]
    };
    let mut figures: Vec<Figure> = Vec::new();
    for candidates in CANDIDATES {
        for ballots in sizes {
            for mut figure in measure(*ballots, candidates) {
                figure.growth = figures
                    .iter()
                    .find(|few| {
                        (few.ballots, few.candidates) == (FEWEST, candidates)
                            && few.what == figure.what
                    })
                    .map(|few| figure.seconds / few.seconds);
                figures.push(figure);
            }
        }
    }
    if given("--json") {
        let list: Vec<_> = figures.iter().map(as_json).collect();
        println!("{}", json!({"bench": "count", "figures": list}));
        return;
    }
    for figure in &figures {
        println!("{}", line(figure));
    }
}

fn as_json(figure: &Figure) -> serde_json::Value {
    json!({
        "ballots": figure.ballots,
        "candidates": figure.candidates,
        "what": figure.what,
        "seconds": figure.seconds,
        "bytes": figure.memory,
        "times_bare_parsing": figure.bare,
        "times_faster_than_stv_rs": figure.faster,
        "growth": figure.growth,
    })
}

fn line(figure: &Figure) -> String {
    let said = |value: Option<f64>, unit: &str| {
        value.map_or(String::new(), |value| format!("  {value:.1} × {unit}"))
    };
    let name = format!(
        "{} ballots × {}: {}",
        figure.ballots, figure.candidates, figure.what
    );
    let memory = figure.memory.map_or(String::new(), |bytes| {
        format!("  {} MiB", bytes.div_ceil(1 << 20))
    });
    format!(
        "{name:<56} {:>9.4} s{memory}  {:.1} × bare parsing{}{}",
        figure.seconds,
        figure.bare,
        said(figure.faster, "faster than stv-rs"),
        said(figure.growth, "10,000 ballots"),
    )
}

fn measure(ballots: u32, candidates: u32) -> Vec<Figure> {
    let orders = draw_ballots(ballots, candidates);
    let ours = as_blt(&orders, candidates);
    let theirs = as_their_blt(&orders, candidates);
    drop(orders);
    let runs = if ballots > 500_000 { 3 } else { 7 };
    let their_runs = if ballots > 500_000 { 1 } else { 3 };
    let bare = median(runs, || black_box(bare_parsing(ours.as_bytes())));
    let figure = |what, seconds: f64, memory: Option<u64>, theirs: Option<f64>| Figure {
        ballots,
        candidates,
        what,
        seconds,
        memory,
        bare: seconds / bare,
        faster: theirs.map(|theirs| theirs / seconds),
        growth: None,
    };

    let reading = median(runs, || {
        black_box(blt::read(ours.as_bytes()).expect("a BLT file"))
    });
    let file = blt::read(ours.as_bytes()).expect("a BLT file");
    let (contest, folded) = (file.contest, Ballots::Ranked(file.ballots));
    let parameters = Parameters::default();
    let counting = |method| {
        median(runs, || {
            black_box(count(&contest, &folded, method, &parameters).expect("a count"))
        })
    };
    let whole = |method| median(runs, || black_box(count_text(&ours, method)));

    let their_reading = median(their_runs, || black_box(read_theirs(&theirs)));
    let election = read_theirs(&theirs);
    let mut their_winners = Vec::new();
    let their_counting = median(their_runs, || their_winners = count_theirs(&election));
    drop(election);
    let outcome = count_text(&ours, Method::MeekPrf1);
    let mut winners: Vec<usize> = outcome.certain().map(|option| option.index()).collect();
    winners.sort_unstable();
    their_winners.sort_unstable();
    assert_eq!(winners, their_winners, "both count the same election");

    let their_whole = their_reading + their_counting;
    let of = |work| memory::of(work, if work == "theirs" { &theirs } else { &ours });
    vec![
        figure("bare parsing", bare, None, None),
        figure("reading", reading, None, Some(their_reading)),
        figure(
            "Meek, counting",
            counting(Method::MeekPrf1),
            None,
            Some(their_counting),
        ),
        figure(
            "Meek, reading and counting",
            whole(Method::MeekPrf1),
            of("meek"),
            Some(their_whole),
        ),
        figure(
            "Scottish STV, counting",
            counting(Method::ScottishStv1),
            None,
            None,
        ),
        figure(
            "Scottish STV, reading and counting",
            whole(Method::ScottishStv1),
            of("scottish"),
            None,
        ),
        figure(
            "stv-rs, Meek, reading and counting",
            their_whole,
            of("theirs"),
            None,
        ),
    ]
}

fn median<T>(runs: usize, mut run: impl FnMut() -> T) -> f64 {
    let mut seconds: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = run();
            let taken = start.elapsed().as_secs_f64();
            drop(result);
            taken
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[runs / 2]
}

/// Reads every number of the ballots and does nothing with them but add.
fn bare_parsing(text: &[u8]) -> u64 {
    let mut sum = 0_u64;
    let mut number = 0_u64;
    for byte in text {
        match byte {
            b'0'..=b'9' => number = number * 10 + u64::from(byte - b'0'),
            b'"' => break,
            _ => {
                sum = sum.wrapping_add(number);
                number = 0;
            }
        }
    }
    sum
}

fn count_text(text: &str, method: Method) -> commonhold::tally::Outcome {
    let file = blt::read(text.as_bytes()).expect("a BLT file");
    let ballots = Ballots::Ranked(file.ballots);
    count(&file.contest, &ballots, method, &Parameters::default()).expect("a count")
}

fn read_theirs(text: &str) -> stv_rs::types::Election {
    let options = ParsingOptions {
        remove_withdrawn_candidates: true,
        remove_empty_ballots: true,
        optimize_layout: true,
    };
    parse_election(Cursor::new(text), options).expect("their dialect")
}

fn count_theirs(election: &stv_rs::types::Election) -> Vec<usize> {
    let result = stv_rs::meek::stv_droop::<Integer64, FixedDecimal9>(
        &mut std::io::sink(),
        election,
        "bench",
        6,
        Parallel::No,
        None,
        false,
        true,
        false,
    );
    result.expect("nothing is written").elected
}
