//! How a motion moves: steps, votes of directors, the poll by which the members decide.

use crate::support::election::{Foundation, Poll, option_value};
use crate::support::{Page, Visitor};

/// Somebody takes a step; the page after it.
pub async fn tries(by: &Visitor, motion: &str, step: &str, note: &str) -> Page {
    let page = by.get(motion).await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.value("step") == Some(step))
        .unwrap_or_else(|| panic!("no step {step} on {motion}: {}", page.text()));
    let form = if note.is_empty() {
        form
    } else {
        form.with("note", note)
    };
    by.send(&form).await
}

pub async fn steps(by: &Visitor, motion: &str, step: &str, note: &str) {
    let page = tries(by, motion, step, note).await;
    assert_eq!(page.status, 200, "{step}: {}", page.text());
}

/// A director votes.
pub async fn says(director: &Visitor, motion: &str, vote: &str) -> Page {
    let page = director.get(motion).await;
    director.submit(&page, "/votes", &[("vote", vote)]).await
}

/// A director says that they have an interest, and keeps out.
pub async fn keeps_out(director: &Visitor, motion: &str) {
    let page = director.get(motion).await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/interests") && form.value("suggested").is_none())
        .unwrap();
    let form = form
        .with("about", "I am employed by the seller")
        .with("answer", "recused");
    let page = director.send(&form).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

/// The poll of a motion's page, with its roll chosen by an election officer.
pub async fn poll_of(foundation: &Foundation, page: &Page, closes: &str) -> Poll {
    let number = page.link("vote ").rsplit('/').next().unwrap().to_owned();
    let edit = foundation
        .ada
        .get(&format!("/room/polls/{number}/draft"))
        .await;
    assert_eq!(edit.status, 200, "{}", edit.text());
    let form = edit.form(&format!("/room/polls/{number}/draft"));
    let form = form
        .with("roll", &option_value(&edit, "Roll "))
        .with("closes", closes)
        .with("small_cells", "open");
    let room = foundation.ada.send(&form).await;
    Poll::drafted(foundation, &room)
}
