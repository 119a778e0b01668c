//! The catalogue against the templates and the code that speak from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{FILES, Locale, Words};

fn keys(locale: Locale) -> BTreeSet<&'static str> {
    FILES
        .iter()
        .filter(|(spoken, _)| *spoken == locale)
        .flat_map(|(_, text)| text.lines())
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
        .collect()
}

/// Every file below a folder of the package, with this extension.
fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the package") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == extension) {
                let text = fs::read_to_string(&path).expect("a text file");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The keys that a text says outright: `.say("key"`, `.say1("key"`, `.say_all(\n"key"`.
fn said(text: &str) -> Vec<&str> {
    text.split(".say")
        .skip(1)
        .filter_map(|rest| {
            let (name, argument) = rest.split_once('(')?;
            let is_call = matches!(name, "" | "1" | "2" | "_all");
            let literal = argument.trim_start().strip_prefix('"')?;
            is_call.then(|| literal.split('"').next())?
        })
        .collect()
}

#[test]
fn german_says_everything_that_english_says() {
    assert_eq!(keys(Locale::English), keys(Locale::German));
}

#[test]
fn both_languages_fill_the_same_places() {
    let places = |locale| -> Vec<(String, BTreeSet<String>)> {
        let mut all: Vec<(String, BTreeSet<String>)> = Vec::new();
        for (_, text) in FILES.iter().filter(|(spoken, _)| *spoken == locale) {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if line.starts_with(|first: char| first.is_ascii_lowercase())
                    && let Some((key, _)) = line.split_once(" =")
                {
                    all.push((key.to_owned(), BTreeSet::new()));
                }
                let Some((_, names)) = all.last_mut() else {
                    continue;
                };
                names.extend(line.split('$').skip(1).map(|rest| {
                    rest.chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                        .collect::<String>()
                }));
            }
        }
        all.sort();
        all
    };
    for (english, german) in places(Locale::English).iter().zip(places(Locale::German)) {
        assert_eq!(*english, german);
    }
}

#[test]
fn every_key_that_is_said_is_in_the_catalogue() {
    let known = keys(Locale::English);
    let mut missing = Vec::new();
    for (path, text) in files("templates", "html").iter().chain(&files("src", "rs")) {
        if path.ends_with("words_tests.rs") || path.ends_with("words.rs") {
            continue;
        }
        missing.extend(
            said(text)
                .into_iter()
                .filter(|key| !known.contains(key))
                .map(|key| format!("{key} in {}", path.display())),
        );
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Parts of pages that stand in the officers' room alone, which is in English, and what is
/// downloaded there.
const OF_OFFICERS: &[&str] = &[
    "docket/lines.html",
    "docket/of_asset.html",
    "dues/room/open.html",
    "elections/room/fields.html",
    "factors/step.html",
    "licences/pack.html",
    "licences/review.html",
    "members/file_rows.html",
    "room/code.html",
];

/// Whether a template is read beside the officers' room: its sentences come from the catalogue.
fn is_for_every_reader(path: &Path, template: &str) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let of_officers = OF_OFFICERS.iter().any(|name| folder.join(name) == path);
    !of_officers && !template.contains("\"layouts/office.html\"")
}

/// What officers' pages take in is on them alone, and each of these is there.
#[test]
fn the_parts_of_officers_pages_are_on_those_alone() {
    let all = files("templates", "html");
    for name in OF_OFFICERS {
        assert!(
            all.iter().any(|(path, _)| path.ends_with(name)),
            "{name} is no template"
        );
        for (path, template) in &all {
            assert!(
                !template.contains(&format!("\"{name}\"")) || !is_for_every_reader(path, template),
                "{} takes in {name}, which is in English alone",
                path.display()
            );
        }
    }
}

/// Words that are names of files or commands, the same in every language.
const NAMES: &[&str] = &[
    "SHA-256",
    "ballots.jsonl",
    "bundle.zip",
    "bundle.zip:",
    "manifest.json",
    "result.json",
    "as-cast.json",
    "extended.jsonl",
    "open.jsonl",
    "roll.jsonl",
    "live.jsonl",
    "participation.json",
    "commonhold",
    "count",
    "--method",
    "--manifest",
    "/log/checkpoint",
    ".csv",
    ".json",
    "CSV",
    "JSON",
];

/// What remains of a template without its tags and its code.
fn bare_text(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find(['{', '<']) {
        let (before, from) = rest.split_at(start);
        text.push_str(before);
        text.push(' ');
        let end = ["{#", "{%", "{{"]
            .into_iter()
            .zip(["#}", "%}", "}}"])
            .find(|(open, _)| from.starts_with(open))
            .map_or(">", |(_, close)| close);
        // A tag may hold code with a `>` of its own: code goes first.
        let skip = if end == ">" {
            tag_end(from)
        } else {
            from.find(end).map_or(from.len(), |at| at + end.len())
        };
        rest = from.get(skip..).unwrap_or("");
    }
    text.push_str(rest);
    text
}

fn tag_end(from: &str) -> usize {
    let mut depth = 0_usize;
    let mut previous = ' ';
    for (at, c) in from.char_indices() {
        match (previous, c) {
            ('{', '{' | '%' | '#') => depth += 1,
            ('}' | '%' | '#', '}') => depth = depth.saturating_sub(1),
            (_, '>') if depth == 0 => return at + 1,
            _ => {}
        }
        previous = c;
    }
    from.len()
}

#[test]
fn no_sentence_beside_the_officers_room_stands_outside_the_catalogue() {
    let mut strays = Vec::new();
    for (path, template) in files("templates", "html") {
        if !is_for_every_reader(&path, &template) {
            continue;
        }
        let text = bare_text(&template);
        // Parts of attributes that a macro writes into a tag are no words.
        let words = text.split_whitespace().filter(|word| {
            word.chars().filter(|c| c.is_alphabetic()).count() > 1
                && !NAMES.contains(word)
                && !word.starts_with(['&', '-'])
                && !word.contains("=\"")
        });
        strays.extend(words.map(|word| format!("{word} in {}", path.display())));
        for attribute in ["aria-label", "title", "placeholder", "alt"] {
            for value in template.split(&format!(" {attribute}=\"")).skip(1) {
                if !value.starts_with('{') && !value.starts_with('"') {
                    strays.push(format!("{attribute} in {}", path.display()));
                }
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn the_catalogue_can_be_read_in_every_language() {
    let words = Words::load();
    for locale in Locale::ALL {
        assert!(
            !words
                .speaker(locale)
                .say("problem-not-found")
                .contains("problem-")
        );
    }
}

#[test]
fn plurals_and_ordinals_follow_the_language() {
    let words = Words::load();
    let english = words.speaker(Locale::English);
    let german = words.speaker(Locale::German);
    for (place, in_english) in [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
    ] {
        assert_eq!(english.ordinal(place), in_english);
        assert_eq!(german.ordinal(place), format!("{place}."));
    }
    assert_eq!(english.say1("time-ahead-days", "n", 1204), "in 1,204 days");
    assert_eq!(german.say1("time-past-days", "n", 1), "vor einem Tag");
    assert_eq!(english.count(1_204), "1,204");
    assert_eq!(german.percent(141, 374), "37,7\u{a0}%");
}

#[test]
fn a_template_without_code_and_tags_is_bare() {
    let template = r#"<p class="{% if a > b %}x{% endif %}">{{ t.say("a") }} · loose</p>{# no #}"#;
    assert_eq!(
        bare_text(template).split_whitespace().collect::<Vec<_>>(),
        ["·", "loose"]
    );
}
