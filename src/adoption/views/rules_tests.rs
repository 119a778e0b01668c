//! Rules in words, in every language.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{ChangeLine, by_subject, days, keys, kind, meaning, said};
use crate::rulebook::Rule;
use crate::rulebook::model::book::{Days, DocumentKind};
use crate::rulebook::model::compare::{Answer, Change};
use crate::rulebook::model::value::Kind;
use crate::web::words::{Locale, Speaker, Words};

fn speakers() -> [Speaker; 2] {
    let words: Arc<Words> = Words::load();
    [Locale::English, Locale::German].map(|locale| words.speaker(locale))
}

#[test]
fn what_every_key_decides_is_said_in_every_language() {
    let [english, german] = speakers();
    for key in keys::ALL {
        let name = key.name.replace('*', "gold");
        let (in_english, in_german) = (meaning(&english, &name), meaning(&german, &name));
        if key.name.contains('*') {
            assert!(in_english.contains("“gold”"), "{in_english}");
            assert!(in_german.contains("„gold“"), "{in_german}");
        } else {
            // Officers' pages take it from the key: it is one sentence.
            assert_eq!(in_english, key.meaning);
        }
        assert_ne!(in_english, in_german);
        assert!(!in_german.starts_with("rules-"), "{in_german}");
    }
    assert_eq!(meaning(&german, "quorum.dogs"), "");
}

#[test]
fn every_value_of_a_closed_list_and_every_unit_is_said_in_every_language() {
    let [english, german] = speakers();
    for key in keys::ALL {
        let name = key.name.replace('*', "gold");
        let values: &[&str] = match key.kind {
            Kind::Word(words) => words,
            Kind::Count(_) => &["1", "20"],
            Kind::Flag => &["yes", "no"],
            Kind::Span => &["1 days", "2 months", "10 business days"],
            Kind::Ratio
            | Kind::Threshold
            | Kind::Words
            | Kind::DaysBefore
            | Kind::Hours
            | Kind::Weekly => &[],
        };
        for value in values {
            let [in_english, in_german] =
                [&english, &german].map(|t| said(t, &name, value).expect("words for it"));
            assert!(!in_english.starts_with("rules-"), "{in_english}");
            assert_ne!(in_english, in_german);
            if matches!(key.kind, Kind::Word(_) | Kind::Flag) {
                assert_eq!(in_english, *value);
            }
        }
    }
}

#[test]
fn a_value_is_said_with_what_it_counts_and_of_whom_it_is_a_share() {
    let [english, german] = speakers();
    for (name, value, in_english, in_german) in [
        ("quorum.members", "1/10", "1/10", "1/10"),
        ("class.gold.votes", "1", "1 vote", "1 Stimme"),
        ("nominee.standing", "3 months", "3 months", "3 Monate"),
        (
            "board.majority",
            "more than 1/2 of present",
            "more than half of those present",
            "mehr als die Hälfte der Anwesenden",
        ),
        (
            "members.majority",
            "more than 1/2 of present",
            "more than half of those present",
            "mehr als die Hälfte der anwesenden Stimmen",
        ),
        (
            "reminders.poll_days",
            "7, 2",
            "7, 2 days before the end",
            "7, 2 Tage vor dem Ende",
        ),
        (
            "reminders.quiet",
            "21:00-08:00",
            "21:00 to 08:00",
            "21:00 bis 08:00 Uhr",
        ),
        (
            "reminders.digest",
            "Monday 09:00",
            "Monday 09:00",
            "Montag, 09:00 Uhr",
        ),
    ] {
        assert_eq!(said(&english, name, value).as_deref(), Some(in_english));
        assert_eq!(said(&german, name, value).as_deref(), Some(in_german));
    }
    // Lists are the rulebook's own words, and so is what is of no kind.
    assert_eq!(said(&german, "board.cohorts", "A, B"), None);
    assert_eq!(said(&german, "quorum.members", "a tenth"), None);
}

#[test]
fn a_change_says_what_is_answered_now_and_from_when_on_otherwise() {
    let answer = |value: &str, from: Option<&str>| Answer {
        value: value.to_owned(),
        from: from.map(|from| from.parse().expect("a day")),
        citation: "Bylaws § 3.5".to_owned(),
    };
    let change = Change {
        key: "class.gold.votes".to_owned(),
        before: Vec::new(),
        after: vec![answer("15", None), answer("20", Some("2027-01-01"))],
    };
    let [english, german] = speakers();
    for (t, meaning, after) in [
        (
            english,
            "Votes of each member of the class “gold”",
            [
                ("15 votes", None),
                ("20 votes", Some("Friday 1 January 2027")),
            ],
        ),
        (
            german,
            "Stimmen jedes Mitglieds der Klasse „gold“",
            [
                ("15 Stimmen", None),
                ("20 Stimmen", Some("Freitag, 1. Januar 2027")),
            ],
        ),
    ] {
        let line = ChangeLine::of(&t, &change);
        assert_eq!(line.meaning, meaning);
        assert!(line.before.is_empty());
        let said: Vec<(&str, Option<&str>)> = line
            .after
            .iter()
            .map(|answer| (answer.value.words.as_str(), answer.from.as_deref()))
            .collect();
        assert_eq!(said, after);
        assert!(line.after.iter().all(|answer| !answer.value.as_written));
        assert_eq!(line.after[0].citation, "Bylaws §\u{a0}3.5");
    }
}

#[test]
fn every_kind_of_document_and_its_days_are_said_in_every_language() {
    let [english, german] = speakers();
    assert_eq!(
        DocumentKind::ALL.map(|one| kind(&english, one)),
        [
            "Statute",
            "Certificate of incorporation",
            "Bylaws",
            "Board policy",
            "Committee procedure",
            "Publication"
        ]
    );
    for one in DocumentKind::ALL {
        assert_ne!(kind(&english, one), kind(&german, one));
    }
    let on = |text: &str| -> Option<NaiveDate> { text.parse().ok() };
    for (from, until, in_english, in_german) in [
        ("", "", "from the beginning", "von Anfang an"),
        (
            "2026-05-01",
            "",
            "from Friday 1 May 2026",
            "ab Freitag, 1. Mai 2026",
        ),
        (
            "",
            "2027-01-01",
            "until the end of Thursday 31 December 2026",
            "bis einschließlich Donnerstag, 31. Dezember 2026",
        ),
        (
            "2026-05-01",
            "2027-01-01",
            "from Friday 1 May 2026 until the end of Thursday 31 December 2026",
            "ab Freitag, 1. Mai 2026, bis einschließlich Donnerstag, 31. Dezember 2026",
        ),
    ] {
        let stretch = Days {
            from: on(from),
            until: on(until),
        };
        assert_eq!(days(&english, stretch), in_english);
        assert_eq!(days(&german, stretch), in_german);
    }
}

#[test]
fn every_subject_has_its_heading() {
    let [english, german] = speakers();
    let rules: Vec<Rule> = keys::ALL
        .iter()
        .map(|key| Rule {
            key: key.name.replace('*', "gold"),
            value: String::new(),
            citation: String::new(),
            text: String::new(),
            counsel: false,
            source: String::new(),
            version: 1,
            from: None,
        })
        .collect();
    let headings = |t: &Speaker| -> Vec<String> {
        by_subject(t, &rules)
            .into_iter()
            .map(|subject| subject.title)
            .collect()
    };
    assert_eq!(headings(&english).len(), 7);
    for heading in [headings(&english), headings(&german)].concat() {
        assert!(!heading.starts_with("rules-"), "{heading}");
    }
}
