//! Chains of several cases, owners who changed, and the day of a recordal.

use chrono::NaiveDate;
use uuid::Uuid;

use super::reading;
use super::recordal::{NewRecordal, WRONG_DAY};
use super::title::{ConveyanceKind, Gap, Link, gaps, owners};

const US: Uuid = Uuid::from_u128(1);
const EM: Uuid = Uuid::from_u128(2);

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn assignment(number: i64, mark_case: Option<Uuid>, from: &str, to: &str, on: &str) -> Link {
    Link {
        number,
        mark_case,
        kind: ConveyanceKind::Assignment,
        from: from.into(),
        to: to.into(),
        effective_on: day(on),
        recorded: true,
    }
}

#[test]
fn each_case_has_a_chain_with_what_is_of_the_whole_asset() {
    let mut links = vec![
        assignment(1, Some(US), "A", "B", "2020-01-01"),
        assignment(2, Some(EM), "A", "B", "2020-02-01"),
    ];
    assert_eq!(gaps(&["B"], &links, &[US, EM], true), []);
    // As one chain the second would begin with somebody to whom the first did not lead.
    links.push(assignment(3, None, "B", "C", "2021-01-01"));
    assert_eq!(gaps(&["C"], &links, &[US, EM], true), []);
    // What is of both is said once.
    links[2].recorded = false;
    assert_eq!(
        gaps(&["C"], &links, &[US, EM], true),
        [Gap::Unrecorded { number: 3 }]
    );
    // A case that did not go along ends elsewhere, but where it is over.
    let alone = [
        assignment(1, None, "A", "B", "2020-01-01"),
        assignment(2, Some(US), "B", "C", "2021-01-01"),
    ];
    let ends = Gap::Owner {
        last: "B".into(),
        owner: "C".into(),
    };
    assert_eq!(gaps(&["C"], &alone, &[US, EM], true), [ends]);
    assert_eq!(gaps(&["C"], &alone, &[US], true), []);
    // Of a mark all of whose cases are over the chains still end with the owner.
    assert_eq!(gaps(&["D"], &alone, &[], true).len(), 1);
}

#[test]
fn each_change_of_owner_has_links_that_lead_there() {
    let unexplained = |from: &str, to: &str| Gap::Unexplained {
        from: from.into(),
        to: to.into(),
    };
    assert_eq!(gaps(&["A", "A", "a"], &[], &[], false), []);
    assert_eq!(gaps(&["A", "B"], &[], &[], false), [unexplained("A", "B")]);
    assert!(unexplained("A", "B").breaks());
    let mut links = vec![assignment(1, None, "A", "M", "2020-01-01")];
    assert_eq!(
        gaps(&["A", "B"], &links, &[], false),
        [
            Gap::Owner {
                last: "M".into(),
                owner: "B".into()
            },
            unexplained("A", "B")
        ]
    );
    // By two steps, the second with the name written otherwise.
    links.push(assignment(2, None, "m", "B", "2020-02-01"));
    assert_eq!(gaps(&["A", "B"], &links, &[], false), []);
    // A burden passes no title, and links in a circle lead nowhere else.
    let mut burden = assignment(3, None, "B", "C", "2021-01-01");
    burden.kind = ConveyanceKind::SecurityInterest;
    links.push(burden);
    links.push(assignment(4, None, "B", "A", "2022-01-01"));
    assert!(gaps(&["A", "B", "C"], &links, &[], false).contains(&unexplained("B", "C")));
}

#[test]
fn a_name_that_was_mistyped_counts_as_never_said() {
    let of = |versions: &[(&'static str, bool)]| owners(versions.iter().copied());
    assert_eq!(of(&[]), Vec::<&str>::new());
    assert_eq!(of(&[("A", false), ("B", false)]), ["A", "B"]);
    assert_eq!(of(&[("Harbor", false), ("Harbour", true)]), ["Harbour"]);
    // In every version in which it stood, however often it was corrected, and no further back.
    let slips = [
        ("A", false),
        ("Harbor", false),
        ("Harbor", false),
        ("Habour", true),
        ("Harbour", true),
        ("Harbour", false),
        ("B", false),
    ];
    assert_eq!(of(&slips), ["A", "Harbour", "Harbour", "B"]);
    let unexplained = |from: &str, to: &str| Gap::Unexplained {
        from: from.into(),
        to: to.into(),
    };
    assert_eq!(
        gaps(&of(&slips), &[], &[], false),
        [unexplained("A", "Harbour"), unexplained("Harbour", "B")]
    );
}

#[test]
fn an_office_records_from_the_day_of_execution_to_today() {
    let read = |on: &'static str| {
        let get = move |name: &str| match name {
            "recorded_office" => "USPTO".to_owned(),
            "recorded_on" => on.to_owned(),
            _ => String::new(),
        };
        reading::read(&get, |reading| {
            NewRecordal::read(reading, day("2027-02-28"), day("2027-03-03"))
        })
    };
    for on in ["2027-02-28", "2027-03-03"] {
        assert_eq!(read(on).map(|new| new.recorded_on), Ok(day(on)));
    }
    for on in ["2027-02-27", "2027-03-04"] {
        let fault = ("recorded_on".to_owned(), WRONG_DAY.to_owned());
        assert_eq!(read(on), Err(vec![fault]));
    }
}
