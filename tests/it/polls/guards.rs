//! What the database refuses whoever asks.

use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::founded;
use crate::support::TestApp;
use crate::support::election::{NO_LIMITS, Plan, Poll};

/// Runs SQL that must be refused, by a guard's name or for want of a right.
pub async fn refused(conn: &mut AsyncPgConnection, sql: &str, by: &str) {
    match conn.batch_execute(sql).await {
        Ok(()) => panic!("{sql} was not refused"),
        Err(diesel::result::Error::DatabaseError(_, information)) => {
            let constraint = information.constraint_name().unwrap_or_default();
            let message = information.message();
            assert!(
                constraint == by || message.contains(by),
                "{sql} was refused by {constraint:?} ({message}), not {by}"
            );
        }
        Err(error) => panic!("{sql}: {error}"),
    }
}

/// The tables that are history, as the database knows them, each with a column.
pub async fn history(conn: &mut AsyncPgConnection) -> Vec<(String, String)> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        column: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT t.tgrelid::regclass::text AS name,
                (SELECT a.attname::text FROM pg_attribute a
                 WHERE a.attrelid = t.tgrelid AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.attidentity = '' AND a.attgenerated = ''
                 ORDER BY a.attnum LIMIT 1) AS column
         FROM pg_trigger t WHERE t.tgname = 'append_only' AND t.tgenabled = 'A' ORDER BY 1",
    )
    .load(conn)
    .await
    .unwrap();
    rows.into_iter().map(|row| (row.name, row.column)).collect()
}

pub const DENIED: &str = "permission denied";

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_what_the_bylaws_forbid() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = founded(&app).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let draft = Poll::draft(&foundation, &Plan::default()).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    let connect = async |role| pool::connect(&app.database.address(role)).await.unwrap();
    let (mut server, mut owner) = (connect(Role::App).await, connect(Role::Owner).await);

    let tables = history(&mut owner).await;
    for expected in [
        "envelopes",
        "digests_to_log",
        "cast_receipts",
        "poll_drafts",
        "poll_keys",
        "poll_openings",
        "poll_closings",
        "poll_unsealings",
        "poll_reveals",
        "poll_results",
        "poll_certifications",
        "rolls",
        "roll_entitlements",
        "roll_certifications",
        "memberships",
    ] {
        assert!(
            tables.iter().any(|(name, _)| name == expected),
            "{expected}"
        );
    }
    for (table, column) in &tables {
        for sql in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
        ] {
            refused(&mut server, &sql, DENIED).await;
            refused(&mut owner, &sql, "history_is_append_only").await;
        }
    }

    // The poll moves by its functions only, and those ask for what is due.
    let (id, drafted) = (poll.id.to_string(), draft.id.to_string());
    for sql in [
        "UPDATE polls SET state = 'closed', closed_at = now()".to_owned(),
        "UPDATE polls SET closes_at = closes_at + interval '1 day'".to_owned(),
        "DELETE FROM polls".to_owned(),
        "INSERT INTO polls (id, created_by, state) SELECT gen_random_uuid(), created_by, 'open' FROM polls".to_owned(),
        "INSERT INTO digests_to_log SELECT poll_id, digest FROM envelopes".to_owned(),
        "INSERT INTO poll_openings SELECT * FROM poll_openings".to_owned(),
        "SET session_replication_role = replica".to_owned(),
        "ALTER TABLE envelopes DISABLE TRIGGER ALL".to_owned(),
        "CREATE TABLE mine (x int)".to_owned(),
        "CREATE TEMP TABLE mine (x int)".to_owned(),
    ] {
        let why = if sql.starts_with("ALTER") {
            "must be owner"
        } else {
            DENIED
        };
        refused(&mut server, &sql, why).await;
    }
    refused(&mut owner, "SET session_replication_role = replica", DENIED).await;
    server
        .batch_execute(&format!("SELECT close_poll('{id}')"))
        .await
        .unwrap();
    let page = kim.get(&format!("/polls/{}", poll.number)).await;
    assert!(
        page.text().contains("A ballot is in."),
        "before its time nothing closes"
    );
    let open_again = format!(
        "SELECT open_poll('{drafted}', 1, 'x', sha256('x'), o.roll_id, now(), now() + interval '1 day', d.drafted_by)
         FROM polls o, poll_drafts d WHERE o.id = '{id}' AND d.poll_id = '{drafted}'"
    );
    // Not by the application; nor by the certifier, where the records say otherwise.
    refused(&mut server, &open_again, DENIED).await;
    let mut certifier = connect(Role::Certifier).await;
    refused(&mut certifier, &open_again, "poll_takes_two").await;
    let other = open_again.replace("d.drafted_by)", "c.certified_by)");
    let other = other.replace("poll_drafts d", "poll_drafts d, roll_certifications c");
    for (sql, guard) in [
        (other.replace(", 1, ", ", 2, "), "poll_draft_is_current"),
        (
            other.replace("now() + interval '1 day'", "now() - interval '1 day'"),
            "poll_closes_later",
        ),
        (
            other.replace("o.roll_id", "gen_random_uuid()"),
            "poll_roll_is_certified",
        ),
    ] {
        refused(&mut certifier, &sql, guard).await;
    }
    let opened = format!(
        "INSERT INTO poll_drafts SELECT poll_id, version + 1, content, drafted_by FROM poll_drafts WHERE poll_id = '{id}'"
    );
    refused(&mut server, &opened, "poll_is_fixed").await;

    // An envelope needs an open poll and an entitlement of its roll with its weight.
    let envelope = |poll: &str, entitlement: &str, weight: &str| {
        format!(
            "INSERT INTO envelopes (poll_id, entitlement, seq, envelope_id, weight, enc, ct, digest)
             SELECT '{poll}', {entitlement}, 7, substr(sha256(random()::text::bytea), 1, 16), {weight}, 'e', 'c',
                    sha256(random()::text::bytea)
             FROM roll_entitlements e WHERE e.votes = 50"
        )
    };
    refused(
        &mut server,
        &envelope(&drafted, "e.entitlement", "50"),
        "poll_is_open",
    )
    .await;
    refused(
        &mut server,
        &envelope(&id, "e.entitlement", "1"),
        "envelope_is_entitled",
    )
    .await;
    refused(
        &mut server,
        &envelope(&id, "e.entitlement", "51"),
        "envelope_is_entitled",
    )
    .await;
    let foreign = "substr(sha256('foreign'), 1, 16)";
    refused(
        &mut server,
        &envelope(&id, foreign, "50"),
        "envelope_is_entitled",
    )
    .await;
    let nowhere = "00000000-0000-0000-0000-000000000000";
    refused(
        &mut server,
        &envelope(nowhere, "e.entitlement", "50"),
        "poll_is_open",
    )
    .await;
    // An old snapshot would show the guard a poll that is long closed.
    let snapshot = format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ; {}; COMMIT",
        envelope(&id, "e.entitlement", "50")
    );
    refused(&mut server, &snapshot, "guard_sees_what_is").await;
    server.batch_execute("ROLLBACK").await.unwrap();
    server
        .batch_execute(&envelope(&id, "e.entitlement", "50"))
        .await
        .expect("the same envelope with everything right");

    // An answer is for an envelope that is there, with its digest; no poll goes.
    for (envelope_id, digest) in [
        ("substr(sha256('none'), 1, 16)", "digest"),
        ("envelope_id", "sha256('other')"),
    ] {
        let receipt = format!(
            "INSERT INTO cast_receipts (cast_key, poll_id, entitlement, session, envelope_id, digest, signature, body_mac)
             SELECT sha256('key'), poll_id, entitlement, 's', {envelope_id}, {digest}, sha512('s'), sha256('m')
             FROM envelopes LIMIT 1"
        );
        refused(&mut server, &receipt, "receipt_is_of_an_envelope").await;
    }
    for sql in ["DELETE FROM polls", "TRUNCATE polls CASCADE"] {
        refused(&mut owner, sql, "history_is_append_only").await;
    }

    // After the close only.
    for sql in [
        format!("INSERT INTO poll_closings SELECT '{id}', 0, 0, 0, 0, sha256(''), '', ''"),
        format!(
            "INSERT INTO poll_reveals SELECT '{id}', sha256(''), sha256(''), created_by FROM polls LIMIT 1"
        ),
        format!(
            "INSERT INTO poll_unsealings SELECT '{id}', sha256(''), '', '', '', created_by FROM polls LIMIT 1"
        ),
    ] {
        refused(&mut server, &sql, "poll_is_closed").await;
    }
    let certified = format!(
        "INSERT INTO poll_certifications SELECT '{id}', created_by, sha256('') FROM polls LIMIT 1"
    );
    refused(&mut server, &certified, DENIED).await;
    refused(&mut certifier, &certified, "certification_is_of_the_count").await;
    let result = format!("INSERT INTO poll_results SELECT '{id}', '', '', ''");
    refused(&mut server, &result, DENIED).await;
    refused(&mut certifier, &result, "poll_is_closed").await;

    // A certified roll is whole, and a roll takes two.
    for (sql, guard) in [
        (
            "INSERT INTO roll_entitlements SELECT roll_id, substr(sha256('x'), 1, 16), m.id, class_id, votes, commitment
             FROM roll_entitlements e, memberships m WHERE m.id NOT IN (SELECT membership_id FROM roll_entitlements)
             LIMIT 1",
            "roll_is_fixed",
        ),
        (
            "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes)
             SELECT gen_random_uuid(), record_date, now() + interval '1 day', proposed_by, file_sha256, leaves, votes
             FROM rolls LIMIT 1",
            "roll_is_known_now",
        ),
    ] {
        refused(&mut server, sql, guard).await;
    }
    let second = "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes)
                  SELECT gen_random_uuid(), record_date, clock_timestamp(), proposed_by, file_sha256, 2, 2 FROM rolls LIMIT 1";
    server.batch_execute(second).await.unwrap();
    let certify = |by: &str| {
        format!(
            "INSERT INTO roll_certifications (roll_id, certified_by, root)
             SELECT r.id, {by}, sha256('') FROM rolls r, roll_certifications c WHERE r.leaves = 2"
        )
    };
    refused(&mut server, &certify("c.certified_by"), DENIED).await;
    for (by, guard) in [
        ("r.proposed_by", "roll_takes_two"),
        ("c.certified_by", "roll_is_complete"),
    ] {
        refused(&mut certifier, &certify(by), guard).await;
    }
}
