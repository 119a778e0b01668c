//! What browsers are given to keep behind https.

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::house::House;

fn given(answer: &Response) -> Vec<String> {
    let cookies = answer.headers().get_all(SET_COOKIE).iter();
    cookies
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_https_every_cookie_is_bound_to_this_host_and_to_encryption() {
    let mut house = House::start_with(&["--https"]).await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    // The test speaks no https: a client of its own carries what a browser would.
    let plain = Client::builder().redirect(Policy::none()).build().unwrap();
    let link = {
        let sent = plain.get(visitor.address("/sign-in")).send().await.unwrap();
        let cookies = given(&sent);
        let kept = cookies[0].split(';').next().unwrap().to_owned();
        let page = sent.text().await.unwrap();
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let csrf = csrf.split('"').next().unwrap();
        let fields = [("csrf", csrf), ("address", ada.address.as_str())];
        let asked = plain.post(visitor.address("/sign-in"));
        let asked = asked.header(COOKIE, &kept).form(&fields).send();
        assert_eq!(asked.await.unwrap().status(), 303);
        let letter = house.app.mail().arrives(&ada.address, "sign in").await;
        let mut links = letter.links().into_iter();
        links
            .find(|link| link.contains("/sign-in/link?"))
            .expect("the letter has the link")
    };
    let looked = plain.get(visitor.address(&link)).send().await.unwrap();
    let mut all = given(&looked);
    let kept = all[0].split(';').next().unwrap().to_owned();
    let page = looked.text().await.unwrap();
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let csrf = csrf.split('"').next().unwrap();

    let chosen = [("csrf", csrf), ("language", "de"), ("next", "/sign-in")];
    let chosen = plain
        .post(visitor.address("/language"))
        .header(COOKIE, &kept)
        .form(&chosen)
        .send()
        .await
        .unwrap();
    all.extend(given(&chosen));
    let token = link.split_once("token=").unwrap().1;
    let spent = [("csrf", csrf), ("token", token)];
    let entered = plain
        .post(visitor.address("/sign-in/link"))
        .header(COOKIE, &kept)
        .form(&spent)
        .send()
        .await
        .unwrap();
    assert_eq!(entered.status(), 303);
    all.extend(given(&entered));
    let names: Vec<_> = all
        .iter()
        .map(|cookie| cookie.split('=').next().unwrap())
        .collect();
    assert_eq!(
        names,
        ["__Host-visitor", "__Host-language", "__Host-session"]
    );
    for cookie in &all {
        for word in ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }

    // Whoever is signed in and chose a language keeps it where the browser knows of none.
    let session = all[2].split(';').next().unwrap();
    let both = format!("{kept}; {session}");
    for (tongue, choice) in [("en", Some("de")), ("de", None)] {
        let account = plain.get(visitor.address("/account")).header(COOKIE, &both);
        let page = account.send().await.unwrap().text().await.unwrap();
        let root = format!("<html lang=\"{tongue}\"");
        assert!(page.contains(&root), "{page}");
        let Some(choice) = choice else { continue };
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let csrf = csrf.split('"').next().unwrap();
        let fields = [("csrf", csrf), ("language", choice), ("next", "/account")];
        let chosen = plain.post(visitor.address("/language"));
        let chosen = chosen.header(COOKIE, &both).form(&fields).send();
        assert_eq!(chosen.await.unwrap().status(), 303);
    }

    // What another host of the domain or a page without encryption may have set is not read.
    for (kept, tongue) in [("__Host-language=de", "de"), ("language=de", "en")] {
        let request = plain.get(visitor.address("/sign-in")).header(COOKIE, kept);
        let page = request.send().await.unwrap().text().await.unwrap();
        let root = format!("<html lang=\"{tongue}\"");
        assert!(page.contains(&root), "{kept}: {page}");
    }
}
