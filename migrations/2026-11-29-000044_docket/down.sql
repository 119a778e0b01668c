DROP TRIGGER docket ON asset_events;
DROP TRIGGER docket ON custody;
DROP TRIGGER docket ON custody_ends;
DROP TRIGGER docket ON attestations;
DROP TRIGGER docket ON mark_case_versions;
DROP TABLE docket_stale, docket_now, docket_canaries, docket_runs, deadline_confirmations, deadline_acknowledgements,
    deadline_acts, deadline_outcomes, deadline_supersessions, deadlines, rule_packs;
DROP FUNCTION docket_adds, docket_moves, docket_is_stale, docket_is_stale_by_case, docket_is_stale_by_custody,
    guard_rule_pack, guard_deadline_act, guard_deadline_acknowledgement, guard_deadline_confirmation;
