//! How the register of resolutions bears growth: a search, a page of the list and one
//! resolution, over a hundred and over ten thousand of them.
//!
//! `cargo bench --bench register -- [--json] [--quick]` prints a line per figure, or
//! one JSON object. Everything happens on 127.0.0.1, over private clusters with fsync
//! and a server as anybody runs it. The resolutions are not brought by pages: the
//! superuser writes them set by set with the guards at rest (`load.sql`), and has them
//! hold again before anything is measured.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

mod ground;

#[path = "../measures/figures.rs"]
#[expect(dead_code, reason = "here nothing is best at its highest")]
mod figures;
#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use serde_json::json;

use figures::{Best, Figure, load_average, median, processors};
use ground::{Ground, PAGES, Taken};

const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let quick = given("--quick");
    let (few, many) = (100, if quick { 2_000 } else { 10_000 });
    let pages = if quick { 30 } else { 100 };
    let busy = load_average();
    let small = measure(few, pages).await;
    let large = measure(many, pages).await;
    let figures = figures(&small, &large, quick);
    let processors = processors();
    if given("--json") {
        let list: Vec<_> = figures.iter().map(Figure::to_json).collect();
        let document = json!({
            "bench": "register",
            "resolutions": [few, many],
            "runs": RUNS,
            "pages_per_run": pages,
            "processors": processors,
            "load_average_before": busy,
            "figures": list,
        });
        println!("{document}");
        return;
    }
    let busy = busy.map_or(String::new(), |busy| format!(", load before: {busy}"));
    println!(
        "{many} resolutions beside {few}, median (best) of {RUNS} runs of {pages} pages, {processors} processors{busy}"
    );
    for figure in figures {
        println!("{}", figure.to_line());
    }
}

async fn measure(resolutions: u32, pages: usize) -> Taken {
    eprintln!("Setting up a foundation with {resolutions} resolutions …");
    let ground = Ground::prepare(resolutions).await;
    eprintln!("  measuring …");
    let mut taken = Taken::default();
    for run in 0..=RUNS {
        let once = ground.measure(pages).await;
        // The first warms what is kept in memory.
        if run > 0 {
            taken.extend(once);
        }
    }
    taken
}

/// What was measured over many, its growth from few, and how much of it is no page's own.
fn figures(small: &Taken, large: &Taken, quick: bool) -> Vec<Figure> {
    let mut figures = Vec::new();
    let plain = median(&large.of("plain"));
    for page in PAGES {
        let figure = Figure::of(page.median, "ms", Best::Lowest, large.of(page.key));
        figures.push(match page.aim {
            Some(aim) if !quick => figure.aiming(aim),
            Some(_) | None => figure,
        });
        if page.key != "plain" {
            let ratio = |base: f64| -> Vec<f64> {
                large
                    .of(page.key)
                    .iter()
                    .map(|taken| taken / base)
                    .collect()
            };
            let grown = ratio(median(&small.of(page.key)));
            figures.push(Figure::of(page.growth, "times", Best::Lowest, grown));
            let per = ratio(plain);
            figures.push(Figure::of(page.per_plain, "", Best::Lowest, per));
        }
    }
    figures
}
