//! What fuzzing found stays found: every input that `bin/fuzz` kept, to the same parsers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "../fuzz/targets/mod.rs"]
mod targets;

/// What is kept of one target, as `bin/fuzz` keeps it and a person may add.
const MOST_FILES: usize = 170;
const MOST_BYTES: usize = 400_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn within(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

#[test]
fn every_parser_holds_on_what_fuzzing_kept() {
    for (name, run) in targets::TARGETS {
        let files = within(&root().join("fuzz/corpus").join(name));
        let mut bytes = 0;
        for file in &files {
            // Shown where a parser fails: the last one named is the one.
            println!("{}", file.display());
            let input = fs::read(file).unwrap();
            bytes += input.len();
            run(&input);
        }
        assert!(
            (1..=MOST_FILES).contains(&files.len()) && bytes <= MOST_BYTES,
            "{name}: {} files of {bytes} bytes are kept",
            files.len()
        );
    }
}

#[test]
fn every_corpus_has_its_target() {
    let folders: BTreeSet<String> = within(&root().join("fuzz/corpus"))
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    let targets = targets::TARGETS.map(|(name, _)| name.to_owned());
    assert!(targets.is_sorted());
    assert_eq!(folders, targets.into());
    assert!(folders.iter().all(|name| targets::named(name).is_some()));
}

/// Names and versions of what a lock file holds.
fn locked(file: &str) -> BTreeSet<(String, String)> {
    let lock: toml::Table = fs::read_to_string(root().join(file))
        .unwrap()
        .parse()
        .unwrap();
    lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let text = |key: &str| package[key].as_str().unwrap().to_owned();
            (text("name"), text("version"))
        })
        .collect()
}

#[test]
fn what_is_fuzzed_is_what_is_shipped() {
    let shipped = locked("Cargo.lock");
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, version) in &shipped {
        versions.entry(name).or_default().insert(version);
    }
    let other: Vec<String> = locked("fuzz/Cargo.lock")
        .iter()
        .filter(|one| versions.contains_key(one.0.as_str()) && !shipped.contains(*one))
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    assert!(
        other.is_empty(),
        "{other:?}: copy Cargo.lock to fuzz/Cargo.lock, and let `cargo metadata --manifest-path \
         fuzz/Cargo.toml` take away what is not needed there"
    );
}
