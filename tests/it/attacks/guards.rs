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

/// By officers' keys everything that they sign is judged: two signed for each after the first two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_further_key_is_taken_in_without_an_act_for_it() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    // Its two officers have brought their keys.
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.place.certifier = None;
    let mut certifier = session(&app, Role::Certifier).await;
    let key = "INSERT INTO officer_keys (key, person_id, name) \
               SELECT sha256('mine'), person_id, name FROM officer_keys ORDER BY name LIMIT 1";
    let told = "INSERT INTO log_entries (kind, leaf) \
                SELECT 'officer.key', convert_to(format('{\"at\":7,\"key\":\"%s\",\"kind\":\"officer.key\",\"name\":\"%s\",\"v\":1}', \
                       encode(sha256('mine'), 'hex'), name), 'UTF8') FROM officer_keys ORDER BY name LIMIT 1";
    for forged in [key.to_owned(), format!("{told}; {key}")] {
        assert_eq!(
            refused(&mut certifier, &forged).await,
            "effect_comes_with_its_act"
        );
    }
    // Nor under the name of another, by which they would sign.
    let of_another = "INSERT INTO officer_keys (key, person_id, name) \
                      SELECT sha256('mine'), o.person_id, k.name FROM officer_keys k \
                      JOIN officer_keys o ON o.person_id <> k.person_id LIMIT 1";
    assert_eq!(
        refused(&mut certifier, of_another).await,
        "key_name_is_one_persons"
    );
}
