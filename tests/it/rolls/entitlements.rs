//! Who acts on a line of a roll: the entitlement is the membership's.

use chrono::{TimeDelta, Utc};

use crate::support::TestApp;
use crate::support::election::{Foundation, MEMBERS_HEADER, NO_LIMITS, Place, Plan, Poll};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r19_a_representative_named_later_acts_on_the_line_and_casts_no_second_vote() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let roll = foundation.certify_roll().await;
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(30),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    let leaves = poll.file(&ravi, "roll.jsonl").await;
    let of_ravi = poll.cast(&ravi, "Nordlicht Hosting", &[("r1", "01")]).await;
    let left_open = poll.ballot(&ravi, "Nordlicht Hosting").await;

    // Since the record date, and since the opening, somebody else was named.
    let members = chi.get("/room/members?q=Nordlicht").await;
    let member = chi.get(&members.link("Nordlicht Hosting")).await;
    let today = foundation.place.now.date_naive().to_string();
    let named = chi
        .submit(
            &member,
            "/representative",
            &[
                ("representative", "Vera Nilsen"),
                ("address", "vera@mail.example"),
                ("from", &today),
            ],
        )
        .await;
    assert_eq!(named.status, 200, "{}", named.text());
    let vera = foundation.place.sign_in("vera@mail.example").await;
    let of_vera = poll.cast(&vera, "Nordlicht Hosting", &[("r2", "01")]).await;
    assert_eq!(of_vera.receipt.weight, of_ravi.receipt.weight);
    assert_ne!(of_vera.digest(), of_ravi.digest());
    // Ravi acts for it no more, though the ballot was open before him.
    let late = ravi.send(&left_open.with("r3", "01")).await;
    assert!(
        crate::support::election::Slip::try_read(&late).is_none(),
        "{}",
        late.text()
    );
    let page = ravi.get(&format!("/polls/{}", poll.number)).await.text();
    assert!(!page.contains("ballot of Nordlicht Hosting"), "{page}");
    // No leaf was added, and the roll from history is what it was.
    assert_eq!(poll.file(&vera, "roll.jsonl").await, leaves);
    let file = foundation.ben.get(&format!("{roll}/roll.jsonl")).await.html;
    assert_eq!(file.lines().count(), leaves.lines().count());

    poll.closes(&vera).await;
    let live = poll.file(&vera, "live.jsonl").await;
    assert_eq!(live.lines().count(), 1, "{live}");
    assert!(live.contains(&of_vera.digest()), "{live}");
}
