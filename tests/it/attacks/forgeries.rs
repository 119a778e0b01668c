//! Records that say what is not so, written with the rights that the
//! application has: of the rulebook, rolls, offices, the log and acts.

use super::ground::DENIED;

/// Against what rolls, offices, addresses and acts are.
pub const FORGERIES: [(&str, &str); 74] = [
    // The rulebook, and the votes that follow it.
    (
        "INSERT INTO rulebook_versions (file, decision) SELECT file, decision FROM rulebook_versions LIMIT 1",
        "rulebook_is_adopted_by_act",
    ),
    (
        "INSERT INTO rulebook_versions (file, decision, act, effective_from) SELECT v.file, v.decision, a.id, now() FROM rulebook_versions v, acts a LIMIT 1",
        "rulebook_is_adopted_by_act",
    ),
    (
        "INSERT INTO rules (version, key, value, citation, words, source, counsel, from_day) SELECT version, key, '1/1000', citation, words, '', true, '2000-01-01' FROM rules WHERE key = 'quorum.votes'",
        "rules_come_with_their_version",
    ),
    (
        "INSERT INTO foundations (name, time_zone, public_origin, log_origin) SELECT name, time_zone, public_origin, log_origin FROM foundations LIMIT 1; INSERT INTO class_votes (class, votes, citation) SELECT class, 1000, citation FROM class_votes LIMIT 1",
        "class_votes_follow_the_rulebook",
    ),
    (
        "INSERT INTO class_votes (class, votes, citation, starts_on) SELECT class, 1000, citation, '2000-01-01' FROM class_votes LIMIT 1",
        "class_votes_follow_the_rulebook",
    ),
    (
        "INSERT INTO member_classes (id, name, position) VALUES ('kings', 'Kings', 0)",
        "class_votes_follow_the_rulebook",
    ),
    // Effects of decisions that would be shown otherwise than they are done.
    (
        r#"INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) SELECT gen_random_uuid(), 'founders', '2026-01-01', 'x', 'x', '', 'ordinary', true, '{"act":"adopt_rulebook","effective_on":"today","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}', t.person FROM office_terms t WHERE t.office = 'secretary' LIMIT 1"#,
        "effect_is_plain",
    ),
    (
        r#"INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) SELECT gen_random_uuid(), 'founders', '2026-01-01', 'x', 'x', '', 'ordinary', true, '{"act":"appoint","last_day":"infinity","office":"auditor","person":"00000000-0000-4000-8000-000000000001"}', t.person FROM office_terms t WHERE t.office = 'secretary' LIMIT 1"#,
        "effect_is_plain",
    ),
    (
        r#"INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) SELECT gen_random_uuid(), 'founders', '2026-01-01', 'x', 'x', '', 'ordinary', true, '{"act":"appoint","office":"treasurer","person":"{00000000-0000-4000-8000-000000000001}"}', t.person FROM office_terms t WHERE t.office = 'secretary' LIMIT 1"#,
        "effect_is_plain",
    ),
    (
        r#"INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) SELECT gen_random_uuid(), 'founders', '2026-01-01', 'x', 'x', '', 'ordinary', true, '{"act":"seat","basis":"election","body":"board","seats":["00000000-0000-4000-8000-000000000001"]}', t.person FROM office_terms t WHERE t.office = 'secretary' LIMIT 1"#,
        "effect_is_plain",
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
        DENIED,
    ),
    (
        "INSERT INTO roll_certifications (roll_id, certified_by, root) SELECT id, proposed_by, sha256('x') FROM rolls LIMIT 1",
        DENIED,
    ),
    ("UPDATE roll_openings SET salt = sha256('x')", DENIED),
    ("DELETE FROM roll_openings", DENIED),
    // Offices, the foundation, people's addresses.
    (
        "UPDATE office_terms SET person = (SELECT person FROM accounts WHERE address LIKE 'kim@%')",
        DENIED,
    ),
    (
        "INSERT INTO office_ends (term, ends_at, decision) SELECT id, now(), decision FROM office_terms LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO office_terms (id, person, office, starts_at, decision) SELECT gen_random_uuid(), person, 'secretary', now(), decision FROM office_terms LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO seats (id, body, cohort, name, decision) SELECT gen_random_uuid(), 'board', '', 'Mine', decision FROM bodies LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO seat_incumbencies (id, seat, person, starts_at, basis, affiliation, decision) SELECT gen_random_uuid(), gen_random_uuid(), person, now(), 'election', '', decision FROM office_terms LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO body_charters (body, name, charter, citation, odd, powers, withheld, decision) SELECT 'founders', 'Us', 'All', '', false, powers, '{}', decision FROM body_charters LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO suspensions (id, body, person, starts_at, ends_at, reason, decision) SELECT gen_random_uuid(), 'board', person, now(), now() + interval '1 day', 'x', decision FROM office_terms LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO suspension_ends (suspension, ends_at, reason, decision) SELECT gen_random_uuid(), now(), 'x', decision FROM office_terms LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO decision_confirmations (entry, confirmed_by) SELECT gen_random_uuid(), person FROM office_terms LIMIT 1",
        "decision_takes_two",
    ),
    (
        "INSERT INTO decision_withdrawals (entry, withdrawn_by, reason) SELECT gen_random_uuid(), person, 'x' FROM office_terms WHERE office = 'secretary' LIMIT 1",
        "withdrawal_by_minute_keeper",
    ),
    ("SELECT carry_out(decision, '{}') FROM bodies", DENIED),
    ("SELECT make_bodies(decision) FROM bodies", DENIED),
    (
        "SELECT found_bodies(decision, '[]') FROM bodies LIMIT 1",
        "founding_is_once",
    ),
    (
        "INSERT INTO recorded_decisions (id, title, decision, decided_by, decided_on, citation) VALUES (gen_random_uuid(), 'Mine', 'x', 'x', '2026-01-01', 'x')",
        "decision_takes_two",
    ),
    (
        "INSERT INTO recorded_decisions (id, entry, confirmed_by) SELECT gen_random_uuid(), gen_random_uuid(), person FROM office_terms LIMIT 1",
        "decision_takes_its_officers",
    ),
    (
        "INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, entered_by) SELECT gen_random_uuid(), 'founders', '2026-01-01', 'x', 'x', '', 'ordinary', true, person FROM accounts WHERE address LIKE 'kim@%'",
        "entry_by_secretary_or_chair",
    ),
    (
        "INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, entered_by) SELECT gen_random_uuid(), 'founders', '2999-01-01', 'x', 'x', '', 'ordinary', true, person FROM office_terms WHERE office = 'secretary' LIMIT 1",
        "decision_is_not_to_come",
    ),
    (
        "INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by) SELECT gen_random_uuid(), 'membership-committee', '2026-01-01', 'x', 'x', '', 'ordinary', true, '{\"act\":\"appoint\",\"office\":\"chair\"}', person FROM office_terms WHERE office = 'secretary' LIMIT 1",
        "body_is_competent",
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
    (
        "INSERT INTO address_change_first_approvals (change, approved_by) SELECT gen_random_uuid(), person FROM accounts LIMIT 1",
        "address_change_under_way",
    ),
    (
        "INSERT INTO address_change_renewals (change, stopped) SELECT gen_random_uuid(), gen_random_uuid()",
        "address_change_renews_what_was_stopped",
    ),
    // The public log, which is entered by functions and its own process.
    (
        "INSERT INTO log_entries (kind, leaf) VALUES ('poll.voided', '{\"kind\":\"poll.voided\",\"v\":1}')",
        DENIED,
    ),
    (
        "INSERT INTO log_leaves (index, entry_id) SELECT 7, id FROM log_entries LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO digests_logged SELECT poll_id, digest, 1 FROM digests_to_log",
        DENIED,
    ),
    ("UPDATE log_state SET size = 0", DENIED),
    ("DELETE FROM log_pending", DENIED),
    ("SELECT sequence_log(1, 1)", DENIED),
    ("SELECT log_casts('$OPEN')", DENIED),
    ("SELECT log_close('$OPEN')", "P0002"),
    ("SELECT log_close('$CLOSED')", "23001"),
    // Officers' keys and acts: the application takes in what is uploaded, and decides nothing.
    (
        "INSERT INTO officer_keys (key, person_id, name) SELECT sha256('mine'), person_id, name FROM officer_keys LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO act_outcomes (act_id, done, sentence) SELECT id, true, 'Done.' FROM acts LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO act_outcomes (act_id, done, sentence) VALUES (gen_random_uuid(), true, 'Done.')",
        DENIED,
    ),
    (
        "SELECT open_poll('$DRAFT', d.version, 'x', sha256('x'), o.roll_id, now(), now() + interval '1 day', k.person_id) FROM polls o, poll_drafts d, officer_keys k WHERE o.id = '$OPEN' AND d.poll_id = '$DRAFT' AND k.person_id <> d.drafted_by LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO poll_set_asides (digest, poll_id, act_id) SELECT e.digest, e.poll_id, a.id FROM envelopes e, acts a WHERE e.poll_id = '$CLOSED' AND a.subject_id = e.poll_id LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO poll_voidings (poll_id, act_id, reason) SELECT subject_id, id, 'x' FROM acts WHERE subject_id = '$OPEN' LIMIT 1",
        DENIED,
    ),
    (
        "INSERT INTO act_signatures (act_id, name, signature, uploaded_by) SELECT act_id, name, repeat('s', 64)::bytea, uploaded_by FROM act_signatures LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO act_signatures (act_id, name, signature, uploaded_by) SELECT gen_random_uuid(), name, signature, uploaded_by FROM act_signatures LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO act_withdrawals (act_id, withdrawn_by, reason) SELECT id, proposed_by, 'x' FROM acts LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO act_withdrawals (act_id, withdrawn_by, reason) SELECT gen_random_uuid(), proposed_by, 'x' FROM acts LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO act_signature_retractions (act_id, retracted_by, reason) SELECT s.act_id, k.person_id, 'x' FROM act_signatures s JOIN officer_keys k ON k.name = s.name LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO act_signature_retractions (act_id, retracted_by, reason) SELECT gen_random_uuid(), proposed_by, 'x' FROM acts LIMIT 1",
        "act_is_open",
    ),
    (
        "INSERT INTO acts (id, kind, subject_id, statement, manifest, proposed_by) SELECT gen_random_uuid(), kind, subject_id, statement, manifest, proposed_by FROM acts LIMIT 1",
        "acts_digest_key",
    ),
    (
        "INSERT INTO acts (id, kind, subject_id, statement, proposed_by) SELECT gen_random_uuid(), 'poll.opened', subject_id, 'x', proposed_by FROM acts LIMIT 1",
        "acts_opening_has_manifest",
    ),
    (
        "INSERT INTO acts (id, kind, subject_id, statement, proposed_by) SELECT gen_random_uuid(), 'poll.voided', subject_id, 'x', gen_random_uuid() FROM acts LIMIT 1",
        "acts_proposed_by_fkey",
    ),
    (
        "INSERT INTO officer_key_uploads (person_id, part) VALUES (gen_random_uuid(), 'x')",
        "officer_key_uploads_person_id_fkey",
    ),
    (
        "INSERT INTO officer_key_uploads (person_id, part) SELECT person_id, repeat('x', 5000) FROM officer_keys LIMIT 1",
        "officer_key_uploads_bounded",
    ),
    // What auditors looked at.
    (
        "INSERT INTO auditor_views (person, what) SELECT person, 'room' FROM accounts LIMIT 1",
        "viewer_is_an_auditor",
    ),
    (
        "INSERT INTO auditor_views (person, what, export, manifest_sha256) SELECT person, 'exported', 1, sha256('x') FROM accounts LIMIT 1",
        "export_was_begun",
    ),
];
