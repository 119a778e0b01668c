//! Forms of votes: without objection, by voice, by secret ballot.

use super::board::Board;
use crate::acts::room::refuses;
use crate::support::election::option_value;

async fn all_there(board: &Board, motion: &str, word: &str) {
    let page = board.chi().get(motion).await;
    let mut form = page.form("/roll");
    let names: Vec<String> = form
        .fields
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| name.starts_with("vote-"))
        .collect();
    for name in &names {
        form = form.with(name, word);
    }
    let page = board.chi().send(&form).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r41_an_objection_makes_unanimous_consent_a_vote() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "consent").await;
    all_there(&board, &motion, "not_voting").await;
    let lou = &board.directors[1];
    let page = lou.get(&motion).await;
    let page = lou.submit(&page, "/demands", &[]).await;
    refuses(&page, 200, "Objected: Lou Bekker.");
    assert!(
        page.text()
            .contains("By roll call, put by unanimous consent"),
        "{}",
        page.text()
    );
    // Nothing can be declared as agreed to: those present have to say how they vote.
    let page = board.declares(&motion, &[]).await;
    assert!(
        !page.text().contains("It became resolution"),
        "{}",
        page.text()
    );
    let page = board.confirms(&motion).await;
    refuses(&page, 200, "0 yes of 5 present");

    let motion = board.moves(&[("title", "Another")]).await;
    board.puts(&motion, "consent").await;
    all_there(&board, &motion, "not_voting").await;
    let page = board.decides(&motion).await;
    refuses(&page, 200, "5 yes of 5 present");
    refuses(&page, 200, "It became resolution");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r42_a_division_comes_before_the_result_is_final() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "voice").await;
    all_there(&board, &motion, "not_voting").await;
    let page = board.declares(&motion, &[("heard", "adopted")]).await;
    refuses(&page, 200, "waits for another officer");
    // Declared, and not final: a director asks for a division.
    let max = &board.directors[2];
    let page = max.get(&motion).await;
    let page = max.submit(&page, "/demands", &[]).await;
    refuses(&page, 200, "Asked for a division: Max Celik.");
    refuses(
        &board.confirms(&motion).await,
        422,
        "withdraw the entry, and take a roll call",
    );
    let page = board.chi().get(&motion).await;
    let entry = page.link("decision ");
    let page = board.chi().get(&entry).await;
    let page = board
        .chi()
        .submit(
            &page,
            "/withdrawal",
            &[("reason", "A division was asked for")],
        )
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    board.votes(&motion, "no no no yes yes").await;
    refuses(
        &board.decides(&motion).await,
        200,
        "2 yes of 5 present; 3 needed",
    );
    // Once it is final nobody asks for one.
    let page = max.get(&motion).await;
    assert!(
        !page
            .forms()
            .iter()
            .any(|form| form.action.ends_with("/demands"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_voice_vote_counts_who_was_there_and_who_dissented_by_name() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "voice").await;
    all_there(&board, &motion, "not_voting").await;
    board.votes(&motion, "- no - - -").await;
    let declared = board.declares(&motion, &[("heard", "adopted")]).await;
    assert_eq!(declared.status, 200, "{}", declared.text());
    let page = board.confirms(&motion).await;
    refuses(&page, 200, "no 1 Lou Bekker");
    refuses(&page, 200, "4 yes of 5 present");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tellers_count_a_secret_ballot_and_nobody_is_written_down_by_vote() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "secret").await;
    all_there(&board, &motion, "not_voting").await;
    // What declaring it comes to lies in the tellers' figures, which nobody has given yet.
    let page = board.chi().get(&motion).await.text();
    assert!(!page.contains("If you declare it now"), "{page}");
    let kim = board.directors[0].get(&motion).await;
    assert!(
        !kim.forms()
            .iter()
            .any(|form| form.action.ends_with("/votes"))
    );
    let too_many = [("yes", "4"), ("no", "2"), ("abstain", "0")];
    let page = board.declares(&motion, &too_many).await;
    assert_eq!(page.status, 200, "{}", page.text());
    refuses(
        &board.confirms(&motion).await,
        422,
        "Tellers count at most as many ballots",
    );
    let page = board.chi().get(&motion).await;
    let entry = board.chi().get(&page.link("decision ")).await;
    board
        .chi()
        .submit(&entry, "/withdrawal", &[("reason", "Miscounted")])
        .await;
    let page = board
        .declares(&motion, &[("yes", "3"), ("no", "1"), ("abstain", "1")])
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = board.confirms(&motion).await;
    refuses(&page, 200, "3 yes of 5 present");
    refuses(&page, 200, "It became resolution");
    assert!(
        page.text().contains("present, not voting 5"),
        "{}",
        page.text()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_writing_every_director_signs_by_name() {
    let board = Board::seated().await;
    let written = [("in_writing", "1")];
    let motion = board.moves(&[]).await;
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "yes yes yes yes -").await;
    let page = board.chi().get(&motion).await;
    refuses(&page, 200, "It then takes all of those in office as well");
    let page = board.declares(&motion, &written).await;
    refuses(&page, 200, "declared lost");
    refuses(&page, 200, "Decided in writing, without a meeting.");
    refuses(&page, 200, "In writing: 4 yes of 5 in office; 5 needed");
    assert!(
        !board
            .confirms(&motion)
            .await
            .text()
            .contains("It became resolution")
    );

    let motion = board.moves(&[("title", "Another")]).await;
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "yes yes yes yes yes").await;
    let page = board.declares(&motion, &written).await;
    refuses(&page, 200, "declared adopted");
    let page = board.confirms(&motion).await;
    refuses(&page, 200, "It became resolution");
    let resolution = board.chi().get(&page.link("-B-")).await;
    refuses(&resolution, 200, "Decided in writing, without a meeting.");
    refuses(&resolution, 200, "In writing: 5 yes of 5 in office");

    // By voice nobody signs.
    let motion = board.moves(&[("title", "By voice")]).await;
    board.puts(&motion, "voice").await;
    all_there(&board, &motion, "not_voting").await;
    let page = board.chi().get(&motion).await;
    let mut form = page.form("/declaration").with("heard", "adopted");
    form.fields.push(("in_writing".to_owned(), "1".to_owned()));
    let refused = board.chi().send(&form).await;
    refuses(
        &refused,
        422,
        "The board decides in writing, each signing by name",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objection_that_was_heard_is_noted_by_whoever_keeps_the_minutes() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "consent").await;
    let page = board.chi().get(&motion).await;
    let form = page.form("/demands");
    let lou = option_value(&page, "Lou Bekker");
    let page = board.chi().send(&form.with("person", &lou)).await;
    refuses(&page, 200, "Objected: Lou Bekker.");
    refuses(&page, 200, "By roll call, put by unanimous consent");
    // Nobody else notes what another said.
    let motion = board.moves(&[("title", "Another")]).await;
    board.puts(&motion, "voice").await;
    let kim = &board.directors[0];
    let mut form = kim.get(&motion).await.form("/demands");
    form.fields.push(("person".to_owned(), lou));
    refuses(
        &kim.send(&form).await,
        422,
        "Whoever takes part in the vote can ask for that.",
    );
}
