CREATE OR REPLACE FUNCTION guard_licence_review() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last public.licence_reviews;
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.reviewed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'reviews are recorded by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    SELECT * INTO last FROM public.licence_reviews r WHERE r.licence = NEW.licence ORDER BY r.record DESC LIMIT 1;
    -- After a cure the same day is reviewed again.
    IF (public.is_review_day(NEW.licence, NEW.due_on)
        AND (last.id IS NULL OR NEW.due_on > last.due_on OR NEW.due_on = last.due_on AND last.outcome = 'cure')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a review is for a day that is scheduled and not reviewed yet'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_is_scheduled';
    END IF;
    IF (NEW.performed_on <= public.legal_day(clock_timestamp())
        AND NEW.performed_on >= (SELECT l.starts_on FROM public.licences l WHERE l.id = NEW.licence)
        AND (last.id IS NULL OR NEW.performed_on >= last.performed_on)
        AND public.licence_is_over(NEW.licence, NEW.performed_on) IS FALSE) IS NOT TRUE THEN
        RAISE EXCEPTION 'a review was performed while the licence lasts, by today'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_was_performed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_review() IS 'Guard of licence_reviews: for a scheduled day that is not reviewed yet, performed by today while the licence lasts.';

CREATE OR REPLACE FUNCTION guard_deadline_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.deadlines;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO d FROM public.deadlines x WHERE x.id = NEW.deadline;
    IF (EXISTS (SELECT FROM public.offices_held(NEW.person, clock_timestamp()) o WHERE o <> 'auditor')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an officer confirms the days of a deadline'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmed_by_an_officer';
    END IF;
    IF (d.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM public.asset_events e WHERE e.id = d.event AND e.entered_by = NEW.person)
        AND NOT EXISTS (SELECT FROM public.custody c WHERE c.id = d.custody AND NEW.person IN (c.recorded_by, c.party))) IS NOT TRUE THEN
        RAISE EXCEPTION 'who entered the event does not confirm what follows from it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmed_by_a_second_person';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deadline_confirmation() IS
    'Guard of deadline_confirmations: by an officer who did not enter the event, nor keeps what the deadline is about.';
COMMENT ON TABLE deadline_confirmations IS
    'Who held the days of a deadline against its source as the second person: not whoever entered the event.';

DROP FUNCTION assets_of_counsel(uuid);
