//! Interests: said, and what follows from them.

use super::board::{Board, says};
use crate::acts::room::{refuses, text};
use crate::moving::keeps_out;
use crate::support::election::{CHI, option_value};

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

/// One keeper of the minutes takes no majority's votes away while a vote runs, and whom a finding
/// concerns has a letter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_finding_takes_the_majority_out_of_a_vote_that_runs() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    let chi = board.chi();
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "no no no yes yes").await;
    let finds = async |name: &str| {
        let page = chi.get(&motion).await;
        let found = page
            .form("/findings")
            .with("found_person", &option_value(&page, name))
            .with("found_about", "They are employed by the seller")
            .with("found_answer", "recused")
            .with("found_reason", "Minutes of 3 March");
        chi.send(&found).await
    };
    refuses(&finds("Kim Abara").await, 200, "Kim Abara is recused");
    refuses(&finds("Lou Bekker").await, 200, "Lou Bekker is recused");
    refuses(
        &finds("Max Celik").await,
        422,
        "This would leave most of the body recused while the vote runs, and no finding does that.",
    );
    let told = "SELECT coalesce(string_agg(a.address || ' ' || (l.parameters ->> 'found'), ', ' ORDER BY a.address), '') AS it \
                FROM outbox_letters l JOIN accounts a ON a.id = l.account WHERE l.kind = 'interest_found'";
    assert_eq!(
        text(&board.app, told).await,
        "kim@mail.example recused, lou@mail.example recused"
    );

    // He may say so himself; then others decide, and not the two who are left here and want it.
    keeps_out(&board.directors[2], &motion).await;
    refuses(&board.declares(&motion, &[]).await, 200, "declared adopted");
    refuses(
        &board.confirms(&motion).await,
        422,
        "Most of the body are recused. Refer it to a committee",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_body_found_stands_with_its_reason_and_is_undone_by_the_body_alone() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    let (chi, nia) = (board.chi(), &board.directors[3]);
    let own = nia
        .get(&motion)
        .await
        .form("/interests")
        .with("about", "I am employed by the seller");
    let page = nia.send(&own.clone().with("answer", "stays")).await;
    refuses(&page, 200, "Nia Dossou takes part, having said so");

    // Whoever keeps the minutes says what was found, of whom, and why.
    let page = chi.get(&motion).await;
    let form = page.form("/findings");
    let said = chi.send(&form).await;
    for sentence in [
        "Choose whose interest the body found.",
        "Say what the interest is in.",
        "Say what the body found",
        "Say why the body found it so",
    ] {
        refuses(&said, 422, sentence);
    }
    let of_chi = format!(
        "SELECT person::text AS it FROM accounts WHERE address = '{}'",
        CHI.1
    );
    let of_chi = text(&board.app, &of_chi).await;
    let himself = form
        .clone()
        .with("found_person", &of_chi)
        .with("found_about", "The seller")
        .with("found_answer", "none")
        .with("found_reason", "I have none");
    refuses(
        &chi.send(&himself).await,
        422,
        "written down by another who keeps its minutes",
    );
    let declared = option_value(&page, "Nia Dossou: I am employed by the seller");
    let finding = form.with("found_of", &declared);
    let found = finding
        .clone()
        .with("found_answer", "recused")
        .with("found_reason", "She leads the sale; minutes of 3 March");
    refuses(
        &chi.send(&found).await,
        200,
        "Nia Dossou is recused: I am employed by the seller (as the body found: She leads the sale; minutes of 3 March",
    );

    // No answer of her own undoes it; the body finds anew.
    for answer in ["none", "stays"] {
        refuses(
            &nia.send(&own.clone().with("answer", answer)).await,
            422,
            "which no answer of whoever has it undoes",
        );
    }
    let page = nia.send(&own.clone().with("answer", "recused")).await;
    refuses(
        &page,
        200,
        "Nia Dossou is recused: I am employed by the seller",
    );
    refuses(
        &nia.send(&own.clone().with("answer", "none")).await,
        422,
        "which no answer of whoever has it undoes",
    );
    let anew = finding
        .with("found_answer", "none")
        .with("found_reason", "She left the seller; minutes of 10 March");
    refuses(
        &chi.send(&anew).await,
        200,
        "Nia Dossou has none: I am employed by the seller (as the body found: She left the seller",
    );
    board.puts(&motion, "roll_call").await;
    assert_eq!(says(nia, &motion, "yes").await.status, 200);

    // Of something that nobody declared.
    let page = chi.get(&motion).await;
    let person = option_value(&page, "Max Celik");
    let found = page
        .form("/findings")
        .with("found_person", &person)
        .with("found_about", "His brother owns the seller")
        .with("found_answer", "recused")
        .with("found_reason", "Minutes of 10 March");
    refuses(
        &chi.send(&found).await,
        200,
        "Max Celik is recused: His brother owns the seller (as the body found: Minutes of 10 March",
    );
    let page = board.directors[2].get(&motion).await;
    refuses(&page, 200, "You are recused from this matter");
}
