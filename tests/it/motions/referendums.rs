//! Referendums: a motion put to the members by a poll like any other.

use chrono::{TimeDelta, Utc};

use super::board::{Board, steps};
use crate::acts::room::{founded, refuses};
use crate::moving::poll_of;
use crate::rulebook::{adopts, saves};
use crate::support::Page;
use crate::support::election::Poll;

const VOTERS: [(&str, &str, &str); 3] = [
    ("ravi@mail.example", "Nordlicht Hosting", "1"),
    ("kim@mail.example", "Kim Abara", "1"),
    ("sol@mail.example", "Quiet Works", "2"),
];

/// The secretary puts a motion of the members that Kim moved; its poll is open for a while.
async fn put(board: &mut Board, motion: &str, seconds: i64, values: &[(&str, &str)]) -> Poll {
    board.foundation.place.now = Utc::now();
    let at = |span: TimeDelta| {
        (board.foundation.place.now + span)
            .format("%Y-%m-%dT%H:%M:%S")
            .to_string()
    };
    let (opens, closes) = (at(TimeDelta::hours(-1)), at(TimeDelta::seconds(seconds)));
    let page = board.chi().get(motion).await;
    let mut all = vec![("opens", opens.as_str()), ("closes", closes.as_str())];
    all.extend(values);
    let page = board.chi().submit(&page, "/referendum", &all).await;
    refuses(&page, 200, "The members decide in vote");
    poll_of(&board.foundation, &page, &closes).await
}

async fn moved(board: &Board, values: &[(&str, &str)]) -> String {
    let all = [&[("body", "members")], values].concat();
    let motion = board.drafts(0, &all).await;
    board.brings(&motion).await;
    motion
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r30_a_referendum_is_a_poll_whose_certified_count_is_a_resolution() {
    let (app, foundation) = founded().await;
    let _ledger = app.ledger();
    foundation.certify_roll().await;
    let mut board = Board::of(app, foundation).await;
    let motion = moved(&board, &[("title", "A code of conduct")]).await;
    let page = board.chi().get(&motion).await.text();
    assert!(
        page.contains("Quorum: 1/10 of the members on the roll (Bylaws § 3.5)"),
        "{page}"
    );
    let poll = put(&mut board, &motion, 25, &[]).await;

    // Its question names the text; another question is not opened.
    let edit = board
        .ada()
        .get(&format!("/room/polls/{}/draft", poll.number))
        .await;
    let form = edit.form(&format!("/room/polls/{}/draft", poll.number));
    let question = form.value("question").unwrap().to_owned();
    assert!(
        question.contains("A code of conduct. Text with SHA-256 "),
        "{question}"
    );
    poll.open_it(&board.foundation).await;
    refuses(
        &super::board::tries_bare(board.chi(), &motion, "recall", "Too early").await,
        422,
        "its poll was opened",
    );

    for (address, member, vote) in VOTERS {
        let voter = board.foundation.place.sign_in(address).await;
        poll.cast(&voter, member, &[("motion", vote)]).await;
    }
    // Once it is over nobody is told that they are asked.
    poll.closes(board.ada()).await;
    for path in ["/motions", motion.as_str()] {
        let page = board.app.visitor().get(path).await;
        refuses(&page, 200, "vote closed, to be counted");
    }
    poll.certified(&board.foundation).await;
    let page = app_page(&board, &motion).await;
    let year = board.foundation.place.now.format("%Y").to_string();
    refuses(&page, 200, &format!("It became resolution {year}-M-001"));
    let said = page.text();
    assert!(said.contains("The members decided in vote"), "{said}");
    assert!(said.contains("Members 3 of 8 took part"), "{said}");
    assert!(said.contains("Votes 66 of 71"), "{said}");
    assert!(said.contains("51 yes of 66 present; 34 needed"), "{said}");
    // Its pages are headed by the words of the question; the digest stands below.
    let (words, digest) = question.split_once(". Text with SHA-256 ").unwrap();
    for address in ["", "/results"] {
        let address = format!("/polls/{}{address}", poll.number);
        let page = board.app.visitor().get(&address).await;
        refuses(&page, 200, words);
        refuses(&page, 200, "SHA-256 of its text:");
        assert!(
            page.html
                .contains(&format!("<span>{}</span>", &digest[..4]))
        );
        assert!(
            !page.text().contains("Text with SHA-256"),
            "{}",
            page.text()
        );
    }
    // The count of the poll goes by the same rule, with the same base.
    let poll = board
        .app
        .visitor()
        .get(&format!("/polls/{}/results", poll.number))
        .await
        .text();
    let counted = "Needed was more than 1/2 of the votes present: of 66, at least 34.";
    assert!(poll.contains(counted), "{poll}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r30_options_with_a_default_and_what_falls_short_is_no_resolution() {
    let (app, foundation) = founded().await;
    let _ledger = app.ledger();
    foundation.certify_roll().await;
    let mut board = Board::of(app, foundation).await;
    let motion = moved(&board, &[("title", "Where to meet")]).await;
    let page = board.chi().get(&motion).await;
    let bad = board
        .chi()
        .submit(
            &page,
            "/referendum",
            &[
                ("opens", "2026-01-01T00:00"),
                ("closes", "2026-02-01T00:00"),
                ("options", "Lyon\nGent"),
                ("default", "Nowhere"),
            ],
        )
        .await;
    refuses(&bad, 422, "Name the option that changes nothing");
    let poll = put(
        &mut board,
        &motion,
        25,
        &[
            ("options", "Lyon\nGent\nNo meeting"),
            ("default", "No meeting"),
        ],
    )
    .await;
    poll.open_it(&board.foundation).await;
    // Ranks of the options: Gent first, then Lyon, then the default; 50 votes against 15.
    let ravi = board.foundation.place.sign_in("ravi@mail.example").await;
    poll.cast(
        &ravi,
        "Nordlicht Hosting",
        &[("r1", "02"), ("r2", "01"), ("r3", "03")],
    )
    .await;
    let sol = board.foundation.place.sign_in("sol@mail.example").await;
    poll.cast(
        &sol,
        "Quiet Works",
        &[("r1", "02"), ("r2", "03"), ("r3", "01")],
    )
    .await;
    poll.certified(&board.foundation).await;
    let page = app_page(&board, &motion).await;
    refuses(&page, 200, "50 yes of 65 present; 33 needed");
    refuses(&page, 200, "It became resolution");

    // An advisory question says so, and binds nobody. Nobody but one member answers: no quorum.
    let motion = moved(&board, &[("title", "Which colour"), ("kind", "advisory")]).await;
    let poll = put(&mut board, &motion, 20, &[]).await;
    let edit = board
        .ada()
        .get(&format!("/room/polls/{}/draft", poll.number))
        .await;
    assert!(
        edit.html.contains("Advisory poll, not binding."),
        "{}",
        edit.text()
    );
    poll.open_it(&board.foundation).await;
    let kim = board.foundation.place.sign_in("kim@mail.example").await;
    poll.cast(&kim, "Kim Abara", &[("motion", "1")]).await;
    poll.certified(&board.foundation).await;
    let page = app_page(&board, &motion).await;
    let said = page.text();
    assert!(said.contains("no quorum"), "{said}");
    assert!(said.contains("It advises, and binds nobody."), "{said}");
    assert!(!said.contains("It became resolution"), "{said}");
    steps(board.chi(), &motion, "resume", "").await;
}

async fn app_page(board: &Board, motion: &str) -> Page {
    board.app.visitor().get(motion).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_threshold_that_is_lifted_after_the_opening_still_holds() {
    const RECUSAL: &str = "[[rule]]\nkey = \"board.recusal\"";
    const SUPER: &str = "[[rule]]\nkey = \"members.super.majority\"\nvalue = \"at least 4/5 of present\"\n\
                         document = \"bylaws\"\nsection = \"3.7\"\ntext = \"Four fifths.\"\n\
                         source = \"A test.\"\ncounsel = false\n\n";
    let (app, mut foundation) = founded().await;
    let _ledger = app.ledger();
    let chi = foundation.chi.clone();
    let saved = saves(&chi, RECUSAL, &format!("{SUPER}{RECUSAL}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    foundation.certify_roll().await;
    let fields = [("body", "members"), ("kind", "bylaws"), ("title", "Terms")];
    let motion = super::board::drafted(&chi, "/motions/new", &fields).await;
    assert!(motion.path.starts_with("/motions/"), "{}", motion.text());
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
    let (opens, closes) = (at(TimeDelta::hours(-1)), at(TimeDelta::seconds(40)));
    let page = chi.get(&motion).await;
    let fields = [("opens", opens.as_str()), ("closes", closes.as_str())];
    let page = chi.submit(&page, "/referendum", &fields).await;
    let poll = poll_of(&foundation, &page, &closes).await;
    poll.open_it(&foundation).await;

    // While it is open the rulebook loses the rule; the vote goes by what stood when it was opened.
    let saved = saves(&chi, SUPER, "").await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    let rules = app.visitor().get("/rules").await.text();
    assert!(!rules.contains("Four fifths."), "{rules}");
    for (address, member, vote) in [
        ("ravi@mail.example", "Nordlicht Hosting", "1"),
        ("sol@mail.example", "Quiet Works", "2"),
    ] {
        let voter = foundation.place.sign_in(address).await;
        poll.cast(&voter, member, &[("motion", vote)]).await;
    }
    poll.certified(&foundation).await;
    let page = app.visitor().get(&motion).await.text();
    assert!(page.contains("50 yes of 65 present; 52 needed"), "{page}");
    assert!(!page.contains("It became resolution"), "{page}");
}
