//! What happens to an entry: it is withdrawn, or confirmed by as many as the rule asks for.

use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::acts::room::{bare, founded, refuses, text};
use crate::minutes::{confirms, decide, enters};
use crate::support::TestApp;

const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";
const FORM: &str = "/room/offices/new";

async fn application(app: &TestApp) -> AsyncPgConnection {
    pool::connect(&app.database.address(Role::App))
        .await
        .unwrap()
}

/// The application's role tries it by hand; the constraint that refuses it.
async fn refused_in_sql(db: &mut AsyncPgConnection, sql: &str) -> String {
    match db.batch_execute(sql).await.unwrap_err() {
        diesel::result::Error::DatabaseError(_, info) => {
            info.constraint_name().unwrap_or_default().to_owned()
        }
        other => panic!("{other}"),
    }
}

fn person(address: &str) -> String {
    format!("(SELECT person FROM accounts WHERE address = '{address}')")
}

fn entry(path: &str) -> String {
    let number = path.rsplit('/').next().unwrap();
    format!("(SELECT id FROM decision_entries WHERE number = {number})")
}

fn confirming(path: &str, by: &str) -> String {
    format!(
        "INSERT INTO decision_confirmations (entry, confirmed_by) VALUES ({}, {})",
        entry(path),
        person(by)
    )
}

fn withdrawing(path: &str, by: &str) -> String {
    format!(
        "INSERT INTO decision_withdrawals (entry, withdrawn_by, reason) VALUES ({}, {}, 'By hand')",
        entry(path),
        person(by)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_withdrawn_before_it_counts_and_never_after() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let mut db = application(&app).await;
    let chair = [("address", KIM), ("office", "chair")];
    let entered = enters(chi, FORM, &chair).await;
    // An election officer reads it, and does not take it back.
    let seen = ada.get(&entered.path).await;
    let action = format!("{}/withdrawal", entered.path);
    assert!(seen.forms().iter().all(|form| form.action != action));
    refuses(
        &ada.send(&bare(&seen, &action)).await,
        409,
        "An entry is withdrawn by the officer who entered it",
    );
    refuses(
        &chi.submit(&entered, "/withdrawal", &[("reason", " ")])
            .await,
        409,
        "Say why it is withdrawn",
    );
    let reason = [("reason", "The minutes name another day.")];
    let withdrawn = chi.submit(&entered, "/withdrawal", &reason).await;
    refuses(&withdrawn, 200, "✕ withdrawn");
    let list = ada.get("/room/decisions").await;
    refuses(&list, 200, "withdrawn by Chi Moreau");
    refuses(&list, 200, "The minutes name another day.");
    refuses(&list, 200, "None waits for a confirmation.");

    let confirmation = format!("{}/confirmation", entered.path);
    refuses(
        &ada.send(&bare(&seen, &confirmation)).await,
        409,
        "This entry is withdrawn.",
    );
    let ada_confirms = confirming(&entered.path, "ada@tamarack.example");
    assert_eq!(
        refused_in_sql(&mut db, &ada_confirms).await,
        "entry_is_not_withdrawn"
    );
    let recorded = format!(
        "INSERT INTO recorded_decisions (id, entry, confirmed_by) VALUES (gen_random_uuid(), {}, {})",
        entry(&entered.path),
        person("ada@tamarack.example")
    );
    assert_eq!(
        refused_in_sql(&mut db, &recorded).await,
        "decision_takes_its_officers"
    );

    // Another who keeps the minutes may, unless it is done to them.
    decide(chi, ada, FORM, &chair).await;
    let kim = foundation.place.sign_in(KIM).await;
    let of_lou = enters(chi, FORM, &[("address", LOU), ("office", "treasurer")]).await;
    let page = kim.get(&of_lou.path).await;
    refuses(
        &kim.submit(&page, "/withdrawal", &reason).await,
        200,
        "withdrawn by Kim Abara",
    );
    let of_kim = enters(chi, FORM, &[("address", KIM), ("office", "deputy_chair")]).await;
    for (sql, constraint) in [
        (
            withdrawing(&of_kim.path, KIM),
            "withdrawal_concerns_another",
        ),
        (
            withdrawing(&of_kim.path, LOU),
            "withdrawal_by_minute_keeper",
        ),
        (
            withdrawing("/0", "chi@tamarack.example"),
            "withdrawal_by_minute_keeper",
        ),
    ] {
        assert_eq!(refused_in_sql(&mut db, &sql).await, constraint, "{sql}");
    }
    refuses(&confirms(ada, &of_kim.path).await, 200, "✓ decided");
    assert_eq!(
        refused_in_sql(&mut db, &withdrawing(&of_kim.path, "chi@tamarack.example")).await,
        "withdrawal_before_confirmation"
    );
}

/// Both at once: whoever comes first is heard, and the other refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_and_a_confirmation_wait_for_each_other() {
    let (app, foundation) = founded().await;
    let chair = [("address", KIM), ("office", "chair")];
    let entered = enters(&foundation.chi, FORM, &chair).await;
    let (mut first, mut second) = (application(&app).await, application(&app).await);
    let withdrawal = withdrawing(&entered.path, "chi@tamarack.example");
    first
        .batch_execute(&format!("BEGIN; {withdrawal}"))
        .await
        .unwrap();
    let confirmation = confirming(&entered.path, "ada@tamarack.example");
    let waits = tokio::spawn(async move { refused_in_sql(&mut second, &confirmation).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(!waits.is_finished());
    first.batch_execute("COMMIT").await.unwrap();
    assert_eq!(waits.await.unwrap(), "entry_is_not_withdrawn");
}

/// What a rulebook would say that asks for so many.
async fn asks_for(app: &TestApp, officers: u32) {
    let sql = format!(
        "BEGIN; ALTER TABLE rules DISABLE TRIGGER ALL;
         UPDATE rules SET value = '{officers}' WHERE key = 'decision.officers';
         ALTER TABLE rules ENABLE TRIGGER ALL;
         DO $$ DECLARE guard name; BEGIN
             FOR guard IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'rules'::regclass AND NOT tgisinternal
             LOOP EXECUTE format('ALTER TABLE rules ENABLE ALWAYS TRIGGER %I', guard); END LOOP;
         END $$; COMMIT"
    );
    let mut administrator = app.database.administrator().await;
    administrator.batch_execute(&sql).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_confirm_as_the_rule_asks_for() {
    let (app, foundation) = founded().await;
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    let mut db = application(&app).await;
    let held = "SELECT count(*)::text AS it FROM office_terms WHERE office = 'chair'";
    asks_for(&app, 3).await;
    let entered = enters(chi, FORM, &[("address", KIM), ("office", "chair")]).await;
    refuses(
        &entered,
        200,
        "waits for 2 other officers to confirm it (Bylaws § 6.1)",
    );
    let once = confirms(ada, &entered.path).await;
    refuses(
        &once,
        200,
        "confirmed by Ada Okafor; one more is needed (Bylaws § 6.1)",
    );
    refuses(&once, 200, "You confirmed it.");
    assert_eq!(text(&app, held).await, "0");
    let again = confirming(&entered.path, "ada@tamarack.example");
    assert_eq!(
        refused_in_sql(&mut db, &again).await,
        "decision_confirmations_pkey"
    );
    // By hand, past the one that is missing.
    let recorded = format!(
        "INSERT INTO recorded_decisions (id, entry, confirmed_by) VALUES (gen_random_uuid(), {}, {})",
        entry(&entered.path),
        person("ben@tamarack.example")
    );
    assert_eq!(
        refused_in_sql(&mut db, &recorded).await,
        "decision_takes_its_officers"
    );
    for (by, constraint) in [
        ("chi@tamarack.example", "decision_takes_two"),
        (KIM, "confirmation_by_officer"),
    ] {
        let sql = confirming(&entered.path, by);
        assert_eq!(refused_in_sql(&mut db, &sql).await, constraint, "{sql}");
    }
    let decided = confirms(ben, &entered.path).await;
    refuses(&decided, 200, "✓ decided");
    refuses(&decided, 200, "confirmed by Ada Okafor and Ben Lindqvist");
    assert_eq!(text(&app, held).await, "1");
    let last = "SELECT a.address AS it FROM recorded_decisions d JOIN accounts a ON a.person = d.confirmed_by";
    assert_eq!(text(&app, last).await, "ben@tamarack.example");

    // One alone decides nothing, whatever the rule says.
    asks_for(&app, 1).await;
    let entered = enters(chi, FORM, &[("address", LOU), ("office", "treasurer")]).await;
    refuses(&entered, 200, "waits for another officer to confirm it");
    refuses(&confirms(ada, &entered.path).await, 200, "✓ decided");
}
