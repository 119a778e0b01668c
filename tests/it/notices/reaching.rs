//! Reaching those whom e-mail does not: by post, by waiver, by objection.

use chrono::{TimeDelta, Utc};

use super::{drafts_a_meeting, gives, local};
use crate::support::election::{Foundation, Place};
use crate::support::{Letter, TestApp, Visitor, eventually};

/// What a mail server sends back when it could not deliver a letter after all.
pub fn bounce(letter: &Letter) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: no-reply@localhost\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"=_b\"\r\n\r\n\
         --=_b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system at host mx.example.\r\n\r\n\
         --=_b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected: User unknown\r\n\r\n\
         --=_b\r\nContent-Type: message/rfc822\r\n\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: {id}\r\n\r\n{body}\r\n--=_b--\r\n",
        to = letter.to.rsplit('<').next().unwrap().trim_end_matches('>'),
        subject = letter.subject,
        id = letter.message_id,
        body = letter.body,
    )
}

/// Puts a message where the mail server puts what comes back.
fn comes_back(app: &TestApp, name: &str, message: &str) {
    let folder = app.folder("data/bounces/new");
    std::fs::create_dir_all(&folder).unwrap();
    let unfinished = folder.join(format!(".{name}"));
    std::fs::write(&unfinished, message).unwrap();
    std::fs::rename(unfinished, folder.join(name)).unwrap();
}

/// A meeting is announced, and the letter to this person comes back; returns the
/// page on which officers see it.
async fn announces_in_vain(app: &TestApp, chi: &Visitor, title: &str, address: &str) -> String {
    let page = chi.get("/room/notices/new?kind=members_meeting").await;
    let form = page
        .form("/room/notices")
        .with("when", &local(Utc::now() + TimeDelta::days(20)))
        .with("place", "Berlin")
        .with("title", title);
    let given = gives(chi, &chi.send(&form).await).await;
    let letter = app.mail().arrives(address, title).await;
    eventually("every letter left", async || {
        let page = chi.get(&given.path).await;
        page.text().contains("✓ all reached").then_some(())
    })
    .await;
    comes_back(app, title, &bounce(&letter));
    eventually("the officer sees that it came back", async || {
        let page = chi.get(&given.path).await;
        page.text().contains("! 1 without it").then_some(())
    })
    .await;
    given.path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_read_is_said_once() {
    let app = TestApp::start().await;
    let new = app.folder("data/bounces/new");
    std::fs::create_dir_all(app.folder("data/bounces")).unwrap();
    // It leads to itself: no folder, and nothing that is taken for a message.
    std::os::unix::fs::symlink("new", &new).unwrap();
    let fault = "what comes back cannot be looked for";
    eventually("the fault in the log", async || {
        app.log().contains(fault).then_some(())
    })
    .await;
    // It is looked at every two seconds.
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert_eq!(app.log().matches(fault).count(), 1, "{}", app.log());
    std::fs::remove_file(&new).unwrap();
    eventually("that it is over", async || {
        let over = "what comes back is looked for again";
        app.log().contains(over).then_some(())
    })
    .await;

    // One that the operator names has to be there.
    let missing = app.folder("misspelt");
    let mut command = app.server_command("second", &["--bounce-folder", missing.to_str().unwrap()]);
    let done = command.output().await.unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(
        said.contains("The folder for letters that come back") && said.contains("misspelt"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_two_notices_that_came_back_another_way_is_asked_for() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    // What cannot be put aside keeps nothing waiting that came later.
    std::fs::create_dir_all(app.folder("data/bounces/unknown/0/full")).unwrap();
    comes_back(
        &app,
        "0",
        "From: lou@mail.example\r\nSubject: Away\r\n\r\nAway.\r\n",
    );
    let first = announces_in_vain(&app, chi, "First meeting", "kim@mail.example").await;
    let page = chi.get(&first).await.text();
    assert!(
        page.contains("550 5.1.1 Recipient address rejected: User unknown"),
        "{page}"
    );
    assert!(page.contains("Ask them for another address"), "{page}");
    let list = chi.get("/room/notices/returned").await.text();
    assert!(
        list.contains("Kim Abara") && list.contains("! without it"),
        "{list}"
    );

    // A report about a letter that was never sent, a note of absence, and noise
    // change nothing; the same report read again counts once.
    let kim = app
        .mail()
        .arrives("kim@mail.example", "First meeting")
        .await;
    let mut never = kim.clone();
    never.message_id = "<5b0d6f2e-7f0e-4b5b-9a4e-0f6f2b1c9d3a@localhost>".to_owned();
    comes_back(&app, "never", &bounce(&never));
    comes_back(
        &app,
        "absent",
        "From: kim@mail.example\r\nSubject: Away\r\n\r\nAway.\r\n",
    );
    comes_back(&app, "noise", "\u{0}\u{1}\u{2}");
    comes_back(&app, "again", &bounce(&kim));
    eventually("all of it is put aside", async || {
        let is_at = |path: &str| app.folder(&format!("data/bounces/{path}")).exists();
        (is_at("unknown/never") && is_at("unknown/absent") && is_at("done/again")).then_some(())
    })
    .await;
    let said = app.log().matches("could not be taken in").count();
    assert_eq!(said, 1, "of what lies there for long once is said");
    assert!(
        !app.log().contains("kim@mail.example"),
        "no address in the log"
    );

    // Once is an accident: the next notice goes by mail, and comes back too.
    announces_in_vain(&app, chi, "Second meeting", "kim@mail.example").await;
    let draft = drafts_a_meeting(chi, &local(Utc::now() + TimeDelta::days(30))).await;
    assert!(
        draft.text().contains("1 cannot be told by e-mail"),
        "{}",
        draft.text()
    );
    assert!(
        draft.text().contains(
            "notices by e-mail did not arrive, so that it no longer counts (Bylaws § 7.1)"
        ),
        "{}",
        draft.text()
    );
    let given = gives(chi, &draft).await;
    let followed = eventually("every letter left", async || {
        let page = chi.get(&given.path).await;
        page.text().contains("! 1 without it").then_some(page)
    })
    .await;
    assert!(
        followed.text().contains("Send it by post or courier"),
        "{}",
        followed.text()
    );
    // Links to sign in still go, and the member reads why.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let own = kim.get("/me/notices").await.text();
    assert!(own.contains("did not arrive 2 times in a row"), "{own}");
    assert!(own.contains("Bylaws § 7.1"), "{own}");
}

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

#[tokio::test(flavor = "multi_thread")]
async fn the_auditors_export_holds_what_was_told_to_whom_and_no_address() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let given = announces_in_vain(&app, chi, "Annual meeting", "kim@mail.example").await;
    let page = chi.get(&given).await;
    chi.submit(&page, "/certificates", &[]).await;
    let auditor = crate::auditor::auditor(&foundation).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registers.zip");
    std::fs::write(&file, crate::auditor::export::taken(&auditor).await).unwrap();
    let read = crate::auditor::export::read(&file);
    let rows = |name: &str| {
        let name = format!("{name}.jsonl");
        let files = read["manifest"]["files"].as_array().unwrap();
        let found = files
            .iter()
            .find(|file| file["name"].as_str().unwrap().ends_with(&name));
        found.unwrap()["rows"].as_u64().unwrap()
    };
    assert_eq!(rows("notices"), 1);
    assert_eq!(rows("notice-recipients"), 9);
    assert_eq!(rows("notice-certificates"), 1);
    assert_eq!(rows("notice-drafts"), 1);
    let held = crate::auditor::export::member(&file, "notice-recipients.jsonl");
    assert!(
        held.contains("Kim Abara") && held.contains("k…@mail.example"),
        "{held}"
    );
    assert!(!held.contains("kim@mail.example"), "{held}");
}
