DROP TRIGGER carry_out ON recorded_decisions;
DROP TRIGGER guard ON recorded_decisions;
DROP TRIGGER guard ON office_ends;
DROP TRIGGER guard ON office_terms;
ALTER TABLE recorded_decisions DROP COLUMN adopted, DROP COLUMN confirmed_by, DROP COLUMN entry, DROP COLUMN body;
COMMENT ON TABLE recorded_decisions IS
    'Decisions from which offices and other powers come; the founding record is the first, and the only one that nobody recorded but the set-up.';
DROP FUNCTION require_sound_entry(decision_entries);
DROP TABLE decision_withdrawals, decision_confirmations;
DROP TABLE decision_rules, decision_votes, decision_numbers, decision_documents, decision_entries;
DROP TABLE suspension_ends, suspensions, incumbency_ends, seat_incumbencies, seats, body_charters, bodies;
DROP FUNCTION carry_out_decision();
DROP FUNCTION guard_decision();
DROP FUNCTION complete_decision();
DROP FUNCTION guard_confirmation();
DROP FUNCTION guard_withdrawal();
DROP FUNCTION guard_part_of_entry();
DROP FUNCTION guard_entry();
DROP FUNCTION is_plain_effect(jsonb);
DROP FUNCTION require_competence(text, jsonb);
DROP FUNCTION concerns(jsonb, uuid);
DROP FUNCTION officers_of_decision(timestamptz);
DROP FUNCTION is_reserved(text, jsonb);
DROP FUNCTION is_carried(uuid);
DROP FUNCTION is_carried_by_number(jsonb, text, text, text);
DROP FUNCTION is_carried_by_name(jsonb, text, text, text);
DROP FUNCTION needed_for(text, jsonb);
DROP FUNCTION entry_instant(date, timestamptz);
DROP FUNCTION rule_keys(text, text);
DROP FUNCTION roster(text, timestamptz);
DROP FUNCTION found_bodies(uuid, text);
DROP FUNCTION carry_out(uuid, jsonb);
DROP FUNCTION guard_suspension_end();
DROP FUNCTION guard_suspension();
DROP FUNCTION guard_incumbency_end();
DROP FUNCTION guard_incumbency();
DROP FUNCTION guard_office_term();
DROP FUNCTION guard_effect();
DROP FUNCTION require_decision_of_now(uuid);
DROP FUNCTION make_bodies(uuid);
DROP FUNCTION are_compatible(text[], timestamptz);

CREATE OR REPLACE FUNCTION may_change_addresses(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.office_terms t
        LEFT JOIN public.office_ends e ON e.term = t.id
        WHERE t.person = who
          AND t.office IN ('election_officer', 'secretary', 'membership_committee')
          AND t.starts_at <= at
          AND (t.ends_at IS NULL OR at < t.ends_at)
          AND (e.ends_at IS NULL OR at < e.ends_at))
$$;
DROP FUNCTION offices_held(uuid, timestamptz);
DROP FUNCTION seated(timestamptz);
DROP FUNCTION end_of_legal_day(date);
DROP FUNCTION legal_day(timestamptz);
ALTER TABLE office_terms DROP CONSTRAINT office_terms_auditor_for_a_time;
ALTER TABLE office_terms DROP CONSTRAINT office_terms_office;
ALTER TABLE office_terms ADD CONSTRAINT office_terms_office CHECK (office IN
    ('election_officer', 'secretary', 'chair', 'treasurer', 'director', 'membership_committee', 'auditor')) NOT VALID;
GRANT INSERT ON office_terms, office_ends TO commonhold_app;
