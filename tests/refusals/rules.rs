//! The keys of the rulebook, and what a sentence cites of them, of a statute or a standard.

use std::collections::BTreeSet;
use std::path::Path;

use crate::sources::{literals, read};

/// What a citation looks like where the sentence is filled when it is said.
const CITED: [&str; 13] = [
    "({})",
    "({0})",
    "({1})",
    "({citation})",
    "{citation}",
    "{ $citation }",
    "{ $rule }",
    "{rule}",
    "{key}",
    "{} § {}",
    "{} asks for",
    "{} allows",
    "{} lets",
];

/// How statutes and standards are named.
const STATUTES: [&str; 7] = [
    "USC ",
    "U.S.C.",
    "ISO 3166",
    "ISO 4217",
    "WIPO ST",
    "RFC ",
    "Nice Classification",
];

/// The keys of the rulebook.
pub fn rules() -> BTreeSet<String> {
    let keys: BTreeSet<String> = literals(&read(Path::new("src/rulebook/model/keys.rs")))
        .into_iter()
        .filter(|text| is_key(text))
        .collect();
    assert!(keys.len() > 50, "the keys were not found: {keys:?}");
    keys
}

/// `motions.second`: words in lower case, with points between them.
pub fn is_key(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() > 1
        && parts
            .iter()
            .all(|part| part.len() > 1 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

/// The keys of rules that a sentence names.
pub fn cited_keys(sentence: &str, rules: &BTreeSet<String>) -> BTreeSet<String> {
    sentence
        .split(|c: char| !(c.is_ascii_lowercase() || c == '_' || c == '.'))
        .map(|word| word.trim_matches('.'))
        .filter(|word| rules.contains(*word))
        .map(str::to_owned)
        .collect()
}

pub fn cites(sentence: &str, rules: &BTreeSet<String>) -> bool {
    CITED
        .iter()
        .chain(&STATUTES)
        .any(|mark| sentence.contains(mark))
        || !cited_keys(sentence, rules).is_empty()
}
