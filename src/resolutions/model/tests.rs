//! Labels of resolutions, and the words by which one is found.

use super::{Label, Sought, Standing, Words};
use crate::bodies::model::BodyId;

fn label(year: i32, body: &str, number: i32) -> Label {
    Label {
        year,
        body: BodyId::parse(body).expect("a body"),
        number,
    }
}

#[test]
fn a_number_is_read_as_it_is_written() {
    for (label, written) in [
        (label(2026, "board", 14), "2026-B-014"),
        (label(2026, "members", 1), "2026-M-001"),
        (label(2027, "founders", 999), "2027-F-999"),
        (label(2026, "board", 1000), "2026-B-1000"),
        (
            label(2026, "membership-committee", 3),
            "2026-MEMBERSHIP-COMMITTEE-003",
        ),
        (label(2026, "committee-7", 3), "2026-COMMITTEE-7-003"),
        (label(2026, "b", 3), "2026-b-003"),
    ] {
        assert_eq!(label.to_string(), written);
        assert_eq!(Label::parse(written), Some(label), "{written}");
    }
    assert_eq!(label(2026, "board", 14).path(), "/resolutions/2026-B-014");
}

#[test]
fn a_resolution_has_one_number() {
    for malformed in [
        "",
        "2026",
        "2026-B",
        "2026-B-",
        "2026-B-14",
        "2026-B-0014",
        "2026-B-000",
        "2026-B--014",
        "2026-B-+14",
        "+2026-B-014",
        "26-B-014",
        "02026-B-014",
        "2026-BOARD-014",
        "2026-Board-014",
        "2026-membership-committee-003",
        "2026-MEMBERSHIP_COMMITTEE-003",
        "2026-B-99999999999",
        " 2026-B-014",
    ] {
        assert_eq!(Label::parse(malformed), None, "{malformed}");
    }
}

#[test]
fn every_word_is_found_again() {
    for standing in Standing::ALL {
        assert_eq!(Standing::parse(standing.word()), Some(standing));
    }
    for sought in Sought::ALL {
        assert_eq!(Sought::parse(sought.word()), Some(sought));
    }
}

#[test]
fn the_last_word_may_be_a_beginning() {
    let parts = |typed: &str| {
        let words = Words::of(typed).expect("words");
        (words.all, words.before, words.beginning)
    };
    let three = |all: &str, before: &str, beginning: &str| {
        (all.to_owned(), before.to_owned(), beginning.to_owned())
    };
    assert_eq!(Words::of("  "), None);
    assert_eq!(parts("mirr"), three("mirr", "", "mirr"));
    assert_eq!(
        parts(" mirror netw "),
        three("mirror netw", "mirror ", "netw")
    );
    assert_eq!(parts("größ"), three("größ", "", "größ"));
    for whole in ["\"mirror netw", "budget -mirr", "budget or", "budget!"] {
        let (all, _, beginning) = parts(whole);
        assert_eq!((all.as_str(), beginning.as_str()), (whole, ""), "{whole}");
    }
    let long = "a".repeat(1000);
    assert_eq!(parts(&long).0.len(), Words::MAX_CHARS);
}
