//! A password is changed by whoever knows it, and a forgotten one replaced by whoever reads
//! the account's letters: two acts, and of two at once one counts.

use commonhold::accounts::{LocalPath, sessions, store};
use commonhold::db::{Role, pool};
use diesel_async::{AnsiTransactionManager, TransactionManager};

use super::house::{House, Person, is_signed_in};
use crate::support::{Page, Visitor, eventually};

const FIRST: &str = "seven lazy dogs";
const SECOND: &str = "eight keen foxes";
const THIRD: &str = "nine odd herons";

async fn sets(visitor: &Visitor, new: &str) -> Page {
    let page = visitor.get("/account").await;
    let values = [("password", new), ("again", new)];
    visitor.submit(&page, "/account/password", &values).await
}

async fn enters(house: &House, person: &Person, password: &str) -> (Visitor, Page) {
    let visitor = house.app.visitor();
    let page = visitor.get("/sign-in/password?next=%2Faccount").await;
    let values = [("address", person.address.as_str()), ("password", password)];
    let page = visitor.submit(&page, "/sign-in/password", &values).await;
    (visitor, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_asks_for_the_present_one_and_a_forgotten_one_is_replaced_by_a_link() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let desk = house.signed_in(&ada).await;
    let none = desk.get("/account/password/replacement").await;
    assert_eq!(none.path, "/account", "there is none to replace");
    let set = sets(&desk, FIRST).await;
    assert_eq!(set.path, "/account?done=password", "{}", set.text());

    // Whoever came by a link a moment ago is asked for it all the same.
    let page = desk.get("/account").await;
    let change = page.form("/account/password");
    for current in ["", "wrong wrong wrong"] {
        let form = change
            .clone()
            .with("current", current)
            .with("password", SECOND)
            .with("again", SECOND);
        let refused = desk.send(&form).await;
        assert_eq!(refused.status, 422, "{current}");
        assert!(refused.text().contains("not your present password"));
        let removal = page.form("/removal").with("current", current);
        assert_eq!(desk.send(&removal).await.status, 422, "{current}");
    }
    let form = change.with("current", FIRST).with("password", SECOND);
    let changed = desk.send(&form.with("again", SECOND)).await;
    assert_eq!(changed.path, "/account?done=password", "{}", changed.text());

    // Who came by a password did not show that the mailbox is theirs.
    let (phone, page) = enters(&house, &ada, SECOND).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    let way = page.link("You forgot your present password?");
    let closed = phone.get(&way).await;
    assert!(
        closed
            .forms()
            .iter()
            .all(|form| !form.action.ends_with("/replacement")),
        "{}",
        closed.text()
    );
    let mut forged = desk.get(&way).await.form("/replacement");
    let csrf = page.form("/language");
    forged = forged
        .with("csrf", csrf.value("csrf").unwrap())
        .with("password", THIRD)
        .with("again", THIRD);
    let led = phone.send(&forged).await;
    let afresh = "/sign-in?next=%2Faccount%2Fpassword%2Freplacement&afresh=yes";
    assert_eq!(led.path, afresh);
    assert!(
        led.text().contains("asks you to sign in once more"),
        "{}",
        led.text()
    );
    assert!(is_signed_in(&enters(&house, &ada, SECOND).await.1));

    // It leads to a link, and back; then the present one is not asked for.
    let link = closed.link("Sign in by a mailed link");
    assert_eq!(link, afresh);
    let mail = house.app.mail();
    let open = phone.signs_in_once_more(&link, &mail, &ada.address).await;
    assert_eq!(open.path, way);
    let short = [("password", "short"), ("again", "short")];
    let refused = phone.submit(&open, "/replacement", &short).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("shorter than 12"));
    let values = [("password", THIRD), ("again", THIRD)];
    let replaced = phone.submit(&open, "/replacement", &values).await;
    assert_eq!(
        replaced.path,
        "/account?done=password",
        "{}",
        replaced.text()
    );
    assert!(!is_signed_in(&desk.get("/account").await));
    assert!(!is_signed_in(&enters(&house, &ada, SECOND).await.1));
    assert!(is_signed_in(&enters(&house, &ada, THIRD).await.1));

    // Half an hour later the link shows nothing any more.
    let earlier = "UPDATE sessions SET opened_at = opened_at - interval '31 minutes'";
    house.pretend(earlier).await;
    let late = phone.submit(&open, "/replacement", &values).await;
    assert_eq!(late.path, afresh);
}

/// Whether a password may be set is asked where it is set: the second of two finds what the
/// first left.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_one_counts() {
    let mut house = House::start_with(&["--limit-account", "100"]).await;
    let ada = house.person("Ada").await;
    let wins = async |forms: [(&Visitor, &str); 2], current: Option<&str>| {
        let mut posts = Vec::new();
        for (visitor, new) in forms {
            let page = visitor.get("/account").await;
            let mut form = page.form("/account/password").with("password", new);
            if let Some(current) = current {
                form = form.with("current", current);
            }
            posts.push((visitor, form.with("again", new)));
        }
        let [(one, first), (two, second)] = posts.as_slice() else {
            unreachable!("two are given");
        };
        let (first, second) = tokio::join!(one.send(first), two.send(second));
        let done = [&first, &second].map(|page| page.path == "/account?done=password");
        assert_eq!(
            done.iter().filter(|done| **done).count(),
            1,
            "{}\n{}",
            first.text(),
            second.text()
        );
        usize::from(done[1])
    };
    // Two first ones.
    let (desk, phone) = (house.signed_in(&ada).await, house.signed_in(&ada).await);
    let news = [FIRST, SECOND];
    let winner = wins([(&desk, FIRST), (&phone, SECOND)], None).await;
    assert!(is_signed_in(&enters(&house, &ada, news[winner]).await.1));
    assert!(!is_signed_in(
        &enters(&house, &ada, news[1 - winner]).await.1
    ));
    // Two changes of the same.
    let present = news[winner];
    let (desk, phone) = (house.signed_in(&ada).await, house.signed_in(&ada).await);
    let news = [THIRD, "ten grey walruses"];
    let pair = [(&desk, news[0]), (&phone, news[1])];
    let winner = wins(pair, Some(present)).await;
    assert!(is_signed_in(&enters(&house, &ada, news[winner]).await.1));
    assert!(!is_signed_in(
        &enters(&house, &ada, news[1 - winner]).await.1
    ));
}

/// To compare a password takes a while: what was changed meanwhile lets nobody in.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_changed_while_it_was_compared_lets_nobody_in() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let desk = house.signed_in(&ada).await;
    assert_eq!(sets(&desk, FIRST).await.path, "/account?done=password");
    let hash = store::password_hash(&mut house.db, ada.account).await;
    let hash = hash.unwrap().expect("she has one");
    let known = (ada.account, hash.as_str());
    let next = LocalPath::or("/account", "/me");
    let early = store::enter_by_password(&mut house.db, known, "", None, next.clone()).await;
    assert!(early.unwrap().is_some());

    let page = desk.get("/account").await;
    let values = [("current", FIRST), ("password", SECOND), ("again", SECOND)];
    let changed = desk.submit(&page, "/account/password", &values).await;
    assert_eq!(changed.path, "/account?done=password", "{}", changed.text());
    let late = store::enter_by_password(&mut house.db, known, "", None, next).await;
    assert!(late.unwrap().is_none());
    let open = "SELECT count(*) FROM sessions WHERE ended_at IS NULL";
    assert_eq!(house.number(open).await, 1);
}

/// Whoever signs out everywhere waits for who is just coming in by a link, and signs them out too.
#[tokio::test(flavor = "multi_thread")]
async fn who_comes_in_while_all_are_signed_out_is_signed_out_too() {
    let mut house = House::start().await;
    let account = house.person("Ada").await.account;
    let next = LocalPath::or("/account", "/me");
    let token = store::make_link(&mut house.db, account, &next).await;
    let token = token.unwrap();
    let address = house.app.database.address(Role::App);
    let mut coming = pool::connect(&address).await.unwrap();
    let mut ending = pool::connect(&address).await.unwrap();
    AnsiTransactionManager::begin_transaction(&mut coming)
        .await
        .unwrap();
    let entered = store::enter_by_link(&mut coming, &token, "", None).await;
    assert!(entered.unwrap().is_some());
    let ends = tokio::spawn(async move { sessions::end_all(&mut ending, account, None).await });
    let waiting = "SELECT count(*) FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    eventually("somebody waits", async || {
        (house.number(waiting).await > 0).then_some(())
    })
    .await;
    AnsiTransactionManager::commit_transaction(&mut coming)
        .await
        .unwrap();
    ends.await.unwrap().unwrap();
    let open = "SELECT count(*) FROM sessions WHERE ended_at IS NULL";
    assert_eq!(house.number(open).await, 0);
}
