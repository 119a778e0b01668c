//! The chain of title: gaps, what leads away, and an application on an intent to use.

use super::{a_case, a_mark, fills, fills_with};
use crate::acts::room::{founded, refuses};

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
}
