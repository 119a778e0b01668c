//! Files about assets: samples read whole, refusals by name, and readers that nothing stops.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::differ::compare;
use super::differ::tests::held;
use super::ticks::{taking, tick};
use super::*;

pub(super) const CASE: &str =
    include_str!("../../../../tests/data/registry-imports/tamarack-us.xml");
const ST66: &str = include_str!("../../../../tests/data/registry-imports/tamarack-st66.xml");
pub(super) const DOMAIN: &str =
    include_str!("../../../../tests/data/registry-imports/tamarack-domain.json");
const ROWS: &str = include_str!("../../../../tests/data/registry-imports/assets.csv");
const FAULTY: &str = include_str!("../../../../tests/data/registry-imports/assets-faulty.csv");

pub(super) fn read(format: Format, text: &str) -> Vec<Found> {
    format.read(text.as_bytes()).unwrap_or_else(|faults| {
        panic!(
            "{}",
            faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        )
    })
}

/// The faults of a file, a line each.
fn faults(format: Format, text: &str) -> String {
    match format.read(text.as_bytes()) {
        Ok(found) => panic!("taken: {found:?}"),
        Err(faults) => faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

fn case_fact(found: &Found, field: CaseField) -> &str {
    found.fact(&Field::Case(field)).unwrap_or("")
}

fn detail<'a>(found: &'a Found, key: &str) -> &'a str {
    found.fact(&Field::Detail(key.to_owned())).unwrap_or("")
}

#[test]
fn a_case_of_st96_is_read_whole() {
    let found = read(Format::St96, CASE);
    let [case] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        case.handle,
        Handle::Case {
            office: "US".to_owned(),
            application_no: Some("90123456".to_owned()),
            registration_no: Some("7654321".to_owned()),
        }
    );
    for (field, expected) in [
        (CaseField::Office, "US"),
        (CaseField::Route, "national"),
        (CaseField::Basis, "1(a)"),
        (CaseField::ApplicationNo, "90123456"),
        (CaseField::FiledOn, "2020-09-01"),
        (CaseField::RegistrationNo, "7654321"),
        (CaseField::RegisteredOn, "2022-03-15"),
        (CaseField::Register, "principal"),
        (CaseField::ExpiresOn, "2032-03-15"),
        (CaseField::State, "registered"),
        (CaseField::StatusCode, "700"),
        (CaseField::StatusOn, "2022-03-15"),
    ] {
        assert_eq!(case_fact(case, field), expected, "{field:?}");
    }
    assert_eq!(
        case.fact(&Field::Identifier("verbal_element".to_owned())),
        Some("TAMARACK")
    );
    // The latest owner, not the first applicant.
    assert_eq!(case.fact(&Field::Owner), Some("Tamarack OS Foundation"));
    assert_eq!(detail(case, "standard_characters"), "yes");
    assert_eq!(detail(case, "mark_kind"), "individual");
    assert_eq!(detail(case, "published_on"), "2021-12-28");
    assert_eq!(detail(case, "translation"), "");
    assert_eq!(case.classes.keys().copied().collect::<Vec<_>>(), [9, 42]);
    assert_eq!(
        case.classes[&9].goods,
        "Downloadable computer operating systems; downloadable software for package & update management"
    );
    let events: Vec<String> = case
        .events
        .iter()
        .map(|event| format!("{} {}", event.on, event.code))
        .collect();
    assert_eq!(
        events,
        [
            "2020-09-01 FILING",
            "2021-11-08 US_CNSAO",
            "2021-12-28 PUBLICATION",
            "2021-12-28 US_PUBOA",
            "2022-03-15 REGISTRATION",
            "2022-03-15 US_R_PRA",
        ]
    );
}

#[test]
fn xml_of_another_schema_is_refused_by_name() {
    let said = faults(Format::St96, ST66);
    for part in [
        "“Transaction”",
        "http://www.wipo.int/standards/XMLSchema/trademarks",
        "“TrademarkTransaction”",
        tree::TRADEMARK,
    ] {
        assert!(said.contains(part), "{said}");
    }
    let said = faults(Format::St96, "<html><body/></html>");
    assert!(said.contains("“html” of no namespace"), "{said}");
    // The right name in another namespace.
    let said = faults(
        Format::St96,
        "<TrademarkTransaction xmlns=\"http://www.wipo.int/standards/XMLSchema/Trademark/1\"/>",
    );
    assert!(said.contains("XMLSchema/Trademark/1"), "{said}");
}

#[test]
fn nothing_in_xml_expands() {
    let bomb = format!(
        "<!DOCTYPE t [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>{}",
        CASE.split_once("?>").map_or("", |(_, rest)| rest).trim()
    );
    assert!(faults(Format::St96, &bomb).contains("<!DOCTYPE"));
    let outside = "<!DOCTYPE t SYSTEM \"file:///etc/hostname\"><t/>";
    assert!(faults(Format::St96, outside).contains("<!DOCTYPE"));
    let unknown = CASE.replace("&amp;", "&secret;");
    assert!(faults(Format::St96, &unknown).contains("“secret”"));
    let character = CASE.replace("&amp;", "&#38;");
    assert!(
        read(Format::St96, &character)[0].classes[&9]
            .goods
            .contains("package & update")
    );
}

#[test]
fn xml_is_bounded() {
    let open = format!("<t:TrademarkTransaction xmlns:t=\"{}\">", tree::TRADEMARK);
    let deep = format!(
        "{open}{}{}</t:TrademarkTransaction>",
        "<t:a>".repeat(60),
        "</t:a>".repeat(60)
    );
    assert!(faults(Format::St96, &deep).contains("deep"));
    let wide = format!(
        "{open}{}</t:TrademarkTransaction>",
        "<t:a/>".repeat(tree::MAX_ELEMENTS)
    );
    assert!(faults(Format::St96, &wide).contains("elements"));
    for many in [
        (0..100_000)
            .map(|n| format!(" a{n}=\"\""))
            .collect::<String>(),
        (0..100_000)
            .map(|n| format!(" xmlns:a{n}=\"u\""))
            .collect::<String>(),
    ] {
        let xml = open.replace('>', &format!("{many}></t:TrademarkTransaction>"));
        assert!(Format::St96.read(xml.as_bytes()).is_err());
    }
    let large = " ".repeat(MAX_BYTES + 1);
    assert!(faults(Format::St96, &large).contains("larger than 4 MB"));
    assert!(faults(Format::St96, "").contains("empty"));
    for broken in [
        "<a>",
        "<a></b>",
        "<t:TrademarkTransaction/>",
        "text",
        "<!--",
        &format!("{open}</t:TrademarkTransaction><x/>"),
    ] {
        assert!(
            Format::St96.read(broken.as_bytes()).is_err(),
            "{broken} was taken"
        );
    }
}

#[test]
fn what_an_office_cannot_say_is_refused() {
    for (from, to, expected) in [
        (
            "<ns1:RegistrationOfficeCode>US",
            "<ns1:RegistrationOfficeCode>XQ",
            "no office “XQ”",
        ),
        (
            "<ns1:RegistrationOfficeCode>US",
            "<ns1:RegistrationOfficeCode>EU",
            "office is EM",
        ),
        (
            "<ns2:ClassNumber>042",
            "<ns2:ClassNumber>046",
            "“046” is no class of the Nice Classification",
        ),
        (
            "<ns2:ClassNumber>042",
            "<ns2:ClassNumber>000",
            "“000” is no class",
        ),
        (
            "2022-03-15-04:00",
            "2020-08-31-04:00",
            "registered on 2020-08-31, before its application was filed on 2020-09-01",
        ),
        ("2032-03-15", "2021-03-15", "would expire on 2021-03-15"),
        ("2020-09-01-04:00", "2020-02-30", "“2020-02-30” is no day"),
        (
            "<ns1:ApplicationNumberText>90123456</ns1:ApplicationNumberText>",
            "",
            "",
        ),
    ] {
        let text = CASE.replace(from, to);
        assert_ne!(text, CASE, "{from} is not in the sample");
        if expected.is_empty() {
            // A registration alone is enough.
            read(Format::St96, &text);
        } else {
            let said = faults(Format::St96, &text);
            assert!(said.contains(expected), "{said}");
        }
    }
    let neither = CASE
        .replace(
            "<ns1:ApplicationNumberText>90123456</ns1:ApplicationNumberText>",
            "",
        )
        .replace(
            "<ns1:RegistrationNumber>7654321</ns1:RegistrationNumber>",
            "",
        );
    assert!(faults(Format::St96, &neither).contains("neither the number"));
    let again = CASE.replace(
        "</ns2:TrademarkBag>",
        &format!(
            "{}</ns2:TrademarkBag>",
            &CASE[CASE.find("<ns2:Trademark>").expect("it is there")
                ..CASE.find("</ns2:TrademarkBag>").expect("it is there")]
        ),
    );
    assert!(faults(Format::St96, &again).contains("only once"));
}

#[test]
fn intent_to_use_comes_first_of_several_bases() {
    let text = CASE.replace(
        "<ns2:BasisIntentToUseIndicator>false",
        "<ns2:BasisIntentToUseIndicator>true",
    );
    let found = read(Format::St96, &text);
    assert_eq!(case_fact(&found[0], CaseField::Basis), "1(b)");
    assert_eq!(detail(&found[0], "bases"), "1(a), 1(b)");
    let text = CASE.replace(
        "<ns2:BasisUseIndicator>true</ns2:BasisUseIndicator>",
        "<ns2:BasisInternationalRegistrationIndicator>true</ns2:BasisInternationalRegistrationIndicator>",
    );
    let found = read(Format::St96, &text);
    assert_eq!(case_fact(&found[0], CaseField::Basis), "66(a)");
    assert_eq!(case_fact(&found[0], CaseField::Route), "madrid_designation");
}

#[test]
fn a_domain_of_rdap_is_read_whole() {
    let found = read(Format::Rdap, DOMAIN);
    let [domain] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(domain.handle, Handle::Domain("tamarack.example".to_owned()));
    for (key, expected) in [
        ("registry_id", "TAMARACK-1"),
        ("registrar", "Birch Registrar Ltd"),
        ("registered_on", "2017-03-10"),
        ("expires_on", "2027-03-10"),
        ("rdap_as_of", "2026-11-28"),
        ("statuses", "clientTransferProhibited, ok"),
        ("nameservers", "ns1.tamarack.example, ns2.tamarack.example"),
        (
            "dnssec",
            "signed: 12345 13 2 3490A6806D47F17A34C29E2CE80E8A999FFBE4BE0B5C1E4F5F3D3B6E6B9F3A11",
        ),
    ] {
        assert_eq!(detail(domain, key), expected, "{key}");
    }
    assert_eq!(domain.fact(&Field::Owner), Some("Tamarack OS Foundation"));
    let events: Vec<String> = domain
        .events
        .iter()
        .map(|event| format!("{} {}", event.on, event.code))
        .collect();
    assert_eq!(
        events,
        ["2017-03-10 DOMAIN_REGISTRATION", "2027-03-10 DOMAIN_EXPIRY"]
    );
}

#[test]
fn what_is_no_domain_of_rdap_is_refused() {
    for (from, to, expected) in [
        (
            "\"domain\",\n  \"handle\"",
            "\"nameserver\",\n  \"handle\"",
            "about “nameserver”",
        ),
        ("rdap_level_0", "rdap_level_9", "rdap_level_0"),
        ("TAMARACK.EXAMPLE\"", "-x-.example\"", "no domain name"),
        (
            "2027-03-10T09",
            "2010-03-10T09",
            "would expire on 2010-03-10",
        ),
        ("2027-03-10T09", "soon", "is no day"),
        ("{", "", "no JSON"),
    ] {
        let text = DOMAIN.replacen(from, to, 1);
        assert_ne!(text, DOMAIN, "{from} is not in the sample");
        let said = faults(Format::Rdap, &text);
        assert!(said.contains(expected), "{said}");
    }
    assert!(faults(Format::Rdap, "[]").contains("no object"));
    assert!(faults(Format::Rdap, "{\"errorCode\":404}").contains("404"));
    assert!(faults(Format::Rdap, &"[".repeat(100_000)).contains("no JSON"));
    let kept_back = DOMAIN.replace(
        "\"org\", {}, \"text\", \"Tamarack OS Foundation\"",
        "\"org\", {}, \"text\", \"REDACTED FOR PRIVACY\"",
    );
    assert_eq!(read(Format::Rdap, &kept_back)[0].fact(&Field::Owner), None);
}

#[test]
fn statuses_are_written_as_epp_writes_them() {
    let text = DOMAIN.replace(
        "\"client transfer prohibited\", \"active\"",
        "\"auto renew period\", \"pending delete\", \"redemption period\", \"inactive\", \"server hold\"",
    );
    assert_eq!(
        detail(&read(Format::Rdap, &text)[0], "statuses"),
        "autoRenewPeriod, inactive, pendingDelete, redemptionPeriod, serverHold"
    );
}

#[test]
fn rows_of_one_asset_say_it_together() {
    let found = read(Format::Csv, ROWS);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[0].classes.len(), 2);
    // The day of filing is an event, and the registration that a row names is not doubled.
    let events: Vec<String> = found[0]
        .events
        .iter()
        .map(|event| format!("{} {}", event.on, event.code))
        .collect();
    assert_eq!(events, ["2024-08-31 FILING", "2025-01-20 REGISTRATION"]);
    assert_eq!(case_fact(&found[0], CaseField::Route), "regional");
    assert_eq!(
        found[1].handle,
        Handle::Domain("tamarack.example".to_owned())
    );
    assert_eq!(
        found[2].fact(&Field::Identifier("fingerprint".to_owned())),
        Some("AB12 CD34 EF56 7890")
    );
}

#[test]
fn rows_are_all_or_nothing_with_their_lines() {
    let said = faults(Format::Csv, FAULTY);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 5, "{said}");
    for (line, start) in lines.iter().zip([
        "2: office: There is no office “XQ”",
        "3: registered_on (151): The mark would have been registered on 2023-01-20",
        "4: class: “46” is no class",
        "5: kind: “boat” is none of trademark",
        "6: event: “registration” is no code",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    for (text, expected) in [
        ("kind,colour\n", "1: colour: “colour” is no column"),
        ("kind,kind\n", "1: kind: This column stands twice"),
        (
            "kind,title\ndomain\n",
            "2: This line has 1 cells, and the header 2",
        ),
        ("kind,title\n\n", "speaks of no asset"),
        (
            "kind,title,office,route,application_no\ntrademark,x,US,regional,1\n",
            "US takes no case by the route regional",
        ),
        (
            "title\nName\n",
            "2: The line does not say of what it speaks",
        ),
        ("kind,title\n\"domain,x\n", "2: "),
        ("kind,application_no\ntrademark,5\n", "needs its office"),
        (
            "kind,title,class,edition,goods\ndomain,x,9,12-2024,y\n",
            "Only a trademark",
        ),
        (
            "asset,event\n1,REGISTRATION\n",
            "needs its code and its day",
        ),
        ("asset\nA-0\n", "no number of an asset"),
        ("asset,owner\n1,a\n1,b\n", "3: owner: Line 2 says “a”"),
        ("kind,title,edition\ntrademark,x,12\n", "is no edition"),
        ("kind,title,detail:Bad Key\n", "is no column"),
        (
            "kind,title,detail:expires_on\ndomain,x,31 May 2027\n",
            "2: detail:expires_on: “31 May 2027” is no day between",
        ),
        (
            "kind,title,detail:ends_on\ncontract,x,2027-02-29\n",
            "2: detail:ends_on: “2027-02-29” is no day between",
        ),
        (
            "asset,detail:published_on\n1,soon\n",
            "2: detail:published_on: “soon” is no day between",
        ),
        ("kind,title,owner\ndomain,x,a\u{202e}b\n", "cannot be seen"),
    ] {
        let said = faults(Format::Csv, text);
        assert!(said.contains(expected), "{text:?}: {said}");
    }
}

#[test]
fn files_of_many_rows_or_events_end_soon() {
    let rows = "kind,title\n".to_owned() + &"domain,x\n".repeat(MAX_ROWS + 1);
    assert!(faults(Format::Csv, &rows).contains("more than 20000 rows"));
    let events: String = (0..MAX_ROWS)
        .map(|n| format!("1,E{n},2024-01-01\n"))
        .collect();
    let said = faults(Format::Csv, &format!("asset,event,happened_on\n{events}"));
    assert!(said.contains("more than 1000 events"), "{said}");
    assert_eq!(said.lines().count(), MAX_FAULTS);
    let assets: String = (1..=MAX_RECORDS + 1).map(|n| format!("{n},x\n")).collect();
    let said = faults(Format::Csv, &format!("asset,title\n{assets}"));
    assert!(said.contains("more than 500 assets"), "{said}");
}

#[test]
fn days_are_read_with_and_without_zone() {
    for (text, expected) in [
        ("2024-08-31", Some("2024-08-31")),
        (" 2024-08-31 ", Some("2024-08-31")),
        ("2024-08-31-04:00", Some("2024-08-31")),
        ("2024-08-31Z", Some("2024-08-31")),
        ("2024-08-31T23:59:59.5+02:00", Some("2024-08-31")),
        ("2023-02-29", None),
        ("2024-8-31", None),
        ("20240831", None),
        ("1000-01-01", None),
        ("9999-01-01", None),
        ("2024-08-31 or so", None),
        ("+024-08-31", None),
        ("2024-08-3é", None),
        ("", None),
    ] {
        assert_eq!(
            day(text).ok().map(|day| day.to_string()).as_deref(),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn no_event_is_read_that_is_still_to_come() {
    let on = |text: &str| day(text).expect("a day");
    let said = |format: Format, text: &str, latest: &str| -> Vec<String> {
        let refused = format.read_by(text.as_bytes(), on(latest));
        let faults = refused.expect_err("one is still to come");
        faults.iter().map(ToString::to_string).collect()
    };
    let rows = "asset,event,happened_on\nA-1,TRANSFER,2026-12-02\nA-1,DOMAIN_EXPIRY,2027-03-10\nA-2,SECTION_8_FILED,2026-12-03\n";
    let faults = said(Format::Csv, rows, "2026-12-02");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with("4: happened_on: This day is still to come."),
        "{faults:?}"
    );
    assert!(
        Format::Csv
            .read_by(rows.as_bytes(), on("2026-12-03"))
            .is_ok()
    );
    let faults = said(Format::St96, CASE, "2022-03-14");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("1: MarkEventDate: "), "{faults:?}");
    // What only follows from another day waits until it has come, and an end does not.
    let codes = |format: Format, text: &str, latest: &str| -> Vec<String> {
        let found = format.read_by(text.as_bytes(), on(latest));
        let events = found
            .expect("it is read")
            .into_iter()
            .flat_map(|one| one.events);
        events.map(|event| event.code).collect()
    };
    let case = "office,application_no,filed_on,registered_on\nUS,90123456,2020-09-01,2027-01-05\n";
    assert_eq!(codes(Format::Csv, case, "2026-12-02"), ["FILING"]);
    assert_eq!(
        codes(Format::Csv, case, "2027-01-05"),
        ["FILING", "REGISTRATION"]
    );
    assert_eq!(codes(Format::Rdap, DOMAIN, "2000-01-01"), ["DOMAIN_EXPIRY"]);
}

#[test]
fn a_file_registers_a_case_once_and_after_its_filing() {
    let header = "office,application_no,filed_on,event,happened_on";
    let registered = |on: &str| format!("US,90123456,2020-09-01,REGISTRATION,{on}\n");
    let (one, other) = (registered("2022-03-15"), registered("2022-03-16"));
    let said = faults(Format::Csv, &format!("{header}\n{one}{other}"));
    assert!(
        said.contains("registered on 2022-03-15 and on 2022-03-16: it is registered once"),
        "{said}"
    );
    let early = registered("2019-03-15");
    let said = faults(Format::Csv, &format!("{header}\n{early}"));
    assert!(
        said.contains("before its application was filed on 2020-09-01"),
        "{said}"
    );
    assert_eq!(read(Format::Csv, &format!("{header}\n{one}")).len(), 1);
}

#[test]
fn editions_follow_from_the_day_of_filing() {
    for (filed, expected) in [
        ("2001-12-31", None),
        ("2002-01-01", Some("8-2002")),
        ("2011-12-31", Some("9-2007")),
        ("2016-06-01", Some("10-2016")),
        ("2020-09-01", Some("11-2020")),
        ("2024-08-31", Some("12-2024")),
        ("2026-01-01", Some("13-2026")),
    ] {
        let edition = edition_of(day(filed).expect("a day"));
        assert_eq!(edition.as_deref(), expected, "{filed}");
        assert!(edition.is_none_or(|edition| fits_as_edition(&edition)));
    }
    for no_edition in [
        "",
        "12",
        "-2024",
        "123-2024",
        "12-1999",
        "12-20x4",
        "１2-2024",
    ] {
        assert!(!fits_as_edition(no_edition), "{no_edition}");
    }
}

#[test]
fn every_word_of_a_field_is_its_own() {
    let words: BTreeSet<&str> = CaseField::ALL.iter().map(|field| field.word()).collect();
    assert_eq!(words.len(), CaseField::ALL.len());
    for field in CaseField::ALL {
        assert_eq!(CaseField::parse(field.word()), Some(field));
        assert!(
            rows::COLUMNS
                .iter()
                .any(|(column, _)| *column == field.word())
        );
    }
    for format in Format::ALL {
        assert_eq!(Format::parse(format.word()), Some(format));
    }
    for field in [
        Field::Kind,
        Field::Title,
        Field::Holding,
        Field::Owner,
        Field::State,
        Field::Open,
        Field::Identifier("fqdn".to_owned()),
        Field::Detail("registrar".to_owned()),
        Field::Case(CaseField::State),
        Field::Class(9),
        Field::Event("REGISTRATION".to_owned(), "2024-08-31".to_owned()),
    ] {
        assert_eq!(Field::parse(&field.word()).as_ref(), Some(&field));
    }
    assert_eq!(Field::parse("nothing"), None);
    assert_eq!(event_code("US", "R.PRA").as_deref(), Some("US_R_PRA"));
    assert_eq!(event_code("US", "..."), None);
    assert_eq!(event_code("US", "élan"), Some("US__LAN".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_stop_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in Format::ALL {
            let _ = format.read(&bytes);
        }
    }

    #[test]
    fn arbitrary_text_never_stops_a_reader(text in "[<>/&;:=\"'a-zA-Z0-9 \n\\[\\]{},.!?é-]{0,300}") {
        for format in Format::ALL {
            let _ = format.read(text.as_bytes());
        }
        let _ = day(&text);
        let _ = nice_class(&text);
        let _ = Office::parse(&text);
    }

    /// A sample with some of its bytes replaced, cut or doubled.
    #[test]
    fn damaged_samples_never_stop_a_reader(
        which in 0_usize..3,
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let (format, text) = [(Format::St96, CASE), (Format::Rdap, DOMAIN), (Format::Csv, ROWS)][which];
        let mut bytes = text.as_bytes().to_vec();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(found) = format.read(&bytes) {
            let compared = compare(&found, None, &[held(true)]);
            let _ = compared.map(|compared| taking(&compared, &BTreeSet::from([tick(0, 0)])));
        }
        bytes.truncate(cut.index(bytes.len()));
        let _ = format.read(&bytes);
    }
}
