//! Files held against the register: what differs, what takes a deed, what ticks take over.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::registry::imports::model::Format;
use crate::registry::imports::model::tests::{CASE, DOMAIN, read};
use crate::registry::imports::model::ticks::{NotTaken, case_after, taking, tick};

/// The mark of the sample as a register might hold it.
pub(in super::super) fn held(protected: bool) -> Held {
    let case = HeldCase {
        id: Uuid::from_u128(7),
        facts: BTreeMap::from([
            (CaseField::Office, "US".to_owned()),
            (CaseField::Route, "national".to_owned()),
            (CaseField::Basis, "1(a)".to_owned()),
            (CaseField::ApplicationNo, "90/123,456".to_owned()),
            (CaseField::FiledOn, "2020-09-01".to_owned()),
            (CaseField::State, "published".to_owned()),
        ]),
        classes: BTreeMap::from([(
            9,
            Class {
                edition: "11-2020".to_owned(),
                goods: "Software".to_owned(),
            },
        )]),
    };
    Held {
        id: Uuid::from_u128(1),
        number: 12,
        kind: "trademark".to_owned(),
        title: "TAMARACK (word mark)".to_owned(),
        holding: "owned".to_owned(),
        owner: "Larch Systems LLC".to_owned(),
        state: "active".to_owned(),
        protected,
        open: true,
        identifiers: BTreeMap::from([
            ("verbal_element".to_owned(), "Tamarack".to_owned()),
            ("feature".to_owned(), "word".to_owned()),
        ]),
        details: BTreeMap::new(),
        cases: vec![case],
        events: BTreeMap::from([(
            (
                Some(Uuid::from_u128(7)),
                "FILING".to_owned(),
                day("2020-09-01").expect("a day"),
            ),
            Uuid::from_u128(70),
        )]),
    }
}

/// The rows of one comparison: word of the field, what is held, verdict.
fn rows(comparison: &Comparison) -> Vec<(String, String, Verdict)> {
    comparison
        .rows
        .iter()
        .map(|row| (row.field.word(), row.now.clone(), row.verdict))
        .collect()
}

fn verdict(comparison: &Comparison, word: &str) -> Option<Verdict> {
    rows(comparison)
        .into_iter()
        .find(|(field, _, _)| field == word)
        .map(|(_, _, verdict)| verdict)
}

#[test]
fn of_a_protected_mark_what_identifies_it_needs_a_deed() {
    let found = read(Format::St96, CASE);
    let compared = compare(&found, None, &[held(true)]).expect("it is placed");
    let [comparison] = compared.as_slice() else {
        panic!("{compared:?}")
    };
    for (word, expected) in [
        ("owner", Some(Verdict::Deed)),
        // Empty until now: nothing is parted with by filling it.
        ("registration_no", Some(Verdict::Open)),
        ("registered_on", Some(Verdict::Open)),
        ("expires_on", Some(Verdict::Open)),
        ("case_state", Some(Verdict::Open)),
        // Other goods would stand in the place of those that are covered.
        ("class:9", Some(Verdict::Deed)),
        ("class:42", Some(Verdict::Open)),
        ("detail:standard_characters", Some(Verdict::Open)),
        ("event:FILING:2020-09-01", None),
        ("event:REGISTRATION:2022-03-15", Some(Verdict::Open)),
        // Written with other signs, the number is the same.
        ("application_no", None),
        ("filed_on", None),
        ("identifier:verbal_element", Some(Verdict::Deed)),
        ("identifier:feature", None),
    ] {
        assert_eq!(verdict(comparison, word), expected, "{word}");
    }
    // Where it is filled already, it needs a deed.
    let mut filled = held(true);
    filled.cases[0]
        .facts
        .insert(CaseField::RegistrationNo, "7654322".to_owned());
    let compared = compare(&found, None, &[filled]).expect("it is placed");
    assert_eq!(
        verdict(&compared[0], "registration_no"),
        Some(Verdict::Deed)
    );
    // The same goods under another edition are covered still.
    let mut earlier = held(true);
    earlier.cases[0].classes.insert(
        9,
        Class {
            edition: "10-2014".to_owned(),
            goods: found[0].classes[&9].goods.clone(),
        },
    );
    let mut of_today = found.clone();
    if let Some(class) = of_today[0].classes.get_mut(&9) {
        class.edition = "13-2026".to_owned();
    }
    let compared = compare(&of_today, None, &[earlier]).expect("it is placed");
    assert_eq!(verdict(&compared[0], "class:9"), Some(Verdict::Open));
    // Without protection all of it is open.
    let compared = compare(&found, None, &[held(false)]).expect("it is placed");
    assert!(
        compared[0]
            .rows
            .iter()
            .all(|row| row.verdict == Verdict::Open)
    );
}

#[test]
fn a_state_beyond_registration_stands() {
    let found = read(Format::St96, CASE);
    for (state, differs) in [
        ("filed", true),
        ("opposed", true),
        ("registered", false),
        ("renewed", false),
        ("cancelled", false),
    ] {
        let mut mark = held(false);
        mark.cases[0]
            .facts
            .insert(CaseField::State, state.to_owned());
        let compared = compare(&found, None, &[mark]).expect("it is placed");
        assert_eq!(
            verdict(&compared[0], "case_state").is_some(),
            differs,
            "{state}"
        );
    }
}

#[test]
fn ticks_take_over_what_is_open_and_nothing_else() {
    let found = read(Format::St96, CASE);
    let compared = compare(&found, None, &[held(true)]).expect("it is placed");
    let row_of = |word: &str| {
        let place = compared[0]
            .rows
            .iter()
            .position(|row| row.field.word() == word)
            .expect("the row is there");
        tick(0, place)
    };
    let taken = taking(
        &compared,
        &BTreeSet::from([
            row_of("registered_on"),
            row_of("class:42"),
            row_of("event:REGISTRATION:2022-03-15"),
        ]),
    )
    .expect("they are open");
    let [taken] = taken.as_slice() else {
        panic!("{taken:?}")
    };
    assert_eq!(taken.facts.len(), 1);
    assert_eq!(taken.classes[&42].edition, "11-2020");
    assert_eq!(taken.events.len(), 1);
    for (ticks, expected) in [
        (vec![], NotTaken::Nothing),
        (vec![row_of("owner")], NotTaken::NoSuchRow),
        (vec!["0.999".to_owned()], NotTaken::NoSuchRow),
        (
            vec!["5.0".to_owned(), row_of("class:42")],
            NotTaken::NoSuchRow,
        ),
        (vec!["nonsense".to_owned()], NotTaken::NoSuchRow),
    ] {
        assert_eq!(
            taking(&compared, &ticks.into_iter().collect()),
            Err(expected)
        );
    }
}

#[test]
fn a_new_asset_is_taken_with_all_that_makes_it() {
    let found = read(Format::St96, CASE);
    let compared = compare(&found, None, &[]).expect("it is placed");
    assert!(matches!(
        &compared[0].subject,
        Subject::NewAsset { kind, title } if kind == "trademark" && title == "TAMARACK"
    ));
    assert_eq!(verdict(&compared[0], "kind"), Some(Verdict::Open));
    assert_eq!(verdict(&compared[0], "owner"), Some(Verdict::With));
    let event = compared[0]
        .rows
        .iter()
        .position(|row| row.field.word().starts_with("event:"))
        .expect("there are events");
    assert_eq!(
        taking(&compared, &BTreeSet::from([tick(0, event)])),
        Err(NotTaken::WithoutItsSubject)
    );
    let taken = taking(&compared, &BTreeSet::from([tick(0, 0), tick(0, event)]))
        .expect("the asset is ticked");
    assert_eq!(
        taken[0].facts.get(&Field::Owner).map(String::as_str),
        Some("Tamarack OS Foundation")
    );
    assert_eq!(taken[0].events.len(), 1);
    assert!(taken[0].classes.is_empty());
}

#[test]
fn a_file_brought_for_an_asset_gives_it_another_case() {
    let text = CASE
        .replace("90123456", "90999999")
        .replace("7654321", "7999999");
    let found = read(Format::St96, &text);
    let mark = held(true);
    let compared = compare(&found, Some(12), std::slice::from_ref(&mark)).expect("it is placed");
    assert_eq!(compared[0].rows[0].field, Field::Case(CaseField::Office));
    assert_eq!(compared[0].rows[0].verdict, Verdict::Open);
    assert_eq!(
        verdict(&compared[0], "registration_no"),
        Some(Verdict::With)
    );
    assert_eq!(verdict(&compared[0], "owner"), Some(Verdict::Deed));
    // The same mark under another number is another case of it, also where nobody said so.
    let unsaid = compare(&found, None, std::slice::from_ref(&mark)).expect("it is placed");
    assert_eq!(unsaid, compared);
    // A class of that new case without the case.
    let class = compared[0]
        .rows
        .iter()
        .position(|row| row.field == Field::Class(9))
        .expect("it is there");
    assert_eq!(
        taking(&compared, &BTreeSet::from([tick(0, class)])),
        Err(NotTaken::WithoutItsSubject)
    );
    let refused = |asset: i64, held: &[Held]| {
        compare(&found, Some(asset), held).expect_err("it is refused")[0]
            .sentence
            .clone()
    };
    assert!(refused(99, std::slice::from_ref(&mark)).contains("no asset A-99"));
    let mut domain = held(true);
    domain.kind = "domain".to_owned();
    assert!(refused(12, &[domain]).contains("of the kind domain"));
    let mut other = held(true);
    other.id = Uuid::from_u128(2);
    other.number = 13;
    other.cases[0]
        .facts
        .insert(CaseField::ApplicationNo, "90999999".to_owned());
    assert!(refused(12, &[mark, other]).contains("one of A-13"));
}

#[test]
fn numbers_that_fit_two_cases_are_refused() {
    let found = read(Format::St96, CASE);
    let mut other = held(true);
    other.id = Uuid::from_u128(2);
    other.number = 13;
    let faults = compare(&found, None, &[held(true), other]).expect_err("it is refused");
    assert!(
        faults[0].sentence.contains("of A-12 and of A-13"),
        "{faults:?}"
    );
}

#[test]
fn a_case_in_the_united_states_comes_with_its_basis() {
    const HEADER: &str = "kind,title,owner,office,route,basis,application_no,case_state\n";
    let of = |line: &str| read(Format::Csv, &format!("{HEADER}{line}\n"));
    let found = of("trademark,PINE,Larch Systems LLC,US,,,97000001,published");
    let faults = compare(&found, None, &[]).expect_err("it is refused");
    let said = faults[0].to_string();
    assert!(said.starts_with("2: basis: In the United States"), "{said}");
    for line in [
        "trademark,PINE,Larch Systems LLC,US,,1(b),97000001,",
        "trademark,PINE,Larch Systems LLC,DE,,,97000001,",
        "trademark,PINE,Larch Systems LLC,US,,,97000001,filed",
    ] {
        let compared = compare(&of(line), None, &[]);
        assert!(compared.is_ok(), "{line}: {compared:?}");
    }
    // That of a designation follows, and no other case has it.
    let found = of("trademark,PINE,Larch Systems LLC,US,madrid_designation,,79000001,");
    let basis = found[0].fact(&Field::Case(CaseField::Basis));
    assert_eq!(basis, Some("66(a)"));
    for line in [
        "trademark,PINE,Larch Systems LLC,US,national,66(a),79000001,",
        "trademark,PINE,Larch Systems LLC,US,madrid_designation,1(a),79000001,",
    ] {
        let text = format!("{HEADER}{line}\n");
        let faults = Format::Csv
            .read(text.as_bytes())
            .expect_err("it is refused");
        let said = faults[0].to_string();
        assert!(said.starts_with("2: basis: 66(a) is the basis"), "{said}");
    }
    // A case that stands without one gets it with the next change, or is not changed.
    for (route, state, expected) in [
        ("national", "published", Err(NotTaken::NoBasis)),
        ("national", "filed", Ok(None)),
        ("madrid_designation", "filed", Ok(Some("66(a)".to_owned()))),
    ] {
        let held = BTreeMap::from([
            (CaseField::Office, "US".to_owned()),
            (CaseField::Route, route.to_owned()),
            (CaseField::State, state.to_owned()),
        ]);
        let after = case_after(&held, &BTreeMap::new());
        let basis = after.map(|after| after.get(&CaseField::Basis).cloned());
        assert_eq!(basis, expected, "{route} {state}");
    }
}

#[test]
fn a_designation_stands_under_its_international_registration() {
    let text = CASE.replace(
        "<ns2:BasisUseIndicator>true</ns2:BasisUseIndicator>",
        "<ns2:BasisInternationalRegistrationIndicator>true</ns2:BasisInternationalRegistrationIndicator>",
    );
    let found = read(Format::St96, &text);
    let faults = compare(&found, None, &[]).expect_err("it is refused");
    assert!(faults[0].sentence.contains("Madrid Protocol"), "{faults:?}");
    let mut mark = held(true);
    mark.cases.clear();
    let compared = compare(&found, Some(12), std::slice::from_ref(&mark)).expect("it is placed");
    assert!(matches!(
        verdict(&compared[0], "office"),
        Some(Verdict::ByHand(_))
    ));
    mark.cases.push(HeldCase {
        id: Uuid::from_u128(9),
        facts: BTreeMap::from([
            (CaseField::Office, "WO".to_owned()),
            (CaseField::Route, "madrid_ir".to_owned()),
        ]),
        classes: BTreeMap::new(),
    });
    let compared = compare(&found, Some(12), &[mark]).expect("it is placed");
    assert_eq!(verdict(&compared[0], "office"), Some(Verdict::Open));
}

#[test]
fn a_case_keeps_days_that_agree() {
    let facts = |pairs: &[(CaseField, &str)]| -> BTreeMap<CaseField, String> {
        pairs
            .iter()
            .map(|(field, text)| (*field, (*text).to_owned()))
            .collect()
    };
    let taken = |pairs: &[(CaseField, &str)]| -> BTreeMap<Field, String> {
        pairs
            .iter()
            .map(|(field, text)| (Field::Case(*field), (*text).to_owned()))
            .collect()
    };
    let filed = facts(&[(CaseField::FiledOn, "2024-01-01")]);
    assert_eq!(
        case_after(&filed, &taken(&[(CaseField::RegisteredOn, "2023-12-31")])),
        Err(NotTaken::Days)
    );
    assert_eq!(
        case_after(
            &filed,
            &taken(&[
                (CaseField::RegistrationNo, "1"),
                (CaseField::State, "registered")
            ])
        ),
        Err(NotTaken::NoDay)
    );
    let after = case_after(
        &filed,
        &taken(&[
            (CaseField::RegistrationNo, "1"),
            (CaseField::RegisteredOn, "2024-01-01"),
            (CaseField::State, "registered"),
        ]),
    );
    assert_eq!(after.map(|after| after.len()), Ok(4));
}

/// The domain of the sample as the register holds it, with these days of its end.
fn domain(ends: &[&str]) -> Held {
    let mut one = held(true);
    one.kind = "domain".to_owned();
    one.cases.clear();
    one.identifiers = BTreeMap::from([("fqdn".to_owned(), "tamarack.example".to_owned())]);
    one.events = ends
        .iter()
        .zip(70_u128..)
        .map(|(on, id)| {
            let on = day(on).expect("a day");
            ((None, "DOMAIN_EXPIRY".to_owned(), on), Uuid::from_u128(id))
        })
        .collect();
    one.details = ends
        .iter()
        .max()
        .map(|on| ("expires_on".to_owned(), (*on).to_owned()))
        .into_iter()
        .collect();
    one
}

#[test]
fn a_nearer_end_corrects_the_event_and_comes_with_its_day() {
    const EVENT: &str = "event:DOMAIN_EXPIRY:2027-03-10";
    let found = read(Format::Rdap, DOMAIN);
    let of = |ends: &[&str]| compare(&found, None, &[domain(ends)]).expect("it is placed");
    for (ends, now, expected) in [
        (&["2026-03-10"][..], "", Some(Verdict::Open)),
        (&[], "", Some(Verdict::Open)),
        (&["2027-03-10"], "", None),
        (&["2028-03-10"], "2028-03-10", Some(Verdict::WithDay)),
        // Also where an event of that very day was put off before.
        (
            &["2027-03-10", "2028-03-10"],
            "2028-03-10",
            Some(Verdict::WithDay),
        ),
    ] {
        let compared = of(ends);
        assert_eq!(verdict(&compared[0], EVENT), expected, "{ends:?}");
        let row = rows(&compared[0])
            .into_iter()
            .find(|(field, _, _)| field == EVENT);
        assert_eq!(row.map(|(_, now, _)| now).unwrap_or_default(), now);
    }
    let compared = of(&["2027-01-01", "2028-03-10"]);
    let place = |word: &str| {
        compared[0]
            .rows
            .iter()
            .position(|row| row.field.word() == word)
            .expect("it is there")
    };
    let taken = |word: &str| taking(&compared, &BTreeSet::from([tick(0, place(word))]));
    let with_the_day = taken("detail:expires_on").expect("it is taken");
    let [event] = with_the_day[0].events.as_slice() else {
        panic!("{with_the_day:?}")
    };
    assert_eq!(event.corrects, Some(Uuid::from_u128(71)));
    assert_eq!(event.on.to_string(), "2027-03-10");
    // Without the day it does not come, and it has no tick of its own.
    let other = taken("detail:registrar").expect("it is taken");
    assert!(other[0].events.is_empty(), "{other:?}");
    assert_eq!(taken(EVENT), Err(NotTaken::NoSuchRow));
    // Where the day says the same already, the event alone is ticked.
    let mut entered = domain(&["2028-03-10"]);
    entered
        .details
        .insert("expires_on".to_owned(), "2027-03-10".to_owned());
    let compared = compare(&found, None, &[entered]).expect("it is placed");
    assert_eq!(verdict(&compared[0], EVENT), Some(Verdict::Open));
}

#[test]
fn a_row_without_a_route_gives_a_designation_no_filing_of_its_own() {
    const EVENT: &str = "event:FILING:2020-10-01";
    let found = read(
        Format::Csv,
        "office,application_no,filed_on\nUS,90123456,2020-10-01\n",
    );
    for (route, expected) in [
        ("national", Some(Verdict::Open)),
        ("madrid_designation", None),
    ] {
        let mut one = held(false);
        one.cases[0]
            .facts
            .insert(CaseField::Route, route.to_owned());
        let compared = compare(&found, None, &[one]).expect("it is placed");
        assert_eq!(verdict(&compared[0], EVENT), expected, "{route}");
    }
}

#[test]
fn another_day_of_registration_takes_the_place_of_the_one_that_stands() {
    const EVENT: &str = "event:REGISTRATION:2022-03-16";
    let found = read(
        Format::Csv,
        "office,application_no,event,happened_on\nUS,90123456,REGISTRATION,2022-03-16\n",
    );
    for (stands, now, corrects) in [
        (None, Some(""), None),
        (
            Some("2022-03-15"),
            Some("2022-03-15"),
            Some(Uuid::from_u128(71)),
        ),
        (Some("2022-03-16"), None, None),
    ] {
        let mut one = held(false);
        let key = |on: &str| {
            let case = Some(Uuid::from_u128(7));
            (case, "REGISTRATION".to_owned(), day(on).expect("a day"))
        };
        one.events
            .extend(stands.map(|on| (key(on), Uuid::from_u128(71))));
        let compared = compare(&found, None, &[one]).expect("it is placed");
        let row = rows(&compared[0])
            .into_iter()
            .find(|(field, _, _)| field == EVENT);
        assert_eq!(row.map(|(_, now, _)| now).as_deref(), now);
        let event = compared[0].events.first();
        assert_eq!(event.and_then(|event| event.corrects), corrects);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// What was taken over is no difference any more, and of a protected asset no row
    /// that may be ticked changes what identifies it.
    #[test]
    fn no_open_row_of_a_protected_asset_changes_what_identifies_it(
        owner in "[A-Z][a-z]{1,8}",
        number in "[0-9]{7}",
        registered in 0_i64..4000,
        filled in any::<bool>(),
    ) {
        let on = day("2020-09-01").expect("a day") + chrono::Days::new(u64::try_from(registered).unwrap_or(0));
        let text = CASE
            .replace("Tamarack OS Foundation", &owner)
            .replace("7654321", &number)
            .replace("2022-03-15-04:00", &on.to_string())
            .replace("2032-03-15", "2199-03-15");
        let found = Format::St96.read(text.as_bytes()).expect("it is a case");
        let mut mark = held(true);
        if filled {
            mark.cases[0].facts.insert(CaseField::RegistrationNo, "1".to_owned());
            mark.cases[0].facts.insert(CaseField::RegisteredOn, "2020-09-01".to_owned());
        }
        let compared = compare(&found, None, &[mark.clone()]).expect("it is placed");
        for row in &compared[0].rows {
            let identifies = match &row.field {
                Field::Owner | Field::Title | Field::State | Field::Holding | Field::Identifier(_) => true,
                Field::Case(field) => field.identifies() && !row.now.is_empty(),
                _ => false,
            };
            prop_assert_eq!(identifies && row.verdict == Verdict::Open, false, "{:?}", row);
        }
    }
}
