//! Who comes to an office, and what a deputy may.

use crate::acts::room::{founded, refuses};
use crate::minutes::{confirms, decide, enters};
use crate::support::eventually;

const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";

/// A form that is sent twice, by a second click or after a lost answer, is entered once.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_is_one_entry() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let page = chi.get("/room/offices/new").await;
    let mut form = page.form("/room/decisions");
    for name in form.names.clone() {
        if name.starts_with("vote_") {
            form = form.with(&name, "yes");
        }
    }
    for (name, value) in [
        ("address", "kim@mail.example"),
        ("office", "treasurer"),
        ("title", "A treasurer"),
        ("decision", "Kim is treasurer."),
        ("matter", "ordinary"),
        ("outcome", "adopted"),
    ] {
        form = form.with(name, value);
    }
    let (first, second) = tokio::join!(chi.upload(&form, &[]), chi.upload(&form, &[]));
    let third = chi.upload(&form, &[]).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!((&first.path, &first.path), (&second.path, &third.path));
    let list = chi.get("/room/decisions").await.text();
    assert_eq!(list.matches("A treasurer").count(), 1, "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_appointed_by_one_alone() {
    let (_app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let values = [("address", KIM), ("office", "chair")];
    let entered = enters(chi, "/room/offices/new", &values).await;
    assert!(
        entered.path.starts_with("/room/decisions/"),
        "{}",
        entered.text()
    );
    refuses(
        &entered,
        200,
        "Another officer looks at it and confirms it.",
    );
    refuses(
        &entered,
        200,
        "3 yes of 3 present; 2 needed: more than half of those present (Bylaws § 4.11)",
    );
    let kim = foundation.place.sign_in(KIM).await;
    refuses(&kim.get("/room").await, 403, "You hold no office");

    // By hand, without the form that the page does not show.
    let own = crate::acts::room::bare(&entered, &format!("{}/confirmation", entered.path));
    refuses(&chi.send(&own).await, 409, "You entered this decision.");
    refuses(&kim.get("/room").await, 403, "You hold no office");

    let confirmed = confirms(ada, &entered.path).await;
    refuses(&confirmed, 200, "confirmed by Ada Okafor");
    refuses(&kim.get("/room").await, 200, "Kim Abara: Chair");
    refuses(
        &ada.send(&crate::acts::room::bare(&confirmed, &own.action))
            .await,
        409,
        "confirmed already",
    );
    let people = foundation.place.visitor().get("/people").await;
    refuses(&people, 200, "Kim Abara");
    refuses(&people, 200, "Decision 2: A decision");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_may_what_the_office_may() {
    let (_app, foundation) = founded().await;
    let values = [("address", KIM), ("office", "deputy_secretary")];
    decide(
        &foundation.chi,
        &foundation.ada,
        "/room/offices/new",
        &values,
    )
    .await;
    let kim = foundation.place.sign_in(KIM).await;
    for path in [
        "/room/members/import",
        "/room/offices/new",
        "/room/addresses",
        "/room/decisions/new",
    ] {
        assert_eq!(kim.get(path).await.status, 200, "{path}");
    }
    let values = [("address", LOU), ("office", "treasurer")];
    decide(&kim, &foundation.chi, "/room/offices/new", &values).await;
    let lou = foundation.place.sign_in(LOU).await;
    refuses(&lou.get("/room").await, 200, "Lou Bekker: Treasurer");
    refuses(
        &lou.get("/room/decisions/new").await,
        403,
        "the secretary or the chair",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_lawful_comes_back_with_its_rule() {
    let (_app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let form = "/room/offices/new";
    let excluded = [
        ("address", "ben@tamarack.example"),
        ("office", "auditor"),
        ("last_day", "2999-12-31"),
    ];
    let refused = enters(chi, form, &excluded).await;
    refuses(
        &refused,
        422,
        "Nobody is an auditor and an election officer at once (Bylaws § 6.1)",
    );
    assert_eq!(
        refused.form("/room/decisions").value("title"),
        Some("A decision")
    );
    let endless = [("address", KIM), ("office", "auditor")];
    refuses(
        &enters(chi, form, &endless).await,
        422,
        "An auditor is appointed for a time",
    );
    let past = [
        ("address", KIM),
        ("office", "chair"),
        ("last_day", "2020-01-01"),
    ];
    refuses(&enters(chi, form, &past).await, 422, "a day to come");
    let own = [("address", "chi@tamarack.example"), ("office", "chair")];
    refuses(&enters(chi, form, &own).await, 422, "your own appointment");
    let director = [("address", KIM), ("office", "director")];
    refuses(
        &enters(chi, form, &director).await,
        422,
        "Directors and members of committees are seated",
    );
    let form_of_members = "/room/decisions/new?act=appoint&body=members";
    let nobodys = enters(
        chi,
        form_of_members,
        &[("address", KIM), ("office", "chair")],
    )
    .await;
    refuses(&nobodys, 422, "does not let it appoint officers");
    refuses(
        &ada.get(form).await,
        403,
        "Only the secretary or the chair may do this",
    );
    let coming = chi.get("/room/decisions/new?on=2999-01-01").await;
    refuses(&coming, 409, "once it has been taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_of_an_earlier_day_begins_an_office_now() {
    let (app, foundation) = founded().await;
    let yesterday = (foundation.place.now.date_naive() - chrono::TimeDelta::days(1)).to_string();
    let values = [("address", KIM), ("office", "treasurer")];
    // The founders were there; the rules of that day were in force from the beginning.
    let form = format!("/room/decisions/new?act=appoint&on={yesterday}");
    decide(&foundation.chi, &foundation.ada, &form, &values).await;
    let since = crate::acts::room::text(
        &app,
        "SELECT (t.starts_at > now() - interval '1 minute')::text AS it FROM office_terms t WHERE t.office = 'treasurer'",
    )
    .await;
    assert_eq!(since, "true");
    eventually("the treasurer's page", async || {
        let people = foundation.place.visitor().get("/people").await;
        people.text().contains("Treasurer").then_some(())
    })
    .await;
}
