//! What the database refuses, whoever asks it as the application.

use diesel::result::Error::DatabaseError;
use diesel_async::SimpleAsyncConnection;

use super::{as_application, asset, ruled};
use crate::acts::room::{founded, text};

const REQUEST: &str = "00000000-0000-4000-8000-0000000000a1";
const DECISION: &str = "00000000-0000-4000-8000-0000000000a2";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_application_forges_neither_policy_nor_permission() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    asset(&app, "domain", "tamarack.example", "owned").await;
    ruled(&foundation, "goods", "permission", "Policy § 4").await;
    let mut db = as_application(&app).await;
    let mark = "(SELECT asset FROM asset_now WHERE number = 1)";
    let secretary = "(SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1)";
    let ada = "(SELECT person FROM office_terms WHERE office = 'election_officer' LIMIT 1)";
    let policy = "(SELECT id FROM permit_policy_now)";
    db.batch_execute(&format!(
        "BEGIN; \
         INSERT INTO permission_requests (id, asset, use_type, policy, holder_kind) VALUES ('{REQUEST}', {mark}, 'goods', {policy}, 'named'); \
         INSERT INTO permission_askers VALUES ('{REQUEST}', 'Robin', 'robin@visitors.example', 'Shirts', sha256('x')); COMMIT"
    ))
    .await
    .unwrap();
    let entered = |version: i32, by: &str, asset: &str| {
        format!(
            "INSERT INTO permit_policies (id, asset, use_type, version, answer, clause, words, conditions, entered_by) \
             VALUES (gen_random_uuid(), {asset}, 'goods', {version}, 'allowed', 'x', 'x', '', {by})"
        )
    };
    let decided = |by: &str, last: &str| {
        format!(
            "INSERT INTO permission_decisions (id, request, verdict, clause, conditions, last_day, takes_two, decided_by) \
             VALUES (gen_random_uuid(), '{REQUEST}', 'granted', 'x', '', {last}, false, {by})"
        )
    };
    for (statement, constraint) in [
        (entered(3, secretary, mark), "policy_follows_the_last"),
        (entered(2, ada, mark), "kept by"),
        (
            entered(
                1,
                secretary,
                "(SELECT asset FROM asset_now WHERE number = 2)",
            ),
            "about marks",
        ),
        (decided(ada, "NULL"), "decides"),
        (decided(secretary, "'2020-01-01'"), "for today"),
        (
            format!(
                "INSERT INTO permission_requests (id, asset, use_type, holder_kind) VALUES (gen_random_uuid(), {mark}, 'goods', 'named')"
            ),
            "one asks where the policy",
        ),
        (
            format!(
                "INSERT INTO permission_askers VALUES ('{REQUEST}', 'Other', 'a@b.example', 'x', sha256('y'))"
            ),
            "comes with it",
        ),
        (
            format!(
                "INSERT INTO permission_images (request, place, media_type, document) VALUES ('{REQUEST}', 1, 'image/png', '<svg/>          ')"
            ),
            "comes with it",
        ),
        (
            format!(
                "INSERT INTO permissions (id, number, decision, asset, use_type, holder_kind, commitment, clause, conditions, starts_on, body) \
                     VALUES (gen_random_uuid(), 1, '{DECISION}', {mark}, 'goods', 'named', sha256('x'), 'x', '', CURRENT_DATE, '{{}}')"
            ),
            "as many officers as the rule asks for",
        ),
        (
            "UPDATE permit_policies SET answer = 'allowed'".to_owned(),
            "permission denied",
        ),
        (
            "DELETE FROM permission_requests".to_owned(),
            "permission denied",
        ),
        (
            "UPDATE permission_askers SET name = 'x'".to_owned(),
            "permission denied",
        ),
    ] {
        let refused = db.batch_execute(&statement).await.unwrap_err().to_string();
        let wanted = match constraint {
            "policy_follows_the_last" => "versions of the policy follow one another",
            "kept by" => "entered by whoever answers for the marks",
            other => other,
        };
        assert!(refused.contains(wanted), "{statement}: {refused}");
    }
    // A file that says otherwise than was decided is no permission.
    db.batch_execute(&format!(
        "INSERT INTO permission_decisions (id, request, verdict, clause, conditions, last_day, takes_two, decided_by) \
         VALUES ('{DECISION}', '{REQUEST}', 'granted', 'Policy § 4', 'Ten', NULL, true, {secretary})"
    ))
    .await
    .unwrap();
    assert_eq!(
        text(
            &app,
            "SELECT takes_two::text AS it FROM permission_decisions"
        )
        .await,
        "false",
        "the database says itself whether it takes two"
    );
    let forged = format!(
        "INSERT INTO permissions (id, number, decision, asset, use_type, holder_kind, commitment, clause, conditions, starts_on, body) \
         SELECT gen_random_uuid(), 1, '{DECISION}', {mark}, 'goods', 'named', sha256('x'), 'Policy § 4', 'Ten', legal_day(clock_timestamp()), \
            convert_to('{{\"kind\":\"permission\",\"permission\":1,\"conditions\":[\"Ten thousand\"]}}', 'UTF8')"
    );
    let refused = db.batch_execute(&forged).await.unwrap_err().to_string();
    assert!(refused.contains("its file says the same"), "{refused}");
    // As a superuser in replication the guards stand as well.
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    let ninth = entered(9, secretary, mark);
    for (statement, constraint) in [
        (forged.as_str(), "permission_says_what_was_decided"),
        (ninth.as_str(), "policy_follows_the_last"),
        (
            "UPDATE permission_decisions SET conditions = ''",
            "history_is_append_only",
        ),
        ("DELETE FROM permit_policies", "history_is_append_only"),
        (
            "UPDATE permission_askers SET name = 'x'",
            "erased_by_two_officers_alone",
        ),
        ("TRUNCATE permission_askers", "history_is_append_only"),
    ] {
        let refused = match administrator.batch_execute(statement).await {
            Ok(()) => panic!("went through: {statement}"),
            Err(DatabaseError(_, about)) => about
                .constraint_name()
                .unwrap_or(about.message())
                .to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(refused, constraint, "{statement}");
    }
}
