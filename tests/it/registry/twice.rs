//! Two officers who have one form open, and one form that is sent twice: what was recorded leads
//! on, and what was not is said.

use super::{enters, fills};
use crate::acts::room::{bare, founded, refuses};
use crate::minutes::decide;
use crate::support::election::BEN;
use crate::support::{Form, Visitor};

const DONE_OTHERWISE: &str =
    "This was ended or confirmed already, and what you sent was not recorded.";

/// The form at an address, as it was opened.
async fn opened(officer: &Visitor, path: &str) -> Form {
    let page = officer.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    page.form(path.split('?').next().unwrap_or_default())
}

/// Sends a form twice: both lead to the asset.
async fn sends_twice(officer: &Visitor, form: &Form, room: &str) {
    for _ in 0..2 {
        let page = officer.upload(form, &[]).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(page.path, room);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_officers_with_one_form_the_second_is_told() {
    let (_app, foundation) = founded().await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let treasurer = [("address", BEN.1), ("office", "treasurer")];
    decide(chi, ada, "/room/offices/new", &treasurer).await;
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("expires_on", "2028-05-01"),
        ("reason", "Ours."),
    ];
    let page = enters(chi, "domain", &domain).await;
    let room = page.path.clone();

    // The event of a day that is entered.
    let entered = page.link("Record the event");
    let (of_ben, of_chi) = (opened(ben, &entered).await, opened(chi, &entered).await);
    sends_twice(ben, &of_ben, &room).await;
    let late = chi
        .upload(&of_chi.with("note", "By the registrar."), &[])
        .await;
    refuses(&late, 422, "An event says this day already");
    let kept = late.form("/do/event-entered");
    assert_eq!(kept.value("note"), Some("By the registrar."));
    let page = chi.get(&room).await;
    refuses(&page, 200, "Domain expires on this day, 1 May 2028");

    // Its correction.
    let correction = page.link("Correct it");
    let of_ben = opened(ben, &correction).await;
    let of_ben = of_ben.with("happened_on", "2028-05-02");
    let of_chi = opened(chi, &correction).await;
    let of_chi = of_chi.with("happened_on", "2028-05-03");
    sends_twice(ben, &of_ben, &room).await;
    let late = chi.upload(&of_chi, &[]).await;
    refuses(
        &late,
        422,
        "This event was corrected already. Correct the latest one.",
    );
    let kept = late.form("/do/event-correction");
    assert_eq!(kept.value("happened_on"), Some("2028-05-03"));
    let page = chi.get(&room).await;
    refuses(&page, 200, "Domain expires on this day, 2 May 2028");
    let said = page.text();
    assert!(!said.contains("this day, 3 May 2028"), "{said}");
    // Whoever keeps no register is told that, whatever became of the event.
    let mut forged = bare(
        &ada.get(&room).await,
        &format!("{room}/do/event-correction"),
    );
    let of = of_chi.value("of").unwrap_or_default().to_owned();
    forged.fields.push(("of".to_owned(), of));
    refuses(
        &ada.upload(&forged, &[]).await,
        403,
        "The register is kept by the secretary",
    );

    // That it never happened.
    let withdrawal = page.link("Withdraw it");
    let of_ben = opened(ben, &withdrawal).await.with("note", "Renewed.");
    let of_chi = opened(chi, &withdrawal).await.with("note", "Not ours.");
    sends_twice(ben, &of_ben, &room).await;
    let late = chi.upload(&of_chi, &[]).await;
    refuses(&late, 422, "This event was corrected already.");

    // The end of what somebody is to it.
    let counsel = [
        ("role", "counsel"),
        ("name", "Quill Chambers"),
        ("since", "2021-01-01"),
    ];
    let page = fills(chi, &format!("{room}/do/role"), &counsel).await;
    let end = page.link("No longer: Counsel, Quill Chambers");
    let ends = |form: Form, on: &str| form.with("ends_on", on).with("reason", "They left.");
    let of_ben = ends(opened(ben, &end).await, "2026-10-31");
    let of_chi = ends(opened(chi, &end).await, "2026-10-30");
    sends_twice(ben, &of_ben, &room).await;
    let late = chi.upload(&of_chi, &[]).await;
    refuses(&late, 422, DONE_OTHERWISE);
    let kept = late.form("/do/role-end");
    assert_eq!(kept.value("ends_on"), Some("2026-10-30"));

    // And of custody.
    let custodian = [
        ("address", BEN.1),
        ("duty", "primary"),
        ("factor", "hardware_key"),
        ("place", ""),
        ("since", "2024-01-02"),
    ];
    let contract = [
        ("title", "Hosting agreement"),
        ("counterparty", "Northlight"),
        ("reason", "Signed."),
    ];
    let room = enters(chi, "contract", &contract).await.path;
    let page = fills(chi, &format!("{room}/do/custody"), &custodian).await;
    let end = page.link("End custody of Ben Lindqvist");
    let of_ben = ends(opened(ben, &end).await, "2026-10-31");
    let of_chi = ends(opened(chi, &end).await, "2026-10-31");
    sends_twice(ben, &of_ben, &room).await;
    let late = chi.upload(&of_chi, &[]).await;
    refuses(&late, 422, DONE_OTHERWISE);
}
