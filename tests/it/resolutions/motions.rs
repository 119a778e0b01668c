//! Resolutions of motions: who moved and seconded, what closes them, what rescinds
//! them, and when they are carried out.

use commonhold::db::Role;

use crate::acts::room::{founded, refuses};
use crate::minutes::confirms;
use crate::motion_rows::{Draft, Rows};
use crate::support::election::{ADA, CHI};

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_one_shows_number_date_and_rule() {
    let (app, foundation) = founded().await;
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let draft = Draft {
        body: "founders",
        title: "Settlement with Quillhaven",
        text: "The claim of Quillhaven is settled.",
        confidential: "Bylaws § 4.14",
    };
    let number = rows.submits(CHI.1, &draft).await;
    rows.votes(&number, CHI.1, ADA.1, "yes").await;
    let entry = rows.declares(&number, CHI.1, true).await;
    refuses(&confirms(&foundation.ada, &entry).await, 200, "✓ decided");

    let year = chrono::Utc::now().format("%Y");
    let label = format!("{year}-F-001");
    let address = format!("/resolutions/{label}");
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let reader = foundation.place.visitor();
    for closed_to in [&reader, &kim] {
        for path in ["/resolutions", address.as_str(), "/feeds/resolutions.atom"] {
            let page = closed_to.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            let html = &page.html;
            assert!(html.contains(&label), "{path}: {html}");
            assert!(html.contains("Bylaws § 4.14"), "{path}: {html}");
            assert!(!html.contains("Quillhaven"), "{path}: {html}");
            assert!(!html.contains("Okafor"), "{path}: {html}");
        }
        for asked in ["q=quillhaven", "q=quillh", "state=in-force", "state=open"] {
            let found = closed_to.get(&format!("/resolutions?{asked}")).await;
            refuses(&found, 200, "No resolution is found.");
        }
    }
    let officer = &foundation.ben;
    refuses(
        &officer.get("/resolutions?q=quillh").await,
        200,
        "Settlement with Quillhaven",
    );
    let page = officer.get(&address).await;
    for sentence in [
        "The claim of Quillhaven is settled.",
        "Moved by Chi Moreau",
        "Seconded by Ada Okafor",
        "Of this resolution others see number and date alone. The rule: Bylaws § 4.14",
    ] {
        refuses(&page, 200, sentence);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rescinded_says_by_what_and_what_completes_it_implements_the_motion() {
    let (app, foundation) = founded().await;
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let open = Draft {
        body: "founders",
        title: "Mirror budget",
        text: "The mirrors get 900 euros.",
        confidential: "",
    };
    let first = rows.submits(CHI.1, &open).await;
    rows.votes(&first, CHI.1, ADA.1, "yes").await;
    let entry = rows.declares(&first, CHI.1, true).await;
    confirms(&foundation.ada, &entry).await;
    let year = chrono::Utc::now().format("%Y");
    let (one, two) = (format!("{year}-F-001"), format!("{year}-F-002"));

    // The secretary keeps the minutes: with what completes it the motion is done.
    let room = format!("/room/resolutions/{one}");
    let form = foundation.chi.get(&room).await.form("/evidence");
    let done = form.with("note", "It was paid.").with("completes", "1");
    refuses(&foundation.chi.upload(&done, &[]).await, 200, "✓ done");
    let state = format!("SELECT motion_state(id) AS it FROM motions WHERE number = {first}");
    assert_eq!(rows.said(&state).await, "implemented");

    let against = Draft {
        title: "No more mirrors",
        text: "The budget of the mirrors is rescinded.",
        ..open
    };
    let second = rows.submits(CHI.1, &against).await;
    rows.run(&format!(
        "INSERT INTO motion_links (motion, relation, resolution, linked_by)
         SELECT m.id, 'rescinds', r.id, m.opened_by FROM motions m, resolutions r WHERE m.number = {second}"
    ))
    .await;
    let reader = foundation.place.visitor();
    // Until it is adopted nothing is rescinded.
    let before = reader.get(&format!("/resolutions/{one}")).await;
    refuses(&before, 200, "✓ in force");
    assert!(!before.text().contains("Rescinded by"));
    rows.votes(&second, CHI.1, ADA.1, "yes").await;
    let entry = rows.declares(&second, CHI.1, true).await;
    confirms(&foundation.ada, &entry).await;

    let old = reader.get(&format!("/resolutions/{one}")).await;
    refuses(&old, 200, "✕ rescinded");
    refuses(
        &old,
        200,
        &format!("This resolution is not in force any more: it was rescinded. {two}"),
    );
    refuses(&old, 200, "The mirrors get 900 euros.");
    refuses(&old, 200, &format!("Rescinded by {two} No more mirrors"));
    // The motion of the founders is for them and the officers: others read its number.
    assert!(
        old.text().contains(&format!("Motion {first}")),
        "{}",
        old.text()
    );
    assert!(!old.html.contains("href=\"/motions/"), "{}", old.html);
    let new = reader.get(&format!("/resolutions/{two}")).await;
    refuses(&new, 200, "✓ in force");
    refuses(&new, 200, &format!("It rescinds {one} Mirror budget"));
    let gone = reader.get("/resolutions?state=rescinded").await;
    refuses(&gone, 200, "1 resolution.");
    refuses(&gone, 200, "Mirror budget");
}
