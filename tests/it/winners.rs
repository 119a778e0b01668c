//! A vote that shows its winners only, from the draft to the bundle: whoever reads, downloads or
//! audits it finds no ballot and no figure of the count.

use std::process::Command;

use commonhold::evidence::bundle::archive;

use crate::bundle::policy_of;
use crate::support::certified::Certified;
use crate::support::election::{Foundation, Plan, Poll, option_value};
use crate::support::{TestApp, program};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r12_a_vote_of_small_cells_may_show_its_winners_only() {
    let plan = Plan {
        small_cells: "winners-only",
        ..Plan::default()
    };
    let vote = Certified::vote_of(plan, declared_beforehand).await;
    let visitor = vote.app.visitor();
    let number = vote.poll.number;
    let folder = tempfile::tempdir().unwrap();
    let (bundle, receipts) = vote.carried_to(folder.path()).await;
    let bytes = std::fs::read(&bundle).unwrap();
    let files = archive::read(&bytes).unwrap();

    // The bundle: no ballot, no tracker, and a result that names the winners.
    assert!(files["ballots.jsonl"].is_empty() && files["open.jsonl"].is_empty());
    let result = String::from_utf8_lossy(&files["result.json"]);
    assert!(
        result.contains("\"rounds\":[]") && result.contains("\"ties\":[]"),
        "{result}"
    );
    assert!(result.contains("\"elected\":[\""), "{result}");
    assert!(!result.contains("votes"), "{result}");
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for slip in &vote.slips {
            assert!(!text.contains(&slip.tracker), "{path} has a tracker");
        }
    }

    // What the server hands out besides, and what its pages say.
    for gone in ["ballots.jsonl", "open.jsonl"] {
        let answer = visitor.get(&format!("/polls/{number}/{gone}")).await;
        assert_eq!(answer.status, 404, "{gone}");
    }
    let pages = [
        visitor.get(&format!("/polls/{number}/results")).await,
        visitor.get(&format!("/polls/{number}")).await,
        visitor.get(&format!("/polls/{number}/result.json")).await,
        vote.foundation.ada.get(&vote.poll.room()).await,
    ];
    for page in &pages {
        for slip in &vote.slips {
            let shown = page.html.contains(&slip.tracker);
            assert!(!shown, "{} has a tracker", page.path);
        }
        assert!(
            !page.html.contains("ballots.jsonl\" download"),
            "{}",
            page.path
        );
    }
    let said = pages[0].text();
    assert!(
        said.contains("This vote shows its outcome and nothing more"),
        "{said}"
    );
    assert!(
        said.contains("Elected, in this order Farah Lindqvist"),
        "{said}"
    );
    assert!(!said.contains("Round 1"), "{said}");

    // Both verifiers: it holds, as far as anybody outside can tell.
    let policy = folder.path().join("policy.txt");
    let trusted = policy_of(&files["manifest.json"], &files["log/key"]);
    std::fs::write(&policy, trusted).unwrap();
    let verify_py = folder.path().join("verify.py");
    std::fs::write(&verify_py, &files["verify.py"]).unwrap();
    let mut ours = Command::new(program());
    ours.arg("verify");
    let mut second = Command::new("python3");
    second.arg("-I").arg(&verify_py);
    for command in [&mut ours, &mut second] {
        command.arg(&bundle).arg("--policy").arg(&policy);
        for receipt in &receipts {
            command.arg("--receipt").arg(receipt);
        }
        let done = command.output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{said}");
        assert!(said.ends_with("verified\n"), "{said}");
        for check in [
            "13 ballots open: attested, not recounted",
            "14 count open: attested, not recounted",
        ] {
            assert!(said.contains(check), "{said}");
        }
        let strict = command.arg("--strict").output().unwrap();
        assert_eq!(strict.status.code(), Some(1), "{strict:?}");
    }

    // Nothing can be counted again from it.
    let mut vacancy = Command::new(program());
    vacancy
        .arg("vacancy")
        .arg(&bundle)
        .args(["--leaver", "dee-ek"]);
    let refused = vacancy.output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("shows winners only"), "{said}");
}

/// The ballot says it to every voter, and so does the poll's page.
async fn declared_beforehand(_: &TestApp, foundation: &Foundation, poll: &Poll) {
    let voters = foundation
        .sign_in_all(&["kim@mail.example", "sol@mail.example"])
        .await;
    for (voter, member) in voters.iter().zip(["Kim Abara", "Quiet Works"]) {
        let path = poll.ballot_path(voter, member).await;
        let page = voter.get(&path).await;
        let declared = page.text().contains("this vote publishes the winners only");
        assert!(declared, "{}", page.text());
    }
    let page = voters[0].get(&format!("/polls/{}", poll.number)).await;
    assert!(
        page.text().contains("no ballots and no figures"),
        "{}",
        page.text()
    );
    // Without a choice such a poll does not open, and both ways are named.
    let undecided = Plan {
        small_cells: "",
        ..Plan::default()
    };
    let draft = Poll::draft(foundation, &undecided).await;
    let room = foundation.ada.get(&draft.room()).await;
    let said = room.text();
    assert!(
        said.contains("published with the member, or of the whole poll the winners only"),
        "{said}"
    );
    let form = foundation.ada.get(&format!("{}/draft", draft.room())).await;
    assert_eq!(
        option_value(&form, "Publish the winners only"),
        "winners-only"
    );
}
