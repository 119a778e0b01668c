//! Answers of registries and offices held against the register: equal, different, or no answer.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::registry::imports::model::Class;
use crate::registry::imports::model::Format;
use crate::registry::imports::model::held::HeldCase;

const DOMAIN: &str = include_str!("../../../../tests/data/registry-imports/tamarack-domain.json");
const CASE: &str = include_str!("../../../../tests/data/registry-imports/tamarack-us.xml");
const NAME: &str = "tamarack.example";

fn now() -> DateTime<Utc> {
    "2026-12-01T06:00:00Z".parse().expect("an instant")
}

/// An asset that holds everything that a file says of it.
fn holding(found: &Found, number: i64, protected: bool) -> Held {
    let fact = |field: &Field| found.fact(field).unwrap_or_default().to_owned();
    let mut one = Held {
        id: Uuid::from_u128(7),
        number,
        kind: found.kind.clone(),
        title: "Ours".to_owned(),
        holding: "owned".to_owned(),
        owner: fact(&Field::Owner),
        state: "active".to_owned(),
        protected,
        open: true,
        identifiers: BTreeMap::new(),
        details: BTreeMap::new(),
        cases: Vec::new(),
        events: BTreeMap::new(),
    };
    let mut facts = BTreeMap::new();
    for (field, text) in &found.facts {
        match field {
            Field::Identifier(key) => {
                one.identifiers.insert(key.clone(), text.clone());
            }
            Field::Detail(key) => {
                one.details.insert(key.clone(), text.clone());
            }
            Field::Case(field) => {
                facts.insert(*field, text.clone());
            }
            _ => {}
        }
    }
    let case = (!facts.is_empty()).then(|| Uuid::from_u128(8));
    one.events = found
        .events
        .iter()
        .map(|event| ((case, event.code.clone(), event.on), Uuid::from_u128(9)))
        .collect();
    if let Some(id) = case {
        let classes = found.classes.iter().map(|(number, class)| {
            let held = Class {
                edition: "11-2020".to_owned(),
                goods: class.goods.clone(),
            };
            (*number, held)
        });
        one.cases.push(HeldCase {
            id,
            facts,
            classes: classes.collect(),
        });
    }
    one
}

fn read(format: Format, text: &str) -> Vec<Found> {
    format.read(text.as_bytes()).expect("a file that is read")
}

fn of_domain(text: &str, held: &Held) -> Result<Seen, String> {
    let asked = Asked {
        number: held.number,
        case: None,
        fqdn: NAME,
    };
    judge(&read(Format::Rdap, text), std::slice::from_ref(held), asked)
}

fn words(seen: &Seen) -> Vec<&str> {
    seen.findings
        .iter()
        .map(|finding| finding.word.as_str())
        .collect()
}

#[test]
fn an_answer_that_says_the_same_on_another_day_is_equal() {
    let held = holding(&read(Format::Rdap, DOMAIN)[0], 7, true);
    let later = DOMAIN.replace("2026-11-28T06:00:00Z", "2026-11-29T06:00:00Z");
    for text in [DOMAIN, &later] {
        let seen = of_domain(text, &held).expect("it is of the domain");
        assert_eq!(seen.difference, "");
        assert!(seen.findings.is_empty(), "{:?}", seen.findings);
    }
}

#[test]
fn what_of_a_protected_domain_is_to_be_looked_at() {
    let held = holding(&read(Format::Rdap, DOMAIN)[0], 7, true);
    for (from, to, expected) in [
        (
            "\"client transfer prohibited\", ",
            "",
            &["no_transfer_lock", "other_status"][..],
        ),
        ("\"active\"", "\"pending transfer\"", &["other_status"]),
        ("2027-03-10T09", "2027-01-10T09", &["nearer_expiry"]),
        ("2027-03-10T09", "2028-03-10T09", &[]),
        (
            "Tamarack OS Foundation",
            "Larch Raiders Inc",
            &["other_owner"],
        ),
        ("NS2.TAMARACK", "NS3.TAMARACK", &[]),
    ] {
        let text = DOMAIN.replace(from, to);
        assert_ne!(text, DOMAIN, "{from}");
        let seen = of_domain(&text, &held).expect("it is of the domain");
        assert_eq!(words(&seen), expected, "{from} → {to}");
        assert!(!seen.difference.is_empty(), "{from} → {to}");
        let free = Held {
            protected: false,
            ..held.clone()
        };
        let seen = of_domain(&text, &free).expect("it is of the domain");
        assert!(seen.findings.is_empty(), "{from} → {to}");
    }
    // What the register has not, is no change; that nothing locks it is found all the same.
    let mut bare = held.clone();
    bare.details.clear();
    bare.details.insert("auto_renew".into(), "no".into());
    let text = DOMAIN.replace("\"client transfer prohibited\", ", "");
    let seen = of_domain(&text, &bare).expect("it is of the domain");
    assert_eq!(words(&seen), ["no_renewal", "no_transfer_lock"]);
}

#[test]
fn an_answer_about_something_else_is_no_answer() {
    let held = holding(&read(Format::Rdap, DOMAIN)[0], 7, true);
    let other = DOMAIN.replace("\"TAMARACK.EXAMPLE\"", "\"LARCH.EXAMPLE\"");
    assert!(of_domain(&other, &held).is_err());
    let found = read(Format::St96, CASE);
    let held = holding(&found[0], 7, true);
    let asked = |case| Asked {
        number: 7,
        case,
        fqdn: "",
    };
    let case = Some(held.cases[0].id);
    let seen = judge(&found, std::slice::from_ref(&held), asked(case)).expect("it is of the case");
    assert_eq!(seen.difference, "");
    let other = CASE
        .replace("90123456", "90777777")
        .replace("7654321", "7777777");
    let other = read(Format::St96, &other);
    assert!(judge(&other, std::slice::from_ref(&held), asked(case)).is_err());
    // A domain's answer to a question about a case, and the reverse.
    let domain = read(Format::Rdap, DOMAIN);
    assert!(judge(&domain, std::slice::from_ref(&held), asked(case)).is_err());
    assert!(judge(&found, std::slice::from_ref(&held), asked(None)).is_err());
    assert!(judge(&[], &[held], asked(None)).is_err());
}

const LEAVES_OUT: &str = "The answer leaves out what the register holds: ";

#[test]
fn what_an_answer_about_a_domain_leaves_out_is_not_taken_for_equal() {
    let held = holding(&read(Format::Rdap, DOMAIN)[0], 7, true);
    let whole: serde_json::Value = serde_json::from_str(DOMAIN).expect("JSON");
    for (member, key, said) in [
        ("nameservers", "nameservers", "Name servers"),
        ("secureDNS", "dnssec", "DNSSEC"),
        ("status", "statuses", "EPP statuses"),
        ("events", "expires_on", "Expires"),
        ("entities", "registrar", "Registrar"),
    ] {
        let mut less = whole.clone();
        less.as_object_mut().expect("an object").remove(member);
        let text = less.to_string();
        let why = of_domain(&text, &held).expect_err(member);
        assert_eq!(why, format!("{LEAVES_OUT}{said}."));
        // What the register does not hold either is not asked for.
        let mut bare = held.clone();
        bare.details.remove(key);
        let seen = of_domain(&text, &bare).expect(member);
        assert_eq!(seen.difference, "", "{member}");
    }
    let text = DOMAIN.replace("[\"client transfer prohibited\", \"active\"]", "[]");
    assert_ne!(text, DOMAIN);
    let why = of_domain(&text, &held).expect_err("an empty list");
    assert_eq!(why, format!("{LEAVES_OUT}EPP statuses."));
    let name_alone = r#"{"rdapConformance": ["rdap_level_0"], "objectClassName": "domain", "ldhName": "TAMARACK.EXAMPLE"}"#;
    let why = of_domain(name_alone, &held).expect_err("a name alone");
    assert_eq!(
        why,
        format!("{LEAVES_OUT}Name servers, DNSSEC, EPP statuses, Expires, Registrar.")
    );
    // Who registered it is kept back by many.
    let text = DOMAIN.replace("[\"registrant\"]", "[\"technical\"]");
    assert_ne!(text, DOMAIN);
    let seen = of_domain(&text, &held).expect("it is whole");
    assert_eq!(seen.difference, "");
}

#[test]
fn what_an_answer_about_a_case_leaves_out_is_not_taken_for_equal() {
    let held = holding(&read(Format::St96, CASE)[0], 7, true);
    let asked = Asked {
        number: 7,
        case: Some(held.cases[0].id),
        fqdn: "",
    };
    for (element, field, said) in [
        (
            "<ns1:ExpiryDate>2032-03-15</ns1:ExpiryDate>",
            CaseField::ExpiresOn,
            "Expires on",
        ),
        (
            "<ns1:RegistrationNumber>7654321</ns1:RegistrationNumber>",
            CaseField::RegistrationNo,
            "Registration number",
        ),
    ] {
        let text = CASE.replace(element, "");
        assert_ne!(text, CASE, "{element}");
        let found = read(Format::St96, &text);
        let why = judge(&found, std::slice::from_ref(&held), asked).expect_err(said);
        assert_eq!(why, format!("{LEAVES_OUT}{said}."));
        let mut bare = held.clone();
        bare.cases[0].facts.remove(&field);
        let seen = judge(&found, std::slice::from_ref(&bare), asked).expect(said);
        assert_eq!(seen.difference, "", "{said}");
    }
    // From its days alone a state is concluded; the office did not say it.
    let text = CASE.replace(
        "<ns2:MarkCurrentStatusCode>700</ns2:MarkCurrentStatusCode>",
        "",
    );
    assert_ne!(text, CASE);
    let found = read(Format::St96, &text);
    let why = judge(&found, &[held], asked).expect_err("no status");
    assert_eq!(why, format!("{LEAVES_OUT}State of the case."));
}

#[test]
fn what_of_a_protected_case_is_to_be_looked_at() {
    let found = read(Format::St96, CASE);
    let held = holding(&found[0], 7, true);
    for (from, to, expected) in [
        (
            "<ns2:MarkCurrentStatusCode>700<",
            "<ns2:MarkCurrentStatusCode>710<",
            &["other_status"][..],
        ),
        (
            "<ns1:ExpiryDate>2032-03-15<",
            "<ns1:ExpiryDate>2031-03-15<",
            &["nearer_expiry"],
        ),
        (
            "Tamarack OS Foundation",
            "Larch Raiders Inc",
            &["other_owner"],
        ),
    ] {
        let text = CASE.replace(from, to);
        assert_ne!(text, CASE, "{from}");
        let asked = Asked {
            number: 7,
            case: Some(held.cases[0].id),
            fqdn: "",
        };
        let seen = judge(
            &read(Format::St96, &text),
            std::slice::from_ref(&held),
            asked,
        )
        .expect("it is of the case");
        assert_eq!(words(&seen), expected, "{from} → {to}");
    }
}

#[test]
fn a_difference_becomes_a_file_once_and_again_when_it_comes_back() {
    let last = LastFile {
        difference: vec![1],
        at: now(),
        equal_since: false,
    };
    let days = |days| now() + TimeDelta::days(days);
    assert!(makes_file(None, &[1], now()));
    assert!(!makes_file(Some(&last), &[1], days(1)));
    assert!(!makes_file(Some(&last), &[1], days(29)));
    assert!(makes_file(Some(&last), &[1], days(30)));
    assert!(makes_file(Some(&last), &[2], days(1)));
    let back = LastFile {
        equal_since: true,
        ..last
    };
    assert!(makes_file(Some(&back), &[1], days(1)));
}

#[test]
fn what_was_not_seen_turns_amber_and_red() {
    for (hours, sight) in [
        (-1, Sight::Fresh),
        (0, Sight::Fresh),
        (71, Sight::Fresh),
        (72, Sight::Amber),
        (167, Sight::Amber),
        (168, Sight::Red),
        (9999, Sight::Red),
    ] {
        let since = now() - TimeDelta::hours(hours);
        assert_eq!(Sight::of(since, now()), sight, "{hours}");
    }
}

#[test]
fn what_is_asked_and_why_nothing_is() {
    let domain = Candidate {
        holding: "owned",
        state: "active",
        open: true,
        fqdn: "Tamarack.Example.",
        case: None,
    };
    let us = CaseAt {
        office: "US",
        state: "registered",
        application_no: "90/123,456",
        registration_no: "7,654,321",
    };
    let mark = Candidate {
        fqdn: "",
        case: Some(us),
        ..domain
    };
    let of_case = |case| Candidate {
        case: Some(case),
        ..mark
    };
    let path = |of| plan(of, true, true).map(|plan| plan.path);
    let said = |path: &str| Ok(path.to_owned());
    for (of, expected) in [
        (domain, said("domain/tamarack.example")),
        (mark, said("sn90123456/info.xml")),
        (
            of_case(CaseAt {
                application_no: "",
                ..us
            }),
            said("rn7654321/info.xml"),
        ),
        (
            of_case(CaseAt {
                application_no: "90123456/../x",
                registration_no: "7654321?x",
                ..us
            }),
            Err(NotAsked::Nameless),
        ),
        (
            of_case(CaseAt { office: "EM", ..us }),
            Err(NotAsked::OtherOffice),
        ),
        (
            of_case(CaseAt {
                state: "abandoned",
                ..us
            }),
            Err(NotAsked::NotLive),
        ),
        (
            Candidate {
                holding: "licensed_in",
                ..domain
            },
            Err(NotAsked::NotOurs),
        ),
        (
            Candidate {
                state: "transferred",
                ..domain
            },
            Err(NotAsked::NotLive),
        ),
        (
            Candidate {
                state: "planned",
                ..domain
            },
            Err(NotAsked::NotLive),
        ),
        (
            Candidate {
                open: false,
                ..domain
            },
            Err(NotAsked::Confidential),
        ),
        (
            Candidate {
                fqdn: "../../secret",
                ..domain
            },
            Err(NotAsked::Nameless),
        ),
        (Candidate { fqdn: "", ..domain }, Err(NotAsked::Nameless)),
    ] {
        assert_eq!(path(of), expected, "{of:?}");
    }
    assert_eq!(plan(domain, false, true), Err(NotAsked::SwitchedOff));
    assert_eq!(plan(mark, true, false), Err(NotAsked::SwitchedOff));
}

proptest! {
    #[test]
    fn no_name_of_the_register_leads_elsewhere(fqdn in "\\PC{0,80}", number in "\\PC{0,20}", open in any::<bool>()) {
        let of = Candidate {
            holding: "owned",
            state: "active",
            open,
            fqdn: &fqdn,
            case: None,
        };
        let case = CaseAt { office: "US", state: "registered", application_no: &number, registration_no: &fqdn };
        for of in [of, Candidate { case: Some(case), ..of }] {
            if let Ok(plan) = plan(of, true, true) {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./".contains(c);
                prop_assert!(plan.path.chars().all(plain), "{}", plan.path);
                prop_assert!(!plan.path.contains("..") && !plan.path.contains("//"), "{}", plan.path);
                prop_assert_eq!(plan.path.matches('/').count(), 1);
            }
        }
    }

    #[test]
    fn what_is_kept_of_findings_reads_back_and_is_told_once(
        all in prop::collection::vec(("[a-z_]{1,16}", "[ -~]{0,40}"), 0..6),
        before in 0_usize..6,
    ) {
        let all: Vec<Finding> = all.into_iter().map(|(word, value)| Finding { word, value }).collect();
        prop_assert_eq!(Finding::decode(&Finding::encode(&all)), all.clone());
        let before = &all[..before.min(all.len())];
        let told = news(before, &all);
        prop_assert!(told.iter().all(|finding| !before.contains(finding)));
        prop_assert!(all.iter().all(|finding| before.contains(finding) || told.contains(finding)));
        prop_assert_eq!(news(&all, &all), Vec::new());
    }

    #[test]
    fn a_sentence_fits_into_history(text in any::<String>(), fields in prop::collection::vec("\\PC{0,90}", 1..30)) {
        for said in [format!("x{}", one_line(&text)), said_of(&fields)] {
            prop_assert!(said.chars().count() <= 401);
            prop_assert!(!said.chars().any(super::ends_line));
        }
    }
}
