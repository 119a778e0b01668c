//! Rulebooks read, refused and checked: the presets, and the documents of a real foundation.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::book::{Book, Days, Silence};
use super::check::{Fault, Finding, check};
use super::{compare, edit, file, keys, presets};

const AS_IT_STANDS: &str = include_str!("../../../tests/data/rulebook/as-it-stands.toml");
const MENDED: &str = include_str!("../../../tests/data/rulebook/mended.toml");

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn read(text: &str) -> Book {
    file::parse(text).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn has(findings: &[Finding], fault: Fault, subject: &str, words: &[&str]) -> bool {
    findings.iter().any(|finding| {
        finding.fault == fault
            && finding.subject == subject
            && words.iter().all(|word| finding.sentence.contains(word))
    })
}

#[test]
fn the_documents_of_a_foundation_report_their_contradictions_by_name() {
    use Fault::{Calendar, Contradiction, Disagreement, Reference, Unanswered, UnknownClass};
    let findings = check(&read(AS_IT_STANDS), day("2026-09-14"));
    let board = "Board election 2026";
    for (name, fault, subject, words) in [
        (
            "X1",
            Contradiction,
            "quorum.members",
            vec!["FAQ", "1/2", "1/10", "Bylaws § 3.5"],
        ),
        (
            "X2",
            Contradiction,
            "board.term.years",
            vec!["3 years", "4 years"],
        ),
        (
            "X3 classes",
            Contradiction,
            "member.classes",
            vec!["alumnus", "platinum"],
        ),
        (
            "X3 votes",
            UnknownClass,
            "class.alumnus.votes",
            vec!["alumnus", "1 vote"],
        ),
        (
            "X4",
            Disagreement,
            "bylaws.amendment",
            vec!["§ 14", "§ 4.11(b)"],
        ),
        ("X5", Unanswered, "election.held_as", vec!["in law"]),
        (
            "X5 references",
            Reference,
            "Bylaws § 3.2",
            vec!["§ 3.10", "§ 3.9"],
        ),
        (
            "X8 opening",
            Calendar,
            board,
            vec!["42 < 45", "3 short", "Election process"],
        ),
        ("X8 closing", Calendar, board, vec!["6 < 10", "4 short"]),
        (
            "X8 record date",
            Calendar,
            board,
            vec!["Warning", "60 days", "78 before", "§ 9.4"],
        ),
        (
            "X9",
            Contradiction,
            "nominee.standing",
            vec!["3 months", "60 days"],
        ),
        (
            "X10",
            Contradiction,
            "nomination.self",
            vec!["sponsors only", "never"],
        ),
        (
            "X11",
            Unanswered,
            "board.term.partial",
            vec!["part of a term"],
        ),
        (
            "X12",
            Contradiction,
            "board.vacancy.filled_by",
            vec!["members or board"],
        ),
        (
            "X13",
            Contradiction,
            "election_committee.of",
            vec!["members and a director"],
        ),
        (
            "X17",
            Contradiction,
            "board.cap.scope",
            vec!["one employer", "one member"],
        ),
        (
            "X19 2.10",
            Reference,
            "Bylaws § 2.10",
            vec!["§ 2.11", "§ 2.12"],
        ),
        (
            "X19 3.7",
            Reference,
            "Bylaws § 3.7",
            vec!["§ 3.8", "proxies"],
        ),
        ("X19 4.11", Reference, "Bylaws § 4.11", vec!["§ 4.12"]),
        ("X19 4.12", Reference, "Bylaws § 4.12", vec!["§ 4.11"]),
        ("X19 6.1", Reference, "Bylaws § 6.1", vec!["§ 4.3", "§ 6.1"]),
    ] {
        assert!(
            has(&findings, fault, subject, &words),
            "{name} is not among {findings:#?}"
        );
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.sentence.starts_with("Error:"));
    assert_eq!(errors.count(), 2, "the calendar has two errors");
    // What a version that is over says contradicts nothing.
    assert!(
        !findings
            .iter()
            .any(|one| one.sentence.contains("process, Nominations says 3"))
    );
}

#[test]
fn the_mended_documents_report_nothing() {
    assert_eq!(check(&read(MENDED), day("2026-09-14")), []);
}

#[test]
fn every_preset_is_whole_and_at_one_with_itself() {
    for preset in presets::ALL {
        let classes = [presets::ClassRule {
            class: "gold",
            votes: 15,
            citation: "Bylaws § 2.4(b)",
        }];
        let book = read(&presets::with_classes(&preset, &classes));
        assert_eq!(check(&book, day("2026-11-24")), [], "{}", preset.title);
        for rule in &book.rules {
            let from_founders = keys::class_of(&rule.key).is_some();
            assert!(from_founders || !rule.source.is_empty(), "{}", rule.key);
            assert!(!rule.counsel, "counsel has confirmed nothing yet");
        }
        let gold = book.governing("class.gold.votes", day("2026-11-24"));
        let gold = gold.expect("the class that was added");
        assert_eq!(
            (gold.value.as_str(), book.citation(gold)),
            ("15", "Bylaws § 2.4(b)".into())
        );
    }
}

/// No number that decides stands in code: whatever asks the rulebook asks for a
/// key that is known, and every key that is known is answered by the presets.
#[test]
fn the_code_asks_for_known_keys_only() {
    let source = include_str!("keys.rs");
    let named: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": &str = \""))
        .filter_map(|(_, rest)| rest.strip_suffix("\";"))
        .collect();
    assert!(named.len() > 30, "{named:?}");
    let all: BTreeSet<&str> = keys::ALL.iter().map(|key| key.name).collect();
    for name in &named {
        assert!(keys::find(name).is_some(), "{name} has no meaning");
    }
    assert_eq!(all.len(), keys::ALL.len(), "a key stands twice");
    for key in keys::ALL.iter().filter(|key| !key.name.contains('*')) {
        assert!(
            named.contains(&key.name),
            "{} has no name in code",
            key.name
        );
    }
}

/// A rulebook with one document and these rules.
fn with(rules: &str) -> String {
    format!(
        "title = \"A rulebook\"\n\n[[document]]\nid = \"bylaws\"\nkind = \"bylaws\"\ntitle = \"Bylaws\"\nversion = \"1\"\n\n[[document]]\nid = \"code\"\nkind = \"statute\"\ntitle = \"Code\"\nversion = \"1\"\n\n[[document]]\nid = \"certificate\"\nkind = \"certificate\"\ntitle = \"Certificate\"\nversion = \"1\"\n{rules}"
    )
}

/// One rule of the bylaws, as its lines.
fn rule(lines: &str) -> String {
    format!("\n[[rule]]\n{lines}\ndocument = \"bylaws\"\nsection = \"1\"\ntext = \"Words.\"\n")
}

#[test]
fn bad_files_are_refused_with_line_and_reason() {
    let cited = "document = \"bylaws\"\nsection = \"1\"\ntext = \"Words.\"\n";
    for (text, line, words) in [
        (
            with(&rule("key = \"quorum.dogs\"\nvalue = 1")),
            21,
            "no key of a rule",
        ),
        (
            with(&rule("key = \"quorum.votes\"\nvalue = 10")),
            21,
            "a fraction",
        ),
        (
            with(&rule("key = \"quorum.votes\"\nvalue = \"3/2\"")),
            21,
            "a fraction",
        ),
        (
            with(&rule("key = \"cells.k\"\nvalue = -5")),
            21,
            "a whole number",
        ),
        (
            with(&rule("key = \"board.holdover\"\nvalue = \"true\"")),
            21,
            "yes or no",
        ),
        (
            with(&rule(
                "key = \"board.quorum\"\nvalue = \"more than 3/2 of present\"",
            )),
            21,
            "a threshold",
        ),
        (
            with(&rule(
                "key = \"board.quorum\"\nvalue = \"more than 1/0 of present\"",
            )),
            21,
            "a threshold",
        ),
        (
            with("\n[[rule]]\nkey = \"cells.k\"\nvalue = 5\ndocument = \"bylaws\"\n"),
            21,
            "no citation",
        ),
        (with(&rule("key = \"cells.k\"")), 21, "either a value"),
        (
            with(&rule("key = \"board.quorum\"\nsame_as = \"board.quorum\"")),
            21,
            "refers to itself",
        ),
        (
            with(
                &(rule("key = \"quorum.votes\"\nsame_as = \"quorum.members\"")
                    + &rule("key = \"quorum.members\"\nsame_as = \"quorum.votes\"")),
            ),
            21,
            "refers to itself",
        ),
        (
            with(&rule(
                "key = \"quorum.votes\"\nsame_as = \"quorum.members\"",
            )),
            21,
            "No rule here",
        ),
        (
            with(&(rule("key = \"cells.k\"\nvalue = 5") + &rule("key = \"cells.k\"\nvalue = 6"))),
            28,
            "overlap",
        ),
        (
            with(&rule(
                "key = \"cells.k\"\nvalue = 5\nfrom = 2026-05-01\nuntil = 2026-05-01",
            )),
            21,
            "no day at all",
        ),
        (
            with(&rule(
                "key = \"cells.k\"\nvalue = 5\nfrom = 2026-05-01T10:00:00",
            )),
            21,
            "not a day",
        ),
        (
            with(&format!(
                "\n[[rule]]\nkey = \"cells.k\"\nvalue = 5\n{}",
                cited.replace("bylaws", "rites")
            )),
            21,
            "called “rites”",
        ),
        (
            with(
                "\n[[document]]\nid = \"bylaws\"\nkind = \"bylaws\"\ntitle = \"Bylaws\"\nversion = \"2\"\n",
            ),
            21,
            "two versions at a time",
        ),
        (
            with("\n[[document]]\nid = \"x\"\nkind = \"gospel\"\ntitle = \"X\"\nversion = \"1\"\n"),
            21,
            "no kind of document",
        ),
        (
            with(&rule("key = \"quorum.votes\"\nvalue = \"0/1\"")),
            21,
            "a fraction",
        ),
        (
            with(&rule("key = \"quorum.votes\"\nvalue = \"1/1000000000\"")),
            21,
            "a fraction",
        ),
        (
            with(&rule("key = \"decision.officers\"\nvalue = 4000000000")),
            21,
            "a whole number",
        ),
        (
            with(&rule("key = \"opening.officers\"\nvalue = 0")),
            21,
            "a whole number",
        ),
        (
            with(&rule("key = \"class.gold.votes\"\nvalue = 1000001")),
            21,
            "a whole number",
        ),
        (
            with(&rule("key = \"class.1st.votes\"\nvalue = 1")),
            21,
            "no key of a rule",
        ),
        (
            with(&rule(
                "key = \"class.gold.votes\"\nvalue = 1\nuntil = 2027-01-01",
            )),
            21,
            "version of the rulebook",
        ),
        (
            with(&rule("key = \"board.cohorts\"\nvalue = []")),
            21,
            "a list of words",
        ),
        (
            with(&rule("key = \"ballot.revote\"\nvalue = \"never\"")),
            21,
            "one of",
        ),
        (
            with(&rule(
                "key = \"cells.k\"\nvalue = 5\nsource = \"a\\u0000b\"",
            )),
            21,
            "control character",
        ),
        (
            with(
                &(rule("key = \"quorum.members\"\nvalue = \"1/10\"\nuntil = 2026-01-01")
                    + &rule("key = \"quorum.members\"\nvalue = \"1/5\"\nfrom = 2026-01-01")
                    + &rule("key = \"quorum.votes\"\nsame_as = \"quorum.members\"")),
            ),
            37,
            "not alike",
        ),
        (with("\n[[rul]]\n"), 21, "unknown field"),
        (with("\nkey = \n"), 21, ""),
        ("title = \"\"".to_owned(), 1, "no title"),
    ] {
        let faults = file::parse(&text).expect_err(words);
        assert!(
            faults
                .iter()
                .any(|fault| fault.line == line && fault.sentence.contains(words)),
            "line {line}, {words}: {faults:#?}"
        );
    }
}

#[test]
fn weaker_than_the_statute_takes_a_certificate() {
    let consent = |document: &str, value: &str, more: &str| {
        format!(
            "\n[[rule]]\nkey = \"board.consent\"\nvalue = \"{value}\"\ndocument = \"{document}\"\nsection = \"1\"\ntext = \"Words.\"\n{more}"
        )
    };
    let unanimous = consent(
        "code",
        "at least 1/1 of in office",
        "derogable = \"by certificate\"\n",
    );
    let majority = consent("bylaws", "more than 1/2 of in office", "");
    let on = day("2026-11-24");
    let weaker = |text: &str| {
        let findings = check(&read(&with(text)), on);
        findings
            .iter()
            .any(|finding| finding.fault == Fault::Weaker && finding.blocks())
    };
    assert!(weaker(&(unanimous.clone() + &majority)));
    let allowed = consent("certificate", "more than 1/2 of in office", "");
    assert!(!weaker(&(unanimous.clone() + &allowed + &majority)));
    let governs = |text: &str| {
        let book = read(&with(text));
        let rule = book.governing("board.consent", on).expect("a rule");
        book.citation(rule)
    };
    assert_eq!(governs(&(unanimous.clone() + &majority)), "Code § 1");
    assert_eq!(
        governs(&(unanimous.clone() + &allowed + &majority)),
        "Certificate § 1"
    );
    // What nothing may set aside.
    let fixed = unanimous.replace("derogable = \"by certificate\"\n", "");
    assert!(weaker(&(fixed.clone() + &allowed)));
    assert_eq!(governs(&(fixed + &allowed)), "Code § 1");
    // What the bylaws may set aside gives way to them without a word.
    let default = unanimous.replace("by certificate", "by bylaws");
    assert!(!weaker(&(default.clone() + &majority)));
    assert_eq!(governs(&(default + &majority)), "Bylaws § 1");
}

#[test]
fn a_rule_governs_for_its_days() {
    let text = with(
        &(rule("key = \"cells.k\"\nvalue = 5\nuntil = 2026-07-01")
            + &rule("key = \"cells.k\"\nvalue = 7\nfrom = 2026-07-01\nuntil = 2026-09-01")),
    );
    let book = read(&text);
    let value = |on: &str| {
        book.governing("cells.k", day(on))
            .map(|rule| rule.value.clone())
    };
    assert_eq!(value("2026-06-30"), Ok("5".to_owned()));
    assert_eq!(value("2026-07-01"), Ok("7".to_owned()));
    assert_eq!(value("2026-09-01"), Err(Silence::Unanswered));
    let course: Vec<_> = book
        .course("cells.k")
        .into_iter()
        .map(|(days, rule)| (days.from, days.until, rule.value.as_str()))
        .collect();
    assert_eq!(
        course,
        [
            (None, Some(day("2026-07-01")), "5"),
            (Some(day("2026-07-01")), Some(day("2026-09-01")), "7"),
        ]
    );
}

#[test]
fn two_places_that_disagree_are_settled_by_a_word() {
    let second = rule("key = \"cells.k\"\nvalue = 7").replace("\"1\"", "\"2\"");
    let first = rule("key = \"cells.k\"\nvalue = 5");
    let on = day("2026-11-24");
    let book = read(&with(&(first.clone() + &second)));
    assert_eq!(
        book.governing("cells.k", on).err(),
        Some(Silence::Disagreement)
    );
    let settled = second + "settled = \"Counsel finds the higher number safe.\"\n";
    let book = read(&with(&(first + &settled)));
    assert_eq!(
        book.governing("cells.k", on)
            .map(|rule| rule.value.as_str()),
        Ok("7")
    );
    // Of the two the page says which stands back, and behind which.
    let before: Vec<Option<&str>> = book
        .rules
        .iter()
        .filter(|rule| rule.key == "cells.k")
        .map(|rule| {
            book.stands_before(rule)
                .map(|(_, other)| other.value.as_str())
        })
        .collect();
    assert_eq!(before, [Some("7"), None]);
    let findings = check(&book, on);
    assert!(has(
        &findings,
        Fault::Contradiction,
        "cells.k",
        &["Counsel finds"]
    ));
}

#[test]
fn a_rule_stands_back_on_the_days_of_the_other() {
    let always = rule("key = \"cells.k\"\nvalue = 5");
    let later = rule("key = \"cells.k\"\nvalue = 7\nfrom = 2026-07-01")
        .replace("\"bylaws\"", "\"certificate\"");
    let book = read(&with(&(always + &later)));
    let on: Vec<Option<Days>> = book
        .rules
        .iter()
        .map(|rule| book.stands_before(rule).map(|(days, _)| days))
        .collect();
    let days = Days {
        from: Some(day("2026-07-01")),
        until: None,
    };
    assert_eq!(on, [Some(days), None]);
}

#[test]
fn one_value_is_changed_and_every_other_byte_stays() {
    let book = read(AS_IT_STANDS);
    let faq = |rule: &&super::book::Entry| rule.key == "quorum.members" && rule.value == "1/2";
    for line in book.rules.iter().filter(faq).map(|rule| rule.line) {
        let changed = edit::with_value(AS_IT_STANDS, &book, line, " 1/10 ").expect("changed");
        let lines = compare::lines(AS_IT_STANDS, &changed, 0);
        let texts: Vec<&str> = lines
            .iter()
            .flatten()
            .map(|line| line.text.as_str())
            .collect();
        assert_eq!(texts, ["value = \"1/2\"", "value = \"1/10\""]);
    }
    let line = book.rules[0].line;
    for (value, words) in [
        ("10", "a fraction"),
        ("", "a fraction"),
        ("1/10\"\n[[rule]]", "a fraction"),
    ] {
        let refusal = edit::with_value(AS_IT_STANDS, &book, line, value).expect_err(value);
        assert!(refusal.contains(words), "{refusal}");
    }
    assert!(edit::with_value(AS_IT_STANDS, &book, 1, "1/10").is_err());
    let classes = book
        .rules
        .iter()
        .find(|rule| rule.key == "member.classes")
        .expect("a rule");
    let changed =
        edit::with_value(AS_IT_STANDS, &book, classes.line, "gold, \"x\"").expect("words");
    assert!(
        changed.contains(r#"value = ["gold", '"x"']"#) || changed.contains(r#"["gold", "\"x\""]"#),
        "quoted"
    );
    assert!(file::parse(&changed).is_ok());
}

#[test]
fn two_versions_say_what_rules_otherwise() {
    let changes = compare::changes(&read(AS_IT_STANDS), &read(MENDED), day("2026-09-14"));
    let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "board.term.partial",
            "bylaws.amendment",
            "class.alumnus.votes",
            "election.held_as"
        ]
    );
}

#[test]
fn the_documentation_names_every_key() {
    let page = include_str!("../../../docs/rulebook.md");
    for key in keys::ALL {
        let row = format!("| `{}` | ", key.name);
        let line = page.lines().find(|line| line.starts_with(&row));
        let line = line.unwrap_or_else(|| panic!("{} is not in the table", key.name));
        assert!(line.contains(key.meaning), "{line}");
        assert_eq!(line.ends_with("| yes |"), key.asked, "{line}");
    }
}

#[test]
fn a_rule_that_ends_without_another_leaves_a_gap_that_blocks() {
    let quorum = "key = \"quorum.votes\"\nvalue = \"1/10\"\n";
    let lapsing = MENDED.replacen(quorum, &format!("{quorum}until = 2027-01-01\n"), 1);
    let findings = check(&read(&lapsing), day("2026-09-14"));
    assert!(has(
        &findings,
        Fault::Unanswered,
        "quorum.votes",
        &["2027-01-01"]
    ));
    assert!(findings.iter().all(Finding::blocks));
    let renewed = quorum.replace("1/10", "1/5") + "from = 2027-01-01\n";
    let rest = "document = \"bylaws\"\nsection = \"3.5\"\ntext = \"From next year on.\"\n";
    let followed = format!("{lapsing}\n[[rule]]\n{renewed}{rest}");
    assert_eq!(check(&read(&followed), day("2026-09-14")), []);
    let changes = compare::changes(&read(MENDED), &read(&followed), day("2026-09-14"));
    let after: Vec<(&str, Option<NaiveDate>)> = changes[0]
        .after
        .iter()
        .map(|answer| (answer.value.as_str(), answer.from))
        .collect();
    assert_eq!(after, [("1/10", None), ("1/5", Some(day("2027-01-01")))]);
}

#[test]
fn a_least_above_the_most_blocks() {
    let crossed = MENDED.replacen(
        "key = \"record_date.min_days\"\nvalue = 10",
        "key = \"record_date.min_days\"\nvalue = 61",
        1,
    );
    let findings = check(&read(&crossed), day("2026-09-14"));
    let words = ["at least 61 days", "at most 60 days"];
    assert!(has(
        &findings,
        Fault::Disagreement,
        "record_date.min_days",
        &words
    ));
}

#[test]
fn two_settled_places_settle_nothing() {
    let settled = "settled = \"Because.\"\n";
    let first = rule("key = \"cells.k\"\nvalue = 5") + settled;
    let second = rule("key = \"cells.k\"\nvalue = 7").replace("\"1\"", "\"2\"") + settled;
    let on = day("2026-11-24");
    let book = read(&with(&(first + &second)));
    assert_eq!(
        book.governing("cells.k", on).err(),
        Some(Silence::Disagreement)
    );
    assert!(has(
        &check(&book, on),
        Fault::Disagreement,
        "cells.k",
        &["Neither"]
    ));
}
