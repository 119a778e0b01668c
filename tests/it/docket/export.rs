//! What auditors take away of the docket is what its pages say.

use chrono::Months;
use serde_json::Value;

use super::{Register, deadline, months_ago, today};
use crate::acts::room::{founded, refuses};
use crate::auditor::auditor;
use crate::auditor::export::{member, taken};
use crate::licences::story::a_second_keeper;
use crate::support::eventually;

const SECTION_8: &str = "Section 8 declaration of use, first";

#[tokio::test(flavor = "multi_thread")]
async fn the_registers_of_the_docket_are_read_back_whole() {
    let (app, foundation) = founded().await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    a_second_keeper(&foundation).await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let first = register
        .happened(&mark, "REGISTRATION", months_ago(64))
        .await;
    deadline(chi, "/room/docket", SECTION_8).await;
    let registered = months_ago(63);
    register
        .event(&mark, "REGISTRATION", registered, Some(first), false)
        .await;
    let page = deadline(chi, "/room/docket", SECTION_8).await;
    chi.submit(&page, "/acknowledgements", &[]).await;
    let theirs = ben.get(&page.path).await;
    ben.submit(&theirs, "/confirmations", &[]).await;
    let done_on = (today() - Months::new(1)).to_string();
    let done = page
        .form("/acts")
        .with("act", "met")
        .with("happened_on", &done_on)
        .with("note", "Filed by counsel.");
    refuses(
        &chi.upload(&done, &[]).await,
        200,
        "as Chi Moreau recorded.",
    );
    let back = chi.get(&page.path).await.form("/acts");
    let back = back.with("act", "reopened").with("note", "It is not.");
    refuses(&chi.upload(&back, &[]).await, 200, "→ open");
    let filed = register
        .happened(&mark, "SECTION_8_FILED", today() - Months::new(1))
        .await;
    let met = chi.get(&page.path).await;
    refuses(&met, 200, "✓ met");
    eventually("the trial", async || {
        let page = chi.get("/room/docket").await;
        page.text().contains("Tried last on").then_some(())
    })
    .await;

    let nia = auditor(&foundation).await;
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("registers.zip");
    std::fs::write(&zip, taken(&nia).await).unwrap();
    let rows = |register: &str| -> Vec<Value> {
        let lines = member(&zip, &format!("{register}.jsonl"));
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let number: i64 = page.path.rsplit('/').next().unwrap().parse().unwrap();
    let of = |register: &str| -> Vec<Value> {
        let mut rows = rows(register);
        rows.retain(|row| row["deadline"] == number);
        rows
    };

    // The days are those of the page, and the arithmetic's.
    let all = rows("deadlines");
    let held = all.iter().find(|row| row["number"] == number).unwrap();
    let due = registered + Months::new(72);
    assert_eq!(held["due"], due.to_string());
    refuses(&met, 200, &due.format("%-d %B %Y").to_string());
    assert_eq!(held["anchor"], registered.to_string());
    assert_eq!(held["opens"], (registered + Months::new(60)).to_string());
    assert_eq!(held["grace"], (registered + Months::new(78)).to_string());
    assert_eq!(held["rule"], "us-s8-first");
    assert_eq!(held["state"], "met");

    // What it took the place of, and why.
    let replaced = &held["replaces"];
    let gone = rows("deadline-supersessions");
    let gone = gone.iter().find(|row| row["deadline"] == *replaced);
    assert_eq!(gone.unwrap()["why"], "corrected");

    let outcomes = of("deadline-outcomes");
    assert_eq!(outcomes.last().unwrap()["outcome"], "met");
    assert_eq!(outcomes.last().unwrap()["event"], filed.to_string());
    let acts = of("deadline-acts");
    let said = |row: &Value| format!("{} {}", row["act"], row["note"]);
    let acts: Vec<String> = acts.iter().map(said).collect();
    assert_eq!(
        acts,
        [r#""met" "Filed by counsel.""#, r#""reopened" "It is not.""#]
    );
    assert_eq!(of("deadline-acknowledgements")[0]["seen_by"], "Chi Moreau");
    assert_eq!(
        of("deadline-confirmations")[0]["confirmed_by"],
        "Ben Lindqvist"
    );
    let packs = rows("deadline-rule-packs");
    assert_eq!(packs[0]["pack"], commonhold::docket::model::pack::SUPPLIED);
    assert!(!rows("docket-runs").is_empty());
    assert_eq!(rows("docket-trials")[0]["passed"], true);
}
