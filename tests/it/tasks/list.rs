//! The list of what needs whom: it fills with what is to be done, and empties when
//! it is done.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection;

use crate::acts::room::{bare, founded, refuses};
use crate::minutes::{confirms, decide, enters};
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{TestApp, Visitor};

const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";

/// The list as a person reads it.
async fn list(visitor: &Visitor) -> String {
    let page = visitor.get("/tasks").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.text()
}

/// Asserts that the list says this, or does not, and in the masthead how much waits.
#[track_caller]
fn says(list: &str, wanted: &str, number: usize) {
    assert!(list.contains(wanted), "{wanted:?} is not in: {list}");
    // Nothing is not counted.
    if number == 0 {
        assert!(!list.contains("What needs you ("), "{list}");
        return;
    }
    let counted = format!("What needs you ({number})");
    assert!(list.contains(&counted), "{counted:?} is not in: {list}");
}

const NOTHING: &str = "Nothing waits for you.";

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_a_vote_waits_for_those_who_take_it_and_for_nobody_after() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    assert!(
        list(ada)
            .await
            .contains("Bring the public half of your key")
    );
    says(&list(chi).await, NOTHING, 0);
    foundation.bring_keys().await;
    says(&list(ada).await, NOTHING, 0);

    let roll = foundation.propose_roll().await;
    says(&list(ada).await, NOTHING, 0);
    let of_ben = list(ben).await;
    says(&of_ben, "Have roll 1 of record date", 1);
    says(&of_ben, "Another election officer may do it too.", 1);
    // A roll takes two officers by no rule: the one on certifying is about counts.
    assert!(!of_ben.contains("Election rules § 8"), "{of_ben}");
    let page = ben.get(&roll).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    for officer in [ada, ben] {
        let purpose = "Sign act 1: certify Roll 1 of record date";
        let of_officer = list(officer).await;
        says(&of_officer, purpose, 1);
        assert!(!of_officer.contains("Election rules § 8"), "{of_officer}");
    }
    foundation
        .sign_alone(ada, &foundation.keys[0], &act.path)
        .await;
    says(&list(ada).await, NOTHING, 0);
    says(&list(ben).await, "Sign act 1:", 1);
    foundation.sign(&act).await;
    says(&list(ben).await, NOTHING, 0);

    let plan = Plan {
        closes: TimeDelta::seconds(45),
        ..Plan::default()
    };
    let poll = Poll::draft(&foundation, &plan).await;
    poll.upload_keys(&foundation).await;
    let kim = foundation.place.sign_in(KIM).await;
    says(&list(&kim).await, NOTHING, 0);
    let page = ben.get(&poll.room()).await;
    let act = ben.submit(&page, "/opening", &[]).await;
    let purpose = "Sign act 2: open “Who joins the board?”";
    says(&list(ada).await, purpose, 1);
    foundation.sign(&act).await;
    says(&list(ada).await, NOTHING, 0);

    let ballot = "Cast the ballot of Kim Abara in “Who joins the board?”. You can vote again until the close";
    says(&list(&kim).await, ballot, 1);
    assert!(kim.get("/me").await.text().contains("What needs you (1)"));
    assert!(!kim.get("/log").await.text().contains("What needs you ("));
    // It is due within the day: it cannot be put off to tomorrow, by whatever form.
    let page = kim.get("/tasks").await;
    let forged = bare(&page, "/tasks/poll:1:ballot:membership-4/snooze");
    let key = page.html.split("/polls/1/ballot/").nth(1).unwrap();
    let key = key.split('"').next().unwrap();
    let forged = crate::support::Form {
        action: format!("/tasks/poll:1:ballot:membership-{key}/snooze"),
        fields: [
            forged.fields,
            vec![("for".to_owned(), "tomorrow".to_owned())],
        ]
        .concat(),
        ..forged
    };
    refuses(
        &kim.send(&forged).await,
        409,
        "This cannot be put off so far",
    );
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    says(&list(&kim).await, NOTHING, 0);

    poll.closes(ada).await;
    let manifest = poll.manifest(ada).await;
    for officer in [ada, ben] {
        says(&list(officer).await, "Open the envelopes", 1);
        says(&list(officer).await, "This cannot be put off.", 1);
    }
    let opening = poll.opened(ada).await;
    let files = poll.opened_files(&manifest, &opening, &poll.ada);
    poll.hand_in(ada, &files).await;
    says(&list(ada).await, NOTHING, 0);
    says(
        &list(ben).await,
        "Bring your share of the lot for “Who joins the board?”.",
        1,
    );
    poll.hand_in_share(ben, &poll.reveal(&manifest, &poll.ben))
        .await;
    poll.counted(ada).await;
    says(
        &list(ada).await,
        "Prepare the certification of the count",
        1,
    );
    poll.certify(&foundation).await;
    for person in [ada, ben, chi, &kim] {
        says(&list(person).await, NOTHING, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_has_the_secretarys_work_and_is_told_for_whom() {
    let (_app, foundation) = founded().await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let deputy = [("address", KIM), ("office", "deputy_secretary")];
    decide(chi, ada, "/room/offices/new", &deputy).await;
    let kim = foundation.place.sign_in(KIM).await;
    says(&list(&kim).await, NOTHING, 0);

    let found = ben.get("/room/addresses?q=lou").await;
    let action = found.link("Lou");
    let page = ben.get(&action).await;
    let values = [("address", "lou@new.example"), ("reason", "Lou called.")];
    ben.submit(&page, &action, &values).await;
    let of_kim = list(&kim).await;
    says(
        &of_kim,
        "Approve or stop another mail address for Lou Bekker.",
        1,
    );
    says(&of_kim, "You stand in for the secretary.", 1);
    says(
        &list(chi).await,
        "The deputy secretary or an election officer may do it too.",
        1,
    );
    says(&list(ada).await, "Approve or stop", 1);
    says(&list(ben).await, NOTHING, 0);
    let lou = foundation.place.sign_in(LOU).await;
    says(&list(&lou).await, NOTHING, 0);
    assert!(kim.get("/room").await.text().contains("What needs you (1)"));
    assert!(
        kim.get("/me")
            .await
            .text()
            .contains("You stand in for the secretary.")
    );

    let page = kim.get("/room/addresses").await;
    kim.submit(&page, "/approval", &[]).await;
    for officer in [&kim, chi, ada, ben] {
        says(&list(officer).await, NOTHING, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_waits_for_those_who_can_confirm_it() {
    let (_app, foundation) = founded().await;
    let (ada, ben, chi) = (&foundation.ada, &foundation.ben, &foundation.chi);
    let values = [("address", "ada@tamarack.example"), ("office", "treasurer")];
    let entered = enters(chi, "/room/offices/new", &values).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    // Chi entered it, and it makes Ada treasurer: Ben is left.
    says(&list(chi).await, NOTHING, 0);
    says(&list(ada).await, NOTHING, 0);
    let of_ben = list(ben).await;
    says(
        &of_ben,
        "Compare decision 2, “A decision”, with the minutes and confirm it.",
        1,
    );
    confirms(ben, &entered.path).await;
    says(&list(ben).await, NOTHING, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_off_is_folded_away_until_it_is_taken_up() {
    let (_app, foundation) = founded().await;
    let ben = &foundation.ben;
    foundation.propose_roll().await;
    let page = ben.get("/tasks").await;
    for _ in 0..2 {
        let off = ben.submit(&page, "/snooze", &[("for", "week")]).await;
        assert_eq!(off.path, "/tasks", "{}", off.text());
        let text = off.text();
        says(&text, "Put off (1)", 0);
        says(&text, "back on ", 0);
        says(&text, NOTHING, 0);
    }
    let me = ben.get("/me").await.text();
    assert!(!me.contains("Have roll 1"), "{me}");
    // Somebody else's list is their own.
    let page = ben.get("/tasks").await;
    let own = ben.submit(&page, "/return", &[]).await;
    says(&own.text(), "Have roll 1 of record date", 1);
    assert!(!own.text().contains("Put off ("), "{}", own.text());
    let nonsense = ben.get("/tasks").await;
    let off = ben.submit(&nonsense, "/snooze", &[("for", "ever")]).await;
    refuses(&off, 409, "This cannot be put off so far");
    let stranger = foundation.place.visitor().get("/tasks").await;
    assert!(stranger.path.starts_with("/sign-in"), "{}", stranger.path);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_german_reads_the_list_in_german() {
    let (_app, foundation) = founded().await;
    foundation.certify_roll().await;
    Poll::open(&foundation, &Plan::default()).await;
    let lou = foundation.place.sign_in(LOU).await;
    let page = lou.get("/me").await;
    lou.submit(&page, "/language", &[("language", "de")]).await;
    let text = list(&lou).await;
    assert!(
        text.contains("Geben Sie den Stimmzettel von Lou Bekker in „Who joins the board?“ ab."),
        "{text}"
    );
    assert!(text.contains("Was auf Sie wartet (1)"), "{text}");
}

/// No act is done by one officer, so the second is told of it whatever a rule says.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_for_which_a_rule_asks_one_officer_waits_for_a_second() {
    let (app, foundation) = founded().await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(
            "ALTER TABLE rules DISABLE TRIGGER USER;
             UPDATE rules SET value = '1' WHERE key = 'certifying.officers'",
        )
        .await
        .unwrap();
    let roll = foundation.propose_roll().await;
    let page = ben.get(&roll).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    foundation
        .sign_alone(ada, &foundation.keys[0], &act.path)
        .await;
    says(&list(ben).await, "Sign act 1:", 1);
    let done = foundation.sign(&act).await;
    assert!(
        done.text().contains("Roll 1 is certified"),
        "{}",
        done.text()
    );
    says(&list(ben).await, NOTHING, 0);
}
