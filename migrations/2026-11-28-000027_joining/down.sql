DROP TABLE evidence_verdicts;
DROP FUNCTION guard_evidence_verdict();
DROP TABLE evidence_items;
DROP TABLE evidence_imports;
DROP TABLE identity_ends;
DROP TABLE identity_values;
DROP TABLE identities;
CREATE OR REPLACE FUNCTION guard_membership_term() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old public.membership_terms;
BEGIN
    PERFORM public.require_fresh_sight();
    IF NEW.corrects IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || NEW.membership::text, 0));
        SELECT * INTO old FROM public.membership_terms t WHERE t.record = NEW.corrects;
        IF (old.membership = NEW.membership AND old.starts_on = NEW.starts_on
            AND NOT EXISTS (SELECT FROM public.roll_certifications c
                            JOIN public.rolls r ON r.id = c.roll_id
                            JOIN public.roll_entitlements e ON e.roll_id = r.id
                            WHERE e.membership_id = NEW.membership
                              AND r.record_date >= old.starts_on AND r.record_date < old.ends_on
                              AND NEW.ends_on <= r.record_date)) IS NOT TRUE THEN
            RAISE EXCEPTION 'a term is closed, never moved: a correction keeps its first day, and every day on which a certified roll rests'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_terms_are_not_moved';
        END IF;
    ELSE
        PERFORM public.require_move(NEW.membership,
            CASE public.membership_state(NEW.membership, public.legal_day(clock_timestamp()))
                WHEN 'lapsed' THEN 'reinstate' ELSE 'renew' END);
        IF (NEW.decision IS NOT NULL AND public.is_decision_of(NEW.decision, ARRAY['membership-committee', 'board'])
            OR NEW.decision IS NULL
               AND public.membership_state(NEW.membership, public.legal_day(clock_timestamp())) <> 'lapsed') IS NOT TRUE THEN
            RAISE EXCEPTION 'who has lapsed is reinstated by a decision of the membership committee or the board'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reinstatement_is_decided';
        END IF;
    END IF;
    IF (NOT EXISTS (SELECT FROM public.membership_terms t
                    WHERE t.membership = NEW.membership AND t.record IS DISTINCT FROM NEW.corrects
                      AND NOT EXISTS (SELECT FROM public.membership_terms c WHERE c.corrects = t.record)
                      AND daterange(t.starts_on, t.ends_on) && daterange(NEW.starts_on, NEW.ends_on))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a membership do not overlap'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'membership_terms_apart';
    END IF;
    RETURN NEW;
END
$$;
ALTER TABLE membership_terms DROP COLUMN application;
DROP TRIGGER require_admission ON memberships;
DROP FUNCTION require_admission();
DROP TABLE application_admissions;
DROP FUNCTION guard_application_admission();
DROP FUNCTION agreements_missing(uuid, text, date);
DROP TRIGGER guard ON applications;
DROP TRIGGER guard ON application_steps;
DROP FUNCTION guard_application();
DROP FUNCTION guard_application_step();
DROP TABLE application_checks;
DROP FUNCTION guard_application_check();
DROP TABLE application_views;
DROP FUNCTION guard_application_view();
DROP FUNCTION committee_verdict(uuid);
DROP FUNCTION committee_views(uuid);
DROP FUNCTION is_interested(uuid, uuid);
DROP TABLE application_steps;
DROP FUNCTION application_state(uuid);
DROP TABLE application_moves;
DROP TABLE application_forms;
DROP TABLE applications;
DROP TABLE application_drafts;
DROP TABLE agreement_acceptances;
DROP TABLE agreements;
DROP FUNCTION guard_agreement();
