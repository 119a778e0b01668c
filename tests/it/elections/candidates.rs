//! From the committee's acts to the published list, questions, letters and the poll.

use super::{
    KIM, LOU, MAX, NIA, OLA, RAVI, accepts, act_form, closes_nominations, confirms, decides, finds,
    founded, makes, nominates,
};
use crate::acts::room::text;
use crate::auditor::export::reads_back;

#[tokio::test(flavor = "multi_thread")]
async fn a_nomination_becomes_a_candidate_and_the_candidate_an_option() {
    let (app, foundation) = founded().await;
    makes(&foundation).await;
    let visitors = foundation
        .sign_in_all(&[MAX, NIA, OLA, RAVI, KIM, LOU])
        .await;
    let [max, nia, ola, ravi, kim, lou] = visitors.as_slice() else {
        panic!("six visitors");
    };
    for (who, capacity, nominee) in [
        (max, "Max Celik", NIA),
        (nia, "Nia Dossou", OLA),
        (ola, "Ola Eide", MAX),
    ] {
        let stands = nominates(who, capacity, nominee).await;
        assert_eq!(stands.path, "/elections/1", "{}", stands.text());
    }
    accepts(nia, "I stand for open minutes.").await;
    accepts(ola, "I stand for short meetings.").await;
    accepts(max, "I stand for both.").await;

    // An act takes two of the committee; whoever proposed it does not confirm it.
    let page = kim.get("/elections/1/committee").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let form = act_form(&page, "chair");
    let proposed = kim.send(&form).await;
    assert!(
        !proposed.text().contains("Confirm it"),
        "{}",
        proposed.text()
    );
    confirms(lou).await;
    assert_eq!(max.get("/elections/1/committee").await.status, 403);
    for name in ["Nia Dossou", "Ola Eide", "Max Celik"] {
        finds(kim, lou, "eligible", name, "").await;
    }
    // No list while nominations are open, and no poll without one.
    let page = kim.get("/elections/1/committee").await;
    let early = kim.send(&act_form(&page, "list")).await;
    assert_eq!(early.status, 409, "{}", early.text());
    closes_nominations(&foundation).await;
    let page = kim.get("/elections/1/committee").await;
    let listed = kim.send(&act_form(&page, "list")).await;
    assert_eq!(listed.path, "/elections/1/committee", "{}", listed.text());
    let before = max.get("/elections/1").await.text();
    assert!(before.contains("not published yet"), "{before}");
    confirms(lou).await;
    let public = foundation.place.visitor().get("/elections/1").await.text();
    for words in [
        "Nia Dossou",
        "I stand for open minutes.",
        "Nominated by Max Celik",
        "None",
    ] {
        assert!(public.contains(words), "{words}: {public}");
    }

    // The dates have errors, so the poll waits for a decision that waives them.
    let draft = async || {
        let page = foundation.ada.get("/room/elections/1").await;
        foundation
            .ada
            .submit(&page, "/poll", &[("method", "meek-prf-1")])
            .await
    };
    let refused = draft().await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(
        refused.text().contains("neither mended nor waived"),
        "{}",
        refused.text()
    );
    // Nominations close 21 days before the vote; what is short is the 45 days.
    let decision = decides(&foundation).await;
    let page = foundation.ada.get("/room/elections/1").await;
    // What does something by itself waives nothing, and is not offered.
    let (_, offered) = page.html.split_once("<select id=\"decision\"").unwrap();
    let (offered, _) = offered.split_once("</select>").unwrap();
    assert!(offered.contains(&format!("value=\"{decision}\"")));
    let others =
        "SELECT string_agg(number::text, ' ') AS it FROM decision_entries WHERE effect IS NOT NULL";
    for other in text(&app, others).await.split(' ') {
        let value = format!("value=\"{other}\"");
        assert!(!offered.contains(&value), "{other}: {offered}");
    }
    let unsaid = foundation
        .ada
        .submit(&page, "/waivers", &[("decision", ""), ("reason", "")])
        .await;
    assert_eq!(unsaid.status, 422);
    let waived = foundation
        .ada
        .submit(
            &page,
            "/waivers",
            &[
                ("decision", &decision),
                ("reason", "The first election here"),
            ],
        )
        .await;
    assert_eq!(waived.status, 200, "{}", waived.text());
    assert!(
        waived.text().contains("Waived by decision"),
        "{}",
        waived.text()
    );
    let drafted = draft().await;
    assert!(
        drafted.path.starts_with("/room/polls/"),
        "{}",
        drafted.text()
    );
    let options = "SELECT string_agg(o ->> 'name', ', ') AS it FROM poll_drafts d, jsonb_array_elements(d.content -> 'options') o WHERE d.version = 1";
    assert_eq!(text(&app, options).await, "Nia Dossou, Ola Eide, Max Celik");

    // A member asks, a candidate answers, and two of the committee can hide it.
    let page = ravi.get("/elections/1").await;
    let empty = ravi.submit(&page, "/questions", &[("question", " ")]).await;
    assert_eq!(empty.status, 422);
    let asked = ravi
        .submit(
            &page,
            "/questions",
            &[("question", "How long should meetings be?")],
        )
        .await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    let page = nia.get("/elections/1").await;
    let answered = nia
        .submit(&page, "/replies", &[("reply", "Half an hour.")])
        .await;
    assert!(
        answered.text().contains("Half an hour."),
        "{}",
        answered.text()
    );
    let page = kim.get("/elections/1/committee").await;
    let form = act_form(&page, "moderation");
    assert_eq!(kim.send(&form).await.status, 422, "a reason is needed");
    kim.send(&form.with("reason", "It is about nobody here"))
        .await;
    confirms(lou).await;
    let hidden = ravi.get("/elections/1").await.text();
    assert!(
        hidden.contains("The election committee hid this question"),
        "{hidden}"
    );
    assert!(!hidden.contains("How long should meetings be?"), "{hidden}");

    // Withdrawn by a recorded act of two, the candidate stays on the page, marked.
    finds(
        kim,
        lou,
        "withdrawal",
        "Max Celik",
        "Withdrew by letter of today",
    )
    .await;
    let public = ravi.get("/elections/1").await.text();
    assert!(public.contains("a candidate no more"), "{public}");
    let again = draft().await;
    assert_eq!(again.path, drafted.path, "{}", again.text());
    let options = options.replace("= 1", "= 2");
    assert_eq!(text(&app, &options).await, "Nia Dossou, Ola Eide");
    reads_back(
        &foundation,
        &[
            ("elections", "Election of the board"),
            ("election-calendars", ""),
            ("nominations", "Nia Dossou"),
            ("nominee-answers", "Nia Dossou"),
            ("candidate-statements", ""),
            ("election-acts", "Withdrew by letter of today"),
            ("candidate-questions", "How long should meetings be?"),
            ("candidate-replies", "Half an hour."),
            ("election-polls", ""),
        ],
    )
    .await;
    assert_eq!(nia.get("/elections/1/letter").await.status, 200);
    assert_eq!(max.get("/elections/1/letter").await.status, 403);
}

/// Two options of one name could be told apart by no voter, and no count takes them.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_are_called_alike_are_told_apart_from_nomination_to_ballot() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let members = chi.get("/room/members?q=Ola+Eide").await;
    let member = chi.get(&members.link("Ola Eide")).await;
    let named = chi
        .submit(&member, "/record", &[("name", "Nia Dossou")])
        .await;
    assert_eq!(named.status, 200, "{}", named.text());
    makes(&foundation).await;
    let visitors = foundation.sign_in_all(&[MAX, NIA, OLA, KIM, LOU]).await;
    let [max, nia, ola, kim, lou] = visitors.as_slice() else {
        panic!("five visitors");
    };
    nominates(max, "Max Celik", NIA).await;
    nominates(nia, "Nia Dossou", OLA).await;
    accepts(nia, "I stand for open minutes.").await;
    accepts(ola, "I stand for short meetings.").await;
    for name in ["Nia Dossou (1)", "Nia Dossou (2)"] {
        finds(kim, lou, "eligible", name, "").await;
    }
    closes_nominations(&foundation).await;
    let page = kim.get("/elections/1/committee").await;
    kim.send(&act_form(&page, "list")).await;
    confirms(lou).await;
    // Whoever confirms an act reads which of the two it is about.
    let acts = kim.get("/elections/1/committee").await.text();
    assert!(acts.contains("Nia Dossou (1), Nia Dossou (2)"), "{acts}");
    let public = foundation.place.visitor().get("/elections/1").await.text();
    assert!(public.contains("Nia Dossou (1)"), "{public}");
    assert!(public.contains("Nia Dossou (2)"), "{public}");
    let decision = decides(&foundation).await;
    let page = foundation.ada.get("/room/elections/1").await;
    let reason = [
        ("decision", decision.as_str()),
        ("reason", "The first election here"),
    ];
    foundation.ada.submit(&page, "/waivers", &reason).await;
    let page = foundation.ada.get("/room/elections/1").await;
    let drafted = foundation
        .ada
        .submit(&page, "/poll", &[("method", "meek-prf-1")])
        .await;
    assert!(
        drafted.path.starts_with("/room/polls/"),
        "{}",
        drafted.text()
    );
    let options = "SELECT string_agg(o ->> 'name', ', ') AS it FROM poll_drafts d, jsonb_array_elements(d.content -> 'options') o";
    assert_eq!(text(&app, options).await, "Nia Dossou (1), Nia Dossou (2)");
}
