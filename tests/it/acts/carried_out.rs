//! The certifier as a process: absent, doubled, killed.

use std::time::Duration;

use chrono::Utc;
use commonhold::acts::store;
use commonhold::db::{Role, pool};
use commonhold::evidence::act::Act;
use commonhold::evidence::leaf::{PollVoided, Signatures};
use commonhold::seal::hash::Eid;
use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;

use super::room::{
    download, entries, founded, hand_in, judged, refuses, roll_to_sign, standing, text,
};
use crate::support::election::{Plan, Poll};
use crate::support::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn without_a_certifier_acts_wait_and_nothing_else_breaks() {
    let (app, mut foundation) = founded().await;
    foundation.certify_roll().await;
    let open = Poll::open(&foundation, &Plan::default()).await;
    foundation.place.certifier = None;

    let poll = Poll::draft(&foundation, &Plan::default()).await;
    poll.upload_keys(&foundation).await;
    let room = foundation.ben.get(&poll.room()).await;
    let act = foundation.ben.submit(&room, "/opening", &[]).await.path;
    for (officer, key) in [
        (&foundation.ada, &foundation.keys[0]),
        (&foundation.ben, &foundation.keys[1]),
    ] {
        foundation.sign_alone(officer, key, &act).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    refuses(
        &foundation.ada.get(&act).await,
        200,
        "Signed; the certifier is checking it.",
    );
    assert_eq!(entries(&app, "poll.opened").await.len(), 1);

    // Members cast, officers draft, pages and the state of the server are well.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let slip = open.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    assert_eq!(slip.receipt.weight.votes(), 1);
    let (_, waiting) = roll_to_sign(&foundation).await;
    refuses(
        &foundation.ada.get(&waiting).await,
        200,
        "Nobody has signed yet",
    );
    assert_eq!(app.visitor().get("/readyz").await.status, 200);

    foundation.place.certifier = Some(app.certifier());
    refuses(
        &judged(&foundation.ada, &act).await,
        200,
        "is open under its manifest",
    );
    refuses(
        &foundation.ada.get(&poll.room()).await,
        200,
        "What was fixed at the opening",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_certifiers_each_act_is_done_once() {
    let (app, foundation) = founded().await;
    let _others = [app.certifier(), app.certifier()];
    foundation.certify_roll().await;
    let mut acts = Vec::new();
    for _ in 0..4 {
        let poll = Poll::draft(&foundation, &Plan::default()).await;
        poll.upload_keys(&foundation).await;
        let room = foundation.ben.get(&poll.room()).await;
        acts.push(foundation.ben.submit(&room, "/opening", &[]).await.path);
    }
    let signing = acts.iter().flat_map(|act| {
        let by = [
            (&foundation.ada, &foundation.keys[0]),
            (&foundation.ben, &foundation.keys[1]),
        ];
        by.map(|(officer, key)| async move {
            let file = download(officer, act).await;
            hand_in(officer, act, &key.sign(&file)).await;
        })
    });
    join_all(signing).await;
    for act in &acts {
        refuses(
            &judged(&foundation.ada, act).await,
            200,
            "is open under its manifest",
        );
    }
    assert_eq!(entries(&app, "poll.opened").await.len(), 4);
    let outcomes = "SELECT count(*)::text AS it FROM act_outcomes WHERE done";
    assert_eq!(text(&app, outcomes).await, "5");
    // One letter a poll to everyone who is reached: seven people, one of them twice on the roll.
    let letters = "SELECT count(*)::text AS it FROM outbox_letters WHERE kind = 'poll_opened'";
    assert_eq!(text(&app, letters).await, "28");
}

/// Killed in the middle of an act, the certifier leaves nothing of it, and the
/// next one does all of it, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_certifier_that_is_killed_leaves_all_of_an_act_or_nothing() {
    let (app, mut foundation) = founded().await;
    foundation.certify_roll().await;
    let poll = Poll::draft(&foundation, &Plan::default()).await;
    poll.upload_keys(&foundation).await;
    let room = foundation.ben.get(&poll.room()).await;
    let act = foundation.ben.submit(&room, "/opening", &[]).await.path;
    foundation
        .sign_alone(&foundation.ada, &foundation.keys[0], &act)
        .await;

    // What comes last in the transaction has to wait.
    let mut superuser = app.database.administrator().await;
    let held = "BEGIN; LOCK TABLE act_outcomes IN SHARE MODE";
    superuser.batch_execute(held).await.unwrap();
    let before = standing(&app).await;
    foundation
        .sign_alone(&foundation.ben, &foundation.keys[1], &act)
        .await;
    eventually("an act half done", async || {
        let waiting = "SELECT count(*)::text AS it FROM pg_stat_activity
                       WHERE datname = current_database() AND usename = 'commonhold_certifier' AND wait_event_type = 'Lock'";
        (text(&app, waiting).await == "1").then_some(())
    })
    .await;
    let mut certifier = foundation.place.certifier.take().unwrap();
    certifier.kill().await;
    superuser.batch_execute("COMMIT").await.unwrap();
    eventually("the end of its session", async || {
        let left = "SELECT count(*)::text AS it FROM pg_stat_activity
                    WHERE datname = current_database() AND usename = 'commonhold_certifier'";
        (text(&app, left).await == "0").then_some(())
    })
    .await;
    // Ben's signature is all that came.
    assert_eq!(
        standing(&app).await,
        before.replace("act_signatures 3", "act_signatures 4")
    );
    refuses(
        &foundation.ada.get(&poll.room()).await,
        200,
        "Before it can open",
    );
    refuses(
        &foundation.ada.get(&act).await,
        200,
        "the certifier is checking it",
    );

    foundation.place.certifier = Some(app.certifier());
    refuses(
        &judged(&foundation.ada, &act).await,
        200,
        "is open under its manifest",
    );
    assert_eq!(entries(&app, "poll.opened").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_words_in_one_second_are_two_acts_a_second_apart() {
    let (app, foundation) = founded().await;
    foundation.certify_roll().await;
    Poll::draft(&foundation, &Plan::default()).await;
    let officer = "SELECT party::text AS it FROM party_records WHERE name = 'Ada Okafor'";
    let officer = text(&app, officer).await.parse().unwrap();
    let about = "SELECT id::text AS it FROM polls";
    let about = text(&app, about).await.parse().unwrap();
    let at = u64::try_from(Utc::now().timestamp()).unwrap();
    let leaf = PollVoided {
        at,
        eid: Eid::from_bytes([7; 32]),
        reason: "It asked the wrong question.".to_owned(),
        sigs: Signatures::default(),
    };
    let act = Act::new(leaf.into(), None).unwrap();
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let number = store::propose(&mut server, about, &act, officer).await;
        numbers.push(number.unwrap());
    }
    let said = "SELECT string_agg(convert_from(statement, 'UTF8'), ' ' ORDER BY number) AS it FROM acts WHERE kind = 'poll.voided'";
    let said = text(&app, said).await;
    let times: Vec<u64> = said
        .split("\"at\":")
        .skip(1)
        .map(|rest| rest[..10].parse().unwrap())
        .collect();
    assert_eq!(times[0], at);
    assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
    assert_eq!(numbers.len(), times.len());
}
