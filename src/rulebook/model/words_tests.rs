//! What rules, documents and findings are called, and what their values say, to the last bound.

use chrono::NaiveDate;

use super::book::{Book, Days, Derogable, DocumentKind, Silence};
use super::check::{Fault, Finding, Weight};
use super::value::{Base, Kind, words_of};
use super::{Ratio, Rule, Threshold, compare, edit, file, keys, presets};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn days(from: &str, until: &str) -> Days {
    let day = |text: &str| (!text.is_empty()).then(|| day(text));
    Days {
        from: day(from),
        until: day(until),
    }
}

/// A rulebook of one document, with rules as `key = value`, from line 8 on seven lines each.
fn book(rules: &[&str]) -> (String, Book) {
    let mut text =
        "title = \"A rulebook\"\n[[document]]\nid = \"b\"\nkind = \"bylaws\"\ntitle = \"Bylaws\"\nversion = \"1\"\n\n"
            .to_owned();
    for (section, rule) in (1..).zip(rules) {
        let (key, rest) = rule.split_once(" = ").expect("a rule");
        text.push_str(&format!(
            "[[rule]]\nkey = \"{key}\"\nvalue = {rest}\ndocument = \"b\"\nsection = \"{section}\"\ntext = \"Words.\"\n\n"
        ));
    }
    let book = file::parse(&text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    (text, book)
}

fn rule(value: &str) -> Rule {
    Rule {
        key: keys::CELLS_K.to_owned(),
        value: value.to_owned(),
        citation: "Bylaws § 1".to_owned(),
        text: String::new(),
        counsel: false,
        source: String::new(),
        version: 1,
        from: None,
    }
}

#[test]
fn every_document_has_its_word_and_every_finding_its_title() {
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::parse(kind.word()), Some(kind));
    }
    for (fault, words, weight) in [
        (Fault::Disagreement, "equal rank", Weight::Blocks),
        (Fault::Weaker, "Weaker", Weight::Blocks),
        (Fault::Unanswered, "no document answers", Weight::Blocks),
        (Fault::UnknownClass, "class", Weight::Blocks),
        (Fault::UnknownKind, "kind of assets", Weight::Blocks),
        (Fault::Contradiction, "contradicts", Weight::Mend),
        (Fault::Reference, "References", Weight::Mend),
        (Fault::Calendar, "Calendars", Weight::Mend),
    ] {
        assert!(fault.title().contains(words), "{fault:?}");
        assert_eq!(fault.weight(), weight, "{fault:?}");
        let finding = Finding {
            fault,
            subject: String::new(),
            sentence: String::new(),
            lines: Vec::new(),
        };
        assert_eq!(finding.blocks(), weight == Weight::Blocks);
    }
    for (word, derogable) in [
        ("no", Some(Derogable::ByNone)),
        ("by certificate", Some(Derogable::ByCertificate)),
        ("by bylaws", Some(Derogable::ByBylaws)),
        ("by policy", None),
    ] {
        assert_eq!(Derogable::parse(word), derogable, "{word}");
    }
}

#[test]
fn days_reach_from_the_first_until_before_the_last() {
    let may = days("2026-05-01", "2026-06-01");
    for (on, within) in [
        ("2026-04-30", false),
        ("2026-05-01", true),
        ("2026-05-31", true),
        ("2026-06-01", false),
    ] {
        assert_eq!(may.contain(day(on)), within, "{on}");
    }
    assert!(days("", "").contain(day("1900-01-01")));
    for (other, share, both) in [
        (
            days("2026-06-01", ""),
            false,
            days("2026-06-01", "2026-06-01"),
        ),
        (
            days("", "2026-05-01"),
            false,
            days("2026-05-01", "2026-05-01"),
        ),
        (
            days("2026-05-31", ""),
            true,
            days("2026-05-31", "2026-06-01"),
        ),
        (
            days("", "2026-05-02"),
            true,
            days("2026-05-01", "2026-05-02"),
        ),
        (days("", ""), true, may),
        (
            days("2026-07-01", "2026-08-01"),
            false,
            days("2026-07-01", "2026-06-01"),
        ),
        (
            days("2026-05-10", "2026-05-20"),
            true,
            days("2026-05-10", "2026-05-20"),
        ),
        (days("2026-04-01", "2026-07-01"), true, may),
    ] {
        assert_eq!(may.overlap(other), share, "{other:?}");
        assert_eq!(other.overlap(may), share, "{other:?}");
        assert_eq!(may.within(other), both, "{other:?}");
    }
}

#[test]
fn a_value_is_said_with_what_it_counts() {
    for (key, value, said) in [
        ("voting.min_days", "1", "1 day"),
        ("voting.min_days", "18", "18 days"),
        ("opening.officers", "2", "2 officers"),
        ("quorum.votes", "1/10", "1/10"),
        ("reminders.poll_days", "7, 2", "7, 2 days before the end"),
        ("board.holdover", "yes", "yes"),
        (
            "board.majority",
            "more than 1/2 of present",
            "more than half of those present",
        ),
        (
            "board.consent",
            "at least 2/2 of in office",
            "all of those in office",
        ),
        (
            "members.majority",
            "more than 2/3 of yes and no",
            "more than 2/3 of the votes cast, abstentions left out",
        ),
        (
            "members.majority",
            "at least 1/2 of cast",
            "at least 1/2 of the votes cast, abstentions counted",
        ),
        (
            "members.majority",
            "at least 3/4 of entitled",
            "at least 3/4 of those entitled to vote",
        ),
        ("no.such.key", "as it stands", "as it stands"),
    ] {
        assert_eq!(keys::said(key, value), said);
    }
    for base in Base::ALL {
        let text = format!("at least 1/3 of {}", base.word());
        let threshold = Threshold::parse(&text).expect("a threshold");
        assert_eq!(
            threshold.words(),
            format!("at least 1/3 of {}", base.counted())
        );
    }
}

#[test]
fn what_a_value_is_to_be_is_said_by_its_kind() {
    for (kind, words) in [
        (Kind::Ratio, "a fraction from 0 to 1, like 1/10"),
        (Kind::Count("seats"), "a whole number (seats)"),
        (Kind::Span, "a span of time, like 60 days or 3 months"),
        (Kind::Flag, "yes or no"),
        (Kind::Word(&["a", "b"]), "one of: a; b"),
        (Kind::Words, "a list of words, none of them twice"),
        (Kind::DaysBefore, "days before the end, like “7, 2”"),
        (Kind::Hours, "hours of the day, like 21:00-08:00"),
        (Kind::Weekly, "an hour of the week, like Monday 09:00"),
    ] {
        assert_eq!(kind.wanted(), words);
    }
    assert!(
        Kind::Threshold
            .wanted()
            .ends_with("yes and no, cast, present, in office, entitled")
    );
    for (kind, text, is_one) in [
        (Kind::Words, "a", true),
        (Kind::Words, "", false),
        (Kind::Words, "a,b", false),
        (Kind::Words, " a, b", false),
        (Kind::Words, "a, b ", false),
        (Kind::Words, "a, b, a", false),
        (Kind::Flag, "no", true),
        (Kind::Span, "60 days", true),
        (Kind::Span, "days", false),
        (Kind::Span, "-1 days", false),
        (Kind::Count("days"), "0", true),
        (Kind::Count("days"), "007", false),
        (Kind::Count("days"), "+7", false),
        (Kind::Count("days"), "", false),
    ] {
        assert_eq!(kind.accepts(text), is_one, "{kind:?}: {text}");
    }
    assert_eq!(words_of("a, b, c").collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(words_of("").count(), 0);
}

#[test]
fn shares_are_compared_exactly() {
    let ratio = |text| Ratio::parse(text).expect(text);
    for (less, more) in [
        ("1/3", "1/2"),
        ("2/5", "3/7"),
        ("0/1", "1/999999999"),
        ("5/6", "1/1"),
    ] {
        assert!(ratio(less).is_less_than(ratio(more)), "{less} {more}");
        assert!(!ratio(more).is_less_than(ratio(less)), "{more} {less}");
    }
    assert!(!ratio("1/2").is_less_than(ratio("2/4")));
    assert_eq!(ratio("6/8").parts(), (6, 8));
    for (share, total, needed) in [
        ("2/3", 9, 7),
        ("1/10", 25, 3),
        ("3/4", 7, 6),
        ("0/1", 9, 1),
        ("1/1", u64::MAX, u64::MAX),
    ] {
        assert_eq!(
            ratio(share).more_than_of(total),
            needed,
            "{share} of {total}"
        );
    }
    let threshold = |text| Threshold::parse(text).expect(text);
    let strict = threshold("more than 1/3 of cast");
    let third = threshold("at least 2/6 of cast");
    assert!(third.is_weaker_than(strict) && !strict.is_weaker_than(third));
    let most = threshold("more than 2/3 of cast");
    assert!(strict.is_weaker_than(most) && !most.is_weaker_than(strict));
    // Of none at all a strict threshold still asks for one.
    assert_eq!(threshold("more than 0/1 of cast").needed_of(5), 1);
}

#[test]
fn a_rule_is_read_as_what_it_is_and_as_nothing_else() {
    assert_eq!(
        rule("1/10").ratio(),
        Ok(Ratio::parse("1/10").expect("a ratio"))
    );
    assert_eq!(rule("60").count(), Ok(60));
    assert_eq!(rule("yes").flag(), Ok(true));
    assert_eq!(rule("no").flag(), Ok(false));
    let half = "more than 1/2 of present";
    assert_eq!(
        rule(half).threshold(),
        Ok(Threshold::parse(half).expect("a threshold"))
    );
    let wrong = rule("maybe");
    for (refusal, wanted) in [
        (wrong.ratio().map(drop), "a fraction like 1/10"),
        (wrong.count().map(drop), "a whole number"),
        (wrong.flag().map(drop), "yes or no"),
        (
            wrong.threshold().map(drop),
            "a threshold like “more than 1/2 of present”",
        ),
    ] {
        assert_eq!(
            refusal.expect_err(wanted).to_string(),
            format!(
                "The rule “cells.k” (Bylaws § 1) reads “maybe”, which is not {wanted}. Have the rulebook mended."
            )
        );
    }
}

#[test]
fn the_keys_of_a_class_are_told_from_others() {
    assert_eq!(keys::class_votes("gold"), "class.gold.votes");
    assert_eq!(keys::class_admission("gold"), "class.gold.admission");
    assert_eq!(keys::class_holder("gold"), "class.gold.holder");
    for (key, class) in [
        ("class.gold.votes", Some("gold")),
        ("class.gold.admission", None),
        ("class..votes", None),
        ("class.a.b.votes", None),
        ("gold.votes", None),
    ] {
        assert_eq!(keys::class_of(key), class, "{key}");
    }
    let longest = "a".repeat(32);
    for (class, known) in [
        ("gold", true),
        ("gold-2", true),
        (longest.as_str(), true),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ("Gold", false),
        ("2gold", false),
        ("-gold", false),
        ("go_ld", false),
        ("go.ld", false),
        ("", false),
    ] {
        let key = keys::find(&keys::class_votes(class));
        assert_eq!(key.is_some(), known, "{class}");
    }
    assert_eq!(
        keys::meaning("class.gold.votes"),
        "Votes of each member of the class"
    );
    assert_eq!(keys::meaning("quorum.dogs"), "");
    let asked = |name: &str| keys::find(name).map(|key| (key.asked, key.of_polls));
    assert_eq!(asked("class.gold.votes"), Some((false, false)));
    assert_eq!(asked("quorum.votes"), Some((true, true)));
}

#[test]
fn a_number_has_the_bounds_of_what_it_counts() {
    for (key, value, accepted) in [
        ("opening.officers", "0", false),
        ("opening.officers", "1", false),
        ("opening.officers", "2", true),
        ("opening.officers", "9", true),
        ("opening.officers", "10", false),
        ("certifying.officers", "1", false),
        ("decision.officers", "1", false),
        ("permits.officers", "0", false),
        ("permits.officers", "1", true),
        ("related.percent", "0", true),
        ("related.percent", "100", true),
        ("related.percent", "101", false),
        ("class.gold.votes", "1000000", true),
        ("class.gold.votes", "1000001", false),
        ("voting.min_days", "36500", true),
        ("voting.min_days", "36501", false),
        ("voting.min_days", "018", false),
        ("quorum.votes", "1/10", true),
        ("quorum.votes", "0/10", false),
        ("quorum.votes", "11/10", false),
        ("board.majority", "more than 1/2 of present", true),
        ("board.majority", "1/2", false),
    ] {
        let known = keys::find(key).expect(key);
        assert_eq!(keys::accepts(known, value), accepted, "{key} = {value}");
    }
}

#[test]
fn a_preset_is_found_by_its_word() {
    for preset in &presets::ALL {
        assert_eq!(
            presets::find(preset.word).map(|found| found.title),
            Some(preset.title)
        );
    }
    assert!(presets::find("atlantis").is_none());
    // A citation of another document stays as it was written.
    let class = presets::ClassRule {
        class: "gold",
        votes: 15,
        citation: "Charter, “classes”",
    };
    let blank = presets::find("blank").expect("a preset");
    let book = file::parse(&presets::with_classes(blank, &[class])).expect("a rulebook");
    let gold = book.governing("class.gold.votes", day("2026-11-24"));
    assert_eq!(
        gold.map(|rule| rule.section.as_str()),
        Ok("Charter, “classes”")
    );
}

#[test]
fn rules_are_cited_and_listed() {
    let (_, book) = book(&[
        "class.silver.votes = 5",
        "cells.k = 10",
        "class.gold.votes = 15",
        "quorum.votes = \"1/10\"",
    ]);
    assert_eq!(
        book.keys(),
        [
            "cells.k",
            "class.gold.votes",
            "class.silver.votes",
            "quorum.votes"
        ]
    );
    let on = day("2026-11-24");
    let classes: Vec<(&str, u32, String)> = book
        .classes(on)
        .into_iter()
        .map(|(class, votes, rule)| (class, votes, book.citation(rule)))
        .collect();
    assert_eq!(
        classes,
        [
            ("gold", 15, "Bylaws § 3".to_owned()),
            ("silver", 5, "Bylaws § 1".to_owned())
        ]
    );
    assert_eq!(book.document(&book.rules[0]).id, "b");
    assert_eq!(
        book.governing("quorum.members", on),
        Err(Silence::Unanswered)
    );
    let mut named = book.rules[0].clone();
    named.section = "preamble".to_owned();
    assert_eq!(book.citation(&named), "Bylaws, preamble");
}

#[test]
fn a_course_follows_what_governs_and_leaves_gaps() {
    let (_, book) = book(&[
        "cells.k = 5\nuntil = 2026-03-01",
        "cells.k = 7\nfrom = 2026-05-01\nuntil = 2026-07-01",
        "cells.k = 9\nfrom = 2026-07-01",
        "quorum.votes = \"1/10\"",
    ]);
    let course = |key: &str| -> Vec<(Days, String)> {
        let course = book.course(key).into_iter();
        course
            .map(|(days, rule)| (days, rule.value.clone()))
            .collect()
    };
    assert_eq!(
        course("cells.k"),
        [
            (days("", "2026-03-01"), "5".to_owned()),
            (days("2026-05-01", "2026-07-01"), "7".to_owned()),
            (days("2026-07-01", ""), "9".to_owned()),
        ]
    );
    assert_eq!(course("quorum.votes"), [(days("", ""), "1/10".to_owned())]);
    assert_eq!(
        book.turns("cells.k", day("2026-03-01")),
        [day("2026-05-01"), day("2026-07-01")]
    );
    assert_eq!(book.turns("cells.k", day("2026-02-28")).len(), 3);
    assert_eq!(book.turns("cells.k", day("2026-07-01")), []);
}

/// One rule that holds through the turns of another rank is one stretch, not two.
#[test]
fn a_rule_that_goes_on_is_one_stretch() {
    let text = "title = \"A rulebook\"\n[[document]]\nid = \"b\"\nkind = \"bylaws\"\ntitle = \"Bylaws\"\nversion = \"1\"\n[[document]]\nid = \"p\"\nkind = \"policy\"\ntitle = \"Policy\"\nversion = \"1\"\n[[rule]]\nkey = \"cells.k\"\nvalue = 5\ndocument = \"b\"\nsection = \"1\"\ntext = \"Words.\"\n[[rule]]\nkey = \"cells.k\"\nvalue = 7\ndocument = \"p\"\nsection = \"1\"\ntext = \"Words.\"\nfrom = 2026-03-01\nuntil = 2026-05-01\n";
    let book = file::parse(text).expect("a rulebook");
    let course = book.course("cells.k");
    let days_of: Vec<Days> = course.iter().map(|(days, _)| *days).collect();
    assert_eq!(days_of, [days("", "")]);
    assert_eq!(course[0].1.value, "5");
}

#[test]
fn what_rules_otherwise_is_what_will_not_what_did() {
    let (_, before) = book(&[
        "cells.k = 5\nuntil = 2026-05-01",
        "cells.k = 7\nfrom = 2026-05-01",
    ]);
    let (_, after) = book(&[
        "cells.k = 6\nuntil = 2026-05-01",
        "cells.k = 7\nfrom = 2026-05-01",
    ]);
    let said = |answers: &[compare::Answer]| -> Vec<String> {
        answers
            .iter()
            .map(|answer| match answer.from {
                Some(from) => format!("{} from {from}", answer.value),
                None => answer.value.clone(),
            })
            .collect()
    };
    let values = |on: &str| -> Vec<[Vec<String>; 2]> {
        let changes = compare::changes(&before, &after, day(on)).into_iter();
        changes
            .map(|one| [said(&one.before), said(&one.after)])
            .collect()
    };
    assert_eq!(
        values("2026-04-30"),
        [[
            vec!["5".to_owned(), "7 from 2026-05-01".to_owned()],
            vec!["6".to_owned(), "7 from 2026-05-01".to_owned()],
        ]]
    );
    // On its first day the new value is simply the value; what was before is past.
    assert!(values("2026-05-01").is_empty());
    let (_, silent) = book(&["quorum.votes = \"1/10\""]);
    let changes = compare::changes(&silent, &after, day("2026-05-01"));
    let keys: Vec<(&str, bool, bool)> = changes
        .iter()
        .map(|one| {
            (
                one.key.as_str(),
                !one.before.is_empty(),
                !one.after.is_empty(),
            )
        })
        .collect();
    assert_eq!(
        keys,
        [("cells.k", false, true), ("quorum.votes", true, false)]
    );
    assert_eq!(
        changes[0].after,
        [compare::Answer {
            value: "7".to_owned(),
            from: None,
            citation: "Bylaws § 2".to_owned(),
        }]
    );
}

#[test]
fn a_comparison_numbers_the_lines_of_both_sides() {
    let compared = compare::lines("a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n", 1);
    let [group] = compared.as_slice() else {
        panic!("{compared:?}");
    };
    let lines: Vec<(Option<usize>, Option<usize>, &str)> = group
        .iter()
        .map(|line| (line.before, line.after, line.text.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            (Some(2), Some(2), "b"),
            (Some(3), None, "c"),
            (None, Some(3), "X"),
            (Some(4), Some(4), "d"),
        ]
    );
    assert!(compare::lines("a\n", "a\n", 1).is_empty());
}

#[test]
fn a_value_is_changed_where_its_own_rule_states_it() {
    let (text, book) = book(&[
        "cells.k = 5",
        "board.holdover = true",
        "member.classes = [\"gold\"]",
        "quorum.votes = \"1/10\"",
    ]);
    for (at, value, written) in [
        (0, "12", "value = 12"),
        (1, "no", "value = false"),
        (1, "yes", "value = true"),
        (2, "gold, silver", "value = [\"gold\", \"silver\"]"),
        (3, "1/5", "value = \"1/5\""),
    ] {
        let line = book.rules[at].line;
        let changed = edit::with_value(&text, &book, line, value).expect(value);
        let lines: Vec<&str> = changed.lines().collect();
        // The value stands two lines below the head of its rule.
        assert_eq!(lines[line + 1], written);
        let others = |text: &str| -> Vec<String> {
            let lines = text.lines().enumerate();
            lines
                .filter(|(at, _)| *at != line + 1)
                .map(|(_, line)| line.to_owned())
                .collect()
        };
        assert_eq!(others(&changed), others(&text));
    }
    let refusal = edit::with_value(&text, &book, 3, "1").expect_err("no rule begins there");
    assert_eq!(
        refusal,
        "No rule begins in line 3 of the draft. Open the draft again."
    );
    // A rule in an inline table has no line of its own for its value; the next rule's is not it.
    let inline = format!(
        "rule = [{{ key = \"cells.k\", value = 5, document = \"b\", section = \"1\", text = \"Words.\" }}]\n{}",
        text.split("[[rule]]").next().expect("the head")
    );
    let read = file::parse(&inline).expect("a rulebook");
    let refusal = edit::with_value(&inline, &read, read.rules[0].line, "6").expect_err("inline");
    assert!(refusal.contains("not on a line of its own"), "{refusal}");
}
