//! Four votes from the draft to the certified result.

use chrono::TimeDelta;

use super::refuses;
use super::result::{
    check_the_closing_set, check_the_result, guards_after_the_close, open_count_certify,
};
use crate::support::election::{Foundation, Place, Plan, Poll, Slip, filled, with_fresh_key};
use crate::support::{Visitor, World};

/// The polls of [`a_vote_from_the_draft_to_the_certified_result`], by question.
const APPROVAL: Plan = Plan {
    question: "Which colours may the flag have?",
    method: "approval-1",
    options: "Blue\nGreen\nRed",
    seats: "1",
    small_cells: "open",
    opens: TimeDelta::hours(-1),
    closes: TimeDelta::hours(1),
};
const PLURALITY: Plan = Plan {
    question: "Where do we meet?",
    method: "plurality-1",
    ..APPROVAL
};
const MOTION: Plan = Plan {
    question: "Shall we adopt the code of conduct?",
    method: "motion-1",
    options: "",
    ..APPROVAL
};

/// The voters of that test.
pub struct Voters {
    pub ravi: Visitor,
    pub sol: Visitor,
    pub kim: Visitor,
    pub lou: Visitor,
    pub max: Visitor,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_from_the_draft_to_the_certified_result() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let board_plan = Plan {
        closes: TimeDelta::hours(1),
        ..Plan::default()
    };
    let later = Plan {
        question: "Who joins later?",
        opens: TimeDelta::hours(30),
        closes: TimeDelta::hours(40),
        ..Plan::default()
    };
    let board = Poll::open(&foundation, &board_plan).await;
    let approval = Poll::open(&foundation, &APPROVAL).await;
    let plurality = Poll::open(&foundation, &PLURALITY).await;
    let motion = Poll::open(&foundation, &MOTION).await;
    let later = Poll::open(&foundation, &later).await;
    let addresses = [
        "ravi@mail.example",
        "sol@mail.example",
        "kim@mail.example",
        "lou@mail.example",
        "max@mail.example",
    ];
    let signed_in = foundation.sign_in_all(&addresses).await;
    let [ravi, sol, kim, lou, max] = signed_in.try_into().ok().unwrap();
    let voters = Voters {
        ravi,
        sol,
        kim,
        lou,
        max,
    };
    let opened = world
        .mail()
        .arrives("ravi@mail.example", "Your vote: Who joins the board?")
        .await;
    assert!(opened.links().iter().any(|link| link.ends_with("/polls/1")));
    let told = world.mail().to("ravi@mail.example");
    let told = told
        .iter()
        .filter(|letter| letter.subject == opened.subject);
    assert_eq!(
        told.count(),
        1,
        "one letter a person, though they cast two ballots"
    );
    assert!(world.mail().to("pia@mail.example").is_empty());

    // What is open stands before what is still to come.
    let list = voters.kim.get("/polls").await.text();
    let at = |question: &str| list.find(question).unwrap();
    assert!(
        at("Who joins the board?") < at("Who joins later?"),
        "{list}"
    );

    let path = board.ballot_path(&voters.kim, "Kim Abara").await;
    let early = path.replace("/polls/1/", &format!("/polls/{}/", later.number));
    refuses(
        &voters.kim.get(&early).await,
        409,
        "This vote is not open yet. It opens",
    );

    let superseded = cast_the_board(&board, &voters).await;
    cast_the_others(&approval, &plurality, &motion, &voters).await;
    let late = filled(board.ballot(&voters.kim, "Kim").await, &[("r1", "01")]);
    // The answer to this one is lost on its way.
    let max = &voters.max;
    let sent = filled(approval.ballot(max, "Max").await, &[("blank", "1")]);
    let lost = Slip::read(&max.send(&sent).await);
    world.advance(
        TimeDelta::hours(1) - (world.now() - foundation.place.now) + TimeDelta::seconds(1),
    );
    assert_eq!(Slip::read(&max.send(&sent).await), lost, "sent once more");
    for other in [
        filled(sent.clone(), &[("a1", "1"), ("blank", "0")]),
        filled(sent.clone(), &[("a1", "1"), ("a2", "1")]),
        with_fresh_key(&sent),
    ] {
        refuses(&max.send(&other).await, 409, "This vote closed");
    }
    let late = voters.kim.send(&late).await;
    refuses(&late, 409, "This vote closed");
    refuses(
        &late,
        409,
        "Nothing was recorded; a ballot you cast before stands as it is.",
    );
    refuses(&voters.kim.get(&path).await, 409, "This vote closed");
    board.closes(&voters.kim).await;
    refuses(&voters.kim.get(&path).await, 409, "This vote closed");

    check_the_closing_set(&board, &foundation, &voters, &superseded).await;
    guards_after_the_close(&world, &board).await;
    open_count_certify(&board, &foundation).await;
    check_the_result(
        &board,
        &foundation,
        &[
            ("Ines Wójcik", "ines-w-jcik"),
            ("Kaito García-López", "kaito-garc-a-l-pez"),
        ],
    )
    .await;
    for (poll, expected) in [
        (&approval, r#""elected":["red"]"#),
        (&plurality, r#""elected":["green"]"#),
        (&motion, r#""verdict":"adopted""#),
    ] {
        poll.closes(&voters.kim).await;
        let manifest = poll.manifest(&foundation.ada).await;
        let opening = poll.opened(&foundation.ada).await;
        let files = poll.opened_files(&manifest, &opening, &poll.ada);
        let handed_in = poll.hand_in(&foundation.ada, &files).await;
        assert!(
            handed_in.text().contains("Still to come: Ben Lindqvist"),
            "{}",
            handed_in.text()
        );
        let share = poll.reveal(&manifest, &poll.ben);
        poll.hand_in_share(&foundation.ben, &share).await;
        poll.counted(&voters.kim).await;
        let counted = foundation.ben.get(&poll.room()).await;
        assert!(
            counted.text().contains("Certify the count"),
            "{}",
            counted.text()
        );
        let result = poll.file(&voters.kim, "result.json").await;
        assert!(result.contains(expected), "{result}");
    }

    let record = "The record of the vote: Who joins the board?";
    for (address, says) in [
        ("lou@mail.example", "a ballot was cast for you"),
        ("max@mail.example", "no ballot was cast for you"),
    ] {
        let letter = world.mail().arrives(address, record).await;
        let words: Vec<&str> = letter.body.split_whitespace().collect();
        assert!(words.join(" ").contains(says), "{}", letter.body);
    }
    let page = voters.max.get(&format!("/polls/{}", board.number)).await;
    assert!(
        page.text().contains("Max Celik, Individual member no."),
        "{}",
        page.text()
    );
}

/// Casts the ballots of the election; returns the digest that was replaced.
async fn cast_the_board(board: &Poll, voters: &Voters) -> Vec<Slip> {
    let ines_then_kaito = [("r1", "01"), ("r2", "02")];
    let kaito_then_ines = [("r2", "01"), ("r1", "02")];
    let big = board
        .cast(&voters.ravi, "Nordlicht Hosting", &ines_then_kaito)
        .await;
    assert_eq!(big.receipt.weight.votes(), 50);
    let own = board
        .cast(&voters.ravi, "Ravi Menon", &[("r4", "01")])
        .await;
    assert_eq!(own.receipt.weight.votes(), 1);
    board
        .cast(&voters.sol, "Quiet Works", &kaito_then_ines)
        .await;
    let first = board.cast(&voters.kim, "Kim Abara", &[("r4", "01")]).await;
    board.cast(&voters.kim, "Kim Abara", &[("r3", "01")]).await;
    board
        .cast(&voters.lou, "Lou Bekker", &[("blank", "1")])
        .await;
    vec![first]
}

async fn cast_the_others(approval: &Poll, plurality: &Poll, motion: &Poll, voters: &Voters) {
    let Voters {
        ravi,
        kim,
        lou,
        max,
        ..
    } = voters;
    approval.cast(kim, "Kim", &[("a1", "1"), ("a3", "1")]).await;
    approval.cast(lou, "Lou", &[("a3", "1")]).await;
    approval.cast(max, "Max", &[("blank", "1")]).await;
    approval.cast(ravi, "Nordlicht", &[("a3", "1")]).await;
    let nothing = approval.ballot(max, "Max").await;
    refuses(&max.send(&nothing).await, 422, "Nothing is chosen yet.");
    let both = filled(nothing, &[("a2", "1"), ("blank", "1")]);
    refuses(&max.send(&both).await, 422, "You chose options and also");

    plurality.cast(kim, "Kim", &[("a2", "1")]).await;
    plurality.cast(lou, "Lou", &[("a2", "1")]).await;
    plurality.cast(max, "Max", &[("a1", "1")]).await;
    plurality.cast(ravi, "Nordlicht", &[("a2", "1")]).await;
    let two = filled(
        plurality.ballot(max, "Max").await,
        &[("a1", "1"), ("a2", "1")],
    );
    let refused = max.send(&two).await;
    refuses(
        &refused,
        422,
        "You marked 2 options; at most 1 can be marked.",
    );
    assert_eq!(refused.form(&two.action).value("a2"), Some("1"));

    motion.cast(ravi, "Nordlicht", &[("motion", "1")]).await;
    motion.cast(kim, "Kim", &[("motion", "2")]).await;
    motion.cast(lou, "Lou", &[("motion", "3")]).await;
    motion.cast(max, "Max", &[("motion", "4")]).await;
    let nothing = motion.ballot(max, "Max").await;
    refuses(&max.send(&nothing).await, 422, "Nothing is chosen yet.");
    let fifth = nothing.with("motion", "5");
    refuses(
        &max.send(&fifth).await,
        422,
        "holds a value that this ballot does not have",
    );
}
