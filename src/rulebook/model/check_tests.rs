//! Files and findings at their bounds: what is refused one step beyond, and what is not.

use chrono::NaiveDate;

use super::book::Book;
use super::check::{Fault, Finding, check};
use super::file;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// What a book without fault is refused for.
const NOTHING: [&str; 0] = [];

const DOCUMENTS: &str = "title = \"A rulebook\"
[[document]]
id = \"code\"
kind = \"statute\"
title = \"Code\"
version = \"1\"
[[document]]
id = \"certificate\"
kind = \"certificate\"
title = \"Certificate\"
version = \"1\"
[[document]]
id = \"bylaws\"
kind = \"bylaws\"
title = \"Bylaws\"
version = \"1\"
sections = { \"3.5\" = \"Quorum\", \"3.9\" = \"Written consent\" }
REFERENCES
[[document]]
id = \"policy\"
kind = \"policy\"
title = \"Policy\"
version = \"1\"
[[document]]
id = \"faq\"
kind = \"publication\"
title = \"FAQ\"
version = \"1\"
";

/// One rule: its document, key and value, and further lines.
fn rule(document: &str, key: &str, value: &str, more: &str) -> String {
    format!(
        "[[rule]]\nkey = \"{key}\"\nvalue = {value}\ndocument = \"{document}\"\nsection = \"1\"\ntext = \"Words.\"\n{more}\n"
    )
}

fn text(rest: &str) -> String {
    DOCUMENTS.replace("REFERENCES", "") + rest
}

fn read(text: &str) -> Book {
    file::parse(text).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// The findings of some sort; what is asked and unanswered is not looked at here.
fn found(text: &str, fault: Fault) -> Vec<(String, String)> {
    let findings = check(&read(text), day("2026-11-24")).into_iter();
    let of_sort = findings.filter(|finding| finding.fault == fault);
    of_sort
        .map(|finding| (finding.subject, finding.sentence))
        .collect()
}

fn refused(text: &str) -> Vec<String> {
    match file::parse(text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|fault| fault.sentence).collect(),
    }
}

/// An election whose dates keep every rule to the day.
const KEPT: [(&str, &str); 6] = [
    ("record_date", "2026-08-15"),
    ("notice_given", "2026-09-04"),
    ("nominations_open", "2026-08-01"),
    ("nominations_close", "2026-09-04"),
    ("voting_opens", "2026-09-14"),
    ("voting_closes", "2026-09-24"),
];

/// What the dates break, where some of them are others.
fn broken(changed: &[(&str, &str)]) -> Vec<String> {
    let mut rules = String::new();
    for (key, value) in [
        ("nominations.open_days", "44"),
        ("nominations.close_days", "10"),
        ("voting.min_days", "10"),
        ("notice.members.min_days", "10"),
        ("notice.members.max_days", "60"),
        ("record_date.min_days", "10"),
        ("record_date.max_days", "40"),
    ] {
        rules += &rule("bylaws", key, value, "");
    }
    rules += "[[calendar]]\nname = \"Election\"\n";
    for (name, date) in KEPT {
        let other = changed.iter().find(|(other, _)| *other == name);
        let date = other.map_or(date, |(_, date)| date);
        if !date.is_empty() {
            rules += &format!("{name} = {date}\n");
        }
    }
    let found = found(&text(&rules), Fault::Calendar).into_iter();
    found.map(|(_, sentence)| sentence).collect()
}

#[test]
fn dates_may_reach_a_bound_and_not_pass_it() {
    assert_eq!(broken(&[]), NOTHING);
    for (name, kept, passed, words) in [
        ("nominations_open", "2026-08-01", "2026-08-02", "(43 < 44)"),
        ("nominations_close", "2026-09-04", "2026-09-05", "(9 < 10)"),
        ("notice_given", "2026-09-04", "2026-09-05", "(9 < 10)"),
        ("notice_given", "2026-07-16", "2026-07-15", "(61 > 60)"),
        ("record_date", "2026-09-04", "2026-09-05", "(9 < 10)"),
        ("voting_closes", "2026-09-24", "2026-09-23", "(9 < 10)"),
    ] {
        assert_eq!(broken(&[(name, kept)]), NOTHING, "{name} {kept}");
        let [sentence] = broken(&[(name, passed)]).try_into().expect("one error");
        assert!(sentence.starts_with("Error: "), "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
        assert!(
            sentence.contains("1 short") || sentence.contains("1 more"),
            "{sentence}"
        );
    }
    // Too far back before the opening is an error, before the close alone a warning.
    let [warning] = broken(&[("record_date", "2026-08-14")])
        .try_into()
        .expect("one");
    assert!(warning.starts_with("Warning: "), "{warning}");
    assert!(
        warning.contains("31 days before the vote opens, but 41 before it closes"),
        "{warning}"
    );
    assert!(warning.contains("that is 1 more than the 40"), "{warning}");
    assert_eq!(
        broken(&[("record_date", "2026-08-05")]).len(),
        1,
        "40 days before the opening"
    );
    let [error] = broken(&[("record_date", "2026-08-04")])
        .try_into()
        .expect("one");
    assert!(
        error.starts_with("Error: ") && error.contains("(41 > 40)"),
        "{error}"
    );
    // Without an opening the close is what is counted to; without either, nothing is.
    assert_eq!(broken(&[("voting_opens", "")]), NOTHING);
    let early = ("record_date", "2026-08-14");
    let [error] = broken(&[("voting_opens", ""), early])
        .try_into()
        .expect("one");
    assert!(error.contains("(41 > 40)"), "{error}");
    let neither = [("voting_opens", ""), ("voting_closes", ""), early];
    assert_eq!(broken(&neither), NOTHING);
}

#[test]
fn places_of_one_rank_disagree_where_they_meet() {
    let disagree = |rules: &str| found(&text(rules), Fault::Disagreement).len();
    let other = |value: &str, more: &str| {
        rule("bylaws", "cells.k", value, more).replace("section = \"1\"", "section = \"2\"")
    };
    let first = rule("bylaws", "cells.k", "5", "until = 2026-12-01");
    assert_eq!(disagree(&(first.clone() + &other("7", ""))), 1);
    assert_eq!(
        disagree(&(first.clone() + &other("5", ""))),
        0,
        "they agree"
    );
    assert_eq!(
        disagree(&(first.clone() + &other("7", "from = 2026-12-01"))),
        0,
        "they do not meet"
    );
    assert_eq!(
        disagree(&(first + &rule("policy", "cells.k", "7", ""))),
        0,
        "one is lower"
    );
    let pages = rule("faq", "cells.k", "5", "")
        + &rule("faq", "cells.k", "7", "").replace("\"1\"\ntext", "\"2\"\ntext");
    assert_eq!(disagree(&pages), 0, "pages decide nothing");
    // A place that is settled governs, and what it is against is a contradiction to mend.
    let settled =
        rule("bylaws", "cells.k", "5", "settled = \"Counsel says so.\"") + &other("7", "");
    assert_eq!(disagree(&settled), 0);
    let [(subject, sentence)] = found(&text(&settled), Fault::Contradiction)
        .try_into()
        .expect("one contradiction");
    assert_eq!(subject, "cells.k");
    assert!(
        sentence.ends_with("Until they are mended Bylaws § 1 governs: Counsel says so."),
        "{sentence}"
    );
}

#[test]
fn less_than_the_statute_is_weaker_and_as_much_is_not() {
    // A number of which more binds more, one of which less does, a share, a threshold.
    for (key, statute, weaker, as_much, stronger) in [
        ("notice.members.min_days", "10", "9", "10", "11"),
        ("notice.members.max_days", "60", "61", "60", "59"),
        (
            "quorum.votes",
            "\"1/10\"",
            "\"1/11\"",
            "\"2/20\"",
            "\"1/9\"",
        ),
        (
            "board.consent",
            "\"at least 2/3 of in office\"",
            "\"more than 1/2 of in office\"",
            "\"at least 4/6 of in office\"",
            "\"more than 2/3 of in office\"",
        ),
    ] {
        let fixed = rule("code", key, statute, "");
        let count = |document: &str, value: &str| {
            found(
                &text(&(fixed.clone() + &rule(document, key, value, ""))),
                Fault::Weaker,
            )
        };
        assert_eq!(count("bylaws", as_much), [], "{key}");
        assert_eq!(count("bylaws", stronger), [], "{key}");
        let [(subject, sentence)] = count("bylaws", weaker).try_into().expect(key);
        assert_eq!(subject, key);
        assert!(sentence.starts_with("Bylaws § 1 says "), "{sentence}");
        assert!(
            sentence.ends_with("(Code § 1). No document may allow that. Keep to the statute."),
            "{sentence}"
        );
        assert_eq!(count("certificate", weaker).len(), 1, "{key}");
    }
    // Neither of two words is stricter.
    let words = rule("code", "nomination.self", "\"never\"", "")
        + &rule("bylaws", "nomination.self", "\"anyone\"", "");
    assert_eq!(found(&text(&words), Fault::Weaker), []);
    // The days on which both hold are what counts.
    let fixed = rule(
        "code",
        "notice.members.min_days",
        "10",
        "until = 2027-01-01",
    );
    let later = rule(
        "bylaws",
        "notice.members.min_days",
        "9",
        "from = 2027-01-01",
    );
    assert_eq!(found(&text(&(fixed + &later)), Fault::Weaker), []);
    // An article of the certificate allows it for as long as it holds.
    let derogable = rule(
        "code",
        "notice.members.min_days",
        "10",
        "derogable = \"by certificate\"\nfrom = 2027-01-01",
    );
    let article = rule(
        "certificate",
        "notice.members.min_days",
        "9",
        "until = 2027-01-01",
    );
    let bylaws = rule("bylaws", "notice.members.min_days", "9", "");
    let [(_, sentence)] = found(&text(&(derogable + &article + &bylaws)), Fault::Weaker)
        .try_into()
        .expect("the article is over when the statute begins");
    assert!(
        sentence.contains("Only the certificate of incorporation may allow that"),
        "{sentence}"
    );
}

#[test]
fn a_lower_document_contradicts_what_governs_while_it_does() {
    let contradictions = |rules: &str| found(&text(rules), Fault::Contradiction);
    let bylaws = rule("bylaws", "cells.k", "5", "until = 2027-01-01");
    for (lower, expected) in [
        (rule("policy", "cells.k", "7", ""), 1),
        (rule("faq", "cells.k", "7", ""), 1),
        (rule("policy", "cells.k", "5", ""), 0),
        (rule("policy", "cells.k", "7", "from = 2027-01-01"), 0),
        // A statute that the bylaws may set aside is what they are for.
        (rule("code", "cells.k", "7", "derogable = \"by bylaws\""), 0),
    ] {
        assert_eq!(
            contradictions(&(bylaws.clone() + &lower)).len(),
            expected,
            "{lower}"
        );
    }
    let (_, sentence) = &contradictions(&(bylaws + &rule("policy", "cells.k", "7", "")))[0];
    assert_eq!(
        sentence,
        "Policy § 1 says 7 members. What governs is Bylaws § 1: 5 members."
    );
}

#[test]
fn a_least_may_equal_the_most() {
    for (least, most) in [
        ("record_date.min_days", "record_date.max_days"),
        ("notice.members.min_days", "notice.members.max_days"),
        ("board.size.min", "board.size.max"),
    ] {
        let crossed = |high: &str| {
            let rules = rule("bylaws", least, high, "") + &rule("bylaws", most, "12", "");
            found(&text(&rules), Fault::Disagreement).len()
        };
        assert_eq!(
            (crossed("11"), crossed("12"), crossed("13")),
            (0, 0, 1),
            "{least}"
        );
    }
    // One that crosses later blocks today.
    let later = rule("bylaws", "board.size.min", "5", "until = 2027-01-01")
        + &rule("bylaws", "board.size.min", "13", "from = 2027-01-01")
            .replace("\"1\"\ntext", "\"2\"\ntext")
        + &rule("bylaws", "board.size.max", "12", "");
    assert_eq!(found(&text(&later), Fault::Disagreement).len(), 1);
}

#[test]
fn a_word_that_is_no_kind_of_assets_protects_nothing_and_is_named() {
    for (words, unknown) in [
        ("[\"account\", \"repository\"]", vec![]),
        ("[\"acount\", \"repository\"]", vec!["acount"]),
        (
            "[\"Account\", \"signing key\", \"domain\"]",
            vec!["Account", "signing key"],
        ),
    ] {
        let protected = rule("bylaws", "registry.protected", words, "");
        let sentences: Vec<String> = found(&text(&protected), Fault::UnknownKind)
            .into_iter()
            .map(|(_, sentence)| sentence)
            .collect();
        let expected: Vec<String> = unknown
            .into_iter()
            .map(|word| {
                format!(
                    "Bylaws § 1 protects “{word}” (registry.protected), which is no kind of assets. \
                     The kinds are trademark, domain, copyright, terms, signing_key, certificate, \
                     account, repository, contract. Write one of them."
                )
            })
            .collect();
        assert_eq!(sentences, expected, "{words}");
    }
}

#[test]
fn a_class_without_votes_need_not_be_listed() {
    let listed = rule("bylaws", "member.classes", "[\"gold\"]", "");
    for (class, votes, expected) in [
        ("gold", "15", 0),
        ("alumnus", "1", 1),
        ("alumnus", "0", 0),
        ("gold", "0", 0),
    ] {
        let rules = listed.clone() + &rule("bylaws", &format!("class.{class}.votes"), votes, "");
        assert_eq!(
            found(&text(&rules), Fault::UnknownClass).len(),
            expected,
            "{class} {votes}"
        );
    }
    let alone = rule("bylaws", "class.alumnus.votes", "1", "");
    assert_eq!(
        found(&text(&alone), Fault::UnknownClass).len(),
        0,
        "nothing lists the classes"
    );
}

#[test]
fn a_reference_leads_where_it_says() {
    let findings = |references: &str| {
        let text = DOCUMENTS.replace("REFERENCES", &format!("references = [{references}]"));
        found(&text, Fault::Reference)
    };
    assert_eq!(
        findings("{ in = \"3.2\", to = \"3.9\", about = \"written Consent\" }"),
        []
    );
    let [(subject, sentence)] = findings("{ in = \"3.2\", to = \"3.5\", about = \"consent\" }")
        .try_into()
        .expect("another subject");
    assert_eq!(subject, "Bylaws § 3.2");
    assert_eq!(
        sentence,
        "It refers to § 3.5 for consent, but that section is about Quorum. Its subject stands in § 3.9."
    );
    let [(_, sentence)] = findings("{ in = \"3.2\", to = \"3.8\", about = \"proxies\" }")
        .try_into()
        .expect("no such section");
    assert_eq!(
        sentence,
        "It refers to § 3.8 for proxies, but there is no such section."
    );
    // Of a document whose sections are not listed nobody can say.
    let unlisted = DOCUMENTS
        .replace(
            "sections = { \"3.5\" = \"Quorum\", \"3.9\" = \"Written consent\" }\n",
            "",
        )
        .replace(
            "REFERENCES",
            "references = [{ in = \"1\", to = \"2\", about = \"x\" }]",
        );
    assert_eq!(found(&unlisted, Fault::Reference), []);
}

#[test]
fn a_rulebook_has_at_most_a_thousand_rules() {
    let many = |count: usize| {
        let rules: String = (0..count)
            .map(|number| rule("bylaws", &format!("class.c{number}.votes"), "1", ""))
            .collect();
        refused(&text(&rules))
    };
    assert_eq!(many(1000), NOTHING);
    assert_eq!(
        many(1001),
        ["A rulebook has at most 1000 rules. Take some out."]
    );
}

#[test]
fn what_is_compared_with_all_its_like_is_bounded_too() {
    // Of so many alike, each pair would be a fault.
    let document = "[[document]]\nid = \"x\"\nkind = \"policy\"\ntitle = \"X\"\nversion = \"1\"\n";
    let reference = "{ in = \"1\", to = \"2\", about = \"x\" }, ";
    let references = format!("{document}references = [{}]\n", reference.repeat(2001));
    for (many, sentence) in [
        (
            document.repeat(19_000),
            "A rulebook has at most 200 versions of documents. Take some out.",
        ),
        (
            references,
            "A rulebook has at most 2000 references. Take some out.",
        ),
        (
            "[[calendar]]\nname = \"x\"\n".repeat(201),
            "A rulebook has at most 200 calendars. Take some out.",
        ),
    ] {
        assert_eq!(refused(&text(&many)), [sentence]);
    }
}

#[test]
fn a_document_is_refused_for_each_of_its_faults() {
    let document = |lines: &str| {
        let faults = refused(&text(&format!("[[document]]\n{lines}\n")));
        assert!(faults.len() < 2, "{faults:?}");
        faults.into_iter().next().unwrap_or_default()
    };
    let plain = "id = \"x\"\nkind = \"policy\"\ntitle = \"X\"\nversion = \"1\"";
    assert_eq!(document(plain), "");
    let hash = "0123456789abcdef".repeat(4);
    for (more, words) in [
        (format!("sha256 = \"{hash}\""), ""),
        (
            format!("sha256 = \"{}\"", hash.to_uppercase()),
            "not 64 lowercase hex digits",
        ),
        (
            format!("sha256 = \"{hash}0\""),
            "not 64 lowercase hex digits",
        ),
        (
            format!("sha256 = \"{}\"", hash.replace('0', "g")),
            "not 64 lowercase hex digits",
        ),
        ("sha256 = \"abc\"".to_owned(), "not 64 lowercase hex digits"),
        ("adopted_on = 2026-04-14".to_owned(), ""),
        (
            "adopted_on = 10:00:00".to_owned(),
            "`adopted_on` is not a day",
        ),
        ("from = 2026-04-14\nuntil = 2026-04-15".to_owned(), ""),
        (
            "from = 2026-04-14\nuntil = 2026-04-14".to_owned(),
            "no day at all",
        ),
        ("adopted_by = \"a\\nb\"".to_owned(), "control character"),
    ] {
        let said = document(&format!("{plain}\n{more}"));
        assert!(
            said.contains(words) && said.is_empty() == words.is_empty(),
            "{more}: {said}"
        );
    }
    assert!(document(&plain.replace("\"x\"", "\" \"")).contains("an id"));
    assert!(document(&plain.replace("\"X\"", "\"\"")).contains("and a title"));
    // Versions of one document follow each other, and each has a name.
    let second = |version: &str, from: &str| {
        format!(
            "{plain}\nuntil = 2026-05-01\n[[document]]\n{}\nfrom = {from}",
            plain.replace("\"1\"", version)
        )
    };
    assert_eq!(document(&second("\"2\"", "2026-05-01")), "");
    assert!(document(&second("\"2\"", "2026-04-30")).contains("two versions at a time"));
    assert!(document(&second("\"1\"", "2026-05-01")).contains("stands in line"));
}

#[test]
fn a_rule_is_refused_for_each_of_its_faults() {
    let plain = rule("bylaws", "cells.k", "5", "");
    assert_eq!(refused(&text(&plain)), NOTHING);
    for (from, to, words) in [
        ("section = \"1\"", "section = \" \"", "has no citation"),
        ("text = \"Words.\"", "text = \"\"", "has no citation"),
        (
            "value = 5",
            "value = 5\nsame_as = \"quorum.votes\"",
            "either a value or a key",
        ),
        ("value = 5", "value = \"5\"", "a whole number (members)"),
        (
            "value = 5",
            "value = 5\nderogable = \"no\"",
            "Only what a statute rules",
        ),
        (
            "value = 5",
            "value = 5\nderogable = \"at will\"",
            "`derogable` is one of",
        ),
        (
            "\"bylaws\"",
            "\"bylaws\"\nversion = \"2\"",
            "called “bylaws”",
        ),
    ] {
        let faults = refused(&text(&plain.replace(from, to)));
        assert!(
            faults.iter().any(|said| said.contains(words)),
            "{to}: {faults:?}"
        );
    }
    let statute = rule("code", "cells.k", "5", "derogable = \"no\"");
    assert_eq!(refused(&text(&statute)), NOTHING);
    // The votes of a class change with a version, neither from a day on nor until one.
    for dated in ["from = 2027-01-01", "until = 2027-01-01"] {
        let class = rule("bylaws", "class.gold.votes", "1", dated);
        assert_eq!(refused(&text(&class)).len(), 1, "{dated}");
        let other = rule("bylaws", "cells.k", "5", dated);
        assert_eq!(refused(&text(&other)), NOTHING, "{dated}");
    }
    // The version of a document that has several is to be named.
    let versions = "[[document]]\nid = \"plan\"\nkind = \"policy\"\ntitle = \"Plan\"\nversion = \"1\"\nuntil = 2026-05-01\n[[document]]\nid = \"plan\"\nkind = \"policy\"\ntitle = \"Plan\"\nversion = \"2\"\nfrom = 2026-05-01\n";
    let unnamed = versions.to_owned() + &rule("plan", "cells.k", "5", "");
    assert!(refused(&text(&unnamed))[0].contains("several versions"));
    let named = versions.to_owned() + &rule("plan", "cells.k", "5", "version = \"2\"");
    let book = read(&text(&named));
    assert_eq!(book.document(&book.rules[0]).version, "2");
    assert_eq!(
        book.rules[0].days.from,
        Some(day("2026-05-01")),
        "within its document's days"
    );
}

#[test]
fn one_place_rules_a_key_once_at_a_time() {
    let first = rule("bylaws", "cells.k", "5", "until = 2026-05-01");
    for (second, expected) in [
        (rule("bylaws", "cells.k", "6", ""), 1),
        (rule("bylaws", "cells.k", "6", "from = 2026-05-01"), 0),
        (rule("policy", "cells.k", "6", ""), 0),
        (rule("bylaws", "voting.min_days", "6", ""), 0),
        (
            rule("bylaws", "cells.k", "6", "").replace("section = \"1\"", "section = \"2\""),
            0,
        ),
    ] {
        assert_eq!(
            refused(&text(&(first.clone() + &second))).len(),
            expected,
            "{second}"
        );
    }
}

#[test]
fn a_rule_takes_the_value_of_another() {
    let follows = |key: &str, other: &str| {
        rule("bylaws", key, "0", "").replace("value = 0", &format!("same_as = \"{other}\""))
    };
    let chain = follows("quorum.votes", "quorum.members")
        + &follows("quorum.members", "referendum.turnout")
        + &rule("bylaws", "referendum.turnout", "\"1/8\"", "");
    let book = read(&text(&chain));
    let values: Vec<&str> = book.rules.iter().map(|rule| rule.value.as_str()).collect();
    assert_eq!(values, ["1/8", "1/8", "1/8"]);
    // Two places that state it alike are as good as one.
    let alike = follows("quorum.votes", "quorum.members")
        + &rule("bylaws", "quorum.members", "\"1/8\"", "")
        + &rule("policy", "quorum.members", "\"1/8\"", "");
    assert_eq!(read(&text(&alike)).rules[0].value, "1/8");
    let other_kind = follows("quorum.votes", "cells.k") + &rule("bylaws", "cells.k", "5", "");
    assert!(refused(&text(&other_kind))[0].contains("of another kind"));
}

#[test]
fn a_finding_names_its_lines_and_the_blocking_come_first() {
    let rules = rule("faq", "cells.k", "7", "")
        + &rule("bylaws", "cells.k", "5", "")
        + &rule("bylaws", "cells.k", "6", "").replace("section = \"1\"", "section = \"2\"");
    let book = read(&text(&rules));
    let findings = check(&book, day("2026-11-24"));
    let blocking: Vec<bool> = findings.iter().map(Finding::blocks).collect();
    let sorted = blocking.is_sorted_by(|a, b| a >= b);
    assert!(sorted && blocking.contains(&true), "{blocking:?}");
    let disagreement = &findings[0];
    assert_eq!(disagreement.fault, Fault::Disagreement);
    assert_eq!(disagreement.lines, [book.rules[1].line, book.rules[2].line]);
    let lines: Vec<usize> = text(&rules)
        .lines()
        .zip(1..)
        .filter_map(|(line, number)| (line == "[[rule]]").then_some(number))
        .collect();
    assert_eq!(
        book.rules.iter().map(|rule| rule.line).collect::<Vec<_>>(),
        lines
    );
}
