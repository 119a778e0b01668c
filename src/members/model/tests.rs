//! Terms, ends and standing of members, and what classes are called.

use chrono::NaiveDate;

use super::{ClassId, ClassVotes, End, EndReason, Recorded, Standing, Term, standing_on, votes_on};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn term(starts_on: &str, ends_on: &str) -> Term {
    Term::new(day(starts_on), day(ends_on)).expect("a term")
}

#[test]
fn a_term_starts_before_it_ends() {
    assert_eq!(Term::new(day("2026-06-22"), day("2026-06-21")), None);
    assert_eq!(Term::new(day("2026-06-22"), day("2026-06-22")), None);
}

#[test]
fn standing_follows_terms_and_end() {
    let first = term("2025-03-01", "2026-03-01");
    let renewal = term("2026-03-01", "2027-03-01");
    let late = term("2026-05-01", "2027-05-01");
    let resigned = End {
        ends_on: day("2026-07-01"),
        reason: EndReason::Resigned,
    };
    for (terms, end, on, standing) in [
        (vec![], None, "2026-01-01", Standing::NoTerm),
        (
            vec![first],
            None,
            "2025-02-28",
            Standing::NotYet(day("2025-03-01")),
        ),
        (vec![first], None, "2025-03-01", Standing::Current(first)),
        (vec![first], None, "2026-02-28", Standing::Current(first)),
        (
            vec![first],
            None,
            "2026-03-01",
            Standing::Lapsed(day("2026-03-01")),
        ),
        (
            vec![first, renewal],
            None,
            "2026-03-01",
            Standing::Current(renewal),
        ),
        (
            vec![first, late],
            None,
            "2026-04-01",
            Standing::NotYet(day("2026-05-01")),
        ),
        (
            vec![renewal],
            Some(resigned),
            "2026-06-30",
            Standing::Current(renewal),
        ),
        (
            vec![renewal],
            Some(resigned),
            "2026-07-01",
            Standing::Ended(resigned),
        ),
    ] {
        let recorded = Recorded {
            terms,
            end,
            suspensions: Vec::new(),
        };
        assert_eq!(
            standing_on(&recorded, 0, day(on)),
            standing,
            "{recorded:?} on {on}"
        );
    }
}

#[test]
fn a_suspension_takes_the_vote_and_grace_gives_none() {
    let recorded = Recorded {
        terms: vec![term("2026-01-01", "2027-01-01")],
        end: None,
        suspensions: vec![term("2026-03-01", "2026-04-01")],
    };
    for (on, grace, word) in [
        ("2026-02-28", 0, "current"),
        ("2026-03-01", 0, "suspended"),
        ("2026-03-31", 0, "suspended"),
        ("2026-04-01", 0, "current"),
        ("2026-12-31", 30, "current"),
        ("2027-01-01", 30, "grace"),
        ("2027-01-30", 30, "grace"),
        ("2027-01-31", 30, "lapsed"),
        ("2027-01-01", 0, "lapsed"),
    ] {
        let standing = standing_on(&recorded, grace, day(on));
        assert_eq!(standing.word(), word, "on {on}");
        assert_eq!(standing.is_current(), word == "current", "on {on}");
    }
}

#[test]
fn votes_are_those_begun_last() {
    let row = |votes, starts_on: Option<&str>| ClassVotes {
        votes,
        citation: String::new(),
        starts_on: starts_on.map(day),
    };
    let history = [
        row(5, None),
        row(7, Some("2026-01-01")),
        row(9, Some("2027-01-01")),
        row(6, Some("2026-01-01")),
    ];
    for (on, votes) in [("2025-12-31", 5), ("2026-01-01", 6), ("2027-01-01", 9)] {
        assert_eq!(
            votes_on(&history, day(on)).map(|row| row.votes),
            Some(votes),
            "on {on}"
        );
    }
    assert_eq!(votes_on(&history[1..2], day("2025-12-31")), None);
}

#[test]
fn a_class_is_named_by_its_slug() {
    for (name, id) in [
        ("Platinum", Some("platinum")),
        ("  Founding Sponsor ", Some("founding-sponsor")),
        ("Förderer", Some("f-rderer")),
        ("1st", None),
        ("会員", None),
    ] {
        assert_eq!(
            ClassId::of_name(name).as_ref().map(ClassId::as_str),
            id,
            "{name}"
        );
    }
    assert_eq!(ClassId::parse("Platinum"), None);
}
