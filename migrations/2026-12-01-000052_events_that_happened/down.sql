DROP TRIGGER guard_event_day ON asset_events;
DROP FUNCTION guard_event_day();

CREATE OR REPLACE FUNCTION guard_deadline_act() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.deadlines;
    last_on date;
    today date := public.legal_day(clock_timestamp());
    before text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF public.keeps_registry(NEW.person) IS NOT TRUE THEN
        RAISE EXCEPTION 'what becomes of a deadline is recorded by whoever keeps the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_act_by_its_keepers';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/docket', 0));
    SELECT * INTO d FROM public.deadlines x WHERE x.id = NEW.deadline;
    last_on := coalesce(d.grace_actionable, d.due_actionable);
    IF (d.id IS NOT NULL AND NOT EXISTS (SELECT FROM public.deadline_supersessions s WHERE s.deadline = NEW.deadline)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this deadline was superseded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_stands';
    END IF;
    IF (NEW.act <> 'met' OR NEW.happened_on <= today AND NEW.happened_on >= coalesce(d.opens_nominal, '-infinity')
                            AND NEW.happened_on <= coalesce(last_on, 'infinity')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deadline is met within its window, and not in the future'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_met_in_its_window';
    END IF;
    IF (NEW.act <> 'waived' OR d.kind <> 'mandatory' OR today <= last_on) IS NOT TRUE THEN
        RAISE EXCEPTION 'what was missed stays missed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'missed_stays_missed';
    END IF;
    SELECT a.act INTO before FROM public.deadline_acts a WHERE a.deadline = NEW.deadline ORDER BY a.record DESC LIMIT 1;
    IF (NEW.act <> 'reopened' OR before IN ('met', 'waived')) IS NOT TRUE THEN
        RAISE EXCEPTION 'no officer said anything of this deadline that could be taken back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_reopened_after_an_act';
    END IF;
    RETURN NEW;
END
$$;
