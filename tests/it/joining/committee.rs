//! How the committee decides: never one alone, nobody of the applicant's own,
//! and nothing that was decided is cleared.

use super::{application, applies, begins, form_with, says, screens, step, views, with_committee};
use crate::acts::room::refuses;
use crate::minutes::decide;
use crate::parties::employs;

#[tokio::test(flavor = "multi_thread")]
async fn r08_one_member_of_the_committee_alone_cannot_approve() {
    let (_app, foundation, committee) = with_committee().await;
    let [kim, lou, max] = committee.as_slice() else {
        unreachable!()
    };
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    applies(&noor, "individual", &[("contribution", "Translations")]).await;
    step(kim, 1, "take_up").await;
    screens(kim, 1).await;
    views(kim, 1, "approve", "").await;
    // The page offers no button; sent all the same, it is refused.
    let page = application(kim, 1).await;
    let forced = form_with(&page, "/steps", "step", "refer").with("step", "approve");
    refuses(
        &kim.send(&forced).await,
        422,
        "at least two who are not recused",
    );
    // The same person twice is one person.
    views(kim, 1, "approve", "I say it again").await;
    refuses(
        &kim.send(&forced).await,
        422,
        "at least two who are not recused",
    );
    // Without consensus nobody approves, and nobody declines: it is referred.
    views(lou, 1, "approve", "").await;
    refuses(
        &views(max, 1, "decline", "").await,
        422,
        "Say why you would decline",
    );
    refuses(
        &views(max, 1, "decline", "Too little").await,
        200,
        "The views decide nothing yet",
    );
    refuses(
        &kim.send(&forced).await,
        422,
        "at least two who are not recused",
    );
    // Nor does it offer to decline as the views say, while they say nothing.
    let page = application(max, 1).await;
    assert!(
        !page.text().contains("Decline it, as the views say"),
        "{}",
        page.text()
    );
    let declined = form_with(&page, "/steps", "step", "refer")
        .with("step", "decline")
        .with("words", "Too little");
    refuses(
        &max.send(&declined).await,
        422,
        "committee.quorum, applications.decided_by of the rulebook",
    );
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", "nia@mail.example"),
    ];
    let seat = "/room/decisions/new?act=seat";
    decide(&foundation.chi, &foundation.ada, seat, &board).await;
    let record = "/room/decisions/new?act=plain&body=board";
    let before = decide(&foundation.chi, &foundation.ada, record, &[]).await;
    let before = before.path.rsplit('/').next().unwrap().to_owned();
    let referred = says(max, 1, "refer", &[("words", "We do not agree")]).await;
    refuses(&referred, 200, "referred to the board");

    // The board decides, by a decision that officers brought.
    let alone = says(&foundation.chi, 1, "approve", &[("decision", "")]).await;
    refuses(
        &alone,
        422,
        "what was referred needs a decision of the board",
    );
    // Nor do the founders, nor the board by what it decided before it was asked.
    for number in ["3", before.as_str()] {
        refuses(
            &says(&foundation.chi, 1, "approve", &[("decision", number)]).await,
            422,
            "what was referred needs a decision of the board that was entered since",
        );
    }
    let decided = decide(&foundation.chi, &foundation.ada, record, &[]).await;
    let number = decided.path.rsplit('/').next().unwrap().to_owned();
    let approved = says(&foundation.chi, 1, "approve", &[("decision", &number)]).await;
    refuses(&approved, 200, "Member no. 11");
}

#[tokio::test(flavor = "multi_thread")]
async fn r09_who_is_affiliated_with_the_applicant_is_blocked() {
    let (_app, foundation, committee) = with_committee().await;
    let [kim, lou, max] = committee.as_slice() else {
        unreachable!()
    };
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let company = [
        ("organisation", "1"),
        ("legal_name", "Fjord Data AS"),
        ("contribution", "A mirror"),
        ("mirror", "https://mirror.example/t/"),
    ];
    refuses(
        &applies(&noor, "mirror", &company).await,
        200,
        "Fjord Data AS",
    );
    let from = foundation.place.now.date_naive().to_string();
    let tied = employs(&foundation.chi, "Fjord Data AS", "Kim Abara", &from).await;
    assert_eq!(tied.status, 200, "{}", tied.text());

    step(lou, 1, "take_up").await;
    let page = application(kim, 1).await;
    refuses(
        &page,
        200,
        "You are affiliated with the applicant, so you are recused",
    );
    refuses(
        &page,
        200,
        "Kim Abara is recused: affiliated with the applicant",
    );
    assert!(
        page.forms()
            .iter()
            .all(|form| !form.action.ends_with("/views"))
    );
    // With a form of another's page it is refused by the database.
    let form = application(lou, 1)
        .await
        .form("/views")
        .with("view", "approve");
    let mut stolen = form.clone();
    let token = kim.get("/account").await;
    let csrf = token.forms()[0].value("csrf").unwrap().to_owned();
    stolen = stolen.with("csrf", &csrf);
    refuses(
        &kim.send(&stolen).await,
        422,
        "You are affiliated with the applicant",
    );

    screens(lou, 1).await;
    views(lou, 1, "approve", "").await;
    refuses(&views(max, 1, "approve", "").await, 200, "by consensus");
    let approved = step(max, 1, "approve").await;
    refuses(
        &approved,
        200,
        "2 for approving, 0 for declining, 0 to discuss, 1 recused",
    );
    // The membership is the organisation's, and who applied votes for it.
    refuses(&noor.get("/me").await, 200, "Fjord Data AS");
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_reopening_supersedes_and_clears_nothing() {
    let (_app, foundation, committee) = with_committee().await;
    let [kim, lou, _] = committee.as_slice() else {
        unreachable!()
    };
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    applies(&noor, "individual", &[("contribution", "Translations")]).await;
    step(kim, 1, "take_up").await;
    screens(kim, 1).await;
    views(kim, 1, "decline", "Nothing to be seen").await;
    views(lou, 1, "decline", "Nothing to be seen").await;
    let declined = says(kim, 1, "decline", &[("words", "We found nothing of yours")]).await;
    refuses(&declined, 200, "Individual: declined");

    let reopen = |decision| [("decision", decision), ("words", "She showed her work")];
    let alone = says(kim, 1, "reopen", &reopen("")).await;
    refuses(
        &alone,
        422,
        "by a decision of the membership committee or the board that supersedes it",
    );
    let record = "/room/decisions/new?act=plain&body=membership-committee";
    let decided = decide(&foundation.chi, &foundation.ada, record, &[]).await;
    let number = decided.path.rsplit('/').next().unwrap().to_owned();
    let again = says(kim, 1, "reopen", &reopen(&number)).await;
    refuses(&again, 200, "under review");
    refuses(&again, 200, "We found nothing of yours");
    refuses(&again, 200, "She showed her work");
    // The views of before decide nothing now.
    refuses(&again, 200, "Kim Abara has said nothing yet");
    views(kim, 1, "approve", "").await;
    views(lou, 1, "approve", "").await;
    let approved = step(lou, 1, "approve").await;
    refuses(&approved, 200, "Member no. 11");
    refuses(&approved, 200, "We found nothing of yours");
    refuses(
        &noor.get("/join/applications/1").await,
        200,
        "It was declined. We found nothing of yours",
    );
}

/// A related group's weight is shown where another of it applies.
#[tokio::test(flavor = "multi_thread")]
async fn r21_the_weight_of_a_related_group_is_shown_with_the_application() {
    let (_app, foundation, committee) = with_committee().await;
    let lou = &committee[1];
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let company = [
        ("organisation", "1"),
        ("legal_name", "Fjord Data AS"),
        ("contribution", "A mirror"),
        ("mirror", "https://mirror.example/t/"),
    ];
    applies(&noor, "mirror", &company).await;
    assert!(
        !application(lou, 1)
            .await
            .text()
            .contains("Its related group")
    );
    let page = crate::parties::party(&foundation.chi, crate::parties::NORDLICHT).await;
    let from = foundation.place.now.date_naive().to_string();
    let values = [
        ("link_other", "Fjord Data AS"),
        ("link_role", "parent"),
        ("link_percent", "80"),
        ("link_basis", "shares"),
        ("link_reason", "the register of shares"),
        ("link_from", from.as_str()),
    ];
    let linked = foundation.chi.submit(&page, "/links", &values).await;
    assert_eq!(linked.status, 200, "{}", linked.text());
    let page = application(lou, 1).await;
    refuses(
        &page,
        200,
        "the applicant already has 50 votes in 1 membership",
    );
    refuses(&page, 200, "Nordlicht Hosting");
}
