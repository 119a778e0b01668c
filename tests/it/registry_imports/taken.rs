//! What is taken over, and that nothing else is.

use super::{CASE, DOMAIN, PATH, ROWS, accepts, brings, every_tick, keeper, ticks_of};
use crate::acts::room::{founded, refuses};
use crate::auditor::export::reads_back;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_of_the_office_becomes_a_mark_with_case_classes_and_events() {
    let (_app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let page = brings(chi, "st96", "", CASE).await;
    refuses(&page, 200, "Not in the register: TAMARACK (trademark)");
    refuses(&page, 200, "Nothing is recorded yet.");
    // A row of a new asset alone is not enough, and the ticks come back as they were sent.
    let class = ticks_of(&page, &["Take over Class 9"]);
    let refused = accepts(chi, &page, &class).await;
    refuses(&refused, 422, "Tick that first row as well.");
    assert!(
        refused
            .html
            .contains(&format!("value=\"{}\" checked", class[0])),
        "{}",
        refused.html
    );
    refuses(
        &accepts(chi, &page, &[]).await,
        422,
        "Tick what the register is to take over",
    );
    let done = accepts(chi, &page, &every_tick(&page)).await;
    refuses(&done, 200, "taken over");
    refuses(&done, 200, "7654321");
    // Sent twice it is done once, and the file holds no difference any more.
    refuses(
        &accepts(chi, &page, &every_tick(&page)).await,
        200,
        "taken over",
    );
    let again = brings(chi, "st96", "", CASE).await;
    refuses(
        &again,
        200,
        "The register says everything that the file says.",
    );
    let discarded = chi
        .send(&again.form("/acceptance").with("act", "discard"))
        .await;
    refuses(&discarded, 200, "What was taken over");
    assert!(!discarded.text().contains("Files that wait"));
    reads_back(&foundation, &[("registry-imports", "7654321")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_protected_mark_a_file_changes_nothing_that_identifies_it() {
    let (_app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let page = brings(chi, "st96", "", CASE).await;
    accepts(chi, &page, &every_tick(&page)).await;
    // The office reports another owner, another number of the application, other goods, and a
    // renewal.
    let stolen = CASE
        .replace("Tamarack OS Foundation", "Larch Raiders Inc")
        .replace("90123456", "90999999")
        .replace("Downloadable computer operating systems;", "Pencil cases;")
        .replace("2032-03-15", "2042-03-15");
    let page = brings(chi, "st96", "", &stolen).await;
    let text = page.text();
    assert_eq!(text.matches("needs a deed").count(), 3, "{text}");
    for said in ["Larch Raiders Inc", "(732)", "(180)", "2042-03-15"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!page.html.contains("aria-label=\"Take over Owner\""));
    assert!(!page.html.contains("aria-label=\"Take over Class 9"));
    // A tick that no page offers is refused with all others.
    let record = every_tick(&page)[0].split('.').next().unwrap().to_owned();
    for row in 0..4 {
        let forged = format!("{record}.{row}");
        if every_tick(&page).contains(&forged) {
            continue;
        }
        let refused = accepts(chi, &page, &[forged]).await;
        refuses(&refused, 422, "at a row that takes none");
    }
    let done = accepts(chi, &page, &ticks_of(&page, &["Take over Expires on"])).await;
    refuses(&done, 200, "2042-03-15");
    assert!(!done.text().contains("Larch Raiders"));
    // Only the renewal was taken over.
    let page = brings(chi, "st96", "", &stolen).await;
    let text = page.text();
    assert!(!text.contains("2042-03-15"), "{text}");
    assert_eq!(text.matches("needs a deed").count(), 3, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_bring_assets_of_every_kind_and_rdap_says_more_of_a_domain() {
    let (_app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let page = brings(chi, "csv", "", ROWS).await;
    refuses(
        &page,
        200,
        "Not in the register: Release key 2026 (signing key)",
    );
    let done = accepts(chi, &page, &every_tick(&page)).await;
    refuses(&done, 200, "taken over");
    // The day of filing is an event, and what is counted from it follows.
    let mark = chi.get("/room/registry/1").await;
    for said in [
        "Application filed (EM 018123456), 31 August 2024",
        "Registered (EM 018123456), 20 January 2025",
        "Renewal of the EU trade mark",
    ] {
        refuses(&mark, 200, said);
    }
    assert!(!mark.text().contains("no deadline follows from it"));
    // What was brought with one is held by all: the domain with its registrar.
    let page = brings(chi, "rdap", "", DOMAIN).await;
    let text = page.text();
    assert!(text.contains("tamarack.example"), "{text}");
    assert!(!text.contains("needs a deed"), "{text}");
    let ticks = ticks_of(&page, &["Take over Expires", "Take over EPP statuses"]);
    let stale = page;
    let done = accepts(chi, &stale, &ticks).await;
    refuses(&done, 200, "clientTransferProhibited");
    let page = brings(chi, "rdap", "", DOMAIN).await;
    assert!(!page.text().contains("clientTransferProhibited"));
    // Rows that were shown before the register changed are shown again, with no tick.
    let other = brings(chi, "rdap", "", DOMAIN).await;
    accepts(chi, &other, &ticks_of(&other, &["Take over Name servers"])).await;
    let refused = accepts(chi, &page, &ticks_of(&page, &["Take over Registrant"])).await;
    refuses(&refused, 422, "The register has changed");
    assert!(!refused.html.contains("checked"), "{}", refused.html);
    // The same mark at another office is another case of it, by its words.
    let us = brings(chi, "st96", "", CASE).await;
    refuses(&us, 200, "Not in the register: TAMARACK (trademark)");
    let files = chi.get(PATH).await.text();
    assert_eq!(files.matches("Files that wait").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_office_calls_it_is_offered_under_the_docket_s_name() {
    let (_app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let file = CASE
        .replace("CNSAO", "NOAME")
        .replace("APPROVED FOR PUB - PRINCIPAL REGISTER", "NOA E-MAILED")
        .replace("PUBOA", "EISUI")
        .replace("PUBLISHED FOR OPPOSITION", "TEAS STATEMENT OF USE RECEIVED")
        .replace("R.PRA", "ABCDE");
    let page = brings(chi, "st96", "", &file).await;
    refuses(&page, 200, "Statement of use filed (2021-12-28)");
    refuses(
        &page,
        200,
        "Unverified reading of NOAME of US: NOA E-MAILED",
    );
    let allowance = ticks_of(
        &page,
        &["Take over Notice of allowance issued (2021-11-08)"],
    );
    let others: Vec<String> = every_tick(&page)
        .into_iter()
        .filter(|tick| !allowance.contains(tick))
        .collect();
    refuses(&accepts(chi, &page, &others).await, 200, "taken over");
    // What was left, and what the rules do not read, is said to give no deadline.
    let room = chi.get("/room/registry/1").await;
    for said in [
        "Events of the office from which nothing is counted: 2",
        "US_NOAME (US 7654321), 8 November 2021: NOA E-MAILED ; read as “Notice of allowance issued”",
        "US_ABCDE (US 7654321), 15 March 2022",
    ] {
        refuses(&room, 200, said);
    }
    let text = room.text();
    assert!(!text.contains("Statement of use, or extension"), "{text}");
    let page = brings(chi, "st96", "", &file).await;
    let ticks = every_tick(&page);
    assert_eq!(ticks.len(), 1, "{}", page.text());
    refuses(&accepts(chi, &page, &ticks).await, 200, "taken over");
    let room = chi.get("/room/registry/1").await;
    refuses(
        &room,
        200,
        "Events of the office from which nothing is counted: 1",
    );
    refuses(&room, 200, "Statement of use, or extension no. 1");
    let met = chi.get("/room/docket?show=met").await;
    refuses(&met, 200, "Statement of use, or extension no. 1");
    let rules = chi.get("/room/docket/rules").await;
    refuses(
        &rules,
        200,
        "NOAME NOA E-MAILED - SOU REQUIRED FROM APPLICANT",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_brought_for_a_mark_opens_another_case_of_it() {
    let (_app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let page = brings(chi, "st96", "", CASE).await;
    let done = accepts(chi, &page, &every_tick(&page)).await;
    let number = done
        .links()
        .into_iter()
        .find_map(|(words, _)| words.strip_prefix("A-").map(str::to_owned))
        .unwrap();
    let second = CASE
        .replace("90123456", "90777777")
        .replace("7654321", "7777777");
    for asset in ["", number.as_str()] {
        let page = brings(chi, "st96", asset, &second).await;
        refuses(&page, 200, "a case that the register does not have");
        refuses(&page, 200, "comes with it");
        let without = ticks_of(&page, &["Take over Class 9"]);
        refuses(
            &accepts(chi, &page, &without).await,
            422,
            "Tick that first row as well.",
        );
    }
    let page = brings(chi, "st96", &number, &second).await;
    let done = accepts(chi, &page, &every_tick(&page)).await;
    refuses(&done, 200, "90777777");
    // For an asset of another kind, or for none, it is refused.
    refuses(
        &brings(chi, "st96", "999", CASE).await,
        422,
        "The register has no asset A-999.",
    );
    refuses(
        &brings(chi, "rdap", &number, DOMAIN).await,
        422,
        "the file speaks of a domain",
    );
}
