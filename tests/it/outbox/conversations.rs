//! Conversations with mail servers that refuse, stall, go away, or come back.

use super::announces;
use crate::support::election::{Foundation, Place};
use crate::support::smtp::{MailServer, Manners};
use crate::support::{TestApp, Visitor, eventually};

/// A founded place whose letters go to this mail server, and its secretary.
async fn posting_to(server: &MailServer) -> (TestApp, Visitor) {
    let mut app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    app.restart_with(&["--smtp-url", &server.url()]).await;
    let chi = foundation.chi.at(&app.base_url);
    (app, chi)
}

/// Waits until officers see every letter of this notice settled.
async fn settled(chi: &Visitor, path: &str) -> String {
    eventually("every letter is settled", async || {
        let text = chi.get(path).await.text();
        (!text.contains("on its way") && !text.contains("on their way")).then_some(text)
    })
    .await
}

/// Everybody gets the letter once, after whatever the server did wrong first.
async fn all_get_it_after(manners: Manners) {
    let server = MailServer::start(manners).await;
    let (_app, chi) = posting_to(&server).await;
    let given = announces(&chi, "News").await;
    let text = settled(&chi, &given.path).await;
    assert!(text.contains("9 of 9 have it."), "{manners:?}: {text}");
    assert!(text.contains("250 2.0.0 Ok: queued as 4F2A for"), "{text}");
    let came = server.came();
    assert_eq!(came.len(), 8, "one person acts for two memberships");
    assert!(
        came.values().all(|times| *times == 1),
        "{manners:?}: {came:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_server_gets_every_letter_once() {
    all_get_it_after(Manners::Good).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greylisting_server_gets_every_letter_once() {
    all_get_it_after(Manners::Greylisting).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_before_or_after_the_letter_gets_it_once() {
    all_get_it_after(Manners::GoneBeforeData).await;
    all_get_it_after(Manners::GoneAfterData).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_server_gets_every_letter_once() {
    all_get_it_after(Manners::Slow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_for_good_is_told_from_the_others_and_tried_again_on_request() {
    let server = MailServer::start(Manners::Refusing("kim@")).await;
    let (app, chi) = posting_to(&server).await;
    let given = announces(&chi, "News").await;
    let text = settled(&chi, &given.path).await;
    assert!(text.contains("! 1 without it 8 of 9 have it."), "{text}");
    assert!(
        text.contains("Could not be sent the mail server answered 550"),
        "{text}"
    );
    assert_eq!(server.to("kim@mail.example").len(), 0);
    let page = chi.get("/room/letters").await;
    assert!(
        page.text()
            .contains("given up after 1 try: the mail server answered 550"),
        "{}",
        page.text()
    );
    assert!(
        !app.log().contains("kim@mail.example"),
        "no address in the log"
    );

    // Kim's provider is mended; an officer has the letter tried again, and presses twice.
    server.behaves(Manners::Good);
    chi.submit(&page, "/again", &[]).await;
    chi.submit(&page, "/again", &[]).await;
    let text = settled(&chi, &given.path).await;
    assert!(text.contains("9 of 9 have it."), "{text}");
    let letters = server.to("kim@mail.example");
    assert_eq!(letters.len(), 1);
    chi.submit(&page, "/again", &[]).await;
    assert_eq!(
        server.to("kim@mail.example").len(),
        1,
        "what was sent is not sent again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_or_closed_gets_the_letters_when_it_is_back() {
    let server = MailServer::start(Manners::Closed).await;
    let (_app, chi) = posting_to(&server).await;
    let given = announces(&chi, "News").await;
    eventually("a letter put off", async || {
        let text = chi.get("/room/letters").await.text();
        text.contains("tried again later after").then_some(())
    })
    .await;
    assert!(chi.get(&given.path).await.text().contains("on their way"));
    server.behaves(Manners::Good);
    let text = settled(&chi, &given.path).await;
    assert!(text.contains("9 of 9 have it."), "{text}");
    assert!(server.came().values().all(|times| *times == 1));
}

/// It takes a minute: so long a server may be silent before the letter is put
/// off, and no switch shortens that.
#[tokio::test(flavor = "multi_thread")]
async fn a_stalling_server_holds_up_no_page_and_loses_no_letter() {
    let server = MailServer::start(Manners::Stalling).await;
    let (_app, chi) = posting_to(&server).await;
    let given = announces(&chi, "News").await;
    eventually("a conversation that stalls", async || {
        (server.conversations() > 0).then_some(())
    })
    .await;
    let begun = std::time::Instant::now();
    assert_eq!(chi.get(&given.path).await.status, 200);
    assert!(
        begun.elapsed() < std::time::Duration::from_secs(10),
        "pages wait for no mail"
    );
    eventually("a letter put off", async || {
        let text = chi.get("/room/letters").await.text();
        text.contains("the mail server did not answer in time")
            .then_some(())
    })
    .await;
    server.behaves(Manners::Good);
    let text = settled(&chi, &given.path).await;
    assert!(text.contains("9 of 9 have it."), "{text}");
    assert!(server.came().values().all(|times| *times == 1));
}

/// A mail server that says nothing may take a minute for a letter; whoever starts a server ends it
/// after half of that. What becomes of letters that were cut off is the matter of `death`.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_ends_in_time_while_the_mail_server_stalls() {
    let server = MailServer::start(Manners::Stalling).await;
    let (mut app, chi) = posting_to(&server).await;
    announces(&chi, "News").await;
    eventually("a conversation that stalls", async || {
        (server.conversations() > 0).then_some(())
    })
    .await;
    server.behaves(Manners::Good);
    let begun = std::time::Instant::now();
    app.restart_with(&["--smtp-url", &server.url()]).await;
    // Five seconds for the letters, and what a crowded machine needs to begin again.
    let took = begun.elapsed();
    assert!(took < std::time::Duration::from_secs(30), "{took:?}");
    assert!(app.log().contains("letters in hand are cut off"));
}
