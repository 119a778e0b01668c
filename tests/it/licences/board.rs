//! What is red stands before every director, who answers for the mark.

use chrono::Days;

use super::story::{a_second_keeper, confirms, controlled, form};
use crate::acts::room::{KIM, founded, refuses};
use crate::minutes::decide;
use crate::permits::asset;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_red_licence_is_a_directors_to_know() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    a_second_keeper(&foundation).await;
    let board = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", KIM.1),
        ("address_2", "lou@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let kim = foundation.place.sign_in(KIM.1).await;
    let today = foundation.place.now.date_naive();
    let began = today - Days::new(10);
    let naked = form(chi, &began.to_string()).await.with("quality", "Good.");
    let naked = chi.send(&naked).await;
    let known = "Know as a director, and see that it is put right: licence 1, “Computers”, to Juniper Desktops is red.";
    let before = kim.get("/tasks").await.text();
    assert!(!before.contains(known), "it does not count yet: {before}");
    confirms(ben, &naked.path).await;
    let asked = kim.get("/tasks").await;
    refuses(&asked, 200, known);
    refuses(&asked, 200, "‼ no control");
    // The task leads to what is wrong.
    refuses(
        &kim.get(&naked.path).await,
        200,
        "The foundation has no right to inspect",
    );
    let others = ada.get("/tasks").await.text();
    assert!(!others.contains(known), "{others}");
    let yesterday = today - Days::new(1);
    let ended = [
        ("ends_on", yesterday.to_string()),
        ("reason", "Naked.".to_owned()),
    ];
    let ended = ended
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let page = chi.get(&naked.path).await;
    refuses(&chi.submit(&page, "/end", &ended).await, 200, "✕ over");
    let after = kim.get("/tasks").await.text();
    assert!(!after.contains(known), "{after}");

    // One that another replaces from a later day is put right, although it stands until then.
    let naked = form(chi, &began.to_string()).await.with("quality", "Good.");
    let naked = chi.send(&naked).await;
    confirms(ben, &naked.path).await;
    let known = known.replace("licence 1", "licence 2");
    refuses(&kim.get("/tasks").await, 200, &known);
    let later = (today + Days::new(10)).to_string();
    let better = controlled(form(chi, &later).await).with("replaces", "2");
    let better = chi.send(&better).await;
    refuses(
        &confirms(ben, &better.path).await,
        200,
        "Replaces Licence 2",
    );
    refuses(&chi.get(&naked.path).await, 200, "‼ no control");
    let after = kim.get("/tasks").await.text();
    assert!(!after.contains(&known), "{after}");
}
