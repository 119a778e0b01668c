//! The matrix of security requirements is whole, and what it names is there.
//!
//! `docs/security/asvs.md` answers each requirement of the list beside it exactly once, with one of
//! three verdicts. Each file that it names exists, and each test that it names stands in its file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const MATRIX: &str = "docs/security/asvs.md";
const LIST: &str = "docs/security/asvs-5.0.0-level-2.txt";
const VERDICTS: [&str; 3] = ["met", "does not apply", "not met"];
/// Of the standard, with levels: so many requirements it has.
const OF_LEVEL: [(u8, usize); 2] = [(1, 70), (2, 183)];
/// Requirements of level 3 that the product aims at.
const AIMED_AT: [&str; 9] = [
    "V2.3.5", "V7.5.3", "V8.3.2", "V8.3.3", "V15.4.1", "V15.4.2", "V15.4.3", "V15.4.4", "V16.5.4",
];
/// How a file of the repository begins, where one is named.
const ROOMS: [&str; 9] = [
    "src/",
    "tests/",
    "docs/",
    "templates/",
    "static/",
    "migrations/",
    "packaging/",
    "bin/",
    "locales/",
];
const TOP: [&str; 3] = ["Cargo.toml", "Cargo.lock", "deny.toml"];

struct Row {
    id: String,
    verdict: String,
    evidence: String,
}

fn read(path: &str) -> String {
    // Cargo runs tests in the package's own folder.
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The ids that must be answered, with their levels.
fn wanted() -> BTreeMap<String, u8> {
    let mut wanted = BTreeMap::new();
    for line in read(LIST).lines().filter(|line| !line.starts_with('#')) {
        let (id, level) = line.split_once(' ').expect("an id and a level");
        let level = level.parse().expect("a level");
        assert!(wanted.insert(id.to_owned(), level).is_none(), "{id} twice");
    }
    wanted
}

/// `V1.2.3`, and nothing else.
fn is_id(text: &str) -> bool {
    let parts: Vec<&str> = text.strip_prefix('V').unwrap_or("").split('.').collect();
    parts.len() == 3 && parts.iter().all(|part| part.parse::<u8>().is_ok())
}

fn rows() -> Vec<Row> {
    let text = read(MATRIX);
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| V")) {
        let inner = line
            .strip_prefix("| ")
            .and_then(|line| line.strip_suffix(" |"))
            .unwrap_or_else(|| panic!("no row of the table: {line}"));
        let cells: Vec<&str> = inner.split(" | ").collect();
        let [id, asks, verdict, evidence] = cells.as_slice() else {
            panic!("not four cells: {line}");
        };
        assert!(is_id(id), "{line}");
        assert!(
            !asks.trim().is_empty() && !evidence.trim().is_empty(),
            "{line}"
        );
        rows.push(Row {
            id: (*id).to_owned(),
            verdict: (*verdict).to_owned(),
            evidence: (*evidence).to_owned(),
        });
    }
    rows
}

/// What stands between backticks and names a file: its path, and the test in it if one is named.
fn named(evidence: &str) -> Vec<(&str, Option<&str>)> {
    evidence
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|text| ROOMS.iter().any(|room| text.starts_with(room)) || TOP.contains(text))
        .map(|text| match text.split_once("::") {
            Some((path, test)) => (path, Some(test)),
            None => (text, None),
        })
        .collect()
}

#[test]
fn the_list_is_that_of_the_standard() {
    let wanted = wanted();
    for (level, many) in OF_LEVEL {
        let found = wanted.values().filter(|one| **one == level).count();
        assert_eq!(found, many, "level {level}");
    }
    let third: BTreeSet<&str> = wanted
        .iter()
        .filter(|(_, level)| **level == 3)
        .map(|(id, _)| id.as_str())
        .collect();
    assert_eq!(third, BTreeSet::from(AIMED_AT));
    assert!(wanted.keys().all(|id| is_id(id)));
}

#[test]
fn every_requirement_is_answered_once() {
    let wanted = wanted();
    let mut answered = BTreeSet::new();
    for row in rows() {
        assert!(
            wanted.contains_key(&row.id),
            "{} is none of the list",
            row.id
        );
        assert!(
            VERDICTS.contains(&row.verdict.as_str()),
            "{}: {}",
            row.id,
            row.verdict
        );
        assert!(answered.insert(row.id.clone()), "{} twice", row.id);
    }
    let missing: Vec<&String> = wanted.keys().filter(|id| !answered.contains(*id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_figures_above_are_those_of_the_rows() {
    let wanted = wanted();
    let rows = rows();
    let text = read(MATRIX);
    for level in 1..=3 {
        let many = |verdict: &str| {
            rows.iter()
                .filter(|row| wanted.get(&row.id) == Some(&level) && row.verdict == verdict)
                .count()
        };
        let [met, apart, not] = VERDICTS.map(many);
        let line = format!("| {level} | {met} | {apart} | {not} |");
        assert!(text.lines().any(|one| one == line), "it should say: {line}");
    }
}

#[test]
fn what_is_named_is_there() {
    for row in rows() {
        let named = named(&row.evidence);
        assert!(
            row.verdict != "met" || !named.is_empty(),
            "{} names nothing",
            row.id
        );
        for (path, test) in named {
            assert!(Path::new(path).exists(), "{}: there is no {path}", row.id);
            let Some(test) = test else { continue };
            let text = read(path);
            let there = [format!("fn {test}("), format!("fn {test}<")];
            assert!(
                there.iter().any(|head| text.contains(head)),
                "{}: {path} has no {test}",
                row.id
            );
        }
    }
}
