//! Closing sets that are not what was cast, put there while the guards were away: the certifier
//! computes each once more before it counts, and before it certifies.

use chrono::{TimeDelta, Utc};
use commonhold::seal::ballot::Choice;
use commonhold::seal::envelope::seal;
use commonhold::seal::envelopes::{Export, Exported};
use commonhold::seal::hash::{EnvelopeId, FormKey};
use commonhold::seal::live::LiveSet;
use commonhold::seal::manifest::Manifest;
use commonhold::seal::opening::open_export;
use commonhold::seal::tracker::{OwnPart, Tracker};
use diesel_async::SimpleAsyncConnection;

use super::ground::text;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{Page, TestApp, eventually};

const REFUSED: &str = "The closing set of this poll is not what was cast; what differs: ";

/// Other numbers, lines and participation, which no statement of an officer speaks of; and back.
const ALTERED: &str =
    "votes = votes + 1, live_lines = live_lines || ' ', participation = participation || ' '";
const RESTORED: &str =
    "votes = votes - 1, live_lines = rtrim(live_lines, ' '), participation = rtrim(participation)";

/// As a superuser who switches the guards of history off and on again.
async fn rewrites(app: &TestApp, poll: &Poll, change: &str) {
    let switch = |how: &str| {
        ["append_only", "append_only_rows"]
            .map(|guard| format!("ALTER TABLE poll_closings {how} TRIGGER {guard};"))
            .concat()
    };
    let sql = format!(
        "{} UPDATE poll_closings SET {change} WHERE poll_id = '{}'; {}",
        switch("DISABLE"),
        poll.id,
        switch("ENABLE ALWAYS")
    );
    let mut superuser = app.database.administrator().await;
    superuser.batch_execute(&sql).await.expect(&sql);
}

/// Waits until whoever runs the server is told why a poll is not counted, and what differs.
async fn told(app: &TestApp, poll: &Poll, differs: &str) {
    let why = format!(
        "poll {} could not be counted: {REFUSED}{differs}. ",
        poll.number
    );
    eventually("why nothing is counted", async || {
        let log = std::fs::read_to_string(app.folder("log")).unwrap_or_default();
        log.contains(&why).then_some(())
    })
    .await;
    let counted = format!(
        "SELECT count(*)::text AS it FROM poll_results WHERE poll_id = '{}'",
        poll.id
    );
    let mut superuser = app.database.administrator().await;
    assert_eq!(text(&mut superuser, &counted).await, "0");
}

/// As many envelopes as are live, of the same weights, sealed to the same key: another election.
fn exchanged(manifest: &Manifest, export: &Export) -> Export {
    let mut rng = rand::rng();
    let envelopes = export.envelopes().iter().map(|exported| {
        let id = EnvelopeId::random(&mut rng);
        let (key, own) = (FormKey::random(&mut rng), OwnPart::suggest(&mut rng));
        let tracker = Tracker::derive(&manifest.eid(), &id, &key, &own);
        let choice = Choice::Ranked(vec![vec![4]]);
        let weight = exported.envelope.weight;
        Exported {
            envelope: seal(&mut rng, manifest, id, weight, &choice, &tracker).unwrap(),
            open: exported.open.clone(),
        }
    });
    let envelopes: Vec<Exported> = envelopes.collect();
    let (roll, leaves) = (export.roll(), export.leaves().clone());
    Export::new(manifest.eid(), roll, leaves, envelopes).unwrap()
}

/// Both officers open what they were given and hand it in.
async fn opened_by_both(foundation: &Foundation, poll: &Poll, export: &Export) {
    let manifest = poll.manifest(&foundation.ada).await;
    let opening = open_export(&poll.seal, &manifest, export).unwrap();
    assert!(opening.is_clean());
    for (officer, key) in [(&foundation.ada, &poll.ada), (&foundation.ben, &poll.ben)] {
        let files = poll.opened_files(&manifest, &opening, key);
        let page = poll.hand_in(officer, &files).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
}

async fn served(foundation: &Foundation, poll: &Poll) -> Export {
    let path = format!("{}/envelopes.jsonl", poll.room());
    let file = foundation.ada.get(&path).await;
    Export::parse(file.html.as_bytes()).unwrap()
}

fn refuses(page: &Page) {
    let text = page.text();
    let refusal = format!("{REFUSED}its totals, live.jsonl, participation.json. ");
    assert!(text.contains(&refusal), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_cast_is_neither_counted_nor_certified() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(40),
        ..Plan::default()
    };
    let altered = Poll::open(&foundation, &soon).await;
    let forged = Poll::open(&foundation, &soon).await;
    for poll in [&altered, &forged] {
        poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
        poll.cast(&ravi, "Nordlicht Hosting", &[("r2", "01")]).await;
        poll.cast(&ravi, "Nordlicht Hosting", &[("r3", "01")]).await;
    }
    for poll in [&altered, &forged] {
        poll.closes(&kim).await;
    }

    // The officers' statements fit it, and it is not what was cast.
    foundation.place.certifier = None;
    let honest = served(&foundation, &altered).await;
    opened_by_both(&foundation, &altered, &honest).await;
    rewrites(&app, &altered, ALTERED).await;
    foundation.place.certifier = Some(app.certifier());
    told(&app, &altered, "its totals, live.jsonl, participation.json").await;
    // As it was cast, it is counted.
    rewrites(&app, &altered, RESTORED).await;
    altered.counted(&kim).await;

    // What is altered after the count is not certified, whether before or after the act was made.
    rewrites(&app, &altered, ALTERED).await;
    let ben = &foundation.ben;
    let room = ben.get(&altered.room()).await;
    refuses(&ben.submit(&room, "/certification", &[]).await);
    rewrites(&app, &altered, RESTORED).await;
    let room = ben.get(&altered.room()).await;
    let act = ben.submit(&room, "/certification", &[]).await;
    rewrites(&app, &altered, ALTERED).await;
    refuses(&foundation.sign(&act).await);
    rewrites(&app, &altered, RESTORED).await;
    altered.certify(&foundation).await;

    // Exchanged ballots whose closing set adds up: two honest officers open them and agree.
    let manifest = forged.manifest(&kim).await;
    let export = exchanged(&manifest, &served(&foundation, &forged).await);
    let live = export.envelopes().iter();
    let live = live.map(|exported| (exported.envelope.digest, exported.envelope.weight));
    let live = LiveSet::new(live.collect()).unwrap();
    let lines = String::from_utf8(live.to_jsonl()).unwrap();
    let root = export.live_root();
    let change = format!("live_root = decode('{root}', 'hex'), live_lines = '{lines}'");
    rewrites(&app, &forged, &change).await;
    opened_by_both(&foundation, &forged, &export).await;
    told(&app, &forged, "its root, live.jsonl").await;
}
