//! What is closed to others, where a rule opens motions and their debates to everybody.

use diesel_async::SimpleAsyncConnection;

use super::board::{Board, steps};
use super::rules::under;
use crate::acts::room::refuses;
use crate::permits::as_application;
use crate::support::Page;

const SECTION: &str = "Bylaws § 4.14, executive session";
const WORDS: &str = "The canary of the mirror is 7411.";

/// Lou drafts an amendment and brings it before the board, its form as it is with this beside.
async fn amended(board: &Board, main: &str, beside: &[(&str, &str)]) -> Page {
    let lou = &board.directors[1];
    let number = main.rsplit('/').next().unwrap();
    let page = lou.get(&format!("/motions/new?amends={number}")).await;
    let mut form = page
        .form("/motions")
        .with("title", "Less")
        .with("text", &format!("{WORDS} It costs less."));
    for (name, value) in beside {
        form.fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let drafted = lou.upload(&form, &[]).await;
    assert!(drafted.path.starts_with("/motions/"), "{}", drafted.text());
    steps(lou, &drafted.path, "submit", "").await;
    steps(lou, &drafted.path, "move", "").await;
    steps(board.chi(), &drafted.path, "debate", "").await;
    drafted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_amendment_is_closed_to_others_as_its_motion_is() {
    let board = under(&[("motions.debate", "\"everybody\"")]).await;
    let visitor = board.app.visitor();
    // What is open is, with its amendments: the rule is in force, and nobody closes one alone.
    let open = board.moves(&[("text", WORDS)]).await;
    let change = amended(&board, &open, &[("confidential", SECTION)]).await;
    for path in [&open, &change.path] {
        refuses(&visitor.get(path).await, 200, WORDS);
        assert_eq!(visitor.get(&format!("{path}/posts")).await.status, 200);
    }

    let main = board
        .moves(&[("text", WORDS), ("confidential", SECTION)])
        .await;
    let number = main.rsplit('/').next().unwrap();
    let form = format!("/motions/new?amends={number}");
    refuses(
        &board.directors[1].get(&form).await,
        200,
        "Confidential, as the motion is that it amends: Bylaws § 4.14, executive session.",
    );
    let left_out = amended(&board, &main, &[]).await;
    let emptied = amended(&board, &main, &[("confidential", "")]).await;
    for path in [&main, &left_out.path, &emptied.path] {
        for place in ["", "/posts", "/compare"] {
            let page = visitor.get(&format!("{path}{place}")).await;
            assert_eq!(page.status, 404, "{path}{place}: {}", page.text());
        }
        refuses(&board.directors[2].get(path).await, 200, WORDS);
    }
    refuses(
        &board.directors[2].get(&left_out.path).await,
        200,
        "Confidential: Bylaws § 4.14, executive session.",
    );

    // Nor does the application open one past its own pages.
    let mut db = as_application(&board.app).await;
    let refused = db
        .batch_execute(&format!(
            "INSERT INTO motions (id, body, parent, kind, title, confidential, forum, opened_by) \
             SELECT gen_random_uuid(), body, id, kind, 'Bare', '', '', opened_by FROM motions WHERE number = {number}"
        ))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("closed to others by the rule that closes its motion"),
        "{refused}"
    );
}
