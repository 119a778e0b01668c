REVOKE INSERT ON outbox_letters, outbox_queue FROM commonhold_certifier;
REVOKE SELECT (id, person) ON accounts FROM commonhold_certifier;
REVOKE SELECT ON polls, foundations FROM commonhold_certifier;
REVOKE EXECUTE ON FUNCTION open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid) FROM commonhold_certifier;
GRANT EXECUTE ON FUNCTION open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid) TO commonhold_app;
REVOKE INSERT ON roll_certifications, poll_results, poll_certifications FROM commonhold_certifier;
GRANT INSERT ON roll_certifications, poll_results, poll_certifications TO commonhold_app;
DROP TRIGGER guard_opening ON poll_unsealings;
ALTER TABLE poll_unsealings DROP COLUMN id;
ALTER TABLE poll_unsealings ADD PRIMARY KEY (poll_id, officer_key);
DROP TRIGGER guard_voided ON poll_results;
DROP TABLE poll_set_asides, poll_voidings, act_outcomes, act_signatures, acts, officer_keys, officer_key_uploads CASCADE;
DROP FUNCTION guard_act_signature(), guard_act_outcome(), guard_standing_key(),
    guard_set_aside(), guard_voiding(), guard_not_voided(), guard_opening_anew();
