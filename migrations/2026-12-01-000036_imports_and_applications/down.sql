CREATE OR REPLACE FUNCTION guard_application() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/applications', 0));
    IF (NEW.number = (SELECT coalesce(max(a.number), 0) + 1 FROM public.applications a)
        AND NEW.route = coalesce((SELECT r.value FROM public.rule_in_force('class.' || NEW.class || '.admission', clock_timestamp()) r), 'committee')) IS NOT TRUE THEN
        RAISE EXCEPTION 'applications are numbered without a gap and go the way the rulebook says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_goes_its_way';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.applications a WHERE a.party = NEW.party AND a.class = NEW.class
                    AND public.application_state(a.id) IN ('submitted', 'under_review', 'information_requested', 'referred_to_board'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'one application at a time for each class'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'one_application_at_a_time';
    END IF;
    PERFORM public.require_no_suspension(NEW.party, NEW.class);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_application() IS
    'Guard of applications: numbered in order, by the route of the rulebook, one at a time, and not around a suspension.';

DROP FUNCTION may_apply_for(uuid, uuid, timestamptz);

CREATE OR REPLACE FUNCTION require_admission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.import IS NOT NULL
        OR EXISTS (SELECT FROM public.application_admissions a WHERE a.membership = NEW.id)
        OR EXISTS (SELECT FROM public.membership_transfers t WHERE t.to_membership = NEW.id)
        OR EXISTS (SELECT FROM public.alumni_conversions c WHERE c.to_membership = NEW.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership begins by an application that was approved, a transfer, or a file of members'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_has_a_reason';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_admission() IS 'Guard of memberships: each is admitted by something.';

DROP TRIGGER guard ON membership_imports;
DROP FUNCTION guard_membership_import();
DROP FUNCTION import_takes_two();
ALTER TABLE membership_imports
    DROP CONSTRAINT membership_imports_two,
    DROP COLUMN confirmed_by;
COMMENT ON COLUMN membership_imports.imported_by IS NULL;
COMMENT ON TABLE membership_imports IS 'Files of members taken in, each once and whole, and by whom.';
