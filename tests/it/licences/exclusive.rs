//! An exclusive licence of a protected mark, after the deed for these very terms.

use chrono::TimeDelta;

use super::story::{controlled, form};
use crate::acts::room::refuses;
use crate::lock::Lock;
use crate::notices::local;
use crate::registry::enters;
use crate::support::Page;

/// The SHA-256 of the terms that a refusal names, in the groups in which it stands there.
fn named(page: &Page) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("which a deed would name: ").unwrap();
    let groups: Vec<&str> = rest.split_whitespace().take(16).collect();
    groups.join(" ")
}

// Slow: the board, a vote of the members and two months.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exclusive_licence_is_entered_after_its_deed_and_for_its_terms_alone() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let wanted = controlled(form(lock.chi(), "2027-03-01").await).with("exclusive", "1");
    let refused = lock.chi().send(&wanted).await;
    refuses(&refused, 422, "board and members decide that very act");
    let digest = named(&refused);
    let terms = [("licensee", "Juniper Desktops"), ("terms", digest.as_str())];
    let deed = lock.proposes(1, "licence", &terms).await;
    let with_deed = wanted.clone().with("deed", &deed);
    refuses(
        &lock.chi().send(&with_deed).await,
        422,
        "No deed of this number was carried out.",
    );

    let page = lock.board_decides(&deed, "yes yes yes yes no").await;
    refuses(&page, 200, "It became resolution");
    let now = lock.world.now();
    let (opens, closes) = (now + TimeDelta::days(22), now + TimeDelta::days(24));
    let poll = lock
        .asks_members(&deed, &local(opens), &local(closes))
        .await;
    lock.at("2027-01-26 12:00:00").await;
    lock.votes(&poll, ["1", "1", "1"], "2").await;
    lock.at("2027-01-28 12:00:00").await;
    poll.certified(&lock.foundation).await;
    lock.at("2027-02-28 00:00:30").await;
    let act = lock.prepares(&deed).await;
    let done = lock.foundation.sign(&act).await;
    refuses(&done, 200, "Deed D-1 on A-1 is carried out.");

    // The same terms, from a form of today: for others, or without the deed, it is refused.
    let today = controlled(form(lock.chi(), "2027-03-01").await).with("exclusive", "1");
    refuses(&lock.chi().send(&today).await, 422, "decide that very act");
    let wider = today.clone().with("deed", &deed).with("territory", "Mars");
    refuses(&lock.chi().send(&wider).await, 422, "decide that very act");
    // Nobody uses the deed up for something that board and members did not decide.
    let mirror = [
        ("title", "The mirror"),
        ("url", "https://code.tamarack.example/mirror"),
        ("reason", "Entered from its page."),
    ];
    let page = enters(lock.chi(), "repository", &mirror).await;
    assert_eq!(page.path, "/room/registry/3", "{}", page.text());
    let other = form(lock.chi(), "2027-03-01")
        .await
        .with("asset", "3")
        .with("counterparty", "Nobody")
        .with("exclusive", "1")
        .with("deed", &deed);
    refuses(
        &lock.chi().send(&other).await,
        422,
        "This deed was carried out for another licence",
    );
    let entered = lock
        .chi()
        .send(&today.clone().with("deed", &format!("D-{deed}")))
        .await;
    assert_eq!(entered.path, "/room/licences/1", "{}", entered.text());
    refuses(&entered, 200, "yes, by deed");
    refuses(&entered, 200, &digest);
    // A deed is used once.
    let again = controlled(form(lock.chi(), "2027-03-01").await)
        .with("exclusive", "1")
        .with("deed", &deed);
    refuses(
        &lock.chi().send(&again).await,
        422,
        "This deed was used for another licence",
    );
    let public = lock.world.visitor().get("/licences").await;
    refuses(&public, 200, "TAMARACK : Juniper Desktops");
}
