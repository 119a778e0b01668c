-- A file of members takes two officers once a roll was certified, and nobody changes an
-- organisation's record by having applied for it once.
--
-- Until the first roll is certified the files are the founding's, and one officer takes them in.
-- From then on the one who brought a file is not the one who records its members, and what a
-- membership rests on is a file of the same transaction: no earlier one lends it a reason.

ALTER TABLE membership_imports
    ADD COLUMN confirmed_by uuid REFERENCES parties (id),
    ADD CONSTRAINT membership_imports_two CHECK (confirmed_by <> imported_by);
COMMENT ON TABLE membership_imports IS
    'Files of members taken in, each once and whole: who brought it, and which other officer confirmed it.';
COMMENT ON COLUMN membership_imports.imported_by IS 'Who brought the file.';
COMMENT ON COLUMN membership_imports.confirmed_by IS
    'The other officer who had its members recorded; null where whoever brought it did so, before the first roll was certified.';

CREATE FUNCTION import_takes_two() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.roll_certifications)
$$;
COMMENT ON FUNCTION import_takes_two() IS
    'Whether a file of members waits for another officer than the one who brought it: since the first roll was certified.';
REVOKE ALL ON FUNCTION import_takes_two() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION import_takes_two() TO commonhold_app;

CREATE FUNCTION guard_membership_import() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now timestamptz;
BEGIN
    PERFORM public.require_fresh_sight();
    now := clock_timestamp();
    IF (EXISTS (SELECT FROM public.offices_held(NEW.imported_by, now) o
                WHERE o IN ('secretary', 'deputy_secretary', 'membership_committee'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a file of members is brought by an officer who keeps members'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_by_keeper';
    END IF;
    IF (NEW.confirmed_by IS NOT NULL OR NOT public.import_takes_two()) IS NOT TRUE THEN
        RAISE EXCEPTION 'since a roll was certified a file of members is confirmed by another officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_takes_two';
    END IF;
    IF (NEW.confirmed_by IS NULL
        OR NEW.confirmed_by <> NEW.imported_by AND public.may_change_addresses(NEW.confirmed_by, now)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a file of members is confirmed by an officer who did not bring it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_is_confirmed_by_another';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_membership_import() IS
    'Guard of membership_imports: brought by an officer who keeps members and, since the first roll was certified, confirmed by another, an election officer or one who keeps members.';
CREATE TRIGGER guard BEFORE INSERT ON membership_imports FOR EACH ROW EXECUTE FUNCTION guard_membership_import();
ALTER TABLE membership_imports ENABLE ALWAYS TRIGGER guard;

CREATE OR REPLACE FUNCTION require_admission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.membership_imports i
                WHERE i.id = NEW.import AND i.recorded_at >= transaction_timestamp())
        OR EXISTS (SELECT FROM public.application_admissions a WHERE a.membership = NEW.id)
        OR EXISTS (SELECT FROM public.membership_transfers t WHERE t.to_membership = NEW.id)
        OR EXISTS (SELECT FROM public.alumni_conversions c WHERE c.to_membership = NEW.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership begins by an application that was approved, a transfer, or a file of members that is taken with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_has_a_reason';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_admission() IS
    'Guard of memberships: each is admitted by something; a file admits in the transaction that takes it, and never again.';

-- A former employee who applied for the organisation once is nobody to it: since it is a member, or
-- anybody votes for it, whoever votes for it applies. Before that, whoever applied first.
CREATE FUNCTION may_apply_for(who uuid, of_party uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT who = of_party
        OR EXISTS (SELECT FROM public.parties p WHERE p.id = of_party AND p.kind = 'organisation')
           AND coalesce(
               CASE
                   WHEN EXISTS (SELECT FROM public.memberships m WHERE m.party = of_party)
                       OR public.voting_representative(of_party, public.legal_day(at)) IS NOT NULL
                   THEN coalesce(public.voting_representative(of_party, public.legal_day(at)) = who, false)
                   ELSE (SELECT a.person FROM public.applications a WHERE a.party = of_party ORDER BY a.number LIMIT 1) = who
               END, true)
$$;
COMMENT ON FUNCTION may_apply_for(uuid, uuid, timestamptz) IS
    'Whether a person may apply for a party at an instant: for themselves; for an organisation that is a member, was one, or for which somebody votes, who votes for it; for any other whoever applied first.';
REVOKE ALL ON FUNCTION may_apply_for(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION may_apply_for(uuid, uuid, timestamptz) TO commonhold_app;

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
    IF (public.may_apply_for(NEW.person, NEW.party, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'who votes for an organisation applies for it; before it is a member, whoever applied first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'applicant_acts_for_the_party';
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
    'Guard of applications: numbered in order, by the route of the rulebook, by who may apply for the party, one at a time, and not around a suspension.';
