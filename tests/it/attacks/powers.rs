//! Attempts to become somebody else, to switch something off, to shadow a name,
//! or to reach outside of what the grants say.

use super::ground::{DENIED, HARMLESS};

/// Becoming somebody else, or switching something off.
pub const POWERS: [(&str, &str); 41] = [
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
pub const WAYS: [(&str, &str); 26] = [
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
        DENIED,
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
