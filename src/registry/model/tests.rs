//! Bad input by name, the chain of title, what looks like a code.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use super::case::{CaseFacts, NewClass, Place, Route};
use super::custody::{due_on, looks_secret};
use super::fields::{self, Texts};
use super::reading::{self, Faults, file_fault};
use super::title::{ConveyanceKind, Gap, Intent, Link, NewConveyance, gaps, is_before_use};
use super::{Common, Kind, event, number_of, office};
use crate::seal::canonical::Value;

#[test]
fn the_rulebook_knows_the_kinds_of_assets() {
    let kinds = Kind::ALL.iter().map(|kind| kind.word());
    assert!(kinds.eq(crate::rulebook::keys::ASSET_KINDS));
}

fn typed<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> String + 'a {
    move |name| {
        pairs
            .iter()
            .find(|(key, _)| *key == name)
            .map_or_else(String::new, |(_, value)| (*value).to_owned())
    }
}

fn said(faults: &Faults, field: &str) -> String {
    faults.iter().find(|(name, _)| name == field).map_or_else(
        || format!("nothing about {field} in {faults:?}"),
        |(_, sentence)| sentence.clone(),
    )
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

#[test]
fn an_unknown_office_is_refused_by_name() {
    for (raw, wanted) in [
        ("XX", "There is no office “XX” in WIPO ST.3."),
        ("EU", "Its trade mark office is EM"),
        ("", "two letters in WIPO ST.3"),
        ("Mars", "“Mars”"),
    ] {
        let sentence = office::parse(raw).unwrap_err();
        assert!(sentence.contains(wanted), "{sentence}");
    }
    assert_eq!(office::parse(" us ").as_deref(), Ok("US"));
    assert_eq!(office::name("WO"), Some("International Bureau of WIPO"));
}

#[test]
fn a_registration_before_filing_and_a_class_outside_nice_are_refused() {
    let place = Place {
        office: "US".into(),
        route: Route::National,
        parent: None,
    };
    let get = typed(&[
        ("basis", "1(a)"),
        ("filed_on", "2024-05-01"),
        ("registered_on", "2024-04-30"),
        ("case_state", "registered"),
        ("reason", "Entered from the certificate."),
    ]);
    let faults = reading::read(&get, |reading| CaseFacts::read(reading, Some(&place))).unwrap_err();
    assert!(said(&faults, "registered_on").contains("before it was filed on 1 May 2024"));
    for class in ["0", "46", "-1", "nine", ""] {
        let pairs = [
            ("class_no", class),
            ("edition", "13-2026"),
            ("goods", "Software."),
        ];
        let get = typed(&pairs);
        let faults = reading::read(&get, NewClass::read).unwrap_err();
        assert!(
            said(&faults, "class_no").contains("classes 1 to 45"),
            "{class}"
        );
    }
    let get = typed(&[
        ("class_no", "9"),
        ("edition", "13-2026"),
        ("goods", "Software."),
    ]);
    assert_eq!(
        reading::read(&get, NewClass::read).map(|class| class.class_no),
        Ok(9)
    );
}

#[test]
fn a_way_fits_its_office() {
    for (office, route, parent, field) in [
        ("EM", "national", "", "route"),
        ("US", "regional", "", "route"),
        ("US", "madrid_ir", "", "route"),
        (
            "WO",
            "madrid_designation",
            "9f3c11ab-0000-4000-8000-000000000000",
            "route",
        ),
        ("US", "madrid_designation", "", "parent"),
        (
            "US",
            "national",
            "9f3c11ab-0000-4000-8000-000000000000",
            "parent",
        ),
    ] {
        let pairs = [("office", office), ("route", route), ("parent", parent)];
        let get = typed(&pairs);
        let faults = reading::read(&get, Place::read).unwrap_err();
        assert!(
            faults.iter().any(|(name, _)| name == field),
            "{office} {route}: {faults:?}"
        );
    }
    let get = typed(&[("office", "em"), ("route", "regional")]);
    assert!(reading::read(&get, Place::read).is_ok());
}

#[test]
fn a_basis_fits_office_and_route() {
    use super::case::basis_fits;

    let designation = Route::MadridDesignation;
    for (office, route, basis, fits) in [
        ("US", Route::National, "1(b)", true),
        ("US", Route::National, "66(a)", false),
        ("US", designation, "66(a)", true),
        ("US", designation, "1(b)", false),
        ("EM", Route::Regional, "1(b)", false),
        ("EM", designation, "66(a)", false),
        ("WO", Route::MadridIr, "66(a)", false),
        ("EM", Route::Regional, "", true),
        ("US", Route::National, "", true),
    ] {
        assert_eq!(
            basis_fits(office, route, basis),
            fits,
            "{office} {route:?} {basis}"
        );
    }
}

#[test]
fn what_identifies_an_asset_is_canonical_and_comes_back() {
    let get = typed(&[
        ("fqdn", "Tamarack.Example."),
        ("registrar", " Gandi   SAS "),
        ("expires_on", "2027-03-10"),
    ]);
    let kept: Texts =
        BTreeMap::from([("abuse_contact".to_owned(), "abuse@gandi.example".to_owned())]);
    let (identifiers, details) = reading::read(&get, |reading| {
        Some(fields::read(Kind::Domain, reading, &kept))
    })
    .unwrap();
    assert_eq!(
        fields::encode(&identifiers),
        r#"{"fqdn":"tamarack.example"}"#
    );
    assert_eq!(
        details.get("registrar").map(String::as_str),
        Some("Gandi SAS")
    );
    assert!(details.contains_key("abuse_contact"));
    assert_eq!(fields::decode(&fields::encode(&details)), details);
    for bad in [
        "",
        "tamarack",
        "a..b",
        "-a.example",
        "https://tamarack.example",
        "täglich.example",
    ] {
        let pairs = [("fqdn", bad)];
        let get = typed(&pairs);
        assert!(
            reading::read(&get, |reading| Some(fields::read(
                Kind::Domain,
                reading,
                &Texts::new()
            )))
            .is_err(),
            "{bad}"
        );
    }
    let get = typed(&[("feature", "word")]);
    let faults = reading::read(&get, |reading| {
        Some(fields::read(Kind::Trademark, reading, &Texts::new()))
    })
    .unwrap_err();
    assert_eq!(
        said(&faults, "verbal_element"),
        "A mark of words says which. Write them."
    );
}

#[test]
fn fields_are_told_apart_and_fit_the_canonical_form() {
    for kind in Kind::ALL {
        let mut keys = std::collections::BTreeSet::new();
        for field in fields::of(*kind) {
            assert!(keys.insert(field.key), "{kind:?} {}", field.key);
            assert!(crate::seal::canonical::is_key(field.key), "{}", field.key);
        }
        assert!(!event::choices(*kind).is_empty());
    }
    let ahead: Vec<&str> = event::CODES
        .iter()
        .map(|code| code.code)
        .filter(|code| event::may_be_ahead(code))
        .collect();
    assert_eq!(
        ahead,
        [
            "DOMAIN_EXPIRY",
            "CERTIFICATE_EXPIRY",
            "KEY_EXPIRY",
            "CONTRACT_END",
            "CONTRACT_NOTICE_BY"
        ]
    );
    for code in event::CODES {
        let fits = code.code.len() <= 40
            && code
                .code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        assert!(fits, "{}", code.code);
    }
}

#[test]
fn numbers_are_found_in_what_is_typed() {
    for (typed, number) in [
        ("A-12", Some(12)),
        ("a-3", Some(3)),
        (" 7 ", Some(7)),
        ("A-0", None),
        ("-4", None),
        ("+4", None),
        ("Tamarack", None),
    ] {
        assert_eq!(number_of(typed), number, "{typed}");
    }
}

#[test]
fn a_place_is_no_code() {
    for secret in [
        "abandon ability able about above absent absorb abstract absurd abuse access accident",
        "Codes: 48213-99120",
        "8f3a-11bc-90de",
        "1234 5678",
        "JBSWY3DPEHPK3PXP",
        "hunter2hunter2",
        "ABCDEFGHIJKLMNOP",
    ] {
        assert!(looks_secret(secret), "{secret}");
    }
    for place in [
        "",
        "Safe of the office in Berlin, envelope 7",
        "Bank deposit box 4711, Falkenstein",
        "in the sealed envelope in the deposit box of the treasurer in the bank of Oslo",
        "Tresor im Büro, Umschlag 12",
        "With the notary Dr. Weber, file UR 318/2026",
    ] {
        assert!(!looks_secret(place), "{place}");
    }
}

#[test]
fn a_page_with_a_script_and_a_large_file_are_not_taken() {
    assert!(
        file_fault(
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "logo.png"
        )
        .is_some()
    );
    assert!(file_fault(b"%PDF-1.7", "logo.svg").is_some());
    assert!(file_fault(b"<!DOCTYPE html><p>", "a").is_some());
    assert!(
        file_fault(&vec![0; 50 * 1024 * 1024], "scan.png")
            .is_some_and(|said| said.contains("larger than 5 MB"))
    );
    assert_eq!(file_fault(b"%PDF-1.7", "deed.pdf"), None);
}

fn link(number: i64, kind: ConveyanceKind, from: &str, to: &str, on: &str) -> Link {
    Link {
        number,
        mark_case: None,
        kind,
        from: from.into(),
        to: to.into(),
        effective_on: day(on),
        recorded: true,
    }
}

#[test]
fn a_chain_with_a_gap_another_end_or_a_burden_is_said() {
    use ConveyanceKind::{Assignment, NameChange, Release, SecurityInterest};
    let whole = vec![
        link(2, Assignment, "Ada Okafor", "Tamarack Assoc.", "2019-04-01"),
        link(
            1,
            NameChange,
            "Tamarack Assoc.",
            "Tamarack OS Foundation",
            "2021-06-30",
        ),
    ];
    assert_eq!(gaps(&["Tamarack OS Foundation"], &whole, &[], true), []);
    assert_eq!(
        gaps(&["Somebody Else"], &whole, &[], true),
        [Gap::Owner {
            last: "Tamarack OS Foundation".into(),
            owner: "Somebody Else".into()
        }]
    );
    let mut broken = whole.clone();
    broken[0].to = "Tamarack Ltd".into();
    broken[0].recorded = false;
    assert_eq!(
        gaps(&["Tamarack OS Foundation"], &broken, &[], true),
        [
            Gap::Unrecorded { number: 2 },
            Gap::Broken {
                number: 1,
                from: "Tamarack Assoc.".into(),
                expected: "Tamarack Ltd".into()
            },
        ]
    );
    let mut burdened = whole.clone();
    burdened.push(link(
        3,
        SecurityInterest,
        "Tamarack OS Foundation",
        "Bank of Oslo",
        "2022-01-01",
    ));
    assert_eq!(
        gaps(&["Tamarack OS Foundation"], &burdened, &[], true),
        [Gap::Encumbered {
            number: 3,
            in_favour_of: "Bank of Oslo".into()
        }]
    );
    burdened.push(link(
        4,
        Release,
        "Bank of Oslo",
        "Tamarack OS Foundation",
        "2023-01-01",
    ));
    assert_eq!(gaps(&["Tamarack OS Foundation"], &burdened, &[], true), []);
    assert_eq!(gaps(&["Whoever"], &[], &[], true), []);
}

#[test]
fn an_intent_to_use_application_stays_until_it_is_used() {
    let case = Uuid::from_u128(1);
    let new = |kind, successor, mark_case, executed: &str| NewConveyance {
        kind,
        mark_case,
        from: "Ada Okafor".into(),
        to: "Tamarack OS Foundation".into(),
        executed_on: day(executed),
        effective_on: day(executed),
        goodwill: true,
        successor,
        instrument: "Deed".into(),
        recorded_office: String::new(),
        reel_frame: String::new(),
        recorded_on: None,
    };
    let unused = [Intent {
        mark_case: case,
        used_on: None,
    }];
    let used = [Intent {
        mark_case: case,
        used_on: Some(day("2026-05-01")),
    }];
    use ConveyanceKind::{Assignment, Merger};
    for (intents, kind, successor, of, on, void) in [
        (&unused, Assignment, false, None, "2026-06-01", true),
        (&unused, Assignment, true, None, "2026-06-01", false),
        (&unused, Merger, false, None, "2026-06-01", false),
        (
            &unused,
            Assignment,
            false,
            Some(Uuid::from_u128(2)),
            "2026-06-01",
            false,
        ),
        (&used, Assignment, false, Some(case), "2026-04-30", true),
        (&used, Assignment, false, Some(case), "2026-05-01", false),
    ] {
        assert_eq!(
            is_before_use(&new(kind, successor, of, on), intents),
            void,
            "{kind:?} {successor} {on}"
        );
    }
}

#[test]
fn a_custodians_word_is_good_for_its_days() {
    let since = day("2026-01-01");
    assert_eq!(due_on(since, None, 92), day("2026-04-03"));
    assert_eq!(
        due_on(since, Some(day("2026-03-01")), 92),
        day("2026-06-01")
    );
    assert_eq!(
        due_on(since, Some(day("2025-01-01")), 92),
        day("2026-04-03")
    );
}

#[test]
fn a_statement_is_canonical_and_public() {
    use super::statement::{Public, Record, statement};
    let asset = Public {
        number: 3,
        kind: Kind::Domain,
        version: 1,
        title: "tamarack.example".into(),
        holding: super::Holding::Owned,
        owner: "Tamarack OS Foundation".into(),
        state: super::State::Active,
        protected: true,
    };
    let record = Record::default().with("reason", "Told in\ntwo lines, to nobody");
    let said = statement(
        "version",
        &asset,
        &[("custodians", "2".to_owned())],
        &record,
    );
    assert!(Value::parse(said.as_bytes()).is_ok(), "{said}");
    assert!(!said.contains("nobody"), "{said}");
    assert!(said.contains(&record.digest()));
}

#[test]
fn what_every_asset_has_is_asked_for() {
    let get = typed(&[("holding", "stolen")]);
    let faults = reading::read(&get, Common::read).unwrap_err();
    for field in ["title", "holding", "owner", "state", "reason"] {
        assert!(
            faults.iter().any(|(name, _)| name == field),
            "{field}: {faults:?}"
        );
    }
}

proptest! {
    #[test]
    fn a_chain_is_whole_in_whatever_order_it_is_entered_and_broken_without_a_middle(
        many in 2_usize..9, same_day in any::<bool>(), seed in any::<u64>(), lost in 0_usize..8,
    ) {
        let start = day("2010-01-01");
        let mut links: Vec<Link> = (0..many)
            .map(|place| Link {
                number: i64::try_from((place * 7 + usize::try_from(seed % 5).unwrap_or(0)) % 97).unwrap_or(0),
                mark_case: None,
                kind: ConveyanceKind::Assignment,
                from: format!("Holder {place}"),
                to: format!("Holder {}", place + 1),
                effective_on: if same_day { start } else {
                    start.checked_add_days(Days::new(u64::try_from(place).unwrap_or(0))).unwrap_or(start)
                },
                recorded: true,
            })
            .collect();
        let owner = format!("Holder {many}");
        let turns = usize::try_from(seed % 11).unwrap_or(0) % links.len();
        links.rotate_left(turns);
        prop_assert_eq!(gaps(&[owner.as_str()], &links, &[], true), vec![]);
        // Without a link in the middle it is broken, and without its last it ends elsewhere.
        let lost = format!("Holder {}", lost % many);
        let kept: Vec<Link> = links.into_iter().filter(|link| link.from != lost).collect();
        let broken = gaps(&[owner.as_str()], &kept, &[], true).iter().any(Gap::breaks);
        prop_assert_eq!(broken, lost != "Holder 0");
    }

    #[test]
    fn no_input_breaks_the_reader(text in ".{0,300}") {
        let pairs = [("title", text.as_str()), ("owner", text.as_str()), ("reason", text.as_str()), ("fqdn", text.as_str())];
        let get = typed(&pairs);
        let _ = reading::read(&get, Common::read);
        if let Ok((identifiers, _)) = reading::read(&get, |reading| Some(fields::read(Kind::Domain, reading, &Texts::new()))) {
            prop_assert!(Value::parse(fields::encode(&identifiers).as_bytes()).is_ok());
        }
        let _ = looks_secret(&text);
        let _ = office::parse(&text);
    }
}
