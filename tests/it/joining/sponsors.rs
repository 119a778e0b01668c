//! A sponsor joins on papers and payment, by two persons, or on work in kind that
//! the board takes.

use super::{application, applies, begins, form_with, screens, step};
use crate::acts::room::{founded, refuses, text};
use crate::minutes::decide;
use crate::support::World;
use crate::support::election::Foundation;

/// A rulebook is adopted by which Gold joins on payment, and is for organisations.
async fn admits_gold_on_payment(foundation: &Foundation) {
    let rule = |key: &str, value: &str| {
        format!(
            "key = \"class.gold.{key}\"\nvalue = \"{value}\"\ndocument = \"bylaws\"\nsection = \"2.2\"\n\
             text = \"Of sponsors.\"\nsource = \"Of this foundation.\"\ncounsel = false\n\n[[rule]]\n"
        )
    };
    let before = "key = \"membership.term_months\"";
    let after = format!(
        "{}{}{before}",
        rule("admission", "payment or in kind"),
        rule("holder", "organisations")
    );
    let saved = crate::rulebook::saves(&foundation.chi, before, &after).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    crate::rulebook::adopts(foundation).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r24_a_sponsor_is_admitted_by_two_on_papers_and_payment_or_by_the_board() {
    let (app, foundation) = founded().await;
    admits_gold_on_payment(&foundation).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let treasurer = [("office", "treasurer"), ("address", "nia@mail.example")];
    decide(chi, ada, "/room/decisions/new?act=appoint", &treasurer).await;
    let nia = &foundation.sign_in_all(&["nia@mail.example"]).await[0];
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let alone = applies(&noor, "gold", &[("payment", "")]).await;
    refuses(&alone, 422, "Give the reference of the payment");
    let company = [
        ("legal_name", "Fjord Data AS"),
        ("payment", "Wire of 2 May"),
    ];
    refuses(
        &applies(&noor, "gold", &company).await,
        200,
        "Fjord Data AS",
    );

    step(chi, 1, "take_up").await;
    screens(chi, 1).await;
    let page = application(chi, 1).await;
    let approve = |page: &crate::support::Page| {
        form_with(page, "/steps", "step", "ask").with("step", "approve")
    };
    refuses(
        &chi.send(&approve(&page)).await,
        422,
        "papers in order and, by another person, payment",
    );
    let papers = form_with(&page, "/checks", "kind", "staff").with("reference", "Signed agreement");
    refuses(
        &chi.send(&papers).await,
        200,
        "Papers looked at: Signed agreement",
    );
    refuses(
        &chi.send(&approve(&page)).await,
        422,
        "papers in order and, by another person, payment",
    );
    // The secretary confirms no payment, the treasurer does.
    let form = form_with(&application(nia, 1).await, "/checks", "kind", "payment");
    let paid = nia.send(&form.with("reference", "Wire 77")).await;
    refuses(&paid, 200, "Payment confirmed: Wire 77");
    let approved = chi.send(&approve(&application(chi, 1).await)).await;
    refuses(&approved, 200, "Gold: approved. Member no. 11");
    assert_eq!(
        text(&app, "SELECT votes::text AS it FROM (SELECT count(*) AS votes FROM representations r JOIN memberships m ON m.party = r.organisation WHERE m.number = 11) v").await,
        "1"
    );

    // Work in kind takes a decision of the board.
    let other = [
        ("legal_name", "Granit IT GmbH"),
        ("payment", "One engineer for a year"),
    ];
    applies(&noor, "gold", &other).await;
    step(chi, 2, "take_up").await;
    let page = application(chi, 2).await;
    let kind = |number: &str| {
        form_with(&page, "/checks", "kind", "in_kind")
            .with("reference", "One engineer for a year")
            .with("decision", number)
    };
    refuses(
        &chi.send(&kind("")).await,
        422,
        "the number of the board’s decision",
    );
    refuses(
        &chi.send(&kind("3")).await,
        422,
        "Work in kind is taken by an adopted decision of the board",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_approved_becomes_a_member_once_the_rulebook_says_how_long_a_term_is() {
    let (app, foundation) = founded().await;
    admits_gold_on_payment(&foundation).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let draft = chi.get("/room/rulebook").await;
    let draft = draft
        .form("/room/rulebook")
        .value("text")
        .unwrap()
        .to_owned();
    let begin = draft
        .find("[[rule]]\nkey = \"membership.term_months\"")
        .unwrap();
    let end = begin + 1 + draft[begin + 1..].find("[[rule]]").unwrap();
    let rule = &draft[begin..end];
    let saved = crate::rulebook::saves(chi, rule, "").await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    crate::rulebook::adopts(&foundation).await;

    let treasurer = [("office", "treasurer"), ("address", "nia@mail.example")];
    decide(chi, ada, "/room/decisions/new?act=appoint", &treasurer).await;
    let nia = &foundation.sign_in_all(&["nia@mail.example"]).await[0];
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let company = [
        ("legal_name", "Fjord Data AS"),
        ("payment", "Wire of 2 May"),
    ];
    applies(&noor, "gold", &company).await;
    step(chi, 1, "take_up").await;
    screens(chi, 1).await;
    let papers = form_with(&application(chi, 1).await, "/checks", "kind", "staff");
    chi.send(&papers.with("reference", "Signed agreement"))
        .await;
    let paid = form_with(&application(nia, 1).await, "/checks", "kind", "payment");
    nia.send(&paid.with("reference", "Wire 77")).await;
    let approve = form_with(&application(chi, 1).await, "/steps", "step", "ask");
    let approved = chi.send(&approve.with("step", "approve")).await;
    refuses(
        &approved,
        422,
        "Once one is in force, the membership begins by itself",
    );
    assert!(
        !approved.text().contains("Member no."),
        "{}",
        approved.text()
    );
    // Whoever applied is told now: the letter that welcomes may be months away.
    let letter = app.mail().arrives("noor@mail.example", "is approved").await;
    let words: Vec<&str> = letter.body.split_whitespace().collect();
    let said = words.join(" ");
    assert!(said.contains("Nothing is left for you to do"), "{said}");
    refuses(
        &noor.get("/join/applications/1").await,
        200,
        "Nothing is left for you to do",
    );

    // The rule is adopted, and nobody approves a second time.
    let saved = crate::rulebook::saves(chi, "[[rule]]", &format!("{rule}[[rule]]")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    crate::rulebook::adopts(&foundation).await;
    let page = crate::support::eventually("the membership", async || {
        let page = application(chi, 1).await.text();
        page.contains("Member no. 11").then_some(page)
    })
    .await;
    assert!(page.contains("Gold: approved. Member no. 11"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_are_told_of_which_class_the_rulebook_does_not_say_whom_it_takes() {
    let (_app, foundation) = founded().await;
    let before = foundation.chi.get("/room").await;
    refuses(&before, 200, "→ next Say who can be a member");
    refuses(&before, 200, "class.gold.holder");
    admits_gold_on_payment(&foundation).await;
    let after = foundation.chi.get("/room").await;
    refuses(&after, 200, "class.individual.holder");
    assert!(
        !after.text().contains("class.gold.holder"),
        "{}",
        after.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_offers_sponsors_classes_to_organisations_alone() {
    let Some(world) = World::start_full_unlimited("2026-08-18 09:00:00").await else {
        return;
    };
    let visitor = world.visitor();
    let person = visitor.get("/join?who=person&did=code").await.text();
    let organisation = visitor.get("/join?who=organisation&did=code").await.text();
    for class in ["Platinum", "Gold", "Ruby", "Silver"] {
        assert!(!person.contains(class), "{class}: {person}");
        assert!(organisation.contains(class), "{class}: {organisation}");
    }
    assert!(person.contains("Individual") && person.contains("Mirror"));
    assert!(!organisation.contains("Individual"), "{organisation}");
}
