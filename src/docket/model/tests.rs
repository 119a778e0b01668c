use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::change::{Kept, Known, Why, changes};
use super::pack::SUPPLIED;
use super::reckoning::{Formula, Step, add_months, reckon};
use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn supplied() -> Pack {
    Pack::parse(SUPPLIED).expect("the pack supplied")
}

fn event(n: u128, code: &str, on: NaiveDate) -> Event {
    Event {
        id: Uuid::from_u128(n),
        code: code.to_owned(),
        on,
    }
}

fn case(office: &str, basis: &str, events: Vec<Event>) -> Thread {
    Thread {
        asset: Uuid::from_u128(1),
        case: Some(Uuid::from_u128(2)),
        right: "trademark".to_owned(),
        office: office.to_owned(),
        basis: basis.to_owned(),
        register: "principal".to_owned(),
        events,
    }
}

/// The days of every deadline, by rule and occurrence.
fn dates(pack: &Pack, thread: &Thread, until: &str) -> BTreeMap<(String, u32), Dates> {
    lines(pack, thread, day(until))
        .into_iter()
        .map(|line| ((line.rule.id.clone(), line.occurrence), line.reckoned.dates))
        .collect()
}

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
    let text = include_str!("../../../tests/data/deadlines/deadlines.json");
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

// The independent reading: plain numbers, no calendar crate beyond a day's weekday.

fn plain_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn plain_length(year: i32, month: i32) -> i32 {
    match month {
        2 if plain_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn plain_add(date: (i32, i32, i32), months: i32) -> (i32, i32, i32) {
    let (mut year, mut month) = (date.0, date.1);
    for _ in 0..months.abs() {
        month += months.signum();
        if month == 13 {
            (year, month) = (year + 1, 1);
        }
        if month == 0 {
            (year, month) = (year - 1, 12);
        }
    }
    (year, month, date.2.min(plain_length(year, month)))
}

fn plain_next(date: (i32, i32, i32)) -> (i32, i32, i32) {
    let (year, month, day) = date;
    if day < plain_length(year, month) {
        return (year, month, day + 1);
    }
    if month == 12 {
        (year + 1, 1, 1)
    } else {
        (year, month + 1, 1)
    }
}

/// Monday is 0, by counting days from Monday 1 January 1900.
fn plain_weekday(date: (i32, i32, i32)) -> i32 {
    let years: i32 = (1900..date.0)
        .map(|year| if plain_leap(year) { 366 } else { 365 })
        .sum();
    let months: i32 = (1..date.1).map(|month| plain_length(date.0, month)).sum();
    (years + months + date.2 - 1) % 7
}

/// Whether the United States' office is closed: the statute's list, read once more.
fn plain_closed(date: (i32, i32, i32)) -> bool {
    let (year, month, day) = date;
    let weekday = plain_weekday(date);
    if weekday >= 5 {
        return true;
    }
    let observes = |of: (i32, i32, i32)| match plain_weekday(of) {
        5 => plain_next(date) == of,
        6 => plain_next(of) == date,
        _ => of == date,
    };
    let fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)];
    let by_date = fixed.into_iter().any(|(m, d)| {
        [year, year + 1]
            .into_iter()
            .any(|of| (m != 6 || of >= 2021) && observes((of, m, d)))
    });
    let nth = (day - 1) / 7 + 1;
    let is_last = day + 7 > plain_length(year, month);
    let by_weekday = matches!(
        (month, weekday, nth),
        (2, 0, 3) | (9, 0, 1) | (10, 0, 2) | (11, 3, 4)
    ) || (month, weekday, nth) == (1, 0, 3) && year >= 1986
        || (month, weekday) == (5, 0) && is_last;
    let inauguration = (month, day) == (1, 20) && year % 4 == 1;
    let orders = [
        (2018, 12, 5),
        (2018, 12, 24),
        (2019, 12, 24),
        (2020, 12, 24),
        (2024, 12, 24),
        (2025, 1, 9),
    ];
    by_date || by_weekday || inauguration || orders.contains(&date)
}

fn plain_roll(mut date: (i32, i32, i32)) -> (i32, i32, i32) {
    while plain_closed(date) {
        date = plain_next(date);
    }
    date
}

fn plain(date: NaiveDate) -> (i32, i32, i32) {
    let of = |n: u32| i32::try_from(n).expect("small");
    (date.year(), of(date.month()), of(date.day()))
}

#[test]
fn every_day_from_1990_to_2060_is_as_a_plain_reading_has_it() {
    let pack = supplied();
    let calendar = pack.calendar("US");
    let windows = [("us-s8-first", 60, 72, 78), ("us-s8-s9", 108, 120, 126)];
    let rolled: BTreeMap<_, _> = {
        let mut all = BTreeMap::new();
        let mut at = (1990, 1, 1);
        while at.0 < 2095 {
            all.insert(at, plain_roll(at));
            at = plain_next(at);
        }
        all
    };
    let mut at = (1990, 1, 1);
    let mut days = 0;
    for date in day("1990-01-01")
        .iter_days()
        .take_while(|date| date.year() <= 2060)
    {
        assert_eq!(plain(date), at);
        let weekday = match date.weekday() {
            Weekday::Mon => 0,
            Weekday::Tue => 1,
            Weekday::Wed => 2,
            Weekday::Thu => 3,
            Weekday::Fri => 4,
            Weekday::Sat => 5,
            Weekday::Sun => 6,
        };
        assert_eq!(plain_weekday(at), weekday);
        assert_eq!(
            calendar.closed_on(date).is_some(),
            plain_closed(at),
            "{date}"
        );
        for (rule, opens, due, grace) in windows {
            let rule = pack.rule(rule).expect("a rule");
            for occurrence in 1..=2 {
                if occurrence == 2 && rule.repeat_years.is_none() {
                    continue;
                }
                let later = if occurrence == 2 { 120 } else { 0 };
                let found = reckon(rule, calendar, date, occurrence)
                    .expect("days")
                    .dates;
                let nominal = plain_add(at, opens + later);
                let early = at.1 == 2 && at.2 == 29 && nominal.2 == 28;
                let expected = [
                    nominal,
                    if early { plain_next(nominal) } else { nominal },
                    plain_add(at, due + later),
                    rolled[&plain_add(at, due + later)],
                    plain_add(at, grace + later),
                    rolled[&plain_add(at, grace + later)],
                ];
                let found = [
                    found.opens_nominal,
                    found.opens,
                    found.due,
                    found.due_actionable,
                    found.grace,
                    found.grace_actionable,
                ];
                let found: Vec<_> = found.into_iter().flatten().map(plain).collect();
                assert_eq!(found, expected, "{} from {date}", rule.id);
            }
        }
        at = plain_next(at);
        days += 1;
    }
    assert_eq!(days, 25933);
}

#[test]
fn what_recurs_is_counted_from_the_event_and_never_chained() {
    let pack = supplied();
    let rule = pack.rule("us-s8-s9").expect("a rule");
    let found = reckon(rule, pack.calendar("US"), day("2028-02-29"), 2).expect("days");
    // Chained from 28 February 2038 it would be the 28th.
    assert_eq!(found.dates.due, Some(day("2048-02-29")));
    let last = reckon(rule, pack.calendar("US"), day("2021-08-31"), 1).expect("days");
    let rolled = last.steps.iter().find_map(|step| match step {
        Step::Rolled { to, closed, .. } => Some((*to, closed.clone())),
        _ => None,
    });
    let (to, closed) = rolled.expect("rolled");
    assert_eq!(to, day("2031-09-02"));
    assert_eq!(closed.len(), 2);
    assert_eq!(closed[1].1, "Labor Day");
}

#[test]
fn holidays_are_where_the_foundation_of_each_office_has_them() {
    let pack = supplied();
    let closed = |office: &str, on: &str| pack.calendar(office).closed_on(day(on));
    assert_eq!(
        closed("US", "2026-07-03").as_deref(),
        Some("Independence Day, observed")
    );
    assert_eq!(
        closed("US", "2021-12-31").as_deref(),
        Some("New Year’s Day, observed")
    );
    assert_eq!(
        closed("US", "2025-01-20").as_deref(),
        Some("Inauguration Day")
    );
    assert_eq!(closed("US", "2023-01-20"), None);
    assert_eq!(
        closed("GB", "2027-12-27").as_deref(),
        Some("Christmas Day, observed")
    );
    assert_eq!(
        closed("GB", "2027-12-28").as_deref(),
        Some("Boxing Day, observed")
    );
    assert_eq!(closed("EM", "2026-04-03").as_deref(), Some("Good Friday"));
    assert_eq!(closed("WO", "2027-05-06").as_deref(), Some("Ascension Day"));
    assert!(closed("", "2027-05-08").is_some(), "a Saturday");
    assert_eq!(
        pack.calendar("").next_open(day("2027-05-08")).0,
        day("2027-05-08")
    );
}

#[test]
fn a_met_section_8_is_met_and_one_too_early_or_too_late_is_not() {
    let pack = supplied();
    let outcome = |filed: &str| {
        let events = vec![
            event(1, "REGISTRATION", day("2018-03-15")),
            event(2, "SECTION_8_FILED", day(filed)),
        ];
        lines(&pack, &case("US", "1(a)", events), day("2026-11-29"))
            .into_iter()
            .find(|line| line.rule.id == "us-s8-first")
            .expect("the declaration")
            .outcome
    };
    let met = Some(Outcome::Met {
        event: Uuid::from_u128(2),
        on: day("2024-01-02"),
    });
    assert_eq!(outcome("2024-01-02"), met);
    assert_eq!(outcome("2023-03-14"), None, "a day early");
    assert!(
        outcome("2024-09-16").is_some(),
        "the grace ends on a Sunday"
    );
    assert_eq!(outcome("2024-09-17"), None, "a day late");
}

#[test]
fn options_and_watches_are_never_overdue() {
    let pack = supplied();
    for rule in &pack.rules {
        for offset in [-9000_i64, -10, 0, 10, 400, 9000] {
            let dates = reckon(rule, pack.calendar_of(rule), day("2020-02-29"), 1)
                .expect("days")
                .dates;
            let today = dates.due.or(dates.opens).expect("a day") + chrono::TimeDelta::days(offset);
            let status = Status::of(rule.kind, &dates, State::Running, today);
            let rung = ladder::reached(rule.kind, &dates, today);
            if rule.kind == Kind::Mandatory {
                assert_ne!(status, Status::Waived);
                assert!(offset < 1 || rung.is_some());
            } else {
                assert!(
                    !matches!(status, Status::Missed | Status::InGrace),
                    "{} {status:?}",
                    rule.id
                );
                assert!(offset < 1 || rung.is_none());
            }
        }
    }
}

#[test]
fn the_ladder_asks_again_on_each_rung_and_daily_when_overdue() {
    let pack = supplied();
    let rule = pack.rule("us-s8-first").expect("a rule");
    let dates = reckon(rule, pack.calendar_of(rule), day("2022-03-15"), 1)
        .expect("days")
        .dates;
    let at = |today: &str, acknowledged: Option<&str>| {
        ladder::waiting(rule.kind, &dates, acknowledged.map(day), day(today)).map(|rung| rung.name)
    };
    assert_eq!(at("2027-03-14", None), None);
    for (today, name) in [
        ("2027-03-15", "12 months"),
        ("2027-09-15", "6 months"),
        ("2027-12-16", "90 days"),
        ("2028-02-14", "30 days"),
        ("2028-03-01", "14 days"),
        ("2028-03-08", "7 days"),
        ("2028-03-12", "3 days"),
        ("2028-03-14", "1 day"),
        ("2028-03-15", "1 day"),
        ("2028-03-16", "overdue"),
        ("2028-03-17", "overdue"),
        ("2028-09-16", "missed"),
        ("2040-01-01", "missed"),
    ] {
        assert_eq!(at(today, None), Some(name), "{today}");
        assert_eq!(at(today, Some(today)), None, "{today} acknowledged");
    }
    assert_eq!(
        at("2028-03-17", Some("2028-03-16")),
        Some("overdue"),
        "daily"
    );
    assert_eq!(at("2040-01-01", Some("2028-09-16")), None);
    let escalates =
        |today: &str, on: Option<&str>| ladder::escalates(&dates, on.map(day), day(today));
    assert!(!escalates("2028-02-29", None));
    assert!(escalates("2028-03-01", None));
    assert!(escalates("2028-03-05", Some("2028-02-14")));
    assert!(!escalates("2028-03-05", Some("2028-03-01")));
}

fn faults(text: &str) -> Vec<String> {
    Pack::parse(text)
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_rule_without_citation_is_refused_with_its_name() {
    let without = SUPPLIED.replacen(
        "citation = \"15 USC 1058; TMEP 1604.04, 1604.04(a)\"\n",
        "",
        1,
    );
    assert_eq!(
        faults(&without),
        ["Rule us-s8-first: it has no citation. A deadline without a source is not taken."]
    );
    let twice = SUPPLIED.replacen("id = \"us-s15\"", "id = \"us-s8-first\"", 1);
    assert_eq!(
        faults(&twice),
        ["Rule us-s8-first: another rule has this name already."]
    );
    let formula = SUPPLIED.replacen("opens = \"event + 5y\"", "opens = \"event + 5 years\"", 1);
    assert!(
        faults(&formula)[0].starts_with("Rule us-s8-first: “event + 5 years” is no day"),
        "{:?}",
        faults(&formula)
    );
    let order = SUPPLIED.replacen("opens = \"event + 5y\"", "opens = \"event + 7y\"", 1);
    assert!(faults(&order)[0].contains("not in order"));
    let unknown = SUPPLIED.replacen("surcharge = ", "surcharged = ", 1);
    assert!(faults(&unknown)[0].starts_with("Rule us-s8-first: "));
    assert!(faults("<xml/>")[0].starts_with("The file cannot be read"));
    for odd in [
        "event + 6",
        "event 6y",
        "grace + 1m",
        "event + 6d6y",
        "event + 6y6y",
        "event + -6y",
        "",
        "event + 6y +",
    ] {
        assert_eq!(Formula::parse(odd), None, "{odd}");
    }
}

#[test]
fn a_corrected_event_supersedes_and_nothing_vanishes() {
    let pack = supplied();
    let today = day("2026-11-29");
    let before = case(
        "US",
        "1(a)",
        vec![event(1, "REGISTRATION", day("2018-03-15"))],
    );
    let mut n = 100;
    let mut fresh = move || {
        n += 1;
        Uuid::from_u128(n)
    };
    let packs = BTreeMap::from([(pack.version.clone(), pack.clone())]);
    let kept: Vec<Kept> = lines(&pack, &before, today)
        .into_iter()
        .map(|line| Kept {
            id: fresh(),
            pack: pack.version.clone(),
            rule: line.rule.id.clone(),
            trigger: line.trigger,
            occurrence: line.occurrence,
            kind: line.rule.kind,
            dates: line.reckoned.dates,
            state: State::Running,
            outcome: line.outcome,
        })
        .collect();
    assert_eq!(kept.len(), 3);
    let after = case(
        "US",
        "1(a)",
        vec![event(2, "REGISTRATION", day("2018-05-15"))],
    );
    let corrected = BTreeMap::from([(Uuid::from_u128(1), Uuid::from_u128(2))]);
    let events = BTreeSet::from([Uuid::from_u128(2)]);
    let known = Known {
        pack: &pack,
        kept: &kept,
        packs: &packs,
        corrected: &corrected,
        events: &events,
    };
    let found = changes(lines(&pack, &after, today), &known, today, &mut fresh);
    assert_eq!(found.new.len(), 3);
    assert_eq!(found.superseded.len(), 3);
    assert!(
        found
            .superseded
            .iter()
            .all(|(_, by, why)| by.is_some() && *why == Why::Corrected)
    );
    let nothing = Known {
        corrected: &BTreeMap::new(),
        ..known
    };
    let withdrawn = changes(Vec::new(), &nothing, today, &mut fresh);
    assert!(
        withdrawn
            .superseded
            .iter()
            .all(|(_, by, why)| by.is_none() && *why == Why::Withdrawn)
    );
    // The same again writes nothing.
    let events = BTreeSet::from([Uuid::from_u128(1)]);
    let same = Known {
        events: &events,
        ..nothing
    };
    assert!(changes(lines(&pack, &before, today), &same, today, &mut fresh).is_empty());
}

#[test]
fn another_pack_touches_what_is_open_and_leaves_what_is_over() {
    let pack = supplied();
    let text = SUPPLIED
        .replacen("version = \"2026-11\"", "version = \"2026-12\"", 1)
        .replace("TMEP 1604.04, 1604.04(a)", "TMEP 1604.04 (2027)")
        .replace("15 USC 1058, 1059; TMEP 1604.04\"", "15 USC 1058, 1059\"");
    let newer = Pack::parse(&text).expect("a pack");
    let today = day("2026-11-29");
    let thread = case(
        "US",
        "1(a)",
        vec![event(1, "REGISTRATION", day("2019-03-15"))],
    );
    let mut n = 100;
    let mut fresh = move || {
        n += 1;
        Uuid::from_u128(n)
    };
    let kept: Vec<Kept> = lines(&pack, &thread, today)
        .into_iter()
        .map(|line| Kept {
            id: fresh(),
            pack: pack.version.clone(),
            rule: line.rule.id.clone(),
            trigger: line.trigger,
            occurrence: line.occurrence,
            kind: line.rule.kind,
            dates: line.reckoned.dates,
            state: State::Running,
            outcome: line.outcome,
        })
        .collect();
    let packs = BTreeMap::from([(pack.version.clone(), pack.clone())]);
    let known = Known {
        pack: &newer,
        kept: &kept,
        packs: &packs,
        corrected: &BTreeMap::new(),
        events: &BTreeSet::from([Uuid::from_u128(1)]),
    };
    let found = changes(lines(&newer, &thread, today), &known, today, &mut fresh);
    // The declaration was missed in September 2025 and stays; the renewal is worked out anew.
    assert_eq!(found.new.len(), 1);
    assert_eq!(found.new[0].line.rule.id, "us-s8-s9");
    assert_eq!(found.superseded[0].2, Why::RuleChanged);
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1990_i32..=2060, 1_u32..=366)
        .prop_filter_map("a day", |(year, day)| NaiveDate::from_yo_opt(year, day))
}

const CODES: [&str; 9] = [
    "FILING",
    "PUBLICATION",
    "REGISTRATION",
    "OFFICE_ACTION",
    "OA_EXTENSION",
    "RESPONSE_FILED",
    "SECTION_8_FILED",
    "RENEWED",
    "NOTICE_OF_ALLOWANCE",
];

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec((0..CODES.len(), any_day()), 1..9).prop_map(|picked| {
        picked
            .into_iter()
            .zip(1_u128..)
            .map(|((code, on), n)| event(n, CODES[code], on))
            .collect()
    })
}

fn as_text(lines: &[Line<'_>]) -> BTreeSet<String> {
    lines.iter().map(|line| format!("{line:?}")).collect()
}

proptest! {
    #[test]
    fn days_are_in_order(anchor in any_day(), occurrence in 1_u32..4) {
        let pack = supplied();
        for rule in &pack.rules {
            let occurrence = if rule.repeat_years.is_some() { occurrence } else { 1 };
            let dates = reckon(rule, pack.calendar_of(rule), anchor, occurrence).expect("days").dates;
            prop_assert!(dates.opens_nominal <= dates.opens);
            if let (Some(due), Some(actionable)) = (dates.due, dates.due_actionable) {
                prop_assert!(dates.opens.is_none_or(|opens| opens <= due), "{} from {anchor}", rule.id);
                prop_assert!(due <= actionable);
                if let (Some(grace), Some(end)) = (dates.grace, dates.grace_actionable) {
                    prop_assert!(due <= grace && grace <= end && actionable <= end);
                }
            }
        }
    }

    #[test]
    fn the_order_of_entry_and_a_second_time_change_nothing(events in any_events(), seed in any::<u64>(), office in 0_usize..3) {
        let pack = supplied();
        let office = ["US", "EM", "GB"][office];
        let today = day("2040-06-01");
        let mut shuffled = events.clone();
        let by = usize::try_from(seed % 7).expect("small") % shuffled.len();
        shuffled.rotate_left(by);
        if seed % 2 == 0 {
            shuffled.reverse();
        }
        let (one, other) = (case(office, "1(a)", events), case(office, "1(a)", shuffled));
        let (first, second) = (lines(&pack, &one, today), lines(&pack, &other, today));
        prop_assert_eq!(as_text(&first), as_text(&second));
        prop_assert_eq!(as_text(&first), as_text(&lines(&pack, &one, today)));
    }

    #[test]
    fn nothing_vanishes_when_any_event_is_corrected(events in any_events(), which in any::<prop::sample::Index>(), on in any_day()) {
        let pack = supplied();
        let today = day("2040-06-01");
        let packs = BTreeMap::from([(pack.version.clone(), pack.clone())]);
        let mut n = 1000;
        let mut fresh = move || { n += 1; Uuid::from_u128(n) };
        let kept: Vec<Kept> = lines(&pack, &case("US", "1(a)", events.clone()), today).into_iter().map(|line| Kept {
            id: fresh(), pack: pack.version.clone(), rule: line.rule.id.clone(), trigger: line.trigger, occurrence: line.occurrence,
            kind: line.rule.kind, dates: line.reckoned.dates, state: State::Running, outcome: line.outcome,
        }).collect();
        let mut after = events;
        let at = which.index(after.len());
        let old = after[at].id;
        after[at] = Event { id: Uuid::from_u128(999), on, ..after[at].clone() };
        let thread = case("US", "1(a)", after.clone());
        let known = Known {
            pack: &pack, kept: &kept, packs: &packs,
            corrected: &BTreeMap::from([(old, Uuid::from_u128(999))]),
            events: &after.iter().map(|event| event.id).collect(),
        };
        let now = lines(&pack, &thread, today);
        let expected = now.len();
        let found = changes(now, &known, today, &mut fresh);
        // What was there is either untouched or named as superseded, and what follows now is all there.
        let gone: BTreeSet<Uuid> = found.superseded.iter().map(|(id, ..)| *id).collect();
        prop_assert_eq!(gone.len(), found.superseded.len());
        prop_assert_eq!(kept.len() - gone.len() + found.new.len(), expected);
        for line in &kept {
            prop_assert!(line.trigger != old || gone.contains(&line.id));
        }
    }

    #[test]
    fn no_text_makes_the_reader_of_packs_fall(text in ".{0,200}") {
        let _ = Pack::parse(&text);
        let _ = Pack::parse(&format!("{SUPPLIED}\n{text}"));
        let _ = Formula::parse(&text);
    }
}
