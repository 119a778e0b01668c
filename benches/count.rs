//! How fast ballots are read and counted, beside `stv-rs` on the same ballots
//! and beside bare parsing of every preference, in one run on one machine.
//! Scottish STV, which stv-rs does not count, is set beside bare parsing.
//!
//! `cargo bench --bench count -- [--json] [--quick]` prints a line per figure,
//! or one JSON object. `--quick` leaves out the million ballots.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

use commonhold::tally::{Ballots, Method, Parameters, blt, count};
use serde_json::json;
use stv_rs::arithmetic::{FixedDecimal9, Integer64};
use stv_rs::cli::Parallel;
use stv_rs::parse::{ParsingOptions, parse_election};

const CANDIDATES: u32 = 12;
const MANY_CANDIDATES: u32 = 40;
const SEATS: u32 = 5;

/// One figure: the median of several runs.
struct Figure {
    name: String,
    seconds: f64,
    /// How many times faster than stv-rs doing the same.
    faster: Option<f64>,
    /// How many times as long as bare parsing of the same ballots.
    bare: Option<f64>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let sizes: &[u32] = if given("--quick") {
        &[100_000]
    } else {
        &[100_000, 1_000_000]
    };
    let mut figures = Vec::new();
    for ballots in sizes {
        figures.extend(measure(*ballots));
        for candidates in [CANDIDATES, MANY_CANDIDATES] {
            figures.extend(measure_scottish(*ballots, candidates));
        }
    }
    if given("--json") {
        let list: Vec<_> = figures
            .iter()
            .map(|figure| {
                json!({
                    "name": figure.name,
                    "seconds": figure.seconds,
                    "times_faster_than_stv_rs": figure.faster,
                    "times_bare_parsing": figure.bare,
                })
            })
            .collect();
        println!("{}", json!({"bench": "count", "figures": list}));
        return;
    }
    for figure in figures {
        let faster = figure
            .faster
            .map_or(String::new(), |times| format!("  {times:.1} × stv-rs"));
        let bare = figure.bare.map_or(String::new(), |times| {
            format!("  {times:.1} × bare parsing")
        });
        println!(
            "{:<56} {:>9.4} s{faster}{bare}",
            figure.name, figure.seconds
        );
    }
}

fn measure(ballots: u32) -> Vec<Figure> {
    let orders = draw_ballots(ballots, CANDIDATES);
    let ours = as_blt(&orders, CANDIDATES);
    let theirs = as_their_blt(&orders);
    drop(orders);
    let runs = if ballots > 500_000 { 3 } else { 7 };
    let their_runs = if ballots > 500_000 { 1 } else { 3 };

    let bare = median(runs, || black_box(bare_parsing(ours.as_bytes())));
    let reading = median(runs, || {
        black_box(blt::read(ours.as_bytes()).expect("a BLT file"))
    });
    let whole = median(runs, || black_box(count_text(&ours, Method::MeekPrf1)));
    let file = blt::read(ours.as_bytes()).expect("a BLT file");
    let (contest, folded) = (file.contest, Ballots::Ranked(file.ballots));
    let parameters = Parameters::default();
    let counting = median(runs, || {
        black_box(count(&contest, &folded, Method::MeekPrf1, &parameters).expect("a count"))
    });
    let their_reading = median(their_runs, || black_box(read_theirs(&theirs)));
    let election = read_theirs(&theirs);
    let mut their_winners = Vec::new();
    let their_counting = median(their_runs, || their_winners = count_theirs(&election));

    let outcome = count_text(&ours, Method::MeekPrf1);
    let mut winners: Vec<usize> = outcome.certain().map(|option| option.index()).collect();
    winners.sort_unstable();
    their_winners.sort_unstable();
    assert_eq!(winners, their_winners, "both count the same election");

    let name = |what: &str| format!("{ballots} ballots × {CANDIDATES}: {what}");
    let figure = |what: &str, seconds: f64, theirs: Option<f64>| Figure {
        name: name(what),
        seconds,
        faster: theirs.map(|theirs| theirs / seconds),
        bare: None,
    };
    vec![
        figure("bare parsing", bare, None),
        figure("reading", reading, Some(their_reading)),
        figure("counting", counting, Some(their_counting)),
        figure(
            "reading and counting",
            whole,
            Some(their_reading + their_counting),
        ),
        figure("stv-rs reading", their_reading, None),
        figure("stv-rs counting", their_counting, None),
    ]
}

fn measure_scottish(ballots: u32, candidates: u32) -> Vec<Figure> {
    let text = as_blt(&draw_ballots(ballots, candidates), candidates);
    let runs = if ballots > 500_000 { 3 } else { 7 };
    let method = Method::ScottishStv1;
    let parsing = median(runs, || black_box(bare_parsing(text.as_bytes())));
    let whole = median(runs, || black_box(count_text(&text, method)));
    let file = blt::read(text.as_bytes()).expect("a BLT file");
    let (contest, folded) = (file.contest, Ballots::Ranked(file.ballots));
    let parameters = Parameters::default();
    let counting = median(runs, || {
        black_box(count(&contest, &folded, method, &parameters).expect("a count"))
    });
    let figure = |what: &str, seconds: f64| Figure {
        name: format!("{ballots} ballots × {candidates}: Scottish STV, {what}"),
        seconds,
        faster: None,
        bare: Some(seconds / parsing),
    };
    vec![
        figure("counting", counting),
        figure("reading and counting", whole),
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

fn as_blt(orders: &[Vec<u32>], candidates: u32) -> String {
    let mut text = format!("{candidates} {SEATS}\n");
    write_ballots(&mut text, orders, "");
    for candidate in 1..=candidates {
        let _ = writeln!(text, "\"Candidate {candidate}\"");
    }
    text + "\"Drawn\"\n"
}

/// The same in the dialect of stv-rs, where ballots hold nicknames.
fn as_their_blt(orders: &[Vec<u32>]) -> String {
    let mut text = format!("{CANDIDATES} {SEATS}\n[nick");
    for candidate in 1..=CANDIDATES {
        let _ = write!(text, " c{candidate}");
    }
    text.push_str("]\n");
    write_ballots(&mut text, orders, "c");
    for candidate in 1..=CANDIDATES {
        let _ = writeln!(text, "\"Candidate {candidate}\"");
    }
    text + "\"Drawn\"\n"
}

fn write_ballots(text: &mut String, orders: &[Vec<u32>], prefix: &str) {
    for order in orders {
        text.push('1');
        for candidate in order {
            let _ = write!(text, " {prefix}{candidate}");
        }
        text.push_str(" 0\n");
    }
    text.push_str("0\n");
}

/// Ballots as electorates cast them: five blocs with strengths of their own
/// for each candidate, orders drawn by strength (Plackett–Luce), cut to random
/// lengths of which the short ones are common and some are complete.
fn draw_ballots(many: u32, candidates: u32) -> Vec<Vec<u32>> {
    let mut random = Random(20_260_101);
    let blocs: Vec<Vec<f64>> = (0..5)
        .map(|_| {
            (0..candidates)
                .map(|_| (random.unit() * 5.0 - 2.5).exp())
                .collect()
        })
        .collect();
    (0..many)
        .map(|_| {
            let bloc = &blocs[random.below(5)];
            let mut keys: Vec<(f64, u32)> = bloc
                .iter()
                .zip(1..)
                .map(|(strength, candidate)| (-random.unit().ln() / strength, candidate))
                .collect();
            keys.sort_by(|a, b| a.0.total_cmp(&b.0));
            let length = match random.below(100) {
                0..8 => 1,
                88.. => keys.len(),
                _ => 1 + random.below(4) + random.below(4),
            };
            keys.into_iter()
                .take(length)
                .map(|(_, candidate)| candidate)
                .collect()
        })
        .collect()
}

/// SplitMix64 from a fixed seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Above 0 and up to 1.
    fn unit(&mut self) -> f64 {
        let bits = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        (f64::from(bits) + 1.0) / (f64::from(u32::MAX) + 1.0)
    }

    fn below(&mut self, bound: u64) -> usize {
        usize::try_from(self.next() % bound).unwrap_or(0)
    }
}
