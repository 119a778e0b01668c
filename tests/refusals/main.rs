//! Every refusal, in one list that a person can read: what is said, by which rule, and what to do.
//!
//! `tests/refusals/` has a file for each room, and `locales.txt` for the catalogue. A row is
//! `law | what it says | what to do`; both parts together are the sentence as it is said, but
//! where `»` begins what the page says beside it. The laws:
//!
//! - `rule`: of the rulebook, of a statute or a standard, which the sentence cites;
//! - `beside`: of the rulebook, and the page shows its citation next to the sentence;
//! - `house`: how this program is held, such as by two officers, or what state a record is in;
//! - `form`: what was typed or brought does not fit its field or its file;
//! - `tells`: no refusal, though it stands where refusals stand.
//!
//! Read are the sentences in the source of the subjects, and those that it takes from the
//! catalogue by a key. A page may show them in `views`, but does not make them there: views tell
//! what is. `database.txt` names the constraints of guards for which there is no sentence. The
//! command line and the pure rooms refuse commands and files, in words that their own tests hold.

mod list;
mod rules;
mod sources;

use std::collections::BTreeSet;
use std::path::Path;

use list::{Row, kept};
use rules::{cited_keys, cites, is_key, rules};
use sources::{
    SOURCE, catalogue, files, raised, read, refuses, said, with_single_blanks, without_tests,
};

#[test]
fn every_refusal_is_in_the_list_and_every_row_of_it_is_said() {
    let said = said();
    let mut listed = BTreeSet::new();
    for (place, row) in kept() {
        let entry = (place, row.sentence);
        assert!(!listed.contains(&entry), "{}: twice: {}", row.list, entry.1);
        listed.insert(entry);
    }
    let missing: Vec<String> = said
        .difference(&listed)
        .map(|((path, _), sentence)| format!("{path}\n    house | {sentence} | "))
        .collect();
    let gone: Vec<String> = listed
        .difference(&said)
        .map(|((path, _), sentence)| format!("{path}: {sentence}"))
        .collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in tests/refusals/, where each stands under its file with its law and with what to do:\n{}\n\nin the list, and said no more:\n{}",
        missing.join("\n"),
        gone.join("\n")
    );
}

#[test]
fn every_refusal_says_what_to_do() {
    let beside: BTreeSet<String> = SOURCE
        .values()
        .flatten()
        .map(|text| with_single_blanks(text))
        .collect();
    for (_, row) in kept() {
        let Row {
            law,
            sentence,
            do_this,
            list,
        } = &row;
        if law == "tells" {
            assert!(
                do_this.is_empty(),
                "{list}: it refuses after all: {sentence}"
            );
            continue;
        }
        assert!(
            do_this.contains(' ') && do_this.ends_with(['.', '?', '!']),
            "{list}: it does not say what to do: {sentence}"
        );
        if let Some(text) = do_this.strip_prefix('»') {
            assert!(
                beside.contains(text.trim()),
                "{list}: nothing says this beside it: {text}"
            );
        }
    }
}

#[test]
fn every_refusal_by_a_rule_cites_it() {
    let rules = rules();
    for ((file, _), row) in kept() {
        let Row {
            law,
            sentence,
            list,
            ..
        } = &row;
        let cited = cites(sentence, &rules);
        match law.as_str() {
            "rule" => assert!(cited, "{list}: it cites no rule: {sentence}"),
            // A bare `({})` may stand for anything.
            "house" | "form" => assert!(
                cited_keys(sentence, &rules).is_empty()
                    && !["{citation}", "$citation"]
                        .iter()
                        .any(|mark| sentence.contains(mark)),
                "{list}: it is by a rule, which it cites: {sentence}"
            ),
            "beside" => {
                let source = read(Path::new(&file));
                assert!(
                    source.contains("citation"),
                    "{file} has no citation beside: {sentence}"
                );
            }
            "tells" => {}
            other => panic!("{list}: {other} is no law: {sentence}"),
        }
    }
}

#[test]
fn a_rule_that_a_refusal_cites_is_one_of_the_rulebook() {
    let rules = rules();
    for (_, row) in kept() {
        // `(rule KEY)` and `the rule KEY`.
        for (at, mark) in row.sentence.match_indices("rule ") {
            let key = row.sentence[at + mark.len()..]
                .split(|c: char| !(c.is_ascii_lowercase() || c == '_' || c == '.'))
                .next()
                .unwrap_or("")
                .trim_end_matches('.');
            assert!(
                !is_key(key) || rules.contains(key),
                "{}: the rulebook has no rule {key}: {}",
                row.list,
                row.sentence
            );
        }
    }
}

#[test]
fn german_refuses_in_german_and_by_the_same_rule() {
    let rules = rules();
    let (english, german) = (catalogue("en"), catalogue("de"));
    for ((_, key), row) in kept() {
        let Some(key) = key else { continue };
        let (_, here) = &english[&key];
        let (_, there) = german
            .get(&key)
            .unwrap_or_else(|| panic!("{key} is not said in German"));
        assert!(!there.is_empty() && there != here, "{key} is not German");
        if row.law != "tells" {
            assert_eq!(
                cited_keys(here, &rules),
                cited_keys(there, &rules),
                "{key} cites another rule in German"
            );
            let sentences = |text: &str| {
                text.split_whitespace()
                    .filter(|word| word.ends_with(['.', '?', '!', ':', ';']))
                    .count()
            };
            assert!(
                sentences(here) < 2 || sentences(there) > 1,
                "{key} says less in German: {there}"
            );
        }
    }
}

#[test]
fn what_a_guard_refuses_becomes_a_sentence_or_is_explained() {
    let named: BTreeSet<&str> = SOURCE.values().flatten().map(String::as_str).collect();
    let unsaid: BTreeSet<String> = raised()
        .into_iter()
        .filter(|constraint| !named.contains(constraint.as_str()))
        .collect();
    let mut explained = BTreeSet::new();
    for line in read(Path::new("tests/refusals/database.txt")).lines() {
        if !line.starts_with('#') && !line.is_empty() {
            assert!(explained.insert(line.to_owned()), "{line} twice");
        }
    }
    let missing: Vec<&String> = unsaid.difference(&explained).collect();
    let gone: Vec<&String> = explained.difference(&unsaid).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "without a sentence in the source or a reason in database.txt: {missing:?}; with a reason, and raised no more or said after all: {gone:?}"
    );
}

#[test]
fn what_the_database_says_itself_reaches_nobody() {
    let takes_its_words = |path: &String| {
        let source = without_tests(path);
        source.contains("DatabaseError") && source.contains(".message()")
    };
    let repeats: Vec<String> = files("src", "rs")
        .into_iter()
        .filter(|path| refuses(path) && takes_its_words(path))
        .collect();
    assert!(
        repeats.is_empty(),
        "the words of the database stand here, where refusals are made; they are for the log: {repeats:?}"
    );
}
