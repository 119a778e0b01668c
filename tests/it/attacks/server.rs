//! With the application's password.

use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;

use super::ground::{DENIED, Ground, HARMLESS, text};

/// Tried on every table of history; `T` its name, `C` a column, `A` all, `K` its key.
const ON_EACH_TABLE: [(&str, &str); 17] = [
    ("UPDATE T SET C = C", DENIED),
    ("DELETE FROM T", DENIED),
    ("TRUNCATE T CASCADE", DENIED),
    (
        "INSERT INTO T (A) OVERRIDING SYSTEM VALUE SELECT A FROM T ON CONFLICT ON CONSTRAINT K DO UPDATE SET C = EXCLUDED.C",
        DENIED,
    ),
    (
        "WITH gone AS (DELETE FROM T RETURNING *) SELECT count(*) FROM gone",
        DENIED,
    ),
    ("COPY (DELETE FROM T RETURNING *) TO STDOUT", DENIED),
    ("COPY T (C) FROM '/etc/hostname'", DENIED),
    ("SELECT * FROM T FOR UPDATE", DENIED),
    (
        "BEGIN; DECLARE c CURSOR FOR SELECT * FROM T FOR UPDATE; FETCH c; UPDATE T SET C = C WHERE CURRENT OF c; COMMIT",
        DENIED,
    ),
    (
        "BEGIN; LOCK TABLE T IN ACCESS EXCLUSIVE MODE; COMMIT",
        DENIED,
    ),
    ("ALTER TABLE T DISABLE TRIGGER ALL", DENIED),
    ("ALTER TABLE T ADD COLUMN more text", DENIED),
    ("ALTER TABLE T RENAME TO gone", DENIED),
    ("DROP TRIGGER append_only ON T", DENIED),
    (
        "CREATE RULE quiet AS ON INSERT TO T DO INSTEAD NOTHING",
        DENIED,
    ),
    (
        "CREATE TRIGGER mine BEFORE INSERT ON T FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        DENIED,
    ),
    ("DROP TABLE T CASCADE", DENIED),
];

/// From PostgreSQL 15 on.
const MERGE: &str = "MERGE INTO T USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE";

/// Becoming somebody else, or switching something off.
const POWERS: [(&str, &str); 41] = [
    ("SET session_replication_role = replica", DENIED),
    (
        "SELECT set_config('session_replication_role', 'replica', false)",
        DENIED,
    ),
    (
        "ALTER ROLE commonhold_app SET session_replication_role = replica",
        DENIED,
    ),
    (
        "ALTER DATABASE postgres SET session_replication_role = replica",
        DENIED,
    ),
    ("ALTER SYSTEM SET fsync = off", DENIED),
    ("SELECT pg_reload_conf()", DENIED),
    ("CHECKPOINT", DENIED),
    ("SET ROLE commonhold_owner", DENIED),
    ("SET SESSION AUTHORIZATION commonhold_owner", DENIED),
    ("GRANT commonhold_owner TO commonhold_app", DENIED),
    ("ALTER ROLE commonhold_app SUPERUSER", DENIED),
    ("ALTER ROLE commonhold_certifier PASSWORD 'x'", DENIED),
    ("CREATE ROLE mine", DENIED),
    (
        "REASSIGN OWNED BY commonhold_owner TO commonhold_app",
        DENIED,
    ),
    ("DROP OWNED BY commonhold_owner", DENIED),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE commonhold_owner GRANT ALL ON TABLES TO commonhold_app",
        DENIED,
    ),
    // PostgreSQL warns and grants nothing.
    ("GRANT ALL ON envelopes TO commonhold_app", HARMLESS),
    (
        "REVOKE ALL ON poll_results FROM commonhold_auditor",
        HARMLESS,
    ),
    ("ALTER TABLE envelopes OWNER TO commonhold_app", DENIED),
    (
        "CREATE OR REPLACE FUNCTION guard_envelope() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        DENIED,
    ),
    ("ALTER FUNCTION guard_envelope() SECURITY INVOKER", DENIED),
    (
        "ALTER FUNCTION close_poll(uuid) SET search_path = public",
        DENIED,
    ),
    ("SELECT refuse_rewrite()", DENIED),
    ("CALL keep_as_history('polls')", DENIED),
    ("CREATE TABLE mine (x int)", DENIED),
    ("CREATE TEMP TABLE envelopes (x int)", DENIED),
    ("CREATE TABLE pg_temp.polls (id uuid, state text)", DENIED),
    ("CREATE SCHEMA mine", DENIED),
    ("CREATE VIEW mine AS SELECT * FROM envelopes", DENIED),
    ("CREATE TEMP VIEW polls AS SELECT 1 AS id", DENIED),
    (
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        DENIED,
    ),
    (
        "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        DENIED,
    ),
    (
        "CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        DENIED,
    ),
    (
        "CREATE OPERATOR public.= (LEFTARG = bytea, RIGHTARG = bytea, FUNCTION = byteane)",
        DENIED,
    ),
    ("CREATE TYPE mine AS ENUM ('a')", DENIED),
    ("CREATE EXTENSION dblink", DENIED),
    (
        "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION refuse_rewrite()",
        DENIED,
    ),
    ("CREATE PUBLICATION mine FOR TABLE envelopes", DENIED),
    ("SELECT pg_create_physical_replication_slot('mine')", DENIED),
    ("UPDATE pg_trigger SET tgenabled = 'D'", DENIED),
    ("SELECT * FROM pg_authid", DENIED),
];

/// Reaching outside, or around.
const WAYS: [(&str, &str); 26] = [
    ("SELECT pg_read_file('/etc/hostname')", DENIED),
    ("SELECT pg_ls_dir('.')", DENIED),
    ("SELECT lo_import('/etc/hostname')", DENIED),
    ("SELECT lo_export(1, '/tmp/mine')", DENIED),
    ("COPY poll_results FROM PROGRAM 'true'", DENIED),
    ("COPY envelopes TO '/tmp/mine'", DENIED),
    (
        "SELECT dblink_exec('', 'DELETE FROM envelopes')",
        "does not exist",
    ),
    ("DO $$ BEGIN DELETE FROM public.envelopes; END $$", DENIED),
    (
        "DO $$ BEGIN EXECUTE 'SET session_replication_role = replica'; END $$",
        DENIED,
    ),
    (
        "DO $$ BEGIN UPDATE public.polls SET state = 'draft'; EXCEPTION WHEN OTHERS THEN NULL; END $$",
        HARMLESS,
    ),
    ("BEGIN; DELETE FROM digests_to_log; COMMIT", DENIED),
    (
        "BEGIN; SELECT 1; PREPARE TRANSACTION 'mine'",
        "prepared transactions are disabled",
    ),
    (
        "PREPARE mine AS UPDATE envelopes SET weight = 1; EXECUTE mine",
        DENIED,
    ),
    (
        "SET search_path = pg_temp, public; SELECT close_poll('$OPEN')",
        HARMLESS,
    ),
    (
        "SET search_path = pg_temp; SELECT public.close_poll('$CLOSED')",
        HARMLESS,
    ),
    ("SET row_security = off; DELETE FROM envelopes", DENIED),
    (
        "BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO office_terms (id, person, office, starts_at, decision) SELECT gen_random_uuid(), gen_random_uuid(), 'secretary', now(), id FROM recorded_decisions LIMIT 1; COMMIT",
        "office_terms_person",
    ),
    ("SELECT setval('polls_number_seq', 1)", DENIED),
    ("SELECT nextval('polls_number_seq')", DENIED),
    ("ALTER SEQUENCE polls_number_seq RESTART", DENIED),
    (
        "SELECT pg_advisory_lock(hashtextextended('poll $OPEN', 0)), pg_advisory_lock(hashtextextended('commonhold/member-facts', 0))",
        HARMLESS,
    ),
    ("SELECT settle_member_facts()", HARMLESS),
    ("ALTER TABLE polls DISABLE RULE ALL", "syntax error"),
    ("ALTER TABLE polls DISABLE TRIGGER guard", DENIED),
    ("CLUSTER envelopes USING envelopes_pkey", DENIED),
    ("COMMENT ON TABLE envelopes IS 'x'", DENIED),
];

/// Against what votes, rolls, offices and addresses are.
const FORGERIES: [(&str, &str); 57] = [
    // The row of a poll.
    (
        "UPDATE polls SET state = 'draft' WHERE id = '$CLOSED'",
        DENIED,
    ),
    (
        "UPDATE polls SET closes_at = closes_at + interval '1 day' WHERE id = '$OPEN'",
        DENIED,
    ),
    ("DELETE FROM polls WHERE id = '$DRAFT'", DENIED),
    (
        "INSERT INTO polls (id, created_by, state) SELECT gen_random_uuid(), created_by, 'draft' FROM polls LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO polls (id, created_by, recorded_at) SELECT gen_random_uuid(), created_by, '2001-01-01' FROM polls LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO polls (id, created_by) VALUES (gen_random_uuid(), gen_random_uuid())",
        "polls_created_by_fkey",
    ),
    ("SELECT close_poll('$OPEN')", HARMLESS),
    // Drafts, keys and the opening.
    (
        "INSERT INTO poll_drafts (poll_id, version, content, drafted_by) SELECT poll_id, 99, content, drafted_by FROM poll_drafts WHERE poll_id = '$OPEN' LIMIT 1",
        "poll_is_fixed",
    ),
    (
        "INSERT INTO poll_keys (poll_id, person_id, kind, name, key, reveal) SELECT poll_id, person_id, kind, name, sha256('mine'), sha256('mine') FROM poll_keys WHERE poll_id = '$CLOSED' AND kind = 'sign' LIMIT 1",
        "poll_is_fixed",
    ),
    (
        "INSERT INTO poll_keys (poll_id, person_id, kind, name, key, reveal) SELECT '$DRAFT', person_id, kind, name, key, reveal FROM poll_keys WHERE poll_id = '$CLOSED' AND kind = 'sign' LIMIT 1",
        "share_serves_one_poll",
    ),
    (
        "INSERT INTO poll_openings (poll_id, version, manifest, opened_by) SELECT '$DRAFT', version, manifest, opened_by FROM poll_openings LIMIT 1",
        DENIED,
    ),
    // Envelopes: late, early, for no entitlement, for another weight, twice, or under an old sight.
    (
        "INSERT INTO envelopes SELECT poll_id, entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes WHERE poll_id = '$CLOSED' LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO envelopes SELECT '$DRAFT', entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO envelopes SELECT gen_random_uuid(), entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', substr(sha256('nobody'), 1, 16), 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelope_is_entitled",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), 1000, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelope_is_entitled",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), NULL, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelope_is_entitled",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, digest FROM envelopes LIMIT 1",
        "digest",
    ),
    (
        "INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, envelope_id, weight, enc, ct, sha256('x') FROM envelopes LIMIT 1",
        "envelopes_envelope_id_key",
    ),
    (
        "BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO envelopes SELECT '$OPEN', entitlement, 9, substr(sha256('x'), 1, 16), weight, enc, ct, sha256('x') FROM envelopes LIMIT 1; COMMIT",
        "guard_sees_what_is",
    ),
    (
        "SELECT cast_envelope('$CLOSED', entitlement, weight, substr(sha256('x'), 1, 16), enc, ct, sha256('x'), sha256('k'), 's', repeat('s', 64)::bytea, sha256('m')) FROM envelopes WHERE poll_id = '$CLOSED' LIMIT 1",
        "poll_is_open",
    ),
    (
        "INSERT INTO digests_to_log (poll_id, digest) VALUES ('$OPEN', sha256('x'))",
        DENIED,
    ),
    (
        "INSERT INTO cast_receipts SELECT sha256('k'), poll_id, entitlement, session, substr(sha256('x'), 1, 16), sha256('x'), signature, body_mac FROM cast_receipts LIMIT 1",
        "receipt_is_of_an_envelope",
    ),
    (
        "INSERT INTO cast_receipts SELECT sha256('k'), poll_id, substr(sha256('x'), 1, 16), session, envelope_id, digest, signature, body_mac FROM cast_receipts LIMIT 1",
        "receipt_is_of_an_envelope",
    ),
    // The close and what comes after it.
    (
        "INSERT INTO poll_closings SELECT '$OPEN', 0, 0, 0, 0, sha256(''), '', ''",
        "poll_is_closed",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded, live, votes, sha256('x'), '', '' FROM poll_closings",
        "poll_closings_pkey",
    ),
    (
        "INSERT INTO poll_closings (poll_id, cast_count, superseded, live, votes, live_root, live_lines, participation) SELECT poll_id, cast_count, superseded + 1, live - 1, votes, live_root, '', '' FROM poll_closings",
        "closing_is_what_was_cast",
    ),
    (
        "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by) SELECT poll_id, officer_key, statement, '', '', uploaded_by FROM poll_unsealings LIMIT 1",
        "poll_unsealings_pkey",
    ),
    (
        "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by) SELECT poll_id, sha256('mine'), statement, '', '', uploaded_by FROM poll_unsealings LIMIT 1",
        "officer_key_is_of_the_poll",
    ),
    (
        "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by) SELECT '$OPEN', officer_key, statement, '', '', uploaded_by FROM poll_unsealings LIMIT 1",
        "poll_is_closed",
    ),
    (
        "INSERT INTO poll_reveals (poll_id, officer_key, reveal, uploaded_by) SELECT poll_id, officer_key, sha256('another'), uploaded_by FROM poll_reveals LIMIT 1",
        "poll_reveals_pkey",
    ),
    (
        "INSERT INTO poll_reveals (poll_id, officer_key, reveal, uploaded_by) SELECT poll_id, sha256('mine'), reveal, uploaded_by FROM poll_reveals LIMIT 1",
        "officer_key_is_of_the_poll",
    ),
    (
        "INSERT INTO poll_results (poll_id, result, ballots_sha256, beacon) SELECT poll_id, 'x', ballots_sha256, beacon FROM poll_results",
        "poll_results_pkey",
    ),
    (
        "INSERT INTO poll_results (poll_id, result, ballots_sha256, beacon) SELECT '$OPEN', result, ballots_sha256, beacon FROM poll_results",
        "poll_is_closed",
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT poll_id, person_id, sha256('x') FROM poll_certifications LIMIT 1",
        "certification_is_of_the_count",
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT poll_id, person_id, result_sha256 FROM poll_certifications LIMIT 1",
        "poll_certifications_pkey",
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT '$OPEN', person_id, result_sha256 FROM poll_certifications LIMIT 1",
        "certification_is_of_the_count",
    ),
    (
        "INSERT INTO poll_certifications (poll_id, person_id, result_sha256) SELECT poll_id, gen_random_uuid(), result_sha256 FROM poll_certifications LIMIT 1",
        "poll_certifications_person_id_fkey",
    ),
    // Rolls.
    (
        "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes) SELECT gen_random_uuid(), record_date, now() + interval '1 minute', proposed_by, file_sha256, leaves, votes FROM rolls LIMIT 1",
        "roll_is_known_now",
    ),
    (
        "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes) SELECT gen_random_uuid(), record_date, known_at, proposed_by, file_sha256, leaves, votes FROM rolls LIMIT 1",
        "roll_is_known_now",
    ),
    (
        "INSERT INTO rolls (id, record_date, known_at, proposed_by, file_sha256, leaves, votes) SELECT gen_random_uuid(), record_date, 'infinity', proposed_by, file_sha256, leaves, votes FROM rolls LIMIT 1",
        "roll_is_known_now",
    ),
    (
        "INSERT INTO roll_entitlements SELECT roll_id, substr(sha256('x'), 1, 16), membership_id, class_id, votes, commitment FROM roll_entitlements LIMIT 1",
        "roll_is_fixed",
    ),
    (
        "INSERT INTO roll_entitlements SELECT gen_random_uuid(), substr(sha256('x'), 1, 16), membership_id, class_id, votes, commitment FROM roll_entitlements LIMIT 1",
        "roll_is_fixed",
    ),
    (
        "INSERT INTO roll_certifications (roll_id, certified_by, root) SELECT roll_id, certified_by, sha256('x') FROM roll_certifications LIMIT 1",
        "roll_certifications_pkey",
    ),
    (
        "INSERT INTO roll_certifications (roll_id, certified_by, root) SELECT id, proposed_by, sha256('x') FROM rolls LIMIT 1",
        "roll_takes_two",
    ),
    ("UPDATE roll_openings SET salt = sha256('x')", DENIED),
    ("DELETE FROM roll_openings", DENIED),
    // Offices, the foundation, people's addresses.
    (
        "UPDATE office_terms SET person = (SELECT person FROM accounts WHERE address LIKE 'kim@%')",
        DENIED,
    ),
    (
        "INSERT INTO office_ends (term, ends_at, decision) SELECT gen_random_uuid(), now(), decision FROM office_terms LIMIT 1",
        "office_ends_term_fkey",
    ),
    (
        "INSERT INTO office_terms (id, person, office, starts_at, decision) SELECT gen_random_uuid(), person, office, now(), gen_random_uuid() FROM office_terms LIMIT 1",
        "office_terms_decision_fkey",
    ),
    (
        "INSERT INTO foundations (name, time_zone, public_origin, log_origin) SELECT name, time_zone, public_origin, 'elsewhere.example/log' FROM foundations LIMIT 1",
        "log_origin_for_life",
    ),
    (
        "UPDATE accounts SET address = 'eve@elsewhere.example' WHERE address LIKE 'kim@%'",
        "account_address_by_two_after_72_hours",
    ),
    ("UPDATE accounts SET person = gen_random_uuid()", DENIED),
    ("DELETE FROM accounts", DENIED),
    (
        "INSERT INTO address_change_effects (change) VALUES (gen_random_uuid())",
        DENIED,
    ),
    (
        "INSERT INTO address_changes (id, account, old_address, new_address, reason, proposed_by) SELECT gen_random_uuid(), id, address, 'eve@elsewhere.example', 'x', person FROM accounts WHERE address LIKE 'kim@%'",
        "address_change_by_officer",
    ),
    (
        "INSERT INTO address_change_approvals (change, approved_by) SELECT gen_random_uuid(), person FROM accounts LIMIT 1",
        "address_change_under_way",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_application_s_password_changes_no_history() {
    let ground = Ground::lay().await;
    let mut attacks: Vec<(String, &str)> = Vec::new();
    let version = "SELECT current_setting('server_version_num') AS it";
    let version = text(&mut ground.superuser().await, version).await;
    let merge = (version.as_str() >= "150000").then_some((MERGE, DENIED));
    for table in ground.tables() {
        for (sql, by) in ON_EACH_TABLE.into_iter().chain(merge) {
            attacks.push((table.attacked(sql), by));
        }
    }
    for (sql, by) in POWERS.into_iter().chain(WAYS).chain(FORGERIES) {
        attacks.push((sql.to_owned(), by));
    }
    ground
        .withstands(async || ground.session(Role::App).await, &attacks)
        .await;
}

/// What may be written is dated by the database, whatever the writer says.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_recorded_in_the_past() {
    let ground = Ground::lay().await;
    let mut session = ground.enters(Role::App).await;
    for (insert, asked) in [
        (
            "INSERT INTO recorded_decisions (id, title, decision, decided_by, decided_on, citation, recorded_at)
             VALUES (gen_random_uuid(), 'Mine', 'x', 'x', '2001-01-01', 'x', '2001-01-01')",
            "SELECT (recorded_at > now() - interval '1 minute')::text AS it FROM recorded_decisions WHERE title = 'Mine'",
        ),
        (
            "INSERT INTO membership_ends (membership, ends_on, reason, recorded_at)
             SELECT id, '2001-01-01', 'resigned', '2001-01-01' FROM memberships ORDER BY number LIMIT 1",
            "SELECT (recorded_at > now() - interval '1 minute')::text AS it FROM membership_ends",
        ),
        (
            "INSERT INTO poll_drafts (poll_id, version, content, drafted_by, recorded_at)
             SELECT poll_id, 77, content, drafted_by, '2001-01-01' FROM poll_drafts WHERE poll_id = '$DRAFT' LIMIT 1",
            "SELECT (recorded_at > now() - interval '1 minute')::text AS it FROM poll_drafts WHERE version = 77",
        ),
        (
            "INSERT INTO office_ends (term, ends_at, decision, recorded_at)
             SELECT id, '2001-01-01', decision, '2001-01-01' FROM office_terms LIMIT 1",
            "SELECT (recorded_at > now() - interval '1 minute' AND ends_at > now() - interval '1 minute')::text AS it FROM office_ends",
        ),
        (
            "INSERT INTO polls (id, created_by) SELECT '00000000-0000-0000-0000-000000000077', created_by FROM polls LIMIT 1",
            "SELECT (recorded_at > now() - interval '1 minute')::text AS it FROM polls WHERE id = '00000000-0000-0000-0000-000000000077'",
        ),
    ] {
        let insert = ground.about(insert);
        session.batch_execute("BEGIN").await.unwrap();
        session.batch_execute(&insert).await.expect(&insert);
        assert_eq!(text(&mut session, asked).await, "true", "{insert}");
        session.batch_execute("ROLLBACK").await.unwrap();
    }
}

/// The other processes reach less of it still.
#[tokio::test(flavor = "multi_thread")]
async fn the_other_roles_change_no_history_either() {
    let ground = Ground::lay().await;
    for role in [Role::Sequencer, Role::Certifier, Role::Auditor] {
        let mut attacks: Vec<(String, &str)> = Vec::new();
        for table in ground.tables() {
            for (sql, by) in &ON_EACH_TABLE[..3] {
                attacks.push((table.attacked(sql), by));
            }
        }
        for (sql, by) in &POWERS[..3] {
            attacks.push(((*sql).to_owned(), by));
        }
        for sql in [
            "INSERT INTO office_terms SELECT * FROM office_terms",
            "SELECT cast_envelope('$OPEN', entitlement, weight, envelope_id, enc, ct, digest, digest, '', '', '') FROM envelopes",
            "SELECT close_poll('$OPEN')",
            "SELECT * FROM passwords",
            "SELECT * FROM session_tokens",
            "SELECT * FROM roll_openings",
            "SELECT * FROM outbox_letters",
            "SELECT address FROM accounts",
            "SELECT new_address FROM address_changes",
            "SELECT * FROM cast_receipts",
        ] {
            attacks.push((sql.to_owned(), DENIED));
        }
        if role != Role::Certifier {
            attacks.push(("SELECT count(*) FROM envelopes".to_owned(), DENIED));
            attacks.push(("SELECT count(*) FROM digests_to_log".to_owned(), DENIED));
        }
        if role == Role::Auditor {
            let insert = "INSERT INTO poll_results SELECT * FROM poll_results";
            attacks.push((insert.to_owned(), DENIED));
            for readable in ["roll_entitlements", "polls", "poll_results", "office_terms"] {
                attacks.push((format!("SELECT * FROM {readable}"), HARMLESS));
            }
        }
        let open = async || {
            let session = ground.session(role).await;
            // What the grants allow, not what the session is told to.
            let writing = "SET default_transaction_read_only = off";
            session.batch_execute(writing).await.unwrap();
            session
        };
        ground.withstands(open, &attacks).await;
    }
}
