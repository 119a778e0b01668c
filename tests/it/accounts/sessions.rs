//! Sessions that end and tokens that rotate; forms that come from elsewhere;
//! bodies that no form of ours has.

use commonhold::accounts::LocalPath;
use commonhold::accounts::store::make_link;
use commonhold::bodies::Office;
use diesel_async::SimpleAsyncConnection;
use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;

use super::house::{House, is_signed_in, makes_ways_in};

#[tokio::test(flavor = "multi_thread")]
async fn one_signs_out_here_there_and_everywhere() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let phone = house.signed_in(&ada).await;
    let desk = house.signed_in(&ada).await;
    let library = house.signed_in(&ada).await;

    let page = desk.get("/account").await;
    let ends: Vec<_> = page
        .forms()
        .into_iter()
        .filter(|form| {
            form.action.starts_with("/account/sessions/") && form.action != "/account/sessions/end"
        })
        .collect();
    assert_eq!(ends.len(), 2, "this browser is not in the list of others");
    let ended = desk.send(&ends[0]).await;
    assert_eq!(ended.path, "/account?done=session");
    assert_eq!(desk.send(&ends[0]).await.status, 404);
    let left = [&phone, &library];
    let mut signed_in = 0;
    for visitor in left {
        signed_in += usize::from(is_signed_in(&visitor.get("/account").await));
    }
    assert_eq!(signed_in, 1);

    let page = desk.get("/account").await;
    let out = desk.submit(&page, "/account/sessions/end", &[]).await;
    assert_eq!(out.path, "/sign-in");
    for visitor in [&phone, &desk, &library] {
        let page = visitor.get("/account").await;
        assert_eq!(page.path, "/sign-in?next=%2Faccount");
    }
}

/// A link that was mailed and stayed good would let somebody in again.
#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_is_done_whole_or_not_at_all() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let desk = house.signed_in(&ada).await;
    let next = LocalPath::or("/account", "/");
    make_link(&mut house.db, ada.account, &next).await.unwrap();
    let mut administrator = house.app.database.administrator().await;
    administrator
        .batch_execute(
            "ALTER TABLE sign_in_links ADD CONSTRAINT no_link_is_spent CHECK (spent_at IS NULL) NOT VALID",
        )
        .await
        .unwrap();
    let page = desk.get("/account").await;
    let failed = desk.submit(&page, "/account/sessions/end", &[]).await;
    assert_eq!(failed.status, 500, "{}", failed.text());
    assert!(is_signed_in(&desk.get("/account").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_another_s_session() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let eve = house.person("Eve").await;
    let hers = house.signed_in(&ada).await;
    let her_other = house.signed_in(&ada).await;
    let theirs = house.signed_in(&eve).await;
    let mut form = hers
        .get("/account")
        .await
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/end") && form.action.len() > 30)
        .unwrap();
    let csrf = theirs.get("/account").await.form("/sign-out");
    form = form.with("csrf", csrf.value("csrf").unwrap());
    assert_eq!(theirs.send(&form).await.status, 404);
    assert!(is_signed_in(&her_other.get("/account").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_disuse_and_by_age() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    for change in [
        "seen_at = seen_at - interval '12 hours 1 minute'",
        "opened_at = opened_at - interval '30 days 1 minute'",
    ] {
        let visitor = house.signed_in(&ada).await;
        assert!(is_signed_in(&visitor.get("/account").await));
        house
            .pretend(&format!(
                "UPDATE sessions SET {change} WHERE ended_at IS NULL"
            ))
            .await;
        let page = visitor.get("/account").await;
        assert_eq!(page.path, "/sign-in?next=%2Faccount", "{change}");
    }
}

fn session_cookie(headers: &reqwest::header::HeaderMap) -> Option<String> {
    headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find(|cookie| cookie.starts_with("session="))
        .map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_rotate_without_signing_anyone_out() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let link = house.link_for(&visitor, &ada, "%2Faccount").await;
    let form = visitor.get(&link).await.form("/sign-in/link");
    // The answer itself, not the page after it: it brings the cookie.
    let plain = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let jar = visitor.get(&link).await;
    assert!(session_cookie(&jar.headers).is_none());
    let visitor_cookie = {
        let fresh = plain.get(visitor.address(&link)).send().await.unwrap();
        let cookie = fresh.headers()[SET_COOKIE].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        let page = fresh.text().await.unwrap();
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let csrf = csrf.split('"').next().unwrap().to_owned();
        (cookie.split(';').next().unwrap().to_owned(), csrf)
    };
    let token = form.value("token").unwrap();
    let fields = [("csrf", visitor_cookie.1.as_str()), ("token", token)];
    let entered = plain
        .post(visitor.address("/sign-in/link"))
        .header("cookie", &visitor_cookie.0)
        .form(&fields)
        .send()
        .await
        .unwrap();
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let cookie = session_cookie(entered.headers()).unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/")
    );
    let first = cookie.split(';').next().unwrap().to_owned();
    assert!(
        !house
            .database_holds(first.strip_prefix("session=").unwrap())
            .await
    );

    let get = async |session: &str| {
        let request = plain.get(visitor.address("/account"));
        let cookies = format!("{}; {session}", visitor_cookie.0);
        request.header("cookie", cookies).send().await.unwrap()
    };
    let old = "UPDATE session_tokens SET issued_at = issued_at - interval '31 minutes'";
    house.pretend(old).await;
    // Many at once: one of them rotates, all are answered.
    let (one, two, three) = tokio::join!(get(&first), get(&first), get(&first));
    let rotated: Vec<_> = [&one, &two, &three]
        .into_iter()
        .filter_map(|answer| {
            assert_eq!(answer.status(), 200);
            session_cookie(answer.headers())
        })
        .collect();
    assert_eq!(rotated.len(), 1);
    let second = rotated[0].split(';').next().unwrap().to_owned();
    assert_ne!(first, second);

    // A form drawn before the rotation still fits.
    let drawn = get(&first).await.text().await.unwrap();
    let csrf = drawn.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let csrf = csrf.split('"').next().unwrap().to_owned();
    let answer = plain
        .post(visitor.address("/language"))
        .header("cookie", format!("{}; {second}", visitor_cookie.0))
        .form(&[
            ("csrf", csrf.as_str()),
            ("language", "en"),
            ("next", "/account"),
        ])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    // The successor came back: the first serves a minute longer, then no more.
    assert_eq!(get(&first).await.status(), 200);
    house
        .pretend("UPDATE session_tokens SET retired_at = retired_at - interval '61 seconds'")
        .await;
    assert_eq!(get(&first).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(get(&second).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_counts_only_with_this_browser_s_token() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let before = visitor.get("/sign-in").await.form("/language");
    let theirs = house.app.visitor().get("/sign-in").await.form("/language");
    let good = before.clone().with("language", "de");
    let mut without = good.clone();
    without.fields.retain(|(name, _)| name != "csrf");
    let wrong = good.clone().with("csrf", &"0".repeat(64));
    let foreign = good.clone().with("csrf", theirs.value("csrf").unwrap());
    for form in [&without, &wrong, &foreign] {
        let refused = visitor.send(form).await;
        assert_eq!(refused.status, 403);
        assert!(
            refused.text().contains("did not come from this site"),
            "{}",
            refused.text()
        );
    }
    for site in ["cross-site", "same-site"] {
        let request = visitor.client().post(visitor.address("/language"));
        let request = request.header("sec-fetch-site", site).form(&good.fields);
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), 403, "{site}");
        assert!(
            refused.text().await.unwrap().contains("<h1>"),
            "it has a page"
        );
    }
    let done = visitor.send(&good).await;
    assert!(done.html.contains("<html lang=\"de\""));

    // A form drawn before signing in does not fit after.
    let link = house.link_for(&visitor, &ada, "%2Faccount").await;
    let page = visitor.get(&link).await;
    visitor.submit(&page, "/sign-in/link", &[]).await;
    assert_eq!(visitor.send(&good).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_form_of_ours_sends_is_refused_and_changes_nothing() {
    let house = House::start().await;
    let visitor = house.app.visitor();
    let form = visitor.get("/sign-in").await.form("/sign-in");
    let csrf = form.value("csrf").unwrap();
    let post = async |body: Vec<u8>, kind: &str| {
        let request = visitor.client().post(visitor.address("/sign-in"));
        let request = request.header("content-type", kind).body(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let form = "application/x-www-form-urlencoded";
    let (status, page) = post(format!("csrf={csrf}&address=%FF%FE").into_bytes(), form).await;
    assert_eq!(status, 400);
    assert!(page.contains("UTF-8"), "{page}");
    let (status, _) = post(b"\xff\xfe=\xc3\x28".to_vec(), form).await;
    assert_eq!(status, 400);
    let mut huge = format!("csrf={csrf}&address=").into_bytes();
    huge.resize(10 * 1024 * 1024, b'a');
    let (status, page) = post(huge, form).await;
    assert_eq!(status, 413);
    assert!(page.contains("larger than any form"), "{page}");
    let (status, _) = post(
        br#"{"address":"ada@mail.example"}"#.to_vec(),
        "application/json",
    )
    .await;
    assert_eq!(status, 400);
    assert_eq!(house.number("SELECT count(*) FROM outbox_letters").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_bears_the_strict_headers() {
    let house = House::start_with(&["--https"]).await;
    let visitor = house.app.visitor();
    for path in [
        "/sign-in",
        "/letters",
        "/no-such-page",
        "/healthz",
        "/static/commonhold.css",
    ] {
        let page = visitor.get(path).await;
        let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert!(header("strict-transport-security").contains("max-age="));
        if path != "/static/commonhold.css" {
            assert_eq!(header("cache-control"), "no-store", "{path}");
        }
        assert!(
            !page.html.contains("<script>") && !page.html.contains(" style="),
            "{path}"
        );
    }
    let page = house.app.visitor().get("/sign-in").await;
    let cookies: Vec<_> = page.headers.get_all(SET_COOKIE).iter().collect();
    let cookie = cookies[0].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-visitor=") && cookie.contains("Secure"),
        "{cookie}"
    );
    let ready = visitor.get("/readyz").await;
    assert_eq!(
        (ready.status.as_u16(), ready.html.lines().next()),
        (200, Some("database: ready"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_the_head_alone_is_told_what_the_whole_would_bear() {
    let house = House::start().await;
    let visitor = house.app.visitor();
    for path in [
        "/sign-in",
        "/no-such-page",
        "/sign-out",
        "/healthz",
        "/static/commonhold.css",
    ] {
        let whole = visitor.get(path).await;
        let head = visitor.client().head(visitor.address(path));
        let head = head.send().await.unwrap();
        assert_eq!(head.status(), whole.status, "{path}");
        for name in [
            "content-length",
            "content-type",
            "cache-control",
            "content-security-policy",
        ] {
            assert_eq!(head.headers()[name], whole.headers[name], "{path}: {name}");
        }
        assert_eq!(head.text().await.unwrap(), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_long_over_is_swept_away_and_nothing_else() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let old = house.signed_in(&ada).await;
    let page = old.get("/account").await;
    old.submit(&page, "/sign-out", &[]).await;
    for change in [
        "UPDATE sessions SET ended_at = ended_at - interval '31 days'",
        "UPDATE request_limits SET starts_at = starts_at - interval '2 days'",
    ] {
        house.pretend(change).await;
    }
    let visitor = house.signed_in(&ada).await;
    commonhold::accounts::caretaker::sweep(&mut house.db)
        .await
        .unwrap();
    assert!(is_signed_in(&visitor.get("/account").await));
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 1);
    assert_eq!(house.number("SELECT count(*) FROM session_tokens").await, 1);
    let stale = "SELECT count(*) FROM request_limits WHERE starts_at < now() - interval '1 day'";
    assert_eq!(house.number(stale).await, 0);
}

/// Somebody else reads Ada's mail: an officer signs her out everywhere, and she comes in again.
/// What they made meanwhile to come back by opens nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_ends_every_session_of_a_person_on_record() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let treasurer = house.officer("Tove", Office::Treasurer).await;
    let desk = house.signed_in(&ada).await;
    let calendar = makes_ways_in(&desk).await;
    let phone = house.signed_in(&ada).await;
    let waiting = house.app.visitor();
    let link = house.link_for(&waiting, &ada, "%2Faccount").await;
    let secretary = house.signed_in(&grace).await;
    let list = secretary.get("/room/addresses?q=ada").await;
    let account = list.link("Ada");
    let form = secretary.get(&account).await.form("/sessions");

    // Only who may change addresses may do it.
    for other in [&phone, &house.signed_in(&treasurer).await] {
        let token = other.get("/account").await.form("/sign-out");
        let forged = form.clone().with("csrf", token.value("csrf").unwrap());
        assert_eq!(other.send(&forged).await.status, 403);
    }
    assert!(is_signed_in(&phone.get("/account").await));

    let done = secretary.send(&form).await;
    assert_eq!(done.path, account);
    let said = "Signed out everywhere by Grace";
    assert!(done.text().contains(said), "{}", done.text());
    // Sent twice it is done once.
    let twice = secretary.send(&form).await;
    assert_eq!(twice.text().matches(said).count(), 1);
    for browser in [&phone, &desk] {
        assert!(!is_signed_in(&browser.get("/account").await));
    }
    assert_eq!(waiting.get(&link).await.status, 410);
    let letter = house.app.mail().arrives(&ada.address, "signed out").await;
    assert!(letter.body.contains("signed you out everywhere"));
    let words = letter.body.replace('\n', " ");
    assert!(words.contains("A password, if you had one, was removed"));
    house.is_shut(&ada.address, &calendar).await;
    assert!(is_signed_in(&secretary.get("/account").await));
    let again = house.signed_in(&ada).await;
    assert!(is_signed_in(&again.get("/account").await));
}
