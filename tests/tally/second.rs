//! The second verifier, `verify.py`, which was written from docs/counting alone: it gives the same
//! result of every contest drawn here, byte for byte.

use std::collections::BTreeMap;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use commonhold::tally::{
    Contest, ContestOption, Method, Parameters, count, json as rendering, lines,
};
use serde_json::{Map, Value, json};

use crate::election::{Seeded, many};

const RANKED: [&str; 8] = [
    "meek-prf-1",
    "scottish-stv-1",
    "irv-1",
    "schulze-1",
    "schulze-no-opinion-1",
    "schulze-margins-1",
    "schulze-margins-no-opinion-1",
    "schulze-debian-2016",
];
const MARKED: [&str; 2] = ["approval-1", "plurality-1"];
const SCORED: [&str; 3] = ["score-1", "star-1", "bloc-star-1"];

/// What must have happened in some contest of a method, or those drawn are too tame.
const SEEN: [(&str, &str); 14] = [
    (
        "meek-prf-1",
        "quota fewest_votes remaining seats_filled lot same_result no_lot cap kept \
         moved_up",
    ),
    (
        "scottish-stv-1",
        "quota surplus fewest_votes remaining seats_filled earlier_round lot \
         same_result no_lot cap kept moved_up",
    ),
    (
        "irv-1",
        "quota fewest_votes remaining seats_filled earlier_round lot same_result no_lot \
         cap kept",
    ),
    ("schulze-1", "unbeaten lot no_lot cap kept moved_up"),
    (
        "schulze-no-opinion-1",
        "unbeaten lot no_lot cap kept moved_up",
    ),
    ("schulze-margins-1", "unbeaten lot no_lot cap kept moved_up"),
    (
        "schulze-margins-no-opinion-1",
        "unbeaten lot no_lot cap kept moved_up",
    ),
    (
        "schulze-debian-2016",
        "unbeaten majority quorum lot no_lot cap kept",
    ),
    ("approval-1", "most_votes lot no_lot cap kept moved_up"),
    ("plurality-1", "most_votes lot no_lot cap kept moved_up"),
    ("score-1", "highest_total lot no_lot cap kept moved_up"),
    (
        "star-1",
        "highest_total head_to_head most_top_scores preferred remaining lot no_lot cap kept",
    ),
    (
        "bloc-star-1",
        "highest_total head_to_head most_top_scores preferred remaining lot no_lot cap kept \
 moved_up",
    ),
    ("motion-1", "adopted lost no_quorum refused"),
];

/// A contest as plain data; options are numbers from 1.
struct Drawn {
    method: &'static str,
    ids: Vec<String>,
    seats: usize,
    parameters: Map<String, Value>,
    lot: Option<Vec<usize>>,
    /// What is said on the ballot, and its weight.
    ballots: Vec<(Value, usize)>,
}

impl Drawn {
    /// The lines of `ballots.jsonl`: the trackers ascend.
    fn lines(&self) -> String {
        let digits = b"234567abcdefghijklmnopqrstuvwxyz";
        let ballots = self.ballots.iter().enumerate();
        ballots
            .map(|(at, (choice, weight))| {
                let (high, low) = (digits[at / 32], digits[at % 32]);
                let tracker = format!(
                    "aaaaaaaaaaaaaa{}{}-aaaaaa",
                    char::from(high),
                    char::from(low)
                );
                match weight {
                    1 => format!("{{\"t\":\"{tracker}\",\"v\":{choice}}}\n"),
                    _ => format!("{{\"t\":\"{tracker}\",\"v\":{choice},\"w\":{weight}}}\n"),
                }
            })
            .collect()
    }

    /// The contest as `verify.py --count` takes it.
    fn line(&self) -> String {
        let ballots: Vec<Value> = self
            .lines()
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line"))
            .collect();
        let mut given = json!({
            "ballots": ballots,
            "method": self.method,
            "options": self.ids,
            "parameters": self.parameters,
            "seats": self.seats,
        });
        if let Some(lot) = &self.lot {
            given["lot"] = json!(lot);
        }
        given.to_string()
    }

    /// Our result, or why we refuse to count.
    fn ours(&self) -> Result<String, String> {
        let method: Method = self.method.parse().expect("a method");
        let contest = match method {
            Method::Motion1 => Contest::motion(),
            _ => {
                let options = self.ids.iter().map(|id| ContestOption {
                    id: id.clone(),
                    name: id.clone(),
                });
                let seats = u32::try_from(self.seats).expect("few seats");
                Contest::new(options.collect(), seats).map_err(|error| error.to_string())?
            }
        };
        let mut given = self.parameters.clone();
        if let Some(lot) = &self.lot {
            given.insert("lot".to_owned(), json!(lot));
        }
        let parameters = Parameters::from_json(&Value::Object(given), &contest, method)
            .map_err(|error| error.to_string())?;
        let ballots = lines::read(self.lines().as_bytes(), &contest, method.ballot_kind())
            .map_err(|error| error.to_string())?;
        let outcome =
            count(&contest, &ballots, method, &parameters).map_err(|error| error.to_string())?;
        Ok(rendering::render(&outcome, rendering::OptionsBy::Id))
    }
}

fn one_of<T: Clone>(seeded: &mut Seeded, choices: &[T]) -> T {
    choices[seeded.within(0, choices.len() - 1)].clone()
}

fn draw(seeded: &mut Seeded, method: &'static str) -> Drawn {
    if method == "motion-1" {
        return draw_motion(seeded);
    }
    let options = match seeded.one_in(12) {
        true => 1,
        false => seeded.within(2, 7),
    };
    // Ids that do not stand in the order of the contest.
    let ids: Vec<String> = seeded
        .shuffled(options)
        .iter()
        .map(|at| one_of_letters(*at))
        .collect();
    let seats = match method {
        "irv-1" | "star-1" => 1,
        _ => seeded.within(1, 4),
    };
    let mut parameters = Map::new();
    if seeded.one_in(4) {
        parameters.insert("withdrawn".to_owned(), json!([seeded.within(1, options)]));
    }
    let limit = draw_limit(seeded, method, options, seats, &mut parameters);
    if method == "schulze-debian-2016" {
        draw_default(seeded, &ids, &mut parameters);
    }
    if seeded.one_in(2) {
        draw_caps(seeded, &ids, seats, &mut parameters);
    }
    let lot = match seeded.within(0, 2) {
        0 => None,
        1 => Some(one_based(seeded.shuffled(options))),
        _ => {
            let mut lot = one_based(seeded.shuffled(options));
            lot.truncate(seeded.within(1, options));
            Some(lot)
        }
    };
    let ballots = draw_ballots(seeded, method, &ids, limit);
    Drawn {
        method,
        ids,
        seats,
        parameters,
        lot,
        ballots,
    }
}

fn one_of_letters(at: usize) -> String {
    ["ada", "ben", "cyd", "dee", "eve", "fay", "gus"][at].to_owned()
}

fn one_based(order: Vec<usize>) -> Vec<usize> {
    order.into_iter().map(|option| option + 1).collect()
}

/// How many marks, or how high a score, a ballot may bear.
fn draw_limit(
    seeded: &mut Seeded,
    method: &str,
    options: usize,
    seats: usize,
    parameters: &mut Map<String, Value>,
) -> usize {
    let (key, usual, drawn) = match method {
        "plurality-1" => ("max_marks", seats, seeded.within(1, options)),
        _ if SCORED.contains(&method) => ("max_score", 5, one_of(seeded, &[1, 2, 3, 10])),
        _ => return options,
    };
    if seeded.one_in(2) {
        return usual;
    }
    parameters.insert(key.to_owned(), json!(drawn));
    drawn
}

fn draw_default(seeded: &mut Seeded, ids: &[String], parameters: &mut Map<String, Value>) {
    let default = seeded.within(1, ids.len());
    parameters.insert("default_option".to_owned(), json!(ids[default - 1]));
    if seeded.one_in(2) {
        parameters.insert("quorum".to_owned(), json!(seeded.within(0, 6)));
    }
    if seeded.one_in(2) {
        let ratio = one_of(seeded, &[json!("3/2"), json!("2:1"), json!("3"), json!(2)]);
        let mut majority = Map::new();
        majority.insert(one_of(seeded, ids), ratio);
        parameters.insert("majority".to_owned(), Value::Object(majority));
    }
}

fn draw_caps(
    seeded: &mut Seeded,
    ids: &[String],
    seats: usize,
    parameters: &mut Map<String, Value>,
) {
    let mut groups: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let names = ["red", "blue", "green"];
    for at in seeded.shuffled(ids.len()) {
        let group = seeded.within(0, 4);
        if group < names.len() {
            // By number or by id.
            let option = if seeded.one_in(2) {
                json!(at + 1)
            } else {
                json!(ids[at])
            };
            groups.entry(names[group]).or_default().push(option);
        }
    }
    if !seeded.one_in(8) {
        parameters.insert("groups".to_owned(), json!(groups));
    }
    if seeded.one_in(2) {
        let sitting = json!({one_of(seeded, &names): seeded.within(0, 2)});
        parameters.insert("sitting".to_owned(), sitting);
    }
    if seeded.one_in(2) {
        parameters.insert("cap".to_owned(), json!(seeded.within(1, 3)));
    }
    if seeded.one_in(3) {
        parameters.insert("caps".to_owned(), json!("after"));
    }
    if seeded.one_in(6) {
        let mut kept = seeded.shuffled(ids.len());
        kept.truncate(seeded.within(1, seats));
        parameters.insert("kept".to_owned(), json!(one_based(kept)));
    }
}

/// A few opinions are common, and many ballots hold as much as another, so that ties are frequent.
fn draw_ballots(
    seeded: &mut Seeded,
    method: &str,
    ids: &[String],
    limit: usize,
) -> Vec<(Value, usize)> {
    let options = ids.len();
    let opinions: Vec<Vec<usize>> = (0..one_of(seeded, &[1, 2, 4, 20]))
        .map(|_| seeded.shuffled(options))
        .collect();
    let equal_ranks = seeded.one_in(2);
    let most = one_of(seeded, &[2, 4, 8, 30]);
    let heaviest = one_of(seeded, &[1, 2, 3, 1_000]);
    let many = seeded.within(0, most);
    (0..many)
        .map(|_| {
            let mut order = match seeded.one_in(3) {
                true => seeded.shuffled(options),
                false => one_of(seeded, &opinions),
            };
            let longer = seeded.within(0, options).max(seeded.within(0, options));
            order.truncate(longer);
            let choice = match method {
                _ if RANKED.contains(&method) => ranks(seeded, &order, equal_ranks),
                _ if MARKED.contains(&method) => {
                    order.truncate(limit);
                    let mut marks: Vec<&String> = order.iter().map(|at| &ids[*at]).collect();
                    marks.sort();
                    json!(marks)
                }
                _ => {
                    let scores: BTreeMap<&String, usize> = order
                        .iter()
                        .map(|at| (&ids[*at], seeded.within(0, limit)))
                        .collect();
                    json!(scores)
                }
            };
            (choice, seeded.within(1, heaviest))
        })
        .collect()
}

fn ranks(seeded: &mut Seeded, order: &[usize], equal_ranks: bool) -> Value {
    let mut ranks: Vec<Vec<usize>> = Vec::new();
    for option in order {
        match ranks.last_mut() {
            Some(rank) if equal_ranks && seeded.one_in(4) => rank.push(option + 1),
            _ => ranks.push(vec![option + 1]),
        }
    }
    for rank in &mut ranks {
        rank.sort_unstable();
    }
    json!(ranks)
}

fn draw_motion(seeded: &mut Seeded) -> Drawn {
    let mut parameters = Map::new();
    let mut put = |key: &str, value: Value| parameters.insert(key.to_owned(), value);
    if seeded.one_in(2) {
        put(
            "majority",
            json!(one_of(seeded, &["1/2", "2/3", "2/4", "1/1", "3/4"])),
        );
    }
    if seeded.one_in(3) {
        put("strict", json!(seeded.within(0, 1)));
    }
    if seeded.one_in(2) {
        let bases = ["yes+no", "cast", "present", "eligible", "in_office"];
        put("base", json!(one_of(seeded, &bases)));
    }
    for key in ["eligible", "present", "in_office"] {
        if seeded.one_in(3) {
            put(key, json!(seeded.within(4, 30)));
        }
    }
    if seeded.one_in(3) {
        let counts = one_of(seeded, &["cast", "yes+no"]);
        put(
            "quorum",
            json!({"counts": counts, "fraction": one_of(seeded, &["1/3", "1/2"])}),
        );
    }
    let words = ["yes", "yes", "no", "abstain", "blank"];
    let ballots = (0..seeded.within(0, 8))
        .map(|_| (json!(one_of(seeded, &words)), seeded.within(1, 2)))
        .collect();
    Drawn {
        method: "motion-1",
        ids: Vec::new(),
        seats: 0,
        parameters,
        lot: None,
        ballots,
    }
}

/// What `verify.py` says of each of these contests, in one process.
fn said(contests: &[Drawn]) -> Vec<String> {
    let mut questions = tempfile::tempfile().expect("a file");
    for contest in contests {
        writeln!(questions, "{}", contest.line()).expect("room");
    }
    questions.rewind().expect("a file");
    let output = Command::new("python3")
        .arg("-I")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/evidence/verify.py"))
        .arg("--count")
        .stdin(Stdio::from(questions))
        .output()
        .expect("python3 runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    answers.lines().map(str::to_owned).collect()
}

/// Whether there is a python3; where everything is required, it is.
fn python_is_here() -> bool {
    let started = Command::new("python3").arg("--version").output();
    let required = std::env::var("TESTS_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(started.is_ok() || !required, "python3 is required");
    if started.is_err() {
        eprintln!("skipped: python3 cannot be started");
    }
    started.is_ok()
}

#[test]
fn voting_r18_the_second_verifier_counts_every_contest_to_the_same_bytes() {
    if !python_is_here() {
        return;
    }
    let mut seeded = Seeded(7);
    let mut contests = Vec::new();
    for (name, _) in SEEN {
        contests.extend((0..many(1_000)).map(|_| draw(&mut seeded, name)));
    }
    let answers = said(&contests);
    assert_eq!(answers.len(), contests.len());
    let mut faults: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (contest, theirs) in contests.iter().zip(&answers) {
        let ours = contest.ours();
        let agrees = match &ours {
            Ok(ours) => ours == theirs,
            Err(_) => theirs.starts_with(r#"{"refused":"#),
        };
        if !agrees {
            let fault = format!("{}\n  ours   {ours:?}\n  theirs {theirs}", contest.line());
            faults.entry(contest.method).or_default().push(fault);
        }
    }
    let told: Vec<String> = faults
        .iter()
        .map(|(method, all)| format!("{method}: {} differ, such as\n{}", all.len(), all[0]))
        .collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
    for (name, words) in SEEN {
        let of_it = || {
            contests
                .iter()
                .zip(&answers)
                .filter(|(one, _)| one.method == name)
        };
        for word in words
            .split_whitespace()
            .filter(|_| of_it().next().is_some())
        {
            let quoted = format!("\"{word}\"");
            let seen = of_it().any(|(_, answer)| answer.contains(&quoted));
            assert!(seen, "no contest of {name} came to {word}");
        }
    }
}
