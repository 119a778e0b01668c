//! Becoming a member: the self-check, the application, the committee, the
//! agreements, the evidence; and every way in which nobody gets in alone.

mod committee;
mod evidence;
pub mod moves;
mod organisations;
mod overdue;
mod refusals;
mod sponsors;
mod story;

use crate::acts::room::founded;
use crate::minutes::decide;
use crate::support::election::Foundation;
use crate::support::{Form, Page, TestApp, Visitor};

/// Three members of the committee, by their addresses.
pub const COMMITTEE: [&str; 3] = ["kim@mail.example", "lou@mail.example", "max@mail.example"];

/// A foundation whose membership committee sits: Kim, Lou and Max.
pub async fn with_committee() -> (TestApp, Foundation, Vec<Visitor>) {
    let (app, foundation) = founded().await;
    seat_committee(&foundation).await;
    let committee = foundation.sign_in_all(&COMMITTEE).await;
    (app, foundation, committee)
}

pub async fn seat_committee(foundation: &Foundation) {
    let seats = [
        ("target", "membership-committee"),
        ("basis", "appointment"),
        ("address_1", COMMITTEE[0]),
        ("address_2", COMMITTEE[1]),
        ("address_3", COMMITTEE[2]),
    ];
    let form = "/room/decisions/new?act=seat";
    decide(&foundation.chi, &foundation.ada, form, &seats).await;
}

/// The form of a page with this action whose hidden field has this value.
pub fn form_with(page: &Page, action_end: &str, field: &str, value: &str) -> Form {
    page.forms()
        .into_iter()
        .find(|form| form.action.ends_with(action_end) && form.value(field) == Some(value))
        .unwrap_or_else(|| panic!("no form {action_end} with {field}={value}: {}", page.text()))
}

/// Somebody nobody knows begins an application by the public page, and comes in
/// by the link.
pub async fn begins(foundation: &Foundation, name: &str, address: &str) -> Visitor {
    let visitor = foundation.place.visitor();
    let check = visitor.get("/join?who=person&did=translation").await;
    assert_eq!(check.status, 200, "{}", check.text());
    assert!(check.text().contains("Individual"), "{}", check.text());
    let sent = visitor
        .submit(
            &check,
            "/join/start",
            &[("name", name), ("address", address)],
        )
        .await;
    assert_eq!(sent.path, "/sign-in/sent", "{}", sent.text());
    let letter = crate::support::eventually("the link", async || {
        foundation
            .place
            .postbox()
            .to(address)
            .into_iter()
            .find(|letter| letter.body.contains("/sign-in/link"))
    })
    .await;
    let link = letter
        .links()
        .into_iter()
        .find(|link| link.contains("/sign-in/link"))
        .unwrap();
    let page = visitor.get(&link).await;
    let inside = visitor.submit(&page, "/sign-in/link", &[]).await;
    assert_eq!(inside.path, "/join/apply", "{}", inside.text());
    visitor
}

/// Submits an application for a class; returns its page.
pub async fn applies(visitor: &Visitor, class: &str, values: &[(&str, &str)]) -> Page {
    let page = visitor.get(&format!("/join/apply/{class}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let mut form = page
        .form(&format!("/join/apply/{class}"))
        .with("act", "submit");
    for (name, value) in values {
        form = form.with(name, value);
    }
    visitor.send(&form).await
}

/// The page of an application in the officers' room.
pub async fn application(officer: &Visitor, number: i32) -> Page {
    officer.get(&format!("/room/applications/{number}")).await
}

/// An officer takes a step that needs no words.
pub async fn step(officer: &Visitor, number: i32, step: &str) -> Page {
    let page = application(officer, number).await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/steps"))
        .unwrap_or_else(|| panic!("no step to take: {}", page.text()));
    officer.send(&form.with("step", step)).await
}

/// An officer takes a step with words that the applicant reads.
pub async fn says(officer: &Visitor, number: i32, step: &str, values: &[(&str, &str)]) -> Page {
    let page = application(officer, number).await;
    let mut form = form_with(&page, "/steps", "step", step);
    for (name, value) in values {
        form = form.with(name, value);
    }
    officer.send(&form).await
}

/// A member of the committee gives a view.
pub async fn views(member: &Visitor, number: i32, view: &str, reasons: &str) -> Page {
    let page = application(member, number).await;
    member
        .submit(&page, "/views", &[("view", view), ("reasons", reasons)])
        .await
}

/// An officer records a screening that found nothing.
pub async fn screens(officer: &Visitor, number: i32) -> Page {
    let page = application(officer, number).await;
    let form = form_with(&page, "/checks", "kind", "screening")
        .with("reference", "EU consolidated list")
        .with("list_date", "2026-01-01")
        .with("result", "clear");
    officer.send(&form).await
}

/// The number of a decision of the board by which a lapsed membership goes on.
pub async fn reinstates(foundation: &Foundation) -> String {
    moves::seat_board(foundation).await;
    moves::board_decides(foundation, "Reinstate who lapsed").await
}
