//! What was overdue on a day, as known at an instant.

use chrono::{TimeDelta, Utc};
use commonhold::db::{Role, pool};
use commonhold::dues::store::{covered, overdue, overdue_of_memberships};
use commonhold::members::model::MembershipId;
use commonhold::parties::PartyId;
use uuid::Uuid;

use super::{Treasury, WORKS, last_year, today};
use crate::acts::room::{refuses, text};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_overdue_follows_from_what_was_known() {
    let treasury = Treasury::open().await;
    let (app, lou) = (&treasury.app, &treasury.lou);
    let of = |column: &str| {
        format!(
            "SELECT m.{column}::text AS it FROM memberships m JOIN party_records r ON r.party = m.party WHERE r.name = '{WORKS}'"
        )
    };
    let party = PartyId(Uuid::parse_str(&text(app, &of("party")).await).unwrap());
    let membership = MembershipId(Uuid::parse_str(&text(app, &of("id")).await).unwrap());
    let (issued, due) = (last_year(11, 1), last_year(12, 1));
    let days = [("issued_on", issued.as_str()), ("due_on", due.as_str())];
    let before = Utc::now();
    let invoice = treasury.issued(WORKS, "100.00", &days).await;
    let mut db = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();

    let due = due.parse().unwrap();
    let unpaid = Utc::now();
    assert!(
        overdue(&mut db, party, due, unpaid)
            .await
            .unwrap()
            .is_empty(),
        "on its day"
    );
    let next = due + TimeDelta::days(1);
    let found = overdue(&mut db, party, next, unpaid).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].owed, found[0].currency.as_str(), found[0].due_on),
        (10_000, "USD", due)
    );
    assert!(
        overdue(&mut db, party, next, before)
            .await
            .unwrap()
            .is_empty(),
        "not known yet"
    );
    refuses(&lou.get("/room/dues").await, 200, "Overdue");
    let tasks = lou.get("/tasks").await.text();
    assert!(tasks.contains("is overdue: see to it"), "{tasks}");
    assert!(!covered(&mut db, membership, today(), unpaid).await.unwrap());

    let paid = treasury.pays(&invoice, "W-1", "100.00").await;
    refuses(&paid, 200, "✓ paid");
    let known = Utc::now();
    let now = today() + TimeDelta::days(1);
    assert!(
        overdue(&mut db, party, now, known)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        overdue(&mut db, party, now, unpaid).await.unwrap().len(),
        1,
        "as it was known"
    );
    assert_eq!(
        overdue(&mut db, party, next, known).await.unwrap().len(),
        1,
        "it came too late for that day"
    );
    assert!(covered(&mut db, membership, today(), known).await.unwrap());

    let all = [membership, MembershipId(Uuid::new_v4())];
    let batch = overdue_of_memberships(&mut db, &all, next, known)
        .await
        .unwrap();
    assert_eq!(batch.len(), 1);
    assert_eq!(
        batch[&membership],
        overdue(&mut db, party, next, known).await.unwrap()
    );
}
