//! A last day ends at the midnight of its office, wherever the foundation is.

use chrono::NaiveDate;

use super::{Register, deadline};
use crate::acts::room::refuses;
use crate::motion_rows::Rows;
use crate::support::World;
use crate::support::election::{CHI, Foundation, Place};

const RENEWAL: &str = "Renewal of the EU trade mark";

const ANSWER: &str = "Response to an office action";

/// The other way round: what can still be met in Washington is not missed because it is night in
/// Berlin.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_in_washington_lasts_until_five_in_the_morning_of_berlin() {
    let Some(mut world) = World::start_unlimited("2027-03-15 22:30:00").await else {
        return;
    };
    let mut place = Place::of_world(&mut world).await;
    place.zone = "Europe/Berlin";
    let foundation = Foundation::found(place).await;
    let mut register = Register {
        rows: Rows::of(&world.address("commonhold_app")).await,
    };
    let mark = register.mark("LARCH", "US", "1(a)").await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    register
        .happened(&mark, "OFFICE_ACTION", day("2026-12-15"))
        .await;
    let page = deadline(&foundation.chi, "/room/docket", ANSWER).await;
    refuses(&page, 200, "◐ due");

    // Half past one in Berlin, and still the 15th in Washington.
    world.set_time("2027-03-16 00:30:00");
    let chi = foundation.place.sign_in(CHI.1).await;
    let page = deadline(&chi, "/room/docket", ANSWER).await;
    refuses(&page, 200, "◐ due");
    let text = chi.get("/room/docket").await.text();
    assert!(!text.contains("1 missed"), "{text}");
    let missed = chi.get("/room/docket?show=missed").await.text();
    assert!(!missed.contains(ANSWER), "{missed}");
    assert!(!missed.contains("1 missed"), "{missed}");
    let tasks = chi.get("/tasks").await;
    refuses(&tasks, 200, "of LARCH (US) is due on 15 March 2027");
    refuses(&tasks, 200, "16 March 2027, 05:00");
    let text = tasks.text();
    assert!(!text.contains("Deadlines that were missed"), "{text}");

    // After midnight there it is, and nobody looked at it yet.
    world.set_time("2027-03-16 04:30:00");
    let chi = foundation.place.sign_in(CHI.1).await;
    refuses(&chi.get("/room/docket").await, 200, "1 missed");
    let missed = chi.get("/room/docket?show=missed").await;
    refuses(&missed, 200, ANSWER);
    let tasks = chi.get("/tasks").await;
    refuses(
        &tasks,
        200,
        "Deadlines that were missed and nobody looked at: 1.",
    );
    let text = tasks.text();
    assert!(!text.contains("of LARCH (US) is due"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_alicante_is_over_in_new_york_at_seven_in_the_evening() {
    let Some(mut world) = World::start_unlimited("2027-03-15 22:00:00").await else {
        return;
    };
    let mut place = Place::of_world(&mut world).await;
    place.zone = "America/New_York";
    let foundation = Foundation::found(place).await;
    let mut register = Register {
        rows: Rows::of(&world.address("commonhold_app")).await,
    };
    let mark = register.mark("LARCH", "EM", "").await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    register.happened(&mark, "FILING", day("2017-03-15")).await;
    register
        .happened(&mark, "REGISTRATION", day("2017-09-01"))
        .await;
    let docket = format!("/room/docket/assets/{}", mark.number);
    let page = deadline(&foundation.chi, &docket, RENEWAL).await;
    refuses(&page, 200, "A day ends at midnight in Europe/Madrid.");
    refuses(&page, 200, "◐ due");
    refuses(&page, 200, "Due 15 March 2027 (today)");
    // The task ends there too: at seven in the evening of New York.
    let tasks = foundation.chi.get("/tasks").await;
    refuses(&tasks, 200, "of LARCH (EM) is due on 15 March 2027");
    refuses(&tasks, 200, "15 March 2027, 19:00");

    // Half past midnight in Alicante, and still the 15th in New York.
    world.set_time("2027-03-15 23:30:00");
    let chi = foundation.place.sign_in(CHI.1).await;
    let page = chi.get(&page.path).await;
    refuses(&page, 200, "! in grace");
    refuses(&page, 200, "Was due 15 March 2027 (1 day ago)");
    refuses(&chi.get(&docket).await, 200, "! in grace");
}
