//! The clock of ten business days. Runs under a clock of its own: half a minute.

use chrono::TimeDelta;

use super::{applies, begins, seat_committee};
use crate::acts::room::refuses;
use crate::support::World;
use crate::support::election::{Foundation, Place};

#[tokio::test(flavor = "multi_thread")]
async fn r10_an_application_that_waits_longer_than_ten_business_days_is_told() {
    // A Monday.
    let Some(mut world) = World::start_unlimited("2036-03-03 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    seat_committee(&foundation).await;
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    applies(&noor, "individual", &[("contribution", "Translations")]).await;
    let page = foundation.chi.get("/room/applications").await;
    refuses(
        &page,
        200,
        "Each is decided within 10 business days (Bylaws § 2.2)",
    );
    refuses(&page, 200, "17 March 2036");
    assert!(!page.text().contains("overdue"), "{}", page.text());
    world.advance(TimeDelta::days(14));
    let last = foundation.chi.get("/room/applications").await;
    assert!(!last.text().contains("overdue"), "{}", last.text());
    world.advance(TimeDelta::days(1));
    let chi = foundation.place.sign_in("chi@tamarack.example").await;
    refuses(&chi.get("/room/applications").await, 200, "1 for too long");
    refuses(
        &chi.get("/room/applications").await,
        200,
        "overdue since 17 March 2036",
    );
    refuses(
        &chi.get("/room/applications/1").await,
        200,
        "overdue since 17 March 2036",
    );
    refuses(
        &chi.get("/tasks").await,
        200,
        "Application 1 waits to be taken up",
    );
}
