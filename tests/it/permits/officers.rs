//! A rulebook that says two: another officer confirms what one has decided.

use super::{asset, ruled};
use crate::acts::room::{bare, founded, refuses};
use crate::rulebook::{adopts, saves};

const RECUSAL: &str = "[[rule]]\nkey = \"board.recusal\"";
const TWO: &str = "[[rule]]\nkey = \"permits.officers\"\nvalue = 2\ndocument = \"bylaws\"\nsection = \"9.2\"\n\
     text = \"Two officers decide on the use of a protected mark.\"\nsource = \"A test.\"\ncounsel = false\n\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_rulebook_says_two_another_officer_confirms() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let saved = saves(chi, RECUSAL, &format!("{TWO}{RECUSAL}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    ruled(&foundation, "goods", "permission", "Policy § 4").await;
    let stranger = foundation.place.visitor();
    let page = stranger.get("/may-i-use?mark=1&use=goods").await;
    let form = page
        .form("/may-i-use/requests")
        .with("holder", "named")
        .with("name", "Robin Sandor")
        .with("address", "robin@visitors.example")
        .with("words", "Shirts");
    let status = stranger.upload(&form, &[]).await;
    let page = chi.get("/room/permits/1").await;
    refuses(&page, 200, "another officer confirms what you decide");
    refuses(&page, 200, "Bylaws § 9.2");
    let decided = chi
        .submit(&page, "/decision", &[("verdict", "granted")])
        .await;
    refuses(&decided, 200, "a second officer is awaited");
    refuses(&stranger.get(&status.path).await, 200, "○ under decision");
    // In public nothing is granted yet, nor said to be under way.
    refuses(
        &stranger.get("/permissions/1").await,
        404,
        "There is nothing at this address",
    );
    let list = stranger.get("/permissions").await;
    refuses(&list, 200, "None has been granted.");
    assert!(!list.text().contains("TAMARACK"), "{}", list.text());
    assert!(!list.text().contains("Robin Sandor"), "{}", list.text());
    // Whoever decided does not confirm, whatever they send.
    let offered = ada.get("/room/permits/1").await.form("/confirmation");
    let mut forged = bare(&decided, &offered.action);
    let decision = offered.value("decision").unwrap().to_owned();
    forged.fields.push(("decision".to_owned(), decision));
    refuses(
        &chi.send(&forged).await,
        409,
        "This takes another officer than the one who entered it.",
    );
    refuses(
        &ada.get("/tasks").await,
        200,
        "Confirm the decision on request 1 to use TAMARACK.",
    );
    // Taken back, and decided anew.
    let page = ada.get("/room/permits/1").await;
    let open = ada.submit(&page, "/retraction", &[]).await;
    refuses(&open, 200, "○ open");
    let list = stranger.get("/permissions").await;
    refuses(&list, 200, "None has been granted.");
    let page = chi.get("/room/permits/1").await;
    chi.submit(&page, "/decision", &[("verdict", "granted")])
        .await;
    let page = ada.get("/room/permits/1").await;
    let confirmed = ada.submit(&page, "/confirmation", &[]).await;
    refuses(&confirmed, 200, "confirmed by Ada Okafor");
    refuses(&stranger.get("/permissions/1").await, 200, "Robin Sandor");
    let list = stranger.get("/permissions").await;
    refuses(&list, 200, "Permission 1: TAMARACK ✓ in force");
}
