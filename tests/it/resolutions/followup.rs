//! Who carries a resolution out, what waits for them, and what shows that it was done.

use super::resolves;
use crate::acts::room::{bare, founded, refuses};
use crate::auditor::export::reads_back;
use crate::support::election::option_value;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_carries_it_out_until_what_completes_it_is_there() {
    let (_app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    resolves(chi, ada, "Mirror budget", "The mirrors get 900 euros.").await;
    let year = chrono::Utc::now().format("%Y");
    let address = format!("/resolutions/{year}-F-001");
    let room = format!("/room{address}");
    let reader = foundation.place.visitor();
    let link = chi.get(&address).await.link("Who carries it out");
    assert_eq!(link, room);
    let page = chi.get(&room).await;
    refuses(&page, 200, "Nobody is asked yet to carry it out.");
    refuses(
        &chi.submit(&page, "/task", &[("responsible", "")]).await,
        422,
        "Choose who carries it out",
    );
    let ben = option_value(&page, "Ben Lindqvist");
    let wrong = [("responsible", ben.as_str()), ("due_on", "soon")];
    refuses(
        &chi.submit(&page, "/task", &wrong).await,
        422,
        "Give a day like 2027-07-31",
    );
    let due = [("responsible", ben.as_str()), ("due_on", "2999-12-31")];
    let set = chi.submit(&page, "/task", &due).await;
    refuses(
        &set,
        200,
        "Ben Lindqvist carries it out by 31 December 2999.",
    );
    // Sent twice it is said once.
    chi.submit(&page, "/task", &due).await;
    refuses(
        &foundation.ben.get("/tasks").await,
        200,
        &format!("Carry out resolution {year}-F-001: Mirror budget"),
    );
    refuses(
        &foundation.ben.get("/tasks").await,
        200,
        "due by the end of Tuesday 31 December 2999",
    );
    let others = ada.get("/tasks").await.text();
    assert!(!others.contains("Carry out resolution"), "{others}");
    refuses(
        &reader.get("/resolutions?state=open").await,
        200,
        "Mirror budget",
    );
    refuses(&reader.get(&address).await, 200, "Ben Lindqvist");

    let ben = &foundation.ben;
    let page = ben.get(&room).await;
    let form = page.form("/evidence");
    refuses(
        &ben.upload(&form.clone().with("note", " "), &[]).await,
        422,
        "Say in a sentence or two",
    );
    let large = vec![0; 1024 * 1024 + 1];
    let begun = form.clone().with("note", "The contract is drafted.");
    refuses(
        &ben.upload(&begun, &[("document", &large)]).await,
        422,
        "The file is larger than 1 MiB.",
    );
    let called = "w".repeat(121);
    let long = begun.clone().with("name", &called);
    let long = ben.upload(&long, &[("document", b"abc")]).await;
    refuses(&long, 422, "Keep it within 120 characters.");
    assert!(long.html.contains(&called), "the form comes back filled");
    refuses(
        &ben.upload(&begun, &[]).await,
        200,
        "The contract is drafted.",
    );
    refuses(&ben.get("/tasks").await, 200, "Carry out resolution");
    let signed = form
        .with("note", "The contract was signed.")
        .with("name", "Contract")
        .with("completes", "1");
    for _ in 0..2 {
        let done = ben.upload(&signed, &[("document", b"abc")]).await;
        refuses(&done, 200, "✓ done");
        assert_eq!(done.text().matches("The contract was signed.").count(), 1);
    }
    // SHA-256 of the three letters, in groups of four.
    let sha256 = "ba78 16bf 8f01 cfea";
    let public = reader.get(&address).await;
    refuses(&public, 200, sha256);
    refuses(&public, 200, "It is carried out.");
    let tasks = ben.get("/tasks").await.text();
    assert!(!tasks.contains("Carry out resolution"), "{tasks}");
    let file = ben.get(&ben.get(&room).await.link("Contract")).await;
    assert_eq!(file.html, "abc");
    refuses(
        &reader.get("/resolutions?state=done").await,
        200,
        "Mirror budget",
    );
    // Who holds no office does none of it.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    assert_eq!(kim.get(&room).await.status, 403);
    let form = bare(&kim.get("/me").await, &format!("{room}/task"));
    assert_eq!(kim.send(&form).await.status, 403);

    reads_back(
        &foundation,
        &[
            ("resolution-tasks", "2999-12-31"),
            ("resolution-evidence", "The contract was signed."),
        ],
    )
    .await;
}
