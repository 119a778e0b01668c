//! Every ballot a form can bring, and what is said of it.

use std::collections::BTreeSet;

use super::{Asked, NotABallot, Read, read};
use crate::polls::ballot_view::sentence;
use crate::seal::ballot::{Choice, Form, Vote};
use crate::seal::code::Code;
use crate::seal::manifest::PollOption;
use crate::web::Fields;
use crate::web::words::{Locale, Words};

const KEY: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

fn options() -> Vec<PollOption> {
    ["Ada", "Bo", "Cleo", "Dag"]
        .into_iter()
        .map(|name| PollOption {
            id: code(&name.to_lowercase()),
            name: name.to_owned(),
        })
        .collect()
}

fn code(id: &str) -> Code {
    Code::parse(id).expect("a code")
}

/// Reads a form of these fields, written `name=value` and parted by blanks.
fn form(form: Form, fields: &str) -> Result<Read, NotABallot> {
    let options = options();
    let asked = Asked {
        form,
        max_marks: 2,
        shares_ranks: false,
        max_score: 5,
        options: if form == Form::Motion { &[] } else { &options },
    };
    let fields: Fields = fields
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    read(asked, &fields)
}

fn choice(kind: Form, fields: &str) -> Choice {
    form(kind, &format!("key={KEY} own=q4m7tz {fields}"))
        .expect("a valid ballot")
        .choice
}

/// The fields at fault, with their sentences in English.
fn faults(kind: Form, fields: &str) -> Vec<(String, String)> {
    let english = Words::load().speaker(Locale::English);
    match form(kind, fields) {
        Err(NotABallot::Faults(faults)) => faults
            .iter()
            .map(|fault| (fault.field.clone(), sentence(&english, fault)))
            .collect(),
        other => panic!("{fields}: {other:?}"),
    }
}

#[test]
fn rankings_become_ranks_in_the_manifests_numbers() {
    for (fields, ranks) in [
        ("blank=0 r1=02 r2=01 r3=00 r4=00", vec![vec![2], vec![1]]),
        (
            "blank=0 r1=04 r2=03 r3=02 r4=01",
            vec![vec![4], vec![3], vec![2], vec![1]],
        ),
        ("blank=0 r1=00 r2=00 r3=01 r4=00", vec![vec![3]]),
        ("blank=1 r1=00 r2=00 r3=00 r4=00", vec![]),
    ] {
        assert!(
            choice(Form::Ranked, fields) == Choice::Ranked(ranks),
            "{fields}"
        );
    }
}

#[test]
fn marks_become_ids_and_answers_votes() {
    let ids = |ids: &[&str]| ids.iter().map(|id| code(id)).collect::<BTreeSet<Code>>();
    let marked = "blank=0 a1=0 a2=1 a3=0 a4=1";
    assert!(choice(Form::Approval, marked) == Choice::Approval(ids(&["bo", "dag"])));
    assert!(choice(Form::Plurality, marked) == Choice::Plurality(ids(&["bo", "dag"])));
    let blank = "blank=1 a1=0 a2=0 a3=0 a4=0";
    assert!(choice(Form::Approval, blank) == Choice::Approval(ids(&[])));
    for (answer, vote) in [
        ("1", Vote::Yes),
        ("2", Vote::No),
        ("3", Vote::Abstain),
        ("4", Vote::Blank),
    ] {
        assert!(choice(Form::Motion, &format!("motion={answer}")) == Choice::Motion(vote));
    }
}

#[test]
fn what_cannot_stand_is_said_at_its_field() {
    let wrong = "This form holds a value";
    for (kind, fields, field, words) in [
        (
            Form::Ranked,
            "blank=0 r1=01 r2=01 r3=00 r4=00",
            "r2",
            "Ada and Bo",
        ),
        (
            Form::Ranked,
            "blank=0 r1=01 r2=03 r3=00 r4=00",
            "r2",
            "Nobody has the 2nd",
        ),
        (
            Form::Ranked,
            "blank=0 r1=02 r2=00 r3=00 r4=00",
            "r1",
            "Nobody has the 1st",
        ),
        (
            Form::Ranked,
            "blank=0 r1=00 r2=00 r3=00 r4=00",
            "blank-0",
            "Nothing is chosen",
        ),
        (
            Form::Ranked,
            "blank=1 r1=01 r2=00 r3=00 r4=00",
            "blank-1",
            "leave the ballot blank",
        ),
        (
            Form::Ranked,
            "blank=2 r1=01 r2=00 r3=00 r4=00",
            "blank-0",
            wrong,
        ),
        (Form::Ranked, "r1=01 r2=00 r3=00 r4=00", "blank-0", wrong),
        (Form::Ranked, "blank=0 r1=05 r2=00 r3=00 r4=00", "r1", wrong),
        (Form::Ranked, "blank=0 r1=1 r2=00 r3=00 r4=00", "r1", wrong),
        (Form::Ranked, "blank=0 r1=+1 r2=00 r3=00 r4=00", "r1", wrong),
        (
            Form::Ranked,
            "blank=0 r1=001 r2=00 r3=00 r4=00",
            "r1",
            wrong,
        ),
        (Form::Ranked, "blank=0 r1=01 r2=00 r3=00", "r4", wrong),
        (
            Form::Ranked,
            "blank=0 r1=01 r2=00 r3=00 r4=00 r5=02",
            "r1",
            wrong,
        ),
        (
            Form::Ranked,
            "blank=0 r1=01 r2=00 r3=00 r4=00 r1=02",
            "r1",
            wrong,
        ),
        (
            Form::Plurality,
            "blank=0 a1=1 a2=1 a3=1 a4=0",
            "a1-1",
            "3 options; at most 2",
        ),
        (
            Form::Plurality,
            "blank=0 a1=0 a2=0 a3=0 a4=0",
            "blank-0",
            "Nothing is chosen",
        ),
        (
            Form::Plurality,
            "blank=1 a1=1 a2=0 a3=0 a4=0",
            "blank-1",
            "leave the ballot blank",
        ),
        (Form::Approval, "blank=0 a1=1 a2=2 a3=0 a4=0", "a2-0", wrong),
        (Form::Approval, "blank=0 a1=1 a2=0 a3=0", "a4-0", wrong),
        (Form::Motion, "", "motion-1", "Nothing is chosen"),
        (Form::Motion, "motion=5", "motion-1", wrong),
        (Form::Motion, "motion=yes", "motion-1", wrong),
    ] {
        let found = faults(kind, &format!("key={KEY} own=q4m7tz {fields}"));
        assert!(
            found
                .iter()
                .any(|(at, said)| at == field && said.contains(words)),
            "{fields}: {found:?}"
        );
    }
}

#[test]
fn the_own_part_is_judged_beside_the_choice() {
    for own in ["q4m7t", "Q4M7TZ", "q4m7t1", "q4m7tzz", "ü4m7t"] {
        let found = faults(Form::Motion, &format!("key={KEY} own={own} motion=9"));
        let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["motion-1", "own"], "{own}");
    }
}

#[test]
fn a_form_without_a_key_of_ours_is_no_ballot() {
    for key in ["", "00ff", &KEY.to_uppercase()] {
        let fields = format!("key={key} own=q4m7tz motion=1");
        assert!(matches!(
            form(Form::Motion, &fields),
            Err(NotABallot::Forged)
        ));
    }
}

/// Reads a form of a poll that shares ranks, or has this highest score.
fn read_of(kind: Form, max_score: u64, fields: &str) -> Result<Read, NotABallot> {
    let options = options();
    let asked = Asked {
        form: kind,
        max_marks: 4,
        shares_ranks: true,
        max_score,
        options: &options,
    };
    let fields: Fields = format!("key={KEY} own=q4m7tz {fields}")
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    read(asked, &fields)
}

#[test]
fn where_ranks_are_shared_gaps_have_no_effect() {
    let fields = "blank=0 r1=03 r2=01 r3=01 r4=00";
    let read = read_of(Form::Ranked, 5, fields).expect("a ballot");
    assert!(read.choice == Choice::Ranked(vec![vec![2, 3], vec![1]]));
}

#[test]
fn scores_are_read_and_zero_is_no_score() {
    let read = read_of(Form::Score, 5, "blank=0 s1=5 s2=0 s3=1 s4=0").expect("a ballot");
    let scores = [(code("ada"), 5), (code("cleo"), 1)];
    assert!(read.choice == Choice::Score(scores.into()));
    let read = read_of(Form::Score, 10, "blank=0 s1=10 s2=00 s3=09 s4=00").expect("a ballot");
    assert!(read.choice == Choice::Score([(code("ada"), 10), (code("cleo"), 9)].into()));
    let blank = read_of(Form::Score, 5, "blank=1 s1=0 s2=0 s3=0 s4=0").expect("a ballot");
    assert!(blank.choice == Choice::Score([].into()));
    for (fields, field) in [
        ("blank=0 s1=6 s2=0 s3=0 s4=0", "s1-0"),
        ("blank=0 s1=05 s2=0 s3=0 s4=0", "s1-0"),
        ("blank=0 s1=5 s2=0 s3=0", "s4-0"),
        ("blank=0 s1=+5 s2=0 s3=0 s4=0", "s1-0"),
        ("blank=0 s1=0 s2=0 s3=0 s4=0", "blank-0"),
        ("blank=1 s1=3 s2=0 s3=0 s4=0", "blank-1"),
        ("s1=3 s2=0 s3=0 s4=0", "blank-0"),
    ] {
        match read_of(Form::Score, 5, fields) {
            Err(NotABallot::Faults(faults)) => assert_eq!(faults[0].field, field, "{fields}"),
            other => panic!("{fields}: {other:?}"),
        }
    }
}

#[test]
fn every_score_of_a_poll_has_one_width() {
    use crate::polls::ballot_form::score_value;
    for most in [1, 5, 9, 10] {
        let widths: BTreeSet<usize> = (0..=most).map(|n| score_value(n, most).len()).collect();
        assert_eq!(widths.len(), 1, "{most}");
    }
}
