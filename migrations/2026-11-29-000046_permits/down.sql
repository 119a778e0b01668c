DROP TRIGGER erase_asked ON erasures;
DROP FUNCTION erase_asked();
DROP TABLE misuse_steps, misuse_reporters, misuse_reports, permission_revocations, permission_holders, permissions,
    permission_retractions, permission_confirmations, permission_decisions, permission_steps, permission_images,
    permission_askers, permission_requests CASCADE;
DROP VIEW permit_policy_now;
DROP TABLE permit_policy_confirmations, permit_policies CASCADE;
DROP FUNCTION person_who_reported(uuid);
DROP FUNCTION person_who_asked(uuid);
DROP FUNCTION guard_misuse_reporter();
DROP FUNCTION guard_misuse_step();
DROP FUNCTION misuse_next(text, text);
DROP FUNCTION misuse_state(uuid);
DROP FUNCTION guard_permission_revocation();
DROP FUNCTION guard_permission_holder();
DROP FUNCTION holder_commitment(text, bytea);
DROP FUNCTION guard_permission();
DROP FUNCTION guard_permission_retraction();
DROP FUNCTION guard_permission_confirmation();
DROP FUNCTION guard_permission_decision();
DROP FUNCTION guard_permission_step();
DROP FUNCTION guard_permission_part();
DROP FUNCTION guard_permission_request();
DROP FUNCTION lock_permission_request(uuid);
DROP FUNCTION permission_request_state(uuid);
DROP FUNCTION permission_decision_of(uuid);
DROP FUNCTION guard_permit_policy_confirmation();
DROP FUNCTION guard_permit_policy();
DROP FUNCTION acts_as_officer(uuid);
