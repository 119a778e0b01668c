//! Choosing not to get what no rule asks for.

use chrono::{TimeDelta, Utc};

use super::announces;
use crate::support::election::{Foundation, Place};
use crate::support::{TestApp, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn one_press_unsubscribes_from_what_no_rule_asks_for_and_from_nothing_else() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    announces(chi, "First news").await;
    app.mail().arrives("kim@mail.example", "First news").await;
    let source = app.mail().source_with(&["kim@mail.example", "First news"]);
    let unfolded = source.replace("\r\n ", " ");
    assert!(
        unfolded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
        "{source}"
    );
    let address = unfolded
        .split("List-Unsubscribe: <")
        .nth(1)
        .unwrap()
        .split('>')
        .next()
        .unwrap()
        .trim()
        .to_owned();
    let path = address[address.find("/unsubscribe/").unwrap()..].to_owned();

    // Looking changes nothing: mail programs look ahead.
    let visitor = app.visitor();
    let page = visitor.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text()
            .contains("News of the foundation that no rule asks for"),
        "{}",
        page.text()
    );
    let forged = format!("{}00", &path[..path.len() - 2]);
    assert_eq!(visitor.get(&forged).await.status, 404);
    // The mail provider presses for its user: no cookie, no form token.
    let pressed = reqwest::Client::new()
        .post(visitor.address(&path))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click")
        .send()
        .await
        .unwrap();
    assert_eq!(pressed.status(), 200);

    let given = announces(chi, "Second news").await;
    app.mail().arrives("lou@mail.example", "Second news").await;
    eventually("every other letter left", async || {
        let page = chi.get("/room/letters").await.text();
        page.contains("No letter waits").then_some(())
    })
    .await;
    let to_kim = |title: &str| {
        let letters = app.mail().to("kim@mail.example");
        letters
            .iter()
            .filter(|letter| letter.subject.contains(title))
            .count()
    };
    assert_eq!(to_kim("Second news"), 0);
    assert!(!chi.get(&given.path).await.text().contains("on its way"));

    // What a rule asks for comes all the same, without a way to refuse it.
    let draft = crate::notices::drafts_a_meeting(
        chi,
        &crate::notices::local(Utc::now() + TimeDelta::days(20)),
    )
    .await;
    crate::notices::gives(chi, &draft).await;
    app.mail()
        .arrives("kim@mail.example", "Annual meeting")
        .await;
    let statutory = app.mail().source_with(&["Annual meeting"]);
    assert!(!statutory.contains("List-Unsubscribe"), "{statutory}");

    // On the account's page it can be turned on again.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let account = kim.get("/account").await;
    let page = kim.get(&account.link("Letters you want")).await;
    let form = page.form("/account/letters");
    assert_eq!(form.value("notice"), None, "not ticked");
    assert_eq!(form.value("poll_reminder"), Some("1"));
    let kept = kim.send(&form.with("notice", "1")).await;
    assert_eq!(kept.form("/account/letters").value("notice"), Some("1"));
    announces(chi, "Third news").await;
    app.mail().arrives("kim@mail.example", "Third news").await;
}
