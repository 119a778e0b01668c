//! By a mailed link, by a password; what is refused, and how often one may try.

use super::house::{House, is_signed_in};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_signs_in_once_and_only_by_its_button() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let link = house.link_for(&visitor, &ada, "%2Faccount").await;
    assert!(link.starts_with("https://vote.tamarack.example/sign-in/link?token="));

    // A mail scanner looks, twice, with a browser of its own.
    let scanner = house.app.visitor();
    for _ in 0..2 {
        let page = scanner.get(&link).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("a…@mail.example"), "{}", page.text());
        assert!(!page.text().contains(&ada.address));
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
    }

    let page = visitor.get(&link).await;
    let form = page.form("/sign-in/link");
    let entered = visitor.send(&form).await;
    assert_eq!(entered.path, "/account");
    assert!(entered.text().contains(&ada.address));

    // The same button once more, and the same link elsewhere.
    let again = visitor
        .send(&visitor.get("/account").await.form("/sign-out"))
        .await;
    assert!(!is_signed_in(&again));
    let spent = scanner
        .submit(
            &scanner.get("/sign-in").await,
            "/sign-in",
            &[("address", "x")],
        )
        .await;
    assert_eq!(spent.status, 422);
    let page = scanner.get(&link).await;
    assert_eq!(page.status, 410);
    assert!(page.text().contains("It has been used."), "{}", page.text());

    let token = link.split_once("token=").unwrap().1;
    let mut form = house.app.visitor().get("/sign-in").await.form("/sign-in");
    form.action = "/sign-in/link".into();
    let stranger = house.app.visitor();
    let own = stranger.get("/sign-in").await.form("/sign-in");
    form.fields = vec![
        ("csrf".into(), own.value("csrf").unwrap().into()),
        ("token".into(), token.into()),
    ];
    let refused = stranger.send(&form).await;
    assert_eq!(refused.status, 410);
    assert!(!is_signed_in(&stranger.get("/sign-in").await));

    // Only hashes rest in the database, and the log never saw the token.
    assert!(!house.database_holds(token).await);
    assert!(!house.app.log().contains(token));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_at_once_open_one_session() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let link = house.link_for(&visitor, &ada, "%2F").await;
    let form = visitor.get(&link).await.form("/sign-in/link");
    let presses: Vec<_> = (0..8)
        .map(|_| {
            let (visitor, form) = (visitor.clone(), form.clone());
            tokio::spawn(async move { visitor.send(&form).await.status })
        })
        .collect();
    for press in presses {
        press.await.unwrap();
    }
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_a_broken_and_an_invented_link_open_nothing() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let link = house.link_for(&visitor, &ada, "%2F").await;
    let form = visitor.get(&link).await.form("/sign-in/link");
    house
        .pretend("ALTER TABLE sign_in_links DISABLE TRIGGER spend_once")
        .await;
    house
        .pretend(
            "UPDATE sign_in_links SET made_at = made_at - interval '10 minutes', \
                                      expires_at = expires_at - interval '10 minutes'",
        )
        .await;
    let page = visitor.get(&link).await;
    assert_eq!(page.status, 410);
    assert!(
        page.text().contains("more than 10 minutes old"),
        "{}",
        page.text()
    );
    assert_eq!(visitor.send(&form).await.status, 410);
    for broken in [
        &link[..link.len() - 1],
        "/sign-in/link",
        "/sign-in/link?token=",
        &format!("/sign-in/link?token={}", "0".repeat(64)),
    ] {
        let page = visitor.get(broken).await;
        assert_eq!(page.status, 404, "{broken}");
        assert!(page.text().contains("We made no such link"));
    }
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_does_not_tell_who_is_known() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let mut answers = Vec::new();
    for address in [ada.address.as_str(), "nobody@mail.example"] {
        let page = visitor.get("/sign-in").await;
        let answer = visitor
            .submit(&page, "/sign-in", &[("address", address)])
            .await;
        answers.push((answer.path.clone(), answer.status, answer.text()));
    }
    assert_eq!(answers[0], answers[1]);
    let wrong = visitor
        .submit(
            &visitor.get("/sign-in").await,
            "/sign-in",
            &[("address", "ada at mail")],
        )
        .await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.form("/sign-in").value("address"), Some("ada at mail"));
    house.app.mail().arrives(&ada.address, "sign in").await;
    assert!(house.app.mail().to("nobody@mail.example").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_comes_back_to_the_page_one_wanted_and_never_to_another_site() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let asked = visitor.get("/account").await;
    assert_eq!(asked.path, "/sign-in?next=%2Faccount");
    assert_eq!(asked.form("/sign-in").value("next"), Some("/account"));
    for elsewhere in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
    ] {
        let page = visitor.get(&format!("/sign-in?next={elsewhere}")).await;
        assert_eq!(page.form("/sign-in").value("next"), Some("/me"));
    }
    let link = house
        .link_for(&visitor, &ada, "%2Fletters%3Fcode%3Dq4m7-tzab")
        .await;
    let page = visitor.get(&link).await;
    let page = visitor.submit(&page, "/sign-in/link", &[]).await;
    assert_eq!(page.path, "/letters?code=q4m7-tzab");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_set_used_changed_and_removed() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let first = house.signed_in(&ada).await;
    let page = first.get("/account").await;
    for (typed, again, field) in [
        ("too short", "too short", "shorter than 12"),
        ("ada@mail.example", "ada@mail.example", "too easy to guess"),
        ("Tamarack-2026!", "Tamarack-2026!", "too easy to guess"),
        ("asdfghjkl123", "asdfghjkl123", "too easy to guess"),
        ("leavemealone", "leavemealone", "Many people use this"),
        (
            "seven lazy dogs",
            "seven lazy cats",
            "The two passwords differ",
        ),
    ] {
        let answer = first
            .submit(
                &page,
                "/account/password",
                &[("password", typed), ("again", again)],
            )
            .await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains(field), "{}", answer.text());
        assert!(!answer.html.contains(typed) || typed == ada.address);
    }
    let secret = "seven lazy dogs";
    let values = [("password", secret), ("again", secret)];
    let set = first.submit(&page, "/account/password", &values).await;
    assert_eq!(set.path, "/account?done=password", "{}", set.text());
    house.app.mail().arrives(&ada.address, "password").await;

    let second = house.app.visitor();
    let form = second.get("/sign-in/password?next=%2Faccount").await;
    let mut refusals = Vec::new();
    for (address, password) in [
        (ada.address.as_str(), "seven lazy cats"),
        ("nobody@mail.example", secret),
    ] {
        let values = [("address", address), ("password", password)];
        let refused = second.submit(&form, "/sign-in/password", &values).await;
        assert_eq!(refused.status, 422);
        assert!(!refused.html.contains(password));
        refusals.push(refused.text());
    }
    assert_eq!(refusals[0], refusals[1]);
    let values = [("address", "ADA@Mail.Example"), ("password", secret)];
    let entered = second.submit(&form, "/sign-in/password", &values).await;
    assert_eq!(entered.path, "/account", "{}", entered.text());

    // Who came in by password is asked for it before it changes; a wrong one is no use.
    let page = second.get("/account").await;
    let new = "eight keen foxes";
    let values = [
        ("current", "wrong wrong wrong"),
        ("password", new),
        ("again", new),
    ];
    let refused = second.submit(&page, "/account/password", &values).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("not your present password"));
    let values = [("current", secret), ("password", new), ("again", new)];
    let changed = second.submit(&page, "/account/password", &values).await;
    assert_eq!(changed.path, "/account?done=password", "{}", changed.text());
    // Every other browser is signed out by that.
    assert!(!is_signed_in(&first.get("/sign-in").await));

    let page = second.get("/account").await;
    let removed = second
        .submit(&page, "/account/password/removal", &[("current", new)])
        .await;
    assert_eq!(
        removed.path,
        "/account?done=password-removed",
        "{}",
        removed.text()
    );
    let values = [("address", ada.address.as_str()), ("password", new)];
    let third = house.app.visitor();
    let form = third.get("/sign-in/password").await;
    let refused = third.submit(&form, "/sign-in/password", &values).await;
    assert_eq!(refused.status, 422);
    assert!(!house.database_holds("dogs").await);
    assert!(!house.app.log().contains("lazy"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_for_an_account_and_for_a_network() {
    let mut house = House::start_with(&["--limit-account", "3", "--limit-address", "8"]).await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let form = visitor.get("/sign-in/password").await;
    for known in [ada.address.as_str(), "nobody@mail.example"] {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            let values = [("address", known), ("password", "not the password")];
            let answer = visitor.submit(&form, "/sign-in/password", &values).await;
            statuses.push(answer.status.as_u16());
        }
        assert_eq!(statuses, [422, 422, 422, 429], "{known}");
    }
    // The network's eight are used up, whoever is asked for. A claimed other
    // network is not believed: no proxy here is trusted.
    let page = visitor.get("/sign-in").await;
    let refused = visitor
        .submit(&page, "/sign-in", &[("address", "eve@mail.example")])
        .await;
    assert_eq!(refused.status, 429);
    assert!(
        refused.text().contains("quarter of an hour"),
        "{}",
        refused.text()
    );
    let form = page.form("/sign-in").with("address", "eve@mail.example");
    let claimed = visitor
        .client()
        .post(visitor.address("/sign-in"))
        .header("x-forwarded-for", "203.0.113.9")
        .form(&form.fields)
        .send()
        .await
        .unwrap();
    assert_eq!(claimed.status(), 429);
    // A quarter of an hour later all is well again.
    house
        .pretend("UPDATE request_limits SET starts_at = starts_at - interval '15 minutes'")
        .await;
    let page = visitor.get("/sign-in").await;
    let sent = visitor
        .submit(&page, "/sign-in", &[("address", &ada.address)])
        .await;
    assert_eq!(sent.path, "/sign-in/sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_says_who_asks() {
    let mut house =
        House::start_with(&["--limit-address", "2", "--trusted-proxies", "127.0.0.1"]).await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let form = visitor
        .get("/sign-in")
        .await
        .form("/sign-in")
        .with("address", &ada.address);
    let ask = async |network: &str| {
        let request = visitor.client().post(visitor.address("/sign-in"));
        let request = request
            .header("x-forwarded-for", network)
            .form(&form.fields);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(ask("203.0.113.9").await, 200);
    assert_eq!(ask("198.51.100.1, 203.0.113.9").await, 200);
    assert_eq!(ask("203.0.113.9").await, 429);
    assert_eq!(ask("203.0.113.10").await, 200);
    assert_eq!(ask("2001:db8:1:2::1").await, 200);
    assert_eq!(ask("2001:db8:1:2:ffff::9").await, 200);
    assert_eq!(ask("2001:db8:1:2::3").await, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_goes_with_the_account() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.signed_in(&ada).await;
    let page = visitor.get("/account").await;
    let german = visitor
        .submit(&page, "/language", &[("language", "de")])
        .await;
    assert_eq!(german.path, "/account");
    assert!(german.text().contains("Ihr Konto"), "{}", german.text());
    assert!(german.html.contains("<html lang=\"de\""));
    let elsewhere = house.app.visitor();
    let link = house.link_for(&elsewhere, &ada, "%2Faccount").await;
    let letter = house.app.mail().to(&ada.address).pop().unwrap();
    assert!(letter.body.starts_with("Guten Tag Ada,"), "{}", letter.body);
    let page = elsewhere.get(&link).await;
    assert!(page.text().contains("You are about to sign in"));
    let page = elsewhere.submit(&page, "/sign-in/link", &[]).await;
    assert!(page.text().contains("Ihr Konto"), "{}", page.text());
    let form = page.form("/language").with("language", "tlh");
    assert_eq!(elsewhere.send(&form).await.status, 400);
}
