//! More at once than a server can serve: what it acknowledges it keeps, and
//! whom it cannot serve it asks to come back.

use std::collections::BTreeSet;
use std::time::Duration;

use commonhold::db::{Role, pool};
use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;

use super::{envelopes, holds_all, live_of};
use crate::support::election::{
    Foundation, NO_LIMITS, Place, Plan, Poll, Slip, filled, with_fresh_key,
};
use crate::support::{Form, Page, TestApp, Visitor, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r09_of_many_submits_of_one_voter_one_counts() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    a_thousand_submits(&world, &poll, &kim).await;
    // Also the end of the server, with letters in hand, leaves nothing to explain.
    world.stop();
    let log = world.log();
    let unexplained = log
        .lines()
        .filter(|line| line.contains("ERROR") || line.contains("connection closed"));
    assert_eq!(unexplained.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_asks_to_come_back() {
    let arguments = [NO_LIMITS.as_slice(), &["--connections", "2"]].concat();
    let app = TestApp::start_with(&arguments).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let people = ["kim@mail.example", "lou@mail.example", "max@mail.example"];
    let voters = foundation.sign_in_all(&people).await;
    let members = ["Kim Abara", "Lou Bekker"];
    let forms = join_all(voters.iter().zip(members).map(async |(voter, member)| {
        let form = poll.ballot(voter, member).await;
        filled(form, &[("r2", "01")])
    }));
    let forms = forms.await;

    // Two casts wait for the poll, with all the connections there are.
    let mut lock = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let take = format!(
        "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('poll ' || '{}'::uuid::text, 0))",
        poll.id
    );
    lock.batch_execute(&take).await.unwrap();
    let casts = join_all(
        voters
            .iter()
            .zip(&forms)
            .map(|(voter, form)| voter.send(form)),
    );
    let (casts, turned_away) = tokio::join!(casts, async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let page = voters[2].get("/polls").await;
        lock.batch_execute("COMMIT").await.unwrap();
        page
    });
    asks_to_come_back(&turned_away);
    for page in &casts {
        Slip::read(page);
    }
    let log = app.log();
    assert!(log.contains("somebody is asked to come back"), "{log}");
    assert!(!log.contains("a request failed"), "{log}");
}

/// 1,000 ballots of one voter at once, then one form sent 1,000 times at once.
///
/// A server with little to run on asks some to come back after ten seconds, or
/// does not answer: those have no receipt, and nothing is promised to them.
async fn a_thousand_submits(world: &World, poll: &Poll, kim: &Visitor) {
    const SUBMITS: usize = 1000;
    let form = filled(poll.ballot(kim, "Kim Abara").await, &[("r2", "01")]);
    let forms: Vec<Form> = (0..SUBMITS).map(|_| with_fresh_key(&form)).collect();
    let answers = join_all(forms.iter().map(|form| kim.try_send(form))).await;
    let slips = receipts(answers);
    let acknowledged: Vec<String> = slips.iter().map(Slip::digest).collect();
    let distinct: BTreeSet<&String> = acknowledged.iter().collect();
    assert_eq!(
        distinct.len(),
        acknowledged.len(),
        "each form is a ballot of its own"
    );
    let stored = envelopes(world, poll).await;
    holds_all(&stored, &acknowledged);
    assert_eq!(live_of(&stored).len(), 1, "one ballot of hers counts");

    let one = with_fresh_key(&form);
    let answers = join_all((0..SUBMITS).map(|_| kim.try_send(&one))).await;
    let slips = receipts(answers);
    assert!(
        slips.iter().all(|slip| *slip == slips[0]),
        "one form, one receipt"
    );
    let all = envelopes(world, poll).await;
    let digest = slips[0].digest();
    let kept = all.iter().filter(|envelope| envelope.digest == digest);
    assert_eq!(kept.count(), 1);
    assert_eq!(live_of(&all).len(), 1);
}

/// The receipts among the answers; every other answer says that the server
/// cannot take a ballot now.
fn receipts(answers: Vec<Option<Page>>) -> Vec<Slip> {
    let mut slips = Vec::new();
    for page in answers.into_iter().flatten() {
        match Slip::try_read(&page) {
            Some(slip) => slips.push(slip),
            None => asks_to_come_back(&page),
        }
    }
    assert!(!slips.is_empty(), "some are received");
    slips
}

fn asks_to_come_back(page: &Page) {
    assert_eq!(page.status, 503, "{}", page.text());
    assert!(page.headers.contains_key("retry-after"));
    assert!(
        page.text().contains("Nothing was changed"),
        "{}",
        page.text()
    );
}
