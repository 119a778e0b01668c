//! As a superuser in a session of replication, where foreign keys and ordinary
//! triggers rest; and with the owner's means, which are seen.

use std::time::Duration;

use diesel_async::SimpleAsyncConnection;

use super::ground::{Ground, HARMLESS, text};
use crate::support::eventually;

const HISTORY: &str = "history_is_append_only";

const ON_EACH_TABLE: [(&str, &str); 6] = [
    ("UPDATE T SET C = C", HISTORY),
    ("DELETE FROM T", HISTORY),
    ("TRUNCATE T CASCADE", HISTORY),
    (
        "INSERT INTO T (A) OVERRIDING SYSTEM VALUE SELECT A FROM T ON CONFLICT ON CONSTRAINT K DO UPDATE SET C = EXCLUDED.C",
        HISTORY,
    ),
    (
        "WITH gone AS (DELETE FROM T RETURNING *) SELECT count(*) FROM gone",
        HISTORY,
    ),
    // The guard of a statement is gone here: that of the rows is left.
    (
        "BEGIN; ALTER TABLE T DISABLE TRIGGER append_only; DO $$ BEGIN IF EXISTS (SELECT FROM T) THEN DELETE FROM T; ELSE RAISE EXCEPTION 'nothing to delete: history_is_append_only'; END IF; END $$; COMMIT",
        HISTORY,
    ),
];

const MERGE: &str = "MERGE INTO T USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE";

const FORGERIES: [(&str, &str); 44] = [
    (
        "UPDATE polls SET state = 'draft', closed_at = NULL WHERE id = '$CLOSED'",
        "poll_moves_forward",
    ),
    (
        "UPDATE polls SET state = 'open', closed_at = NULL WHERE id = '$CLOSED'",
        "poll_moves_forward",
    ),
    (
        "UPDATE polls SET state = 'closed', closed_at = now() WHERE id = '$OPEN'",
        "poll_closes_in_time",
    ),
    (
        "UPDATE polls SET state = 'open', roll_id = gen_random_uuid(), eid = sha256('x'), opens_at = now(), closes_at = now() + interval '1 day' WHERE id = '$DRAFT'",
        "poll_opens_on_certified_roll",
    ),
    (
        "UPDATE polls SET closes_at = closes_at + interval '1 day' WHERE id = '$OPEN'",
        "extension_is_an_act",
    ),
    (
        "UPDATE polls SET eid = sha256('x') WHERE id = '$OPEN'",
        "poll_moves_forward",
    ),
    (
        "UPDATE polls SET created_by = gen_random_uuid() WHERE id = '$DRAFT'",
        "poll_moves_forward",
    ),
    ("DELETE FROM polls", HISTORY),
    ("TRUNCATE polls CASCADE", HISTORY),
    (
        "INSERT INTO polls (id, state, roll_id, eid, opens_at, closes_at, created_by) SELECT gen_random_uuid(), state, roll_id, sha256('x'), opens_at, closes_at, created_by FROM polls WHERE id = '$OPEN'",
        "poll_begins_as_draft",
    ),
    (
        "INSERT INTO polls (id, created_by) VALUES (gen_random_uuid(), gen_random_uuid())",
        "polls_created_by_fkey",
    ),
    (
        "INSERT INTO envelopes SELECT poll_id, entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes WHERE poll_id = '$CLOSED' LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), 1000, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelope_is_entitled",
    ),
    (
        "INSERT INTO digests_to_log SELECT gen_random_uuid(), digest, entitlement FROM digests_to_log LIMIT 1",
        "digests_to_log_pkey",
    ),
    (
        "INSERT INTO poll_results (poll_id, result, ballots_sha256, beacon) VALUES (gen_random_uuid(), '', '', '')",
        "poll_is_closed",
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT poll_id, gen_random_uuid(), result_sha256 FROM poll_certifications LIMIT 1",
        "poll_certifications_person_id_fkey",
    ),
    (
        "INSERT INTO poll_openings (poll_id, version, manifest, opened_by) SELECT '$DRAFT', 99, manifest, opened_by FROM poll_openings LIMIT 1",
        "poll_openings_poll_id_version_fkey",
    ),
    (
        "INSERT INTO office_terms (id, person, office, starts_at, decision) SELECT gen_random_uuid(), gen_random_uuid(), office, now(), decision FROM office_terms LIMIT 1",
        "effect_comes_with_its_decision",
    ),
    (
        "INSERT INTO office_terms (id, person, office, starts_at, decision) SELECT gen_random_uuid(), person, office, now(), gen_random_uuid() FROM office_terms LIMIT 1",
        "office_terms_decision_fkey",
    ),
    (
        "INSERT INTO membership_terms (membership, starts_on, ends_on) VALUES (gen_random_uuid(), '2026-01-01', '2027-01-01')",
        "membership_terms_membership_fkey",
    ),
    (
        "INSERT INTO membership_terms (membership, starts_on, ends_on, corrects) SELECT id, '2026-01-01', '2027-01-01', 1000000 FROM memberships LIMIT 1",
        "membership_terms_are_not_moved",
    ),
    (
        "INSERT INTO representations (organisation, person, starts_on, recorded_by) SELECT id, id, '2026-01-01', id FROM parties WHERE kind = 'person' LIMIT 1",
        "representations_organisation",
    ),
    (
        "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes) SELECT gen_random_uuid(), record_date, known_at, proposed_by, file_sha256, leaves, votes FROM rolls LIMIT 1",
        "roll_is_known_now",
    ),
    (
        "INSERT INTO roll_entitlements SELECT roll_id, substr(sha256('x'), 1, 16), membership_id, class_id, votes, commitment FROM roll_entitlements LIMIT 1",
        "roll_is_fixed",
    ),
    (
        "INSERT INTO roll_certifications (roll_id, certified_by, root) SELECT id, proposed_by, sha256('x') FROM rolls LIMIT 1",
        "roll_takes_two",
    ),
    ("UPDATE roll_openings SET salt = sha256('x')", HISTORY),
    (
        "UPDATE accounts SET address = 'eve@elsewhere.example' WHERE address LIKE 'kim@%'",
        "account_address_by_two_after_72_hours",
    ),
    ("DELETE FROM accounts", HISTORY),
    ("UPDATE log_state SET size = -1", "log_only_grows"),
    ("DELETE FROM log_state", "log_only_grows"),
    ("TRUNCATE log_state", HISTORY),
    (
        "INSERT INTO log_entries (kind, leaf) VALUES ('poll.voided', '{\"kind\":\"poll.voided\",\"v\":1}')",
        "entry_is_of_its_maker",
    ),
    (
        "INSERT INTO log_leaves (index, entry_id) SELECT 7, id FROM log_entries LIMIT 1",
        "leaves_have_no_gap",
    ),
    (
        "INSERT INTO log_checkpoints (size, root, note) VALUES (1000000, sha256(''), '')",
        "checkpoints_grow",
    ),
    (
        "INSERT INTO officer_keys (key, person_id, name) SELECT sha256('mine'), person_id, name FROM officer_keys LIMIT 1",
        "key_is_the_certifiers",
    ),
    (
        "INSERT INTO act_outcomes (act_id, done, sentence) SELECT id, true, 'Done.' FROM acts LIMIT 1",
        "outcome_is_the_certifiers",
    ),
    (
        "INSERT INTO act_signatures (act_id, name, signature, uploaded_by) SELECT act_id, name, repeat('s', 64)::bytea, uploaded_by FROM act_signatures LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO act_withdrawals (act_id, withdrawn_by, reason) SELECT id, proposed_by, 'x' FROM acts LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO act_signature_retractions (act_id, retracted_by, reason) SELECT s.act_id, k.person_id, 'x' FROM act_signatures s JOIN officer_keys k ON k.name = s.name LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO acts (id, kind, subject_id, statement, proposed_by) SELECT gen_random_uuid(), 'poll.voided', subject_id, 'x', gen_random_uuid() FROM acts LIMIT 1",
        "acts_proposed_by_fkey",
    ),
    (
        "INSERT INTO officer_key_uploads (person_id, part) VALUES (gen_random_uuid(), 'x')",
        "officer_key_uploads_person_id_fkey",
    ),
    (
        "INSERT INTO poll_set_asides (digest, poll_id, act_id) SELECT e.digest, e.poll_id, a.id FROM envelopes e, acts a WHERE e.poll_id = '$CLOSED' AND a.subject_id = e.poll_id LIMIT 1",
        "set_aside_is_an_act",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, sha256('x'), live_lines, participation FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    (
        "INSERT INTO poll_voidings (poll_id, act_id, reason) SELECT subject_id, id, 'x' FROM acts WHERE subject_id = '$OPEN' LIMIT 1",
        "voiding_is_an_act",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_superuser_in_a_session_of_replication_is_refused_too() {
    let ground = Ground::lay().await;
    let mut attacks: Vec<(String, &str)> = Vec::new();
    let version = "SELECT current_setting('server_version_num') AS it";
    let version = text(&mut ground.superuser().await, version).await;
    let merge = (version.as_str() >= "150000").then_some((MERGE, HISTORY));
    for table in ground.tables() {
        for (sql, by) in ON_EACH_TABLE.into_iter().chain(merge) {
            attacks.push((table.attacked(sql), by));
        }
    }
    for (sql, by) in FORGERIES {
        attacks.push((sql.to_owned(), by));
    }
    attacks.push((
        "SELECT current_setting('session_replication_role')".to_owned(),
        HARMLESS,
    ));
    ground
        .withstands(
            async || {
                let session = ground.superuser_s_session().await;
                let replica = "SET session_replication_role = replica";
                session.batch_execute(replica).await.unwrap();
                session
            },
            &attacks,
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_that_a_superuser_drops_is_named_to_whoever_watches() {
    let app = crate::support::TestApp::start().await;
    let visitor = app.visitor();
    assert_eq!(
        visitor.get("/readyz").await.html,
        "database: ready\nlog: ready\nledger: none runs\ncertifier: none runs\n"
    );
    let mut superuser = app.database.administrator().await;
    let source = "SELECT pg_get_triggerdef(oid) AS it FROM pg_trigger WHERE tgname = 'guard' AND tgrelid = 'envelopes'::regclass";
    let source = text(&mut superuser, source).await;
    superuser
        .batch_execute(
            "DROP TRIGGER guard ON envelopes; GRANT SELECT ON passwords TO commonhold_auditor",
        )
        .await
        .unwrap();
    let answer = eventually("the difference", async || {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let answer = visitor.get("/readyz").await;
        (answer.status == 503).then_some(answer)
    })
    .await;
    // The subject and no value.
    assert_eq!(
        answer.html,
        "database: grant on table passwords to commonhold_auditor must not be there\n\
         database: trigger guard on envelopes is missing\n\
         log: ready\nledger: none runs\ncertifier: none runs\n"
    );
    superuser
        .batch_execute(&format!(
            "{source}; ALTER TABLE envelopes ENABLE ALWAYS TRIGGER guard; REVOKE SELECT ON passwords FROM commonhold_auditor"
        ))
        .await
        .unwrap();
    eventually("that all is as it must be again", async || {
        tokio::time::sleep(Duration::from_millis(500)).await;
        (visitor.get("/readyz").await.status == 200).then_some(())
    })
    .await;
}
