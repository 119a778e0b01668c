-- Deadlines are counted from what happened: an event is entered once its day has come, a case is
-- registered once and after it was filed, and nothing is done before the opening that people read.

-- The day may have come elsewhere already: no place is further ahead than fourteen hours. Days on
-- which something ends, or by which notice is to be given, are known before; and that an event never
-- happened can always be said.
CREATE FUNCTION guard_event_day() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM public.lock_registry();
    IF (NEW.withdrawn
        OR NEW.code IN ('DOMAIN_EXPIRY', 'CERTIFICATE_EXPIRY', 'KEY_EXPIRY', 'CONTRACT_END', 'CONTRACT_NOTICE_BY')
        OR NEW.happened_on <= (clock_timestamp() AT TIME ZONE 'UTC' + interval '14 hours')::date) IS NOT TRUE THEN
        RAISE EXCEPTION 'an event is entered once it has happened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'event_has_happened';
    END IF;
    IF (NEW.withdrawn OR NEW.code <> 'REGISTRATION'
        OR NOT EXISTS (SELECT FROM public.mark_case_now n
                       WHERE n.mark_case = NEW.mark_case AND n.filed_on > NEW.happened_on)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a case is registered after it was filed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registration_follows_filing';
    END IF;
    IF (NEW.code <> 'REGISTRATION' OR NEW.corrects IS NOT NULL
        OR NOT EXISTS (SELECT FROM public.asset_events_now e
                       WHERE e.asset = NEW.asset AND e.mark_case IS NOT DISTINCT FROM NEW.mark_case
                         AND e.code = 'REGISTRATION')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a case is registered once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_is_registered_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_event_day() IS
    'Guard of asset_events: on a day that has come, but for ends and days of notice; a registration not before the filing of its case, and one of each case.';
CREATE TRIGGER guard_event_day BEFORE INSERT ON asset_events FOR EACH ROW EXECUTE FUNCTION guard_event_day();
ALTER TABLE asset_events ENABLE ALWAYS TRIGGER guard_event_day;

-- As it was, but that the window begins with the opening that is shown: counted from 29 February it
-- is on 1 March.
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
    IF (NEW.act <> 'met' OR NEW.happened_on <= today AND NEW.happened_on >= coalesce(d.opens, '-infinity')
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
