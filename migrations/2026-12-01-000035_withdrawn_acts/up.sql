-- An act ends: whoever prepared or signed it takes it back while nothing came of it, and after 14
-- days nobody signs it any more. What is over is not done: whether its signatures are enough or not.

CREATE TABLE act_withdrawals (
    act_id       uuid PRIMARY KEY REFERENCES acts (id),
    withdrawn_by uuid NOT NULL REFERENCES parties (id),
    reason       text NOT NULL CONSTRAINT act_withdrawals_reason_said CHECK (reason <> ''),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE act_withdrawals IS
    'Acts that were taken back before anything came of them. The certifier concludes them as refused.';
COMMENT ON COLUMN act_withdrawals.withdrawn_by IS 'Who prepared the act, or one of those who signed it.';
CALL keep_as_history('act_withdrawals');

-- In hours: a day of a time zone may have 23 or 25.
CREATE FUNCTION act_ends_at(recorded timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT recorded + interval '336 hours'
$$;
COMMENT ON FUNCTION act_ends_at(timestamptz) IS
    'Until when an act that was prepared at an instant waits for signatures: 14 days of 24 hours.';
REVOKE ALL ON FUNCTION act_ends_at(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION act_ends_at(timestamptz) TO commonhold_app, commonhold_certifier;

CREATE FUNCTION act_waits(asked uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.acts a WHERE a.id = asked AND at < public.act_ends_at(a.recorded_at))
        AND NOT EXISTS (SELECT FROM public.act_outcomes o WHERE o.act_id = asked)
        AND NOT EXISTS (SELECT FROM public.act_withdrawals w WHERE w.act_id = asked)
$$;
COMMENT ON FUNCTION act_waits(uuid, timestamptz) IS
    'Whether an act waits at an instant: it has no outcome, was not withdrawn, and its time is not over.';
REVOKE ALL ON FUNCTION act_waits(uuid, timestamptz) FROM PUBLIC;

CREATE FUNCTION guard_act_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    -- The act's lock alone: an outcome under way is in before, or finds the act withdrawn.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act_id::text, 0));
    IF (public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    IF (EXISTS (SELECT FROM public.acts a WHERE a.id = NEW.act_id AND a.proposed_by = NEW.withdrawn_by)
        OR EXISTS (SELECT FROM public.act_signatures s JOIN public.officer_keys k ON k.name = s.name
                   WHERE s.act_id = NEW.act_id AND k.person_id = NEW.withdrawn_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act is withdrawn by who prepared or signed it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_withdrawn_by_its_own';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_withdrawal() IS
    'Guard of act_withdrawals: of an act that waits, by who prepared it or one of those under whose names signatures came.';
CREATE TRIGGER guard BEFORE INSERT ON act_withdrawals FOR EACH ROW EXECUTE FUNCTION guard_act_withdrawal();
ALTER TABLE act_withdrawals ENABLE ALWAYS TRIGGER guard;

CREATE OR REPLACE FUNCTION guard_act_signature() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_signature() IS
    'Guard of act_signatures: of an act that has no outcome yet, was not withdrawn, and whose time is not over.';

CREATE OR REPLACE FUNCTION guard_act_outcome() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what becomes of an act is the certifier''s word'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'outcome_is_the_certifiers';
    END IF;
    PERFORM public.require_fresh_sight();
    -- A withdrawal under way is in before, or finds the act over.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act_id::text, 0));
    IF (NOT NEW.done OR public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act that was withdrawn, or whose time is over, is not done'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_done_while_it_waits';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_outcome() IS
    'Guard of act_outcomes: by the certifier alone; done is what waits, and was neither withdrawn nor left waiting for 14 days.';
