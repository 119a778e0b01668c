//! What the board does to its own: removal and suspension are reserved, and a suspension ends.

use commonhold::db::{Role, pool};
use diesel_async::SimpleAsyncConnection;

use crate::acts::room::{founded, refuses, text};
use crate::minutes::{decide, enters, enters_voting};

const KIM: &str = "kim@mail.example";
const SUSPEND: &str = "/room/decisions/new?act=suspend";

/// The address that follows these words on a page.
fn link(html: &str, to: &str) -> String {
    let start = html
        .find(to)
        .unwrap_or_else(|| panic!("no {to:?} in {html}"));
    let end = start + html[start..].find('"').unwrap();
    html[start..end].replace("&amp;", "&").replace("&#38;", "&")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_removes_and_suspends_by_more_and_lifts_at_once() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", KIM),
        ("address_2", "lou@mail.example"),
        ("address_3", "max@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;

    let ordinary = [
        ("address", KIM),
        ("target", "board"),
        ("reason", "An inquiry"),
        ("last_day", "2999-12-31"),
    ];
    let sentence = "The board removes or suspends a director, and adopts a rulebook, as a reserved matter: at least 2/3";
    refuses(&enters(chi, SUSPEND, &ordinary).await, 422, sentence);
    // Two of three are two thirds of those in office.
    let reserved = [ordinary.as_slice(), &[("matter", "reserved")]].concat();
    let form = chi.get(SUSPEND).await.form("/room/decisions");
    let mut voters = form.fields.iter().map(|(name, _)| name.as_str());
    let dissenter = voters.find(|name| name.starts_with("vote_"));
    let split = [reserved.as_slice(), &[(dissenter.unwrap(), "absent")]].concat();
    let carried = enters_voting(chi, SUSPEND, "yes", &split).await;
    refuses(&carried, 200, "at least 2/3 of those in office");

    // Past the page, as the application's role.
    let mut db = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let raw = |effect: &str| {
        format!(
            "INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) \
             SELECT gen_random_uuid(), 'board', '2026-01-01', 'x', 'x', '', 'ordinary', true, {effect}, o.person \
             FROM office_terms o WHERE o.office = 'secretary' LIMIT 1"
        )
    };
    for effect in [
        "(SELECT '{\"act\":\"suspend\",\"body\":\"board\",\"person\":\"' || i.person || '\"}' FROM seat_incumbencies i LIMIT 1)",
        "(SELECT '{\"act\":\"unseat\",\"incumbency\":\"' || i.id || '\",\"person\":\"' || i.person || '\"}' FROM seat_incumbencies i LIMIT 1)",
    ] {
        let refused = db.batch_execute(&raw(effect)).await.unwrap_err();
        assert!(
            refused.to_string().contains("as a reserved matter"),
            "{refused}"
        );
    }
    let page = chi.get("/room/bodies/board").await;
    let unseat = link(&page.html, "/room/decisions/new?act=unseat");
    let form = chi.get(&unseat).await;
    assert!(!form.html.contains("value=\"ordinary\""), "{}", form.html);
    refuses(
        &enters(chi, &unseat, &[("reason", "Removed")]).await,
        422,
        sentence,
    );

    decide(chi, ada, SUSPEND, &reserved).await;
    let kim = foundation.place.sign_in(KIM).await;
    refuses(&kim.get("/room").await, 403, "You hold no office");
    let page = chi.get("/room/bodies/board").await;
    refuses(&page, 200, "suspended");
    let lift = link(&page.html, "/room/decisions/new?act=lift_suspension");
    let reason = [("reason", "The inquiry found nothing")];
    // Of another power nobody lifts it.
    let of_members = format!("{lift}&body=members");
    let lou = enters(chi, &format!("{lift}&body=membership-committee"), &reason).await;
    refuses(&lou, 422, "does not let it suspend");
    assert_eq!(chi.get(&of_members).await.status, 200);
    let wrong = "(SELECT '{\"act\":\"lift_suspension\",\"suspension\":\"' || gen_random_uuid() || '\",\"person\":\"' || i.person || '\",\"reason\":\"x\"}' FROM seat_incumbencies i LIMIT 1)";
    let refused = db.batch_execute(&raw(wrong)).await.unwrap_err();
    assert!(refused.to_string().contains("this power"), "{refused}");
    let by_hand = "INSERT INTO suspension_ends (suspension, ends_at, reason, decision) SELECT id, now(), 'x', decision FROM suspensions";
    let refused = db.batch_execute(by_hand).await.unwrap_err();
    assert!(
        refused.to_string().contains("permission denied"),
        "{refused}"
    );

    let second = enters(chi, &lift, &reason).await;
    decide(chi, ada, &lift, &reason).await;
    refuses(&kim.get("/room").await, 200, "Kim Abara: Director");
    let page = chi.get("/room/bodies/board").await;
    assert!(!page.text().contains("suspended"), "{}", page.text());
    let roster = "SELECT count(*)::text AS it FROM roster('board', clock_timestamp()) r WHERE r.standing = 'in office'";
    assert_eq!(text(&app, roster).await, "3");
    refuses(&chi.get(&lift).await, 409, "This suspension is over.");
    let again = crate::minutes::confirms(ada, &second.path).await;
    assert_eq!(again.status, 409, "{}", again.text());
}
