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
