//! A file of members judged whole: who is taken, and every fault with its line.

use chrono::NaiveDate;

use super::{Known, KnownPerson, Plan, Refusal, judge, six_classes};
use crate::members::ClassId;
use crate::parties::PartyId;

const HEADER: &str = "name,email,member_class,kind,representative,member_since,term_start,term_end,country,disclosed,employer\n";
const ADA: &str =
    "Ada Okafor,ada@mail.example,Individual,person,,2024-01-01,2026-01-01,2027-01-01,NG,yes,\n";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn judged(text: &str, known: &Known) -> Result<Plan, Refusal> {
    judge(text.as_bytes(), known)
}

/// Each fault as `place: column: sentence`.
fn faults(text: &str, known: &Known) -> Vec<String> {
    match judged(text, known) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.faults.iter().map(said).collect(),
    }
}

fn said(remark: &crate::members::import::Remark) -> String {
    format!("{}: {}: {}", remark.place, remark.column, remark.sentence)
}

#[test]
fn the_file_of_374_members_is_taken_whole() {
    let known = six_classes();
    let plan = judge(include_bytes!("../../../../tests/data/members.csv"), &known)
        .expect("a file without faults");
    assert_eq!(plan.members.len(), 374);
    let gained: Vec<(&str, usize)> = plan
        .per_class(&known.classes)
        .into_iter()
        .map(|(class, gained)| (class.id.as_str(), gained))
        .collect();
    assert_eq!(
        gained,
        [
            ("platinum", 2),
            ("gold", 2),
            ("ruby", 3),
            ("silver", 9),
            ("individual", 307),
            ("mirror", 51)
        ]
    );
}

#[test]
fn on_31_july_2026_there_are_329_current_members() {
    let known = six_classes();
    let plan = judge(include_bytes!("../../../../tests/data/members.csv"), &known)
        .expect("a file without faults");
    assert_eq!(plan.current_on(day("2026-07-31")), 329);
    for (class, count) in [
        ("platinum", 2),
        ("gold", 2),
        ("ruby", 3),
        ("silver", 9),
        ("individual", 269),
        ("mirror", 44),
    ] {
        let class = ClassId::parse(class).expect("a class");
        let current = plan
            .members
            .iter()
            .filter(|member| member.class == class && member.term.contains(day("2026-07-31")))
            .count();
        assert_eq!(current, count, "{class}");
    }
}

#[test]
fn every_fault_of_the_faulty_file_is_listed_with_its_line() {
    let refusal = judge(
        include_bytes!("../../../../tests/data/members-faulty.csv"),
        &six_classes(),
    )
    .expect_err("a file full of faults");
    let places: Vec<(String, &str)> = refusal
        .faults
        .iter()
        .map(|fault| (fault.place.to_string(), fault.column))
        .collect();
    let expected = [
        ("Line 3 (row 2)", "email"),
        ("Line 4 (row 3)", "member_class"),
        ("Line 6 (row 5)", "email"),
        ("Line 8 (row 7)", "term_end"),
        ("Line 10 (row 9)", "member_since"),
        ("Line 11 (row 10)", "name"),
        ("Line 13 (row 12)", "kind"),
        ("Line 15 (row 14)", "country"),
        ("Line 19 (row 18)", "representative"),
        ("Line 22 (row 21)", ""),
    ];
    assert_eq!(
        places,
        expected.map(|(place, column)| (place.to_owned(), column)),
        "{:#?}",
        refusal.faults
    );
    let warnings: Vec<String> = refusal.warnings.iter().map(said).collect();
    assert!(
        warnings
            .iter()
            .any(|warning| warning.starts_with("Line 17 (row 16): name: ")
                && warning.contains("HYPERLINK")),
        "{warnings:#?}"
    );
}

#[test]
fn columns_are_missing_unknown_or_twice() {
    let found = faults("name,email,email,shoe size\n", &six_classes());
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("“email” stands here twice"))
    );
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("“shoe size” is not known"))
    );
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("“term_end” is missing"))
    );
    assert!(!found.iter().any(|fault| fault.contains("employer")));
}

#[test]
fn columns_may_stand_in_any_order_and_without_the_employer() {
    let text = "email,name,kind,member_class,disclosed,country,term_start,term_end,member_since,representative\n\
                ada@mail.example,Ada Okafor,person,individual,no,ng,2026-01-01,2027-01-01,2024-01-01,\n";
    let plan = judged(text, &six_classes()).expect("a file without faults");
    assert_eq!(plan.members.len(), 1);
    assert_eq!(plan.members[0].country.code(), "NG");
    assert!(!plan.members[0].disclosed);
}

#[test]
fn a_short_line_an_empty_table_and_bytes_that_are_no_text() {
    let known = six_classes();
    assert!(faults(&format!("{HEADER}Ada,ada@mail.example\n"), &known)[0].contains("2 cells"));
    assert!(faults(HEADER, &known)[0].contains("no members"));
    assert!(faults("", &known)[0].contains("empty"));
    assert!(judge(b"name\xff", &known).is_err());
    assert!(judge(b"\"name", &known).is_err());
}

#[test]
fn a_thousand_faults_are_enough() {
    let header = "name,email,member_class,kind,representative,member_since,term_start,term_end,country,disclosed";
    let listed = faults(
        &format!("{header}\n{}", "a\n".repeat(50_000)),
        &six_classes(),
    );
    assert_eq!(listed.len(), 1001);
    let last = listed.last().map_or("", String::as_str);
    assert!(
        last.starts_with("Line 1002 (row 1001)") && last.contains("was not read"),
        "{last}"
    );
}

#[test]
fn impossible_days_are_told_from_other_ways_of_writing_them() {
    for (written, sentence) in [
        ("31/04/2025", "Write dates like 2026-07-31"),
        ("2026-02-30", "not a day of the calendar"),
        ("2026-2-3", "Write dates like 2026-07-31"),
        ("", "missing"),
        ("0001-01-01", "not a day of the calendar"),
    ] {
        let text = format!("{HEADER}{}", ADA.replace("2024-01-01", written));
        let found = faults(&text, &six_classes());
        assert!(
            found.len() == 1 && found[0].contains(sentence),
            "{written}: {found:?}"
        );
    }
}

#[test]
fn a_representative_may_share_a_persons_address_and_is_then_that_person() {
    let known = six_classes();
    let organisation = "Northlight Hosting,ADA@mail.example,Platinum,organisation,Ada Okafor,2024-01-01,2026-01-01,2027-01-01,NG,yes,\n";
    let plan = judged(&format!("{HEADER}{ADA}{organisation}"), &known).expect("no faults");
    assert_eq!(plan.warnings, []);
    let renamed = organisation.replace("Ada Okafor", "Someone Else");
    let plan = judged(&format!("{HEADER}{ADA}{renamed}"), &known).expect("no faults");
    assert_eq!(plan.warnings.len(), 1);
}

#[test]
fn who_is_a_member_already_is_not_taken_again() {
    let mut known = six_classes();
    let officer = KnownPerson {
        person: PartyId(uuid::Uuid::nil()),
        name: "Ada Okafor".into(),
        own_membership: None,
    };
    known
        .persons
        .insert("ada@mail.example".into(), officer.clone());
    let text = format!("{HEADER}{}", ADA.replace("ada@", "Ada@"));
    assert!(
        judged(&text, &known).is_ok(),
        "an officer may become a member"
    );
    known.persons.insert(
        "ada@mail.example".into(),
        KnownPerson {
            own_membership: Some(17),
            ..officer
        },
    );
    assert!(faults(&text, &known)[0].contains("member no. 17"));
}

#[test]
fn an_organisation_stands_once() {
    let mut known = six_classes();
    let line = "Northlight Hosting,ada@mail.example,Platinum,organisation,Ada Okafor,2024-01-01,2026-01-01,2027-01-01,NG,yes,\n";
    let again = line
        .replace("Platinum", "Gold")
        .replace("Northlight", "NORTHLIGHT");
    assert!(faults(&format!("{HEADER}{line}{again}"), &known)[0].contains("Line 2 (row 1)"));
    known.organisations.insert("northlight hosting".into(), 3);
    assert!(faults(&format!("{HEADER}{line}"), &known)[0].contains("member no. 3"));
}
