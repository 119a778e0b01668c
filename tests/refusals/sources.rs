//! Reads what is asked: the sentences in the source and in the catalogue where refusals are made,
//! and the constraints that guards of the database raise.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::list::Place;

/// Rooms that say nothing at a page: they speak to whoever runs the server, or make something up.
const OTHER_ROOMS: [&str; 10] = [
    "app",
    "cli",
    "config",
    "db",
    "demo",
    "evidence",
    "rehearsal",
    "seal",
    "tally",
    "tlog",
];

/// Files and folders that say how things stand, and refuse nothing.
const TELL: [&str; 31] = [
    "src/audit/export/manifest.rs",
    "src/audit/registers/",
    "src/bodies/model/effect/said.rs",
    "src/bodies/model/ending.rs",
    "src/docket/store/canary.rs",
    "src/dues/model/lobbying.rs",
    "src/elections/model/ready.rs",
    "src/elections/store/facts.rs",
    "src/elections/web/ready.rs",
    "src/elections/web/ready_poll.rs",
    "src/elections/web/rehearsals.rs",
    "src/joining/store/reading.rs",
    "src/licences/model/mod.rs",
    "src/motions/store/referendum.rs",
    "src/outbox/texts/own_words.rs",
    "src/outbox/write.rs",
    "src/outbox/write/",
    "src/polls/key_shares.rs",
    "src/polls/methods.rs",
    "src/polls/readiness.rs",
    "src/polls/web/course.rs",
    "src/polls/web/pages.rs",
    "src/polls/web/practice.rs",
    "src/registry/watch/",
    "src/registry/web/acts.rs",
    "src/registry/web/entering.rs",
    "src/registry/web/sheets.rs",
    "src/rulebook/model/presets.rs",
    "src/setup/model/form.rs",
    "src/tasks/model/item.rs",
    "src/web/words.rs",
];

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder with this extension; Cargo runs tests in the package's own folder.
pub fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the package") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == extension) {
                found.push(path.to_str().expect("a name in UTF-8").to_owned());
            }
        }
    }
    found.sort();
    found
}

pub fn with_single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The source without its tests, or nothing of a file of tests.
pub fn without_tests(path: &str) -> String {
    if path.ends_with("tests.rs") || path.contains("/tests/") {
        return String::new();
    }
    let text = read(Path::new(path));
    match text.split_once("#[cfg(test)]\nmod tests {") {
        Some((before, _)) => before.to_owned(),
        None => text,
    }
}

/// Where a literal that begins here ends, and its text; `None` where none begins.
fn literal(rest: &str) -> Option<(usize, String)> {
    let raw = rest.strip_prefix('b').unwrap_or(rest);
    let prefix = rest.len() - raw.len();
    if let Some(inner) = raw.strip_prefix('r') {
        let hashes = inner.len() - inner.trim_start_matches('#').len();
        let body = inner[hashes..].strip_prefix('"')?;
        let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
        let whole = prefix + 1 + hashes + 1 + end + 1 + hashes;
        return Some((whole, body[..end].to_owned()));
    }
    let body = raw.strip_prefix('"')?;
    let mut text = String::new();
    let mut letters = body.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((prefix + 1 + at + 1, text)),
            '\\' => match letters.next()?.1 {
                '\n' => {
                    while letters
                        .next_if(|(_, blank)| blank.is_whitespace())
                        .is_some()
                    {}
                }
                'n' => text.push('\n'),
                't' => text.push('\t'),
                quoted @ ('"' | '\\' | '\'') => text.push(quoted),
                other => text.extend(['\\', other]),
            },
            _ => text.push(letter),
        }
    }
    None
}

/// The texts between quotation marks of a source, without those of comments.
pub fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut before = ' ';
    while let Some(letter) = rest.chars().next() {
        let in_a_name = before.is_alphanumeric() || before == '_';
        let mut step = letter.len_utf8();
        if rest.starts_with("//") {
            step = rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            step = rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if letter == '\'' {
            // A letter between marks; else a lifetime.
            let inner = &rest[1..];
            step = match inner.strip_prefix('\\') {
                Some(escaped) => escaped[1..].find('\'').map_or(1, |end| end + 4),
                None => match inner.char_indices().nth(1) {
                    Some((at, '\'')) => at + 2,
                    _ => 1,
                },
            };
        } else if (letter == '"' || (!in_a_name && matches!(letter, 'r' | 'b')))
            && let Some((end, text)) = literal(rest)
        {
            found.push(text);
            step = end;
        }
        before = rest[..step].chars().next_back().unwrap_or(' ');
        rest = &rest[step..];
    }
    found
}

/// The literals of each file of the source, without its tests.
pub static SOURCE: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    files("src", "rs")
        .into_iter()
        .map(|path| {
            let texts = literals(&without_tests(&path));
            (path, texts)
        })
        .collect()
});

/// Several words that begin like a sentence and end like one; or `{0}.`, which passes on what
/// another room said and would leave it at that.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    let ends = text.strip_suffix('”').unwrap_or(text);
    let passes_on = text.starts_with('{') && text.ends_with("}.");
    (text.contains(' ') || passes_on)
        && text.starts_with(|first: char| first.is_ascii_uppercase() || "“{".contains(first))
        && ends.ends_with(['.', '?', '!'])
}

/// Whether refusals are made in this file.
pub fn refuses(path: &str) -> bool {
    let mut parts = path.split('/');
    let room = parts.nth(1).unwrap_or("").trim_end_matches(".rs");
    let name = path.rsplit('/').next().unwrap_or("");
    let shows = path.contains("/views/")
        || ["views.rs", "_view.rs", "_story.rs"]
            .iter()
            .any(|end| name.ends_with(end));
    !OTHER_ROOMS.contains(&room) && !shows && !TELL.iter().any(|told| path.starts_with(told))
}

/// What the catalogue says in a language: the file and the sentence of each key.
pub fn catalogue(language: &str) -> BTreeMap<String, (String, String)> {
    let mut all: BTreeMap<String, (String, String)> = BTreeMap::new();
    for path in files(&format!("locales/{language}"), "ftl") {
        let mut key: Option<String> = None;
        for line in read(Path::new(&path)).lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase())
                && let Some((name, text)) = line.split_once(" =")
            {
                all.insert(name.to_owned(), (path.clone(), text.trim().to_owned()));
                key = Some(name.to_owned());
            } else if line.starts_with([' ', '}'])
                && let Some((_, text)) = key.as_ref().and_then(|key| all.get_mut(key))
            {
                *text = format!("{text} {}", line.trim());
            } else if line.starts_with('#') {
                key = None;
            }
        }
    }
    for (_, text) in all.values_mut() {
        *text = with_single_blanks(text);
    }
    all
}

/// A key whose name says that it refuses.
fn is_named_a_refusal(key: &str) -> bool {
    key.starts_with("problem-")
        || key
            .split('-')
            .any(|part| matches!(part, "fault" | "faults" | "refused" | "error"))
}

/// Every sentence that stands where refusals are made, with its place.
pub fn said() -> BTreeSet<(Place, String)> {
    let english = catalogue("en");
    let mut said = BTreeSet::new();
    let mut keys: BTreeSet<&str> = english
        .keys()
        .map(String::as_str)
        .filter(|key| is_named_a_refusal(key))
        .collect();
    let mut named = BTreeSet::new();
    for (path, texts) in SOURCE.iter().filter(|(path, _)| refuses(path)) {
        for text in texts {
            if is_sentence(text) {
                said.insert(((path.clone(), None), with_single_blanks(text)));
            } else {
                named.insert(text.clone());
            }
        }
    }
    keys.extend(
        named
            .iter()
            .map(String::as_str)
            .filter(|text| english.contains_key(*text)),
    );
    for key in keys {
        let (path, sentence) = &english[key];
        if is_sentence(sentence) {
            said.insert((
                (path.clone(), Some(key.to_owned())),
                format!("{key} = {sentence}"),
            ));
        }
    }
    assert!(said.len() > 1_000, "the sentences were not found");
    said
}

/// The constraints that guards raise; each `RAISE EXCEPTION` has to name one.
pub fn raised() -> BTreeSet<String> {
    let mut constraints = BTreeSet::new();
    for path in files("migrations", "sql") {
        let text = read(Path::new(&path));
        for raise in text.split("RAISE EXCEPTION").skip(1) {
            // To the semicolon that ends the statement: outside of quotation marks.
            let quoted = raise.split('\'').enumerate();
            let mut statement = String::new();
            for (at, piece) in quoted {
                let end = (at % 2 == 0).then(|| piece.find(';')).flatten();
                statement.push_str(&piece[..end.unwrap_or(piece.len())]);
                statement.push('\'');
                if end.is_some() {
                    break;
                }
            }
            let (_, named) = statement
                .split_once("CONSTRAINT = ")
                .unwrap_or_else(|| panic!("{path}: without a name: {statement}"));
            // But for the one that says by a variable which key it stands for.
            let Some(name) = named
                .strip_prefix('\'')
                .and_then(|rest| rest.split('\'').next())
            else {
                continue;
            };
            constraints.insert(name.to_owned());
        }
    }
    assert!(constraints.len() > 300, "the guards were not found");
    constraints
}
