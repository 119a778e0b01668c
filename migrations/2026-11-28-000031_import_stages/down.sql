DROP TABLE membership_import_remarks;
DROP TABLE membership_import_rows;
DROP TABLE membership_import_chunks;
DROP TABLE membership_import_files;

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
            OR NEW.decision IS NULL AND NEW.application IS NOT NULL
               AND (SELECT public.application_state(a.id) = 'approved' AND m.party = a.party AND m.class = a.class
                    FROM public.applications a, public.memberships m WHERE a.id = NEW.application AND m.id = NEW.membership)
            OR NEW.decision IS NULL AND NEW.application IS NULL
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
COMMENT ON FUNCTION guard_membership_term() IS
    'Guard of membership_terms: terms apart, closed terms kept, and only from a state that can be renewed or reinstated.';

CREATE OR REPLACE FUNCTION require_move(of_membership uuid, wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || of_membership::text, 0));
    state := public.membership_state(of_membership, public.legal_day(clock_timestamp()));
    IF EXISTS (SELECT FROM public.membership_moves m WHERE m.from_state = state AND m.move = wanted) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership that is % is not %', state, wanted
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_moves_by_the_table';
    END IF;
END
$$;
COMMENT ON FUNCTION require_move(uuid, text) IS
    'Refuses a move that membership_moves does not have from the state of today; holds the membership until commit.';

CREATE OR REPLACE FUNCTION guard_representation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/representation/' || NEW.organisation::text, 0));
    IF (NEW.corrects IS NULL OR EXISTS (SELECT FROM public.representations r
                                        WHERE r.record = NEW.corrects AND r.organisation = NEW.organisation)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a correction names a record of the same organisation'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_corrects_its_own';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.representations r
                    WHERE r.organisation = NEW.organisation AND r.starts_on = NEW.starts_on
                      AND r.record IS DISTINCT FROM NEW.corrects
                      AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record))) IS NOT TRUE THEN
        RAISE EXCEPTION 'one person votes for an organisation at a time: another begins on this day already'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'one_voting_representative';
    END IF;
    RETURN NEW;
END
$$;

DROP INDEX representations_corrections;
DROP INDEX membership_terms_corrections;
DROP INDEX membership_terms_reaching;
