//! A vote of one class: a roll of its members alone, certified by two, and a poll on it.

use commonhold::db::Role;
use commonhold::seal::manifest::Manifest;
use commonhold::seal::roll::Leaves;

use super::{refused, session};
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r30_a_class_votes_alone_and_its_quorum_is_its_own() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let (ada, ben) = (&foundation.ada, &foundation.ben);

    // A class that is none is refused, with the day as it was typed.
    let page = ada.get("/room/rolls").await;
    let date = foundation.record_date().to_string();
    let mut form = page.form("/room/rolls").with("record_date", &date);
    form.fields
        .push(("class".to_owned(), "nobility".to_owned()));
    let refusal = ada.send(&form).await;
    assert_eq!(refusal.status, 422, "{}", refusal.text());
    assert!(refusal.html.contains(&date), "{}", refusal.html);

    // Ada proposes a roll of the class, Ben computes the same again, and both sign.
    let mut form = page.form("/room/rolls").with("record_date", &date);
    form.fields
        .push(("class".to_owned(), "individual".to_owned()));
    let roll = ada.send(&form).await;
    assert!(roll.path.starts_with("/room/rolls/"), "{}", roll.text());
    let said = roll.text();
    assert!(said.contains("A roll of the class Individual"), "{said}");
    assert!(!said.contains("Platinum"), "{said}");
    let list = ada.get(&format!("{}/list", roll.path)).await.text();
    assert!(
        list.contains("Kim Abara") && !list.contains("Quiet Works"),
        "{list}"
    );
    assert!(
        list.contains("members of record of the class Individual"),
        "{list}"
    );
    let page = ben.get(&roll.path).await;
    let act = ben.submit(&page, "/certification", &[]).await;
    foundation.sign(&act).await;
    let said = ben.get(&roll.path).await.text();
    assert!(said.contains("Certified by Ben Lindqvist"), "{said}");
    let listed = ada.get("/room/rolls").await.text();
    assert!(listed.contains("of the class Individual"), "{listed}");

    // The poll on it: whose it is, and why others have no ballot.
    let draft = ada.get("/room/polls/new").await.text();
    assert!(
        draft.contains("of the class Individual: 6 members"),
        "{draft}"
    );
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let addresses = ["kim@mail.example", "sol@mail.example"];
    let voters = foundation.sign_in_all(&addresses).await;
    let [kim, sol] = voters.as_slice() else {
        panic!("two came in");
    };
    let path = format!("/polls/{}", poll.number);
    let said = sol.get(&path).await.text();
    assert!(
        said.contains("This is a vote of the class Individual")
            && said.contains(
                "the vote is of the class Individual, and this membership is of the class Gold"
            ),
        "{said}"
    );
    assert!(!said.contains("ballot of Quiet Works"), "{said}");
    let ballot = kim.get(&poll.ballot_path(kim, "Kim Abara").await).await;
    let said = ballot.text();
    assert!(
        said.contains("This is a vote of the class Individual"),
        "{said}"
    );
    let room = ada.get(&poll.room()).await.text();
    assert!(room.contains(", of the class Individual"), "{room}");
    poll.cast(kim, "Kim Abara", &[("r1", "01")]).await;

    // The quorum is counted of the roll, which is the class.
    let leaves = poll.file(kim, "roll.jsonl").await;
    let leaves = Leaves::parse_jsonl(leaves.as_bytes()).unwrap();
    assert_eq!((leaves.as_slice().len(), leaves.votes()), (6, 6));
    assert!(
        leaves
            .as_slice()
            .iter()
            .all(|leaf| leaf.class.as_str() == "individual")
    );
    let manifest = poll.file(kim, "manifest.json").await;
    let manifest = Manifest::parse(manifest.as_bytes()).unwrap();
    assert_eq!(manifest.terms().roll_root, leaves.root());

    // Afterwards nobody widens or narrows it.
    let mut app_role = session(&app, Role::App).await;
    for (sql, why) in [
        (
            "INSERT INTO roll_classes (roll, class) SELECT id, 'gold' FROM rolls",
            "roll_class_is_of_a_new_roll",
        ),
        (
            "DELETE FROM roll_classes",
            "permission denied for table roll_classes",
        ),
    ] {
        assert_eq!(refused(&mut app_role, sql).await, why, "{sql}");
    }
}
