//! What is refused of motions, by pages and by the database itself.

use commonhold::db::{Role, pool};
use diesel_async::SimpleAsyncConnection;

use super::board::{Board, drafted, steps, tries_bare};
use crate::acts::room::{refuses, text};
use crate::minutes::decide;
use crate::support::election::{ADA, CHI};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_motion_fits_a_kind_is_drawn_harmlessly_and_moves_only_where_it_may() {
    let board = Board::seated().await;
    let kim = &board.directors[0];
    let page = drafted(kim, "/motions/new", &[("kind", "")]).await;
    refuses(
        &page,
        422,
        "Choose what the motion is about: that fixes how many must agree.",
    );
    assert!(
        page.html.contains("A second mirror"),
        "the form comes back filled"
    );
    let page = drafted(
        kim,
        "/motions/new",
        &[
            ("kind", "ordinary"),
            ("subject", "the mark"),
            ("title", "Sell"),
        ],
    )
    .await;
    refuses(&page, 422, "authorises nothing by itself");
    let turned = [("title", "Sell\u{202e} ton the mark")];
    let page = drafted(kim, "/motions/new", &turned).await;
    refuses(&page, 422, "This line holds characters that are not seen");
    let script =
        "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>";
    let motion = board.drafts(0, &[("text", script)]).await;
    let page = kim.get(&motion).await;
    let drawn = page.html.split("class=\"official\"").nth(1).unwrap();
    let drawn = drawn.split("</section>").next().unwrap();
    for tag in ["<script", "<img", "javascript:"] {
        let shown = drawn.contains(tag) && !drawn.contains("(javascript:");
        assert!(!shown, "{drawn}");
    }
    // A draft is read by its author and the officers.
    assert_eq!(board.app.visitor().get(&motion).await.status, 404);
    assert_eq!(
        board.directors[1].get(&motion).await.status,
        200,
        "a director of that body"
    );
    // Nothing leads from a draft to the vote.
    refuses(
        &tries_bare(board.chi(), &motion, "debate", "").await,
        422,
        "that step is not open to it",
    );
    refuses(
        &tries_bare(&board.directors[1], &motion, "submit", "").await,
        422,
        "not yours to take",
    );
    steps(kim, &motion, "submit", "").await;
    // Sent again it is the same step.
    assert_eq!(tries_bare(kim, &motion, "submit", "").await.status, 200);
    steps(board.chi(), &motion, "rule_out", "It is no question").await;
    let page = kim.get(&motion).await.text();
    assert!(page.contains("ruled out of order by Chi"), "{page}");
    // Who sits on no body drafts nothing.
    let pia = board.foundation.place.sign_in("tom@mail.example").await;
    refuses(
        &pia.get("/motions/new").await,
        403,
        "Any member can open a petition instead.",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_director_and_a_late_vote_are_refused_and_reserved_kinds_need_more() {
    let board = Board::seated().await;
    let suspend = [
        ("address", "ola@mail.example"),
        ("target", "board"),
        ("reason", "An inquiry"),
        ("last_day", "2999-12-31"),
        ("matter", "reserved"),
    ];
    let motion = board
        .moves(&[("kind", "ipr_policy"), ("title", "The policy on patents")])
        .await;
    decide(
        board.chi(),
        board.ada(),
        "/room/decisions/new?act=suspend",
        &suspend,
    )
    .await;
    let page = board.chi().get(&motion).await.text();
    assert!(page.contains("at least 2/3 of those in office"), "{page}");
    refuses(
        &board.puts(&motion, "voice").await,
        422,
        "A reserved matter is voted on by name",
    );
    board.puts(&motion, "roll_call").await;
    let ola = &board.directors[4];
    refuses(
        &ola.get(&motion).await,
        200,
        "You are suspended from this body",
    );
    // Two of four in office are no two thirds; three are.
    board.votes(&motion, "yes yes no -").await;
    let stale = board.directors[3].get(&motion).await;
    let page = board.decides(&motion).await;
    refuses(&page, 200, "2 yes of 4 in office; 3 needed");
    assert!(
        page.text().contains("suspended 1 Ola Eide"),
        "{}",
        page.text()
    );
    let late = board.directors[3]
        .submit(&stale, "/votes", &[("vote", "yes")])
        .await;
    refuses(&late, 422, "The vote is over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_officers_who_confirm_at_once_adopt_once() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "yes yes yes - -").await;
    board.declares(&motion, &[]).await;
    let (ada, ben) = (board.ada(), &board.foundation.ben);
    let (a, b) = tokio::join!(ada.get(&motion), ben.get(&motion));
    let (one, other) = tokio::join!(
        ada.submit(&a, "/confirmation", &[]),
        ben.submit(&b, "/confirmation", &[])
    );
    let statuses = [one.status.as_u16(), other.status.as_u16()];
    assert!(statuses.contains(&200), "{statuses:?}");
    let numbers = "SELECT string_agg(number::text, ',' ORDER BY number) AS it FROM resolutions WHERE body = 'board'";
    assert_eq!(text(&board.app, numbers).await, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_application_inserts_no_resolution_and_no_vote_that_was_not_given() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "yes no no - -").await;
    let mut db = pool::connect(&board.app.database.address(Role::App))
        .await
        .unwrap();
    let of_motion = "(SELECT q.id FROM motion_questions q ORDER BY q.recorded_at DESC LIMIT 1)";
    let secretary = "(SELECT o.person FROM office_terms o WHERE o.office = 'secretary' LIMIT 1)";
    let entry = |adopted: bool, extra: &str| {
        format!(
            "INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by, question) \
             SELECT gen_random_uuid(), 'board', legal_day(clock_timestamp()), m.title, t.text, '', 'ordinary', {adopted}, NULL, {secretary}, q.id \
             FROM motion_questions q JOIN motions m ON m.id = q.motion \
             JOIN motion_texts t ON t.motion = q.motion AND t.version = q.version WHERE q.id = {of_motion}{extra}"
        )
    };
    // An entry that says it was carried, with the votes turned round, is entered and never confirmed.
    let forged = format!(
        "BEGIN; {}; \
         INSERT INTO decision_votes (entry, seat, person, vote) SELECT e.id, v.seat, v.person, 'yes' \
         FROM decision_entries e, question_votes({of_motion}, true, clock_timestamp()) v WHERE e.question = {of_motion}; \
         INSERT INTO decision_rules (entry, key, value, citation) SELECT e.id, k, f.value, f.citation \
         FROM decision_entries e, unnest(ARRAY['board.quorum', 'board.recusal', 'board.majority']) k, \
              LATERAL rule_in_force(k, clock_timestamp()) f WHERE e.question = {of_motion}; COMMIT;",
        entry(true, "")
    );
    db.batch_execute(&forged).await.unwrap();
    refuses(
        &board.confirms(&motion).await,
        422,
        "Votes or interests have changed since the result was entered.",
    );

    let statements = [
        (
            "INSERT INTO resolutions (id, decision, body, year, number, effective_on, confidential, words) SELECT gen_random_uuid(), d.id, 'board', 2026, 1, '2026-01-01', '', '' FROM recorded_decisions d LIMIT 1",
            "permission denied",
        ),
        (
            "INSERT INTO recorded_decisions (id, entry, confirmed_by) SELECT gen_random_uuid(), e.id, e.entered_by FROM decision_entries e ORDER BY e.number DESC LIMIT 1",
            "last confirmation",
        ),
        (
            "INSERT INTO authority_uses (decision, act, subject) SELECT id, 'in_kind', '' FROM recorded_decisions LIMIT 1",
            "permission denied",
        ),
        (
            "SELECT decide_by_poll(gen_random_uuid(), '{}', '[]', true, '', '{}')",
            "permission denied",
        ),
        (
            "SELECT register_decision(d, '') FROM recorded_decisions d",
            "permission denied",
        ),
        ("UPDATE motion_votes SET vote = 'yes'", "permission denied"),
        (
            "INSERT INTO motion_posts (id, motion, author, stance) \
             SELECT gen_random_uuid(), m.id, a.person, '' FROM motions m, accounts a WHERE a.address = 'tom@mail.example'",
            "who sits on the body speaks in its debate",
        ),
        (
            "INSERT INTO motion_steps (motion, step, state, person, note) SELECT m.id, 'adopt', 'adopted', m.opened_by, '' FROM motions m",
            "not this person's to take",
        ),
    ];
    for (statement, wanted) in statements {
        let refused = db.batch_execute(statement).await.unwrap_err().to_string();
        assert!(refused.contains(wanted), "{statement}: {refused}");
    }
    // An authority is no plain decision.
    let plain = entry(true, "")
        .replace(
            "NULL,",
            "'{\"act\":\"authorise\",\"kind\":\"expense\",\"parameters\":{},\"subject\":\"x\"}',",
        )
        .replace("question)", "citation2)");
    let plain = plain
        .replace(", citation2)", ")")
        .replace(", q.id FROM", " FROM");
    let refused = db.batch_execute(&plain).await.unwrap_err().to_string();
    assert!(
        refused.contains("an authority comes from a motion"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_majority_of_another_matter_stands_in_for_the_one_to_judge_by() {
    let board = Board::seated().await;
    let mut db = pool::connect(&board.app.database.address(Role::App))
        .await
        .unwrap();
    let person =
        |address: &str| format!("(SELECT person FROM accounts WHERE address = '{address}')");
    let (chi, ada) = (person(CHI.1), person(ADA.1));
    // One yes of five present is carried by no rule of the board, whatever row is beside it.
    for key in ["bylaws.amendment", "members.super.majority"] {
        let forged = format!(
            "BEGIN; \
             INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) \
             VALUES (gen_random_uuid(), 'board', legal_day(clock_timestamp()), '{key}', 'We pay it.', 'Minutes', 'ordinary', true, NULL, {chi}); \
             INSERT INTO decision_votes (entry, seat, person, vote) \
             SELECT e.id, r.seat, r.person, CASE WHEN row_number() OVER () = 1 THEN 'yes' ELSE 'not_voting' END \
             FROM decision_entries e, roster('board', clock_timestamp()) r WHERE e.title = '{key}'; \
             INSERT INTO decision_rules (entry, key, value, citation) SELECT e.id, k, f.value, f.citation \
             FROM decision_entries e, unnest(ARRAY['board.quorum', 'board.recusal', 'board.majority']) k, \
                  LATERAL rule_in_force(k, clock_timestamp()) f WHERE e.title = '{key}'; \
             INSERT INTO decision_rules (entry, key, value, citation) \
             SELECT e.id, '{key}', 'at least 1/5 of in office', 'Bylaws § 14' FROM decision_entries e WHERE e.title = '{key}'; \
             INSERT INTO decision_confirmations (entry, confirmed_by) \
             SELECT e.id, {ada} FROM decision_entries e WHERE e.title = '{key}'; \
             COMMIT;"
        );
        let refused = db.batch_execute(&forged).await.unwrap_err().to_string();
        db.batch_execute("ROLLBACK").await.unwrap();
        assert!(
            refused.contains("held against the rules that were in force"),
            "{key}: {refused}"
        );
    }
}
