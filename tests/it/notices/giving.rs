//! Giving a notice to the members, from the draft to the certificate.

use chrono::{TimeDelta, Utc};
use commonhold::seal::canonical::Value;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::{drafts_a_meeting, gives, local};
use crate::support::election::{Foundation, Place};
use crate::support::{TestApp, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_reaches_every_member_and_its_certificate_stands_in_the_log() {
    let app = TestApp::start().await;
    let _ledger = app.ledger();
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let when = Utc::now() + TimeDelta::days(20);

    let draft = drafts_a_meeting(chi, &local(when)).await;
    assert!(draft.text().contains("✓ in time"), "{}", draft.text());
    assert!(draft.text().contains("IMPORTANT NOTICE REGARDING"));
    let given = gives(chi, &draft).await;
    // Pressed again, and opened again: it stands where it stood.
    let again = chi.submit(&draft, "/giving", &[]).await;
    assert_eq!(again.path, given.path);
    assert_eq!(chi.get(&draft.path).await.path, given.path);

    let kim = app
        .mail()
        .arrives("kim@mail.example", "Annual meeting of the members")
        .await;
    assert!(
        kim.body
            .contains("IMPORTANT NOTICE REGARDING Tamarack OS Foundation")
    );
    assert!(kim.body.contains("https://meet.example.org/members"));
    assert!(!kim.body.contains('{'), "{}", kim.body);
    let followed = eventually("every letter left", async || {
        let page = chi.get(&given.path).await;
        page.text().contains("✓ all reached").then_some(page)
    })
    .await;
    // Ravi acts for two memberships: two lines, one letter.
    let to_ravi = app.mail().to("ravi@mail.example");
    let notices = to_ravi
        .iter()
        .filter(|letter| letter.subject.contains("Annual meeting"));
    assert_eq!(notices.count(), 1);

    let certificate = chi.submit(&followed, "/certificates", &[]).await;
    assert!(
        certificate.text().contains("Affidavit"),
        "{}",
        certificate.text()
    );
    assert!(certificate.text().contains("Kim Abara"));
    assert!(certificate.text().contains("By e-mail to kim@mail.example"));
    let twice = chi.submit(&followed, "/certificates", &[]).await;
    assert_eq!(twice.path, certificate.path, "sent twice it is one");
    let file = chi
        .client()
        .get(chi.address(&format!("{}/certificate.json", certificate.path)))
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert!(Value::parse(&file).is_ok(), "canonical");
    let digest = HEXLOWER.encode(&Sha256::digest(&file));
    let content = chi
        .client()
        .get(chi.address("/notices/1/notice.json"))
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let told = HEXLOWER.encode(&Sha256::digest(&content));
    eventually("both entries in the public log", async || {
        let log = app.visitor().get("/log").await.text();
        (log.contains("A notice is given") && log.contains("A certificate of notice is made"))
            .then_some(())
    })
    .await;
    // Anybody finds the words of the entry with the digest that they compute themselves.
    let mut entries = String::new();
    for index in 0..20 {
        let page = app.visitor().get(&format!("/log/entries/{index}")).await;
        if page.status != 200 {
            break;
        }
        entries.push_str(&page.html);
    }
    let entries = entries.replace(' ', "");
    for digest in [digest, told] {
        assert!(entries.contains(&digest), "{digest} is in no entry");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_too_late_is_refused_or_stands_as_defective() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let late = Utc::now() + TimeDelta::days(9);
    let draft = drafts_a_meeting(chi, &local(late)).await;
    assert!(draft.text().contains("! too late"), "{}", draft.text());
    assert!(draft.text().contains("Bylaws § 3.4"), "{}", draft.text());
    let refused = chi.submit(&draft, "/giving", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .text()
            .contains("It comes too late: Bylaws § 3.4 asks for 10 days")
    );
    let defective = chi
        .submit(
            &draft,
            "/giving",
            &[("defect", "The hall was free only then.")],
        )
        .await;
    assert!(
        defective.text().contains("Given as defective"),
        "{}",
        defective.text()
    );
    let seen = app.visitor().get("/notices/1").await.text();
    assert!(seen.contains("came later than the rule asks for"), "{seen}");

    let early = Utc::now() + TimeDelta::days(61);
    let draft = drafts_a_meeting(chi, &local(early)).await;
    assert!(draft.text().contains("! too early"), "{}", draft.text());
    let over = drafts_a_meeting(chi, &local(Utc::now() - TimeDelta::days(1))).await;
    assert!(over.text().contains("! over"), "{}", over.text());
    // A button that the page does not offer is refused all the same.
    let form = draft.path.clone() + "/giving";
    for page in [&draft, &over] {
        let token = chi.get("/room/notices/new?kind=general").await;
        let mut forged = token.form("/room/notices");
        forged.action = page.path.clone() + "/giving";
        forged.fields.push(("defect".into(), "Because.".into()));
        let refused = chi.send(&forged).await;
        assert_eq!(refused.status, 422, "{form}: {}", refused.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_cannot_stand_come_back_with_a_sentence() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let page = chi.get("/room/notices/new?kind=members_meeting").await;
    let when = local(Utc::now() + TimeDelta::days(20));
    let good = page
        .form("/room/notices")
        .with("when", &when)
        .with("place", "Berlin");
    for (field, value, sentence) in [
        (
            "text",
            "We meet {when} at {wehre} {where}.",
            "Line 1: there is no placeholder {wehre}",
        ),
        ("text", "We meet {when}.", "The words must say {where}"),
        ("text_de", "Wir tagen {when} { {where}", "is not closed"),
        (
            "title",
            "Meeting\r\nBcc: eve@example.org",
            "Keep the title on one line",
        ),
        ("title", "", "Give the notice a title"),
        ("title_de", &"x".repeat(201), "within 200 characters"),
        ("when", "", "Give day and hour of the meeting"),
        (
            "when",
            "2027-13-01T10:00",
            "Give day and time of the meeting",
        ),
        ("place", " ", "Say where the meeting is"),
        ("kind", "party", "Choose what the notice announces"),
        ("poll", "77", "Choose a vote that is drafted or open"),
        ("audience", "roll", "Choose the vote it is about"),
        ("audience", "numbers", "Give the numbers of the members"),
    ] {
        let answer = chi.send(&good.clone().with(field, value)).await;
        assert_eq!(answer.status, 422, "{field}={value}");
        assert!(
            answer.text().contains(sentence),
            "{field}: {}",
            answer.text()
        );
        let back = answer.form("/room/notices");
        assert_eq!(
            back.value("place").map(str::trim),
            Some(if field == "place" { "" } else { "Berlin" })
        );
    }
    let both = good.clone().with("when", "").with("place", " ");
    let both = chi.send(&both).await.text();
    let at = |sentence: &str| both.find(sentence).unwrap();
    assert!(
        at("Give day and hour of the meeting") < at("Say where the meeting is"),
        "{both}"
    );
    let numbers = good
        .clone()
        .with("audience", "numbers")
        .with("numbers", "1, zwei");
    let answer = chi.send(&numbers).await;
    assert!(answer.text().contains("“zwei” is no number of a member."));

    // Two officers at one draft: the second sees the first's words, and loses nothing.
    let saved = chi.send(&good).await;
    let ada = &foundation.ada;
    let theirs = ada.get(&format!("{}/edit", saved.path)).await;
    let ours = chi.get(&format!("{}/edit", saved.path)).await;
    ada.send(&theirs.form("/room/notices").with("place", "Hamburg"))
        .await;
    let answer = chi
        .send(&ours.form("/room/notices").with("place", "Leipzig"))
        .await;
    assert_eq!(answer.status, 422);
    assert!(
        answer.text().contains("Somebody else saved this notice"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.form("/room/notices").value("place"), Some("Leipzig"));
    // Nobody gives what somebody changed meanwhile unseen.
    let stale = chi.submit(&saved, "/giving", &[]).await;
    assert_eq!(stale.status, 422);
    assert!(
        stale.text().contains("Somebody changed this notice"),
        "{}",
        stale.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_asks_for_what_belongs_to_its_kind() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let kinds: [(&str, &[&str], &[&str]); 5] = [
        ("members_meeting", &["poll", "numbers", "when"], &[]),
        ("vote", &["poll", "numbers"], &["when"]),
        ("board_meeting", &["when"], &["poll", "numbers"]),
        ("termination", &["numbers", "when"], &["poll"]),
        ("general", &["poll", "numbers", "when"], &[]),
    ];
    for (kind, asks, does_not_ask) in kinds {
        let path = format!("/room/notices/new?kind={kind}");
        let page = foundation.chi.get(&path).await;
        let form = page.form("/room/notices");
        assert_eq!(form.value("kind"), Some(kind));
        let has = |field: &&str| form.names.iter().any(|name| name == *field);
        assert!(asks.iter().all(has), "{kind}: {:?}", form.names);
        assert!(!does_not_ask.iter().any(has), "{kind}: {:?}", form.names);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_notice_is_read_by_its_recipient_alone() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let list = chi.get("/room/members?q=Kim").await;
    let kim_number = list
        .link("Kim Abara")
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let page = chi.get("/room/notices/new?kind=termination").await;
    let form = page
        .form("/room/notices")
        .with("when", &local(Utc::now() + TimeDelta::days(31)))
        .with("numbers", &kim_number);
    let draft = chi.send(&form).await;
    gives(chi, &draft).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let read = kim.get("/notices/1").await;
    assert_eq!(read.status, 200);
    assert!(
        read.text().contains("You saw it here on"),
        "{}",
        read.text()
    );
    assert!(
        kim.get("/me/notices")
            .await
            .text()
            .contains("Your membership is to be ended")
    );
    let lou = foundation.place.sign_in("lou@mail.example").await;
    assert_eq!(lou.get("/notices/1").await.status, 403);
    assert!(!lou.get("/notices").await.text().contains("to be ended"));
    let nobody = app.visitor().get("/notices/1").await;
    assert_eq!(nobody.path.split('?').next(), Some("/sign-in"));
    // Members and the notice's own recipient have no business in the officers' room.
    for visitor in [&kim, &lou] {
        for path in [
            "/room/notices",
            "/room/notices/new",
            "/room/notices/1",
            "/room/notices/returned",
        ] {
            assert_eq!(visitor.get(path).await.status, 403, "{path}");
        }
        let page = visitor.get("/me/notices").await;
        let mut forged = page.form("/objection");
        "/room/notices/1/certificates".clone_into(&mut forged.action);
        assert_eq!(visitor.send(&forged).await.status, 403);
    }
}
