-- What was withdrawn and is not concluded yet would be signed and done again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM act_withdrawals w
               WHERE NOT EXISTS (SELECT FROM act_outcomes o WHERE o.act_id = w.act_id)) THEN
        RAISE EXCEPTION 'an act that was withdrawn is not concluded: let the certifier do so first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'no_withdrawal_waits';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION guard_act_outcome() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what becomes of an act is the certifier''s word'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'outcome_is_the_certifiers';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_outcome() IS 'Guard of act_outcomes: by the certifier alone.';

CREATE OR REPLACE FUNCTION guard_act_signature() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id)
        AND NOT EXISTS (SELECT 1 FROM public.act_outcomes o WHERE o.act_id = NEW.act_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_signature() IS 'Guard of act_signatures: of an act that has no outcome yet.';

DROP TABLE act_withdrawals;
DROP FUNCTION guard_act_withdrawal();
DROP FUNCTION act_waits(uuid, timestamptz);
DROP FUNCTION act_ends_at(timestamptz);
