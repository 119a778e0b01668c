//! A change of address by a transaction that does not see that it was stopped.

use commonhold::accounts::Address;
use commonhold::accounts::address_changes::{approve, propose, stop};
use commonhold::bodies::Office;
use commonhold::db::{Role, pool};
use diesel::result::Error::DatabaseError;
use diesel_async::SimpleAsyncConnection;

use super::house::House;
use crate::acts::room::text;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_to_an_account_is_judged_by_what_is_committed() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let edith = house.officer("Edith", Office::ElectionOfficer).await;
    let new = Address::parse("ada@new.example").unwrap();
    let db = &mut house.db;
    let change = propose(db, ada.account, &new, "She called us.", grace.person.0)
        .await
        .unwrap();
    approve(db, change, edith.person.0).await.unwrap();
    let address = house.app.database.address(Role::App);
    let mut old = pool::connect(&address).await.unwrap();
    let sees = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM address_change_stops";
    for statement in [
        "UPDATE accounts SET address = 'ada@new.example' WHERE address = 'ada@mail.example'".into(),
        format!(
            "INSERT INTO address_change_approvals (change, approved_by) VALUES ('{change}', '{}')",
            edith.person
        ),
        format!(
            "INSERT INTO address_change_stops (change, stopped_by, reason) VALUES ('{change}', '{}', 'x')",
            edith.person
        ),
        format!(
            "INSERT INTO address_change_renewals (change, stopped) VALUES ('{change}', '{change}')"
        ),
    ] {
        old.batch_execute(sees).await.unwrap();
        // Stopped once, and not again.
        let _ = stop(&mut house.db, change, Some(ada.person.0), "Not me.").await;
        match old.batch_execute(&statement).await {
            Err(DatabaseError(_, about)) => {
                assert_eq!(
                    about.constraint_name(),
                    Some("guard_sees_what_is"),
                    "{statement}: {}",
                    about.message()
                );
            }
            other => panic!("{statement}: {other:?}"),
        }
        old.batch_execute("ROLLBACK").await.unwrap();
    }
    let stands = "SELECT count(*)::text AS it FROM accounts WHERE address = 'ada@mail.example'";
    assert_eq!(text(&house.app, stands).await, "1");
}
