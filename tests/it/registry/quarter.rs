//! A custodian's word is good for a quarter: then it is asked for again, and shown.

use super::{enters, fills};
use crate::acts::room::refuses;
use crate::support::World;
use crate::support::election::{BEN, CHI, Foundation, Place};

const ASKED: &str = "Say that the access you keep works: A-1 tamarack.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_word_is_good_for_ninety_two_days_and_asked_for_again() {
    let Some(mut world) = World::start_unlimited("2027-01-04 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    let place = &foundation.place;
    let domain = [
        ("title", "tamarack.example"),
        ("fqdn", "tamarack.example"),
        ("reason", "Entered from the registrar's page."),
    ];
    let room = enters(&foundation.chi, "domain", &domain).await.path;
    let alone = "Chi Moreau 1 asset: with whoever leaves, access leaves";
    let nobody = "Who keeps something alone Nobody.";
    for (address, duty, who) in [(CHI.1, "primary", alone), (BEN.1, "backup", nobody)] {
        let kept = [
            ("address", address),
            ("duty", duty),
            ("factor", "hardware_key"),
            ("since", "2027-01-04"),
        ];
        let page = fills(&foundation.chi, &format!("{room}/do/custody"), &kept).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let all = foundation.chi.get("/room/registry/custody").await;
        refuses(&all, 200, who);
    }

    // The ninety-second day is the last one on which their word is good.
    world.set_time("2027-04-06 12:00:00");
    let chi = place.sign_in(CHI.1).await;
    let ben = place.sign_in(BEN.1).await;
    refuses(&ben.get("/custody").await, 200, "✓ good");
    let all = chi.get("/room/registry/custody").await.text();
    assert!(!all.contains("overdue"), "{all}");

    world.set_time("2027-04-07 12:00:00");
    let chi = place.sign_in(CHI.1).await;
    let ben = place.sign_in(BEN.1).await;
    refuses(&ben.get("/tasks").await, 200, ASKED);
    let own = ben.get("/custody").await;
    refuses(&own, 200, "! overdue");
    let all = chi.get("/room/registry/custody").await;
    refuses(&all, 200, "6 April 2027, overdue");
    let form = own
        .forms()
        .into_iter()
        .find(|form| form.action.starts_with("/custody/"))
        .unwrap();
    refuses(&ben.send(&form).await, 200, "✓ good");
    let tasks = ben.get("/tasks").await.text();
    assert!(!tasks.contains(ASKED), "{tasks}");

    // From that word on it is counted anew.
    let all = chi.get("/room/registry/custody").await;
    refuses(&all, 200, "8 July 2027");
    world.set_time("2027-07-09 12:00:00");
    let ben = place.sign_in(BEN.1).await;
    refuses(&ben.get("/tasks").await, 200, ASKED);
}
