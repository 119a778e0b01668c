//! Proxies: granted, limited, revoked, recorded from paper, and cast under.

mod casting;
mod records;

use chrono::{Days, TimeDelta};

use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll, filled, option_value};
use crate::support::{Form, Page, TestApp, Visitor, World};

pub const KIM: &str = "kim@mail.example";
pub const LOU: &str = "lou@mail.example";
pub const MAX: &str = "max@mail.example";
pub const NIA: &str = "nia@mail.example";
pub const TOM: &str = "tom@mail.example";

pub async fn founded() -> (TestApp, Foundation) {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    (app, foundation)
}

/// The form by which somebody gives a proxy, for the membership with this name.
pub async fn form(who: &Visitor, member: &str, holder: &str) -> Form {
    let page = who.get("/me/proxies").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.form("/me/proxies")
        .with("membership", &option_value(&page, member))
        .with("holder", holder)
}

/// Gives a proxy for all votes, as long as it may last.
pub async fn grants(who: &Visitor, member: &str, holder: &str, told: &str) -> Page {
    let form = form(who, member, holder).await;
    let page = who.send(&form.with("instructions", told)).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(page.path, "/me/proxies");
    page
}

/// Takes back the one proxy that stands.
pub async fn revokes(who: &Visitor) -> Page {
    let page = who.get("/me/proxies").await;
    let form = page.form("/revocation");
    let page = who.send(&form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// Who holds a proxy is not let in any more, and finds no ballot on their page.
async fn is_not_let_in(who: &Visitor, poll: &Poll, path: &str, member: &str) {
    assert_eq!(who.get(path).await.status, 403);
    let page = who.get(&format!("/polls/{}", poll.number)).await.text();
    assert!(!page.contains(&format!("For {member}, by proxy")), "{page}");
    let page = who.get("/me").await.text();
    assert!(!page.contains(&format!("For {member}, by proxy")), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn voting_r31_a_proxy_is_granted_limited_expires_and_is_revoked_and_its_holder_sees_no_other_ballot()
 {
    let Some(mut world) = World::start_unlimited("2026-08-20 20:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let plan = Plan {
        closes: TimeDelta::days(3),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let [kim, lou, max]: [Visitor; 3] = foundation
        .sign_in_all(&[KIM, LOU, MAX])
        .await
        .try_into()
        .ok()
        .unwrap();
    let path = poll.ballot_path(&kim, "Kim Abara").await;
    is_not_let_in(&lou, &poll, &path, "Kim Abara").await;

    // Three years, and not a day longer; never for a day that is over.
    let page = kim.get("/me/proxies").await.text();
    assert!(
        page.contains("Members can vote by proxy (Bylaws § 3.8). A proxy is over after 36 months"),
        "{page}"
    );
    assert!(page.contains("Directors do not vote by proxy"), "{page}");
    let offered = form(&kim, "Kim Abara", "Lou Bekker").await;
    assert_eq!(offered.value("last_day"), Some("2029-08-19"));
    for day in ["2029-08-20", "2026-08-19", "never"] {
        let refused = kim.send(&offered.clone().with("last_day", day)).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text().contains("19 August 2029 (Bylaws § 3.8)"),
            "{}",
            refused.text()
        );
    }
    // Not to oneself, nor to somebody who is not known.
    let own = kim.send(&offered.clone().with("holder", "Kim Abara")).await;
    assert_eq!(own.status, 422);
    assert!(
        own.text().contains("goes to another person"),
        "{}",
        own.text()
    );
    let nobody = kim.send(&offered.clone().with("holder", "Zoe")).await;
    assert_eq!(nobody.status, 422);

    // For one vote, until tonight, with a word to the holder; sent twice it is one.
    let page = kim.get("/me/proxies").await;
    let given = offered
        .with("scope", &option_value(&page, "For one vote"))
        .with("instructions", "Rank Ines first.\n\nThen Dee.")
        .with("last_day", "2026-08-20");
    assert_eq!(kim.send(&given).await.status, 200);
    let page = kim.send(&given).await.text();
    let line = ": Lou Bekker can vote for Kim Abara";
    assert_eq!(page.matches(line).count(), 1, "{page}");
    let letter = world.mail().arrives(LOU, "You can vote for a member").await;
    assert!(letter.body.contains("/me/proxies"), "{}", letter.body);
    let held = lou.get("/me/proxies").await.text();
    assert!(held.contains("you can vote for Kim Abara"), "{held}");
    assert!(held.contains("Rank Ines first."), "{held}");
    let open = lou.get("/me").await.text();
    assert!(open.contains("For Kim Abara, by proxy"), "{open}");

    let ballot = lou.get(&path).await;
    assert_eq!(ballot.status, 200, "{}", ballot.text());
    for words in [
        "You vote for Kim Abara, as the holder of their proxy",
        "Kim Abara told you:",
        "Rank Ines first. Then Dee.",
    ] {
        assert!(ballot.text().contains(words), "{words}: {}", ballot.text());
    }
    // Nobody else is let in by it, and it is no way to another member's ballot.
    is_not_let_in(&max, &poll, &path, "Kim Abara").await;
    let other = poll.ballot_path(&max, "Max Celik").await;
    assert_eq!(lou.get(&other).await.status, 403);
    // Nor is it passed on.
    let page = lou.get("/me/proxies").await.html;
    assert!(!page.contains("Kim Abara (membership"), "{page}");
    let cast = filled(ballot.form(&path), &[("r1", "01")]);
    let slip = crate::support::election::Slip::read(&lou.send(&cast).await);
    // Whether a ballot is in, both see; what it is, neither does.
    for who in [&kim, &lou] {
        let page = who.get(&path).await;
        assert!(page.text().contains("A ballot is in."), "{}", page.text());
        for place in [page, who.get("/me").await, who.get("/me/proxies").await] {
            assert!(!place.html.contains(&slip.tracker), "{}", place.path);
            assert!(!place.html.contains(&slip.digest()), "{}", place.path);
        }
    }

    // It is over with the day, by the clock of the foundation.
    world.set_time("2026-08-20 23:59:00");
    assert_eq!(lou.get(&path).await.status, 200);
    world.set_time("2026-08-21 00:00:01");
    is_not_let_in(&lou, &poll, &path, "Kim Abara").await;
    let refused = lou.send(&cast.clone().with("key", &"7".repeat(64))).await;
    assert_eq!(refused.status, 403);
    assert!(kim.get("/me/proxies").await.text().contains("It is over."));

    // Another, revoked.
    grants(&kim, "Kim Abara", LOU, "").await;
    let ballot = lou.get(&path).await.text();
    assert!(
        ballot.contains("Kim Abara gave you no instructions."),
        "{ballot}"
    );
    let page = revokes(&kim).await.text();
    assert!(page.contains("It was revoked"), "{page}");
    world.mail().arrives(LOU, " is over").await;
    is_not_let_in(&lou, &poll, &path, "Kim Abara").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_proxy_takes_the_place_of_an_earlier_one_for_good() {
    let (_app, foundation) = founded().await;
    let [kim, lou, max]: [Visitor; 3] = foundation
        .sign_in_all(&[KIM, LOU, MAX])
        .await
        .try_into()
        .ok()
        .unwrap();
    let tom = foundation.place.sign_in(TOM).await;
    grants(&kim, "Kim Abara", TOM, "").await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    // Who holds a proxy is told that the vote is open, though on no roll themselves.
    foundation
        .place
        .mail()
        .arrives(TOM, "Who joins the board?")
        .await;
    let path = poll.ballot_path(&kim, "Kim Abara").await;
    assert_eq!(tom.get(&path).await.status, 200);
    grants(&kim, "Kim Abara", LOU, "").await;
    let mail = foundation.place.mail();
    mail.arrives(TOM, "Proxy 1 is over").await;
    is_not_let_in(&tom, &poll, &path, "Kim Abara").await;
    assert_eq!(lou.get(&path).await.status, 200);

    // One for this vote alone takes the place of a general one in it.
    let page = kim.get("/me/proxies").await;
    let one = form(&kim, "Kim Abara", MAX)
        .await
        .with("scope", &option_value(&page, "For one vote"));
    assert_eq!(kim.send(&one).await.status, 200);
    is_not_let_in(&lou, &poll, &path, "Kim Abara").await;
    assert_eq!(max.get(&path).await.status, 200);
    // What was replaced does not come back with the end of what replaced it.
    revokes(&kim).await;
    is_not_let_in(&max, &poll, &path, "Kim Abara").await;
    is_not_let_in(&lou, &poll, &path, "Kim Abara").await;
    let text = kim.get("/me/proxies").await.text();
    assert!(text.contains("Proxy 2 took its place."), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_rules_are_silent_nothing_is_offered() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut place = Place::of_app(&app);
    place.preset = "blank";
    let foundation = Foundation::without_keys(place).await;
    let kim = foundation.place.sign_in(KIM).await;
    let page = kim.get("/me/proxies").await;
    assert!(
        page.text().contains("the rule proxies.members is missing"),
        "{}",
        page.text()
    );
    assert!(
        !page.html.contains("action=\"/me/proxies\""),
        "{}",
        page.html
    );
    let tomorrow = foundation.place.now.date_naive() + Days::new(1);
    let csrf = kim.get("/account").await.form("/sign-out");
    let forced = Form {
        action: "/me/proxies".into(),
        fields: vec![
            ("csrf".into(), csrf.value("csrf").unwrap().into()),
            ("holder".into(), LOU.into()),
            ("scope".into(), "general".into()),
            ("last_day".into(), tomorrow.to_string()),
        ],
        ..Form::default()
    };
    let refused = kim.send(&forced).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let room = foundation.chi.get("/room/proxies").await;
    assert!(
        room.text()
            .contains("(proxies.members), so none is recorded"),
        "{}",
        room.text()
    );
    assert!(!room.html.contains("multipart/form-data"));
}
