//! Interests: said, and what follows from them.

use super::board::{Board, says};
use crate::acts::room::refuses;
use crate::moving::keeps_out;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r39_who_is_recused_is_neither_for_nor_against_and_named() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    let nia = &board.directors[3];
    keeps_out(nia, &motion).await;
    let page = board.chi().get(&motion).await.text();
    assert!(
        page.contains("Nia Dossou is recused: I am employed by the seller"),
        "{page}"
    );
    assert!(
        page.contains("Quorum: 2 present of the 5 in office (1 fewer for those recused)"),
        "{page}"
    );
    board.puts(&motion, "roll_call").await;
    let page = nia.get(&motion).await.text();
    assert!(page.contains("You are recused from this matter"), "{page}");
    // Past the page: the form of another director, sent by her.
    let page = board.directors[0].get(&motion).await;
    let own = nia.get(&motion).await;
    let csrf = own.forms()[0].value("csrf").unwrap().to_owned();
    let mut form = page.form("/votes").with("vote", "yes");
    form.fields.retain(|(name, _)| name != "csrf");
    form.fields.push(("csrf".to_owned(), csrf));
    refuses(
        &nia.send(&form).await,
        422,
        "Whoever is recused from a matter does not vote on it.",
    );

    // Two of four who are there: no majority of those present; a third carries it.
    board.votes(&motion, "yes yes - - -").await;
    let page = board.decides(&motion).await;
    let said = page.text();
    assert!(said.contains("recused 1 Nia Dossou"), "{said}");
    assert!(said.contains("2 yes of 2 present; 2 needed"), "{said}");
    assert!(said.contains("Of the 4 in office who have no interest in it, 2 said yes; a majority of them is 3: not reached"), "{said}");
    refuses(&page, 200, "It became resolution");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_r40_where_most_keep_out_a_committee_decides() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    for director in &board.directors[..3] {
        keeps_out(director, &motion).await;
    }
    let page = board.chi().get(&motion).await.text();
    assert!(
        page.contains("refer it to a committee of at least two who have no interest"),
        "{page}"
    );
    refuses(
        &board.puts(&motion, "roll_call").await,
        422,
        "Most of the body are recused. Refer it to a committee",
    );
    super::board::steps(
        board.chi(),
        &motion,
        "refer",
        "To the committee of Nia and Ola",
    )
    .await;
    let page = board.chi().get(&motion).await.text();
    assert!(page.contains("referred by Chi"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_affiliated_with_whom_the_motion_names_is_asked() {
    let board = Board::seated().await;
    let form = board.chi().get("/room/members").await;
    assert_eq!(form.status, 200);
    // Ravi votes for Nordlicht Hosting; he takes a seat on the board.
    let fields = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", "ravi@mail.example"),
    ];
    let entered = crate::minutes::enters_voting(
        board.chi(),
        "/room/decisions/new?act=seat&body=members",
        "yes",
        &[
            fields.as_slice(),
            &[
                ("members_entitled", "8"),
                ("members_present", "8"),
                ("votes_entitled", "71"),
                ("votes_present", "71"),
                ("votes_yes", "71"),
                ("votes_no", "0"),
                ("votes_abstain", "0"),
            ],
        ]
        .concat(),
    )
    .await;
    let decided = crate::minutes::confirms(board.ada(), &entered.path).await;
    assert!(decided.text().contains("✓ decided"), "{}", decided.text());
    let ravi = board.foundation.place.sign_in("ravi@mail.example").await;
    let motion = board
        .moves(&[(
            "text",
            "The foundation rents a mirror from Nordlicht Hosting.",
        )])
        .await;
    let page = ravi.get(&motion).await;
    assert!(
        page.text()
            .contains("You are asked about: Nordlicht Hosting"),
        "{}",
        page.text()
    );
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.value("suggested") == Some("1"))
        .unwrap();
    let page = ravi.send(&form.with("answer", "none")).await;
    let said = page.text();
    assert!(
        said.contains("Ravi Menon has none: Nordlicht Hosting"),
        "{said}"
    );
    assert!(!said.contains("You are asked about"), "{said}");
    board.puts(&motion, "roll_call").await;
    assert_eq!(says(&ravi, &motion, "yes").await.status, 200);
}
