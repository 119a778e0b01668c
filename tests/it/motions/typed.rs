//! What is typed is recorded as it was typed, or refused: nothing is cut, dropped, or taken for
//! somebody else's.

use super::board::Board;
use crate::acts::room::{bare, refuses, text};
use crate::moving::tries;
use crate::support::Form;

/// How much of motions is on record.
async fn on_record(board: &Board) -> String {
    let counted = [
        "motions",
        "motion_steps",
        "motion_interests",
        "motion_votes",
        "motion_demands",
    ]
    .map(|table| format!("(SELECT count(*) FROM {table})"));
    let counted = counted.join(" || ' ' || ");
    text(&board.app, &format!("SELECT {counted} AS it")).await
}

/// The form with a field that the page does not offer.
fn beside(form: &Form, name: &str, value: &str) -> Form {
    let mut form = form.clone();
    form.fields.push((name.to_owned(), value.to_owned()));
    form
}

const UNREADABLE: &str = "names somebody or something that cannot be read";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_longer_than_the_record_takes_is_not_cut() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    let (chi, nia) = (board.chi(), &board.directors[3]);
    let before = on_record(&board).await;
    let note = "w".repeat(501);
    let page = tries(chi, &motion, "refer", &note).await;
    refuses(&page, 422, "Keep it within 500 characters.");
    assert!(page.html.contains(&note), "the form comes back filled");

    let own = nia
        .get(&motion)
        .await
        .form("/interests")
        .with("about", "I am employed by the seller")
        .with("answer", "recused");
    let finding = chi
        .get(&motion)
        .await
        .form("/findings")
        .with("found_about", "They are employed by the seller")
        .with("found_answer", "recused")
        .with("found_reason", "Minutes of 3 March");
    for (by, form, field, most) in [
        (nia, &own, "about", 200),
        (nia, &own, "reason", 500),
        (chi, &finding, "found_about", 200),
        (chi, &finding, "found_reason", 500),
    ] {
        let typed = "w".repeat(most + 1);
        let page = by.send(&form.clone().with(field, &typed)).await;
        refuses(&page, 422, &format!("Keep it within {most} characters."));
        assert!(page.html.contains(&typed), "{field} comes back filled");
    }
    assert_eq!(on_record(&board).await, before);

    // As much as the record takes stands there whole.
    let most = "w".repeat(500);
    let page = nia.send(&own.with("reason", &most)).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.html.contains(&most));
    let page = tries(chi, &motion, "refer", &most).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.html.contains(&most));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_a_form_names_is_never_guessed() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    let (chi, kim, nia) = (board.chi(), &board.directors[0], &board.directors[3]);
    board.puts(&motion, "voice").await;
    let before = on_record(&board).await;

    let own = nia
        .get(&motion)
        .await
        .form("/interests")
        .with("about", "I am employed by the seller")
        .with("answer", "recused");
    let lou = "SELECT person::text AS it FROM accounts WHERE address = 'lou@mail.example'";
    let lou = text(&board.app, lou).await;
    for person in ["x", lou.as_str()] {
        refuses(
            &nia.send(&beside(&own, "person", person)).await,
            400,
            UNREADABLE,
        );
    }
    let finding = chi
        .get(&motion)
        .await
        .form("/findings")
        .with("found_about", "They are employed by the seller")
        .with("found_answer", "recused")
        .with("found_reason", "Minutes of 3 March");
    let of_neither = format!("2 {lou} The seller");
    for (field, value) in [
        ("found_person", "x"),
        ("found_of", "x"),
        ("found_of", "1 x The seller"),
        ("found_of", of_neither.as_str()),
    ] {
        let page = chi.send(&finding.clone().with(field, value)).await;
        refuses(&page, 400, UNREADABLE);
    }
    let demand = nia.get(&motion).await.form("/demands");
    refuses(
        &nia.send(&beside(&demand, "person", "x")).await,
        400,
        UNREADABLE,
    );
    let heard = chi.get(&motion).await.form("/demands");
    refuses(
        &chi.send(&heard.clone().with("person", "x")).await,
        400,
        UNREADABLE,
    );
    refuses(&chi.send(&heard).await, 422, "Choose who objected");

    // The whole roll, or nothing of it.
    let roll = chi.get(&motion).await.form("/roll");
    let votes: Vec<String> = roll
        .names
        .iter()
        .filter(|name| name.starts_with("vote-"))
        .cloned()
        .collect();
    let mut heard = roll;
    for name in &votes {
        heard = heard.with(name, "yes");
    }
    let maybe = heard.clone().with(&votes[0], "maybe");
    refuses(&chi.send(&maybe).await, 400, UNREADABLE);
    refuses(
        &chi.send(&beside(&heard, "vote-x", "yes")).await,
        400,
        UNREADABLE,
    );

    // An amendment is not drafted as a motion of its own, nor a petition's motion without it.
    let draft = kim.get("/motions/new").await;
    let draft = draft
        .form("/motions")
        .with("body", "board")
        .with("kind", "ordinary")
        .with("title", "Another")
        .with("text", "The board rents another mirror.");
    for field in ["amends", "petition", "base"] {
        refuses(
            &kim.upload(&beside(&draft, field, "x"), &[]).await,
            400,
            UNREADABLE,
        );
    }
    assert_eq!(on_record(&board).await, before);

    // What nobody offers is refused to whoever does not keep the minutes.
    let page = nia.get(&motion).await;
    let mut foreign = bare(&page, &finding.action);
    let theirs = finding.fields.into_iter();
    foreign
        .fields
        .extend(theirs.filter(|(name, _)| name != "csrf"));
    assert_eq!(nia.send(&foreign).await.status, 403);
    assert_eq!(on_record(&board).await, before);
}
