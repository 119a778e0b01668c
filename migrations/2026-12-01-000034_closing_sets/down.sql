CREATE OR REPLACE FUNCTION guard_closing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    envelopes bigint;
    voted bigint;
    weight bigint;
BEGIN
    SELECT coalesce(sum(v.times), 0), count(*), coalesce(sum(v.weight), 0) INTO envelopes, voted, weight
    FROM (SELECT count(*) AS times, max(e.weight) AS weight
          FROM public.envelopes e WHERE e.poll_id = NEW.poll_id GROUP BY e.entitlement) v;
    IF (NEW.cast_count = envelopes AND NEW.live = voted AND NEW.votes = weight) IS NOT TRUE THEN
        RAISE EXCEPTION 'the closing set is not what was cast'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_is_what_was_cast';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_closing() IS
    'Guard of poll_closings: its numbers are those of the envelopes. One entitlement has one weight on one roll.';
DROP FUNCTION tree_root(bytea[]);
