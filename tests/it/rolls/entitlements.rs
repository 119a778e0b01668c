//! Who acts on a line of a roll: the entitlement is the membership's.

use chrono::{TimeDelta, Utc};

use crate::acts::room::refuses;
use crate::members::representation::proposes;
use crate::proxies::grants;
use crate::support::election::{
    ADA, BEN, CHI, Foundation, MEMBERS_HEADER, NO_LIMITS, Place, Plan, Poll,
};
use crate::support::{TestApp, Visitor, World};

/// Three organisations and one person who acts for them all, and members enough.
fn three_of_one(today: chrono::NaiveDate) -> String {
    let mut csv = MEMBERS_HEADER.to_owned();
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(60));
    for name in ["Nordlicht Hosting", "Quiet Works", "Third Shore"] {
        csv += &format!(
            "{name},ravi@mail.example,Gold,organisation,Ravi Menon,{from},{from},{to},DE,yes,\n"
        );
    }
    for name in ["Kim", "Lou", "Max", "Nia", "Ola"] {
        let mail = name.to_lowercase();
        csv += &format!(
            "{name} Abara,{mail}@mail.example,Individual,person,,{from},{from},{to},DE,yes,\n"
        );
    }
    csv
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r18_a_person_who_acts_for_three_members_casts_three_ballots() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let place = Place::of_app(&app);
    let members = three_of_one(place.now.date_naive());
    let mut foundation = Foundation::found_with(place, &members).await;
    foundation.certify_roll().await;
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(25),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    let me = ravi.get("/me").await.text();
    for member in ["Nordlicht Hosting", "Quiet Works", "Third Shore"] {
        assert!(me.contains(member), "{me}");
    }
    let mut digests = Vec::new();
    for (member, first) in [
        ("Nordlicht Hosting", "r1"),
        ("Quiet Works", "r2"),
        ("Third Shore", "r3"),
    ] {
        let slip = poll.cast(&ravi, member, &[(first, "01")]).await;
        assert_eq!(
            slip.receipt.weight.votes(),
            15,
            "one ballot has one member's votes"
        );
        digests.push(slip.digest());
    }
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), 3);
    poll.closes(&ravi).await;
    let live = poll.file(&ravi, "live.jsonl").await;
    assert_eq!(live.lines().count(), 3, "{live}");
    for digest in digests {
        assert!(live.contains(&digest), "{live}");
    }
    let took_part = poll.file(&ravi, "participation.json").await;
    let took_part: serde_json::Value = serde_json::from_str(&took_part).unwrap();
    assert_eq!(took_part["voted"].as_array().unwrap().len(), 3);
}

/// Whether this person is offered a ballot of the member in a poll.
async fn is_offered(who: &Visitor, poll: &Poll, member: &str) -> bool {
    let page = who.get(&format!("/polls/{}", poll.number)).await.text();
    page.contains(&format!("ballot of {member}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn r19_a_representative_named_later_acts_on_the_line_and_casts_no_second_vote() {
    const MEMBER: &str = "Nordlicht Hosting";
    const RAVI: &str = "ravi@mail.example";
    const VERA: &str = "vera@mail.example";
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let mut foundation = Foundation::found(Place::of_world(&mut world).await).await;
    let roll = foundation.certify_roll().await;
    let ravi = foundation.place.sign_in(RAVI).await;
    let long = Plan {
        closes: TimeDelta::days(8),
        ..Plan::default()
    };
    let open = Poll::open(&foundation, &long).await;
    let leaves = open.file(&ravi, "roll.jsonl").await;
    let first = open.cast(&ravi, MEMBER, &[("r1", "01")]).await;

    // Since the record date, and since the opening, somebody else is named, by two
    // officers: from the first day that begins 72 hours later.
    let chi = &foundation.chi;
    let members = chi.get("/room/members?q=Nordlicht").await;
    let path = members.link(MEMBER);
    let named = ("Vera Nilsen", VERA);
    let early = proposes(chi, &path, named, "2026-08-23").await;
    refuses(&early, 422, "72 hours from now at the earliest");
    let proposed = proposes(chi, &path, named, "2026-08-24").await;
    refuses(
        &proposed,
        200,
        "Vera Nilsen is to vote for it from 24 August 2026 on",
    );
    let page = foundation.ada.get(&path).await;
    let page = foundation.ada.submit(&page, "/confirmation", &[]).await;
    refuses(&page, 200, "Confirmed by Ada Okafor");

    // In the open poll Ravi goes on, and sees what is his; Vera has no part in it, nor
    // has whoever votes by a proxy of hers.
    world.advance(TimeDelta::days(4));
    for (officer, whose) in [
        (&mut foundation.ada, ADA.1),
        (&mut foundation.ben, BEN.1),
        (&mut foundation.chi, CHI.1),
    ] {
        *officer = foundation.place.sign_in(whose).await;
    }
    let [ravi, vera, lou]: [Visitor; 3] = foundation
        .sign_in_all(&[RAVI, VERA, "lou@mail.example"])
        .await
        .try_into()
        .ok()
        .unwrap();
    let page = foundation.chi.get(&path).await;
    refuses(&page, 200, "Votes for it Vera Nilsen");
    let mine = format!("/polls/{}/ballot/", open.number);
    assert!(!vera.get("/me").await.html.contains(&mine));
    assert!(
        ravi.get("/me")
            .await
            .text()
            .contains(&format!("as {MEMBER}"))
    );
    assert!(!is_offered(&vera, &open, MEMBER).await);
    let ballot = open.ballot_path(&ravi, MEMBER).await;
    assert_eq!(vera.get(&ballot).await.status, 403);
    grants(&vera, MEMBER, "lou@mail.example", "").await;
    assert_eq!(lou.get(&ballot).await.status, 403);
    let last = open.cast(&ravi, MEMBER, &[("r2", "01")]).await;
    assert_eq!(last.receipt.weight, first.receipt.weight);
    assert_ne!(last.digest(), first.digest());

    // In a vote that opens since, Vera casts on the same line, or whom she lets.
    foundation.place.now = world.now();
    let later = Poll::open(&foundation, &Plan::default()).await;
    assert!(!is_offered(&ravi, &later, MEMBER).await);
    let of_lou = later.cast(&lou, MEMBER, &[("r3", "01")]).await;
    assert_eq!(of_lou.receipt.weight, first.receipt.weight);
    // Of the ballots that wait for Lou herself, the one that closes first stands first.
    let me = lou.get("/me").await.html;
    let at = |poll: &Poll| {
        let path = format!("/polls/{}/ballot/", poll.number);
        me.find(&path).unwrap()
    };
    assert!(at(&later) < at(&open), "{me}");
    let of_vera = later.cast(&vera, MEMBER, &[("r3", "01")]).await;
    let ballot = later.ballot_path(&vera, MEMBER).await;
    assert_eq!(ravi.get(&ballot).await.status, 403);

    // No leaf was added, and the roll from history is what it was.
    for poll in [&open, &later] {
        assert_eq!(poll.file(&vera, "roll.jsonl").await, leaves);
    }
    let file = foundation.ben.get(&format!("{roll}/roll.jsonl")).await.html;
    assert_eq!(file.lines().count(), leaves.lines().count());

    world.advance(TimeDelta::hours(3));
    later.closes(&vera).await;
    world.advance(TimeDelta::days(4));
    let vera = foundation.place.sign_in(VERA).await;
    open.closes(&vera).await;
    for (poll, cast) in [(&open, &last), (&later, &of_vera)] {
        let live = poll.file(&vera, "live.jsonl").await;
        assert_eq!(live.lines().count(), 1, "{live}");
        assert!(live.contains(&cast.digest()), "{live}");
    }
    // Whoever cast is told what the record says; the other is not.
    let record = "The record of the vote";
    foundation.place.mail().arrives(RAVI, record).await;
}
