-- Counsel confirms the days of what they are retained about, and a cure is no parking place.
--
-- Any officer could confirm the days of a deadline, and counsel of a matter, who reads the papers,
-- could not: the page spoke of an office that counsel does not hold. Those who keep the register do
-- it now, and counsel of an open matter about the asset. A review that gave a cure took any day for
-- it: a licence stood amber for ever by the word of one officer.

CREATE FUNCTION assets_of_counsel(who uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT m.asset FROM public.matters m
    WHERE m.asset IS NOT NULL AND public.matter_state(m.id) <> 'closed'
      AND public.is_counsel(m.id, who) AND NOT public.is_adverse(m.id, who) AND NOT public.is_auditor(who)
$$;
COMMENT ON FUNCTION assets_of_counsel(uuid) IS
    'The assets about which somebody is counsel now: in a matter that is not closed, not adverse in it, and no auditor.';
REVOKE ALL ON FUNCTION assets_of_counsel(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assets_of_counsel(uuid) TO commonhold_app;

CREATE OR REPLACE FUNCTION guard_deadline_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.deadlines;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO d FROM public.deadlines x WHERE x.id = NEW.deadline;
    IF (public.keeps_registry(NEW.person)
        OR EXISTS (SELECT FROM public.assets_of_counsel(NEW.person) a WHERE a = d.asset)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever keeps the register, or counsel about the asset, confirms the days of a deadline'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmed_by_keeper_or_counsel';
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
    'Guard of deadline_confirmations: by whoever keeps the register or is counsel in an open matter about the asset, and neither entered the event nor keeps what the deadline is about.';
COMMENT ON TABLE deadline_confirmations IS
    'Who held the days of a deadline against its source as the second person: an officer who keeps the register, or counsel about the asset, and not whoever entered the event.';

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
    IF (NEW.cure_by IS NULL
        OR NEW.cure_by <= (SELECT (NEW.performed_on + make_interval(months => l.review_months))::date
                           FROM public.licences l WHERE l.id = NEW.licence)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a review finds is put right within one interval of reviews'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cure_within_an_interval';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_review() IS
    'Guard of licence_reviews: for a scheduled day that is not reviewed yet, performed by today while the licence lasts; what is to be put right is so within one interval of reviews.';
