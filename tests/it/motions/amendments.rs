//! Amendments: motions on a motion.

use super::board::{Board, drafted, steps};
use crate::acts::room::refuses;

const MAIN: &str = "The foundation rents a mirror.\nIt costs at most 400 EUR.\nIt stands in Europe.\nThe treasurer signs.";

async fn amendment(board: &Board, by: usize, main: &str, title: &str, text: &str) -> String {
    let number = main.rsplit('/').next().unwrap();
    let page = drafted(
        &board.directors[by],
        &format!("/motions/new?amends={number}"),
        &[("title", title), ("text", text)],
    )
    .await;
    assert!(page.path.starts_with("/motions/"), "{}", page.text());
    let path = page.path;
    steps(&board.directors[by], &path, "submit", "").await;
    steps(&board.directors[by], &path, "move", "").await;
    steps(board.chi(), &path, "debate", "").await;
    path
}

async fn adopt(board: &Board, motion: &str) {
    board.puts(motion, "roll_call").await;
    board.votes(motion, "yes yes yes yes yes").await;
    let page = board.decides(motion).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r38_an_adopted_amendment_is_the_text_that_the_vote_binds_to() {
    let board = Board::seated().await;
    let main = board.moves(&[("text", MAIN)]).await;
    let less = amendment(&board, 1, &main, "Less money", &MAIN.replace("400", "300")).await;
    let more = amendment(&board, 2, &main, "More money", &MAIN.replace("400", "500")).await;
    let place = amendment(
        &board,
        3,
        &main,
        "Anywhere",
        &MAIN.replace("\nIt stands in Europe.", ""),
    )
    .await;

    // The page shows them beside the text, and which collide.
    let page = board.chi().get(&main).await.text();
    assert!(page.contains("Goes: It costs at most 400 EUR."), "{page}");
    assert!(page.contains("Comes: It costs at most 300 EUR."), "{page}");
    let (less_number, more_number) = (
        less.rsplit('/').next().unwrap(),
        more.rsplit('/').next().unwrap(),
    );
    assert!(
        page.contains(&format!("same lines as amendment {more_number}")),
        "{page}"
    );
    assert!(
        page.contains(&format!("same lines as amendment {less_number}")),
        "{page}"
    );
    // The main question waits for them.
    refuses(
        &board.puts(&main, "roll_call").await,
        422,
        "Amendments are decided",
    );

    adopt(&board, &less).await;
    adopt(&board, &place).await;
    let page = board.chi().get(&main).await;
    let said = page.text();
    assert!(said.contains("The text, version 3"), "{said}");
    assert!(said.contains("It costs at most 300 EUR."), "{said}");
    let drawn = said.split("The text, version 3").nth(1).unwrap();
    let drawn = drawn.split("Amendments").next().unwrap();
    assert!(!drawn.contains("It stands in Europe."), "{drawn}");
    let compared = board
        .chi()
        .get(&format!("{main}/compare?from=1&to=2"))
        .await
        .text();
    assert!(
        compared.contains("Goes: It costs at most 400 EUR."),
        "{compared}"
    );

    // What collides with the text as it stands now is adopted and cannot be taken in.
    board.puts(&more, "roll_call").await;
    board.votes(&more, "yes yes yes yes yes").await;
    board.declares(&more, &[]).await;
    refuses(
        &board.confirms(&more).await,
        422,
        "changes lines that another amendment changed",
    );
    refuses(
        &board.puts(&main, "roll_call").await,
        422,
        "Amendments are decided",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_on_a_text_that_was_changed_meanwhile_is_refused() {
    let board = Board::seated().await;
    let main = board.moves(&[("text", MAIN)]).await;
    let stale_question = board.chi().get(&main).await;
    board.puts(&main, "roll_call").await;
    let kim = &board.directors[0];
    let stale_vote = kim.get(&main).await;

    steps(board.chi(), &main, "recall", "An amendment came in").await;
    let less = amendment(&board, 1, &main, "Less money", &MAIN.replace("400", "300")).await;
    adopt(&board, &less).await;
    let answer = board
        .chi()
        .submit(&stale_question, "/questions", &[("vote_form", "roll_call")])
        .await;
    refuses(
        &answer,
        422,
        "The text has changed since you opened the page",
    );
    board.puts(&main, "roll_call").await;
    let answer = kim.submit(&stale_vote, "/votes", &[("vote", "yes")]).await;
    refuses(&answer, 422, "The text was changed and put anew");
    board.votes(&main, "yes yes yes - -").await;
    refuses(&board.decides(&main).await, 200, "It became resolution");
    let answer = kim.submit(&stale_vote, "/votes", &[("vote", "no")]).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
}
