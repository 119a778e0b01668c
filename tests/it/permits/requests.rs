//! A stranger asks, is asked, gets an answer they can prove; and what is refused.

use super::{asset, ruled};
use crate::acts::room::{founded, refuses, text};
use crate::auditor::export::reads_back;
use crate::support::election::Foundation;
use crate::support::{Form, Page, TestApp, Visitor, eventually};

const GOODS: &str = "/may-i-use?mark=1&use=goods";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";
const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

pub async fn asking(stranger: &Visitor, holder: &str) -> Form {
    let page = stranger.get(GOODS).await;
    page.form("/may-i-use/requests")
        .with("holder", holder)
        .with("name", "Robin Sandor")
        .with("address", "robin@visitors.example")
        .with("words", "Fifty shirts <b>for</b> a fair.")
}

async fn ready() -> (TestApp, Foundation) {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    ruled(&foundation, "goods", "permission", "Policy § 4").await;
    (app, foundation)
}

pub async fn decides(officer: &Visitor, path: &str, values: &[(&str, &str)]) -> Page {
    let page = officer.get(path).await;
    officer.submit(&page, "/decision", values).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_gets_an_answer_that_they_can_prove() {
    let (app, foundation) = ready().await;
    let _ledger = app.ledger();
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let stranger = foundation.place.visitor();
    let form = asking(&stranger, "withheld").await;
    let files: [(&str, &[u8]); 2] = [("image_1", PNG), ("image_3", PNG)];
    let page = stranger.upload(&form, &files).await;
    refuses(&page, 200, "Your request no. 1");
    refuses(&page, 200, "○ open");
    let secret = page.path.clone();
    assert!(secret.starts_with("/may-i-use/requests/"), "{secret}");
    let token = secret.rsplit('/').next().unwrap();
    // The form sent twice asks once, and leads to the same place.
    let again = stranger.upload(&form, &files).await;
    assert_eq!(again.path, secret);
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM permission_requests").await,
        "1"
    );
    // The secret is kept nowhere but with the asker.
    assert_eq!(
        text(
            &app,
            &format!(
                "SELECT count(*)::text AS it FROM permission_askers a WHERE a::text LIKE '%{token}%'"
            )
        )
        .await,
        "0"
    );
    assert!(!app.log().contains(token), "the log holds a secret address");
    let sign_in = page
        .links()
        .into_iter()
        .find(|(words, _)| words == "Sign in");
    assert!(sign_in.is_some_and(|(_, to)| !to.contains(token)));
    let other = foundation.place.visitor();
    let wrong = "/may-i-use/requests/".to_owned() + &"ab".repeat(32);
    assert_eq!(other.get(&wrong).await.status, 404);
    assert_eq!(other.get("/may-i-use/requests/x").await.status, 404);

    refuses(
        &chi.get("/tasks").await,
        200,
        "Answer request 1 to use TAMARACK.",
    );
    let room = "/room/permits/1";
    let request = chi.get(room).await;
    refuses(&request, 200, "Fifty shirts <b>for</b> a fair.");
    refuses(&request, 200, "robin@visitors.example");
    let mock_up = chi.get(&request.link("Mock-up 1")).await;
    assert_eq!(mock_up.headers["content-type"], "image/png");
    assert_eq!(mock_up.headers["x-content-type-options"], "nosniff");
    assert!(
        mock_up.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );

    let asked = chi
        .submit(&request, "/questions", &[("question", "Are they sold?")])
        .await;
    refuses(&asked, 200, "more was asked");
    let page = stranger.get(&secret).await;
    refuses(&page, 200, "Are they sold?");
    let answered = stranger
        .submit(&page, "/answers", &[("words", "No, given away.")])
        .await;
    refuses(&answered, 200, "No, given away.");

    let values = [
        ("verdict", "granted"),
        ("conditions", "At most 50 shirts.\nNone is sold."),
        ("last_day", "2199-12-31"),
    ];
    let granted = decides(chi, room, &values).await;
    refuses(&granted, 200, "granted");
    refuses(&granted, 200, "Permission 1 in the public register");
    let late = decides_again(chi, room).await;
    assert!(late, "a request that is granted can be decided again");

    let status = stranger.get(&secret).await;
    refuses(&status, 200, "✓ granted");
    refuses(&status, 200, "Prove that it is yours");
    refuses(&status, 200, "Robin Sandor");
    let public = other.get("/permissions/1").await;
    refuses(&public, 200, "✓ in force");
    refuses(&public, 200, "a person who asked not to be named");
    refuses(&public, 200, "At most 50 shirts.");
    assert!(!public.text().contains("Robin"), "{}", public.text());
    refuses(
        &other.get("/permissions").await,
        200,
        "Permission 1: TAMARACK",
    );

    // The file, its digest in the log, and the commitment to the holder's name.
    let file = other.get("/permissions/1/permission.json").await;
    let said: serde_json::Value = serde_json::from_str(&file.html).unwrap();
    assert_eq!(said["holder"], "withheld");
    assert_eq!(said["conditions"][1], "None is sold.");
    assert!(!file.html.contains("Robin"));
    let salt = text(
        &app,
        "SELECT encode(salt, 'hex') AS it FROM permission_holders",
    )
    .await;
    let commitment = commonhold::seal::hash::sha256(
        format!("commonhold permission holder 1\n{salt}\nRobin Sandor").as_bytes(),
    );
    assert_eq!(said["commitment"], commitment.to_string());
    let digest = commonhold::seal::hash::sha256(file.html.as_bytes()).to_string();
    let entry = eventually("the entry of the permission", async || {
        let page = other.get("/permissions/1").await;
        page.links()
            .into_iter()
            .find(|(words, _)| words.starts_with("Entry "))
            .map(|(_, to)| to)
    })
    .await;
    let entry = other.get(&entry).await;
    assert!(
        entry
            .html
            .replace("<span>", "")
            .replace("</span>", "")
            .replace(' ', "")
            .contains(&digest),
        "{}",
        entry.text()
    );

    // Revoked with a reason that everybody reads; the permission stays where it was.
    let page = chi.get(room).await;
    refuses(
        &chi.submit(
            &page,
            "/revocation",
            &[("ends_on", "2020-01-01"), ("reason", "x")],
        )
        .await,
        422,
        "today or later",
    );
    let today = foundation.place.now.date_naive().to_string();
    let revoked = chi
        .submit(
            &page,
            "/revocation",
            &[("ends_on", &today), ("reason", "They were sold.")],
        )
        .await;
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    let public = other.get("/permissions/1").await;
    refuses(&public, 200, "✕ revoked");
    refuses(&public, 200, "They were sold.");
    let end = other.get("/permissions/1/revocation.json").await;
    assert!(end.html.contains(&digest), "{}", end.html);
    refuses(&ada.get("/room/permits").await, 200, "Request 1: TAMARACK");

    reads_back(
        &foundation,
        &[
            ("permit-policies", "Policy § 4"),
            ("permission-requests", "withheld"),
            ("permission-steps", "\"ask\""),
            ("permission-decisions", "At most 50 shirts."),
            ("permissions", "They were sold."),
        ],
    )
    .await;
}

/// Whether a second decision on a request is refused.
async fn decides_again(officer: &Visitor, path: &str) -> bool {
    let page = officer.get(path).await;
    !page
        .forms()
        .iter()
        .any(|form| form.action.ends_with("/decision"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_request_comes_back_filled() {
    let (app, foundation) = ready().await;
    let stranger = foundation.place.visitor();
    let page = stranger.get(GOODS).await;
    let empty = stranger
        .upload(&page.form("/may-i-use/requests"), &[])
        .await;
    refuses(&empty, 422, "Say who asks");
    refuses(
        &empty,
        422,
        "Say what you want to do, within 4,000 characters.",
    );

    let form = asking(&stranger, "organisation").await;
    let refused = stranger.upload(&form, &[("image_1", SVG)]).await;
    refuses(&refused, 422, "This file is no PNG, JPEG or WebP picture.");
    let back = refused.form("/may-i-use/requests");
    assert_eq!(back.value("name"), Some("Robin Sandor"));
    assert_eq!(back.value("holder"), Some("organisation"));
    assert!(back.value("words").unwrap().contains("Fifty shirts"));

    let mut large = PNG.to_vec();
    large.resize(50 * 1024 * 1024, 0);
    let refused = stranger.upload(&form, &[("image_2", &large)]).await;
    refuses(&refused, 422, "This file is larger than 5 MB.");
    assert_eq!(
        refused.form("/may-i-use/requests").value("address"),
        Some("robin@visitors.example")
    );

    let mut foreign = form.clone();
    foreign.fields.retain(|(name, _)| name != "csrf");
    assert_eq!(stranger.upload(&foreign, &[]).await.status, 403);
    let strange = form.clone().with("mark", "99");
    refuses(
        &stranger.upload(&strange, &[]).await,
        409,
        "This is no mark in the registry.",
    );
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM permission_requests").await,
        "0"
    );
    // Where the policy answers, nobody asks.
    ruled(&foundation, "goods", "forbidden", "Policy § 5").await;
    let page = stranger.upload(&form, &[]).await;
    refuses(&page, 200, "✕ not allowed");

    // Who takes a request back is decided on no more.
    ruled(&foundation, "goods", "permission", "Policy § 6").await;
    let form = asking(&stranger, "named").await;
    let page = stranger.upload(&form, &[]).await;
    let gone = stranger.submit(&page, "/withdrawal", &[]).await;
    refuses(&gone, 200, "✕ taken back");
    let chi = &foundation.chi;
    let number = page.text();
    assert!(number.contains("Your request no."), "{number}");
    let list = chi.get("/room/permits").await;
    let request = list.link("Request ");
    assert!(decides_again(chi, &request).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_is_named_and_a_refusal_says_by_which_clause() {
    let (_app, foundation) = ready().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let stranger = foundation.place.visitor();
    let first = stranger
        .upload(&asking(&stranger, "organisation").await, &[])
        .await;
    let second = stranger
        .upload(&asking(&stranger, "named").await, &[])
        .await;
    let room = "/room/permits/1";
    let wrong = decides(
        chi,
        room,
        &[
            ("verdict", "refused"),
            ("last_day", "2199-12-31"),
            ("clause", " "),
        ],
    )
    .await;
    refuses(&wrong, 422, "A refusal has no last day.");
    let past = decides(
        chi,
        room,
        &[("verdict", "granted"), ("last_day", "2020-01-01")],
    )
    .await;
    refuses(&past, 422, "A permission is for today at least.");
    // An election officer sees it and decides nothing.
    let seen = ada.get(room).await;
    refuses(&seen, 200, "the chair or a deputy of theirs decides");
    let granted = decides(chi, room, &[("verdict", "granted")]).await;
    assert_eq!(granted.status, 200, "{}", granted.text());
    let refused = decides(chi, "/room/permits/2", &[("verdict", "refused")]).await;
    assert_eq!(refused.status, 200, "{}", refused.text());
    let public = foundation.place.visitor().get("/permissions/1").await;
    refuses(&public, 200, "Robin Sandor");
    refuses(&stranger.get(&first.path).await, 200, "✓ granted");
    let no = stranger.get(&second.path).await;
    refuses(&no, 200, "Refused under Policy § 4");
    assert_eq!(
        foundation
            .place
            .visitor()
            .get("/permissions/2")
            .await
            .status,
        404
    );
}
