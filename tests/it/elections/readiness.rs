//! What is not ready, the calendar judged and repeated, letters of candidates.

use super::{
    KIM, LOU, MAX, NIA, OLA, accepts, act_form, appoint, closes_nominations, confirms, finds,
    makes, new_election, nominates,
};
use crate::acts::room::text;
use crate::auditor::export::reads_back;
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place};

/// The board may give the committee its charter later: the list says that it is missing.
#[tokio::test(flavor = "multi_thread")]
async fn an_election_is_made_before_its_committee_has_a_charter() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let page = foundation.ada.get("/room/elections/new").await;
    assert!(
        page.text().contains("election-committee (no charter yet)"),
        "{}",
        page.text()
    );
    let room = makes(&foundation).await.text();
    assert!(room.contains("0 of the two it takes sit"), "{room}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_election_is_judged_by_its_dates_and_repeated_with_them() {
    let (app, foundation) = super::founded().await;
    let proposed = foundation.ada.get("/room/elections/new").await;
    assert!(!proposed.text().contains("! broken"), "{}", proposed.text());
    let form = new_election(&foundation).await;
    // Both are chosen among the bodies there are.
    assert!(proposed.html.contains("<select id=\"committee\""));
    assert_eq!(form.value("body"), Some("board"));
    assert_eq!(form.value("committee"), Some("election-committee"));
    let wrong = foundation
        .ada
        .send(
            &form
                .clone()
                .with("seats", "none")
                .with("record_date", "soon"),
        )
        .await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("Give a date like"),
        "{}",
        wrong.text()
    );
    for _ in 0..2 {
        let made = foundation.ada.send(&form).await;
        assert_eq!(made.path, "/room/elections/1", "{}", made.text());
    }
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM elections").await,
        "1"
    );
    let guide = foundation.ada.get("/room").await.text();
    assert!(guide.contains("Certify a roll"), "{guide}");
    // A poll is drafted before there is a roll, and opens on one.
    let polls = foundation.ada.get("/room/polls").await;
    assert!(polls.text().contains("there is none yet"));
    assert!(polls.html.contains("href=\"/room/polls/new\""));
    let room = foundation.chi.get("/room/elections/1").await.text();
    for words in [
        "! not ready to open",
        "Nominations open 21 days before the vote opens, 24 short of the 45",
        "No roll of its record date is certified",
        "No notice of this vote was given",
        "0 candidates are published, for 2 seats",
        "Its poll is not drafted yet",
        "2 members in good standing sit; nobody chairs yet",
    ] {
        assert!(room.contains(words), "{words}: {room}");
    }
    let again = foundation.ada.get("/room/elections/new?repeats=1").await;
    assert!(
        again.text().contains("24 short of the 45"),
        "{}",
        again.text()
    );
    let form = again
        .form("/room/elections")
        .with("title", "Election of the board 2028");
    let made = foundation.ada.send(&form).await;
    assert_eq!(made.path, "/room/elections/2", "{}", made.text());
    assert!(
        made.text().contains("with the dates of election 1"),
        "{}",
        made.text()
    );
    // Only an election officer makes one.
    assert_eq!(foundation.chi.get("/room/elections/new").await.status, 403);
    let list = foundation.place.visitor().get("/elections").await.text();
    assert!(list.contains("Election of the board 2028"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_candidate_reaches_everybody_on_the_roll_once() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    appoint(&foundation).await;
    makes(&foundation).await;
    let visitors = foundation.sign_in_all(&[MAX, NIA, KIM, LOU]).await;
    let [max, nia, kim, lou] = visitors.as_slice() else {
        panic!("four visitors");
    };
    nominates(max, "Max Celik", NIA).await;
    nominates(nia, "Nia Dossou", OLA).await;
    accepts(nia, "I stand for open minutes.").await;
    finds(kim, lou, "eligible", "Nia Dossou", "").await;
    closes_nominations(&foundation).await;
    let page = kim.get("/elections/1/committee").await;
    kim.send(&act_form(&page, "list")).await;
    confirms(lou).await;
    let page = nia.get("/elections/1/letter").await;
    assert!(page.text().contains("not certified yet"), "{}", page.text());
    foundation.certify_roll().await;
    // Somebody wants none.
    let page = max.get("/account/letters").await;
    let form = page.forms().into_iter().find(|form| {
        form.fields
            .iter()
            .any(|(name, _)| name == "candidate_letter")
    });
    if let Some(form) = form {
        max.send(&form.with("candidate_letter", "")).await;
    }
    let page = nia.get("/elections/1/letter").await;
    let form = page
        .form("/elections/1/letters")
        .with("subject", "What I stand for")
        .with("letter", "Dear members,\n\nplease vote.");
    for _ in 0..2 {
        let sent = nia.send(&form).await;
        assert!(
            sent.text().contains("One of your letters is sent"),
            "{}",
            sent.text()
        );
        assert!(!sent.text().contains("@mail.example"), "{}", sent.text());
    }
    let letter = app
        .mail()
        .arrives(LOU, "Nia Dossou, candidate: What I stand for")
        .await;
    assert!(letter.body.contains("please vote."), "{}", letter.body);
    let accounts = "SELECT accounts::text AS it FROM candidate_letters";
    assert_eq!(text(&app, accounts).await, "7");
    let queued = "SELECT count(*)::text AS it FROM outbox_letters WHERE kind = 'candidate_letter'";
    assert_eq!(text(&app, queued).await, "7");
    reads_back(&foundation, &[("candidate-letters", "What I stand for")]).await;
}
