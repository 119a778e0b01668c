//! Signatures that officers take back: theirs count no more, and the act waits on for others.

use commonhold::db::{Role, pool};
use diesel_async::SimpleAsyncConnection;

use super::room::{
    bare_with, download, entries, founded, hand_in, judged, refuses, roll_to_sign, third_officer,
};
use crate::auditor::export::reads_back;
use crate::support::election::{Plan, Poll};
use crate::support::{Page, TestApp, Visitor};

const WHY: &str = "My machine was out of my hands.";
const AGAIN: &str = "A signature of this act that was taken back is not given again.";

async fn takes_back(officer: &Visitor, act: &str, why: &str) -> Page {
    let page = officer.get(act).await;
    officer
        .submit(&page, "/retraction", &[("reason", why)])
        .await
}

fn offers(page: &Page, what: &str) -> bool {
    let forms = page.forms();
    forms.iter().any(|form| form.action.ends_with(what))
}

/// Whose signatures stand in the only entry of this kind.
async fn signers(app: &TestApp, kind: &str) -> Vec<String> {
    let entries = entries(app, kind).await;
    let [entry] = entries.as_slice() else {
        panic!("{kind}: {entries:?}");
    };
    let signatures = entry.signatures().unwrap();
    signatures.iter().map(|(by, _)| by.to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_a_signature_back_stops_nobody_else() {
    let (app, foundation) = founded().await;
    let (kim, kims) = third_officer(&foundation).await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let [adas, bens] = &foundation.keys;
    let (_, act) = roll_to_sign(&foundation).await;
    let file = download(ada, &act).await;
    assert!(!offers(&ada.get(&act).await, "/retraction"));
    foundation.sign_alone(ada, adas, &act).await;

    // Nobody takes back what another gave, who prepared the act no more than who keeps minutes.
    for officer in [ben, chi] {
        let read = officer.get(&act).await;
        assert!(!offers(&read, "/retraction"), "{}", read.text());
        let form = bare_with(&read, &format!("{act}/retraction"), &[("reason", WHY)]);
        refuses(
            &officer.send(&form).await,
            422,
            "No signature of yours is on this act",
        );
    }
    let long = "x".repeat(1001);
    for (why, typed) in [(" ", ""), (long.as_str(), long.as_str())] {
        let refused = takes_back(ada, &act, why).await;
        refuses(&refused, 422, "Say in at most 1,000 characters why");
        let form = refused.form("/retraction");
        assert_eq!(form.value("reason").unwrap().trim(), typed);
    }
    let form = ada.get(&act).await.form("/retraction");
    let page = ada.send(&form.clone().with("reason", WHY)).await;
    for sentence in [
        "Nobody has signed yet",
        "You took your signature back",
        "Ada Okafor",
        WHY,
    ] {
        refuses(&page, 200, sentence);
    }
    assert!(!offers(&page, "/signatures") && !offers(&page, "/retraction"));
    // Sent twice it is taken back once; and it is not given again, nor another.
    refuses(&ada.send(&form.with("reason", WHY)).await, 200, WHY);
    refuses(&hand_in(ada, &act, &adas.sign(&file)).await, 422, AGAIN);

    // With the signature that is still there, Ben's is one.
    foundation.sign_alone(ben, bens, &act).await;
    refuses(
        &ben.get(&act).await,
        200,
        "Signed by Ben Lindqvist; waits for another officer’s signature.",
    );
    refuses(
        &ben.get("/room/acts").await,
        200,
        "signed by Ben Lindqvist ✓ done Act 1",
    );
    assert!(entries(&app, "roll.certified").await.is_empty());
    foundation.sign_alone(&kim, &kims, &act).await;
    refuses(&judged(&kim, &act).await, 200, "Roll 1 is certified.");
    assert_eq!(
        signers(&app, "roll.certified").await,
        ["Ben Lindqvist", "Kim Abara"]
    );
    // What is done is done.
    let page = ben.get(&act).await;
    let late = bare_with(&page, &format!("{act}/retraction"), &[("reason", "No.")]);
    refuses(&ben.send(&late).await, 422, "This act is over");
    reads_back(&foundation, &[("act-signature-retractions", WHY)]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_outside_the_manifest_signs_an_opening_and_cannot_stop_it() {
    let (app, foundation) = founded().await;
    let (kim, kims) = third_officer(&foundation).await;
    foundation.certify_roll().await;
    let poll = Poll::draft(&foundation, &Plan::default()).await;
    poll.upload_keys(&foundation).await;
    let room = foundation.ben.get(&poll.room()).await;
    let opening = foundation.ben.submit(&room, "/opening", &[]).await;
    let signed = foundation.sign_alone(&kim, &kims, &opening.path).await;
    refuses(&signed, 200, "Signed by Kim Abara");
    let withdrawal = format!("{}/withdrawal", opening.path);
    let form = bare_with(&signed, &withdrawal, &[("reason", WHY)]);
    refuses(
        &kim.send(&form).await,
        422,
        "Whoever prepared an act withdraws it.",
    );
    refuses(&takes_back(&kim, &opening.path, WHY).await, 200, WHY);
    let opened = foundation.sign(&opening).await;
    refuses(&opened, 200, "is open under its manifest.");
    assert_eq!(
        signers(&app, "poll.opened").await,
        ["Ada Okafor", "Ben Lindqvist"]
    );
}

/// Both signatures were there while the certifier was away, and one was taken back.
#[tokio::test(flavor = "multi_thread")]
async fn the_certifier_does_nothing_by_a_signature_that_was_taken_back() {
    let (app, mut foundation) = founded().await;
    foundation.place.certifier = None;
    let (roll, act) = roll_to_sign(&foundation).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let [adas, bens] = &foundation.keys;
    foundation.sign_alone(ada, adas, &act).await;
    foundation.sign_alone(ben, bens, &act).await;
    refuses(&takes_back(ada, &act, WHY).await, 200, "Signed by Ben");

    // The database holds to it, whatever the certifier says.
    let address = app.database.address(Role::Certifier);
    let mut certifier = pool::connect(&address).await.unwrap();
    let done = "INSERT INTO act_outcomes (act_id, done, sentence)
         SELECT id, true, 'x' FROM acts WHERE kind = 'roll.certified'";
    let refused = certifier.batch_execute(done).await.unwrap_err();
    let diesel::result::Error::DatabaseError(_, about) = refused else {
        panic!("{refused}");
    };
    assert_eq!(about.constraint_name(), Some("act_takes_two"));

    // It keeps nobody from preparing another, which is done; the first waits on.
    let page = ben.get(&roll).await;
    let anew = ben.submit(&page, "/certification", &[]).await;
    assert_ne!(anew.path, act);
    foundation.place.certifier = Some(app.certifier());
    refuses(&foundation.sign(&anew).await, 200, "Roll 1 is certified.");
    refuses(&foundation.ben.get(&act).await, 200, "Signed by Ben");
    assert_eq!(
        signers(&app, "roll.certified").await,
        ["Ada Okafor", "Ben Lindqvist"]
    );
}
