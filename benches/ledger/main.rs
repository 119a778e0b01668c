//! How fast the public log takes entries up and how fast it is verified: entries
//! entered, given their places, signed and published, beside raw INSERTs of the
//! same bytes into the same PostgreSQL; and entries of a bundle verified, beside
//! bare SHA-256 over the same bytes.
//!
//! `cargo bench --bench ledger -- [--json] [--quick]` prints a line per figure,
//! or one JSON object. Everything happens on 127.0.0.1, over a private cluster
//! with fsync, a server and a ledger as anybody runs them, and they share this
//! machine's processors.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

mod ground;
mod verification;

#[path = "../../tests/evidence/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod evidence;
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

/// Connections that enter, or insert, at once.
const CLIENTS: usize = 16;
const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let quick = given("--quick");
    let span = Duration::from_secs(if quick { 2 } else { 5 });
    let waiting = if quick { 5_000 } else { 20_000 };
    let busy = load_average();
    let mut figures = measure_log(span, waiting).await;
    figures.extend(verification::measure(RUNS, if quick { 50 } else { 300 }));
    let processors = processors();
    if given("--json") {
        let list: Vec<_> = figures.iter().map(Figure::to_json).collect();
        let document = json!({
            "bench": "ledger",
            "clients": CLIENTS,
            "runs": RUNS,
            "seconds_per_run": span.as_secs(),
            "entries_waiting": waiting,
            "processors": processors,
            "load_average_before": busy,
            "figures": list,
        });
        println!("{document}");
        return;
    }
    let busy = busy.map_or(String::new(), |busy| format!(", load before: {busy}"));
    println!(
        "{CLIENTS} connections, median (best) of {RUNS} runs of {} s, {processors} processors{busy}",
        span.as_secs()
    );
    for figure in figures {
        println!("{}", figure.to_line());
    }
}

async fn measure_log(span: Duration, waiting: u64) -> Vec<Figure> {
    eprintln!("Setting up a foundation and its log …");
    let mut ground = Ground::prepare().await;
    eprintln!("Inserting rows …");
    let raw = ground.raw_inserts(CLIENTS, span, RUNS).await.unwrap();
    eprintln!("Sequencing and signing {waiting} entries that wait …");
    let mut caught_up = Vec::new();
    for _ in 0..RUNS {
        ground.stop_ledger();
        ground.enter(CLIENTS, waiting).await;
        caught_up.push(ground.catch_up().await);
    }
    eprintln!("Entering, sequencing and signing …");
    let mut entered = Vec::new();
    for _ in 0..RUNS {
        entered.push(ground.enter_and_sign(CLIENTS, span).await);
    }
    let mut alone = Vec::new();
    for _ in 0..RUNS * 5 {
        alone.push(ground.enter_one().await.as_secs_f64() * 1000.0);
    }
    let base = median(&raw);
    let per_insert = |rates: &[f64]| rates.iter().map(|rate| rate / base).collect();
    let (of_waiting, of_entered) = (per_insert(&caught_up), per_insert(&entered));
    let rate = |name, rates| Figure::of(name, "per second", Best::Highest, rates);
    let ratio = |name, ratios| Figure::of(name, "", Best::Highest, ratios);
    vec![
        rate("raw single-row INSERTs of the same bytes", raw),
        rate("entries entered, sequenced and signed", entered),
        ratio("entries signed per raw INSERT", of_entered),
        rate("waiting entries sequenced and signed", caught_up),
        ratio("waiting entries signed per raw INSERT", of_waiting),
        Figure::of("one entry, until it is signed", "ms", Best::Lowest, alone),
    ]
}
