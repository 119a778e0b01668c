//! Effects of acts that the certifier's password puts there without the act's outcome.

use commonhold::db::Role;

use crate::acts::room::{judged, refuses, roll_to_sign};
use crate::rolls::{refused, session};
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};

const WHY: &str = "The question was another one.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_comes_with_the_outcome_of_its_act_or_not_at_all() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let ben = &foundation.ben;
    let room = ben.get(&poll.room()).await;
    let act = ben.submit(&room, "/voiding", &[("reason", WHY)]).await;
    let mut certifier = session(&app, Role::Certifier).await;
    let of = "acts a WHERE a.kind = 'poll.voided'";
    let effect = format!(
        "INSERT INTO poll_voidings (poll_id, act_id, reason) SELECT a.subject_id, a.id, '{WHY}' FROM {of}"
    );
    let outcome = format!(
        "INSERT INTO act_outcomes (act_id, done, sentence) SELECT a.id, true, 'x' FROM {of}"
    );

    // While it waits: without an outcome, and with one that nobody signed.
    assert_eq!(
        refused(&mut certifier, &effect).await,
        "effect_comes_with_its_act"
    );
    let both = format!("{effect}; {outcome}");
    assert_eq!(refused(&mut certifier, &both).await, "act_takes_two");

    // Once it was withdrawn: the outcome that there is is not one of being done.
    ben.submit(&ben.get(&act.path).await, "/withdrawal", &[("reason", WHY)])
        .await;
    refuses(&judged(ben, &act.path).await, 200, "It was withdrawn.");
    assert_eq!(
        refused(&mut certifier, &effect).await,
        "effect_comes_with_its_act"
    );
}

/// What officers signed is done, and the log is told of it; or it is not done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_is_done_with_its_entry_in_the_log_or_not_at_all() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.place.certifier = None;
    let (_, act) = roll_to_sign(&foundation).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let [adas, bens] = &foundation.keys;
    foundation.sign_alone(ada, adas, &act).await;
    foundation.sign_alone(ben, bens, &act).await;
    let mut certifier = session(&app, Role::Certifier).await;
    let of = "acts a WHERE a.kind = 'roll.certified'";
    let done = format!(
        "INSERT INTO act_outcomes (act_id, done, sentence) SELECT a.id, true, 'x' FROM {of}"
    );
    assert_eq!(refused(&mut certifier, &done).await, "act_is_told");
    let otherwise = format!(
        "INSERT INTO log_entries (kind, leaf) \
         SELECT a.kind, convert_to((convert_from(a.statement, 'UTF8')::jsonb || '{{\"at\":1}}')::text, 'UTF8') FROM {of}; {done}"
    );
    assert_eq!(refused(&mut certifier, &otherwise).await, "act_is_told");
    // The certifier does both.
    foundation.place.certifier = Some(app.certifier());
    refuses(&judged(&foundation.ben, &act).await, 200, "✓ done");
}
