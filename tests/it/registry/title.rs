//! The chain of title: gaps, what leads away, and an application on an intent to use.

use super::{a_case, a_mark, enters, fills, fills_with};
use crate::acts::room::{founded, refuses};
use crate::auditor::export::reads_back;

const OWNER: &str = "Tamarack OS Foundation";

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_with_a_gap_is_said_to_everybody_and_waits_for_its_keeper() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    let link = format!("{room}/do/conveyance");
    let of = |from: &'static str, to: &'static str, on: &'static str| {
        vec![
            ("kind", "assignment"),
            ("from_party", from),
            ("to_party", to),
            ("executed_on", on),
            ("effective_on", on),
            ("goodwill", "1"),
            ("instrument", "Trademark assignment agreement"),
            ("recorded_office", "USPTO"),
            ("reel_frame", "7712/0455"),
            ("recorded_on", "2022-01-01"),
        ]
    };
    // Away from the owner it goes by a deed alone; so does what burdens it.
    let away = fills(chi, &link, &of(OWNER, "Somebody Else", "2026-01-05")).await;
    refuses(&away, 422, "This takes a deed.");
    let mut burden = of(OWNER, "Bank of Oslo", "2026-01-05");
    burden[0].1 = "security_interest";
    refuses(&fills(chi, &link, &burden).await, 422, "This takes a deed.");
    let half = [("recorded_on", "")];
    let mut unrecorded = of("Tamarack Assoc.", OWNER, "2021-06-30");
    unrecorded.extend(half);
    refuses(
        &fills(chi, &link, &unrecorded).await,
        422,
        "Say both where and on which day it was recorded",
    );

    let latest = of("Tamarack Assoc.", OWNER, "2021-06-30");
    let page = fills_with(chi, &link, &latest, &[("document", b"abc")]).await;
    refuses(&page, 200, "✓ whole");
    refuses(&page, 200, "ba78 16bf 8f01 cfea");
    // The one before it leads to whom it begins with; one with another end does not lead on.
    let earlier = of("Ada Okafor", "Tamarack Assoc.", "2019-04-01");
    refuses(&fills(chi, &link, &earlier).await, 200, "✓ whole");
    let middle = of("Ada Okafor", OWNER, "2020-01-01");
    let page = fills(chi, &link, &middle).await;
    refuses(
        &page,
        200,
        "begins with Ada Okafor, but the one before led to Tamarack Assoc.",
    );
    let public = foundation.place.visitor().get("/registry/1").await;
    refuses(&public, 200, "but the one before led to Tamarack Assoc.");
    refuses(
        &chi.get("/tasks").await,
        200,
        "Complete the chain of title of A-1 TAMARACK",
    );
    refuses(
        &chi.get("/room/registry").await,
        200,
        "Chains of title that are not whole",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_to_use_application_goes_to_nobody_but_a_successor_before_its_use() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    let intended = [
        ("basis", "1(b)"),
        ("registration_no", ""),
        ("registered_on", ""),
        ("case_state", "allowed"),
    ];
    let page = a_case(chi, &room, &intended).await;
    refuses(&page, 200, "US 88812345");
    let link = format!("{room}/do/conveyance");
    let assignment = [
        ("kind", "assignment"),
        ("from_party", "Ada Okafor"),
        ("to_party", OWNER),
        ("executed_on", "2020-09-01"),
        ("effective_on", "2020-09-01"),
        ("instrument", "Trademark assignment agreement"),
    ];
    let refused = fills(chi, &link, &assignment).await;
    refuses(&refused, 422, "15 U.S.C. 1060(a)(1)");
    let mut to_successor = assignment.to_vec();
    to_successor.push(("successor", "1"));
    refuses(
        &fills(chi, &link, &to_successor).await,
        200,
        "is not recorded at an office",
    );
    // After its use is alleged it goes as any mark does.
    let change = page.link("Change case US 88812345");
    let case = change.split_once("of=").map_or("", |(_, of)| of).to_owned();
    let used = [
        ("code", "STATEMENT_OF_USE"),
        ("mark_case", case.as_str()),
        ("happened_on", "2020-08-31"),
    ];
    refuses(
        &fills(chi, &format!("{room}/do/event"), &used).await,
        200,
        "Statement of use filed",
    );
    let mut later = assignment.to_vec();
    later[1].1 = "Ben Lindqvist";
    later[3].1 = "2020-08-31";
    later[4].1 = "2020-08-31";
    refuses(
        &fills(chi, &link, &later).await,
        200,
        "31 August 2020 Ben Lindqvist → Tamarack OS Foundation",
    );

    // What it stands in the way of is entered for the other cases.
    let mark = [
        ("title", "LARCH"),
        ("verbal_element", "LARCH"),
        ("feature", "word"),
        ("reason", "Entered from the certificate."),
    ];
    let room = enters(chi, "trademark", &mark).await.path;
    let mut american = intended.to_vec();
    american.push(("application_no", "88812346"));
    assert_eq!(a_case(chi, &room, &american).await.status, 200);
    let european = [
        ("office", "EM"),
        ("route", "regional"),
        ("basis", ""),
        ("register", ""),
        ("application_no", "018312345"),
        ("registration_no", "018312345"),
    ];
    let page = a_case(chi, &room, &european).await;
    let change = page.link("Change case EM 018312345");
    let link = format!("{room}/do/conveyance");
    let refused = fills(chi, &link, &assignment).await;
    let way = "or enter the link for each of the other cases";
    refuses(&refused, 422, way);
    let mut of_other = assignment.to_vec();
    of_other.push(("mark_case", change.split_once("of=").unwrap().1));
    let page = fills(chi, &link, &of_other).await;
    refuses(&page, 200, "Ada Okafor → Tamarack OS Foundation");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_assignment_recorded_at_two_offices_is_whole_at_both() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    a_case(chi, &room, &[]).await;
    let european = [
        ("office", "EM"),
        ("route", "regional"),
        ("basis", ""),
        ("register", ""),
        ("application_no", "018312345"),
        ("registration_no", "018312345"),
    ];
    let page = a_case(chi, &room, &european).await;
    refuses(&page, 200, "EM 018312345");
    let link = format!("{room}/do/conveyance");
    let of = |case: &str, from: &str, on: &str, office: &str| -> Vec<(&'static str, String)> {
        [
            ("kind", "assignment"),
            ("mark_case", case),
            ("from_party", from),
            ("to_party", OWNER),
            ("executed_on", on),
            ("effective_on", on),
            ("goodwill", "1"),
            ("instrument", "Trademark assignment agreement"),
            ("recorded_office", office),
            ("recorded_on", "2022-01-01"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    };
    let case_of = |label: &str| {
        let change = page.link(&format!("Change case {label}"));
        change
            .split_once("of=")
            .map_or_else(String::new, |(_, of)| of.to_owned())
    };
    let (us, em) = (case_of("US 6412345"), case_of("EM 018312345"));
    for (case, office) in [(&us, "USPTO"), (&em, "EUIPO")] {
        let values = of(case, "Tamarack Assoc.", "2021-06-30", office);
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        refuses(&fills(chi, &link, &values).await, 200, "✓ whole");
    }
    let reader = foundation.place.visitor();
    refuses(&reader.get("/registry/1").await, 200, "✓ whole");
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains("Complete the chain of title"), "{tasks}");
    // What does not go on at one of them is said.
    let values = of(&em, "Ada Okafor", "2021-07-01", "EUIPO");
    let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
    refuses(
        &fills(chi, &link, &values).await,
        200,
        "begins with Ada Okafor, but the one before led to Tamarack OS Foundation",
    );
    refuses(
        &chi.get("/tasks").await,
        200,
        "Complete the chain of title of A-1 TAMARACK",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_case_or_the_same_day_brought_leads_nothing_away() {
    const GRAB: &str = "Quick Grab LLC";
    const DEED: &str = "This takes a deed.";
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let room = a_mark(chi).await;
    a_case(chi, &room, &[]).await;
    let european = [
        ("office", "EM"),
        ("route", "regional"),
        ("basis", ""),
        ("register", ""),
        ("application_no", "018312345"),
        ("registration_no", "018312345"),
    ];
    let page = a_case(chi, &room, &european).await;
    let case_of = |label: &str| {
        let change = page.link(&format!("Change case {label}"));
        change
            .split_once("of=")
            .map_or_else(String::new, |(_, of)| of.to_owned())
    };
    let (us, em) = (case_of("US 6412345"), case_of("EM 018312345"));
    let (us, em) = (us.as_str(), em.as_str());
    let mark = format!("{room}/do/conveyance");
    let enters_link = async |case: &str, from: &str, to: &str, on: &str| {
        let values = [
            ("kind", "assignment"),
            ("mark_case", case),
            ("from_party", from),
            ("to_party", to),
            ("executed_on", on),
            ("effective_on", on),
            ("goodwill", "1"),
            ("instrument", "Trademark assignment agreement"),
        ];
        fills(chi, &mark, &values).await
    };
    let away = enters_link(em, OWNER, GRAB, "2021-06-30").await;
    refuses(&away, 422, DEED);
    let back = enters_link(us, GRAB, OWNER, "2021-06-30").await;
    refuses(&back, 200, "Quick Grab LLC → Tamarack OS Foundation");
    // What came back in one case leads nowhere in the other, nor in all of them.
    for case in [em, ""] {
        let away = enters_link(case, OWNER, GRAB, "2020-06-30").await;
        refuses(&away, 422, DEED);
    }
    // On one day nobody could tell which came last, however the owner is spelt.
    for from in [OWNER, "TAMARACK OS FOUNDATION"] {
        let away = enters_link(us, from, GRAB, "2021-06-30").await;
        refuses(&away, 422, DEED);
    }
    // What went out in the case and came back later is history, and so is who had it before.
    let out = enters_link(us, OWNER, GRAB, "2020-06-30").await;
    refuses(&out, 200, "Tamarack OS Foundation → Quick Grab LLC");
    let back = enters_link(em, GRAB, OWNER, "2021-06-30").await;
    assert_eq!(back.status, 200, "{}", back.text());
    let before = enters_link("", "Ada Okafor", GRAB, "2019-06-30").await;
    refuses(&before, 200, "Ada Okafor → Quick Grab LLC");

    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("reason", "Entered from the registrar's page."),
    ];
    let room = enters(chi, "domain", &domain).await.path;
    let link = format!("{room}/do/conveyance");
    let of = |kind: &'static str, from: &'static str, to: &'static str, on: &'static str| {
        [
            ("kind", kind),
            ("from_party", from),
            ("to_party", to),
            ("executed_on", on),
            ("effective_on", on),
            ("instrument", "Deed of transfer"),
        ]
    };
    let back = of("assignment", GRAB, OWNER, "2021-06-30");
    refuses(&fills(chi, &link, &back).await, 200, "✓ whole");
    let renamed = of("name_change", OWNER, GRAB, "2021-06-30");
    refuses(&fills(chi, &link, &renamed).await, 422, DEED);
    let earlier = of("name_change", OWNER, GRAB, "2021-06-29");
    refuses(&fills(chi, &link, &earlier).await, 200, "✓ whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_changed_without_a_conveyance_is_a_gap_until_one_is_entered() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let contract = [
        ("title", "Hosting agreement"),
        ("counterparty", "Northlight"),
        ("reason", "Signed."),
    ];
    let room = enters(chi, "contract", &contract).await.path;
    let change = format!("{room}/do/change");
    let over = |to: &'static str| [("owner", to), ("reason", "It went over.")];
    const SAID: &str = "The owner in the register changed from Tamarack OS Foundation to Somebody Else, and no conveyance says by what.";
    refuses(
        &fills(chi, &change, &over("Somebody Else")).await,
        200,
        SAID,
    );
    let reader = foundation.place.visitor();
    refuses(&reader.get("/registry/1").await, 200, SAID);
    refuses(
        &chi.get("/room/registry").await,
        200,
        "Chains of title that are not whole",
    );
    let task = "Complete the chain of title of A-1 Hosting agreement";
    refuses(&chi.get("/tasks").await, 200, task);
    let link = format!("{room}/do/conveyance");
    let of = |from: &'static str, to: &'static str, on: &'static str| {
        [
            ("kind", "assignment"),
            ("from_party", from),
            ("to_party", to),
            ("executed_on", on),
            ("effective_on", on),
            ("instrument", "Deed of transfer"),
        ]
    };
    let first = of(OWNER, "Somebody Else", "2025-11-03");
    refuses(&fills(chi, &link, &first).await, 200, "✓ whole");
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains(task), "{tasks}");

    // Whoever forgot one is not kept from entering it by the lock that closed since.
    fills(chi, &change, &over("Third Party")).await;
    fills(chi, &change, &over("Fourth Party")).await;
    let locks = [("protected", "1"), ("reason", "Too important.")];
    let page = fills(chi, &change, &locks).await;
    refuses(&page, 200, "✓ protected");
    for said in [
        "The owner in the register changed from Somebody Else to Third Party",
        "The owner in the register changed from Third Party to Fourth Party",
    ] {
        refuses(&page, 200, said);
    }
    for (from, to) in [
        ("Fourth Party", "Quick Grab LLC"),
        ("Third Party", "Quick Grab LLC"),
        (OWNER, "Third Party"),
    ] {
        let away = fills(chi, &link, &of(from, to, "2025-12-01")).await;
        refuses(&away, 422, "This takes a deed.");
    }
    let second = of("Somebody Else", "Third Party", "2025-12-01");
    let page = fills(chi, &link, &second).await;
    refuses(
        &page,
        200,
        "The owner in the register changed from Third Party to Fourth Party",
    );
    let third = of("Third Party", "Fourth Party", "2025-12-15");
    refuses(&fills(chi, &link, &third).await, 200, "✓ whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_out_and_came_back_before_the_lock_is_entered_from_the_latest_back() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let contract = [
        ("title", "Hosting agreement"),
        ("counterparty", "Northlight"),
        ("reason", "Signed."),
    ];
    let room = enters(chi, "contract", &contract).await.path;
    let change = format!("{room}/do/change");
    for to in ["Somebody Else", OWNER] {
        let over = [("owner", to), ("reason", "It went over.")];
        fills(chi, &change, &over).await;
    }
    let locks = [("protected", "1"), ("reason", "Too important.")];
    refuses(&fills(chi, &change, &locks).await, 200, "✓ protected");
    let link = format!("{room}/do/conveyance");
    let of = |from: &'static str, to: &'static str, on: &'static str| {
        [
            ("kind", "assignment"),
            ("from_party", from),
            ("to_party", to),
            ("executed_on", on),
            ("effective_on", on),
            ("instrument", "Deed of transfer"),
        ]
    };
    let out = of(OWNER, "Somebody Else", "2025-11-03");
    refuses(&fills(chi, &link, &out).await, 422, "This takes a deed.");
    let back = of("Somebody Else", OWNER, "2025-12-01");
    refuses(&fills(chi, &link, &back).await, 200, "Deed of transfer");
    let later = of(OWNER, "Somebody Else", "2025-12-01");
    refuses(&fills(chi, &link, &later).await, 422, "This takes a deed.");
    refuses(&fills(chi, &link, &out).await, 200, "✓ whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_of_the_pen_in_the_owners_name_is_no_break_of_title() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let contract = [
        ("title", "Hosting agreement"),
        ("counterparty", "Northlight"),
        ("owner", "Harbor Trust"),
        ("reason", "Signed."),
    ];
    let room = enters(chi, "contract", &contract).await.path;
    let change = format!("{room}/do/change");
    let slip = [
        ("owner", "Harbour Trust"),
        ("corrected", "1"),
        ("reason", "A slip of the pen."),
    ];
    // It corrects the name, or nothing.
    let idle = fills(chi, &change, &slip[1..]).await;
    refuses(
        &idle,
        422,
        "Only the owner’s name is corrected as mistyped, and this does not change it.",
    );
    assert_eq!(idle.form("/do/change").value("corrected"), Some("1"));
    let page = fills(chi, &change, &slip).await;
    assert_eq!(page.path, room, "{}", page.text());
    let public = foundation.place.visitor().get("/registry/1").await;
    refuses(
        &public,
        200,
        "The owner’s name was mistyped as Harbor Trust, and was corrected. Whose it is did not change.",
    );
    for page in [&page, &public, &chi.get("/room/registry").await] {
        let said = page.text();
        assert!(!said.contains("no conveyance says by what"), "{said}");
    }
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains("Complete the chain of title"), "{tasks}");

    // Who comes after it is no correction, and under the lock there is none.
    let over = [("owner", "Somebody Else"), ("reason", "It went over.")];
    refuses(
        &fills(chi, &change, &over).await,
        200,
        "The owner in the register changed from Harbour Trust to Somebody Else",
    );
    // Nor is it from or to a name that was mistyped that title passed.
    let mistyped = [("owner", "Thrid Party"), ("reason", "It went on.")];
    fills(chi, &change, &mistyped).await;
    let corrects = [
        ("owner", "Third Party"),
        ("corrected", "1"),
        ("reason", "A slip of the pen."),
    ];
    fills(chi, &change, &corrects).await;
    let locks = [("protected", "1"), ("reason", "Too important.")];
    refuses(&fills(chi, &change, &locks).await, 200, "✓ protected");
    refuses(&fills(chi, &change, &slip).await, 422, "This takes a deed.");
    let link = format!("{room}/do/conveyance");
    let of = |from: &'static str, to: &'static str| {
        [
            ("kind", "assignment"),
            ("from_party", from),
            ("to_party", to),
            ("executed_on", "2025-11-03"),
            ("effective_on", "2025-11-03"),
            ("instrument", "Deed of transfer"),
        ]
    };
    for (from, to) in [
        ("Harbor Trust", "Harbour Trust"),
        ("Somebody Else", "Thrid Party"),
        ("Thrid Party", "Harbor Trust"),
    ] {
        let away = fills(chi, &link, &of(from, to)).await;
        refuses(&away, 422, "This takes a deed.");
    }
    for (from, to) in [
        ("Harbour Trust", "Somebody Else"),
        ("Somebody Else", "Third Party"),
    ] {
        let page = fills(chi, &link, &of(from, to)).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    reads_back(
        &foundation,
        &[(
            "asset-versions",
            r#""owner":"Harbour Trust","corrected":true"#,
        )],
    )
    .await;
}
