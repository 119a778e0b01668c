//! Letters in the foundation's own words.

use crate::acts::room::{bare_with, refuses};
use crate::support::TestApp;
use crate::support::election::{Foundation, Place};

#[tokio::test(flavor = "multi_thread")]
async fn the_secretary_words_a_letter_anew_and_it_says_so_from_then_on() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let list = chi.get("/room/letters").await;
    let list = chi.get(&list.link("Words of letters")).await;
    let english = list.link("The link to sign in, English");
    let page = chi.get(&english).await;
    let form = page.form("/room/letters/texts/sign_in_link/en");
    assert!(form.value("body").unwrap().contains("{link}"), "{form:?}");

    // What cannot stand comes back with line and placeholder, and nothing is lost.
    let body = "Welcome to {foundation}.\n\nOpen {lnk}";
    let refused = chi
        .send(&form.clone().with("body", body).with("act", "save"))
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .text()
            .contains("Line 3: there is no placeholder {lnk}"),
        "{}",
        refused.text()
    );
    let back = refused.form("/room/letters/texts/sign_in_link/en");
    assert_eq!(back.value("body").map(str::trim), Some(body));
    let missing = chi
        .send(&form.clone().with("body", "Welcome.").with("act", "save"))
        .await;
    assert!(
        missing.text().contains("must say {link}"),
        "{}",
        missing.text()
    );

    // A letter that everybody gets leads nowhere else.
    for elsewhere in [
        "https://evil.example/in",
        "evil.example",
        "chi@evil.example",
    ] {
        let body = format!("Open {{link}}, or better {elsewhere}");
        let refused = chi
            .send(&form.clone().with("body", &body).with("act", "save"))
            .await;
        assert_eq!(refused.status, 422, "{elsewhere}");
        let said = refused.text();
        assert!(
            said.contains(elsewhere) && said.contains("and nowhere else"),
            "{said}"
        );
    }

    // A preview shows it and saves nothing.
    let body = "Welcome to {foundation}.\n\nOpen this: {link}";
    let good = form
        .with("subject", "Come in to {foundation}")
        .with("body", body);
    let preview = chi.send(&good.clone().with("act", "preview")).await;
    assert_eq!(preview.status, 200);
    assert!(
        preview.text().contains("Come in to Tamarack OS Foundation"),
        "{}",
        preview.text()
    );
    foundation.place.sign_in("kim@mail.example").await;
    let kim = app.mail().to("kim@mail.example").pop().unwrap();
    assert!(
        kim.subject.contains("Your link to sign in"),
        "{}",
        kim.subject
    );

    let other = ada
        .get(&english)
        .await
        .form("/room/letters/texts/sign_in_link/en");
    // New words wait for another officer; until then the words before go out.
    chi.send(&good.with("act", "save")).await;
    foundation.place.sign_in("nia@mail.example").await;
    let nia = app.mail().to("nia@mail.example").pop().unwrap();
    assert!(
        nia.subject.contains("Your link to sign in"),
        "{}",
        nia.subject
    );
    let page = chi.get(&english).await;
    assert!(
        page.text().contains("by Chi Moreau, not confirmed"),
        "{}",
        page.text()
    );
    let confirmation = format!("{english}/confirmation");
    let forms = page.forms();
    assert!(forms.iter().all(|form| form.action != confirmation));
    let own = bare_with(&page, &confirmation, &[("revision", "1")]);
    refuses(&chi.send(&own).await, 409, "Another officer confirms them");
    let sentence = "Confirm the words of a letter that Chi Moreau wrote.";
    assert!(ada.get("/tasks").await.text().contains(sentence));
    let waiting = ada.get(&english).await;
    let list = ada.submit(&waiting, "/confirmation", &[]).await;
    assert_eq!(list.path, "/room/letters/texts", "{}", list.text());
    let again = ada.submit(&waiting, "/confirmation", &[]).await;
    refuses(&again, 409, "somebody has confirmed these");
    foundation.place.sign_in("lou@mail.example").await;
    let lou = app.mail().to("lou@mail.example").pop().unwrap();
    assert_eq!(lou.subject, "Come in to Tamarack OS Foundation");
    assert!(
        lou.body
            .contains("Welcome to Tamarack OS Foundation.\n\nOpen this:"),
        "{}",
        lou.body
    );
    assert!(
        lou.body.contains("The code of this letter is"),
        "the frame stays: {}",
        lou.body
    );

    // Of two who write at once the second sees the first's words.
    let late = other.with("body", "Here: {link}").with("act", "save");
    let refused = ada.send(&late).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("Somebody else saved these words"),
        "{}",
        refused.text()
    );
    assert!(
        refused.text().contains("Open this: {link}"),
        "{}",
        refused.text()
    );

    // Back to the program's own, and nobody else has business here.
    let page = chi.get(&english).await;
    chi.submit(&page, "/sign_in_link/en", &[("act", "own")])
        .await;
    foundation.place.sign_in("lou@mail.example").await;
    let lou = app.mail().to("lou@mail.example").pop().unwrap();
    assert!(
        lou.subject.contains("Your link to sign in"),
        "{}",
        lou.subject
    );
    let max = foundation.place.sign_in("max@mail.example").await;
    assert_eq!(max.get(&english).await.status, 403);
}
