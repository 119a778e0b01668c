//! The first run: from an empty database to officers who sign in.

use commonhold::bodies::Foundation;
use commonhold::bodies::store::record_foundation;
use commonhold::db::{Role, pool};

use crate::support::{Form, Page, TestApp, Visitor};

/// The path of the set-up address that the server printed.
pub fn setup_path(app: &TestApp) -> String {
    app.said()
        .iter()
        .find_map(|line| line.find("/setup/").map(|at| line[at..].trim().to_owned()))
        .expect("a server on an empty database prints the set-up address")
}

/// The founders that tests know: two election officers and a secretary.
pub const FOUNDERS: [(&str, &str); 3] = [
    ("Ada Okafor", "ada@tamarack.example"),
    ("Ben Lindqvist", "ben@tamarack.example"),
    ("Chi Moreau", "chi@tamarack.example"),
];

/// The form of the set-up, filled so that it founds a foundation.
pub fn filled(form: Form) -> Form {
    let mut form = form
        .with("name", "Tamarack OS Foundation")
        .with("act", "found");
    for (at, (name, address)) in (1..).zip(FOUNDERS) {
        form = form
            .with(&format!("officer_name_{at}"), name)
            .with(&format!("officer_address_{at}"), address);
    }
    form
}

/// Founds the foundation over HTTP.
pub async fn found(app: &TestApp) -> Page {
    let visitor = app.visitor();
    let page = visitor.get(&setup_path(app)).await;
    let form = page.form(&setup_path(app));
    visitor.send(&filled(form)).await
}

/// A visitor who came in by a mailed link.
pub async fn signed_in(app: &TestApp, address: &str) -> Visitor {
    let visitor = app.visitor();
    let page = visitor.get("/sign-in").await;
    let before = app.mail().to(address).len();
    visitor
        .submit(&page, "/sign-in", &[("address", address)])
        .await;
    let letter = crate::support::eventually("a letter with a link", async || {
        app.mail()
            .to(address)
            .into_iter()
            .skip(before)
            .find(|letter| letter.body.contains("/sign-in/link"))
    })
    .await;
    let link = letter
        .links()
        .into_iter()
        .find(|link| link.contains("/sign-in/link"))
        .unwrap();
    let page = visitor.get(&link).await;
    visitor.submit(&page, "/sign-in/link", &[]).await;
    visitor
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_is_founded_by_one_form() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get(&setup_path(&app)).await;
    assert_eq!(page.status, 200);
    let form = page.form(&setup_path(&app));
    assert_eq!(form.value("public_origin"), Some(app.base_url.as_str()));
    assert_eq!(form.value("class_name_1"), Some("Platinum"));
    assert_eq!(form.value("class_votes_1"), Some("50"));

    let refused = visitor.send(&form.clone().with("act", "found")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Give the foundation’s name"));
    assert!(refused.text().contains("two persons as election officers"));
    assert_eq!(
        refused.form(&setup_path(&app)).value("class_votes_1"),
        Some("50")
    );

    let done = visitor.send(&filled(form.clone())).await;
    assert_eq!(
        (done.path.as_str(), done.status.as_u16()),
        ("/setup/done", 200)
    );
    assert!(done.text().contains("Tamarack OS Foundation"));

    for (_, address) in FOUNDERS {
        app.mail().arrives(address, "").await;
    }

    let again = visitor.get(&setup_path(&app)).await;
    assert_eq!(again.status, 410);
    assert!(again.text().contains("is spent"));
    let resent = visitor.send(&filled(form)).await;
    assert_eq!(resent.status, 410);

    let secretary = signed_in(&app, "chi@tamarack.example").await;
    let room = secretary.get("/room").await;
    assert_eq!(room.status, 200);
    assert!(room.text().contains("Chi Moreau: Secretary"));
    assert!(room.text().contains("Import the members"));
    let decisions = secretary.get("/room/decisions").await;
    assert!(decisions.text().contains("Founding record"));
    let rules = app.visitor().get("/rules").await;
    assert!(rules.text().contains("1/10 Bylaws § 3.5"));
    let offices = secretary.get("/room/offices").await;
    assert!(offices.text().contains("Ben Lindqvist"));
    assert!(
        app.visitor()
            .get("/room")
            .await
            .path
            .starts_with("/sign-in")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_set_up_address_gets_a_sentence() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let forged = format!("/setup/{}", "0".repeat(64));
    for path in [forged.as_str(), "/setup/short"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text().contains("no set-up address"), "{path}");
    }
    assert_eq!(visitor.get("/setup/done").await.status, 404);
    let page = visitor.get(&setup_path(&app)).await;
    let mut form = filled(page.form(&setup_path(&app)));
    form.action = forged;
    assert_eq!(visitor.send(&form).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_letter_leaves_and_the_form_keeps_its_entries() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get(&setup_path(&app)).await;
    let form = page
        .form(&setup_path(&app))
        .with("name", "Tamarack OS Foundation")
        .with("act", "test");
    let blank = visitor.send(&form).await;
    assert_eq!(blank.status, 422);
    let tested = visitor
        .send(&form.with("test_address", "ada@tamarack.example"))
        .await;
    assert_eq!(tested.status, 200);
    assert!(
        tested
            .text()
            .contains("took a test letter to ada@tamarack.example")
    );
    let kept = tested.form(&setup_path(&app));
    assert_eq!(kept.value("name"), Some("Tamarack OS Foundation"));
    app.mail().arrives("ada@tamarack.example", "").await;
    assert_eq!(visitor.get(&setup_path(&app)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_found_at_once_one_finds_the_address_spent() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get(&setup_path(&app)).await;
    let form = filled(page.form(&setup_path(&app)));
    let (one, other) = tokio::join!(visitor.send(&form), visitor.send(&form));
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 410]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reached_in_clear_but_on_their_own_machine() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get(&setup_path(&app)).await;
    for (origin, said) in [
        ("http://vote.example.org", "begins with https://"),
        ("http://192.0.2.1:8080", "begins with https://"),
        ("https://vote.example.org", "COMMONHOLD_HTTPS=true"),
    ] {
        let form = filled(page.form(&setup_path(&app))).with("public_origin", origin);
        let refused = visitor.send(&form).await;
        assert_eq!(refused.status, 422, "{origin}");
        assert!(refused.text().contains(said), "{}", refused.text());
    }

    // However the foundation came about: over it no server begins that was not told.
    let mut db = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let foundation = Foundation {
        name: "Tamarack OS Foundation".into(),
        zone: chrono_tz::UTC,
        public_origin: "https://vote.tamarack.example".into(),
        log_origin: "vote.tamarack.example/log".into(),
    };
    record_foundation(&mut db, &foundation).await.unwrap();
    let untold = app.server_command("untold", &[]).output().await.unwrap();
    let said = String::from_utf8(untold.stderr).unwrap();
    assert_eq!(untold.status.code(), Some(1), "{said}");
    for words in ["https://vote.tamarack.example", "COMMONHOLD_HTTPS=true"] {
        assert!(said.contains(words), "{said}");
    }
    // One from before is told that its address does not change.
    let old = TestApp::start().await;
    let mut db = pool::connect(&old.database.address(Role::App))
        .await
        .unwrap();
    let before = Foundation {
        public_origin: "http://vote.tamarack.example".into(),
        ..foundation
    };
    record_foundation(&mut db, &before).await.unwrap();
    let refused = old.server_command("told", &["--https"]).output().await;
    let refused = refused.unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    for words in ["http://vote.tamarack.example", "the address is for life"] {
        assert!(said.contains(words), "{said}");
    }
    let (told, _process) = app.another_server_with("told", &["--https"]).await;
    let answer = reqwest::get(format!("{told}/sign-in")).await.unwrap();
    assert!(answer.headers().contains_key("strict-transport-security"));
}
