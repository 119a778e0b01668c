DROP FUNCTION log_close(uuid), polls_with_casts_to_log(), log_casts(uuid), log_batches(uuid, integer),
    digests_leaf(text, bytea, bytea[]), report_log(bigint, text), sequence_log(bigint, integer), lead_log();
DROP INDEX digests_to_log_of_poll;
REVOKE SELECT ON foundations FROM commonhold_sequencer;
DROP TABLE digests_logged, log_checkpoints, log_leaves, log_pending, log_entries, log_state;
DROP FUNCTION guard_log_checkpoint(), guard_log_leaf(), queue_log_entry(), guard_log_entry(), guard_log_state();
