//! Acts that something overtook between their preparation and the second
//! signature, and acts that one person would like to do alone.

use commonhold::seal::keys::{PublicPart, SealPart};
use commonhold::seal::opening::SealSecret;

use super::room::{
    KIM, bare, download, entries, founded, hand_in, judged, refuses, roll_to_sign, standing,
    third_officer,
};
use crate::support::Page;
use crate::support::election::{Foundation, Plan, Poll};

/// Ben prepares the opening of a poll that Ada drafted.
async fn prepared(foundation: &Foundation, poll: &Poll) -> Page {
    let room = foundation.ben.get(&poll.room()).await;
    let act = foundation.ben.submit(&room, "/opening", &[]).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    act
}

const CHANGED: &str = "The draft, its keys or the rules have changed since the act was prepared. Prepare the opening anew.";

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_whose_draft_has_changed_is_refused_and_prepared_anew() {
    let (app, foundation) = founded().await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    foundation.certify_roll().await;
    let mut poll = Poll::draft(&foundation, &Plan::default()).await;
    poll.upload_keys(&foundation).await;
    let act = prepared(&foundation, &poll).await;
    let asked_twice = prepared_again(&foundation, &poll).await;
    assert_eq!(asked_twice.path, act.path, "one act for one opening");
    refuses(&act, 200, "Who joins the board?");

    let edit = ada.get(&format!("{}/draft", poll.room())).await;
    ada.submit(&edit, "/draft", &[("seats", "1")]).await;
    let room = ben.get(&poll.room()).await;
    refuses(
        &room,
        200,
        "was prepared before the draft or its keys were changed",
    );
    let refused = foundation.sign(&act).await;
    refuses(&refused, 200, CHANGED);
    refuses(&ben.get("/room/acts").await, 200, "✕ refused");
    assert!(entries(&app, "poll.opened").await.is_empty());

    // The same where a key was changed.
    let act = prepared(&foundation, &poll).await;
    poll.seal = SealSecret::generate(&mut rand::rng());
    let seal = PublicPart::Seal(SealPart {
        poll: poll.id,
        key: poll.seal.public(),
    });
    let other_key = "prepared under another sealing key than the one that the poll has now";
    assert!(!act.text().contains(other_key), "{}", act.text());
    poll.upload_part(ada, &seal.encode()).await;
    refuses(&ben.get(&act.path).await, 200, other_key);
    refuses(&foundation.sign(&act).await, 200, CHANGED);

    let act = prepared(&foundation, &poll).await;
    refuses(
        &foundation.sign(&act).await,
        200,
        "is open under its manifest",
    );
    let manifest = poll.manifest(ben).await;
    assert_eq!(
        (manifest.terms().seats, &manifest.terms().seal_key),
        (1, &poll.seal.public())
    );
    assert_eq!(entries(&app, "poll.opened").await.len(), 1);
}

async fn prepared_again(foundation: &Foundation, poll: &Poll) -> Page {
    let room = foundation.ben.get(&poll.room()).await;
    let mut form = bare(&room, &format!("{}/opening", poll.room()));
    form.fields.push(("version".to_owned(), "1".to_owned()));
    foundation.ben.send(&form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn voting_r16_one_officer_s_signature_is_not_two() {
    let (app, foundation) = founded().await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let [adas, bens] = &foundation.keys;

    // Ada proposed the roll: she does not prepare its certification, and alone certifies nothing.
    let (roll, certification) = roll_to_sign(&foundation).await;
    let own = ada
        .send(&bare(
            &ada.get(&roll).await,
            &format!("{roll}/certification"),
        ))
        .await;
    refuses(&own, 422, "You proposed this roll");
    foundation.sign_alone(ada, adas, &certification).await;
    let before = standing(&app).await;
    refuses(
        &hand_in(
            ada,
            &certification,
            &adas.sign(&download(ada, &certification).await),
        )
        .await,
        422,
        "This signature is here already.",
    );
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(standing(&app).await, before);
    foundation.sign_alone(ben, bens, &certification).await;
    judged(ben, &certification).await;

    // She drafted the poll: with nobody else it does not open.
    let poll = Poll::draft(&foundation, &Plan::default()).await;
    poll.upload_keys(&foundation).await;
    let opening = prepared(&foundation, &poll).await.path;
    foundation.sign_alone(ada, adas, &opening).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    refuses(
        &ada.get(&opening).await,
        200,
        "Signed by Ada Okafor; waits for another",
    );
    refuses(&ada.get(&poll.room()).await, 200, "Before it can open");
}

/// Only the keys that a manifest fixes tell whoever verifies the poll who signed its roll.
#[tokio::test(flavor = "multi_thread")]
async fn a_poll_s_officers_are_those_who_signed_its_roll() {
    let (app, foundation) = founded().await;
    let (kim, kims) = third_officer(&foundation).await;
    foundation.certify_roll().await;
    let poll = Poll::draft(&foundation, &Plan::default()).await;
    let seal = PublicPart::Seal(SealPart {
        poll: poll.id,
        key: poll.seal.public(),
    });
    poll.upload_part(&foundation.ada, &seal.encode()).await;
    poll.upload_part(&foundation.ada, &poll.ada.part(poll.id))
        .await;
    let share = kims.for_poll(poll.id).part(poll.id);
    poll.upload_part(&kim, &share).await;
    let refused = prepared_again(&foundation, &poll).await;
    refuses(
        &refused,
        422,
        "fewer than two of its officers signed its roll",
    );
    assert!(refused.text().contains(KIM.0));

    poll.upload_part(&foundation.ben, &poll.ben.part(poll.id))
        .await;
    let act = prepared(&foundation, &poll).await;
    // Three are officers of this poll; any two of them open it.
    let file = download(&kim, &act.path).await;
    hand_in(&kim, &act.path, &kims.sign(&file)).await;
    foundation
        .sign_alone(&foundation.ben, &foundation.keys[1], &act.path)
        .await;
    refuses(
        &judged(&kim, &act.path).await,
        200,
        "is open under its manifest",
    );
    let logged = entries(&app, "poll.opened").await;
    let signed: Vec<&str> = logged[0]
        .signatures()
        .unwrap()
        .iter()
        .map(|(by, _)| by)
        .collect();
    assert_eq!(signed, ["Ben Lindqvist", "Kim Abara"]);
}
