//! What asks to sign in once more, what gives a session another token, and the way out.

use commonhold::bodies::Office;
use reqwest::cookie::CookieStore as _;
use reqwest::header::COOKIE;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

use super::house::{House, is_signed_in};
use crate::support::{Page, Visitor};

const EARLIER: &str = "UPDATE sessions SET opened_at = opened_at - interval '31 minutes'";

fn has_form(page: &Page, action_end: &str) -> bool {
    let forms = page.forms();
    forms.iter().any(|form| form.action.ends_with(action_end))
}

/// What this browser sends to show who it is.
fn cookies(visitor: &Visitor) -> String {
    let url: Url = visitor.address("/").parse().unwrap();
    let cookies = visitor.jar.cookies(&url).unwrap();
    cookies.to_str().unwrap().to_owned()
}

/// What `/account` answers to whoever sends these.
async fn answer(visitor: &Visitor, cookies: &str) -> StatusCode {
    let plain = Client::builder().redirect(Policy::none()).build().unwrap();
    let request = plain.get(visitor.address("/account"));
    let answer = request.header(COOKIE, cookies).send().await.unwrap();
    answer.status()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_password_and_the_end_of_sessions_ask_to_sign_in_once_more() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let (desk, phone) = (house.signed_in(&ada).await, house.signed_in(&ada).await);
    let page = desk.get("/account").await;
    let password = page.form("/account/password");
    let password = password
        .with("password", "seven lazy dogs")
        .with("again", "seven lazy dogs");
    let forms = page.forms();
    let one = forms
        .iter()
        .find(|form| form.action.len() > 30 && form.action.ends_with("/end"))
        .unwrap();
    let all = page.form("/account/sessions/end");

    house.pretend(EARLIER).await;
    let page = desk.get("/account").await;
    assert!(!has_form(&page, "/end") && !has_form(&page, "/account/password"));
    assert!(
        page.text()
            .contains("To sign out another browser, or all of them, sign in once more first"),
        "{}",
        page.text()
    );
    let afresh = "/sign-in?next=%2Faccount&afresh=yes";
    for form in [&password, one, &all] {
        let led = desk.send(form).await;
        assert_eq!(led.path, afresh, "{}", form.action);
        assert!(
            led.text().contains("asks you to sign in once more"),
            "{}",
            led.text()
        );
    }
    assert_eq!(house.number("SELECT count(*) FROM passwords").await, 0);
    for visitor in [&desk, &phone] {
        assert!(is_signed_in(&visitor.get("/account").await));
    }

    let way = page.link("Sign in once more");
    let mail = house.app.mail();
    let back = desk.signs_in_once_more(&way, &mail, &ada.address).await;
    assert_eq!(back.path, "/account");
    assert!(has_form(&back, "/account/password"));
    let set = [
        ("password", "seven lazy dogs"),
        ("again", "seven lazy dogs"),
    ];
    let out = desk.submit(&back, "/account/sessions/end", &[]).await;
    assert_eq!(out.path, "/sign-in");
    assert!(!is_signed_in(&phone.get("/account").await));
    let again = house.signed_in(&ada).await;
    let page = again.get("/account").await;
    let done = again.submit(&page, "/account/password", &set).await;
    assert_eq!(done.path, "/account?done=password", "{}", done.text());

    // A password signs in once more as well.
    house.pretend(EARLIER).await;
    let page = again.get(&way).await;
    let page = again.get(&page.link("password")).await;
    assert!(
        page.text().contains("asks you to sign in once more"),
        "{}",
        page.text()
    );
    let values = [
        ("address", ada.address.as_str()),
        ("password", "seven lazy dogs"),
    ];
    let back = again.submit(&page, "/sign-in/password", &values).await;
    assert_eq!(back.path, "/account", "{}", back.text());
    assert!(has_form(&back, "/account/sessions/end"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_once_more_is_led_to_another_link_when_one_is_lost() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let (desk, stranger) = (house.signed_in(&ada).await, house.app.visitor());
    for (visitor, way) in [(&desk, "/sign-in?afresh=yes"), (&stranger, "/sign-in")] {
        let sent = visitor.get("/sign-in/sent").await;
        assert_eq!(sent.link("Try another address"), way);
        let over = visitor.get("/sign-in/link?token=invented").await;
        assert_eq!(over.link("Send a new link"), way);
        let page = visitor.get(way).await;
        assert_eq!(page.path, way);
        assert!(has_form(&page, "/sign-in"), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_asks_to_sign_in_once_more_and_ends_other_sessions_if_wished() {
    let mut house = House::start().await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let (desk, phone) = (house.signed_in(&grace).await, house.signed_in(&grace).await);
    let page = desk.get_as_it_stands("/room/factor").await;
    let code = desk.codes.for_page(&page);
    let late = page.form("/room/factor").with("code", &code);

    house.pretend(EARLIER).await;
    let page = desk.get_as_it_stands("/room/factor").await;
    assert!(!has_form(&page, "/room/factor"));
    let way = page.link("Sign in once more");
    assert_eq!(way, "/sign-in?next=%2Froom%2Ffactor&afresh=yes");
    assert_eq!(desk.send(&late).await.path, way);
    let factors = "SELECT count(*) FROM second_factors";
    assert_eq!(house.number(factors).await, 0);

    let mail = house.app.mail();
    let page = desk.signs_in_once_more(&way, &mail, &grace.address).await;
    assert_eq!(page.path, "/room/factor");
    let code = desk.codes.for_page(&page);
    let form = page.form("/room/factor").with("code", &code);
    // What was typed wrong comes back with what was ticked.
    let alone = form.clone().with("alone", "1");
    let wrong = desk.send(&alone.clone().with("code", "000 000")).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(
        wrong.form("/room/factor").value("alone"),
        Some("1"),
        "{}",
        wrong.text()
    );
    let added = desk.send(&alone).await;
    assert_eq!(added.status, 200, "{}", added.text());
    assert!(added.text().contains("you have one"), "{}", added.text());
    assert!(
        added
            .text()
            .contains("To replace it, three things are asked, in this order"),
        "{}",
        added.text()
    );
    assert_eq!(house.number(factors).await, 1);
    assert!(!is_signed_in(&phone.get("/account").await));

    // Not wished, the others stay; and a replacement too asks to have signed in a moment ago.
    let mut phone = house.signed_in(&grace).await;
    phone.codes = desk.codes.clone();
    house.pretend(EARLIER).await;
    let page = desk.get_as_it_stands("/room/factor?replace=yes").await;
    assert!(!has_form(&page, "/room/factor"), "{}", page.text());
    assert_eq!(page.link("Sign in once more"), way);
    let page = desk.signs_in_once_more(&way, &mail, &grace.address).await;
    let code = desk.codes.for_page(&page);
    let proved = desk
        .submit(&page, "/room/factor/code", &[("code", &code)])
        .await;
    assert_eq!(proved.status, 200, "{}", proved.text());
    let page = desk.get_as_it_stands("/room/factor?replace=yes").await;
    let code = desk.codes.for_page(&page);
    let replaced = desk.submit(&page, "/room/factor", &[("code", &code)]).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    assert_eq!(house.number(factors).await, 2);
    assert!(is_signed_in(&phone.get("/account").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_gives_the_session_another_token_and_the_former_opens_nothing() {
    let mut house = House::start().await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let desk = house.signed_in(&grace).await;
    let other_tab = desk.get("/account").await;
    let before = cookies(&desk);
    assert_eq!(answer(&desk, &before).await, 200);

    // A first factor is added with its first code.
    desk.gives_a_code().await;
    let after = cookies(&desk);
    assert_ne!(before, after);
    assert_eq!(answer(&desk, &before).await, 303);
    assert_eq!(answer(&desk, &after).await, 200);

    // So in another browser, which gives a code.
    let mut phone = house.signed_in(&grace).await;
    phone.codes = desk.codes.clone();
    let before = cookies(&phone);
    let page = phone.get_as_it_stands("/room/factor").await;
    let form = page.form("/room/factor/code");
    // A wrong one changes nothing.
    let wrong = phone.send(&form.clone().with("code", "000 000")).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(cookies(&phone), before);
    let code = phone.codes.for_page(&page);
    let proved = phone.send(&form.with("code", &code)).await;
    assert!(proved.text().contains("less than ten minutes ago"));
    assert_eq!(answer(&phone, &before).await, 303);
    assert_eq!(answer(&phone, &cookies(&phone)).await, 200);

    // It is the same session: a form that stood open meanwhile still counts.
    let form = other_tab.form("/language").with("language", "de");
    let german = desk.send(&form).await;
    assert_eq!(german.status, 200);
    assert!(german.html.contains("<html lang=\"de\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_out_is_in_sight_on_every_page() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let stranger = house.app.visitor();
    let page = stranger.get("/").await;
    assert!(page.links().iter().all(|(_, target)| target != "/sign-out"));
    assert_eq!(stranger.get("/sign-out").await.path, "/");

    let desk = house.signed_in(&ada).await;
    for path in ["/", "/account", "/tasks", "/polls", "/log", "/no-such-page"] {
        let page = desk.get(path).await;
        assert_eq!(page.link("Sign out"), "/sign-out", "{path}");
    }
    // Looking at the button ends nothing.
    let page = desk.get("/sign-out").await;
    assert!(page.text().contains("signed in as Ada in this browser"));
    assert!(is_signed_in(&desk.get("/account").await));
    let out = desk.submit(&page, "/sign-out", &[]).await;
    assert_eq!(out.path, "/");
    assert!(!is_signed_in(&out));
    assert_eq!(desk.get("/account").await.path, "/sign-in?next=%2Faccount");
}
