//! What follows from events: windows, corrections, what meets and what is missed.

use chrono::{Days, Months, NaiveDate};
use commonhold::registry::model::event::{CODES, may_be_ahead};

use super::{Register, deadline, months_ago, today};
use crate::acts::room::{founded, refuses};
use crate::auditor::export::reads_back;
use crate::motion_rows::person;
use crate::support::election::CHI;

const SECTION_8: &str = "Section 8 declaration of use, first";

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_makes_its_windows_and_a_correction_supersedes_them() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    refuses(
        &chi.get("/room/docket").await,
        200,
        "0 in grace, 0 due within 30 days",
    );
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let registered = months_ago(64);
    let event = register.happened(&mark, "REGISTRATION", registered).await;
    let docket = format!("/room/docket/assets/{}", mark.number);
    let page = deadline(chi, "/room/docket", SECTION_8).await;
    refuses(&page, 200, "→ open");
    for said in [
        "Registration on",
        "+ 5 years =",
        "+ 6 years =",
        "+ 6 years and 6 months =",
        "15 USC 1058; TMEP 1604.04, 1604.04(a)",
        "verified on 29 November 2026",
        "The registration is cancelled.",
        "A day ends at midnight in America/New_York",
    ] {
        refuses(&page, 200, said);
    }
    let old = page.path.clone();
    let due = registered + Months::new(72);
    refuses(&page, 200, &format!("Due {}", due.format("%-d %B %Y")));
    let list = chi.get(&docket).await;
    refuses(&list, 200, "Section 15 declaration of incontestability");
    refuses(&list, 200, "without a last day");

    // The certificate says another day.
    let certified = registered + Months::new(1);
    let second = register
        .event(&mark, "REGISTRATION", certified, Some(event), false)
        .await;
    let page = chi.get(&old).await;
    refuses(&page, 200, "↷ superseded");
    refuses(&page, 200, "The event it was counted from was corrected.");
    let next = chi
        .get(
            &page
                .links()
                .into_iter()
                .rev()
                .find(|(said, _)| said.starts_with("DL-"))
                .unwrap()
                .1,
        )
        .await;
    refuses(&next, 200, "It stands in the place of DL-");
    let due = certified + Months::new(72);
    refuses(&next, 200, &format!("Due {}", due.format("%-d %B %Y")));
    refuses(
        &chi.get("/room/docket?show=superseded").await,
        200,
        SECTION_8,
    );

    // Filed in its window it is met; if it was not filed after all it is open again.
    let filed = register
        .happened(&mark, "SECTION_8_FILED", today() - Days::new(3))
        .await;
    let met = chi.get(&next.path).await;
    refuses(&met, 200, "✓ met");
    let on = (today() - Days::new(3)).format("%-d %B %Y");
    refuses(&met, 200, &format!("Section 8 filed on {on} met it."));
    assert!(met.html.contains("<details><summary>Record something else"));
    refuses(&chi.get("/room/docket?show=met").await, 200, SECTION_8);
    register
        .event(
            &mark,
            "SECTION_8_FILED",
            today() - Days::new(3),
            Some(filed),
            true,
        )
        .await;
    refuses(&chi.get(&next.path).await, 200, "→ open");
    // The event itself withdrawn: superseded, and nothing in its place.
    register
        .event(&mark, "REGISTRATION", certified, Some(second), true)
        .await;
    let page = chi.get(&next.path).await;
    refuses(&page, 200, "The event it was counted from was withdrawn.");
    refuses(&chi.get("/room/docket").await, 200, "None.");
    let all = chi.get(&docket).await.text();
    assert_eq!(all.matches(SECTION_8).count(), 2, "nothing vanishes: {all}");
    // Nobody without an office reads it, and no number or list is made up.
    assert_eq!(
        foundation.place.visitor().get(&old).await.status,
        200,
        "the sign-in"
    );
    assert_eq!(chi.get("/room/docket/999").await.status, 404);
    assert_eq!(chi.get("/room/docket/x").await.status, 404);
    assert_eq!(chi.get("/room/docket?show=all").await.status, 404);
    assert_eq!(chi.get("/room/docket/assets/999").await.status, 404);
    reads_back(
        &foundation,
        &[
            ("deadline-rule-packs", "2026-12"),
            ("deadlines", "us-s8-first"),
            ("deadline-supersessions", "corrected"),
            ("deadline-outcomes", "met"),
            ("docket-runs", "2026-12"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_stays_and_an_option_is_never_overdue() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let mut register = Register::of(&app).await;
    let mark = register.mark("LARCH", "US", "1(a)").await;
    register
        .happened(&mark, "REGISTRATION", months_ago(90))
        .await;
    register
        .happened(&mark, "FIRST_FILING", months_ago(110))
        .await;
    let list = chi.get("/room/docket").await;
    refuses(&list, 200, "✕ 1 missed");
    refuses(&list, 200, "Their last day is over");
    let page = deadline(chi, "/room/docket?show=missed", SECTION_8).await;
    refuses(&page, 200, "✕ missed");
    refuses(&page, 200, "Was to be done by");
    let path = page.path.clone();
    let docket = format!("/room/docket/assets/{}", mark.number);
    let option = deadline(chi, &docket, "Section 15").await;
    refuses(&option, 200, "→ open");
    let priority = deadline(chi, &docket, "Priority abroad").await;
    refuses(&priority, 200, "– closed");
    refuses(
        &chi.get("/tasks").await,
        200,
        "Deadlines that were missed and nobody looked at: 1.",
    );

    let form = page.form("/acts");
    let send = async |values: &[(&str, &str)], file: &[u8]| {
        let mut form = form.clone();
        for (name, value) in values {
            form = form.with(name, value);
        }
        chi.upload(&form, &[("document", file)]).await
    };
    refuses(
        &send(&[("act", "")], b"").await,
        422,
        "Choose what became of it.",
    );
    let undated = [("act", "met"), ("note", "Filed.")];
    refuses(
        &send(&undated, b"").await,
        422,
        "Say on which day it was done",
    );
    let waived = [("act", "waived"), ("note", "We let it go.")];
    refuses(
        &send(&waived, b"").await,
        422,
        "What was missed stays missed",
    );
    let late = today().to_string();
    let late = [
        ("act", "met"),
        ("note", "Filed."),
        ("happened_on", late.as_str()),
    ];
    refuses(
        &send(&late, b"").await,
        422,
        "That day is not in its window",
    );
    let early = months_ago(40).to_string();
    let early = [
        ("act", "met"),
        ("note", "Filed."),
        ("happened_on", early.as_str()),
    ];
    refuses(
        &send(&early, b"").await,
        422,
        "That day is not in its window",
    );
    // It was done in time after all, and a receipt shows it.
    let day = months_ago(20).to_string();
    let done = [
        ("act", "met"),
        ("note", "Filed by counsel, receipt no. 4711."),
        ("happened_on", day.as_str()),
        ("name", "Receipt"),
    ];
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    refuses(
        &send(&done, script).await,
        422,
        "Pages and drawings that can hold a script (HTML, SVG) are not taken.",
    );
    for _ in 0..2 {
        let page = send(&done, b"abc").await;
        refuses(&page, 200, "✓ met");
        let on = months_ago(20).format("%-d %B %Y");
        refuses(
            &page,
            200,
            &format!("Done on {on}, as Chi Moreau recorded."),
        );
        assert_eq!(page.text().matches("receipt no. 4711").count(), 1);
    }
    let file = chi.get(&chi.get(&path).await.link("Receipt")).await;
    assert_eq!(file.html, "abc");
    let back = [("act", "reopened"), ("note", "That was another mark.")];
    refuses(&send(&back, b"").await, 200, "✕ missed");
    refuses(
        &send(&[("act", "reopened"), ("note", "Once more.")], b"").await,
        422,
        "No officer said anything",
    );
    reads_back(
        &foundation,
        &[
            ("deadline-acts", "receipt no. 4711"),
            ("deadlines", "running"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_day_on_a_weekend_before_a_holiday_is_taken_on_the_day_after_both() {
    let (app, foundation) = founded().await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let registered = NaiveDate::from_ymd_opt(2021, 8, 31).unwrap();
    register.happened(&mark, "REGISTRATION", registered).await;
    let docket = format!("/room/docket/assets/{}", mark.number);
    let renewal = "Section 8 declaration and Section 9 renewal";
    let page = deadline(&foundation.chi, &docket, renewal).await;
    for said in [
        "Due: 31 August 2021 + 10 years = Sunday 31 August 2031",
        "31 August 2031: Sunday; 1 September 2031: Labor Day",
        "so it is taken until Tuesday 2 September 2031",
        "2 September 2031",
        "Labor Day",
        "taken until",
    ] {
        refuses(&page, 200, said);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_extension_on_the_last_day_leaves_the_next_period_running() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let mut register = Register::of(&app).await;
    let mark = register.mark("LARCH", "US", "1(b)").await;
    let allowed = months_ago(7);
    register
        .happened(&mark, "NOTICE_OF_ALLOWANCE", allowed)
        .await;
    let last_day = allowed + Months::new(6);
    register.happened(&mark, "SOU_EXTENSION", last_day).await;
    let docket = format!("/room/docket/assets/{}", mark.number);
    let first = deadline(chi, &docket, "extension no. 1").await;
    refuses(&first, 200, "✓ met");
    let second = deadline(chi, &docket, "extension no. 2").await;
    refuses(&second, 200, "→ open");
    refuses(&second, 200, "The reminder “6 months” waits");
    // Asked for in its own period it is met by the next one.
    register.happened(&mark, "SOU_EXTENSION", today()).await;
    refuses(&chi.get(&second.path).await, 200, "✓ met");
    refuses(&chi.get(&first.path).await, 200, "✓ met");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_before_the_opening_that_is_shown_meets_nothing() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    register
        .happened(&mark, "REGISTRATION", day("2020-02-29"))
        .await;
    let early = register
        .happened(&mark, "SECTION_8_FILED", day("2025-02-28"))
        .await;
    let docket = format!("/room/docket/assets/{}", mark.number);
    let page = deadline(chi, &docket, SECTION_8).await;
    refuses(&page, 200, "✕ missed");
    let send = async |on: &str| {
        let form = page.form("/acts").with("act", "met").with("note", "Filed.");
        let form = form.with("happened_on", on);
        chi.upload(&form, &[("document", b"")]).await
    };
    let refused = send("2025-02-28").await;
    refuses(&refused, 422, "That day is not in its window");
    refuses(&send("2025-03-01").await, 200, "✓ met");
    // The same of an event.
    let form = chi.get(&page.path).await.form("/acts");
    let form = form.with("act", "reopened").with("note", "Look again.");
    refuses(
        &chi.upload(&form, &[("document", b"")]).await,
        200,
        "✕ missed",
    );
    register
        .event(
            &mark,
            "SECTION_8_FILED",
            day("2025-03-01"),
            Some(early),
            false,
        )
        .await;
    refuses(&chi.get(&page.path).await, 200, "✓ met");
}

/// The same as rows, past every page and every file.
#[tokio::test(flavor = "multi_thread")]
async fn no_event_counts_before_it_happened_but_an_end() {
    let (app, _foundation) = founded().await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let insert = |code: &str, on: NaiveDate| {
        let (asset, case, by) = (mark.asset, mark.case, person(CHI.1));
        format!(
            "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, withdrawn, entered_by)
             VALUES (gen_random_uuid(), '{asset}', '{case}', '{code}', '{on}', 'import', '', false, {by})"
        )
    };
    let to_come = today() + Days::new(3);
    for code in CODES {
        let sql = insert(code.code, to_come);
        if may_be_ahead(code.code) {
            register.rows.run(&sql).await;
        } else {
            assert_eq!(register.rows.refused(&sql).await, "event_has_happened");
        }
    }
    // A code of an office's own no less.
    let sql = insert("US_ABCDE", to_come);
    assert_eq!(register.rows.refused(&sql).await, "event_has_happened");
    // A case is registered once, and not before it was filed.
    let (case, by) = (mark.case, person(CHI.1));
    register
        .rows
        .run(&format!(
            "INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, register, state, status_code, entered_by, reason)
             VALUES ('{case}', 2, '1(a)', '', '2019-06-01', '', 'principal', 'filed', '', {by}, 'Entered.')"
        ))
        .await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let early = insert("REGISTRATION", day("2010-01-01"));
    assert_eq!(
        register.rows.refused(&early).await,
        "registration_follows_filing"
    );
    let first = register
        .happened(&mark, "REGISTRATION", day("2020-12-15"))
        .await;
    let again = insert("REGISTRATION", day("2020-12-16"));
    assert_eq!(
        register.rows.refused(&again).await,
        "case_is_registered_once"
    );
    // One that never happened leaves its place to another.
    register
        .event(&mark, "REGISTRATION", day("2020-12-15"), Some(first), true)
        .await;
    register.rows.run(&again).await;
}
