//! A certified roll that was wrong: another takes its place, before a vote opens.

use chrono::TimeDelta;
use commonhold::db::Role;

use super::{refused, session};
use crate::auditor;
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};

/// Ada proposes the correction of a roll, Ben has it certified; its path.
async fn corrects(foundation: &Foundation, path: &str, reason: &str) -> String {
    let page = foundation.ada.get(path).await;
    let proposed = foundation
        .ada
        .submit(&page, "/correction", &[("reason", reason)])
        .await;
    assert_eq!(proposed.status, 200, "{}", proposed.text());
    assert!(proposed.text().contains(reason), "{}", proposed.text());
    let page = foundation.ben.get(&proposed.path).await;
    let act = foundation.ben.submit(&page, "/certification", &[]).await;
    foundation.sign(&act).await;
    let certified = foundation.ben.get(&proposed.path).await.text();
    assert!(
        certified.contains("Certified by Ben Lindqvist"),
        "{certified}"
    );
    proposed.path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r02_a_corrected_roll_opens_no_vote_and_one_that_was_opened_keeps_it() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let first = foundation.certify_roll().await;
    // One vote opens on it; another is drafted, with every key.
    let opened = Poll::open(&foundation, &Plan::default()).await;
    let drafted = Poll::draft(&foundation, &Plan::default()).await;
    drafted.upload_keys(&foundation).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let root = opened.manifest(&kim).await.terms().roll_root;
    let leaves = opened.file(&kim, "roll.jsonl").await;

    // The secretary learns that a renewal was left out.
    let today = foundation.place.now.date_naive();
    let decision = crate::joining::reinstates(&foundation).await;
    let members = chi.get("/room/members?q=Pia+Farkas").await;
    let member = chi.get(&members.link("Pia Farkas")).await;
    let (from, to) = (today - TimeDelta::days(40), today + TimeDelta::days(300));
    chi.submit(
        &member,
        "/terms",
        &[
            ("decision", &decision),
            ("term_start", &from.to_string()),
            ("term_end", &to.to_string()),
        ],
    )
    .await;
    let page = ada.get(&first).await;
    let empty = ada.submit(&page, "/correction", &[("reason", " ")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Say what is wrong in this roll"));
    // An act to open the second vote is prepared before the correction.
    let page = ben.get(&drafted.room()).await;
    let opening = ben.submit(&page, "/opening", &[]).await;
    assert!(
        opening.path.starts_with("/room/acts/"),
        "{}",
        opening.text()
    );
    let second = corrects(&foundation, &first, "Pia Farkas had renewed in time.").await;
    assert_eq!(second, "/room/rolls/2");

    // The first stays readable and says so; it is chosen no more, and not corrected twice.
    let old = ada.get(&first).await;
    assert!(
        old.text()
            .contains("Roll 2 corrects this one and took its place"),
        "{}",
        old.text()
    );
    assert!(!old.html.contains("/room/rolls/1/correction"));
    assert!(
        ben.get("/room/rolls")
            .await
            .text()
            .contains("corrected by another")
    );
    let draft = ada.get("/room/polls/new").await;
    assert!(
        !draft.text().contains("Roll 1 of record date"),
        "{}",
        draft.text()
    );
    assert!(draft.text().contains("Roll 2 of record date"));
    let room = ben.get(&drafted.room()).await.text();
    assert!(
        room.contains("Roll 2 corrects roll 1. Choose the latest of them in the draft."),
        "{room}"
    );
    let judged = foundation.sign(&opening).await.text();
    assert!(judged.contains("roll 2 corrects its roll"), "{judged}");

    // Nor in the database: neither another correction, nor an opening.
    let mut app_role = session(&app, Role::App).await;
    let propose = |corrects: &str| {
        format!(
            "WITH proposed AS (
                 INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes)
                 SELECT gen_random_uuid(), record_date, clock_timestamp(), proposed_by, file_sha256, leaves, votes
                 FROM rolls WHERE number = 1 RETURNING id, proposed_by)
             SELECT 1; {corrects}"
        )
    };
    let correction = |of: i32, by: &str| {
        format!(
            "INSERT INTO roll_corrections (roll, corrects, reason, proposed_by)
             SELECT {by}, old.id, 'x', old.proposed_by FROM rolls old WHERE old.number = {of}"
        )
    };
    let newest = "(SELECT id FROM rolls ORDER BY number DESC LIMIT 1)";
    for (sql, why) in [
        (propose(&correction(1, newest)), "roll_is_corrected_once"),
        // Not backwards, not of itself, not afterwards.
        (
            correction(2, "(SELECT id FROM rolls WHERE number = 1)"),
            "roll_correction_is_a_new_roll",
        ),
        (correction(2, newest), "roll_correction_is_a_new_roll"),
        (
            "UPDATE roll_corrections SET reason = 'y'".to_owned(),
            "permission denied for table roll_corrections",
        ),
    ] {
        assert_eq!(refused(&mut app_role, &sql).await, why, "{sql}");
    }
    let mut certifier = session(&app, Role::Certifier).await;
    let open = format!(
        "SELECT open_poll(p.id, d.version, 'x', sha256('x'), r.id, now(), now() + interval '1 day',
                          (SELECT party FROM party_records WHERE name = 'Ben Lindqvist'))
         FROM polls p JOIN poll_drafts d ON d.poll_id = p.id, rolls r
         WHERE p.number = {} AND r.number = 1",
        drafted.number
    );
    assert_eq!(
        refused(&mut certifier, &open).await,
        "poll_opens_on_the_latest_roll"
    );

    // The vote that is open keeps its roll, and closes on it.
    assert_eq!(opened.manifest(&kim).await.terms().roll_root, root);
    assert_eq!(opened.file(&kim, "roll.jsonl").await, leaves);
    opened.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    let pia = foundation.place.sign_in("pia@mail.example").await;
    let page = pia.get(&format!("/polls/{}", opened.number)).await;
    assert!(
        !page.text().contains("ballot of Pia Farkas"),
        "{}",
        page.text()
    );

    // The next vote opens on the correction; a correction is corrected in turn.
    let third = corrects(&foundation, &second, "The name of a class was wrong.").await;
    let next = Poll::open(&foundation, &Plan::default()).await;
    assert_ne!(next.manifest(&kim).await.terms().roll_root, root);
    assert_ne!(third, second);
    let page = pia.get(&format!("/polls/{}", next.number)).await;
    assert!(
        page.text().contains("ballot of Pia Farkas"),
        "{}",
        page.text()
    );
    let nia = auditor::auditor(&foundation).await;
    let register = nia.get("/audit/roll-corrections").await.text();
    assert!(
        register.contains("Pia Farkas had renewed in time."),
        "{register}"
    );
}

/// Two corrections of one roll are proposed; one of them alone is certified.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_proposed_corrections_one_takes_the_place() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let first = foundation.certify_roll().await;
    let page = ada.get(&first).await;
    let one = ada
        .submit(&page, "/correction", &[("reason", "A renewal is missing.")])
        .await;
    assert_eq!(one.status, 200, "{} {}", one.text(), app.log());
    let prepared = ben.get(&one.path).await;
    let prepared = ben.submit(&prepared, "/certification", &[]).await;
    corrects(&foundation, &first, "A class is wrong.").await;
    let judged = foundation.sign(&prepared).await.text();
    assert!(
        judged.contains("Another certified roll corrects roll 1 already"),
        "{judged}"
    );
    let mut certifier = session(&app, Role::Certifier).await;
    let certify = "INSERT INTO roll_certifications (roll_id, certified_by, root)
         SELECT r.id, (SELECT party FROM party_records WHERE name = 'Ben Lindqvist'), sha256('x')
         FROM rolls r WHERE r.number = 2";
    assert_eq!(
        refused(&mut certifier, certify).await,
        "roll_is_corrected_once"
    );
    // A proposal is not corrected: it is proposed anew.
    let page = ada.get(&one.path).await;
    assert!(!page.html.contains("/correction\""), "{}", page.text());
}
