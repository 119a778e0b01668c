//! Ballots as they are posted: what a server takes, refuses and answers.

use std::fs;

use reqwest::StatusCode;

use super::{count, founded, refuses};
use crate::support::election::{NO_LIMITS, Plan, Poll, Slip, filled, with_fresh_key};
use crate::support::{Form, TestApp, eventually};

/// The order in which a ballot lists its candidates.
fn listed(ballot: &Form) -> Vec<String> {
    let ranks = ballot.names.iter().filter(|name| name.starts_with('r'));
    ranks.cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_with_a_fault_comes_back_and_changes_nothing() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let addresses = [
        "kim@mail.example",
        "lou@mail.example",
        "max@mail.example",
        "nia@mail.example",
        "pia@mail.example",
        "tom@mail.example",
    ];
    let voters = foundation.sign_in_all(&addresses).await;
    let [kim, lou, max, nia, pia, tom] = voters.as_slice() else {
        panic!("six signed in")
    };
    let mut conn = app.database.administrator().await;

    // Shuffled for each voter, and for each the same every time.
    let form = poll.ballot(kim, "Kim Abara").await;
    let mut orders = vec![listed(&form)];
    assert_eq!(orders[0], listed(&poll.ballot(kim, "Kim Abara").await));
    for (voter, member) in [(lou, "Lou"), (max, "Max"), (nia, "Nia")] {
        orders.push(listed(&poll.ballot(voter, member).await));
    }
    assert!(orders.iter().any(|order| *order != orders[0]), "{orders:?}");

    let mut foreign = filled(form.clone(), &[("r1", "01")]);
    foreign.fields.push(("r5".to_owned(), "02".to_owned()));
    let faults = [
        (
            filled(form.clone(), &[("r1", "01"), ("r2", "01")]),
            "Ines Wójcik and Kaito García-López both have the 1st rank.",
        ),
        (
            filled(form.clone(), &[("r1", "01"), ("r2", "03")]),
            "Nobody has the 2nd rank",
        ),
        (
            filled(form.clone(), &[("r1", "02")]),
            "Nobody has the 1st rank",
        ),
        (foreign, "holds a value that this ballot does not have"),
        (
            filled(form.clone(), &[("r1", "05")]),
            "holds a value that this ballot does not have",
        ),
        (
            filled(form.clone(), &[("r1", "1")]),
            "holds a value that this ballot does not have",
        ),
        (
            filled(form.clone(), &[("blank", "2")]),
            "holds a value that this ballot does not have",
        ),
        (
            filled(form.clone(), &[("r1", "01"), ("blank", "1")]),
            "You chose options and also said that you leave the ballot blank.",
        ),
        (form.clone(), "Nothing is chosen yet."),
        (
            filled(form.clone(), &[("r1", "01"), ("own", "ABC1")]),
            "Your own mark has exactly six characters",
        ),
    ];
    for (wrong, sentence) in &faults {
        let refused = kim.send(wrong).await;
        refuses(&refused, 422, sentence);
        let kept = refused.form(&form.action);
        for control in ["r2", "r3", "r4", "own"] {
            assert_eq!(kept.value(control), wrong.value(control), "{control}");
        }
        assert_ne!(
            kept.value("key"),
            wrong.value("key"),
            "a key serves one form"
        );
        assert!(
            refused.html.contains("data-focus"),
            "the summary takes the focus"
        );
        let mended = filled(kept, &[("blank", "0"), ("own", "aaaaaa")]);
        assert_eq!(mended.value("own"), Some("aaaaaa"));
    }

    let good = filled(form.clone(), &[("r3", "01"), ("r1", "02")]);
    for (control, value, status, sentence) in [
        ("key", "00", 400, "was not made by this site"),
        ("key", &"G".repeat(64), 400, "was not made by this site"),
        ("csrf", &"0".repeat(64), 403, ""),
        ("csrf", "", 403, ""),
    ] {
        refuses(
            &kim.send(&good.clone().with(control, value)).await,
            status,
            sentence,
        );
    }
    let raw = |body: Vec<u8>| {
        kim.client()
            .post(kim.address(&form.action))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
    };
    let token = good.value("csrf").unwrap();
    let mut body = format!("csrf={token}&own=%FF%FE%FF%FE%FF%FE&r1=01").into_bytes();
    let not_text = raw(body.clone()).await.unwrap();
    assert_eq!(not_text.status(), StatusCode::BAD_REQUEST);
    assert!(not_text.text().await.unwrap().contains("not valid UTF-8"));
    body.resize(10 * 1024 * 1024, b'a');
    let huge = raw(body).await.unwrap();
    assert_eq!(huge.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let as_json = kim.client().post(kim.address(&form.action));
    let as_json = as_json
        .header("content-type", "application/json")
        .body("{}");
    let as_json = as_json.send().await.unwrap();
    assert_eq!(as_json.status(), StatusCode::BAD_REQUEST);

    // Somebody else's ballot, a ballot that nobody has, nobody's browser.
    refuses(
        &lou.get(&form.action).await,
        403,
        "You have no ballot with this number",
    );
    let token = poll.ballot(lou, "Lou Bekker").await;
    let theirs = good.clone().with("csrf", token.value("csrf").unwrap());
    refuses(
        &lou.send(&theirs).await,
        403,
        "You have no ballot with this number",
    );
    let unknown = format!("/polls/{}/ballot/999", poll.number);
    refuses(
        &kim.get(&unknown).await,
        403,
        "You have no ballot with this number",
    );
    let stranger = app.visitor().get(&form.action).await;
    assert!(
        stranger.path.starts_with("/sign-in?next="),
        "{}",
        stranger.path
    );
    let stranger = app.visitor();
    let page = stranger.get("/").await;
    let token = page.forms()[0].value("csrf").unwrap().to_owned();
    let sent = stranger.send(&good.clone().with("csrf", &token)).await;
    assert!(
        sent.path.starts_with("/sign-in"),
        "{} {}",
        sent.path,
        sent.text()
    );

    // Who is not on the roll is told why.
    for (voter, sentence) in [(pia, "the term ran out"), (tom, "the term began only on")] {
        let page = voter.get(&format!("/polls/{}", poll.number)).await;
        refuses(&page, 200, "You have no ballot in this vote.");
        refuses(&page, 200, sentence);
    }
    refuses(
        &kim.get(&format!("/polls/{}", poll.number)).await,
        200,
        "On the roll of",
    );
    assert_eq!(count(&mut conn, "envelopes").await, 0);
    assert_eq!(count(&mut conn, "cast_receipts").await, 0);

    // The first answer stands for the form, whatever comes later under its key.
    let first = Slip::read(&kim.send(&good).await);
    let manifest = poll.manifest(kim).await;
    let receipt_key = manifest.terms().receipt_key;
    first
        .receipt
        .verify(&receipt_key, &first.signature)
        .unwrap();
    assert_eq!(first.receipt.eid, manifest.eid());
    assert!(first.tracker.ends_with(good.value("own").unwrap()));
    assert_eq!(Slip::read(&kim.send(&good).await), first);
    let other_body = kim.send(&good.clone().with("r4", "03")).await;
    refuses(&other_body, 409, "sent before with another content");
    let other_own = kim.send(&good.clone().with("own", "zzzzzz")).await;
    refuses(&other_own, 409, "sent before with another content");
    let elsewhere = foundation.place.sign_in("kim@mail.example").await;
    let fresh = poll.ballot(&elsewhere, "Kim Abara").await;
    let taken_along = good.clone().with("csrf", fresh.value("csrf").unwrap());
    refuses(
        &elsewhere.send(&taken_along).await,
        409,
        "sent before with another content",
    );
    let other_voter = poll.ballot(lou, "Lou Bekker").await;
    let borrowed = filled(other_voter, &[("r3", "01"), ("r1", "02")])
        .with("own", good.value("own").unwrap())
        .with("key", good.value("key").unwrap());
    refuses(
        &lou.send(&borrowed).await,
        409,
        "sent before with another content",
    );
    assert_eq!(count(&mut conn, "envelopes").await, 1);
    assert_eq!(count(&mut conn, "cast_receipts").await, 1);

    // Voting again replaces; the page says that a ballot is in.
    let again = Slip::read(&kim.send(&with_fresh_key(&good)).await);
    assert_ne!(again.digest(), first.digest());
    assert_eq!(count(&mut conn, "envelopes").await, 2);
    assert_eq!(
        Slip::read(&kim.send(&good).await),
        first,
        "an old form still gets its answer"
    );
    refuses(&kim.get("/me").await, 200, "Who joins the board?");
    let page = kim.get(&format!("/polls/{}", poll.number)).await;
    assert!(page.link("Change the ballot of").ends_with(&form.action));
    let confirmed = app
        .mail()
        .arrives("kim@mail.example", "Ballot received: Who joins the board?")
        .await;
    for secret in [
        &again.tracker,
        &first.tracker,
        &first.digest(),
        &again.digest(),
    ] {
        assert!(
            !confirmed.body.contains(secret.as_str()),
            "{}",
            confirmed.body
        );
    }
    for name in ["Ines", "Kaito", "Farah", "Dee"] {
        assert!(!confirmed.body.contains(name), "{}", confirmed.body);
    }
}

/// Many a mail server puts off whom it does not know: lines about each letter would tell the
/// operator when somebody voted.
#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_is_put_off_has_no_line_of_its_own() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let addresses = ["kim@mail.example", "lou@mail.example"];
    let voters = foundation.sign_in_all(&addresses).await;
    let [kim, lou] = voters.as_slice() else {
        panic!("two signed in")
    };
    let mut conn = app.database.administrator().await;
    eventually("every letter has left", async || {
        let waiting = "outbox_queue WHERE state = 'waiting'";
        (count(&mut conn, waiting).await == 0).then_some(())
    })
    .await;

    // From now on no letter leaves.
    let mail = app.folder("data/mail");
    fs::rename(&mail, app.folder("mail of before")).unwrap();
    fs::write(&mail, "").unwrap();
    poll.cast(kim, "Kim Abara", &[("r1", "01")]).await;
    poll.cast(lou, "Lou Bekker", &[("r2", "01")]).await;
    eventually("confirmations are put off again and again", async || {
        let put_off = "outbox_deliveries d JOIN outbox_letters l ON l.id = d.letter \
             WHERE l.kind = 'cast_confirmed' AND d.outcome = 'deferred'";
        (count(&mut conn, put_off).await > 3).then_some(())
    })
    .await;
    let log = app.log();
    assert_eq!(log.matches("letters are put off").count(), 1, "{log}");
    assert!(log.contains("the mail folder refused the letter"), "{log}");
    for telling in ["cast_confirmed", "a letter was put off", "letter.id"] {
        assert!(!log.contains(telling), "{telling}: {log}");
    }
}
