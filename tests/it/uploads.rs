//! Uploads as nobody should send them: from elsewhere, without end, too large.

use reqwest::cookie::CookieStore as _;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Url};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::acts::room::text;
use crate::support::election::{Foundation, NO_LIMITS, Place};
use crate::support::{TestApp, Visitor, eventually};

/// Sends these parts to an address as this person's browser would.
async fn sends(visitor: &Visitor, path: &str, parts: Vec<(String, Vec<u8>)>) -> u16 {
    let mut form = Form::new();
    for (name, bytes) in parts {
        form = form.part(name, Part::bytes(bytes));
    }
    let client = Client::builder()
        .cookie_provider(std::sync::Arc::clone(&visitor.jar))
        .build()
        .unwrap();
    let sent = client.post(visitor.address(path)).multipart(form).send();
    match sent.await {
        Ok(answer) => answer.status().as_u16(),
        // The answer to what is too large may come before its end, and cut the connection.
        Err(error) if error.is_request() => 413,
        Err(error) => panic!("{path}: {error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_counted_in_parts_and_bytes_and_begins_with_its_token() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let page = chi.get("/room/members/import").await;
    let form = page.form("/room/members/import");
    let token = || {
        (
            "csrf".to_owned(),
            form.value("csrf").unwrap().as_bytes().to_vec(),
        )
    };
    let file = |bytes: &[u8]| ("file".to_owned(), bytes.to_vec());
    let to = "/room/members/import";
    assert_eq!(
        sends(chi, to, vec![file(b"x"), token()]).await,
        403,
        "the token is not the first"
    );
    assert_eq!(sends(chi, to, vec![file(b"x")]).await, 403);
    let empty = |many: usize| {
        let mut parts = vec![token()];
        parts.extend((0..many).map(|at| (format!("p{at}"), Vec::new())));
        parts
    };
    assert_eq!(sends(chi, to, empty(1_100)).await, 413, "too many parts");
    // A draft takes less than a file of members.
    let page = chi.get("/motions/new").await;
    let form = page.form("/motions");
    let token = (
        "csrf".to_owned(),
        form.value("csrf").unwrap().as_bytes().to_vec(),
    );
    let large = ("text".to_owned(), vec![b'a'; 9 * 1024 * 1024]);
    assert_eq!(sends(chi, "/motions", vec![token, large]).await, 413);
}

/// Files that come slowly, however many, take nothing from whoever comes meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_comes_slowly_holds_no_connection_to_the_database() {
    const LARGE: &str = "/room/members/import/large";
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let few = ["--connections", "2"];
    let (base_url, _second) = app.another_server_with("second", &few).await;
    let chi = foundation.chi.at(&base_url);
    let page = chi.get(LARGE).await;
    let token = page.form(LARGE).value("csrf").unwrap().to_owned();
    let url: Url = chi.address(LARGE).parse().unwrap();
    let cookies = chi.jar.cookies(&url).unwrap();
    let host = base_url.trim_start_matches("http://");
    let begun = format!(
        "POST {LARGE} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\n\
         Content-Type: multipart/form-data; boundary=slowly\r\nContent-Length: 1000000\r\n\r\n\
         --slowly\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
         --slowly\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m.csv\"\r\n\r\nname,email",
        cookies.to_str().unwrap()
    );
    let mut coming = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        coming.push(stream);
    }
    // Each of them is received by now.
    eventually("three files that come", async || {
        let begun = "SELECT count(*)::text AS it FROM membership_import_files";
        (text(&app, begun).await == "3").then_some(())
    })
    .await;
    let page = chi.get("/room/members").await;
    assert_eq!(page.status, 200, "{}", page.text());
    drop(coming);
}
