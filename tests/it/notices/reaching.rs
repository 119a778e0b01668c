//! Reaching those whom e-mail does not: by post, by waiver, by objection.

use chrono::{TimeDelta, Utc};

use super::{drafts_a_meeting, gives, local};
use crate::support::election::{Foundation, Place};
use crate::support::{TestApp, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn who_objects_to_e_mail_is_reached_by_post_and_stands_so_in_the_certificate() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, place) = (&foundation.chi, &foundation.place);
    let kim = place.sign_in("kim@mail.example").await;
    let page = kim.get("/me/notices").await;
    let objected = kim.submit(&page, "/objection", &[]).await;
    assert!(
        objected.text().contains("You object to notice by e-mail"),
        "{}",
        objected.text()
    );
    // An officer records what came on paper, by the number of the membership.
    let lou = chi.get("/room/members?q=Lou").await.link("Lou Bekker");
    let number = lou.rsplit('/').next().unwrap();
    let page = chi.get("/room/notices").await;
    chi.submit(
        &page,
        "/objections",
        &[("number", number), ("objects", "yes")],
    )
    .await;
    let wrong = chi
        .submit(&page, "/objections", &[("number", "9999")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong
            .text()
            .contains("No membership with a person to reach"),
        "{}",
        wrong.text()
    );

    let draft = drafts_a_meeting(chi, &local(Utc::now() + TimeDelta::days(20))).await;
    assert!(
        draft.text().contains("2 cannot be told by e-mail"),
        "{}",
        draft.text()
    );
    let given = gives(chi, &draft).await;
    let followed = eventually("every letter left", async || {
        let page = chi.get(&given.path).await;
        (!page.text().contains("on its way") && !page.text().contains("on their way"))
            .then_some(page)
    })
    .await;
    assert!(
        followed.text().contains("! 2 without it"),
        "{}",
        followed.text()
    );
    assert!(
        app.mail()
            .to("kim@mail.example")
            .iter()
            .all(|letter| !letter.subject.contains("Annual"))
    );

    // The member sees it on the site: that is a way too.
    let seen = kim.get("/notices/1").await;
    assert!(
        seen.text().contains("No letter was sent to you by e-mail."),
        "{}",
        seen.text()
    );
    let page = chi.get(&given.path).await;
    assert!(page.text().contains("! 1 without it"), "{}", page.text());

    // By post, with what shows it; what cannot be is refused, and comes back filled.
    let line = page.form("/steps");
    let line_of_lou = line.names.iter().position(|name| name == "line");
    assert!(line_of_lou.is_some(), "{:?}", line.names);
    let value = page
        .html
        .split("name=\"line\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let now = local(Utc::now());
    let ahead = local(Utc::now() + TimeDelta::days(2));
    let before = local(Utc::now() - TimeDelta::days(2));
    for (at, evidence, sentence) in [
        (ahead.as_str(), "RR 12", "that lies ahead"),
        (before.as_str(), "RR 12", "before the notice was given"),
        (now.as_str(), "", "Say what shows it"),
    ] {
        let form = page
            .form("/steps")
            .with("line", &value)
            .with("at", at)
            .with("evidence", evidence);
        let answer = chi.send(&form).await;
        assert_eq!(answer.status, 422, "{sentence}");
        assert!(answer.text().contains(sentence), "{}", answer.text());
        assert_eq!(answer.form("/steps").value("evidence"), Some(evidence));
    }
    let unticked = chi
        .send(&page.form("/steps").with("evidence", "RR 12"))
        .await;
    assert!(
        unticked.text().contains("Tick whom it reached"),
        "{}",
        unticked.text()
    );
    // A minute from the form's hour on, so that it lies after the giving.
    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    let form = page
        .form("/steps")
        .with("line", &value)
        .with("kind", "waived")
        .with("at", &now)
        .with("evidence", "Signed waiver in folder 3");
    let done = chi.send(&form).await;
    assert!(done.text().contains("✓ all reached"), "{}", done.text());
    // Sent twice it is one.
    let twice = chi.send(&form).await;
    assert_eq!(twice.html.matches("Signed waiver in folder 3").count(), 1);

    let certificate = chi.submit(&done, "/certificates", &[]).await;
    let text = certificate.text();
    assert!(
        text.contains("Not by e-mail: the recipient objects to it"),
        "{text}"
    );
    assert!(text.contains("Waived in writing"), "{text}");
    // What happens later goes into a further certificate; the first stands.
    let back = kim.get("/me/notices").await;
    let taken = kim.submit(&back, "/objection", &[]).await;
    assert!(
        taken.text().contains("Notices come to you by e-mail"),
        "{}",
        taken.text()
    );
    let waived = kim.get("/notices/1").await;
    let waived = kim.submit(&waived, "/waiver", &[]).await;
    assert!(
        waived.text().contains("You waived notice on"),
        "{}",
        waived.text()
    );
    let further = chi.get(&given.path).await;
    let further = chi.submit(&further, "/certificates", &[]).await;
    assert!(
        further.path.ends_with("/certificates/2"),
        "{}",
        further.path
    );
    let first = chi.get(&certificate.path).await.text();
    assert_eq!(first, text, "the first certificate stands as it was made");
}
