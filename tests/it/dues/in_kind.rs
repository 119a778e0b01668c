//! What members give instead of money.

use super::{SOL, Treasury, WORKS};
use crate::acts::room::{refuses, text};

#[tokio::test(flavor = "multi_thread")]
async fn r24_dues_are_not_covered_in_kind_without_a_decision_of_the_board() {
    let treasury = Treasury::open().await;
    let (app, lou) = (&treasury.app, &treasury.lou);
    let offset = [
        ("kind-2", "in_kind_offset"),
        ("amount-2", "2,500.00"),
        ("text-2", "Hosting of the build farm"),
    ];
    let refused = treasury.issues(WORKS, "2,500.00", &offset).await;
    refuses(&refused, 422, "rests on a recorded decision of the board");

    let number = treasury.number(WORKS).await;
    let page = lou.get("/room/dues/in-kind").await;
    let commitment = [
        ("member", number.as_str()),
        ("description", "Hosting of the build farm for a year"),
        ("amount", "2,500.00"),
        ("currency", "USD"),
    ];
    let refused = lou.submit(&page, "/in-kind", &commitment).await;
    refuses(&refused, 422, "Choose the decision of the board");
    let form = refused.form("/in-kind");
    assert_eq!(form.value("amount"), Some("2,500.00"));
    // The founding record is no decision of the board, nor what never was.
    for decision in ["1", "99"] {
        let mut forged = form.clone();
        forged.fields.retain(|(name, _)| name != "decision");
        forged.fields.push(("decision".into(), decision.into()));
        refuses(
            &lou.send(&forged).await,
            422,
            "a recorded decision that the board adopted",
        );
    }
    // The decision that appointed the treasurer takes no commitment: it did what it did.
    let of_another = form.clone().with("decision", &treasury.appointment);
    refuses(
        &lou.send(&of_another).await,
        422,
        "That decision authorises something else, or was used already.",
    );
    let kept = lou
        .send(&form.clone().with("decision", &treasury.decision))
        .await;
    refuses(&kept, 200, "2,500.00 USD agreed");
    lou.send(&form.with("decision", &treasury.decision)).await;
    let count = "SELECT count(*)::text AS it FROM dues_in_kind_commitments";
    assert_eq!(text(app, count).await, "1", "sent twice it is one");
    // Nor does one decision take a second commitment.
    let page = lou.get("/room/dues/in-kind").await;
    let again = [&commitment[..], &[("decision", treasury.decision.as_str())]].concat();
    refuses(
        &lou.submit(&page, "/in-kind", &again).await,
        422,
        "was used already",
    );

    let covered = "SELECT dues_covered(m.id, current_date, now())::text AS it FROM memberships m \
                   JOIN party_records r ON r.party = m.party WHERE r.name = 'Quiet Works'";
    assert_eq!(text(app, covered).await, "false");
    let chosen = [offset.as_slice(), &[("commitment-2", "1")]].concat();
    let above = [
        chosen.as_slice(),
        &[("amount-1", "3,000"), ("amount-2", "2,500.01")],
    ]
    .concat();
    let refused = treasury.issues(WORKS, "3,000", &above).await;
    refuses(&refused, 422, "within what is left of its agreed value");
    let invoice = treasury.issued(WORKS, "2,500.00", &chosen).await;
    refuses(&invoice, 200, "✓ paid or covered in kind");
    assert_eq!(text(app, covered).await, "true");
    let sol = treasury.foundation.place.sign_in(SOL).await;
    refuses(&sol.get("/me/dues").await, 200, "Nothing is owed");

    // What is used up covers nothing more, and nobody else.
    let more = [("amount-2", "0.01")];
    let again = [chosen.as_slice(), &more].concat();
    refuses(
        &treasury.issues(WORKS, "2,500.00", &again).await,
        422,
        "within what is left",
    );

    let page = lou.get("/room/dues/in-kind").await;
    let ahead = [("delivered_on-1", "2999-01-01"), ("evidence-1", "Report 7")];
    refuses(
        &lou.submit(&page, "/deliveries", &ahead).await,
        422,
        "that day lies ahead",
    );
    let delivered = [("delivered_on-1", "2026-01-01"), ("evidence-1", "Report 7")];
    refuses(
        &lou.submit(&page, "/deliveries", &delivered).await,
        200,
        "Report 7",
    );
}
