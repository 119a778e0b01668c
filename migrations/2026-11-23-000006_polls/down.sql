DROP TABLE poll_certifications, poll_results, poll_reveals, poll_unsealings, poll_closings, cast_receipts,
    digests_to_log, envelopes, poll_openings, poll_keys, poll_drafts CASCADE;
DROP FUNCTION guard_certification(), guard_after_close(), close_poll(uuid),
    cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea),
    guard_envelope(), open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid), guard_draft(), guard_share();
DROP TABLE polls;
