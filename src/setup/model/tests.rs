//! The form that founds a foundation: what it needs, and each field judged.

use super::{Form, judge};
use crate::bodies::Office;

/// A form that founds a foundation.
fn sound() -> Form {
    let mut form = Form::proposed("https://vote.example.org");
    form.name = "Tamarack OS Foundation".into();
    for (row, (name, address)) in form.officers.iter_mut().zip([
        ("Ada Okafor", "ada@mail.example"),
        ("Ben Lindqvist", "ben@mail.example"),
        ("Chi Moreau", "chi@mail.example"),
    ]) {
        row.name = name.into();
        row.address = address.into();
    }
    form
}

fn fields(form: &Form) -> Vec<String> {
    judge(form)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|(field, _)| field)
        .collect()
}

#[test]
fn the_proposed_form_needs_only_name_and_officers() {
    let founding = judge(&sound()).expect("a founding record");
    assert_eq!(founding.foundation.log_origin, "vote.example.org/log");
    let classes: Vec<(&str, u32)> = founding
        .classes
        .iter()
        .map(|class| (class.id.as_str(), class.votes))
        .collect();
    assert_eq!(
        classes,
        [
            ("platinum", 50),
            ("gold", 15),
            ("ruby", 5),
            ("silver", 5),
            ("individual", 1),
            ("mirror", 1)
        ]
    );
    assert_eq!(founding.officers.len(), 3);
    let empty = fields(&Form::proposed("https://vote.example.org"));
    assert_eq!(empty, ["name", "officer_name_1", "officer_name_1"]);
}

#[test]
fn each_field_is_judged() {
    type Change = fn(&mut Form);
    let cases: [(Change, &str); 14] = [
        (|form| form.name = "x".repeat(121), "name"),
        (|form| form.time_zone = "Middle/Earth".into(), "time_zone"),
        (
            |form| form.public_origin = "vote.example.org".into(),
            "public_origin",
        ),
        (
            |form| form.classes[1].name = "platinum".into(),
            "class_name_2",
        ),
        (|form| form.classes[0].votes = "-1".into(), "class_votes_1"),
        (
            |form| form.classes[0].votes = "1000001".into(),
            "class_votes_1",
        ),
        (|form| form.classes[0].votes = "+5".into(), "class_votes_1"),
        (
            |form| form.classes[2].citation = " ".into(),
            "class_citation_3",
        ),
        (
            |form| form.officers[0].address = "ada".into(),
            "officer_address_1",
        ),
        (
            |form| form.officers[1].name = String::new(),
            "officer_name_2",
        ),
        (
            |form| form.officers[2].office = "king".into(),
            "officer_office_3",
        ),
        (
            |form| form.officers[1].address = "ADA@mail.example".into(),
            "officer_address_2",
        ),
        (
            |form| form.officers[2].office = "chair".into(),
            "officer_name_1",
        ),
        (|form| form.founding = String::new(), "founding"),
    ];
    for (at, (change, field)) in cases.into_iter().enumerate() {
        let mut form = sound();
        change(&mut form);
        assert_eq!(fields(&form), [field], "case {at}");
    }
}

#[test]
fn blank_rows_are_skipped_and_one_vote_is_needed() {
    let mut form = sound();
    for row in form.classes.iter_mut().skip(1) {
        row.name = String::new();
    }
    assert_eq!(judge(&form).expect("one class").classes.len(), 1);
    form.classes[0].votes = "0".into();
    assert_eq!(fields(&form), ["class_votes_1"]);
    form.classes[0].name = String::new();
    assert_eq!(fields(&form), ["class_name_1"]);
}

#[test]
fn one_person_may_hold_two_offices_but_two_election_officers_are_two_persons() {
    let mut form = sound();
    form.officers[2].name = "Ada Okafor".into();
    form.officers[2].address = "Ada@mail.example".into();
    let founding = judge(&form).expect("a founding record");
    assert_eq!(founding.officers.len(), 2);
    assert!(founding.officers[0].offices.contains(&Office::Secretary));
    form.officers[1] = form.officers[0].clone();
    assert_eq!(fields(&form), ["officer_name_1"]);
}
