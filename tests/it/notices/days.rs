//! Days of notice by a real clock, across the change of the hour.

use chrono::TimeDelta;

use super::drafts_a_meeting;
use crate::support::World;
use crate::support::election::{Foundation, Place};

/// Berlin sets its clocks forward on 28 March 2038: ten days before a meeting at
/// 10:00 on 2 April, the notice is in time at 10:00 and late an hour after, and
/// only 239 hours lie between.
#[tokio::test(flavor = "multi_thread")]
async fn an_hour_late_is_late_and_the_short_days_of_spring_are_in_time() {
    let Some(mut world) = World::start_unlimited("2038-03-23 08:30:00").await else {
        return;
    };
    let mut place = Place::of_world(&mut world).await;
    place.zone = "Europe/Berlin";
    let foundation = Foundation::without_keys(place).await;
    let chi = &foundation.chi;
    // Half past nine in Berlin.
    let draft = drafts_a_meeting(chi, "2038-04-02T10:00").await;
    assert!(draft.text().contains("✓ in time"), "{}", draft.text());
    assert!(
        draft.text().contains("Tuesday 23 March 2038, 10:00 CET"),
        "{}",
        draft.text()
    );
    world.advance(TimeDelta::minutes(25));
    let draft = chi.get(&draft.path).await;
    assert!(draft.text().contains("✓ in time"), "{}", draft.text());
    world.advance(TimeDelta::minutes(65));
    let draft = chi.get(&draft.path).await;
    assert!(draft.text().contains("! too late"), "{}", draft.text());
    let refused = chi.submit(&draft, "/giving", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .text()
            .contains("Tuesday 23 March 2038, 10:00 CET was the last hour"),
        "{}",
        refused.text()
    );
    // An hour that the clock leaves out, or shows twice, is nobody's meeting.
    for (when, sentence) in [
        ("2038-03-28T02:30", "that time does not exist"),
        ("2038-10-31T02:30", "that time comes twice"),
    ] {
        let page = chi.get("/room/notices/new?kind=members_meeting").await;
        let form = page
            .form("/room/notices")
            .with("when", when)
            .with("place", "Berlin");
        let answer = chi.send(&form).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains(sentence), "{}", answer.text());
    }
}
