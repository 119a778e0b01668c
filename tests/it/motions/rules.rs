//! What rules of motions change: seconding, reconsideration, the casting vote.

use super::board::{Board, steps};
use crate::acts::room::{founded, refuses};
use crate::rulebook::{adopts, saves};

const RECUSAL: &str = "[[rule]]\nkey = \"board.recusal\"";

/// A board under the usual rules and these.
pub(super) async fn under(rules: &[(&str, &str)]) -> Board {
    let (app, foundation) = founded().await;
    let said: String = rules
        .iter()
        .map(|(key, value)| {
            format!(
                "[[rule]]\nkey = \"{key}\"\nvalue = {value}\ndocument = \"bylaws\"\nsection = \"4.11\"\n\
                 text = \"As the board wishes.\"\nsource = \"A test.\"\ncounsel = false\n\n"
            )
        })
        .collect();
    let saved = saves(&foundation.chi, RECUSAL, &format!("{said}{RECUSAL}")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    Board::of(app, foundation).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_motion_is_seconded_by_another_where_a_rule_asks_for_it() {
    let board = under(&[("motions.second", "true")]).await;
    let motion = board.drafts(0, &[]).await;
    let (kim, lou) = (&board.directors[0], &board.directors[1]);
    steps(kim, &motion, "submit", "").await;
    steps(kim, &motion, "move", "").await;
    let page = board.chi().get(&motion).await.text();
    assert!(
        page.contains("It is seconded before it is debated (Bylaws § 4.11)."),
        "{page}"
    );
    let page = kim.get(&motion).await.text();
    assert!(
        page.contains("You moved it. Another of the body seconds it."),
        "{page}"
    );
    steps(lou, &motion, "second", "").await;
    steps(board.chi(), &motion, "debate", "").await;
    let page = board.chi().get(&motion).await.text();
    assert!(page.contains("seconded by Lou Bekker"), "{page}");
}

/// A board under the usual rules, but for one value.
async fn with(key: &str, from: &str, to: &str) -> Board {
    let (app, foundation) = founded().await;
    let rule = |value: &str| format!("key = \"{key}\"\nvalue = \"{value}\"");
    let saved = saves(&foundation.chi, &rule(from), &rule(to)).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    Board::of(app, foundation).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r37_two_yes_of_five_present_carry_only_where_those_voting_count() {
    for (majority, carried, said) in [
        (
            "more than 1/2 of present",
            false,
            "2 yes of 5 present; 3 needed",
        ),
        (
            "more than 1/2 of yes and no",
            true,
            "2 yes of 3 yes and no; 2 needed",
        ),
    ] {
        let board = if carried {
            with("board.majority", "more than 1/2 of present", majority).await
        } else {
            Board::seated().await
        };
        let motion = board.moves(&[]).await;
        board.puts(&motion, "roll_call").await;
        board.votes(&motion, "yes yes no abstain abstain").await;
        let page = board.decides(&motion).await.text();
        assert!(page.contains(said), "{page}");
        assert_eq!(page.contains("It became resolution"), carried, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bylaws_are_changed_by_their_own_majority() {
    let board = with(
        "bylaws.amendment",
        "at least 2/3 of in office",
        "at least 1/1 of in office",
    )
    .await;
    for (kind, needed, carried) in [("bylaws", 5, false), ("ipr_policy", 4, true)] {
        let motion = board.moves(&[("kind", kind), ("title", kind)]).await;
        board.puts(&motion, "roll_call").await;
        let page = board.chi().get(&motion).await.text();
        let section = if carried { "4.11" } else { "14" };
        assert!(page.contains(&format!("(Bylaws § {section})")), "{page}");
        board.votes(&motion, "yes yes yes yes no").await;
        let page = board.decides(&motion).await.text();
        let said = format!("4 yes of 5 in office; {needed} needed");
        assert!(page.contains(&said), "{page}");
        assert_eq!(page.contains("It became resolution"), carried, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r44_only_the_prevailing_side_reconsiders_where_the_rule_is_on() {
    let board = under(&[("motions.reconsider", "\"prevailing side\"")]).await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "no no no yes yes").await;
    board.decides(&motion).await;
    let (kim, nia) = (&board.directors[0], &board.directors[3]);
    let page = nia.get(&motion).await.text();
    assert!(
        page.contains(
            "Somebody who voted with the side that prevailed asks for that (Bylaws § 4.11)."
        ),
        "{page}"
    );
    // Past the page, with the form of one who may.
    let page = kim.get(&motion).await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.value("step") == Some("reconsider"))
        .unwrap();
    let mut form = form.with("note", "New figures");
    let csrf = nia.get(&motion).await.forms()[0]
        .value("csrf")
        .unwrap()
        .to_owned();
    form.fields.retain(|(name, _)| name != "csrf");
    form.fields.push(("csrf".to_owned(), csrf));
    refuses(
        &nia.send(&form).await,
        422,
        "Only somebody who voted with the side that prevailed",
    );
    steps(kim, &motion, "reconsider", "New figures").await;
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "yes yes no yes yes").await;
    refuses(&board.decides(&motion).await, 200, "It became resolution");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r45_a_tie_is_lost_unless_a_rule_gives_the_chair_a_casting_vote() {
    for casting in [false, true] {
        let board = if casting {
            under(&[("board.casting_vote", "\"chair\"")]).await
        } else {
            Board::seated().await
        };
        // Kim is the chair.
        let fields = [
            ("address", super::board::DIRECTORS[0]),
            ("office", "chair"),
            ("body", "board"),
        ];
        let entered = crate::minutes::enters(
            board.chi(),
            "/room/decisions/new?act=appoint&body=board",
            &fields[..2],
        )
        .await;
        let decided = crate::minutes::confirms(board.ada(), &entered.path).await;
        assert!(decided.text().contains("✓ decided"), "{}", decided.text());
        let motion = board.moves(&[]).await;
        board.puts(&motion, "roll_call").await;
        board.votes(&motion, "yes yes no no -").await;
        let page = board.decides(&motion).await;
        let said = page.text();
        if casting {
            assert!(said.contains("3 yes of 4 present; 3 needed"), "{said}");
            assert!(
                said.contains("The chair’s casting vote breaks the tie (Bylaws § 4.11)."),
                "{said}"
            );
            refuses(&page, 200, "It became resolution");
        } else {
            assert!(said.contains("A tie is lost."), "{said}");
            assert!(!said.contains("It became resolution"), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r46_an_informal_vote_is_ratified_and_both_records_name_each_other() {
    let board = Board::seated().await;
    let year = board.foundation.place.now.format("%Y").to_string();
    // Decided by mail, entered from the list.
    let informal = board.moves(&[("title", "Rent by mail")]).await;
    board.puts(&informal, "roll_call").await;
    board.votes(&informal, "yes yes yes - -").await;
    board.decides(&informal).await;
    let ratifies = board
        .moves(&[
            ("title", "Ratify the rent"),
            ("text", "The board ratifies what it decided by mail."),
            ("relation", "ratifies"),
            ("resolution", &format!("{year}-B-001")),
        ])
        .await;
    board.puts(&ratifies, "roll_call").await;
    board.votes(&ratifies, "yes yes yes yes yes").await;
    let page = board.decides(&ratifies).await;
    refuses(
        &page,
        200,
        &format!("It ratifies {year}-B-001 Rent by mail"),
    );
    let page = board.chi().get(&informal).await.text();
    assert!(page.contains("ratified"), "{page}");
    let wrong = super::board::drafted(
        &board.directors[0],
        "/motions/new",
        &[("relation", "rescinds"), ("resolution", "2026-B-999")],
    )
    .await;
    refuses(&wrong, 422, "There is no such resolution.");
    let rescinds = board
        .moves(&[
            ("title", "No rent"),
            ("relation", "rescinds"),
            ("resolution", &format!("{year}-B-001")),
        ])
        .await;
    board.puts(&rescinds, "roll_call").await;
    board.votes(&rescinds, "yes yes yes yes yes").await;
    board.decides(&rescinds).await;
    let page = board.chi().get(&informal).await;
    refuses(&page, 200, "rescinded");
    // What is rescinded stays readable, and leads nowhere.
    assert!(
        !page
            .forms()
            .iter()
            .any(|form| form.action.ends_with("/steps"))
    );
}
