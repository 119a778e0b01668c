//! Somebody who voted leaves and is erased: what was proved stays proved.

use std::process::Command;

use crate::acts::room::{refuses, text};
use crate::auditor::{auditor, export};
use crate::bundle;
use crate::parties::party;
use crate::support::certified::Certified;
use crate::support::election::{Foundation, Poll};
use crate::support::{TestApp, program};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_erasure_roll_bundle_and_registers_stand() {
    let vote = Certified::vote(async |_: &TestApp, foundation: &Foundation, poll: &Poll| {
        let chi = &foundation.chi;
        let members = chi.get("/room/members?q=Kim+Abara").await;
        let kim = chi.get(&members.link("Kim Abara")).await;
        let today = foundation.place.now.date_naive().to_string();
        let values = [
            ("ends_on", today.as_str()),
            ("reason", "resigned"),
            ("shown_by", "Letter in folder 3"),
        ];
        let ended = chi.submit(&kim, "/end", &values).await;
        assert_eq!(ended.status, 200, "{}", ended.text());
        let page = party(chi, "Kim Abara").await;
        let page = chi.get(&format!("{}/erasure", page.path)).await;
        let sentence = format!("They stand on the roll of vote no. {}", poll.number);
        refuses(&page, 200, &sentence);
    })
    .await;
    let (app, chi) = (&vote.app, &vote.foundation.chi);
    let nia = auditor(&vote.foundation).await;
    let folder = tempfile::tempdir().unwrap();
    let (kept, receipts) = vote.carried_to(folder.path()).await;
    let roll = chi.get("/room/rolls/1/roll.jsonl").await.html;
    let openings = "SELECT count(*)::text AS it FROM roll_openings";
    let before: i64 = text(app, openings).await.parse().unwrap();

    let page = party(chi, "Kim Abara").await;
    let page = chi.get(&format!("{}/erasure", page.path)).await;
    let today = vote.foundation.place.now.date_naive().to_string();
    let values = [("asked_on", today.as_str()), ("evidence", "folder 3")];
    let proposed = chi.submit(&page, "/erasure", &values).await;
    let ben = &vote.foundation.ben;
    let done = ben
        .submit(&ben.get(&proposed.path).await, "/confirmation", &[])
        .await;
    refuses(&done, 200, "roll openings: 1");
    let after: i64 = text(app, openings).await.parse().unwrap();
    assert_eq!(after, before - 1);

    // The roll is computed from history to the same bytes, and holds the same hash.
    let again = chi.get("/room/rolls/1/roll.jsonl").await.html;
    assert_eq!(again, roll);
    // The bundle made anew is the one that was kept, and it verifies with the
    // receipt of whoever was erased.
    let anew = folder.path().join("anew.zip");
    let made = bundle::export(app, vote.poll.number, &anew);
    assert!(made.status.success(), "{made:?}");
    assert!(std::fs::read(&anew).unwrap() == std::fs::read(&kept).unwrap());
    let verified = Command::new(program())
        .arg("verify")
        .arg(&kept)
        .arg("--receipt")
        .arg(&receipts[0])
        .output()
        .unwrap();
    assert!(verified.status.success(), "{verified:?}");
    // Auditors take away all of it, and read of the erasure.
    let file = folder.path().join("registers.zip");
    std::fs::write(&file, export::taken(&nia).await).unwrap();
    export::read(&file);
    let shown = nia.get("/audit/erasures").await;
    refuses(&shown, 200, "Former member 4");
    let results = app.visitor();
    let results = results
        .get(&format!("/polls/{}/results", vote.poll.number))
        .await;
    assert_eq!(results.status, 200);
    assert!(!results.html.contains("Kim Abara"));
}
