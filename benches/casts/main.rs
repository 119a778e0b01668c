//! How fast the server is where people wait: ballots cast over HTTP beside raw
//! INSERTs into the same PostgreSQL, and the ballot page at a steady stream of
//! readers.
//!
//! `cargo bench --bench casts -- [--json] [--quick]` prints a line per figure,
//! or one JSON object. Everything happens on 127.0.0.1, over an installation of
//! its own that `commonhold run` starts as for anyone (with fsync, in a folder
//! for temporary files), set up through the front door, and stopped in the end.
//! Server, database and the people who ask share this machine's processors.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

mod foundation;
mod ground;
mod load;
mod wire;

#[path = "../measures/figures.rs"]
mod figures;
#[path = "../measures/raw.rs"]
mod raw;
#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use std::time::Duration;

use serde_json::json;

use figures::{Best, Figure, load_average, median, processors};
use ground::Ground;

/// People who cast at once, and connections that insert at once.
const CLIENTS: usize = 16;
/// Ballot pages asked for per second.
const ARRIVALS: u32 = 200;
const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let span = Duration::from_secs(if given("--quick") { 2 } else { 5 });
    let busy = load_average();
    eprintln!("Setting up a foundation with {CLIENTS} voters …");
    let ground = Ground::prepare(CLIENTS).await;
    let figures = measure(&ground, span).await;
    drop(ground);
    let processors = processors();
    if given("--json") {
        let list: Vec<_> = figures.iter().map(Figure::to_json).collect();
        let document = json!({
            "bench": "casts",
            "clients": CLIENTS,
            "runs": RUNS,
            "seconds_per_run": span.as_secs(),
            "processors": processors,
            "load_average_before": busy,
            "figures": list,
        });
        println!("{document}");
        return;
    }
    let busy = busy.map_or(String::new(), |busy| format!(", load before: {busy}"));
    println!(
        "{CLIENTS} clients, median (best) of {RUNS} runs of {} s, {processors} processors{busy}",
        span.as_secs()
    );
    for figure in figures {
        println!("{}", figure.to_line());
    }
}

async fn measure(ground: &Ground, span: Duration) -> Vec<Figure> {
    // Inserts come first: the letters that confirm casts are written afterwards.
    eprintln!("Inserting rows …");
    let raw = ground.raw_inserts(CLIENTS, span, RUNS).await;
    eprintln!("Reading ballots …");
    let mut middle = Vec::new();
    let mut slowest = Vec::new();
    load::read_pages(ground, ARRIVALS, Duration::from_secs(1)).await;
    for run in 0..RUNS {
        let mut taken = load::read_pages(ground, ARRIVALS, span).await;
        taken.sort();
        middle.push(milliseconds(percentile(&taken, 50)));
        slowest.push(milliseconds(percentile(&taken, 99)));
        eprintln!("  run {} of {RUNS}: {} pages", run + 1, taken.len());
    }
    eprintln!("Casting ballots …");
    load::cast(ground, Duration::from_secs(1)).await;
    let mut casts = Vec::new();
    for _ in 0..RUNS {
        casts.push(load::cast(ground, span).await);
    }
    let base = median(&raw);
    let ratios = casts.iter().map(|casts| casts / base).collect();
    vec![
        Figure::of("raw single-row INSERTs", "per second", Best::Highest, raw),
        Figure::of(
            "ballots accepted over HTTP",
            "per second",
            Best::Highest,
            casts,
        ),
        Figure::of("ballots per raw INSERT", "", Best::Highest, ratios).aiming("0.5"),
        Figure::of(
            "ballot page, p50 at 200 per second",
            "ms",
            Best::Lowest,
            middle,
        ),
        Figure::of(
            "ballot page, p99 at 200 per second",
            "ms",
            Best::Lowest,
            slowest,
        )
        .aiming("under 20"),
    ]
}

fn milliseconds(taken: Duration) -> f64 {
    taken.as_secs_f64() * 1000.0
}

/// The smallest of the sorted values that `percent` of them do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted[rank.max(1) - 1]
}
