//! From a petition of a contributor to the rulebook: signed, put to the members, decided,
//! taken up; and the vote verifies under the rules it was opened under.

use chrono::{TimeDelta, Utc};

use super::board::steps;
use crate::acts::room::{founded, refuses};
use crate::acts::verifiers::both;
use crate::moving::poll_of;
use crate::rulebook::{adopts, saves};
use crate::support::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r30_a_petition_becomes_a_referendum_that_amends_the_rulebook() {
    let (app, mut foundation) = founded().await;
    let _ledger = app.ledger();
    foundation.certify_roll().await;
    let from = "key = \"quorum.members\"\nvalue = \"1/10\"";
    let saved = saves(&foundation.chi, from, &from.replace("1/10", "1/8")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let page = foundation.chi.get("/room/rulebook").await;
    let link = page.link("Enter the decision that adopts it");
    let (_, sha256) = link.split_once("sha256=").unwrap();
    let sha256 = &sha256[..64];

    // Kim opens it with one vote; Quiet Works signs with fifteen of seventy-one.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let sol = foundation.place.sign_in("sol@mail.example").await;
    let today = foundation.place.now.date_naive();
    let form = kim
        .get("/petitions/new")
        .await
        .form("/petitions")
        .with("purpose", "meeting")
        .with("kind", "bylaws")
        .with("title", "A higher quorum")
        .with("text", "The quorum of the members is an eighth of them.")
        .with("sha256", sha256)
        .with("effective_on", &today.to_string())
        .with("closes_on", &(today + TimeDelta::days(30)).to_string());
    let petition = kim.send(&form).await.path;
    for member in [&kim, &sol] {
        let page = member.get(&petition).await;
        let signed = member.submit(&page, "/signatures", &[]).await;
        assert_eq!(signed.status, 200, "{}", signed.text());
    }
    let number = petition.rsplit('/').next().unwrap().to_owned();
    let early = foundation
        .chi
        .get(&format!("/motions/new?petition={number}"))
        .await;
    assert_eq!(early.status, 404, "not delivered yet");
    let page = kim.get(&petition).await;
    let delivered = kim.submit(&page, "/delivery", &[]).await;
    assert_eq!(delivered.status, 200, "{}", delivered.text());

    // The secretary brings it before the members as it was signed, and not otherwise.
    let chi = foundation.chi.clone();
    let page = chi.get(&format!("/motions/new?petition={number}")).await;
    let form = page.form("/motions");
    let other = form.clone().with("text", "The quorum is a half.");
    refuses(
        &chi.upload(&other, &[]).await,
        422,
        "is put as it was signed",
    );
    let motion = chi.upload(&form, &[]).await;
    refuses(
        &motion,
        200,
        &format!("It puts what members asked for by petition {number}"),
    );
    let motion = motion.path;
    for step in ["submit", "move", "debate"] {
        steps(&chi, &motion, step, "").await;
    }
    foundation.place.now = Utc::now();
    let at = |span: TimeDelta| {
        (foundation.place.now + span)
            .format("%Y-%m-%dT%H:%M:%S")
            .to_string()
    };
    let (opens, closes) = (at(TimeDelta::hours(-1)), at(TimeDelta::seconds(25)));
    let page = chi.get(&motion).await;
    let fields = [("opens", opens.as_str()), ("closes", closes.as_str())];
    let page = chi.submit(&page, "/referendum", &fields).await;
    let poll = poll_of(&foundation, &page, &closes).await;
    poll.open_it(&foundation).await;
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    let slip = poll
        .cast(&ravi, "Nordlicht Hosting", &[("motion", "1")])
        .await;
    poll.certified(&foundation).await;
    let page = app.visitor().get(&motion).await;
    refuses(&page, 200, "-M-001");
    assert!(
        page.text().contains("50 yes of 50 present; 26 needed"),
        "{}",
        page.text()
    );

    // The petition says what was decided, when and where, and of no clock any more.
    let decided = app.visitor().get(&petition).await;
    refuses(&decided, 200, "Decided on");
    refuses(&decided, 200, "the members adopted it.");
    refuses(&decided, 200, &format!("Vote {} decided it", poll.number));
    refuses(&decided, 200, "-M-001 is what came of it");
    for over in ["Its clocks", "Delivered on", "decides it"] {
        assert!(!decided.text().contains(over), "{}", decided.text());
    }
    refuses(&app.visitor().get("/petitions").await, 200, "Decided");
    let room = chi.get(&format!("/room{petition}")).await;
    refuses(&room, 200, "nothing is left to record here");
    assert!(!room.html.contains("/refusal\""), "{}", room.text());

    // What the members resolved is what officers take up, once.
    let page = foundation.ada.get("/room/rulebook").await;
    let act = foundation
        .ada
        .submit(&page, "/room/rulebook/adoption", &[])
        .await;
    let done = foundation.sign(&act).await;
    assert!(
        done.text().contains("of the rulebook is adopted."),
        "{}",
        done.text()
    );
    let rules = app.visitor().get("/rules").await.text();
    assert!(rules.contains("who must take part 1/8"), "{rules}");
    let year = foundation.place.now.format("%Y").to_string();
    let page = app
        .visitor()
        .get(&format!("/resolutions/{year}-M-001"))
        .await;
    refuses(&page, 200, "A higher quorum");

    // The poll that decided it verifies under the rules it was opened under.
    let path = format!("/polls/{}/bundle.zip", poll.number);
    let bundle = eventually("the bundle", async || {
        let answer = kim.client().get(kim.address(&path)).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    for word in both(&bundle, &[&slip]) {
        assert_eq!(word.code, 0, "{}", word.said);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_petition_puts_a_question_on_the_next_ballot_at_the_share_of_the_rulebook() {
    let (app, mut foundation) = founded().await;
    let share = "[[rule]]\nkey = \"petition.ballot.share\"\nvalue = \"1/36\"\ndocument = \"bylaws\"\nsection = \"3.3\"\n\
                 text = \"As the members wish.\"\nsource = \"A test.\"\ncounsel = false\n\n";
    let from = "[[rule]]\nkey = \"petition.meeting.share\"";
    let chi = foundation.chi.clone();
    let saved = saves(&chi, from, &format!("{share}{from}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    foundation.certify_roll().await;
    // Two of seventy-two votes: Kim's and Lou's.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let lou = foundation.place.sign_in("lou@mail.example").await;
    let today = foundation.place.now.date_naive();
    let form = kim
        .get("/petitions/new")
        .await
        .form("/petitions")
        .with("purpose", "ballot")
        .with("kind", "policy")
        .with("title", "Minutes within a week")
        .with("text", "Shall the board publish its minutes within a week?")
        .with("closes_on", &(today + TimeDelta::days(30)).to_string());
    let petition = kim.send(&form).await.path;
    for member in [&kim, &lou] {
        let page = member.get(&petition).await;
        let signed = member.submit(&page, "/signatures", &[]).await;
        assert_eq!(signed.status, 200, "{}", signed.text());
    }
    let page = kim.get(&petition).await;
    refuses(
        &page,
        200,
        "2 votes signed, 2 needed (1/36 of all 72 votes)",
    );
    let delivered = kim.submit(&page, "/delivery", &[]).await;
    assert_eq!(delivered.status, 200, "{}", delivered.text());

    // It waits among the secretary's work, and the room leads to the motion.
    let waits = "Put on the ballot what petition 1 asks for";
    let tasks = chi.get("/tasks").await;
    refuses(&tasks, 200, waits);
    let room = chi.get(&format!("/room{petition}")).await;
    let form = chi
        .get(&room.link("Draft the motion"))
        .await
        .form("/motions");
    let motion = chi.upload(&form, &[]).await.path;
    for step in ["submit", "move", "debate"] {
        steps(&chi, &motion, step, "").await;
    }
    refuses(&chi.get("/tasks").await, 200, waits);
    foundation.place.now = Utc::now();
    let at = |span: TimeDelta| {
        (foundation.place.now + span)
            .format("%Y-%m-%dT%H:%M:%S")
            .to_string()
    };
    let (opens, closes) = (at(TimeDelta::hours(-1)), at(TimeDelta::hours(1)));
    let page = chi.get(&motion).await;
    let fields = [("opens", opens.as_str()), ("closes", closes.as_str())];
    let page = chi.submit(&page, "/referendum", &fields).await;
    let poll = poll_of(&foundation, &page, &closes).await;
    let page = app.visitor().get(&petition).await;
    refuses(&page, 200, &format!("On the ballot: vote {}.", poll.number));
    assert_eq!(page.link("before the members as motion"), motion);
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains(waits), "{tasks}");
    let list = app.visitor().get("/petitions").await;
    refuses(&list, 200, "On the ballot: vote");
}
