//! Members that come together: the breach, its last day, the survivor's choice,
//! and what a group weighs.

use super::{NORDLICHT, QUIET, day, employs, party, records};
use crate::acts::room::{bare, founded, refuses, text};
use crate::minutes::decide;

/// Both members have a director of their own on the board.
async fn seats_both(foundation: &crate::support::election::Foundation) {
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", "kim@mail.example"),
        ("address_2", "lou@mail.example"),
        ("address_3", "max@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let from = day(foundation, -100).to_string();
    for (organisation, person) in [(NORDLICHT, "Kim Abara"), (QUIET, "Lou Bekker")] {
        let page = employs(chi, organisation, person, &from).await;
        refuses(&page, 200, &format!("{person} : employee, since"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_declaring_an_acquisition_records_a_breach_with_deadline() {
    let (app, foundation) = founded().await;
    seats_both(&foundation).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let page = party(chi, QUIET).await;
    let today = day(&foundation, 0);
    let form = page
        .form("/events")
        .with("event_kind", "acquired")
        .with("event_successor", NORDLICHT)
        .with("event_on", &today.to_string())
        .with("event_source", "Letter of Nordlicht Hosting");
    let breach = chi.send(&form).await;
    assert!(
        breach.path.starts_with("/room/parties/breaches/"),
        "{}",
        breach.text()
    );
    let last = day(&foundation, 30).format("%A %-d %B %Y");
    let said = breach.text();
    for sentence in [
        format!("Open: the surviving member chooses until {last}."),
        format!("{last}, Bylaws § 4.4"),
        "Of whom no two sit on the board together: employees of one member, Bylaws § 4.2"
            .to_owned(),
        "Nordlicht Hosting, which chooses which director stays".to_owned(),
        "Kim Abara Nordlicht Hosting sits on the board".to_owned(),
        "Lou Bekker Quiet Works sits on the board".to_owned(),
        "It is not named yet.".to_owned(),
    ] {
        assert!(said.contains(&sentence), "{sentence:?} is not in {said}");
    }
    // Both memberships stand in it as well.
    assert!(said.contains("member no. 1, Platinum"), "{said}");
    assert!(said.contains("member no. 2, Gold"), "{said}");

    // The same form again is one event and one breach.
    let again = chi.send(&form).await;
    assert_eq!(again.path, breach.path);
    let count = "SELECT (SELECT count(*) FROM organisation_events)::text || ' ' || (SELECT count(*) FROM cap_breaches)::text AS it";
    assert_eq!(text(&app, count).await, "1 1");

    // Election officers read it, and choose nothing.
    let seen = ada.get(&breach.path).await;
    refuses(&seen, 200, "It is not named yet.");
    assert!(!seen.html.contains("/choice\""), "{}", seen.html);
    let foreign = ada
        .send(&bare(&seen, &format!("{}/choice", breach.path)))
        .await;
    refuses(&foreign, 403, "Only");

    let empty = chi.submit(&breach, "/choice", &[]).await;
    refuses(&empty, 422, "Choose whom the surviving member keeps.");
    let choices = breach.form("/choice");
    let keeps = |name: &str| {
        let at = breach.html.find(&format!(">{name} (")).unwrap();
        let option = &breach.html[..at];
        let start = option.rfind("value=\"").unwrap() + 7;
        option[start..].split('"').next().unwrap().to_owned()
    };
    let choice = choices
        .with("keeps", &keeps("Kim Abara"))
        .with("note", "Letter of Ravi Menon");
    let named = chi.send(&choice).await;
    refuses(&named, 200, "Kim Abara stays.");
    refuses(&named, 200, "the other is still there");
    // Nobody is unseated, and another choice is none.
    let board = chi.get("/room/bodies/board").await;
    refuses(&board, 200, "Lou Bekker");
    let other = choice.clone().with("keeps", &keeps("Lou Bekker"));
    refuses(&chi.send(&other).await, 409, "named somebody else already");
    assert_eq!(chi.send(&choice).await.status, 200);
    let rows = "SELECT count(*)::text AS it FROM cap_breach_choices";
    assert_eq!(text(&app, rows).await, "1");
    let list = chi.get("/room/parties").await;
    refuses(&list, 200, "Quiet Works and Nordlicht Hosting");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merger_declared_in_error_is_withdrawn_with_its_breach() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let page = party(chi, QUIET).await;
    let values = [
        ("event_kind", "merged"),
        ("event_successor", NORDLICHT),
        ("event_on", &day(&foundation, -400).to_string()),
        ("event_source", "A rumour"),
    ];
    // Nobody sits on a board: the two votes of one group stand against each other.
    let breach = chi.submit(&page, "/events", &values).await;
    refuses(
        &breach,
        200,
        "of one related group: 50 percent, Bylaws § 2.10",
    );
    refuses(&breach, 200, "which chooses which membership goes on");
    let together = party(chi, NORDLICHT).await;
    refuses(&together, 200, "65 votes, of 2 memberships");
    let page = party(chi, QUIET).await;
    let form = page.form("/withdrawal");
    let reason = form
        .names
        .iter()
        .find(|name| name.starts_with("reason-"))
        .unwrap();
    let empty = chi.send(&form).await;
    refuses(&empty, 422, "Say it in a sentence");
    let page = chi
        .send(&form.clone().with(reason, "It was a rumour"))
        .await;
    refuses(&page, 200, "withdrawn: It was a rumour");
    refuses(&page, 200, "15 votes, of 1 membership");
    let breach = chi.get(&breach.path).await;
    refuses(&breach, 200, "Withdrawn: it was declared in error.");
}

#[tokio::test(flavor = "multi_thread")]
async fn r21_related_group_weight_is_votes_and_seats_of_all_its_members() {
    let (_app, foundation) = founded().await;
    seats_both(&foundation).await;
    let chi = &foundation.chi;
    let alone = party(chi, NORDLICHT).await;
    refuses(&alone, 200, "50 votes, of 1 membership");
    // A parent that is no member joins the two.
    let parent = records(chi, "Nordlicht Holding SE").await;
    refuses(&parent, 200, "No membership.");
    refuses(&parent, 200, "Votes together 0 votes, of 0 memberships");
    let from = day(&foundation, -10).to_string();
    let mut page = parent.clone();
    for (child, percent) in [(NORDLICHT, "50.01"), (QUIET, "50")] {
        let values = [
            ("link_other", child),
            ("link_role", "parent"),
            ("link_percent", percent),
            ("link_basis", "shares"),
            ("link_reason", "The register of companies"),
            ("link_from", &from),
        ];
        page = chi.submit(&page, "/links", &values).await;
        refuses(&page, 200, &format!("controls {child} : {percent} %"));
    }
    // Exactly half is not more than half.
    refuses(&page, 200, "Votes together 50 votes, of 1 membership");
    refuses(&page, 200, "(Bylaws § 2.10)");
    let more = [
        ("link_other", QUIET),
        ("link_role", "parent"),
        ("link_percent", "66,67"),
        ("link_basis", "votes"),
        ("link_reason", "Shares bought since"),
        ("link_from", &from),
    ];
    let page = chi.submit(&page, "/links", &more).await;
    refuses(&page, 200, "Votes together 65 votes, of 2 memberships");
    refuses(&page, 200, "On the board Kim Abara , Lou Bekker");
    // As of a day before, there was no group.
    let before = day(&foundation, -11);
    let then = chi.get(&format!("{}?day={before}", page.path)).await;
    refuses(&then, 200, "Votes together 0 votes");
    let member = chi.get("/room/members/2").await;
    let quiet = chi.get(&member.link("About this organisation")).await;
    refuses(&quiet, 200, "Votes together 65 votes, of 2 memberships");

    for (values, sentence) in [
        (
            [("link_other", "Nobody Ltd"), ("link_percent", "60")],
            "No other organisation of this name",
        ),
        (
            [("link_other", QUIET), ("link_percent", "101")],
            "Give a percentage from 0.01 to 100",
        ),
        (
            [("link_other", NORDLICHT), ("link_percent", "60")],
            "Choose which of the two controls",
        ),
    ] {
        let refused = chi.submit(&page, "/links", &values).await;
        refuses(&refused, 422, sentence);
        let typed = refused.form("/links");
        assert_eq!(typed.value("link_other"), Some(values[0].1));
    }
}
