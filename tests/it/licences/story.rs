//! A licence from its form to its evidence pack.

use chrono::{Days, Months};
use commonhold::seal::hash::sha256;

use super::pack::Pack;
use crate::acts::room::{bare, founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::ledger::reader::is_proved;
use crate::minutes::decide;
use crate::permits::asset;
use crate::support::election::{BEN, Foundation};
use crate::support::{Form, Page, Visitor, eventually};

/// Ben is the treasurer from now on: a second keeper of the register.
pub async fn a_second_keeper(foundation: &Foundation) {
    let treasurer = [("address", BEN.1), ("office", "treasurer")];
    decide(
        &foundation.chi,
        &foundation.ada,
        "/room/offices/new",
        &treasurer,
    )
    .await;
}

/// The second keeper confirms the licence of this page.
pub async fn confirms(ben: &Visitor, licence: &str) -> Page {
    let page = ben.get(licence).await;
    ben.submit(&page, "/confirmation", &[]).await
}

/// A licence of the first asset, with nothing that keeps a mark.
pub async fn form(chi: &Visitor, starts_on: &str) -> Form {
    let page = chi.get("/room/licences/new").await;
    page.form("/room/licences")
        .with("direction", "out")
        .with("asset", "1")
        .with("counterparty", "Juniper Desktops")
        .with("title", "Computers")
        .with("scope", "To sell computers under the mark.\nUnchanged.")
        .with("territory", "worldwide")
        .with("starts_on", starts_on)
}

/// The same with all that keeps a mark.
pub fn controlled(form: Form) -> Form {
    form.with("quality", "Installed unchanged.")
        .with("inspection", "1")
        .with("termination", "By letter.")
        .with("review_months", "6")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_licence_is_reviewed_with_evidence_or_turns_red() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    asset(&app, "trademark", "HORNBEAM", "licensed_in").await;
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    a_second_keeper(&foundation).await;
    let today = foundation.place.now.date_naive();
    let began = today
        .checked_sub_months(Months::new(6))
        .and_then(|day| day.checked_sub_days(Days::new(10)))
        .unwrap();
    let page = chi.get("/room/licences/new").await;
    let wrong = chi
        .submit(
            &page,
            "/room/licences",
            &[
                ("direction", "out"),
                ("title", "Computers"),
                ("review_months", "0"),
            ],
        )
        .await;
    refuses(&wrong, 422, "Choose at least one asset.");
    refuses(&wrong, 422, "Give a whole number of months from 1 to 60");
    assert_eq!(
        wrong.form("/room/licences").value("title"),
        Some("Computers")
    );
    // An election officer enters none.
    let theirs = bare(&ada.get("/room/licences").await, "/room/licences");
    assert_eq!(ada.send(&theirs).await.status, 403);

    let naked = form(chi, &began.to_string()).await;
    refuses(
        &chi.send(&naked).await,
        422,
        "names the standard of quality that the licensee keeps to",
    );
    let naked = chi.send(&naked.with("quality", "Good.")).await;
    refuses(&naked, 200, "○ a second officer is awaited");
    let naked = confirms(ben, &naked.path).await;
    refuses(&naked, 200, "‼ no control");
    refuses(&naked, 200, "The foundation has no right to inspect");
    refuses(
        &chi.get("/tasks").await,
        200,
        "Licence 1, “Computers”, cannot stay as it is",
    );

    let sent = controlled(form(chi, &began.to_string()).await);
    let kept = chi.send(&sent).await;
    assert_eq!(kept.path, "/room/licences/2", "{}", kept.text());
    confirms(ben, &kept.path).await;
    let kept = chi.get(&kept.path).await;
    refuses(&kept, 200, "! review late");
    // The act that mends it comes before what the licence says.
    let said = kept.text();
    let (act, terms) = (said.find("Record a review"), said.find("Licensee (791)"));
    assert!(act.unwrap() < terms.unwrap(), "{said}");
    // Months are not of one length: half a year on it is ten days, or a few less.
    let due = began + Months::new(6);
    let late = (today - due).num_days();
    refuses(&kept, 200, &format!("is late by {late} days"));
    // The form sent twice enters one.
    assert_eq!(chi.send(&sent).await.path, "/room/licences/2");
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM licences").await,
        "2"
    );
    refuses(
        &chi.get("/tasks").await,
        200,
        "Review how Juniper Desktops keeps licence 2",
    );

    let review = kept
        .form("/reviews")
        .with("performed_on", &today.to_string())
        .with("findings", "Two were bought: both as agreed.")
        .with("outcome", "pass");
    refuses(
        &chi.upload(&review, &[]).await,
        422,
        "A review without evidence protects no mark.",
    );
    let large = vec![0; 5 * 1024 * 1024 + 1];
    refuses(
        &chi.upload(&review, &[("document_1", &large)]).await,
        422,
        "This file is larger than 5 MB.",
    );
    let cure = review.clone().with("outcome", "cure");
    let evidence: [(&str, &[u8]); 2] = [("document_1", b"abc"), ("document_2", b"def")];
    refuses(
        &chi.upload(&cure, &evidence).await,
        422,
        "Give the day by which it is put right",
    );
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let drawing: [(&str, &[u8]); 2] = [("document_1", b"abc"), ("document_2", script)];
    refuses(
        &chi.upload(&review, &drawing).await,
        422,
        "Pages and drawings that can hold a script (HTML, SVG) are not taken.",
    );
    // A name is taken whole or refused, and its end tells what the file is.
    let long = format!("{}.svg", "w".repeat(120));
    let page = chi
        .upload(&review.clone().with("name_1", &long), &evidence)
        .await;
    refuses(&page, 422, "Keep it within 120 characters.");
    refuses(&page, 422, "Pages and drawings that can hold a script");
    assert_eq!(page.form("/reviews").value("name_1"), Some(long.as_str()));
    let review = review.with("name_1", "Report ../of the review");
    let done = chi.upload(&review, &evidence).await;
    refuses(&done, 200, "✓ reviewed");
    refuses(&done, 200, "Report ../of the review");
    // SHA-256 of the three letters, in groups of four.
    refuses(&done, 200, "ba78 16bf 8f01 cfea");
    refuses(
        &chi.upload(&review, &evidence).await,
        422,
        "Another review was recorded meanwhile",
    );
    let file = chi.get(&done.link("Report ")).await;
    assert_eq!(file.html, "abc");

    // No ledger runs yet: of what has no place in the log the pack says that it proves nothing.
    let pack = Pack::of(chi, "/room/licences/2").await;
    let index = pack.member("index.html");
    assert!(index.contains("Installed unchanged."), "{index}");
    assert!(index.contains("ba7816bf8f01cfea"), "{index}");
    assert!(index.contains("Not proved in this pack"), "{index}");
    assert!(!pack.has_proofs());
    assert_eq!(pack.member("Report_.._of_the_review"), "abc");
    assert!(pack.member("terms.json").contains("Juniper Desktops"));
    let _ledger = app.ledger();
    let pack = eventually("a pack with its proof", async || {
        let pack = Pack::of(chi, "/room/licences/2").await;
        pack.has_proofs().then_some(pack)
    })
    .await;
    let record = text(&app, "SELECT max(record)::text AS it FROM licence_reviews").await;
    let (told, proof) = (
        format!("statements/{record}.json"),
        format!("proofs/{record}.tlog-proof"),
    );
    let index = pack.member("index.html");
    for linked in [&told, &proof] {
        assert!(index.contains(&format!("href=\"{linked}\"")), "{index}");
    }
    assert!(!index.contains("Not proved"), "{index}");
    let statement = pack.member(&told);
    is_proved(
        &foundation.place.visitor(),
        statement.as_bytes(),
        pack.member(&proof).as_bytes(),
    )
    .await;
    // What is proved so is this review, with the digests of these very documents.
    let said: serde_json::Value = serde_json::from_str(&statement).unwrap();
    assert_eq!(said["kind"], "licence-review");
    assert_eq!(said["licence"], 2);
    assert_eq!(said["performed"], today.to_string());
    assert_eq!(said["documents"][0], sha256(b"abc").to_string());
    assert_eq!(said["documents"][1], sha256(b"def").to_string());
    assert_eq!(said["documents"].as_array().map(Vec::len), Some(2));

    let ended = chi
        .submit(
            &chi.get("/room/licences/1").await,
            "/end",
            &[("ends_on", "2020-01-01"), ("reason", "Naked")],
        )
        .await;
    refuses(
        &ended,
        422,
        "A licence ends on its own last day at the latest.",
    );
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap().to_string();
    let ended = chi
        .submit(
            &chi.get("/room/licences/1").await,
            "/end",
            &[("ends_on", &yesterday), ("reason", "It was naked.")],
        )
        .await;
    refuses(&ended, 200, "✕ over");

    // What the foundation has of others, and what would fall with it.
    let of_own = form(chi, &began.to_string()).await.with("direction", "in");
    refuses(
        &chi.send(&of_own).await,
        422,
        "An inbound licence is of what others own",
    );
    let inbound = form(chi, &began.to_string())
        .await
        .with("direction", "in")
        .with("asset", "2")
        .with("counterparty", "Open Systems Trust")
        .with("ends_on", &today.to_string());
    let inbound = chi.send(&inbound).await;
    refuses(&inbound, 200, "It ends within 90 days");
    refuses(&inbound, 200, "The use of HORNBEAM (A-2)");
    let public = foundation.place.visitor().get("/licences").await;
    refuses(&public, 200, "TAMARACK : Juniper Desktops");
    refuses(&public, 200, "HORNBEAM : Open Systems Trust");
    assert!(!public.text().contains("Installed unchanged."));
    reads_back(
        &foundation,
        &[
            ("licences", "Juniper Desktops"),
            ("licence-reviews", "Two were bought"),
            ("licence-documents", "Report ../of the review"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exclusive_licence_of_a_protected_asset_needs_a_deed() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let chi = &foundation.chi;
    let began = foundation.place.now.date_naive().to_string();
    let exclusive = controlled(form(chi, &began).await).with("exclusive", "1");
    let refused = chi.send(&exclusive).await;
    refuses(&refused, 422, "board and members decide that very act");
    refuses(&refused, 422, "SHA-256 of these terms");
    refuses(
        &chi.send(&exclusive.clone().with("deed", "7")).await,
        422,
        "No deed of this number was carried out.",
    );
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM licences").await,
        "0"
    );
    // What is not exclusive needs none, and a second officer.
    let plain = controlled(form(chi, &began).await);
    refuses(
        &chi.send(&plain).await,
        200,
        "○ a second officer is awaited",
    );
}
