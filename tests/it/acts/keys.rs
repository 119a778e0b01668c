//! Officers' standing keys: which are taken up, by whom, and which count after.

use commonhold::evidence::leaf::Leaf;
use commonhold::seal::hash::{PollId, PublicKey};
use commonhold::seal::keys::{PublicPart, SealPart, SignPart};
use commonhold::seal::opening::SealSecret;

use super::room::{
    KIM, appoints, bring, dismisses, download, entries, founded, hand_in, judged, refuses,
    roll_to_sign, standing, third_officer,
};
use crate::support::election::{ADA, Foundation, NO_LIMITS, Place, Plan, Poll, StandingKey};
use crate::support::{TestApp, Visitor, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_public_half_that_is_not_one_s_own_gets_its_sentence() {
    let (app, foundation) = founded().await;
    let ada = &foundation.ada;
    let [adas, bens] = &foundation.keys;
    let mut altered = StandingKey::generate(ADA.0).public();
    let place = altered.len() / 2;
    altered[place] ^= 1;
    let poll = PollId::from_bytes([7; 16]);
    let seal = PublicPart::Seal(SealPart {
        poll,
        key: SealSecret::generate(&mut rand::rng()).public(),
    });
    let of_one_poll = StandingKey::generate(ADA.0).for_poll(poll).part(poll);
    let under_my_name = SignPart::sign(ADA.0, &bens.key, None, &bens.value).unwrap();
    let before = standing(&app).await;
    for (part, sentence) in [
        (Vec::new(), "Choose the file that ends in .pub."),
        (b"no key".to_vec(), "This is not the public half of a key: "),
        (altered, "."),
        (
            StandingKey::generate("Eve Imposter").public(),
            "bears the name “Eve Imposter”",
        ),
        (
            bens.public(),
            "bears the name “Ben Lindqvist”, but you are signed in as “Ada Okafor”",
        ),
        (seal.encode(), "This is the key that ballots are sealed to."),
        (of_one_poll, "This key was made for one poll."),
        (
            PublicPart::Sign(under_my_name).encode(),
            "This key was taken up before",
        ),
        (adas.public(), "This is your key that counts already."),
    ] {
        refuses(&bring(ada, &part).await, 422, sentence);
        assert_eq!(standing(&app).await, before, "{sentence}");
    }
}

/// Whether the page of keys shows a key of this officer that begins so.
async fn counts(officer: &Visitor, key: &StandingKey) -> bool {
    let begins = &key.key.public().to_string()[..20];
    officer
        .get("/room/key")
        .await
        .text()
        .replace(' ', "")
        .contains(begins)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_counts_keeps_the_fingerprint_that_the_command_printed() {
    let (_app, foundation) = founded().await;
    let page = foundation.ada.get("/room/key").await;
    for key in &foundation.keys {
        let part = PublicPart::parse(&key.public()).unwrap();
        refuses(&page, 200, &part.fingerprint());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_two_keys_come_as_they_are_and_each_later_one_by_two_signatures() {
    let (app, foundation) = founded().await;
    let [adas, bens] = &foundation.keys;
    let first = entries(&app, "officer.key").await;
    let names: Vec<String> = first
        .iter()
        .map(|leaf| name_and_signers(leaf, &[]).0)
        .collect();
    assert_eq!(names, ["Ada Okafor", "Ben Lindqvist"]);
    assert!(
        first
            .iter()
            .all(|leaf| leaf.signatures().unwrap().is_empty())
    );

    // The third: the upload prepares an act, and the key counts once two signed it.
    appoints(&foundation, KIM.1).await;
    let kim = foundation.place.sign_in(KIM.1).await;
    let kims = StandingKey::generate(KIM.0);
    let brought = bring(&kim, &kims.public()).await;
    refuses(
        &brought,
        200,
        "The key counts once two officers have signed",
    );
    let path = brought.link("act ");
    let again = bring(&kim, &kims.public()).await;
    assert_eq!(
        again.link("act "),
        path,
        "one act, however often it is uploaded"
    );
    let page = foundation.ada.get(&path).await;
    let part = PublicPart::parse(&kims.public()).unwrap();
    refuses(&page, 200, &part.fingerprint());
    refuses(&page, 200, "The signing key of Kim Abara is taken up");
    refuses(
        &kim.get(&path).await,
        200,
        "No key of yours counts for this act.",
    );
    let act = download(&kim, &path).await;
    refuses(
        &hand_in(&kim, &path, &kims.sign(&act)).await,
        422,
        "No key of Kim Abara counts",
    );
    foundation.sign_alone(&foundation.ada, adas, &path).await;
    refuses(
        &kim.get(&path).await,
        200,
        "Signed by Ada Okafor; waits for another",
    );
    assert!(!counts(&kim, &kims).await);
    foundation.sign_alone(&foundation.ben, bens, &path).await;
    refuses(
        &judged(&kim, &path).await,
        200,
        "The key of Kim Abara counts from now on.",
    );
    assert!(counts(&kim, &kims).await);
    let logged = entries(&app, "officer.key").await;
    let known = [adas, bens];
    let expected = ["Ada Okafor".to_owned(), "Ben Lindqvist".to_owned()];
    assert_eq!(
        name_and_signers(&logged[2], &known),
        (KIM.0.to_owned(), expected.to_vec())
    );

    // From then on her signature is one of two, also for another's new key.
    let new = StandingKey::generate(ADA.0);
    let page = bring(&foundation.ada, &new.public()).await;
    assert!(counts(&kim, adas).await && !counts(&kim, &new).await);
    let path = page.link("act ");
    foundation.sign_alone(&foundation.ben, bens, &path).await;
    foundation.sign_alone(&kim, &kims, &path).await;
    refuses(
        &judged(&kim, &path).await,
        200,
        "The key of Ada Okafor counts from now on.",
    );
    assert!(!counts(&kim, adas).await && counts(&kim, &new).await);
    assert_eq!(entries(&app, "officer.key").await.len(), 4);
    let (_, roll) = roll_to_sign(&foundation).await;
    let act = download(&kim, &roll).await;
    let old = hand_in(&foundation.ada, &roll, &adas.sign(&act)).await;
    refuses(
        &old,
        422,
        "The signature is not by the key of Ada Okafor that counts",
    );
    hand_in(&foundation.ada, &roll, &new.sign(&act)).await;
    hand_in(&kim, &roll, &kims.sign(&act)).await;
    refuses(&judged(&kim, &roll).await, 200, "Roll 1 is certified.");
    let back = bring(&foundation.ada, &adas.public()).await;
    refuses(&back, 422, "This key was taken up before");
}

/// Whose key an entry takes up, and who of these signed it.
fn name_and_signers(leaf: &Leaf, known: &[&StandingKey]) -> (String, Vec<String>) {
    let Leaf::OfficerKey(key) = leaf else {
        panic!("{}", leaf.words())
    };
    let key_of = |name: &str| -> Option<PublicKey> {
        known
            .iter()
            .find(|key| key.name == name)
            .map(|key| key.key.public())
    };
    let signers = leaf.verify(key_of).unwrap();
    (
        key.name.clone(),
        signers.into_iter().map(str::to_owned).collect(),
    )
}

/// Whoever changes their mind about the first key before a second officer has
/// one stops nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_key_may_be_replaced_before_the_second_comes() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let mut latest = foundation.keys[0].public();
    bring(&foundation.ada, &latest).await;
    for _ in 0..2 {
        eventually("the key", async || {
            let text = foundation.ada.get("/room/key").await.text();
            text.contains("(you)").then_some(())
        })
        .await;
        latest = StandingKey::generate(ADA.0).public();
        bring(&foundation.ada, &latest).await;
    }
    bring(&foundation.ben, &foundation.keys[1].public()).await;
    let Ok(PublicPart::Sign(latest)) = PublicPart::parse(&latest) else {
        panic!("a signing key")
    };
    let begins = &latest.key().to_string()[..20];
    eventually("both keys", async || {
        let text = foundation
            .ben
            .get("/room/key")
            .await
            .text()
            .replace(' ', "");
        (text.contains(begins) && text.contains("BenLindqvist(you)")).then_some(())
    })
    .await;
    assert_eq!(entries(&app, "officer.key").await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_officer_any_more_gets_no_key_and_their_signature_counts_for_nothing() {
    let (app, foundation) = founded().await;
    let (kim, kims) = third_officer(&foundation).await;
    let (_, roll) = roll_to_sign(&foundation).await;
    let act = download(&kim, &roll).await;
    hand_in(&kim, &roll, &kims.sign(&act)).await;
    let new = bring(&kim, &StandingKey::generate(KIM.0).public()).await;
    let taking_up = new.link("act ");
    dismisses(&foundation, &app, KIM.1).await;
    foundation.sign(&foundation.ada.get(&taking_up).await).await;
    refuses(
        &judged(&foundation.ada, &taking_up).await,
        200,
        "The key is not a new one that this election officer uploaded under their name.",
    );
    foundation
        .sign_alone(&foundation.ada, &foundation.keys[0], &roll)
        .await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let page = foundation.ben.get(&roll).await;
    assert!(!page.text().contains("✓ done"), "{}", page.text());
    foundation
        .sign_alone(&foundation.ben, &foundation.keys[1], &roll)
        .await;
    judged(&foundation.ben, &roll).await;
    let logged = entries(&app, "roll.certified").await;
    let signed: Vec<&str> = logged[0]
        .signatures()
        .unwrap()
        .iter()
        .map(|(by, _)| by)
        .collect();
    assert_eq!(signed, ["Ada Okafor", "Ben Lindqvist"]);
}

/// Who verifies a poll knows the keys of its manifest and no others.
#[tokio::test(flavor = "multi_thread")]
async fn in_an_open_poll_the_keys_that_its_opening_fixed_sign() {
    let (app, foundation) = founded().await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let new = StandingKey::generate(ADA.0);
    let brought = bring(&foundation.ada, &new.public()).await;
    foundation
        .sign(&foundation.ben.get(&brought.link("act ")).await)
        .await;
    assert!(counts(&foundation.ben, &new).await);

    let room = foundation.ben.get(&poll.room()).await;
    let ended = [("reason", "The wrong candidates were named.")];
    let act = foundation.ben.submit(&room, "/voiding", &ended).await;
    let file = download(&foundation.ada, &act.path).await;
    let refused = hand_in(&foundation.ada, &act.path, &new.sign(&file)).await;
    refuses(
        &refused,
        422,
        "in a poll that was opened, with the one that was fixed at the opening",
    );
    let done = foundation.sign(&act).await;
    refuses(&done, 200, "is ended without a result");
    let logged = entries(&app, "poll.voided").await;
    let manifest = poll.manifest(&foundation.ben).await;
    let key_of = |name: &str| manifest.officer_by_name(name).map(|officer| officer.key);
    assert_eq!(logged[0].verify(key_of).unwrap().len(), 2);
}
