//! Packs that are refused, with the name of the rule, and any text that is no pack.

use proptest::prelude::*;

use super::faults;
use crate::docket::model::Pack;
use crate::docket::model::pack::SUPPLIED;
use crate::docket::model::reckoning::Formula;

#[test]
fn a_rule_without_citation_is_refused_with_its_name() {
    let without = SUPPLIED.replacen(
        "citation = \"15 USC 1058; TMEP 1604.04, 1604.04(a)\"\n",
        "",
        1,
    );
    assert_eq!(
        faults(&without),
        ["Rule us-s8-first: it has no citation. A deadline without a source is not taken."]
    );
    let twice = SUPPLIED.replacen("id = \"us-s15\"", "id = \"us-s8-first\"", 1);
    assert_eq!(
        faults(&twice),
        ["Rule us-s8-first: another rule has this name already."]
    );
    let formula = SUPPLIED.replacen("opens = \"event + 5y\"", "opens = \"event + 5 years\"", 1);
    assert!(
        faults(&formula)[0].starts_with("Rule us-s8-first: “event + 5 years” is no day"),
        "{:?}",
        faults(&formula)
    );
    let order = SUPPLIED.replacen("opens = \"event + 5y\"", "opens = \"event + 7y\"", 1);
    assert!(faults(&order)[0].contains("not in order"));
    let series = SUPPLIED.replacen("series = \"us-sou\"", "series = \"SOU\"", 1);
    assert!(faults(&series)[0].starts_with("Rule us-sou-1: the name of its series"));
    let unknown = SUPPLIED.replacen("surcharge = ", "surcharged = ", 1);
    assert!(faults(&unknown)[0].starts_with("Rule us-s8-first: "));
    assert!(faults("<xml/>")[0].starts_with("The file cannot be read"));
    for odd in [
        "event + 6",
        "event 6y",
        "grace + 1m",
        "event + 6d6y",
        "event + 6y6y",
        "event + -6y",
        "",
        "event + 6y +",
    ] {
        assert_eq!(Formula::parse(odd), None, "{odd}");
    }
}

#[test]
fn what_offices_call_it_is_cited_and_stands_once() {
    let pack = Pack::parse(SUPPLIED).expect("the pack supplied");
    for one in &pack.office_codes {
        // What nobody counts from needs no reading.
        assert!(pack.codes().any(|code| code == one.event), "{one:?}");
    }
    let one = |code: &str, event: &str, citation: &str| {
        format!(
            "\n[[office_code]]\noffice = \"US\"\ncode = \"{code}\"\ntitle = \"Sent\"\nevent = \"{event}\"\ncitation = \"{citation}\"\nverified_on = \"2026-12-01\"\nverified = false\n"
        )
    };
    for (more, said) in [
        (
            one("QQQQA", "FILING", " "),
            "Code QQQQA of office US has no citation. Give it one.",
        ),
        (
            one("QQQQA", "filed", "TMEP"),
            "Code QQQQA of office US cannot be read.",
        ),
        (
            one("EISUI", "STATEMENT_OF_USE", "TMEP"),
            "Code EISUI of office US stands twice for the same event. Keep one.",
        ),
    ] {
        let found = faults(&format!("{SUPPLIED}{more}"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(said), "{found:?}");
    }
    assert!(faults(&format!("{SUPPLIED}{}", one("EISUI", "FILING", "TMEP"))).is_empty());
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_of_packs_fall(text in ".{0,200}") {
        let _ = Pack::parse(&text);
        let _ = Pack::parse(&format!("{SUPPLIED}\n{text}"));
        let _ = Formula::parse(&text);
    }
}
