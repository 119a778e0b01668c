DROP FUNCTION require_fresh_sight();
DROP PROCEDURE keep_until_erased(regclass, text, text);
DROP FUNCTION guard_erasable();
DROP PROCEDURE keep_as_member_facts(regclass);
DROP FUNCTION settle_member_facts();
DROP FUNCTION hold_member_facts();
DROP PROCEDURE keep_as_history(regclass);
DROP PROCEDURE keep_rows_as_history(regclass);
DROP PROCEDURE keep_references(regclass);
DROP FUNCTION require_references();
DROP FUNCTION set_recorded_at();
DROP FUNCTION refuse_rewrite_of_row();
DROP FUNCTION refuse_rewrite();
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
REVOKE USAGE ON SCHEMA public
    FROM commonhold_app, commonhold_sequencer, commonhold_certifier, commonhold_auditor;
