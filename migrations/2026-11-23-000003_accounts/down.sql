DROP TABLE outbox_deliveries, outbox_queue, outbox_letters, request_limits, session_tokens, sessions,
    sign_in_links, passwords, address_change_effects, address_change_stops, address_change_approvals,
    address_changes, accounts;
DROP FUNCTION spend_once();
DROP FUNCTION guard_account();
DROP FUNCTION guard_address_change_step();
DROP FUNCTION guard_address_change();
DROP FUNCTION may_change_addresses(uuid, timestamptz);
