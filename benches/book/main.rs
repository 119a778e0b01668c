//! How the membership book bears growth: computing the roll of a day, a page of
//! the list of members, and the standing of one, over a thousand members and
//! over a hundred thousand, each with ten years of terms.
//!
//! `cargo bench --bench book -- [--json] [--quick]` prints a line per figure, or
//! one JSON object. Everything happens on 127.0.0.1, over private clusters with
//! fsync and a server as anybody runs it. The members are not taken in by pages:
//! the superuser writes them set by set, and the guards that judge a row at a
//! time rest meanwhile (`load.sql` says which). What is measured afterwards
//! stands on every guard, trigger and index.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

mod ground;

#[path = "../measures/figures.rs"]
#[expect(dead_code, reason = "what other benches use alone")]
mod figures;
#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use serde_json::json;

use figures::{Best, Figure, load_average, median, processors};
use ground::{Ground, Taken};

const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let quick = given("--quick");
    let (few, many) = (1_000, if quick { 20_000 } else { 100_000 });
    let pages = if quick { 50 } else { 200 };
    let busy = load_average();
    let small = measure(few, pages).await;
    let large = measure(many, pages).await;
    let figures = figures(&small, &large, quick);
    let processors = processors();
    if given("--json") {
        let list: Vec<_> = figures.iter().map(Figure::to_json).collect();
        let document = json!({
            "bench": "book",
            "members": [few, many],
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
        "{many} members beside {few}, median (best) of {RUNS} runs of {pages} pages, {processors} processors{busy}"
    );
    for figure in figures {
        println!("{}", figure.to_line());
    }
}

async fn measure(members: u32, pages: usize) -> Taken {
    eprintln!("Setting up a foundation with {members} members …");
    let mut ground = Ground::prepare(members).await;
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

/// What was measured over many, and its growth from few.
fn figures(small: &Taken, large: &Taken, quick: bool) -> Vec<Figure> {
    let aims: [(&str, &str, Option<&str>, &str, &str); 9] = [
        ("count", "memberships counted", None, "", ""),
        (
            "roll",
            "the roll computed, its lines and hash",
            Some("under 5,000"),
            "the roll, growth",
            "the roll per count of the rows",
        ),
        ("plain", "a page about no member", None, "", ""),
        (
            "first",
            "members, page 1, p50",
            None,
            "members, page 1, growth",
            "members, page 1, per plain page",
        ),
        ("first99", "members, page 1, p99", Some("under 100"), "", ""),
        (
            "middle",
            "members, a middle page, p50",
            None,
            "a middle page, growth",
            "",
        ),
        (
            "middle99",
            "members, a middle page, p99",
            Some("under 100"),
            "",
            "",
        ),
        (
            "search",
            "members, a name sought, p50",
            None,
            "a name sought, growth",
            "a name sought, per plain page",
        ),
        (
            "search99",
            "members, a name sought, p99",
            Some("under 100"),
            "",
            "",
        ),
    ];
    let more: [(&str, &str, Option<&str>, &str, &str); 6] = [
        (
            "current",
            "members, current ones of a class, p50",
            None,
            "current ones of a class, growth",
            "",
        ),
        (
            "current99",
            "members, current ones of a class, p99",
            Some("under 100"),
            "",
            "",
        ),
        (
            "room",
            "the officers' room, p50",
            None,
            "the officers' room, growth",
            "",
        ),
        (
            "classes",
            "the classes, p50",
            None,
            "the classes, growth",
            "",
        ),
        (
            "standing",
            "standing of one member",
            Some("under 10"),
            "standing of one, growth",
            "",
        ),
        (
            "me",
            "their own page, p50",
            None,
            "their own page, growth",
            "",
        ),
    ];
    let mut figures = Vec::new();
    for (key, name, aim, growth, against) in aims.into_iter().chain(more) {
        let figure = Figure::of(name, "ms", Best::Lowest, large.of(key));
        figures.push(match aim {
            Some(aim) if !quick => figure.aiming(aim),
            Some(_) | None => figure,
        });
        let ratio = |of: &[f64], base: f64| of.iter().map(|taken| taken / base).collect();
        if !growth.is_empty() {
            let grown = ratio(&large.of(key), median(&small.of(key)));
            figures.push(Figure::of(growth, "times", Best::Lowest, grown));
        }
        if !against.is_empty() {
            let base = if key == "roll" { "count" } else { "plain" };
            let ratios = ratio(&large.of(key), median(&large.of(base)));
            figures.push(Figure::of(against, "", Best::Lowest, ratios));
        }
    }
    figures
}
