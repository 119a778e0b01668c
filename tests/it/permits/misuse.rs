//! Misuse is reported without an account, read by officers, and followed in secret.

use super::asset;
use crate::acts::room::{founded, refuses, text};
use crate::auditor::export::reads_back;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_private_and_its_reporter_is_told() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let stranger = foundation.place.visitor();
    let page = stranger.get("/report-misuse").await;
    let wrong = stranger
        .submit(
            &page,
            "/report-misuse",
            &[
                ("found_at", "https://shop.example"),
                ("address", "nonsense"),
            ],
        )
        .await;
    refuses(&wrong, 422, "Say what you saw, within 4,000 characters.");
    assert_eq!(
        wrong.form("/report-misuse").value("found_at"),
        Some("https://shop.example")
    );
    let form = wrong
        .form("/report-misuse")
        .with("address", "")
        .with("mark", "1")
        .with("words", "They call themselves <i>official</i>.");
    let status = stranger.send(&form).await;
    refuses(&status, 200, "Your report no. 1");
    refuses(&status, 200, "○ reported");
    // The form sent twice reports once.
    assert_eq!(stranger.send(&form).await.path, status.path);
    assert_eq!(
        text(&app, "SELECT count(*)::text AS it FROM misuse_reports").await,
        "1"
    );
    let token = status.path.rsplit('/').next().unwrap().to_owned();
    assert!(!app.log().contains(&token));
    // Nobody but officers reads it.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    for closed in ["/room/misuse", "/room/misuse/1"] {
        let page = kim.get(closed).await;
        refuses(&page, 403, "This page is for officers.");
        assert!(!page.text().contains("They call"), "{}", page.text());
    }
    refuses(&chi.get("/tasks").await, 200, "Take up report 1 of misuse.");
    let page = ada.get("/room/misuse/1").await;
    refuses(&page, 200, "They call themselves <i>official</i>.");
    let early = page
        .form("/steps")
        .with("step", "udrp")
        .with("words", "Filed");
    refuses(
        &ada.send(&early).await,
        422,
        "This step is not open to the report as it stands.",
    );
    let empty = page.form("/steps").with("words", " ");
    refuses(
        &ada.send(&empty).await,
        422,
        "Say in a few words what was done",
    );
    let values = [
        ("step", "triage"),
        ("words", "The shop sits in Lyon."),
        ("told", "Thank you, we look into it."),
    ];
    refuses(
        &ada.submit(&page, "/steps", &values).await,
        200,
        "The shop sits in Lyon.",
    );
    let page = ada.get("/room/misuse/1").await;
    let values = [
        ("step", "takedown"),
        ("words", "Taken down by the platform."),
    ];
    refuses(
        &ada.submit(&page, "/steps", &values).await,
        200,
        "taken down",
    );
    let told = stranger.get(&status.path).await;
    refuses(&told, 200, "Thank you, we look into it.");
    refuses(&told, 200, "✓ taken down");
    assert!(!told.text().contains("Lyon"), "{}", told.text());
    reads_back(
        &foundation,
        &[
            ("misuse-reports", "taken_down"),
            ("misuse-steps", "The shop sits in Lyon."),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reports_without_end() {
    let (mut app, foundation) = founded().await;
    drop(foundation);
    app.restart_with(&["--limit-address", "3"]).await;
    let stranger = app.visitor();
    let mut answers = Vec::new();
    for _ in 0..5 {
        let page = stranger.get("/report-misuse").await;
        let sent = stranger
            .submit(&page, "/report-misuse", &[("words", "Something")])
            .await;
        answers.push(sent);
    }
    let statuses: Vec<u16> = answers.iter().map(|sent| sent.status.as_u16()).collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    for taken in &answers[..3] {
        refuses(taken, 200, "Your report no. ");
    }
    for late in &answers[3..] {
        refuses(late, 429, "Too many tries");
        refuses(late, 429, "Wait a quarter of an hour and try again.");
    }
}
