CREATE OR REPLACE FUNCTION guard_motion_interest() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF (m.id IS NULL OR public.motion_state(m.id) IN ('submitted', 'moved', 'seconded', 'in_debate', 'referred', 'postponed', 'put')
        AND NOT EXISTS (SELECT FROM public.motion_questions q WHERE q.motion = m.id AND public.declared_by(q.id) IS NOT NULL
                        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id))
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'interests are said before the decision'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interest_is_said_before';
    END IF;
    IF (m.id IS NULL OR EXISTS (SELECT FROM public.roster(m.body, clock_timestamp()) r WHERE r.person = NEW.person)
        AND (NEW.recorded_by = NEW.person OR public.keeps_minutes(NEW.recorded_by) AND NEW.reason <> '')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an interest is declared by whoever has it, or found by the body'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interest_is_theirs';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_interest() IS
    'Guard of motion_interests: of one of the body, before the decision, by themselves or as the body found it, with the reason.';
