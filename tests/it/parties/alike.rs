//! Two spellings of one: offered, proposed by one officer, confirmed by another.

use super::{QUIET, party, records};
use crate::acts::room::{founded, refuses, text};
use crate::minutes::decide;
use crate::support::{Form, Page};

const ALIKE: &str = "/room/parties/alike";

/// The form of the pair in which this name stands.
fn pair(page: &Page, name: &str) -> Form {
    let sections: Vec<&str> = page.html.split("<section").collect();
    let at = sections
        .iter()
        .skip(1)
        .position(|section| section.contains(&format!(">{name}<")))
        .unwrap_or_else(|| panic!("no pair of {name} on {}", page.text()));
    page.forms()
        .into_iter()
        .filter(|form| form.action == ALIKE)
        .nth(at)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_spellings_are_offered_and_never_merged_in_silence() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let none = chi.get(ALIKE).await;
    refuses(&none, 200, "No two names are alike");
    refuses(&records(chi, "QUIET WÖRKS.").await, 200, "An organisation");
    refuses(
        &records(chi, "Brightfen GmbH").await,
        200,
        "An organisation",
    );
    refuses(
        &records(chi, "Brightfen G.m.b.H.").await,
        200,
        "An organisation",
    );
    let page = chi.get(ALIKE).await;
    let form = pair(&page, "QUIET WÖRKS.");
    let refused = chi.send(&form).await;
    refuses(&refused, 422, "Choose whether they are one");
    refuses(&refused, 422, "Say it in a sentence");
    // The new record is kept, the member's is the duplicate.
    let form = form
        .with("verdict", "other")
        .with("reason", "The same number in the register");
    let proposed = chi.send(&form).await;
    refuses(&proposed, 200, "Another officer confirms it.");
    assert_eq!(chi.send(&form).await.status, 200);
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM party_merges").await,
        "1"
    );
    // Nothing follows yet.
    let member = party(chi, QUIET).await;
    assert!(
        !member.text().contains("is a duplicate of"),
        "{}",
        member.text()
    );

    // Whoever proposed it does not confirm it, and whoever keeps no members neither.
    let merge = text(&app, "SELECT id::text AS it FROM party_merges").await;
    let confirmation =
        |page: &Page| crate::acts::room::bare(page, &format!("{ALIKE}/{merge}/confirmation"));
    refuses(
        &chi.send(&confirmation(&proposed)).await,
        409,
        "A second officer confirms it",
    );
    let seen = ada.get(ALIKE).await;
    refuses(&ada.send(&confirmation(&seen)).await, 403, "Only");
    let deputy = [
        ("address", "kim@mail.example"),
        ("office", "deputy_secretary"),
    ];
    decide(chi, ada, "/room/offices/new", &deputy).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let page = kim.get(ALIKE).await;
    let done = kim.submit(&page, "/confirmation", &[]).await;
    refuses(&done, 200, "proposed by Chi Moreau, confirmed by Kim Abara");
    let member = party(chi, QUIET).await;
    refuses(&member, 200, "This record is a duplicate of QUIET WÖRKS.");
    let kept = party(chi, "QUIET WÖRKS.").await;
    refuses(&kept, 200, "Member no. 2, Quiet Works");
    refuses(&kept, 200, "recorded with the duplicate");
    // The member, its roll and its login are as they were.
    let member = chi.get("/room/members/2").await;
    refuses(&member, 200, "Quiet Works");

    // Two that are told apart are not offered again.
    let page = chi.get(ALIKE).await;
    let apart = pair(&page, "Brightfen GmbH")
        .with("verdict", "apart")
        .with("reason", "Two registers, two numbers");
    let page = chi.send(&apart).await;
    refuses(&page, 200, "No two names are alike");
    assert_eq!(chi.send(&apart).await.status, 200);
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM parties_apart").await,
        "1"
    );
}
