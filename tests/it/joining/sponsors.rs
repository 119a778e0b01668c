//! A sponsor joins on papers and payment, by two persons, or on work in kind that
//! the board takes.

use super::{application, applies, begins, form_with, screens, step};
use crate::acts::room::{founded, refuses, text};
use crate::minutes::decide;
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
