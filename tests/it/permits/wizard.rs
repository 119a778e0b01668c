//! The wizard: mark, use, answer with the clause.

use super::{asset, enters, ruled};
use crate::acts::room::{bare, founded, refuses};
use crate::support::election::ADA;
use crate::support::{Codes, Form};

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_cites_the_clause_in_force() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let reader = foundation.place.visitor();
    refuses(
        &reader.get("/may-i-use").await,
        200,
        "The registry has no mark yet",
    );
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let page = reader.get("/may-i-use").await;
    let silent = reader.get("/may-i-use?mark=1&use=goods").await;
    assert!(page.text().contains("TAMARACK"), "{}", page.text());
    refuses(&silent, 200, "The policy says nothing of this use.");

    // Entered by one, it does not count before another has confirmed it.
    let entered = enters(chi, "goods", "forbidden", "Policy § 4").await;
    refuses(&entered, 200, "waits for a second officer");
    refuses(
        &reader.get("/may-i-use?mark=1&use=goods").await,
        200,
        "The policy says nothing of this use.",
    );
    let own = chi.get("/room/permits/policy").await;
    assert!(
        !own.forms()
            .iter()
            .any(|form| form.action.ends_with("/confirmation"))
    );
    refuses(
        &ada.get("/tasks").await,
        200,
        "Hold 1 version of the policy on marks against its source",
    );
    let page = ada.get("/room/permits/policy").await;
    let form = page.form("/confirmation");
    // Whoever entered it does not confirm it, whatever they send.
    let mut forged = bare(&own, &form.action);
    forged.action.clone_from(&form.action);
    refuses(
        &chi.send(&forged).await,
        409,
        "This takes another officer than the one who entered it.",
    );
    // Another browser of hers is asked for a code first, and shows no button.
    ada.gives_a_code().await;
    let elsewhere = foundation.place.sign_in(ADA.1).await;
    let asked = elsewhere.get_as_it_stands("/room/permits/policy").await;
    assert!(Codes::are_asked(&asked), "{}", asked.text());
    let confirms = |form: &Form| form.action.ends_with("/confirmation");
    assert!(!asked.forms().iter().any(confirms));
    let page = ada.get("/room/permits/policy").await;
    let done = ada.submit(&page, "/confirmation", &[]).await;
    refuses(&done, 200, "in force");
    let no = reader.get("/may-i-use?mark=1&use=goods").await;
    refuses(&no, 200, "✕ not allowed");
    refuses(&no, 200, "Policy § 4");
    assert!(!no.text().contains("Send the request"), "{}", no.text());

    // A later version takes its place, and the earlier one stays to be read.
    ruled(&foundation, "goods", "allowed", "Policy § 4 as of May").await;
    let yes = reader.get("/may-i-use?mark=1&use=goods").await;
    refuses(&yes, 200, "✓ allowed");
    refuses(&yes, 200, "Change nothing.");
    refuses(&yes, 200, "Version 2 of this answer");
    let policy = chi.get("/room/permits/policy").await;
    refuses(&policy, 200, "Version 1, entered by Chi Moreau");
    let german = reader
        .client()
        .get(reader.address("/may-i-use?mark=1&use=goods"))
        .header("accept-language", "de")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(german.contains("✓ erlaubt"), "{german}");

    // Nothing is known of marks and uses that are none.
    for (strange, status) in [
        ("mark=99&use=goods", 200),
        ("mark=1&use=%00", 404),
        ("mark=x&use=goods", 200),
    ] {
        let page = reader.get(&format!("/may-i-use?{strange}")).await;
        assert_eq!(page.status, status, "{strange}");
        assert!(!page.html.contains("id=\"answer\""), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_is_entered_whole_and_by_whoever_answers_for_the_marks() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let page = chi.get("/room/permits/policy").await;
    let answer = chi
        .submit(
            &page,
            "/room/permits/policy",
            &[("mark", "1"), ("clause", "Policy § 4"), ("words", " ")],
        )
        .await;
    refuses(&answer, 422, "Choose the use.");
    refuses(&answer, 422, "Choose what the policy answers.");
    refuses(&answer, 422, "Copy the words of the clause");
    assert_eq!(
        answer.form("/room/permits/policy").value("clause"),
        Some("Policy § 4")
    );
    // An election officer reads it, confirms it, and enters nothing.
    let form = page.form("/room/permits/policy");
    let mut theirs = bare(&ada.get("/room/permits/policy").await, &form.action);
    theirs.fields.extend(
        form.fields
            .iter()
            .filter(|(name, _)| name != "csrf")
            .cloned(),
    );
    refuses(
        &ada.send(&theirs).await,
        403,
        "Only the secretary, the treasurer, the chair or a deputy",
    );
}
