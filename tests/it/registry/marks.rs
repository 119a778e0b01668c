//! A mark with its case, classes and events; what is refused by name.

use chrono::{Days, Utc};

use super::{a_case, a_mark, enters, fills, fills_with};
use crate::acts::room::{founded, refuses};

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_is_entered_with_case_and_classes_and_shown_with_its_codes() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let reader = foundation.place.visitor();
    let room = a_mark(chi).await;
    let page = a_case(chi, &room, &[]).await;
    refuses(&page, 200, "US 6412345");
    let class = page.link("Add a class to US 6412345");
    let added = fills(
        chi,
        &class,
        &[
            ("class_no", "9"),
            ("edition", "11-2021"),
            ("goods", "Downloadable operating system software."),
            ("first_use_on", "2019-01-02"),
            ("first_commerce_on", "2019-02-03"),
        ],
    )
    .await;
    refuses(&added, 200, "Class 9 (511)");
    let case = case_of(&added, "US 6412345");
    let event = format!("{room}/do/event");
    let values = [
        ("code", "REGISTRATION"),
        ("mark_case", case.as_str()),
        ("happened_on", "2021-06-08"),
        ("document_name", "Certificate.pdf"),
    ];
    let recorded = fills_with(chi, &event, &values, &[("document", b"abc")]).await;
    refuses(&recorded, 200, "Registered (US 6412345), 8 June 2021");
    refuses(&recorded, 200, "ba78 16bf 8f01 cfea");

    let public = reader.get(&recorded.link("Its public page")).await;
    for said in [
        "A-1 : TAMARACK",
        "✓ protected",
        "Owner (732)",
        "Words of the mark (540) TAMARACK",
        "Filing date (220)",
        "Registration number (111) 6412345",
        "Registration date (151) Tuesday 8 June 2021",
        "Class 9 (511) Downloadable operating system software.",
        "Nobody keeps access to it.",
        "A protected asset is kept by two.",
        "Entered or changed",
    ] {
        refuses(&public, 200, said);
    }
    // The statement is public, and its digest is what the log was told.
    let statement = reader.get(&public.link("Statement")).await;
    assert!(
        statement.html.contains(r#""title":"TAMARACK""#),
        "{}",
        statement.html
    );
    let german = reader.get("/").await;
    reader
        .submit(&german, "/language", &[("language", "de")])
        .await;
    refuses(
        &reader.get("/registry/1").await,
        200,
        "Wörter der Marke (540) TAMARACK",
    );
    refuses(
        &reader.get("/registry").await,
        200,
        "Register des Vermögens",
    );

    // A corrected event takes the place of the first; one that never happened is gone.
    let wrong = fills(
        chi,
        &recorded.link("Correct it"),
        &[("happened_on", "2021-06-09")],
    )
    .await;
    refuses(&wrong, 200, "Registered (US 6412345), 9 June 2021");
    assert!(
        !wrong
            .text()
            .contains("Registered (US 6412345), 8 June 2021"),
        "{}",
        wrong.text()
    );
    let gone = fills(
        chi,
        &wrong.link("Withdraw it"),
        &[("note", "Entered for another mark.")],
    )
    .await;
    refuses(&gone, 200, "Nothing is recorded yet.");

    // What is known by these words is in the register once.
    let twice = enters(
        chi,
        "trademark",
        &[
            ("title", "Another title"),
            ("verbal_element", "tamarack"),
            ("feature", "word"),
            ("reason", "Again."),
        ],
    )
    .await;
    refuses(&twice, 422, "This asset is in the register already");
}

/// The identity of a case, as a form for it names it.
fn case_of(page: &crate::support::Page, label: &str) -> String {
    let link = page.link(&format!("Change case {label}"));
    link.split_once("of=")
        .map_or_else(String::new, |(_, of)| of.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_registered_once_after_its_filing_and_nothing_is_entered_before_it_happened() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    let page = a_case(chi, &room, &[]).await;
    let case = case_of(&page, "US 6412345");
    let event = format!("{room}/do/event");
    let next_week = (Utc::now().date_naive() + Days::new(7)).to_string();
    let records = async |code: &str, on: &str| {
        let values = [
            ("code", code),
            ("mark_case", case.as_str()),
            ("happened_on", on),
        ];
        fills(chi, &event, &values).await
    };
    let (early, to_come) = (
        "The case would be registered before it was filed.",
        "This day is still to come.",
    );
    for (code, on, sentence) in [
        ("REGISTRATION", "2020-04-30", early),
        ("REGISTRATION", next_week.as_str(), to_come),
        ("SECTION_8_FILED", next_week.as_str(), to_come),
    ] {
        let page = records(code, on).await;
        refuses(&page, 422, sentence);
        let kept = page.form("/do/event");
        assert_eq!(kept.value("happened_on"), Some(on));
    }
    // Once, however often its form is sent.
    let form = chi.get(&event).await.form("/do/event");
    let form = form
        .with("code", "REGISTRATION")
        .with("mark_case", &case)
        .with("happened_on", "2021-06-08");
    for _ in 0..2 {
        let page = chi.upload(&form, &[]).await;
        refuses(&page, 200, "Registered (US 6412345), 8 June 2021");
    }
    refuses(
        &records("REGISTRATION", "2021-06-09").await,
        422,
        "An event says already that this case is registered",
    );
    let correction = chi.get(&room).await.link("Correct it");
    for (on, sentence) in [("2020-04-30", early), (next_week.as_str(), to_come)] {
        let page = fills(chi, &correction, &[("happened_on", on)]).await;
        refuses(&page, 422, sentence);
    }
    let page = fills(chi, &correction, &[("happened_on", "2021-06-09")]).await;
    refuses(&page, 200, "Registered (US 6412345), 9 June 2021");
    refuses(
        &records("SECTION_8_FILED", "2026-06-10").await,
        200,
        "Declaration of use filed (section 8) (US 6412345), 10 June 2026",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_by_name_and_comes_back_filled() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    for (values, sentence) in [
        (
            [("registered_on", "2020-04-30"), ("status_code", "LIVE")],
            "before it was filed on 1 May 2020",
        ),
        (
            [("office", "XQ"), ("status_code", "LIVE")],
            "There is no office “XQ” in WIPO ST.3.",
        ),
        (
            [("office", "EU"), ("status_code", "LIVE")],
            "Its trade mark office is EM",
        ),
        (
            [("office", "EM"), ("status_code", "LIVE")],
            "EM takes no case by this way",
        ),
        (
            [("filed_on", "31.12.2020"), ("status_code", "LIVE")],
            "Give a day like 2027-07-31",
        ),
        (
            [("reason", ""), ("status_code", "LIVE")],
            "Say why this is entered.",
        ),
    ] {
        let page = a_case(chi, &room, &values).await;
        refuses(&page, 422, sentence);
        assert_eq!(page.form("/do/case").value("status_code"), Some("LIVE"));
        assert_eq!(
            page.form("/do/case").value("registration_no"),
            Some("6412345")
        );
    }
    let page = a_case(chi, &room, &[]).await;
    let class = page.link("Add a class");
    let of_class_46 = [
        ("class_no", "46"),
        ("edition", "11-2021"),
        ("goods", "Everything."),
    ];
    refuses(
        &fills(chi, &class, &of_class_46).await,
        422,
        "There is no class “46”",
    );
    let document = format!("{room}/do/document");
    let named = [("document_name", "Specimen.png")];
    // Little more than may be is read and judged with its form; what is far more is not taken in.
    for (mib, status, sentence) in [
        (6, 422, "The file is larger than 5 MB."),
        (50, 413, "Send a smaller file or a shorter text."),
    ] {
        let large = vec![0; mib * 1024 * 1024];
        let sent = fills_with(chi, &document, &named, &[("document", &large)]).await;
        refuses(&sent, status, sentence);
    }
    let script: &[u8] = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for name in ["Logo.svg", "Logo.png"] {
        let sent = fills_with(
            chi,
            &document,
            &[("document_name", name)],
            &[("document", script)],
        )
        .await;
        refuses(&sent, 422, "drawings that can hold a script");
    }
    refuses(&fills(chi, &document, &named).await, 422, "Choose a file.");
    // A name is taken whole or refused: neither cut nor read as a path.
    let long = "w".repeat(121);
    let refused = fills_with(
        chi,
        &document,
        &[("document_name", &long)],
        &[("document", b"abc")],
    )
    .await;
    refuses(&refused, 422, "Keep it within 120 characters.");
    let typed = refused
        .form(&document)
        .value("document_name")
        .map(str::to_owned);
    assert_eq!(typed.as_deref(), Some(long.as_str()));
    let taken = fills_with(chi, &document, &named, &[("document", b"\x89PNG abc")]).await;
    refuses(&taken, 200, "Specimen.png");
    let file = chi.get(&taken.link("Specimen.png")).await;
    assert_eq!(file.headers["content-type"], "application/octet-stream");
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .unwrap_or_default()
            .starts_with("attachment")
    );
    let again = fills_with(chi, &document, &named, &[("document", b"\x89PNG abc")]).await;
    refuses(&again, 422, "This very file is there already.");

    // A protected mark's number does not change, and its owner does not, but by a deed.
    let change = page.link("Change case");
    let other = [
        ("registration_no", "6412346"),
        ("reason", "Another number."),
    ];
    let refused = fills(chi, &change, &other).await;
    refuses(&refused, 422, "This takes a deed.");
    assert_eq!(refused.link("Draft a deed"), format!("{room}/deeds/new"));
    for (field, value) in [
        ("owner", "Somebody Else"),
        ("state", "surrendered"),
        ("title", "Other"),
        ("verbal_element", "OTHER"),
    ] {
        let change = format!("{room}/do/change");
        let refused = fills(chi, &change, &[(field, value), ("reason", "Just so.")]).await;
        refuses(&refused, 422, "This takes a deed.");
    }
    let change = [
        ("disclaimer", "No claim is made to OS."),
        ("reason", "As the office asked."),
    ];
    refuses(
        &fills(chi, &format!("{room}/do/change"), &change).await,
        200,
        "No claim is made to OS.",
    );
    // What is seldom filled in is folded away, but where it is filled in or wrong.
    let blank = chi.get("/room/registry/new/trademark").await;
    assert!(blank.html.contains("<details><summary>"), "{}", blank.html);
    assert!(blank.html.contains("more fields, seldom filled in"));
    let long = "a".repeat(501);
    let wrong = [("title", "OTHER"), ("vienna", long.as_str())];
    let wrong = enters(chi, "trademark", &wrong).await;
    refuses(&wrong, 422, "“Vienna classes” within 500 characters");
    for page in [wrong, chi.get(&format!("{room}/do/change")).await] {
        assert!(page.html.contains("<details open>"), "{}", page.html);
    }
    // The only class is not given up. (The same goods under another edition: in `kinds`.)
    let worded = [
        ("class_no", "9"),
        ("edition", "11-2021"),
        ("goods", "Software."),
    ];
    let page = fills(chi, &class, &worded).await;
    let end = page.link("End class 9");
    let given_up = fills(chi, &end, &[("reason", "Not needed.")]).await;
    refuses(&given_up, 422, "This takes a deed.");
}
