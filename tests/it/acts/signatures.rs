//! What is handed in as a signature and is none, and who may not come here.

use commonhold::evidence::act::{Act, ActSignature};

use super::room::{
    KIM, bare, download, founded, hand_in, judged, refuses, roll_to_sign, standing, third_officer,
};
use crate::support::election::StandingKey;

/// A file with one key's value exchanged.
fn with(signature: &[u8], change: impl FnOnce(&mut ActSignature)) -> Vec<u8> {
    let mut parsed = ActSignature::parse(signature).unwrap();
    change(&mut parsed);
    parsed.encode()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_signature_of_this_act_gets_its_sentence_and_changes_nothing() {
    let (app, foundation) = founded().await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let (roll, path) = roll_to_sign(&foundation).await;
    let (_, other_path) = roll_to_sign(&foundation).await;
    let (act, other) = (download(ada, &path).await, download(ada, &other_path).await);
    let [adas, bens] = &foundation.keys;
    let right = adas.sign(&act);
    let flipped = |signature: &[u8]| {
        let mut bytes = *ActSignature::parse(signature).unwrap().signature.as_bytes();
        bytes[40] ^= 1;
        with(signature, |file| {
            file.signature = commonhold::seal::hash::Signature::from_bytes(bytes);
        })
    };
    let not_by_ada = "The signature is not by the key of Ada Okafor that counts for this act.";
    let cases: [(Vec<u8>, &str); 12] = [
        (Vec::new(), "Choose the file that ends in .sig."),
        (b"signed, Ada".to_vec(), "the signature"),
        (right[..right.len() - 1].to_vec(), "the signature"),
        ([right.as_slice(), b" "].concat(), "the signature"),
        (act.encode().unwrap(), "the signature"),
        (adas.public(), "the signature"),
        (adas.sign(&other), "This is the signature of another act."),
        (
            with(&right, |file| file.by = "Eve Imposter".into()),
            "No key of Eve Imposter counts",
        ),
        (
            with(&right, |file| file.by = "ada okafor".into()),
            "No key of ada okafor counts",
        ),
        (
            with(&bens.sign(&act), |file| file.by = adas.name.into()),
            not_by_ada,
        ),
        (StandingKey::generate(adas.name).sign(&act), not_by_ada),
        (flipped(&right), not_by_ada),
    ];
    // Gives a code, so that a factor is on record. What is signed is said in a sentence, with
    // each digest beside what it is of, and stands there to the byte.
    let shown = ada.get(&path).await;
    let bytes = String::from_utf8(act.leaf().signed_bytes()).unwrap();
    for said in [
        "Roll 1 of record date",
        "The root of its entitlements",
        &bytes,
    ] {
        refuses(&shown, 200, said);
    }
    let before = standing(&app).await;
    for (file, sentence) in &cases {
        let refused = hand_in(ada, &path, file).await;
        refuses(&refused, 422, sentence);
        refuses(&refused, 422, "Nobody has signed yet");
        assert_eq!(standing(&app).await, before, "{sentence}");
    }
    // A signature of another act under this act's digest.
    let moved = with(&adas.sign(&other), |file| {
        file.act = act.leaf().act_digest()
    });
    refuses(&hand_in(ada, &path, &moved).await, 422, not_by_ada);

    let signed = hand_in(ada, &path, &[right.as_slice(), b"\n"].concat()).await;
    refuses(
        &signed,
        200,
        "Signed by Ada Okafor; waits for another officer’s signature.",
    );
    let twice = hand_in(ada, &path, &right).await;
    refuses(&twice, 422, "This signature is here already.");
    // Whoever carries a signature in, it is the signer's.
    refuses(
        &hand_in(ben, &path, &right).await,
        422,
        "This signature is here already.",
    );
    refuses(
        &ben.get(&roll).await,
        200,
        "waits for two officers’ signatures",
    );
    hand_in(ben, &path, &bens.sign(&act)).await;
    refuses(&judged(ben, &path).await, 200, "Roll 1 is certified.");
    let after = standing(&app).await;
    let late = StandingKey::generate(bens.name).sign(&act);
    refuses(
        &hand_in(ben, &path, &late).await,
        422,
        "not by the key of Ben Lindqvist",
    );
    assert_eq!(standing(&app).await, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_over_takes_no_more_signatures() {
    let (app, foundation) = founded().await;
    let (kim, kims) = third_officer(&foundation).await;
    let (_, path) = roll_to_sign(&foundation).await;
    let act = download(&kim, &path).await;
    foundation.sign(&kim.get(&path).await).await;
    let done = judged(&kim, &path).await;
    assert!(
        done.forms()
            .iter()
            .all(|form| !form.action.ends_with("/signatures")),
        "{}",
        done.text()
    );
    let before = standing(&app).await;
    refuses(
        &hand_in(&kim, &path, &kims.sign(&act)).await,
        422,
        "This act is over",
    );
    assert_eq!(standing(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_stay_outside_and_the_secretary_only_reads() {
    let (app, foundation) = founded().await;
    let (_, path) = roll_to_sign(&foundation).await;
    let act: Act = download(&foundation.ada, &path).await;
    let member = foundation.place.sign_in(KIM.1).await;
    let (key, file) = ("/room/key".to_owned(), format!("{path}/act.json"));
    for page in [&key, "/room/acts", &path, &file] {
        refuses(&member.get(page).await, 403, "This page is for officers.");
        let stranger = app.visitor().get(page).await;
        assert!(stranger.path.starts_with("/sign-in"), "{}", stranger.path);
    }
    let token = member.get("/account").await;
    let chi = &foundation.chi;
    let read = chi.get(&path).await;
    refuses(
        &read,
        200,
        "Election officers sign it, on machines of their own.",
    );
    assert!(
        read.forms()
            .iter()
            .all(|form| !form.action.ends_with("/signatures"))
    );
    refuses(&chi.get("/room/acts").await, 200, "Act 1");
    let keys = chi.get("/room/key").await;
    refuses(&keys, 200, "Only election officers sign.");
    assert!(
        keys.forms()
            .iter()
            .all(|form| !form.action.ends_with("/room/key"))
    );
    let before = standing(&app).await;
    let signature = foundation.keys[0].sign(&act);
    let part = foundation.keys[0].public();
    for (visitor, page) in [(&member, &token), (chi, &read)] {
        for (action, name, file) in [
            (format!("{path}/signatures"), "signature", &signature),
            (key.clone(), "part", &part),
        ] {
            let refused = visitor.upload(&bare(page, &action), &[(name, file)]).await;
            assert_eq!(refused.status, 403, "{action}: {}", refused.text());
        }
    }
    assert_eq!(standing(&app).await, before);
    let nowhere = foundation.ada.get("/room/acts/77").await;
    assert_eq!(nowhere.status, 404);
}
