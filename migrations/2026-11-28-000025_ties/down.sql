DROP FUNCTION is_affiliated(uuid, uuid, date);
DROP FUNCTION related_group(uuid, date);
DROP FUNCTION kin_links(date);
DROP TABLE party_merge_confirmations, parties_apart, party_merges, cap_breach_choices, cap_breach_parts, cap_breaches,
    organisation_event_withdrawals, organisation_events, control_link_ends, control_links, tie_ends, ties,
    postal_addresses, domain_releases, domain_claims, organisation_records;
DROP FUNCTION guard_party_merge_confirmation();
DROP FUNCTION guard_party_merge();
DROP FUNCTION guard_cap_breach_choice();
DROP FUNCTION guard_cap_breach();
DROP FUNCTION guard_tie_end();
DROP FUNCTION guard_domain_claim();
DROP FUNCTION guard_organisation_record();
