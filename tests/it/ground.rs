//! The ground of all other tests, tried once by itself: servers of their own,
//! time that moves, processes that die and come back.

use chrono::TimeDelta;
use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::support::{Database, Form, MailFolder, Page, TestApp, World};

/// The database's clock, in whole seconds since 1970.
async fn database_seconds(connection: &mut AsyncPgConnection) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Clock {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        now: i64,
    }
    let clock: Clock =
        diesel::sql_query("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint AS now")
            .get_result(connection)
            .await
            .unwrap();
    clock.now
}

#[tokio::test(flavor = "multi_thread")]
async fn each_test_has_a_server_and_a_database_of_its_own() {
    let (one, other) = tokio::join!(TestApp::start(), TestApp::start());
    assert_ne!(one.base_url, other.base_url);
    for app in [&one, &other] {
        assert_eq!(app.visitor().get("/readyz").await.status, 200);
        let page = app.visitor().get("/no-such-page").await;
        assert!(!page.status.is_success(), "{}", page.status);
        // Nobody asked for a cookie yet where files for everybody are.
        let file = app.visitor().get("/static/no-such-file").await;
        assert_eq!(file.status, 404);
        assert!(page.headers.contains_key("content-security-policy"));
        assert_eq!(app.visitor().get(&app.setup_address()).await.status, 200);
        assert!(app.mail().letters().is_empty());
    }
    let mut superuser = one.database.administrator().await;
    database_seconds(&mut superuser).await;
    let address = one.database.address(Role::App);
    let other_address = other.database.address(Role::App);
    assert_ne!(address.database(), other_address.database());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_for_a_test_is_migrated_and_entered_as_the_roles() {
    let database = Database::create().await;
    for role in Role::ALL {
        pool::connect(&database.address(role)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn server_and_database_live_by_the_test_s_clock() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let mut connection = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let starting_day = "Thu, 20 Aug 2026 ";
    let date = |page: Page| page.headers["date"].to_str().unwrap().to_owned();
    assert!(date(world.visitor().get("/").await).starts_with(starting_day));
    let before = database_seconds(&mut connection).await;
    assert!((world.now().timestamp() - before).abs() <= 1);

    world.advance(TimeDelta::days(10));
    let after = database_seconds(&mut connection).await;
    assert!((world.now().timestamp() - after).abs() <= 1);
    assert!(after - before >= 10 * 86_400);

    world.set_time("2027-01-01 00:00:00");
    assert!((world.now().timestamp() - database_seconds(&mut connection).await).abs() <= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_killed_comes_back() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let first = world.kill_server();
    world.is_back(first).await;
    world.kill_postgres();
    world.is_back(first).await;
    let second = world.kill_server();
    world.kill_postgres();
    world.is_back(second).await;

    // Nobody is left to stop PostgreSQL; the next start finds it.
    let base_url = world.base_url().to_owned();
    world.kill_everything().await;
    world.start_again().await;
    assert_eq!(world.base_url(), base_url);
    world.is_back(second).await;

    world.stop();
    world.start_again().await;
    assert!(world.setup_address().await.contains("/setup/"));
    assert_eq!(world.mail().letters().len(), 0);
    assert!(world.log().contains("left running"), "{}", world.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_read_as_its_reader_sees_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "1.eml",
        "To: =?utf-8?b?w4Rkw6Q=?= <ada@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe_an?=\r\n \
         =?utf-8?q?_alle?=\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         See http://localhost:8080/a=3Fb=3D1, a=\r\nnd <https://example.org/c>.\r\n",
    );
    write(
        "2.eml",
        "To: grace@example.org\r\nSubject: Plain\r\nContent-Transfer-Encoding: base64\r\n\r\nR3LD\r\nvMOfZQ==\r\n",
    );
    write("3.tmp", "half a letter");
    let mail = MailFolder::new(folder.path().to_owned());
    let letter = mail.arrives("ada@example.org", "an alle").await;
    assert_eq!(letter.subject, "Grüße an alle");
    assert_eq!(letter.to, "Ädä <ada@example.org>");
    let links = ["http://localhost:8080/a?b=1", "https://example.org/c"];
    assert_eq!(letter.links(), links);
    assert_eq!(mail.to("grace@example.org")[0].body, "Grüße");
    assert_eq!(mail.letters().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_nobody_gave_out_is_not_taken() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let mut page = visitor.get("/no-such-page").await;
    page.html = r#"<form action="/no-such-page"><input name="word"></form>"#.to_owned();
    let answer = visitor
        .submit(&page, "/no-such-page", &[("word", "x")])
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let broken = visitor.client().post(visitor.address("/no-such-page"));
    let broken = broken.body(vec![0xff; 16]).send().await.unwrap();
    assert!(broken.status().is_client_error(), "{}", broken.status());
}

#[test]
fn a_form_is_read_as_a_browser_sends_it() {
    let page = Page {
        path: "/here?x=1".to_owned(),
        status: reqwest::StatusCode::OK,
        headers: reqwest::header::HeaderMap::new(),
        html: r#"<p>Ada &amp; <b>Grace</b></p><style>p { }</style><a href="/next">Go on</a>
            <form method="post" action="/a/b">
            <input type="hidden" name="token" value="t&quot;1"><input name=plain>
            <input type="checkbox" name="box" value="yes"><input type="radio" name="r" value="2" checked>
            <select name="rank"><option value="">–</option><option value="1" selected>1st</option></select>
            <select name="word"><option>one</option><option>two</option></select>
            <textarea name="note">
a &lt; b</textarea>
            <button name="act" value="go">Go</button></form><form></form>"#
            .to_owned(),
    };
    assert_eq!(page.text().split(" Go on").next(), Some("Ada & Grace"));
    assert_eq!(page.link("Go on"), "/next");
    assert_eq!(page.links().len(), 1);
    let form: Form = page.form("/b");
    let expected = [
        ("token", "t\"1"),
        ("plain", ""),
        ("r", "2"),
        ("rank", "1"),
        ("word", "one"),
        ("note", "a < b"),
    ];
    let expected: Vec<_> = expected
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    assert_eq!(form.fields, expected);
    assert_eq!(form.buttons, [("act".to_owned(), "go".to_owned())]);
    let form = form.with("box", "yes").with("rank", "");
    assert_eq!(form.value("box"), Some("yes"));
    assert_eq!(form.value("rank"), Some(""));
    assert_eq!(page.forms().len(), 2);
    assert_eq!(page.forms()[1].action, "/here?x=1");
}
