//! Every field of every vector of `tests/data/deadlines/`, one function for each kind of event.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::{case, dates, day, event, supplied};
use crate::docket::model::reckoning::add_months;
use crate::docket::model::{Pack, Thread};

/// Compares one field of a vector, and notes that it was.
struct Vector<'a> {
    said: &'a serde_json::Map<String, Value>,
    compared: BTreeSet<String>,
}

impl<'a> Vector<'a> {
    fn new(said: &'a Value) -> Self {
        let said = said.as_object().expect("an object");
        let known = [
            "case",
            "office",
            "event",
            "date",
            "basis",
            "note",
            "months",
            "filing",
            "publication",
            "registration",
            "us_extension_certificate",
        ];
        Self {
            said,
            compared: known.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn text(&self, name: &str) -> &'a str {
        self.said.get(name).and_then(Value::as_str).unwrap_or("")
    }

    fn day(&self, name: &str) -> NaiveDate {
        day(self.text(name))
    }

    fn is(&mut self, name: &str, found: Option<NaiveDate>) {
        let expected = self
            .said
            .get(name)
            .unwrap_or_else(|| panic!("no field {name}"));
        let expected = expected.as_str().map(day);
        assert_eq!(found, expected, "{name} of {:?}", self.said);
        self.compared.insert(name.to_owned());
    }

    fn done(self) {
        let left: Vec<&String> = self
            .said
            .keys()
            .filter(|name| !self.compared.contains(*name))
            .collect();
        assert!(left.is_empty(), "not compared: {left:?} of {:?}", self.said);
    }
}

#[test]
fn every_field_of_every_vector_holds() {
    let pack = supplied();
    let text = include_str!("../../../../tests/data/deadlines/deadlines.json");
    let vectors: Vec<Value> = serde_json::from_str(text).expect("the vectors");
    assert_eq!(vectors.len(), 23);
    for vector in &vectors {
        let mut vector = Vector::new(vector);
        match vector.text("event") {
            "REGISTRATION" => registration(&pack, &mut vector),
            "PUBLICATION" => publication(&pack, &mut vector),
            "NOTICE_OF_ALLOWANCE" => allowance(&pack, &mut vector),
            "OFFICE_ACTION" => office_action(&pack, &mut vector),
            "TMEP-310-example" => {
                let months = vector.said.get("months").and_then(Value::as_i64);
                let months = i32::try_from(months.expect("months")).expect("few");
                vector.is("due", add_months(vector.day("date"), months));
            }
            "EUTM" | "UKTM" => filed(&pack, &mut vector),
            "INTERNATIONAL_REGISTRATION" => international(&pack, &mut vector),
            "CEASING_OF_EFFECT_NOTIFIED" => {
                let thread = case(
                    "WO",
                    "",
                    vec![event(1, "CEASING_OF_EFFECT_NOTIFIED", vector.day("date"))],
                );
                let found = dates(&pack, &thread, "2027-01-01");
                vector.is(
                    "transformation_due",
                    found[&("wo-transformation".to_owned(), 1)].due,
                );
            }
            "FIRST_FILING" => {
                let thread = case(
                    "US",
                    "1(b)",
                    vec![event(1, "FIRST_FILING", vector.day("date"))],
                );
                let found = dates(&pack, &thread, "2027-01-01");
                vector.is("priority_due", found[&("paris-priority".to_owned(), 1)].due);
            }
            "DOMAIN_EXPIRY" => domain(&pack, &mut vector),
            other => panic!("a vector of {other}"),
        }
        vector.done();
    }
}

fn registration(pack: &Pack, vector: &mut Vector<'_>) {
    let on = vector.day("date");
    let found = dates(
        pack,
        &case("US", "1(a)", vec![event(1, "REGISTRATION", on)]),
        "2045-01-01",
    );
    let first = &found[&("us-s8-first".to_owned(), 1)];
    vector.is("s8_open", first.opens_nominal);
    vector.is("s8_due", first.due);
    vector.is("s8_due_actionable", first.due_actionable);
    vector.is("s8_grace_end", first.grace);
    vector.is("s8_grace_end_actionable", first.grace_actionable);
    let option = &found[&("us-s15".to_owned(), 1)];
    vector.is("s15_earliest", option.opens_nominal);
    let is_deadline = vector.said.get("s15_is_deadline").and_then(Value::as_bool);
    assert_eq!(is_deadline, Some(option.due.is_some()));
    vector.compared.insert("s15_is_deadline".to_owned());
    for (occurrence, years) in [(1, 10), (2, 20)] {
        let renewal = &found[&("us-s8-s9".to_owned(), occurrence)];
        vector.is(&format!("s8s9_open_{years}"), renewal.opens_nominal);
        vector.is(&format!("s8s9_due_{years}"), renewal.due);
        vector.is(
            &format!("s8s9_due_{years}_actionable"),
            renewal.due_actionable,
        );
        vector.is(&format!("s8s9_grace_end_{years}"), renewal.grace);
        vector.is(
            &format!("s8s9_grace_end_{years}_actionable"),
            renewal.grace_actionable,
        );
    }
    // A window counted from 29 February opens on 1 March, if that year has none.
    for dates in found.values() {
        let (Some(nominal), Some(opens)) = (dates.opens_nominal, dates.opens) else {
            continue;
        };
        let later = on.day() == 29 && on.month() == 2 && nominal.day() == 28;
        assert_eq!(opens != nominal, later, "{nominal} {opens}");
        assert!(!later || (opens.month(), opens.day()) == (3, 1));
    }
}

fn publication(pack: &Pack, vector: &mut Vector<'_>) {
    let thread = case(
        "US",
        "1(a)",
        vec![event(1, "PUBLICATION", vector.day("date"))],
    );
    let found = dates(pack, &thread, "2027-01-01");
    let of = |rule: &str| &found[&(rule.to_owned(), 1)];
    vector.is("opposition_due", of("us-opposition").due);
    vector.is(
        "opposition_due_actionable",
        of("us-opposition").due_actionable,
    );
    vector.is("ext_30_to", of("us-opposition-30").due);
    vector.is("ext_90_to", of("us-opposition-90").due);
    vector.is("ext_max_to", of("us-opposition-max").due);
}

fn allowance(pack: &Pack, vector: &mut Vector<'_>) {
    let thread = case(
        "US",
        "1(b)",
        vec![event(1, "NOTICE_OF_ALLOWANCE", vector.day("date"))],
    );
    let found = dates(pack, &thread, "2030-01-01");
    for n in 1..=5 {
        let due = found[&(format!("us-sou-{n}"), 1)].due;
        vector.is(&format!("sou_or_ext{n}_due"), due);
    }
    vector.is(
        "sou_final_due_36m",
        found[&("us-sou-final".to_owned(), 1)].due,
    );
}

fn office_action(pack: &Pack, vector: &mut Vector<'_>) {
    let on = vector.day("date");
    let is_madrid = vector.text("basis") == "66(a)";
    let basis = if is_madrid { "66(a)" } else { "1(a)" };
    // Who asked for the extension has it.
    let events = vec![event(1, "OFFICE_ACTION", on), event(2, "OA_EXTENSION", on)];
    let found = dates(pack, &case("US", basis, events), "2027-01-01");
    let rule = if is_madrid {
        "us-office-action-66a"
    } else {
        "us-office-action"
    };
    let response = &found[&(rule.to_owned(), 1)];
    vector.is("response_due", response.due);
    vector.is("response_due_actionable", response.due_actionable);
    let extended = found.get(&("us-office-action-extended".to_owned(), 1));
    vector.is("extended_due", extended.and_then(|dates| dates.due));
}

fn filed(pack: &Pack, vector: &mut Vector<'_>) {
    let events = vec![
        event(1, "FILING", vector.day("filing")),
        event(2, "PUBLICATION", vector.day("publication")),
        event(3, "REGISTRATION", vector.day("registration")),
    ];
    let office = vector.text("office");
    let found = dates(pack, &case(office, "", events), "2024-01-01");
    let of = |rule: &str| &found[&(rule.to_owned(), 1)];
    if office == "EM" {
        vector.is("opposition_due", of("em-opposition").due);
        vector.is("expiry", of("em-renewal").due);
        vector.is("renewal_open", of("em-renewal").opens_nominal);
        vector.is("renewal_grace_end", of("em-renewal").grace);
        vector.is("conversion_request_due", of("em-conversion").due);
        vector.is("use_required_from", of("em-use").due);
    } else {
        vector.is("opposition_due", of("gb-opposition").due);
        vector.is("opposition_due_tm7a", of("gb-opposition-tm7a").due);
        vector.is("expiry", of("gb-renewal").due);
        vector.is("renewal_open", of("gb-renewal").opens_nominal);
        vector.is("late_renewal_end", of("gb-renewal").grace);
        vector.is("restoration_end", of("gb-restoration").due);
        vector.is("non_use_vulnerable_from", of("gb-use").due);
    }
}

fn international(pack: &Pack, vector: &mut Vector<'_>) {
    let on = vector.day("date");
    let found = dates(
        pack,
        &case("WO", "", vec![event(1, "INTERNATIONAL_REGISTRATION", on)]),
        "2030-01-01",
    );
    let renewal = &found[&("wo-renewal".to_owned(), 1)];
    vector.is(
        "dependency_end",
        found[&("wo-dependency".to_owned(), 1)].due,
    );
    vector.is("renewal_due", renewal.due);
    vector.is("renewal_open", renewal.opens_nominal);
    vector.is("renewal_grace_end", renewal.grace);
    let certificate = vector.day("us_extension_certificate");
    let found = dates(
        pack,
        &case("US", "66(a)", vec![event(1, "REGISTRATION", certificate)]),
        "2030-01-01",
    );
    let first = &found[&("us-s71-first".to_owned(), 1)];
    vector.is("s71_open", first.opens_nominal);
    vector.is("s71_due", first.due);
    vector.is("s71_grace_end", first.grace);
    vector.is("s71_due_10", found[&("us-s71".to_owned(), 1)].due);
    assert!(!found.contains_key(&("us-s8-first".to_owned(), 1)));
}

fn domain(pack: &Pack, vector: &mut Vector<'_>) {
    let thread = Thread {
        right: "domain".to_owned(),
        case: None,
        ..case("", "", vec![event(1, "DOMAIN_EXPIRY", vector.day("date"))])
    };
    let found = dates(pack, &thread, "2027-01-01");
    let of = |rule: &str| found[&(rule.to_owned(), 1)].due;
    vector.is("safe_last_day", of("domain-renewal"));
    vector.is("auto_renew_grace_max_end", of("domain-auto-renew-grace"));
    vector.is("redemption_end", of("domain-redemption"));
    vector.is("pending_delete_end", of("domain-deletion"));
    vector.is("errp_notice_1_about", of("domain-notice-1"));
    vector.is("errp_notice_2_about", of("domain-notice-2"));
    vector.is("errp_notice_3_by", of("domain-notice-3"));
}
