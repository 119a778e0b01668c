//! Options that withdraw after the opening: counted both ways, and said everywhere.

use chrono::{TimeDelta, Utc};
use commonhold::evidence::leaf::Leaf;
use commonhold::seal::canonical::Value;

use super::room::{KIM, bare, entries, refuses, text};
use super::verifiers::both;
use crate::auditor::export::reads_back;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{Page, TestApp, eventually};

const WHY: &str = "Withdrew by a letter that the secretary keeps.";

async fn excludes(foundation: &Foundation, poll: &Poll, option: &str, why: &str) -> Page {
    let room = foundation.ben.get(&poll.room()).await;
    let mut form = bare(&room, &format!("{}/exclusion", poll.room()));
    for (name, value) in [("option", option), ("reason", why)] {
        form.fields.push((name.to_owned(), value.to_owned()));
    }
    foundation.ben.send(&form).await
}

fn elected(result: &str) -> Vec<String> {
    let Value::Object(fields) = Value::parse(result.as_bytes()).unwrap() else {
        panic!("{result}");
    };
    match &fields["elected"] {
        Value::List(names) => names.iter().map(|name| name.encode()).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r05_who_withdrew_after_the_opening_is_counted_both_as_cast_and_without() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let voters = foundation.sign_in_all(&[KIM.1, "ravi@mail.example"]).await;
    let [kim, ravi] = voters.as_slice() else {
        panic!("two came in");
    };
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(30),
        seats: "1",
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    let kims = poll.cast(kim, KIM.0, &[("r2", "01")]).await;
    let marks = [("r1", "01"), ("r3", "02")];
    let ravis = poll.cast(ravi, "Nordlicht Hosting", &marks).await;

    for (option, why, sentence) in [
        ("nobody", WHY, "Choose one of the options"),
        ("ines-w-jcik", "", "Say in a sentence why."),
    ] {
        refuses(
            &excludes(&foundation, &poll, option, why).await,
            422,
            sentence,
        );
    }
    let act = excludes(&foundation, &poll, "ines-w-jcik", WHY).await;
    let done = foundation.sign(&act).await;
    refuses(&done, 200, "Ines Wójcik is excluded in poll");
    let logged = entries(&app, "poll.excluded").await;
    assert!(
        matches!(logged.as_slice(), [Leaf::PollExcluded(_)]),
        "{logged:?}"
    );
    let letters = "SELECT count(*)::text AS it FROM outbox_letters WHERE kind = 'poll_excluded'";
    assert_eq!(text(&app, letters).await, "7");
    let ballot = poll.ballot_path(kim, KIM.0).await;
    for page in [
        kim.get(&ballot).await,
        app.visitor().get(&format!("/polls/{}", poll.number)).await,
    ] {
        refuses(&page, 200, "Ines Wójcik cannot be elected any more.");
        refuses(&page, 200, WHY);
    }
    refuses(
        &excludes(&foundation, &poll, "ines-w-jcik", WHY).await,
        422,
        "excluded already",
    );

    poll.certified(&foundation).await;
    let (result, as_cast) = (
        poll.file(kim, "result.json").await,
        poll.file(kim, "as-cast.json").await,
    );
    assert_eq!(elected(&result), ["\"farah-lindqvist\""]);
    assert_eq!(elected(&as_cast), ["\"ines-w-jcik\""]);
    let results = kim.get(&format!("/polls/{}/results", poll.number)).await;
    refuses(&results, 200, "Farah Lindqvist");
    refuses(&results, 200, "elected would be: Ines Wójcik.");
    refuses(
        &excludes(&foundation, &poll, "dee-ek", WHY).await,
        422,
        "have been opened",
    );

    let visitor = app.visitor();
    let address = visitor.address(&format!("/polls/{}/bundle.zip", poll.number));
    let bundle = eventually("the bundle", async || {
        let answer = visitor.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    for word in both(&bundle, &[&kims, &ravis]) {
        assert_eq!(word.code, 0, "{}", word.said);
        assert!(word.said.ends_with("verified\n"), "{}", word.said);
    }
    reads_back(&foundation, &[("exclusions", "")]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r06_without_quorum_nobody_is_elected_and_that_is_certified() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in(KIM.1).await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(20),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    // One of eight members is a tenth of them; one of 71 votes is no tenth.
    let kims = poll.cast(&kim, KIM.0, &[("r2", "01")]).await;
    poll.certified(&foundation).await;
    let result = poll.file(&kim, "result.json").await;
    assert_eq!(
        result,
        r#"{"elected":[],"method":"meek-prf-1","rounds":[],"seats":2,"ties":[],"verdict":"no_quorum"}"#
    );
    let results = kim.get(&format!("/polls/{}/results", poll.number)).await;
    refuses(&results, 200, "Too few took part: nobody is elected");
    refuses(&results, 200, "The quorum is not reached");
    let said = "SELECT parameters ->> 'decided' AS it FROM outbox_letters WHERE kind = 'poll_result' LIMIT 1";
    assert_eq!(text(&app, said).await, "no_quorum");

    let visitor = app.visitor();
    let address = visitor.address(&format!("/polls/{}/bundle.zip", poll.number));
    let bundle = eventually("the bundle", async || {
        let answer = visitor.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    for word in both(&bundle, &[&kims]) {
        assert_eq!(word.code, 0, "{}", word.said);
        let rules = word.line("15 rules ok");
        assert!(rules.contains("not reached"), "{rules}");
    }
}
