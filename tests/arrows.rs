//! Keeps the arrows of ARCHITECTURE.md: what may know what.
//!
//! The source is read as text, without comments and without its unit tests.
//! Folders that do not exist yet are simply not there to break a rule.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The subjects and their grounds, from above; what stands in a later line
/// knows nothing of an earlier one, and those of one line nothing of each other.
const FROM_ABOVE: [&[&str]; 39] = [
    &["demo", "rehearsal"],
    &["audit", "setup", "certifier"],
    &["elections"],
    &["deeds"],
    &["holders"],
    &["licences"],
    &["matters"],
    &["permits"],
    &["registry", "book", "standing", "privacy"],
    &["docket"],
    &["resolutions"],
    &["motions"],
    &["petitions"],
    &["debate"],
    &["board"],
    &["polls"],
    &["proxies"],
    &["renewals"],
    &["rolls"],
    &["adoption"],
    &["joining"],
    &["dues"],
    &["members"],
    &["notices", "tasks", "feeds"],
    &["acts"],
    &["factors"],
    &["bodies"],
    &["parties"],
    &["rulebook"],
    &["accounts"],
    &["outbox"],
    &["ledger"],
    &["web"],
    &["db"],
    &["typed"],
    &["evidence"],
    &["seal"],
    &["tlog"],
    &["tally"],
];

/// Assembly, command line and settings stand beside that order.
const BESIDE: [&str; 3] = ["app", "cli", "config"];

/// Rooms whose every file is pure, beside the `model` of each subject.
const PURE: [&str; 5] = ["tally", "tlog", "seal", "evidence", "typed"];

/// The layers of a subject.
const LAYERS: [&str; 4] = ["model", "store", "views", "web"];

/// What betrays a database, a clock, a network, a machine or randomness.
const IMPURE: [&str; 15] = [
    "diesel",
    "tokio",
    "actix",
    "lettre",
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant::now",
    "rand::rng",
    "thread_rng",
    "OsRng",
    "SysRng",
    "std::net",
    "std::fs",
    "std::env",
];

/// One file of the source: where it is, and what it says beyond comments and
/// unit tests.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The names under which the file is known: `polls`, `store`, `cast` for
    /// `src/polls/store/cast.rs`, and `app` for `src/app.rs`.
    fn names(&self) -> Vec<String> {
        let relative = self.path.strip_prefix(root()).unwrap().with_extension("");
        relative
            .iter()
            .map(|name| name.to_str().unwrap().to_owned())
            .collect()
    }

    /// The subject (or other module at the top) it belongs to.
    fn subject(&self) -> String {
        self.names()[0].clone()
    }

    /// Its layer within the subject: `model`, `store`, `views`, `web`, also of a part
    /// that has a folder of its own within it; or another name.
    fn layer(&self) -> String {
        let names = self.names();
        let within = names.get(1..).unwrap_or_default();
        within
            .iter()
            .find(|name| LAYERS.contains(&name.as_str()))
            .or(within.first())
            .cloned()
            .unwrap_or_default()
    }

    fn is_pure(&self) -> bool {
        PURE.contains(&self.subject().as_str()) || self.layer() == "model"
    }

    /// The modules it names: `(polls, store)` for `crate::polls::store::cast`,
    /// for `super::store` as it means it, and the same within braces.
    fn uses(&self) -> BTreeSet<(String, String)> {
        let mut uses = BTreeSet::new();
        let mut note = |path: &str| {
            let mut names = path.split("::").map(str::trim).map(str::to_owned);
            let first = names.next().unwrap_or_default();
            uses.insert((first, names.next().unwrap_or_default()));
        };
        for path in paths_after(&self.text, "crate::") {
            note(&path);
        }
        for path in paths_after(&self.text, "super::") {
            // Of a file of the subject, `super` is the subject; of one in a
            // layer's folder, the layer, and `super::super` the subject.
            let mut place = self.names();
            if place.last().is_some_and(|name| name == "mod") {
                place.pop();
            }
            place.pop();
            let mut path = path.as_str();
            while let Some(rest) = path.strip_prefix("super::") {
                place.pop();
                path = rest;
            }
            place.push(path.to_owned());
            note(&place.join("::"));
        }
        uses
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // Unit tests, in a file or a folder of their own.
            if path.file_stem().is_some_and(|name| name == "tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = said(&fs::read_to_string(&path).unwrap());
                sources.push(Source { path, text });
            }
        }
    }
    assert!(sources.len() > 10, "the source was not found");
    sources
}

/// The text without comments, and without the unit tests at its end.
fn said(text: &str) -> String {
    let text = text
        .split_once("#[cfg(test)]\nmod tests {")
        .map_or(text, |(text, _)| text);
    text.lines()
        .map(|line| match line.find("//") {
            // Not the slashes of an address within a string.
            Some(at) if !line[..at].ends_with(':') => &line[..at],
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every path that follows `start` in the text, with `{a::b, c}` taken apart.
fn paths_after(text: &str, start: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find(start) {
        let at = from + found;
        from = at + start.len();
        let before = text[..at].chars().next_back();
        if before.is_some_and(|before| before == ':' || before == '_' || before.is_alphanumeric()) {
            continue;
        }
        collect_paths(&text[from..], String::new(), &mut paths);
    }
    paths
}

/// Collects the paths of one use tree and returns how much of the text it was.
fn collect_paths(text: &str, prefix: String, paths: &mut Vec<String>) -> usize {
    let mut path = prefix;
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        if next == '{' {
            at += 1;
            loop {
                at += text[at..].len() - text[at..].trim_start_matches([' ', '\n', ',']).len();
                if text[at..].starts_with('}') || at >= text.len() {
                    return at + 1;
                }
                let taken = collect_paths(&text[at..], path.clone(), paths);
                if taken == 0 {
                    return at;
                }
                at += taken;
            }
        } else if next.is_alphanumeric() || next == '_' || next == ':' || next == '*' {
            path.push(next);
            at += next.len_utf8();
        } else {
            break;
        }
    }
    paths.push(path);
    at
}

fn rank(name: &str) -> Option<usize> {
    FROM_ABOVE.iter().position(|line| line.contains(&name))
}

/// Fails with every fault at once.
fn refuse(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn pure_modules_know_no_database_clock_network_or_randomness() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.is_pure()) {
        for word in IMPURE.iter().filter(|word| source.text.contains(**word)) {
            faults.push(format!("{} mentions {word}", source.path.display()));
        }
        for (subject, layer) in source.uses() {
            let impure = ["app", "cli", "config", "db"].contains(&subject.as_str())
                || ["store", "views"].contains(&layer.as_str())
                || (layer == "web" && subject != "web");
            if impure {
                faults.push(format!("{} uses {subject}::{layer}", source.path.display()));
            }
        }
    }
    refuse(faults);
}

#[test]
fn subjects_know_only_what_stands_below_them() {
    let mut faults = Vec::new();
    for source in sources() {
        let subject = source.subject();
        let Some(own) = rank(&subject) else {
            continue;
        };
        for (used, _) in source.uses() {
            let upward = used != subject && rank(&used).is_some_and(|other| other <= own);
            if upward {
                faults.push(format!("{} uses {used}", source.path.display()));
            }
        }
    }
    refuse(faults);
}

#[test]
fn nothing_imports_the_assembly_but_the_command_line() {
    let mut faults = Vec::new();
    for source in sources() {
        let subject = source.subject();
        let uses = source.uses();
        let uses = |name: &str| uses.iter().any(|(used, _)| used == name);
        if uses("app") && !["app", "cli"].contains(&subject.as_str()) {
            faults.push(format!("{} uses app", source.path.display()));
        }
        if uses("cli") && !["cli", "main"].contains(&subject.as_str()) {
            faults.push(format!("{} uses cli", source.path.display()));
        }
    }
    refuse(faults);
}

#[test]
fn handlers_and_views_hold_no_sql() {
    for source in sources() {
        let is_outside = ["web", "views"].contains(&source.layer().as_str());
        assert!(
            !is_outside || !source.text.contains("sql_query("),
            "{} holds SQL, which its store does",
            source.path.display()
        );
    }
}

#[test]
fn within_a_subject_arrows_go_from_web_to_store_to_model() {
    let mut faults = Vec::new();
    for source in sources() {
        let above: &[&str] = match source.layer().as_str() {
            "model" => &["store", "views", "web"],
            "store" => &["views", "web"],
            "views" => &["web"],
            _ => continue,
        };
        for (used, layer) in source.uses() {
            if rank(&used).is_some() && used != "web" && above.contains(&layer.as_str()) {
                faults.push(format!("{} uses {used}::{layer}", source.path.display()));
            }
        }
    }
    refuse(faults);
}

#[test]
fn every_module_has_its_place_in_the_order() {
    let modules = fs::read_to_string(root().join("lib.rs")).unwrap();
    for line in modules.lines() {
        let Some(name) = line.strip_prefix("pub mod ") else {
            continue;
        };
        let name = name.trim_end_matches(';');
        assert!(
            rank(name).is_some() || BESIDE.contains(&name),
            "{name} has no place in FROM_ABOVE or BESIDE"
        );
    }
}

#[test]
fn a_use_is_found_however_it_is_written() {
    let source = Source {
        path: root().join("polls/store/cast.rs"),
        text: said(
            "use crate::{app, rolls::{model::Roll, store},\n    web};\n// use crate::hidden;\n\
             fn f() { crate::members::store::g(); super::super::web::h() }\nuse super::other::Thing;\n\
             const LINK: &str = \"http://x\"; use crate::parties::model;\n\
             #[cfg(test)]\nmod tests { use crate::elections; }",
        ),
    };
    let expected = [
        ("app", ""),
        ("members", "store"),
        ("parties", "model"),
        ("polls", "store"),
        ("polls", "web"),
        ("rolls", "model"),
        ("rolls", "store"),
        ("web", ""),
    ];
    let expected = expected.map(|(subject, layer)| (subject.to_owned(), layer.to_owned()));
    assert_eq!(source.uses(), BTreeSet::from(expected));
}
