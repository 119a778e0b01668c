//! With the last day of an office every power of it ends.

use crate::acts::room::refuses;
use crate::minutes::decide;
use crate::support::World;
use crate::support::election::{Foundation, Place};

/// What the secretary can open and an officer without that office cannot.
const OF_THE_SECRETARY: [&str; 4] = [
    "/room/members/import",
    "/room/offices/new",
    "/room/decisions/new",
    "/room/decisions/new?act=seat",
];

#[tokio::test(flavor = "multi_thread")]
async fn whoever_left_yesterday_can_do_nothing_today() {
    let Some(mut world) = World::start_unlimited("2026-08-20 23:30:00").await else {
        return;
    };
    let foundation = Foundation::without_keys(Place::of_world(&mut world).await).await;
    let values = [
        ("address", "kim@mail.example"),
        ("office", "deputy_secretary"),
        ("last_day", "2026-08-20"),
    ];
    decide(
        &foundation.chi,
        &foundation.ada,
        "/room/offices/new",
        &values,
    )
    .await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    for path in OF_THE_SECRETARY {
        assert_eq!(kim.get(path).await.status, 200, "{path}");
    }
    let import = kim.get("/room/members/import").await;
    let entry = kim.get("/room/offices/new").await;

    // The foundation's zone is UTC: a second before midnight, and after.
    world.set_time("2026-08-20 23:59:50");
    assert_eq!(kim.get("/room/members/import").await.status, 200);
    world.set_time("2026-08-21 00:00:01");
    for path in OF_THE_SECRETARY
        .iter()
        .chain(&["/room", "/room/decisions", "/room/members"])
    {
        refuses(
            &kim.get(path).await,
            403,
            "Your last day as the deputy secretary was 20 August 2026. You hold no office of the foundation today",
        );
    }
    // Forms that were opened while it lasted open nothing any more.
    let form = import.form("/room/members/import");
    let refused = kim.upload(&form, &[("file", b"name,email\n")]).await;
    assert_eq!(refused.status, 403);
    let refused = kim.upload(&entry.form("/room/decisions"), &[]).await;
    assert_eq!(refused.status, 403);
    // What was not for a time lasts.
    assert_eq!(foundation.chi.get("/room/offices/new").await.status, 200);
}
